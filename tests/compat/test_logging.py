"""tf.logging: TensorFlow's lines, on stderr."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

import tensorlab as tf
from tests.compat.programs import run


@pytest.fixture
def verbosity() -> Iterator[None]:
    """The level is as before after the test."""
    before = tf.get_logger().level
    yield
    tf.get_logger().setLevel(before)


def test_the_lines(tmp_path: Path) -> None:
    """Nothing below a warning until a program says so; stdout is left to the program."""
    program = """\
import tensorflow as tf
tf.logging.info("unseen")
tf.logging.warn("first %d", 1)
tf.logging.set_verbosity(tf.logging.INFO)
tf.logging.info("second %s", "one")
tf.logging.debug("unseen")
tf.logging.error("third")
tf.logging.fatal("fourth")
tf.logging.log(tf.logging.WARN, "fifth")
tf.logging.vlog(20, "sixth")
print("mine")
"""
    done = run(tmp_path, program)
    assert done.stdout == "mine\n"
    assert done.stderr.splitlines()[1:] == [
        "WARNING:tensorflow:first 1",
        "INFO:tensorflow:second one",
        "ERROR:tensorflow:third",
        "CRITICAL:tensorflow:fourth",
        "WARNING:tensorflow:fifth",
        "INFO:tensorflow:sixth",
    ]


@pytest.mark.usefixtures("verbosity")
def test_levels() -> None:
    levels = {"DEBUG": 10, "INFO": 20, "WARN": 30, "ERROR": 40, "FATAL": 50}
    assert {name: getattr(tf.logging, name) for name in levels} == levels
    for level in levels.values():
        tf.logging.set_verbosity(level)
        assert tf.logging.get_verbosity() == level
    tf.logging.set_verbosity("INFO")
    assert tf.logging.get_verbosity() == tf.logging.INFO


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture
def lines(verbosity: None) -> Iterator[list[str]]:
    """What is logged, from the level INFO on."""
    kept = Kept()
    tf.get_logger().addHandler(kept)
    tf.logging.set_verbosity(tf.logging.INFO)
    yield kept.lines
    tf.get_logger().removeHandler(kept)


def test_some_of_many(lines: list[str]) -> None:
    """Every line of the program counts for itself."""
    for number in range(5):
        tf.logging.log_every_n(tf.logging.INFO, "every %d", 2, number)
        tf.logging.log_first_n(tf.logging.INFO, "first %d", 2, number)
        tf.logging.log_if(tf.logging.INFO, "if %d", number == 3, number)
        tf.logging.log_every_n(tf.logging.DEBUG, "unseen", 1)
    assert lines == ["every 0", "first 0", "first 1", "every 2", "if 3", "every 4"]


def test_a_program_that_has_set_up_logging(tmp_path: Path) -> None:
    """Its own format counts, and nothing is said twice."""
    program = """\
import logging, sys
logging.basicConfig(format="%(name)s/%(message)s", level=logging.INFO, stream=sys.stdout)
import tensorflow as tf
tf.logging.info("once")
"""
    assert run(tmp_path, program).stdout == "tensorflow/once\n"
