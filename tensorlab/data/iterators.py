"""`tf.data.Iterator`: what a program asks for the next element.

There are four kinds. A one-shot iterator begins by itself. An initialisable one is set to the beginning by an
operation, again and again, and may depend on placeholders. A reinitialisable one (`Iterator.from_structure`) can be set
to the beginning of several datasets. A feedable one (`Iterator.from_string_handle`) stands for another iterator, which
is chosen in every run by what is fed.

Read next: `iterator_nodes.py`, the nodes.
"""

import warnings
from typing import Any

from tensorlab.data import structures
from tensorlab.data.dataset import as_dataset
from tensorlab.data.dataset_base import DatasetBase
from tensorlab.data.iterator_nodes import (
    iterator_from_string_handle,
    iterator_get_next,
    iterator_to_string_handle,
    iterator_v2,
    make_iterator,
    one_shot_iterator,
)
from tensorlab.data.nodes import types_and_shapes
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import string
from tensorlab.graph.operation import Operation
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.random import get_seed

MANY_CALLS = 32
ITERATORS = "iterators"
"""The collection of the handles of all iterators."""


class Iterator(structures.Structured):
    """Goes through a dataset: `get_next()` gives tensors whose values are another element in every run.

    Where it stands is kept by the session: two sessions each go through the dataset for themselves.

    Args:
        iterator_resource: the tensor with its handle.
        initializer: the operation that sets it to the beginning, or None.
        output_types, output_shapes, output_classes: what the elements are, as nests.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Iterator

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     training, validation = tf.data.Dataset.range(3), tf.data.Dataset.range(100, 103)
    ...     iterator = tf.data.Iterator.from_structure(training.output_types, training.output_shapes)
    ...     element = iterator.get_next()
    ...     for dataset in (training, validation):
    ...         sess.run(iterator.make_initializer(dataset))
    ...         print(int(sess.run(element)), int(sess.run(element)))
    0 1
    100 101
    """

    def __init__(
        self,
        iterator_resource: Tensor,
        initializer: Operation | None,
        output_types: Any,
        output_shapes: Any,
        output_classes: Any,
    ) -> None:
        if output_types is None or output_shapes is None or output_classes is None:
            raise ValueError(
                "If `structure` is not specified, all of `output_types`, `output_shapes`, and `output_classes` must "
                "be specified."
            )
        structure = structures.from_legacy(output_types, output_shapes, output_classes)
        self._keep(iterator_resource, initializer, structure)

    def _keep(self, handle: Tensor, initializer: Operation | None, structure: Any) -> None:
        self._iterator_resource = handle
        self._initializer = initializer
        self._structure = structure
        self._string_handle = iterator_to_string_handle(handle)
        self._calls = 0
        handle.graph.add_to_collection(ITERATORS, handle)

    @classmethod
    def _with(cls, handle: Tensor, initializer: Operation | None, structure: Any) -> "Iterator":
        """An iterator of a structure that is known already."""
        made = object.__new__(cls)
        made._keep(handle, initializer, structure)
        return made

    @staticmethod
    def from_structure(
        output_types: Any,
        output_shapes: Any = None,
        shared_name: str | None = None,
        output_classes: Any = None,
    ) -> "Iterator":
        """An iterator that can be set to the beginning of any dataset with elements like these.

        Args:
            output_types: a nest of dtypes.
            output_shapes: a nest of shapes like it; unknown when None.
            shared_name: iterators of one session that have the same one are one.
            output_classes: a nest of `tf.Tensor` and `tf.SparseTensor`.

        Raises:
            TypeError, ValueError: when the nests differ.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Iterator#from_structure
        """
        structure = structures.from_legacy(output_types, output_shapes, output_classes)
        handle = iterator_v2(**types_and_shapes(structure), shared_name=shared_name or "")
        return Iterator._with(handle, None, structure)

    @staticmethod
    def from_string_handle(
        string_handle: Any, output_types: Any, output_shapes: Any = None, output_classes: Any = None
    ) -> "Iterator":
        """An iterator that stands for another one: the one whose string handle is fed.

        Args:
            string_handle: a string tensor, usually a placeholder; feed it `sess.run(other.string_handle())`.
            output_types, output_shapes, output_classes: what the elements of those iterators are.

        Raises:
            tf.errors.InvalidArgumentError: in a run, for a string that is no handle; NotFoundError for that of an
                iterator of another session.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Iterator#from_string_handle

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     low = tf.data.Dataset.range(3).make_one_shot_iterator()
        ...     high = tf.data.Dataset.range(7, 9).make_one_shot_iterator()
        ...     which = tf.placeholder(tf.string, [])
        ...     element = tf.data.Iterator.from_string_handle(which, tf.int64, []).get_next()
        ...     handles = sess.run([low.string_handle(), high.string_handle()])
        ...     print([int(sess.run(element, {which: handle})) for handle in handles * 2])
        [0, 7, 1, 8]
        """
        structure = structures.from_legacy(output_types, output_shapes, output_classes)
        text = convert_to_tensor(string_handle, dtype=string)
        handle = iterator_from_string_handle(text, **types_and_shapes(structure))
        return Iterator._with(handle, None, structure)

    @property
    def initializer(self) -> Operation:
        """The operation that sets the iterator to the beginning of its dataset.

        Raises:
            ValueError: when it has none: a one-shot iterator, or one for several datasets (`make_initializer`).
        """
        if self._initializer is None:
            raise ValueError(
                "Iterator does not have an initializer. A one-shot iterator begins by itself, once: use "
                "make_initializable_iterator() for one that can begin again; for an iterator of "
                "Iterator.from_structure make one for each dataset: make_initializer(dataset)."
            )
        return self._initializer

    def make_initializer(self, dataset: Any, name: str | None = None) -> Operation:
        """An operation that sets this iterator to the beginning of a dataset.

        Args:
            dataset: its elements are nested as those of the iterator, with the same dtypes and fitting shapes.
            name: the name of the operation.

        Raises:
            TypeError, ValueError: when the elements are others.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Iterator#make_initializer
        """
        as_dataset(dataset, "make_initializer()")
        mine, others = structures.outline_of(self._structure), structures.outline_of(dataset._structure)
        if mine != others:
            raise ValueError(
                f"The two structures don't have the same nested structure. First: {mine}, second: {others}."
            )
        pairs = list(zip(structures.flat(self._structure), structures.flat(dataset._structure), strict=True))
        if any(first.python_class != second.python_class for first, second in pairs):
            raise TypeError(
                f"Expected output classes {self.output_classes!r} but got dataset with output class "
                f"{dataset.output_classes!r}."
            )
        if any(first.dtype is not second.dtype for first, second in pairs):
            raise TypeError(
                f"Expected output types {self.output_types!r} but got dataset with output types "
                f"{dataset.output_types!r}."
            )
        if not all(first.shape.is_compatible_with(second.shape) for first, second in pairs):
            raise TypeError(
                f"Expected output shapes compatible with {self.output_shapes!r} but got dataset with output shapes "
                f"{dataset.output_shapes!r}."
            )
        with name_scope(name, "make_initializer") as scope:
            pass
        return _initializer(dataset, self._iterator_resource, scope)

    def get_next(self, name: str | None = None) -> Any:
        """The tensors of the next element, in a nest like it. Every run that needs them takes one element.

        Call it once, when the graph is built, and run what it gives again and again.

        Raises:
            tf.errors.OutOfRangeError: in a run, when there are no more elements: "End of sequence".
            tf.errors.FailedPreconditionError: in a run, before the iterator was initialised.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Iterator#get_next
        """
        self._calls += 1
        if self._calls > MANY_CALLS:
            warnings.warn(
                "An unusually high number of `Iterator.get_next()` calls was detected. Every call makes new nodes: "
                "call it once, before the training loop, and run the tensors that it gave inside.",
                stacklevel=2,
            )
        attributes = types_and_shapes(self._structure)
        tensors = iterator_get_next(
            self._iterator_resource, **attributes, structure=self._structure, name=name
        )
        return structures.element_of(self._structure, tensors, DatasetBase._of)

    def string_handle(self, name: str | None = None) -> Tensor:
        """A string tensor that names this iterator, to be fed where a feedable iterator is asked which one to use."""
        if name is None:
            return self._string_handle
        found: Tensor = iterator_to_string_handle(self._iterator_resource, name=name)
        return found


