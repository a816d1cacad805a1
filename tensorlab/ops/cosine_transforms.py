"""Cosine transforms of real signals, and the frequency 0 moved into the middle.

Read next: `fourier.py`, which they rest on.
"""

from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import float32
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.fourier import irfft, rfft


def dct(
    input: Any,
    type: int = 2,
    n: int | None = None,
    axis: int = -1,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """Cosine-transform the last dimension: signals as sums of cosines.

    Args:
        input: float32 or float64.
        type: 1, 2 or 3.
        n: cut the signal to this many samples, or fill it up with zeros.
        axis: only -1.
        norm: None or "ortho" (then type 3 undoes type 2 exactly).

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/signal/dct

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(abs(sess.run(tf.signal.dct([1., 1., 1., 1.])).round(3)))
    [8. 0. 0. 0.]
    """
    if axis != -1:
        raise NotImplementedError(f"axis must be -1. Got: {axis}")
    if type not in (1, 2, 3):
        raise ValueError(f"Types I, II and III (I)DCT are supported. Got: {type}")
    if norm not in (None, "ortho") or (type == 1 and norm == "ortho"):
        raise ValueError(f"Unknown normalization for type {type}: norm={norm!r}")
    with name_scope(name, "dct", [input]):
        x = convert_to_tensor(input, None if hasattr(input, "dtype") else float32)
        if n is not None:
            x = _resized(x, n)
        size = x.shape.as_list()[-1] if x.shape.ndims is not None else None
        if size is None:
            raise ValueError("dct needs to know the last dimension of its input.")
        if type == 1:
            if size < 2:
                raise ValueError(f"Type-I DCT is not defined when input's last dimension is {size}")
            mirrored = build("ConcatV2", [x, build("ReverseV2", x[..., 1 : size - 1], [-1])], -1)
            return build("Real", rfft(mirrored))
        return (_dct2 if type == 2 else _dct3)(x, size, norm)


def _resized(x: Tensor, n: int) -> Tensor:
    if n < 1:
        raise ValueError(f"n should be a positive integer. Got: {n}")
    size = x.shape.as_list()[-1]
    if size is not None and n <= size:
        return x[..., :n]
    return build("Pad", x, [[0, 0]] * (len(x.shape) - 1) + [[0, n - (size or 0)]])


def _constant(values: Any, like: Tensor) -> Tensor:
    return convert_to_tensor(np.asarray(values).astype(like.dtype.as_numpy_dtype))


def _turns(size: int, sign: int) -> Any:
    return 2.0 * np.exp(sign * 0.5j * np.pi * np.arange(size) / size)


def _dct2(x: Tensor, size: int, norm: str | None) -> Tensor:
    frequencies = rfft(x, [2 * size])[..., :size]
    result = build("Real", frequencies * _constant(_turns(size, -1), frequencies))
    if norm == "ortho":
        weights = np.full(size, np.sqrt(0.5 / size))
        weights[0] = 0.5 / np.sqrt(size)
        result = result * _constant(weights, x)
    return result


def _dct3(x: Tensor, size: int, norm: str | None) -> Tensor:
    if norm == "ortho":
        weights = np.full(size, np.sqrt(0.5 * size))
        weights[0] = np.sqrt(size)
        x = x * _constant(weights, x)
    else:
        x = x * float(size)
    frequencies = build("Complex", x, build("ZerosLike", x))
    return irfft(frequencies * _constant(_turns(size, 1), frequencies), [2 * size])[..., :size]


def idct(
    input: Any,
    type: int = 2,
    n: int | None = None,
    axis: int = -1,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """Undo `dct`, up to a factor where it is not "ortho". Arguments as for `dct`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     there = tf.signal.dct([1., 2., 4.], norm="ortho")
    ...     print(sess.run(tf.signal.idct(there, norm="ortho")).round(3))
    [1. 2. 4.]
    """
    return dct(input, {1: 1, 2: 3, 3: 2}.get(type, type), n, axis, norm, name)


# --- zero in the middle -----------------------------------------------------------------------------------


def _shifted(x: Any, axes: Any, name: str | None, default: str, backwards: bool) -> Tensor:
    with name_scope(name, default) as scope:
        x = convert_to_tensor(x)
        if x.shape.ndims is None and axes is None:
            raise ValueError(f"{default} needs to know the rank of its input, or the axes.")
        chosen = list(range(x.shape.ndims or 0)) if axes is None else [*np.atleast_1d(axes).tolist()]
        sizes = x.shape.as_list() if x.shape.ndims is not None else []
        known = [sizes[axis] if sizes else None for axis in chosen]
        if None in known:
            half = [build("Shape", x)[axis] // 2 for axis in chosen]
            shift: Any = build("Pack", [-one if backwards else one for one in half])
        else:
            shift = [-(size // 2) if backwards else size // 2 for size in known]  # type: ignore[operator]
        return build("Roll", x, shift, chosen, name=scope)


def fftshift(x: Any, axes: Any = None, name: str | None = None) -> Tensor:
    """Move the frequency 0 of a Fourier transform into the middle.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.signal.fftshift([0., 1., 2., -2., -1.])))
    [-2. -1.  0.  1.  2.]
    """
    return _shifted(x, axes, name, "fftshift", False)


def ifftshift(x: Any, axes: Any = None, name: str | None = None) -> Tensor:
    """Undo `fftshift`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.signal.ifftshift([-2., -1., 0., 1., 2.])))
    [ 0.  1.  2. -2. -1.]
    """
    return _shifted(x, axes, name, "ifftshift", True)


__all__ = ["dct", "fftshift", "idct", "ifftshift"]
