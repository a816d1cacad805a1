"""`tf.summary.FileWriter`: puts summaries, the graph and the times of runs into an event file.

Read next: `event_files.py`; `tensorlab/run/run_metadata.py` (where the times of a run come from).
"""

import sys
import threading
import time
import warnings
from typing import Any, ClassVar

from tensorlab.graph.graph import Graph
from tensorlab.graph.scopes import current_graph
from tensorlab.graph.tensor import Tensor
from tensorlab.log_lines import get_logger
from tensorlab.protos.wire import messages
from tensorlab.summaries.drawn_graph import drawn_graph
from tensorlab.summaries.event_files import EventFileWriter
from tensorlab.version import __version__


class FileWriter:
    """Writes summaries and other events into a new event file, which TensorBoard reads.

    Args:
        logdir: the folder; it is made when there is none. TensorBoard shows each folder as one training.
        graph: a graph to write down at once, `sess.graph` for example.
        max_queue: how many events may wait in memory before they are written; 0 for any number.
        flush_secs: how many seconds they may wait.
        graph_def: the graph as a GraphDef, as it was given before TensorFlow 1.0.
        filename_suffix: what the file's name ends with.
        session: accepted as in TensorFlow; it changes nothing here.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/summary/FileWriter

    >>> import tensorlab as tf, os, tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     loss = tf.summary.scalar("loss", 0.5)
    ...     writer = tf.summary.FileWriter(folder.name)
    ...     writer.add_summary(sess.run(loss), global_step=1)
    ...     writer.close()
    >>> [name.rpartition(".")[0].rstrip("0123456789") for name in os.listdir(folder.name)]
    ['events.out.tfevents.']
    >>> folder.cleanup()
    """

    def __init__(
        self,
        logdir: Any,
        graph: Any = None,
        max_queue: int = 10,
        flush_secs: float = 120,
        graph_def: Any = None,
        filename_suffix: str | None = None,
        session: Any = None,
    ) -> None:
        self.event_writer = EventFileWriter(logdir, max_queue, flush_secs, filename_suffix)
        self._closed = False
        self._run_tags: set[str] = set()
        self._described_tags: set[str] = set()
        self._lock = threading.Lock()
        if graph is not None or graph_def is not None:
            written = self._add_graph(graph, None, graph_def)
            whole = messages("meta_graph").MetaGraphDef(graph_def=written)
            whole.meta_info_def.stripped_op_list.SetInParent()
            whole.meta_info_def.tensorflow_version = __version__
            self.add_meta_graph(whole)

    def __enter__(self) -> "FileWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get_logdir(self) -> str:
        """The folder of the event file."""
        return self.event_writer.get_logdir()

    def add_summary(self, summary: Any, global_step: Any = None) -> None:
        """Write a summary.

        Args:
            summary: what `sess.run` returned for a summary op, or a `tf.Summary` made by hand.
            global_step: the step that it belongs to.

        Raises:
            TypeError: for something else.
        """
        kind = messages("summary").Summary
        if isinstance(summary, bytes):
            summary = kind.FromString(summary)
        elif not isinstance(summary, kind):
            raise TypeError(_no_summary(summary))
        event = messages("event").Event(summary=summary)
        with self._lock:
            # What a series is, is written with its first value only.
            for value in event.summary.value:
                if value.HasField("metadata"):
                    if value.tag in self._described_tags:
                        value.ClearField("metadata")
                    self._described_tags.add(value.tag)
        self._add(event, global_step)

    def add_session_log(self, session_log: Any, global_step: Any = None) -> None:
        """Write a `tf.SessionLog`: that a session started, stopped, or saved a checkpoint."""
        self._add(messages("event").Event(session_log=session_log), global_step)

    def add_graph(self, graph: Any, global_step: Any = None, graph_def: Any = None) -> None:
        """Write a graph, so that TensorBoard draws it.

        Args:
            graph: a `tf.Graph`, such as `sess.graph`; a GraphDef is accepted, too.
            global_step: the step that it belongs to.
            graph_def: a GraphDef, as it was given before TensorFlow 1.0.

        Raises:
            ValueError: when both are given.
            TypeError: when it is no graph.
        """
        self._add_graph(graph, global_step, graph_def)

    def _add_graph(self, graph: Any, global_step: Any, graph_def: Any) -> Any:
        if graph is not None and graph_def is not None:
            raise ValueError("Please pass only graph, or graph_def (deprecated), but not both.")
        given = graph if graph is not None else graph_def
        if isinstance(given, Graph):
            if graph is None:
                _warn(
                    "When passing a `Graph` object, please use the `graph` named argument instead of `graph_def`."
                )
            given = _written(given)
        elif isinstance(given, messages("graph").GraphDef):
            _warn(
                "Passing a `GraphDef` to the SummaryWriter is deprecated. Pass a `Graph` object instead, such as "
                "`sess.graph`."
            )
        else:
            raise TypeError(
                "The passed graph must be an instance of `Graph` or the deprecated `GraphDef`, not "
                f"{type(given).__name__}."
            )
        self._add(messages("event").Event(graph_def=given.SerializeToString()), global_step)
        return given

    def add_meta_graph(self, meta_graph_def: Any, global_step: Any = None) -> None:
        """Write a graph with its collections.

        Args:
            meta_graph_def: a MetaGraphDef, as `tf.train.export_meta_graph` returns it.
            global_step: the step that it belongs to.

        Raises:
            TypeError: when it is something else.
        """
        if not isinstance(meta_graph_def, messages("meta_graph").MetaGraphDef):
            raise TypeError(f"meta_graph_def must be type MetaGraphDef, saw type: {type(meta_graph_def)}")
        event = messages("event").Event(meta_graph_def=meta_graph_def.SerializeToString())
        self._add(event, global_step)

    def add_run_metadata(self, run_metadata: Any, tag: str, global_step: Any = None) -> None:
        """Write how long each node of one run took, and how much memory it needed.

        Args:
            run_metadata: the `tf.RunMetadata` that a run with `FULL_TRACE` has filled.
            tag: what TensorBoard calls the run, for example "step100"; each may be used once.
            global_step: the step that it belongs to.

        Raises:
            ValueError: when the tag was used before.
        """
        with self._lock:
            if tag in self._run_tags:
                raise ValueError(f"The provided tag was already used for this event type: {tag!r}.")
            self._run_tags.add(tag)
        tagged = messages("event").TaggedRunMetadata(tag=tag, run_metadata=run_metadata.SerializeToString())
        self._add(messages("event").Event(tagged_run_metadata=tagged), global_step)

    def add_event(self, event: Any) -> None:
        """Write a `tf.Event` as it is."""
        self._warn_when_closed()
        self.event_writer.add_event(event)

    def _add(self, event: Any, step: Any) -> None:
        event.wall_time = time.time()
        if step is not None:
            event.step = int(step)
        self.add_event(event)

    def flush(self) -> None:
        """Let the file have everything that was added so far."""
        self._warn_when_closed()
        self.event_writer.flush()

    def close(self) -> None:
        """Write what waits, and close the file."""
        self.event_writer.close()
        self._closed = True

    def reopen(self) -> None:
        """After `close`: write on, into a new file of the same folder."""
        self.event_writer.reopen()
        self._closed = False

    def _warn_when_closed(self) -> None:
        if self._closed:
            frame, level = sys._getframe(), 1
            while frame.f_back is not None and frame.f_code.co_filename == __file__:
                frame, level = frame.f_back, level + 1
            warnings.warn(
                "Attempting to use a closed FileWriter. The operation will be a noop unless the FileWriter is "
                "explicitly reopened.",
                stacklevel=level,
            )