def _initializer(dataset: Any, handle: Tensor, name: str | None = None) -> Operation:
    found: Operation = make_iterator(dataset._variant_tensor, handle, name=name)
    return found


def one_shot(dataset: Any) -> Iterator:
    """An iterator that begins by itself: `Dataset.make_one_shot_iterator`."""
    as_dataset(dataset, "make_one_shot_iterator()")
    get_seed(None)  # TensorFlow takes a number for this node, too
    _refuse_what_varies(dataset._variant_tensor)
    attributes = types_and_shapes(dataset._structure)
    return Iterator._with(one_shot_iterator(dataset._variant_tensor, **attributes), None, dataset._structure)


def initializable(dataset: Any, shared_name: str | None = None) -> Iterator:
    """An iterator that an operation sets to the beginning: `Dataset.make_initializable_iterator`."""
    as_dataset(dataset, "make_initializable_iterator()")
    handle = iterator_v2(**types_and_shapes(dataset._structure), shared_name=shared_name or "")
    return Iterator._with(handle, _initializer(dataset, handle), dataset._structure)


def make_one_shot_iterator(dataset: Any) -> Iterator:
    """An iterator that begins by itself and goes through a dataset once; see `Dataset.make_one_shot_iterator`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     iterator = tf.compat.v1.data.make_one_shot_iterator(tf.data.Dataset.range(3))
    ...     print(sess.run(iterator.get_next()))
    0
    """
    return one_shot(dataset)


