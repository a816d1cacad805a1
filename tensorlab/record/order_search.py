"""Looking through all legal orders of a run without going through them one by one.

Of n events that nothing orders there are n! orders, but most differ in nothing that anybody sees. So

1. only events that touch a *contested* variable (one that is written, where it is open who comes first) are
   placed one after another; all others run when somebody needs them;
2. two beginnings that have done the same events and hold the same values are one *situation*, for from there on
   everything is the same. What is left is a graph of situations, usually a small one.

How many orders end in each result is counted exactly by going through that graph together with the other events,
without running anything; where that is too much, orders are drawn at random and their number is estimated by the
method of D. E. Knuth ("Estimating the efficiency of backtrack programs", 1975). Where even the situations are too
many, the results are those that random orders led to.

Source of the idea in 2: P. Godefroid, "Partial-order methods for the verification of concurrent systems" (1996).

Read next: `order_story.py`.
"""

import math
import random
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from tensorlab.record.order_runs import Failure, Laboratory, Situation, fingerprint
from tensorlab.record.orders import Schedule, bits

MOST_STATES = 50_000  # when counting orders: well below a second
EXACT, ABOUT, AT_LEAST = "exactly", "about", "at least"


@dataclass(eq=False)
class Outcome:
    """One possible result of a run.

    Attributes:
        fetched: the fetched values; None for an operation, and for all of them where the run fails.
        variables: every variable's name and its array afterwards; empty where the run fails.
        failures: the errors, where it fails.
        order: an example: the numbers of the events, in an order that ends in this result.
        count: how many legal orders end in it. `certainty`: "exactly", "about" or "at least".
    """

    fetched: list[Any]
    variables: dict[str, Any]
    failures: frozenset[Failure]
    order: list[int]
    count: int = 0
    certainty: str = EXACT


@dataclass
class Findings:
    """What the search found.

    Attributes:
        outcomes: the possible results; the first is that of tensorlab's own order.
        complete: whether these are all results, or those that random orders led to.
        total: how many legal orders there are; `certainty` says how well that is known.
        situations: how many different situations were looked at.
        sampled: how many random orders were drawn, 0 where none had to be.
    """

    outcomes: list[Outcome]
    complete: bool
    total: int
    certainty: str
    situations: int
    sampled: int = 0


@dataclass
class Search:
    """The graph of situations, built as far as it is asked for.

    Attributes:
        situations: the different ones, by number; 0 is the beginning.
        path: for every situation the contested events that first led there.
        placed: the events that are placed one after another, as bits.
    """

    laboratory: Laboratory
    plan: Schedule = field(init=False)
    situations: list[Situation] = field(init=False)
    path: list[tuple[int, ...]] = field(init=False)
    placed: int = field(init=False)

    def __post_init__(self) -> None:
        self.plan = self.laboratory.plan
        self.placed = contested(self.plan)
        self.situations = [self.laboratory.start]
        self.path = [()]
        self._number: dict[Any, int] = {self.laboratory.same(self.laboratory.start): 0}
        self._moves: dict[tuple[int, int], int] = {}
        self._every = (1 << len(self.plan.events)) - 1

    def step(self, situation: int, event: int) -> int:
        """The situation after one more contested event, and after everything that it waits for."""
        move = situation, event
        if move not in self._moves:
            here = self.situations[situation]
            for number in bits((self.plan.before[event] | 1 << event) & ~here.done):
                here = self.laboratory.after(here, number)
            self._moves[move] = self._known(here, (*self.path[situation], event))
        return self._moves[move]

    def _known(self, situation: Situation, path: tuple[int, ...]) -> int:
        key = self.laboratory.same(situation)
        if key not in self._number:
            self._number[key] = len(self.situations)
            self.situations.append(situation)
            self.path.append(path)
        return self._number[key]

    def ready(self, done: int) -> list[int]:
        """The contested events that may come next, when the contested events `done` have been."""
        left = self.placed & ~done
        return [e for e in bits(left) if not self.plan.before[e] & self.placed & ~done]

    def ends(self, limit: int) -> list[int] | None:
        """The situations in which all contested events are done; None where more than `limit` lead there."""
        # Level by level and in tensorlab's order, so that the first path to a situation is the plainest one.
        level = {0: 0}  # situation -> contested events done
        for _ in range(self.placed.bit_count()):
            following: dict[int, int] = {}
            for situation, done in level.items():
                for event in self.ready(done):
                    following.setdefault(self.step(situation, event), done | 1 << event)
                    if len(self.situations) > limit:
                        return None
            level = following
        return list(level)

    def finished(self, situation: int) -> Situation:
        """The end of a run whose contested events have led to a situation."""
        here = self.situations[situation]
        for number in bits(self._every & ~here.done):
            here = self.laboratory.after(here, number)
        return here

    def whole_order(self, path: tuple[int, ...]) -> list[int]:
        """An order of all events in which the contested ones come in the given order, else as in tensorlab."""
        before = list(self.plan.before)
        for earlier, later in pairwise(path):
            before[later] |= 1 << earlier
        order: list[int] = []
        done = 0
        left = list(range(len(before)))
        while left:
            number = next(n for n in left if not before[n] & ~done)
            left.remove(number)
            order.append(number)
            done |= 1 << number
        return order


