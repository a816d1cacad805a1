"""Training steps and learning rates, for TensorFlow (`record_optimizers.py`) and for tensorlab (the tests).

Every function gets the module (`tf`) and answers with plain lists, strings and numbers, so that the answers
can be kept as JSON. Read next: `tests/test_optimizers.py`, which compares them.
"""

from collections.abc import Callable
from typing import Any

STEPS = 4
DTYPES = ("float16", "float32", "float64")
# A name for every optimizer under test, its class and its settings.
OPTIMIZERS: dict[str, tuple[str, dict[str, Any]]] = {
    "descent": ("GradientDescentOptimizer", {"learning_rate": 0.1}),
    "momentum": ("MomentumOptimizer", {"learning_rate": 0.1, "momentum": 0.9}),
    "nesterov": ("MomentumOptimizer", {"learning_rate": 0.1, "momentum": 0.9, "use_nesterov": True}),
    "adam": ("AdamOptimizer", {"learning_rate": 0.1, "epsilon": 1e-3}),
    "adam with other rates": ("AdamOptimizer", {"beta1": 0.5, "beta2": 0.75, "epsilon": 0.125}),
    "adagrad": ("AdagradOptimizer", {"learning_rate": 0.1}),
    "adagrad from two": ("AdagradOptimizer", {"learning_rate": 0.5, "initial_accumulator_value": 2.0}),
    "rmsprop": ("RMSPropOptimizer", {"learning_rate": 0.1, "epsilon": 1e-3}),
    "rmsprop with momentum": (
        "RMSPropOptimizer",
        {"learning_rate": 0.1, "decay": 0.75, "momentum": 0.5, "epsilon": 0.125},
    ),
    "rmsprop centered": ("RMSPropOptimizer", {"learning_rate": 0.1, "epsilon": 1e-3, "centered": True}),
    "rmsprop centered with momentum": (
        "RMSPropOptimizer",
        {"learning_rate": 0.1, "decay": 0.75, "momentum": 0.5, "epsilon": 0.125, "centered": True},
    ),
    "adadelta": ("AdadeltaOptimizer", {"learning_rate": 1.0, "epsilon": 1e-3}),
    "adadelta with other rates": ("AdadeltaOptimizer", {"learning_rate": 0.5, "rho": 0.5, "epsilon": 0.125}),
    "ftrl": ("FtrlOptimizer", {"learning_rate": 0.1}),
    "ftrl with penalties": (
        "FtrlOptimizer",
        {"learning_rate": 0.5, "l1_regularization_strength": 0.25, "l2_regularization_strength": 0.5},
    ),
    "ftrl with another power": (
        "FtrlOptimizer",
        {
            "learning_rate": 0.5,
            "learning_rate_power": -0.75,
            "initial_accumulator_value": 0.0,
            "l1_regularization_strength": 0.125,
            "accum_name": "squares",
            "linear_name": "sums",
        },
    ),
    "ftrl with shrinkage": (
        "FtrlOptimizer",
        {
            "learning_rate": 0.5,
            "l1_regularization_strength": 0.125,
            "l2_shrinkage_regularization_strength": 0.25,
        },
    ),
    "ftrl with beta": (
        "FtrlOptimizer",
        {"learning_rate": 0.5, "l2_regularization_strength": 0.125, "beta": 0.5},
    ),
    "proximal descent": ("ProximalGradientDescentOptimizer", {"learning_rate": 0.1}),
    "proximal descent with penalties": (
        "ProximalGradientDescentOptimizer",
        {"learning_rate": 0.1, "l1_regularization_strength": 1.0, "l2_regularization_strength": 0.5},
    ),
    "proximal adagrad": ("ProximalAdagradOptimizer", {"learning_rate": 0.1}),
    "proximal adagrad with penalties": (
        "ProximalAdagradOptimizer",
        {
            "learning_rate": 0.5,
            "initial_accumulator_value": 2.0,
            "l1_regularization_strength": 0.5,
            "l2_regularization_strength": 0.25,
        },
    ),
    "dual averaging": ("AdagradDAOptimizer", {"learning_rate": 0.1}),
    "dual averaging with penalties": (
        "AdagradDAOptimizer",
        {
            "learning_rate": 0.5,
            "initial_gradient_squared_accumulator_value": 2.0,
            "l1_regularization_strength": 0.5,
            "l2_regularization_strength": 0.25,
        },
    ),
}
# These do not convert their rates to the variable's dtype, in TensorFlow.
FLOAT32_ONLY = ("ProximalGradientDescentOptimizer", "ProximalAdagradOptimizer")
COUNTING = ("AdagradDAOptimizer",)  # these take the number of the step, too
RATE_STEPS = (0, 1, 3, 7, 10, 11, 25, 60, 500)


