"""`tf.SparseTensor`: a tensor most of whose entries are zero, kept as positions and values.

A sparse tensor is three ordinary tensors: where the entries stand, what they are, and how large the whole is. Every
operation on it is a node that takes and gives such triples; nothing else in the graph knows of sparse tensors.

Read next: `sparse_products.py` (calculating with them), `sparse_arranging.py` (reshaping, cutting, joining).
"""

from typing import Any, NamedTuple

from tensorlab.graph.convert import convert_to_tensor, register_tensor_conversion_function
from tensorlab.graph.dtypes import DType, int64
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape, as_shape
from tensorlab.graph.static_values import static_ints
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.source import placeholder, placeholder_with_default


class SparseTensorValue(NamedTuple):
    """What a session gives for a `SparseTensor`, and what may be fed for one: three arrays."""

    indices: Any
    values: Any
    dense_shape: Any


class SparseTensor:
    """A tensor that is zero but for the entries that are listed.

    Positions should rise as those of a book read line by line do; most operations rely on it (`tf.sparse_reorder`).

    Args:
        indices: int64, shape [n, rank]: the position of each entry.
        values: shape [n]: the entries.
        dense_shape: int64, shape [rank]: the shape of the whole.

    Raises:
        ValueError: when the three do not fit together.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sparse = tf.SparseTensor(indices=[[0, 1], [1, 0]], values=[7.0, 9.0], dense_shape=[2, 2])
    ...     print(sess.run(tf.sparse_tensor_to_dense(sparse)))
    [[0. 7.]
     [9. 0.]]
    """

    __slots__ = ("__weakref__", "_dense_shape", "_indices", "_static_shape", "_values")
    _value_type = SparseTensorValue

    def __init__(self, indices: Any, values: Any, dense_shape: Any) -> None:
        with name_scope(None, "SparseTensor", [indices, values, dense_shape]):
            self._indices = convert_to_tensor(indices, int64, name="indices")
            self._values = convert_to_tensor(values, name="values")
            self._dense_shape = convert_to_tensor(dense_shape, int64, name="dense_shape")
        entries, rank = self._indices.shape.with_rank(2)
        entries.assert_is_compatible_with(self._values.shape.with_rank(1)[0])
        rank.assert_is_compatible_with(self._dense_shape.shape.with_rank(1)[0])
        known = static_ints(self._dense_shape)
        if known is None and rank.value is not None:
            known = (None,) * rank.value
        self._static_shape = TensorShape(None if known is None else [None if n == -1 else n for n in known])

    @classmethod
    def from_value(cls, sparse_tensor_value: Any) -> "SparseTensor":
        """A sparse tensor with the value that a session gave."""
        if not isinstance(sparse_tensor_value, (SparseTensor, SparseTensorValue)):
            raise TypeError(f"Neither a SparseTensor nor SparseTensorValue: {sparse_tensor_value}.")
        value = sparse_tensor_value
        return cls(value.indices, value.values, value.dense_shape)

    @property
    def indices(self) -> Tensor:
        """Where the entries stand: int64, shape [n, rank]."""
        return self._indices

    @property
    def values(self) -> Tensor:
        """The entries: shape [n]."""
        return self._values

    @property
    def dense_shape(self) -> Tensor:
        """The shape of the whole, as a tensor: int64, shape [rank]."""
        return self._dense_shape

    @property
    def shape(self) -> TensorShape:
        """The shape of the whole, as far as it is known before anything runs."""
        return self._static_shape

    def get_shape(self) -> TensorShape:
        """The shape of the whole, as far as it is known before anything runs."""
        return self._static_shape

    def set_shape(self, shape: Any) -> None:
        """Say what else is known of the shape."""
        self._static_shape = self._static_shape.merge_with(as_shape(shape))

    def with_values(self, new_values: Any) -> "SparseTensor":
        """A sparse tensor with other entries at the same positions."""
        return SparseTensor(self._indices, new_values, self._dense_shape)

    def consumers(self) -> list[Any]:
        """The operations that take the indices, the values or the shape."""
        return list(dict.fromkeys(op for part in self._parts for op in part.consumers()))

    @property
    def op(self) -> Any:
        """The operation that makes the values."""
        return self._values.op

    @property
    def name(self) -> str:
        """The name of the values."""
        return self._values.name

    @property
    def dtype(self) -> DType:
        """The dtype of the values."""
        return self._values.dtype

    @property
    def graph(self) -> Any:
        """The graph that holds the three tensors."""
        return self._indices.graph

    @property
    def _parts(self) -> list[Tensor]:
        return [self._indices, self._values, self._dense_shape]

    def _fed(self, value: Any) -> tuple[Any, Any, Any]:
        """The three arrays that were fed for this tensor; TypeError for anything else."""
        if not isinstance(value, (tuple, list)) or len(value) != 3:
            what = (
                f"a {type(value).__name__} of shape {value.shape}" if hasattr(value, "shape") else repr(value)
            )
            raise TypeError(
                f"Cannot feed {what} for the SparseTensor {self.name}: feed tf.SparseTensorValue(indices, values, "
                "dense_shape), or a tuple of the three. Where a dense array is to be fed, use tf.placeholder and "
                "tf.sparse.from_dense."
            )
        return value[0], value[1], value[2]

    def eval(self, feed_dict: Any = None, session: Any = None) -> SparseTensorValue:
        """Compute it in a session (the default one), as `SparseTensorValue`."""
        return SparseTensorValue(*(part.eval(feed_dict, session) for part in self._parts))

    def __mul__(self, other: Any) -> "SparseTensor":
        return self._with_dense("SparseDenseCwiseMul", "mul", other)

    def __truediv__(self, other: Any) -> "SparseTensor":
        return self._with_dense("SparseDenseCwiseDiv", "truediv", other)

    def _with_dense(self, type_name: str, name: str, other: Any) -> "SparseTensor":
        with name_scope(None, name, [self, other]) as scope:
            other = convert_to_tensor(other, self.dtype.base_dtype, name="y")
            return self.with_values(build(type_name, *self._parts, other, name=scope))

    def __repr__(self) -> str:
        return (
            f"SparseTensor(indices={self._indices}, values={self._values}, dense_shape={self._dense_shape})"
        )


