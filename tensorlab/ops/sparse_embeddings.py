"""Embeddings of whole lists of words at once: each row of a sparse matrix lists some, and their vectors are combined.

Read next: `sparse_segments.py`, which does the combining.
"""

from typing import Any

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import int32
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.gather import gather
from tensorlab.ops.partition import embedding_lookup
from tensorlab.ops.segments import segment_sum
from tensorlab.ops.sparse_arranging import sparse_reshape
from tensorlab.ops.sparse_making import sparse_fill_empty_rows, sparse_retain
from tensorlab.ops.sparse_segments import sparse_segment_mean, sparse_segment_sqrt_n, sparse_segment_sum
from tensorlab.ops.sparse_tensor import SparseTensor

COMBINERS = ("mean", "sqrtn", "sum")
_WITHOUT_WEIGHTS = {"sum": sparse_segment_sum, "mean": sparse_segment_mean, "sqrtn": sparse_segment_sqrt_n}


def embedding_lookup_sparse(
    params: Any,
    sp_ids: Any,
    sp_weights: Any,
    partition_strategy: str = "mod",
    name: str | None = None,
    combiner: str | None = None,
    max_norm: float | None = None,
) -> Tensor:
    """Look up the rows of a table that each row of a sparse matrix lists, and combine them.

    Args:
        params: the table, or a list of its parts (see `tf.nn.embedding_lookup`).
        sp_ids: a sparse matrix of row numbers; no row of it may be empty.
        sp_weights: how much each counts, at the same positions; None for all the same.
        partition_strategy: "mod" or "div".
        combiner: "sum"; "mean" (the default): divided by the sum of the weights; "sqrtn": divided by the root of
            the sum of their squares.
        max_norm: shrink rows whose norm is larger.

    Raises:
        TypeError: when `sp_ids` is not sparse.
        ValueError: for another combiner.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/embedding_lookup_sparse

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     words = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [2, 0, 1], [2, 2])
    ...     table = tf.constant([[1.0], [2.0], [5.0]])
    ...     print(sess.run(tf.nn.embedding_lookup_sparse(table, words, None, combiner="mean")))
    [[3.]
     [2.]]
    """
    combiner = combiner or "mean"
    if combiner not in COMBINERS:
        raise ValueError(f"combiner must be one of 'mean', 'sqrtn' or 'sum', got {combiner!r}")
    parts = params if isinstance(params, list) else [params]
    for what, given in (("sp_ids", sp_ids), ("sp_weights", sp_weights)):
        if not isinstance(given, SparseTensor) and not (given is None and what == "sp_weights"):
            raise TypeError(f"{what} must be SparseTensor, got {type(given)}")
    with name_scope(name, "embedding_lookup_sparse", [*parts, *sp_ids._parts]) as scope:
        segment_ids = build("Cast", sp_ids.indices[:, 0], int32)
        ids, places = build("Unique", sp_ids.values)
        rows = embedding_lookup(params, ids, partition_strategy, max_norm=max_norm)
        if sp_weights is None:
            return _WITHOUT_WEIGHTS[combiner](rows, places, segment_ids, name=scope)
        return _weighted(gather(rows, places), sp_weights.values, segment_ids, combiner, scope)


def _weighted(rows: Tensor, weights: Tensor, segment_ids: Tensor, combiner: str, scope: str) -> Tensor:
    if weights.dtype.base_dtype is not rows.dtype.base_dtype:
        weights = build("Cast", weights, rows.dtype.base_dtype)
    for _ in range(len(rows.shape) - 1):
        weights = build("ExpandDims", weights, -1)
    rows = rows * weights
    if combiner == "sum":
        return segment_sum(rows, segment_ids, name=scope)
    total = segment_sum(rows, segment_ids)
    if combiner == "mean":
        return build("RealDiv", total, segment_sum(weights, segment_ids), name=scope)
    squares = segment_sum(build("Square", weights), segment_ids)
    return build("RealDiv", total, build("Sqrt", squares), name=scope)


def safe_embedding_lookup_sparse(
    embedding_weights: Any,
    sparse_ids: Any,
    sparse_weights: Any = None,
    combiner: str = "mean",
    default_id: int | None = None,
    name: str | None = None,
    partition_strategy: str = "div",
    max_norm: float | None = None,
) -> Tensor:
    """The same for lists that may be empty or hold negative numbers, which count as missing.

    Args:
        embedding_weights: the table, or a list of its parts.
        sparse_ids: sparse row numbers, of rank 2 or more.
        sparse_weights: how much each counts; what is not above 0 is left out.
        combiner: "sum", "mean" or "sqrtn".
        default_id: which row stands for an empty list; None for zeros.
        partition_strategy: "div" or "mod".
        max_norm: shrink rows whose norm is larger.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/safe_embedding_lookup_sparse

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     words = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [2, 0, -1], [2, 2])
    ...     table = tf.constant([[1.0], [2.0], [5.0]])
    ...     print(sess.run(tf.nn.safe_embedding_lookup_sparse(table, words)))
    [[3.]
     [0.]]
    """
    if embedding_weights is None:
        raise ValueError(f"Missing embedding_weights {embedding_weights}.")
    parts = list(embedding_weights) if isinstance(embedding_weights, (list, tuple)) else [embedding_weights]
    if not parts:
        raise ValueError(f"Missing embedding_weights {embedding_weights}.")
    parts = [convert_to_tensor(part) for part in parts]
    with name_scope(name, "embedding_lookup", parts + sparse_ids._parts) as scope:
        original = sparse_ids.dense_shape
        rank = sparse_ids.shape.ndims
        front = build("Prod", original[: -1 if rank is None else rank - 1], [0])
        flat_shape = build("Pack", [front, original[-1 if rank is None else rank - 1]])
        ids = sparse_reshape(sparse_ids, flat_shape)
        weights = None if sparse_weights is None else ids.with_values(sparse_weights.values)
        valid = build("GreaterEqual", ids.values, build("ZerosLike", ids.values))
        if weights is not None and combiner != "sum":
            positive = build("Greater", weights.values, build("ZerosLike", weights.values))
            valid = build("LogicalAnd", valid, positive)
        ids = sparse_retain(ids, valid)
        weights = None if weights is None else sparse_retain(weights, valid)
        ids, empty = sparse_fill_empty_rows(ids, default_id or 0)
        if weights is not None:
            weights, _ = sparse_fill_empty_rows(weights, 1.0)
        result = embedding_lookup_sparse(
            parts if len(parts) > 1 else parts[0],
            ids,
            weights,
            partition_strategy,
            None if default_id is None else scope,
            combiner,
            max_norm,
        )
        if default_id is None:
            for _ in range(len(result.shape) - 1):
                empty = build("ExpandDims", empty, -1)
            result = build("SelectV2", empty, build("ZerosLike", result), result, name=scope)
        if rank is None:
            return result
        shape = build("Shape", result)
        outer = build("Cast", original[: rank - 1], int32)
        final = build("Reshape", result, build("ConcatV2", [outer, shape[1:]], 0))
        final.set_shape([*sparse_ids.shape.as_list()[:-1], *result.shape.as_list()[1:]])
        return final


__all__ = ["embedding_lookup_sparse", "safe_embedding_lookup_sparse"]
