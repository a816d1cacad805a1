"""Initial values that read other variables: how one run of the initializer can set all variables.

`w = tf.Variable(v * 2.0)` would read `v` before it has a value, since initializers run in no fixed order. So
the nodes between `v` and `w` are copied, and the copy takes `v`'s value or, as long as it has none, what it
starts from itself. As in TensorFlow the copies are called after the original and the new variable: `mul_w`.

Read next: `variable_lists.py` (the initializers of many variables at once).
"""

from typing import Any

from tensorlab.graph.collections import GraphKeys
from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.sources import user_frames


def guarded(value: Tensor, scope: str) -> Tensor:
    """The initial value itself, or a copy of it that reads no variable before it is set.

    Args:
        value: the initial value of a new variable.
        scope: the new variable's name scope, such as `"w/"`.
    """
    ancestors = _ancestors(value.op)
    if not any(operation.record.kind == "variable" for operation in ancestors):
        return value
    graph = value.graph
    known = {
        variable.op: variable
        for key in (GraphKeys.GLOBAL_VARIABLES, GraphKeys.LOCAL_VARIABLES)
        for variable in graph.get_collection(key)
    }
    suffix = "_" + scope.rstrip("/")
    replaced: dict[Tensor, Tensor] = {}
    for operation in ancestors:
        if operation.record.kind == "variable":
            if operation in known:
                replaced[operation.outputs[0]] = known[operation].initialized_value()
        elif any(tensor in replaced for tensor in operation.inputs):
            copy = _copied(operation, replaced, operation.name + suffix)
            replaced.update(zip(operation.outputs, copy.outputs, strict=True))
    return replaced.get(value, value)


def _ancestors(operation: Operation) -> list[Operation]:
    """The operation and all it depends on, oldest first; operations that look at a variable's cell themselves
    (`tf.assign`, `initialized_value()`) are not passed through.
    """
    found: set[Operation] = set()
    stack = [operation]
    while stack:
        one = stack.pop()
        if one not in found and not any(parameter.role == "ref" for parameter in one.record.inputs):
            found.add(one)
            stack.extend(tensor.op for tensor in one.inputs)
    return sorted(found, key=lambda one: one.index)


def _copied(operation: Operation, replaced: dict[Tensor, Tensor], name: str) -> Operation:
    """The same operation with other inputs; the record's build rule has done its work already."""
    inputs = tuple(replaced.get(tensor, tensor) for tensor in operation.inputs)
    graph = operation.graph
    with graph.inside_scope(""):
        name = graph.unique_name(name)
    attributes: dict[str, Any] = dict(operation.attributes)
    copy = graph.add_operation(operation.record, name, inputs, operation.layout, attributes, user_frames())
    for number, output in enumerate(operation.outputs):
        copy.outputs.append(Tensor(copy, number, output.dtype, output.shape))
    return copy
