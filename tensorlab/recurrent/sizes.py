"""Shapes that begin with the size of the batch, which may be known only when the program runs.

Read next: `cell.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.dtypes import int32
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.static_values import constant_value
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.array import concat
from tensorlab.ops.fills import zeros
from tensorlab.ops.shaping import expand_dims

__all__ = ["static_shape", "zeros_of_size"]


def zeros_of_size(batch_size: Any, size: Any, dtype: Any) -> Tensor:
    """Zeros of shape [batch_size, size...]: the batch's size may be a tensor, `size` a number or a shape."""
    known = static_shape(batch_size, size)
    if known.is_fully_defined():
        return zeros(known.as_list(), dtype=dtype)
    result = zeros(_joined(batch_size, size), dtype=dtype)
    result.set_shape(known)
    return result


def static_shape(*parts: Any) -> TensorShape:
    """What is known beforehand of a shape whose parts are numbers, shapes, None (unknown) or tensors."""
    shape = TensorShape([])
    for part in parts:
        if isinstance(part, Tensor):
            value = constant_value(part)
            if value is None:
                length = part.shape.sizes[0] if part.shape.sizes else 1
                part = [None] * (length or 1)
            else:
                part = np.atleast_1d(value).tolist()
        elif part is None or isinstance(part, (float, np.number)):
            part = [None if part is None else int(part)]
        shape = shape.concatenate(part if isinstance(part, (list, TensorShape)) else [part])
    return shape


def _joined(batch_size: Any, size: Any) -> Tensor:
    parts = []
    for part in (batch_size, size):
        if not isinstance(part, Tensor):
            part = np.array(
                TensorShape(part if isinstance(part, TensorShape) else [part]).as_list(), np.int32
            )
        elif part.shape.ndims == 0:
            part = expand_dims(part, 0)
        parts.append(part)
    return concat([_int32(part) for part in parts], 0)


def _int32(part: Any) -> Any:
    from tensorlab.ops.casting import cast

    return cast(part, int32) if isinstance(part, Tensor) and part.dtype.base_dtype is not int32 else part
