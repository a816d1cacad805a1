"""tf.test.TestCase: unittest's TestCase with a fresh graph for every test, sessions, and asserts about arrays.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/test/TestCase

Read next: `array_asserts.py` (the asserts about arrays), `gradient_jacobians.py` (`tf.test.compute_gradient`).
"""

import os
import random
import re
import shutil
import sys
import tempfile
import unittest
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import numpy as np

from tensorlab.compat.array_asserts import ArrayAsserts
from tensorlab.compat.old_names import warn_old
from tensorlab.devices.device_lib import gpu_device_name
from tensorlab.errors import OpError
from tensorlab.graph.scopes import get_default_session, reset_default_graph
from tensorlab.ops.random import set_random_seed
from tensorlab.protos.config import ConfigProto
from tensorlab.run.session import Session

SEED = 87654321  # TensorFlow's own for tests

Predicate = str | Callable[[Any], Any] | None


class TestCase(ArrayAsserts, unittest.TestCase):
    """A test case: each test has a new default graph, and the same random numbers every time.

    >>> import tensorlab as tf
    >>> class AdditionTest(tf.test.TestCase):
    ...     def test_sum(self):
    ...         with self.session():
    ...             self.assertAllEqual(tf.add([1, 2], 3).eval(), [4, 5])
    >>> AdditionTest("test_sum").run().wasSuccessful()
    True
    """

    def __init__(self, methodName: str = "runTest") -> None:
        super().__init__(methodName)
        self._folder: str | None = None
        self._cached: Session | None = None
        self._cached_for: tuple[Any, ...] = ()

    def setUp(self) -> None:
        """Begin with a new default graph and with seeds that are always the same."""
        self._close_cached()
        random.seed(SEED)
        np.random.seed(SEED)
        reset_default_graph()
        set_random_seed(SEED)
        self.addCleanup(self._clean_up)

    def _clean_up(self) -> None:
        self._close_cached()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _close_cached(self) -> None:
        if self._cached is not None:
            self._cached.close()
            self._cached = None

    # --- sessions ---------------------------------------------------------------------------------------------

    @contextmanager
    def session(
        self,
        graph: Any = None,
        config: ConfigProto | None = None,
        use_gpu: bool = False,
        force_gpu: bool = False,
    ) -> Iterator[Session]:
        """A new session, which is the default one inside the `with` block; nodes are put on the CPU.

        Args:
            graph: by default the default graph.
            config: of the session; by default one with soft placement.
            use_gpu: let nodes be put on a GPU.
            force_gpu: put every node on the first GPU.
        """
        with (
            Session("", graph, self._config(config, force_gpu)) as session,
            _placed(session, use_gpu, force_gpu),
        ):
            yield session

    @contextmanager
    def cached_session(
        self,
        graph: Any = None,
        config: ConfigProto | None = None,
        use_gpu: bool = False,
        force_gpu: bool = False,
    ) -> Iterator[Session]:
        """A session that is the same for the whole test, with its variables.

        Raises:
            ValueError: when a later call asks for another graph or configuration.
        """
        asked = (graph, config, force_gpu)
        if self._cached is None:
            self._cached = Session("", graph, self._config(config, force_gpu))
            self._cached_for = asked
        elif any(now is not then for now, then in zip(asked, self._cached_for, strict=True)):
            raise ValueError(
                "The test's cached session was made for another graph, config or force_gpu: use self.session()."
            )
        session = self._cached
        with session.graph.as_default(), session.as_default(), _placed(session, use_gpu, force_gpu):
            yield session

    def _test_session(
        self,
        graph: Any = None,
        config: ConfigProto | None = None,
        use_gpu: bool = False,
        force_gpu: bool = False,
    ) -> AbstractContextManager[Session]:
        """`cached_session`, or `session` where a graph is given."""
        warn_old("self.test_session() is an old name: write self.session() or self.cached_session().")
        if graph is None:
            return self.cached_session(graph, config, use_gpu, force_gpu)
        return self.session(graph, config, use_gpu, force_gpu)

    # Not a method, for unittest takes every method of such a name for a test.
    test_session = property(lambda self: self._test_session)

    def _config(self, config: ConfigProto | None, force_gpu: bool) -> ConfigProto:
        return ConfigProto(allow_soft_placement=not force_gpu) if config is None else config

    def evaluate(self, tensors: Any) -> Any:
        """The values of a tensor or of a nest of them, from the default session or from the cached one."""
        session = get_default_session()
        if session is not None:
            return session.run(tensors)
        with self.cached_session() as cached:
            return cached.run(tensors)

    # --- around a test ------------------------------------------------------------------------------------------

    def get_temp_dir(self) -> str:
        """A folder for this test, which is deleted after it."""
        if self._folder is None:
            self._folder = tempfile.mkdtemp(prefix="tensorlab-test-")
        return self._folder

    @contextmanager
    def captureWritesToStream(self, stream: Any) -> Iterator[Any]:
        """What is written to a stream that has a file number, such as `sys.stderr`, inside the `with` block."""
        number = stream.fileno()
        kept = os.dup(number)
        with tempfile.TemporaryFile() as written:
            stream.flush()
            os.dup2(written.fileno(), number)
            try:
                captured = _Captured(written, stream)
                yield captured
            finally:
                stream.flush()
                captured.finish()
                os.dup2(kept, number)
                os.close(kept)

    # --- asserts about errors -----------------------------------------------------------------------------------

    @contextmanager
    def assertRaisesWithPredicateMatch(
        self, exception_type: Any, expected_err_re_or_predicate: Predicate
    ) -> Iterator[None]:
        """The block raises an error of the class that fits.

        Args:
            exception_type: the class, or a tuple of classes.
            expected_err_re_or_predicate: a regular expression that is found in the message (of an OpError in that
                of any of its nodes too), or a function of the error; None for any.
        """
        try:
            yield
        except Exception as error:
            if not isinstance(error, exception_type):
                raise
            if callable(expected_err_re_or_predicate):
                fits = expected_err_re_or_predicate(error)
            else:
                text = error.message if isinstance(error, OpError) else str(error)
                if isinstance(error, OpError) and error.op is not None:
                    text += f"\nCaused by op: {error.op.name}"
                fits = expected_err_re_or_predicate is None or re.search(expected_err_re_or_predicate, text)
            if not fits:
                raise AssertionError(f"Exception of type {type(error)}: {error}") from error
        else:
            self.fail(f"{exception_type} not raised")

    def assertRaisesOpError(self, expected_err_re_or_predicate: Predicate) -> Any:
        """The block raises a tf.OpError that fits; see `assertRaisesWithPredicateMatch`."""
        return self.assertRaisesWithPredicateMatch(OpError, expected_err_re_or_predicate)

    # --- asserts about texts and messages -----------------------------------------------------------------------

    def assertStartsWith(self, actual: str, expected_start: str, msg: str | None = None) -> None:
        """A text begins with another."""
        if not actual.startswith(expected_start):
            self.fail(self._formatMessage(msg, f"{actual!r} does not start with {expected_start!r}"))

    def assertProtoEquals(
        self, expected_message_maybe_ascii: Any, message: Any, msg: str | None = None
    ) -> None:
        """Two messages are equal; one may be given as text."""
        expected = expected_message_maybe_ascii
        if isinstance(expected, str):
            self.assertEqual(_words(expected), _words(str(message)), msg)
        else:
            self.assertEqual(str(expected), str(message), msg)

    assertProtoEqualsVersion = assertProtoEquals

    def assertDeviceEqual(self, device1: Any, device2: Any, msg: str | None = None) -> None:
        """Two devices are the same, however they are written."""
        from tensorlab.device_names import DeviceSpec

        def full(device: Any) -> str:
            return (
                DeviceSpec.from_string(device or "").to_string() if isinstance(device, str) else str(device)
            )

        self.assertEqual(full(device1), full(device2), msg)

    # --- asserts that Python 2's unittest or absl had -----------------------------------------------------------

    def assertItemsEqual(self, first: Any, second: Any, msg: str | None = None) -> None:
        """Two collections hold the same, in any order."""
        self.assertCountEqual(first, second, msg)

    def assertLen(self, container: Any, expected_len: int, msg: str | None = None) -> None:
        """A collection holds so many."""
        self.assertEqual(len(container), expected_len, msg)

    def assertEmpty(self, container: Any, msg: str | None = None) -> None:
        """A collection is empty."""
        self.assertEqual(len(container), 0, msg)

    def assertNotEmpty(self, container: Any, msg: str | None = None) -> None:
        """A collection is not empty."""
        self.assertNotEqual(len(container), 0, msg)

    def assertBetween(self, value: Any, minv: Any, maxv: Any, msg: str | None = None) -> None:
        """A number lies between two others, or on one of them."""
        self.assertTrue(minv <= value <= maxv, msg or f"{value} is not between {minv} and {maxv}")

    def assertContainsSubset(self, expected_subset: Any, actual_set: Any, msg: str | None = None) -> None:
        """Everything in one collection is in the other, too."""
        self.assertFalse(set(expected_subset) - set(actual_set), msg)


