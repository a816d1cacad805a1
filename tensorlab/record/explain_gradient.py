"""Where a gradient comes from: contribution by contribution, along every path from the loss; and why there is none.

`gradients` notes every contribution that reaches a tensor (`Differentiation`). Followed from a tensor back to the
loss, the notes are the paths of the chain rule.

Read next: `explain.py`.
"""

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from tensorlab.graph.gradients import Differentiation
from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.record.backward import dense
from tensorlab.record.blocks import blocks_of, shown_name, works_outside
from tensorlab.record.derivation_rules import plain_template
from tensorlab.record.explain import Explainer, Explanation, shortened
from tensorlab.record.twin import TwinView
from tensorlab.record.values import brief
from tensorlab.record.words import Text, catalogue, message
from tensorlab.run.plan import Plan, is_view, variable_of

MOST_PATHS = 8  # more are counted, not listed

Reason = tuple[str, Operation | None, str]


class GradientPaths:
    """The ways on which the gradient of one differentiation travels, in one plan."""

    def __init__(self, work: Differentiation, plan: Plan) -> None:
        self.work = work
        self.plan = plan
        self._counts: dict[Tensor, int] = {}

    def arriving(self, tensor: Tensor) -> list[tuple[Operation, Any]]:
        """What arrives at a tensor in this plan: pairs (operation that sent it, gradient)."""
        return [
            (via, dense(gradient))
            for via, gradient in self.work.contributions.get(tensor, ())
            if via is not None and dense(gradient) in self.plan.slot_of
        ]

    def count(self, tensor: Tensor) -> int:
        """How many paths lead from the loss to a tensor."""
        stack = [tensor]
        while stack:  # deep graphs are no reason to recurse deeply
            here = stack[-1]
            ahead = [o for via, _ in self.arriving(here) for o in self._outputs(via)]
            missing = [o for o in ahead if o not in self._counts]
            if here in self._counts or not missing:
                starts = 1 if here in self.work.ys else 0
                self._counts.setdefault(here, starts + sum(self._counts[o] for o in ahead))
                stack.pop()
            else:
                stack += missing
        return self._counts[tensor]

    def _outputs(self, via: Operation) -> list[Tensor]:
        return [o for o in via.outputs if o in self.work.ys or self.arriving(o)]

    def listed(self, tensor: Tensor, most: int = MOST_PATHS) -> list[list[Tensor]]:
        """The first paths, each from the tensor to the loss."""
        found: list[list[Tensor]] = []
        stack = [[tensor]]
        while stack and len(found) < most:
            path = stack.pop()
            here = path[-1]
            if here in self.work.ys and not (len(path) == 1 and self.arriving(here)):
                found.append(path)
                continue
            for via, _ in reversed(self.arriving(here)):
                stack += [[*path, output] for output in reversed(self._outputs(via))]
        return found


def differentiation_of(plan: Plan, tensor: Tensor) -> Differentiation | None:
    """The differentiation by which a plan computes the gradient of a tensor."""
    for work in works_of(plan):
        total = dense(work.totals.get(tensor))
        if total is not None and total in plan.slot_of:
            return work
    return None


def works_of(plan: Plan) -> list[Differentiation]:
    """The differentiations of which a plan runs anything."""
    if not plan.order:
        return []
    ran = set(plan.order)
    return [
        work
        for work in works_outside(plan.order[0].graph)
        if any(dense(total) is not None and dense(total).op in ran for total in work.totals.values())
    ]


def explain_gradient(explainer: Explainer, operation: Operation, values: Sequence[Any] | None) -> Explanation:
    """Where the gradient of an operation's result comes from in a run, or why there is none.

    Args:
        explainer: knows the run.
        operation: the forward operation, or a variable.
        values: the run's values by slot, where they are at hand.
    """
    if is_view(operation):
        operation = variable_of(operation.outputs[0])
    name = explainer.name(operation)
    if not operation.outputs:
        return Explanation(name, "no_output", (message("explain.gradient.no_output", name=["b", name]),))
    tensor = operation.outputs[0]
    work = differentiation_of(explainer.plan, tensor)
    if work is None:
        return without_gradient(explainer, tensor)
    paths = GradientPaths(work, explainer.plan)
    count, listed = paths.count(tensor), paths.listed(tensor)
    loss = ["b", explainer.name(work.ys[0].op)]
    texts = [message("explain.gradient.paths", name=["b", name], loss=loss, count=count)]
    if tensor in work.ys and not paths.arriving(tensor):
        texts = [message("explain.gradient.start", name=["b", name])]
    zero = zero_since(paths, tensor, values)
    if zero is not None:
        texts.append(message("explain.gradient.zero", via=["b", explainer.name(zero)]))
    more = [*contribution_lines(explainer, paths, tensor, values)]
    if len(listed) > 1:
        more += [
            " → ".join(shortened(list(dict.fromkeys(explainer.name(t.op) for t in reversed(p)))))
            for p in listed
        ]
        if count > len(listed):
            more.append(f"… and {count - len(listed):,} paths more")
    path = tuple(t.op for t in reversed(listed[0])) if listed else (operation,)
    names = tuple(dict.fromkeys(map(explainer.name, path))) if len(listed) == 1 else ()
    return Explanation(name, "gradient", tuple(texts), path, names, tuple(more))


