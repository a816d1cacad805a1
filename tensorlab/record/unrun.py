"""Operations that no recorded run evaluated, but that belong to the picture: "why did this node not run?".

Of a graph only what ran is recorded. What was described beside it and never fetched is shown too, faintly, as long
as it hangs together with what ran and is not too much: a notebook's default graph may hold the models of ten other
cells.

Read next: `twin.py`, which decides who of them gets a box; `explain.py`, which says why they did not run.
"""

from collections.abc import Sequence

from tensorlab.graph.operation import Operation
from tensorlab.record.belonging import gradient_operations, is_initializer, optimizer_internals
from tensorlab.record.recorder import RecordedRun
from tensorlab.run.plan import is_view

MOST_UNRUN = 150


def unrun_operations(runs: Sequence[RecordedRun], most: int = MOST_UNRUN) -> list[Operation]:
    """The operations to show beside those that ran; none when they are more than `most`.

    >>> import tensorlab as tf
    >>> from tensorlab import lab
    >>> with tf.Graph().as_default(), tf.Session() as sess, lab.trace() as tape:
    ...     x = tf.constant([1.0, 2.0], name="x")
    ...     double, unused, other = x + x, tf.exp(x + x, name="unused"), tf.zeros([2], name="other")
    ...     result = sess.run(double)
    >>> [operation.name for operation in unrun_operations(tape.runs)]
    ['add_1', 'unused']
    """
    ran: set[Operation] = set()
    for run in runs:
        ran.update(run.plan.order)
        ran.update(tensor.op for tensor in run.plan.feeds)
    if not ran:
        return []
    every = next(iter(ran)).graph.operations
    gradients = gradient_operations(every)
    differentiated = {x.op for work in every[0].graph.differentiations for x in work.xs}
    left_out = ran | gradients | optimizer_internals(every, gradients, differentiated)
    serving = _serving_only(every, left_out)
    found: dict[Operation, None] = {}
    stack = [operation for operation in ran if operation not in gradients]
    while stack:
        operation = stack.pop()
        beside = [reader for tensor in operation.outputs for reader in tensor._consumers]
        beside += [tensor.op for tensor in operation.inputs]
        for other in beside:
            if other not in found and other not in left_out and other not in serving:
                found[other] = None
                stack.append(other)
                if len(found) > most:
                    return []
    return sorted(found, key=lambda operation: operation.index)


def _serving_only(every: Sequence[Operation], left_out: set[Operation]) -> set[Operation]:
    """Operations that would get no box: constants, reads, writes, and what only initialises a variable."""
    found: set[Operation] = set()
    for operation in reversed(every):
        plain = (
            operation.type in ("Const", "NoOp", "Assert")
            or is_view(operation)
            or bool(operation.record.writes)
        )
        readers = [reader for tensor in operation.outputs for reader in tensor._consumers]
        serves = [is_initializer(r) or (r in found and not is_view(r) and r.type != "Const") for r in readers]
        needed = operation.record.kind in ("variable", "placeholder")
        if plain or (readers and all(serves) and not needed):
            found.add(operation)
    return found - left_out
