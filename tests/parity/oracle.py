"""Opens the real TensorFlow, the oracle. Only the recording scripts call this; the tests need no TensorFlow.

python -m venv oracle && oracle/bin/pip install tensorflow-cpu tf_keras
oracle/bin/python -m tests.parity.record
"""

import os
import warnings
from typing import Any


def open_tensorflow() -> Any:
    """TensorFlow with its 1.x behaviour: graphs, sessions and reference variables.

    Raises:
        ImportError: when it is not installed in this Python.
    """
    os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # oneDNN reorders sums from one machine to the next; what is recorded should not depend on the machine.
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    warnings.filterwarnings("ignore")
    import tensorflow.compat.v1 as tf

    tf.logging.set_verbosity(tf.logging.ERROR)
    tf.disable_v2_behavior()
    return tf
