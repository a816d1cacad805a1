"""What the registry's own tests cannot say of the math ops: ties, signs, zeros, nan, names, broadcasting.

The expected numbers are TensorFlow 2.21's, unless they are NumPy's.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as shapes

import tensorlab as tf

NAN, INF = float("nan"), float("inf")


@pytest.fixture(autouse=True)
def _own_graph() -> Any:
    with tf.Graph().as_default():
        yield


def run(fetches: Any, feeds: Any = None) -> Any:
    """Run in a session of its own."""
    with tf.Session() as session:
        return session.run(fetches, feeds)


def gradient_of(function: Any, *values: Any) -> list[Any]:
    """The gradients of a function's sum at the given values."""
    tensors = [tf.constant(value) for value in values]
    return run(tf.gradients(function(*tensors), tensors))


# --- signs, zeros, integers -------------------------------------------------------------------------------


def test_quotients_and_remainders_of_every_sign() -> None:
    """`//` and `%` round down; the truncating ones round towards zero, as C does."""
    x, y = tf.constant([7, -7, 7, -7]), tf.constant([2, 2, -2, -2])
    found = run([x // y, x % y, tf.truncatediv(x, y), tf.truncatemod(x, y)])
    expected = [[3, -4, -4, 3], [1, 1, -1, -1], [3, -3, -3, 3], [1, -1, 1, -1]]
    np.testing.assert_array_equal(found, expected)


def test_floor_division_of_floats_rounds_the_quotient() -> None:
    """1 / 0.1 is 10, though 0.1 is a little more than a tenth; and by zero it is infinite."""
    np.testing.assert_array_equal(run(tf.constant([1.0, -1.0, 5.0]) // [0.1, 0.0, INF]), [10.0, -INF, 0.0])
    np.testing.assert_array_equal(run(tf.constant([-7.5, 7.5, -7.0]) % [2.0, -2.0, INF]), [0.5, -0.5, INF])


@pytest.mark.parametrize("name", ["floordiv", "mod", "truncatediv", "truncatemod"])
def test_integers_are_not_divided_by_zero(name: str) -> None:
    """TensorFlow stops; floats give inf or nan."""
    with pytest.raises(tf.errors.InvalidArgumentError, match="Integer division by zero"):
        run(getattr(tf, name)([1], [0]))


@pytest.mark.parametrize(
    ("dtype", "quotient"),
    [
        ("int8", "float32"),
        ("uint16", "float32"),
        ("int32", "float64"),
        ("int64", "float64"),
        ("float16", "float16"),
    ],
)
def test_dtype_of_a_true_quotient(dtype: str, quotient: str) -> None:
    """Small integers become float32, large ones float64; floats stay what they are."""
    one, two = tf.constant(1, dtype), tf.constant(2, dtype)
    for result in (one / two, tf.truediv(one, two), tf.divide(one, two)):
        assert result.dtype.name == quotient
        assert run(result) == 0.5


def test_python_2_division() -> None:
    """`tf.div` of integers rounds down to an integer."""
    assert run(tf.div(-7, 2)) == -4
    assert run(tf.div(-7.0, 2.0)) == -3.5


def test_means_of_integers_are_rounded_towards_zero_and_do_not_overflow() -> None:
    """Only the mean has to fit the dtype again."""
    assert run(tf.reduce_mean([-1, -2])) == -1
    assert run(tf.reduce_mean(np.array([200, 250], np.uint8))) == 225
    assert run(tf.reduce_mean([2_000_000_000, 2_000_000_000])) == 2_000_000_000
    assert run(tf.reduce_sum(np.array([100, 100], np.int8))) == -56


def test_integer_powers() -> None:
    """An integer has no negative integer power."""
    assert run(tf.constant(2) ** 10) == 1024
    with pytest.raises(tf.errors.InvalidArgumentError, match="negative integer powers"):
        run(tf.pow(2, tf.constant(-1)))


def test_reductions_of_nothing() -> None:
    """The neutral element of each; a mean of nothing is nan."""
    nothing = tf.zeros([0])
    assert run(tf.reduce_max(nothing)) == -INF
    assert run(tf.reduce_min(nothing)) == INF
    assert run(tf.reduce_prod(nothing)) == 1.0
    assert run(tf.reduce_logsumexp(nothing)) == -INF
    assert np.isnan(run(tf.reduce_mean(nothing)))
    assert run(tf.reduce_max(tf.zeros([0], tf.int32))) == np.iinfo(np.int32).min


# --- nan and infinity -------------------------------------------------------------------------------------


def test_nan_in_extremes() -> None:
    """A nan wins every maximum and minimum, but is never found by argmax."""
    np.testing.assert_array_equal(run(tf.maximum([NAN, 1.0, 2.0], [1.0, NAN, 1.0])), [NAN, NAN, 2.0])
    assert np.isnan(run(tf.reduce_max([1.0, NAN])))
    assert run(tf.argmax([1.0, NAN, 3.0])) == 2
    assert run(tf.argmax([NAN, NAN])) == 0
    assert run(tf.argmin([1.0, NAN, 0.0])) == 2


def test_no_nan_variants() -> None:
    """Zero beats nan and infinity where the op says so."""
    np.testing.assert_array_equal(run(tf.div_no_nan([1.0, NAN], [0.0, 0.0])), [0.0, 0.0])
    np.testing.assert_array_equal(run(tf.math.multiply_no_nan([INF, NAN], [0.0, 0.0])), [0.0, 0.0])
    np.testing.assert_array_equal(run(tf.math.xlogy([0.0, 0.0], [0.0, -1.0])), [0.0, 0.0])
    np.testing.assert_array_equal(gradient_of(tf.math.xlogy, [0.0, 1.0], [0.0, 2.0])[1], [0.0, 0.5])


def test_argmax_of_nothing_and_of_a_scalar() -> None:
    """There is no position to be found."""
    for value in (tf.zeros([0]), tf.constant(3.0)):
        with pytest.raises(tf.errors.InvalidArgumentError):
            run(tf.argmax(value))


# --- gradients at kinks -----------------------------------------------------------------------------------


def test_extremes_share_the_gradient_among_ties() -> None:
    """Of several equal entries each gets its part; of two operands the first gets all."""
    np.testing.assert_array_equal(gradient_of(tf.reduce_max, [1.0, 2.0, 2.0, 0.0])[0], [0, 0.5, 0.5, 0])
    np.testing.assert_array_equal(gradient_of(tf.reduce_min, [[1.0, 1.0], [0.0, 3.0]])[0], [[0, 0], [1, 0]])
    first, second = gradient_of(tf.maximum, [1.0, 2.0], [1.0, 3.0])
    assert first.tolist() == [1.0, 0.0]
    assert second.tolist() == [0.0, 1.0]
    first, second = gradient_of(tf.minimum, [1.0, 2.0], [1.0, 3.0])
    assert first.tolist() == [1.0, 1.0]
    assert second.tolist() == [0.0, 0.0]


def test_power_at_zero() -> None:
    """No singularity that is not there: 0 ** y is flat in y, and x ** 2 at 0 has slope 0."""
    for_x, for_y = gradient_of(tf.pow, [0.0, -2.0, 0.0], [2.0, 2.0, 1.0])
    assert for_x.tolist() == [0.0, -4.0, 1.0]
    assert for_y.tolist() == [0.0, 0.0, 0.0]


def test_products_with_zeros() -> None:
    """The gradient of a product is the product of the others, even where one of them is 0."""
    np.testing.assert_array_equal(gradient_of(tf.reduce_prod, [2.0, 0.0, 3.0])[0], [0.0, 6.0, 0.0])
    np.testing.assert_array_equal(gradient_of(tf.reduce_prod, [0.0, 0.0, 3.0])[0], [0.0, 0.0, 0.0])
    x = tf.constant([2.0, 0.0, 3.0])
    first = tf.gradients(tf.reduce_prod(x), x)[0]
    np.testing.assert_array_equal(run(tf.gradients(first, x)[0]), [3.0, 5.0, 2.0])


def test_rounding_lets_no_gradient_pass() -> None:
    """Steps have no slope; only that of sign is given as zeros."""
    x = tf.constant([1.5])
    for function in (tf.floor, tf.ceil, tf.round, tf.rint, lambda v: v // 2.0):
        assert tf.gradients(function(x), x) == [None]
    assert run(tf.gradients(tf.sign(x), x)[0]).tolist() == [0.0]


def test_complex_gradients_follow_the_conjugate() -> None:
    """The gradient of |z| is z / |z|: uphill."""
    real, imaginary = tf.constant(3.0), tf.constant(4.0)
    size = tf.abs(tf.complex(real, imaginary))
    np.testing.assert_allclose(run(tf.gradients(size, [real, imaginary])), [0.6, 0.8], rtol=1e-6)


def test_cholesky_of_a_symmetric_matrix() -> None:
    """Both halves share the gradient; on symmetric input it agrees with a difference."""
    matrix = np.array([[4.0, 1.0], [1.0, 3.0]])
    x = tf.placeholder(tf.float64, [2, 2])
    total = tf.reduce_sum(tf.cholesky((x + tf.transpose(x)) / 2.0) * np.array([[1.0, 0.0], [2.0, 3.0]]))
    found = run(tf.gradients(total, x)[0], {x: matrix})
    for index in np.ndindex(2, 2):
        moved = [matrix.copy(), matrix.copy()]
        moved[0][index] += 1e-6
        moved[1][index] -= 1e-6
        slope = (run(total, {x: moved[0]}) - run(total, {x: moved[1]})) / 2e-6
        np.testing.assert_allclose(found[index], slope, rtol=1e-6)


# --- products, names, shapes ------------------------------------------------------------------------------


def test_matmul_of_a_matrix_with_itself() -> None:
    """Both uses count."""
    w = np.array([[1.0, 2.0], [3.0, 4.0]], np.float32)
    ones = np.ones((2, 2), np.float32)
    np.testing.assert_allclose(gradient_of(lambda v: tf.matmul(v, v), w)[0], ones @ w.T + w.T @ ones)


@pytest.mark.parametrize("transpose_a", [False, True])
@pytest.mark.parametrize("transpose_b", [False, True])
def test_adjoint_products_of_complex_matrices(transpose_a: bool, transpose_b: bool) -> None:
    """`adjoint_` conjugates, `transpose_` does not, for matrices and for stacks of them."""
    rng = np.random.default_rng(0)
    a, b = (rng.normal(size=(2, 2, 2)) + 1j * rng.normal(size=(2, 2, 2)) for _ in range(2))
    turned_a = a.swapaxes(1, 2) if transpose_a else a
    turned_b = b.swapaxes(1, 2) if transpose_b else b
    for left, right, index in ((a, b, slice(None)), (a[0], b[0], 0)):
        found = run(tf.matmul(left, right, transpose_a=transpose_a, transpose_b=transpose_b))
        np.testing.assert_allclose(found, turned_a[index] @ turned_b[index])
        found = run(tf.matmul(left, right, adjoint_a=transpose_a, adjoint_b=transpose_b))
        conjugated = (
            (np.conj(turned_a) if transpose_a else turned_a),
            (np.conj(turned_b) if transpose_b else turned_b),
        )
        np.testing.assert_allclose(found, conjugated[0][index] @ conjugated[1][index])


def test_tensordot_of_tensors_of_unknown_rank() -> None:
    """A decoded picture has no static shape; the axes are counted when the graph runs."""
    a, b = tf.placeholder(tf.float64), tf.placeholder(tf.float64)
    one, other = np.arange(24.0).reshape(2, 3, 4), np.arange(60.0).reshape(4, 3, 5)
    for axes in (0, 1, [[2], [0]], [-1, -3], [[1, 2], [1, 0]]):
        product = tf.tensordot(a, b, axes)
        back = tf.gradients(product, [a, b])
        with tf.Session() as session:
            value, da, db = session.run([product, *back], {a: one, b: other})
        np.testing.assert_allclose(value, np.tensordot(one, other, axes))
        assert (da.shape, db.shape) == (one.shape, other.shape)


def test_einsum_and_tensordot_agree_with_numpy() -> None:
    """Several inputs, an ellipsis, an implied output, unknown dimensions."""
    a, b = np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(3, 4)
    for equation, inputs in (
        ("ij,jk,lm->kl", (a, b, a)),
        ("ij,jk", (a, b)),
        ("...j,jk->...k", (a, b)),
        ("ij->", (a,)),
    ):
        np.testing.assert_allclose(run(tf.einsum(equation, *inputs)), np.einsum(equation, *inputs))
    x = tf.placeholder(tf.float64, [None, 3])
    product = tf.tensordot(x, b, 1)
    assert product.shape.as_list() == [None, 4]
    np.testing.assert_allclose(run(product, {x: a}), a @ b)
    np.testing.assert_allclose(run(tf.gradients(product, x)[0], {x: a}), np.ones((2, 4)) @ b.T)
    np.testing.assert_allclose(run(tf.tensordot(a, b.T, [[1], [1]])), np.tensordot(a, b.T, [[1], [1]]))


NAMES = [
    (lambda x, i: x + 1.0, "add", "AddV2"),
    (lambda x, i: tf.add(x, 1.0), "Add", "AddV2"),
    (lambda x, i: x / x, "truediv", "RealDiv"),
    (lambda x, i: i / i, "truediv", "RealDiv"),
    (lambda x, i: tf.div(x, x), "div", "RealDiv"),
    (lambda x, i: x // x, "floordiv", "FloorDiv"),
    (lambda x, i: tf.floordiv(x, x), "floordiv", "FloorDiv"),
    (lambda x, i: x % x, "mod", "FloorMod"),
    (lambda x, i: tf.mod(x, x), "FloorMod", "FloorMod"),
    (lambda x, i: -x, "Neg", "Neg"),
    (lambda x, i: abs(x), "Abs", "Abs"),
    (lambda x, i: x**2, "pow", "Pow"),
    (lambda x, i: tf.pow(x, 2.0), "Pow", "Pow"),
    (lambda x, i: x < 1.0, "Less", "Less"),
    (lambda x, i: tf.reduce_sum(x), "Sum", "Sum"),
    (lambda x, i: tf.argmax(x, 1), "ArgMax", "ArgMax"),
    (lambda x, i: x @ tf.transpose(x), "matmul", "MatMul"),
    (lambda x, i: tf.matmul(x, x, transpose_b=True), "MatMul", "MatMul"),
    (lambda x, i: (x > 0.0) & (x < 1.0), "and", "LogicalAnd"),
    (lambda x, i: i & i, "and", "BitwiseAnd"),
    (lambda x, i: tf.trace(tf.eye(2)), "Trace", "Sum"),
    (lambda x, i: tf.norm(x), "norm/Squeeze", "Squeeze"),
    (lambda x, i: tf.count_nonzero(x), "count_nonzero/Sum", "Sum"),
]


@pytest.mark.parametrize(("make", "name", "kind"), NAMES, ids=[f"{n}-{k}" for _, n, k in NAMES])
def test_names_are_tensorflows(make: Any, name: str, kind: str) -> None:
    """Operators and functions name their nodes differently."""
    tensor = make(tf.placeholder(tf.float32, [2, 3]), tf.placeholder(tf.int32, [2, 3]))
    assert (tensor.op.name, tensor.op.type) == (name, kind)


def test_names_of_constants() -> None:
    """Axes and converted operands stand where TensorFlow puts them."""
    x, i = tf.placeholder(tf.float32, [2, 3]), tf.placeholder(tf.int32, [2, 3])
    _ = tf.reduce_sum(x), tf.reduce_mean(x, 1), tf.argmax(x, 1), i / i, x + 1.0
    made = {operation.name: operation.type for operation in tf.get_default_graph().get_operations()}
    for name in ("Const", "Mean/reduction_indices", "ArgMax/dimension", "add/y"):
        assert made[name] == "Const"
    assert made["truediv/Cast"] == made["truediv/Cast_1"] == "Cast"


def test_all_axes_of_a_tensor_of_unknown_rank() -> None:
    """The result is known to be a scalar, and the gradient has the shape fed."""
    x = tf.placeholder(tf.float32)
    total = tf.reduce_sum(x)
    assert total.shape.as_list() == []
    found = run([total, *tf.gradients(total, x)], {x: [[1.0, 2.0], [3.0, 4.0]]})
    assert found[0] == 10.0
    np.testing.assert_array_equal(found[1], np.ones((2, 2)))
    axis = tf.placeholder(tf.int32, [None])
    along = tf.reduce_mean(x, axis)
    assert along.shape.ndims is None
    np.testing.assert_array_equal(run(along, {x: [[1.0, 2.0], [3.0, 4.0]], axis: [0]}), [2.0, 3.0])


def test_dtypes_are_not_mixed() -> None:
    """TensorFlow refuses silently promoting numbers, and says which differ."""
    x = tf.constant([1.0])
    for wrong in (lambda: x + tf.constant([1]), lambda: tf.truediv(2, x), lambda: tf.maximum(0, x)):
        with pytest.raises(TypeError, match=r"int32"):
            wrong()
    with pytest.raises(ValueError, match="Dimensions must be equal, but are 3 and 2"):
        tf.matmul(tf.zeros([2, 3]), tf.zeros([2, 3]))


def test_segments() -> None:
    """Gaps, negative numbers, and numbers that do not rise."""
    rows = [1.0, 2.0, 3.0]
    np.testing.assert_array_equal(run(tf.segment_max(rows, [0, 0, 2])), [2.0, 0.0, 3.0])
    np.testing.assert_array_equal(run(tf.segment_prod(rows, [0, 0, 2])), [2.0, 1.0, 3.0])
    np.testing.assert_array_equal(run(tf.unsorted_segment_sum(rows, [2, -1, 2], 4)), [0.0, 0.0, 4.0, 0.0])
    np.testing.assert_array_equal(run(tf.unsorted_segment_mean(rows, [2, -1, 2], 4)), [0.0, 0.0, 2.0, 0.0])
    lowest = np.finfo(np.float32).min
    np.testing.assert_array_equal(run(tf.unsorted_segment_max(rows, [0, -1, 1], 3)), [1.0, 3.0, lowest])
    for ids, words in (([0, 2, 1], "not increasing"), ([-1, 0, 1], ">= 0")):
        with pytest.raises(tf.errors.InvalidArgumentError, match=words):
            run(tf.segment_sum(rows, ids))
    with pytest.raises(tf.errors.InvalidArgumentError, match="out of range"):
        run(tf.unsorted_segment_sum(rows, [0, 5, 2], 4))


def test_singular_matrices_are_refused() -> None:
    """By the op that needs an inverse."""
    for result in (
        tf.matrix_inverse([[1.0, 2.0], [2.0, 4.0]]),
        tf.matrix_solve([[1.0, 2.0], [2.0, 4.0]], [[1.0], [1.0]]),
    ):
        with pytest.raises(tf.errors.InvalidArgumentError, match="not invertible"):
            run(result)


# --- NumPy as a judge of broadcasting ---------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(
    shapes.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3),
    st.sampled_from(["+", "-", "*"]),
)
def test_broadcasting_is_numpys_and_is_undone_in_gradients(drawn: Any, operator: str) -> None:
    """Values and shapes are NumPy's; each gradient has its operand's shape and adds up the copies."""
    (first, second), result = drawn.input_shapes, drawn.result_shape
    a, b = np.arange(np.prod(first)).reshape(first) + 1.0, np.arange(np.prod(second)).reshape(second) + 2.0
    apply = {"+": lambda p, q: p + q, "-": lambda p, q: p - q, "*": lambda p, q: p * q}[operator]
    with tf.Graph().as_default():
        known = tf.placeholder(tf.float64, first), tf.placeholder(tf.float64, second)
        unknown = tf.placeholder(tf.float64), tf.placeholder(tf.float64, [None] * len(second))
        for x, y in (known, unknown):
            z = apply(x, y)
            value, for_x, for_y = run([z, *tf.gradients(z, [x, y])], {x: a, y: b})
            assert z.shape.is_compatible_with(result)
            np.testing.assert_array_equal(value, apply(a, b))
            copies = np.broadcast_to(b if operator == "*" else 1.0, result)
            extra = len(result) - len(first)
            axes = tuple(i for i in range(len(result)) if i < extra or (first[i - extra] == 1 != result[i]))
            np.testing.assert_allclose(for_x, copies.sum(axis=axes).reshape(first))
            assert for_y.shape == second


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_reductions_are_numpys(data: Any) -> None:
    """Along any axes, kept or not."""
    x = data.draw(
        shapes.arrays(np.float64, shapes.array_shapes(max_dims=3, max_side=3), elements=st.floats(-9, 9))
    )
    axes = tuple(
        data.draw(
            st.sets(st.integers(-1, x.ndim - 1).filter(lambda i: i >= 0 or x.ndim == 1), max_size=x.ndim)
        )
    )
    axes = tuple(dict.fromkeys(axis % x.ndim for axis in axes))
    kept = data.draw(st.booleans())
    with tf.Graph().as_default():
        t = tf.constant(x)
        functions = [tf.reduce_sum, tf.reduce_mean, tf.reduce_max, tf.reduce_min, tf.reduce_prod]
        found = run([function(t, list(axes), keepdims=kept) for function in functions])
    judges = [np.sum, np.mean, np.max, np.min, np.prod]
    for value, judge in zip(found, judges, strict=True):
        np.testing.assert_allclose(value, judge(x, axis=axes, keepdims=kept), rtol=1e-12, atol=1e-12)
