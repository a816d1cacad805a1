"""tf.summary: what a training writes down about itself, for TensorBoard.

This module only gathers names; each stands, explained, on the page it is imported from.

Read next: `tensorlab/summaries/__init__.py`.
"""

from tensorlab.late_names import late_names as _late_names
from tensorlab.summaries.merging import (
    get_summary_description,
    merge,
    merge_all,
)
from tensorlab.summaries.numbers import (
    histogram,
    scalar,
)
from tensorlab.summaries.pictures import (
    image,
)
from tensorlab.summaries.sounds import (
    audio,
)
from tensorlab.summaries.tensors import (
    tensor_summary,
    text,
)

# These pages are loaded when a program first uses one of their names.
__getattr__, __dir__ = _late_names(
    __name__,
    globals(),
    {
        "summaries.file_writer": "FileWriter FileWriterCache",
        "summaries.newer": "all_v2_summary_ops initialize",
        "summaries.wire_names": "Event SessionLog Summary SummaryDescription TaggedRunMetadata",
    },
)
