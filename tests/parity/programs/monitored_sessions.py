"""Monitored sessions: the order of calls, what is logged, when the loop ends, what is refused.

Hooks that write files are in `monitored_sessions_with_files.py`.
"""

from typing import Any

from tests.parity.attempt import attempt
from tests.parity.monitored import logged, model, watcher


def order_of_calls(tf: Any, np: Any) -> None:
    """Two hooks, three steps; the graph is closed meanwhile and open behind."""
    w, loss, train = model(tf)
    hooks = [watcher(tf, "first", loss), watcher(tf, "second"), tf.train.StopAtStepHook(last_step=3)]
    with tf.train.MonitoredSession(hooks=hooks) as sess:
        print(sess.graph is tf.get_default_graph(), tf.get_default_graph().finalized)
        while not sess.should_stop():
            sess.run(train)
            print("ran")
        attempt(tf, lambda: sess.run(w), "should_stop")
    print(tf.get_default_graph().finalized, sess.should_stop())
    attempt(tf, sess.close, "closed")


def order_with_an_error(tf: Any, np: Any) -> None:
    """An error in the loop: no `end`; an input that ends: with `end`."""
    x = tf.placeholder(tf.float32, [2], name="x")
    _, loss, train = model(tf)
    checked = tf.check_numerics(x, "not finite")

    def of_error(error: Any) -> None:
        with tf.train.MonitoredSession(hooks=[watcher(tf, "hook")]) as sess:
            sess.run(train)
            raise error

    attempt(tf, lambda: of_error(ValueError("mine")), "mine")
    attempt(tf, lambda: of_error(tf.errors.OutOfRangeError(None, None, "the end")))
    attempt(tf, lambda: of_error(StopIteration("the end")))

    def of_a_node() -> None:
        with tf.train.SingularMonitoredSession(hooks=[watcher(tf, "hook", loss)]) as sess:
            sess.run(checked, {x: [1.0, float("nan")]})

    attempt(tf, of_a_node, "not finite")


def what_hooks_ask_for(tf: Any, np: Any) -> None:
    """Fetches of every kind, feeds, and feeds that meet."""
    x, y = tf.placeholder(tf.float32, [], name="x"), tf.placeholder(tf.float32, [], name="y")
    total = tf.add(x, y, name="total")

    class Asking(tf.train.SessionRunHook):
        def __init__(self, fetches: Any, feed: Any = None) -> None:
            self.fetches, self.feed = fetches, feed

        def before_run(self, run_context: Any) -> Any:
            return tf.train.SessionRunArgs(self.fetches, self.feed)

        def after_run(self, run_context: Any, run_values: Any) -> None:
            print(run_values.results)

    with tf.train.MonitoredSession(
        hooks=[Asking({"t": total, "both": [x + 1.0, y + 1.0]}), Asking("total:0")]
    ) as sess:
        print(sess.run(total, {x: 1.0, y: 2.0}))
    with tf.train.MonitoredSession(
        hooks=[Asking(total, {y: 5.0}), tf.train.FeedFnHook(lambda: {x: 7.0})]
    ) as sess:
        print(sess.run(total))
    with tf.train.MonitoredSession(hooks=[Asking(None, {y: 5.0})]) as sess:
        print(sess.run([total, total], feed_dict={x: 0.5}))
        attempt(tf, lambda: sess.run(total, {x: 1.0, y: 2.0}), "Same tensor is fed", "user")
    with tf.train.MonitoredSession(hooks=[Asking(None, {y: 5.0}), Asking(None, {y: 6.0})]) as sess:
        attempt(tf, lambda: sess.run(total, {x: 1.0}), "Same tensor is fed by two hooks")


def arguments_and_values(tf: Any, np: Any) -> None:
    """The small classes that hooks are told things with."""
    args = tf.train.SessionRunArgs("f", {"x": 1})
    print(args, args.fetches, args.options, tf.train.SessionRunArgs(fetches=2))
    attempt(tf, lambda: tf.train.SessionRunArgs())
    print(tf.train.SessionRunValues("r", "o", "m"))
    context = tf.train.SessionRunContext(args, "session")
    print(context.original_args == args, context.session, context.stop_requested)
    context.request_stop()
    print(context.stop_requested)
    hook = tf.train.SessionRunHook()
    print(
        hook.begin(), hook.after_create_session(1, 2), hook.before_run(1), hook.after_run(1, 2), hook.end(1)
    )


