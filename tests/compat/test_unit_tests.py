"""tf.test: what its asserts let pass and what they refuse, sessions, measured gradients, and a whole file of tests."""

import collections
import os
import sys
import unittest
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tests.compat.programs import run

Pair = collections.namedtuple("Pair", "first second")


@pytest.fixture
def case() -> Iterator[Any]:
    """A test case between `setUp` and its end."""

    class Empty(tf.test.TestCase):
        def runTest(self) -> None:
            """Nothing."""

    made = Empty()
    made.setUp()
    yield made
    made.doCleanups()


A23 = np.ones([2, 3])
CHECKS: list[tuple[str, tuple[Any, ...], tuple[Any, ...]]] = [
    ("assertAllEqual", ([1, 2], np.array([1, 2])), ([1, 2], [1, 3])),
    ("assertAllEqual", ([np.nan], [np.nan]), ([[1.0]], [1.0])),
    ("assertAllEqual", ([b"a"], np.array([b"a"])), ([b"a"], [b"b"])),
    ("assertNotAllEqual", ([1, 2], [1, 3]), ([1, 2], [1, 2])),
    ("assertAllClose", ([1.0, np.nan], [1.0 + 1e-7, np.nan]), ([1.0], [1.0 + 1e-4])),
    ("assertAllClose", (1.0, 1.2, 0.0, 0.3), (1.0, 1.2, 0.0, 0.1)),
    ("assertAllClose", ({"a": [1.0]}, {"a": [1.0]}), ({"a": [1.0]}, {"b": [1.0]})),
    (
        "assertAllClose",
        ([[1.0], [1.0, 2.0]], [[1.0], [1.0, 2.0]]),
        ([[1.0], [1.0, 2.0]], [[1.0], [1.0, 3.0]]),
    ),
    ("assertAllClose", (Pair(1.0, A23), Pair(1.0, A23)), (Pair(1.0, A23), Pair(1.0, 2 * A23))),
    ("assertAllClose", (A23, A23), (A23, A23.T)),
    ("assertAllCloseAccordingToType", (np.float16([1.0]), np.float16([1.001])), (np.float64([1.0]), [1.001])),
    ("assertNotAllClose", ([1.0], [2.0]), ([1.0], [1.0])),
    ("assertNear", (1.0, 1.1, 0.2), (1.0, 1.3, 0.2)),
    ("assertNear", (np.inf, np.inf, 0.0), (np.inf, 1.0, 0.1)),
    ("assertArrayNear", ([1.0, 2.0], [1.1, 2.1], 0.2), ([1.0, 2.0], [1.1, 2.3], 0.2)),
    ("assertArrayNear", ([], [], 0.2), ([1.0], [1.0, 2.0], 0.2)),
    ("assertNDArrayNear", (A23, A23 + 0.01, 0.1), (A23, A23 + 1, 0.1)),
    ("assertDTypeEqual", (np.float32(1), tf.float32), (np.float32(1), np.float64)),
    ("assertAllGreater", ([2, 3], 1), ([1, 3], 1)),
    ("assertAllLess", ([2, 3], 4), ([2, 4], 4)),
    ("assertAllGreaterEqual", ([1, 3], 1), ([0, 3], 1)),
    ("assertAllLessEqual", ([2, 4], 4), ([2, 5], 4)),
    ("assertAllInRange", ([0.0, 1.0], 0.0, 1.0), ([0.0, 1.1], 0.0, 1.0)),
    ("assertAllInRange", ([0.5], 0.0, 1.0, True, True), ([1.0], 0.0, 1.0, True, True)),
    ("assertAllInSet", ([1, 2, 1], [1, 2]), ([1, 3], [1, 2])),
    ("assertStartsWith", ("tensor", "ten"), ("tensor", "sor")),
    ("assertProtoEquals", ("a { b: 1 }", "a {\n  b: 1\n}\n"), ("a { b: 1 }", "a { b: 2 }")),
    ("assertDeviceEqual", ("/cpu:0", "/device:CPU:0"), ("/cpu:0", "/gpu:0")),
    ("assertItemsEqual", ([1, 2, 2], [2, 1, 2]), ([1, 2], [1, 2, 2])),
    ("assertLen", ([1, 2], 2), ([1, 2], 3)),
    ("assertEmpty", ([],), ([1],)),
    ("assertNotEmpty", ([1],), ([],)),
    ("assertBetween", (1, 0, 1), (2, 0, 1)),
    ("assertContainsSubset", ([1], [1, 2]), ([3], [1, 2])),
]


