"""Supervisors: what they find and make, their sessions and threads, what they write and log, what they refuse."""

import glob
import os
import tempfile
import threading
import time
from typing import Any

from tests.parity.attempt import attempt
from tests.parity.monitored import logged, model

QUIET = "deprecated", "Please switch", "Instructions for updating", "checkpoint listeners"


def what_it_has(tf: Any, np: Any) -> None:
    """Its properties, and the collections it fills."""
    keys = tf.GraphKeys
    _, loss, _ = model(tf)
    tf.summary.scalar("loss", loss)
    with tempfile.TemporaryDirectory() as folder:
        sv = tf.train.Supervisor(logdir=folder, save_model_secs=0, save_summaries_secs=0)
        print(sv.is_chief, sv.save_model_secs, sv.save_summaries_secs, sv.save_path == folder + "/model.ckpt")
        print(sv.init_op.name, sv.ready_op.name.split("/")[0], sv.ready_for_local_init_op, sv.summary_op.name)
        print(
            sv.global_step.name,
            type(sv.saver).__name__,
            type(sv.summary_writer).__name__,
            type(sv.coord).__name__,
        )
        print(type(sv.session_manager).__name__, sv.init_feed_dict, sv.should_stop(), sv.USE_DEFAULT)
        print(tf.get_default_graph().finalized)
        for key in (
            keys.INIT_OP,
            keys.READY_OP,
            keys.LOCAL_INIT_OP,
            keys.SAVERS,
            keys.SUMMARY_OP,
            keys.GLOBAL_STEP,
        ):
            print(key, len(tf.get_collection(key)))
        sv.summary_writer.close()
    tf.reset_default_graph()
    tf.constant(1.0)
    bare = tf.train.Supervisor()
    print(
        bare.summary_op,
        bare.saver,
        bare.global_step,
        bare.summary_writer,
        bare.save_path,
        bare.save_model_secs,
    )
    tf.reset_default_graph()
    tf.Variable(1.0)
    without = tf.train.Supervisor(saver=None, summary_op=None, global_step=None, init_op=None, ready_op=None)
    print(without.saver, without.summary_op, without.global_step, without.init_op, without.ready_op)


def managed(tf: Any, np: Any) -> None:
    """Train in a managed session, stop, and go on from the checkpoint that was saved by hand."""
    with tempfile.TemporaryDirectory() as folder:
        for last in (3, 6):
            with tf.Graph().as_default(), logged(tf, *QUIET, "Recording summary", "/sec"):
                w, loss, train = model(tf)
                sv = tf.train.Supervisor(logdir=folder, save_model_secs=0, save_summaries_secs=0)
                with sv.managed_session() as sess:
                    print(sess.run([sv.global_step, w]))
                    while not sv.should_stop():
                        sess.run(train)
                        if sess.run(sv.global_step) >= last:
                            sv.saver.save(sess, sv.save_path, global_step=sv.global_step)
                            sv.request_stop()
                    print(sess.run(loss), type(sess).__name__)
                print(sv.should_stop(), sv.coord.joined)
            print(sorted(os.path.basename(name) for name in glob.glob(folder + "/*.index")))
        print(os.path.exists(folder + "/graph.pbtxt"))


def its_threads(tf: Any, np: Any) -> None:
    """The threads that write; how many there are, by what it was told."""
    for seconds in ({}, {"save_summaries_secs": 0}, {"save_model_secs": 0}):
        with (
            tempfile.TemporaryDirectory() as folder,
            tf.Graph().as_default(),
            logged(tf, *QUIET, "/sec", "Recording"),
        ):
            _, loss, train = model(tf)
            tf.summary.scalar("loss", loss)
            sv = tf.train.Supervisor(logdir=folder, **seconds)
            sess = sv.prepare_or_wait_for_session(start_standard_services=False)
            sess.run(train)
            threads = sv.start_standard_services(sess)
            print(len(threads), sorted({isinstance(thread, threading.Thread) for thread in threads}))
            sess.run(train)
            sv.stop()
            print([thread.is_alive() for thread in threads], tf.train.latest_checkpoint(folder) is not None)
            sess.close()


def what_is_written(tf: Any, np: Any) -> None:
    """The events: that it began and stopped, a summary computed by hand."""
    with tempfile.TemporaryDirectory() as folder:
        _, loss, train = model(tf)
        merged = tf.summary.scalar("so_far", loss)
        sv = tf.train.Supervisor(logdir=folder, summary_op=None, save_summaries_secs=10000, save_model_secs=0)
        with sv.managed_session() as sess:
            sess.run(train)
            sv.summary_computed(sess, sess.run(merged))
            sv.summary_computed(sess, sess.run(merged), global_step=77)
        for event in tf.train.summary_iterator(glob.glob(folder + "/events*")[0]):
            kind = event.WhichOneof("what")
            tags = [value.tag for value in event.summary.value]
            if not any(tag.endswith("/sec") for tag in tags):
                print(event.step, kind, event.session_log.status if kind == "session_log" else tags)


