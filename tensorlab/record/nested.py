"""The frames inside a run, as a bundle holds them: which iterations there were, and where their values lie.

The values of every visit that is kept lie in the run's bytes behind its own, in the manner of its own (`frames`). A
loop may run a thousand times: then as many iterations as fit a budget are kept, evenly spread, with the first and the
last ones among them, and the bundle says how many there were.

Read next: `blocks.py` (visits and iterations), `bundle.py`.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tensorlab.record.blocks import iterations, kind_of, rounds, visits_in

if TYPE_CHECKING:
    from tensorlab.record.story import Story

MOST_ROUNDS = 400  # of one loop, each time it is run
MOST_BYTES = 512 * 1024  # of all that is inside one run
ENDS = 4  # iterations that are kept at either end, whatever comes between

Packed = tuple[int, bytes, dict[str, Any], dict[str, Any]]  # frame, bytes, texts, summaries
Pack = Callable[["Story", Any], Packed]


class InsideRun:
    """Packs what happened inside one run.

    Args:
        pack: packs the values of one visit: frame, bytes, texts, summaries.
        number_of: the number of a story among the bundle's programs.
        offset: where in the run's bytes what is inside begins.
    """

    def __init__(self, pack: Pack, number_of: Callable[["Story"], int], offset: int) -> None:
        self.pack = pack
        self.number_of = number_of
        self.parts: list[bytes] = []
        self.offset = offset
        self.begin = offset

    def visits(self, story: "Story", values: Sequence[Any]) -> list[dict[str, Any]]:
        """For every step of a story that has an inside what ran there."""
        found = []
        told = {
            step["nested"]["stories"][0].block.owner: n
            for n, step in enumerate(story.steps)
            if step["nested"]
        }
        for operation, visits in visits_in(story.plan, values):
            if operation not in told:
                continue
            stories = {id(one.block): one for one in story.insides[operation]}
            every = rounds(operation, visits)
            kept: list[list[Any]] = []
            for one in spread(every, MOST_ROUNDS):
                if self.offset - self.begin > MOST_BYTES and len(kept) >= 2 * ENDS:
                    continue
                kept.append([one.number, [self._part(stories[id(v.block)], v) for v in one.visits]])
            count = iterations(operation, visits)
            last_look = every[-1].visits[-1].block.kind == "condition"
            block = visits[0].block
            if operation.attributes.get("backwards"):
                for item in kept:
                    item[0] = count + 1 - item[0]  # the first one that is gone through is the last iteration
            kept.sort(key=lambda item: item[0])
            found.append(
                {
                    "step": told[operation],
                    "count": count if kind_of(operation) == "loop" else 1,
                    "total": count + last_look if kind_of(operation) == "loop" else 1,
                    "taken": block.label if kind_of(operation) == "branch" else None,
                    "kept": kept,
                }
            )
        return found

    def _part(self, story: "Story", visit: Any) -> list[Any]:
        frame, data, texts, summaries = self.pack(story, visit)
        begin = self.offset
        self.offset += len(data)
        self.parts.append(data)
        inside = self.visits(story, visit.values)
        part: list[Any] = [self.number_of(story), frame, begin]
        if inside or texts or summaries:
            part.append(inside)
        if texts or summaries:
            part.append({"json": texts, "summaries": summaries})
        return part


def spread(items: Sequence[Any], most: int) -> list[Any]:
    """As many items as there may be: those at both ends, and an even selection of the others; the ends come first.

    >>> spread(range(20), 12)
    [0, 1, 2, 3, 16, 17, 18, 19, 6, 8, 11, 13]
    >>> spread(range(3), 12)
    [0, 1, 2]
    """
    if len(items) <= 2 * ENDS:
        return list(items)
    ends = [*range(ENDS), *range(len(items) - ENDS, len(items))]
    room = max(0, most - len(ends))
    middle = range(ENDS, len(items) - ENDS)
    if len(middle) > room:
        places = np.linspace(ENDS - 1, len(items) - ENDS, room + 2)[1:-1]
        chosen = list(dict.fromkeys(round(float(place)) for place in places))
    else:
        chosen = list(middle)
    return [items[place] for place in (*ends, *chosen)]
