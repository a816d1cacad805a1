"""Gradient check: does a finite difference agree with what the backward pass computed?

One entry of a tensor is moved up and down by a little, and the loss is computed again both times, from the values
of the recorded run. The slope between the two is the derivative, found without any rule for gradients, so it can
check them. It is computed in float64, whatever the program uses: with float32 a small step would drown in
rounding.

The loss of a recorded run is L = Σ over the ys of the sum of (seed · y), as `tf.gradients` defines it.

Source: Nocedal and Wright, "Numerical Optimization" (2006), section 8.1. Read next: `backward.py`, whose steps
are checked, and `bundle.py`, which stores the answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tensorlab.errors import OpError
from tensorlab.graph.gradients import Differentiation
from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.record.backward import dense
from tensorlab.record.blocks import blocks_of, read_inside, run_inside, works_outside
from tensorlab.run.bind import bound_kernel
from tensorlab.run.plan import Plan, is_view, variable_of

STEP = 1e-6  # of the entry's size, and at least this much; the error of a central difference is its square
CLOSE = 2e-3  # relative; float32 gradients of long sums are no better
TINY = 1e-7
CHECKED_RUNS = 12
BUDGET = 4000  # operations of one run that its checks may compute again, times about two
MOST_ENTRIES = 40_000_000  # of the same, in entries of arrays

Place = tuple[int, ...]


class NotComputable(Exception):
    """The loss cannot be computed again; the message is the key of a message that says why."""


@dataclass(frozen=True)
class Check:
    """What a finite difference says about one entry of a gradient.

    Attributes:
        index: the entry.
        gradient: what the backward pass computed.
        slope: the central difference; `left` and `right`: the one-sided ones.
        verdict: "agrees", "kink" (the loss has a corner here: its slopes to the left and right differ),
            "blocked" (`tf.stop_gradient` stands between, so the gradient leaves out a path on purpose), or
            "differs".
    """

    index: Place
    gradient: float
    slope: float
    left: float
    right: float
    verdict: str

    def to_json(self) -> dict[str, Any]:
        """The check as the bundle holds it."""
        return {
            "index": list(self.index),
            "gradient": self.gradient,
            "slope": self.slope,
            "left": self.left,
            "right": self.right,
            "verdict": self.verdict,
        }


def check(
    plan: Plan, values: Sequence[Any], work: Differentiation, tensor: Tensor, index: Place | None = None
) -> Check:
    """Compare one entry of the gradient with respect to `tensor` with a finite difference.

    Args:
        plan, values: a run, and its values by slot.
        work: the differentiation that the gradient belongs to.
        tensor: a tensor whose whole gradient the run computed.
        index: the entry; by default where the gradient is largest.

    Raises:
        NotComputable: when the loss cannot be computed again; it names a message that says why.
    """
    total = work.totals.get(tensor)
    slot = plan.slot_of.get(dense(total)) if total is not None else None
    gradient = None if slot is None else values[slot]
    again = LossAgain(plan, values, work)
    at = again.recorded(tensor)
    if gradient is None or at is None or dense(total) is not total:
        raise NotComputable("check.no_gradient")
    gradient, at = np.asarray(gradient), np.asarray(at)
    if gradient.shape != at.shape or at.dtype.kind != "f" or not at.size:
        raise NotComputable("check.no_gradient")
    if index is None:
        sizes = np.where(np.isfinite(gradient), np.abs(gradient), -1.0)
        index = tuple(int(i) for i in np.unravel_index(int(np.argmax(sizes)), at.shape))
    start = float(at[index])
    computed = float(gradient[index])
    if not np.isfinite(start) or not np.isfinite(computed):
        raise NotComputable("check.not_finite")
    step = STEP * max(1.0, abs(start))
    middle, up, down = (again.loss(tensor, index, start + way * step) for way in (0, 1, -1))
    if not np.isfinite([middle, up, down]).all():
        raise NotComputable("check.not_finite")
    left, right, slope = (middle - down) / step, (up - middle) / step, (up - down) / (2 * step)
    # What rounding may do to the difference of two losses.
    noise = 8 * np.finfo(np.float64).eps * max(abs(middle), again.size, 1e-300) / step
    return Check(
        index, computed, slope, left, right, _verdict(computed, slope, left, right, noise, again, tensor)
    )


def _verdict(
    computed: float, slope: float, left: float, right: float, noise: float, again: "LossAgain", tensor: Tensor
) -> str:
    scale = max(abs(computed), abs(slope))
    margin = CLOSE * scale + TINY + noise
    if abs(computed - slope) <= margin:
        return "agrees"
    # Beside the gradient: at the top of a smooth hill the slopes are tiny, and still differ by all of themselves.
    if abs(left - right) > CLOSE * max(abs(left), abs(right), scale) + TINY + 2 * noise:
        return "kink"
    return "blocked" if again.is_blocked(tensor) else "differs"


class LossAgain:
    """Computes the loss of a recorded run again, with one entry of one tensor at another value.

    Attributes:
        size: the sum of the magnitudes that the loss was added up from, a measure of its rounding error.
    """

    def __init__(self, plan: Plan, values: Sequence[Any], work: Differentiation) -> None:
        self.plan = plan
        self.values = values
        self.work = work
        self.size = 0.0
        self._kernels: dict[Operation, Any] = {}
        self._recorded: dict[Tensor, Any] = {}
        self._follow: dict[Tensor, frozenset[Tensor]] = {}

    def recorded(self, tensor: Tensor) -> Any:
        """What the run computed for a tensor, or read from a variable; None when it did not."""
        slot = self.plan.slot_of.get(tensor)
        if (
            slot is None
            and (is_view(tensor.op) or tensor.dtype._is_ref_dtype)
            and tensor not in self.plan.fed
        ):
            variable = variable_of(tensor)
            slot = next((slot for slot, cell in self.plan.loads if cell.operation is variable), None)
            if slot is None:
                return read_inside(self.plan, self.values, variable)
        return None if slot is None else self.values[slot]

    def loss(self, tensor: Tensor, index: Place, value: float) -> float:
        """The loss with `tensor[index]` at `value`, and everything that follows from it."""
        changed = np.array(self.recorded(tensor), dtype=np.float64)
        changed[index] = value
        known: dict[Tensor, Any] = {tensor: changed}
        total = 0.0
        self.size = 0.0
        with np.errstate(all="ignore"):
            for y, seed in zip(self.work.ys, self.work.seeds, strict=True):
                terms = np.asarray(self._value(y, tensor, known)) * np.asarray(
                    self._value(seed, tensor, known, True)
                )
                total += float(np.sum(terms))
                self.size += float(np.sum(np.abs(terms)))
        return total

    def _value(self, wanted: Tensor, moved: Tensor, known: dict[Tensor, Any], fixed: bool = False) -> Any:
        """The value of a tensor when `moved` has changed; `fixed` for one that does not follow.

        Long chains are computed from their beginning on, without one call inside the other.
        """
        follows = frozenset() if fixed else self._followers(moved)
        waiting = [wanted]
        while waiting:
            tensor = waiting[-1]
            if tensor in known:
                waiting.pop()
                continue
            recorded = None if tensor in follows else self._in_float64(tensor)
            if recorded is not None:
                known[tensor] = recorded
                continue
            # It follows what was changed; or the backward pass did not need it, so it was never computed.
            missing = [one for one in self._kernel(tensor.op)[1] if one not in known]
            if missing:
                waiting += missing
            else:
                self._compute(tensor.op, known)
        return known[wanted]

    def _in_float64(self, tensor: Tensor) -> Any:
        """What the run computed, as exactly as can be; None when it did not."""
        if tensor not in self._recorded:
            value = self.recorded(tensor)
            is_float = value is not None and np.asarray(value).dtype.kind == "f"
            self._recorded[tensor] = np.asarray(value).astype(np.float64) if is_float else value
        return self._recorded[tensor]

    def _kernel(self, operation: Operation) -> tuple[Any, list[Tensor]]:
        """An operation's kernel and the tensors that it reads."""
        record = operation.record
        if record.needs_stream or record.writes or record.kind in ("placeholder", "variable"):
            raise NotComputable("check.not_again")
        if blocks_of(operation):
            if operation.type not in ("If", "While"):
                raise NotComputable("check.not_again")
            return lambda *given: run_inside(operation, given, self._evaluate), list(operation.inputs)
        if operation not in self._kernels:
            self._kernels[operation] = bound_kernel(operation, self.plan.fed)
        return self._kernels[operation]

    def _compute(self, operation: Operation, known: dict[Tensor, Any]) -> None:
        """Run one operation's kernel on values in float64."""
        kernel, used = self._kernel(operation)
        try:
            result = kernel(*(known[tensor] for tensor in used))
        except (OpError, TypeError, ValueError) as error:
            raise NotComputable("check.not_again") from error
        outputs = operation.outputs
        several = len(outputs) > 1 or bool(blocks_of(operation))
        for output, one in zip(outputs, result if several else [result], strict=False):
            known.setdefault(output, one)

    def _evaluate(self, block: Any, known: dict[Tensor, Any]) -> list[Any]:
        """What a block returns, from its arguments and what it captures."""
        waiting = list(block.outputs)
        while waiting:
            tensor = waiting[-1]
            if tensor in known:
                waiting.pop()
                continue
            if tensor.op.type == "Const":
                value = tensor.op.attributes["value"]
                known[tensor] = value.astype(np.float64) if value.dtype.kind == "f" else value
                continue
            missing = [one for one in self._kernel(tensor.op)[1] if one not in known]
            if missing:
                waiting += missing
            else:
                self._compute(tensor.op, known)
        return [known[tensor] for tensor in block.outputs]

    def _followers(self, moved: Tensor) -> frozenset[Tensor]:
        """The tensors whose values depend on `moved`, feeds being what they are."""
        if moved not in self._follow:
            found: set[Tensor] = set()
            stack = [moved]
            while stack:
                tensor = stack.pop()
                for reader in tensor._consumers:
                    new = [one for one in reader.outputs if one not in found and one not in self.plan.fed]
                    found.update(new)
                    stack += new
            self._follow[moved] = frozenset(found)
        return self._follow[moved]

    def is_blocked(self, tensor: Tensor) -> bool:
        """Whether a `stop_gradient`, or an operation without a gradient, stands between tensor and loss."""
        follows = self._followers(tensor)
        stack: list[Tensor] = list(self.work.ys)
        seen: set[Operation] = set()
        while stack:
            operation = stack.pop().op
            if operation in seen:
                continue
            seen.add(operation)
            stops = operation.type in ("StopGradient", "PreventGradient") or (
                operation.record.gradient_rule is None and not blocks_of(operation)
            )
            if stops and any(one is tensor or one in follows for one in operation.inputs):
                return True
            stack.extend(operation.inputs)
        return False