def contested(plan: Schedule) -> int:
    """The events that touch a variable about which some events race, as bits."""
    variables = set()
    for one, other in plan.races():
        first, second = plan.events[one], plan.events[other]
        variables |= set(first.writes) & set(second.touches()) | set(second.writes) & set(first.touches())
    return sum(1 << e.number for e in plan.events if variables & set(e.touches()))


def search(laboratory: Laboratory, limit: int = 10_000, samples: int = 1_000) -> Findings:
    """Find every result of a run and how many legal orders end in it, as exactly as `limit` allows."""
    looking = Search(laboratory)
    ends = looking.ends(limit)
    if ends is not None:
        result_of, outcomes = grouped(looking, ends)
        counts = counted(looking, result_of, len(outcomes))
        if counts is not None:
            for outcome, count in zip(outcomes, counts, strict=True):
                outcome.count = count
            return Findings(outcomes, True, sum(counts), EXACT, len(looking.situations))
        weights = drawn(looking, samples)
        total = share(outcomes, result_of, weights, samples)
        return Findings(outcomes, True, total, ABOUT, len(looking.situations), samples)
    own = 0
    for event in bits(looking.placed):
        own = looking.step(own, event)
    weights = drawn(looking, samples)
    result_of, outcomes = grouped(looking, list(dict.fromkeys([own, *(end for end, _ in weights)])))
    total = share(outcomes, result_of, weights, samples)
    return Findings(outcomes, False, total, ABOUT, len(looking.situations), samples)


def how_many_results(laboratory: Laboratory, limit: int = 300, samples: int = 100) -> tuple[int, bool]:
    """How many results there are, as far as a moment is enough to find out; and whether it was."""
    looking = Search(laboratory)
    ends = looking.ends(limit)
    if ends is None:
        ends = list(dict.fromkeys(end for end, _ in drawn(looking, samples)))
        return len(grouped(looking, ends)[1]), False
    return len(grouped(looking, ends)[1]), True


def grouped(looking: Search, ends: list[int]) -> tuple[dict[int, int], list[Outcome]]:
    """The different results, and for every last situation which of them it leads to."""
    laboratory = looking.laboratory
    number: dict[Any, int] = {}
    outcomes: list[Outcome] = []
    result_of: dict[int, int] = {}
    for end in ends:
        last = looking.finished(end)
        failed = bool(last.failures)
        fetched = [None] * len(laboratory.plan.fetches) if failed else laboratory.fetched(last)
        variables = {} if failed else {v.name: last.cells[v] for v in laboratory.plan.variables}
        key = (
            last.failures,
            tuple(map(fingerprint, fetched)),
            tuple(map(fingerprint, variables.values())),
        )
        if key not in number:
            number[key] = len(outcomes)
            order = looking.whole_order(looking.path[end])
            outcomes.append(Outcome(fetched, variables, last.failures, order))
        result_of[end] = number[key]
    return result_of, outcomes


# --- how many ---------------------------------------------------------------------------------------------


def counted(looking: Search, result_of: dict[int, int], results: int) -> list[int] | None:
    """How many orders of all events end in each result; None where that takes too long."""
    # Parts of the graph that nothing connects are counted by themselves, and then shuffled together.
    counts: list[int] | None = None
    factor, placed = 1, 0
    for part in parts_of(looking.plan.before, looking.placed):
        ends = paths(looking, part)
        if ends is None:
            return None
        if part & looking.placed:
            counts = [0] * results
            for situation, orders in ends.items():
                counts[result_of[situation]] += orders
        else:
            factor *= sum(ends.values())
        placed += part.bit_count()
        factor *= math.comb(placed, part.bit_count())
    return [count * factor for count in counts or [1]]