def make_initializable_iterator(dataset: Any, shared_name: str | None = None) -> Iterator:
    """An iterator that an operation sets to the beginning; see `Dataset.make_initializable_iterator`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     iterator = tf.compat.v1.data.make_initializable_iterator(tf.data.Dataset.range(3))
    ...     sess.run(iterator.initializer)
    ...     print(sess.run(iterator.get_next()))
    0
    """
    return initializable(dataset, shared_name)


def get_output_types(dataset_or_iterator: Any) -> Any:
    """The dtype of each part of an element of a dataset or an iterator."""
    return dataset_or_iterator.output_types


def get_output_shapes(dataset_or_iterator: Any) -> Any:
    """The static shape of each part of an element of a dataset or an iterator."""
    return dataset_or_iterator.output_shapes


def get_output_classes(dataset_or_iterator: Any) -> Any:
    """The Python class of each part of an element of a dataset or an iterator."""
    return dataset_or_iterator.output_classes


def _refuse_what_varies(tensor: Tensor) -> None:
    """Refuse a dataset whose beginning may differ from run to run: nobody could say which one is meant."""
    left, seen = [tensor.op], set()
    while left:
        operation = left.pop()
        if operation in seen:
            continue
        seen.add(operation)
        if operation.type == "Placeholder":
            raise ValueError(
                f"Cannot capture a placeholder (name:{operation.name}, type:{operation.type}) by value. A one-shot "
                "iterator begins once, without being fed: use make_initializable_iterator(), and feed the placeholder "
                "when you run iterator.initializer."
            )
        record = operation.record
        draws = record.needs_stream or (record.outside and record.kind not in ("data", "file"))
        if record.kind == "variable" or record.writes or draws or operation.attributes.get("writes"):
            raise ValueError(
                "Failed to create a one-shot iterator for a dataset. `Dataset.make_one_shot_iterator()` does not "
                "support datasets that capture stateful objects, such as a `Variable` or `LookupTable`. In these "
                "cases, use `Dataset.make_initializable_iterator()`. (Original error: Cannot capture a stateful node "
                f"(name:{operation.name}, type:{operation.type}) by value.)"
            )
        left += [source.op for source in operation.inputs]
