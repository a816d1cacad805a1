"""From the bytes of an example straight to arrays, without the objects of `example.py` in between.

Read next: `parsing_nodes.py`, the operations that do this.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from tensorlab.reading.wire import (
    BYTES,
    FIXED32,
    VARINT,
    Malformed,
    fields,
    signed,
    unpacked_float,
    unpacked_int64,
)

KINDS = {1: "string", 2: "float32", 3: "int64"}
"""Field of a feature -> the dtype of its list."""

SHOWN = {"float16": "half", "float32": "float", "float64": "double"}
"""How TensorFlow's messages call a dtype."""


def parts(data: bytes, *wanted: int) -> Iterator[tuple[int, bytes]]:
    """The fields of bytes with these numbers; others are passed over."""
    for number, kind, content, _, _ in fields(data):
        if kind == BYTES and number in wanted:
            yield number, content


def entries(data: bytes) -> dict[bytes, bytes]:
    """The entries of a map, as in `Features` and `FeatureLists`; of two with one name the last."""
    found = {}
    for _, entry in parts(data, 1):
        key = value = b""
        for number, content in parts(entry, 1, 2):
            if number == 1:
                key = content
            else:
                value = content
        found[key] = value
    return found


def features_of(example: bytes) -> dict[bytes, bytes]:
    """Name -> feature, still bytes, of a serialized `Example`.

    Raises:
        Malformed: when it is none.

    >>> from tensorlab.reading.example import Example
    >>> example = Example(features={"feature": {"x": {"int64_list": {"value": [3]}}}})
    >>> features_of(example.SerializeToString())
    {b'x': b'\\x1a\\x03\\n\\x01\\x03'}
    """
    found: dict[bytes, bytes] = {}
    for _, features in parts(example, 1):
        found.update(entries(features))
    return found


def sequence_of(example: bytes) -> tuple[dict[bytes, bytes], dict[bytes, list[bytes]]]:
    """The context of a serialized `SequenceExample`, and name -> the features of its steps, still bytes."""
    context: dict[bytes, bytes] = {}
    lists: dict[bytes, list[bytes]] = {}
    for number, content in parts(example, 1, 2):
        if number == 1:
            context.update(entries(content))
        else:
            for key, steps in entries(content).items():
                lists[key] = [step for _, step in parts(steps, 1)]
    return context, lists


def values_of(feature: bytes) -> tuple[str | None, np.ndarray]:
    """The dtype of a feature's list (None when it has no list) and its values.

    Raises:
        Malformed: when the bytes are none.

    >>> values_of(b'\\x1a\\x03\\n\\x01\\x03')
    ('int64', array([3]))
    """
    chosen = 0
    found: list[Any] = []
    for number, content in parts(feature, 1, 2, 3):
        if number != chosen:
            chosen, found = number, []  # of the three lists only the last one counts
        found += _listed(number, content)
    if not chosen:
        return None, np.zeros(0)
    dtype = KINDS[chosen]
    if dtype == "string":
        texts = np.empty(len(found), object)
        texts[:] = found
        return dtype, texts
    return dtype, found[0] if len(found) == 1 else np.concatenate([np.zeros(0, dtype), *found])


def _listed(number: int, content: bytes) -> list[Any]:
    """What a list holds: bytes one by one, numbers as arrays."""
    found: list[Any] = []
    for own, kind, value, _, _ in fields(content):
        if own != 1:
            continue
        if kind == BYTES:
            found.append(
                value if number == 1 else unpacked_float(value) if number == 2 else unpacked_int64(value)
            )
        elif number == 2 and kind == FIXED32:
            found.append(unpacked_float(value))
        elif number == 3 and kind == VARINT:
            found.append(np.array([signed(value)], np.int64))
        else:
            raise Malformed(f"a list of {KINDS[number]} holds a field that is written as {kind}")
    return found


def shown(dtype: Any) -> str:
    """A dtype's name in TensorFlow's messages."""
    name = dtype if isinstance(dtype, str) else dtype.name
    return SHOWN.get(name, name)
