"""`tf.gradients`: values, paths, what is `None`, and second derivatives."""

from typing import Any

from tests.parity.attempt import attempt, run


def simple(tf: Any, np: Any) -> None:
    """Shape, dtype and value of a gradient."""
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    w = tf.Variable([[1.0], [2.0]], name="w")
    y = tf.reduce_mean(tf.square(tf.matmul(x, w)))
    gradients = tf.gradients(y, [w, x])
    print(type(gradients).__name__, [g.shape for g in gradients], [g.dtype.name for g in gradients])
    print(run(tf, gradients, {x: [[1.0, 2.0], [3.0, 4.0]]}))


def one_or_many(tf: Any, np: Any) -> None:
    """A single tensor may stand for a list; the result always is a list."""
    x = tf.constant(3.0)
    print(run(tf, [tf.gradients(x * x, x), tf.gradients([x * x], [x]), tf.gradients([x * x, 5.0 * x], x)]))
    print(run(tf, tf.gradients(x, x)), run(tf, tf.gradients([x, x], [x])), tf.gradients(x * x, []))


def no_path(tf: Any, np: Any) -> None:
    """Where nothing depends, the gradient is None."""
    x, y = tf.constant(1.0), tf.constant(2.0)
    whole = tf.constant(3)
    print(tf.gradients(x * 2.0, y), tf.gradients(tf.cast(whole, tf.float32) * 2.0, whole))
    print(
        tf.gradients(tf.stop_gradient(x) * 2.0, x), tf.gradients(tf.cast(tf.argmax([x, y], 0), tf.float32), x)
    )
    print([g is None for g in tf.gradients(x + tf.stop_gradient(y), [x, y])], tf.gradients(tf.shape([x]), x))
    print(
        tf.gradients(tf.cast(x > y, tf.float32), x),
        tf.gradients(tf.zeros_like(x), x),
        tf.gradients(tf.round(x), x),
    )


def several_paths(tf: Any, np: Any) -> None:
    """Contributions of several paths add up."""
    x = tf.constant(2.0)
    y = x * x + 3.0 * x + tf.exp(x) * x
    z = x
    for _ in range(15):
        z = z + z
    print(run(tf, tf.gradients(y, x)), run(tf, tf.gradients(z, x)))
    w = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    print(run(tf, tf.gradients(tf.matmul(w, w), w))[0])


def sums_over_outputs(tf: Any, np: Any) -> None:
    """A tensor that is no scalar is differentiated as its sum."""
    x = tf.constant([1.0, 2.0, 3.0])
    print(run(tf, tf.gradients(x * x, x)), run(tf, tf.gradients([x * x, tf.reduce_sum(x)], x)))


def unused_variable_stays(tf: Any, np: Any) -> None:
    """A variable that is also used elsewhere gets only the gradient of this loss."""
    w = tf.Variable([1.0, 2.0])
    loss = tf.reduce_sum(w * 3.0)
    other = w + 100.0
    gradient = tf.gradients(loss, w)[0]
    print(run(tf, [gradient, other]))


def initial_gradients(tf: Any, np: Any) -> None:
    """`grad_ys` weighs the outputs."""
    x = tf.constant([1.0, 2.0, 3.0])
    y, z = x * x, tf.reduce_sum(x)
    print(run(tf, tf.gradients(y, x, grad_ys=tf.constant([1.0, 0.0, -1.0]))))
    print(
        run(tf, tf.gradients([y, z], x, grad_ys=[[1.0, 1.0, 1.0], 10.0])),
        run(tf, tf.gradients([y, z], x, [None, 2.0])),
    )
    attempt(tf, lambda: tf.gradients([y, z], x, grad_ys=[None]))
    attempt(tf, lambda: tf.gradients(y, x, grad_ys=tf.constant([1, 2, 3])))
    attempt(tf, lambda: tf.gradients(y, x, grad_ys=tf.constant([1.0, 2.0])))


def stop_gradients(tf: Any, np: Any) -> None:
    """`stop_gradients` takes tensors as constants."""
    a = tf.constant(2.0)
    b = 2.0 * a
    print(run(tf, tf.gradients(a + b, [a, b])), run(tf, tf.gradients(a + b, [a, b], stop_gradients=[a, b])))
    print(run(tf, tf.gradients(a * b, [a], stop_gradients=b)))


def stopping(tf: Any, np: Any) -> None:
    """`tf.stop_gradient` passes the value and blocks the gradient."""
    x = tf.constant(3.0)
    print(run(tf, [tf.stop_gradient(x), tf.gradients(x * tf.stop_gradient(x), x)[0]]))


def intermediate(tf: Any, np: Any) -> None:
    """Gradients with respect to tensors on the way."""
    x = tf.constant([1.0, -2.0])
    h = tf.nn.relu(x)
    s = tf.square(h)
    y = tf.reduce_sum(s)
    print(run(tf, tf.gradients(y, [x, h, s, y])))


