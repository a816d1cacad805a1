"""tf.data: pipelines of examples.

This module only gathers names; each stands, explained, on the page it is imported from.

Read next: `dataset.py`.
"""

from tensorlab.data import (
    experimental as experimental,
)
from tensorlab.data.dataset import (
    Dataset,
)
from tensorlab.data.files import (
    FixedLengthRecordDataset,
    TextLineDataset,
    TFRecordDataset,
)
from tensorlab.data.iterators import (
    Iterator,
    get_output_classes,
    get_output_shapes,
    get_output_types,
    make_initializable_iterator,
    make_one_shot_iterator,
)
from tensorlab.data.options import (
    Options,
)
from tensorlab.errors import unknown_name as _unknown_name

__all__ = [
    "Dataset",
    "FixedLengthRecordDataset",
    "Iterator",
    "Options",
    "TFRecordDataset",
    "TextLineDataset",
    "experimental",
    "get_output_classes",
    "get_output_shapes",
    "get_output_types",
    "make_initializable_iterator",
    "make_one_shot_iterator",
]

__getattr__ = _unknown_name(__name__, globals())
