"""What TensorFlow itself puts into every collection of `GraphKeys`, one program per collection.

The collections that queues, summaries, savers and sessions fill are in `collections_filled_by_systems.py`, those of
tf.contrib in `../contrib_programs/collections_filled.py`.
"""

from typing import Any

# TensorFlow's own functions make branches of their own (an average's first value is one); ours need none.
CONTEXTS = ("cond_context", "while_context")


def _all(tf: Any) -> list[Any]:
    """Every collection that has members, except the contexts of branches: its name, and how many."""
    graph = tf.get_default_graph()
    keys = [key for key in graph.get_all_collection_keys() if isinstance(key, str) and key[:2] != "__"]
    counts = [(key, len(graph.get_collection(key))) for key in keys if key not in CONTEXTS]
    return sorted((key, count) for key, count in counts if count)


def _names(tf: Any, key: str, scope: Any = None) -> list[str]:
    return [member.name for member in tf.get_collection(key, scope)]


def global_variables(tf: Any, np: Any) -> None:
    """Variables, trained or not, slots of optimizers, averages, the global step; no local ones."""
    keys = tf.GraphKeys
    w = tf.Variable([1.0], name="w")
    with tf.variable_scope("net"):
        b = tf.get_variable("b", [1])
    tf.get_variable("fixed", [1], trainable=False)
    tf.Variable(0.0, collections=[keys.LOCAL_VARIABLES], trainable=False, name="local")
    tf.Variable(0.0, collections=[], trainable=False, name="nowhere")
    step = tf.train.get_or_create_global_step()
    tf.train.AdamOptimizer().minimize(tf.reduce_sum(w * b), global_step=step)
    tf.train.ExponentialMovingAverage(0.9).apply([w])
    print(_names(tf, keys.GLOBAL_VARIABLES))
    print(_names(tf, keys.GLOBAL_VARIABLES) == [v.name for v in tf.global_variables()], keys.VARIABLES)
    print(_names(tf, keys.GLOBAL_VARIABLES, "net"), _all(tf))


def local_variables(tf: Any, np: Any) -> None:
    """Local variables by hand, those of metrics, and the counter of an input that ends."""
    tf.Variable(0.0, collections=[tf.GraphKeys.LOCAL_VARIABLES], trainable=False, name="by_hand")
    tf.get_local_variable("got", [2])
    tf.metrics.accuracy([1, 0], [1, 1])
    print(_names(tf, tf.GraphKeys.LOCAL_VARIABLES), _names(tf, tf.GraphKeys.GLOBAL_VARIABLES))
    print([v.name for v in tf.local_variables("accuracy")], _all(tf))


def metric_variables(tf: Any, np: Any) -> None:
    """Counters of metrics; names that metrics themselves are added to."""
    with tf.name_scope("rating"):
        tf.metrics.mean([1.0], metrics_collections="values", updates_collections=["updates", "all"])
    tf.metrics.precision([1], [1], name="exact")
    print(_names(tf, tf.GraphKeys.METRIC_VARIABLES))
    print([t.name for t in tf.get_collection("values")], [t.name for t in tf.get_collection("updates")])
    print(_all(tf))


def model_variables(tf: Any, np: Any) -> None:
    """Nothing of the core joins it by itself; what is put there is found again."""
    tf.layers.dense(tf.ones([2, 3]), 4)
    print(tf.model_variables())
    v = tf.get_variable("v", [1], collections=[tf.GraphKeys.MODEL_VARIABLES, tf.GraphKeys.GLOBAL_VARIABLES])
    print([m.name for m in tf.model_variables()], tf.model_variables()[0] is v)
    print(_all(tf))


def trainable_variables(tf: Any, np: Any) -> None:
    """Those that optimizers train; given collections do not keep a variable out, only `trainable` does."""
    tf.Variable(1.0, name="a")
    tf.Variable(1.0, name="b", trainable=False)
    tf.Variable(1.0, name="c", collections=["mine"])
    tf.get_variable("d", [1], collections=["mine"], trainable=False)
    tf.layers.batch_normalization(tf.ones([2, 3]), training=True, name="norm")
    tf.layers.dense(tf.ones([2, 3]), 1, name="still", trainable=False)
    print(_names(tf, tf.GraphKeys.TRAINABLE_VARIABLES))
    print(_names(tf, "mine"), _all(tf))


def moving_average_variables(tf: Any, np: Any) -> None:
    """The variables that have an average join it, once for each; neither the averages nor tensors do."""
    w, b = tf.Variable([1.0], name="w"), tf.Variable([1.0], name="b")
    averages = tf.train.ExponentialMovingAverage(0.9)
    averages.apply([w, b * 2.0])
    averages.apply([w])
    tf.train.ExponentialMovingAverage(0.5, name="other").apply([w, b])
    print(_names(tf, tf.GraphKeys.MOVING_AVERAGE_VARIABLES), _all(tf))


