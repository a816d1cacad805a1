"""What belongs to gradients, to training and to initialisers: such operations have no boxes of their own.

Read next: `twin.py`.
"""

from tensorlab.graph.operation import Operation
from tensorlab.record.blocks import goes_back
from tensorlab.run.plan import is_view, variable_of


def gradient_operations(operations: list[Operation]) -> set[Operation]:
    """The operations that some call of `gradients` made."""
    found = {o for o in operations if o.gradient_of is not None or goes_back(o.block)}
    for operation in operations:
        if operation.type == "Const" and operation not in found:
            readers = operation.outputs[0]._consumers
            if readers and all(r in found for r in readers):
                found.add(operation)
    return found


def optimizer_internals(
    operations: list[Operation], gradients: set[Operation], differentiated: set[Operation]
) -> set[Operation]:
    """Operations that only training needs: learning rates, powers of beta, slots, counters of steps.

    They are read by nothing but writes that come after gradients. A variable that a program counts or averages
    with by hand is none of these: it belongs to the model.
    """
    training = set(gradients)
    for operation in operations:
        before = (*(tensor.op for tensor in operation.inputs), *operation.control_inputs)
        if operation.record.kind == "update" or any(earlier in training for earlier in before):
            training.add(operation)
    internal: set[Operation] = set()
    averages = moving_averages(operations)
    for operation in reversed(operations):
        if operation in differentiated or operation in averages or operation.record.kind == "placeholder":
            continue
        readers = [
            reader
            for tensor in operation.outputs
            for reader in tensor._consumers
            if not is_initializer(reader) and not (is_view(reader) and not reader.outputs[0]._consumers)
        ]
        if readers and all(r in internal or (r.record.writes and r in training) for r in readers):
            internal.add(operation)
    return internal


def moving_averages(operations: list[Operation]) -> dict[Operation, Operation]:
    """For every variable that holds the moving average of another one, that other one.

    It bears the other's name in front of its own, `w/ExponentialMovingAverage`, and `AssignMovingAvg` writes it.
    """
    variables = {o.name: o for o in operations if o.record.kind == "variable"}
    found = {}
    for operation in operations:
        if operation.record.writes and "AssignMovingAvg" in operation.name:
            average = variable_of(operation.outputs[0])
            averaged = variables.get(average.name.rpartition("/")[0])
            if averaged is not None:
                found[average] = averaged
    return found


def is_initializer(operation: Operation) -> bool:
    """Whether this is the `Assign` that gives a variable its initial value."""
    return operation.type == "Assign" and operation.name == f"{variable_of(operation.outputs[0]).name}/Assign"


def initialisers(operations: list[Operation], present: set[Operation]) -> dict[Operation, Operation]:
    """For every operation that only serves to initialise a variable, that variable."""
    owner: dict[Operation, Operation] = {}
    for operation in reversed(operations):
        kind = operation.record.kind
        if kind in ("variable", "placeholder") or is_view(operation):
            continue
        if operation.type == "Assign":
            if is_initializer(operation):
                owner[operation] = variable_of(operation.outputs[0])
            continue
        readers = [c for tensor in operation.outputs for c in tensor._consumers if c in present]
        owners = [owner[reader] for reader in readers if reader in owner]
        if owners and len(owners) == len(readers):
            owner[operation] = owners[0]
    return owner
