"""The operations that make tensors of serialized examples: one example, or a batch of them.

What is asked for comes in two kinds. A *dense* feature has a shape, and every example has to have that many values (or
the default takes their place); when the first number of the shape is unknown, it may have any number of rows. A
*sparse* feature may have any number of values, and gives the three arrays of a sparse tensor.

Read next: `parsing.py`, which programs call; `feature_bytes.py` (the bytes).
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import STRING, DType, as_dtype, float32, int64, string
from tensorlab.graph.registry import MIXED, Array, Arrays, Sample, op
from tensorlab.graph.shapes import TensorShape, as_shape
from tensorlab.graph.tensor import Tensor
from tensorlab.reading.feature_bytes import features_of, shown, values_of
from tensorlab.reading.wire import Malformed

ON_CPU = {"CPU": "records are bytes in the computer's own memory"}
WHOLE = "what stands in a record is no function of numbers"
ALLOWED = (float32, int64, string)
EMPTY: dict[str, Any] = {"string": b""}


def one_bytes(value: Any) -> bytes:
    """The bytes of a string tensor of rank 0."""
    return value if isinstance(value, bytes) else np.asarray(value, object)[()]  # type: ignore[return-value]


def complain(text: str, key: str, name: str | None = None, index: int | None = None) -> InvalidArgumentError:
    """What TensorFlow raises for an example that is not as was asked: "Name: me, Key: image, Index: 0.  Text"."""
    parts = {"Name": name, "Key": key, "Index": index}
    named = ", ".join(f"{part}: {value}" for part, value in parts.items() if value is not None)
    return InvalidArgumentError(None, None, f"{named}.  {text}")


class Wanted:
    """One feature that is asked for.

    Attributes:
        key: its name in the examples.
        dtype: float32, int64 or string.
        row: the shape of a row, all of it known.
        rows: whether an example may have any number of rows.
        default: an array that takes the place of a feature that is missing, or None.
    """

    def __init__(self, key: bytes, dtype: DType, shape: Any = None, default: Any = None) -> None:
        self.key, self.dtype, self.default = key, dtype, default
        sizes: list[Any] = [] if shape is None else as_shape(shape).as_list()
        self.rows = bool(sizes) and sizes[0] is None
        self.row = sizes[1:] if self.rows else sizes
        self.name = key.decode(errors="replace")

    def values(self, features: dict[bytes, bytes], **who: Any) -> np.ndarray | None:
        """The values in one example, flat; None when it has none.

        Raises:
            tf.errors.InvalidArgumentError: when they are of another dtype, or damaged.
        """
        feature = features.get(self.key)
        if not feature:
            return None
        try:
            kind, values = values_of(feature)
        except Malformed as error:
            raise complain(f"Can't parse serialized Example: {error}.", key=self.name, **who) from None
        if kind is None:
            return None
        if kind != self.dtype.name:
            text = f"Data types don't match. Data type: {shown(kind)} but expected type: {shown(self.dtype)}"
            raise complain(text, key=self.name, **who)
        return values

    def dense(self, features: dict[bytes, bytes], what: str = "Feature", **who: Any) -> np.ndarray:
        """The values in one example in their shape, or the default."""
        values = self.values(features, **who)
        if values is None:
            if self.rows:
                return np.zeros([0, *self.row], self.dtype.as_numpy_dtype)
            if self.default is None or self.default.size == 0:
                name = f"Name: {who['name']}, " if "name" in who else ""
                text = f"{name}{what}: {self.name} (data type: {shown(self.dtype)}) is required but could not be "
                raise InvalidArgumentError(None, None, text + "found.")
            return unpacked(np.broadcast_to(self.default, self.row))
        size = int(np.prod(self.row, dtype=np.int64))
        kind = "bytes" if self.dtype is string else shown(self.dtype)
        if self.rows:
            if size == 0 or values.size % size:
                text = f"Number of {kind} values is not a multiple of stride length. Saw {values.size} values but "
                raise complain(f"{text}output shape is: {shape_text(['?', *self.row])}", key=self.name, **who)
            return values.reshape(-1, *self.row)
        if values.size != size:
            text = f"Number of {kind} values != expected.  Values size: {values.size} but output shape: "
            raise complain(text + shape_text(self.row), key=self.name, **who)
        return unpacked(values.reshape(self.row))


def unpacked(array: np.ndarray) -> Any:
    """An array; of one string alone its bytes."""
    return array[()] if array.dtype.kind == "O" and array.ndim == 0 else array


def shape_text(sizes: Any) -> str:
    """A shape as TensorFlow's messages write it.

    >>> shape_text([2, 3])
    '[2,3]'
    """
    return f"[{','.join(map(str, sizes))}]"


def parsed(example: bytes) -> dict[bytes, bytes]:
    """The features of one example.

    Raises:
        tf.errors.InvalidArgumentError: for bytes that are no example.
    """
    try:
        return features_of(example)
    except Malformed as error:
        raise not_parsed(example, error) from None


def not_parsed(example: bytes, error: Malformed) -> InvalidArgumentError:
    """The error for bytes that are no example; it shows their beginning."""
    beginning = example[:60] + (b"..." if len(example) > 60 else b"")
    return InvalidArgumentError(
        None, None, f"Could not parse example input, value: {repr(beginning)[1:]} ({error})"
    )


def wanted_dense(
    keys: Sequence[Any], defaults: Sequence[Any], shapes: Sequence[Any], dtypes: Any = None
) -> list[Wanted]:
    """The dense features of a node."""
    found = []
    for place, (key, shape) in enumerate(zip(keys, shapes, strict=True)):
        default = np.asarray(defaults[place], object if isinstance(defaults[place], bytes) else None)
        dtype = as_dtype("string" if default.dtype.kind == "O" else default.dtype)
        found.append(Wanted(as_key(key), dtype, shape, default))
    return found


def as_key(key: Any) -> bytes:
    """The name of a feature, as bytes."""
    return key.encode() if isinstance(key, str) else one_bytes(key)


def check_dtypes(dtypes: Sequence[DType], parameter: str) -> None:
    """Refuse dtypes that no feature has.

    Raises:
        TypeError: for others than float32, int64 and string.
    """
    for dtype in dtypes:
        if dtype.base_dtype not in ALLOWED:
            raise TypeError(
                f"Value passed to parameter {parameter!r} has DataType {dtype.name} not in list of allowed values: "
                "float32, int64, string. An example holds nothing else: ask for one of them, then use tf.cast."
            )


# --- one example -----------------------------------------------------------------------------------------------------


def _single_shapes(
    serialized: TensorShape, dense_defaults: Any, num_sparse: int, sparse_keys: Any, dense_keys: Any,
    sparse_types: Any, dense_shapes: Any,
) -> list[TensorShape]:  # fmt: skip
    serialized.with_rank(0)
    return [
        *(TensorShape([None, 1]) for _ in sparse_keys),
        *(TensorShape([None]) for _ in sparse_keys),
        *(TensorShape([1]) for _ in sparse_keys),
        *(as_shape(shape) for shape in dense_shapes),
    ]


def _dtypes(known: dict[str, Any], attributes: dict[str, Any]) -> list[DType]:
    sparse = attributes["sparse_types"]
    return [*(int64 for _ in sparse), *sparse, *(int64 for _ in sparse), *known.get("dense_defaults", ())]


@op(
    "ParseSingleExample", shape=_single_shapes, dtypes={"serialized": STRING, "dense_defaults": MIXED}, result=_dtypes,
    outputs=None, kind="text", symbol="example", latex=r"\text{{example}}({serialized})", devices=ON_CPU,
)  # fmt: skip
def parse_single_example_node(
    serialized: Array,
    dense_defaults: Arrays,
    num_sparse: int = 0,
    sparse_keys: Any = (),
    dense_keys: Any = (),
    sparse_types: Any = (),
    dense_shapes: Any = (),
) -> Any:
    """Read the features of one serialized example; the node of `tf.parse_single_example`.

    >>> import tensorlab as tf
    >>> example = tf.train.Example(features={"feature": {"x": {"int64_list": {"value": [3, 4]}}}})
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.parse_single_example(example.SerializeToString(), {"x": tf.VarLenFeature(tf.int64)})))
    {'x': SparseTensorValue(indices=array([[0],
           [1]]), values=array([3, 4]), dense_shape=array([2]))}
    """
    features = parsed(one_bytes(serialized))
    sparse = []
    for key, dtype in zip(sparse_keys, sparse_types, strict=True):
        values = Wanted(as_key(key), dtype).values(features)
        sparse.append(np.zeros(0, dtype.as_numpy_dtype) if values is None else values)
    dense = [wanted.dense(features) for wanted in wanted_dense(dense_keys, dense_defaults, dense_shapes)]
    places = [np.arange(values.size, dtype=np.int64)[:, np.newaxis] for values in sparse]
    return [*places, *sparse, *(np.array([values.size], np.int64) for values in sparse), *dense]


@parse_single_example_node.build
def _(serialized, dense_defaults, num_sparse, sparse_keys, dense_keys, sparse_types, dense_shapes):
    check_dtypes(
        [*sparse_types, *(t.dtype for t in dense_defaults if isinstance(t, Tensor))], "dense_defaults"
    )
    return serialized, dense_defaults, num_sparse, sparse_keys, dense_keys, sparse_types, dense_shapes


parse_single_example_node.not_differentiable(WHOLE)


def _examples() -> list[bytes]:
    from tensorlab.reading.example import Example

    first = Example(
        features={
            "feature": {
                "count": {"int64_list": {"value": [300, -1, 7]}},
                "image": {"bytes_list": {"value": [b"ab\0", b""]}},
                "none": {},
                "weight": {"float_list": {"value": [0.5, 2.0]}},
            }
        }
    )
    second = Example(features={"feature": {"count": {"int64_list": {"value": [1, 2, 3]}}}})
    return [example.SerializeToString() for example in (first, second)]


def _nothing(dtype: str = "int64") -> np.ndarray:
    return np.zeros(0, dtype)


@parse_single_example_node.samples
def _() -> list[Sample]:
    first, _ = _examples()
    return [
        Sample(first, [_nothing()], 0, (), ("count",), (), (TensorShape([3]),), fed=False),
        Sample(first, [], 2, ("weight", "none"), (), (float32, string), (), fed=False),
        Sample(first, [np.float32(0.0), np.float32(9.0)], 1, ("image",), ("weight", "gone"), (string,),
               (TensorShape([None]), TensorShape([])), fed=False),
    ]  # fmt: skip


# --- a batch ---------------------------------------------------------------------------------------------------------


def _batch_shapes(
    serialized: TensorShape, names: TensorShape, sparse_keys: Any, dense_keys: Any, dense_defaults: Any,
    sparse_types: Any, dense_shapes: Any,
) -> list[TensorShape]:  # fmt: skip
    count = serialized.with_rank(1)[0]
    return [
        *(TensorShape([None, 2]) for _ in sparse_keys),
        *(TensorShape([None]) for _ in sparse_keys),
        *(TensorShape([2]) for _ in sparse_keys),
        *(TensorShape([count]).concatenate(as_shape(shape)) for shape in dense_shapes),
    ]


@op(
    "ParseExample", shape=_batch_shapes, result=_dtypes, outputs=None, kind="text", symbol="examples",
    dtypes={
        "serialized": STRING, "names": STRING, "sparse_keys": STRING, "dense_keys": STRING, "dense_defaults": MIXED,
    },
    latex=r"\text{{examples}}({serialized})", devices=ON_CPU,
)  # fmt: skip
def parse_example_node(
    serialized: Array,
    names: Array,
    sparse_keys: Arrays,
    dense_keys: Arrays,
    dense_defaults: Arrays,
    sparse_types: Any = (),
    dense_shapes: Any = (),
) -> Any:
    """Read the features of a batch of serialized examples; the node of `tf.parse_example`.

    >>> import tensorlab as tf
    >>> example = tf.train.Example(features={"feature": {"x": {"int64_list": {"value": [3, 4]}}}})
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     batch = [example.SerializeToString()] * 2
    ...     print(sess.run(tf.parse_example(batch, {"x": tf.FixedLenFeature([2], tf.int64)})))
    {'x': array([[3, 4],
           [3, 4]])}
    """
    examples, called = list(np.asarray(serialized, object)), list(np.asarray(names, object))
    if called and len(called) != len(examples):
        text = f"Expected len(names) == len(serialized), but got: {len(called)} vs. {len(examples)}"
        raise InvalidArgumentError(None, None, text)
    who = [{"name": name.decode(errors="replace") or "<unknown>"} for name in called or [b""] * len(examples)]
    features = [parsed(example) for example in examples]
    places, values, shapes = [], [], []
    for key, dtype in zip(sparse_keys, sparse_types, strict=True):
        wanted = Wanted(as_key(key), dtype)
        place, value, shape = sparse_rows(list(_sparse_values(wanted, features, who)), dtype)
        places.append(place)
        values.append(value)
        shapes.append(shape)
    dense = []
    for wanted in wanted_dense(dense_keys, dense_defaults, dense_shapes):
        rows = [wanted.dense(one, index=index, **who[index]) for index, one in enumerate(features)]
        dense.append(stacked(wanted, rows))
    return [*places, *values, *shapes, *dense]


parse_example_node.not_differentiable(WHOLE)


@parse_example_node.build
def _(serialized, names, sparse_keys, dense_keys, dense_defaults, sparse_types, dense_shapes):
    check_dtypes(
        [*sparse_types, *(t.dtype for t in dense_defaults if isinstance(t, Tensor))], "dense_defaults"
    )
    return serialized, names, sparse_keys, dense_keys, dense_defaults, sparse_types, dense_shapes


def _sparse_values(wanted: Wanted, features: Any, who: Any) -> Iterator[np.ndarray]:
    for index, one in enumerate(features):
        values = wanted.values(one, index=index, **who[index])
        yield np.zeros(0, wanted.dtype.as_numpy_dtype) if values is None else values


def sparse_rows(rows: list[np.ndarray], dtype: DType) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows of different lengths as the three arrays of a sparse tensor.

    >>> [part.tolist() for part in sparse_rows([np.array([7, 8]), np.array([9])], int64)]
    [[[0, 0], [0, 1], [1, 0]], [7, 8, 9], [2, 2]]
    """
    lengths = [row.size for row in rows]
    which = np.repeat(np.arange(len(rows)), lengths)
    place = np.concatenate([_nothing(), *(np.arange(length) for length in lengths)])
    values = np.concatenate([np.zeros(0, dtype.as_numpy_dtype), *rows])
    return (
        np.stack([which, place], axis=1).astype(np.int64),
        values,
        np.array([len(rows), max(lengths, default=0)]),
    )


