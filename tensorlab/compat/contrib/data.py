"""tf.contrib.data: where transformations of datasets stood before `tf.data.experimental`.

Read next: `tensorlab/data/experimental_transformations.py`.
"""

from tensorlab.data.dataset import Dataset
from tensorlab.data.experimental_stages import choose_from_datasets, scan, unique
from tensorlab.data.experimental_transformations import (
    Counter,
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
from tensorlab.data.record_datasets import CsvDataset, TFRecordWriter, parse_example_dataset
from tensorlab.data.reducing import get_single_element
from tensorlab.data.sampling import RandomDataset, sample_from_datasets
from tensorlab.errors import unknown_name

__all__ = [
    "Counter",
    "CsvDataset",
    "Dataset",
    "FixedLengthRecordDataset",
    "Iterator",
    "RandomDataset",
    "TFRecordDataset",
    "TFRecordWriter",
    "TextLineDataset",
    "batch_and_drop_remainder",
    "bucket_by_sequence_length",
    "choose_from_datasets",
    "enumerate_dataset",
    "get_single_element",
    "group_by_window",
    "ignore_errors",
    "map_and_batch",
    "padded_batch_and_drop_remainder",
    "parallel_interleave",
    "parse_example_dataset",
    "prefetch_to_device",
    "sample_from_datasets",
    "scan",
    "shuffle_and_repeat",
    "unbatch",
    "unique",
]

__getattr__ = unknown_name("tensorlab.contrib.data", globals())
