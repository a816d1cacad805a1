"""Sparse tensors as strings, three for each: `tf.serialize_sparse`, `tf.deserialize_many_sparse`.

A queue cannot hold a sparse tensor, but three strings; `deserialize_many_sparse` puts a batch of them together again.

Read next: `tensor_bytes.py` (the strings).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError, checks_arguments
from tensorlab.graph.dtypes import ALL, STRING, DType, float32, int64, string
from tensorlab.graph.registry import Array, Sample, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.sparse_tensor import SparseTensor, convert_to_tensor_or_sparse_tensor
from tensorlab.reading.decoding import WHOLE, parsed_tensor
from tensorlab.reading.parsing_nodes import ON_CPU
from tensorlab.reading.tensor_bytes import dtype_of, tensor_bytes

INT64 = frozenset({int64})


def _three(*parts: Any) -> np.ndarray:
    found = np.empty(3, object)
    for place, part in enumerate(parts):
        array = np.asarray(part)
        found[place] = tensor_bytes(array, dtype_of(array), packed_strings=True)
    return found


def _vector_of_three(
    sparse_indices: TensorShape, sparse_values: TensorShape, sparse_shape: TensorShape
) -> TensorShape:
    sparse_indices.with_rank(2), sparse_values.with_rank(1), sparse_shape.with_rank(1)
    return TensorShape([3])


@op(
    "SerializeSparse", shape=_vector_of_three, result=string, kind="text", symbol="bytes",
    dtypes={"sparse_indices": INT64, "sparse_values": ALL, "sparse_shape": INT64},
    latex=r"\text{{bytes}}({sparse_values})", devices=ON_CPU,
)  # fmt: skip
def serialize_sparse_node(sparse_indices: Array, sparse_values: Array, sparse_shape: Array) -> Any:
    """Write the three parts of a sparse tensor as strings; the node of `tf.serialize_sparse`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.serialize_sparse(tf.SparseTensor([[0]], [7], [2]))).shape)
    (3,)
    """
    return _three(sparse_indices, sparse_values, sparse_shape)


serialize_sparse_node.not_differentiable(WHOLE)


@serialize_sparse_node.samples
def _() -> list[Sample]:
    places, shape = np.array([[0, 1], [2, 0]]), np.array([3, 2])
    return [
        Sample(places, [1.0, -2.0], shape, dtypes=["float32", "float64", "int32", "bool"]),
        Sample(places, np.array([b"a", b"longer"], object), shape),
        Sample(np.zeros((0, 1), np.int64), np.zeros(0), np.array([4]), dtypes=["float32"]),
    ]


def _rows_of_three(
    sparse_indices: TensorShape, sparse_values: TensorShape, sparse_shape: TensorShape
) -> TensorShape:
    sparse_indices.with_rank(2), sparse_values.with_rank(1), sparse_shape.with_rank(1)
    return TensorShape([None, 3])


@op(
    "SerializeManySparse", shape=_rows_of_three, result=string, kind="text", symbol="bytes",
    dtypes={"sparse_indices": INT64, "sparse_values": ALL, "sparse_shape": INT64},
    latex=r"\text{{bytes}}({sparse_values})", devices=ON_CPU,
)  # fmt: skip
def serialize_many_sparse_node(sparse_indices: Array, sparse_values: Array, sparse_shape: Array) -> Any:
    """Write every row of a sparse tensor as three strings; the node of `tf.serialize_many_sparse`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sparse = tf.SparseTensor([[0, 1], [1, 0]], [7, 8], [2, 2])
    ...     print(sess.run(tf.serialize_many_sparse(sparse)).shape)
    (2, 3)
    """
    if len(sparse_shape) < 2:
        raise InvalidArgumentError(
            None, None, f"Rank of input SparseTensor should be > 1, but saw rank: {len(sparse_shape)}"
        )
    found = np.empty((int(sparse_shape[0]), 3), object)
    for row in range(len(found)):
        mine = sparse_indices[:, 0] == row
        found[row] = _three(sparse_indices[mine, 1:], sparse_values[mine], sparse_shape[1:])
    return found


serialize_many_sparse_node.not_differentiable(WHOLE)


@serialize_many_sparse_node.samples
def _() -> list[Sample]:
    places, shape = np.array([[0, 1], [2, 0], [2, 1]]), np.array([3, 2])
    return [
        Sample(places, [1.0, -2.0, 3.0], shape, dtypes=["float32", "int64"]),
        Sample(places, np.array([b"a", b"longer", b""], object), shape),
    ]


def _three_parts(serialized_sparse: TensorShape, dtype: DType) -> list[TensorShape]:
    serialized_sparse.with_rank(2)
    return [TensorShape([None, None]), TensorShape([None]), TensorShape([None])]


@op(
    "DeserializeManySparse", shape=_three_parts, dtypes={"serialized_sparse": STRING}, outputs=3, kind="text",
    result=lambda _, attributes: [int64, attributes["dtype"], int64], symbol="sparse",
    latex=r"\text{{sparse}}({serialized_sparse})", devices=ON_CPU,
)  # fmt: skip
def deserialize_many_sparse_node(serialized_sparse: Array, dtype: DType) -> Any:
    """Put serialized sparse tensors together to one with a dimension more; the node of `tf.deserialize_many_sparse`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     one = tf.serialize_sparse(tf.SparseTensor([[1]], [7], [2]))
    ...     both = tf.deserialize_many_sparse(tf.stack([one, one]), tf.int32)
    ...     print(sess.run(tf.sparse_tensor_to_dense(both)))
    [[0 7]
     [0 7]]
    """
    rows = np.asarray(serialized_sparse, object)
    if rows.ndim != 2 or rows.shape[1] != 3:
        raise InvalidArgumentError(
            None, None, f"Serialized sparse should have 3 columns but has shape {list(rows.shape)}"
        )
    places, values, shapes = [], [], []
    for number, (place, value, shape) in enumerate(rows.tolist()):
        own = parsed_tensor(place, int64)
        places.append(np.concatenate([np.full((len(own), 1), number), own], axis=1))
        values.append(parsed_tensor(value, dtype))
        shapes.append(parsed_tensor(shape, int64))
        if len(shapes[-1]) != len(shapes[0]):
            raise InvalidArgumentError(
                None,
                None,
                "Inconsistent shape across SparseTensors: rank prior to SparseTensor"
                f"[{number}] was: {len(shapes[0])} but rank of SparseTensor[{number}] is: {len(shapes[-1])}",
            )
    if not places:
        return np.zeros((0, 1), np.int64), np.zeros(0, dtype.as_numpy_dtype), np.zeros(1, np.int64)
    whole = np.array([len(places), *np.max(shapes, axis=0)], np.int64)
    return np.concatenate(places).astype(np.int64), np.concatenate(values), whole


deserialize_many_sparse_node.not_differentiable(WHOLE)


@deserialize_many_sparse_node.samples
def _() -> list[Sample]:
    first = _three(np.array([[0, 1], [2, 0]]), np.array([1.5, -2.0], np.float32), np.array([3, 2]))
    second = _three(np.zeros((0, 2), np.int64), np.zeros(0, np.float32), np.array([1, 5]))
    texts = _three(np.array([[3]]), np.array([b"word"], object), np.array([4]))
    return [Sample(np.stack([first, second, first]), float32), Sample(np.stack([texts]), string)]


@checks_arguments
def serialize_sparse(sp_input: Any, name: str | None = None, out_type: Any = string) -> Tensor:
    """Write a sparse tensor as three strings: positions, values, shape.

    Args:
        sp_input: a `tf.SparseTensor`.
        name: of the node.
        out_type: `tf.string`; there is no other.

    Returns:
        string, shape [3].

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/serialize_sparse
    """
    _only_strings(out_type)
    sparse = _sparse(sp_input)
    return serialize_sparse_node(sparse.indices, sparse.values, sparse.dense_shape, name=name)


@checks_arguments
def serialize_many_sparse(sp_input: Any, name: str | None = None, out_type: Any = string) -> Tensor:
    """Write every row of a sparse tensor as three strings.

    Args:
        sp_input: a `tf.SparseTensor` of rank 2 or more.
        name: of the node.
        out_type: `tf.string`; there is no other.

    Returns:
        string, shape [n, 3].

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/serialize_many_sparse
    """
    _only_strings(out_type)
    sparse = _sparse(sp_input)
    return serialize_many_sparse_node(sparse.indices, sparse.values, sparse.dense_shape, name=name)


@checks_arguments
def deserialize_many_sparse(
    serialized_sparse: Any, dtype: Any, rank: int | None = None, name: str | None = None
) -> SparseTensor:
    """Put serialized sparse tensors together to one that has a dimension more.

    Args:
        serialized_sparse: string, shape [n, 3]: rows as `tf.serialize_sparse` gives them.
        dtype: the dtype of the values.
        rank: the rank of the result, if it is known.
        name: of the node.

    Returns:
        A sparse tensor whose first dimension is n.

    Raises:
        tf.errors.InvalidArgumentError: in a run, for strings that are no sparse tensors, of another dtype, or of
            different ranks.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/deserialize_many_sparse
    """
    indices, values, shape = deserialize_many_sparse_node(serialized_sparse, dtype, name=name)
    indices.set_shape([None, rank])
    shape.set_shape([rank])
    return SparseTensor(indices, values, shape)


def _only_strings(out_type: Any) -> None:
    if out_type is not string:
        raise ValueError(f"Sparse tensors are written as strings here, not as {out_type!r}.")


def _sparse(value: Any) -> SparseTensor:
    found = convert_to_tensor_or_sparse_tensor(value)
    if not isinstance(found, SparseTensor):
        raise TypeError("Input must be a SparseTensor.")
    return found