def made(tf: Any, name: str) -> Any:
    """The optimizer of that name."""
    class_name, settings = OPTIMIZERS[name]
    if class_name in COUNTING:
        settings = {**settings, "global_step": tf.train.get_or_create_global_step()}
    return getattr(tf.train, class_name)(**settings)


def counter_for(tf: Any, name: str) -> Any:
    """The variable that counts the steps, for optimizers that ask for it."""
    return tf.train.get_or_create_global_step() if OPTIMIZERS[name][0] in COUNTING else None


def dtypes_of(name: str) -> tuple[str, ...]:
    """The dtypes in which an optimizer is asked."""
    if OPTIMIZERS[name][0] in COUNTING:
        return DTYPES[1:]  # TensorFlow has no kernel for float16
    return ("float32",) if OPTIMIZERS[name][0] in FLOAT32_ONLY else DTYPES


def _after_every_step(
    tf: Any, optimizer: Any, variables: list[Any], step: Any, feeds: list[Any]
) -> list[Any]:
    """The values of the variables and of their slots, after each of the steps."""
    shown = list(variables)
    for name in optimizer.get_slot_names():
        shown += [optimizer.get_slot(variable, name) for variable in variables]
    answers = []
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for feed in feeds:
            session.run(step, feed)
            answers.append([value.tolist() for value in session.run(shown)])
    return answers


def dense(tf: Any, name: str, dtype: str) -> Any:
    """A matrix and a single number on a quadratic loss."""
    w = tf.Variable([[1.0, -2.0, 0.5], [4.0, 0.0, -0.25]], dtype=dtype, name="w")
    b = tf.Variable(0.75, dtype=dtype, name="b")
    optimizer = made(tf, name)
    loss = tf.reduce_sum(tf.square(w * [[1.0, 2.0, 0.5], [0.25, 1.0, 1.0]] + b))
    step = optimizer.minimize(loss, global_step=counter_for(tf, name))
    return _after_every_step(tf, optimizer, [w, b], step, [None] * STEPS)


def sparse(tf: Any, name: str, dtype: str) -> Any:
    """Rows of a table: some twice, some never, in one step none at all."""
    table = tf.Variable([[1.0, -2.0], [0.5, 4.0], [0.25, -0.25], [3.0, 1.0]], dtype=dtype, name="table")
    rows = tf.placeholder(tf.int32, [None])
    optimizer = made(tf, name)
    loss = tf.reduce_sum(tf.square(tf.gather(table, rows)))
    step = optimizer.minimize(loss, global_step=counter_for(tf, name))
    feeds = [{rows: batch} for batch in ([0, 2, 2], [1], [], [2, 0, 1, 2])]
    return _after_every_step(tf, optimizer, [table], step, feeds)


def variables_and_nodes(tf: Any, name: str) -> Any:
    """What `minimize` leaves in the graph: variables, collections, the nodes that the user sees."""
    with tf.name_scope("model"), tf.variable_scope("net"):
        w = tf.get_variable("w", [2], initializer=tf.ones_initializer())
        b = tf.Variable(1.0, name="b")
    counter = tf.train.get_or_create_global_step()
    loss = tf.reduce_sum(tf.square(w)) + b
    optimizer = made(tf, name)
    with tf.name_scope("train"):
        step = optimizer.minimize(loss, global_step=counter)
    again = optimizer.minimize(loss, name="again")
    other = made(tf, name).minimize(loss, var_list=[w])
    graph = tf.get_default_graph()
    kinds = ("VariableV2", "Assign", "AssignAdd", "NoOp")
    update = [o for o in graph.get_operations() if o.type in kinds or o.type.startswith("Apply")]
    update = [o for o in update if "Initializer" not in o.name and "gradients" not in o.name]
    return {
        "steps": [[o.name, o.type] for o in (step, again, other)],
        "global": [v.name for v in tf.global_variables()],
        "trainable": [v.name for v in tf.trainable_variables()],
        "train_op": [o.name for o in tf.get_collection(tf.GraphKeys.TRAIN_OP)],
        "own": [v.name for v in optimizer.variables()],
        "slots": {slot: optimizer.get_slot(w, slot).name for slot in optimizer.get_slot_names()},
        "shapes": [[v.name, v.shape.as_list(), v.dtype.name] for v in tf.global_variables()],
        "nodes": sorted([o.name, o.type] for o in update),
        "inputs": {o.name: [t.name for t in o.inputs[:-1]] for o in update if o.type == "ApplyAdam"},
    }


