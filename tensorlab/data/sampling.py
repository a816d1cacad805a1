"""Datasets drawn by lot: random numbers as a dataset, and elements from several datasets at random.

Read next: `shuffling.py`, whose random words these are; `experimental_stages.py`.
"""

from typing import Any

import numpy as np

from tensorlab.data.arranging import seed_tensors
from tensorlab.data.dataset import Dataset
from tensorlab.data.dataset_base import DatasetBase
from tensorlab.data.experimental_stages import choose_from_datasets
from tensorlab.data.nodes import dataset_op, types_and_shapes
from tensorlab.data.recipes import INFINITE, Element, Pass, Recipe, Stage, Words
from tensorlab.data.structures import SCALAR, Part
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import int64
from tensorlab.graph.registry import HostInt, build
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.random_stateless import stateless_categorical

NUMBER = Part(int64, SCALAR)


class RandomStage(Stage):
    """Hands out random numbers without end."""

    sources = ()
    words = "random numbers"

    def __init__(self, run: Pass, seed: int, seed2: int) -> None:
        self.random = Words(seed, seed2)

    def __next__(self) -> Element:
        return (np.int64(next(self.random)),)

    @staticmethod
    def count(*settings: Any) -> int:
        return INFINITE


@dataset_op("ExperimentalRandomDataset", symbol="⚄", latex=r"r_1, r_2, \ldots")
def random_dataset(
    seed: HostInt, seed2: HostInt, output_types: tuple[Any, ...] = (), output_shapes: Any = ()
):
    """Make a dataset of random numbers of 32 bits: `tf.data.experimental.RandomDataset`."""
    return Recipe(RandomStage, seed, seed2)


class RandomDataset(Dataset):
    """Random numbers without end, of dtype int64, from 0 to 2³² - 1; TensorFlow's for a seed.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/experimental/RandomDataset

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.data.experimental.RandomDataset(seed=1).make_one_shot_iterator().get_next()))
    2870909127
    """

    def __init__(self, seed: Any = None) -> None:
        DatasetBase.__init__(self, random_dataset(*seed_tensors(seed), **types_and_shapes(NUMBER)), NUMBER)


def sample_from_datasets(datasets: Any, weights: Any = None, seed: Any = None) -> Any:
    """Take each element from one of several datasets, chosen at random.

    Args:
        datasets: a list of datasets whose elements are alike. One at its end is not chosen any more.
        weights: how likely each of them is; all are equally likely when None. It may be a dataset of such vectors.
        seed: with it the choice is TensorFlow's.

    Raises:
        ValueError: when there are not as many weights as datasets.
        TypeError: when the datasets differ in their elements, or the weights are no floats.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/experimental/sample_from_datasets

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     letters = [tf.data.Dataset.from_tensors(letter).repeat() for letter in "ab"]
    ...     mixed = tf.data.experimental.sample_from_datasets(letters, [0.9, 0.1], seed=1).batch(8)
    ...     print(sess.run(mixed.make_one_shot_iterator().get_next()))
    [b'a' b'a' b'a' b'a' b'a' b'a' b'a' b'a']
    """
    datasets = list(datasets)
    if not isinstance(weights, DatasetBase):
        values = [1.0] * len(datasets) if weights is None else weights
        tensor = convert_to_tensor(values, name="weights")
        if not tensor.dtype.is_floating:
            raise TypeError(f"`weights` must be of dtype `tf.float32` or `tf.float64`, not {values!r}.")
        if not tensor.shape.is_compatible_with([len(datasets)]):
            raise ValueError(
                f"`weights` must be a vector of length `len(datasets)`: {len(datasets)} datasets, {values!r}."
            )
        logits = build("ExpandDims", build("Log", tensor, name="logits"), 0)
    if len(datasets) == 1:
        return datasets[0]

    def drawn(logits: Tensor, seeds: Tensor) -> Tensor:
        found: Tensor = build("Squeeze", stateless_categorical(logits, 1, seed=seeds), [0, 1])
        return found

    pairs: Any = RandomDataset(seed).batch(2)
    if isinstance(weights, DatasetBase):
        rows = Dataset.zip((weights, pairs))
        choices = rows.map(lambda row, seeds: drawn(build("ExpandDims", build("Log", row), 0), seeds))
    else:
        choices = pairs.map(lambda seeds: drawn(logits, seeds))
    return choose_from_datasets(datasets, choices)
