"""Input pipelines: producers, batches, what comes out of them, the names of their nodes."""

from typing import Any

from tests.parity.attempt import attempt


def run_to_the_end(tf: Any, fetches: Any) -> None:
    """Start the threads, print everything that comes out, and let the threads end."""
    with tf.Session() as session:
        session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        coord = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(session, coord)
        print(sorted(thread.name for thread in threads))
        try:
            while not coord.should_stop():
                values = session.run(fetches)
                print(*[value.tolist() for value in (values if isinstance(values, list) else [values])])
        except tf.errors.OutOfRangeError:
            print("the end")
        finally:
            coord.request_stop()
        coord.join(threads)


def batches_of_slices(tf: Any, np: Any) -> None:
    """slice_input_producer and batch, two epochs, a smaller batch at the end."""
    rows = np.arange(12.0).astype(np.float32).reshape(6, 2)
    row, label = tf.train.slice_input_producer(
        [rows, tf.constant(list(range(6)))], num_epochs=2, shuffle=False
    )
    batch = tf.train.batch([row, label], 5, allow_smaller_final_batch=True)
    print(batch)
    run_to_the_end(tf, batch)


def a_last_batch_thrown_away(tf: Any, np: Any) -> None:
    """Without allow_smaller_final_batch what is left over is not seen."""
    number = tf.train.range_input_producer(7, num_epochs=1, shuffle=False).dequeue()
    run_to_the_end(tf, tf.train.batch([number], 3))


def shuffled_batches(tf: Any, np: Any) -> None:
    """shuffle_batch behind a shuffled producer, with seeds.

    The queue holds one element more than stay in it, so that the order does not depend on how quick the thread is.
    """
    rows = np.arange(12.0).astype(np.float32).reshape(6, 2)
    row, label = tf.train.slice_input_producer([rows, tf.constant(list(range(6)))], num_epochs=3, seed=3)
    batch = tf.train.shuffle_batch([row, label], 2, capacity=6, min_after_dequeue=5, seed=4)
    print(batch)
    run_to_the_end(tf, batch)


def a_seed_for_the_graph(tf: Any, np: Any) -> None:
    """The order follows from the graph's seed."""
    tf.set_random_seed(7)
    names = tf.train.string_input_producer(["a", "b", "c"], num_epochs=2)
    batch = tf.train.shuffle_batch({"name": names.dequeue()}, 2, capacity=20, min_after_dequeue=5)
    print(batch)
    run_to_the_end(tf, batch["name"])


def padded_batches(tf: Any, np: Any) -> None:
    """dynamic_pad."""
    number = tf.train.range_input_producer(10, shuffle=False, num_epochs=1, name="mine").dequeue()
    values = tf.ones([number % 4], tf.int64) * tf.cast(number, tf.int64)
    batch = tf.train.batch([values, number], 3, dynamic_pad=True, name="padded")
    print(batch)
    run_to_the_end(tf, batch)


def many_at_a_time(tf: Any, np: Any) -> None:
    """enqueue_many, and input_producer with rows."""
    queue = tf.train.input_producer(np.arange(12.0).reshape(6, 2), num_epochs=1, shuffle=False)
    print(queue.name)
    run_to_the_end(tf, tf.train.batch([queue.dequeue_many(2)], 3, enqueue_many=True))


def some_left_out(tf: Any, np: Any) -> None:
    """maybe_batch, with one answer and with an answer for every row."""
    number = tf.train.range_input_producer(10, shuffle=False, num_epochs=1).dequeue()
    some = tf.train.maybe_batch(
        {"n": number, "square": number * number}, tf.equal(number % 3, 0), 2, allow_smaller_final_batch=True
    )
    print(some)
    run_to_the_end(tf, [some["n"], some["square"]])
    with tf.Graph().as_default():
        numbers = tf.train.range_input_producer(10, shuffle=False, num_epochs=1).dequeue_many(5)
        keep = tf.equal(numbers % 3, 0)
        run_to_the_end(
            tf, tf.train.maybe_batch([numbers], keep, 2, allow_smaller_final_batch=True, enqueue_many=True)
        )


def sparse_batches(tf: Any, np: Any) -> None:
    """Sparse tensors go through queues, too."""
    number = tf.cast(tf.train.range_input_producer(6, shuffle=False, num_epochs=1).dequeue(), tf.int64)
    sparse = tf.SparseTensor([[number % 3]], [number * 10], [3])
    rows, numbers = tf.train.batch([sparse, number], 3)
    print(rows.shape, rows.dense_shape.shape, numbers)
    run_to_the_end(tf, [tf.sparse_tensor_to_dense(rows), numbers])
    with tf.Graph().as_default():
        numbers = tf.cast(
            tf.train.range_input_producer(6, shuffle=False, num_epochs=1).dequeue_many(2), tf.int64
        )
        places = tf.stack([tf.constant([0, 1], tf.int64), numbers % 3], 1)
        sparse = tf.SparseTensor(places, numbers * 10, [2, 3])
        rows = tf.train.batch([sparse], 3, enqueue_many=True)
        run_to_the_end(tf, [tf.sparse_tensor_to_dense(rows)])


def several_sources(tf: Any, np: Any) -> None:
    """batch_join and shuffle_batch_join: their results and their names."""
    print(
        tf.train.batch_join(
            [[tf.constant(1), tf.constant([1.0, 2.0])], [tf.constant(2), tf.constant([3.0, 4.0])]], 4
        )
    )
    print(tf.train.shuffle_batch_join([{"a": tf.constant(1)}, {"a": tf.constant(2)}], 4, 10, 5))
    print([summary.name for summary in tf.get_collection(tf.GraphKeys.SUMMARIES)])
    print([runner.name for runner in tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)])
    for operation in tf.get_default_graph().get_operations():
        print(operation.name, operation.type)


