"""Examples written as JSON: `tf.decode_json_example`.

Source: https://protobuf.dev/programming-guides/json/

Read next: `parsing.py`, which reads what this gives.
"""

import base64
import json
from typing import Any

import numpy as np

from tensorlab.graph.dtypes import STRING
from tensorlab.graph.registry import Array, Sample, op
from tensorlab.graph.shape_rules import same
from tensorlab.reading.decoding import WHOLE, each_string, refuse
from tensorlab.reading.parsing_nodes import ON_CPU
from tensorlab.reading.wire import FIXED32, VARINT, field, packed_float, packed_int64

LIST_NAMES = dict(bytesList=1, bytes_list=1, floatList=2, float_list=2, int64List=3, int64_list=3)
"""What a list is called -> its field."""
UNUSUAL = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


@op(
    "DecodeJSONExample", shape=same, dtypes=STRING, kind="text", symbol="json",
    latex=r"\text{{json}}({json_examples})", devices=ON_CPU,
)  # fmt: skip
def decode_json_example(json_examples: Array) -> Any:
    """Make serialized examples of examples written as JSON.

    Args:
        json_examples: string, any shape: protocol buffers' own JSON, in which bytes are base64.

    Raises:
        tf.errors.InvalidArgumentError: in a run, for text that is no example.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/decode_json_example

    >>> import tensorlab as tf
    >>> text = '{"features": {"feature": {"x": {"int64List": {"value": ["7"]}}}}}'
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     example = tf.decode_json_example(text)
    ...     print(sess.run(tf.parse_single_example(example, {"x": tf.FixedLenFeature([], tf.int64)})))
    {'x': np.int64(7)}
    """
    return each_string(_from_json, json_examples)


def _from_json(text: bytes) -> bytes:
    try:
        found = json.loads(text)
        features = (found.get("features") or {}).get("feature", {})
        if unknown := [*(set(found) - {"features"}), *(set(found.get("features") or ()) - {"feature"})]:
            raise ValueError(f"an Example has no {unknown[0]!r}")
        entries = []
        for key, feature in features.items():
            kinds = [(LIST_NAMES[name], listed.get("value", [])) for name, listed in feature.items()]
            lists = [
                field(number, b"".join(_json_value(number, one) for one in values))
                for number, values in kinds
            ]
            entries.append(field(1, field(1, key.encode()) + field(2, b"".join(lists))))
        return field(1, b"".join(entries)) if entries else b""
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise refuse(f"Error while parsing JSON: {error}") from None


def _json_value(number: int, value: Any) -> bytes:
    """A value as a field of its own: TensorFlow's reader of JSON packs no numbers either."""
    if number == 1:
        return field(1, base64.b64decode(value.replace("-", "+").replace("_", "/") + "=="))
    if number == 2:
        return bytes([1 << 3 | FIXED32]) + packed_float([float(UNUSUAL.get(value, value))])
    return bytes([1 << 3 | VARINT]) + packed_int64([int(value)])


decode_json_example.not_differentiable(WHOLE)


@decode_json_example.samples
def _() -> list[Sample]:
    return [
        Sample('{"features": {"feature": {"x": {"int64List": {"value": ["7", 8]}}}}}'),
        Sample(np.array(['{"features": {"feature": {"y": {"float_list": {"value": [0.5, "NaN"]}}}}}',
                         '{"features": {"feature": {"z": {"bytesList": {"value": ["YWI="]}}}}}', "{}"], object)),
    ]  # fmt: skip
