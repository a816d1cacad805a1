"""Fewer boxes: name scopes become groups, and series of boxes that are all alike become one.

Nobody can read a thousand boxes. `fold` arranges a graph as a tree (scopes within scopes, series within
scopes), begins with the outermost level, and opens whatever still fits under the limit: first the scope
that the reader is in, then outer before inner levels. A graph below the limit is left as it is.

A series is five or more boxes of one type that stand side by side (the same inputs or the same consumers)
or in a row, or five or more scopes with the same content, as the layers of a deep network have. A level
without scopes or series that is still too long is cut into runs, in the order in which the program made the
boxes; runs of runs keep every level short enough to see at once.

Read `views.py` next: what is visible when some groups are open, which is what the Tracer asks for.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

from tensorlab.show.boxes import style_of

LIMIT = 250  # boxes that may be visible at once
LONGEST = 40  # children of one group
ALIKE = 5

Boxes = Sequence[Mapping[str, Any]]
Edges = Sequence[Mapping[str, Any]]


class Group:
    """A scope, a series or a run: a box that holds others, until it is opened."""

    __slots__ = ("children", "kind", "name", "scope")

    def __init__(self, name: str, scope: str, kind: str, children: "list[Group | int]") -> None:
        self.name, self.scope, self.kind, self.children = name, scope, kind, children

    def boxes(self) -> Iterable[int]:
        """Yield the indices of all boxes inside, in order."""
        for child in self.children:
            if isinstance(child, Group):
                yield from child.boxes()
            else:
                yield child


def fold(
    boxes: Boxes, edges: Edges, open_scope: str | None = None, limit: int = LIMIT
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[int]]:
    """Collapse scopes and series until at most `limit` boxes remain.

    Args:
      boxes: as for `lay_out`; a box's scope is its "scope", or else what stands before the last "/" of its
      title. edges: as for `lay_out`. open_scope: the name of a scope to keep open, with all those around it
      ("layer1/dense"). limit: how many boxes may remain, 8 at least.

    Returns:
      (boxes, edges, shown_as). A group is a box of style "group" with "members" (nodes), "holds" (indices
      of the boxes given), "count", "grouped_by" ("scope", "series" or "run") and "scope". Edges inside a
      group are dropped, parallel ones become one, with "edges", the indices of the edges given.
      `shown_as[i]` is the box that box i is shown as. Below the limit everything comes back as it was.

    >>> boxes = [{"title": f"{scope}/x_{i}"} for scope in "abc" for i in range(4)]
    >>> folded, edges, shown_as = fold(boxes, [{"from": i, "to": i + 1} for i in range(11)], limit=8)
    >>> [box["title"] for box in folded]
    ['a/x_0', 'a/x_1', 'a/x_2', 'a/x_3', 'b', 'c']
    >>> edges[3]
    {'from': 3, 'to': 4, 'kind': 'data', 'port': 0, 'edges': [3]}
    """
    limit = max(8, limit)
    if len(boxes) <= limit:
        return [dict(box) for box in boxes], [dict(edge) for edge in edges], list(range(len(boxes)))
    path = scope_path(open_scope)
    # Every level on the way to the open scope must fit, together with the others.
    tree = folded_tree(boxes, edges, max(4, min(LONGEST, limit // (len(path) + 2))))
    visible = opened(tree, path, limit)
    return drawn(visible, boxes, edges)


def folded_tree(boxes: Boxes, edges: Edges, longest: int = LONGEST) -> Group:
    """Arrange boxes in a tree of scopes, series and runs, with at most `longest` children in each group.

    >>> tree = folded_tree([{"title": f"x_{i}"} for i in range(60)], [])
    >>> [child.name for child in tree.children][:2], len(tree.children)
    (['x_0 … x_7', 'x_8 … x_15'], 8)
    """
    inputs: list[set[int]] = [set() for _ in boxes]
    consumers: list[set[int]] = [set() for _ in boxes]
    for edge in edges:
        inputs[edge["to"]].add(edge["from"])
        consumers[edge["from"]].add(edge["to"])
    tree = scope_tree(boxes)
    arrange(tree, boxes, inputs, consumers, longest)
    return tree


def scope_of(box: Mapping[str, Any]) -> str:
    """Return the name scope of a box, "" outside of all.

    >>> scope_of({"title": "layer1/dense/MatMul"}), scope_of({"title": "x", "scope": "inputs"})
    ('layer1/dense', 'inputs')
    """
    scope = box.get("scope")
    return str(scope) if scope is not None else str(box.get("title") or "").rpartition("/")[0]


def scope_path(scope: str | None) -> list[str]:
    """List a scope and those around it, the outermost first.

    >>> scope_path("a/b")
    ['a', 'a/b']
    """
    parts = scope.strip("/").split("/") if scope and scope.strip("/") else []
    return ["/".join(parts[: depth + 1]) for depth in range(len(parts))]


def base_name(name: str) -> str:
    """Return a name without its scope and without the number that made it unique.

    >>> base_name("layer1/MatMul_12"), base_name("layer12"), base_name("7")
    ('MatMul', 'layer', '7')
    """
    last = name.rpartition("/")[2]
    return last.rstrip("0123456789").rstrip("_") or last


def scope_tree(boxes: Boxes) -> Group:
    """Arrange the boxes by their name scopes; each level keeps the order of the program."""
    root = Group("", "", "scope", [])
    groups = {"": root}
    for index, box in enumerate(boxes):
        parent = root
        for name in scope_path(scope_of(box)):
            if name not in groups:
                groups[name] = Group(name, parent.name, "scope", [])
                parent.children.append(groups[name])
            parent = groups[name]
        parent.children.append(index)
    return root


def arrange(
    group: Group, boxes: Boxes, inputs: Sequence[set[int]], consumers: Sequence[set[int]], longest: int
) -> Hashable:
    """Gather series inside `group` and its scopes, cut levels that are too long, return the group's
    signature."""
    signatures: dict[int, Hashable] = {}
    for place, child in enumerate(group.children):
        if isinstance(child, Group):
            signatures[place] = arrange(child, boxes, inputs, consumers, longest)
    whole = (base_name(group.name), frozenset(Counter(kind_of(c, boxes) for c in group.children).items()),
             frozenset(signatures.values()))  # fmt: skip
    group.children = gathered(group, boxes, inputs, consumers, signatures)
    for child in group.children:
        if isinstance(child, Group) and child.kind == "series":
            child.children = cut(child.children, child.scope, boxes, longest)
    group.children = cut(group.children, group.name, boxes, longest)
    return whole


def cut(children: "list[Group | int]", scope: str, boxes: Boxes, longest: int) -> "list[Group | int]":
    """Cut a level that is too long into runs, and those into runs, all levels about equally long."""
    if len(children) <= longest:
        return children
    depth = 2
    while longest**depth < len(children):
        depth += 1
    size = -int(-(len(children) ** ((depth - 1) / depth)) // 1)
    runs = [children[start : start + size] for start in range(0, len(children), size)]
    return [run_of(run, cut(run, scope, boxes, longest), scope, boxes) for run in runs]


def kind_of(child: Group | int, boxes: Boxes) -> Hashable:
    """Return what two boxes must have in common to be alike."""
    if isinstance(child, Group):
        return "scope"
    return base_name(str(boxes[child].get("title") or "")), style_of(boxes[child])


def gathered(
    group: Group,
    boxes: Boxes,
    inputs: Sequence[set[int]],
    consumers: Sequence[set[int]],
    signatures: Mapping[int, Hashable],
) -> "list[Group | int]":
    """Return the children of `group`, with every series of them replaced by one group in its first one's
    place."""
    alike: dict[Hashable, int] = {}
    leader = list(range(len(group.children)))

    def root(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    def join(key: Hashable, place: int) -> None:
        first, second = root(alike.setdefault(key, place)), root(place)
        leader[max(first, second)] = min(first, second)

    places = {child: place for place, child in enumerate(group.children) if isinstance(child, int)}
    for place, child in enumerate(group.children):
        if isinstance(child, Group):
            join(("scope", signatures[place]), place)
            continue
        kind = kind_of(child, boxes)
        for side, neighbours in (("inputs", inputs[child]), ("consumers", consumers[child])):
            if neighbours or not (inputs[child] or consumers[child]):
                join((side, kind, frozenset(neighbours)), place)
        for before in sorted(inputs[child]):
            if before in places and kind_of(before, boxes) == kind:
                first, second = root(places[before]), root(place)
                leader[max(first, second)] = min(first, second)
    series: dict[int, list[Group | int]] = {}
    for place, child in enumerate(group.children):
        series.setdefault(root(place), []).append(child)
    children: list[Group | int] = []
    for place, child in enumerate(group.children):
        members = series[root(place)]
        if len(members) < ALIKE or len(members) == len(group.children):
            children.append(child)
        elif root(place) == place:
            children.append(Group(span_name(members, boxes), group.name, "series", members))
    return children


def run_of(
    run: "list[Group | int]", children: "list[Group | int]", scope: str, boxes: Boxes
) -> "Group | int":
    """Return a group of neighbours in a level that is too long; one alone stays itself."""
    return run[0] if len(run) == 1 else Group(span_name(run, boxes), scope, "run", children)


def span_name(children: "Sequence[Group | int]", boxes: Boxes) -> str:
    """Name a group by the first and the last of its children."""
    first, last = (leaf_name(children[place], place, boxes) for place in (0, -1))
    return f"{first} … {last.rpartition('/')[2]}"


def breadth(group: Group) -> int:
    """Count what a series shows when it is open with all the runs it is cut into: it opens whole or not at
    all."""
    return sum(breadth(c) if isinstance(c, Group) and c.kind == "run" else 1 for c in group.children)


def leaf_name(child: Group | int, place: int, boxes: Boxes) -> str:
    """Return the name of a box, of a scope, or of a group's first (place 0) or last (place -1) leaf."""
    while isinstance(child, Group) and child.kind != "scope":
        child = child.children[place]
    return child.name if isinstance(child, Group) else str(boxes[child].get("title") or "")


