"""The examples in the docstrings of the op records run; pytest collects those of functions only by itself."""

import doctest

import pytest

import tensorlab as tf
from tensorlab.graph.registry import registry


@pytest.mark.parametrize("type_name", sorted(registry))
def test_example_runs(type_name: str) -> None:
    """A public record has an example, and it prints what it says."""
    record = registry[type_name]
    parser = doctest.DocTestParser()
    test = parser.get_doctest(record.__doc__ or "", {"tf": tf}, type_name, record.kernel.__code__.co_filename, 0)
    if not test.examples:
        public = getattr(tf, record.function_name, None) is record or getattr(tf.nn, record.function_name, None) is record
        assert not public, "a public op without an example"
        return
    with tf.Graph().as_default():
        runner = doctest.DocTestRunner(verbose=False)
        output: list[str] = []
        runner.run(test, out=output.append)
    assert not runner.failures, "".join(output)
