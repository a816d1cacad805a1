"""tf.contrib.data: where transformations of datasets stood before `tf.data.experimental`.

Read next: `tensorlab/data/experimental_transformations.py`.
"""

from tensorlab.data.dataset import Dataset
from tensorlab.data.experimental_transformations import (
    batch_and_drop_remainder,
    enumerate_dataset,
    ignore_errors,
    map_and_batch,
    padded_batch_and_drop_remainder,
    parallel_interleave,
    prefetch_to_device,
    shuffle_and_repeat,
    unbatch,
)
from tensorlab.data.files import FixedLengthRecordDataset, TextLineDataset, TFRecordDataset
from tensorlab.data.grouping_by_key import bucket_by_sequence_length, group_by_window
from tensorlab.data.iterators import Iterator
from tensorlab.data.reducing import get_single_element
from tensorlab.errors import unknown_name

__all__ = [
    "Dataset",
    "FixedLengthRecordDataset",
    "Iterator",
    "TFRecordDataset",
    "TextLineDataset",
    "batch_and_drop_remainder",
    "bucket_by_sequence_length",
    "enumerate_dataset",
    "get_single_element",
    "group_by_window",
    "ignore_errors",
    "map_and_batch",
    "padded_batch_and_drop_remainder",
    "parallel_interleave",
    "prefetch_to_device",
    "shuffle_and_repeat",
    "unbatch",
]

__getattr__ = unknown_name("tensorlab.contrib.data", globals())
