"""Queues by themselves, without a graph: what is put in comes out once, in the right order; nobody waits who need not.

Read next: `test_waiting.py`, queues in sessions.
"""

from collections import deque
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensorlab.errors import CancelledError, OutOfRangeError
from tensorlab.graph.dtypes import int64
from tensorlab.graph.shapes import TensorShape
from tensorlab.queues.kinds import ByPriority, FirstInFirstOut, Padding, RandomShuffle
from tensorlab.run.waiting import Attempt

SCALAR = [TensorShape([])]


def fifo(capacity: int = 3) -> FirstInFirstOut:
    return FirstInFirstOut("q", capacity, [int64], SCALAR)


def element(number: int) -> list[Any]:
    return [np.int64(number)]


def numbers(outcome: Any) -> Any:
    """What came out, as numbers; an attempt that is not done yet as None."""
    if isinstance(outcome, Attempt):
        if not outcome.done:
            return None
        outcome = outcome.outcome()
    return np.asarray(outcome[0]).tolist() if outcome else []


def test_those_who_wait_are_served_in_order() -> None:
    """Three wait for elements; the first to come is the first to get one."""
    queue = fifo()
    waiting = [queue.dequeue() for _ in range(3)]
    for number in range(3):
        assert queue.enqueue(element(number)) == []
    assert [numbers(one) for one in waiting] == [0, 1, 2]


def test_nobody_overtakes_one_who_wants_many() -> None:
    """Who wants three elements and waits gets the next three, though another wants only one."""
    queue = fifo()
    many, one = queue.dequeue_many(3), queue.dequeue()
    for number in range(3):
        queue.enqueue(element(number))
    assert queue.size() == 0
    assert (numbers(many), numbers(one)) == ([0, 1, 2], None)
    queue.enqueue(element(3))
    assert numbers(one) == 3


def test_who_gives_up_puts_back_in_front_what_he_took() -> None:
    """A cancelled dequeue_many loses nothing, and the order stays."""
    queue = fifo()
    many = queue.dequeue_many(5)
    for number in range(3):
        queue.enqueue(element(number))
    assert queue.size() == 0
    many.cancel()
    assert queue.size() == 3
    queue.enqueue(element(3))
    assert [numbers(queue.dequeue()) for _ in range(4)] == [0, 1, 2, 3]


def test_who_gives_up_when_he_was_just_served_loses_nothing() -> None:
    """An element that nobody fetched any more goes back."""
    queue = fifo()
    one = queue.dequeue()
    queue.enqueue(element(7))
    assert one.done
    one.cancel()
    assert numbers(queue.dequeue()) == 7


def test_room_goes_to_those_who_wait_for_it() -> None:
    """A full queue takes more as soon as something is taken out, in order."""
    queue = fifo(1)
    queue.enqueue(element(0))
    waiting = [queue.enqueue(element(1)), queue.enqueue_many([np.array([2, 3])])]
    assert not any(one.done for one in waiting)
    assert [numbers(queue.dequeue()) for _ in range(4)] == [0, 1, 2, 3]
    assert all(one.done for one in waiting)


def test_closing_waits_for_those_before_it() -> None:
    """close() lets in what waits already; nothing comes in behind it."""
    queue = fifo(1)
    queue.enqueue(element(0))
    waiting, closing = queue.enqueue(element(1)), queue.shut()
    assert not queue.closed
    assert numbers(queue.dequeue()) == 0
    assert waiting.done and closing.done and queue.closed
    with pytest.raises(CancelledError, match=r"FIFOQueue 'q' is closed\."):
        queue.enqueue(element(2))
    assert numbers(queue.dequeue()) == 1
    with pytest.raises(OutOfRangeError, match=r"\(requested 1, current size 0\)"):
        queue.dequeue()


def test_closing_may_cancel_those_before_it() -> None:
    """close(cancel_pending_enqueues=True) refuses what waits to be put in."""
    queue = fifo(1)
    queue.enqueue(element(0))
    waiting = queue.enqueue(element(1))
    queue.shut(cancel_pending_enqueues=True)
    with pytest.raises(CancelledError, match="Enqueue operation was cancelled"):
        waiting.outcome()
    assert numbers(queue.dequeue_many(9, fewer=True)) == [0]


