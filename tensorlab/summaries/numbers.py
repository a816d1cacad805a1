"""Scalars and histograms: a number, or the spread of many, as a summary.

Read next: `pictures.py`.
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import REAL, STRING
from tensorlab.graph.registry import Array, Sample
from tensorlab.graph.tensor import Tensor
from tensorlab.protos.wire import messages
from tensorlab.summaries import buckets
from tensorlab.summaries.naming import NO_GRADIENT, collect, packed, summary_op, summary_scope, text_of

__all__ = ["histogram", "histogram_summary", "scalar", "scalar_summary"]


@summary_op("ScalarSummary", "scalar", {"tags": STRING, "values": REAL}, r"\text{{summary}}({values})")
def scalar_summary(tags: Array, values: Array):
    """Write numbers as a summary: one for every tag.

    Args:
        tags: strings, of the shape of `values`.
        values: real numbers.

    Raises:
        tf.errors.InvalidArgumentError: when the shapes differ.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(tf.Summary.FromString(sess.run(scalar_summary("loss", 0.5))))
    value {
      tag: "loss"
      simple_value: 0.5
    }
    <BLANKLINE>
    """
    names, numbers = np.asarray(tags, object), np.asarray(values)
    if names.shape != numbers.shape:
        single = f" (tag '{text_of(names.reshape(-1)[0])}')" if names.size == 1 else ""
        raise InvalidArgumentError(
            None, None, f"tags and values not the same shape: {list(names.shape)} != {list(numbers.shape)}{single}"
        )  # fmt: skip
    summary = messages("summary").Summary()
    with np.errstate(over="ignore"):
        for name, number in zip(names.reshape(-1), numbers.reshape(-1).astype(np.float32), strict=True):
            summary.value.add(tag=text_of(name), simple_value=number)
    return packed(summary)


@scalar_summary.samples
def _() -> list[Sample]:
    return [Sample("loss", 0.25), Sample(["a", "b/c"], [1.5, -2.0]), Sample([["a"], ["b"]], [[0.0], [3.0]])]


@summary_op("HistogramSummary", "histogram", {"tag": STRING, "values": REAL}, r"\text{{histogram}}({values})")
def histogram_summary(tag: Array, values: Array):
    """Write how numbers are spread as a summary: how many of them lie in which bucket.

    Args:
        tag: one string.
        values: real numbers, of any shape.

    Raises:
        tf.errors.InvalidArgumentError: when a number is NaN or infinite.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     summary = tf.Summary.FromString(sess.run(histogram_summary("weights", [1.0, 2.0, 2.0])))
    >>> summary.value[0].histo.num, summary.value[0].histo.sum, list(summary.value[0].histo.bucket)
    (3.0, 5.0, [0.0, 1.0, 0.0, 2.0, 0.0])
    """
    names, numbers = np.asarray(tag, object), np.asarray(values)
    if names.shape != ():
        raise InvalidArgumentError(None, None, "tags must be scalar")
    name = text_of(names.reshape(-1)[0])
    if numbers.dtype.kind == "f" and not np.all(np.isfinite(numbers)):
        first = numbers.reshape(-1)[~np.isfinite(numbers.reshape(-1))][0]
        what = "Nan" if np.isnan(first) else "Infinity"
        raise InvalidArgumentError(None, None, f"{what} in summary histogram for: {name}")
    summary = messages("summary").Summary()
    buckets.fill(summary.value.add(tag=name).histo, numbers)
    return packed(summary)


@histogram_summary.samples
def _() -> list[Sample]:
    return [
        Sample("h", [-1.0, 0.0, 0.5, 1.0, 120.0]),
        Sample("wide", [[1e-9, -1e9], [7.0, 7.5]], dtypes=["float32", "float64"]),
        Sample("none", np.zeros((0, 2))),
        Sample("one", 3.0),
    ]


scalar_summary.not_differentiable(NO_GRADIENT)
histogram_summary.not_differentiable(NO_GRADIENT)


def scalar(name: str, tensor: Any, collections: Any = None, family: str | None = None) -> Tensor:
    """Write a number, the loss for example, as a summary.

    Args:
        name: what the node is called; with the name scopes around it, also the tag, under which TensorBoard draws it.
        tensor: a single real number.
        collections: keys of the collections that the summary goes into; by default `[GraphKeys.SUMMARIES]`.
        family: a group of TensorBoard: the tag begins with it.

    Returns:
        A string tensor: the bytes of a `tf.Summary`.

    Raises:
        tf.errors.InvalidArgumentError: in a run, when `tensor` has several entries.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/summary/scalar

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     with tf.name_scope("train"):
    ...         loss = tf.summary.scalar("loss", tf.constant(0.5))
    ...     print(loss.name, sess.run(loss))
    train/loss:0 b'\\n\\x11\\n\\ntrain/loss\\x15\\x00\\x00\\x00?'
    """
    with summary_scope(name, family, values=[tensor]) as (tag, scope):
        return collect(scalar_summary(tag, tensor, name=scope), collections)


def histogram(name: str, values: Any, collections: Any = None, family: str | None = None) -> Tensor:
    """Write how the entries of a tensor are spread as a summary.

    Args:
        name: what the node is called; with the name scopes around it, also the tag.
        values: real numbers, of any shape.
        collections: keys of the collections that the summary goes into; by default `[GraphKeys.SUMMARIES]`.
        family: a group of TensorBoard: the tag begins with it.

    Returns:
        A string tensor: the bytes of a `tf.Summary`.

    Raises:
        tf.errors.InvalidArgumentError: in a run, when a value is NaN or infinite.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/summary/histogram

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     summary = tf.Summary.FromString(sess.run(tf.summary.histogram("weights", [[1.0, 2.0], [2.0, 4.0]])))
    >>> summary.value[0].tag, summary.value[0].histo.max
    ('weights', 4.0)
    """
    with summary_scope(name, family, "HistogramSummary", [values]) as (tag, scope):
        return collect(histogram_summary(tag, values, name=scope), collections)
