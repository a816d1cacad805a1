"""Pipelines of random stages give what plain Python makes of the same stages."""

from collections.abc import Callable
from itertools import chain, islice
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorlab as tf
from tensorlab.philox import PhiloxStream

Stage = tuple[str, tuple[Any, ...]]

STAGES = st.one_of(
    st.tuples(st.just("take"), st.tuples(st.integers(-1, 12))),
    st.tuples(st.just("skip"), st.tuples(st.integers(0, 6))),
    st.tuples(
        st.just("shard"), st.integers(1, 4).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1)))
    ),
    st.tuples(st.just("repeat"), st.tuples(st.integers(0, 3))),
    st.tuples(st.just("map"), st.tuples(st.integers(-3, 3))),
    st.tuples(st.just("filter"), st.tuples(st.integers(2, 4))),
    st.tuples(st.just("shuffle"), st.tuples(st.integers(1, 9), st.integers(1, 2**40), st.booleans())),
    st.tuples(st.just("rebatch"), st.tuples(st.integers(1, 5), st.booleans())),
    st.tuples(
        st.just("window"), st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.booleans())
    ),
    st.tuples(st.just("flat_map"), st.tuples(st.integers(0, 3))),
    st.tuples(st.just("interleave"), st.tuples(st.integers(1, 4), st.integers(1, 3))),
    st.tuples(st.just("concatenate"), st.tuples(st.integers(0, 4))),
    st.tuples(st.just("zip"), st.tuples(st.integers(0, 9))),
    st.tuples(st.just("cache"), st.just(())),
    st.tuples(st.just("prefetch"), st.tuples(st.integers(0, 3))),
)


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 12), st.lists(STAGES, max_size=5))
def test_a_pipeline_is_its_plain_twin(count: int, stages: list[Stage]) -> None:
    """The same elements in the same order, in two epochs."""
    with tf.Graph().as_default(), tf.Session() as session:
        dataset = tf.data.Dataset.range(count)
        twin: Callable[[], Any] = lambda: iter(range(count))  # noqa: E731
        for place, (name, arguments) in enumerate(stages):
            if name == "cache" and any(earlier == "shuffle" for earlier, _ in stages[:place]):
                continue  # it keeps one order; `tests/parity/programs/data_stages.py` is about that
            dataset = ours(dataset, name, arguments)
            twin = plain(twin, name, arguments)
        dataset = dataset.repeat(2)
        expected = list(islice(chain.from_iterable(twin() for _ in range(2)), 500))
        element = dataset.make_one_shot_iterator().get_next()
        found = []
        try:
            while len(found) < 500:
                found.append(int(session.run(element)))
        except tf.errors.OutOfRangeError:
            pass
        assert found == expected


def ours(dataset: Any, name: str, arguments: tuple[Any, ...]) -> Any:
    """The dataset with one more stage; all of them give scalars of dtype int64."""
    ranges = tf.data.Dataset.range
    if name == "map":
        return dataset.map(lambda x: x * 2 + arguments[0])
    if name == "filter":
        return dataset.filter(lambda x: tf.not_equal(tf.floormod(x, arguments[0]), 0))
    if name == "rebatch":
        return dataset.batch(*arguments).apply(tf.data.experimental.unbatch())
    if name == "window":
        return (
            dataset.window(*arguments)
            .flat_map(lambda w: w.batch(9))
            .map(lambda w: tf.reduce_sum(w) * 10 + w[0])
        )
    if name == "flat_map":
        return dataset.flat_map(lambda x: ranges(x, x + arguments[0]))
    if name == "interleave":
        return dataset.interleave(lambda x: ranges(x, x + 1 + tf.floormod(x, 3)), *arguments)
    if name == "concatenate":
        return dataset.concatenate(ranges(arguments[0]))
    if name == "zip":
        return tf.data.Dataset.zip((dataset, ranges(arguments[0]))).map(lambda x, y: x - y)
    return getattr(dataset, name)(*arguments)