def works_entry_by_entry(operation: Operation, plan: Plan, values: Sequence[Any]) -> bool:
    """Whether each entry of an operation's result depends on the entries at the same place alone.

    Found by trying: the kernel is given single entries of what it got in the run, and must give the same.
    """
    if len(operation.outputs) != 1 or not operation.inputs or operation.record.needs_stream:
        return False
    if blocks_of(operation):
        return False
    again = LossAgain(plan, values, Differentiation([], []))
    result = again.recorded(operation.outputs[0])
    kernel, used = bound_kernel(operation, plan.fed)
    arrays = [again.recorded(tensor) for tensor in used]
    if result is None or any(array is None for array in arrays) or not np.size(result):
        return False
    result = np.asarray(result)
    if result.ndim == 0 or result.size == 1 or not any(np.shape(array) == result.shape for array in arrays):
        return False
    for flat in {0, result.size // 2, result.size - 1}:
        place = np.unravel_index(flat, result.shape)
        try:
            with np.errstate(all="ignore"):
                single = kernel(*(_entry_at(np.asarray(array), place) for array in arrays))
        except (OpError, TypeError, ValueError, IndexError):
            return False
        if np.shape(single) != (1,) * result.ndim or not np.allclose(
            single, result[place], rtol=1e-5, atol=1e-12, equal_nan=True
        ):
            return False
    return True


def _entry_at(array: np.ndarray[Any, Any], place: Sequence[Any]) -> np.ndarray[Any, Any]:
    """The entry that meets a place of the result, broadcasting undone; still of as many dimensions."""
    own = tuple(
        slice(0, 1) if size == 1 else slice(int(at), int(at) + 1)
        for size, at in zip(array.shape, place[len(place) - array.ndim :], strict=True)
    )
    return array[own]


# --- for the bundle ---------------------------------------------------------------------------------------


def tensor_of_step(
    steps: Sequence[Mapping[str, Any]], number: int, plan: Plan
) -> tuple[Differentiation, Tensor] | None:
    """Of a backward step that completes a gradient: which differentiation, and the gradient of what."""
    return _targets(steps[number : number + 1], plan).get(0)


def checks_of_run(steps: Sequence[Mapping[str, Any]], plan: Plan, values: Sequence[Any]) -> dict[str, Any]:
    """For the backward steps of a run that complete a gradient: step number -> check, or why there is none.

    A check costs about as much as a run of the forward pass. Of a long backward pass only as many steps are checked
    as fit the budget: the gradients of variables first, which an optimizer uses, then others, evenly spread.
    """
    if not plan.order:
        return {}
    targets = {number: found for number, found in _targets(steps, plan).items() if found is not None}
    entries = sum(value.size for value in values if isinstance(value, np.ndarray))
    affordable = min(max(8, BUDGET // max(1, len(plan.order))), max(2, MOST_ENTRIES // max(1, entries)))
    chosen = sorted(targets, key=lambda number: not _is_asked_for(*targets[number]))
    if len(chosen) > affordable:
        needed = [number for number in chosen if _is_asked_for(*targets[number])]
        others = chosen[len(needed) :]
        spread = others[:: -(-len(others) // max(1, affordable - len(needed)))] if others else []
        chosen = [*needed, *spread][:affordable]
    found: dict[str, Any] = {}
    for number in sorted(chosen):
        try:
            found[str(number)] = check(plan, values, *targets[number]).to_json()
        except NotComputable as reason:
            found[str(number)] = {"verdict": "none", "why": str(reason)}
    return found


def _is_asked_for(work: Differentiation, tensor: Tensor) -> bool:
    """Whether a gradient is one of those that the program asked for; a variable is asked for itself, and read."""
    return tensor in work.xs or (is_view(tensor.op) and tensor.op.inputs[0] in work.xs)


def _targets(
    steps: Sequence[Mapping[str, Any]], plan: Plan
) -> dict[int, tuple[Differentiation, Tensor] | None]:
    """The steps that complete a gradient, and the gradient of what."""
    made: dict[Operation, tuple[Differentiation, Tensor]] = {}
    for work in works_outside(plan.order[0].graph):
        for tensor, total in work.totals.items():
            if total is not None:
                made.setdefault(dense(total).op, (work, tensor))
    return {
        number: made.get(step["node"])
        for number, step in enumerate(steps)
        if step["phase"] == "backward" and step["kind"] != "seed" and step["slot"]
    }