def rates(tf: Any) -> dict[str, Callable[[Any], Any]]:
    """Every schedule: a function from the number of the step to the learning rate."""
    train = tf.train
    return {
        "exponential": lambda t: train.exponential_decay(0.5, t, 10, 0.5),
        "exponential stairs": lambda t: train.exponential_decay(
            0.5, t, 10, 0.96, staircase=True, name="rate"
        ),
        "natural": lambda t: train.natural_exp_decay(0.5, t, 10, 0.5),
        "natural stairs": lambda t: train.natural_exp_decay(0.5, t, 10, 0.5, staircase=True),
        "inverse": lambda t: train.inverse_time_decay(0.5, t, 10, 0.5),
        "inverse stairs": lambda t: train.inverse_time_decay(0.5, t, 10, 0.5, staircase=True),
        "piecewise": lambda t: train.piecewise_constant(t, [3, 10, 60], [1.0, 0.5, 0.25, 0.125]),
        "piecewise, one boundary": lambda t: train.piecewise_constant(t, [7], [1.0, 0.5], name="rate"),
        "piecewise, repeated value": lambda t: train.piecewise_constant(t, [1, 10], [1.0, 0.5, 1.0]),
        "line": lambda t: train.polynomial_decay(0.5, t, 20),
        "root": lambda t: train.polynomial_decay(0.5, t, 20, 0.1, power=0.5),
        "cycle": lambda t: train.polynomial_decay(0.5, t, 20, 0.1, power=2.0, cycle=True),
        "cosine": lambda t: train.cosine_decay(0.5, t, 20),
        "cosine to a tenth": lambda t: train.cosine_decay(0.5, t, 20, alpha=0.1, name="rate"),
        "restarts": lambda t: train.cosine_decay_restarts(0.5, t, 7, alpha=0.01),
        "restarts, lower": lambda t: train.cosine_decay_restarts(
            0.5, t, 7, t_mul=1.5, m_mul=0.5, name="rate"
        ),
        "restarts, equal": lambda t: train.cosine_decay_restarts(0.5, t, 7, t_mul=1.0, m_mul=0.9),
        "linear cosine": lambda t: train.linear_cosine_decay(0.5, t, 20),
        "linear cosine, periods": lambda t: train.linear_cosine_decay(
            0.5, t, 20, 2.0, 0.1, 0.01, name="rate"
        ),
        "noisy linear cosine": lambda t: train.noisy_linear_cosine_decay(0.5, t, 20, 0.5),
    }


def rate(tf: Any, name: str, dtype: str) -> Any:
    """A learning rate at some steps, from a counter of int32 or int64."""
    tf.set_random_seed(7)
    step = tf.placeholder(dtype, [])
    tensor = rates(tf)[name](step)
    with tf.Session() as session:
        values = [float(session.run(tensor, {step: t})) for t in RATE_STEPS]
    return {
        "name": tensor.name,
        "dtype": tensor.dtype.name,
        "shape": tensor.shape.as_list(),
        "values": values,
    }


def averages(tf: Any) -> Any:
    """Moving averages of variables and tensors."""
    a, b = tf.Variable(1.0, name="a"), tf.Variable([10.0, 20.0], name="b")
    counter = tf.Variable(0, trainable=False, name="counter")
    kept = tf.train.ExponentialMovingAverage(0.75, num_updates=counter, name="kept")
    plain = tf.train.ExponentialMovingAverage(0.5)
    corrected = tf.train.ExponentialMovingAverage(0.5, zero_debias=True, name="corrected")
    tensor = tf.multiply(b, 2.0, name="twice")
    before = plain.average_name(a)
    updates = [kept.apply(), plain.apply([a, tensor]), corrected.apply([tensor])]
    shown = [
        kept.average(a),
        kept.average(b),
        plain.average(a),
        plain.average(tensor),
        corrected.average(tensor),
    ]
    values = []
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for number in range(3):
            session.run([a.assign_add(2.0), b.assign_sub([1.0, 4.0]), counter.assign(number)])
            session.run(updates)
            values.append([value.tolist() for value in session.run(shown)])
    return {
        "names": [before, *(v.name for v in shown), *(o.name for o in updates)],
        "variables": [v.name for v in tf.global_variables()],
        "collection": [v.name for v in tf.get_collection(tf.GraphKeys.MOVING_AVERAGE_VARIABLES)],
        "restore": {k: v.name for k, v in sorted(plain.variables_to_restore().items())},
        "values": values,
    }


def questions(tf: Any) -> dict[str, Callable[[], Any]]:
    """Every question, by a name under which its answer is kept; each needs an empty default graph."""
    asked: dict[str, Callable[[], Any]] = {"averages": lambda: averages(tf)}
    for name in OPTIMIZERS:
        asked[f"nodes/{name}"] = lambda name=name: variables_and_nodes(tf, name)
        for dtype in dtypes_of(name):
            asked[f"dense/{name}/{dtype}"] = lambda name=name, dtype=dtype: dense(tf, name, dtype)
            asked[f"sparse/{name}/{dtype}"] = lambda name=name, dtype=dtype: sparse(tf, name, dtype)
    for name in rates(tf):
        for dtype in ("int32", "int64"):
            asked[f"rate/{name}/{dtype}"] = lambda name=name, dtype=dtype: rate(tf, name, dtype)
    return asked
