"""What summaries, queues, savers and training sessions put into the collections of a graph, one program for each."""

import os
import tempfile
from typing import Any


def _all(tf: Any) -> list[Any]:
    """Every collection that has members, except the contexts of branches: its name, and how many."""
    graph = tf.get_default_graph()
    keys = [key for key in graph.get_all_collection_keys() if isinstance(key, str) and key[:2] != "__"]
    counts = [
        (key, len(graph.get_collection(key))) for key in keys if key not in ("cond_context", "while_context")
    ]
    return sorted((key, count) for key, count in counts if count)


def _names(tf: Any, key: str, scope: Any = None) -> list[str]:
    return [member.name for member in tf.get_collection(key, scope)]


def summaries(tf: Any, np: Any) -> None:
    """Every summary joins SUMMARIES, or the collections it is given; merged ones join what they are told."""
    x = tf.constant([0.5, 1.0])
    with tf.name_scope("net"):
        tf.summary.scalar("mean", tf.reduce_mean(x))
    tf.summary.histogram("all", x)
    tf.summary.image("picture", tf.zeros([1, 2, 2, 1]))
    tf.summary.text("words", tf.constant("hello"))
    tf.summary.scalar("elsewhere", x[0], collections=["mine"])
    tf.summary.scalar("nowhere", x[0], collections=[])
    print(_names(tf, tf.GraphKeys.SUMMARIES), _names(tf, "mine"), _names(tf, tf.GraphKeys.SUMMARIES, "net"))
    merged = tf.summary.merge_all()
    mine = tf.summary.merge_all("mine")
    tf.summary.merge(tf.get_collection("mine"), collections=["merged"])
    print(merged.name, mine.name, tf.summary.merge_all("none"), _names(tf, "merged"))
    print(_all(tf))


def queue_runners(tf: Any, np: Any) -> None:
    """What fills queues joins QUEUE_RUNNERS; an input that ends counts its rounds in a local variable."""
    names = tf.train.string_input_producer(["a", "b"], num_epochs=2, shuffle=False, name="files")
    tf.train.batch([names.dequeue()], 2, name="pairs")
    tf.train.shuffle_batch([tf.constant(1.0)], 2, 8, 2, name="mixed")
    tf.train.range_input_producer(3, shuffle=False, name="numbers")
    tf.train.slice_input_producer([tf.constant([1, 2])], num_epochs=1, name="slices")
    queue = tf.FIFOQueue(3, tf.float32, name="mine")
    runner = tf.train.QueueRunner(queue, [queue.enqueue(1.0)] * 2)
    tf.train.add_queue_runner(runner)
    tf.train.add_queue_runner(runner, collection="others")
    print(_names(tf, tf.GraphKeys.QUEUE_RUNNERS), len(tf.get_collection("others")))
    print(
        _names(tf, tf.GraphKeys.LOCAL_VARIABLES), tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)[-1] is runner
    )
    print(_names(tf, tf.GraphKeys.SUMMARIES))
    print(_all(tf))


def savers(tf: Any, np: Any) -> None:
    """A saver joins no collection by itself; those who look for one there add what they make."""
    v = tf.Variable(1.0, name="v")
    saver = tf.train.Saver()
    print(tf.get_collection(tf.GraphKeys.SAVERS), _all(tf))
    tf.add_to_collection(tf.GraphKeys.SAVERS, saver)
    with tf.train.MonitoredSession() as sess:
        sess.run(v)
    print(tf.get_collection(tf.GraphKeys.SAVERS) == [saver])
    with tempfile.TemporaryDirectory() as folder, tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        path = saver.save(sess, os.path.join(folder, "model"))
        with tf.Graph().as_default():
            tf.train.import_meta_graph(path + ".meta")
            print(len(tf.get_collection(tf.GraphKeys.SAVERS)), _names(tf, tf.GraphKeys.GLOBAL_VARIABLES))


