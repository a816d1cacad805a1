"""The methods of `Dataset` that take a function: map, filter, flat_map, interleave, reduce, apply.

Read next: `functions.py`, what happens to such a function; `mapping.py`, the nodes.
"""

import os
from collections.abc import Callable
from typing import Any

from tensorlab.data.choosing import filter_dataset
from tensorlab.data.combining import flat_map_dataset, interleave_dataset, parallel_interleave_dataset_v2
from tensorlab.data.dataset_base import DatasetBase, number
from tensorlab.data.functions import FunctionBlock, captured_by, described
from tensorlab.data.mapping import map_dataset, parallel_map_dataset
from tensorlab.data.nodes import owned, types_and_shapes
from tensorlab.data.structures import DATASET, TENSOR, Part, is_nest
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import int32
from tensorlab.graph.registry import Op

AUTOTUNE = -1


class CallingFunctions(DatasetBase):
    """What a dataset does with functions of the program."""

    def _block(self, function: Callable[..., Any], who: str) -> FunctionBlock:
        scope = who.replace(".", "_").rstrip("()")
        return described(function, self._structure, who, scope, self._of)

    def _calling(self, record: Op, block: FunctionBlock, *arguments: Any, **attributes: Any) -> Any:
        structure = attributes.pop("structure")
        tensor = record(
            self._variant_tensor, captured_by(block), *arguments, **attributes, **types_and_shapes(structure)
        )
        return self._of(owned(tensor, [block]), structure)

    def map(self, map_func: Callable[..., Any], num_parallel_calls: Any = None) -> Any:
        """Call a function with every element; what it returns are the elements of the new dataset.

        Args:
            map_func: a function of tensors. An element that is a tuple is handed over as several arguments, any other
                (a dict, too) as one. It may return a tensor, a sparse tensor, or a nest of them; a list counts as a
                tuple. It is called once, to describe what is done with every element.
            num_parallel_calls: accepted as in TensorFlow; the elements are computed one after the other here.

        Raises:
            TypeError: when it returns something else.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#map

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     squares = tf.data.Dataset.range(1, 4).map(lambda x: x * x)
        ...     element = squares.make_one_shot_iterator().get_next()
        ...     print([int(sess.run(element)) for _ in range(3)])
        [1, 4, 9]
        """
        block = self._block(map_func, "Dataset.map()")
        if num_parallel_calls is None:
            return self._calling(map_dataset, block, f=block, structure=block.result)
        calls = convert_to_tensor(num_parallel_calls, dtype=int32, name="num_parallel_calls")
        return self._calling(parallel_map_dataset, block, calls, f=block, structure=block.result)

    def map_with_legacy_function(self, map_func: Callable[..., Any], num_parallel_calls: Any = None) -> Any:
        """The same as `map`."""
        return self.map(map_func, num_parallel_calls)

    def filter(self, predicate: Callable[..., Any]) -> Any:
        """Keep the elements for which a function gives True.

        Args:
            predicate: a function of an element, as for `map`, that returns a scalar of dtype bool.

        Raises:
            ValueError: when it returns something else.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#filter

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     odd = tf.data.Dataset.range(5).filter(lambda x: tf.equal(x % 2, 1))
        ...     element = odd.make_one_shot_iterator().get_next()
        ...     print(int(sess.run(element)), int(sess.run(element)))
        1 3
        """
        block = self._block(predicate, "Dataset.filter()")
        result = block.result
        scalar = not is_nest(result) and result.kind == TENSOR and result.dtype.is_bool
        if not scalar or not result.shape.is_compatible_with([]):
            raise ValueError(
                f"`predicate` return type must be convertible to a scalar boolean tensor. Was {result!r}. Compare, and "
                "where a whole array is compared, reduce it: tf.reduce_all(...)."
            )
        return self._calling(filter_dataset, block, predicate=block, structure=self._structure)

    def filter_with_legacy_function(self, predicate: Callable[..., Any]) -> Any:
        """The same as `filter`."""
        return self.filter(predicate)

    def flat_map(self, map_func: Callable[..., Any]) -> Any:
        """Make a dataset of every element, and put their elements behind one another.

        Args:
            map_func: a function of an element, as for `map`, that returns a `Dataset`.

        Raises:
            TypeError: when it returns something else.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#flat_map

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     counts = tf.data.Dataset.from_tensor_slices([2, 1])
        ...     repeated = counts.flat_map(lambda n: tf.data.Dataset.from_tensors(n).repeat(tf.to_int64(n)))
        ...     element = repeated.make_one_shot_iterator().get_next()
        ...     print([int(sess.run(element)) for _ in range(3)])
        [2, 2, 1]
        """
        block = self._block(map_func, "Dataset.flat_map()")
        return self._calling(flat_map_dataset, block, f=block, structure=_inner(block))

    def interleave(
        self,
        map_func: Callable[..., Any],
        cycle_length: Any = AUTOTUNE,
        block_length: Any = 1,
        num_parallel_calls: Any = None,
    ) -> Any:
        """Make a dataset of every element, and take from several of them in turns.

        Args:
            map_func: a function of an element, as for `map`, that returns a `Dataset`.
            cycle_length: from how many at a time; as many as the computer has processors by default.
            block_length: how many elements each gives when it is its turn.
            num_parallel_calls: accepted as in TensorFlow; the order is the same.

        Raises:
            TypeError: when `map_func` returns no dataset.
            tf.errors.InvalidArgumentError: in a run, when a length is not positive.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#interleave

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     tens = tf.data.Dataset.from_tensor_slices(tf.constant([10, 20], tf.int64))
        ...     mixed = tens.interleave(lambda x: tf.data.Dataset.range(x, x + 3), cycle_length=2)
        ...     element = mixed.make_one_shot_iterator().get_next()
        ...     print([int(sess.run(element)) for _ in range(6)])
        [10, 20, 11, 21, 12, 22]
        """
        block = self._block(map_func, "Dataset.interleave()")
        structure = _inner(block)
        if isinstance(cycle_length, int) and cycle_length == AUTOTUNE:
            cycle_length = os.cpu_count() or 1
        cycle, length = number(cycle_length, "cycle_length"), number(block_length, "block_length")
        if num_parallel_calls is None:
            return self._calling(interleave_dataset, block, cycle, length, f=block, structure=structure)
        calls = number(num_parallel_calls, "num_parallel_calls")
        return self._calling(
            parallel_interleave_dataset_v2, block, cycle, length, calls, f=block, structure=structure
        )

    def apply(self, transformation_func: Callable[[Any], Any]) -> Any:
        """Call a function with this dataset itself: `dataset.apply(tf.data.experimental.unbatch())`.

        Raises:
            TypeError: when it returns no dataset.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#apply

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default():
        ...     print(tf.data.Dataset.range(6).apply(lambda dataset: dataset.batch(2)))
        <DatasetV1Adapter shapes: (?,), types: tf.int64>
        """
        found = transformation_func(self)
        if not isinstance(found, DatasetBase):
            raise TypeError(f"`transformation_func` must return a Dataset. Got {found!r}.")
        return found

    def reduce(self, initial_state: Any, reduce_func: Callable[..., Any]) -> Any:
        """Combine all elements into one value.

        Args:
            initial_state: the value to begin with: a tensor or a nest of tensors.
            reduce_func: a function of two arguments, the value so far and an element, that returns the new value.

        Returns:
            A tensor, or a nest of tensors: every run goes through the dataset once, from its beginning.

        Raises:
            TypeError: when `reduce_func` returns other dtypes than those of `initial_state`.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#reduce

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     total = tf.data.Dataset.range(5).reduce(tf.constant(0, tf.int64), lambda total, x: total + x)
        ...     print(sess.run(total))
        10
        """
        from tensorlab.data.reducing import reduced

        return reduced(self, initial_state, reduce_func)


def _inner(block: FunctionBlock) -> Any:
    """The structure of the elements of the dataset that a function returns."""
    result = block.result
    if not isinstance(result, Part) or result.kind != DATASET:
        raise TypeError(
            f"`map_func` must return a `Dataset` object. Got {result!r} from {block.function_name}: make one of it, "
            "tf.data.Dataset.from_tensor_slices(...), or use map."
        )
    return result.inner
