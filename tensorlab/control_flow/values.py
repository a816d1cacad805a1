"""What goes into and comes out of blocks: values of all kinds taken apart into tensors, and put together again.

A program may return a number, a tensor, a variable, a sparse tensor, a `TensorArray` or an operation from a branch; a
block returns plain tensors.

Read next: `branching.py`.
"""

from collections.abc import Callable
from typing import Any

from tensorlab import nest
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import control_dependencies
from tensorlab.graph.tensor import Tensor

Rebuild = Callable[[list[Tensor]], Any]


def parts_of(value: Any, name: str | None = None) -> tuple[list[Tensor], Rebuild]:
    """The tensors that a value consists of, and the function that makes such a value of other tensors."""
    if isinstance(value, Operation):
        with control_dependencies([value]):
            done = build("Identity", convert_to_tensor(True))  # something to hand out once it has run
        return [done], lambda tensors: tensors[0]
    if hasattr(value, "_with_flow"):
        return [value.flow], lambda tensors: value._with_flow(tensors[0])
    if _is_sparse(value):
        from tensorlab.ops.sparse_tensor import SparseTensor

        value = SparseTensor(*value)
    if hasattr(value, "_parts"):
        tensors = [tensor for tensor in value._parts if tensor is not None]
        return tensors, lambda new: type(value)(*new)
    return [convert_to_tensor(value, name=name)], lambda tensors: tensors[0]


def taken_apart(structure: Any, name: str | None = None) -> tuple[list[Tensor], Rebuild]:
    """The same for a whole nest of values."""
    pairs = [parts_of(value, name) for value in _leaves(structure)]

    def rebuild(tensors: list[Tensor]) -> Any:
        remaining = list(tensors)
        values = []
        for parts, make in pairs:
            values.append(make(remaining[: len(parts)]))
            del remaining[: len(parts)]
        return nest.pack_sequence_as(_outline(structure), values)

    return [tensor for parts, _ in pairs for tensor in parts], rebuild


def _is_sparse(value: Any) -> bool:
    """Whether these are the numbers of a sparse tensor: a named tuple, yet one value."""
    return hasattr(value, "_fields") and hasattr(value, "dense_shape")


def _outline(structure: Any) -> Any:
    """The nest with a plain mark in each place: the named tuple of a sparse value is one value."""
    if _is_sparse(structure) or not nest.is_nested(structure):
        return None
    if isinstance(structure, dict):
        return type(structure)((key, _outline(value)) for key, value in structure.items())
    items = [_outline(item) for item in structure]
    return type(structure)(*items) if hasattr(structure, "_fields") else type(structure)(items)


def _leaves(structure: Any) -> list[Any]:
    if _is_sparse(structure) or not nest.is_nested(structure):
        return [structure]
    items = [structure[k] for k in sorted(structure)] if isinstance(structure, dict) else structure
    return [leaf for item in items for leaf in _leaves(item)]


def with_names(outputs: list[Tensor], name: str) -> list[Tensor]:
    """Each output under a name of its own, as in TensorFlow: `cond/Merge`, `cond/Merge_1`."""
    return outputs[:1] + [build("Identity", output, name=name) for output in outputs[1:]]