def stop_at_step(tf: Any, np: Any) -> None:
    """So many more steps, or a last one; in one session and the next."""
    _, _, train = model(tf)
    step = tf.train.get_global_step()
    for stop in ({"num_steps": 2}, {"last_step": 4}, {"last_step": 1}):
        with tf.train.MonitoredSession(hooks=[tf.train.StopAtStepHook(**stop)]) as sess:
            runs = 0
            while not sess.should_stop():
                sess.run(train)
                runs += 1
            print(stop, runs)
    with tf.train.SingularMonitoredSession(hooks=[tf.train.StopAtStepHook(num_steps=3)]) as sess:
        while not sess.should_stop():
            sess.run([train, train])
        print(sess.raw_session().run(step), type(sess.raw_session()).__name__)
    attempt(tf, lambda: tf.train.StopAtStepHook(), "One of num_steps or last_step")
    attempt(tf, lambda: tf.train.StopAtStepHook(1, 2), "Only one of num_steps or last_step")
    with tf.Graph().as_default():
        tf.constant(1.0)
        attempt(
            tf, lambda: tf.train.MonitoredSession(hooks=[tf.train.StopAtStepHook(1)]), "Global step should be"
        )


def logging_of_values(tf: Any, np: Any) -> None:
    """Lines of every form."""
    w, loss, train = model(tf)
    step = tf.train.get_global_step()
    hooks = [
        tf.train.LoggingTensorHook({"loss": loss, "step": step}, every_n_iter=2),
        tf.train.LoggingTensorHook(["loss", "w:0"], every_n_iter=3),
        tf.train.LoggingTensorHook([loss], every_n_secs=1000),
        tf.train.LoggingTensorHook(
            {"a": loss}, every_n_iter=4, formatter=lambda values: f"now {values['a']:.2f}"
        ),
        tf.train.LoggingTensorHook({"at the end": w}, at_end=True),
    ]
    hidden = "Graph was finalized", "local_init_op", "Create"
    with logged(tf, *hidden), tf.train.MonitoredSession(hooks=hooks) as sess:
        for _ in range(6):
            sess.run(train)
    attempt(tf, lambda: tf.train.LoggingTensorHook([loss]), "exactly one of every_n_iter and every_n_secs")
    attempt(tf, lambda: tf.train.LoggingTensorHook([loss], 1, 2), "exactly one of")
    attempt(tf, lambda: tf.train.LoggingTensorHook([loss], every_n_iter=0), "invalid every_n_iter")
    other = tf.Graph()
    with other.as_default():
        foreign = tf.constant(1.0)
    strange = tf.train.LoggingTensorHook([foreign], every_n_iter=1)
    attempt(tf, lambda: tf.train.MonitoredSession(hooks=[strange]), "current graph")
    tf.unstack([1, 2], name="parts")
    attempt(
        tf, lambda: tf.train.MonitoredSession(hooks=[tf.train.LoggingTensorHook(["parts"], 1)]), "ambiguous"
    )


def not_a_number(tf: Any, np: Any) -> None:
    """A loss that is NaN: an error, or the end of the loop."""
    x = tf.placeholder(tf.float32, [])
    loss = tf.identity(x, name="loss")

    def run(fail: bool) -> None:
        hook = tf.train.NanTensorHook(loss, fail_on_nan_loss=fail)
        with tf.train.MonitoredSession(hooks=[hook]) as sess:
            for value in (1.0, float("inf"), float("nan")):
                print(sess.run(loss, {x: value}), sess.should_stop())

    with logged(tf, "Graph was finalized", "local_init_op"):
        run(False)
        attempt(tf, lambda: run(True))
    print(
        issubclass(tf.train.NanLossDuringTrainingError, RuntimeError), tf.train.NanLossDuringTrainingError()
    )


