"""tf.data.experimental: what came late to tf.data, and what `Dataset.apply` takes.

This module only gathers names; each stands, explained, on the page it is loaded from when a program first uses it.

Read next: `experimental_transformations.py`.
"""

from tensorlab.late_names import late_names as _late_names

AUTOTUNE = -1
"""As `num_parallel_calls` or `buffer_size`: let the library choose."""
INFINITE_CARDINALITY = -1
UNKNOWN_CARDINALITY = -2

__getattr__, __dir__ = _late_names(
    __name__,
    globals(),
    {
        "data.experimental_transformations": (
            "copy_to_device enumerate_dataset ignore_errors map_and_batch parallel_interleave prefetch_to_device "
            "shuffle_and_repeat unbatch"
        ),
        "data.grouping_by_key": "bucket_by_sequence_length group_by_window",
        "data.reducing": "cardinality get_single_element",
    },
)
