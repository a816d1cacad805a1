"""`tf.train.batch` and its kin: batches out of examples that come one by one.

Each puts a queue behind the examples, a queue runner whose threads fill it, and hands out what is taken from it, so
many examples at a time. Four kinds: in order or shuffled, from one source or from several (`_join`); and each of them
also as `maybe_...`, which leaves examples out.

Read next: `batching_parts.py`, where they are put together.
"""

from collections.abc import Sequence
from typing import Any

from tensorlab.training.batching_parts import Batching


def batch(
    tensors: Any,
    batch_size: Any,
    num_threads: int = 1,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Make batches of examples: so many, one behind the other, with a dimension more.

    The batches come out of a queue that threads fill: call `tf.train.start_queue_runners` before you run them. When
    the input is at an end, a run raises OutOfRangeError; a last batch that is too small is thrown away, unless
    `allow_smaller_final_batch`.

    Args:
        tensors: a list or dict of tensors (or sparse tensors): one example, or with `enqueue_many` many in a row.
        batch_size: how many examples make a batch: a whole number, or a tensor of rank 0.
        num_threads: how many threads fill the queue. With more than one the order may change.
        capacity: how many examples the queue holds.
        enqueue_many: whether `tensors` are many examples, the rows.
        shapes: the shape of each tensor of an example, where it is not known.
        dynamic_pad: let sizes that are not known differ, and fill up with zeros.
        allow_smaller_final_batch: hand out what is left at the end, too.
        shared_name: queues with one such name are one queue.
        name: the name of the operations.

    Returns:
        A list (or dict) of tensors like `tensors`; the tensor itself when there is one only.

    Raises:
        ValueError: when the shape of an example is not known well enough.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/batch

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     number = tf.train.range_input_producer(4, shuffle=False).dequeue()
    ...     numbers, squares = tf.train.batch([number, number * number], batch_size=3)
    ...     coord = tf.train.Coordinator()
    ...     threads = tf.train.start_queue_runners(sess, coord)
    ...     print(*sess.run([numbers, squares]))
    ...     coord.request_stop()
    ...     coord.join(threads)
    [0 1 2] [0 1 4]
    """
    return maybe_batch(
        tensors,
        True,
        batch_size,
        num_threads,
        capacity,
        enqueue_many,
        shapes,
        dynamic_pad,
        allow_smaller_final_batch,
        shared_name,
        name,
    )


def maybe_batch(
    tensors: Any,
    keep_input: Any,
    batch_size: Any,
    num_threads: int = 1,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Make batches of some of the examples.

    Args:
        keep_input: a bool tensor: whether the example goes into the queue. With `enqueue_many` it may be a vector,
            with an entry for each.
        tensors, batch_size, ...: as in `tf.train.batch`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/maybe_batch

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     number = tf.train.range_input_producer(10, shuffle=False).dequeue()
    ...     even = tf.train.maybe_batch([number], tf.equal(number % 2, 0), batch_size=3)
    ...     coord = tf.train.Coordinator()
    ...     threads = tf.train.start_queue_runners(sess, coord)
    ...     print(sess.run(even))
    ...     coord.request_stop()
    ...     coord.join(threads)
    [0 2 4]
    """
    how = Batching(
        batch_size,
        keep_input,
        capacity,
        enqueue_many,
        shapes,
        allow_smaller_final_batch,
        shared_name,
        num_threads=num_threads,
        dynamic_pad=dynamic_pad,
    )
    return how.build([tensors], name, "batch")


def batch_join(
    tensors_list: Sequence[Any],
    batch_size: Any,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Make batches of the examples of several sources, such as several readers; each has a thread of its own.

    Args:
        tensors_list: a list of examples, each a list or dict of tensors.
        batch_size, ...: as in `tf.train.batch`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/batch_join

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     mixed = tf.train.batch_join([[tf.constant(1)], [tf.constant(2)]], batch_size=4)
    ...     coord = tf.train.Coordinator()
    ...     threads = tf.train.start_queue_runners(sess, coord)
    ...     print(sess.run(mixed).shape, len(threads))
    ...     coord.request_stop()
    ...     coord.join(threads)
    (4,) 3
    """
    return maybe_batch_join(
        tensors_list,
        True,
        batch_size,
        capacity,
        enqueue_many,
        shapes,
        dynamic_pad,
        allow_smaller_final_batch,
        shared_name,
        name,
    )


def maybe_batch_join(
    tensors_list: Sequence[Any],
    keep_input: Any,
    batch_size: Any,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Make batches of some of the examples of several sources: `tf.train.batch_join` with `keep_input`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/maybe_batch_join
    """
    how = Batching(
        batch_size,
        keep_input,
        capacity,
        enqueue_many,
        shapes,
        allow_smaller_final_batch,
        shared_name,
        dynamic_pad=dynamic_pad,
    )
    return how.build(tensors_list, name, "batch_join")


def shuffle_batch(
    tensors: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    num_threads: int = 1,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Make batches of examples in random order.

    The examples wait in a queue that always keeps some to choose from: the more, the better they are mixed.

    Args:
        tensors: as in `tf.train.batch`.
        batch_size: how many examples make a batch.
        capacity: how many examples the queue holds; more than `min_after_dequeue`.
        min_after_dequeue: how many stay in it at least.
        seed: a whole number: with one thread, and an input of the same order, the order is the same every time.
        num_threads, enqueue_many, shapes, allow_smaller_final_batch, shared_name, name: as in `tf.train.batch`.

    Raises:
        ValueError: when the shape of an example is not fully known, or the capacity is too small.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/shuffle_batch

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     numbers = tf.train.range_input_producer(8, num_epochs=1, shuffle=False).dequeue()
    ...     mixed = tf.train.shuffle_batch([numbers], 4, capacity=20, min_after_dequeue=10, seed=3)
    ...     sess.run(tf.local_variables_initializer())
    ...     threads = tf.train.start_queue_runners(sess)
    ...     print(sorted(sess.run(mixed).tolist() + sess.run(mixed).tolist()))
    [0, 1, 2, 3, 4, 5, 6, 7]
    """
    return maybe_shuffle_batch(
        tensors,
        batch_size,
        capacity,
        min_after_dequeue,
        True,
        num_threads,
        seed,
        enqueue_many,
        shapes,
        allow_smaller_final_batch,
        shared_name,
        name,
    )


def maybe_shuffle_batch(
    tensors: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    keep_input: Any,
    num_threads: int = 1,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Make batches of some of the examples in random order: `tf.train.shuffle_batch` with `keep_input`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/maybe_shuffle_batch
    """
    how = Batching(
        batch_size,
        keep_input,
        capacity,
        enqueue_many,
        shapes,
        allow_smaller_final_batch,
        shared_name,
        num_threads=num_threads,
        min_after_dequeue=min_after_dequeue,
        seed=seed,
    )
    return how.build([tensors], name, "shuffle_batch")


def shuffle_batch_join(
    tensors_list: Sequence[Any],
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Make batches in random order of the examples of several sources; each has a thread of its own.

    Args:
        tensors_list: a list of examples, each a list or dict of tensors.
        batch_size, ...: as in `tf.train.shuffle_batch`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/shuffle_batch_join
    """
    return maybe_shuffle_batch_join(
        tensors_list,
        batch_size,
        capacity,
        min_after_dequeue,
        True,
        seed,
        enqueue_many,
        shapes,
        allow_smaller_final_batch,
        shared_name,
        name,
    )


def maybe_shuffle_batch_join(
    tensors_list: Sequence[Any],
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    keep_input: Any,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Make batches in random order of some examples of several sources.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/maybe_shuffle_batch_join
    """
    how = Batching(
        batch_size,
        keep_input,
        capacity,
        enqueue_many,
        shapes,
        allow_smaller_final_batch,
        shared_name,
        min_after_dequeue=min_after_dequeue,
        seed=seed,
    )
    return how.build(tensors_list, name, "shuffle_batch_join")
