"""Shapes: asking for them and changing them. No op here touches a single number of the tensor.

Some of these results are known before anything runs: `tf.shape(x)[1]` of a tensor of shape (?, 3) is 3. The
`static` rules say so, and later shape rules use it (`tensorlab/graph/static_values.py`).

Read next: `array.py` (rearranging the entries), `slicing.py` (taking some of them).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import ALL, DType, as_dtype, int32
from tensorlab.graph.indexed_slices import to_dense
from tensorlab.graph.registry import Array, Arrays, HostInts, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import SCALAR, UNKNOWN
from tensorlab.graph.shapes import Sizes, TensorShape, shape_of
from tensorlab.graph.static_values import static_ints
from tensorlab.graph.tensor import Tensor


def shape_for(tensor: Tensor) -> Any:
    """The shape of a tensor for use in another op: a list where it is known, otherwise a `Shape` node."""
    sizes = tensor.shape.sizes
    return build("Shape", tensor) if sizes is None or None in sizes else list(sizes)


# --- asking -----------------------------------------------------------------------------------------------


def _shape_of_shape(input: TensorShape, out_type: Any) -> TensorShape:
    return shape_of((input.ndims,))


@op(
    "Shape",
    host_result=True,
    shape=_shape_of_shape,
    dtypes=ALL,
    result="out_type",
    kind="array",
    symbol="shape",
    latex=r"\operatorname{{shape}} {input}",
)
def shape_node(input: Array, out_type: DType = int32) -> Any:
    """Give the shape of a tensor as a vector of integers.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.placeholder(tf.float32, [None, 3])
    ...     print(sess.run(tf.shape(x), {x: [[1, 2, 3], [4, 5, 6]]}))
    [2 3]
    """
    return np.array(input.shape, dtype=out_type.as_numpy_dtype)


shape_node.not_differentiable("a shape does not depend on the values")


@shape_node.static
def _(operation: Any) -> Sizes | None:
    return operation.inputs[0].shape.sizes


@shape_node.samples
def _() -> list[Sample]:
    return [Sample([[1, 2, 3]]), Sample(1.0), Sample(np.zeros((0, 2, 3)), out_type=np.int64)]


def shape(input: Any, name: str | None = None, out_type: Any = int32) -> Tensor:
    """Give the shape of a tensor as a vector of integers.

    Where the shape is known while the graph is being described, the result is a constant.

    Args:
        input: a tensor of any shape and dtype.
        out_type: int32 or int64.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/shape

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.shape([[1, 2, 3], [4, 5, 6]])))
    [2 3]
    """
    out_type = int32 if out_type is None else as_dtype(out_type)
    with name_scope(name, "Shape", [input]) as scope:
        if hasattr(type(input), "with_values"):  # a SparseTensor, whose page may not be loaded
            return build("Cast", input.dense_shape, out_type, name=scope)
        input = convert_to_tensor(input, name="input")
        if input.shape.is_fully_defined():
            return build("Const", np.array(input.shape.as_list(), out_type.as_numpy_dtype), name=scope)
        return shape_node(input, out_type, name=scope)


def _scalar_of(input: TensorShape, *_: Any) -> TensorShape:
    return SCALAR


@op(
    "Size",
    host_result=True,
    shape=_scalar_of,
    dtypes=ALL,
    result="out_type",
    kind="array",
    symbol="size",
    latex=r"\operatorname{{size}} {input}",
)
def size_node(input: Array, out_type: DType = int32) -> Any:
    """Count the entries of a tensor.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.placeholder(tf.float32, [None, 3])
    ...     print(sess.run(tf.size(x), {x: [[1, 2, 3], [4, 5, 6]]}))
    6
    """
    return np.array(input.size, dtype=out_type.as_numpy_dtype)


size_node.not_differentiable("a size does not depend on the values")


@size_node.static
def _(operation: Any) -> Sizes | None:
    count = operation.inputs[0].shape.num_elements()
    return None if count is None else (count,)


@size_node.samples
def _() -> list[Sample]:
    return [Sample([[1, 2, 3]]), Sample(1.0), Sample(np.zeros((0, 2, 3)), out_type=np.int64)]


def size(input: Any, name: str | None = None, out_type: Any = int32) -> Tensor:
    """Count the entries of a tensor.

    Args: as `tf.shape`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/size

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.size([[1, 2, 3], [4, 5, 6]])))
    6
    """
    out_type = int32 if out_type is None else as_dtype(out_type)
    with name_scope(name, "Size", [input]) as scope:
        if hasattr(type(input), "with_values"):
            return build("Prod", build("Cast", input.dense_shape, out_type), [0], name=scope)
        input = convert_to_tensor(input, name="input")
        count = input.shape.num_elements()
        if count is not None:
            return build("Const", np.array(count, out_type.as_numpy_dtype), name=scope)
        return size_node(input, out_type, name=scope)


@op(
    "Rank",
    host_result=True,
    shape=_scalar_of,
    dtypes=ALL,
    result=int32,
    kind="array",
    symbol="rank",
    latex=r"\operatorname{{rank}} {input}",
)
def rank_node(input: Array) -> Any:
    """Count the dimensions of a tensor.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.placeholder(tf.float32)
    ...     print(sess.run(tf.rank(x), {x: [[1, 2, 3], [4, 5, 6]]}))
    2
    """
    return np.array(input.ndim, dtype=np.int32)


rank_node.not_differentiable("a rank does not depend on the values")


@rank_node.static
def _(operation: Any) -> Sizes | None:
    rank = operation.inputs[0].shape.ndims
    return None if rank is None else (rank,)


@rank_node.samples
def _() -> list[Sample]:
    return [Sample([[1, 2, 3]]), Sample(1.0)]


def rank(input: Any, name: str | None = None) -> Tensor:
    """Count the dimensions of a tensor: 0 for a number, 1 for a vector, 2 for a matrix.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/rank

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.rank([[1, 2, 3], [4, 5, 6]])))
    2
    """
    with name_scope(name, "Rank", [input]) as scope:
        if hasattr(type(input), "with_values"):
            return size_node(input.dense_shape, name=scope)
        input = convert_to_tensor(input, name="input")
        if input.shape.ndims is not None:
            return build("Const", np.array(input.shape.ndims, np.int32), name=scope)
        return rank_node(input, name=scope)


def _lengths(input: list[TensorShape], *_: Any) -> list[TensorShape]:
    return [shape_of((one.ndims,)) for one in input]


@op("ShapeN", shape=_lengths, dtypes=ALL, result="out_type",
    outputs="count", kind="array", symbol="shapes", latex=r"\operatorname{{shape}} {input}",
    opdef={"count": "N"}, host_result=True)  # fmt: skip
def shape_n_node(input: Arrays, count: int, out_type: DType = int32) -> Any:
    """Give the shapes of several tensors.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.shape_n([[1, 2], [[1], [2]]])))
    [array([2], dtype=int32), array([2, 1], dtype=int32)]
    """
    return [np.array(one.shape, dtype=out_type.as_numpy_dtype) for one in input]


shape_n_node.not_differentiable("a shape does not depend on the values")


@shape_n_node.samples
def _() -> list[Sample]:
    return [Sample([[1.0, 2.0], [[1.0], [2.0]]], 2), Sample([[1.0]], 1, out_type=np.int64)]


def shape_n(input: Any, out_type: Any = int32, name: str | None = None) -> list[Tensor]:
    """Give the shapes of several tensors of one dtype.

    Args:
        input: a list of tensors.
        out_type: int32 or int64.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/shape_n

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.shape_n([[1, 2], [[1], [2]]])))
    [array([2], dtype=int32), array([2, 1], dtype=int32)]
    """
    return shape_n_node(list(input), len(input), as_dtype(out_type), name=name)


# --- changing ---------------------------------------------------------------------------------------------


def _product(sizes: Any) -> int:
    """The product of those sizes that are known."""
    product = 1
    for size in sizes:
        product *= 1 if size is None else size
    return product


def _reshaped(tensor: TensorShape, shape: Sizes | None) -> TensorShape:
    if shape is None:
        return UNKNOWN
    sizes = [None if size == -1 else size for size in shape]
    total, known = tensor.num_elements(), _product(sizes)
    if total is None and None not in sizes and tensor.sizes is not None:
        part = _product(tensor.sizes)
        if part and known % part:
            raise ValueError(
                f"Dimension size must be evenly divisible by {part} but is {known}: {tensor} to {sizes}"
            )
    if total is None or sizes.count(None) > 1:
        return shape_of(tuple(sizes))
    if None not in sizes:
        if known != total:
            raise ValueError(
                f"Cannot reshape a tensor with {total} elements to shape {list(sizes)} ({known} elements)"
            )
    elif known:
        if total % known:
            raise ValueError(
                f"Dimension size must be evenly divisible by {known} but is {total}: {tensor} to {sizes}"
            )
        sizes[sizes.index(None)] = total // known
    return shape_of(tuple(sizes))


@op(
    "Reshape",
    shape=_reshaped,
    dtypes=ALL,
    kind="array",
    symbol="reshape",
    latex=r"\mathrm{{reshape}}\,{tensor}",
)
def reshape(tensor: Array, shape: HostInts) -> Any:
    """Arrange the same entries, in the same order, in another shape.

    Args:
        tensor: any shape and dtype.
        shape: int32 or int64, rank 1. One entry may be -1: whatever is left over for it.

    Raises:
        ValueError: when the number of entries cannot fit, as far as it is known.
        InvalidArgumentError: when it does not fit at run time.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/reshape

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.reshape([1, 2, 3, 4, 5, 6], [2, -1])))
    [[1 2 3]
     [4 5 6]]
    """
    try:
        return tensor.reshape(shape)
    except ValueError:
        raise InvalidArgumentError(None, None, _reshape_refusal(tensor, shape or ())) from None


@reshape.build
def _(tensor: Any, shape: Any) -> tuple[Any, Any]:
    if hasattr(shape, "__index__") or (isinstance(shape, Tensor) and shape.shape.ndims == 0):
        raise ValueError(f"Shape must be rank 1 but is rank 0: reshape takes a list of sizes, not {shape}")
    return tensor, shape


@reshape.bind
def _(shape: Any) -> Any:
    def reshape_to(tensor: Any) -> Any:
        try:
            return tensor.reshape(shape)
        except ValueError:
            raise InvalidArgumentError(None, None, _reshape_refusal(tensor, shape)) from None

    return reshape_to


def _reshape_refusal(tensor: Any, shape: tuple[int, ...]) -> str:
    wanted, unknown = 1, shape.count(-1)
    for size in shape:
        wanted *= 1 if size == -1 else size
    if unknown > 1:
        first = shape.index(-1)
        return f"Only one input size may be -1, not both {first} and {shape.index(-1, first + 1)}"
    need = f"requires a multiple of {wanted}" if unknown else f"has {wanted}"
    return (
        f"Input to reshape is a tensor with {tensor.size} values, but the requested shape {need}: "
        f"from {tuple(tensor.shape)} to {list(shape)}."
    )


@reshape.gradient(latex=(r"\mathrm{{reshape}}\,{g}",))
def _(g, y, tensor, shape):
    return reshape(to_dense(g), shape_for(tensor))


@reshape.static
def _(operation: Any) -> Sizes | None:
    known, count = static_ints(operation.inputs[0]), operation.inputs[0].shape.num_elements()
    return (None,) * count if known is None and count is not None else known


@reshape.samples
def _() -> list[Sample]:
    return [
        Sample([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], [3, 2]),
        Sample([1.0, 2.0], [-1, 1, 2]),
        Sample([[3]], []),
        Sample(5.0, [1, 1]),
        Sample(np.zeros((0, 3), np.float32), [3, 0]),
    ]
