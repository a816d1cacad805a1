"""The operations of readers: making one, reading, asking how far it is.

The value of a reader's node is the reader of the session itself (`reader.py`). What is read comes from outside the
graph, so a replay is given what was read.

Read next: `readers.py`, the classes that programs use.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import STRING, int64, resource, string
from tensorlab.graph.registry import Array, HostInt, Shelf, op
from tensorlab.graph.shape_rules import scalar
from tensorlab.graph.shapes import TensorShape
from tensorlab.reading.parsing_nodes import one_bytes
from tensorlab.reading.reader import ReaderResource, Source
from tensorlab.reading.record_sources import Lines, Names, Pieces, Records, WholeFiles

ON_CPU = {"CPU": "files are read by the computer itself"}
HANDLE = frozenset([resource])
REASON = "what is read from files is no function of numbers"
MAKES = "it stands for a reader"


def _reader_op(type_name: str, symbol: str, formula: str, **more: Any) -> Callable[..., Any]:
    """Declare an operation of readers."""
    latex = rf"\text{{{{{symbol}}}}}({formula})"
    return op(type_name, kind="reader", symbol=symbol, latex=latex, devices=ON_CPU, outside=True, **more)


def _one_handle(*attributes: Any) -> TensorShape:
    return TensorShape([])


def _kept(shelf: Any, source: Source) -> ReaderResource:
    """The reader of this session, made at first use."""
    return shelf.keep(lambda: ReaderResource(source, shelf.name))  # type: ignore[no-any-return]


# --- making one ------------------------------------------------------------------------------------------------------


@_reader_op("IdentityReaderV2", "names", "", shape=_one_handle, result=resource)
def identity_reader(shelf: Shelf, container: str = "", shared_name: str = "") -> Any:
    """A reader that gives the names themselves. Its value is the session's own reader."""
    return _kept(shelf, Names())


@_reader_op("WholeFileReaderV2", "files", "", shape=_one_handle, result=resource)
def whole_file_reader(shelf: Shelf, container: str = "", shared_name: str = "") -> Any:
    """A reader that gives each file as one string."""
    return _kept(shelf, WholeFiles())


@_reader_op("TextLineReaderV2", "lines", "", shape=_one_handle, result=resource)
def text_line_reader(
    shelf: Shelf, skip_header_lines: int = 0, container: str = "", shared_name: str = ""
) -> Any:
    """A reader that gives line by line."""
    return _kept(shelf, Lines(skip_header_lines))


@_reader_op("FixedLengthRecordReaderV2", "pieces", "", shape=_one_handle, result=resource)
def fixed_length_record_reader(
    shelf: Shelf,
    header_bytes: int = 0,
    record_bytes: int = 1,
    footer_bytes: int = 0,
    hop_bytes: int = 0,
    container: str = "",
    shared_name: str = "",
    encoding: str = "",
) -> Any:
    """A reader that gives pieces of one length."""
    if record_bytes <= 0 or min(header_bytes, footer_bytes, hop_bytes) < 0:
        raise InvalidArgumentError(
            None, None, f"record_bytes must be positive, and the others not negative: {record_bytes}"
        )
    return _kept(shelf, Pieces(record_bytes, header_bytes, footer_bytes, hop_bytes, encoding))


@_reader_op("TFRecordReaderV2", "records", "", shape=_one_handle, result=resource)
def tf_record_reader(
    shelf: Shelf, container: str = "", shared_name: str = "", compression_type: str = ""
) -> Any:
    """A reader that gives the records of TFRecord files."""
    return _kept(shelf, Records(compression_type))


for made in (
    identity_reader,
    whole_file_reader,
    text_line_reader,
    fixed_length_record_reader,
    tf_record_reader,
):
    made.not_differentiable(MAKES)


# --- reading ---------------------------------------------------------------------------------------------------------


@_reader_op(
    "ReaderReadV2", "read", "{reader_handle}", dtypes={"reader_handle": HANDLE, "queue_handle": HANDLE}, outputs=2,
    shape=lambda *_: [TensorShape([]), TensorShape([])], result=string, waits=True,
)  # fmt: skip
def reader_read(reader_handle: Array, queue_handle: Array) -> Any:
    """Read the next record: its key and what stands in it."""
    return reader_handle.read(queue_handle)  # type: ignore[attr-defined]


@_reader_op(
    "ReaderReadUpToV2", "read", "{reader_handle}", outputs=2, result=string, waits=True,
    dtypes={"reader_handle": HANDLE, "queue_handle": HANDLE},
    shape=lambda *_: [TensorShape([None]), TensorShape([None])],
)  # fmt: skip
def reader_read_up_to(reader_handle: Array, queue_handle: Array, num_records: HostInt) -> Any:
    """Read the next records, at most so many: their keys and what stands in them."""
    return reader_handle.read_up_to(queue_handle, int(num_records))  # type: ignore[attr-defined]


@_reader_op(
    "ReaderNumRecordsProducedV2", "records", "{reader_handle}", dtypes={"reader_handle": HANDLE}, shape=scalar,
    result=int64,
)  # fmt: skip
def reader_num_records_produced(reader_handle: Array) -> Any:
    """How many records it has given."""
    return np.int64(reader_handle.produced)  # type: ignore[attr-defined]


@_reader_op(
    "ReaderNumWorkUnitsCompletedV2", "files", "{reader_handle}", dtypes={"reader_handle": HANDLE}, shape=scalar,
    result=int64,
)  # fmt: skip
def reader_num_work_units_completed(reader_handle: Array) -> Any:
    """How many files it is done with."""
    return np.int64(reader_handle.finished)  # type: ignore[attr-defined]


@_reader_op(
    "ReaderSerializeStateV2", "state", "{reader_handle}", dtypes={"reader_handle": HANDLE}, shape=scalar,
    result=string,
)  # fmt: skip
def reader_serialize_state(reader_handle: Array) -> Any:
    """Where it is, as a string."""
    return reader_handle.state()  # type: ignore[attr-defined]


@_reader_op(
    "ReaderRestoreStateV2", "state", "{reader_handle}", dtypes={"reader_handle": HANDLE, "state": STRING},
    shape=lambda *_: [], outputs=0,
)  # fmt: skip
def reader_restore_state(reader_handle: Array, state: Array) -> Any:
    """Let it go where another one was."""
    reader_handle.restore(one_bytes(state))  # type: ignore[attr-defined]
    return []


@_reader_op(
    "ReaderResetV2",
    "reset",
    "{reader_handle}",
    dtypes={"reader_handle": HANDLE},
    shape=lambda *_: [],
    outputs=0,
)
def reader_reset(reader_handle: Array) -> Any:
    """Let it begin anew."""
    reader_handle.reset()  # type: ignore[attr-defined]
    return []


for reading in (
    reader_read,
    reader_read_up_to,
    reader_num_records_produced,
    reader_num_work_units_completed,
    reader_serialize_state,
    reader_restore_state,
    reader_reset,
):
    reading.not_differentiable(REASON)
