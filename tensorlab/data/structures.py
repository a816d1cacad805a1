"""Structures: what the elements of a dataset look like: a nest of parts, each with its dtype and static shape.

In an element tuples and dicts are nests; a list is not: it becomes one tensor, as in TensorFlow. A part is a tensor, a
sparse tensor, or (of `window`) a dataset of its own.

While the graph is described a part is a `Part`; while it runs it is an array, a `SparseTensorValue`, or a recipe, and
an element is the plain tuple of its parts, in the order of the nest.

Source: https://github.com/tensorflow/tensorflow/blob/v1.15.0/tensorflow/python/data/util/nest.py

Read next: `recipes.py`, what a dataset is while the graph runs.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import DType, as_dtype, int64, variant
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape, as_shape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.sparse_tensor import SparseTensor, SparseTensorValue

TENSOR, SPARSE, DATASET = "tensor", "sparse", "dataset"
UNKNOWN = TensorShape(None)
SCALAR = TensorShape([])


class Part:
    """One part of an element: a tensor, a sparse tensor or a dataset, with what is known of it beforehand.

    Attributes:
        kind: "tensor", "sparse" or "dataset".
        dtype, shape: of the tensor, or of the whole sparse tensor.
        inner: of a dataset the structure of its own elements.
    """

    __slots__ = ("dtype", "inner", "kind", "shape")

    def __init__(self, dtype: DType, shape: TensorShape, kind: str = TENSOR, inner: Any = None) -> None:
        self.dtype, self.shape, self.kind, self.inner = dtype, shape, kind, inner

    def with_shape(self, shape: TensorShape) -> "Part":
        """The same part with another static shape."""
        return Part(self.dtype, shape, self.kind, self.inner)

    @property
    def type(self) -> Any:
        """What `output_types` says of it."""
        return DatasetSpec(self.inner) if self.kind == DATASET else self.dtype

    @property
    def static_shape(self) -> Any:
        """What `output_shapes` says of it."""
        return DatasetSpec(self.inner) if self.kind == DATASET else self.shape

    @property
    def python_class(self) -> Any:
        """What `output_classes` says of it."""
        if self.kind == DATASET:
            return DatasetSpec(self.inner)
        return SparseTensor if self.kind == SPARSE else Tensor

    @property
    def tensors(self) -> list[tuple[DType, TensorShape]]:
        """Dtype and static shape of the tensors that carry it in a graph: three for a sparse tensor."""
        if self.kind != SPARSE:
            return [(self.dtype, self.shape)]
        rank = self.shape.ndims
        return [
            (int64, TensorShape([None, rank])),
            (self.dtype, TensorShape([None])),
            (int64, TensorShape([rank])),
        ]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Part) and self.described == other.described

    def __hash__(self) -> int:
        return hash(self.dtype)

    @property
    def described(self) -> tuple[Any, ...]:
        """What two equal parts share."""
        return self.kind, self.dtype, self.shape.sizes, self.inner

    def __repr__(self) -> str:
        return f"<Part: {self.kind} {self.dtype.name} {self.shape}>"


class DatasetSpec:
    """What `output_types` says of a part that is a dataset itself: the structure of its elements."""

    def __init__(self, element_spec: Any, dataset_shape: Any = ()) -> None:
        self._element_spec = element_spec

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DatasetSpec) and self._element_spec == other._element_spec

    def __hash__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return f"DatasetSpec({mapped(lambda part: (part.dtype.name, part.shape), self._element_spec)!r})"


# --- nests of tuples and dicts ----------------------------------------------------------------------------


def is_nest(value: Any) -> bool:
    """Whether a value holds others: a tuple or a dict, but not the named tuple of a sparse tensor."""
    return isinstance(value, Mapping) or (
        isinstance(value, tuple) and not isinstance(value, SparseTensorValue)
    )


def flat(nest: Any) -> list[Any]:
    """What stands in a nest, in order; the entries of a dict by their sorted keys."""
    if not is_nest(nest):
        return [nest]
    items = [nest[key] for key in sorted(nest)] if isinstance(nest, Mapping) else nest
    return [leaf for item in items for leaf in flat(item)]


def packed(outline: Any, leaves: Iterable[Any]) -> Any:
    """A nest like `outline`, with other leaves."""
    return _packed(outline, iter(leaves))


def _packed(outline: Any, leaves: Iterator[Any]) -> Any:
    if not is_nest(outline):
        return next(leaves)
    if isinstance(outline, Mapping):
        found = {key: _packed(outline[key], leaves) for key in sorted(outline)}
        ordered = [(key, found[key]) for key in outline]
        return type(outline)(ordered)  # type: ignore[call-arg]
    items = [_packed(item, leaves) for item in outline]
    return type(outline)(*items) if hasattr(outline, "_fields") else tuple(items)


def mapped(function: Callable[..., Any], nest: Any) -> Any:
    """A nest with the function's results in place of what stands there."""
    return packed(nest, [function(leaf) for leaf in flat(nest)])


