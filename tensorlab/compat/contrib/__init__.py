"""tf.contrib: what TensorFlow 1.x shipped as contributions, as far as books and tutorials use it.

Each part is a module beside this one and is loaded when a program first names it. A part that is not here is
refused with the reason, and with what to use instead.

Source: https://github.com/tensorflow/tensorflow/tree/v1.15.5/tensorflow/contrib

Read next: `layers.py`, `rnn.py`, `learn.py`.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from tensorlab.errors import did_you_mean

HERE = (
    "data",
    "deprecated",
    "distributions",
    "framework",
    "layers",
    "learn",
    "legacy_seq2seq",
    "losses",
    "metrics",
    "nn",
    "opt",
    "rnn",
    "seq2seq",
    "slim",
    "tensorboard",
    "training",
    "util",
)
"""The parts that have, or will have, a module of their own."""

NOT_HERE = {
    "all_reduce": ("it sums over several machines", "one session, with tf.device"),
    "boosted_trees": ("tensorlab has no estimators", "scikit-learn's GradientBoostingClassifier"),
    "cluster_resolver": ("tensorlab runs in one process", "tf.Session without a target"),
    "copy_graph": ("a graph holds its own nodes", "a function that builds the nodes, called twice"),
    "crf": ("its forward pass over tags is not here", "tf.scan with tf.reduce_logsumexp"),
    "cudnn_rnn": ("it names kernels of one maker's cards", "tf.nn.dynamic_rnn with tf.nn.rnn_cell.LSTMCell"),
    "distribute": ("tensorlab runs in one process", "one session, with tf.device"),
    "eager": ("tensorlab describes a graph and runs it in a session", "tf.Session"),
    "estimator": ("tensorlab has no estimators", "the graph and the loop written out, with tf.Session"),
    "factorization": (
        "its estimators are not here",
        "k-means written with tf.argmin and tf.unsorted_segment_mean",
    ),
    "ffmpeg": ("it decodes sound", "SciPy's scipy.io.wavfile, and a placeholder"),
    "gan": ("it wraps training loops", "two optimizers with var_list=, as in the books"),
    "graph_editor": ("a node stays as it was made", "feed_dict, which takes any tensor"),
    "image": ("its ops are not here", "SciPy's scipy.ndimage, and a placeholder"),
    "integrate": ("its solver is not here", "scipy.integrate.odeint, or tf.while_loop"),
    "keras": ("tensorlab has no Keras", "tf.layers"),
    "kernel_methods": ("tensorlab has no estimators", "a product with fixed random features, and tf.cos"),
    "labeled_tensor": ("its named axes are not here", "tf.transpose and axis numbers"),
    "linalg": ("its operators are not here", "tf.linalg"),
    "lite": ("it converts models for telephones", "TensorFlow itself"),
    "lookup": ("tables are not here yet", "a Python dict, before feeding"),
    "model_pruning": ("its masks are not here", "a mask as tf.Variable(trainable=False), multiplied in"),
    "quantize": ("it rewrites graphs for telephones", "TensorFlow itself"),
    "resampler": ("its op is not here", "tf.gather_nd"),
    "saved_model": ("what it had stands elsewhere now", "tf.saved_model"),
    "staging": ("it moves values to another device ahead of time", "tf.FIFOQueue, or prefetch of tf.data"),
    "stat_summarizer": ("it measures kernels", "lab.trace, which has times"),
    "summary": ("its writers are nodes, as in TensorFlow 2", "tf.summary.scalar and tf.summary.FileWriter"),
    "tensor_forest": ("tensorlab has no estimators", "scikit-learn's RandomForestClassifier"),
    "tensorrt": ("it compiles for one maker's cards", "TensorFlow itself"),
    "timeseries": ("tensorlab has no estimators", "tf.nn.dynamic_rnn"),
    "tpu": ("there is no TPU here", "the optimizer itself, without CrossShardOptimizer"),
    "verbs": ("it names network cards", "tf.Session without a target"),
}
"""Part -> (why it is not here, what to use)."""


def refusal(name: str) -> str:
    """Why there is no `tf.contrib.<name>`, and what to use.

    >>> refusal("tpu")
    'tf.contrib.tpu is not here: there is no TPU here. Use the optimizer itself, without CrossShardOptimizer.'
    """
    if name in NOT_HERE:
        reason, instead = NOT_HERE[name]
        return f"tf.contrib.{name} is not here: {reason}. Use {instead}."
    if name in HERE:
        return f"tf.contrib.{name} is not here yet."
    hint = did_you_mean(name, dict.fromkeys([*HERE, *NOT_HERE]))
    return f"module 'tensorlab.contrib' has no attribute {name!r}.{hint and ' ' + hint}"


def __getattr__(name: str) -> Any:
    """Load a part; refuse what is not here."""
    module = f"{__name__}.{name}"
    if name[0] != "_" and name in HERE and find_spec(module) is not None:
        return import_module(module)
    # With an object but no name, Python does not put a second "Did you mean" behind ours.
    raise AttributeError(refusal(name), obj=HERE)


def __dir__() -> list[str]:
    return sorted([*globals(), *(name for name in HERE if find_spec(f"{__name__}.{name}") is not None)])
