"""Small programs with random ops, run under TensorFlow (`record_random.py`) and under tensorlab (the tests).

Each function gets the module (`tf`), describes its graph, and returns the tensors to fetch. The recorder
and the tests initialise the variables and then fetch twice, in one session.
"""

from typing import Any


def normal(tf: Any) -> list[Any]:
    columns = tf.constant([1.0, 2.0, 3.0])
    return [
        tf.random_normal([2, 3], seed=1),
        tf.random_normal([2, 3], seed=1),
        tf.random_normal([2, 3], mean=1.0, stddev=columns, seed=2, name="wide"),
        tf.random_normal([5], 10, 3, tf.float64, 4),
        tf.random_normal([], dtype=tf.float16, seed=5),
        tf.random_normal((0, 3), seed=6),
        tf.random_normal([tf.constant(2), 3], seed=7),
        tf.random_normal(tf.shape(columns), seed=8),
        tf.random_normal(tf.TensorShape([2, 2]), seed=9),
        tf.random_normal([tf.Dimension(2), 2], seed=10),
    ]


def truncated_normal(tf: Any) -> list[Any]:
    return [
        tf.truncated_normal([3, 5], seed=1),
        tf.truncated_normal([3, 5], mean=-1.0, stddev=0.1, seed=2, name="weights"),
        tf.truncated_normal([9], dtype=tf.float64, seed=3),
        tf.truncated_normal([9], dtype=tf.float16, seed=3),
    ]


def uniform(tf: Any) -> list[Any]:
    return [
        tf.random_uniform([2, 3], seed=1),
        tf.random_uniform([2, 3], maxval=5, seed=1),
        tf.random_uniform([2, 3], 0.0, 5.0, seed=1),
        tf.random_uniform([2, 3], -1, 1, seed=1, name="pair"),
        tf.random_uniform([2, 3], -1.5, 1.5, tf.float64, seed=2),
        tf.random_uniform([4], tf.constant(2.0), tf.constant(3.0), seed=3),
        tf.random_uniform([7], dtype=tf.float16, seed=3),
    ]


def whole_numbers(tf: Any) -> list[Any]:
    return [
        tf.random_uniform([10], 0, 10, dtype=tf.int32, seed=1),
        tf.random_uniform([2, 3], maxval=1000, dtype=tf.int64, seed=1),
        tf.random_uniform([5], -7, tf.constant(7, tf.int64), dtype=tf.int64, seed=1, name="dice"),
    ]


def gamma(tf: Any) -> list[Any]:
    return [
        tf.random_gamma([3], [0.5, 1.5], seed=1),
        tf.random_gamma([3], 2.0, seed=2),
        tf.random_gamma([2], [0.5, 1.0], beta=[[2.0], [3.0]], seed=3, name="waiting"),
        tf.random_gamma([2, 2], 0.001, seed=4),
        tf.random_gamma([2], tf.constant([0.5, 1.5], tf.float64), 2, tf.float64, 5),
    ]


def poisson(tf: Any) -> list[Any]:
    return [
        tf.random_poisson([0.5, 20.0], [3], seed=1),
        tf.random_poisson(3.0, [2, 2], dtype=tf.int32, seed=2, name="calls"),
        tf.random_poisson(tf.constant([4.0, 11.0], tf.float64), [2], tf.float64, seed=3),
    ]


def shuffle(tf: Any) -> list[Any]:
    return [
        tf.random_shuffle([1, 2, 3, 4, 5], seed=1),
        tf.random_shuffle([[1, 2], [3, 4], [5, 6]], seed=2, name="cards"),
        tf.random_shuffle(tf.constant(["a", "b", "c"]), seed=3),
        tf.random_shuffle([7.0], seed=4),
    ]


def classes(tf: Any) -> list[Any]:
    return [
        tf.multinomial([[0.0, 0.5, 1.0], [3.0, 0.0, 0.0]], 10, seed=1),
        tf.multinomial(tf.log([[0.2, 0.3, 0.5]]), 10, seed=2, output_dtype=tf.int32, name="word"),
        tf.random.categorical([[0.0, 0.0]], 7, tf.int32, seed=3),
    ]


def crop(tf: Any) -> list[Any]:
    picture = tf.reshape(tf.range(30), [5, 6])
    return [tf.random_crop(picture, [2, 3], seed=1), tf.random_crop(picture, [5, 1], seed=2, name="column")]