def broadcasting(tf: Any, np: Any) -> None:
    """Broadcasting is undone: gradients have the shape of the inputs."""
    a = tf.constant(np.arange(6.0, dtype=np.float32).reshape(2, 3))
    for shape in ([], [1], [3], [1, 3], [2, 1], [1, 1]):
        b = tf.constant(np.full(shape, 2.0, np.float32))
        for y in (
            a + b,
            a * b,
            a / b,
            b - a,
            tf.maximum(a, b),
            tf.squared_difference(a, b),
            tf.pow(a + 1.0, b),
        ):
            first, second = run(tf, tf.gradients(y, [a, b]))
            print(shape, first.shape, second.shape, second.ravel(), first.sum())


def unknown_shapes(tf: Any, np: Any) -> None:
    """The same with shapes known only when running."""
    a, b = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    gradients = tf.gradients(a * b, [a, b])
    print([g.shape for g in gradients])
    with tf.Session() as session:
        for left, right in ((np.ones((2, 3)), 2.0), (np.ones((2, 1)), np.ones(3)), (1.0, np.ones((2, 2)))):
            print([g.shape for g in session.run(gradients, {a: left, b: right})])


def second_order(tf: Any, np: Any) -> None:
    """Gradients of gradients."""
    x = tf.constant([0.5, 1.5])
    for y in (
        x**3,
        tf.sin(x),
        tf.exp(x * x),
        tf.sigmoid(x),
        tf.tanh(x),
        tf.log(x),
        1.0 / x,
        tf.sqrt(x),
        tf.nn.softplus(x),
    ):
        first = tf.gradients(y, x)[0]
        second = tf.gradients(first, x)[0]
        third = tf.gradients(second, x)[0]
        print(*run(tf, [first, second, third]))
    w = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    first = tf.gradients(tf.reduce_sum(tf.matmul(w, tf.matmul(w, w))), w)[0]
    print(run(tf, tf.gradients(tf.reduce_sum(first * first), w)[0]))


def hessians(tf: Any, np: Any) -> None:
    """Matrices of second derivatives."""
    x = tf.constant([1.0, 2.0, 3.0])
    print(run(tf, tf.hessians(tf.reduce_prod(x) + tf.reduce_sum(x**3), x)[0]))


def softmax_cross_entropy(tf: Any, np: Any) -> None:
    """The gradient of the usual loss, and its second derivative."""
    logits = tf.constant([[1.0, 2.0, 0.5], [0.1, -1.0, 3.0]])
    labels = tf.constant([[0.0, 1.0, 0.0], [0.2, 0.3, 0.5]])
    loss = tf.nn.softmax_cross_entropy_with_logits_v2(labels=labels, logits=logits)
    first = tf.gradients(loss, logits)[0]
    print(run(tf, [loss, first, tf.gradients(first * logits, logits)[0], tf.gradients(loss, labels)[0]]))
    old = tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    print(tf.gradients(old, labels))


def kinks(tf: Any, np: Any) -> None:
    """What happens exactly at a kink or a tie."""
    zero = tf.constant([0.0, 0.0])
    for y in (
        tf.nn.relu(zero),
        tf.abs(zero),
        tf.sign(zero),
        tf.nn.relu6(zero),
        tf.nn.elu(zero),
        tf.nn.leaky_relu(zero),
    ):
        print(run(tf, tf.gradients(y, zero)))
    a, b = tf.constant([1.0, 2.0, 3.0]), tf.constant([1.0, 3.0, 2.0])
    print(run(tf, tf.gradients(tf.maximum(a, b), [a, b])), run(tf, tf.gradients(tf.minimum(a, b), [a, b])))
    tied = tf.constant([[2.0, 2.0, 1.0], [1.0, 3.0, 3.0]])
    print(
        run(tf, tf.gradients(tf.reduce_max(tied, 1), tied)), run(tf, tf.gradients(tf.reduce_min(tied), tied))
    )
    edges = tf.constant([0.0, 0.5, 1.0, 2.0])
    print(run(tf, tf.gradients(tf.clip_by_value(edges, 0.0, 1.0), edges)))


def reductions(tf: Any, np: Any) -> None:
    """Gradients of reductions, with axes and kept dimensions."""
    x = tf.constant([[1.0, 2.0, 4.0], [0.5, -1.0, 3.0]])
    weights = tf.constant([1.0, 10.0, 100.0])
    for y in (
        tf.reduce_sum(x),
        tf.reduce_mean(x, 0) * weights,
        tf.reduce_max(x, 1),
        tf.reduce_prod(x, 0) * weights,
        tf.reduce_logsumexp(x, 1),
        tf.reduce_mean(x, keepdims=True),
        tf.norm(x),
        tf.norm(x, axis=0) * weights,
        tf.nn.l2_loss(x),
        tf.cumsum(x, 1) * weights,
    ):
        print(run(tf, tf.gradients(y, x))[0])


