"""A node's kernel made ready to call: attributes and constant host inputs are fixed once, when a plan is made.

Read next: `loop.py`.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import HOST_ROLES
from tensorlab.graph.static_values import host_value
from tensorlab.graph.tensor import Tensor


def bound_kernel(
    operation: Operation, fed: frozenset[Tensor], given: Any = None, device_type: str = "CPU"
) -> tuple[Callable[..., Any], list[Tensor]]:
    """The kernel of a node, and the input tensors whose values it still takes, in order.

    `given` is what the session gives it besides: its random stream, or its shelf.

    A constant axis, shape or permutation is turned into Python ints here, once, instead of in every run.
    """
    record = operation.record
    kernel = record.kernels.get(device_type, record.kernel)
    arguments = operation.arguments()
    known: dict[str, Any] = dict(operation.attributes)
    used: list[Tensor] = []
    open_parameters: list[tuple[str, str, int]] = []  # (name, role, number of tensors)
    for parameter, argument in zip(record.inputs, arguments, strict=True):
        role = parameter.role
        if argument is None:
            known[parameter.name] = None
        elif role in HOST_ROLES and argument.op.type == "Const" and argument not in fed:
            known[parameter.name] = host_value(role, argument.op.attributes["value"])
        elif role == "arrays":
            used += argument
            open_parameters.append((parameter.name, role, len(argument)))
        else:
            used.append(argument)
            open_parameters.append((parameter.name, role, 1))
    plain = all(role in ("array", "ref") for _, role, _ in open_parameters)
    only_arrays = all(role in ("array", "arrays", "ref") for _, role, _ in open_parameters)
    if record.bind_rule is not None and only_arrays and given is None and device_type == "CPU":
        bound = record.bind_rule(**known)
        if bound is not None:
            return bound if plain else regrouped(bound, open_parameters), used
    if plain and [p.name for p in record.parameters[: len(open_parameters)]] == [
        n for n, _, _ in open_parameters
    ]:
        if given is not None:
            return partial(kernel, given, **known), used
        return (partial(kernel, **known) if known else kernel), used
    if [role for _, role, _ in open_parameters] == ["arrays"] and given is None:
        name = open_parameters[0][0]
        return (lambda *arrays: kernel(**{name: arrays}, **known)), used
    names = [p.name for p in record.parameters]

    def call(*tensors: Any) -> Any:
        by_name = dict(known)
        position = 0
        for name, role, count in open_parameters:
            if role == "arrays":
                by_name[name] = list(tensors[position : position + count])
            elif role in HOST_ROLES:
                by_name[name] = host_value(role, tensors[position])
            else:
                by_name[name] = tensors[position]
            position += count
        values = [by_name[name] for name in names]
        return kernel(*values) if given is None else kernel(given, *values)

    return call, used


def host_inputs(operation: Operation) -> set[Tensor]:
    """The inputs that a kernel takes from the host's memory wherever it runs: shapes, axes, permutations."""
    pairs = zip(operation.record.inputs, operation.arguments(), strict=True)
    return {
        argument for parameter, argument in pairs if parameter.role in HOST_ROLES and argument is not None
    }


def regrouped(kernel: Callable[..., Any], parameters: list[tuple[str, str, int]]) -> Callable[..., Any]:
    """Gather the tensors of list parameters before the call."""

    def call(*tensors: Any) -> Any:
        values = []
        position = 0
        for _, role, count in parameters:
            values.append(
                list(tensors[position : position + count]) if role == "arrays" else tensors[position]
            )
            position += count
        return kernel(*values)

    return call
