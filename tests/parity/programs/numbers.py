"""Mathematics: values at ordinary and at extreme points, in several dtypes."""

from typing import Any

from tests.parity.attempt import run


def elementwise(tf: Any, np: Any) -> None:
    """Functions of one number."""
    x = tf.constant([-1.5, -0.5, 0.0, 0.25, 0.75, 2.5])
    for name in [
        "abs",
        "negative",
        "sign",
        "square",
        "exp",
        "expm1",
        "sin",
        "cos",
        "tan",
        "sinh",
        "cosh",
        "tanh",
        "asinh",
        "atan",
        "erf",
        "erfc",
        "floor",
        "ceil",
        "round",
        "rint",
        "sigmoid",
        "log_sigmoid",
        "is_finite",
    ]:
        print(name, run(tf, getattr(tf, name)(x)))
    positive = tf.constant([0.1, 0.5, 1.0, 2.5, 7.0])
    for name in ["sqrt", "rsqrt", "log", "log1p", "reciprocal", "lgamma", "digamma"]:
        print(name, run(tf, getattr(tf, name)(positive)))
    inside = tf.constant([-0.9, -0.1, 0.0, 0.3, 0.95])
    for name in ["asin", "acos", "atanh"]:
        print(name, run(tf, getattr(tf, name)(inside)))
    print("acosh", run(tf, tf.acosh([1.0, 1.5, 10.0])))


def rounding(tf: Any, np: Any) -> None:
    """Halves go to the even neighbour."""
    x = tf.constant([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5])
    print(
        run(
            tf,
            [
                tf.round(x),
                tf.rint(x),
                tf.floor(x),
                tf.ceil(x),
                tf.cast(x, tf.int32),
                tf.round(tf.constant([1, 2])),
            ],
        )
    )


def two_numbers(tf: Any, np: Any) -> None:
    """Functions of two numbers."""
    a, b = tf.constant([3.0, -3.0, 5.5, -5.5]), tf.constant([2.0, 2.0, -2.0, -2.0])
    for name in [
        "add",
        "subtract",
        "multiply",
        "divide",
        "floordiv",
        "mod",
        "maximum",
        "minimum",
        "squared_difference",
        "atan2",
        "realdiv",
        "truediv",
    ]:
        print(name, run(tf, getattr(tf, name)(a, b)))
    print(
        run(tf, [tf.pow(tf.abs(a), b), tf.pow([2, 3], [3, 2]), tf.div(7, 2), tf.div(-7, 2), tf.div(7.0, 2.0)])
    )
    print(run(tf, [tf.zeta([2.0], [1.0]), tf.polygamma([1.0], [2.0])]))


def incomplete_gamma(tf: Any, np: Any) -> None:
    """The incomplete gamma functions."""
    print(run(tf, [tf.igamma([1.0, 0.5], [2.0, 0.1]), tf.igammac([1.0, 0.5], [2.0, 0.1])]))


def extremes(tf: Any, np: Any) -> None:
    """Large and small arguments stay finite where they should."""
    x = tf.constant([-1000.0, -100.0, -20.0, 0.0, 20.0, 100.0, 1000.0])
    for y in (
        tf.sigmoid(x),
        tf.tanh(x),
        tf.nn.softplus(x),
        tf.nn.elu(x),
        tf.nn.softmax(x),
        tf.nn.log_softmax(x),
    ):
        print(run(tf, y))
    print(run(tf, [tf.reduce_logsumexp(x), tf.log_sigmoid(x), tf.exp(x)]))
    print(run(tf, tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.ones([7]), logits=x)))
    print(run(tf, tf.nn.softmax_cross_entropy_with_logits_v2(labels=[1.0, 0, 0, 0, 0, 0, 0], logits=x)))


def reductions(tf: Any, np: Any) -> None:
    """Reductions over every axis."""
    x = tf.constant([[1.0, 2.0, 3.0], [4.0, 5.0, -6.0]])
    for name in ["sum", "mean", "max", "min", "prod", "logsumexp"]:
        function = getattr(tf, "reduce_" + name)
        print(
            name,
            *run(
                tf,
                [
                    function(x),
                    function(x, 0),
                    function(x, -1),
                    function(x, [0, 1], keepdims=True),
                    function(x, []),
                ],
            ),
        )
    print(run(tf, [tf.reduce_mean([1, 2, 4]), tf.reduce_sum([1, 2]), tf.count_nonzero(x)]))
    print(
        run(
            tf,
            [tf.norm(x), tf.norm(x, ord=1), tf.norm(x, ord=np.inf, axis=1), tf.nn.zero_fraction([0.0, 1.0])],
        )
    )
    print(run(tf, list(tf.nn.moments(x, [0])) + list(tf.nn.moments(x, [0, 1]))))


