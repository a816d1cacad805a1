"""What if, as a student has it: `tape.what_if({w1: ...}, run=12)`, and the same question from the Tracer.

Read next: `tensorlab/record/what_if.py`, which computes it.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from tensorlab.errors import OpError
from tensorlab.graph.tensor import Tensor
from tensorlab.record.branches import branch_fields, change_texts
from tensorlab.record.bundle import BundleBuilder
from tensorlab.record.compare import Difference, Divergence, RunComparison
from tensorlab.record.pairing import Pairing
from tensorlab.record.values import number
from tensorlab.record.what_if import Branch, run_again, value_before

if TYPE_CHECKING:
    from tensorlab.lab.desk import Desk
    from tensorlab.lab.tape import Tape

MOST_LINES = 8
MOST_ON = 2000  # runs that the Tracer repeats at once


class WhatIf:
    """A recorded run computed again with other values in it. The record and the session stay as they are.

    >>> import tensorlab as tf
    >>> from tensorlab import lab
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable(3.0, name="w")
    ...     x = tf.placeholder(tf.float32, name="x")
    ...     loss = tf.square(w * x, name="loss")
    ...     train = tf.train.GradientDescentOptimizer(0.25).minimize(loss)
    ...     sess.run(w.initializer)
    ...     with lab.trace(sess) as tape:
    ...         for step in range(4):
    ...             sess.run(train, {x: 1.0})
    >>> tape.what_if({w: 5.0}, run=1)
    <What if in run 1: w = 5>
      loss 25, recorded 9
      8 of 12 values differ; the first is w:
        w []: by at most 2 (40%)
        mul []: by at most 2 (40%)
        loss []: by at most 16 (64%)
        gradients/loss_grad/mul []: by at most 4 (40%)
        gradients/loss_grad/mul_1 []: by at most 4 (40%)
        gradients/mul_grad/mul []: by at most 4 (40%)
        gradients/mul_grad/SumToShape []: by at most 4 (40%)
        w after the write []: by at most 1 (40%)
    >>> tape.what_if({w: 5.0}, run=1, on=2).losses
    [(1, 25.0), (2, 6.25), (3, 1.5625)]
    """

    def __init__(self, tape: "Tape", builder: BundleBuilder, branch: Branch) -> None:
        self._tape, self._builder, self._branch = tape, builder, branch
        self._comparison: RunComparison | None = None

    @property
    def run(self) -> int:
        """The number of the recorded run."""
        return self._builder.runs[self._branch.base].number

    @property
    def changes(self) -> list[str]:
        """What was replaced: `["w1[0, 0] = 2"]`."""
        return change_texts(self._builder, self._branch)

    @property
    def comparison(self) -> RunComparison:
        """The recorded run and this one, value by value."""
        if self._comparison is None:
            base, made = self._builder.runs[self._branch.base], self._branch.runs[0]
            graph = base.session.graph
            recorded = self._builder.replayer.values(self._branch.base)
            self._comparison = RunComparison(base, recorded, made, made.values or [], Pairing(graph, graph))
        return self._comparison

    @property
    def differences(self) -> list[Difference]:
        """The values that came out otherwise, in the order of the run; what was replaced among them."""
        return [one for one in self.comparison.differences if one.kind != "equal"]

    @property
    def first_divergence(self) -> Divergence | None:
        """The first value that differs."""
        return self.comparison.first_divergence()

    @property
    def loss(self) -> float | None:
        """The loss of the run with the values replaced; of several entries their mean."""
        return self._builder.loss(self._branch.runs[0])

    @property
    def losses(self) -> list[tuple[int, float]]:
        """The loss of this run and of those repeated after it: pairs (number of the run, loss)."""
        found = [(run.number, self._builder.loss(run)) for run in self._branch.runs]
        return [(number_, loss) for number_, loss in found if loss is not None]

    def value(self, tensor: Any, run: int | None = None) -> Any:
        """The value a tensor has in this run, or in one of those repeated after it; None when it is not computed.

        Args:
            tensor: a tensor, a variable, or a name such as `"MatMul:0"`.
            run: the number of the recorded run that was repeated; by default that with the replaced values.
        """
        made = next((one for one in self._branch.runs if run is None or one.number == run), None)
        if made is None:
            raise IndexError(f"Run {run} was not repeated: what_if(..., on=...) says how many runs go on.")
        element: Tensor = made.session.graph.as_graph_element(tensor, allow_operation=False)
        value = made.value(element)
        return value.copy() if isinstance(value, np.ndarray) else value

    def show(self, step: int = 1, theme: str = "auto") -> Any:
        """The Tracer at this run, with what changed marked against the record."""
        number_ = self._tape.keep_branch(self)
        bundle, blob = self._tape._built(self._builder)
        bundle["begin"] = {"branch": number_}
        return self._tape._widget(self._builder, bundle, blob, self.run, step, theme, text=repr(self))

    def __repr__(self) -> str:
        lines = [f"<What if in run {self.run}: {', '.join(self.changes)}>"]
        before = self._builder.loss(self._builder.runs[self._branch.base])
        if self.loss is not None and before is not None:
            lines.append(f"  loss {number(self.loss)}, recorded {number(before)}")
        differences = self.differences
        total = len(self.comparison.differences)
        if not differences:
            return "\n".join([*lines, f"  nothing changed: all {total} values are equal"])
        lines.append(f"  {len(differences)} of {total} values differ; the first is {differences[0].name}:")
        lines += [f"    {one.text()}" for one in differences[:MOST_LINES]]
        if len(differences) > MOST_LINES:
            lines.append(f"    and {len(differences) - MOST_LINES} more")
        if len(self._branch.runs) > 1:
            last, end = self._branch.runs[-1], self.losses
            then = f": loss {number(end[-1][1])} in run {end[-1][0]}" if end else ""
            lines.append(f"  and on to run {last.number}{then}")
        if self._branch.runs[-1].error is not None:
            error = self._branch.runs[-1].error
            lines.append(f"  run {self._branch.runs[-1].number} failed: {type(error).__name__}")
        return "\n".join(lines)


def what_if(tape: "Tape", changes: Mapping[Any, Any], run: int, on: int) -> WhatIf:
    """Compute a recorded run again with other values; see `Tape.what_if`."""
    recorded = tape.runs[tape._index(run)]
    builder, index = tape._placed(recorded)
    if not changes:
        raise ValueError("Nothing is to change: what_if({w1: value}, run=12).")
    graph = recorded.session.graph
    replaced = {graph.as_graph_element(key, allow_operation=False): value for key, value in changes.items()}
    return WhatIf(tape, builder, run_again(builder.runs, index, replaced, on))


# --- from the Tracer --------------------------------------------------------------------------------------


def answer(desk: "Desk", content: dict[str, Any], buffers: list[Any]) -> tuple[dict[str, Any], list[bytes]]:
    """The view asks for a run with other values in it, or drops such a run.

    `content`: `run`, an index; `on`; `changes`, a list of {"tensor": name, and either "value": nested lists, or
    "entries": [[index, value], ...]}; numbers that JSON lacks are texts; `programs`, how many the view knows. Or
    `drop`, the number of a branch.
    """
    builder, tape = desk.builder, desk.tape
    if "drop" in content:
        tape.drop_branch(int(content["drop"]))
        return {}, []
    index = int(content["run"])
    recorded = builder.runs[index]
    graph = recorded.session.graph
    replaced: dict[Tensor, Any] = {}
    for change in content["changes"]:
        tensor: Tensor = graph.as_graph_element(str(change["tensor"]), allow_operation=False)
        replaced[tensor] = _wanted(change, tensor, value_before(builder.runs, index, tensor))
    on = max(0, min(MOST_ON, int(content.get("on", 0))))
    try:
        branch = run_again(builder.runs, index, replaced, on)
    except OpError as error:
        # The view shows what happened, the node and its inputs; nothing is kept of the run.
        return {"failed": {"type": type(error).__name__, "message": error.message}}, []
    made = WhatIf(tape, builder, branch)
    fields, parts = branch_fields(builder, branch, tape.keep_branch(made))
    known = int(content.get("programs", 0))
    new = [builder._program(story) for _, story in list(builder._stories.values())[known:]]
    reply = {"runs": fields, "frames": builder.frames.listed, "programs": new}
    return reply, parts


def _wanted(change: dict[str, Any], tensor: Tensor, recorded: Any) -> Any:
    """The value that the view asks for: a whole one, or the recorded one with some entries replaced."""
    if "entries" not in change:
        return _numbers(change["value"], tensor)
    if recorded is None:
        raise ValueError(f"The run did not compute {tensor.name}: give it a whole value.")
    array = np.array(recorded)
    for index, value in change["entries"]:
        array[tuple(index)] = _numbers(value, tensor)
    return array


def _numbers(value: Any, tensor: Tensor) -> Any:
    """NaN and the infinities come as texts, where the tensor holds numbers."""
    if isinstance(value, list):
        return [_numbers(one, tensor) for one in value]
    is_text = tensor.dtype.base_dtype.name == "string"
    return float(value) if isinstance(value, str) and not is_text else value
