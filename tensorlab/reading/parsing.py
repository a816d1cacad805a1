"""`tf.parse_example` and its kin: which features of an example are wanted, and as what.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/parse_example ,
https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/parse_single_example

Read next: `parsing_nodes.py` (how they are read), `sequence_parsing.py` (examples that are sequences).
"""

import re
from typing import Any, NamedTuple

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import DType, as_dtype, int64, string
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import as_shape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.sparse_making import sparse_merge
from tensorlab.ops.sparse_tensor import SparseTensor
from tensorlab.reading.parsing_nodes import parse_example_node, parse_single_example_node


class VarLenFeature(NamedTuple):
    """A feature with any number of values: it becomes a `tf.SparseTensor`.

    Fields:
        dtype: float32, int64 or string.
    """

    dtype: Any


class SparseFeature(NamedTuple):
    """A sparse tensor whose positions and values are features of their own.

    Fields:
        index_key: the name of the feature (int64) with the positions, or a list of names: one for each dimension.
        value_key: the name of the feature with the values.
        dtype: the dtype of the values.
        size: the size of the dimension, or a list of sizes.
        already_sorted: the positions rise.
    """

    index_key: Any
    value_key: str
    dtype: Any
    size: Any
    already_sorted: bool = False


class FixedLenFeature(NamedTuple):
    """A feature with a shape: it becomes a tensor.

    Fields:
        shape: the shape, all of it known; [] for a single value.
        dtype: float32, int64 or string.
        default_value: what takes its place in an example without it; without a default such an example is refused.
    """

    shape: Any
    dtype: Any
    default_value: Any = None


class FixedLenSequenceFeature(NamedTuple):
    """A feature with any number of rows of one shape: it becomes a tensor; in a batch short ones are filled up.

    Fields:
        shape: the shape of a row.
        dtype: float32, int64 or string.
        allow_missing: examples without it are let through; must be True but for sequence examples.
        default_value: a single value to fill up with; 0 or "" by default.
    """

    shape: Any
    dtype: Any
    allow_missing: bool = False
    default_value: Any = None


class Lists:
    """What is wanted, sorted by name, as the nodes take it: names, dtypes and shapes of sparse and dense features."""

    def __init__(self) -> None:
        self.sparse: dict[str, DType] = {}
        self.dense: dict[str, tuple[Any, DType]] = {}
        self.defaults: dict[str, Any] = {}

    def add_sparse(self, key: str, dtype: DType) -> None:
        """Ask for a sparse feature; it may be asked for twice with one dtype."""
        known = self.sparse.setdefault(key, dtype)
        if known is not dtype:
            raise ValueError(f"Conflicting type {known.name} vs {dtype.name} for feature {key}.")

    @property
    def sparse_keys(self) -> tuple[str, ...]:
        """The names of the sparse features."""
        return tuple(self.sparse)

    @property
    def sparse_types(self) -> tuple[DType, ...]:
        """Their dtypes."""
        return tuple(self.sparse.values())

    @property
    def dense_keys(self) -> tuple[str, ...]:
        """The names of the dense features."""
        return tuple(self.dense)

    @property
    def dense_shapes(self) -> tuple[Any, ...]:
        """Their shapes."""
        return tuple(as_shape(shape) for shape, _ in self.dense.values())


def wanted_lists(features: Any, allowed: tuple[type, ...]) -> Lists:
    """Sort out what is asked for.

    Raises:
        ValueError: for something that is no feature, or a feature without a shape or a dtype.
    """
    lists = Lists()
    for key in sorted(features or ()):
        feature = features[key]
        if not isinstance(feature, (VarLenFeature, SparseFeature, FixedLenFeature, FixedLenSequenceFeature)):
            raise ValueError(f"Invalid feature {key}:{feature}.")
        if not isinstance(feature, allowed):
            raise ValueError(f"Unsupported {type(feature).__name__} {feature}.")
        if not feature.dtype:
            raise ValueError(f"Missing type for feature {key}.")
        dtype = as_dtype(feature.dtype)
        if isinstance(feature, VarLenFeature):
            lists.add_sparse(key, dtype)
        elif isinstance(feature, SparseFeature):
            if not feature.index_key or not feature.value_key:
                missing = "value_key" if feature.index_key else "index_key"
                raise ValueError(f"Missing {missing} for SparseFeature {feature}.")
            for index_key in sorted(_listed(feature.index_key)):
                lists.add_sparse(index_key, int64)
            lists.add_sparse(feature.value_key, dtype)
        else:
            _add_dense(lists, key, feature, dtype)
    return lists


