"""Values written into a text: `tf.strings.format`, and `tf.print`, which writes to the screen.

Read next: `checks.py` (`tf.Print`, which passes a tensor on).
"""

import logging
import sys
from pprint import pformat
from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import STRING, string
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import MIXED, Array, Arrays, Sample, op
from tensorlab.graph.shape_rules import scalar
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.checks import _nothing, summary
from tensorlab.ops.text import ON_CPU, REASON

# --- one array as text ------------------------------------------------------------------------------------


def shown(value: Any, limit: int) -> str:
    """An array as TensorFlow writes it: the first and the last `limit` of each axis; -1 for all.

    >>> print(shown(np.arange(10), 2), shown(np.eye(2), 3))
    [0 1 ... 8 9] [[1 0]
     [0 1]]
    """
    array = (
        value
        if isinstance(value, np.ndarray)
        else np.array(value, object if isinstance(value, bytes) else None)
    )
    return _rows(array, limit, 1)


def _rows(array: Any, limit: int, depth: int) -> str:
    if not array.ndim:
        return _entry(array[()])
    size = array.shape[0]
    everything = limit < 0 or size <= 2 * limit
    places = range(size) if everything else [*range(limit), *range(size - limit, size)]
    # An index with dots gives an array, also of a vector of strings.
    parts = [_rows(array[place, ...], limit, depth + 1) for place in places]
    if not everything:
        parts.insert(limit, "...")
    between = "\n" * (array.ndim - 1) + " " * depth if array.ndim > 1 else " "
    return f"[{between.join(parts)}]"


def _entry(entry: Any) -> str:
    if isinstance(entry, bytes):
        text = entry.decode("utf-8", "replace").replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{text}"'
    return summary(entry)[1:-1]


def _filled(template: str, placeholder: str, values: list[Any], limit: int) -> str:
    parts = template.split(placeholder)
    written = [shown(value, limit) for value in values]
    return parts[0] + "".join(text + part for text, part in zip(written, parts[1:], strict=True))


@op(
    "StringFormat",
    shape=scalar,
    dtypes={"inputs": MIXED},
    result=string,
    kind="text",
    symbol="format",
    latex=r"\text{{format}}({inputs})",
    devices=ON_CPU,
)
def format_node(inputs: Arrays, template: str = "%s", placeholder: str = "%s", summarize: int = 3):
    """Write values into a text, in place of each placeholder."""
    return np.array(_filled(template, placeholder, inputs, summarize).encode(), object)[()]


format_node.not_differentiable(REASON)


@format_node.samples
def _() -> list[Sample]:
    long, cube = np.arange(20, dtype=np.int32), np.arange(16.0, dtype=np.float32).reshape(2, 2, 4) / 8
    return [
        Sample([np.float32(1.5), np.array([1.0, 2.25])], "a: {}, b: {}", "{}"),
        Sample([long, long.reshape(10, 2)], "%s; %s"),
        Sample([cube], "{}", "{}", summarize=1),
        Sample([cube, np.array([True, False]), long], "{} {} {}", "{}", summarize=-1),
        Sample([np.array(["a b", "c"], object), np.zeros((0, 2), np.float32)], "{} {}", "{}"),
        Sample([np.array([0.1, 1e-7, 3e20]), np.array([1 / 3], np.float32)], "{} {}", "{}"),
    ]


def format(
    template: str, inputs: Any, placeholder: str = "{}", summarize: int = 3, name: str | None = None
) -> Tensor:
    """Write values into a text, in place of each placeholder.

    Args:
        template: the text.
        inputs: a tensor or a list of them, one for each placeholder.
        placeholder: what stands for a value in the text.
        summarize: how many entries of each axis to write at its beginning and end; -1 for all.

    Raises:
        ValueError: when there are not as many placeholders as values.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.strings.format("loss {}", tf.constant([0.5, 0.25]))))
    b'loss [0.5 0.25]'
    """
    values = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
    if template.count(placeholder) != len(values):
        raise ValueError(
            f"The template expects {template.count(placeholder)} tensors, but the inputs has {len(values)}."
        )
    return format_node(values, template, placeholder, summarize, name=name)


# --- to the screen ----------------------------------------------------------------------------------------


@op(
    "PrintV2",
    shape=_nothing,
    dtypes={"input": STRING},
    outputs=0,
    kind="control",
    symbol="print",
    devices={"CPU": "it writes to the screen"},
)
def print_text(input: Array, output_stream: str = "stderr", end: str = "\n"):
    """Write a text to the screen, to a file, or to the log."""
    written: Any = np.asarray(input, object)[()]
    text = written.decode("utf-8", "replace") + end
    if output_stream.startswith("file://"):
        with open(output_stream.removeprefix("file://"), "a", encoding="utf-8") as file:
            file.write(text)
    elif output_stream.startswith("log("):
        logging.getLogger("tensorflow").log(LEVELS[output_stream], text.rstrip("\n"))
    else:
        stream = sys.stdout if output_stream == "stdout" else sys.stderr
        stream.write(text)
        stream.flush()
    return ()


