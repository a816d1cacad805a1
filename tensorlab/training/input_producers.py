"""Queues that hand out the rows of a tensor, over and over: names of files, numbers, slices of arrays.

Each is a queue, an operation that puts all rows into it (shuffled, if wanted), and a queue runner, whose thread does
so again and again, so often as `num_epochs` says.

Read next: `batching.py`, which makes batches of what comes out.
"""

from collections.abc import Sequence
from typing import Any

from tensorlab.graph.collections import GraphKeys
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import float32, int64, string
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import control_dependencies, name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.checks import Assert
from tensorlab.ops.gather import gather
from tensorlab.ops.random import random_shuffle
from tensorlab.ops.tensor_kinds import convert_to_tensor_or_indexed_slices
from tensorlab.ops.variables import Variable
from tensorlab.queues.queue_base import QueueBase
from tensorlab.queues.queue_classes import FIFOQueue
from tensorlab.summaries.numbers import scalar
from tensorlab.training.queue_runner import QueueRunner, add_queue_runner


def limit_epochs(tensor: Any, num_epochs: int | None = None, name: str | None = None) -> Any:
    """Give a tensor so many times, and then raise OutOfRangeError.

    It counts in a local variable: run `tf.local_variables_initializer()` first.

    Args:
        tensor: any tensor.
        num_epochs: how many times it can be computed; None: without end, and without a variable.
        name: the name of the result.

    Raises:
        ValueError: when `num_epochs` is not positive.
        tf.errors.OutOfRangeError: in a run, when it has been computed so often.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     twice = tf.train.limit_epochs(tf.constant(5), num_epochs=2)
    ...     sess.run(tf.local_variables_initializer())
    ...     print(sess.run(twice), sess.run(twice))
    5 5
    """
    if num_epochs is None:
        return tensor
    if num_epochs <= 0:
        raise ValueError(f"num_epochs must be > 0 not {num_epochs}.")
    with name_scope(name, "limit_epochs", [tensor]) as scope:
        zero = convert_to_tensor(0, int64)
        epochs = Variable(zero, name="epochs", trainable=False, collections=[GraphKeys.LOCAL_VARIABLES])
        with control_dependencies([epochs.count_up_to(num_epochs)]):
            return build("Identity", tensor, name=scope)


def input_producer(
    input_tensor: Any,
    element_shape: Any = None,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    summary_name: str | None = None,
    name: str | None = None,
    cancel_op: Any = None,
) -> QueueBase:
    """A queue that hands out the rows of a tensor, over and over; its queue runner is in the graph's collection.

    Args:
        input_tensor: a tensor of rank 1 or more.
        element_shape: the shape of a row, where it is not known from `input_tensor`.
        num_epochs: how often each row comes before OutOfRangeError does; None: without end. It is counted in a local
            variable: run `tf.local_variables_initializer()` first.
        shuffle: whether the rows of each epoch come in random order.
        seed: a whole number, for the same order every time.
        capacity: how many rows the queue holds.
        shared_name: queues with one such name are one queue.
        summary_name: the name of a summary that says how full the queue is; None: no summary.
        name: the name of the queue.
        cancel_op: the operation that ends the queue when the threads have to stop; made when None.

    Raises:
        ValueError: when the shape of a row is not fully known.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/input_producer

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     row = tf.train.input_producer([[1, 2], [3, 4]], shuffle=False).dequeue()
    ...     coord = tf.train.Coordinator()
    ...     threads = tf.train.start_queue_runners(sess, coord)
    ...     print(sess.run(row), sess.run(row), sess.run(row))
    ...     coord.request_stop()
    ...     coord.join(threads)
    [1 2] [3 4] [1 2]
    """
    with name_scope(name, "input_producer", [input_tensor]):
        rows = convert_to_tensor(input_tensor, name="input_tensor")
        row_shape = rows.shape[1:].merge_with(element_shape)
        if not row_shape.is_fully_defined():
            raise ValueError(
                "Either `input_tensor` must have a fully defined shape or `element_shape` must be specified. The rows "
                f"of {rows.name} have shape {row_shape}."
            )
        if shuffle:
            rows = random_shuffle(rows, seed=seed)
        rows = limit_epochs(rows, num_epochs)
        queue = FIFOQueue(
            capacity,
            [rows.dtype.base_dtype],
            [row_shape],
            shared_name=shared_name,
            name=name,  # type: ignore[arg-type]
        )
        add_queue_runner(QueueRunner(queue, [queue.enqueue_many([rows])], cancel_op=cancel_op))
        if summary_name is not None:
            scalar(
                summary_name, build("Mul", build("Cast", queue.size(), float32), 1.0 / capacity, name="mul")
            )
        return queue


