"""Recipes, stages and passes: what a dataset is while the graph runs.

The value of a dataset's node is a `Recipe`: it says which elements there will be, and has read none yet. Whoever wants
them starts the recipe, which gives a `Stage`: an object that hands out one element after the other, asking the stages
before it as it needs to. A recipe may be started many times: `repeat` does so once for every epoch.

All stages that come from one initialisation of an iterator share a `Pass`. What has to outlive a single epoch is kept
there: the seeds of `shuffle`, the elements of `cache`, the random numbers that functions draw.

Read next: `making.py`, the first stages; `iterator_nodes.py`, who starts recipes.
"""

from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import numpy as np

from tensorlab.errors import InvalidArgumentError, OpError
from tensorlab.graph.operation import Operation, located_at
from tensorlab.ops.sparse_tensor import SparseTensorValue
from tensorlab.philox import PhiloxStream

Element = tuple[Any, ...]
"""The parts of an element, in the order of its structure."""

INFINITE, UNKNOWN_COUNT = -1, -2
"""What `tf.data.experimental.cardinality` says where it cannot say a number."""


class Words:
    """Random 32-bit words, one after the other, as TensorFlow's `SingleSampleAdapter` hands them out.

    >>> words = Words(87654321, 1)
    >>> next(words), next(words)
    (2870909127, 3455438759)
    """

    __slots__ = ("ahead", "how_many", "stream")

    def __init__(self, seed: int, seed2: int) -> None:
        self.stream = PhiloxStream(seed, seed2)
        self.ahead: list[int] = []
        self.how_many = 4

    def __next__(self) -> int:
        if not self.ahead:
            self.ahead = self.stream.bits(self.how_many).tolist()[::-1]
            self.how_many = min(4 * self.how_many, 1024)  # many at once are cheaper, if many are wanted
        return self.ahead.pop()

    def __iter__(self) -> Iterator[int]:
        return self


class Pass:
    """One initialisation of one iterator: what its stages share, and where in the pipeline a stage stands.

    Args:
        place: the way from the iterator to the stage, as text: two stages with one recipe differ in it.
        kept: what is kept for the whole pass, by place.
    """

    __slots__ = ("kept", "place")

    def __init__(self, place: str = "", kept: dict[Any, Any] | None = None) -> None:
        self.place = place
        self.kept: dict[Any, Any] = {} if kept is None else kept

    def at(self, place: str) -> "Pass":
        """The same pass, one stage further from the iterator."""
        return Pass(f"{self.place}/{place}", self.kept)

    def keep(self, make: Callable[[], Any], key: Any = None) -> Any:
        """What is kept for this place, or under a key for all places; made when it is first asked for."""
        key = self.place if key is None else key
        if key not in self.kept:
            self.kept[key] = make()
        return self.kept[key]


class Recipe:
    """The value of a dataset's node.

    Args:
        stage: the class of its stages.
        *settings: what those are made with, after the pass: recipes of other datasets, functions, numbers.

    Attributes:
        operation: the node.
    """

    shape: tuple[int, ...] = ()  # in a trace it stands among arrays
    nbytes = 0

    def __init__(self, stage: "type[Stage]", *settings: Any) -> None:
        self.stage = stage
        self.settings = settings
        self.operation: Operation | None = None

    def start(self, run: Pass, place: str = "") -> "Stage":
        """Begin to hand out its elements."""
        stage = self.stage.__new__(self.stage)
        stage.operation = self.operation
        stage.__init__(run.at(place or self.stage.__name__), *self.settings)  # type: ignore[misc]
        return stage

    @property
    def words(self) -> str:
        """What there will be, in words: "batches of 32"."""
        return self.stage.words.format(*self.settings)

    @property
    def cardinality(self) -> int:
        """How many elements there will be, where that can be said beforehand; else INFINITE or UNKNOWN_COUNT."""
        return self.stage.count(*self.settings)

    def __eq__(self, other: object) -> bool:
        """Two recipes of one node with the same settings are one value in a record."""
        return isinstance(other, Recipe) and (self.operation, self.words) == (other.operation, other.words)

    def __hash__(self) -> int:
        return hash(self.operation)

    def __repr__(self) -> str:
        return f"<dataset: {self.words}>"


class Stage:
    """Hands out elements. A subclass says how, in `__next__`; StopIteration means that there are no more.

    After an error a stage goes on with the next element, and after the last one it says again that there is none.

    Attributes:
        operation: the dataset's node, for error messages and the trace.
        sources: the attributes with the stages before it.
        words: what it hands out, with the settings of its recipe in braces, by their places.
    """

    operation: Operation | None = None
    sources: tuple[str, ...] = ("source",)
    words = "elements"

    def __init__(self, run: Pass, *settings: Any) -> None:
        raise NotImplementedError

    def __iter__(self) -> "Stage":
        return self

    def __next__(self) -> Element:
        raise NotImplementedError

    @staticmethod
    def count(*settings: Any) -> int:
        """The cardinality of a recipe with these settings."""
        return UNKNOWN_COUNT

    def facts(self) -> dict[str, Any]:
        """Where this stage stands, for the trace."""
        return {}

    def close(self) -> None:
        """The session closes, or the iterator begins anew: let go of files."""
        for name in self.sources:
            source = getattr(self, name, None)
            if source is not None:
                source.close()

    def refuse(
        self, message: str, kind: type[OpError] = InvalidArgumentError, advice: str | None = None
    ) -> NoReturn:
        """Raise an error that names the dataset's node and the line that made it."""
        text = message if self.operation is None else located_at(self.operation, message, advice=advice)
        raise kind(None, self.operation, text)  # type: ignore[call-arg]  # every subclass knows its code


def shape_of(value: Any) -> tuple[int, ...]:
    """The shape of a part of an element."""
    if isinstance(value, SparseTensorValue):
        return tuple(np.asarray(value.dense_shape).tolist())
    return np.shape(value) if not isinstance(value, bytes) else ()


def in_brackets(shape: Any) -> str:
    """A shape as TensorFlow's runtime writes it: `[2,3]`."""
    return "[" + ",".join(map(str, shape)) + "]"


def plain_value(value: Any) -> Any:
    """A scalar as Python's own, for the trace; text as text.

    >>> plain_value(np.int64(3)), plain_value(b"abc")
    (3, 'abc')
    """
    found = np.asarray(value, object if isinstance(value, bytes) else None)[()]
    found = found.item() if isinstance(found, np.generic) else found
    return found.decode("utf-8", "replace") if isinstance(found, bytes) else found