def regularization_losses(tf: Any, np: Any) -> None:
    """The penalties of variables and layers, in their order; a shared variable has one; None has none."""
    half = lambda v: 0.5 * tf.reduce_sum(tf.square(v))  # noqa: E731
    with tf.variable_scope("net", regularizer=half):
        w = tf.get_variable("w", [2], initializer=tf.ones_initializer())
        tf.get_variable("own", [2], initializer=tf.ones_initializer(), regularizer=lambda v: None)
        tf.get_variable("other", [2], initializer=tf.ones_initializer(), regularizer=tf.nn.l2_loss)
    with tf.variable_scope("net", regularizer=half, reuse=True):
        print(tf.get_variable("w", [2]) is w)
    x = tf.ones([2, 2])
    ones = {"kernel_initializer": tf.ones_initializer(), "bias_initializer": tf.ones_initializer()}
    tf.layers.dense(x, 3, name="dense", kernel_regularizer=half, bias_regularizer=half, **ones)
    tf.layers.dense(x, 3, name="dense", kernel_regularizer=half, reuse=True)
    y = tf.layers.conv2d(
        tf.ones([1, 4, 4, 1]), 1, 2, kernel_regularizer=half, activity_regularizer=tf.nn.l2_loss, **ones
    )
    found = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    print([t.name for t in found], y.shape)
    print(tf.losses.get_regularization_losses() == found, len(tf.losses.get_regularization_losses("net")))
    total = tf.losses.get_regularization_loss()
    named = tf.losses.get_regularization_loss("net", name="penalty")
    nothing = tf.losses.get_regularization_loss("nowhere")
    print(total.name, named.name, nothing.dtype)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        print(session.run(found), session.run([total, named, nothing]))
    print(_all(tf))


def losses(tf: Any, np: Any) -> None:
    """Every function of tf.losses adds its loss; the total includes the penalties or not."""
    w = tf.get_variable("w", [2], initializer=tf.ones_initializer(), regularizer=tf.nn.l2_loss)
    tf.losses.mean_squared_error([1.0, 2.0], w)
    tf.losses.absolute_difference([1.0, 3.0], w, weights=0.5, scope="distance")
    tf.losses.sigmoid_cross_entropy([[1.0, 0.0]], [w], loss_collection="elsewhere")
    tf.losses.hinge_loss([1.0, 0.0], w, loss_collection=None)
    tf.losses.add_loss(tf.constant(3.0, name="by_hand"))
    print(_names(tf, tf.GraphKeys.LOSSES), len(tf.get_collection("elsewhere")))
    print([t.name for t in tf.losses.get_losses()], [t.name for t in tf.losses.get_losses("distance")])
    both = [
        tf.losses.get_total_loss(),
        tf.losses.get_total_loss(add_regularization_losses=False, name="bare"),
    ]
    print([t.name for t in both])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        print(session.run(both))
    print(_all(tf))


def update_ops(tf: Any, np: Any) -> None:
    """What layers want to be run with each step; `training=False` and reuse add nothing new of their own."""
    x = tf.placeholder(tf.float32, [4, 3])
    tf.layers.batch_normalization(x, training=True, name="norm")
    print([type(u).__name__ for u in tf.get_collection(tf.GraphKeys.UPDATE_OPS)])
    print(len(tf.get_collection(tf.GraphKeys.UPDATE_OPS, scope="norm")))
    tf.layers.batch_normalization(x, training=False, name="still")
    flag = tf.placeholder(tf.bool)
    tf.layers.batch_normalization(x, training=flag, name="by_flag")
    print(
        len(tf.get_collection(tf.GraphKeys.UPDATE_OPS)),
        len(tf.get_collection(tf.GraphKeys.UPDATE_OPS, "by_flag")),
    )
    print(_all(tf))


def train_op(tf: Any, np: Any) -> None:
    """What `minimize` and `apply_gradients` make, in the order they are called; the same one only once."""
    w = tf.Variable(1.0, name="w")
    first = tf.train.GradientDescentOptimizer(0.1).minimize(w * w)
    second = tf.train.MomentumOptimizer(0.1, 0.9).minimize(w * w, name="second")
    adam = tf.train.AdamOptimizer(0.1)
    third = adam.apply_gradients(
        adam.compute_gradients(w * w), global_step=tf.train.get_or_create_global_step()
    )
    found = tf.get_collection(tf.GraphKeys.TRAIN_OP)
    print([op.name for op in found], found == [first, second, third])
    print([type(op).__name__ for op in found], _all(tf))


