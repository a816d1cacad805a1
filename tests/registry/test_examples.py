"""The examples in the docstrings of the op records run; pytest collects those of functions only by itself."""

import doctest

import pytest
from _pytest.doctest import _get_checker, get_optionflags

import tensorlab as tf
from tests.every_record import registry


@pytest.mark.parametrize("type_name", sorted(registry))
def test_example_runs(type_name: str, pytestconfig: pytest.Config) -> None:
    """A public record has an example, and it prints what it says."""
    record = registry[type_name]
    names = {**record.kernel.__globals__, "tf": tf}
    file = record.kernel.__code__.co_filename
    test = doctest.DocTestParser().get_doctest(record.__doc__ or "", names, type_name, file, 0)
    if not test.examples:
        name = record.function_name
        assert record not in (getattr(tf, name, None), getattr(tf.nn, name, None)), (
            "a public op without an example"
        )
        return
    output: list[str] = []
    flags = get_optionflags(pytestconfig)
    with tf.Graph().as_default():
        runner = doctest.DocTestRunner(checker=_get_checker(), verbose=False, optionflags=flags)
        runner.run(test, out=output.append)
    assert not runner.failures, "".join(output)
