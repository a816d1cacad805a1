"""tf.data: pipelines of examples.

This module only gathers names; each stands, explained, on the page it is loaded from when a program first uses it.

Read next: `dataset.py`.
"""

from tensorlab.data import experimental as experimental
from tensorlab.late_names import late_names as _late_names

__getattr__, __dir__ = _late_names(
    __name__,
    globals(),
    {
        "data.dataset": "Dataset",
        "data.files": "FixedLengthRecordDataset TFRecordDataset TextLineDataset",
        "data.iterators": (
            "Iterator get_output_classes get_output_shapes get_output_types make_initializable_iterator "
            "make_one_shot_iterator"
        ),
        "data.options": "Options",
    },
)
