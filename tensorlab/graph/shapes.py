"""What is known about the size of a tensor before it has a value: `TensorShape` and `Dimension`.

Each dimension of a shape may be a number or unknown ("?"), and even how many dimensions there are (the rank)
may be unknown. A placeholder for a batch of any length has the shape (?, 784): so a mistake in the 784 is
found while the graph is being described, and the batch can still be of any length.

A shape never changes, and the small ones are shared: two tensors of shape (2, 3) usually have the very same
object. Inside tensorlab read `shape.sizes`, a tuple of int and None (or None for unknown rank); `Dimension`
objects, which TensorFlow 1.x shows to its users, are made only on demand.

Read next: `tensorlab/graph/shape_rules.py`, how the shape of a result follows from the shapes of its inputs.
"""

import operator
from collections.abc import Callable, Iterator
from typing import Any

Sizes = tuple[int | None, ...]


def _arithmetic(function: Callable[[int, int], int]) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Make the methods for `dimension + number` and `number + dimension`: unknown if either is."""

    def forward(self: "Dimension", other: Any) -> "Dimension":
        try:
            mine, theirs = self.value, _size(other)
        except TypeError:
            return NotImplemented
        return Dimension(None if mine is None or theirs is None else function(mine, theirs))

    def reflected(self: "Dimension", other: Any) -> "Dimension":
        return forward(Dimension(other), self) if hasattr(other, "__index__") else forward(self, other)

    return forward, reflected


def _comparison(function: Callable[[int, int], bool]) -> Callable[..., Any]:
    """Make the method for a comparison: True, False, or None if either side is unknown."""

    def compare(self: "Dimension", other: object) -> bool | None:
        try:
            mine, theirs = self.value, _size(other)
        except TypeError:
            return NotImplemented
        except ValueError:
            if function not in (operator.eq, operator.ne):
                raise
            return NotImplemented  # a negative number is no dimension, and so equal to none
        return None if mine is None or theirs is None else function(mine, theirs)

    return compare


class Dimension:
    """One dimension of a shape: a number, or unknown.

    Arithmetic with an unknown dimension is unknown, and so is every comparison: it gives None.

    >>> Dimension(3) * 2, Dimension(3) + None, Dimension(3) == 3, Dimension(None) == 3
    (Dimension(6), Dimension(None), True, None)
    """

    __slots__ = ("value",)
    __hash__ = None  # type: ignore[assignment]  # its equality may be None, so it can be no key

    value: int | None

    def __init__(self, value: Any) -> None:
        """Take an int, None or a Dimension; TypeError for what is no integer, ValueError for negatives."""
        self.value = _size(value)

    def __repr__(self) -> str:
        return f"Dimension({self.value})"

    def __str__(self) -> str:
        return "?" if self.value is None else str(self.value)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __int__(self) -> int:
        return self.value  # type: ignore[return-value]  # None: Python's own TypeError, as in TensorFlow

    def __index__(self) -> int:
        return self.value  # type: ignore[return-value]

    def __reduce__(self) -> tuple[type["Dimension"], tuple[int | None]]:
        return Dimension, (self.value,)

    def is_compatible_with(self, other: Any) -> bool:
        """Tell whether both could be the same number: equal, or one of them unknown."""
        return _could_be_equal(self.value, _size(other))

    def assert_is_compatible_with(self, other: Any) -> None:
        """Raise ValueError unless both could be the same number."""
        if not self.is_compatible_with(other):
            raise ValueError(f"Dimensions {self} and {other} are not compatible")

    def merge_with(self, other: Any) -> "Dimension":
        """Combine what is known about one dimension from two sides; ValueError when it contradicts.

        >>> Dimension(None).merge_with(4)
        Dimension(4)
        """
        self.assert_is_compatible_with(other)
        return Dimension(other if self.value is None else self.value)

    __add__, __radd__ = _arithmetic(operator.add)
    __sub__, __rsub__ = _arithmetic(operator.sub)
    __mul__, __rmul__ = _arithmetic(operator.mul)
    __floordiv__, __rfloordiv__ = _arithmetic(operator.floordiv)
    __mod__, __rmod__ = _arithmetic(operator.mod)

    def __truediv__(self, other: Any) -> "Dimension":
        raise TypeError(f"Dimensions are whole numbers: write `{self} // {other}`, not `{self} / {other}`.")

    def __rtruediv__(self, other: Any) -> "Dimension":
        raise TypeError(f"Dimensions are whole numbers: write `{other} // {self}`, not `{other} / {self}`.")

    __eq__ = _comparison(operator.eq)
    __ne__ = _comparison(operator.ne)
    __lt__ = _comparison(operator.lt)
    __le__ = _comparison(operator.le)
    __gt__ = _comparison(operator.gt)
    __ge__ = _comparison(operator.ge)


def _size(value: Any) -> int | None:
    """Check one dimension and return it as an int or None."""
    if value is None:
        return None
    if type(value) is Dimension:
        return value.value
    if type(value) is not int:
        if not hasattr(value, "__index__"):
            raise TypeError(f"A dimension is an integer or None, not {value!r} ({type(value).__name__}).")
        value = value.__index__()
    if value < 0:
        raise ValueError(f"Dimension {value} must be >= 0; write None for an unknown dimension.")
    return value


def _could_be_equal(one: int | None, other: int | None) -> bool:
    return one is None or other is None or one == other


_SHARED: dict[Sizes | None, "TensorShape"] = {}
_SHARED_LIMIT = 4096  # a program that makes ever new shapes must not fill the memory with them


class TensorShape:
    """The shape of a tensor, as far as it is known.

    `TensorShape([2, None])` has two dimensions, one of them unknown; `TensorShape([])` is a scalar's shape;
    `TensorShape(None)` says nothing at all, not even the rank. Compares equal to lists and tuples.

    `sizes` is the same as a plain tuple of int and None, or None; it must not be changed.

    >>> shape = TensorShape([2, None])
    >>> print(shape, shape.ndims, shape.as_list(), shape.is_fully_defined())
    (2, ?) 2 [2, None] False
    >>> shape[0], shape[1:], shape.merge_with([None, 3]) == [2, 3]
    (Dimension(2), TensorShape([Dimension(None)]), True)
    """

    __slots__ = ("sizes",)

    sizes: Sizes | None

    def __new__(cls, dims: Any) -> "TensorShape":
        """Take None, a list of sizes, one size, or another shape; errors as for `Dimension`."""
        if type(dims) is TensorShape:
            return dims
        if dims is None:
            return shape_of(None)
        if isinstance(dims, (str, bytes)) or not hasattr(dims, "__iter__"):
            return shape_of((_size(dims),))
        sizes = tuple(dims)
        for size in sizes:
            if size is not None and (type(size) is not int or size < 0):
                return shape_of(tuple(map(_size, sizes)))
        return shape_of(sizes)

    @property
    def dims(self) -> list[Dimension] | None:
        """The dimensions as a list of `Dimension`, or None when the rank is unknown."""
        return None if self.sizes is None else [Dimension(size) for size in self.sizes]

    @property
    def ndims(self) -> int | None:
        """How many dimensions there are, or None when that is unknown."""
        return None if self.sizes is None else len(self.sizes)

    rank = ndims

    def as_list(self) -> list[int | None]:
        """The sizes as a list of int and None; ValueError when the rank is unknown."""
        if self.sizes is None:
            raise ValueError("as_list() is not defined on an unknown TensorShape.")
        return list(self.sizes)

    def num_elements(self) -> int | None:
        """How many entries such a tensor has (the product of the sizes), or None when that is unknown."""
        if not self.is_fully_defined():
            return None
        product = 1
        for size in self.sizes:  # type: ignore[union-attr]
            product *= size  # type: ignore[operator]
        return product

    def is_fully_defined(self) -> bool:
        """Tell whether every dimension is known."""
        return self.sizes is not None and None not in self.sizes

    def assert_is_fully_defined(self) -> None:
        """Raise ValueError unless every dimension is known."""
        if not self.is_fully_defined():
            raise ValueError(f"Shape {self} is not fully defined")

    def is_compatible_with(self, other: Any) -> bool:
        """Tell whether one tensor could have both shapes.

        >>> TensorShape([None, 3]).is_compatible_with([2, 3]), TensorShape([2, 2]).is_compatible_with([2, 3])
        (True, False)
        """
        mine, theirs = self.sizes, as_shape(other).sizes
        if mine is None or theirs is None or mine == theirs:
            return True
        return len(mine) == len(theirs) and all(map(_could_be_equal, mine, theirs))

    def assert_is_compatible_with(self, other: Any) -> None:
        """Raise ValueError unless one tensor could have both shapes."""
        if not self.is_compatible_with(other):
            raise ValueError(f"Shapes {self} and {as_shape(other)} are incompatible")

    def merge_with(self, other: Any) -> "TensorShape":
        """Combine what is known about one shape from two sides; ValueError when it contradicts.

        >>> print(TensorShape([None, 3]).merge_with([2, None]))
        (2, 3)
        """
        other = as_shape(other)
        if self is other or other.sizes is None:
            return self
        if self.sizes is None:
            return other
        if not self.is_compatible_with(other):
            raise ValueError(f"Shapes {self} and {other} are not compatible")
        return shape_of(tuple(b if a is None else a for a, b in zip(self.sizes, other.sizes, strict=True)))

    def concatenate(self, other: Any) -> "TensorShape":
        """The dimensions of this shape followed by those of `other`; unknown when either rank is unknown."""
        theirs = as_shape(other).sizes
        return shape_of(None if self.sizes is None or theirs is None else self.sizes + theirs)

    def __add__(self, other: Any) -> "TensorShape":
        return self.concatenate(other)

    def __radd__(self, other: Any) -> "TensorShape":
        return as_shape(other).concatenate(self)

    def most_specific_compatible_shape(self, other: Any) -> "TensorShape":
        """Keep only what two shapes have in common: the shape that tensors of either shape fit.

        >>> print(TensorShape([2, 3]).most_specific_compatible_shape([4, 3]))
        (?, 3)
        """
        mine, theirs = self.sizes, as_shape(other).sizes
        if mine is None or theirs is None or len(mine) != len(theirs):
            return shape_of(None)
        return shape_of(tuple(a if a == b else None for a, b in zip(mine, theirs, strict=True)))

    def assert_same_rank(self, other: Any) -> None:
        """Raise ValueError when the ranks are known and differ."""
        other = as_shape(other)
        if self.sizes is not None and other.sizes is not None and len(self.sizes) != len(other.sizes):
            raise ValueError(f"Shapes {self} and {other} must have the same rank")

    def assert_has_rank(self, rank: int | None) -> None:
        """Raise ValueError unless the rank could be `rank`."""
        if rank is not None and self.sizes is not None and len(self.sizes) != rank:
            raise ValueError(f"Shape {self} must have rank {rank}")

    def with_rank(self, rank: int | None) -> "TensorShape":
        """This shape with its rank known to be `rank`; ValueError when it is another."""
        self.assert_has_rank(rank)
        return unknown_shape(rank) if self.sizes is None else self

    def with_rank_at_least(self, rank: int) -> "TensorShape":
        """This shape; ValueError when it is known to have fewer than `rank` dimensions."""
        if self.sizes is not None and len(self.sizes) < rank:
            raise ValueError(f"Shape {self} must have rank at least {rank}")
        return self

    def with_rank_at_most(self, rank: int) -> "TensorShape":
        """This shape; ValueError when it is known to have more than `rank` dimensions."""
        if self.sizes is not None and len(self.sizes) > rank:
            raise ValueError(f"Shape {self} must have rank at most {rank}")
        return self

    def __len__(self) -> int:
        if self.sizes is None:
            raise ValueError("Cannot take the length of shape with unknown rank.")
        return len(self.sizes)

    def __bool__(self) -> bool:
        return self.sizes is not None

    def __iter__(self) -> Iterator[Dimension]:
        if self.sizes is None:
            raise ValueError("Cannot iterate over a shape with unknown rank.")
        return map(Dimension, self.sizes)

    def __getitem__(self, key: Any) -> Any:
        if self.sizes is not None:
            return shape_of(self.sizes[key]) if isinstance(key, slice) else Dimension(self.sizes[key])
        if not isinstance(key, slice):
            return Dimension(None)
        start, stop = key.start or 0, key.stop
        if key.step is not None:
            raise ValueError("A shape of unknown rank cannot be sliced with a step.")
        # Counting from an unknown end leaves the length unknown.
        return unknown_shape(None if stop is None or start < 0 or stop < 0 else max(stop - start, 0))

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        try:
            return self.sizes == as_shape(other).sizes
        except TypeError:
            return NotImplemented

    def __hash__(self) -> int:
        return hash(self.sizes)

    def __repr__(self) -> str:
        return f"TensorShape({self.dims})"

    def __str__(self) -> str:
        if self.sizes is None:
            return "<unknown>"
        return "(" + ", ".join(map(str, self.dims or ())) + (",)" if len(self.sizes) == 1 else ")")

    def __reduce__(self) -> tuple[type["TensorShape"], tuple[Sizes | None]]:
        return TensorShape, (self.sizes,)


def shape_of(sizes: Sizes | None) -> TensorShape:
    """Return the shape with these sizes, which must already be a tuple of int and None (or None): no checks.

    >>> shape_of((2, 3)) is TensorShape([2, 3])
    True
    """
    shape = _SHARED.get(sizes)
    if shape is None:
        shape = object.__new__(TensorShape)
        shape.sizes = sizes
        if len(_SHARED) < _SHARED_LIMIT:
            _SHARED[sizes] = shape
    return shape


def as_shape(shape: Any) -> TensorShape:
    """Return `shape` as a `TensorShape`: a shape as it is, anything else as `TensorShape(shape)` takes it.

    >>> print(as_shape([None, 784]))
    (?, 784)
    """
    return shape if type(shape) is TensorShape else TensorShape(shape)


def as_dimension(value: Any) -> Dimension:
    """Return `value` as a `Dimension`.

    >>> as_dimension(3)
    Dimension(3)
    """
    return value if type(value) is Dimension else Dimension(value)


def unknown_shape(rank: int | None = None) -> TensorShape:
    """Return the shape of which only the rank is known, or nothing at all.

    >>> print(unknown_shape(2), unknown_shape())
    (?, ?) <unknown>
    """
    return shape_of(None if rank is None else (None,) * rank)
