"""Tags: which of the graphs of a saved model is meant.

Read next: `loader.py`.
"""

SERVING = "serve"
TRAINING = "train"
EVAL = "eval"
GPU = "gpu"
TPU = "tpu"
