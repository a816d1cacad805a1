"""Products along labels: which sizes fit each other.

The registry's tests compare the products themselves with TensorFlow's.
"""

from typing import Any

import numpy as np
import pytest

import tensorlab as tf


def run(fetches: Any, feeds: Any = None) -> Any:
    with tf.Session() as session:
        return session.run(fetches, feeds)


def test_einsum_repeats_nothing_along_a_label() -> None:
    """What has the size 1 fits only what has the size 1, known beforehand or not, as in TensorFlow."""
    tf.reset_default_graph()
    said = "Dimensions must be equal, but are 1 and 3: both are called"
    with pytest.raises(ValueError, match=said):
        tf.einsum("ij,jk->ik", tf.ones([2, 1]), tf.ones([3, 1]))
    with pytest.raises(ValueError, match=said):
        tf.tensordot(tf.placeholder(tf.float32, [None, 1]), tf.ones([3, 2]), 1)
    x = tf.placeholder(tf.float32, [None, None])
    for product in (tf.einsum("ij,jk->ik", x, tf.ones([3, 2])), tf.tensordot(x, tf.ones([3, 2]), 1)):
        assert run(product, {x: np.ones((2, 3))}).tolist() == [[3.0, 3.0]] * 2
        with pytest.raises(tf.errors.InvalidArgumentError, match=said):
            run(product, {x: np.ones((2, 1))})
    assert run(tf.einsum("...i,...i->...", tf.ones([2, 3]), tf.ones([1, 3]))).tolist() == [3.0, 3.0]
