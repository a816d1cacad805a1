"""`tf.parse_single_sequence_example`: from an example that is a sequence to tensors.

The features of the whole (its *context*) are read as those of any example are. Of each *feature list* there is one
feature for every step: the values of a dense one all have one shape, and those of a sparse one may be any number.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/parse_single_sequence_example

Read next: `parsing.py`.
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError, checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import STRING, DType, float32, int64, string
from tensorlab.graph.registry import MIXED, Array, Arrays, Sample, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape, as_shape
from tensorlab.reading.feature_bytes import sequence_of
from tensorlab.reading.parsing import (
    FixedLenFeature,
    FixedLenSequenceFeature,
    VarLenFeature,
    default_tensors,
    triples,
    wanted_lists,
)
from tensorlab.reading.parsing_nodes import (
    ON_CPU,
    WHOLE,
    Wanted,
    as_key,
    check_dtypes,
    not_parsed,
    one_bytes,
    sparse_rows,
    wanted_dense,
)
from tensorlab.reading.wire import Malformed


def _shapes(
    serialized: TensorShape, feature_list_dense_missing_assumed_empty: Any, context_sparse_keys: Any,
    context_dense_keys: Any, feature_list_sparse_keys: Any, feature_list_dense_keys: Any, context_dense_defaults: Any,
    debug_name: Any, context_sparse_types: Any, feature_list_dense_types: Any, context_dense_shapes: Any,
    feature_list_sparse_types: Any, feature_list_dense_shapes: Any,
) -> list[TensorShape]:  # fmt: skip
    serialized.with_rank(0)
    return [
        *(TensorShape([None, 1]) for _ in context_sparse_keys),
        *(TensorShape([None]) for _ in context_sparse_keys),
        *(TensorShape([1]) for _ in context_sparse_keys),
        *(as_shape(shape) for shape in context_dense_shapes),
        *(TensorShape([None, 2]) for _ in feature_list_sparse_keys),
        *(TensorShape([None]) for _ in feature_list_sparse_keys),
        *(TensorShape([2]) for _ in feature_list_sparse_keys),
        *(TensorShape([None]).concatenate(as_shape(shape)) for shape in feature_list_dense_shapes),
    ]


def _dtypes(known: dict[str, Any], attributes: dict[str, Any]) -> list[DType]:
    context, lists = attributes["context_sparse_types"], attributes["feature_list_sparse_types"]
    return [
        *(int64 for _ in context), *context, *(int64 for _ in context), *known.get("context_dense_defaults", ()),
        *(int64 for _ in lists), *lists, *(int64 for _ in lists), *attributes["feature_list_dense_types"],
    ]  # fmt: skip


KEYS = ("context_sparse_keys", "context_dense_keys", "feature_list_sparse_keys", "feature_list_dense_keys")


@op(
    "ParseSingleSequenceExample", shape=_shapes, result=_dtypes, outputs=None, kind="text", symbol="sequence",
    dtypes={
        "serialized": STRING, "feature_list_dense_missing_assumed_empty": STRING, "debug_name": STRING,
        "context_dense_defaults": MIXED, **dict.fromkeys(KEYS, STRING),
    },
    latex=r"\text{{sequence}}({serialized})", devices=ON_CPU,
)  # fmt: skip
def parse_single_sequence_example_node(
    serialized: Array,
    feature_list_dense_missing_assumed_empty: Array,
    context_sparse_keys: Arrays,
    context_dense_keys: Arrays,
    feature_list_sparse_keys: Arrays,
    feature_list_dense_keys: Arrays,
    context_dense_defaults: Arrays,
    debug_name: Array,
    context_sparse_types: Any = (),
    feature_list_dense_types: Any = (),
    context_dense_shapes: Any = (),
    feature_list_sparse_types: Any = (),
    feature_list_dense_shapes: Any = (),
) -> Any:
    """Read one serialized `SequenceExample`; the node of `tf.parse_single_sequence_example`.

    >>> import tensorlab as tf
    >>> example = tf.train.SequenceExample()
    >>> for count in 3, 4:
    ...     feature = example.feature_lists.feature_list["x"].feature.add()
    ...     feature.int64_list.value.append(count)
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     wanted = {"x": tf.FixedLenSequenceFeature([], tf.int64)}
    ...     print(sess.run(tf.parse_single_sequence_example(example.SerializeToString(), None, wanted)))
    ({}, {'x': array([3, 4])})
    """
    name = one_bytes(debug_name).decode(errors="replace")
    data = one_bytes(serialized)
    try:
        context, lists = sequence_of(data)
    except Malformed as error:
        raise not_parsed(data, error) from None
    outputs: list[Any] = []
    found = []
    for key, dtype in zip(context_sparse_keys, context_sparse_types, strict=True):
        values = Wanted(as_key(key), dtype).values(context, name=name)
        found.append(np.zeros(0, dtype.as_numpy_dtype) if values is None else values)
    outputs += [np.arange(values.size, dtype=np.int64)[:, np.newaxis] for values in found]
    outputs += [*found, *(np.array([values.size], np.int64) for values in found)]
    for wanted in wanted_dense(context_dense_keys, context_dense_defaults, context_dense_shapes):
        outputs.append(wanted.dense(context, name=name, what="Context feature"))
    triple = []
    for key, dtype in zip(feature_list_sparse_keys, feature_list_sparse_types, strict=True):
        wanted = Wanted(as_key(key), dtype)
        rows = []
        for index, step in enumerate(lists.get(wanted.key, [])):
            values = wanted.values({wanted.key: step}, name=name, index=index)
            rows.append(np.zeros(0, dtype.as_numpy_dtype) if values is None else values)
        triple.append(sparse_rows(rows, dtype))
    outputs += [part[place] for place in range(3) for part in triple]
    optional = set(np.asarray(feature_list_dense_missing_assumed_empty, object).tolist())
    dense = zip(feature_list_dense_keys, feature_list_dense_types, feature_list_dense_shapes, strict=True)
    for key, dtype, shape in dense:
        outputs.append(_steps(Wanted(as_key(key), dtype, shape), lists, optional, name))
    return outputs


def _steps(wanted: Wanted, lists: dict[bytes, list[bytes]], optional: set[bytes], name: str) -> np.ndarray:
    """The dense values of all steps of a feature list."""
    if wanted.key not in lists and wanted.key not in optional:
        raise InvalidArgumentError(
            None,
            None,
            f"Name: {name}, Feature list '{wanted.name}' is required but could not be found.  Did you mean to include "
            "it in feature_list_dense_missing_assumed_empty or feature_list_dense_defaults? (Its "
            "FixedLenSequenceFeature takes allow_missing=True.)",
        )
    steps = lists.get(wanted.key, [])
    whole = np.empty([len(steps), *wanted.row], wanted.dtype.as_numpy_dtype)
    for index, step in enumerate(steps):
        whole[index, ...] = wanted.dense({wanted.key: step}, name=name, index=index)
    return whole


parse_single_sequence_example_node.not_differentiable(WHOLE)


@parse_single_sequence_example_node.build
def _(*values):
    check_dtypes([*values[8], *values[9], *values[11]], "context_sparse_types")
    return values


@parse_single_sequence_example_node.samples
def _() -> list[Sample]:
    from tensorlab.reading.example import SequenceExample

    example = SequenceExample()
    example.context.feature["length"].int64_list.value.append(2)
    example.context.feature["tags"].bytes_list.value.extend([b"a", b"b"])
    for step in range(2):
        example.feature_lists.feature_list["x"].feature.add().float_list.value.extend([step, 0.5])
        example.feature_lists.feature_list["words"].feature.add().bytes_list.value.extend([b"w"] * step)
    none, nothing = np.zeros(0, object), np.zeros(0, np.int64)
    return [
        Sample(example.SerializeToString(), none, ["tags"], ["length"], ["words"], ["x"], [nothing], "", (string,),
               (float32,), (TensorShape([]),), (string,), (TensorShape([2]),), fed=False),
        Sample(b"", np.array(["x"], object), ["tags"], ["length"], ["words"], ["x"], [np.int64(7)], "me", (string,),
               (float32,), (TensorShape([]),), (string,), (TensorShape([2]),), fed=False),
    ]  # fmt: skip


@checks_arguments
def parse_single_sequence_example(
    serialized: Any,
    context_features: Any = None,
    sequence_features: Any = None,
    example_name: Any = None,
    name: str | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read one serialized `SequenceExample`.

    Args:
        serialized: string, a single one.
        context_features: what is wanted of the whole: names to `FixedLenFeature` or `VarLenFeature`.
        sequence_features: what is wanted of every step: names to `FixedLenSequenceFeature` or `VarLenFeature`.
        example_name: string, what messages call the example.
        name: of the name scope.

    Returns:
        Two dictionaries of tensors and sparse tensors. Those of the steps have the number of steps in front.

    Raises:
        ValueError: when nothing is wanted, or something that cannot be.
        tf.errors.InvalidArgumentError: in a run, for bytes that are no example, or one without what is wanted.
    """
    if not (context_features or sequence_features):
        raise ValueError("Missing features.")
    context = wanted_lists(context_features, (VarLenFeature, FixedLenFeature))
    steps = wanted_lists(sequence_features, (VarLenFeature, FixedLenSequenceFeature))
    for key, default in steps.defaults.items():
        if default is not None:
            raise ValueError(f"Value feature_list_dense_defaults[{key}] must be None")
    with name_scope(name, "ParseSingleSequenceExample", [serialized]):
        outputs = parse_single_sequence_example_node(
            serialized,
            np.array(list(steps.defaults), object),
            list(context.sparse_keys),
            list(context.dense_keys),
            list(steps.sparse_keys),
            list(steps.dense_keys),
            default_tensors(context),
            convert_to_tensor("" if example_name is None else example_name, name="debug_name"),
            context.sparse_types,
            tuple(dtype for _, dtype in steps.dense.values()),
            context.dense_shapes,
            steps.sparse_types,
            steps.dense_shapes,
        )
        first = 3 * len(context.sparse) + len(context.dense)
        of_whole, of_steps = outputs[:first], outputs[first:]
        found = triples(context.sparse_keys, of_whole)
        found.update(zip(context.dense_keys, of_whole[3 * len(context.sparse) :], strict=True))
        each = triples(steps.sparse_keys, of_steps)
        each.update(zip(steps.dense_keys, of_steps[3 * len(steps.sparse) :], strict=True))
        return found, each