def loops(tf: Any, np: Any) -> None:
    """A function that is called again and again beside the training."""
    w, _, _ = model(tf)
    sv = tf.train.Supervisor()
    calls = []

    def note(*args: Any, **kwargs: Any) -> None:
        calls.append((args, kwargs))
        if len(calls) == 3:
            sv.request_stop()

    with sv.managed_session(start_standard_services=False) as sess:
        looper = sv.loop(0.01, note, args=(1, 2), kwargs={"three": 3})
        print(isinstance(looper, threading.Thread), looper.daemon)
        sv.wait_for_stop()
        print(sess.run(w), sv.should_stop())
    print(len(calls), calls[0], looper.is_alive())


def errors_in_and_out(tf: Any, np: Any) -> None:
    """An error of the block, the end of an input, an error of a thread."""
    model(tf)
    sv = tf.train.Supervisor()

    def of_error(error: Any) -> None:
        with sv.managed_session(start_standard_services=False):
            raise error

    attempt(tf, lambda: of_error(ValueError("mine")), "mine")
    attempt(tf, lambda: of_error(tf.errors.OutOfRangeError(None, None, "the end")))
    attempt(tf, lambda: of_error(tf.errors.AbortedError(None, None, "gone")), "gone")

    def failing() -> None:
        raise RuntimeError("in a thread")

    def of_a_thread() -> None:
        with sv.managed_session(start_standard_services=False):
            sv.loop(None, failing)
            while not sv.should_stop():
                time.sleep(0.001)

    with logged(tf, "Error reported", *QUIET):
        attempt(tf, of_a_thread, "in a thread")
    with sv.managed_session(start_standard_services=False):
        print(sv.should_stop())
        with sv.stop_on_exception():
            print("no error")


def what_it_refuses(tf: Any, np: Any) -> None:
    """Without a folder, without a session, not being the chief."""
    w, loss, _ = model(tf)
    merged = tf.summary.scalar("loss", loss)
    sv = tf.train.Supervisor()
    with logged(tf, *QUIET), sv.managed_session() as sess:
        attempt(tf, lambda: sv.summary_computed(sess, sess.run(merged)), "summary writer")
        print(sv.start_standard_services(sess))
        attempt(tf, lambda: tf.constant(1.0), "finalized")
        print(sess.run(w))


def initialised_in_other_ways(tf: Any, np: Any) -> None:
    """init_fn, init_feed_dict, operations of one's own, a graph that is not the default one."""
    graph = tf.Graph()
    with graph.as_default():
        scale = tf.placeholder(tf.float32, [])
        v = tf.Variable(tf.ones([2]) * scale, name="v")
        local = tf.Variable(3.0, collections=[tf.GraphKeys.LOCAL_VARIABLES], trainable=False)
    said = []
    sv = tf.train.Supervisor(
        graph=graph, init_feed_dict={scale: 2.0}, init_fn=lambda session: said.append(session.run(v))
    )
    with sv.managed_session(start_standard_services=False) as sess:
        print(sess.run([v, local]), said)
    with tf.Graph().as_default():
        u = tf.Variable(1.0, name="u")
        forgotten = tf.train.Supervisor(init_op=tf.no_op())

        def begin() -> None:
            with forgotten.managed_session(start_standard_services=False) as session:
                session.run(u)

        attempt(tf, forgotten.prepare_or_wait_for_session, "Variables not initialized: u")


def old_train_loop(tf: Any, np: Any) -> None:
    """basic_train_loop, and again where a session is lost."""
    w, _, train = model(tf)
    sv = tf.train.Supervisor()
    trouble = [1]

    def one_step(session: Any, name: str, last: int = 0) -> None:
        session.run(train)
        step = session.run(sv.global_step)
        print(name, step, session.run(w))
        if trouble and step == 2:
            trouble.pop()
            raise tf.errors.AbortedError(None, None, "gone")
        if step == last:
            sv.request_stop()

    with logged(
        tf, *QUIET, "local_init_op", "standard services", "queue runners", "logdir", "Error reported"
    ):
        tf.train.basic_train_loop(sv, one_step, args=("step",), kwargs={"last": 3})