def names_of_nodes(tf: Any, np: Any) -> None:
    """The queues, and what is behind and before them."""
    numbers = tf.train.range_input_producer(4)
    tf.train.batch([numbers.dequeue()], 2)
    tf.train.shuffle_batch([numbers.dequeue()], 2, 10, 5)
    print([summary.name for summary in tf.get_collection(tf.GraphKeys.SUMMARIES)])
    print([runner.name for runner in tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)])
    for operation in tf.get_default_graph().get_operations():
        if "Shape" not in operation.name:
            print(operation.name, operation.type)


def wrong_arguments(tf: Any, np: Any) -> None:
    """What cannot be."""
    anything, some = tf.placeholder(tf.float32), tf.placeholder(tf.bool)
    one, two = tf.constant(1), tf.constant(2.0)
    attempt(tf, lambda: tf.train.batch([anything], 3), "Cannot infer Tensor's rank")
    attempt(tf, lambda: tf.train.batch([], 3), "Expected at least one tensor in batch()")
    attempt(tf, lambda: tf.train.shuffle_batch([one], 3, 5, 5), "must be bigger than min_after_dequeue 5")
    attempt(tf, lambda: tf.train.batch([tf.placeholder(tf.float32, [None])], 3), "must be fully defined")
    attempt(tf, lambda: tf.train.batch_join([[one], [two]], 3), "Expected types to be consistent")
    attempt(tf, lambda: tf.train.batch_join([[one], [tf.constant([2])]], 3))
    attempt(tf, lambda: tf.train.batch_join([{"a": one}, {"b": one}], 3), "must have the same keys")
    attempt(tf, lambda: tf.train.batch_join([], 3), "Expected at least one")
    attempt(tf, lambda: tf.train.string_input_producer([]), "requires a non-null input tensor")
    attempt(tf, lambda: tf.train.slice_input_producer([]), "Expected at least one tensor")
    attempt(tf, lambda: tf.train.input_producer(anything), "must have a fully defined shape")
    attempt(tf, lambda: tf.train.maybe_batch([one], some, 3), "dimensions must be known")
    attempt(tf, lambda: tf.train.maybe_batch([one], tf.placeholder(tf.bool, [None]), 3), "cannot be a vector")
    attempt(tf, lambda: tf.train.start_queue_runners(), "No default session is registered")
    attempt(tf, lambda: tf.train.start_queue_runners(3), "sess must be a `tf.Session` object")
    attempt(tf, lambda: tf.train.QueueRunner(), "Must provide queue and enqueue_ops")
    queue = tf.FIFOQueue(1, tf.int32)
    attempt(
        tf,
        lambda: tf.train.QueueRunner(queue, [queue.enqueue(1)], queue_closed_exception_types=(ValueError,)),
    )
    attempt(tf, lambda: tf.train.LooperThread(3, 1), "must be a Coordinator")


def runners(tf: Any, np: Any) -> None:
    """What a QueueRunner says of itself, and its description for files."""
    queue = tf.FIFOQueue(10, tf.float32, shapes=[()])
    runner = tf.train.QueueRunner(queue, [queue.enqueue(1.0)] * 2)
    print(runner.name, len(runner.enqueue_ops), runner.close_op.name, runner.cancel_op.name)
    print([kind.__name__ for kind in runner.queue_closed_exception_types], runner.exceptions_raised)
    described = runner.to_proto()
    print(described.queue_name, list(described.enqueue_op_name), described.close_op_name)
    print(described.cancel_op_name, list(map(int, described.queue_closed_exception_types)))
    again = tf.train.QueueRunner.from_proto(described)
    print(again.name, [operation.name for operation in again.enqueue_ops], again.cancel_op.name)
    print(runner.to_proto(export_scope="elsewhere"))
    with tf.Session() as session:
        coord = tf.train.Coordinator()
        threads = runner.create_threads(session, coord, start=True)
        print(len(threads), len(runner.create_threads(session, coord)))
        print(session.run(queue.dequeue_many(3)))
        coord.request_stop()
        coord.join(threads)
        print(coord.joined, coord.should_stop())


def coordinators(tf: Any, np: Any) -> None:
    """Errors of threads arrive in the main one; those that mean an end do not."""
    import threading

    def work(coord: Any, error: Exception) -> None:
        with coord.stop_on_exception():
            raise error

    for error in (ValueError("no milk"), tf.errors.OutOfRangeError(None, None, "the end")):
        coord = tf.train.Coordinator()
        thread = threading.Thread(target=work, args=(coord, error))
        thread.start()
        attempt(tf, lambda coord=coord, thread=thread: coord.join([thread]), "no milk")
        print(coord.should_stop(), coord.joined)
        attempt(tf, coord.raise_requested_exception, "no milk")
        coord.clear_stop()
        print(coord.should_stop(), coord.joined, coord.wait_for_stop(0.01))
    stubborn = tf.train.Coordinator(clean_stop_exception_types=(KeyError,))
    wait = threading.Event()
    thread = threading.Thread(target=wait.wait, name="stubborn", daemon=True)
    thread.start()
    stubborn.register_thread(thread)
    stubborn.request_stop()
    attempt(tf, lambda: stubborn.join(stop_grace_period_secs=0.05), "still running: stubborn")
    stubborn.register_thread(thread)
    attempt(tf, lambda: stubborn.join(stop_grace_period_secs=0.05, ignore_live_threads=True))
    wait.set()
