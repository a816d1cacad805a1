"""Queues: what comes out in which order, names and static shapes of their operations, errors."""

from functools import partial
from typing import Any

from tests.parity.attempt import attempt, describe


def order_of_random_queues(tf: Any, np: Any) -> None:
    """RandomShuffleQueue with a seed: the same order, also when it is closed with a dequeue half done."""
    for seed in (1, 7):
        with tf.Graph().as_default(), tf.Session() as session:
            queue = tf.RandomShuffleQueue(30, 2, tf.int32, shapes=[()], seed=seed)
            session.run(queue.enqueue_many([list(range(20))]))
            print(session.run(queue.dequeue_many(8)), session.run(queue.size()))
            session.run(queue.enqueue_many([list(range(20, 30))]))
            print(session.run(queue.dequeue_many(8)), session.run(queue.dequeue()))
            session.run(queue.close())
            many, rest, one = queue.dequeue_many(30), queue.dequeue_up_to(30), queue.dequeue()
            attempt(tf, partial(session.run, many), "requested 30, current size 13")
            print(session.run(rest), session.run(queue.is_closed()))
            attempt(tf, partial(session.run, rest), "requested 30, current size 0")
            attempt(tf, partial(session.run, one), "is closed and has insufficient elements")


def seeds_of_random_queues(tf: Any, np: Any) -> None:
    """A graph's seed, and a name that is shared."""
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(5)
        for shared_name in (None, "shared"):
            queue = tf.RandomShuffleQueue(30, 2, tf.int32, shapes=[()], shared_name=shared_name)
            session.run(queue.enqueue_many([list(range(20))]))
            print(session.run(queue.dequeue_many(8)))


def order_of_priority_queues(tf: Any, np: Any) -> None:
    """PriorityQueue: the lowest first, and a fixed order among equals."""
    with tf.Graph().as_default(), tf.Session() as session:
        queue = tf.PriorityQueue(100, [tf.string], shapes=[()])
        ranks = [(7 * i * i + 3 * i) % 6 for i in range(40)]
        session.run(queue.enqueue_many([ranks, [str(i) for i in range(40)]]))
        print(*session.run(queue.dequeue_many(17)))
        session.run(queue.enqueue_many([ranks, [str(i) for i in range(40, 80)]]))
        print(*session.run(queue.dequeue_many(50)))
        session.run(queue.enqueue([np.int64(3), "a"]))
        print(queue.dtypes, queue.shapes, queue.names)
        print(queue.dequeue(), queue.dequeue_many(2))
        session.run(queue.close())
        attempt(tf, lambda: session.run(queue.dequeue_many(100)), "requested 100, current size 14")


def padding(tf: Any, np: Any) -> None:
    """PaddingFIFOQueue fills up with zeros and empty strings."""
    with tf.Graph().as_default(), tf.Session() as session:
        queue = tf.PaddingFIFOQueue(100, [tf.string, tf.float32], shapes=[[None], [None, 2]])
        session.run(queue.enqueue([["a", "b"], [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]]))
        session.run(queue.enqueue([["a", "b", "c"], [[1.0, 2.0]]]))
        pair = queue.dequeue_many(2)
        print(pair)
        print(*[value.tolist() for value in session.run(pair)])
        attempt(tf, lambda: queue.enqueue([["a", "b"], [1.0, 2.0]]))
        anything = tf.placeholder(tf.float32)
        put = queue.enqueue([["a", "b"], anything])
        attempt(tf, lambda: session.run(put, {anything: [1.0, 2.0]}), "Shape mismatch in tuple component 1")
        attempt(tf, lambda: queue.dequeue_many(-1), "must be >= 0")
        print([value.tolist() for value in session.run(queue.dequeue_many(0))])


