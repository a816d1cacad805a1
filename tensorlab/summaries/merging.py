"""Several summaries as one, so that one fetch of `sess.run` brings them all.

Read next: `event_files.py`.
"""

import json
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.collections import GraphKeys, get_collection
from tensorlab.graph.dtypes import STRING
from tensorlab.graph.registry import Arrays, Sample
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.protos.wire import messages
from tensorlab.summaries.naming import NO_GRADIENT, clean_tag, collect, packed, summary_op

__all__ = ["get_summary_description", "merge", "merge_all", "merge_summary"]


@summary_op("MergeSummary", "merge", {"inputs": STRING}, r"\text{{merge}}({inputs})")
def merge_summary(inputs: Arrays):
    """Join summaries into one.

    Args:
        inputs: strings of any shapes: the bytes of summaries.

    Raises:
        tf.errors.InvalidArgumentError: when two values have one tag, or a string is no summary.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     parts = [tf.summary.scalar("a", 1.0), tf.summary.scalar("b", 2.0)]
    ...     print([value.tag for value in tf.Summary.FromString(sess.run(merge_summary(parts))).value])
    ['a', 'b']
    """
    kind = messages("summary").Summary
    whole, tags = kind(), set()
    for entry in (one for each in inputs for one in np.asarray(each, object).reshape(-1)):
        try:
            part = kind.FromString(entry.encode() if isinstance(entry, str) else entry)
        except Exception:
            raise InvalidArgumentError(
                None, None, "Could not parse one of the summary inputs: it is no tf.Summary"
            ) from None
        for value in part.value:
            if value.tag and value.tag in tags:
                message = f"Duplicate tag {value.tag} found in summary inputs"
                raise InvalidArgumentError(None, None, f"{message}; give each summary a name of its own")
            tags.add(value.tag)
        whole.value.extend(part.value)
    return packed(whole)


@merge_summary.samples
def _() -> list[Sample]:
    a, b, c = (b"\n\x08\n\x01" + name + b"\x15\x00\x00\x00?" for name in (b"a", b"b", b"c"))
    return [Sample([a, b]), Sample([[a, b], c]), Sample([b""])]


merge_summary.not_differentiable(NO_GRADIENT)


def merge(inputs: Any, collections: Any = None, name: str | None = None) -> Tensor:
    """Join summaries into one.

    Args:
        inputs: a list of summaries, as `tf.summary.scalar` and the others return them.
        collections: keys of the collections that the result goes into; by default none.
        name: the name of the scope, "Merge" by default.

    Returns:
        A string tensor: the bytes of a `tf.Summary` with all their values.

    Raises:
        tf.errors.InvalidArgumentError: in a run, when two values have one tag.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/summary/merge

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     merged = tf.summary.merge([tf.summary.scalar("a", 1.0), tf.summary.scalar("b", 2.0)])
    ...     print(merged.name, [value.tag for value in tf.Summary.FromString(sess.run(merged)).value])
    Merge/MergeSummary:0 ['a', 'b']
    """
    name = clean_tag(name)
    with name_scope(name, "Merge", inputs):
        return collect(merge_summary(inputs, name=name), collections, ())


def merge_all(
    key: str = GraphKeys.SUMMARIES, scope: str | None = None, name: str | None = None
) -> Tensor | None:
    """Join all summaries of the default graph into one.

    Args:
        key: the collection in which they are.
        scope: only those whose names match this beginning.
        name: the name of the scope, "Merge" by default.

    Returns:
        A string tensor: the bytes of a `tf.Summary` with all their values; None when there is no summary.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/summary/merge_all

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(tf.summary.merge_all())
    ...     loss, rate = tf.summary.scalar("loss", 0.5), tf.summary.scalar("rate", 0.1)
    ...     print([value.tag for value in tf.Summary.FromString(sess.run(tf.summary.merge_all())).value])
    None
    ['loss', 'rate']
    """
    summaries = get_collection(key, scope=scope)
    return merge(summaries, name=name) if summaries else None


def get_summary_description(node_def: Any) -> Any:
    """The description that TensorFlow's older `TensorSummary` nodes carry.

    Args:
        node_def: the node, out of a GraphDef.

    Returns:
        A `tf.summary.SummaryDescription`.

    Raises:
        ValueError: for another node.
    """
    if node_def.op != "TensorSummary":
        raise ValueError(f"Can't get_summary_description on {node_def.op}")
    description = messages("summary").SummaryDescription()
    for field, value in json.loads(node_def.attr["description"].s or b"{}").items():
        setattr(description, {"typeHint": "type_hint"}.get(field, field), value)
    return description
