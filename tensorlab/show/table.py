"""A plain layered layout in one page, for where there is no Graphviz or the graph is too large for it.

Every box goes one rank after the last of its inputs (the longest path). An edge that passes other ranks is
given a thin place in each of them, so that it runs between the boxes. Within a rank, boxes and places are
ordered by the mean position of their neighbours, in a few sweeps. The work is proportional to boxes and
places. Read `layout.py` next.
"""

from collections.abc import Sequence
from itertools import pairwise

SWEEPS = 8
THIN = 2
MOST_PLACES = 20_000

Curve = list[list[float]]


def ranks_of(boxes: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """Return each box's rank: one more than the largest rank of its inputs.

    A box without inputs (a variable, a feed) stands just before the first box that uses it. An edge that
    closes a cycle (collapsed scopes can make one) is passed over.

    >>> ranks_of(4, [(0, 1), (1, 2), (0, 2), (2, 0), (3, 2)])
    [0, 1, 2, 1]
    """
    consumers: list[list[int]] = [[] for _ in range(boxes)]
    for start, end in edges:
        if start != end:
            consumers[start].append(end)
    finished: list[int] = []
    state = [0] * boxes  # 0 not seen, 1 on the current path, 2 finished
    backward: set[tuple[int, int]] = set()
    for root in range(boxes):
        if state[root]:
            continue
        state[root] = 1
        path = [(root, iter(consumers[root]))]
        while path:
            box, rest = path[-1]
            following = next(rest, None)
            if following is None:
                state[box] = 2
                finished.append(box)
                path.pop()
            elif state[following] == 1:
                backward.add((box, following))
            elif state[following] == 0:
                state[following] = 1
                path.append((following, iter(consumers[following])))
    ranks = [0] * boxes
    for box in reversed(finished):
        for consumer in consumers[box]:
            if (box, consumer) not in backward:
                ranks[consumer] = max(ranks[consumer], ranks[box] + 1)
    fed = {end for start, end in edges if start != end}
    for box in range(boxes):
        if box not in fed and consumers[box]:
            ranks[box] = max(0, min(ranks[consumer] for consumer in consumers[box]) - 1)
    return ranks


def place_in_ranks(
    sizes: Sequence[tuple[float, float]],
    edges: Sequence[tuple[int, int]],
    direction: str,
    rank_gap: float,
    box_gap: float,
) -> tuple[list[list[float]], list[Curve | None]]:
    """Return the middle [x, y] of every box, and a curve for every edge that passes other ranks.

    >>> place_in_ranks([(100, 78), (100, 78), (100, 78)], [(0, 2), (1, 2)], "LR", 30, 20)
    ([[50.0, 39.0], [50.0, 137.0], [180.0, 88.0]], [None, None])
    """
    along, across = (0, 1) if direction == "LR" else (1, 0)
    ranks = ranks_of(len(sizes), edges)
    chains = chains_of(edges, ranks)
    heights = [size[across] for size in sizes]
    for chain in chains:
        for place in chain[1:-1]:
            ranks.append(ranks[chain[0]] + 1 + place - chain[1])
            heights.append(THIN)
    rows: list[list[int]] = [[] for _ in range(max(ranks, default=-1) + 1)]
    for place, rank in enumerate(ranks):
        rows[rank].append(place)
    before: list[list[int]] = [[] for _ in ranks]
    after: list[list[int]] = [[] for _ in ranks]
    for chain in chains:
        for start, end in pairwise(chain):
            before[end].append(start)
            after[start].append(end)
    positions = ordered(rows, heights, before, after, box_gap)

    middles: list[list[float]] = [[0.0, 0.0] for _ in sizes]
    columns: list[tuple[float, float]] = []
    offset = 0.0
    for row in rows:
        depth = max((sizes[place][along] for place in row if place < len(sizes)), default=0.0)
        columns.append((offset, offset + depth))
        for box in (place for place in row if place < len(sizes)):
            middles[box][along], middles[box][across] = offset + depth / 2, positions[box]
        offset += depth + rank_gap
    curves: list[Curve | None] = [None] * len(edges)
    for index, chain in enumerate(chains):
        if len(chain) > 2:
            left = middles[chain[0]][along] + sizes[chain[0]][along] / 2
            right = middles[chain[-1]][along] - sizes[chain[-1]][along] / 2
            stations = [(left, positions[chain[0]])]
            for place in chain[1:-1]:
                stations += [(side, positions[place]) for side in columns[ranks[place]]]
            curve = through([*stations, (right, positions[chain[-1]])])
            curves[index] = curve if direction == "LR" else [[y, x] for x, y in curve]
    return middles, curves


def chains_of(edges: Sequence[tuple[int, int]], ranks: Sequence[int]) -> list[list[int]]:
    """Return for every edge its start, the numbers of the places it gets in the ranks between, and its end.

    Places are numbered on from the boxes. Edges that lead back, and all edges of a huge graph, get none.

    >>> chains_of([(0, 1), (0, 2)], [0, 1, 3])
    [[0, 1], [0, 3, 4, 2]]
    """
    wanted = sum(max(0, ranks[end] - ranks[start] - 1) for start, end in edges)
    following, chains = len(ranks), []
    for start, end in edges:
        between = max(0, ranks[end] - ranks[start] - 1) if wanted <= MOST_PLACES else 0
        chains.append([start, *range(following, following + between), end])
        following += between
    return chains


def ordered(
    rows: list[list[int]],
    heights: Sequence[float],
    before: Sequence[Sequence[int]],
    after: Sequence[Sequence[int]],
    gap: float,
) -> list[float]:
    """Order each row by the mean position of its neighbours and return every place's position, from 0
    down."""
    positions = [0.0] * len(heights)

    def stack(row: Sequence[int]) -> None:
        offset = -(sum(heights[place] + gap for place in row) - gap) / 2
        for place in row:
            positions[place] = offset + heights[place] / 2
            offset += heights[place] + gap

    for row in rows:
        stack(row)
    for sweep in range(SWEEPS):
        neighbours = (before, after)[sweep % 2]
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wishes = {}
            for place in row:
                near = neighbours[place] or (place,)
                wishes[place] = sum(positions[other] for other in near) / len(near)
            row.sort(key=lambda place: (wishes[place], place))
            stack(row)
    top = min(
        (position - height / 2 for position, height in zip(positions, heights, strict=True)), default=0.0
    )
    return [position - top for position in positions]


def through(stations: Sequence[tuple[float, float]]) -> Curve:
    """Return a curve of cubics through the stations, level at each of them.

    >>> through([(0, 0), (10, 4)])
    [[0, 0], [5.0, 0], [5.0, 4], [10, 4]]
    """
    curve: Curve = [list(stations[0])]
    for (x0, y0), (x1, y1) in pairwise(stations):
        half = (x0 + x1) / 2
        curve += [[half, y0], [half, y1], [x1, y1]]
    return curve