@pytest.mark.parametrize(("name", "passes", "fails"), CHECKS)
def test_an_assert_tells_right_from_wrong(
    name: str, passes: tuple[Any, ...], fails: tuple[Any, ...], case: Any
) -> None:
    getattr(case, name)(*passes)
    with pytest.raises(AssertionError):
        getattr(case, name)(*fails)


def test_tensors_are_evaluated(case: Any) -> None:
    case.assertAllClose(tf.constant([1.0]), [1.0])
    case.assertAllEqual([tf.constant(1), 2], [1, tf.constant(2)])
    case.assertShapeEqual(A23, tf.zeros([2, 3]))
    with pytest.raises(AssertionError, match="entries are not equal"):
        case.assertShapeEqual(A23, tf.zeros([3, 2]))
    with pytest.raises(TypeError, match="Tensor"):
        case.assertShapeEqual(A23, A23)
    assert case.evaluate({"a": tf.constant(3)}) == {"a": 3}


def test_a_failure_shows_where(case: Any) -> None:
    with pytest.raises(
        AssertionError, match=r"(?s)2 of 4 entries are not close\..*\[0, 1\].*and.*the losses"
    ):
        case.assertAllClose([[1.0, 2.0], [3.0, 4.0]], [[1.0, 2.5], [3.0, 4.5]], msg="the losses")
    with pytest.raises(AssertionError, match=r"not close at \['b'\]\[1\]"):
        case.assertAllClose({"b": [[1.0], [1.0, 2.0]]}, {"b": [[1.0], [1.0, 3.0]]})


def failing_matmul() -> None:
    x = tf.placeholder(tf.float32, name="x")
    tf.matmul(x, x, name="product").eval({x: A23})


def test_errors_that_are_expected(case: Any) -> None:
    with case.session():
        with case.assertRaisesOpError("product"):
            failing_matmul()
        with case.assertRaisesOpError(lambda error: "MatMul" in error.op.type):
            failing_matmul()
        with pytest.raises(AssertionError), case.assertRaisesOpError("something else"):
            failing_matmul()
    with pytest.raises(AssertionError, match="not raised"), case.assertRaisesOpError("x"):
        pass
    with pytest.raises(ZeroDivisionError), case.assertRaisesOpError("x"):
        1 / 0  # noqa: B018
    with case.assertRaisesWithPredicateMatch(ZeroDivisionError, "division"):
        1 / 0  # noqa: B018


def test_every_test_begins_afresh(case: Any) -> None:
    """A new default graph, and the same random numbers."""
    first = np.random.rand()
    draw = case.evaluate(tf.random_normal([2]))
    tf.constant(1.0, name="left_over")
    case.setUp()
    assert np.random.rand() == first
    assert "left_over" not in [operation.name for operation in tf.get_default_graph().get_operations()]
    np.testing.assert_array_equal(case.evaluate(tf.random_normal([2])), draw)


def test_sessions(case: Any) -> None:
    variable = tf.Variable(1.0)
    with case.cached_session() as first:
        variable.initializer.run()
        assert tf.get_default_session() is first
        assert tf.constant(1.0).op.device == "/device:CPU:0"
    with case.cached_session() as again:
        assert again is first
        assert variable.eval() == 1.0
    with (
        pytest.raises(ValueError, match="cached session was made for another"),
        case.cached_session(graph=tf.Graph()),
    ):
        pass
    with case.session() as other:
        assert other is not first
        assert other.run(tf.is_variable_initialized(variable)) == np.False_
    with case.session(use_gpu=True):
        assert tf.constant(1.0).op.device == ""
    graph = tf.Graph()
    with pytest.warns(DeprecationWarning), case.test_session(graph=graph) as third:
        assert third.graph is graph
    with pytest.warns(DeprecationWarning), case.test_session() as fourth:
        assert fourth is first


