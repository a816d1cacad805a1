"""The methods of `Dataset` that choose, repeat, shuffle and keep elements.

Read next: `choosing.py`, `shuffling.py` and `keeping.py`, the nodes; `grouping.py`, the methods that make batches.
"""

from typing import Any

from tensorlab.data.choosing import repeat_dataset, shard_dataset, skip_dataset, take_dataset
from tensorlab.data.combining import concatenate_dataset, zip_dataset
from tensorlab.data.dataset_base import DatasetBase, number
from tensorlab.data.keeping import cache_dataset, prefetch_dataset
from tensorlab.data.shuffling import shuffle_dataset
from tensorlab.data.structures import flat, mapped, packed
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import string
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.random import node_seeds


class Arranging(DatasetBase):
    """Which elements of a dataset, in which order, how often."""

    def repeat(self, count: Any = None) -> Any:
        """Go through the elements `count` times, for ever when it is None or -1.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#repeat

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     element = tf.data.Dataset.range(2).repeat(2).make_one_shot_iterator().get_next()
        ...     print([int(sess.run(element)) for _ in range(4)])
        [0, 1, 0, 1]
        """
        return self._next(repeat_dataset, number(-1 if count is None else count, "count"))

    def shuffle(
        self, buffer_size: Any, seed: Any = None, reshuffle_each_iteration: bool | None = None
    ) -> Any:
        """Hand the elements out in random order: always a random one of the next `buffer_size` ones.

        Args:
            buffer_size: among how many. Only a buffer as large as the dataset makes every order possible.
            seed: with it (or with `tf.set_random_seed`) the order is always the same, and TensorFlow's.
            reshuffle_each_iteration: whether every epoch of `repeat` has an order of its own; True when None.

        Raises:
            tf.errors.InvalidArgumentError: in a run, when `buffer_size` is not positive.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#shuffle

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     shuffled = tf.data.Dataset.range(5).shuffle(5, seed=3).repeat(2)
        ...     element = shuffled.make_one_shot_iterator().get_next()
        ...     print([int(sess.run(element)) for _ in range(10)])
        [4, 3, 2, 1, 0, 3, 4, 1, 2, 0]
        """
        size = number(buffer_size, "buffer_size")
        seeds = seed_tensors(seed)
        again = True if reshuffle_each_iteration is None else bool(reshuffle_each_iteration)
        return self._next(shuffle_dataset, size, *seeds, reshuffle_each_iteration=again)

    def take(self, count: Any) -> Any:
        """The first `count` elements; all of them when it is -1.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#take

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default():
        ...     print(tf.data.Dataset.range(100).take(3))
        <DatasetV1Adapter shapes: (), types: tf.int64>
        """
        return self._next(take_dataset, number(count, "count"))

    def skip(self, count: Any) -> Any:
        """All elements but the first `count`; none when it is -1.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#skip

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     print(sess.run(tf.data.Dataset.range(5).skip(3).make_one_shot_iterator().get_next()))
        3
        """
        return self._next(skip_dataset, number(count, "count"))

    def shard(self, num_shards: Any, index: Any) -> Any:
        """One element of every `num_shards`, beginning with number `index`.

        Raises:
            tf.errors.InvalidArgumentError: in a run, when `index` is not below `num_shards`, or one is negative.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#shard

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     element = tf.data.Dataset.range(7).shard(3, 1).make_one_shot_iterator().get_next()
        ...     print(int(sess.run(element)), int(sess.run(element)))
        1 4
        """
        shards, which = number(num_shards, "num_shards"), number(index, "index")
        return self._next(shard_dataset, shards, which)

    def concatenate(self, dataset: Any) -> Any:
        """The elements of this dataset, and then those of another.

        Raises:
            TypeError: when their elements differ in their nests, dtypes or classes.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#concatenate

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     both = tf.data.Dataset.range(2).concatenate(tf.data.Dataset.range(7, 9))
        ...     element = both.make_one_shot_iterator().get_next()
        ...     print([int(sess.run(element)) for _ in range(4)])
        [0, 1, 7, 8]
        """
        for what in ("types", "classes"):
            mine, other = getattr(self, f"output_{what}"), getattr(dataset, f"output_{what}")
            if mine != other:
                raise TypeError(f"Two datasets to concatenate have different {what} {mine} and {other}")
        parts = [
            first.with_shape(first.shape.most_specific_compatible_shape(second.shape))
            for first, second in zip(flat(self._structure), flat(dataset._structure), strict=True)
        ]
        structure = packed(self._structure, parts)
        return self._next(concatenate_dataset, dataset._variant_tensor, structure=structure)

    def cache(self, filename: Any = "") -> Any:
        """Keep the elements once they were all read; the next epochs take the kept ones.

        Args:
            filename: where to keep them, for later programs, too: `filename` with ".npz" behind it. In memory when it
                is empty; then a newly initialised iterator reads everything again.

        Raises:
            tf.errors.InvalidArgumentError: in a run, when the file holds something else.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#cache

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default():
        ...     print(tf.data.Dataset.range(3).cache().repeat())
        <DatasetV1Adapter shapes: (), types: tf.int64>
        """
        name = convert_to_tensor(filename, dtype=string, name="filename")
        kinds = tuple(part.kind for part in flat(self._structure))
        return self._next(cache_dataset, name, kinds=kinds)

    def prefetch(self, buffer_size: Any) -> Any:
        """Accepted as in TensorFlow, where elements are read ahead; here each is computed when it is asked for.

        Args:
            buffer_size: how many, or `tf.data.experimental.AUTOTUNE`.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#prefetch

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default():
        ...     print(tf.data.Dataset.range(3).batch(2).prefetch(1))
        <DatasetV1Adapter shapes: (?,), types: tf.int64>
        """
        return self._next(prefetch_dataset, number(-1 if buffer_size is None else buffer_size, "buffer_size"))

    def enumerate(self, start: Any = 0) -> Any:
        """Put the number of each element before it.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#enumerate

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     letters = tf.data.Dataset.from_tensor_slices(["a", "b"]).enumerate(start=1)
        ...     print(sess.run(letters.make_one_shot_iterator().get_next()))
        (np.int64(1), b'a')
        """
        from tensorlab.data.dataset import Dataset
        from tensorlab.graph.dtypes import int64

        most = (1 << 63) - 1 if not isinstance(start, Tensor) else int64.max
        return Dataset.zip((Dataset.range(start, most), self))

    def with_options(self, options: Any) -> Any:
        """The same dataset. What `tf.data.Options` ask for does not change the elements.

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default():
        ...     print(tf.data.Dataset.range(3).with_options(tf.data.Options()))
        <DatasetV1Adapter shapes: (), types: tf.int64>
        """
        found = self._of(self._variant_tensor, self._structure)
        found._options = options
        return found

    def options(self) -> Any:
        """The options that `with_options` gave, or new ones."""
        from tensorlab.data.options import Options

        return getattr(self, "_options", None) or Options()


def seed_tensors(seed: Any) -> tuple[Tensor, Tensor]:
    """The two seeds of a dataset that shuffles, derived as those of any random operation."""
    if isinstance(seed, Tensor):
        derived = node_seeds(0)
        return number(derived["seed"], "seed"), number(seed, "seed2")
    derived = node_seeds(seed)
    return number(derived["seed"], "seed"), number(derived["seed2"], "seed2")


def zipped(datasets: Any) -> Any:
    """Several datasets side by side; see `Dataset.zip`."""
    for one in flat(datasets):
        if not isinstance(one, DatasetBase):
            lists = " Nested structures do not support Python lists; please use a tuple instead."
            raise TypeError(
                "The argument to `Dataset.zip()` must be a nested structure of `Dataset` objects."
                + (lists if isinstance(one, list) else f" Got {one!r}.")
            )
    structure = mapped(lambda one: one._structure, datasets)
    from tensorlab.data.nodes import types_and_shapes

    tensors = [one._variant_tensor for one in flat(datasets)]
    return DatasetBase._of(zip_dataset(tensors, **types_and_shapes(structure)), structure)
