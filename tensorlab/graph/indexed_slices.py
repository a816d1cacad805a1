"""IndexedSlices: a sparse gradient, "these rows of that tensor".

The gradient of `tf.gather` touches only the rows that were read. Keeping just those rows lets an optimizer
update a large embedding without writing every row of it.

Read next: `gradients.py`.
"""

from typing import Any, NamedTuple

from tensorlab.graph.dtypes import DType
from tensorlab.graph.registry import build
from tensorlab.graph.tensor import Tensor


class IndexedSlicesValue(NamedTuple):
    """The value of an `IndexedSlices`: the rows, their places, and the shape of the whole."""

    values: Any
    indices: Any
    dense_shape: Any


class IndexedSlices:
    """Rows `values[i]` of a larger tensor at positions `indices[i]`; a row may occur twice, then they add up.

    Attributes:
        values: tensor of shape [n, ...].
        indices: tensor of shape [n].
        dense_shape: tensor with the shape of the larger tensor, or None.
    """

    __slots__ = ("__weakref__", "_dense_shape", "_indices", "_values")
    _value_type = IndexedSlicesValue

    def __init__(self, values: Tensor, indices: Tensor, dense_shape: Tensor | None = None) -> None:
        self._values, self._indices, self._dense_shape = values, indices, dense_shape

    @property
    def values(self) -> Tensor:
        """The rows."""
        return self._values

    @property
    def indices(self) -> Tensor:
        """Where they belong."""
        return self._indices

    @property
    def dense_shape(self) -> Tensor | None:
        """The shape of the tensor they belong to."""
        return self._dense_shape

    @property
    def name(self) -> str:
        """The name of `values`."""
        return self._values.name

    @property
    def op(self) -> Any:
        """The operation that makes `values`."""
        return self._values.op

    @property
    def dtype(self) -> DType:
        """The dtype of `values`."""
        return self._values.dtype

    @property
    def graph(self) -> Any:
        """The graph that holds them."""
        return self._values.graph

    @property
    def device(self) -> str:
        """The device that `values` asks for."""
        return self._values.device

    @property
    def _parts(self) -> list[Any]:
        return [self._values, self._indices, self._dense_shape]

    def _as_graph_element(self) -> Tensor:
        return to_dense(self)

    def __neg__(self) -> "IndexedSlices":
        return IndexedSlices(-self.values, self.indices, self.dense_shape)

    def __str__(self) -> str:
        shape = f", dense_shape={self._dense_shape.name}" if self._dense_shape is not None else ""
        return f"IndexedSlices(indices={self._indices}, values={self._values}{shape})"

    __repr__ = __str__


def to_dense(gradient: Any, name: str | None = None) -> Tensor:
    """A dense tensor from a gradient that may be IndexedSlices.

    Raises:
        ValueError: when the slices do not say how large the dense tensor is.
    """
    if not isinstance(gradient, IndexedSlices):
        return gradient
    if gradient.dense_shape is None:
        raise ValueError(f"Tensor conversion requested for IndexedSlices without dense_shape: {gradient}")
    return build("UnsortedSegmentSum", gradient.values, gradient.indices, gradient.dense_shape[0], name=name)