def saveable_objects(tf: Any, np: Any) -> None:
    """What a saver without a list saves: the variables, local ones not, and this collection."""
    tf.Variable(1.0, name="v")
    tf.Variable(1.0, name="local", collections=[tf.GraphKeys.LOCAL_VARIABLES], trainable=False)
    other = tf.Variable(1.0, name="other", collections=[tf.GraphKeys.SAVEABLE_OBJECTS], trainable=False)
    with tempfile.TemporaryDirectory() as folder, tf.Session() as sess:
        sess.run([tf.global_variables_initializer(), other.initializer])
        path = tf.train.Saver().save(sess, os.path.join(folder, "model"))
        print([name for name, _ in tf.train.list_variables(path)])


def of_a_training_session(tf: Any, np: Any) -> None:
    """INIT_OP, READY_OP, LOCAL_INIT_OP, SUMMARY_OP and the others that a scaffold fills."""
    w = tf.Variable(1.0, name="w")
    tf.summary.scalar("w", w)
    tf.train.GradientDescentOptimizer(0.1).minimize(w * w, global_step=tf.train.get_or_create_global_step())
    with tf.train.MonitoredTrainingSession(hooks=[tf.train.StopAtStepHook(last_step=1)]) as sess:
        sess.run(w)
    keys = tf.GraphKeys
    for key in (
        keys.INIT_OP,
        keys.LOCAL_INIT_OP,
        keys.READY_OP,
        keys.READY_FOR_LOCAL_INIT_OP,
        keys.SUMMARY_OP,
    ):
        print(key, _names(tf, key))
    print(_names(tf, keys.TRAIN_OP), _names(tf, keys.GLOBAL_STEP), len(tf.get_collection(keys.SAVERS)))
    print(_all(tf))


def of_a_supervisor(tf: Any, np: Any) -> None:
    """The same for a supervisor."""
    w = tf.Variable(1.0, name="w")
    tf.Variable(0, name="global_step", trainable=False)
    tf.summary.scalar("w", w)
    tf.train.Supervisor()
    keys = tf.GraphKeys
    for key in (
        keys.INIT_OP,
        keys.LOCAL_INIT_OP,
        keys.READY_OP,
        keys.READY_FOR_LOCAL_INIT_OP,
        keys.SUMMARY_OP,
    ):
        print(key, [name.split("/")[0] for name in _names(tf, key)])
    print(_names(tf, keys.GLOBAL_STEP), len(tf.get_collection(keys.SAVERS)))
    print(_all(tf))


def tables_of_a_training_session(tf: Any, np: Any) -> None:
    """What stands in TABLE_INITIALIZERS runs in every new session."""
    table = tf.Variable([0.0, 0.0], name="table", trainable=False, collections=[tf.GraphKeys.LOCAL_VARIABLES])
    with tf.control_dependencies([table.initializer]):
        tf.add_to_collection(tf.GraphKeys.TABLE_INITIALIZERS, tf.assign(table, [1.0, 2.0]).op)
    init = tf.get_collection(tf.GraphKeys.TABLE_INITIALIZERS)
    scaffold = tf.train.Scaffold(
        local_init_op=tf.group(*init), ready_op=tf.report_uninitialized_variables([table])
    )
    with tf.train.MonitoredSession(tf.train.ChiefSessionCreator(scaffold)) as sess:
        print(sess.run(table))


def through_a_file(tf: Any, np: Any) -> None:
    """Which collections come back with a graph that was saved."""
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    w = tf.get_variable("w", [2, 1], regularizer=tf.nn.l2_loss)
    tf.losses.add_loss(tf.reduce_mean(tf.matmul(x, w), name="loss"))
    step = tf.train.get_or_create_global_step()
    tf.train.ExponentialMovingAverage(0.9).apply([w])
    tf.summary.scalar("step", step)
    tf.add_to_collection("inputs", x)
    tf.add_to_collection("numbers", 7)
    before = _all(tf)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "graph.meta")
        tf.train.export_meta_graph(path)
        with tf.Graph().as_default():
            tf.train.import_meta_graph(path)
            print([item for item in before if item not in _all(tf)], [i for i in _all(tf) if i not in before])
            print(_names(tf, "inputs"), tf.get_collection("numbers"))
            print(_names(tf, tf.GraphKeys.REGULARIZATION_LOSSES), _names(tf, tf.GraphKeys.LOSSES))
            print(_names(tf, tf.GraphKeys.MOVING_AVERAGE_VARIABLES), tf.train.get_global_step().name)
