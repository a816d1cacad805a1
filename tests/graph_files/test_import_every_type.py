"""Every op type that can be written into a GraphDef comes back from it, and computes the same.

The cases are the records' own samples. Read next: `test_import_recorded.py`.
"""

from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab.graph_files.lowering import GraphWriteError
from tests.every_record import registry
from tests.parity.op_cases import build, cases_of
from tests.registry.test_records import WITHOUT_SAMPLES

CASES = 6
"""So many of the samples of each type, evenly spread."""

NOT_HERE = {
    "OrthogonalFactor": "it is written as Qr, which knows no float16",
    **dict.fromkeys(("ProductOfOthers", "Repeat"), "for an empty array it is written as a division by zero"),
}
"""Types with samples that cannot come back, and why."""

PIPELINES = ("Dataset", "Iterator")


def spread(cases: list[Any]) -> list[Any]:
    return cases[:: max(1, len(cases) // CASES)]


@pytest.mark.parametrize("type_name", sorted(set(registry) - set(WITHOUT_SAMPLES) - set(NOT_HERE)))
def test_comes_back(type_name: str) -> None:
    """The imported node gives what the first one gave, to the dtype and shape."""
    if any(word in type_name for word in PIPELINES):
        return  # refused by name: `test_import_errors.py`
    for case in spread(list(cases_of(registry[type_name]))):
        with tf.Graph().as_default() as graph:
            node = build(case)
            initialize = tf.global_variables_initializer()
            names = [tensor.name for tensor in node.operation.outputs]
            feeds = {getattr(key, "name", key): value for key, value in node.feeds.items()}
            try:
                written = graph.as_graph_def()
            except GraphWriteError:
                continue
            with tf.Session() as session:
                session.run(initialize)
                expected = session.run(names, feeds)
        with tf.Graph().as_default(), tf.Session() as session:
            tf.import_graph_def(written, name="")
            session.run(initialize.name)
            found = session.run(names, feeds)
        for one, wanted in zip(found, expected, strict=True):
            assert_alike(one, wanted, f"{type_name} {case.key} {case.sample}")


def assert_alike(found: Any, wanted: Any, where: str) -> None:
    left, right = (np.asarray(one, object if isinstance(one, bytes) else None) for one in (found, wanted))
    assert (left.dtype, left.shape) == (right.dtype, right.shape), where
    if left.dtype == object:
        assert left.tolist() == right.tolist(), where
        return
    limit = 2e-2 if left.dtype == np.float16 else 1e-5
    np.testing.assert_allclose(left, right, rtol=limit, atol=limit, err_msg=where)
