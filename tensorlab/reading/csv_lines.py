"""Lines of a table, with commas between: `tf.decode_csv`.

A field in quotes may hold the delimiter, line ends, and quotes that are written twice.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/decode_csv

Read next: `readers.py`, whose `TextLineReader` gives the lines.
"""

from itertools import pairwise
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError, checks_arguments
from tensorlab.graph.dtypes import STRING, DType, float32, float64, int32, int64, string
from tensorlab.graph.registry import MIXED, Array, Arrays, Sample, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.reading.parsing_nodes import ON_CPU

ALLOWED = (float32, float64, int32, int64, string)
QUOTE = b'"'


def fields_of(line: bytes, delimiter: bytes, quoted: bool) -> list[bytes]:
    """The fields of a line.

    Raises:
        tf.errors.InvalidArgumentError: for quotes at the wrong place.

    >>> fields_of(b'1,"a,b ""c"" d",', b",", True)
    [b'1', b'a,b "c" d', b'']
    """
    found: list[bytes] = []
    place, end = 0, len(line)
    while place < end:
        if line[place : place + 1] in (b"\n", b"\r"):
            place += 1
        elif quoted and line[place : place + 1] == QUOTE:
            text, place = _in_quotes(line, place + 1, delimiter)
            found.append(text)
        else:
            stop = line.find(delimiter, place)
            stop = end if stop < 0 else stop
            text = line[place:stop]
            if b"\n" in text or b"\r" in text or (quoted and QUOTE in text):
                raise InvalidArgumentError(None, None, "Unquoted fields cannot have quotes/CRLFs inside")
            found.append(text)
            place = stop + 1
    if line.endswith(delimiter):
        found.append(b"")
    return found


def _in_quotes(line: bytes, place: int, delimiter: bytes) -> tuple[bytes, int]:
    """A field in quotes, and the place behind its delimiter."""
    parts = []
    while True:
        quote = line.find(QUOTE, place)
        if quote < 0:
            raise InvalidArgumentError(
                None, None, "Quoted field has to end with quote followed by delim or end"
            )
        parts.append(line[place:quote])
        behind = line[quote + 1 : quote + 2]
        if behind in (b"", delimiter):
            return QUOTE.join(parts), quote + 2
        if behind != QUOTE:
            raise InvalidArgumentError(None, None, "Quote inside a string has to be escaped by another quote")
        place = quote + 2


def _as_records(records: TensorShape, record_defaults: list[TensorShape], *_: Any) -> list[TensorShape]:
    for default in record_defaults:
        if default.ndims is not None and (
            default.ndims > 1 or (default.ndims == 1 and (default[0].value or 0) > 1)
        ):
            raise ValueError(f"A default of decode_csv is one value, or none of its dtype; not {default}.")
    return [records for _ in record_defaults]


def _dtypes(known: dict[str, Any], attributes: dict[str, Any]) -> list[DType]:
    return list(known.get("record_defaults", ()))


@op(
    "DecodeCSV", shape=_as_records, dtypes={"records": STRING, "record_defaults": MIXED}, result=_dtypes, outputs=None,
    kind="text", symbol="csv", latex=r"\text{{csv}}({records})", devices=ON_CPU,
)  # fmt: skip
def decode_csv_node(
    records: Array,
    record_defaults: Arrays,
    field_delim: str = ",",
    use_quote_delim: bool = True,
    na_value: str = "",
    select_cols: Any = (),
) -> Any:
    """Read lines of a table; the node of `tf.decode_csv`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.decode_csv(["1,a", "2,b"], [[0], [""]])))
    [array([1, 2], dtype=int32), array([b'a', b'b'], dtype=object)]
    """
    if len(field_delim) != 1 or field_delim in '"\n\r':
        message = f"field_delim should be only 1 char, and no quote or line end; not {field_delim!r}."
        raise InvalidArgumentError(None, None, message)
    lines = np.asarray(records, object)
    defaults = [np.asarray(one, object if isinstance(one, bytes) else None) for one in record_defaults]
    columns = [np.empty(lines.size, default.dtype) for default in defaults]
    for number, line in enumerate(lines.ravel().tolist()):
        found = fields_of(line, field_delim.encode(), use_quote_delim)
        if select_cols:
            found = [found[which] for which in select_cols if which < len(found)]
        if len(found) != len(columns):
            raise InvalidArgumentError(
                None,
                None,
                f"Expect {len(columns)} fields but have {len(found)} in record {number}: {line[:80]!r}",
            )
        for place, (column, default, text) in enumerate(zip(columns, defaults, found, strict=True)):
            column[number] = _value(text, default, na_value.encode(), place, number)
    shaped = [column.reshape(lines.shape) for column in columns]
    return [one[()] if lines.ndim == 0 else one for one in shaped]


