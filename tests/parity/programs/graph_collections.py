"""Collections: the graph's named lists, and the ones TensorFlow keeps itself."""

from typing import Any


def by_hand(tf: Any, np: Any) -> None:
    """Add to collections and read them back."""
    tf.add_to_collection("things", 1)
    tf.add_to_collection("things", "two")
    tf.get_default_graph().add_to_collection("things", 1)
    tf.get_default_graph().add_to_collections(["things", "others", "things"], 3)
    print(tf.get_collection("things"), tf.get_collection("others"), tf.get_collection("none"))
    print(sorted(tf.get_default_graph().get_all_collection_keys()))
    tf.get_collection("things").append(4)
    print(len(tf.get_collection("things")))
    tf.get_collection_ref("things").append(4)
    print(len(tf.get_collection("things")))
    tf.get_default_graph().clear_collection("things")
    print(tf.get_collection("things"))


def scoped(tf: Any, np: Any) -> None:
    """A scope filters by the start of the name, as a regular expression."""
    with tf.variable_scope("a"):
        tf.get_variable("v", [1])
        with tf.variable_scope("b"):
            tf.get_variable("v", [1])
    with tf.variable_scope("ab"):
        tf.get_variable("v", [1])
    for scope in ("a", "a/", "a/b", ".*b", "b", None):
        print(scope, [v.name for v in tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope)])
        print(scope, [v.name for v in tf.trainable_variables(scope)])
    tf.add_to_collection("numbers", 1)
    print(tf.get_collection("numbers", "a"))


def variables_in_collections(tf: Any, np: Any) -> None:
    """Which collection holds which variable."""
    tf.Variable(1.0, name="plain")
    tf.Variable(1.0, trainable=False, name="frozen")
    tf.Variable(1.0, collections=[tf.GraphKeys.LOCAL_VARIABLES], trainable=False, name="here")
    tf.Variable(1.0, collections=["mine"], name="mine")
    tf.get_variable("got", [1], collections=["mine", tf.GraphKeys.GLOBAL_VARIABLES], trainable=False)
    for key in ("variables", "trainable_variables", "local_variables", "mine"):
        print(key, [v.name for v in tf.get_collection(key)])
    print([v.name for v in tf.global_variables()], [v.name for v in tf.trainable_variables()])
    print([v.name for v in tf.local_variables()], [v.name for v in tf.all_variables()])


def losses(tf: Any, np: Any) -> None:
    """The losses collection, as tutorials use it for weight decay."""
    w = tf.Variable([1.0, -2.0, 3.0], name="w")
    tf.add_to_collection("losses", 0.1 * tf.nn.l2_loss(w))
    tf.add_to_collection("losses", tf.reduce_sum(tf.abs(w)))
    total = tf.add_n(tf.get_collection("losses"), name="total")
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        print(total.name, session.run(total))


def graph_keys(tf: Any, np: Any) -> None:
    """The names that TensorFlow's own collections have."""
    for key in [
        "GLOBAL_VARIABLES",
        "LOCAL_VARIABLES",
        "MODEL_VARIABLES",
        "TRAINABLE_VARIABLES",
        "SUMMARIES",
        "QUEUE_RUNNERS",
        "TABLE_INITIALIZERS",
        "ASSET_FILEPATHS",
        "MOVING_AVERAGE_VARIABLES",
        "REGULARIZATION_LOSSES",
        "CONCATENATED_VARIABLES",
        "SAVERS",
        "WEIGHTS",
        "BIASES",
        "ACTIVATIONS",
        "UPDATE_OPS",
        "LOSSES",
        "SAVEABLE_OBJECTS",
        "RESOURCES",
        "LOCAL_RESOURCES",
        "INIT_OP",
        "LOCAL_INIT_OP",
        "READY_OP",
        "READY_FOR_LOCAL_INIT_OP",
        "SUMMARY_OP",
        "GLOBAL_STEP",
        "EVAL_STEP",
        "TRAIN_OP",
        "COND_CONTEXT",
        "WHILE_CONTEXT",
        "METRIC_VARIABLES",
    ]:
        print(key, getattr(tf.GraphKeys, key))


def train_op_and_init(tf: Any, np: Any) -> None:
    """What `minimize` leaves in the collections."""
    w = tf.Variable(2.0, name="w")
    step = tf.train.GradientDescentOptimizer(0.1).minimize(tf.square(w))
    print(tf.get_collection(tf.GraphKeys.TRAIN_OP) == [step])
    tf.train.get_or_create_global_step()
    print(
        [v.name for v in tf.get_collection(tf.GraphKeys.GLOBAL_STEP)],
        [v.name for v in tf.trainable_variables()],
    )
