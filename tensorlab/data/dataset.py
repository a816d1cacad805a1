"""`tf.data.Dataset`: elements one after the other, described by nodes, and handed out by iterators.

Every method makes one node that takes a dataset and gives another one. Nothing is read or computed before an iterator
asks for an element, and then only what that element needs.

The methods stand in four files: those that make a dataset here, the others in `calling_functions.py`, `arranging.py`
and `grouping.py`.

Read next: `iterators.py`; `making.py`, the nodes of the datasets that are made here.
"""

from collections.abc import Callable
from typing import Any

from tensorlab.data import structures
from tensorlab.data.arranging import Arranging, seed_tensors, zipped
from tensorlab.data.calling_functions import CallingFunctions
from tensorlab.data.dataset_base import DatasetBase, number
from tensorlab.data.grouping import Grouping
from tensorlab.data.making import generator_dataset, range_dataset, tensor_dataset, tensor_slice_dataset
from tensorlab.data.nodes import types_and_shapes
from tensorlab.data.structures import Part
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import int64, string
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.ops.sparse_tensor import SparseTensor


class Dataset(CallingFunctions, Arranging, Grouping):
    """Elements one after the other: a tensor each, or a tuple or dict of tensors.

    Make one with `Dataset.from_tensor_slices`, `from_tensors`, `from_generator`, `range`, `list_files` or `zip`, or
    from files (`tf.data.TextLineDataset`, ...), change it with its methods, and read it with an iterator.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     dataset = tf.data.Dataset.from_tensor_slices({"x": [1.0, 2.0, 3.0], "y": [0, 1, 0]})
    ...     batch = dataset.shuffle(3, seed=2).batch(2).make_one_shot_iterator().get_next()
    ...     print(sess.run(batch))
    {'x': array([3., 1.], dtype=float32), 'y': array([0, 0], dtype=int32)}
    """

    def __init__(self) -> None:
        raise TypeError(
            "tf.data.Dataset is made by one of its own methods: Dataset.from_tensor_slices(...), from_tensors(...), "
            "from_generator(...), range(...), zip(...), list_files(...)."
        )

    # --- making one ---------------------------------------------------------------------------------------

    @staticmethod
    def from_tensors(tensors: Any) -> "Dataset":
        """A dataset of one element: these tensors.

        Args:
            tensors: a tensor, a sparse tensor, or a tuple or dict of them. What is none becomes a constant.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#from_tensors

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     print(sess.run(tf.data.Dataset.from_tensors([1, 2]).make_one_shot_iterator().get_next()))
        [1 2]
        """
        element = structures.as_element(tensors)
        structure = structures.structure_of(element)
        attributes = types_and_shapes(structure)
        tensor = tensor_dataset(structures.tensors_of(element), structure=structure, **attributes)
        found: Dataset = Dataset._of(tensor, structure)
        return found

    @staticmethod
    def from_tensor_slices(tensors: Any) -> "Dataset":
        """A dataset of the slices of these tensors along their first axis.

        Args:
            tensors: as for `from_tensors`; all have the same size along their first axis.

        Raises:
            ValueError: when a tensor has no axis, or the sizes are known to differ.
            tf.errors.InvalidArgumentError: in a run, when they differ.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#from_tensor_slices

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     pairs = tf.data.Dataset.from_tensor_slices(([1, 2], ["one", "two"]))
        ...     print(sess.run(pairs.make_one_shot_iterator().get_next()))
        (np.int32(1), b'one')
        """
        element = structures.as_element(tensors)
        wholes = structures.structure_of(element)
        parts = []
        first = TensorShape([None])[0]
        for part in structures.flat(wholes):
            if part.shape.ndims == 0:
                raise ValueError(
                    "from_tensor_slices takes slices along the first axis, but a tensor without axes was given: "
                    "from_tensors makes a dataset of one element."
                )
            if part.shape.ndims is not None:
                part.shape[0].assert_is_compatible_with(first)
                first = first.merge_with(part.shape[0])
            parts.append(part if part.shape.ndims is None else part.with_shape(part.shape[1:]))
        structure = structures.packed(wholes, parts)
        tensors_ = structures.tensors_of(element)
        tensor = tensor_slice_dataset(tensors_, structure=structure, **types_and_shapes(structure))
        found: Dataset = Dataset._of(tensor, structure)
        return found

    @staticmethod
    def from_sparse_tensor_slices(sparse_tensor: Any) -> "Dataset":
        """An old name for `from_tensor_slices` of one sparse tensor.

        Raises:
            TypeError: for anything else.
        """
        if not isinstance(sparse_tensor, SparseTensor):
            raise TypeError(f"`sparse_tensor` must be a `tf.SparseTensor` object, not {sparse_tensor!r}.")
        return Dataset.from_tensor_slices(sparse_tensor)

    @staticmethod
    def from_generator(
        generator: Callable[..., Any], output_types: Any, output_shapes: Any = None, args: Any = None
    ) -> "Dataset":
        """A dataset of what a Python generator yields.

        Args:
            generator: a function without arguments (or with one for each entry of `args`) that returns something to go
                through with `for`. It is called anew for every epoch.
            output_types: a nest of dtypes: what it yields.
            output_shapes: a nest of shapes like it, as far as they are known.
            args: tensors, whose values are given to `generator` as arrays.

        Raises:
            TypeError: when `generator` cannot be called.
            tf.errors.InvalidArgumentError: in a run, when it yields something else, or raises TypeError or ValueError;
                UnknownError for other exceptions. The message says which line raised it.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#from_generator

        >>> import tensorlab as tf
        >>> def squares():
        ...     for n in range(3):
        ...         yield n, n * n
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     dataset = tf.data.Dataset.from_generator(squares, (tf.int32, tf.float32), ([], []))
        ...     element = dataset.make_one_shot_iterator().get_next()
        ...     print([sess.run(element)[1] for _ in range(3)])
        [np.float32(0.0), np.float32(1.0), np.float32(4.0)]
        """
        if not callable(generator):
            raise TypeError("`generator` must be callable.")
        structure = structures.from_legacy(output_types, output_shapes)
        values = [convert_to_tensor(value, name=f"args_{place}") for place, value in enumerate(args or ())]
        tensor = generator_dataset(values, generator, structure=structure, **types_and_shapes(structure))
        found: Dataset = Dataset._of(tensor, structure)
        return found

    @staticmethod
    def range(*args: Any) -> "Dataset":
        """A dataset of whole numbers in a row, as Python's `range`: `range(stop)`, `range(start, stop, step)`.

        Raises:
            ValueError: for none, or more than three arguments.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#range

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     element = tf.data.Dataset.range(5, 1, -2).make_one_shot_iterator().get_next()
        ...     print(int(sess.run(element)), int(sess.run(element)))
        5 3
        """
        if not 1 <= len(args) <= 3:
            raise ValueError(f"Invalid arguments to RangeDataset: {args}")
        start, stop, step = (0, args[0], 1) if len(args) == 1 else (*args, 1)[:3]
        structure = Part(int64, structures.SCALAR)
        numbers = number(start, "start"), number(stop, "stop"), number(step, "step")
        found: Dataset = Dataset._of(range_dataset(*numbers, **types_and_shapes(structure)), structure)
        return found

    @staticmethod
    def zip(datasets: Any) -> "Dataset":
        """Several datasets side by side, until one is at its end.

        Args:
            datasets: a tuple or dict of datasets; the elements are nests like it.

        Raises:
            TypeError: when something in it is no dataset.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#zip

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     pairs = tf.data.Dataset.zip((tf.data.Dataset.range(3), tf.data.Dataset.range(10, 13)))
        ...     print(sess.run(pairs.make_one_shot_iterator().get_next()))
        (np.int64(0), np.int64(10))
        """
        found: Dataset = zipped(datasets)
        return found

    @staticmethod
    def list_files(file_pattern: Any, shuffle: bool | None = None, seed: Any = None) -> "Dataset":
        """A dataset of the names of the files that fit a pattern such as "folder/*.txt".

        Args:
            file_pattern: one pattern, or several, as strings or a tensor.
            shuffle: whether they come in random order, as they do when it is None.
            seed: of that order.

        Raises:
            tf.errors.InvalidArgumentError: in a run, when no file fits.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#list_files

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default():
        ...     print(tf.data.Dataset.list_files("*.txt"))
        <DatasetV1Adapter shapes: (), types: tf.string>
        """
        from tensorlab.data import files

        with name_scope(None, "list_files"):
            pattern = convert_to_tensor(file_pattern, dtype=string, name="file_pattern")
            names = files.matching_names(pattern)
            dataset = Dataset.from_tensor_slices(names)
            if shuffle is None or shuffle:
                size = build("Maximum", build("Shape", names, out_type=int64)[0], number(1, "Maximum/y"))
                dataset = dataset.shuffle(size, seed=seed)
        return dataset

    # --- reading one --------------------------------------------------------------------------------------

    def make_one_shot_iterator(self) -> Any:
        """An iterator that begins by itself and goes through the dataset once.

        Raises:
            ValueError: when the dataset depends on a placeholder, a variable or random numbers from outside its
                functions: such a one needs `make_initializable_iterator`.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/make_one_shot_iterator

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     element = tf.data.Dataset.range(1).make_one_shot_iterator().get_next()
        ...     print(sess.run(element))
        ...     try:
        ...         sess.run(element)
        ...     except tf.errors.OutOfRangeError:
        ...         print("that was all")
        0
        that was all
        """
        from tensorlab.data.iterators import one_shot

        return one_shot(self)

    def make_initializable_iterator(self, shared_name: str | None = None) -> Any:
        """An iterator that is set to the beginning of the dataset by `sess.run(iterator.initializer)`.

        Args:
            shared_name: iterators of one session that have the same one are one.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/make_initializable_iterator

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     stop = tf.placeholder(tf.int64, [])
        ...     iterator = tf.data.Dataset.range(stop).make_initializable_iterator()
        ...     element = iterator.get_next()
        ...     sess.run(iterator.initializer, {stop: 7})
        ...     print(sess.run(element))
        0
        """
        from tensorlab.data.iterators import initializable

        return initializable(self, shared_name)


def as_dataset(value: Any, who: str) -> DatasetBase:
    """A dataset that was given as an argument; TypeError for anything else."""
    if not isinstance(value, DatasetBase):
        raise TypeError(f"{who} needs a tf.data.Dataset, but got {value!r}.")
    return value


__all__ = ["Dataset", "as_dataset", "seed_tensors"]