def _listed(keys: Any) -> list[str]:
    return [keys] if isinstance(keys, str) else list(keys)


def _add_dense(lists: Lists, key: str, feature: Any, dtype: DType) -> None:
    if feature.shape is None:
        raise ValueError(f"Missing shape for feature {key}.")
    shape = as_shape(feature.shape)
    if isinstance(feature, FixedLenFeature):
        if shape.ndims and shape[0].value is None:
            raise ValueError(
                f"First dimension of shape for feature {key} unknown. Consider using FixedLenSequenceFeature."
            )
        if not shape.is_fully_defined():
            raise ValueError(
                f"All dimensions of shape for feature {key} need to be known but received {feature.shape}."
            )
    lists.dense[key] = shape, dtype
    if feature.default_value is not None:
        lists.defaults[key] = feature.default_value
    elif isinstance(feature, FixedLenSequenceFeature) and feature.allow_missing:
        lists.defaults[key] = None


def with_any_number_of_rows(features: Any) -> Any:
    """The same features, with the number of rows in the shapes of those that may have any.

    Raises:
        ValueError: for a FixedLenSequenceFeature that does not allow to be missing.
    """
    changed = dict(features)
    for key, feature in features.items():
        if isinstance(feature, FixedLenSequenceFeature):
            if not feature.allow_missing:
                raise ValueError("Unsupported: FixedLenSequenceFeature requires allow_missing to be True.")
            changed[key] = feature._replace(shape=[None, *as_shape(feature.shape).as_list()])
    return changed


def default_tensors(lists: Lists) -> list[Tensor]:
    """For every dense feature the tensor of its default; an empty one where it has none."""
    tensors = []
    for key, (shape, dtype) in lists.dense.items():
        given = lists.defaults.get(key)
        word = re.sub(r"[^A-Za-z0-9_.\-/]", "_", key)
        rows = bool(shape.ndims) and shape[0].value is None
        if given is None:
            if rows:
                given = convert_to_tensor("" if dtype is string else 0, dtype=dtype)
            else:
                given = convert_to_tensor(np.zeros(0, dtype.as_numpy_dtype), dtype=dtype)
        elif rows or not isinstance(given, Tensor):
            given = convert_to_tensor(given, dtype=dtype, name=f"{'padding' if rows else 'key'}_{word}")
            given = build("Reshape", given, [] if rows else shape.as_list())
        tensors.append(given)
    return tensors


def triples(keys: Any, outputs: list[Tensor]) -> dict[str, Any]:
    """The sparse tensors among the outputs of a node: all positions, all values, all shapes."""
    count = len(keys)
    return {
        key: SparseTensor(outputs[place], outputs[count + place], outputs[2 * count + place])
        for place, key in enumerate(keys)
    }


def merged(features: Any, found: dict[str, Any]) -> dict[str, Any]:
    """What was asked for: the sparse tensors whose positions are features of their own are put together."""
    for key in sorted(features):
        feature = features[key]
        if isinstance(feature, SparseFeature):
            places = [found[index_key] for index_key in _listed(feature.index_key)]
            found[key] = sparse_merge(
                places[0] if isinstance(feature.index_key, str) else places,
                found[feature.value_key],
                feature.size,
                already_sorted=feature.already_sorted,
            )
    return {key: found[key] for key in found if key in features}


ALL_KINDS = (VarLenFeature, SparseFeature, FixedLenFeature, FixedLenSequenceFeature)


