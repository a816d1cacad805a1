"""What a variable can do because it stands for its value: `v + 1`, `v > 0`, `v[0]`.

Each operator hands on to the tensor that reads the variable: `v * 2` makes the same node as `v.value() * 2`.

Read next: `variables.py`.
"""

from typing import Any, NoReturn

from tensorlab.graph.tensor import Tensor


class ActsAsValue:
    """The operators of a class whose `value()` is a tensor. Equality stays that of Python: the same object.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable([1.0, 2.0])
    ...     sess.run(v.initializer)
    ...     print(sess.run(10.0 - v * v))
    [9. 6.]
    """

    __array_priority__ = 100  # NumPy on the left of an operator defers to the variable on its right
    __array_ufunc__ = None

    def value(self) -> Tensor:
        """The tensor that stands for the value."""
        raise NotImplementedError

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        raise NotImplementedError(
            f"Cannot convert a variable ({self!r}) to a numpy array: its value belongs to a session. Use "
            "session.run(v), or the tf function in place of NumPy's."
        )

    def __iter__(self) -> NoReturn:
        raise TypeError(
            f"'Variable' object is not iterable ({self!r}). To take it apart along its first axis, use "
            "tf.unstack(v)."
        )

    def __add__(self, other: Any) -> Tensor:
        return self.value() + other

    def __radd__(self, other: Any) -> Tensor:
        return other + self.value()

    def __sub__(self, other: Any) -> Tensor:
        return self.value() - other

    def __rsub__(self, other: Any) -> Tensor:
        return other - self.value()

    def __mul__(self, other: Any) -> Tensor:
        return self.value() * other

    def __rmul__(self, other: Any) -> Tensor:
        return other * self.value()

    def __truediv__(self, other: Any) -> Tensor:
        return self.value() / other

    def __rtruediv__(self, other: Any) -> Tensor:
        return other / self.value()

    def __floordiv__(self, other: Any) -> Tensor:
        return self.value() // other

    def __rfloordiv__(self, other: Any) -> Tensor:
        return other // self.value()

    def __mod__(self, other: Any) -> Tensor:
        return self.value() % other

    def __rmod__(self, other: Any) -> Tensor:
        return other % self.value()

    def __pow__(self, other: Any) -> Tensor:
        return self.value() ** other

    def __rpow__(self, other: Any) -> Tensor:
        return other ** self.value()

    def __matmul__(self, other: Any) -> Tensor:
        return self.value() @ other

    def __rmatmul__(self, other: Any) -> Tensor:
        return other @ self.value()

    def __neg__(self) -> Tensor:
        return -self.value()

    def __pos__(self) -> Tensor:
        return self.value()

    def __abs__(self) -> Tensor:
        return abs(self.value())

    def __lt__(self, other: Any) -> Tensor:
        return self.value() < other

    def __le__(self, other: Any) -> Tensor:
        return self.value() <= other

    def __gt__(self, other: Any) -> Tensor:
        return self.value() > other

    def __ge__(self, other: Any) -> Tensor:
        return self.value() >= other

    def __and__(self, other: Any) -> Tensor:
        return self.value() & other

    def __rand__(self, other: Any) -> Tensor:
        return other & self.value()

    def __or__(self, other: Any) -> Tensor:
        return self.value() | other

    def __ror__(self, other: Any) -> Tensor:
        return other | self.value()

    def __xor__(self, other: Any) -> Tensor:
        return self.value() ^ other

    def __rxor__(self, other: Any) -> Tensor:
        return other ^ self.value()

    def __invert__(self) -> Tensor:
        return ~self.value()

    def __getitem__(self, index: Any) -> Tensor:
        return self.value()[index]
