"""The edit distance: how many letters must be inserted, deleted or changed to make one word of another.

Read next: `value_sets.py`.
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import ALL, float32
from tensorlab.graph.registry import Array, HostInts, Sample, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.sparse_positions import INT64
from tensorlab.ops.sparse_tensor import as_sparse


def levenshtein(one: list[Any], other: list[Any]) -> int:
    """How many entries must be inserted, deleted or changed to make the second list of the first.

    >>> levenshtein(list("kitten"), list("sitting"))
    3
    """
    row = list(range(len(other) + 1))
    for number, entry in enumerate(one, 1):
        left, row[0] = row[0], number
        for place, wanted in enumerate(other, 1):
            left, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, left + (entry != wanted))
    return row[-1]


def _front(
    hypothesis_indices: Any,
    hypothesis_values: Any,
    hypothesis_shape: Any,
    truth_indices: Any,
    truth_values: Any,
    truth_shape: Any,
    normalize: bool,
) -> TensorShape:
    if hypothesis_shape is None or truth_shape is None:
        return TensorShape(None)
    pairs = zip(hypothesis_shape[:-1], truth_shape[:-1], strict=False)
    known = [None if None in pair or -1 in pair else max(pair) for pair in pairs]
    return TensorShape(known)


def _lists(indices: Any, values: Any) -> dict[tuple[int, ...], list[Any]]:
    found: dict[tuple[int, ...], list[Any]] = {}
    for row, value in zip(indices.tolist(), values.tolist(), strict=True):
        found.setdefault(tuple(row[:-1]), []).append(value)
    return found


@op(
    "EditDistance",
    shape=_front,
    dtypes={
        "hypothesis_indices": INT64,
        "hypothesis_values": ALL,
        "truth_indices": INT64,
        "truth_values": "hypothesis_values",
    },
    result=float32,
    devices={"CPU": "every list has a length of its own, so they are gone through one by one"},
    symbol="edits",
    latex=r"\text{{edits}}({hypothesis_values}, {truth_values})",
)
def edit_distance_node(
    hypothesis_indices: Array,
    hypothesis_values: Array,
    hypothesis_shape: HostInts,
    truth_indices: Array,
    truth_values: Array,
    truth_shape: HostInts,
    normalize: bool = True,
):
    """Measure how far the lists in the last dimension of two sparse tensors are from each other."""
    shapes = list(hypothesis_shape or ()), list(truth_shape or ())
    if len(shapes[0]) != len(shapes[1]):
        raise InvalidArgumentError(None, None, f"The ranks must agree, but the shapes are {shapes}")
    result = np.zeros([max(pair) for pair in zip(shapes[0][:-1], shapes[1][:-1], strict=True)], np.float32)
    found = _lists(hypothesis_indices, hypothesis_values)
    truth = _lists(truth_indices, truth_values)
    for place in {*found, *truth}:
        one, other = found.get(place, []), truth.get(place, [])
        distance = float(levenshtein(one, other))
        if normalize:
            distance = distance / len(other) if other else (np.inf if distance else 0.0)
        result[place] = distance
    return result


edit_distance_node.not_differentiable("it counts steps; they have no slope")


@edit_distance_node.samples
def _() -> list[Sample]:
    truth = np.array([[0, 0], [0, 1], [0, 2], [1, 0]], np.int64), [1, 2, 3, 4], np.array([3, 3], np.int64)
    guess = np.array([[0, 0], [0, 1], [2, 0]], np.int64), [1, 3, 9], np.array([3, 2], np.int64)
    some: dict[str, Any] = {"dtypes": ["int32", "int64", "float32"]}
    return [Sample(*guess, *truth, **some), Sample(*guess, *truth, normalize=False, **some)]


def edit_distance(hypothesis: Any, truth: Any, normalize: bool = True, name: str = "edit_distance") -> Tensor:
    """Measure how far the lists in the last dimension of two sparse tensors are from each other.

    Args:
        hypothesis: sparse; what was found.
        truth: sparse, of the same dtype and rank; what is right.
        normalize: divide by the length of the right one.

    Raises:
        TypeError: when they are not sparse.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/edit_distance

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     found = tf.SparseTensor([[0, 0], [0, 1]], ["a", "b"], [1, 2])
    ...     right = tf.SparseTensor([[0, 0], [0, 1], [0, 2]], ["a", "c", "b"], [1, 3])
    ...     print(sess.run(tf.edit_distance(found, right, normalize=False)))
    [1.]
    """
    one, other = as_sparse(hypothesis), as_sparse(truth)
    return edit_distance_node(*one._parts, *other._parts, normalize, name=name)


__all__ = ["edit_distance", "edit_distance_node", "levenshtein"]
