"""What stands in the way of a restore, said before anything runs: shapes that do not fit.

Read next: `saver.py`.
"""

from collections.abc import Iterator

from tensorlab.errors import InvalidArgumentError, OpError
from tensorlab.graph.graph import Graph
from tensorlab.graph.static_values import constant_value
from tensorlab.graph.tensor import Tensor
from tensorlab.saving.nodes import open_checkpoint


def check_shapes(graph: Graph, restore_op_name: str, path: str) -> None:
    """Refuse shapes that do not fit before anything runs, all of them in one message."""
    wanted = dict(_variables_restored(graph, restore_op_name))
    if not wanted:
        return
    with open_checkpoint(path) as checkpoint:
        if any(name not in checkpoint.entries for name in wanted):
            return  # that comes first, as in TensorFlow: the run says which are missing
        wrong = [
            f"{name}: lhs shape= {variable.shape.as_list()} rhs shape= {list(checkpoint.entries[name].shape)}"
            for name, variable in wanted.items()
            if not variable.shape.is_compatible_with(checkpoint.entries[name].shape)
        ]
    if wrong:
        first = "Assign requires shapes of both tensors to match (lhs: the variable, rhs: the checkpoint).\n"
        raise InvalidArgumentError(None, None, first + "\n".join(wrong))


def _variables_restored(graph: Graph, restore_op_name: str) -> Iterator[tuple[str, Tensor]]:
    """Pairs of a name in the checkpoint and the variable that takes its value as it is."""
    pending = [graph.get_operation_by_name(restore_op_name)]
    while pending:
        operation = pending.pop()
        if operation.type == "NoOp":
            pending += operation.control_inputs
        elif operation.type == "Assign" and operation.attributes["validate_shape"]:
            variable, value = operation.inputs
            names = constant_value(value.op.inputs[1]) if value.op.type == "RestoreV2" else None
            if names is not None:
                yield names[value.op.outputs.index(value)].decode(), variable


def explained(error: OpError, reason: str) -> OpError:
    """The same error, with what most often causes it."""
    message = (
        f"Restoring from checkpoint failed. This is most likely due to {reason} from the checkpoint: was the program "
        f"changed since it was saved? No variable was changed.\n\n{error.message}"
    )
    explained = type(error)(error.node_def, error.op, message)  # type: ignore[call-arg]
    explained.trace = error.trace
    return explained
