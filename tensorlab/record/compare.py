"""Compare: what differs between two runs, value by value, and where the difference begins.

Two runs are walked side by side in the order in which the first computed its values: what was fed, what the
variables held, what every node gave, what was written. Values of one graph are paired by their tensor, those of
two graphs by their name, and what is left over by type and position (`pairing.py`).

Read next: `pairing.py`; `tensorlab/lab/comparing.py` compares tapes with it.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.record.pairing import Pairing
from tensorlab.record.recorder import RecordedRun
from tensorlab.record.values import number
from tensorlab.record.words import Message, message, say
from tensorlab.run.plan import variable_of

Key = tuple[str, Operation, int]


@dataclass(frozen=True)
class Seen:
    """One value of a run.

    Attributes:
        how: "fed", "constant", "read" (a variable as the run found it), "computed" or "written".
        tensor: which tensor; of a variable its reference.
        operation: the operation that gave it; of a variable that is read, the variable.
        value: the array; None where the run did not get that far.
    """

    how: str
    tensor: Tensor
    operation: Operation
    value: Any


@dataclass(frozen=True)
class Difference:
    """What there is to say about one value of two runs.

    Attributes:
        name: its name; `partner`: its name in the second run, where that is another.
        how: as in `Seen`.
        kind: "equal" (0 and -0 are, and NaNs), "values", "shape", "dtype", "only_first" or "only_second".
        largest: the largest |difference| of two entries; infinite where only one of them is finite.
        relative: `largest` as a share of the largest magnitude.
        first, second: the two shapes; None where that run has no such value.

    >>> print(difference("a", "computed", np.array([1.0, 2.0]), np.array([1.0, 2.5])))
    a [2]: by at most 0.5 (20%)
    """

    name: str
    how: str
    kind: str
    largest: float = 0.0
    relative: float = 0.0
    first: tuple[int, ...] | None = None
    second: tuple[int, ...] | None = None
    partner: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether only one of the two runs has this value."""
        return self.kind in ("only_first", "only_second")

    def text(self, language: str = "en") -> str:
        """The difference in one line."""
        name = self.name if not self.partner else f"{self.name} / {self.partner}"
        holes: dict[str, Any] = {
            "name": say("compare.written", language, name=name) if self.how == "written" else name,
            "shape": _shape(self.first if self.first is not None else self.second),
            "other": _shape(self.second),
            "largest": number(self.largest),
            "share": _percent(self.relative),
        }
        return say(f"compare.line.{self.kind}", language, **holes)

    __str__ = text


@dataclass(frozen=True)
class Divergence:
    """Where two programs part: the first value that differs, and why.

    Attributes:
        run: the number of the run in the first record; `other`: in the second.
        difference: the value.
        cause: why, as a message.
    """

    run: int
    other: int
    difference: Difference
    cause: Message

    def message(self) -> Message:
        """The whole sentence, as a message for the bundle."""
        same = self.run == self.other
        return message(
            "compare.first.same_run" if same else "compare.first.two_runs",
            name=["b", self.difference.name],
            run=self.run,
            other=self.other,
            cause=self.cause,
        )

    def __str__(self) -> str:
        sentence = self.message()
        return say(sentence["say"], **{**sentence["with"], "name": self.difference.name})


