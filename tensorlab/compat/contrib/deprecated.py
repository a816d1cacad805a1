"""tf.contrib.deprecated: the summaries of TensorFlow 0.x, which take a tag and make no name from it.

Read next: `tensorlab/compat/old_summaries.py`.
"""

from tensorlab.compat.old_summaries import (
    audio_summary,
    histogram_summary,
    image_summary,
    merge_all_summaries,
    merge_summary,
    scalar_summary,
)
from tensorlab.errors import unknown_name

__all__ = [
    "audio_summary",
    "histogram_summary",
    "image_summary",
    "merge_all_summaries",
    "merge_summary",
    "scalar_summary",
]

__getattr__ = unknown_name("tensorlab.contrib.deprecated", globals())