def closing(tf: Any, np: Any) -> None:
    """What a closed queue still does."""
    with tf.Graph().as_default(), tf.Session() as session:
        queue = tf.FIFOQueue(5, tf.int32, shapes=[()])
        session.run(queue.enqueue_many([[1, 2, 3]]))
        print(session.run([queue.is_closed(), queue.size()]))
        session.run(queue.close())
        attempt(tf, lambda: session.run(queue.enqueue(4)), "is closed.")
        attempt(tf, lambda: session.run(queue.enqueue_many([[4]])), "is closed.")
        attempt(tf, lambda: session.run(queue.enqueue_many([tf.zeros([0], tf.int32)])))
        attempt(tf, lambda: session.run(queue.close()), "is already closed.")
        attempt(tf, lambda: session.run(queue.close(cancel_pending_enqueues=True)))
        attempt(tf, lambda: session.run(queue.dequeue_many(4)), "requested 4, current size 3")
        print(session.run(queue.dequeue()), session.run(queue.dequeue_up_to(9)))
        attempt(tf, lambda: session.run(queue.dequeue()), "requested 1, current size 0")
        print(session.run([queue.is_closed(), queue.size()]))


def names_and_shapes(tf: Any, np: Any) -> None:
    """Names and static shapes of the operations."""
    queue = tf.FIFOQueue(5, [tf.int32, tf.float32], shapes=[[2], []])
    print(queue.name, queue.queue_ref.name, queue.queue_ref.dtype, queue.dtypes, queue.shapes, queue.names)
    for operation in (
        queue.enqueue([[1, 2], 2.0]),
        queue.enqueue_many([[[1, 2]], [2.0]]),
        queue.close(),
        queue.close(cancel_pending_enqueues=True, name="end"),
    ):
        print(operation.name, operation.type)
    describe(
        *queue.dequeue(), *queue.dequeue_many(4), *queue.dequeue_up_to(4), queue.size(), queue.is_closed()
    )
    describe(*queue.dequeue_many(tf.placeholder(tf.int32), name="some"))
    with tf.name_scope("input"):
        inner = tf.RandomShuffleQueue(5, 2, tf.int32)
        print(inner.name, inner.enqueue(3).name)
        describe(inner.dequeue(), inner.dequeue_many(3), inner.size())
    for operation in tf.get_default_graph().get_operations():
        print(operation.name, operation.type)


def named_components(tf: Any, np: Any) -> None:
    """Elements that are dicts."""
    with tf.Graph().as_default(), tf.Session() as session:
        queue = tf.FIFOQueue(5, [tf.int32, tf.float32], [[2], []], ["a", "b"], name="mine")
        attempt(tf, lambda: queue.enqueue({"a": 1}), "do not match names of Queue")
        attempt(tf, lambda: queue.enqueue([1]), "You must enqueue a dictionary in a Queue with names")
        attempt(tf, lambda: queue.enqueue({"a": [1], "b": 2.0}))
        anything = tf.placeholder(tf.int32)
        put = queue.enqueue({"a": anything, "b": 2.0})
        attempt(tf, lambda: session.run(put, {anything: [1, 2, 3]}), "Expected [2], got [3]")
        put = queue.enqueue_many({"a": anything, "b": [2.0]})
        attempt(tf, lambda: session.run(put, {anything: [1, 2, 3]}), "Expected [3,2], got [3]")
        session.run(queue.enqueue_many({"a": np.arange(6).reshape(3, 2), "b": [1.0, 2.0, 3.0]}))
        print(sorted(session.run(queue.dequeue()).items()))
        other = tf.FIFOQueue(5, [tf.int32, tf.float32], [[3], []], ["a", "b"], name="mine")
        either = tf.QueueBase.from_list(tf.placeholder_with_default(1, []), [other, queue])
        print(either.shapes, sorted(session.run(either.dequeue()).items()))
        attempt(tf, lambda: tf.QueueBase.from_list(0, [queue, tf.FIFOQueue(5, tf.int32)]), "matching")