class RunComparison:
    """Two runs, compared value by value.

    Args:
        first, second: the runs.
        values, others: their values by slot (a `Replayer` gives them).
        pairing: which node of the first graph stands for which of the second.

    Attributes:
        differences: all values of both, in the order of the first run; equal ones too.
    """

    def __init__(
        self,
        first: RecordedRun,
        values: Sequence[Any],
        second: RecordedRun,
        others: Sequence[Any],
        pairing: Pairing,
    ) -> None:
        self.first, self.second, self.pairing = first, second, pairing
        there = dict(_keyed(second, others))
        self._pairs: list[tuple[Seen | None, Seen | None]] = []
        for key, seen in _keyed(first, values):
            partner = pairing.partner(key[1])
            other = there.pop((key[0], partner, key[2]), None) if partner is not None else None
            self._pairs.append((seen, other))
        self._pairs += [(None, left) for left in there.values()]
        self.differences = [_compared(seen, other) for seen, other in self._pairs]

    @property
    def equal(self) -> int:
        """How many values are the same in both."""
        return sum(one.kind == "equal" for one in self.differences)

    def first_divergence(self) -> Divergence | None:
        """The first value that differs; None when all are equal.

        A value that only one of the runs has counts only where nothing else differs before it.
        """
        for (seen, other), one in zip(self._pairs, self.differences, strict=True):
            if one.kind == "equal" or seen is None:
                continue
            if other is None and any(d.kind in ("values", "shape", "dtype") for d in self.differences):
                continue
            return Divergence(self.first.number, self.second.number, one, self._cause(seen, other))
        for (_, other), one in zip(self._pairs, self.differences, strict=True):
            if one.kind == "only_second" and other is not None:
                cause = message("compare.cause.only_second")
                return Divergence(self.first.number, self.second.number, one, cause)
        return None

    def _cause(self, seen: Seen, other: Seen | None) -> Message:
        """Why the first value that differs does so: what went into it was the same."""
        if other is None:
            return message("compare.cause.only_first")
        if seen.how == "fed" or other.how == "fed":
            kind = "fed" if seen.how == other.how else "replaced"
            return message(f"compare.cause.{kind}")
        if seen.how in ("constant", "read"):
            return message(f"compare.cause.{seen.how}")
        operation, partner = seen.operation, other.operation
        if operation.type != partner.type:
            key = "compare.cause.update" if seen.how == "written" else "compare.cause.type"
            return message(key, type=["c", operation.type], other=["c", partner.type])
        wired = self.pairing.wired_otherwise(operation, partner)
        if wired is not None:
            return message("compare.cause.wired", input=["b", wired[0]], other=["b", wired[1]])
        settings = _settings(operation), _settings(partner)
        if operation.record.needs_stream:
            return message("compare.cause.drawn" if settings[0] == settings[1] else "compare.cause.seed")
        if settings[0] != settings[1]:
            name = next(k for k in settings[0] if settings[0][k] != settings[1].get(k))
            return message(
                "compare.cause.setting", setting=["c", name], value=["c", settings[0][name]],
                other=["c", settings[1].get(name, "")],
            )  # fmt: skip
        return message("compare.cause.unknown")


# --- the values of one run --------------------------------------------------------------------------------


def values_seen(run: RecordedRun, values: Sequence[Any]) -> Iterator[Seen]:
    """Every value of a run, in the order in which it came to be."""
    plan = run.plan
    for tensor, slot in zip(plan.feeds, plan.feed_slots, strict=True):
        yield Seen("fed", tensor, tensor.op, values[slot])
    for slot, cell in plan.loads:
        yield Seen("read", cell.operation.outputs[0], cell.operation, values[slot])
    for operation in plan.order:
        if operation in plan.writes_of:
            for cell, slot in plan.writes_of[operation]:
                yield Seen("written", cell.operation.outputs[0], operation, values[slot])
            if operation.record.writes:
                continue
        for tensor in operation.outputs:
            known = plan.slot_of.get(tensor)
            if known is not None and tensor not in plan.fed:
                how = "constant" if operation.type == "Const" else "computed"
                yield Seen(how, tensor, operation, values[known])


def _keyed(run: RecordedRun, values: Sequence[Any]) -> Iterator[tuple[Key, Seen]]:
    """Values with what they are found by in the other run: a written one by its variable, in order of writes."""
    writes: dict[Operation, int] = {}
    for seen in values_seen(run, values):
        if seen.how == "written":
            variable = variable_of(seen.tensor)
            writes[variable] = writes.get(variable, -1) + 1
            yield ("written", variable, writes[variable]), seen
        else:
            yield ("value", seen.operation, seen.tensor.value_index), seen


