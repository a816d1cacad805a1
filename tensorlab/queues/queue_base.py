"""`tf.QueueBase`: what every queue of a program can do. Its methods add operations to the graph.

Read next: `queue_classes.py`, the four kinds of queues; `tensorlab/training/queue_runner.py`, threads that fill them.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from tensorlab.errors import did_you_mean
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import DType, as_dtype
from tensorlab.graph.operation import Operation
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape, as_shape, unknown_shape
from tensorlab.graph.static_values import constant_value
from tensorlab.graph.tensor import Tensor
from tensorlab.queues.nodes import (
    queue_close,
    queue_dequeue,
    queue_dequeue_many,
    queue_dequeue_up_to,
    queue_enqueue,
    queue_enqueue_many,
    queue_is_closed,
    queue_size,
    select_handle,
)


class QueueBase:
    """A place in the session where elements wait: one run puts them in, another takes them out.

    An element is one tensor, or several of fixed dtypes, its components. Make one of the four kinds: `tf.FIFOQueue`,
    `tf.RandomShuffleQueue`, `tf.PaddingFIFOQueue`, `tf.PriorityQueue`.

    Args:
        dtypes: a list with the dtype of each component.
        shapes: a list with the shape of each component, or None: elements may differ.
        names: a list with a name for each component, or None. With names, elements are dicts.
        queue_ref: the tensor that stands for the queue.

    Raises:
        ValueError: when the lists differ in length.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/queue/QueueBase

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     queue = tf.FIFOQueue(10, tf.int32, shapes=[()])
    ...     sess.run(queue.enqueue_many([[1, 2, 3]]))
    ...     print(sess.run(queue.dequeue()), sess.run(queue.size()))
    1 2
    """

    def __init__(self, dtypes: Any, shapes: Any, names: Any, queue_ref: Tensor) -> None:
        self._dtypes: list[DType] = dtypes
        if shapes is None:
            shapes = [unknown_shape() for _ in dtypes]
        elif len(shapes) != len(dtypes):
            raise ValueError(
                f"Queue shapes must have the same length as dtypes: {len(shapes)} shapes, {len(dtypes)} dtypes."
            )
        self._shapes = [as_shape(shape) for shape in shapes]
        if names is not None and len(names) != len(dtypes):
            raise ValueError(
                f"Queue names must have the same length as dtypes: {len(names)} names, {len(dtypes)} dtypes."
            )
        self._names: list[str] | None = names
        self._queue_ref = queue_ref
        self._name = queue_ref.op.name.split("/")[-1]

    @staticmethod
    def from_list(index: Any, queues: Any) -> "QueueBase":
        """The queue that `index`, a tensor, selects from a list when the graph runs.

        Raises:
            TypeError: when it is no list of queues, or they differ in dtypes or names.
        """
        if not queues or not isinstance(queues, list) or not all(isinstance(q, QueueBase) for q in queues):
            raise TypeError(f"A list of queues expected, not {queues!r}.")
        first = queues[0]
        if any(queue.dtypes != first.dtypes for queue in queues):
            raise TypeError("Queues do not have matching component dtypes.")
        if any(queue.names != first.names for queue in queues):
            raise TypeError("Queues do not have matching component names.")
        shapes = [reduce(_in_common, several) for several in zip(*[q.shapes for q in queues], strict=True)]
        selected = select_handle([queue.queue_ref for queue in queues], index, name="GatherV2")
        return QueueBase(first.dtypes, shapes, first.names, selected)

    @property
    def queue_ref(self) -> Tensor:
        """The tensor that stands for the queue."""
        return self._queue_ref

    @property
    def name(self) -> str:
        """The name of the operation that makes the queue."""
        return self._queue_ref.op.name

    @property
    def dtypes(self) -> list[DType]:
        """The dtype of each component."""
        return self._dtypes

    @property
    def shapes(self) -> list[TensorShape]:
        """The shape of each component."""
        return self._shapes

    @property
    def names(self) -> list[str] | None:
        """The name of each component, or None."""
        return self._names

    # --- putting in ---------------------------------------------------------------------------------------

    def enqueue(self, vals: Any, name: str | None = None) -> Operation:
        """An operation that puts one element in; when the queue is full, it waits for room.

        Args:
            vals: a tensor, a list with one for each component, or a dict when the components have names.
            name: the name of the operation.

        Raises:
            ValueError: when the values fit neither the queue's names nor its shapes.
            tf.errors.CancelledError: in a run, when the queue is closed, or is closed with
                `cancel_pending_enqueues=True` while the element waits, or when the session is.

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     queue = tf.FIFOQueue(10, [tf.string, tf.int32], names=["word", "number"])
        ...     sess.run(queue.enqueue({"word": "seven", "number": 7}))
        ...     print(sess.run(queue.dequeue()))
        {'word': b'seven', 'number': np.int32(7)}
        """
        with name_scope(name, f"{self._name}_enqueue", _all_of(vals)) as scope:
            tensors = self._components(vals)
            for tensor, shape in zip(tensors, self._shapes, strict=False):
                tensor.get_shape().assert_is_compatible_with(shape)
            return queue_enqueue(self._queue_ref, tensors, name=scope)  # type: ignore[no-any-return]

    def enqueue_many(self, vals: Any, name: str | None = None) -> Operation:
        """An operation that puts several elements in: the rows of each component, which go together.

        Args:
            vals: as for `enqueue`, with a dimension more in front, of the same size in all components.
            name: the name of the operation.

        Raises:
            ValueError, tf.errors.CancelledError: as `enqueue`.

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     queue = tf.FIFOQueue(10, [tf.string, tf.int32])
        ...     sess.run(queue.enqueue_many([["seven", "eight"], [7, 8]]))
        ...     print(sess.run(queue.dequeue()))
        [b'seven', np.int32(7)]
        """
        with name_scope(name, f"{self._name}_EnqueueMany", _all_of(vals)) as scope:
            tensors = self._components(vals)
            size = tensors[0].get_shape().with_rank_at_least(1)[0]
            for tensor, shape in zip(tensors, self._shapes, strict=False):
                size = size.merge_with(tensor.get_shape().with_rank_at_least(1)[0])
                tensor.get_shape()[1:].assert_is_compatible_with(shape)
            return queue_enqueue_many(self._queue_ref, tensors, name=scope)  # type: ignore[no-any-return]

    def _components(self, vals: Any) -> list[Tensor]:
        """The values as a tensor for each component, in order."""
        if isinstance(vals, Mapping):
            if not self._names:
                raise ValueError(
                    "Queue must have names to enqueue a dictionary: make it with names=[...], one for each component."
                )
            if sorted(self._names, key=str) != sorted(vals, key=str):
                strange = next((key for key in vals if key not in self._names), None)
                hint = f" {did_you_mean(strange, self._names)}" if isinstance(strange, str) else ""
                raise ValueError(
                    "Keys in dictionary to enqueue do not match names of Queue. Dictionary: "
                    f"({sorted(vals, key=str)}), Queue: ({sorted(self._names)}){hint}"
                )
            vals = [vals[key] for key in self._names]
        elif self._names:
            raise ValueError(f"You must enqueue a dictionary in a Queue with names: {self._names}.")
        elif not isinstance(vals, (list, tuple)):
            vals = [vals]
        return [
            convert_to_tensor(value, dtype=dtype, name=f"component_{place}")
            for place, (value, dtype) in enumerate(zip(vals, self._dtypes, strict=False))
        ]

    # --- taking out ---------------------------------------------------------------------------------------

    def dequeue(self, name: str | None = None) -> Any:
        """Take one element out; when the queue is empty, the run waits for one.

        Returns:
            A tensor; a list of them when there are several components; a dict when they have names.

        Raises:
            tf.errors.OutOfRangeError: in a run, when the queue is closed and empty.
            tf.errors.CancelledError: when the session is closed meanwhile.
        """
        outputs = queue_dequeue(self._queue_ref, tuple(self._dtypes), name=name or f"{self._name}_Dequeue")
        for tensor, shape in zip(outputs, self._shapes, strict=True):
            tensor.set_shape(shape)
        return self._handed_out(outputs)

    def dequeue_many(self, n: Any, name: str | None = None) -> Any:
        """Take `n` elements out, stacked along a new first dimension; the run waits until it has them.

        Raises:
            tf.errors.OutOfRangeError: in a run, when the queue is closed and has fewer.
            tf.errors.InvalidArgumentError: when the queue was made without shapes: who knows whether they stack.
            tf.errors.CancelledError: when the session is closed meanwhile.

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     queue = tf.FIFOQueue(10, tf.int32, shapes=[()])
        ...     sess.run(queue.enqueue_many([[1, 2, 3]]))
        ...     print(sess.run(queue.dequeue_many(2)))
        [1 2]
        """
        outputs = queue_dequeue_many(
            self._queue_ref, n, tuple(self._dtypes), name=name or f"{self._name}_DequeueMany"
        )
        count = constant_value(outputs[0].op.inputs[1])
        size = None if count is None else int(count)
        for tensor, shape in zip(outputs, self._shapes, strict=True):
            tensor.set_shape(TensorShape([size]).concatenate(shape))
        return self._handed_out(outputs)

    def dequeue_up_to(self, n: Any, name: str | None = None) -> Any:
        """Take `n` elements out, or what is left of a closed queue; otherwise as `dequeue_many`.

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     queue = tf.FIFOQueue(10, tf.int32, shapes=[()])
        ...     sess.run(queue.enqueue_many([[1, 2, 3]]))
        ...     sess.run(queue.close())
        ...     print(sess.run(queue.dequeue_up_to(5)))
        [1 2 3]
        """
        outputs = queue_dequeue_up_to(
            self._queue_ref, n, tuple(self._dtypes), name=name or f"{self._name}_DequeueUpTo"
        )
        for tensor, shape in zip(outputs, self._shapes, strict=True):
            tensor.set_shape(TensorShape([None]).concatenate(shape))
        return self._handed_out(outputs)

    def _handed_out(self, outputs: list[Tensor]) -> Any:
        if self._names:
            return dict(zip(self._names, outputs, strict=True))
        return outputs[0] if len(outputs) == 1 else outputs

    # --- closing and asking -------------------------------------------------------------------------------

    def close(self, cancel_pending_enqueues: bool = False, name: str | None = None) -> Operation:
        """An operation that lets the queue take no more elements; those in it can still be taken out.

        Args:
            cancel_pending_enqueues: what waits to be put in fails; otherwise it goes in first.
            name: the name of the operation.
        """
        return queue_close(  # type: ignore[no-any-return]
            self._queue_ref, bool(cancel_pending_enqueues), name=name or f"{self._name}_Close"
        )

    def is_closed(self, name: str | None = None) -> Tensor:
        """Whether the queue takes no more elements: a bool tensor of rank 0."""
        return queue_is_closed(self._queue_ref, name=name or f"{self._name}_Is_Closed")  # type: ignore[no-any-return]

    def size(self, name: str | None = None) -> Tensor:
        """How many elements are in the queue: an int32 tensor of rank 0."""
        return queue_size(self._queue_ref, name=name or f"{self._name}_Size")  # type: ignore[no-any-return]


# --- arguments of the constructors ------------------------------------------------------------------------


def dtype_list(dtypes: Any) -> list[DType]:
    """One dtype, or a list of them, as a list."""
    return [as_dtype(dtype) for dtype in (dtypes if isinstance(dtypes, (list, tuple)) else [dtypes])]


def shape_list(shapes: Any, partly_known: bool = False) -> list[TensorShape] | None:
    """One shape, or a list of them, as a list; None stays None.

    Args:
        shapes: as the program gives them.
        partly_known: whether sizes may be unknown; then it must be a list.

    Raises:
        ValueError: for a shape that says less than it must.
        TypeError: for what is no shape.
    """
    if partly_known and (
        not isinstance(shapes, Sequence)
        or not shapes
        or any(shape is None or isinstance(shape, int) for shape in shapes)
    ):
        raise ValueError(
            "When providing partial shapes, a list of shapes must be provided: shapes=[[None, 3]]."
        )
    if shapes is None:
        return None
    if isinstance(shapes, TensorShape):
        shapes = [shapes]
    if not isinstance(shapes, (tuple, list)):
        raise TypeError(f"shapes must be a TensorShape or a list or tuple of TensorShapes, not {shapes!r}.")
    if all(shape is None or isinstance(shape, int) for shape in shapes):
        shapes = [shapes]
    found = [as_shape(shape) for shape in shapes]
    if not partly_known and any(not shape.is_fully_defined() for shape in found):
        raise ValueError(
            f"All shapes must be fully defined: {found}. A tf.PaddingFIFOQueue takes unknown sizes, too."
        )
    if any(shape.ndims is None for shape in found):
        raise ValueError(f"All shapes must have a defined rank: {found}")
    return found


def name_list(names: Any, dtypes: list[DType]) -> list[str] | None:
    """One name, or a list of them, as a list; None stays None."""
    if names is None:
        return None
    found = list(names) if isinstance(names, (list, tuple)) else [names]
    if len(found) != len(dtypes):
        raise ValueError(
            f"List of names must have the same length as the list of dtypes: {found} for {len(dtypes)} dtypes."
        )
    return found


def _all_of(vals: Any) -> list[Any]:
    if isinstance(vals, Mapping):
        return list(vals.values())
    return list(vals) if isinstance(vals, (list, tuple)) else [vals]


def _in_common(one: TensorShape, other: TensorShape) -> TensorShape:
    """What is true of both shapes."""
    if one.ndims is None or one.ndims != other.ndims:
        return unknown_shape()
    pairs = zip(one.as_list(), other.as_list(), strict=True)
    return TensorShape([a if a == b else None for a, b in pairs])