def wrong_arguments(tf: Any, np: Any) -> None:
    """What cannot be."""
    queue = tf.FIFOQueue(5, [tf.int32, tf.float32])
    attempt(tf, lambda: queue.enqueue([1.5, 2.0]))
    attempt(tf, lambda: queue.enqueue({"a": 1}), "Queue must have names to enqueue a dictionary")
    attempt(tf, lambda: queue.enqueue_many([1, 2]))
    attempt(tf, lambda: queue.enqueue_many([[1, 2], [1.0]]))
    attempt(tf, lambda: tf.FIFOQueue(5, [tf.int32], shapes=[[None]]), "All shapes must be fully defined")
    attempt(tf, lambda: tf.FIFOQueue(5, [tf.int32], shapes=[[1], [2]]), "same length as dtypes")
    attempt(tf, lambda: tf.FIFOQueue(5, [tf.int32], shapes=3))
    attempt(tf, lambda: tf.FIFOQueue(5, [tf.int32], names=["a", "b"]), "same length as the list of dtypes")
    attempt(tf, lambda: tf.PaddingFIFOQueue(5, [tf.int32], shapes=None), "a list of shapes must be provided")
    attempt(tf, lambda: tf.PaddingFIFOQueue(5, [tf.int32], shapes=[None, 3]), "a list of shapes must be")
    attempt(tf, lambda: tf.PaddingFIFOQueue(5, [tf.int32], shapes=[(None, 3), ()]), "received 1 dtypes and 2")
    with tf.Session() as session:
        attempt(tf, lambda: session.run(queue.dequeue_many(3)), "specified shapes")
        attempt(tf, lambda: session.run(queue.enqueue([1])))
        some = tf.placeholder(tf.float32)
        put = queue.enqueue_many([[1, 2], some])
        attempt(tf, lambda: session.run(put, {some: [1.0]}), "must have the same size in the 0th dimension")
        for least in (7, -7):
            size = tf.RandomShuffleQueue(5, least, [tf.int32]).size()
            attempt(tf, lambda size=size: session.run(size), f"min_after_dequeue {least} must be")


def shared_names(tf: Any, np: Any) -> None:
    """Two nodes, one queue."""
    with tf.Graph().as_default(), tf.Session() as session:
        one = tf.FIFOQueue(5, [tf.int32], shared_name="x", shapes=[()])
        two = tf.FIFOQueue(5, [tf.int32], shared_name="x", shapes=[()])
        session.run(one.enqueue([3]))
        print(session.run(two.dequeue()))
        for other in (
            tf.FIFOQueue(6, [tf.int32], shared_name="x"),
            tf.RandomShuffleQueue(5, 1, tf.int32, shared_name="x"),
            tf.FIFOQueue(5, [tf.float32], shared_name="x"),
        ):
            attempt(tf, lambda other=other: session.run(other.size()))


def one_run(tf: Any, np: Any) -> None:
    """Dequeue and enqueue in one run, whichever was written first."""
    with tf.Graph().as_default(), tf.Session() as session:
        queue = tf.FIFOQueue(1, tf.int32, shapes=[()])
        out = queue.dequeue() * 10
        put = queue.enqueue(4)
        print(session.run([out, put]), session.run([put, out]), session.run(queue.size()))
        pair = queue.dequeue_many(2)
        print(session.run([pair, queue.enqueue(1), queue.enqueue(2)])[0].sum())


def in_control_flow(tf: Any, np: Any) -> None:
    """A loop and a branch that take elements out."""
    with tf.Graph().as_default(), tf.Session() as session:
        queue = tf.FIFOQueue(10, tf.int32, shapes=[()])
        session.run(queue.enqueue_many([[1, 2, 3, 4, 5]]))
        count, total = tf.while_loop(lambda i, t: i < 4, lambda i, t: (i + 1, t + queue.dequeue()), [0, 0])
        print(session.run([count, total]))
        wanted = tf.placeholder(tf.bool)
        either = tf.cond(wanted, queue.dequeue, lambda: tf.constant(-1))
        print(session.run(either, {wanted: False}), session.run(either, {wanted: True}))


def counting_epochs(tf: Any, np: Any) -> None:
    """limit_epochs counts in a local variable."""
    with tf.Graph().as_default(), tf.Session() as session:
        limited = tf.train.limit_epochs(tf.constant("again"), num_epochs=2)
        describe(limited, *tf.local_variables())
        session.run(tf.local_variables_initializer())
        print(session.run(limited), session.run(limited))
        attempt(tf, lambda: session.run(limited))
        attempt(tf, lambda: tf.train.limit_epochs(limited, 0), "num_epochs must be > 0")