# --- two values -------------------------------------------------------------------------------------------


def _compared(seen: Seen | None, other: Seen | None) -> Difference:
    one = seen if seen is not None else other
    assert one is not None
    name = value_name(one)
    if seen is None or other is None or seen.value is None or other.value is None:
        first = None if seen is None or seen.value is None else np.shape(seen.value)
        second = None if other is None or other.value is None else np.shape(other.value)
        if first is None and second is None:
            return Difference(name, one.how, "equal")
        return Difference(
            name, one.how, "only_first" if second is None else "only_second", first=first, second=second
        )
    partner = value_name(other)
    return difference(name, one.how, seen.value, other.value, "" if partner == name else partner)


def value_name(seen: Seen) -> str:
    """What to call a value: its node, and the number of the output where there are several."""
    name = seen.operation.name if seen.how != "written" else variable_of(seen.tensor).name
    several = len(seen.operation.outputs) > 1 and seen.how == "computed"
    return f"{name}:{seen.tensor.value_index}" if several else name


def difference(name: str, how: str, first: Any, second: Any, partner: str = "") -> Difference:
    """Compare two arrays, entry by entry.

    >>> difference("a", "computed", np.float32(1.0), np.float32(1.0)).kind
    'equal'
    >>> difference("a", "computed", np.zeros([2, 3]), np.zeros([3])).text()
    'a: shape [2, 3] in the first, [3] in the second'
    """
    a, b = np.asarray(first), np.asarray(second)

    def made(kind: str, largest: float = 0.0, relative: float = 0.0) -> Difference:
        return Difference(name, how, kind, largest, relative, a.shape, b.shape, partner)

    if a.shape != b.shape:
        return made("shape", math.inf, math.inf)
    if a.dtype.kind in "OSU" or b.dtype.kind in "OSU":
        same = a.dtype.kind == b.dtype.kind and a.tolist() == b.tolist()
        return made("equal") if same else made("values", math.inf, math.inf)
    largest, relative = distance(a, b)
    same_dtype = a.dtype == b.dtype
    return made(
        "equal" if same_dtype and not largest else "values" if same_dtype else "dtype", largest, relative
    )


def distance(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> tuple[float, float]:
    """The largest |a - b|, and that as a share of the largest magnitude; equal infinities and NaNs are no distance.

    >>> distance(np.array([1.0, np.nan]), np.array([3.0, np.nan]))
    (2.0, 0.6666666666666666)
    """
    if not a.size:
        return 0.0, 0.0
    wide = np.complex128 if "c" in (a.dtype.kind, b.dtype.kind) else np.float64
    x, y = a.astype(wide), b.astype(wide)
    alike = (x == y) | (np.isnan(x) & np.isnan(y))
    if not (np.isfinite(x) & np.isfinite(y) | alike).all():
        return math.inf, math.inf
    with np.errstate(all="ignore"):
        largest = float(np.where(alike, 0.0, np.abs(x - y)).max())
    sizes = np.concatenate([np.abs(x).ravel(), np.abs(y).ravel()])
    scale = float(sizes[np.isfinite(sizes)].max(initial=0.0))
    return largest, largest / scale if scale else 0.0


def _shape(shape: tuple[int, ...] | None) -> str:
    return "" if shape is None else f"[{', '.join(map(str, shape))}]"


def _percent(share: float) -> str:
    if not math.isfinite(share):
        return "∞"
    return f"{number(100 * share)}%" if share >= 1e-4 else number(share)


def _settings(operation: Operation) -> dict[str, str]:
    """The attributes of a node as texts that can be compared; of a random op the seeds with them."""
    return {name: str(getattr(v, "name", None) or v) for name, v in sorted(operation.attributes.items())}