@checks_arguments
def parse_single_example(
    serialized: Any, features: Any, name: str | None = None, example_names: Any = None
) -> dict[str, Any]:
    """Read the features of one serialized example.

    Args:
        serialized: string, a single one: what `example.SerializeToString()` gave.
        features: a dictionary from names to what is wanted (`FixedLenFeature`, `VarLenFeature`, ...).
        name: of the name scope.
        example_names: string, what messages call the example.

    Returns:
        A dictionary from the same names to tensors and sparse tensors.

    Raises:
        ValueError: when nothing is wanted, or something that cannot be.
        tf.errors.InvalidArgumentError: in a run, for bytes that are no example, or one without what is wanted.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/parse_single_example

    >>> import tensorlab as tf
    >>> example = tf.train.Example()
    >>> example.features.feature["label"].int64_list.value.append(7)
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     wanted = {"label": tf.FixedLenFeature([], tf.int64), "name": tf.FixedLenFeature([], tf.string, "?")}
    ...     found = sess.run(tf.parse_single_example(example.SerializeToString(), wanted))
    ...     print(found["label"], found["name"])
    7 b'?'
    """
    if not features:
        raise ValueError("Missing features.")
    if example_names is not None:
        return _single_of_a_batch(serialized, features, name, example_names)
    features = with_any_number_of_rows(features)
    lists = wanted_lists(features, ALL_KINDS)
    with name_scope(name, "ParseSingleExample", [serialized]):
        serialized = convert_to_tensor(serialized, dtype=string, name="serialized")
        outputs = parse_single_example_node(
            serialized,
            default_tensors(lists),
            len(lists.sparse),
            lists.sparse_keys,
            lists.dense_keys,
            lists.sparse_types,
            lists.dense_shapes,
        )
        found = triples(lists.sparse_keys, outputs)
        found.update(zip(lists.dense_keys, outputs[3 * len(lists.sparse) :], strict=True))
    return merged(features, found)


def _single_of_a_batch(serialized: Any, features: Any, name: Any, example_names: Any) -> dict[str, Any]:
    """A batch of one example with a name."""
    features = with_any_number_of_rows(features)
    lists = wanted_lists(features, ALL_KINDS)
    with name_scope(name, "ParseSingleExample", [serialized, example_names]):
        tensors = [convert_to_tensor(one, dtype=string) for one in (serialized, example_names)]
        for what, tensor in zip(("serialized", "names"), tensors, strict=True):
            if tensor.shape.ndims not in (None, 0):
                raise ValueError(f"Input {what} must be a scalar")
        rows = [build("ExpandDims", tensor, 0) for tensor in tensors]
        found = _batch(rows[0], rows[1], lists, name)
        for key, tensor in found.items():
            word = re.sub(r"[^A-Za-z0-9_.\-/]", "_", key)
            if isinstance(tensor, SparseTensor):
                found[key] = SparseTensor(
                    build("Slice", tensor.indices, [0, 1], [-1, -1], name=f"Slice_Indices_{word}"),
                    tensor.values,
                    build("Slice", tensor.dense_shape, [1], [-1], name=f"Squeeze_Shape_{word}"),
                )
            else:
                found[key] = build("Squeeze", tensor, [0], name=f"Squeeze_{word}")
    return merged(features, found)


def _batch(serialized: Any, names: Any, lists: Lists, name: str | None) -> dict[str, Any]:
    with name_scope(name, "ParseExample", [serialized, names]):
        outputs = parse_example_node(
            serialized,
            np.zeros(0, object) if names is None else names,
            list(lists.sparse_keys),
            list(lists.dense_keys),
            default_tensors(lists),
            lists.sparse_types,
            lists.dense_shapes,
        )
        found = triples(lists.sparse_keys, outputs)
        found.update(zip(lists.dense_keys, outputs[3 * len(lists.sparse) :], strict=True))
        return found


@checks_arguments
def parse_example(
    serialized: Any, features: Any, name: str | None = None, example_names: Any = None
) -> dict[str, Any]:
    """Read the features of a batch of serialized examples.

    Args:
        serialized: string, shape [n].
        features: a dictionary from names to what is wanted (`FixedLenFeature`, `VarLenFeature`, ...).
        name: of the name scope.
        example_names: string, shape [n], what messages call the examples.

    Returns:
        A dictionary from the same names to tensors [n, ...] and sparse tensors whose first dimension is n.

    Raises:
        ValueError: when nothing is wanted, or something that cannot be.
        tf.errors.InvalidArgumentError: in a run, for bytes that are no example, or one without what is wanted; the
            message says which example, and which feature.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/parse_example

    >>> import tensorlab as tf
    >>> def serialized(*values):
    ...     return tf.train.Example(features={"feature": {"x": {"float_list": {"value": values}}}}).SerializeToString()
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     wanted = {"x": tf.FixedLenSequenceFeature([], tf.float32, allow_missing=True)}
    ...     print(sess.run(tf.parse_example([serialized(1, 2), serialized(3)], wanted))["x"])
    [[1. 2.]
     [3. 0.]]
    """
    if not features:
        raise ValueError(f"Missing: features was {features}.")
    features = with_any_number_of_rows(features)
    lists = wanted_lists(features, ALL_KINDS)
    return merged(features, _batch(serialized, example_names, lists, name))