class FileWriterCache:
    """One writer for every folder: `FileWriterCache.get(folder)` makes it, or gives that which was made."""

    _cache: ClassVar[dict[str, FileWriter]] = {}
    _lock = threading.RLock()

    @staticmethod
    def clear() -> None:
        """Close all writers, and forget them."""
        with FileWriterCache._lock:
            for writer in FileWriterCache._cache.values():
                writer.close()
            FileWriterCache._cache.clear()

    @staticmethod
    def get(logdir: str) -> FileWriter:
        """The writer of a folder; a new one writes the default graph at once."""
        with FileWriterCache._lock:
            if logdir not in FileWriterCache._cache:
                FileWriterCache._cache[logdir] = FileWriter(logdir, graph=current_graph())
            return FileWriterCache._cache[logdir]


def _written(graph: Graph) -> Any:
    """A graph as a GraphDef; a training must not end because its picture is not perfect."""
    try:
        return graph.as_graph_def(add_shapes=True)
    except ValueError as error:
        reason = str(error).partition("\n")[0]
        _warn(
            f"The graph is written for TensorBoard's drawing only, and TensorFlow could not run it: {reason}"
        )
        return drawn_graph(graph)


def _warn(message: str) -> None:
    get_logger().warning(message)


def _no_summary(given: Any) -> str:
    if isinstance(given, Tensor):
        return f"add_summary takes what a summary is when it is run, not the tensor: pass sess.run({given.op.name})."
    if given is None:
        return (
            "add_summary takes a summary, not None. tf.summary.merge_all() is None when the graph has no summary; and "
            "a run of an operation gives None."
        )
    return f"add_summary takes bytes that sess.run returned for a summary, or a tf.Summary; not {given!r}."