def string_input_producer(
    string_tensor: Any,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    name: str | None = None,
    cancel_op: Any = None,
) -> QueueBase:
    """A queue that hands out strings, over and over: usually the names of files, for a reader.

    Args:
        string_tensor: strings, of rank 1.
        num_epochs, shuffle, seed, capacity, shared_name, name, cancel_op: as in `tf.train.input_producer`.

    Raises:
        ValueError: for an empty list.
        tf.errors.InvalidArgumentError: in a run, when the tensor turns out to be empty.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/string_input_producer

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     files = tf.train.string_input_producer(["a.csv", "b.csv"], num_epochs=1, shuffle=False)
    ...     one = files.dequeue()
    ...     sess.run(tf.local_variables_initializer())
    ...     threads = tf.train.start_queue_runners(sess)
    ...     print(sess.run(one), sess.run(one))
    b'a.csv' b'b.csv'
    """
    needed = "string_input_producer requires a non-null input tensor"
    if isinstance(string_tensor, list | tuple) and len(string_tensor) == 0:
        raise ValueError(f"{needed}: the list is empty.")
    with name_scope(name, "input_producer", [string_tensor]) as scope:
        strings = convert_to_tensor(string_tensor, dtype=string)
        some = build("Greater", build("Size", strings), 0, name="Greater")
        with control_dependencies([Assert(some, [needed])]):
            strings = build("Identity", strings)
        return input_producer(
            strings,
            [],
            num_epochs,
            shuffle,
            seed,
            capacity,
            shared_name,
            f"fraction_of_{capacity}_full",
            scope,
            cancel_op,
        )


def range_input_producer(
    limit: Any,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    name: str | None = None,
) -> QueueBase:
    """A queue that hands out the numbers from 0 to `limit` - 1, over and over.

    Args:
        limit: a whole number, or a tensor of rank 0.
        num_epochs, shuffle, seed, capacity, shared_name, name: as in `tf.train.input_producer`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/range_input_producer
    """
    with name_scope(name, "input_producer", [limit]) as scope:
        numbers = build("Range", 0, limit, 1, name="range")
        return input_producer(
            numbers,
            [],
            num_epochs,
            shuffle,
            seed,
            capacity,
            shared_name,
            f"fraction_of_{capacity}_full",
            scope,
        )


def slice_input_producer(
    tensor_list: Sequence[Any],
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    name: str | None = None,
) -> list[Any]:
    """Hand out one example after the other: row after row of several tensors, over and over.

    Args:
        tensor_list: tensors whose rows go together, such as pictures and their labels.
        num_epochs, shuffle, seed, capacity, shared_name, name: as in `tf.train.input_producer`.

    Returns:
        A list of tensors, a row of each.

    Raises:
        ValueError: for an empty list.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/slice_input_producer

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     words, labels = tf.constant(["zero", "one"]), tf.constant([0, 1])
    ...     word, label = tf.train.slice_input_producer([words, labels], shuffle=False)
    ...     coord = tf.train.Coordinator()
    ...     threads = tf.train.start_queue_runners(sess, coord)
    ...     for _ in range(3):
    ...         print(sess.run([word, label]))
    ...     coord.request_stop()
    ...     coord.join(threads)
    [b'zero', np.int32(0)]
    [b'one', np.int32(1)]
    [b'zero', np.int32(0)]
    """
    with name_scope(name, "input_producer", tensor_list):
        tensors = [convert_to_tensor_or_indexed_slices(value) for value in tensor_list]
        if not tensors:
            raise ValueError("Expected at least one tensor in slice_input_producer().")
        size = build("Shape", tensors[0])[0]
        queue = range_input_producer(size, num_epochs, shuffle, seed, capacity, shared_name)
        index = queue.dequeue()
        return [gather(tensor, index) for tensor in tensors]
