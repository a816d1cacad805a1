"""The event files of monitored sessions and supervisors: one writer per folder, or none without `tensorboard`.

Training and its checkpoints need no event files. Where the package `tensorboard` is missing, nothing is written for it,
and one line says so.

Read next: `basic_hooks_with_files.py`, `supervisor.py`.
"""

from typing import Any

from tensorlab.graph.scopes import current_graph
from tensorlab.graph_files.export_graph import write_graph
from tensorlab.graph_files.lowering import GraphWriteError
from tensorlab.log_lines import get_logger
from tensorlab.protos.wire import messages
from tensorlab.summaries.file_writer import FileWriter, FileWriterCache

_told = False


def writer_for(folder: Any) -> Any:
    """The writer of a folder, shared by all hooks; None where `tensorboard` is missing."""
    return FileWriterCache.get(folder) if _can_write() else None


def new_writer(folder: Any) -> Any:
    """A writer of its own; None where `tensorboard` is missing."""
    return FileWriter(folder) if _can_write() else None


def _can_write() -> bool:
    global _told
    try:
        messages("event")
    except ImportError as error:
        if not _told:
            get_logger().warning("No event files are written: %s", error)
            _told = True
        return False
    return True


def log_session(writer: Any, status: str, step: Any = None, checkpoint_path: str = "") -> None:
    """Write down that a session started ("START"), stopped ("STOP") or saved its variables ("CHECKPOINT")."""
    if writer is None:
        return
    kind = messages("event").SessionLog
    writer.add_session_log(
        kind(status=kind.SessionStatus.Value(status), checkpoint_path=checkpoint_path), step
    )


def log_number(writer: Any, tag: str, value: float, step: Any) -> None:
    """Write one number, as a scalar summary would."""
    if writer is not None:
        kind = messages("summary").Summary
        writer.add_summary(kind(value=[kind.Value(tag=tag, simple_value=value)]), step)


def log_graph(writer: Any, folder: Any, saver: Any = None) -> None:
    """Write the default graph down: as the text `graph.pbtxt`, for the picture, and with its collections.

    A graph with a node that TensorFlow has no counterpart of is trained all the same; a line says what is missing.
    """
    if writer is None:
        return
    graph = current_graph()
    writer.add_graph(graph)
    try:
        if folder:
            write_graph(graph, folder, "graph.pbtxt")
        if saver is not None:
            writer.add_meta_graph(saver.export_meta_graph())
    except GraphWriteError as error:
        get_logger().info("The graph is not written as TensorFlow's: %s", error)
