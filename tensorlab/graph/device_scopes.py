"""Device scopes: what `with tf.device(...):` and `with tf.colocate_with(...):` say of the operations made inside.

A graph keeps a tuple of the scopes that are open, the innermost last: device names, functions that give one, and
operations whose device is to be shared.

Read next: `graph.py`, which keeps them; `tensorlab/devices/placer.py`, which decides where an operation runs.
"""

from functools import cache, reduce
from typing import TYPE_CHECKING, Any

from tensorlab.device_names import DeviceSpec, merge

if TYPE_CHECKING:
    from tensorlab.graph.operation import Operation
    from tensorlab.graph.registry import Op


def inner_scopes(scopes: tuple[Any, ...], wanted: Any) -> tuple[Any, ...]:
    """The scopes inside `with tf.device(wanted):`."""
    if wanted is None:
        return tuple(partners(scopes))
    if callable(wanted):
        return (*scopes, wanted)
    if scopes and isinstance(scopes[-1], str):
        return (*scopes[:-1], merge(scopes[-1], wanted))
    return (*scopes, merge("", wanted))


def partners(scopes: tuple[Any, ...]) -> "list[Operation]":
    """The operations with which a new one shall share its device."""
    return [scope for scope in scopes if not (isinstance(scope, str) or callable(scope))]


@cache
def references(record: "Op") -> tuple[int, ...]:
    """Which inputs of an op are references to variables: it can only stand where the variable stands."""
    return tuple(number for number, parameter in enumerate(record.inputs) if parameter.role == "ref")


def ask_for_device(operation: "Operation", scopes: tuple[Any, ...]) -> None:
    """Write into a new operation which device it asks for, and with which operations it stands.

    Scopes speak from the innermost outwards, as far as the first `colocate_with`: that overrules the rest, and
    so does a reference to a variable.
    """
    referred = references(operation.record)
    if not scopes and not referred:
        return
    for scope in () if referred else reversed(scopes):
        if isinstance(scope, str):
            operation.device = merge(scope, operation.device) if operation.device else scope
        elif callable(scope):
            wanted = scope(operation)
            operation.device = wanted.to_string() if isinstance(wanted, DeviceSpec) else wanted or ""
        else:
            break
    together = [*partners(scopes), *(operation.inputs[position].op for position in referred)]
    if together:
        heads = {head for partner in together for head in partner.colocated or (partner,)}
        operation.colocated = tuple(sorted(heads, key=lambda head: head.name))
        operation.device = next(
            (other.device for other in reversed(together) if other.device), operation.device
        )
        names = [scope for scope in scopes if isinstance(scope, str)]
        said = reduce(merge, names) if names else ""
        if said not in ("", operation.device):
            operation.graph.overruled[operation] = said