def _value(text: bytes, default: np.ndarray, missing: bytes, place: int, number: int) -> Any:
    """One field as a number or as bytes."""
    if not text or text == missing:
        if default.size == 0:
            message = f"Field {place} is required but missing in record {number}!"
            raise InvalidArgumentError(None, None, message)
        return default.ravel()[0]
    kind = default.dtype
    if kind.kind == "O":
        return text
    try:
        if b"_" in text:
            raise ValueError
        with np.errstate(over="ignore"):
            return kind.type(int(text) if kind.kind == "i" else float(text))
    except (ValueError, OverflowError):
        shown = {"float32": "float", "float64": "double"}.get(kind.name, kind.name)
        message = f"Field {place} in record {number} is not a valid {shown}: {text.decode(errors='replace')}"
        raise InvalidArgumentError(None, None, message) from None


@decode_csv_node.build
def _(records, record_defaults, field_delim, use_quote_delim, na_value, select_cols):
    for one in record_defaults:
        if isinstance(one, Tensor) and one.dtype.base_dtype not in ALLOWED:
            names = ", ".join(dtype.name for dtype in ALLOWED)
            raise TypeError(
                f"Value passed to parameter 'record_defaults' has DataType {one.dtype.name} not in list of allowed "
                f"values: {names}."
            )
    return records, record_defaults, field_delim, bool(use_quote_delim), na_value, tuple(select_cols or ())


decode_csv_node.not_differentiable("text is no number")


@decode_csv_node.samples
def _() -> list[Sample]:
    lines = np.array(["1,2.5,a", '-7,,"b, ""c"" d"', "3, 4e2 ,"], object)
    three = [np.array([0], np.int32), np.array([9.0], np.float32), np.array([b"none"], object)]
    return [
        Sample(lines, three, fed=False),
        Sample("1|NA|2", [np.array([1.0]), np.array([5], np.int64), np.array(0, np.int32)], "|", na_value="NA",
               fed=False),
        Sample(lines, [np.array([""], object)], select_cols=(2,), fed=False),
        Sample(np.array([['"x",1']], object), [np.array([""], object), np.zeros(0, np.int32)], use_quote_delim=False,
               fed=False),
    ]  # fmt: skip


@checks_arguments
def decode_csv(
    records: Any,
    record_defaults: Any,
    field_delim: str = ",",
    use_quote_delim: bool = True,
    name: str | None = None,
    na_value: str = "",
    select_cols: Any = None,
) -> list[Tensor]:
    """Read lines of a table: a tensor for each column.

    Args:
        records: string, any shape: one line each.
        record_defaults: for every column a list of one value: its dtype says the column's, and it takes the place of
            empty fields. An empty tensor (`tf.constant([], tf.int32)`) says: the field is required.
        field_delim: what stands between the fields.
        use_quote_delim: quotes around a field are not a part of it.
        name: of the node.
        na_value: another text that stands for an empty field.
        select_cols: the numbers of the columns that are wanted, rising.

    Returns:
        A list of tensors of the records' shape.

    Raises:
        tf.errors.InvalidArgumentError: in a run, for a line with another number of fields, or a field that is no
            number.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     width, name = tf.decode_csv("5.1,setosa", [[0.0], ["?"]])
    ...     print(sess.run([width, name]))
    [np.float32(5.1), b'setosa']
    """
    if select_cols is not None:
        if any(one >= other for one, other in pairwise(select_cols)):
            raise ValueError("select_cols is not strictly increasing.")
        if select_cols and select_cols[0] < 0:
            raise ValueError("select_cols contains negative values.")
        if len(select_cols) != len(record_defaults):
            raise ValueError("Length of select_cols and record_defaults do not match.")
    return decode_csv_node(  # type: ignore[no-any-return]
        records, record_defaults, field_delim, use_quote_delim, na_value, tuple(select_cols or ()), name=name
    )