def stacked(wanted: Wanted, rows: list[np.ndarray]) -> np.ndarray:
    """The dense values of several examples, one behind the other; shorter ones are filled up with the default."""
    lengths = [len(row) for row in rows] if wanted.rows else []
    longest = [max(lengths, default=0)] if wanted.rows else []
    whole = np.empty([len(rows), *longest, *wanted.row], wanted.dtype.as_numpy_dtype)
    if wanted.rows:
        given: Any = () if wanted.default is None else wanted.default.ravel()
        whole[...] = given[0] if len(given) else EMPTY.get(wanted.dtype.name, 0)
    for number, row in enumerate(rows):
        if wanted.rows:
            whole[number, : len(row)] = row
        else:
            whole[number, ...] = row
    return whole


@parse_example_node.samples
def _() -> list[Sample]:
    both = np.array(_examples(), object)
    alone: dict[str, Any] = {"fed": False}
    return [
        Sample(both, np.zeros(0, object), [], ["count"], [_nothing()], (), (TensorShape([3]),), **alone),
        Sample(both, np.array(["one", "two"], object), ["weight", "image"], [], [], (float32, string), (), **alone),
        Sample(both, np.zeros(0, object), ["none"], ["weight", "image"], [np.float32(-1.0), np.array("x", object)],
               (int64,), (TensorShape([None]), TensorShape([None, 2])), **alone),
        Sample(both[:0], np.zeros(0, object), ["count"], ["weight"], [_nothing("float32")], (int64,),
               (TensorShape([2]),), **alone),
    ]  # fmt: skip
