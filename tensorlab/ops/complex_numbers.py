"""Complex numbers: putting them together and taking them apart.

The gradient of a real loss with respect to a complex number is kept, as in TensorFlow, in the conjugate
convention: following it uphill makes the loss grow. So gradient rules multiply by the conjugate.

Read next: `linalg.py`, where conjugates meet transposes.
"""

from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import COMPLEX, DType, complex64, complex128, float32, float64
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import broadcast, same
from tensorlab.graph.tensor import Tensor

PARTS = frozenset({float32, float64})


def _complex_dtype(dtypes: Any, attributes: Any) -> DType:
    return complex128 if dtypes["real"] is float64 else complex64


def _real_dtype(dtypes: Any, attributes: Any) -> DType:
    return next(iter(dtypes.values())).real_dtype


@op("Complex", shape=broadcast, dtypes=PARTS, result=_complex_dtype, symbol="a+bi", latex="{real} + {imag} i")
def complex_(real: Array, imag: Array):
    """Make complex numbers from their real and imaginary parts; they broadcast together.

    Float32 parts make complex64, float64 parts complex128.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.complex([1., 2.], 3.)))
    [1.+3.j 2.+3.j]
    """
    shape = np.broadcast_shapes(np.shape(real), np.shape(imag))
    result = np.empty_like(real, dtype=np.result_type(real, np.complex64), shape=shape)
    result.real[...], result.imag[...] = real, imag  # 1j * imag would make nan of an infinite part
    return result


@complex_.gradient(latex=(r"\Re {g}", r"\Im {g}"))
def _(g, y, real, imag):
    return real_part(g), imaginary_part(g)


@complex_.samples
def _() -> list[Sample]:
    # Finite differences are taken of real results only; `Real` and `Imag` check this gradient with theirs.
    shared: dict[str, Any] = {"differentiable": False}
    return [
        Sample(1.0, 2.0, **shared),
        Sample([1.0, -2.0], 0.5, **shared),
        Sample([[1.0], [2.0]], [[3.0, -4.0]], **shared),
        Sample(np.zeros((0, 2)), [1.0, 2.0], **shared),
        Sample(np.ones((2, 1, 2)), np.ones((2, 1, 2)), **shared),
    ]


COMPLEX_VALUES = [1.0 + 2.0j, -0.5 + 0.25j, 3.0 - 1.0j]


def _samples() -> list[Sample]:
    row = np.array(COMPLEX_VALUES)
    return [Sample(row[0]), Sample(row), Sample(row.reshape(3, 1, 1)), Sample(np.zeros((0, 2), np.complex64))]


@op("Real", shape=same, dtypes=COMPLEX, result=_real_dtype, symbol="Re", latex=r"\Re {input}")
def real_part(input: Array):
    """Take the real part of complex numbers.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.real(tf.complex([1., 2.], [3., 4.]))))
    [1. 2.]
    """
    return np.real(input)


@real_part.gradient(latex=("{g} + 0i",))
def _(g, y, input):
    return complex_(g, build("ZerosLike", g))


real_part.samples(_samples)


@op("Imag", shape=same, dtypes=COMPLEX, result=_real_dtype, symbol="Im", latex=r"\Im {input}")
def imaginary_part(input: Array):
    """Take the imaginary part of complex numbers.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.imag(tf.complex([1., 2.], [3., 4.]))))
    [3. 4.]
    """
    return np.imag(input)


@imaginary_part.gradient(latex=("0 + {g} i",))
def _(g, y, input):
    return complex_(build("ZerosLike", g), g)


imaginary_part.samples(_samples)


@op("Conj", shape=same, dtypes=COMPLEX, symbol="conj", latex=r"\overline{{{input}}}")
def conjugate(input: Array):
    """Turn the sign of the imaginary part of complex numbers.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.conj(tf.complex([1., 2.], [3., 4.]))))
    [1.-3.j 2.-4.j]
    """
    return np.conj(input)


@conjugate.gradient(latex=(r"\overline{{{g}}}",))
def _(g, y, input):
    return conjugate(g)


conjugate.samples(_samples)


@op("Angle", shape=same, dtypes=COMPLEX, result=_real_dtype, symbol="arg", latex=r"\arg {input}")
def argument(input: Array):
    """Take the angle of complex numbers with the positive real axis, between -pi and pi.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.angle(tf.complex(0., 2.))))
    1.5707964
    """
    return np.angle(input)


@argument.gradient(latex=(r"i {g} / \overline{{{input}}}",))
def _(g, y, input):
    return complex_(build("ZerosLike", g), g) / conjugate(input)


argument.samples(_samples)


def conj(x: Any, name: str | None = None) -> Tensor:
    """Turn the sign of the imaginary part; real numbers are handed back as they are, without a node.

    Args:
        x: a tensor of any numbers.

    Raises:
        TypeError: for strings and bools.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     x = tf.constant([1., 2.])
    ...     print(tf.conj(x) is x)
    True
    """
    if isinstance(x, Tensor):
        x_tensor = x
    else:
        with name_scope(name, "Conj", [x]):
            x_tensor = convert_to_tensor(x, name="x")
    dtype = x_tensor.dtype
    if dtype.is_complex:
        return conjugate(x_tensor, name=name)
    if dtype.is_floating or dtype.is_integer:
        return x_tensor
    raise TypeError(f"Expected numeric or variant tensor, got dtype {dtype!r}")


def real(input: Any, name: str | None = None) -> Tensor:
    """Take the real part; real numbers are handed back as they are.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.real(tf.complex(1., 2.))))
    1.0
    """
    if isinstance(input, Tensor) and not input.dtype.is_complex:
        return input
    with name_scope(name, "Real", [input]) as scope:
        tensor = convert_to_tensor(input, name="input")
        return real_part(tensor, name=scope) if tensor.dtype.is_complex else tensor


def imag(input: Any, name: str | None = None) -> Tensor:
    """Take the imaginary part; that of real numbers is zero.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.imag([1., 2.])))
    [0. 0.]
    """
    with name_scope(name, "Imag", [input]) as scope:
        tensor = convert_to_tensor(input, name="input")
        return imaginary_part(tensor, name=scope) if tensor.dtype.is_complex else build("ZerosLike", tensor)


def angle(input: Any, name: str | None = None) -> Tensor:
    """Take the angle with the positive real axis: 0 for positive real numbers, pi for negative ones.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.angle([1., -2.])))
    [0. 3.1415927]
    """
    with name_scope(name, "Angle", [input]) as scope:
        tensor = convert_to_tensor(input, name="input")
        if tensor.dtype.is_complex:
            return argument(tensor, name=scope)
        zeros = build("ZerosLike", tensor)
        return build("SelectV2", tensor < 0, zeros + np.pi, zeros, name=scope)


__all__ = [
    "angle",
    "argument",
    "complex_",
    "conj",
    "conjugate",
    "imag",
    "imaginary_part",
    "real",
    "real_part",
]
