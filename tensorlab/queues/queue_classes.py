"""The queues of a program: `tf.FIFOQueue`, `tf.RandomShuffleQueue`, `tf.PaddingFIFOQueue`, `tf.PriorityQueue`.

Each is an operation that makes the queue in the session, and methods (`queue_base.py`) that add further ones.

Read next: `tensorlab/training/batching.py`, whole input pipelines made of queues.
"""

from typing import Any

from tensorlab.graph.dtypes import int64
from tensorlab.graph.scopes import get_default_graph
from tensorlab.graph.shapes import TensorShape
from tensorlab.ops.random import get_seed
from tensorlab.queues.nodes import fifo_queue, padding_fifo_queue, priority_queue, random_shuffle_queue
from tensorlab.queues.queue_base import QueueBase, dtype_list, name_list, shape_list


class FIFOQueue(QueueBase):
    """A queue that gives first what came first.

    Args:
        capacity: how many elements it holds at most.
        dtypes: the dtype of each component.
        shapes: the shape of each component, fully known; None: elements may differ, and cannot be taken out together.
        names: a name for each component; elements are dicts then.
        shared_name: queues with one such name are one queue.
        name: the name of the operation.

    Raises:
        ValueError: when the lists differ in length, or a shape is not fully known.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/queue/FIFOQueue

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     queue = tf.FIFOQueue(3, "float")
    ...     sess.run(queue.enqueue_many([[0.0, 10.0, 20.0]]))
    ...     first = queue.dequeue()
    ...     back = queue.enqueue([first + 1.0])
    ...     for _ in range(4):
    ...         sess.run(back)
    ...     print(sess.run([queue.dequeue(), queue.size()]))
    [np.float32(11.0), np.int32(2)]
    """

    def __init__(
        self,
        capacity: int,
        dtypes: Any,
        shapes: Any = None,
        names: Any = None,
        shared_name: str | None = None,
        name: str = "fifo_queue",
    ) -> None:
        dtypes = dtype_list(dtypes)
        shapes = shape_list(shapes)
        names = name_list(names, dtypes)
        queue = fifo_queue(
            tuple(dtypes), tuple(shapes or ()), int(capacity), "", shared_name or "", name=name
        )
        super().__init__(dtypes, shapes, names, queue)


class PaddingFIFOQueue(QueueBase):
    """A queue that gives first what came first, and fills up with zeros what it gives together.

    So sentences of different lengths become one batch.

    Args:
        capacity: how many elements it holds at most.
        dtypes: the dtype of each component.
        shapes: a list with the shape of each component; an unknown size, None, may differ from element to element.
        names: a name for each component; elements are dicts then.
        shared_name: queues with one such name are one queue.
        name: the name of the operation.

    Raises:
        ValueError: when the lists differ in length, or a rank is unknown.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/queue/PaddingFIFOQueue

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     queue = tf.PaddingFIFOQueue(10, tf.int32, shapes=[[None]])
    ...     for sentence in ([1, 2, 3], [4]):
    ...         sess.run(queue.enqueue([sentence]))
    ...     print(sess.run(queue.dequeue_many(2)))
    [[1 2 3]
     [4 0 0]]
    """

    def __init__(
        self,
        capacity: int,
        dtypes: Any,
        shapes: Any,
        names: Any = None,
        shared_name: str | None = None,
        name: str = "padding_fifo_queue",
    ) -> None:
        dtypes = dtype_list(dtypes)
        shapes = shape_list(shapes, partly_known=True)
        names = name_list(names, dtypes)
        if len(dtypes) != len(shapes or ()):
            raise ValueError(
                f"Shapes must be provided for all components, but received {len(dtypes)} dtypes and "
                f"{len(shapes or ())} shapes."
            )
        queue = padding_fifo_queue(
            tuple(dtypes), tuple(shapes or ()), int(capacity), "", shared_name or "", name=name
        )
        super().__init__(dtypes, shapes, names, queue)


class RandomShuffleQueue(QueueBase):
    """A queue that gives its elements in random order.

    Args:
        capacity: how many elements it holds at most.
        min_after_dequeue: how many stay in it as long as it is not closed, so that there is always a choice.
        dtypes: the dtype of each component.
        shapes: the shape of each component, fully known; None: elements may differ, and cannot be taken out together.
        names: a name for each component; elements are dicts then.
        seed: a whole number; with it the order is the same in every session, and TensorFlow's.
        shared_name: queues with one such name are one queue.
        name: the name of the operation.

    Raises:
        ValueError: when the lists differ in length, or a shape is not fully known.
        tf.errors.InvalidArgumentError: in a run, when `min_after_dequeue` is negative or not below the capacity.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/queue/RandomShuffleQueue

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     queue = tf.RandomShuffleQueue(10, 2, tf.int32, shapes=[()], seed=1)
    ...     sess.run(queue.enqueue_many([list(range(10))]))
    ...     print(sess.run(queue.dequeue_many(8)), sess.run(queue.size()))
    [7 8 1 3 9 4 2 6] 2
    """

    def __init__(
        self,
        capacity: int,
        min_after_dequeue: int,
        dtypes: Any,
        shapes: Any = None,
        names: Any = None,
        seed: int | None = None,
        shared_name: str | None = None,
        name: str = "random_shuffle_queue",
    ) -> None:
        dtypes = dtype_list(dtypes)
        shapes = shape_list(shapes)
        names = name_list(names, dtypes)
        seed1, seed2 = get_seed(seed)
        if get_default_graph().seed is not None and seed is None and shared_name is not None:
            seed2 = _seed_of_name(f"{seed1}{shared_name}")
        queue = random_shuffle_queue(
            tuple(dtypes),
            tuple(shapes or ()),
            int(capacity),
            int(min_after_dequeue),
            seed1 or 0,
            seed2 or 0,
            "",
            shared_name or "",
            name=name,
        )
        super().__init__(dtypes, shapes, names, queue)


class PriorityQueue(QueueBase):
    """A queue that gives first what has the lowest rank.

    Elements have one component more than `types` says: the first is the rank, an int64.

    Args:
        capacity: how many elements it holds at most.
        types: the dtype of each component after the rank.
        shapes: the shape of each of them, fully known; None: elements may differ, and cannot be taken out together.
        names: a name for each component, that of the rank first; elements are dicts then.
        shared_name: queues with one such name are one queue.
        name: the name of the operation.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/queue/PriorityQueue

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     queue = tf.PriorityQueue(10, tf.string)
    ...     for rank, task in ((3, "rest"), (1, "breathe"), (2, "eat")):
    ...         sess.run(queue.enqueue((tf.cast(rank, tf.int64), task)))
    ...     print(sess.run(queue.dequeue()))
    [np.int64(1), b'breathe']
    """

    def __init__(
        self,
        capacity: int,
        types: Any,
        shapes: Any = None,
        names: Any = None,
        shared_name: str | None = None,
        name: str = "priority_queue",
    ) -> None:
        types = [int64, *dtype_list(types)]
        shapes = shape_list(shapes)
        if shapes:
            shapes = [TensorShape([]), *shapes]
        queue = priority_queue(
            tuple(types[1:]), tuple((shapes or [])[1:]), int(capacity), "", shared_name or "", name=name
        )
        super().__init__(types, shapes, names, queue)


def _seed_of_name(text: str) -> int:
    """A seed that follows from a text, so that queues that share a name share their order."""
    from hashlib import md5  # few programs need it, and it is slow to load

    return int(md5(text.encode()).hexdigest()[:8], 16) & 0x7FFFFFFF