def global_step(tf: Any, np: Any) -> None:
    """One variable, made at most once, that is not trained."""
    print(tf.train.get_global_step(), tf.get_collection(tf.GraphKeys.GLOBAL_STEP))
    with tf.name_scope("somewhere"), tf.variable_scope("else"):
        step = tf.train.get_or_create_global_step()
    print(_names(tf, tf.GraphKeys.GLOBAL_STEP), step is tf.train.get_global_step(), step.dtype)
    print(_names(tf, tf.GraphKeys.TRAINABLE_VARIABLES), _all(tf))
    tf.reset_default_graph()
    mine = tf.Variable(5, name="global_step", trainable=False)
    found = tf.train.get_global_step()
    print(found.name, found is mine, tf.get_collection(tf.GraphKeys.GLOBAL_STEP))


def contexts_of_branches_and_loops(tf: Any, np: Any) -> None:
    """A branch leaves two contexts, a loop one; those inside count as well."""
    x = tf.placeholder(tf.float32, [])
    tf.cond(x > 0, lambda: x + 1.0, lambda: x - 1.0)
    tf.while_loop(lambda i: i < 3.0, lambda i: i + x, [0.0])
    tf.case([(x > 5, lambda: x), (x > 2, lambda: x * 2.0)], default=lambda: x * 3.0)
    print(_names(tf, tf.GraphKeys.COND_CONTEXT))
    print(_names(tf, tf.GraphKeys.WHILE_CONTEXT))
    tf.while_loop(
        lambda i: i < 3.0, lambda i: tf.cond(i > 1.0, lambda: i + 1.0, lambda: i + 0.5), [0.0], name="mine"
    )
    print(_names(tf, tf.GraphKeys.COND_CONTEXT)[-2:], _names(tf, tf.GraphKeys.WHILE_CONTEXT)[-1:])


def table_initializers(tf: Any, np: Any) -> None:
    """What stands there runs in `tables_initializer`; without any it does nothing."""
    none = tf.tables_initializer()
    print(none.name, none.type)
    filled = tf.Variable(0.0, name="filled", collections=["mine"], trainable=False)
    tf.add_to_collection(tf.GraphKeys.TABLE_INITIALIZERS, tf.assign(filled, 2.0).op)
    init = tf.tables_initializer(name="fill")
    print(init.name, init.type, len(tf.get_collection(tf.GraphKeys.TABLE_INITIALIZERS)))
    with tf.Session() as session:
        session.run(none)
        session.run(init)
        print(session.run(filled), _all(tf))


def filled_by_hand_only(tf: Any, np: Any) -> None:
    """Nothing of the core fills these; a graph keeps what a program puts there, and nothing else is in a graph."""
    keys = tf.GraphKeys
    w = tf.get_variable("w", [2], regularizer=tf.nn.l2_loss)
    tf.layers.dense(tf.ones([1, 2]), 2, activation=tf.nn.relu)
    hand = (keys.WEIGHTS, keys.BIASES, keys.ACTIVATIONS, keys.CONCATENATED_VARIABLES, keys.ASSET_FILEPATHS)
    hand += (keys.SAVEABLE_OBJECTS, keys.RESOURCES, keys.LOCAL_RESOURCES, keys.EVAL_STEP)
    print([tf.get_collection(key) for key in hand])
    for key in hand:
        tf.add_to_collection(key, w)
    print([_names(tf, key) for key in hand], _all(tf))


def of_a_whole_program(tf: Any, np: Any) -> None:
    """A network with most of it, and everything its graph keeps."""
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    y = tf.placeholder(tf.int32, [None], name="y")
    penalty = lambda v: 0.01 * tf.nn.l2_loss(v)  # noqa: E731
    hidden = tf.layers.dense(x, 8, tf.nn.relu, kernel_regularizer=penalty, name="hidden")
    hidden = tf.layers.batch_normalization(hidden, training=True, name="norm")
    logits = tf.layers.dense(hidden, 3, kernel_regularizer=penalty, name="logits")
    tf.losses.sparse_softmax_cross_entropy(y, logits)
    loss = tf.losses.get_total_loss()
    step = tf.train.get_or_create_global_step()
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        train = tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss, global_step=step)
    with tf.control_dependencies([train]):
        tf.train.ExponentialMovingAverage(0.99, step).apply()
    tf.metrics.accuracy(y, tf.argmax(logits, 1))
    print(_all(tf))
    for key in ("variables", "trainable_variables", "moving_average_variables", "local_variables"):
        print(key, _names(tf, key))
