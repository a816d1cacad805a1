"""Summaries as they were written before TensorFlow 1.0: the tag first, and no tag made from the node's name.

`tf.scalar_summary("loss (train)", loss)` took any text as a tag, and several tags at once. Also under
`tf.contrib.deprecated`.

Source: https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/contrib/deprecated/__init__.py

Read next: `tensorlab/summaries/numbers.py`, which has today's functions.
"""

from typing import Any

from tensorlab.compat.old_names import warn_old
from tensorlab.graph.collections import GraphKeys, get_collection
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import float32
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.summaries import merging, numbers, pictures, sounds
from tensorlab.summaries.file_writer import FileWriter
from tensorlab.summaries.naming import collect


def _warn(name: str, today: str) -> None:
    warn_old(f"tf.{name} is an old name: write tf.summary.{today}.")


def scalar_summary(tags: Any, values: Any, collections: Any = None, name: str | None = None) -> Tensor:
    """Write numbers as a summary: a tag and a number, or as many of both.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     summary = tf.Summary.FromString(sess.run(scalar_summary(["a", "b (c)"], [1.0, 2.0])))
    >>> [(value.tag, value.simple_value) for value in summary.value]
    [('a', 1.0), ('b (c)', 2.0)]
    """
    _warn("scalar_summary", "scalar(name, tensor)")
    with name_scope(name, "ScalarSummary", [tags, values]) as scope:
        return collect(numbers.scalar_summary(tags, values, name=scope), collections)


def histogram_summary(tag: Any, values: Any, collections: Any = None, name: str | None = None) -> Tensor:
    """Write how numbers are spread as a summary."""
    _warn("histogram_summary", "histogram(name, values)")
    with name_scope(name, "HistogramSummary", [tag, values]) as scope:
        return collect(numbers.histogram_summary(tag, values, name=scope), collections)


def image_summary(
    tag: Any, tensor: Any, max_images: int = 3, collections: Any = None, name: str | None = None
) -> Tensor:
    """Write images as a summary."""
    _warn("image_summary", "image(name, tensor, max_outputs=...)")
    with name_scope(name, "ImageSummary", [tag, tensor]) as scope:
        return collect(pictures.image_summary(tag, tensor, max_images, name=scope), collections)


def audio_summary(
    tag: Any,
    tensor: Any,
    sample_rate: Any,
    max_outputs: int = 3,
    collections: Any = None,
    name: str | None = None,
) -> Tensor:
    """Write sounds as a summary."""
    _warn("audio_summary", "audio(name, tensor, sample_rate)")
    with name_scope(name, "AudioSummary", [tag, tensor]) as scope:
        rate = convert_to_tensor(sample_rate, float32, name="sample_rate")
        return collect(sounds.audio_summary(tag, tensor, rate, max_outputs, name=scope), collections)


def merge_summary(inputs: Any, collections: Any = None, name: str | None = None) -> Tensor:
    """Join summaries into one."""
    _warn("merge_summary", "merge(inputs)")
    return _merged(inputs, collections, name)


def _merged(inputs: Any, collections: Any, name: str | None) -> Tensor:
    with name_scope(name, "MergeSummary", inputs):
        return collect(merging.merge_summary(inputs, name=name), collections, ())


def merge_all_summaries(key: str = GraphKeys.SUMMARIES) -> Tensor | None:
    """Join all summaries of the default graph into one; None when there is none."""
    _warn("merge_all_summaries", "merge_all()")
    summaries = get_collection(key)
    return _merged(summaries, None, None) if summaries else None


def SummaryWriter(
    logdir: Any, graph: Any = None, max_queue: int = 10, flush_secs: float = 120, graph_def: Any = None
) -> FileWriter:
    """A `tf.summary.FileWriter`; `graph` may be a GraphDef, as it was in the oldest programs."""
    warn_old("tf.train.SummaryWriter is an old name: write tf.summary.FileWriter.")
    return FileWriter(logdir, graph, max_queue, flush_secs, graph_def)
