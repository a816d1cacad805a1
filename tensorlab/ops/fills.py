"""Tensors filled by a rule: zeros, ones, one value everywhere, counting, evenly spaced points, one-hot rows.

Read next: `shape_ops.py` (asking for a shape and changing it).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import (
    ALL,
    BOOL,
    NUMERIC,
    DType,
    as_dtype,
    float32,
    int32,
    string,
)
from tensorlab.graph.registry import Array, HostInts, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import same
from tensorlab.graph.shapes import Dimension, TensorShape
from tensorlab.graph.tensor import Tensor

SMALL = 1000  # TensorFlow stores so few zeros or ones as one constant, and fills a larger shape when it runs


# --- one value everywhere ---------------------------------------------------------------------------------


def _filled_shape(dims: Any, value: TensorShape) -> TensorShape:
    if value.sizes:
        raise ValueError(
            f"Shape must be rank 0 but is rank {len(value.sizes)}: tf.fill takes one value, not {value}"
        )
    return TensorShape(dims)


def _dtype_of_value(dtypes: Any, _: Any) -> DType:
    return dtypes["value"]


@op(
    "Fill",
    shape=_filled_shape,
    dtypes=ALL,
    result=_dtype_of_value,
    kind="constant",
    symbol="fill {value}",
    latex=r"{value} \cdot \mathbf{{1}}",
)
def fill(dims: HostInts, value: Array) -> Any:
    """Make a tensor of shape `dims` with the same value everywhere.

    Args:
        dims: int32 or int64, rank 1: the shape.
        value: one value of any dtype, rank 0; the result has its dtype.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/fill

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.fill([2, 3], 7.0)))
    [[7. 7. 7.]
     [7. 7. 7.]]
    """
    for size in dims or ():
        if size < 0:
            raise InvalidArgumentError(
                None, None, f"Dimension {size} must be >= 0, in the shape {list(dims or ())}."
            )
    return np.broadcast_to(value, dims or ()).copy()


@fill.bind
def _(dims: Any) -> Any:
    if dims is None or min(dims, default=0) < 0:
        return None
    return (lambda value: np.broadcast_to(value, dims).copy()) if dims else np.copy


@fill.gradient(latex=("", r"\sum {g}"))
def _(g, y, dims, value):
    return None, build("Sum", g, list(range(g.shape.ndims)) if g.shape.ndims is not None else None)


@fill.samples
def _() -> list[Sample]:
    return [Sample([2, 3], 7.0), Sample([], 2.0), Sample([0, 3], 1), Sample([4], True)]


def _constant_fill(shape: Any, value: Any, dtype: Any, name: str | None, default: str) -> Tensor:
    """`zeros` and `ones`: a constant for few entries of a known shape, otherwise a `Fill` node."""
    dtype = as_dtype(dtype).base_dtype
    value = value if dtype is not string else (b"" if value == 0 else value)
    with name_scope(name, default, [shape]) as scope:
        if not isinstance(shape, Tensor):
            sizes = _known_sizes(shape)
            if sizes is not None and not hasattr(shape, "__index__"):
                count = 1
                for size in sizes:
                    count *= size
                if count < SMALL:
                    return build("Const", np.full(sizes, value, dtype=dtype.as_numpy_dtype), name=scope)
            shape = convert_to_tensor(
                shape if sizes is None else list(sizes), dtype=int32, name="shape_as_tensor"
            )
        if shape.shape.ndims == 0:
            shape = build("Reshape", shape, [-1])
        return build("Fill", shape, build("Const", np.array(value, dtype=dtype.as_numpy_dtype)), name=scope)


def _known_sizes(shape: Any) -> tuple[int, ...] | None:
    """The sizes in a shape argument when all of them are plain numbers; None when tensors are among them."""
    if isinstance(shape, TensorShape):
        if not shape.is_fully_defined():
            raise ValueError(
                f"Cannot convert a partially known TensorShape {shape} to a Tensor; use tf.shape(t)."
            )
        return tuple(size for size in shape.as_list() if size is not None)
    if isinstance(shape, np.ndarray):
        shape = shape.tolist()
    sizes = shape if isinstance(shape, (list, tuple)) else [shape]
    known: list[int] = []
    for size in sizes:
        plain: Any = size.value if isinstance(size, Dimension) else size
        if not hasattr(plain, "__index__"):
            return None
        known.append(plain.__index__())
    if any(size < 0 for size in known):
        raise ValueError(f"Dimensions {known} must be >= 0")
    return tuple(known)


def zeros(shape: Any, dtype: Any = float32, name: str | None = None) -> Tensor:
    """Make a tensor of zeros.

    Args:
        shape: a list of sizes, a TensorShape, or an integer tensor of rank 1.
        dtype: any dtype; zero is False for bool and the empty string for strings.

    Raises:
        ValueError: for a shape that is not fully known; take `tf.shape(t)` of the tensor instead.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/zeros

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.zeros([2, 3])))
    [[0. 0. 0.]
     [0. 0. 0.]]
    """
    return _constant_fill(shape, 0, dtype, name, "zeros")


def ones(shape: Any, dtype: Any = float32, name: str | None = None) -> Tensor:
    """Make a tensor of ones.

    Args: as `tf.zeros`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/ones

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.ones([3], tf.int32)))
    [1 1 1]
    """
    return _constant_fill(shape, 1, dtype, name, "ones")


# --- like another tensor ----------------------------------------------------------------------------------


@op(
    "ZerosLike",
    shape=same,
    dtypes=NUMERIC | BOOL,
    kind="constant",
    symbol="0",
    latex=r"\mathbf{{0}}",
    opdef={"tensor": "x"},
)
def zeros_like_node(tensor: Array) -> Any:
    """Make zeros in the shape and dtype of another tensor.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.placeholder(tf.float32, [None])
    ...     print(sess.run(tf.zeros_like(x), {x: [1, 2]}))
    [0. 0.]
    """
    return np.zeros_like(tensor)


zeros_like_node.not_differentiable("the result is zero whatever the input is")


@zeros_like_node.samples
def _() -> list[Sample]:
    return [Sample([[1.0, 2.0]]), Sample(3), Sample(np.zeros((0, 2), np.float32)), Sample([True])]


@op(
    "OnesLike",
    shape=same,
    dtypes=NUMERIC | BOOL,
    kind="constant",
    symbol="1",
    latex=r"\mathbf{{1}}",
    opdef={"tensor": "x"},
)
def ones_like_node(tensor: Array) -> Any:
    """Make ones in the shape and dtype of another tensor.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.ones_like([3.0, 4.0])))
    [1. 1.]
    """
    return np.ones_like(tensor)


ones_like_node.not_differentiable("the result is one whatever the input is")


@ones_like_node.samples
def _() -> list[Sample]:
    return [Sample([[1.0, 2.0]]), Sample(3), Sample(np.zeros((0, 2), np.float32)), Sample([True])]


def zeros_like(tensor: Any, dtype: Any = None, name: str | None = None, optimize: bool = True) -> Tensor:
    """Make zeros in the shape of another tensor.

    Args:
        tensor: a tensor, or anything that becomes one.
        dtype: the dtype of the zeros; that of `tensor` when None.
        optimize: make a constant where the shape is known already.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/zeros_like

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.zeros_like([[1, 2], [3, 4]])))
    [[0 0]
     [0 0]]
    """
    with name_scope(name, "zeros_like", [tensor]) as scope:
        tensor = convert_to_tensor(tensor, name="tensor")
        own = tensor.dtype.base_dtype
        wanted = own if dtype is None else as_dtype(dtype).base_dtype
        if optimize and tensor.shape.is_fully_defined():
            return zeros(tensor.shape, wanted, name=scope)
        if wanted is own and own is not string:
            return build("ZerosLike", tensor, name=scope)
        return zeros(build("Shape", tensor), wanted, name=scope)


def ones_like(tensor: Any, dtype: Any = None, name: str | None = None, optimize: bool = True) -> Tensor:
    """Make ones in the shape of another tensor.

    Args: as `tf.zeros_like`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/ones_like

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.ones_like([[1, 2], [3, 4]], tf.float32)))
    [[1. 1.]
     [1. 1.]]
    """
    with name_scope(name, "ones_like", [tensor]) as scope:
        tensor = convert_to_tensor(tensor, name="tensor")
        wanted = tensor.dtype.base_dtype if dtype is None else as_dtype(dtype).base_dtype
        if optimize and tensor.shape.is_fully_defined():
            dims = build("Const", np.array(tensor.shape.as_list(), np.int32), name="Shape/shape_as_tensor")
        else:
            dims = build("Shape", tensor)
        return ones(dims, wanted, name=scope)
