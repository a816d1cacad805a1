"""Default names of operations and of the constants made for their arguments."""

from collections.abc import Callable
from typing import Any


def show(tf: Any, *makers: Callable[[], Any]) -> None:
    """Run every maker in a graph of its own; print what it returns and which nodes it made."""
    for make in makers:
        with tf.Graph().as_default() as graph:
            made = make()
            result = made if isinstance(made, (list, tuple)) else [made]
            print(
                *(f"{t.name} {t.dtype.name} {t.shape}" for t in result),
                [op.name for op in graph.get_operations()],
            )


def show_results(tf: Any, *makers: Callable[[], Any]) -> None:
    """The same without the nodes, for functions that are several nodes in one of the libraries."""
    for make in makers:
        with tf.Graph().as_default():
            made = make()
            result = made if isinstance(made, (list, tuple)) else [made]
            print(*(f"{t.name} {t.dtype.name} {t.shape}" for t in result))


def values(tf: Any) -> Any:
    """A placeholder to work on, named x."""
    return tf.placeholder(tf.float32, [2, 3], name="x")


def unary_math(tf: Any, np: Any) -> None:
    """Functions of one tensor are named after their op type."""
    for name in [
        "negative",
        "abs",
        "sign",
        "square",
        "sqrt",
        "rsqrt",
        "exp",
        "expm1",
        "log",
        "log1p",
        "sin",
        "cos",
        "tan",
        "asin",
        "acos",
        "atan",
        "sinh",
        "cosh",
        "tanh",
        "asinh",
        "acosh",
        "atanh",
        "erf",
        "erfc",
        "lgamma",
        "digamma",
        "floor",
        "ceil",
        "round",
        "rint",
        "reciprocal",
        "sigmoid",
        "is_nan",
        "is_inf",
        "is_finite",
        "identity",
        "stop_gradient",
    ]:
        with tf.Graph().as_default():
            x = values(tf)
            print(
                name,
                getattr(tf, name)(x).name,
                getattr(tf, name)(x, name="mine").name,
                getattr(tf, name)(x).name,
            )


def binary_math(tf: Any, np: Any) -> None:
    """Functions of two tensors, and the names of numbers turned into constants."""
    for name in [
        "add",
        "subtract",
        "multiply",
        "divide",
        "truediv",
        "realdiv",
        "floordiv",
        "floor_div",
        "mod",
        "floormod",
        "maximum",
        "minimum",
        "pow",
        "squared_difference",
        "atan2",
        "equal",
        "not_equal",
        "less",
        "less_equal",
        "greater",
        "greater_equal",
        "div_no_nan",
    ]:
        function = getattr(tf, name)
        show(tf, lambda f=function: f(values(tf), 2.0), lambda f=function: f(2.0, values(tf), name="mine"))


def reductions(tf: Any, np: Any) -> None:
    """A reduction names its axes `reduction_indices`; without axes it makes a `Const` first."""
    for name in ["sum", "mean", "max", "min", "prod"]:
        function = getattr(tf, "reduce_" + name)
        show(
            tf,
            lambda f=function: f(values(tf)),
            lambda f=function: f(values(tf), 1),
            lambda f=function: f(values(tf), [0, 1], keepdims=True, name="mine"),
        )
    show(
        tf,
        lambda: tf.reduce_any(values(tf) > 0.0),
        lambda: tf.reduce_all(values(tf) > 0.0, 1),
        lambda: tf.argmax(values(tf), 1),
        lambda: tf.argmin(values(tf), axis=0),
    )
    show_results(
        tf,
        lambda: tf.reduce_logsumexp(values(tf)),
        lambda: tf.reduce_logsumexp(values(tf), 1, name="mine"),
        lambda: tf.norm(values(tf)),
        lambda: tf.count_nonzero(values(tf)),
        lambda: tf.cumsum(values(tf), 1),
        lambda: tf.cumprod(values(tf)),
    )