def flat_up_to(outline: Any, nest: Any, what: str) -> list[Any]:
    """The values of `nest` at the places of `outline`; what stands there may itself be a list or a tuple.

    Raises:
        TypeError, ValueError: when `nest` is not built like `outline`.
    """
    if not is_nest(outline):
        return [nest]
    if isinstance(outline, Mapping):
        if not isinstance(nest, Mapping):
            raise TypeError(f"{what}: expected a dict with the keys {sorted(outline)}, but got {nest!r}.")
        if sorted(outline) != sorted(nest):
            raise ValueError(f"{what}: expected the keys {sorted(outline)}, but got {sorted(nest)}.")
        pairs = [(outline[key], nest[key]) for key in sorted(outline)]
    else:
        if not isinstance(nest, (tuple, list)):
            raise TypeError(f"{what}: expected a tuple of {len(outline)} parts, but got {nest!r}.")
        if len(outline) != len(nest):
            raise ValueError(f"{what}: expected a tuple of {len(outline)} parts, but got {len(nest)} parts.")
        pairs = list(zip(outline, nest, strict=True))
    return [leaf for inner, value in pairs for leaf in flat_up_to(inner, value, what)]


def outline_of(nest: Any) -> str:
    """Where values stand, as text."""
    if not is_nest(nest):
        return "."
    if isinstance(nest, Mapping):
        return "{" + ", ".join(f"{key}: {outline_of(nest[key])}" for key in sorted(nest)) + "}"
    return "(" + ", ".join(map(outline_of, nest)) + ")"


# --- from values to structures and back -------------------------------------------------------------------


def as_element(value: Any) -> Any:
    """A nest of anything as a nest of tensors, sparse tensors and datasets; the constants are named as TensorFlow's."""
    with name_scope(None, "normalize_element"):
        leaves: list[Any] = []
        for number, leaf in enumerate(flat(value)):
            if isinstance(leaf, SparseTensorValue):
                leaves.append(SparseTensor.from_value(leaf))
            elif isinstance(leaf, SparseTensor) or hasattr(leaf, "_variant_tensor"):
                leaves.append(leaf)
            else:
                leaves.append(convert_to_tensor(leaf, name=f"component_{number}"))
    return packed(value, leaves)


def structure_of(element: Any) -> Any:
    """The structure of a nest of tensors, sparse tensors and datasets."""
    return mapped(part_of, element)


def part_of(value: Any) -> Part:
    """What is known beforehand of a tensor, a sparse tensor or a dataset."""
    if isinstance(value, SparseTensor):
        return Part(value.dtype, value.shape, SPARSE)
    if hasattr(value, "_variant_tensor"):
        return Part(variant, SCALAR, DATASET, value._structure)
    return Part(value.dtype.base_dtype, value.shape)


def tensors_of(element: Any) -> list[Tensor]:
    """The tensors that carry an element in a graph."""
    found: list[Any] = []
    for value in flat(element):
        if isinstance(value, SparseTensor):
            found += value._parts
        else:
            found.append(value._variant_tensor if hasattr(value, "_variant_tensor") else value)
    return found