def final_ops_and_waiting(tf: Any, np: Any) -> None:
    """What is computed at the end; a first run that waits for nothing."""
    w, loss, train = model(tf)
    x = tf.placeholder(tf.float32, [])
    hooks = [
        tf.train.FinalOpsHook({"loss": loss, "scaled": w * x}, {x: 10.0}),
        tf.train.FinalOpsHook(None),
        tf.train.GlobalStepWaiterHook(0),
    ]
    print(hooks[0].final_ops_values)
    with tf.train.MonitoredSession(hooks=hooks) as sess:
        sess.run(train)
        print(hooks[0].final_ops_values)
    print(sorted(hooks[0].final_ops_values.items()), hooks[1].final_ops_values)


def timers(tf: Any, np: Any) -> None:
    """When something is due."""
    timer = tf.train.SecondOrStepTimer(every_steps=3)
    print(timer.last_triggered_step())
    for step in (0, 1, 2, 3, 3, 5, 6, 20, 21):
        due = timer.should_trigger_for_step(step)
        print(
            step, due, timer.update_last_triggered_step(step)[1] if due else "", timer.last_triggered_step()
        )
    timer.reset()
    print(timer.last_triggered_step(), timer.should_trigger_for_step(0))
    slow = tf.train.SecondOrStepTimer(every_secs=1000)
    print(
        slow.should_trigger_for_step(1), slow.update_last_triggered_step(1), slow.should_trigger_for_step(2)
    )
    fast = tf.train.SecondOrStepTimer(every_secs=0.0)
    fast.update_last_triggered_step(1)
    print(fast.should_trigger_for_step(1), fast.should_trigger_for_step(2))
    attempt(tf, lambda: tf.train.SecondOrStepTimer(), "Either every_secs or every_steps")
    attempt(tf, lambda: tf.train.SecondOrStepTimer(1, 2), "Can not provide both")


def step_functions(tf: Any, np: Any) -> None:
    """run_step_fn: with hooks, without, and the end that a function asks for."""
    c = tf.placeholder(tf.float32, name="c")
    v, w = tf.add(c, 4.0), tf.add(c, 0.5)
    tf.train.get_or_create_global_step()

    def step_fn(step_context: Any) -> Any:
        value = step_context.session.run(v, {c: 0.5})
        return value, step_context.run_with_hooks(fetches=w, feed_dict={c: 0.1})

    def stopping(step_context: Any) -> None:
        step_context.request_stop()

    with tf.train.MonitoredSession(hooks=[watcher(tf, "hook")]) as sess:
        print(sess.run_step_fn(step_fn))
        attempt(tf, lambda: sess.run_step_fn(lambda context: 1), "step_context")
        attempt(tf, lambda: sess.run_step_fn(lambda: 1), "step_context")
        sess.run_step_fn(stopping)
        print("not reached")
    print(sess.should_stop())


def lost_sessions(tf: Any, np: Any) -> None:
    """AbortedError and UnavailableError: a new session, and the run again; a singular session does not recover."""
    w, _, train = model(tf)
    trouble = [tf.errors.AbortedError, tf.errors.UnavailableError]

    class Losing(tf.train.SessionRunHook):
        def after_create_session(self, session: Any, coord: Any) -> None:
            print("created", session.run(w))

        def after_run(self, run_context: Any, run_values: Any) -> None:
            if trouble:
                raise trouble.pop()(None, None, "gone")

    with tf.train.MonitoredSession(hooks=[Losing()]) as sess:
        sess.run(train)
        print(sess.run(w), len(trouble))
    trouble.append(tf.errors.AbortedError)

    def singular() -> None:
        with tf.train.SingularMonitoredSession(hooks=[Losing()]) as sess:
            sess.run(train)

    attempt(tf, singular, "gone")


def what_cannot_be_done(tf: Any, np: Any) -> None:
    """The graph is closed; unknown fetches; creators without a method; scaffolds."""
    w, _, _ = model(tf)
    with tf.train.MonitoredSession() as sess:
        attempt(tf, lambda: tf.constant(1.0), "finalized")
        attempt(tf, lambda: sess.run("nothing:0"))
        print(sess.run(w))
    print(tf.constant(1.0, name="again").name)
    attempt(tf, lambda: tf.train.Scaffold(copy_from_scaffold=5), "not a Scaffold")
    attempt(
        tf,
        lambda: tf.train.SingularMonitoredSession(checkpoint_dir="a", checkpoint_filename_with_path="b"),
        "Can not provide both",
    )


