"""What the engine's tests share: a graph of its own for every test, and an op that counts its kernel's calls."""

from collections.abc import Iterator
from typing import Any

import pytest

import tensorlab as tf
from tensorlab.graph.registry import Array, op, registry
from tensorlab.graph.shape_rules import same


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    """A graph of its own for every test."""
    with tf.Graph().as_default() as graph:
        yield graph


@pytest.fixture
def counted() -> Iterator[Any]:
    """An op `counted(a, b)` that adds, with the list `counted.calls`; `counted.fail_at` makes one call fail."""
    calls: list[Any] = []

    @op("CountedAdd", shape=same)
    def counted_add(a: Array, b: Array):  # type: ignore[no-untyped-def]
        """Add, and note that it happened."""
        calls.append((a, b))
        if len(calls) == counted_add.fail_at:
            raise ValueError("this kernel fails on purpose")
        return a + b

    counted_add.calls, counted_add.fail_at = calls, None  # type: ignore[attr-defined]
    yield counted_add
    del registry["CountedAdd"]