def contribution_lines(
    explainer: Explainer, paths: GradientPaths, tensor: Tensor, values: Sequence[Any] | None
) -> list[str]:
    """One line for every contribution: through which node, by which rule, and how large it is."""
    lines = []
    arriving = paths.arriving(tensor)
    if len(arriving) == 1 and is_view(
        arriving[0][0]
    ):  # a variable is read, and the read has the contributions
        return contribution_lines(explainer, paths, arriving[0][0].outputs[0], values)
    for via, gradient in arriving:
        value = None if values is None else values[explainer.plan.slot_of[gradient]]
        size = "" if value is None else f" = {brief(value)}"
        rule = local_rule(explainer, tensor, via)
        lines.append(f"via {explainer.name(via)}{f': {rule}' if rule else ''}{size}")
    return lines


def local_rule(explainer: Explainer, tensor: Tensor, via: Operation) -> str:
    """The rule by which a contribution is made, as text: `∂L/∂y·y·(1 − y)`."""
    record = via.record
    if not record.gradient_latex:
        return ""
    position = 0
    holes: dict[str, str] = {}
    for number, (parameter, argument) in enumerate(zip(record.inputs, via.arguments(), strict=True)):
        if isinstance(argument, Tensor):
            holes[parameter.name] = explainer.view.label(argument)
            position = number if argument is tensor else position
    result = explainer.view.label(via.outputs[0])
    holes.setdefault("y", result)
    holes["g"] = f"∂L/∂{result}"
    template = plain_template(record.gradient_latex[min(position, len(record.gradient_latex) - 1)])
    try:
        return template.format(**holes)
    except (KeyError, IndexError, ValueError):
        return ""


def zero_since(paths: GradientPaths, tensor: Tensor, values: Sequence[Any] | None) -> Operation | None:
    """For a gradient that is zero everywhere: the operation that made zeros of what was none; else None."""
    if values is None:
        return None

    def is_zero(gradient: Any) -> bool:
        slot = paths.plan.slot_of.get(gradient)
        value = None if slot is None else values[slot]
        array = np.asarray(value)
        return value is not None and array.size > 0 and array.dtype.kind in "fc" and not array.any()

    here = tensor
    seen: set[Tensor] = set()
    while is_zero(dense(paths.work.totals.get(here))) and here not in seen:
        seen.add(here)
        arriving = paths.arriving(here)
        if not arriving or not all(is_zero(gradient) for _, gradient in arriving):
            return None  # contributions that cancel out, or the start itself
        via = arriving[0][0]
        outputs = paths._outputs(via)
        if not outputs or not all(is_zero(dense(paths.work.totals.get(o))) for o in outputs):
            return via
        here = outputs[0]
    return None


# --- no gradient ------------------------------------------------------------------------------------------


def without_gradient(explainer: Explainer, tensor: Tensor) -> Explanation:
    """Why a tensor has no gradient in a run."""
    name = ["b", explainer.name(tensor.op)]
    block = tensor.op.block
    if block is not None and block.owner is not None:
        text = message("explain.gradient.inside", name=name, frame=["b", shown_name(block.owner)])
        return Explanation(explainer.name(tensor.op), "inside", (text,), (tensor.op,))
    works = works_of(explainer.plan)
    if not works:
        text = message("explain.gradient.none_run", name=name)
        return Explanation(explainer.name(tensor.op), "none_run", (text,))
    work = works[0]
    kind, at, reason = reasons_for_none(work, [tensor]).get(tensor, ("not_run", None, ""))
    holes: dict[str, Any] = {"name": name, "loss": ["b", explainer.name(work.ys[0].op)]}
    if at is not None:
        holes["at"] = ["b", explainer.name(at)]
        holes["reason"] = reason_in_words(reason)
    text = message(f"explain.gradient.{kind}", **holes)
    path = (tensor.op, at) if at is not None else (tensor.op,)
    names = tuple(dict.fromkeys(explainer.name(o) for o in path))
    return Explanation(explainer.name(tensor.op), kind, (text,), path, names)