def _refuse_dense(value: Any, dtype: Any = None, name: Any = None, as_ref: bool = False) -> Any:
    """A sparse tensor where a dense one is wanted: say what to do instead."""
    raise TypeError(
        f"A SparseTensor cannot stand here: {value}. tf.sparse_tensor_to_dense(t) writes it out; "
        "tf.sparse_tensor_dense_matmul, tf.sparse_add and the like work on it as it is."
    )


register_tensor_conversion_function(SparseTensor, _refuse_dense)


def as_sparse(value: Any) -> SparseTensor:
    """A `SparseTensor` as it is, a `SparseTensorValue` as a constant one.

    Raises:
        TypeError: for anything else.
    """
    if isinstance(value, SparseTensor):
        return value
    if isinstance(value, SparseTensorValue):
        return SparseTensor.from_value(value)
    raise TypeError(
        f"Input must be a SparseTensor, not {value!r}. A dense tensor becomes one with tf.sparse.from_dense(t)."
    )


def convert_to_tensor_or_sparse_tensor(
    value: Any, dtype: Any = None, name: str | None = None
) -> Tensor | SparseTensor:
    """Turn anything into a tensor, and leave a sparse tensor sparse.

    Raises:
        RuntimeError: when a sparse tensor has another dtype than the one asked for.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.convert_to_tensor_or_sparse_tensor([1.0, 2.0])
    <tf.Tensor 'Const:0' shape=(2,) dtype=float32>
    """
    if isinstance(value, (SparseTensor, SparseTensorValue)):
        sparse = as_sparse(value)
        if dtype is not None and not sparse.dtype.is_compatible_with(dtype):
            raise RuntimeError(f"Sparse dtype mismatch. Requested: {dtype}, Actual: {sparse.dtype.name}")
        return sparse
    return convert_to_tensor(value, dtype, name=name)


def sparse_placeholder(dtype: Any, shape: Any = None, name: str | None = None) -> SparseTensor:
    """A place for a sparse tensor that is fed: a `tf.SparseTensorValue`, or a tuple of its three arrays.

    Args:
        dtype: that of the values.
        shape: the shape of the whole, if it is known; None for sizes that are not.
        name: the three placeholders are called `name/values`, `name/indices` and `name/shape`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/sparse/placeholder

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.sparse_placeholder(tf.float32, shape=[2, 3])
    ...     total = tf.sparse_reduce_sum(x)
    ...     print(sess.run(total, {x: tf.SparseTensorValue([[0, 2], [1, 0]], [1.0, 2.0], [2, 3])}))
    3.0
    """

    def part_name(part: str) -> str | None:
        return None if name is None else f"{name}/{part}"

    known: TensorShape | None = None
    if shape is None:
        rank = None
        dense_shape = placeholder(int64, [None], name=part_name("shape"))
    else:
        if isinstance(shape, Tensor):
            rank = shape.shape.with_rank(1).as_list()[0]
            given: Any = shape
        else:
            listed = shape.as_list() if isinstance(shape, TensorShape) else list(shape)
            known = TensorShape([None if size == -1 else size for size in listed])
            rank = known.ndims
            sizes = [-1 if size is None else size for size in known.as_list()]
            given = convert_to_tensor(sizes, int64, name=part_name("shape_default"))
        dense_shape = placeholder_with_default(given, [rank], name=part_name("shape"))
    values = placeholder(dtype, [None], name=part_name("values"))
    indices = placeholder(int64, [None, rank], name=part_name("indices"))
    result = SparseTensor(indices, values, dense_shape)
    if known is not None:
        result.set_shape(known)
    return result


__all__ = [
    "SparseTensor",
    "SparseTensorValue",
    "as_sparse",
    "convert_to_tensor_or_sparse_tensor",
    "sparse_placeholder",
]
