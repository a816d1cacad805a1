"""Event files: what TensorBoard reads. A record for every event, each with a time and perhaps a step.

The first event says which format it is. A file is called `events.out.tfevents.<second>.<computer>`, so the files of one
folder stand in the order in which they were begun.

Source: https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/core/util/events_writer.cc

Read next: `tensorlab/reading/tfrecord.py` (the records), `file_writer.py`.
"""

import os
import platform
import threading
import time
import weakref
from collections.abc import Iterator
from typing import Any, BinaryIO

from tensorlab.protos.wire import messages
from tensorlab.reading.files import file_errors, path_text
from tensorlab.reading.tfrecord import read_records, write_record

FORMAT = "brain.Event:2"


class EventFileWriter:
    """Writes events into a new file of a folder. Several threads may use one writer.

    An event is written at once, but into memory; the file has it after the first event, after `max_queue` events, after
    `flush_secs` seconds when the next event comes, after `flush` and after `close`.

    Args:
        logdir: the folder; it is made when there is none.
        max_queue: how many events may wait in memory; 0 for any number.
        flush_secs: how long they may wait.
        filename_suffix: what the file's name ends with.
    """

    def __init__(
        self, logdir: Any, max_queue: int = 10, flush_secs: float = 120, filename_suffix: str | None = None
    ) -> None:
        self._logdir = path_text(logdir)
        with file_errors():
            os.makedirs(self._logdir, exist_ok=True)
        self._max_queue, self._flush_secs = max_queue, flush_secs
        self._suffix = filename_suffix or ""
        self._lock = threading.RLock()
        self._file: BinaryIO | None = None
        self._closed = False
        self._waiting, self._next_flush = 0, 0.0
        if self._suffix:
            self._open()

    def get_logdir(self) -> str:
        """The folder."""
        return self._logdir

    def add_event(self, event: Any) -> None:
        """Write an event; after `close` nothing happens, until `reopen`."""
        with self._lock, file_errors():
            if self._closed:
                return
            write_record(self._file or self._open(), event.SerializeToString())
            self._waiting += 1
            now = time.monotonic()
            if now >= self._next_flush or 0 < self._max_queue <= self._waiting:
                self.flush()

    def flush(self) -> None:
        """Let the file have every event that was added so far."""
        with self._lock, file_errors():
            if self._file is not None:
                self._file.flush()
            self._waiting, self._next_flush = 0, time.monotonic() + self._flush_secs

    def close(self) -> None:
        """Write what waits, and close the file."""
        with self._lock, file_errors():
            self._closed = True
            if self._file is not None:
                self._file.close()
                self._file = None

    def reopen(self) -> None:
        """After `close`: write on, into a new file."""
        with self._lock:
            self._closed = False

    def _open(self) -> BinaryIO:
        """Begin a file. Another writer of this second may have taken its name: then a number is added."""
        second = int(time.time())
        name = f"events.out.tfevents.{second:010d}.{platform.node() or 'localhost'}"
        taken = 0
        while True:
            number = f".{taken}" if taken else ""
            path = os.path.join(self._logdir, name + number + self._suffix)
            try:
                opened = open(path, "xb")  # noqa: SIM115  # it stays open
            except FileExistsError:
                taken += 1
            else:
                break
        self._file = opened
        self._next_flush = 0.0
        weakref.finalize(self, opened.close)  # a program may forget to close its writer
        write_record(
            opened, messages("event").Event(wall_time=second, file_version=FORMAT).SerializeToString()
        )
        return opened


def summary_iterator(path: Any) -> Iterator[Any]:
    """Read an event file.

    Args:
        path: the file.

    Returns:
        An iterator over `tf.Event` messages. What kind each is says `event.WhichOneof("what")`.

    Raises:
        tf.errors.DataLossError: for a file that is damaged, or cut short.
        tf.errors.NotFoundError: when there is no such file.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/summary_iterator

    >>> import tensorlab as tf, glob, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with tf.summary.FileWriter(folder) as writer:
    ...         writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag="loss", simple_value=0.5)]), 7)
    ...     for event in tf.train.summary_iterator(glob.glob(folder + "/*")[0]):
    ...         print(event.WhichOneof("what"), event.step, [value.simple_value for value in event.summary.value])
    file_version 0 []
    summary 7 [0.5]
    """
    kind = messages("event").Event
    return (kind.FromString(record) for record in read_records(path))
