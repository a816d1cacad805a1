"""Products along axes, and the truth values "all" and "any".

Read next: `scans.py` (running sums and products).
"""

from typing import Any

import numpy as np

from tensorlab.graph.dtypes import BOOL, COMPLEX, FLOATING, NUMERIC
from tensorlab.graph.registry import Array, HostInts, Sample, build, op
from tensorlab.graph.shape_rules import same, same_as
from tensorlab.ops.complex_numbers import conj
from tensorlab.ops.reduce import OPDEF, empty_samples, reduced_shape, reduction_samples, spread, with_axes

# NumPy's own annotations know no `keepdims` that is decided at run time.
product_of: Any = np.multiply.reduce
all_of: Any = np.logical_and.reduce
any_of: Any = np.logical_or.reduce


@op(
    "Prod",
    shape=reduced_shape,
    dtypes=NUMERIC,
    kind="reduction",
    symbol="Π",
    latex=r"\prod_{{{axis}}} {input_tensor}",
    opdef=OPDEF,
)
def reduce_prod(input_tensor: Array, axis: HostInts = None, keepdims: bool = False):
    """Multiply the entries along `axis`, or all of them.

    Args:
        input_tensor: numbers of any shape.
        axis: one axis or several, also negative; None means all.
        keepdims: leave the axes in place with size 1.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.reduce_prod([[1, 2], [3, 4]], axis=1)))
    [ 2 12]
    """
    return product_of(input_tensor, axis, input_tensor.dtype, None, keepdims)


reduce_prod.build(with_axes)


@reduce_prod.gradient(latex=(r"{g} \prod_{{\text{{the others}}}} {input_tensor}",))
def _(g, y, input_tensor, axis, keepdims):
    others = product_of_others(input_tensor, axis)
    return spread(g, input_tensor, axis, keepdims) * conj(others)


@reduce_prod.samples
def _() -> list[Sample]:
    small = ((1.0, 2.0, 0.5), (3.0, 1.5, 0.25))
    return [*reduction_samples(small), *empty_samples(), Sample([2.0, 0.0, 3.0]), Sample([0.0, 0.0, 3.0])]


def _as_rows(x: Any, axis: Any) -> tuple[Any, tuple[int, ...]]:
    """Bring the axes to the end and make one of them; also the order of the axes that does so."""
    wanted = range(x.ndim) if axis is None else sorted({one % x.ndim for one in axis})
    order = tuple([*[place for place in range(x.ndim) if place not in wanted], *wanted])
    turned = x.transpose(order)
    return turned.reshape((*turned.shape[: x.ndim - len(wanted)], -1)), order


def _from_rows(rows: Any, shape: tuple[int, ...], order: tuple[int, ...]) -> Any:
    """Undo `_as_rows`."""
    return rows.reshape([shape[place] for place in order]).transpose(np.argsort(order).tolist())


@op(
    "ProductOfOthers",
    shape=same,
    dtypes=NUMERIC,
    kind="gradient",
    symbol="Π others",
    latex=r"\prod_{{\text{{the others}}}} {input}",
)
def product_of_others(input: Array, axis: HostInts = None):
    """For every entry, multiply all the others along `axis`. Nothing is divided, so zeros do no harm.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(product_of_others([2., 0., 3.], [0])))
    [0. 6. 0.]
    """
    if input.ndim == 0 or input.size == 0:
        return np.ones_like(input)
    rows, order = _as_rows(input, axis)
    before, after = np.ones_like(rows), np.ones_like(rows)
    np.multiply.accumulate(rows[..., :-1], axis=-1, out=before[..., 1:])
    after[..., :-1] = np.multiply.accumulate(rows[..., :0:-1], axis=-1)[..., ::-1]
    return _from_rows(before * after, input.shape, order)


@product_of_others.gradient
def _(g, y, input, axis):
    return product_of_others_gradient(g, conj(input), axis)


@product_of_others.samples
def _() -> list[Sample]:
    matrix = [[1.0, 2.0, 0.5], [3.0, 1.5, 0.25]]
    return [
        Sample(matrix, [0, 1]),
        Sample(matrix, [1]),
        Sample(matrix, [-2]),
        Sample(matrix),
        Sample(matrix, []),
        Sample(2.0, []),
        Sample(np.zeros((0, 3)), [0]),
        Sample([2.0, 0.0, 3.0], [0], differentiable=False),
        Sample(np.arange(1.0, 9.0).reshape(2, 2, 2) / 2, [0, 2], dtypes=["float32", "float64"]),
    ]


