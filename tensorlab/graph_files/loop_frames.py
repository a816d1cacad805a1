"""Loops and branches as TensorFlow 1.x writes them, found again among plain nodes.

A loop is a *frame*: `Enter` nodes lead in, for every loop variable a `Merge` takes the first value or that of
the last iteration, `LoopCond` decides, `Switch` sends the value into the body or out through `Exit`, and
`NextIteration` goes round. A branch is a pair of `Switch` and `Merge`: a `Switch` sends a value one way only,
and what depends on it runs only if the choice was that way. So every node has a *guard*: which choices must have
been made for it to run at all.

Nothing is built here. Read next: `import_regions.py`, which makes a `While` of every loop and an `If` of every
choice.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tensorlab.graph_files.import_source import NEXT_ITERATION, Node, Place, sorted_by

ENTER = frozenset({"Enter", "RefEnter"})
EXIT = frozenset({"Exit", "RefExit"})
MERGE = frozenset({"Merge", "RefMerge"})
SWITCH = frozenset({"Switch", "RefSwitch"})

Path = tuple[str, ...]
"""The frames that a node stands in, outermost first."""
Guard = dict[Place, int]
"""Choices, and which way each must have gone: 1 for true."""


class Frame:
    """One loop.

    Attributes:
        path: its frames. number: where it begins in the file.
        entering: `Enter` nodes. merges: `Merge` nodes of loop variables. switches: their `Switch` nodes.
        leaving: the `Exit` nodes.
        left_by: for each of them the `Switch`. on_the_way: the nodes between. condition: the `LoopCond` node.
        inside: everything else that stands directly in it, loops inside it included.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path[-1] if path else ""
        self.number = 0
        self.op = "While"
        self.entering: list[Node] = []
        self.merges: list[Node] = []
        self.switches: list[Node] = []
        self.rounds: list[Node] = []
        self.leaving: list[Node] = []
        self.left_by: dict[str, str] = {}
        self.on_the_way: list[Node] = []
        self.condition: Node | None = None
        self.inside: list[Node | Frame] = []

    def everything(self) -> list[Node]:
        """All nodes in it, at any depth."""
        own = [*self.entering, *self.merges, *self.switches, *self.rounds, *self.on_the_way]
        own += [self.condition] if self.condition is not None else []
        for item in self.inside:
            own += item.everything() + item.leaving if isinstance(item, Frame) else [item]
        return own

    def needs(self) -> list[str]:
        """The names of the nodes outside that it needs."""
        everything = self.everything()
        within = {node.name for node in everything}
        return list(dict.fromkeys(name for node in everything for name in node.needs() if name not in within))

    def __repr__(self) -> str:
        return f"<Frame {self.name!r}>"


Item = Node | Frame


def framed(order: list[Node]) -> list[Item]:
    """What stands outside of all loops, with each loop as one item.

    Raises:
        ValueError: for a loop that is put together in another way than TensorFlow's `while_loop` does.
    """
    paths: dict[str, Path] = {}
    frames: dict[Path, Frame] = {(): Frame(())}
    rounds = {node.name for node in order if node.op in NEXT_ITERATION}
    for node in order:
        path = _path(node, paths)
        paths[node.name] = path
        if node.op in EXIT:
            within = frames[paths[node.inputs[0][0]]]
            within.leaving.append(node)
            continue
        if path not in frames:
            frames[path] = Frame(path)
            frames[path].number = node.number
            frames[path[:-1]].inside.append(frames[path])
        _sort_in(node, frames[path], rounds)
    for path, frame in frames.items():
        if path:
            _check(frame)
    for frame in frames.values():
        frame.inside = _in_order(frame.inside)
    return frames[()].inside


def _path(node: Node, paths: Mapping[str, Path]) -> Path:
    if node.op in ENTER:
        return (*paths[node.inputs[0][0]], node.attr["frame_name"].s.decode())
    if node.op in EXIT:
        return paths[node.inputs[0][0]][:-1]
    # What goes round comes later than the beginning of the loop: it is not known yet, and not needed.
    return max((paths[name] for name in node.needs() if name in paths), key=len, default=())


def _sort_in(node: Node, frame: Frame, rounds: set[str]) -> None:
    if node.op in ENTER:
        frame.entering.append(node)
    elif node.op == "LoopCond":
        frame.condition = node
    elif node.op in NEXT_ITERATION:
        frame.rounds.append(node)
    elif node.op in MERGE and any(name in rounds for name, _ in node.inputs):
        frame.merges.append(node)
    elif node.op in SWITCH and frame.condition is not None and node.inputs[1][0] == frame.condition.name:
        frame.switches.append(node)
    else:
        frame.inside.append(node)


