"""Shuffling: elements in random order, as random as a buffer allows.

A buffer is filled with elements. Whenever one is asked for, a random one of the buffer is handed out, and the next one
of the dataset takes its place. So an element may come later than it stood, but never much earlier: with a buffer as
large as the dataset every order is possible, with a smaller one the dataset is only stirred.

The random words are Philox's, and which of them picks which element is TensorFlow's own order: a seed gives the same
order here as there. With `reshuffle_each_iteration` a generator seeded with the dataset's seeds hands out two seeds for
every epoch. (TensorFlow 1.15 puts `shuffle(...).repeat(...)` into one node before it runs it, unless its options forbid
that, and so hands out the order of `tf.data.experimental.shuffle_and_repeat`; TensorFlow 2 does as is done here.)

Source: https://github.com/tensorflow/tensorflow/blob/v1.15.0/tensorflow/core/kernels/data/shuffle_dataset_op.cc

Read next: `keeping.py`.
"""

import os
from typing import Any

import numpy as np

from tensorlab.data.nodes import dataset_op
from tensorlab.data.recipes import INFINITE, UNKNOWN_COUNT, Element, Pass, Recipe, Stage, Words, plain_value
from tensorlab.graph.registry import Array, HostInt

MOST_EPOCHS_IN_BUFFER = 3
MOST_SHOWN = 20  # of the elements in the buffer, for the trace


class ShuffleStage(Stage):
    """Holds elements in a buffer and hands out a random one.

    With `epochs` other than 1 the elements of the next epoch fill the buffer up while those of the last are still in
    it; but they are handed out only when all of the last epoch have been.

    Attributes:
        slices: for every epoch in the buffer where its elements begin and end, counted from the first element of all;
            an element stands in the buffer at its number modulo the buffer's size.
    """

    words = "a random one of {1} elements each time"

    def __init__(
        self, run: Pass, recipe: Recipe, size: int, seeds: tuple[int, int], reshuffle: bool, epochs: int
    ) -> None:
        if reshuffle:
            generator = run.keep(lambda: Words(*seeds))
            seeds = next(generator), next(generator)
        self.random = Words(*seeds)
        self.run, self.source_recipe, self.size, self.epochs = run, recipe, size, epochs
        self.buffer: list[Any] = []
        self.slices = [[0, 0]]
        self.held = self.epoch = 0
        self.source: Stage | None = None
        self.begun = False

    def __next__(self) -> Element:
        if not self.begun:
            self.source = self.source_recipe.start(self.run)
            self.begun = True
            empty = self.epochs == INFINITE
        else:
            empty = False
        buffer, size = self.buffer, self.size
        while self.source is not None and self.held < size:
            element = self._read(empty)
            if element is None:
                break
            empty = False
            last = self.slices[-1]
            place = last[1] % size
            if place < len(buffer):
                buffer[place] = element
            else:
                buffer.append(element)
            last[1] += 1
            self.held += 1
            if len(self.slices) > MOST_EPOCHS_IN_BUFFER:
                break
        if not self.held:
            raise StopIteration
        while self.slices[0][0] == self.slices[0][1]:
            self.slices.pop(0)
        first = self.slices[0]
        start = first[0] % size
        index = (first[0] + next(self.random) % (first[1] - first[0])) % size
        chosen: Element = buffer[index]
        buffer[index] = buffer[start]
        buffer[start] = None
        first[0] += 1
        self.held -= 1
        return chosen

    def _read(self, empty: bool) -> Element | None:
        """The next element of the dataset, of the next epoch where need be; None when there is no more."""
        while self.epochs == INFINITE or self.epoch < self.epochs:
            assert self.source is not None
            try:
                return next(self.source)
            except StopIteration:
                self.source.close()
                if empty:
                    break
                self.epoch += 1
                end = self.slices[-1][1]
                self.slices.append([end, end])
                self.source = self.source_recipe.start(self.run)
        if self.source is not None:
            self.source.close()
        self.source = None
        return None

    def facts(self) -> dict[str, Any]:
        held = [element for element in self.buffer if element is not None][:MOST_SHOWN]
        plain = bool(held) and all(np.shape(element[0]) == () for element in held)
        seen = {"holds": [plain_value(element[0]) for element in held]} if plain else {}
        return {"held": self.held, "buffer": self.size, **seen}

    @staticmethod
    def count(*settings: Any) -> int:
        known, epochs = settings[0].cardinality, settings[4]
        if epochs == INFINITE:
            return INFINITE if known else 0
        return int(known) if known in (INFINITE, UNKNOWN_COUNT) else int(known * epochs)


def _recipe(source: Any, size: int, seed: int, seed2: int, reshuffle: bool, epochs: int) -> Recipe:
    if size <= 0:
        raise ValueError("buffer_size must be greater than zero.")
    if seed == 0 and seed2 == 0:
        seed, seed2 = (int.from_bytes(os.urandom(8), "little") for _ in range(2))
    return Recipe(ShuffleStage, source, size, (seed, seed2), reshuffle, epochs)


@dataset_op(
    "ShuffleDataset", symbol="⤨ {buffer_size}", latex=r"\text{{shuffled}}_{{{buffer_size}}}({input_dataset})"
)
def shuffle_dataset(
    input_dataset: Array,
    buffer_size: HostInt,
    seed: HostInt,
    seed2: HostInt,
    reshuffle_each_iteration: bool = True,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """Hand out a random one of `buffer_size` elements each time: `Dataset.shuffle`."""
    return _recipe(input_dataset, buffer_size, seed, seed2, reshuffle_each_iteration, 1)


@dataset_op(
    "ShuffleAndRepeatDataset", symbol="⤨ {buffer_size} ↻ {count}",
    latex=r"\text{{shuffled}}_{{{buffer_size}}}({input_dataset} \times {count})",
)  # fmt: skip
def shuffle_and_repeat_dataset(
    input_dataset: Array,
    buffer_size: HostInt,
    seed: HostInt,
    seed2: HostInt,
    count: HostInt,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """Shuffle epoch after epoch in one buffer: `tf.data.experimental.shuffle_and_repeat`."""
    if count <= 0 and count != INFINITE:
        raise ValueError("count must be greater than zero or equal to -1.")
    return _recipe(input_dataset, buffer_size, seed, seed2, False, count)