@op(
    "ProductOfOthersGrad",
    shape=same_as(1),
    dtypes=FLOATING | COMPLEX,
    kind="gradient",
    symbol="Π others'",
    latex=r"\sum_j {g}_j \prod_{{i \ne j, k}} {input}_i",
)
def product_of_others_gradient(g: Array, input: Array, axis: HostInts = None):
    """Differentiate `ProductOfOthers`: leave out two factors at a time, and add up.

    A running product and its derivative are carried along from both ends, so zeros do no harm here either.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(product_of_others_gradient([1., 1., 1.], [2., 0., 3.], [0])))
    [3. 5. 2.]
    """
    if input.ndim == 0 or input.size == 0:
        return np.zeros_like(input)
    rows, order = _as_rows(input, axis)
    weights, _ = _as_rows(g, axis)
    one_before, sum_before = _running(rows, weights)
    one_after, sum_after = (x[..., ::-1] for x in _running(rows[..., ::-1], weights[..., ::-1]))
    return _from_rows(sum_before * one_after + one_before * sum_after, input.shape, order)


def _running(rows: Any, weights: Any) -> tuple[Any, Any]:
    """The product of the entries before each place, and its derivative along `weights`."""
    products, derivatives = np.ones_like(rows), np.zeros_like(rows)
    for place in range(1, rows.shape[-1]):
        last, weight = rows[..., place - 1], weights[..., place - 1]
        derivatives[..., place] = derivatives[..., place - 1] * last + products[..., place - 1] * weight
        products[..., place] = products[..., place - 1] * last
    return products, derivatives


@product_of_others_gradient.gradient
def _(h, y, g, input, axis):
    # Three factors are left out by dividing, so this one (a third derivative) is exact where no entry is 0.
    first, second = build("DivNoNan", g, input), build("DivNoNan", h, input)
    pairs = build("Sum", first * second, axis, True) - first * second
    others = (build("Sum", first, axis, True) - first) * (build("Sum", second, axis, True) - second)
    return product_of_others_gradient(h, input, axis), product_of_others(input, axis) * (others - pairs)


@product_of_others_gradient.samples
def _() -> list[Sample]:
    matrix = [[1.0, 2.0, 0.5], [3.0, 1.5, 0.25]]
    return [
        Sample(matrix, matrix, [0, 1]),
        Sample(matrix, matrix, [1]),
        Sample(2.0, 3.0),
        Sample(np.zeros((0, 3)), np.zeros((0, 3)), [0]),
    ]


# --- truth values -----------------------------------------------------------------------------------------


@op(
    "All",
    shape=reduced_shape,
    dtypes=BOOL,
    kind="reduction",
    symbol="all",
    opdef=OPDEF,
    latex=r"\bigwedge_{{{axis}}} {input_tensor}",
)
def reduce_all(input_tensor: Array, axis: HostInts = None, keepdims: bool = False):
    """Tell whether every entry along `axis` is True (for no entries at all: yes).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.reduce_all([[True, False], [True, True]], axis=1)))
    [False  True]
    """
    return all_of(input_tensor, axis, None, None, keepdims)


@op(
    "Any",
    shape=reduced_shape,
    dtypes=BOOL,
    kind="reduction",
    symbol="any",
    opdef=OPDEF,
    latex=r"\bigvee_{{{axis}}} {input_tensor}",
)
def reduce_any(input_tensor: Array, axis: HostInts = None, keepdims: bool = False):
    """Tell whether some entry along `axis` is True (for no entries at all: no).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.reduce_any([[True, False], [False, False]], axis=1)))
    [ True False]
    """
    return any_of(input_tensor, axis, None, None, keepdims)


@reduce_all.kernel_for("GPU")
def _(input_tensor: Any, axis: Any = None, keepdims: bool = False) -> Any:
    return np.all(input_tensor, axis=axis, keepdims=keepdims)


@reduce_any.kernel_for("GPU")
def _(input_tensor: Any, axis: Any = None, keepdims: bool = False) -> Any:
    return np.any(input_tensor, axis=axis, keepdims=keepdims)


for _record in (reduce_all, reduce_any):
    _record.build(with_axes)
    _record.not_differentiable("truth values have no slope")
    _record.samples(lambda: reduction_samples(((True, False, True), (False, False, True))))


__all__ = ["product_of_others", "product_of_others_gradient", "reduce_all", "reduce_any", "reduce_prod"]