def test_closing_frees_those_who_wait_for_elements() -> None:
    """Who waits for more than there will ever be learns it; what he had taken goes to the next."""
    queue = fifo()
    many, fewer = queue.dequeue_many(3), queue.dequeue_many(3, fewer=True)
    queue.enqueue(element(1))
    queue.shut()
    with pytest.raises(OutOfRangeError, match=r"\(requested 2, current size 0\)"):
        many.outcome()
    assert numbers(fewer) == [1]


def test_a_session_that_ends_cancels_everybody() -> None:
    """Both lists; and who comes later is refused."""
    queue = fifo(1)
    one = queue.dequeue()
    queue.close()
    with pytest.raises(CancelledError, match="Dequeue operation was cancelled"):
        one.outcome()
    for late in (queue.dequeue, lambda: queue.enqueue(element(1)), lambda: queue.dequeue_many(2)):
        with pytest.raises(CancelledError):
            late()


def test_elements_are_the_queues_own() -> None:
    """Writing into an array after it was put in changes nothing in the queue."""
    queue = FirstInFirstOut("q", 9, [int64], [TensorShape([2])])
    rows = np.array([[1, 2], [3, 4]])
    queue.enqueue([rows[0]])
    queue.enqueue_many([rows])
    rows[:] = 0
    assert numbers(queue.dequeue_many(3)) == [[1, 2], [1, 2], [3, 4]]


def test_ranks_are_taken_all_at_once() -> None:
    """Who wants three of a PriorityQueue takes none before there are three: a lower one may come."""
    queue = ByPriority("q", 9, [int64], SCALAR)
    many = queue.dequeue_many(3)
    for number in (5, 4):
        queue.enqueue(element(number))
    assert queue.size() == 2
    queue.enqueue(element(1))
    assert numbers(many) == [1, 4, 5]


@given(ranks=st.lists(st.integers(-5, 5), max_size=40))
def test_ranks_come_out_in_order(ranks: list[int]) -> None:
    """The heap sorts."""
    queue = ByPriority("q", 99, [int64], SCALAR)
    for rank in ranks:
        queue.enqueue(element(rank))
    assert [numbers(queue.dequeue()) for _ in ranks] == sorted(ranks)


def test_a_random_queue_keeps_some_to_choose_from() -> None:
    """min_after_dequeue holds until the queue is closed."""
    queue = RandomShuffle("q", 9, [int64], SCALAR, min_after_dequeue=2, seed=1)
    queue.enqueue_many([np.arange(3)])
    first, second = queue.dequeue(), queue.dequeue()
    assert numbers(first) is not None and numbers(second) is None
    queue.shut()
    assert numbers(second) is not None and queue.size() == 1


class Model:
    """What a first-in-first-out queue should do, written as simply as possible: without waiting dequeues of many."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.inside: deque[int] = deque()
        self.outside: deque[int] = deque()  # those that wait to be put in
        self.wanted = 0  # how many wait for one
        self.given: list[int] = []

    def settle(self) -> None:
        while True:
            if self.outside and len(self.inside) < self.capacity:
                self.inside.append(self.outside.popleft())
            elif self.wanted and self.inside:
                self.wanted -= 1
                self.given.append(self.inside.popleft())
            else:
                return


@settings(deadline=None)
@given(
    capacity=st.integers(1, 4),
    actions=st.lists(st.sampled_from(["put", "put three", "take"]), max_size=30),
    kind=st.sampled_from([FirstInFirstOut, Padding]),
)
def test_it_does_what_a_simple_model_does(capacity: int, actions: list[str], kind: Any) -> None:
    """Any sequence of actions: the same elements inside, the same handed out, in the same order."""
    queue, model = kind("q", capacity, [int64], SCALAR), Model(capacity)
    taken = []
    following = iter(range(1000))
    for action in actions:
        if action == "take":
            taken.append(queue.dequeue())
            model.wanted += 1
        elif action == "put":
            number = next(following)
            queue.enqueue(element(number))
            model.outside.append(number)
        else:
            three = [next(following) for _ in range(3)]
            queue.enqueue_many([np.array(three)])
            model.outside += three
        model.settle()
        assert [numbers([one[0]]) for one in queue.elements] == list(model.inside)
        assert [n for n in map(numbers, taken) if n is not None] == model.given