def array_operations(tf: Any, np: Any) -> None:
    """Gradients through slices, joins and the like."""
    x = tf.constant([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    pieces = tf.split(x, 3, 1)
    for y in (
        x[1] * 2.0,
        x[:, 1:] * [[1.0, 2.0]],
        x[..., ::-1] * [1.0, 2.0, 3.0],
        tf.concat([x, 10.0 * x], 0),
        tf.stack([x, 3.0 * x])[1],
        pieces[0] * pieces[2],
        tf.transpose(x) * [[1.0, 2.0]],
        tf.reshape(x, [3, 2]) * [1.0, 2.0],
        tf.tile(x, [2, 2]),
        tf.pad(x, [[1, 1], [0, 2]]),
        tf.gather(x, [0, 0, 1]),
        tf.gather(x, [2, 2], axis=1),
        tf.where(x > 2.5, x * 2.0, x * 3.0),
        tf.expand_dims(x, 0) * 5.0,
        tf.boolean_mask(x, [True, False]),
        tf.slice(x, [0, 1], [2, 1]),
        tf.reverse(x, [1]) * [1.0, 2.0, 3.0],
        tf.gather_nd(x, [[0, 1], [1, 2], [0, 1]]),
        tf.unstack(x)[1] * 7.0,
        tf.cast(tf.cast(x, tf.float64) * 2.0, tf.float32),
        tf.matrix_band_part(tf.matmul(x, x, transpose_b=True), 0, -1),
        tf.diag_part(tf.matmul(x, x, transpose_b=True)),
    ):
        gradient = run(tf, tf.convert_to_tensor(tf.gradients(y, x)[0]))
        print(gradient)


def activations(tf: Any, np: Any) -> None:
    """Values and gradients of the activations."""
    x = tf.constant([-2.0, -0.5, 0.3, 1.0, 7.0])
    for name in [
        "relu",
        "relu6",
        "elu",
        "selu",
        "leaky_relu",
        "softplus",
        "softsign",
        "sigmoid",
        "tanh",
        "softmax",
        "log_softmax",
        "swish",
    ]:
        y = getattr(tf.nn, name)(x)
        print(name, *run(tf, [y, tf.gradients(y * [1.0, 2.0, 3.0, 4.0, 5.0], x)[0]]))


def losses_and_clipping(tf: Any, np: Any) -> None:
    """Values and gradients of losses and of clipping."""
    x, z = tf.constant([[-2.0, 0.5], [1.0, 3.0]]), tf.constant([[0.0, 1.0], [1.0, 0.3]])
    for y in (
        tf.nn.sigmoid_cross_entropy_with_logits(labels=z, logits=x),
        tf.nn.weighted_cross_entropy_with_logits(z, x, 2.0),
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[1, 0], logits=x),
        tf.clip_by_norm(x, 1.0),
        tf.clip_by_norm(x, 100.0),
        tf.nn.l2_normalize(x, 1),
        tf.clip_by_value(x, -1.0, 1.0),
        tf.squared_difference(x, z),
        tf.log_sigmoid(x),
    ):
        print(*run(tf, [y, tf.gradients(y * [[1.0], [2.0]] if y.shape.ndims == 2 else y, x)[0]]))


def of_integers(tf: Any, np: Any) -> None:
    """Whole numbers have no gradient, and asking for one is refused or None."""
    x = tf.constant(1.0)
    n = tf.constant(2)
    print(tf.gradients(x * tf.cast(n, tf.float32), n))
    attempt(tf, lambda: tf.gradients(tf.constant("a"), x))


def with_respect_to_variables(tf: Any, np: Any) -> None:
    """A variable and its value lead to the same gradient."""
    w = tf.Variable(3.0, name="w")
    y = w * w
    print(run(tf, [tf.gradients(y, w)[0], tf.gradients(y, w.value())[0], tf.gradients(y, [w, w])]))


def complex_numbers(tf: Any, np: Any) -> None:
    """Gradients through complex numbers."""
    x, y = tf.constant([1.0, 2.0]), tf.constant([0.5, -1.0])
    z = tf.complex(x, y)
    for value in (tf.real(z * z), tf.imag(z * z), tf.abs(z), tf.real(tf.exp(z)), tf.real(z * tf.conj(z))):
        print(*run(tf, tf.gradients(value, [x, y])))


def custom_gradient(tf: Any, np: Any) -> None:
    """A rule of one's own by `custom_gradient`."""

    @tf.custom_gradient
    def clipped(x: Any) -> Any:
        def backward(upstream: Any) -> Any:
            return tf.clip_by_value(upstream, -0.5, 0.5)

        return x * 10.0, backward

    x = tf.constant([1.0, 2.0])
    y = clipped(x)
    print(run(tf, [y, tf.gradients(y * [0.1, 9.0], x)[0]]))
