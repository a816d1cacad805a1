"""The steps of the backward pass: who sends which gradient to whom, and where contributions add up.

`gradients` has noted every contribution that reached a tensor (`Differentiation`). Told in the order of the
chain rule, from the loss back, these notes are the backward pass; the gradient nodes themselves are looked up
only for the values they multiplied.

Read next: `bundle.py`.
"""

from typing import TYPE_CHECKING, Any

from tensorlab.graph.gradients import Differentiation
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.record.blocks import block_of_work, is_exit, shown_name
from tensorlab.record.twin import INFIX, latex_name
from tensorlab.record.words import Text, message
from tensorlab.run.plan import is_view

if TYPE_CHECKING:
    from tensorlab.record.story import Story

PASSED_THROUGH = frozenset(["SumToShape", "Identity"])
ONES = frozenset(["OnesLike", "Fill"])
MOST_TERMS = 3  # of a sum that is written out


def backward_steps(story: "Story") -> list[dict[str, Any]]:
    """The backward steps of a plan, for every gradient computation that it runs."""
    if not story.plan.order:
        return []
    steps: list[dict[str, Any]] = []
    for work in story.plan.order[0].graph.differentiations:
        if block_of_work(work) is story.block:
            steps += _BackwardPass(story, work).steps()
    return steps


def gradient_names(work: Differentiation) -> dict[Tensor, Tensor]:
    """From every whole gradient that a differentiation made to the tensor it is the gradient of."""
    names = {dense(total): tensor for tensor, total in work.totals.items()}
    for y, seed in zip(work.ys, work.seeds, strict=True):
        names.setdefault(seed, y)
    return names


def nearest_upstream(work: Differentiation) -> dict[Operation, tuple[int, Tensor]]:
    """For every operation upstream of which a differentiation ends: how far away the nearest end is, and which."""
    found: dict[Operation, tuple[int, Tensor]] = {}
    for x in work.xs:
        found.setdefault(x.op, (0, x))
    for operation in work.xs[0].graph.operations if work.xs else ():
        ends = [found[before.op] for before in operation.inputs if before.op in found]
        if ends and operation not in found:
            distance, x = min(ends, key=lambda end: end[0])
            found[operation] = (distance + 1, x)
    return found


