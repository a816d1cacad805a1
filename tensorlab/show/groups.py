"""The groups of a graph, as a bundle holds them: scopes, and in a large graph series and runs of boxes.

The Tracer opens and folds them, and lays out what is then seen (`static/graph_folding.js`,
`static/graph_layout.js`); here they are found and numbered. Read `folding.py` first.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tensorlab.show.folding import LIMIT, Group, folded_tree, open_groups, scope_of, scope_tree

START = 60  # boxes that a large graph begins with: what can be taken in at a glance
FEWEST = 16  # with fewer, series are opened too

Boxes = Sequence[Mapping[str, Any]]
Edges = Sequence[Mapping[str, Any]]


def groups_of(boxes: Boxes, edges: Edges, limit: int = LIMIT) -> list[dict[str, Any]]:
    """List the groups of a graph; the first is the whole graph. Where there are no others, list none.

    Args:
      boxes: as for `lay_out`, with "scope". edges: as for `lay_out`. limit: a graph with more boxes gets series
      and runs, too.

    Returns:
      {"name", "label": the name without that of the scope around it, "kind": "scope", "series" or "run", "open":
      whether the Tracer begins with it open, "loop": of a loop or a branch its own box, "block": which it is,
      "children": numbers of boxes, and of groups as negative numbers}. A group stands after the one around it.

    >>> for group in groups_of([{"title": "w", "scope": "a"}, {"title": "x", "scope": "a"}, {"title": "y"}], []):
    ...     print(group)
    {'name': '', 'label': '', 'kind': 'scope', 'open': True, 'children': [-1, 2]}
    {'name': 'a', 'label': 'a', 'kind': 'scope', 'open': True, 'children': [0, 1]}
    """
    large = len(boxes) > limit
    tree = folded_tree(boxes, edges) if large else scope_tree(boxes)
    simplify(tree)
    groups: list[tuple[Group, Group | None]] = []

    def count(group: Group, around: Group | None) -> None:
        groups.append((group, around))
        for child in group.children:
            if isinstance(child, Group):
                count(child, group)

    count(tree, None)
    if len(groups) == 1:
        return []
    first = open_at_first(tree) if large else {id(group) for group, _ in groups}
    number = {id(group): place for place, (group, _) in enumerate(groups)}
    return [
        {
            "name": group.name,
            "label": label(group, around),
            "kind": group.kind,
            "open": id(group) in first,
            "children": [-number[id(c)] if isinstance(c, Group) else c for c in group.children],
            **loop_of(group, boxes),
        }
        for group, around in groups
    ]


def loop_of(group: Group, boxes: Boxes) -> dict[str, Any]:
    """Of the scope of a loop or a branch: the box of the operation that runs what is inside, and which it is."""
    for child in group.children:
        if isinstance(child, int) and boxes[child].get("block") and scope_of(boxes[child]) == group.name:
            return {"loop": child, "block": boxes[child]["block"], "open": False}
    return {}


def label(group: Group, around: Group | None) -> str:
    """Return the name of a group without that of the scope around it."""
    scope = "" if around is None else around.name if around.kind == "scope" else around.scope
    return group.name.removeprefix(f"{scope}/")


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


def open_at_first(tree: Group) -> set[int]:
    """Choose the groups that a large graph begins with open, by their `id`: those that few boxes show."""
    found = open_groups(tree, (), START)
    seen, level = 0, [tree]
    while level:
        below = [child for group in level for child in group.children if isinstance(child, Group)]
        seen += sum(len(group.children) for group in level) - sum(id(group) in found for group in below)
        level = [group for group in below if id(group) in found]
    level = [tree]
    while level and seen < FEWEST:
        below = [child for group in level for child in group.children if isinstance(child, Group)]
        level = [group for group in below if id(group) in found]
        for group in below:
            if id(group) not in found and seen + len(group.children) - 1 <= START:
                found.add(id(group))
                seen += len(group.children) - 1
                level.append(group)
    return found
