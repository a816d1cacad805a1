"""What the recorder's tests share: a graph of its own for every test."""

from collections.abc import Iterator

import pytest

import tensorlab as tf


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    """A graph of its own for every test."""
    with tf.Graph().as_default() as graph:
        yield graph