def plain(source: Callable[[], Any], name: str, arguments: tuple[Any, ...]) -> Callable[[], Any]:
    """The same stage in plain Python: a function that begins anew each time it is called."""
    if name == "shuffle":
        return shuffling(source, *arguments)
    makers: dict[str, Callable[..., Any]] = {
        "take": lambda items, n: items if n < 0 else islice(items, n),
        "skip": lambda items, n: islice(items, n, None),
        "shard": lambda items, n, i: islice(items, i, None, n),
        "map": lambda items, n: (2 * x + n for x in items),
        "filter": lambda items, n: (x for x in items if x % n),
        "rebatch": rebatched,
        "window": windows,
        "flat_map": lambda items, n: (y for x in items for y in range(x, x + n)),
        "interleave": in_turns,
        "concatenate": lambda items, n: chain(items, range(n)),
        "zip": lambda items, n: (x - y for x, y in zip(items, range(n), strict=False)),
        "cache": lambda items: items,
        "prefetch": lambda items, n: items,
    }
    if name == "repeat":
        return lambda: chain.from_iterable(source() for _ in range(arguments[0]))
    return lambda: makers[name](source(), *arguments)


def rebatched(items: Any, size: int, drop: bool) -> Any:
    while batch := list(islice(items, size)):
        if len(batch) == size or not drop:
            yield from batch


def windows(items: Any, size: int, shift: int, stride: int, drop: bool) -> Any:
    whole = list(items)
    for start in range(0, len(whole), shift):
        window = whole[start : start + (size - 1) * stride + 1 : stride]
        if len(window) == size or not drop:
            yield sum(window) * 10 + window[0]


def in_turns(items: Any, cycle: int, block: int) -> Any:
    places: list[Any] = [None] * cycle
    turn, more = 0, True
    while more or any(place is not None for place in places):
        if places[turn] is None and more:
            x = next(items, None)
            more = x is not None
            if x is not None:
                places[turn] = iter(range(x, x + 1 + x % 3))
        if places[turn] is not None:
            for _ in range(block):
                y = next(places[turn], None)
                if y is None:
                    places[turn] = None
                    break
                yield y
        turn = (turn + 1) % cycle


def shuffling(source: Callable[[], Any], size: int, seed: int, reshuffle: bool) -> Callable[[], Any]:
    """TensorFlow's shuffle, written down once more: a list and Philox's words."""
    seed %= 2**31 - 1
    seeds = PhiloxStream(87654321, seed)
    pool: list[int] = []

    def next_seed() -> int:
        if not pool:
            pool.extend(int(word) for word in seeds.bits(4))
        return pool.pop(0)

    def begin() -> Any:
        pair = (next_seed(), next_seed()) if reshuffle else (87654321, seed)
        return stirred(source, size, pair)

    return begin


def stirred(source: Callable[[], Any], size: int, seeds: tuple[int, int]) -> Any:
    items = source()
    words = iter(PhiloxStream(*seeds).bits(4000).tolist())
    buffer: list[Any] = [None] * size
    start = end = 0
    more = True
    while True:
        while more and end - start < size:
            x = next(items, None)
            more = x is not None
            if more:
                buffer[end % size] = x
                end += 1
            else:
                source()  # TensorFlow begins its source once more there, which takes two words if that is shuffled
        if start == end:
            return
        chosen = (start + next(words) % (end - start)) % size
        yield buffer[chosen]
        buffer[chosen] = buffer[start % size]
        start += 1


def test_the_twin_of_shuffle_is_tensorflows() -> None:
    """What TensorFlow 2.21 hands out for `range(10).shuffle(5, seed=3).repeat(2)`."""
    twin = shuffling(lambda: iter(range(10)), 5, 3, True)
    assert list(twin()) == [4, 1, 0, 2, 7, 8, 6, 3, 5, 9]
    assert list(twin()) == [3, 4, 2, 6, 5, 9, 0, 8, 1, 7]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=9), st.integers(1, 4), st.booleans())
def test_padded_batches_are_numpys(lengths: list[int], size: int, drop: bool) -> None:
    """Rows of random lengths, filled up to the longest of each batch."""
    rows = [np.arange(n, dtype=np.int64) + 10 * place for place, n in enumerate(lengths)]
    expected = []
    for start in range(0, len(rows), size):
        batch = rows[start : start + size]
        if len(batch) == size or not drop:
            padded = np.full((len(batch), max(map(len, batch))), -1)
            for place, row in enumerate(batch):
                padded[place, : len(row)] = row
            expected.append(padded.tolist())
    with tf.Graph().as_default(), tf.Session() as session:
        dataset = tf.data.Dataset.from_generator(lambda: rows, tf.int64, [None])
        dataset = dataset.padded_batch(size, [None], np.int64(-1), drop_remainder=drop)
        element = dataset.make_one_shot_iterator().get_next()
        found = []
        try:
            while True:
                found.append(session.run(element).tolist())
        except tf.errors.OutOfRangeError:
            pass
    assert found == expected