def element_of(structure: Any, tensors: Iterable[Tensor], as_dataset: Callable[..., Any]) -> Any:
    """The element that tensors carry.

    Args:
        structure: the nest of its parts.
        tensors: what carries it.
        as_dataset: makes a dataset of the tensor that carries one, and of the structure of its elements.
    """
    remaining = iter(tensors)
    leaves: list[Any] = []
    for part in flat(structure):
        if part.kind == SPARSE:
            sparse = SparseTensor(next(remaining), next(remaining), next(remaining))
            sparse.set_shape(part.shape)
            leaves.append(sparse)
        elif part.kind == DATASET:
            leaves.append(as_dataset(next(remaining), part.inner))
        else:
            leaves.append(next(remaining))
    return packed(structure, leaves)


def from_legacy(types: Any, shapes: Any = None, classes: Any = None) -> Any:
    """The structure that nests of dtypes, of shapes and of Python classes describe."""
    flat_types = [one if isinstance(one, DatasetSpec) else as_dtype(one) for one in flat(types)]
    outline = packed(types, flat_types)
    flat_shapes = [None] * len(flat_types) if shapes is None else flat_up_to(outline, shapes, "output_shapes")
    flat_classes = (
        [Tensor] * len(flat_types) if classes is None else flat_up_to(outline, classes, "output_classes")
    )
    parts = []
    for dtype, shape, python_class in zip(flat_types, flat_shapes, flat_classes, strict=True):
        if isinstance(dtype, DatasetSpec):
            parts.append(Part(variant, SCALAR, DATASET, dtype._element_spec))
        else:
            kind = SPARSE if python_class is SparseTensor else TENSOR
            parts.append(Part(dtype, as_shape(shape), kind))
    return packed(outline, parts)


def all_tensors(structure: Any) -> list[tuple[DType, TensorShape]]:
    """Dtype and static shape of every tensor that carries an element."""
    return [pair for part in flat(structure) for pair in part.tensors]


# --- while the graph runs ---------------------------------------------------------------------------------


def spreader(structure: Any) -> Callable[[Any], list[Any]] | None:
    """What turns the parts of an element into the values of the tensors that carry it; None: they are the same."""
    kinds = [part.kind for part in flat(structure)]
    if SPARSE not in kinds:
        return None

    def spread(parts: Any) -> list[Any]:
        found: list[Any] = []
        for kind, value in zip(kinds, parts, strict=True):
            found += value if kind == SPARSE else (value,)
        return found

    return spread


def gatherer(structure: Any) -> Callable[[Any], tuple[Any, ...]] | None:
    """What turns the values of the tensors that carry an element into its parts; None: they are the same."""
    kinds = [part.kind for part in flat(structure)]
    if SPARSE not in kinds:
        return None

    return lambda values: gathered(values, kinds)


def gathered(values: Iterable[Any], kinds: Sequence[str]) -> tuple[Any, ...]:
    """The parts of an element out of the values that carry them: of a sparse tensor there are three."""
    remaining = iter(values)
    return tuple(
        SparseTensorValue(next(remaining), next(remaining), next(remaining))
        if kind == SPARSE
        else next(remaining)
        for kind in kinds
    )


class Structured:
    """What has elements of a known structure, and can be asked about it: datasets and iterators."""

    _structure: Any

    @property
    def output_types(self) -> Any:
        """The dtype of each part of an element, in a nest like the element."""
        return mapped(lambda part: part.type, self._structure)

    @property
    def output_shapes(self) -> Any:
        """The static shape of each part of an element, in a nest like the element."""
        return mapped(lambda part: part.static_shape, self._structure)

    @property
    def output_classes(self) -> Any:
        """The Python class of each part of an element: `tf.Tensor` or `tf.SparseTensor`."""
        return mapped(lambda part: part.python_class, self._structure)