def opened(tree: Group, path: Sequence[str], limit: int) -> "list[Group | int]":
    """List what is visible when groups are open as `open_groups` says."""
    is_open = open_groups(tree, path, limit)
    visible: list[Group | int] = []

    def collect(group: Group) -> None:
        for child in group.children:
            if isinstance(child, Group) and id(child) in is_open:
                collect(child)
            else:
                visible.append(child)

    collect(tree)
    return visible


def open_groups(tree: Group, path: Sequence[str], limit: int) -> set[int]:
    """Open groups, level by level, while the boxes that then stand there are not more than `limit`.

    First come those around the last scope of `path`, then those inside it, then all others; a series opens
    whole or not at all. Returns the `id` of every open group, the tree itself among them.
    """
    count = len(tree.children)
    is_open: set[int] = {id(tree)}

    def visit(rule: Callable[[Group], bool]) -> None:
        nonlocal count
        level: list[Group] = [tree]
        while level:
            below = [child for group in level for child in group.children if isinstance(child, Group)]
            level = []
            for group in sorted(below, key=lambda group: group.kind == "series"):
                wanted = id(group) not in is_open and rule(group)
                whole = group.kind == "series" and not leads_to_open_scope(group)
                needed = breadth(group) if whole else len(group.children)
                if wanted and count + needed - 1 <= limit:
                    is_open.add(id(group))
                    count += len(group.children) - 1
                if id(group) in is_open:
                    level.append(group)

    def leads_to_open_scope(group: Group) -> bool:
        if group.kind == "scope":
            return group.name in path
        return any(isinstance(child, Group) and leads_to_open_scope(child) for child in group.children)

    def lies_in_open_scope(group: Group) -> bool:
        return f"{group.name if group.kind == 'scope' else group.scope}/".startswith(f"{path[-1]}/")

    if path:
        visit(leads_to_open_scope)
        visit(lies_in_open_scope)
    visit(lambda group: True)
    return is_open


