"""tf.python_io: files of records, written and read by a program itself.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.reading.record_writer import (
    TFRecordOptions,
    TFRecordWriter,
    tf_record_iterator,
)
from tensorlab.reading.tfrecord import (
    TFRecordCompressionType,
)

__getattr__ = _unknown_name(__name__, globals())
