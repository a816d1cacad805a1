"""tf.test.compute_gradient: a gradient as the graph computes it, beside what small changes of the input tell.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/test/compute_gradient

Read next: `unit_tests.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.gradients import gradients
from tensorlab.graph.scopes import get_default_session
from tensorlab.ops.source import placeholder

Pair = tuple[np.ndarray, np.ndarray]


def compute_gradient(
    x: Any,
    x_shape: Any,
    y: Any,
    y_shape: Any,
    x_init_value: Any = None,
    delta: float = 1e-3,
    init_targets: Any = None,
    extra_feed_dict: Mapping[Any, Any] | None = None,
) -> Pair | list[Pair]:
    """Two Jacobians of y with respect to x, each [entries of x, entries of y]: the graph's, and the measured one.

    Args:
        x: a tensor, or a list of tensors: then the result is a list of pairs.
        x_shape: its shape (or a list of shapes), as integers.
        y: a tensor that depends on it.
        y_shape: its shape.
        x_init_value: where to look (or a list); random by default.
        delta: how far x is moved, both ways.
        init_targets: an operation, or a list of some, to run first.
        extra_feed_dict: what else to feed.

    Raises:
        ValueError: when there is no default session, or y does not depend on x.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session():
    ...     x = tf.placeholder(tf.float64, [2])
    ...     graphs, measured = compute_gradient(x, [2], x * x, [2], np.array([1.0, 3.0]))
    >>> graphs
    array([[2., 0.],
           [0., 6.]])
    >>> np.abs(graphs - measured).max() < 1e-6
    np.True_
    """
    session = get_default_session()
    if session is None:
        raise ValueError("Which session? Call this inside `with tf.Session():` or `with self.session():`.")
    feeds = dict(extra_feed_dict or {})
    for target in init_targets if isinstance(init_targets, list | tuple) else [init_targets]:
        if target is not None:
            session.run(target)
    if not isinstance(x, list | tuple):
        return _one(session, x, x_shape, y, y_shape, x_init_value, delta, feeds)
    starts = [None] * len(x) if x_init_value is None else x_init_value
    chosen = [_start(one, shape, start) for one, shape, start in zip(x, x_shape, starts, strict=True)]
    feeds.update(zip(x, chosen, strict=True))
    return [
        _one(session, one, shape, y, y_shape, start, delta, feeds)
        for one, shape, start in zip(x, x_shape, chosen, strict=True)
    ]


def compute_gradient_error(
    x: Any,
    x_shape: Any,
    y: Any,
    y_shape: Any,
    x_init_value: Any = None,
    delta: float = 1e-3,
    init_targets: Any = None,
    extra_feed_dict: Mapping[Any, Any] | None = None,
) -> float:
    """How far the two Jacobians of `compute_gradient` lie apart at most.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session():
    ...     x = tf.constant([1.0, 2.0], tf.float64)
    ...     error = compute_gradient_error(x, [2], tf.sin(x), [2], np.array([1.0, 2.0]))
    >>> error < 1e-6
    True
    """
    found = compute_gradient(x, x_shape, y, y_shape, x_init_value, delta, init_targets, extra_feed_dict)
    pairs = found if isinstance(found, list) else [found]
    return max((float(np.abs(graphs - measured).max(initial=0)) for graphs, measured in pairs), default=0.0)


def _start(x: Any, shape: Sequence[int], start: Any) -> np.ndarray:
    dtype = x.dtype.base_dtype.as_numpy_dtype
    if start is None:
        return np.asarray(np.random.random_sample(tuple(shape))).astype(dtype)
    return np.asarray(start, dtype)


def _one(
    session: Any,
    x: Any,
    x_shape: Any,
    y: Any,
    y_shape: Any,
    start: Any,
    delta: float,
    feeds: Mapping[Any, Any],
) -> Pair:
    x, y = convert_to_tensor(x), convert_to_tensor(y)
    place = _start(x, x_shape, start)
    upstream = placeholder(y.dtype.base_dtype, tuple(y_shape))
    gradient = gradients(y, x, upstream)[0]
    if gradient is None:
        raise ValueError(f"{y.name} does not depend on {x.name}, or there is no gradient on the way.")
    graphs = np.zeros((place.size, int(np.prod(y_shape, dtype=int))), x.dtype.base_dtype.as_numpy_dtype)
    one_entry = np.zeros(tuple(y_shape), y.dtype.base_dtype.as_numpy_dtype)
    dense = convert_to_tensor(gradient)
    for column in range(graphs.shape[1]):
        one_entry.flat[column] = 1
        graphs[:, column] = session.run(dense, {**feeds, x: place, upstream: one_entry}).ravel()
        one_entry.flat[column] = 0
    measured = np.zeros_like(graphs)
    for row in range(place.size):
        moved = [place.copy(), place.copy()]
        moved[0].flat[row] += delta
        moved[1].flat[row] -= delta
        above, below = (session.run(y, {**feeds, x: value}) for value in moved)
        measured[row] = (above - below).ravel() / (2 * delta)
    return graphs, measured