print_text.not_differentiable("it has no value")

LEVELS = {"log(info)": logging.INFO, "log(warning)": logging.WARNING, "log(error)": logging.ERROR}
NAMES: dict[Any, str] = {
    **{logging.INFO: "log(info)", logging.WARNING: "log(warning)", logging.ERROR: "log(error)"},
    **{"info": "log(info)", "warn": "log(warning)", "warning": "log(warning)", "error": "log(error)"},
}


class _Hole:
    """Stands for a tensor while the text around it is written."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def _with_holes(item: Any, hole: str, tensors: list[Any]) -> Any:
    """The same nest with a hole in place of each tensor; the tensors go into the list."""
    if hasattr(item, "_parts"):  # several tensors that stand for one
        names = (
            ("indices", "values", "shape")
            if hasattr(item, "with_values")
            else ("values", "indices", "dense_shape")
        )
        parts = dict(zip(names, item._parts, strict=True))
        tensors += [part for part in parts.values() if part is not None]
        shown_parts = ", ".join(f"{name}={hole}" for name, part in parts.items() if part is not None)
        return _Hole(f"'{type(item).__name__}({shown_parts})'")
    if hasattr(item, "_as_graph_element"):
        tensors.append(convert_to_tensor(item))
        return _Hole(hole)
    if isinstance(item, dict):
        return {key: _with_holes(item[key], hole, tensors) for key in sorted(item)}
    if isinstance(item, (list, tuple)):
        return type(item)(_with_holes(one, hole, tensors) for one in item)
    return item


def print_(*inputs: Any, **kwargs: Any) -> Operation:
    """An operation that writes values to the error stream whenever it runs. (`tf.print`)

    Args:
        *inputs: tensors, texts, anything, in any nest of lists and dicts.
        output_stream: `sys.stderr` (the default), `sys.stdout`, a level of the log, or "file://" and a path.
        summarize: how many entries of each axis to write at its beginning and end; 3 by default, -1 for all.
        sep: what stands between the inputs; a blank by default.
        end: what stands at the end; a new line by default.
        name: the name of the operation.

    Returns:
        The operation. Run it, or make something wait for it: `with tf.control_dependencies([tf.print(x)]):`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/print

    >>> import sys
    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     _ = sess.run(tf.print("x is", tf.constant([1.5, 2.0]), output_stream=sys.stdout))
    x is [1.5 2]
    """
    output_stream = kwargs.pop("output_stream", sys.stderr)
    name, summarize = kwargs.pop("name", None), kwargs.pop("summarize", 3)
    separator, end = kwargs.pop("sep", " "), kwargs.pop("end", "\n")
    if kwargs:
        raise ValueError(f"Unrecognized keyword arguments for tf.print: {kwargs}")
    single = inputs[0] if len(inputs) == 1 else None
    if isinstance(single, Tensor) and single.shape.ndims == 0 and single.dtype is string:
        return print_text(single, _stream_name(output_stream), end, name=name)
    hole = "{}"
    while any(hole in repr(one) for one in inputs if isinstance(one, (str, list, tuple, dict))):
        hole = f"-{hole}-"
    tensors: list[Any] = []
    with_holes = [_with_holes(one, hole, tensors) for one in inputs]
    texts = [one if isinstance(one, str) else pformat(one).replace(f"'{hole}'", hole) for one in with_holes]
    text = format_node(
        tensors, separator.join(texts), hole, summarize, name=f"{name}_format" if name else None
    )
    return print_text(text, _stream_name(output_stream), end, name=name)


def _stream_name(stream: Any) -> str:
    if isinstance(stream, str) and stream.startswith("file://"):
        return stream
    if stream in (sys.stdout, sys.__stdout__):
        return "stdout"
    if stream in (sys.stderr, sys.__stderr__):
        return "stderr"
    found = NAMES.get(stream if isinstance(stream, int) else getattr(stream, "__name__", ""))
    if found is None:
        raise ValueError(
            f"Unsupported output stream: {stream}. There are sys.stdout, sys.stderr, tf.logging.info, "
            "tf.logging.warning, tf.logging.error, and 'file://' with a path."
        )
    return found


print_.__name__ = "print"

__all__ = ["format", "format_node", "print_", "print_text", "shown"]
