"""Colocation: nodes that have to share one device form a group; what each of them needs, the group needs.

A reference to a variable ties a node to the variable: `Assign` can only write where the variable is. The program may
tie nodes together as well (`tf.colocate_with`). Groups that meet are merged, and whatever cannot be satisfied by
one device is an error, or, with soft placement, gives way.

The rules are those of TensorFlow 1.15, `tensorflow/core/common_runtime/colocation_graph.cc`.

Read next: `placer.py`.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from tensorlab.device_names import DeviceSpec
from tensorlab.devices.device import Device
from tensorlab.devices.placement import short_name
from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.device_scopes import references
from tensorlab.graph.operation import Operation, located_at


class Wish(NamedTuple):
    """A device name as a placer understands it: what is written as `*` is not said, and None."""

    job: str | None = None
    replica: int | None = None
    task: int | None = None
    device_type: str | None = None
    device_index: int | None = None

    def __str__(self) -> str:
        return DeviceSpec(*self).to_string()


ANYWHERE = Wish()
PLURALS = {
    "job": "jobs",
    "replica": "replicas",
    "task": "tasks",
    "device_type": "types",
    "device_index": "ids",
}
MOST_LISTED = 10  # a group may have thousands of members; an error names the first few

Types = tuple[str, ...]


class Incompatible(ValueError):
    """Two device names that one device cannot satisfy."""


class Group:
    """Nodes that share one device.

    Attributes:
        members: the nodes.
        asked: what they ask for together.
        reference: what the variables among them ask for; that is never overridden.
        types: the device types that have a kernel for all of them, the best first.
        variable: one variable among them, or None.
        device: where they are, once one of them is placed.
    """

    __slots__ = ("asked", "device", "members", "reference", "types", "variable")

    def __init__(self, operation: Operation, types: Types) -> None:
        asked = wanted(operation)
        self.members = [operation]
        self.asked = asked
        self.variable = operation if operation.record.kind == "variable" else None
        self.reference = asked if self.variable else ANYWHERE
        self.types = types
        self.device: Device | None = None

    def settle(self, device: Device) -> None:
        """Note where one member was placed: the others, and those that join later, have to be there too."""
        self.device, self.asked = device, parsed(device.name)

    @property
    def partner(self) -> Operation:
        """The member with which the others stand: a variable, or the first."""
        return self.variable or self.members[0]


@lru_cache(1000)
def parsed(name: str) -> Wish:
    """What a device name wishes for.

    Raises:
        ValueError: when it is no device name.
    """
    said = DeviceSpec.from_string(name).values
    if any(isinstance(number, int) and number < 0 for number in said):
        raise ValueError(f"{name!r} has a number below 0")
    return Wish(*(None if field == "*" else field for field in said))


jobs_here: set[str] = set()
"""Jobs of a cluster whose devices are those of this computer, because a `tf.train.Server` said so."""


def wanted(operation: Operation) -> Wish:
    """What a node asks for.

    Raises:
        InvalidArgumentError: when that is no device name; only functions given to `tf.device` can say such things.
    """
    if not operation.device:
        return ANYWHERE
    try:
        wish = parsed(operation.device)
        return wish._replace(job=None, replica=None, task=None) if wish.job in jobs_here else wish
    except ValueError as error:
        advice = "Write device names like '/cpu:0', '/gpu:0' or '/job:localhost/task:0/device:GPU:1'."
        message = f"Malformed device specification '{operation.device}' in node: {operation.name}: {error}."
        raise InvalidArgumentError(None, operation, located_at(operation, message, advice=advice)) from None


@lru_cache(1000)
def grants(name: str, wish: Wish) -> bool:
    """Whether a device of this full name is one of those that a wish stands for."""
    return all(said is None or said == has for said, has in zip(wish, parsed(name), strict=True))


def compatible(first: Wish, second: Wish) -> bool:
    """Whether one device may satisfy both wishes."""
    return all(a is None or b is None or a == b for a, b in zip(first, second, strict=True))


def together(first: Wish, second: Wish, soft: bool = False) -> Wish:
    """A wish that says what both say. With soft placement a type or a number that they disagree on is not said.

    >>> print(together(parsed("/job:localhost"), parsed("/gpu:0")))
    /job:localhost/device:GPU:0
    >>> print(together(parsed("/gpu:0"), parsed("/gpu:1"), soft=True))
    /device:GPU:*

    Raises:
        Incompatible: when they disagree.
    """
    if first == second or second == ANYWHERE:
        return first
    for field, plural in PLURALS.items():
        mine, other = getattr(first, field), getattr(second, field)
        if mine is None or other is None or mine == other:
            first = first._replace(**{field: other if mine is None else mine})
        elif soft and field == "device_type":
            return first._replace(device_type=None, device_index=None)
        elif soft and field == "device_index":
            return first._replace(device_index=None)
        else:
            raise Incompatible(f"Cannot merge devices with incompatible {plural}: '{first}' and '{second}'")
    return first


def specialised(wish: Wish, firm: Wish) -> Wish:
    """A wish that says what another one says, and for the rest what it said before."""
    if firm == ANYWHERE:
        return wish
    return Wish._make(mine if said is None else said for mine, said in zip(wish, firm, strict=True))


class Colocation:
    """The groups of one session.

    Args:
        types_of: the device types that have a kernel for a node, the best first.
        device_of: where a node was placed by an earlier run, or None.
        soft: whether wishes that cannot be satisfied give way.
        log: called with a line of text for every wish that is given up here.
    """

    def __init__(
        self,
        types_of: Callable[[Operation], Types],
        device_of: Callable[[Operation], Device | None],
        soft: bool,
        log: Callable[[str], None],
    ) -> None:
        self._types_of = types_of
        self._device_of = device_of
        self._soft = soft
        self._log = log
        self._groups: dict[Operation, Group] = {}

    def group(self, operation: Operation) -> Group:
        """The group of a node; it may be alone in it."""
        found = self._groups.get(operation)
        return Group(operation, self._types_of(operation)) if found is None else found

    def tie(self, operations: Sequence[Operation]) -> None:
        """Merge the groups that references and the program's wishes connect.

        Raises:
            InvalidArgumentError: when no device can satisfy a group.
        """
        for operation in operations:
            for position in references(operation.record):
                self._tie_to_reference(operation.inputs[position].op, operation)
        for operation in operations:
            for head in operation.colocated:
                self._tie_as_asked(operation, head)

    def _kept_group(self, operation: Operation) -> Group:
        found = self._groups.get(operation)
        if found is None:
            found = self._groups[operation] = Group(operation, self._types_of(operation))
            device = self._device_of(operation)
            if device is not None:
                found.settle(device)
        return found

    def _tie_to_reference(self, source: Operation, reader: Operation) -> None:
        """A node has to be where the variable is that it refers to, whatever it asks for."""
        theirs, mine = self._kept_group(source), self._kept_group(reader)
        if theirs is mine:
            return
        if not compatible(theirs.reference, mine.reference):
            raise InvalidArgumentError(
                None,
                reader,
                located_at(
                    reader,
                    "Cannot place the graph because a reference edge connects colocation groups with incompatible "
                    f"resource devices: {theirs.reference} vs {mine.reference}. The edge src "
                    f"node is {source.name}, and the dst node is {reader.name}.{account(theirs)}{account(mine)}",
                    advice="One node cannot write variables on two devices: put the variables on the same one.",
                ),
            )
        if not compatible(theirs.asked, mine.asked):
            self._log(
                f"Ignoring device specification {mine.asked} for node '{reader.name}' because the input "
                f"edge from '{source.name}' is a reference connection and already has a device field set to "
                f"{theirs.asked}"
            )
            mine.asked = specialised(theirs.asked, mine.reference)
        try:
            self._merge(theirs, mine)
        except Incompatible as error:
            raise self._refusal(
                reader,
                "Nodes were connected by a reference connection (requiring them to be on the same device), but the "
                f"two nodes were assigned two different devices: Cannot colocate nodes {source.name} and "
                f"{reader.name}{error}",
            ) from None

    def _tie_as_asked(self, operation: Operation, head: Operation) -> None:
        """A node shall be where another one is, since `colocate_with` says so."""
        mine, theirs = self._kept_group(operation), self._kept_group(head)
        if theirs is mine:
            return
        try:
            self._merge(mine, theirs)
        except Incompatible as error:
            message = f"Cannot colocate nodes {operation.name} and {head.name}{error}"
            if not self._soft:
                raise self._refusal(operation, message) from None
            self._log(
                f"Ignoring request to colocate node '{operation.name}' with nodes in colocation group '{head.name}' "
                f"because soft placement is on and an attempt at doing so resulted in the following error: {message}"
            )

    def _merge(self, first: Group, second: Group) -> None:
        """Make one group of two; nothing is changed where that cannot be."""
        if len(first.members) < len(second.members):
            first, second = second, first
        if first.device is not None and second.device is not None and first.device is not second.device:
            raise Incompatible(
                f", which an earlier run placed on {first.device.short} and {second.device.short}."
                f"{account(first)}{account(second)}"
            )
        try:
            reference = together(first.reference, second.reference)
            asked = specialised(together(first.asked, second.asked, self._soft), reference)
        except Incompatible as error:
            raise Incompatible(f": {error}.{account(first)}{account(second)}") from None
        types = tuple(type for type in first.types if type in second.types)
        if not types:
            raise Incompatible(
                " because no device type supports both of those nodes and the other nodes colocated with them."
                f"{account(first)}{account(second)}"
            )
        first.reference, first.asked, first.types = reference, asked, types
        first.device, first.variable = first.device or second.device, first.variable or second.variable
        first.members += second.members
        for member in second.members:
            self._groups[member] = first

    def _refusal(self, operation: Operation, message: str) -> InvalidArgumentError:
        advice = (
            "Give these nodes the same device, or let tf.ConfigProto(allow_soft_placement=True) drop what does not "
            "fit."
        )
        return InvalidArgumentError(None, operation, located_at(operation, message, advice=advice))


def account(group: Group) -> str:
    """Who is in a group, what each asks for, and which device types all of them can run on, for an error message."""
    if len(group.members) == 1:
        return ""
    types = " and ".join(group.types)
    lines = [
        f"\n  one device for these, with kernels for {types} only:" if types else "\n  one device for these:"
    ]
    for member in group.members[:MOST_LISTED]:
        asks = f" asks for {short_name(member.device)}" if member.device else ""
        lines.append(f"\n    {member.name} ({member.type}){asks}")
    if len(group.members) > MOST_LISTED:
        lines.append(f"\n    and {len(group.members) - MOST_LISTED} more")
    return "".join(lines)