def making(tf: Any, np: Any) -> None:
    """Constants, fills, ranges, placeholders."""
    show(
        tf,
        lambda: tf.constant(1.0),
        lambda: tf.zeros([2, 3]),
        lambda: tf.ones([2, 3], tf.int32),
        lambda: tf.zeros([2], name="mine"),
        lambda: tf.fill([2, 2], 5.0),
        lambda: tf.fill([2, 2], 5.0, name="mine"),
        lambda: tf.range(5),
        lambda: tf.range(1, 9, 2),
        lambda: tf.range(0.0, 1.0, 0.5, name="mine"),
        lambda: tf.placeholder(tf.float32),
        lambda: tf.placeholder_with_default(1.0, []),
        lambda: tf.convert_to_tensor([1.0]),
        lambda: tf.convert_to_tensor([1.0], name="mine"),
    )
    show_results(
        tf,
        lambda: tf.zeros_like(values(tf)),
        lambda: tf.ones_like(values(tf)),
        lambda: tf.one_hot([0, 2], 3),
        lambda: tf.one_hot([0, 2], 3, name="mine"),
        lambda: tf.zeros(tf.shape(values(tf))),
        lambda: tf.ones(tf.shape(values(tf)), name="mine"),
    )


def randomness(tf: Any, np: Any) -> None:
    """Random tensors, and the random op inside them."""
    show_results(
        tf,
        lambda: tf.random_normal([2]),
        lambda: tf.random_normal([2], name="mine"),
        lambda: tf.truncated_normal([2]),
        lambda: tf.random_uniform([2]),
        lambda: tf.random_uniform([2], -1.0, 1.0),
        lambda: tf.random_uniform([2], maxval=5, dtype=tf.int32),
        lambda: tf.random_shuffle([1, 2]),
        lambda: tf.multinomial([[1.0, 2.0]], 3),
    )
    with tf.Graph().as_default() as graph:
        tf.random_normal([2, 3], seed=1)
        random = graph.get_operation_by_name("random_normal/RandomStandardNormal")
        print(random.type, random.get_attr("seed"), random.get_attr("seed2"), [t.name for t in random.inputs])
        print([op.name for op in graph.get_operations()])


def joining(tf: Any, np: Any) -> None:
    """concat, stack, split, unstack and their constants."""
    show(
        tf,
        lambda: tf.concat([values(tf), values(tf)], 0),
        lambda: tf.concat([values(tf), values(tf)], 1, name="mine"),
        lambda: tf.stack([values(tf), values(tf)]),
        lambda: tf.stack([values(tf), values(tf)], name="mine"),
        lambda: tf.split(values(tf), 3, 1),
        lambda: tf.split(values(tf), [1, 2], 1),
        lambda: tf.unstack(values(tf)),
        lambda: tf.tile(values(tf), [2, 1]),
        lambda: tf.pad(values(tf), [[1, 1], [0, 0]]),
        lambda: tf.add_n([values(tf), values(tf)]),
    )


def shaping(tf: Any, np: Any) -> None:
    """reshape, transpose, expand_dims, squeeze, cast, slices."""
    show(
        tf,
        lambda: tf.reshape(values(tf), [6]),
        lambda: tf.reshape(values(tf), [-1, 2], name="mine"),
        lambda: tf.transpose(values(tf), [1, 0]),
        lambda: tf.expand_dims(values(tf), 0),
        lambda: tf.expand_dims(values(tf), axis=-1, name="mine"),
        lambda: tf.squeeze(tf.placeholder(tf.float32, [1, 2])),
        lambda: tf.cast(values(tf), tf.int32),
        lambda: tf.slice(values(tf), [0, 0], [1, 2]),
        lambda: values(tf)[0],
        lambda: values(tf)[:, 1:2],
        lambda: tf.gather(tf.placeholder(tf.float32, [4], "p"), [0, 1]),
        lambda: tf.gather_nd(values(tf), [[0, 1]]),
        lambda: tf.reverse(values(tf), [0]),
        lambda: tf.where(values(tf) > 0.0, values(tf), values(tf)),
        lambda: tf.where(tf.placeholder(tf.bool, [2])),
        lambda: tf.shape(tf.placeholder(tf.float32)),
        lambda: tf.shape(values(tf)),
        lambda: tf.size(values(tf)),
        lambda: tf.rank(values(tf)),
        lambda: tf.to_float(tf.placeholder(tf.int32)),
    )
    show_results(tf, lambda: tf.transpose(values(tf)), lambda: tf.transpose(values(tf), name="mine"))