def parts_of(before: list[int], together: int) -> list[int]:
    """The parts of the graph that no edge connects, each as bits; the events of `together` are one part.

    >>> parts_of([0, 1, 0, 0], 0b1100)
    [12, 3]
    """
    parts = [together] if together else []
    for number, mask in enumerate(before):
        whole = mask | 1 << number
        for part in [p for p in parts if p & whole]:
            parts.remove(part)
            whole |= part
        parts.append(whole)
    return sorted(parts, key=lambda part: not part & together)


def paths(looking: Search, part: int) -> dict[int, int] | None:
    """The situations that the orders of some events end in, with the number of orders; None for too many."""
    before = looking.plan.before
    followers = followers_of(before)
    start = sum(1 << event for event in bits(part) if not before[event])
    level: dict[tuple[int, int], tuple[int, int]] = {(0, 0): (1, start)}
    states = 0  # so many pairs (events done, situation), each with its orders and the events that are ready
    for _ in range(part.bit_count()):
        following: dict[tuple[int, int], tuple[int, int]] = {}
        for (done, situation), (orders, ready) in level.items():
            for event in bits(ready):
                there = looking.step(situation, event) if looking.placed >> event & 1 else situation
                now_done = done | 1 << event
                key = now_done, there
                if key in following:
                    following[key] = following[key][0] + orders, following[key][1]
                    continue
                more = sum(1 << later for later in followers[event] if not before[later] & ~now_done)
                following[key] = orders, ready & ~(1 << event) | more
            if states + len(following) > MOST_STATES:
                return None
        states += len(following)
        level = following
    return {situation: orders for (_, situation), (orders, _) in level.items()}


def followers_of(before: list[int]) -> list[list[int]]:
    """For every event those that may become ready when it is done.

    >>> followers_of([0b000, 0b001, 0b011])
    [[1], [2], []]
    """
    followers: list[list[int]] = [[] for _ in before]
    for later, mask in enumerate(before):
        further = 0
        for earlier in bits(mask):
            further |= before[earlier]
        for earlier in bits(mask & ~further):
            followers[earlier].append(later)
    return followers


def drawn(looking: Search, samples: int) -> list[tuple[int, float]]:
    """Random orders: for each the situation it leads to, and the logarithm of its weight.

    At every moment one of the events that are ready is drawn. Such orders are not all equally likely; one that had
    many others to choose from stands for as many more, and that product is its weight.
    """
    generator = random.Random(20150914)  # the same answer every time
    before, count = looking.plan.before, len(looking.plan.events)
    followers = followers_of(before)
    found = []
    for _ in range(samples):
        ready = [number for number in range(count) if not before[number]]
        done, situation, weight = 0, 0, 0.0
        while ready:
            weight += math.log(len(ready))
            event = ready.pop(generator.randrange(len(ready)))
            done |= 1 << event
            if looking.placed >> event & 1:
                situation = looking.step(situation, event)
            ready += [later for later in followers[event] if not before[later] & ~done]
        found.append((situation, weight))
    return found


def share(
    outcomes: list[Outcome], result_of: dict[int, int], weights: list[tuple[int, float]], samples: int
) -> int:
    """Give every outcome its estimated count; returns the estimated number of all orders."""
    largest = max((weight for _, weight in weights), default=0.0)
    parts = [0.0] * len(outcomes)
    for end, weight in weights:
        parts[result_of[end]] += math.exp(weight - largest)
    scale = from_logarithm(largest)
    for outcome, part in zip(outcomes, parts, strict=True):
        outcome.count, outcome.certainty = times(scale, part / samples), ABOUT
        if not outcome.count:  # no random order led here, but its example does
            outcome.count, outcome.certainty = 1, AT_LEAST
    return max(times(scale, sum(parts) / samples), sum(outcome.count for outcome in outcomes))


def from_logarithm(logarithm: float) -> int:
    """e to a power, as a whole number, however large.

    >>> from_logarithm(math.log(24)), len(str(from_logarithm(2000.0)))
    (24, 869)
    """
    doublings = max(0, int(logarithm / math.log(2)) - 60)
    return round(math.exp(logarithm - doublings * math.log(2))) << doublings


def times(whole: int, fraction: float) -> int:
    """A large whole number times a fraction."""
    return int(whole * round(fraction * 2**60) + 2**59) >> 60
