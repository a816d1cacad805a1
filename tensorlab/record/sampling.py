"""Which runs a plot over the runs looks at, so that it costs no more than it may.

The values of a run are at hand, or the run is replayed, from the checkpoint of its segment on. What that would
take is estimated from the times on the tape, so the same tape always gives the same selection. Where all runs
are too many, or too dear, an even selection stands for them: of every kind of call its share, with both ends.

Read next: `series.py`, which draws what this page selects.
"""

from collections.abc import Sequence
from typing import Any

from tensorlab.record.recorder import RecordedRun
from tensorlab.run.plan import Plan

UNTIMED_RUN = 0.1  # milliseconds, for a kind of call that nobody timed
FEWEST = 8  # runs of one kind that are looked at, however dear


class Costs:
    """What it takes to have the values of runs, in milliseconds.

    Args:
        runs: the recorded runs.
    """

    def __init__(self, runs: Sequence[RecordedRun]) -> None:
        self._runs = runs
        self._places: dict[int, int] = {}
        for run in runs:
            if id(run) not in self._places:
                self._places.update((id(one), place) for place, one in enumerate(run.segment.runs))
        times: dict[Plan, list[float]] = {}
        # The clock is read in one run of several: perhaps not in these, but in others like them.
        segments = {id(run.segment): run.segment for run in runs}.values()
        every = {
            id(run): run for runs_of_one in (runs, *(one.runs for one in segments)) for run in runs_of_one
        }
        for run in every.values():
            if run.times:
                times.setdefault(run.plan, []).append((run.times[-1] - run.times[0]) / 1e6)
        self._of_plan = {plan: sorted(each)[len(each) // 2] for plan, each in times.items()}

    def of_run(self, run: RecordedRun) -> float:
        """What the run itself takes."""
        return self._of_plan.get(run.plan, UNTIMED_RUN)

    def is_cheap(self, index: int) -> bool:
        """Whether no other run has to be replayed first."""
        run = self._runs[index]
        return run.values is not None or self._places[id(run)] == 0

    def of(self, indices: Sequence[int]) -> float:
        """What it takes to go through these runs, in this order."""
        total = 0.0
        segment: Any = None
        reached = 0
        for index in indices:
            run = self._runs[index]
            if run.values is not None:
                continue
            place = self._places[id(run)]
            if run.segment is not segment or place < reached:
                segment, reached = run.segment, 0
            total += sum(self.of_run(one) for one in run.segment.runs[reached : place + 1])
            reached = place + 1
        return total


def select(
    runs: Sequence[RecordedRun], indices: Sequence[int], most: int, budget: float, each: float = 0.0
) -> list[int]:
    """An even selection of runs, in order.

    Args:
        runs: the recorded runs.
        indices: which of them one would like to look at; those whose values are lost are left out.
        most: how many at most, over all kinds of calls.
        budget: milliseconds for replaying them and for what is done with each.
        each: milliseconds that looking at one takes, beside replaying it.
    """
    costs = Costs(runs)
    kinds: dict[Plan, list[int]] = {}
    for index in indices:
        if runs[index].can_be_shown:
            kinds.setdefault(runs[index].plan, []).append(index)
    count = sum(map(len, kinds.values()))
    selected: list[int] = []
    for members in kinds.values():
        share = len(members) / count
        room = max(FEWEST, round(most * share))
        chosen = evenly(members, room)
        allowed = budget * share
        if costs.of(chosen) + each * len(chosen) > allowed:
            cheap = [index for index in members if costs.is_cheap(index)] or members
            while len(chosen) > FEWEST and costs.of(chosen) + each * len(chosen) > allowed:
                room = max(FEWEST, min(room, len(chosen)) * 3 // 4)
                chosen = nearest(evenly(members, room), cheap)
            if len(chosen) < FEWEST:
                chosen = evenly(members, FEWEST)
        selected += chosen
    return sorted(selected)


def evenly(items: Sequence[int], count: int) -> list[int]:
    """At most `count` of the items, evenly spread, with the first and the last.

    >>> evenly(range(100), 5), evenly([3, 4], 5)
    ([0, 25, 50, 74, 99], [3, 4])
    """
    if len(items) <= count:
        return list(items)
    last = len(items) - 1
    return [items[round(place * last / (count - 1))] for place in range(count)] if count > 1 else [items[-1]]


def nearest(wanted: Sequence[int], there: Sequence[int]) -> list[int]:
    """For every wanted number the nearest that is there, each once.

    >>> nearest([0, 10, 20], [1, 2, 18])
    [1, 2, 18]
    """
    from bisect import bisect_left

    found: dict[Any, Any] = {}
    for number in wanted:
        place = bisect_left(there, number)
        best = min(there[max(0, place - 1) : place + 1], key=lambda one: (abs(one - number), one))
        found[best] = None
    return sorted(found)