class _Captured:
    """What was written to a stream; `contents()` gives it, also after the block."""

    def __init__(self, file: Any, stream: Any) -> None:
        self._file, self._stream = file, stream
        self._text: str | None = None

    def contents(self) -> str:
        """The text."""
        if self._text is not None:
            return self._text
        self._stream.flush()
        self._file.flush()
        self._file.seek(0)
        text: str = self._file.read().decode("utf-8", "replace")
        self._file.seek(0, os.SEEK_END)
        return text

    def finish(self) -> None:
        self._text = self.contents()


def _words(text: str) -> list[str]:
    """A message's text without its layout."""
    return re.sub(r"([{}:])", r" \1 ", text).split()


def _placed(session: Session, use_gpu: bool, force_gpu: bool) -> AbstractContextManager[Any]:
    """Where the nodes made inside are put."""
    if force_gpu:
        return session.graph.device(gpu_device_name() or "/device:GPU:0")
    return nullcontext() if use_gpu else session.graph.device("/device:CPU:0")


def main(argv: list[str] | None = None) -> None:
    """Run the tests of the program, as `unittest.main` does, and leave it with their status."""
    from tensorlab.compat.flags import FLAGS

    rest = FLAGS(sys.argv if argv is None else argv, known_only=True)
    unittest.main(module="__main__", argv=rest)


def get_temp_dir() -> str:
    """A folder for tests, the same for the whole program."""
    global _folder
    if _folder is None:
        _folder = tempfile.mkdtemp(prefix="tensorlab-test-")
    return _folder


def test_src_dir_path(relative_path: str) -> str:
    """The path of a file below the current folder."""
    return os.path.join(os.getcwd(), relative_path)


test_src_dir_path.__test__ = False  # type: ignore[attr-defined]

_folder: str | None = None
