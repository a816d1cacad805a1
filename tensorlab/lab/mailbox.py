"""Reading a widget's messages while the kernel is busy with a training loop.

A notebook's kernel reads messages when no cell runs; a button pressed during a loop would wait for its end. Two
things help. JupyterLab from 4.4 on, with ipykernel 7, has widgets' messages handled in a thread beside the cell;
then there is nothing to do. Elsewhere the loop has to look itself: `poll` takes what has arrived off the socket,
looks whether it is for our widget, and hands everything on, unopened, to where the kernel would have put it. So
cells that were started meanwhile run later, in their order, as always, and the widget's own message comes a
second time: whoever listens has to expect that.

What a kernel keeps where is read from ipykernel 6 and 7 (https://github.com/ipython/ipykernel,
`ipykernel/kernelbase.py` and `ipykernel/subshell_manager.py`). Where it is otherwise, `poll` does nothing.

Read next: `live_training.py`, which listens.
"""

import json
import sys
import threading
from collections.abc import Callable
from typing import Any

Listener = Callable[[dict[str, Any]], None]


class Mailbox:
    """Looks for the messages of one widget.

    Args:
        comm_id: the id of the widget's comm.
        listener: called with the content of every message of the widget that `poll` comes upon.
    """

    def __init__(self, comm_id: str, listener: Listener) -> None:
        self._comm_id = comm_id
        self._listener = listener
        self._stream: Any = None
        self._usual: Any = None  # what the kernel does with a message

    def open(self) -> None:
        """Begin to look at what the kernel receives."""
        stream = shell_stream()
        usual = getattr(stream, "_recv_callback", None)
        if stream is None or usual is None or threading.current_thread() is not threading.main_thread():
            return
        self._stream, self._usual = stream, usual
        stream.on_recv(self._received, copy=False)

    def poll(self) -> None:
        """Look at everything that has arrived since; takes some microseconds where nothing has."""
        if self._stream is not None:
            self._stream.flush(1)  # zmq.POLLIN

    def close(self) -> None:
        """Leave the kernel as it was."""
        if self._stream is not None:
            self._stream.on_recv(self._usual, copy=False)
            self._stream = None

    def _received(self, frames: list[Any]) -> Any:
        content = content_for(self._comm_id, frames)
        if content is not None:
            self._listener(content)
        return self._usual(frames)


def shell_stream() -> Any:
    """The stream from which the kernel of this process takes what cells and widgets send; None where there is none.

    >>> shell_stream() is None  # no kernel here
    True
    """
    kernel = kernel_here()
    thread = getattr(kernel, "shell_channel_thread", None)
    if thread is None:
        return getattr(kernel, "shell_stream", None)
    try:
        return thread.manager.get_shell_channel_to_subshell_pair(None).to_stream
    except AttributeError:
        return None


def kernel_here() -> Any:
    """The kernel that runs this program, or None."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "kernel", None)


def content_for(comm_id: str, frames: list[Any]) -> dict[str, Any] | None:
    """What a widget's view has sent, if these frames are a message of it.

    The frames are routing identities, a delimiter, a signature, and then header, parent, metadata and content
    as JSON: https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol

    >>> frames = [b"id", b"<IDS|MSG>", b"", b'{"msg_type": "comm_msg"}', b"{}", b"{}",
    ...     b'{"comm_id": "7", "data": {"method": "custom", "content": {"type": "pause"}}}']
    >>> content_for("7", frames), content_for("8", frames)
    ({'type': 'pause'}, None)
    """
    parts = [bytes(getattr(frame, "bytes", frame)) for frame in frames[:12]]
    try:
        start = parts.index(b"<IDS|MSG>")
        if json.loads(parts[start + 2]).get("msg_type") != "comm_msg":
            return None
        content = json.loads(parts[start + 5])
        data = content.get("data", {})
        if content.get("comm_id") != comm_id or data.get("method") != "custom":
            return None
        told = data.get("content")
    except (ValueError, IndexError, AttributeError):
        return None
    return told if isinstance(told, dict) else None
