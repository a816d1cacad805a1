"""Angles: sine, cosine, tangent, and their inverses. All angles are in radians.

Read next: `hyperbolic.py`, the same functions on a hyperbola, among them tanh.
"""

import numpy as np

from tensorlab.graph.dtypes import COMPLEX, FLOATING
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.shape_rules import broadcast, same
from tensorlab.ops.complex_numbers import conj
from tensorlab.ops.example_values import broadcast_pairs, numbers


@op("Sin", shape=same, dtypes=FLOATING | COMPLEX, symbol="sin", latex=r"\sin {x}")
def sin(x: Array):
    """Take the sine of every angle.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.sin([0., 1.5707963])))
    [0. 1.]
    """
    return np.sin(x)


@sin.gradient(latex=(r"{g} \cos {x}",))
def _(g, y, x):
    return g * cos(conj(x))


@sin.samples
def _() -> list[Sample]:
    return numbers([0.5, -1.0, 2.0])


@op("Cos", shape=same, dtypes=FLOATING | COMPLEX, symbol="cos", latex=r"\cos {x}")
def cos(x: Array):
    """Take the cosine of every angle.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.cos([0., 3.1415927])))
    [ 1. -1.]
    """
    return np.cos(x)


@cos.gradient(latex=(r"-{g} \sin {x}",))
def _(g, y, x):
    return -(g * sin(conj(x)))


@cos.samples
def _() -> list[Sample]:
    return numbers([0.5, -1.0, 2.0])


@op("Tan", shape=same, dtypes=FLOATING | COMPLEX, symbol="tan", latex=r"\tan {x}")
def tan(x: Array):
    """Take the tangent of every angle: its sine divided by its cosine.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.tan([0., 0.7853982])))
    [0. 1.]
    """
    return np.tan(x)


@tan.gradient(latex=(r"{g} (1 + \tan^2 {x})",))
def _(g, y, x):
    return g * (1.0 + conj(y) * conj(y))


@tan.samples
def _() -> list[Sample]:
    return numbers([0.5, -1.0, 0.25])


@op("Asin", shape=same, dtypes=FLOATING | COMPLEX, symbol="asin", latex=r"\arcsin {x}")
def asin(x: Array):
    """Find the angle, between -pi/2 and pi/2, that has this sine.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.asin([0., 1.])))
    [0. 1.5707964]
    """
    return np.arcsin(x)


@asin.gradient(latex=(r"{g} / \sqrt{{1 - {x}^2}}",))
def _(g, y, x):
    return g / build("Sqrt", 1.0 - conj(x) * conj(x))


@asin.samples
def _() -> list[Sample]:
    return numbers([0.5, -0.25, 0.75])


@op("Acos", shape=same, dtypes=FLOATING | COMPLEX, symbol="acos", latex=r"\arccos {x}")
def acos(x: Array):
    """Find the angle, between 0 and pi, that has this cosine.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.acos([1., -1.])))
    [0. 3.1415927]
    """
    return np.arccos(x)


@acos.gradient(latex=(r"-{g} / \sqrt{{1 - {x}^2}}",))
def _(g, y, x):
    return -(g / build("Sqrt", 1.0 - conj(x) * conj(x)))


@acos.samples
def _() -> list[Sample]:
    return numbers([0.5, -0.25, 0.75])


@op("Atan", shape=same, dtypes=FLOATING | COMPLEX, symbol="atan", latex=r"\arctan {x}")
def atan(x: Array):
    """Find the angle, between -pi/2 and pi/2, that has this tangent.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.atan([0., 1.])))
    [0. 0.7853982]
    """
    return np.arctan(x)


@atan.gradient(latex=("{g} / (1 + {x}^2)",))
def _(g, y, x):
    return g / (1.0 + conj(x) * conj(x))


@atan.samples
def _() -> list[Sample]:
    return numbers([0.5, -1.0, 2.0])


@op("Atan2", shape=broadcast, dtypes=FLOATING, symbol="atan2", latex=r"\operatorname{{atan2}}({y}, {x})")
def atan2(y: Array, x: Array):
    """Find the angle, between -pi and pi, at which the point (x, y) is seen from the origin.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.atan2([1., -1.], [0., 0.])))
    [ 1.5707964 -1.5707964]
    """
    return np.arctan2(y, x)


@atan2.gradient(latex=("{g} {x} / ({x}^2 + {y}^2)", "-{g} {y} / ({x}^2 + {y}^2)"))
def _(g, z, y, x):
    share = g / (build("Square", x) + build("Square", y))
    return x * share, -(y * share)


@atan2.samples
def _() -> list[Sample]:
    return [*broadcast_pairs(), Sample([1.0, -1.0, -2.0], [-1.0, 2.0, -0.5])]


__all__ = ["acos", "asin", "atan", "atan2", "cos", "sin", "tan"]
