"""Programs with tf.contrib, which only TensorFlow 1.15 has: it ran them, and tensorlab must print the same.

They are written like those of `../programs/`, in a Python that 3.7 understands. `../record_contrib.py` keeps what
TensorFlow 1.15 prints; `../test_contrib.py` compares. Random numbers need a seed of their own (`seed=1`): with a
seed of the graph alone 1.15 counts differently.
"""
