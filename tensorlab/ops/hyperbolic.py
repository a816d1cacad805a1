"""The hyperbolic functions and their inverses; tanh squashes any number into (-1, 1), as neurons do.

Read next: `special.py` (the error function, gamma functions).
"""

from typing import Any

import numpy as np

from tensorlab.graph.dtypes import COMPLEX, FLOATING
from tensorlab.graph.registry import Array, Sample, op
from tensorlab.graph.shape_rules import same
from tensorlab.ops.complex_numbers import conj
from tensorlab.ops.example_values import numbers


@op("Sinh", shape=same, dtypes=FLOATING | COMPLEX, symbol="sinh", latex=r"\sinh {x}")
def sinh(x: Array):
    """Take half of e^x - e^-x.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.sinh([0., 1.])))
    [0. 1.1752012]
    """
    return np.sinh(x)


@sinh.gradient(latex=(r"{g} \cosh {x}",))
def _(g, y, x):
    return g * cosh(conj(x))


@sinh.samples
def _() -> list[Sample]:
    return numbers([0.5, -1.0, 2.0])


@op("Cosh", shape=same, dtypes=FLOATING | COMPLEX, symbol="cosh", latex=r"\cosh {x}")
def cosh(x: Array):
    """Take half of e^x + e^-x.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.cosh([0., 1.])))
    [1. 1.54308]
    """
    return np.cosh(x)


@cosh.gradient(latex=(r"{g} \sinh {x}",))
def _(g, y, x):
    return g * sinh(conj(x))


@cosh.samples
def _() -> list[Sample]:
    return numbers([0.5, -1.0, 2.0])


@op("Asinh", shape=same, dtypes=FLOATING | COMPLEX, symbol="asinh", latex=r"\operatorname{{arsinh}} {x}")
def asinh(x: Array):
    """Find the number that has this hyperbolic sine.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.asinh([0., 1.1752012])))
    [0. 1.]
    """
    return np.arcsinh(x)


@asinh.gradient(latex=(r"{g} / \cosh y",))
def _(g, y, x):
    return g / cosh(conj(y))


@asinh.samples
def _() -> list[Sample]:
    return numbers([0.5, -1.0, 2.0])


@op("Acosh", shape=same, dtypes=FLOATING | COMPLEX, symbol="acosh", latex=r"\operatorname{{arcosh}} {x}")
def acosh(x: Array):
    """Find the number, 0 or above, that has this hyperbolic cosine.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.acosh([1., 1.5430806])))
    [0. 1.]
    """
    return np.arccosh(x)


@acosh.gradient(latex=(r"{g} / \sinh y",))
def _(g, y, x):
    return g / sinh(conj(y))


@acosh.samples
def _() -> list[Sample]:
    return numbers([1.5, 4.0, 2.0])


@op("Atanh", shape=same, dtypes=FLOATING | COMPLEX, symbol="atanh", latex=r"\operatorname{{artanh}} {x}")
def atanh(x: Array):
    """Find the number that has this hyperbolic tangent.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.atanh([0., 0.5])))
    [0. 0.5493061]
    """
    return np.arctanh(x)


@atanh.gradient(latex=("{g} / (1 - {x}^2)",))
def _(g, y, x):
    return g / (1.0 - conj(x) * conj(x))


@atanh.samples
def _() -> list[Sample]:
    return numbers([0.5, -0.25, 0.75])


@op("Tanh", shape=same, dtypes=FLOATING | COMPLEX, kind="activation", symbol="tanh", latex=r"\tanh {x}")
def tanh(x: Array):
    """Squash every entry into (-1, 1).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.tanh([0., 1., -20.])))
    [ 0. 0.7615942 -1. ]
    """
    return np.tanh(x)


@tanh.bind
def _() -> Any:
    return np.tanh


@tanh.gradient(latex=(r"{g} (1 - \tanh^2 {x})",))
def _(g, y, x):
    return tanh_gradient(conj(y), g)


@tanh.samples
def _() -> list[Sample]:
    return numbers([0.5, -1.0, 2.0])


@op(
    "TanhGrad",
    shape=same,
    dtypes=FLOATING | COMPLEX,
    kind="gradient",
    symbol="g(1−y²)",
    latex="{dy} (1 - {y}^2)",
)
def tanh_gradient(y: Array, dy: Array):
    """Multiply the incoming gradient by 1 - y², the slope of tanh where its value is y.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tanh_gradient([0.5], [1.])))
    [0.75]
    """
    return dy * (1 - y * y)


@tanh_gradient.gradient
def _(g, dx, y, dy):
    return -2.0 * (g * conj(dy)) * conj(y), tanh_gradient(conj(y), g)


@tanh_gradient.samples
def _() -> list[Sample]:
    return [Sample([0.5, -0.25], [1.0, 3.0]), Sample(0.5, -1.0), Sample([[0.75]], [[2.0]])]


__all__ = ["acosh", "asinh", "atanh", "cosh", "sinh", "tanh", "tanh_gradient"]
