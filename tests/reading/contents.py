"""Examples that both TensorFlow and tensorlab write, for `tests/parity/record_records.py` and the tests here."""

from __future__ import annotations  # older Pythons run this too, under TensorFlow 1.15

import random
from typing import Any

FEATURES: list[dict[str, list[Any]]] = [
    {"label": [7], "image": [bytes(range(256))], "weight": [0.5, -1.25, 1e-30, 3.4e38]},
    {"label": [-1, 2**62, -(2**63), 0, 127, 128, 16383, 16384], "a": [1]},
    {"ä key": ["ß".encode(), b"", b"\0\0"], "many": list(range(300)), "floats": [0.1] * 100},
    {},
]
KINDS = {bytes: "bytes_list", float: "float_list", int: "int64_list"}


def examples(train: Any) -> list[Any]:
    """The examples, made with the classes of `train`."""
    made = []
    for features in FEATURES:
        example = train.Example()
        for name, values in features.items():
            getattr(example.features.feature[name], KINDS[type(values[0])]).value.extend(values)
        made.append(example)
    made[-1].features.feature["nothing"].SetInParent()
    made[-1].features.feature["empty"].int64_list.SetInParent()
    return made


def sequence(train: Any) -> Any:
    """A sequence of three steps."""
    made = train.SequenceExample()
    made.context.feature["length"].int64_list.value.append(3)
    for step in range(3):
        made.feature_lists.feature_list["words"].feature.add().bytes_list.value.extend([b"w%d" % step] * step)
        made.feature_lists.feature_list["x"].feature.add().float_list.value.extend([step, 0.5])
    return made


def records() -> list[bytes]:
    """Records of every length up to some hundreds, and a long one."""
    chosen = random.Random(3)
    lengths = [*range(20), 47, 48, 49, 255, 256, 257, 511, 512, 513, 70000]
    return [bytes(chosen.getrandbits(8) for _ in range(length)) for length in lengths]
