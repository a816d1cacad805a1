"""The loops that run a plan. This is where a graph computes.

There are two: the plain one, which knows nothing of anybody watching, and the careful one, which reads the
clock after every node. One- and two-input calls are spelled out because most nodes are such, and building an
argument list would cost more than a small addition.

Read next: `parallel.py`, which runs a plan in several threads; `session.py`.
"""

from time import perf_counter_ns
from typing import Any, NamedTuple, NoReturn

from tensorlab.devices.copies import Copy
from tensorlab.errors import (
    DeadlineExceededError,
    FailedPreconditionError,
    InvalidArgumentError,
    OpError,
    ResourceExhaustedError,
    UnimplementedError,
)
from tensorlab.graph.dtypes import c_name
from tensorlab.graph.node_builder import inferred_shapes
from tensorlab.graph.operation import Operation, located_at
from tensorlab.graph.shapes import as_shape
from tensorlab.graph.tensor import Tensor
from tensorlab.run.bind import bound_kernel
from tensorlab.run.plan import Plan
from tensorlab.run.slots import MANY, ONE, TWO, WRITE, Step, slots_read


def run_plan(plan: Plan, values: list[Any]) -> None:
    """Run every step of a plan; `values` holds the feeds and constants, and in the end the results."""
    operation = None
    try:
        for how, kernel, a, b, out, operation in plan.steps:  # noqa: B007 (the handler names the operation)
            if how == TWO:
                values[out] = kernel(values[a], values[b])
            elif how == ONE:
                values[out] = kernel(values[a])
            elif how == WRITE:
                kernel(values)
            elif how == MANY:
                values[out] = kernel(*[values[slot] for slot in a])
            else:
                values[out:b] = kernel(*[values[slot] for slot in a])
    except Exception as error:
        fail(error, operation, plan, values)


class Deadline(NamedTuple):
    """When a run has to end: `at` in seconds of the clock, and the milliseconds that it was given."""

    at: float
    milliseconds: int


def run_plan_carefully(
    plan: Plan, values: list[Any], times: list[int] | None, deadline: Deadline | None
) -> None:
    """The same, reading the clock before the first step and after each.

    Args:
        times: where the readings go, in nanoseconds.
        deadline: when to give up. It is looked at between two steps: one long kernel cannot be interrupted.
    """
    operation = None
    times = [] if times is None else times
    try:
        times.append(perf_counter_ns())
        for done, step in enumerate(plan.steps):
            operation = step[5]
            if deadline is not None and times[-1] > deadline.at * 1e9:
                raise late(operation, done, len(plan.steps), deadline)
            do_step(step, values)
            times.append(perf_counter_ns())
    except Exception as error:
        fail(error, operation, plan, values)


def do_step(step: Step, values: list[Any]) -> None:
    """Run one step of a plan."""
    how, kernel, a, b, out, _ = step
    if how == TWO:
        values[out] = kernel(values[a], values[b])
    elif how == ONE:
        values[out] = kernel(values[a])
    elif how == WRITE:
        kernel(values)
    elif how == MANY:
        values[out] = kernel(*[values[slot] for slot in a])
    else:
        values[out:b] = kernel(*[values[slot] for slot in a])


# --- when a step fails ------------------------------------------------------------------------------------


def fail(error: Exception, operation: Operation | None, plan: Plan, values: list[Any]) -> NoReturn:
    """Raise the error again, in TensorFlow's class, with the node, the user's line and the shapes involved."""
    if operation is None or (isinstance(error, OpError) and error.op is not None):
        raise error
    seen = _seen_values(plan, operation, values)
    operation = _node(operation)
    kind: type[OpError] = InvalidArgumentError
    message = str(error)
    if isinstance(error, OpError):
        kind = type(error)
    elif isinstance(error, MemoryError):
        kind, message = ResourceExhaustedError, f"Out of memory while computing this node. {error}"
    elif isinstance(error, NotImplementedError):
        kind = UnimplementedError
    elif isinstance(error, ValueError):
        message = _plainer_words(operation, seen) or message
    inputs = [f"{t.name}: {t.dtype.base_dtype.name} {getattr(v, 'shape', ())}" for t, v in seen.items()]
    # The words of an OpError are ours, and are all in the new one: a second traceback would say nothing more.
    cause = None if isinstance(error, OpError) else error
    raise kind(None, operation, located_at(operation, message, inputs=inputs)) from cause  # type: ignore[call-arg]  # every subclass knows its code


def _plainer_words(operation: Operation, seen: dict[Tensor, Any]) -> str | None:
    """What the node's shape rule says to the shapes that it got: clearer than NumPy, if it objects at all."""
    try:
        inferred_shapes(operation, {t: as_shape(getattr(v, "shape", ())) for t, v in seen.items()})
    except ValueError as error:
        return str(error)
    return None


def _seen_values(plan: Plan, operation: Operation, values: list[Any]) -> dict[Tensor, Any]:
    """What reached the failing node: the tensors that its kernel took, with their values."""
    step = next(step for step in plan.steps if step[5] is operation)
    if step[0] == WRITE or isinstance(operation, Copy):
        return {tensor: tensor for tensor in operation.inputs}
    used = bound_kernel(operation, plan.fed)[1]
    return {t: values[slot] for t, slot in zip(used, slots_read(step), strict=False)}


def late(step_of: Operation | Copy, done: int, count: int, deadline: Deadline) -> DeadlineExceededError:
    """The error of a run whose time is over."""
    return DeadlineExceededError(
        None,
        _node(step_of),
        located_at(
            _node(step_of),
            f"Timed out: the run was given {deadline.milliseconds} ms, and {step_of.name} would have been next. "
            f"{done} of {count} steps were done; the variables are as they were before the run.",
            advice="Give it more time (operation_timeout_in_ms of the ConfigProto, timeout_in_ms of the RunOptions), "
            "or fetch less at once.",
        ),
    )


def _node(step_of: Operation | Copy) -> Operation:
    """The node of the graph to blame for a step: of a copy the one whose value was on its way."""
    return step_of.tensor.op if isinstance(step_of, Copy) else step_of


def refuse_uninitialized(variable: Operation, reader: Operation) -> NoReturn:
    """A variable is read before anything was assigned to it."""
    message = located_at(
        reader,
        f"Attempting to use uninitialized value {variable.name}",
        advice="First run tf.global_variables_initializer(). It knows the variables so far: make it after minimize.",
    )
    raise FailedPreconditionError(None, reader, message)


def refuse_unfed(placeholder: Operation) -> NoReturn:
    """A placeholder is needed, and nobody fed it."""
    tensor = placeholder.outputs[0]
    shape = "" if tensor.shape.ndims is None else f" and shape {_bracketed(tensor.shape)}"
    message = located_at(
        placeholder,
        f"You must feed a value for placeholder tensor '{placeholder.name}' with dtype "
        f"{c_name(tensor.dtype.base_dtype.name)}{shape}",
        advice="Pass feed_dict={<the placeholder>: value} to this call of run or eval.",
    )
    raise InvalidArgumentError(None, placeholder, message)


def _bracketed(shape: Any) -> str:
    return "[" + ",".join("?" if size is None else str(size) for size in shape.as_list()) + "]"
