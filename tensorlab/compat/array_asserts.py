"""The asserts of tf.test.TestCase about arrays. Tensors are evaluated first.

Read next: `unit_tests.py`.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from tensorlab.graph.dtypes import as_dtype
from tensorlab.graph.tensor import Tensor

SHOWN = 10  # of the entries that differ


class ArrayAsserts:
    """What `TestCase` knows about arrays; `self` has what unittest's TestCase has, and `evaluate`."""

    def _array(self: Any, value: Any) -> np.ndarray:
        """A value as an array."""
        if isinstance(value, Tensor) or hasattr(value, "read_value"):
            value = self.evaluate(value)
        elif isinstance(value, list | tuple) and any(isinstance(entry, Tensor) for entry in value):
            value = [self._array(entry) for entry in value]
        return np.asarray(value)

    # --- equal ------------------------------------------------------------------------------------------------

    def assertAllEqual(self: Any, a: Any, b: Any, msg: str | None = None) -> None:
        """Two arrays have the same shape and the same entries; NaN equals NaN."""
        first, second = self._array(a), self._array(b)
        self._same_shape(first, second, msg)
        same = _equal(first, second)
        if not np.all(same):
            self.fail(self._formatMessage(msg, _report("not equal", ~np.asarray(same), first, second)))

    def assertNotAllEqual(self: Any, a: Any, b: Any, msg: str | None = None) -> None:
        """Two arrays differ somewhere."""
        first, second = self._array(a), self._array(b)
        if first.shape == second.shape and np.all(_equal(first, second)):
            self.fail(self._formatMessage(msg, "the two values are equal at all elements"))

    def assertAllClose(
        self: Any, a: Any, b: Any, rtol: float = 1e-6, atol: float = 1e-6, msg: str | None = None
    ) -> None:
        """Two arrays, or nests of them, agree: everywhere |a - b| <= atol + rtol |b|; NaN equals NaN.

        Args:
            a, b: arrays or tensors; or dicts, lists and tuples that hold some.
            rtol, atol: how far they may lie apart.
            msg: what a failure says besides.
        """
        self._close(a, b, rtol, atol, msg, "")

    def _close(self: Any, a: Any, b: Any, rtol: float, atol: float, msg: str | None, path: str) -> None:
        where = f" at {path}" if path else ""
        a, b = (value._asdict() if hasattr(value, "_asdict") else value for value in (a, b))
        if isinstance(a, Mapping) != isinstance(b, Mapping):
            self.fail(
                self._formatMessage(msg, f"Can't compare dict to non-dict{where}: {type(a)} and {type(b)}")
            )
        if isinstance(a, Mapping):
            if set(a) != set(b):
                text = f"mismatched keys{where}: {sorted(map(str, a))} and {sorted(map(str, b))}"
                self.fail(self._formatMessage(msg, text))
            for key in a:
                self._close(a[key], b[key], rtol, atol, msg, f"{path}[{key!r}]")
            return
        if isinstance(a, list | tuple) and isinstance(b, list | tuple):
            try:
                first, second = self._array(a), self._array(b)
            except (ValueError, TypeError):  # rows of different shapes: each by itself
                first = second = np.array(None, object)
            if first.dtype == object or second.dtype == object:
                if len(a) != len(b):
                    self.fail(self._formatMessage(msg, f"lengths{where} differ: {len(a)} and {len(b)}"))
                for place, (one, other) in enumerate(zip(a, b, strict=True)):
                    self._close(one, other, rtol, atol, msg, f"{path}[{place}]")
                return
        else:
            first, second = self._array(a), self._array(b)
        self._same_shape(first, second, msg)
        near = np.isclose(first, second, rtol=rtol, atol=atol, equal_nan=True)
        if not near.all():
            self.fail(self._formatMessage(msg, _report(f"not close{where}", ~near, first, second)))

    def assertAllCloseAccordingToType(
        self: Any,
        a: Any,
        b: Any,
        rtol: float = 1e-6,
        atol: float = 1e-6,
        float_rtol: float = 1e-6,
        float_atol: float = 1e-6,
        half_rtol: float = 1e-3,
        half_atol: float = 1e-3,
        bfloat16_rtol: float = 1e-2,
        bfloat16_atol: float = 1e-2,
        msg: str | None = None,
    ) -> None:
        """`assertAllClose`, less strictly for float32 and float16."""
        first, second = self._array(a), self._array(b)
        kinds = {first.dtype, second.dtype}
        if kinds & {np.dtype(np.float32), np.dtype(np.complex64)}:
            rtol, atol = max(rtol, float_rtol), max(atol, float_atol)
        if np.dtype(np.float16) in kinds:
            rtol, atol = max(rtol, half_rtol), max(atol, half_atol)
        self.assertAllClose(first, second, rtol, atol, msg)

    def assertNotAllClose(self: Any, a: Any, b: Any, **named: Any) -> None:
        """`assertAllClose` with these arguments would fail."""
        try:
            self.assertAllClose(a, b, **named)
        except AssertionError:
            return
        self.fail("The two values are close at all elements")

    def assertNear(self: Any, f1: Any, f2: Any, err: float, msg: str | None = None) -> None:
        """Two numbers differ by at most `err`."""
        same = f1 == f2 or math.fabs(f1 - f2) <= err
        self.assertTrue(same, f"{f1!r} != {f2!r} +/- {err!r}{f' ({msg})' if msg else ''}")

    def assertArrayNear(self: Any, farray1: Any, farray2: Any, err: float, msg: str | None = None) -> None:
        """Two lists of numbers differ by at most `err`, number by number."""
        self.assertEqual(len(farray1), len(farray2), msg)
        for first, second in zip(farray1, farray2, strict=True):
            self.assertNear(float(first), float(second), err, msg)

    def assertNDArrayNear(
        self: Any, ndarray1: Any, ndarray2: Any, err: float, msg: str | None = None
    ) -> None:
        """The norm of the difference of two arrays is below `err`."""
        distance = np.linalg.norm(self._array(ndarray1) - self._array(ndarray2))
        self.assertTrue(distance < err, msg or f"the arrays are {distance} apart, not below {err}")

    # --- shape and dtype ----------------------------------------------------------------------------------------

    def assertShapeEqual(self: Any, np_array: Any, tf_tensor: Any, msg: str | None = None) -> None:
        """An array has the static shape of a tensor."""
        if not isinstance(np_array, np.ndarray | np.generic):
            raise TypeError("np_array must be a Numpy ndarray or Numpy scalar")
        if not isinstance(tf_tensor, Tensor):
            raise TypeError("tf_tensor must be a Tensor")
        self.assertAllEqual(np_array.shape, tf_tensor.get_shape().as_list(), msg)

    def assertDTypeEqual(self: Any, target: Any, expected_dtype: Any) -> None:
        """An array has a dtype."""
        found, wanted = as_dtype(self._array(target).dtype), as_dtype(expected_dtype)
        self.assertEqual(found, wanted, f"the dtype is {found.name}, not {wanted.name}")

    def _same_shape(self: Any, first: np.ndarray, second: np.ndarray, msg: str | None) -> None:
        if first.shape != second.shape:
            text = f"Shape mismatch: expected {first.shape}, got {second.shape}."
            self.fail(self._formatMessage(msg, text))

    # --- every entry --------------------------------------------------------------------------------------------

    def assertAllGreater(self: Any, a: Any, comparison_target: Any) -> None:
        """Every entry is greater than a number."""
        self._every(a, lambda x: x > comparison_target, f"greater than {comparison_target}")

    def assertAllLess(self: Any, a: Any, comparison_target: Any) -> None:
        """Every entry is less than a number."""
        self._every(a, lambda x: x < comparison_target, f"less than {comparison_target}")

    def assertAllGreaterEqual(self: Any, a: Any, comparison_target: Any) -> None:
        """Every entry is at least a number."""
        self._every(a, lambda x: x >= comparison_target, f"at least {comparison_target}")

    def assertAllLessEqual(self: Any, a: Any, comparison_target: Any) -> None:
        """Every entry is at most a number."""
        self._every(a, lambda x: x <= comparison_target, f"at most {comparison_target}")

    def assertAllInRange(
        self: Any,
        target: Any,
        lower_bound: Any,
        upper_bound: Any,
        open_lower_bound: bool = False,
        open_upper_bound: bool = False,
    ) -> None:
        """Every entry lies between two numbers; the bounds themselves count unless they are said to be open."""
        opening, closing = "(" if open_lower_bound else "[", ")" if open_upper_bound else "]"

        def inside(x: np.ndarray) -> Any:
            above = x > lower_bound if open_lower_bound else x >= lower_bound
            below = x < upper_bound if open_upper_bound else x <= upper_bound
            return above & below

        self._every(target, inside, f"in {opening}{lower_bound}, {upper_bound}{closing}")

    def assertAllInSet(self: Any, target: Any, expected_set: Iterable[Any]) -> None:
        """Every entry is one of these."""
        allowed: Sequence[Any] = list(expected_set)
        self._every(target, lambda x: np.isin(x, allowed), f"one of {allowed}")

    def _every(self: Any, target: Any, holds: Any, what: str) -> None:
        array = self._array(target)
        wrong = ~np.asarray(holds(array))
        if wrong.any():
            self.fail(f"{int(wrong.sum())} of {array.size} entries are not {what}: {array[wrong][:SHOWN]}")


def _equal(first: np.ndarray, second: np.ndarray) -> Any:
    """Where two arrays of one shape have the same entry."""
    same = np.asarray(first == second)
    if first.dtype.kind in "fc" and second.dtype.kind in "fc":
        same = same | (np.isnan(first) & np.isnan(second))
    return same


def _report(what: str, wrong: np.ndarray, first: np.ndarray, second: np.ndarray) -> str:
    """Where two arrays differ, and how much."""
    count = int(wrong.sum())
    lines = [f"{count} of {wrong.size} entries are {what}."]
    for place in list(zip(*np.nonzero(wrong), strict=True))[:SHOWN] if wrong.ndim else [()]:
        position = f"[{', '.join(map(str, place))}]" if place else ""
        lines.append(f"  {position} {first[place]!r} and {second[place]!r}")
    if count > SHOWN:
        lines.append(f"  and {count - SHOWN} more")
    return "\n".join(lines)