def scaffolds(tf: Any, np: Any) -> None:
    """What a scaffold finds, makes and copies."""
    w, loss, _ = model(tf)
    scale = tf.placeholder(tf.float32, [])
    scaled = tf.Variable(tf.ones([2]) * scale, name="scaled")
    said = []
    mine = tf.train.Scaffold(
        init_feed_dict={scale: 3.0}, init_fn=lambda scaffold, session: said.append(session.run(scaled))
    )
    print(mine.init_op, mine.saver, mine.summary_op, sorted(mine.init_feed_dict.values()))
    copied = tf.train.Scaffold(copy_from_scaffold=mine)
    with tf.train.SingularMonitoredSession(scaffold=copied) as sess:
        print(sess.run(scaled), said, sess.run(loss))
    keys = tf.GraphKeys
    for key in (
        keys.INIT_OP,
        keys.READY_OP,
        keys.READY_FOR_LOCAL_INIT_OP,
        keys.LOCAL_INIT_OP,
        keys.SUMMARY_OP,
    ):
        print(key, [member.name for member in tf.get_collection(key)])
    print(len(tf.get_collection(keys.SAVERS)), copied.init_op is tf.get_collection(keys.INIT_OP)[0])
    again = tf.train.Scaffold()
    with tf.train.MonitoredSession(tf.train.ChiefSessionCreator(scaffold=mine)) as sess:
        sess.run(w)
    print(mine.init_op is copied.init_op, len(tf.get_collection(keys.INIT_OP)), again.init_op)
    tf.add_to_collection(keys.INIT_OP, tf.no_op())
    attempt(tf, lambda: tf.train.MonitoredSession(), "More than one item in the collection", "init_op")


def scaffolds_of_ones_own(tf: Any, np: Any) -> None:
    """Own operations join no collection; what does not make the model ready is refused."""
    v = tf.Variable(1.0, name="v")
    local = tf.Variable(2.0, name="local", collections=[tf.GraphKeys.LOCAL_VARIABLES], trainable=False)
    init = tf.group(v.initializer, name="mine")
    with tf.train.MonitoredSession(tf.train.ChiefSessionCreator(tf.train.Scaffold(init_op=init))) as sess:
        print(sess.run([v, local]), tf.get_collection(tf.GraphKeys.INIT_OP))
    tf.Variable(5.0, name="forgotten")
    tf.get_collection_ref(tf.GraphKeys.READY_OP).clear()
    tf.get_collection_ref(tf.GraphKeys.READY_FOR_LOCAL_INIT_OP).clear()
    creator = tf.train.ChiefSessionCreator(tf.train.Scaffold(init_op=init))
    attempt(tf, creator.create_session, "Variables not initialized: forgotten", "mine")


def session_managers(tf: Any, np: Any) -> None:
    """Prepared by an operation, by a function, not at all."""
    v = tf.Variable(1.0, name="v")
    init, ready = tf.global_variables_initializer(), tf.report_uninitialized_variables()
    manager = tf.train.SessionManager(ready_op=ready)
    with manager.prepare_session("", init_op=init) as sess:
        print(sess.run(v))
    with manager.prepare_session("", init_fn=lambda session: v.load(7.0, session)) as sess:
        print(sess.run(v))
    attempt(tf, lambda: manager.prepare_session(""), "not initialized", "init_op")
    attempt(tf, lambda: manager.prepare_session("", init_op=tf.no_op()), "Variables not initialized: v")
    attempt(tf, lambda: tf.train.SessionManager(ready_for_local_init_op=ready), "local_init_op")
    session, ready = manager.recover_session("")
    print(ready)
    session.close()
    late = tf.train.SessionManager(ready_op=tf.report_uninitialized_variables(), recovery_wait_secs=0.01)
    attempt(tf, lambda: late.wait_for_session("", max_wait_secs=0.03), "not ready")
    own = tf.train.SessionManager(ready_op=tf.report_uninitialized_variables(), local_init_op=init)
    with own.wait_for_session("", max_wait_secs=5) as sess:
        print(sess.run(v))