class _BackwardPass:
    """Tells one `Differentiation`."""

    def __init__(self, story: "Story", work: Differentiation) -> None:
        self.story = story
        self.view = story.view
        self.work = work
        self.names = gradient_names(work)
        self.nearest = nearest_upstream(work)

    def steps(self) -> list[dict[str, Any]]:
        """Seeds, then contributions from the loss back; a sum where the last of several has arrived."""
        story, work = self.story, self.work
        arriving: list[tuple[int, int, Tensor, Operation, Tensor]] = []
        missing: dict[Tensor, int] = {}
        for tensor, contributions in work.contributions.items():
            for number, (via, gradient) in enumerate(contributions):
                if via is not None and dense(gradient) in story.plan.slot_of:
                    arriving.append((-via.index, number, tensor, via, dense(gradient)))
                    missing[tensor] = missing.get(tensor, 0) + 1
        if not arriving:
            return []
        steps = [
            self._seed(y, seed)
            for y, seed in zip(work.ys, work.seeds, strict=True)
            if seed in story.plan.slot_of and self.view.source_box(y) is not None
        ]
        order = {tensor: number for number, tensor in enumerate(work.contributions)}
        arrived: dict[Tensor, list[int | None]] = {}
        arriving.sort(key=lambda event: (event[0], order[event[2]], event[1]))
        for _, _, tensor, via, gradient in arriving:
            if self.view.source_box(tensor) is None:
                continue
            missing[tensor] -= 1
            several = len(work.contributions[tensor]) > 1
            # The read of a variable, and the name of a loop's output, pass a gradient on as it is.
            if not is_view(via) and not is_exit(via):
                steps.append(self._contribution(tensor, via, gradient, several))
                arrived.setdefault(tensor, []).append(steps[-1]["output"]["entry"])
                steps[-1]["partial"] = list(arrived[tensor]) if several else []
            if several and not missing[tensor] and dense(work.totals[tensor]) in story.plan.slot_of:
                steps.append(self._sum(tensor))
        return steps

    # --- the three kinds ----------------------------------------------------------------------------------

    def _seed(self, y: Tensor, seed: Tensor) -> dict[str, Any]:
        entry = self.story.entry(seed)
        label = self.view.label(y)
        own = (
            seed.op.type in ONES and seed.op in self.view.gradient_operations
        )  # else the program gave grad_ys
        inside = self.story.block is not None
        begins = "story.why_seed" if own else "story.why_seed_given"
        return self.story._step(
            "backward",
            "seed",
            seed.op,
            self.view.source_box(y),
            title=message("story.seed_title", name=label if inside else y.op.name),
            latex=rf"\frac{{\partial L}}{{\partial {latex_name(label)}}}" + (" = 1" if own else ""),
            sentence=message(
                "story.seed_arrives" if inside else "story.seed",
                name=["b", label if inside else y.op.name],
                value=["v", entry],
            ),
            output={"label": f"∂L/∂{label}", "entry": entry},
            slot=True,
            why=message("story.why_seed_arrives" if inside else begins),
            source=y.op,
        )

    def _contribution(
        self, tensor: Tensor, via: Operation, gradient: Tensor, several: bool
    ) -> dict[str, Any]:
        view, story = self.view, self.story
        receiver, sender = view.source_box(tensor), view.box_of.get(via)
        label = view.label(tensor)
        entry = story.entry(gradient)
        shown = self._essential(gradient)
        inputs = self._inputs(shown)
        if gradient in [dense(self.work.totals.get(output)) for output in via.outputs]:
            # The sender had nothing to multiply by: it hands on the very gradient that it received.
            inputs = [{"label": f"∂L/∂{view.label(via.outputs[0])}", "entry": entry}]
        symbol = shown.record.symbol
        assert receiver is not None
        named: Any = ["b", receiver.title]
        if label != receiver.title:
            named = message("story.receiver", title=named, label=["c", label])
        return story._step(
            "backward",
            "contribution",
            gradient.op,
            receiver,
            from_box=None if sender is None else sender.index,
            edges=view.edge_between(receiver, sender),
            title=message("story.sends_title", via=shown_name(via), name=label),
            latex=self._formula(tensor, via),
            sentence=message("story.sends", via=["b", shown_name(via)], receiver=named, value=["v", entry]),
            inputs=inputs,
            operator=symbol if symbol in INFIX and len(inputs) == 2 else "→",
            output={
                "label": f"∂L/∂{label}" if not several else message("story.via", name=shown_name(via)),
                "entry": entry,
            },
            slot=not several,
            chain=self._chain(via),
            why=self._why(tensor),
            source=via,
        )

    def _chain(self, via: Operation) -> dict[str, Any] | None:
        """The gradient that the sender received, which the chain rule multiplies by the local derivative."""
        if len(via.outputs) != 1:
            return None
        [received] = via.outputs
        total = dense(self.work.totals.get(received))
        entry = None if total is None else self.story.entry(total)
        if entry is None:
            return None
        label = self.view.label(received)
        return {"upstream": {"label": f"∂L/∂{label}", "entry": entry}, "via": via}

    def _sum(self, tensor: Tensor) -> dict[str, Any]:
        view, story = self.view, self.story
        total = dense(self.work.totals[tensor])
        entry = story.entry(total)
        label = view.label(tensor)
        parts = [
            {
                "via": self._box_number(via),
                "label": message("story.via", name=shown_name(via)) if via else message("story.start"),
                "entry": story.entry(dense(g)),
            }
            for via, g in self.work.contributions[tensor]
        ]
        count = len(parts)
        times = message(f"story.times_{count}") if 2 <= count <= 4 else message("story.times", count=count)
        box = view.source_box(tensor)
        return story._step(
            "backward",
            "sum",
            total.op,
            box,
            title=message("story.sum_title", name=tensor.op.name if box is None else box.title),
            latex=_sum_formula(label, [via for via, _ in self.work.contributions[tensor]]),
            sentence=message(
                "story.adds_up", name=["b", label], times=times, count=count, value=["v", entry]
            ),
            inputs=[{"label": p["label"], "entry": p["entry"]} for p in parts],
            operator="+",
            output={"label": f"∂L/∂{label}", "entry": entry},
            contributions=parts,
            slot=True,
            why=message("story.why_sum"),
            source=tensor.op,
        )

    # --- details ------------------------------------------------------------------------------------------

    def _box_number(self, operation: Operation | None) -> int | None:
        box = self.view.box_of.get(operation) if operation is not None else None
        return None if box is None else box.index

    def _essential(self, gradient: Tensor) -> Operation:
        """The node whose arithmetic made a contribution: a sum that had nothing to add up is passed over."""
        operation = gradient.op
        while operation.type in PASSED_THROUGH and operation.inputs[0] in self.story.plan.slot_of:
            passed = operation.inputs[0]
            if passed in self.names or passed.op not in self.view.gradient_operations:
                break
            operation = operation.inputs[0].op
        return operation

    def _inputs(self, operation: Operation) -> list[dict[str, Any]]:
        """What the gradient node read, in the student's terms: `xᵀ` and `∂L/∂a`."""
        shown = self.story.inputs(operation)
        if operation.type in PASSED_THROUGH:
            shown = shown[:1]  # its second input only tells the shape
        labels = {self.story.entry(t): self._name(t) for t in operation.inputs}
        for number, item in enumerate(shown):
            item["label"] = labels.get(item["entry"], item["label"])
            if operation.attributes.get("transpose_a" if number == 0 else "transpose_b"):
                item["label"] += "ᵀ"
                item["transpose"] = True
        return shown

    def _name(self, tensor: Tensor) -> str:
        forward = self.names.get(tensor)
        return self.view.label(tensor) if forward is None else f"∂L/∂{self.view.label(forward)}"

    def _formula(self, tensor: Tensor, via: Operation) -> str:
        """The rule that the sender's record states, with the student's names in it."""
        record = via.record
        left = rf"\frac{{\partial L}}{{\partial {latex_name(self.view.label(tensor))}}}"
        if not record.gradient_latex:
            return ""
        holes: dict[str, Any] = {k: str(getattr(v, "name", v)) for k, v in via.attributes.items()}
        position = 0
        for number, (parameter, argument) in enumerate(zip(record.inputs, via.arguments(), strict=True)):
            if isinstance(argument, Tensor):
                holes[parameter.name] = latex_name(self.view.label(argument))
            else:
                holes[parameter.name] = ", ".join(latex_name(self.view.label(t)) for t in argument or ())
            if argument is tensor or (isinstance(argument, list) and tensor in argument):
                position = number
        result = latex_name(self.view.label(via.outputs[0]))
        holes["y"] = holes.get("y", result)
        holes["g"] = rf"\frac{{\partial L}}{{\partial {result}}}"
        rule = record.gradient_latex[min(position, len(record.gradient_latex) - 1)]
        try:
            return f"{left} = {rule.format(**holes)}"
        except (KeyError, IndexError, ValueError):
            return ""

    def _why(self, tensor: Tensor) -> Text:
        source = tensor.op.inputs[0] if is_view(tensor.op) else tensor
        if self.story.block is not None and tensor in self.work.xs:
            if tensor.op.type == "BlockArgument":
                return message("story.why_to_before", name=["c", self.view.label(tensor)])
            return message("story.why_captured", name=["c", self.view.label(tensor)])
        if source in self.work.xs or tensor in self.work.xs:
            total = dense(self.work.totals.get(tensor))
            readers = (
                [c for c in total._consumers if c in self.story.ran and c.record.writes]
                if total is not None
                else []
            )
            who = readers[0].name if readers else "tf.gradients"
            return message("story.why_gradient", reader=who, gradient=f"∂L/∂{self.view.label(tensor)}")
        _, wanted = self.nearest.get(tensor.op, (0, self.work.xs[0]))
        name = ["c", self.view.label(tensor)]
        return message("story.why_upstream", name=name, wanted=["c", f"∂L/∂{self.view.label(wanted)}"])


def dense(gradient: Any) -> Any:
    """The tensor to show for a gradient; of IndexedSlices their rows."""
    return gradient.values if isinstance(gradient, IndexedSlices) else gradient


def _sum_formula(label: str, senders: list[Operation | None]) -> str:
    """The sum over the paths that a gradient came back along, each named by the operation that sent it."""
    derivative = rf"\frac{{\partial L}}{{\partial {latex_name(label)}}}"
    if len(senders) > MOST_TERMS:
        return rf"{derivative} = \sum_{{i=1}}^{{{len(senders)}}} {derivative}{{\Big|}}_{{i}}"
    names = ["" if via is None else latex_name(shown_name(via).rpartition("/")[2]) for via in senders]
    return f"{derivative} = " + " + ".join(rf"{derivative}{{\Big|}}_{{{name}}}" for name in names)
