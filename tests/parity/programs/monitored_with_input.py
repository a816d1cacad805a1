"""Monitored sessions and supervisors that take their input from queues and datasets, to its end."""

from typing import Any

from tests.parity.attempt import attempt
from tests.parity.monitored import logged


def _summed(tf: Any, batch: Any) -> tuple[Any, Any]:
    """A sum over all batches, and a step that adds one batch to it."""
    total = tf.get_variable("total", [], initializer=tf.zeros_initializer())
    step = tf.train.get_or_create_global_step()
    with tf.control_dependencies([tf.assign_add(total, tf.reduce_sum(batch))]):
        return total, tf.assign_add(step, 1).op


def queue_of_slices(tf: Any, np: Any) -> None:
    """Queue runners start by themselves; the end of the input ends the loop, and `end` is called."""
    numbers = np.arange(12, dtype=np.float32)
    (number,) = tf.train.slice_input_producer([tf.constant(numbers)], num_epochs=2, shuffle=False)
    batch = tf.train.batch([number], 4)
    total, train = _summed(tf, batch)
    last = tf.train.FinalOpsHook([total, tf.train.get_global_step()])
    with tf.train.MonitoredTrainingSession(hooks=[last]) as sess:
        while not sess.should_stop():
            sess.run(train)
    print(*last.final_ops_values, sess.should_stop())


def queue_under_a_supervisor(tf: Any, np: Any) -> None:
    """The same with a Supervisor."""
    numbers = np.arange(10, dtype=np.float32)
    (number,) = tf.train.slice_input_producer([tf.constant(numbers)], num_epochs=1, shuffle=False)
    batch = tf.train.batch([number], 5)
    total, train = _summed(tf, batch)
    sums = []
    with logged(
        tf, "local_init", "standard services", "queue runners", "deprecated", "logdir", "switch", "updating"
    ):
        sv = tf.train.Supervisor()
        with sv.managed_session() as sess:
            while not sv.should_stop():
                sess.run(train)
                sums.append(float(sess.run(total)))
    print(sums, sv.should_stop())


def error_in_a_thread(tf: Any, np: Any) -> None:
    """What goes wrong in a thread that fills a queue is raised in the loop."""
    queue = tf.FIFOQueue(10, tf.float32, shapes=[[]])
    checked = tf.check_numerics(tf.constant(float("nan")), "bad number")
    tf.train.add_queue_runner(tf.train.QueueRunner(queue, [queue.enqueue(checked)]))
    one = queue.dequeue()

    def loop() -> None:
        with tf.train.MonitoredSession() as sess:
            while not sess.should_stop():
                sess.run(one)

    with logged(tf, "local_init", "finalized", "Error reported"):
        attempt(tf, loop, "bad number")


def dataset_to_its_end(tf: Any, np: Any) -> None:
    """A one-shot iterator ends the loop."""
    dataset = tf.data.Dataset.range(10).map(lambda n: tf.cast(n, tf.float32)).batch(4)
    total, train = _summed(tf, tf.data.make_one_shot_iterator(dataset).get_next())
    last = tf.train.FinalOpsHook(total)
    with tf.train.MonitoredTrainingSession(hooks=[last]) as sess:
        runs = 0
        while not sess.should_stop():
            sess.run(train)
            runs += 1
        print("not reached")
    print(runs, last.final_ops_values)


def iterator_among_the_tables(tf: Any, np: Any) -> None:
    """An iterator that has to be initialised, and its initialiser in TABLE_INITIALIZERS, as programs do it."""
    dataset = tf.data.Dataset.from_tensor_slices(np.arange(6, dtype=np.float32)).batch(2)
    iterator = tf.data.make_initializable_iterator(dataset)
    tf.add_to_collection(tf.GraphKeys.TABLE_INITIALIZERS, iterator.initializer)
    total, train = _summed(tf, iterator.get_next())
    last = tf.train.FinalOpsHook(total)
    for _ in range(2):
        with tf.train.MonitoredSession(hooks=[last]) as sess:
            while not sess.should_stop():
                sess.run(train)
        print(last.final_ops_values)


def iterator_in_a_hook(tf: Any, np: Any) -> None:
    """The other way: a hook that initialises it."""
    rows = tf.placeholder(tf.float32, [None])
    iterator = tf.data.make_initializable_iterator(tf.data.Dataset.from_tensor_slices(rows).batch(3))
    total, train = _summed(tf, iterator.get_next())

    class Initialise(tf.train.SessionRunHook):
        def after_create_session(self, session: Any, coord: Any) -> None:
            session.run(iterator.initializer, {rows: [1.0, 2.0, 3.0, 4.0]})

    last = tf.train.FinalOpsHook(total)
    with tf.train.MonitoredTrainingSession(hooks=[Initialise(), last]) as sess:
        while not sess.should_stop():
            sess.run(train)
    print(last.final_ops_values)


def final_value_that_reads_on(tf: Any, np: Any) -> None:
    """A final value that takes another element fails, and says so."""
    element = tf.data.make_one_shot_iterator(tf.data.Dataset.range(2)).get_next()

    def loop() -> None:
        with tf.train.MonitoredSession(hooks=[tf.train.FinalOpsHook(element)]) as sess:
            while not sess.should_stop():
                sess.run(element)

    attempt(tf, loop)
