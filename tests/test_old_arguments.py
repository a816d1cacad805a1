"""Arguments under their older names work, and say what to write today.

What they compute is compared with TensorFlow in `tests/parity/programs/old_arguments.py`.
"""

import subprocess
import sys
import warnings
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab.compat.old_arguments import RENAMED
from tensorlab.graph.registry import Op

NAMESPACES = (tf, tf.nn, tf.math, tf.linalg, tf.losses)


def public(function: str) -> Any:
    """The public function of that name, wherever it is."""
    return next(getattr(space, function) for space in NAMESPACES if function in dir(space))


@pytest.mark.parametrize("function", RENAMED)
def test_the_table_names_functions_and_arguments_that_exist(function: str) -> None:
    """A wrong entry would never be found out otherwise; the old names are not arguments any more."""
    found = public(function)
    if isinstance(found, Op):
        known = {parameter.name for parameter in found.parameters}
    else:
        code = found.__wrapped__.__code__
        known = set(code.co_varnames[: code.co_argcount])
    assert set(RENAMED[function].values()) <= known
    assert not set(RENAMED[function]) & known


@pytest.mark.parametrize(
    ("call", "advice"),
    [
        (lambda x: tf.reduce_sum(x, reduction_indices=1), r"reduce_sum\(\.\.\., axis=\.\.\.\)"),
        (lambda x: tf.nn.softmax(x, dim=0), r"softmax\(\.\.\., axis=\.\.\.\)"),
        (lambda x: tf.expand_dims(x, dim=0), "'dim' is an old name"),
        (lambda x: tf.nn.moments(x, [0], keep_dims=True), "keepdims"),
    ],
)
def test_the_warning_points_at_the_users_line(call: Any, advice: str) -> None:
    """For ops and for functions, straight or from inside others."""
    with pytest.warns(DeprecationWarning, match=advice) as caught:
        call(tf.constant([[1.0, 2.0]]))
    assert [warning.filename for warning in caught] == [__file__]


def test_names_of_the_first_books() -> None:
    """Before 1.0, concat and split named their dimension otherwise; TensorFlow 2.21 has forgotten that."""
    x = tf.constant([[1.0, 2.0]])
    with pytest.warns(DeprecationWarning), tf.Session() as session:
        joined = tf.concat(concat_dim=1, values=[x, x])
        first, second = tf.split(split_dim=1, num_split=2, value=x)
        np.testing.assert_array_equal(session.run(joined), [[1.0, 2.0, 1.0, 2.0]])
        np.testing.assert_array_equal(session.run([first, second]), [[[1.0]], [[2.0]]])


def test_unknown_arguments_get_a_hint() -> None:
    """Ops and functions answer alike."""
    x = tf.constant([[1.0, 2.0]])
    with pytest.raises(TypeError, match=r"reduce_sum\(\) has no argument 'keepdim'.*keepdims"):
        tf.reduce_sum(x, keepdim=True)
    with pytest.raises(TypeError, match=r"softmax\(\) has no argument 'axs'.*axis"):
        tf.nn.softmax(x, axs=1)
    with (
        pytest.warns(DeprecationWarning),
        pytest.raises(TypeError, match=r"got two values for its argument .axis."),
    ):
        tf.reduce_sum(x, 1, reduction_indices=1)


def test_none_counts_as_not_given() -> None:
    """Programs hand both names on, one of them None."""
    x = tf.constant([[1.0, 2.0]])
    with pytest.warns(DeprecationWarning), tf.Session() as session:
        np.testing.assert_allclose(session.run(tf.reduce_sum(x, axis=None, reduction_indices=1)), [3.0])
        np.testing.assert_allclose(session.run(tf.reduce_sum(x, reduction_indices=None, axis=1)), [3.0])


def test_todays_names_cost_nothing() -> None:
    """No warning, and the table is not even loaded."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tf.reduce_sum(tf.constant([[1.0]]), axis=1, keepdims=True)
    program = (
        "import sys, tensorlab as tf; tf.nn.softmax(tf.reduce_sum([[1.]], axis=1, keepdims=True), axis=0);"
        "sys.exit('tensorlab.compat.old_arguments' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=60).returncode == 0
