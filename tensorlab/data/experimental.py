"""tf.data.experimental: what came late to tf.data, and what `Dataset.apply` takes.

This module only gathers names; each stands, explained, on the page it is imported from.

Read next: `experimental_transformations.py`.
"""

from tensorlab.data.experimental_stages import (
    choose_from_datasets,
    scan,
    take_while,
    unique,
)
from tensorlab.data.experimental_transformations import (
    Counter,
    copy_to_device,
    enumerate_dataset,
    ignore_errors,
    map_and_batch,
    map_and_batch_with_legacy_function,
    parallel_interleave,
    prefetch_to_device,
    shuffle_and_repeat,
    unbatch,
)
from tensorlab.data.grouping_by_key import (
    bucket_by_sequence_length,
    group_by_window,
)
from tensorlab.data.record_datasets import (
    CsvDataset,
    TFRecordWriter,
    parse_example_dataset,
)
from tensorlab.data.reducing import (
    cardinality,
    get_single_element,
)
from tensorlab.data.sampling import (
    RandomDataset,
    sample_from_datasets,
)
from tensorlab.errors import unknown_name as _unknown_name

AUTOTUNE = -1
"""As `num_parallel_calls` or `buffer_size`: let the library choose."""
INFINITE_CARDINALITY = -1
UNKNOWN_CARDINALITY = -2

__all__ = [
    "AUTOTUNE",
    "INFINITE_CARDINALITY",
    "UNKNOWN_CARDINALITY",
    "Counter",
    "CsvDataset",
    "RandomDataset",
    "TFRecordWriter",
    "bucket_by_sequence_length",
    "cardinality",
    "choose_from_datasets",
    "copy_to_device",
    "enumerate_dataset",
    "get_single_element",
    "group_by_window",
    "ignore_errors",
    "map_and_batch",
    "map_and_batch_with_legacy_function",
    "parallel_interleave",
    "parse_example_dataset",
    "prefetch_to_device",
    "sample_from_datasets",
    "scan",
    "shuffle_and_repeat",
    "take_while",
    "unbatch",
    "unique",
]

__getattr__ = _unknown_name(__name__, globals())