def products(tf: Any, np: Any) -> None:
    """Matrix products and their relatives."""
    square = lambda: tf.placeholder(tf.float32, [3, 3], "s")  # noqa: E731
    show(
        tf,
        lambda: tf.matmul(values(tf), square()),
        lambda: tf.matmul(values(tf), square(), name="mine"),
        lambda: tf.matmul(tf.placeholder(tf.float32, [2, 2, 3]), tf.placeholder(tf.float32, [2, 3, 4])),
        lambda: tf.matrix_inverse(square()),
        lambda: tf.matrix_determinant(square()),
        lambda: tf.cholesky(square()),
        lambda: tf.diag(tf.placeholder(tf.float32, [3])),
        lambda: tf.diag_part(square()),
        lambda: tf.nn.bias_add(values(tf), tf.placeholder(tf.float32, [3])),
    )
    show_results(
        tf,
        lambda: tf.nn.xw_plus_b(values(tf), square(), tf.zeros([3])),
        lambda: tf.tensordot(values(tf), square(), 1),
        lambda: tf.trace(square()),
        lambda: tf.global_norm([values(tf)]),
    )


def activations(tf: Any, np: Any) -> None:
    """Activations."""
    for name in [
        "relu",
        "relu6",
        "elu",
        "selu",
        "softplus",
        "softsign",
        "sigmoid",
        "tanh",
        "softmax",
        "log_softmax",
        "leaky_relu",
    ]:
        function = getattr(tf.nn, name)
        show_results(tf, lambda f=function: f(values(tf)), lambda f=function: f(values(tf), name="mine"))


def neural(tf: Any, np: Any) -> None:
    """Losses, dropout, clipping: what comes back."""
    show_results(
        tf,
        lambda: tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0, 1], logits=values(tf)),
        lambda: tf.nn.sigmoid_cross_entropy_with_logits(labels=values(tf), logits=values(tf)),
        lambda: tf.nn.sigmoid_cross_entropy_with_logits(labels=values(tf), logits=values(tf), name="mine"),
        lambda: tf.nn.l2_loss(values(tf)),
        lambda: tf.clip_by_value(values(tf), 0.0, 1.0),
        lambda: tf.clip_by_norm(values(tf), 1.0, name="mine"),
        lambda: tf.nn.l2_normalize(values(tf), 1),
        lambda: list(tf.nn.moments(values(tf), [0])),
        lambda: list(tf.nn.top_k(values(tf), 2)),
        lambda: tf.nn.in_top_k(values(tf), [0, 1], 1),
        lambda: tf.nn.embedding_lookup(values(tf), [0, 1]),
    )


def state(tf: Any, np: Any) -> None:
    """What writes variables."""
    make = lambda: tf.Variable([1.0, 2.0], name="v")  # noqa: E731
    show(
        tf,
        lambda: tf.assign(make(), [3.0, 4.0]),
        lambda: tf.assign_add(make(), [3.0, 4.0], name="mine"),
        lambda: make().assign_sub([1.0, 1.0]),
        lambda: tf.scatter_update(make(), [0], [5.0]),
        lambda: make().read_value(),
        lambda: make() + 1.0,
    )


def inside_scopes(tf: Any, np: Any) -> None:
    """All of it inside a name scope."""
    with tf.name_scope("net"):
        x = values(tf)
        y = tf.reduce_mean(tf.square(x - 1.0), name="loss")
        z = tf.nn.relu(tf.matmul(x, tf.ones([3, 2])) + 1.0)
    print(
        [op.name for op in tf.get_default_graph().get_operations() if not op.name.startswith("net/ones/")],
        y.name,
        z.name,
    )


def types(tf: Any, np: Any) -> None:
    """The op types behind the usual operators and functions."""
    x = values(tf)
    made = [
        x + x,
        x - x,
        x * x,
        x / x,
        x // x,
        x % x,
        x**2.0,
        -x,
        abs(x),
        x > x,
        x[0],
        tf.matmul(x, x, transpose_b=True),
    ]
    made += [
        tf.reduce_sum(x),
        tf.reshape(x, [6]),
        tf.transpose(x),
        tf.concat([x, x], 0),
        tf.stack([x, x]),
        tf.cast(x, tf.int32),
    ]
    made += [
        tf.nn.relu(x),
        tf.nn.softmax(x),
        tf.nn.bias_add(x, [1.0, 2.0, 3.0]),
        tf.argmax(x, 1),
        tf.where(x > 0.0, x, x),
    ]
    made += [
        tf.identity(x),
        tf.fill([2], 1.0),
        tf.range(3),
        tf.gather(x, 0),
        tf.one_hot([1], 2),
        tf.expand_dims(x, 0),
    ]
    print(*(t.op.type for t in made))