def drawn(
    visible: "Sequence[Group | int]", boxes: Boxes, edges: Edges
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[int]]:
    """Write the visible groups and boxes as boxes, and lead the edges to them."""
    shown: list[dict[str, Any]] = []
    shown_as = [0] * len(boxes)
    for place, item in enumerate(visible):
        inside = list(item.boxes()) if isinstance(item, Group) else [item]
        for index in inside:
            shown_as[index] = place
        shown.append(group_box(item, inside, boxes) if isinstance(item, Group) else dict(boxes[item]))
    merged: dict[tuple[int, int, str], dict[str, Any]] = {}
    for index, edge in enumerate(edges):
        start, end, kind = shown_as[edge["from"]], shown_as[edge["to"]], str(edge.get("kind") or "data")
        if start == end:
            continue
        one = merged.setdefault(
            (start, end, kind),
            {"from": start, "to": end, "kind": kind, "port": edge.get("port") or 0, "edges": []},
        )
        one["edges"].append(index)
    return shown, list(merged.values()), shown_as


def group_box(group: Group, inside: Sequence[int], boxes: Boxes) -> dict[str, Any]:
    """Write a collapsed group as a box."""
    members: list[int] = []
    for index in inside:
        node = boxes[index].get("node")
        members.extend([node] if node is not None else [])
        members.extend(boxes[index].get("members") or ())
    return {
        "node": None, "members": list(dict.fromkeys(members)), "holds": list(inside), "count": len(inside),
        "title": group.name, "label": "", "symbol": f"{len(inside)} boxes", "shape": "", "style": "group",
        "tensor": None, "scope": group.scope, "grouped_by": group.kind,
    }  # fmt: skip