def linear_algebra(tf: Any, np: Any) -> None:
    """Matrices."""
    a = tf.constant([[4.0, 1.0], [2.0, 3.0]])
    s = tf.constant([[2.0, 0.5], [0.5, 1.0]])
    for y in (
        tf.matmul(a, s),
        tf.matmul(a, s, transpose_a=True, transpose_b=True),
        tf.matrix_inverse(a),
        tf.matrix_determinant(a),
        tf.cholesky(s),
        tf.matrix_solve(a, [[1.0], [2.0]]),
        tf.matrix_triangular_solve([[2.0, 0.0], [1.0, 3.0]], [[4.0], [5.0]]),
        tf.trace(a),
        tf.self_adjoint_eigvals(s),
        tf.tensordot(a, s, [[0], [1]]),
        tf.einsum("ij,jk->ki", a, s),
        tf.diag_part(a),
        tf.cross([1.0, 2.0, 3.0], [0.0, 1.0, 0.5]),
        tf.matmul(tf.reshape(tf.range(8.0), [2, 2, 2]), tf.ones([2, 2, 2])),
        tf.svd(a, compute_uv=False),
    ):
        print(run(tf, y))


def dtypes(tf: Any, np: Any) -> None:
    """The dtype of a result, and its value, in several dtypes."""
    for dtype in (tf.float16, tf.float32, tf.float64, tf.int32, tf.int64, tf.complex64):
        x = tf.constant([1, 2, 3], dtype)
        for y in (x + x, x * 2, x - 1, tf.square(x), tf.reduce_sum(x), tf.reduce_mean(x), -x):
            value = run(tf, y)
            print(y.dtype.name, value.dtype, value)


def whole_numbers_wrap(tf: Any, np: Any) -> None:
    """Integers wrap around; no warning reaches the reader."""
    print(
        run(tf, [tf.constant(127, tf.int8) + 1, tf.constant(255, tf.uint8) + 1, tf.constant(2**31 - 1) + 1])
    )


def complex_values(tf: Any, np: Any) -> None:
    """Complex numbers."""
    z = tf.constant([1 + 2j, -0.5j], tf.complex64)
    for y in (
        tf.real(z),
        tf.imag(z),
        tf.abs(z),
        tf.conj(z),
        tf.angle(z),
        z * z,
        z / (1 + 1j),
        tf.exp(z),
        tf.complex([1.0], [2.0]),
    ):
        value = run(tf, y)
        print(y.dtype.name, value)


def losses(tf: Any, np: Any) -> None:
    """Values of the losses."""
    logits, labels = (
        tf.constant([[2.0, -1.0, 0.5], [0.0, 3.0, -2.0]]),
        tf.constant([[1.0, 0.0, 0.0], [0.2, 0.5, 0.3]]),
    )
    for y in (
        tf.nn.softmax(logits),
        tf.nn.softmax(logits, axis=0),
        tf.nn.log_softmax(logits),
        tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits),
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[2, 1], logits=logits),
        tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits),
        tf.nn.weighted_cross_entropy_with_logits(labels, logits, 3.0),
        tf.nn.l2_loss(logits),
        tf.losses.mean_squared_error(labels, logits),
        tf.losses.softmax_cross_entropy(labels, logits),
    ):
        print(run(tf, y))


def clipping(tf: Any, np: Any) -> None:
    """The clip family."""
    x = tf.constant([[3.0, 4.0], [-0.6, 0.8]])
    for y in (
        tf.clip_by_value(x, -1.0, 3.5),
        tf.clip_by_value(x, [[0.0], [0.7]], 10.0),
        tf.clip_by_norm(x, 1.0),
        tf.clip_by_norm(x, 2.0, axes=[1]),
        tf.clip_by_average_norm(x, 1.0),
        tf.clip_by_norm(tf.zeros([2]), 1.0),
    ):
        print(run(tf, y))
    clipped, norm = tf.clip_by_global_norm([x, tf.constant([12.0])], 6.5)
    print(run(tf, [clipped, norm]))


def normalizing(tf: Any, np: Any) -> None:
    """Normalising rows and batches."""
    x = tf.constant([[3.0, 4.0], [1.0, 0.0]])
    mean, variance = tf.nn.moments(x, [0])
    print(
        run(
            tf,
            [
                tf.nn.l2_normalize(x, 1),
                tf.nn.l2_normalize(x),
                tf.nn.batch_normalization(x, mean, variance, [1.0, 2.0], [2.0, 1.0], 1e-3),
            ],
        )
    )
