"""One entry of a convolution or of pooling, written out: the formula has the terms that it should, and the value."""

from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.record.formula import Depends
from tests.every_record import registry
from tests.parity.op_cases import build, cases_of
from tests.record.test_derivation import check_text, derivations

TYPES = (
    *("Conv2D", "Conv2DBackpropInput", "Conv2DBackpropFilter", "Conv3D", "Conv3DBackpropInputV2"),
    *("Conv3DBackpropFilterV2", "DepthwiseConv2dNative", "MaxPool", "MaxPoolGrad", "MaxPool3D", "AvgPool"),
    *("AvgPoolGrad", "AvgPool3D", "AvgPool3DGrad"),
)


@pytest.mark.parametrize("type_name", TYPES)
def test_every_sample_has_a_formula(type_name: str) -> None:
    """All paddings, strides, dilations and data formats: a sum, an average, a maximum that gives the number."""
    written = 0
    for case in cases_of(registry[type_name]):
        if case.dtype not in ("float64", "int32"):
            continue
        with tf.Graph().as_default(), tf.Session() as session, lab.trace(session) as tape:
            node = build(case)
            session.run(list(node.operation.outputs), node.feeds)
            for found in derivations(tape, depth=1):
                assert found.check() == [], f"{type_name} {case.key}\n{found}"
                assert not isinstance(found.lines[0].formula, Depends), f"{type_name} {case.key}\n{found}"
                written += check_text(found)
    assert written


def lines(tape: Any, name: str, index: tuple[int, ...]) -> list[str]:
    return [line.strip() for line in str(tape.derive(name, index, depth=1)).splitlines()]


def test_a_corner_has_fewer_terms() -> None:
    """With SAME padding the window hangs over the edge; what lies outside is not written."""
    image = tf.placeholder(tf.float32, [1, 3, 3, 1], name="image")
    filters = tf.constant(np.arange(1.0, 5.0, dtype=np.float32).reshape(2, 2, 1, 1), name="filters")
    y = tf.nn.conv2d(image, filters, 1, "SAME", name="y")
    pooled = tf.nn.avg_pool(y, 2, 2, "SAME", name="pooled")
    gradient = tf.gradients(pooled, image)[0]
    with tf.Session() as session, lab.trace(session) as tape:
        session.run([pooled, gradient], {image: np.arange(9.0).reshape(1, 3, 3, 1)})
    assert lines(tape, "y", (0, 2, 1, 0))[1:4] == [
        "y[0, 2, 1, 0] = image[0, 2, 1, 0]·filters[0, 0, 0, 0] + image[0, 2, 2, 0]·filters[0, 1, 0, 0]",
        "= 7·1 + 8·2",
        "= 23",
    ]
    assert lines(tape, "y", (0, 2, 2, 0))[1] == "y[0, 2, 2, 0] = image[0, 2, 2, 0]·filters[0, 0, 0, 0]"
    assert (
        lines(tape, "pooled", (0, 1, 0, 0))[1] == "pooled[0, 1, 0, 0] = (y[0, 2, 0, 0] + y[0, 2, 1, 0]) / 2"
    )