def test_test_session_is_no_test() -> None:
    """Python's unittest takes methods of such a name for tests."""
    assert unittest.defaultTestLoader.getTestCaseNames(tf.test.TestCase) == []


def test_folders_and_streams(case: Any, capfd: pytest.CaptureFixture[str]) -> None:
    folder = case.get_temp_dir()
    assert os.path.isdir(folder) and case.get_temp_dir() == folder
    case.doCleanups()
    assert not os.path.exists(folder)
    assert os.path.isdir(tf.test.get_temp_dir())
    with capfd.disabled(), case.captureWritesToStream(sys.__stderr__) as captured:
        print("seen", file=sys.__stderr__)
        assert captured.contents() == "seen\n"
    assert captured.contents() == "seen\n"


MEASURED: list[tuple[Callable[[Any], Any], list[int]]] = [
    (lambda x: tf.sin(x), [2, 3]),
    (lambda x: tf.matmul(x, x, transpose_b=True), [2, 2]),
    (lambda x: tf.reduce_sum(x * x), []),
    (lambda x: tf.gather(x, [1, 1, 0]), [3, 2]),
]


@pytest.mark.parametrize(("function", "y_shape"), MEASURED)
def test_gradients_beside_measured_ones(
    function: Callable[[Any], Any], y_shape: list[int], case: Any
) -> None:
    x_shape = [3, 2] if y_shape == [3, 2] else [2, 3]
    start = np.random.rand(*x_shape)
    with case.session():
        x = tf.placeholder(tf.float64, x_shape)
        y = function(x)
        graphs, measured = tf.test.compute_gradient(x, x_shape, y, y_shape, x_init_value=start)
        assert graphs.shape == (6, int(np.prod(y_shape)))
        np.testing.assert_allclose(graphs, measured, atol=1e-5)
        assert tf.test.compute_gradient_error(x, x_shape, y, y_shape, x_init_value=start) < 1e-5


def test_gradients_of_several_inputs_and_wrong_ones(case: Any) -> None:
    with case.session():
        x, y = tf.placeholder(tf.float64, [2]), tf.placeholder(tf.float64, [2])
        pairs = tf.test.compute_gradient(
            [x, y], [[2], [2]], x * y, [2], [np.array([1.0, 2]), np.array([3.0, 4])]
        )
        np.testing.assert_allclose(pairs[0][0], np.diag([3.0, 4.0]))
        np.testing.assert_allclose(pairs[1][1], np.diag([1.0, 2.0]), atol=1e-9)
        error = tf.test.compute_gradient_error(x, [2], tf.stop_gradient(x) * x, [2], np.array([1.0, 2.0]))
        assert error > 0.5
        with pytest.raises(ValueError, match="does not depend on"):
            tf.test.compute_gradient(x, [2], y, [2])
    with pytest.raises(ValueError, match="Which session"):
        tf.test.compute_gradient(x, [2], x, [2])


PROGRAM = """\
import numpy as np
import tensorflow as tf

class SquareTest(tf.test.TestCase):

    def testSquare(self):
        with self.test_session():
            self.assertAllEqual(tf.square([2, 3]).eval(), [4, 9])

    def testWrong(self):
        with self.session():
            self.assertAllClose(tf.square([2.0]).eval(), [WRONG])

if __name__ == "__main__":
    tf.test.main()
"""


@pytest.mark.parametrize(("wrong", "status"), [("4.0", 0), ("5.0", 1)])
def test_a_file_of_tests(wrong: str, status: int, tmp_path: Path) -> None:
    done = run(tmp_path, PROGRAM.replace("WRONG", wrong))
    assert done.returncode == status
    assert "Ran 2 tests" in done.stderr
    assert ("OK" in done.stderr) == (status == 0)


def test_what_there_is_besides() -> None:
    assert tf.test.mock.__name__ == "unittest.mock"
    assert not tf.test.is_built_with_rocm() and not tf.test.is_built_with_xla()
    assert tf.test.test_src_dir_path("x").endswith("x")
    with pytest.raises(AttributeError, match="Did you mean 'TestCase'"):
        tf.test.testcase  # noqa: B018
