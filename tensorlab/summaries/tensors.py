"""Whole tensors as summaries, and text. What the tensor means to TensorBoard stands beside it: the summary's metadata.

Read next: `merging.py`.
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import ALL, STRING, string
from tensorlab.graph.registry import Array, Sample
from tensorlab.graph.tensor import Tensor
from tensorlab.protos.wire import messages
from tensorlab.summaries.naming import NO_GRADIENT, collect, one_tag, packed, summary_op, summary_scope

__all__ = ["tensor_summary", "tensor_summary_node", "text"]

NUMBERS = {dtype.as_numpy_dtype: dtype.as_datatype_enum for dtype in ALL - STRING}


def fill_tensor(message: Any, value: Any) -> None:
    """Put an array into a `TensorProto`: numbers as the bytes they are in memory, strings one by one."""
    array = np.asarray(value)
    message.tensor_shape.SetInParent()
    for size in array.shape:
        message.tensor_shape.dim.add(size=size)
    if array.dtype == object:
        message.dtype = string.as_datatype_enum
        entries = array.reshape(-1).tolist()
        message.string_val.extend(one.encode() if isinstance(one, str) else one for one in entries)
    else:
        message.dtype = NUMBERS[array.dtype.type]
        message.tensor_content = array.astype(array.dtype.newbyteorder("<")).tobytes()


@summary_op(
    "TensorSummaryV2", "tensor",
    {"tag": STRING, "tensor": ALL, "serialized_summary_metadata": STRING}, r"\text{{summary}}({tensor})",
)  # fmt: skip
def tensor_summary_node(tag: Array, tensor: Array, serialized_summary_metadata: Array):
    """Write a whole tensor as a summary.

    Args:
        tag: one string.
        tensor: any tensor.
        serialized_summary_metadata: the bytes of a `tf.SummaryMetadata`: what the tensor is to TensorBoard.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     summary = tf.Summary.FromString(sess.run(tensor_summary_node("x", [1.5, 2.0], b"")))
    >>> summary.value[0].tag, summary.value[0].tensor.tensor_content.hex()
    ('x', '0000c03f00000040')
    """
    summary = messages("summary").Summary()
    value = summary.value.add(tag=one_tag(tag, "tag"))
    described = np.asarray(serialized_summary_metadata, object).reshape(-1)[0]
    try:
        value.metadata.ParseFromString(described.encode() if isinstance(described, str) else described)
    except Exception:
        raise InvalidArgumentError(
            None, None, "serialized_summary_metadata is not a serialized tf.SummaryMetadata"
        ) from None
    value.metadata.SetInParent()
    fill_tensor(value.tensor, np.asarray(tensor, object) if isinstance(tensor, bytes | str) else tensor)
    return packed(summary)


@tensor_summary_node.samples
def _() -> list[Sample]:
    described = b"\n\x06\n\x04text"
    return [
        Sample("x", [[1.0, 2.0], [3.0, 0.0]], b"", dtypes=["float32", "int64", "bool", "complex64"]),
        Sample("words", ["a", "bc"], described),
        Sample("word", "abc", described),
        Sample("empty", np.zeros((0, 3)), described, dtypes=["float32"]),
    ]


tensor_summary_node.not_differentiable(NO_GRADIENT)


def tensor_summary(
    name: str,
    tensor: Any,
    summary_description: str | None = None,
    collections: Any = None,
    summary_metadata: Any = None,
    family: str | None = None,
    display_name: str | None = None,
) -> Tensor:
    """Write a whole tensor as a summary.

    Args:
        name: what the node is called; with the name scopes around it, also the tag.
        tensor: any tensor.
        summary_description: what the series is, in Markdown.
        collections: keys of the collections that the summary goes into; by default `[GraphKeys.SUMMARIES]`.
        summary_metadata: a `tf.SummaryMetadata`: which part of TensorBoard shows it.
        family: a group of TensorBoard: the tag begins with it.
        display_name: what TensorBoard calls the series, where that is not the tag.

    Returns:
        A string tensor: the bytes of a `tf.Summary`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/summary/tensor_summary

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     node = tf.summary.tensor_summary("state", tf.eye(2), display_name="the state")
    ...     summary = tf.Summary.FromString(sess.run(node))
    >>> summary.value[0].metadata.display_name, [size.size for size in summary.value[0].tensor.tensor_shape.dim]
    ('the state', [2, 2])
    """
    metadata = messages("summary").SummaryMetadata()
    if summary_metadata is not None:
        metadata.CopyFrom(summary_metadata)
    if summary_description is not None:
        metadata.summary_description = summary_description
    if display_name is not None:
        metadata.display_name = display_name
    with summary_scope(name, family, values=[tensor]) as (tag, scope):
        node = tensor_summary_node(tag, tensor, metadata.SerializeToString(), name=scope)
        return collect(node, collections)


def text(name: str, tensor: Any, collections: Any = None) -> Tensor:
    """Write text as a summary: TensorBoard shows it as Markdown, vectors and matrices of strings as tables.

    Args:
        name: what the node is called; with the name scopes around it, also the tag.
        tensor: a string tensor.
        collections: keys of the collections that the summary goes into; by default `[GraphKeys.SUMMARIES]`.

    Returns:
        A string tensor: the bytes of a `tf.Summary`.

    Raises:
        ValueError: when the tensor holds no strings.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/summary/text

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     summary = tf.Summary.FromString(sess.run(tf.summary.text("note", tf.constant("**hello**"))))
    >>> summary.value[0].tensor.string_val[0], summary.value[0].metadata.plugin_data.plugin_name
    (b'**hello**', 'text')
    """
    if tensor.dtype.base_dtype != string:
        raise ValueError(
            f"Expected tensor {tensor.name} to have dtype string, got {tensor.dtype}. Write numbers with "
            "tf.as_string, or use tf.summary.scalar."
        )
    metadata = messages("summary").SummaryMetadata()
    metadata.plugin_data.plugin_name = "text"
    return tensor_summary(name, tensor, summary_metadata=metadata, collections=collections)
