"""What is visible of a graph while some of its groups are open, and where that stands.

A `Folding` numbers the groups of a graph (scopes, and in a large graph series and runs) and answers, for a set
of open groups, which boxes are seen, which edges join them, and which frames stand around what is open. The
Tracer does the same in `static/graph_folding.js`: both list boxes in the order of the program and edges in the
order in which they first occur, so a layout needs to hold places only.

Read `layout.py` next.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tensorlab.record.words import say
from tensorlab.show.folding import LIMIT, Group, drawn, folded_tree, open_groups, scope_tree

START = 60  # boxes that a large graph begins with: what can be taken in at a glance
FEWEST = 16  # with fewer, series are opened too
KEPT_BYTES = 400_000
KEPT_MILLISECONDS = 1_500

Boxes = Sequence[Mapping[str, Any]]
Edges = Sequence[Mapping[str, Any]]


class View(NamedTuple):
    """What is seen while some groups are open.

    `boxes` and `edges` are as for `lay_out`; an edge lists in "edges" those of the graph that it stands for.
    `frames` are {"group", "items", "inside"}: an open group, the places in `boxes` of what stands directly in
    it, and the place in `frames` of the frame around it, or None. `shown_as[i]` is the place of box i.
    """

    boxes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    frames: list[dict[str, Any]]
    shown_as: list[int]


class Folding:
    """The groups of one graph.

    Args:
      boxes: as for `lay_out`, with "scope". edges: as for `lay_out`.

    >>> folding = Folding([{"title": "w", "scope": "a"}, {"title": "x", "scope": "a"}, {"title": "y"}], [])
    >>> [group["label"] for group in folding.table()], folding.start()
    (['', 'a'], [1])
    >>> [box["title"] for box in folding.view([]).boxes]
    ['a', 'y']
    """

    def __init__(self, boxes: Boxes, edges: Edges, limit: int = LIMIT) -> None:
        self.boxes, self.edges = boxes, edges
        self.large = len(boxes) > limit
        self.tree = folded_tree(boxes, edges) if self.large else scope_tree(boxes)
        simplify(self.tree)
        self.groups: list[Group] = []
        self.number: dict[int, int] = {}
        self.parent: list[int] = []
        self._count(self.tree, 0)

    def _count(self, group: Group, parent: int) -> None:
        number = len(self.groups)
        self.number[id(group)] = number
        self.groups.append(group)
        self.parent.append(parent)
        for child in group.children:
            if isinstance(child, Group):
                self._count(child, number)

    def table(self) -> list[dict[str, Any]]:
        """Return the groups as a bundle holds them; the first is the whole graph.

        A child is the number of a box, or minus the number of a group.
        """
        return [
            {
                "name": group.name,
                "label": self.label(number),
                "kind": group.kind,
                "children": [-self.number[id(c)] if isinstance(c, Group) else c for c in group.children],
            }
            for number, group in enumerate(self.groups)
        ]

    def label(self, number: int) -> str:
        """Return the name of a group without that of the scope around it."""
        group = self.groups[number]
        around = self.groups[self.parent[number]]
        scope = f"{around.name if around.kind == 'scope' else around.scope}/"
        return group.name[len(scope) :] if number and group.name.startswith(scope) else group.name

    def start(self, limit: int = START) -> list[int]:
        """Return the groups that are open at first: all of a small graph; of a large one what few boxes
        show."""
        if not self.large:
            return list(range(1, len(self.groups)))
        found = open_groups(self.tree, (), limit)
        seen = len(self.view(n for n, group in enumerate(self.groups) if n and id(group) in found).boxes)
        level = [self.tree]
        while level and seen < FEWEST:
            below = [child for group in level for child in group.children if isinstance(child, Group)]
            level = [group for group in below if id(group) in found]
            for group in below:
                if id(group) not in found and seen + len(group.children) - 1 <= limit:
                    found.add(id(group))
                    seen += len(group.children) - 1
                    level.append(group)
        return [number for number, group in enumerate(self.groups) if number and id(group) in found]

    def view(self, opened: Iterable[int]) -> View:
        """Return what is seen while these groups are open; a group in a closed one is not seen.

        Raises ValueError for a number that is no group's.
        """
        wanted = {int(number) for number in opened}
        if wanted and not (min(wanted) > 0 and max(wanted) < len(self.groups)):
            raise ValueError(f"there are groups 1 to {len(self.groups) - 1}, not {sorted(wanted)}")
        items: list[tuple[int, Group | int, int]] = []
        frames: list[int] = []

        def collect(group: Group) -> None:
            here = self.number[id(group)]
            for child in group.children:
                if not isinstance(child, Group):
                    items.append((child, child, here))
                elif self.number[id(child)] in wanted:
                    frames.append(self.number[id(child)])
                    collect(child)
                else:
                    items.append((min(child.boxes()), child, here))

        collect(self.tree)
        items.sort(key=lambda item: item[0])
        shown, edges, shown_as = drawn([item for _, item, _ in items], self.boxes, self.edges)
        for box, (_, item, _) in zip(shown, items, strict=True):
            if isinstance(item, Group):
                number = self.number[id(item)]
                slot = any(self.boxes[index].get("slot", True) for index in box["holds"])
                box.update(title=self.label(number), group=number, slot=slot)
                box["symbol"] = say("graph.boxes", count=box["count"])
        frames.sort()
        place = {number: index for index, number in enumerate(frames)}
        framed = [
            {
                "group": number,
                "items": [i for i, (_, _, here) in enumerate(items) if here == number],
                "inside": place.get(self.parent[number]),
            }
            for number in frames
        ]
        return View(shown, edges, framed, shown_as)

    def around(self, number: int) -> list[int]:
        """Return a group and all those around it, without the whole graph."""
        found = []
        while number:
            found.append(number)
            number = self.parent[number]
        return found


def simplify(group: Group) -> None:
    """Take a group that holds one thing only for that thing."""
    children: list[Group | int] = []
    for child in group.children:
        while isinstance(child, Group) and len(child.children) == 1:
            child = child.children[0]
        if isinstance(child, Group):
            simplify(child)
        children.append(child)
    group.children = children