def _check(frame: Frame) -> None:
    """Refuse what `while_loop` does not make."""
    trouble = None
    if frame.condition is None:
        trouble = "it has no LoopCond node"
    switched = {node.inputs[0][0] for node in frame.switches}
    entered = {node.name for node in frame.entering}
    rounds = {node.name for node in frame.rounds}
    switches = {node.name for node in frame.switches}
    for node in frame.merges:
        names = [name for name, _ in node.inputs]
        if len(names) != 2 or names[0] not in entered or names[1] not in rounds:
            trouble = f"its node {node.name!r} does not merge one Enter with one NextIteration"
        elif node.name not in switched:
            trouble = f"its loop variable {node.name!r} has no Switch"
    inside = {item.name: item for item in frame.inside if isinstance(item, Node)}
    for node in frame.leaving:
        name, output = node.inputs[0]
        while name in inside and inside[name].op in (
            "Identity",
            "RefIdentity",
        ):  # on the way out, of gradients
            frame.inside.remove(inside[name])
            frame.on_the_way.append(inside.pop(name))
            name, output = frame.on_the_way[-1].inputs[0]
        frame.left_by[node.name] = name
        if name not in switches or output != 0:
            trouble = f"{node.name!r} does not leave by a Switch of a loop variable"
    if trouble:
        node = (frame.entering or frame.merges or frame.rounds)[0]
        raise ValueError(
            f"The loop {frame.name!r} (frame of node {node.name!r}) cannot be rebuilt as a while loop: {trouble}. "
            "tensorlab reads loops that tf.while_loop and tf.gradients made. Write the graph with functional control "
            "flow (tf.enable_control_flow_v2() in TensorFlow), or cut it before the loop "
            "(tf.graph_util.extract_sub_graph, input_map)."
        )


def _in_order(items: list[Item]) -> list[Item]:
    """Items in an order in which each comes after what it needs, now that a loop is one of them."""
    home: dict[str, int] = {}
    for place, item in enumerate(items):
        inside = [item] if isinstance(item, Node) else item.everything() + item.leaving
        home.update((node.name, place) for node in inside)
    needed = {
        place: {home[name] for name in item.needs() if name in home} - {place}
        for place, item in enumerate(items)
    }
    order = sorted_by(needed, {place: item.number for place, item in enumerate(items)})
    return [items[place] for place in order]


def names_of(item: Item) -> list[str]:
    """The names under which others know an item: its own, and those of the nodes that leave a loop."""
    return [item.name] if isinstance(item, Node) else [item.name, *(node.name for node in item.leaving)]


def needed_items(items: Sequence[Item], names: Iterable[str]) -> list[Item]:
    """Those of the items that nodes depend on."""
    home = {name: item for item in items for name in names_of(item)}
    pending, found = [home[name] for name in names if name in home], []
    while pending:
        item = pending.pop()
        if item not in found:
            found.append(item)
            pending += [home[name] for name in item.needs() if name in home]
    return [item for item in items if item in found]


# --- guards -----------------------------------------------------------------------------------------------


class Guards:
    """For every item of one region (a graph, or the inside of a loop): the choices under which it runs.

    Attributes:
        of: the guard of an item's values, by the name of the node (or of a node that leaves a loop).
        ends: for every Merge of a choice: the choice, and its input for each way.
        rank: choices in the order in which they are met; the outer of two nested ones first.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        self.of: dict[str, Guard] = {}
        self.ends: dict[str, tuple[Place, dict[int, Place]]] = {}
        self.rank: dict[Place, int] = {}
        self._nodes: dict[str, Node] = {}
        for item in items:
            if isinstance(item, Frame):
                guard = self._together(item.name, item.needs())
                self.of.update((node.name, guard) for node in item.leaving)
                self.of[item.name] = guard
                continue
            self._nodes[item.name] = item
            if item.op in MERGE:
                self._end(item)
                continue
            guard = self._together(item.name, [name for name, _ in item.inputs if name], item.waits_for, item)
            self.of[item.name] = guard
            if item.op in SWITCH:
                self.rank.setdefault(self.choice(item), len(self.rank))

    def choice(self, switch: Node) -> Place:
        """What a Switch goes by: the same place for all that go by one value."""
        name, output = switch.inputs[1]
        while name in self._nodes and self._nodes[name].op in ("Identity", "RefIdentity", *SWITCH):
            name, output = self._nodes[name].inputs[0]
        return name, output

    def value(self, place: Place) -> Guard:
        """The guard of one output."""
        name, output = place
        guard = self.of.get(name, {})
        node = self._nodes.get(name)
        if node is not None and node.op in SWITCH:
            return {**guard, self.choice(node): output}
        return guard

    def _together(
        self, name: str, names: Iterable[str], waits_for: Iterable[str] = (), node: Any = None
    ) -> Guard:
        guard: Guard = {}
        if node is not None and node.op == "ControlTrigger":
            return guard  # it runs whichever way was taken
        places = [(one, 0) for one in names] if node is None else node.inputs
        for part in [*(self.value(place) for place in places), *(self.of.get(one, {}) for one in waits_for)]:
            for choice, way in part.items():
                if guard.setdefault(choice, way) != way:
                    raise ValueError(
                        f"Node {name!r} of graph_def can never run: it needs both ways of the choice {choice[0]!r}."
                    )
        return guard

    def _end(self, node: Node) -> None:
        """A Merge: what comes out no longer depends on the choice."""
        guards = [self.value(place) for place in node.inputs]
        if len(guards) == 2:
            first, second = guards
            against = [c for c, way in first.items() if second.get(c, way) != way]
            rest = {c: way for c, way in {**first, **second}.items() if c not in against}
            if len(against) == 1:
                choice = against[0]
                ways = {guard[choice]: place for guard, place in zip(guards, node.inputs, strict=True)}
                self.of[node.name] = rest
                self.ends[node.name] = (choice, ways)
                return
        raise ValueError(
            f"Node {node.name!r} of graph_def (a Merge) cannot be rebuilt as a branch: its inputs are not the two ways "
            "of one choice. tensorlab reads branches that tf.cond and tf.gradients made."
        )