def graph_seed(tf: Any) -> list[Any]:
    early = tf.random_uniform([2], seed=3)
    tf.set_random_seed(1234)
    tensors = [
        early,
        tf.random_uniform([3]),
        tf.random_normal([3]),
        tf.random_normal([3], seed=1),
        tf.truncated_normal([3]),
        tf.random_shuffle([1, 2, 3, 4, 5]),
        tf.multinomial([[0.0, 0.0, 0.0]], 5),
    ]
    weights = tf.get_variable("weights", [2, 3])
    tf.set_random_seed(0)
    return [*tensors, weights, tf.random_uniform([2]), tf.random_uniform([2], seed=0), tf.random_uniform([2])]


def negative_seeds(tf: Any) -> list[Any]:
    tensors = [tf.random_uniform([2], seed=-1), tf.random_uniform([2], seed=2**40 + 3)]
    tf.set_random_seed(-5)
    return [*tensors, tf.random_uniform([2]), tf.random_uniform([2], seed=2**31 - 1)]


def variables(tf: Any) -> list[Any]:
    tf.set_random_seed(42)
    plain = tf.Variable(tf.random_normal([2, 3]), name="plain")
    scaled = tf.Variable(tf.truncated_normal([2, 3], stddev=0.1), name="scaled")
    default = tf.get_variable("default", [3, 4])
    copy = tf.Variable(plain.initialized_value() * 2.0, name="copy")
    return [plain, scaled, default, copy]


def initializers(tf: Any) -> list[Any]:
    kinds = [
        tf.zeros_initializer(),
        tf.ones_initializer(),
        tf.constant_initializer(0.1),
        tf.constant_initializer([1, 2, 3, 4, 5]),
        tf.random_uniform_initializer(-1, 1, seed=1),
        tf.random_uniform_initializer(seed=2),
        tf.random_normal_initializer(0, 0.1, seed=3),
        tf.truncated_normal_initializer(stddev=0.5, seed=4),
        tf.uniform_unit_scaling_initializer(seed=5),
        tf.variance_scaling_initializer(seed=6),
        tf.variance_scaling_initializer(2.0, "fan_out", "uniform", seed=7),
        tf.variance_scaling_initializer(2.0, "fan_avg", "untruncated_normal", seed=8),
        tf.glorot_uniform_initializer(seed=9),
        tf.glorot_normal_initializer(seed=10),
        tf.initializers.he_normal(seed=11),
        tf.initializers.he_uniform(seed=12),
        tf.initializers.lecun_normal(seed=13),
        tf.initializers.lecun_uniform(seed=14),
        tf.initializers.identity(gain=2.0),
    ]
    tensors = [tf.get_variable(f"v{i}", [4, 6], initializer=kind) for i, kind in enumerate(kinds)]
    tensors.append(
        tf.get_variable("kernel", [3, 3, 2, 5], initializer=tf.glorot_uniform_initializer(seed=15))
    )
    tensors.append(tf.get_variable("bias", [5], initializer=tf.glorot_uniform_initializer(seed=16)))
    tensors.append(tf.get_variable("scalar", [], initializer=tf.random_normal_initializer(seed=17)))
    tensors.append(tf.get_variable("whole", [3], dtype=tf.int32))
    tensors.append(
        tf.get_variable("double", [3, 2], dtype=tf.float64, initializer=tf.initializers.he_normal(18))
    )
    return tensors


def orthogonal(tf: Any) -> list[Any]:
    start = tf.orthogonal_initializer
    return [
        tf.get_variable("square", [4, 4], initializer=start(seed=1)),
        tf.get_variable("tall", [6, 2], initializer=start(gain=2.0, seed=2)),
        tf.get_variable("flat", [2, 6], initializer=start(seed=3)),
        tf.get_variable("kernel", [3, 3, 2, 5], initializer=start(seed=4)),
        tf.get_variable("double", [4, 4], dtype=tf.float64, initializer=start(seed=1)),
    ]


PROGRAMS = [
    normal,
    truncated_normal,
    uniform,
    whole_numbers,
    gamma,
    poisson,
    shuffle,
    classes,
    crop,
    graph_seed,
    negative_seeds,
    variables,
    initializers,
    orthogonal,
]
RUNS = 2


def run(tf: Any, program: Any) -> dict[str, Any]:
    """Run one program: the names of what it fetches, the types of its nodes by name, the values of each
    run."""
    with tf.Graph().as_default() as graph:
        fetches = program(tf)
        start = tf.global_variables_initializer()
        nodes = {operation.name: operation.type for operation in graph.get_operations()}
        with tf.Session() as session:
            session.run(start)
            values = [session.run(fetches) for _ in range(RUNS)]
    return {"names": [fetch.name for fetch in fetches], "nodes": nodes, "values": values}