@functools.cache
def reason_in_words(reason: str) -> Text:
    """A record's reason why no gradient passes, as a message; a record of somebody else's says its own words."""
    key = next(
        (key for key, texts in catalogue().items() if key.startswith("reason.") and texts["en"] == reason), ""
    )
    return message(key) if key else reason


def reasons_for_none(work: Differentiation, tensors: Sequence[Tensor]) -> dict[Tensor, Reason]:
    """Why tensors got no gradient from a differentiation; those that did get one are left out.

    "integer": no derivatives of whole numbers; "no_path": the loss does not depend on it; "stopped" and
    "not_differentiable": every way passes an operation that lets no gradient through; "unneeded": nothing upstream
    of it is trained.
    """
    upstream = ancestors([y.op for y in work.ys])
    trained = descendants([x.op for x in work.xs], upstream)
    blocked = blocking_operations(work, upstream)
    found: dict[Tensor, Reason] = {}
    for tensor in tensors:
        if tensor in work.totals and work.totals[tensor] is not None:
            continue
        if not (tensor.dtype.is_floating or tensor.dtype.is_complex):
            found[tensor] = ("integer", None, "")
        elif tensor.op not in upstream:
            found[tensor] = ("no_path", None, "")
        elif tensor in blocked:
            at = blocked[tensor]
            reason = "" if blocks_of(at) else at.record.no_gradient or ""
            known = (
                "stopped" if at.type == "StopGradient" else "not_differentiable" if reason else "not_through"
            )
            found[tensor] = (known, at, reason)
            if tensor not in work.xs and tensor.op not in trained and known == "not_through":
                found[tensor] = ("unneeded", None, "")
        else:
            found[tensor] = ("unneeded", None, "")
    return found


def ancestors(operations: Sequence[Operation]) -> set[Operation]:
    """The operations, and all that their inputs depend on."""
    found: set[Operation] = set()
    stack = list(operations)
    while stack:
        operation = stack.pop()
        if operation not in found:
            found.add(operation)
            stack += [tensor.op for tensor in operation.inputs]
    return found


def descendants(operations: Sequence[Operation], among: set[Operation]) -> set[Operation]:
    """The operations of a set that depend on some of these, with these."""
    found = set(operations)
    for operation in sorted(among, key=lambda o: o.index):
        if any(tensor.op in found for tensor in operation.inputs):
            found.add(operation)
    return found


def blocking_operations(work: Differentiation, upstream: set[Operation]) -> dict[Tensor, Operation]:
    """For tensors without a gradient that the loss depends on: the operation at which the gradient stopped."""
    blocked: dict[Tensor, Operation] = {}
    reached = {tensor for tensor, total in work.totals.items() if total is not None} | set(work.ys)
    for operation in sorted(upstream, key=lambda o: o.index, reverse=True):
        beyond = next((blocked[o] for o in operation.outputs if o in blocked), None)
        arrived = any(output in reached for output in operation.outputs)
        at = operation if arrived else beyond
        if at is None:
            continue
        for tensor in operation.inputs:
            if tensor not in reached:
                blocked.setdefault(tensor, at)
    return blocked


def reasons_by_box(view: TwinView, plan: Plan) -> dict[int, tuple[str, Operation | None, str]]:
    """For every box without a gradient in a plan that computes gradients: why it has none."""
    works = works_of(plan)
    if not works:
        return {}
    boxes = [box for box in view.boxes if box.operation.outputs]
    tensors = [box.operation.outputs[0] for box in boxes]
    found: dict[int, tuple[str, Operation | None, str]] = {}
    with_one = {t for work in works for t, total in work.totals.items() if dense(total) in plan.slot_of}
    reasons = reasons_for_none(works[0], tensors)
    for box, tensor in zip(boxes, tensors, strict=True):
        if tensor not in with_one:
            found[box.index] = reasons.get(tensor, ("not_run", None, ""))
    return found
