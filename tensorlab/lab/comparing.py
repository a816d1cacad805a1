"""Compare, as a student has it: `tape.compare(3, 4)` for two runs, `lab.compare(tape, other)` for two tapes.

Two seeds, two optimizers, a program before and after a bracket was put right: nodes are paired, values compared,
and the first one that differs is found, over the steps and over the runs.

Read next: `tensorlab/record/compare.py` (two runs), `tensorlab/record/compared.py` (two tapes in one bundle).
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tensorlab.record.bundle import DEFAULT_BLOB_BUDGET, BundleBuilder
from tensorlab.record.compare import Difference, Divergence, RunComparison
from tensorlab.record.compared import add_compared
from tensorlab.record.pairing import Pairing, paired_runs
from tensorlab.record.values import number

if TYPE_CHECKING:
    from tensorlab.lab.tape import Tape

MOST_LINES = 10


class Comparison:
    """Two runs, of one tape or of two, side by side.

    Args:
        first, second: the tapes, with their builders.
        pairs: which run stands beside which, as indices.
        pairing: which node of the first graph stands for which of the second.
        names: what to call the two.

    >>> import tensorlab as tf
    >>> from tensorlab import lab
    >>> def program(rate):
    ...     with tf.Graph().as_default(), tf.Session() as sess, lab.trace() as tape:
    ...         w = tf.Variable(2.0, name="w")
    ...         train = tf.train.GradientDescentOptimizer(rate).minimize(tf.square(w, name="loss"))
    ...         sess.run(w.initializer)
    ...         for step in range(3):
    ...             sess.run(train)
    ...     return tape
    >>> lab.compare(program(0.25), program(0.125))
    <Comparison of two tapes, 4 runs each>
      The first value that differs is GradientDescent/learning_rate in run 2: the constant is another one.
      In run 2, 2 of 10 values differ:
        GradientDescent/learning_rate []: by at most 0.125 (50%)
        w after the write []: by at most 0.5 (33.33%)
      Loss in run 4: 0.25 and 1.266
    """

    def __init__(
        self,
        first: tuple["Tape", BundleBuilder],
        second: tuple["Tape", BundleBuilder],
        pairs: list[tuple[int, int]],
        pairing: Pairing,
        names: tuple[str, str] = ("", ""),
    ) -> None:
        (self._tape, self._first), (_, self._second) = first, second
        self._pairs, self._names, self.pairing = pairs, names, pairing
        self._known: dict[tuple[int, int], RunComparison] = {}
        self._found: tuple[tuple[int, int], Divergence] | bool | None = False

    @property
    def runs(self) -> list[tuple[int, int]]:
        """Which run stands beside which: pairs of run numbers."""
        return [(self._first.runs[a].number, self._second.runs[b].number) for a, b in self._pairs]

    def between(self, run: int) -> RunComparison:
        """A run of the first, compared with the one that stands beside it.

        Args:
            run: the run's number in the first tape.
        """
        for pair in self._pairs:
            if self._first.runs[pair[0]].number == run:
                return self._compared(pair)
        raise IndexError(f"Run {run} of the first stands beside no run of the second.")

    @property
    def first_divergence(self) -> Divergence | None:
        """The first value that differs, in the first run that differs; None when everything is equal."""
        found = self._first_difference()
        return None if found is None else found[1]

    @property
    def differences(self) -> list[Difference]:
        """The values that differ in the first run that has any, in the order of that run."""
        found = self._first_difference()
        if found is None:
            return []
        return [one for one in self._compared(found[0]).differences if one.kind != "equal"]

    def _compared(self, pair: tuple[int, int]) -> RunComparison:
        if pair not in self._known:
            a, b = pair
            self._known[pair] = RunComparison(
                self._first.runs[a],
                self._first.replayer.values(a),
                self._second.runs[b],
                self._second.replayer.values(b),
                self.pairing,
            )
        return self._known[pair]

    def _first_difference(self) -> tuple[tuple[int, int], Divergence] | None:
        """Looked for once, run by run; runs that a tape has let go of are passed over."""
        if isinstance(self._found, bool):
            self._found = None
            for pair in self._pairs:
                try:
                    compared = self._compared(pair)
                except LookupError:
                    continue
                divergence = compared.first_divergence()
                if divergence is None:
                    del self._known[pair]  # equal from end to end: there is nothing to keep
                elif not divergence.difference.is_missing:
                    self._found = pair, divergence
                    break
                # What only one of the two has says less than a value that differs: go on looking for one.
                elif self._found is None:
                    self._found = pair, divergence
        return self._found

    # --- showing it ---------------------------------------------------------------------------------------

    def show(self, step: int = 1, theme: str = "auto") -> Any:
        """The Tracer with the two side by side, opened where they part."""
        bundle, blob, run = self._bundle()
        return self._tape._widget(self._first, bundle, blob, run, step, theme, text=repr(self))

    def to_html(self, path: str | Path, title: str = "") -> Path:
        """Write the two side by side as one HTML file that needs no kernel and no network.

        Args:
            path: the file to write.
            title: the page's title; by default the first program's.
        """
        from tensorlab.show.page import to_page

        bundle, blob, run = self._bundle()
        if title:
            bundle["title"] = title
        target = Path(path)
        index = next(n for n, one in enumerate(self._first.runs) if one.number == run)
        target.write_text(to_page(bundle, blob, run=index), encoding="utf-8")
        return target

    def _bundle(self) -> tuple[dict[str, Any], bytes, int]:
        """The bundle of the first, and in it the second; and the run to begin with."""
        found = self._first_difference()
        at = self._pairs[0] if found is None else found[0]
        same = self._first is self._second
        budget = DEFAULT_BLOB_BUDGET if same else DEFAULT_BLOB_BUDGET // 2
        bundle, blob = self._tape._built(self._first, budget)
        if not same:
            divergence = None if found is None else found[1]
            blob += add_compared(
                bundle,
                self._first,
                self._second,
                self.pairing,
                self._pairs,
                self._names,
                divergence,
                budget,
                len(blob),
            )
        bundle["begin"] = {"compare": list(at)}
        return bundle, blob, self._first.runs[at[0]].number

    def __repr__(self) -> str:
        lines = [f"<Comparison of {self._what()}>"]
        divergence = self.first_divergence
        if divergence is None:
            return "\n".join([*lines, "  All values are equal."])
        lines.append(f"  {divergence}")
        compared = self.between(divergence.run)
        differences, total = self.differences, len(compared.differences)
        where = f"In run {divergence.run}, " if len(self._pairs) > 1 else ""
        lines.append(f"  {where}{len(differences)} of {total} values differ:")
        lines += [f"    {one.text()}" for one in differences[:MOST_LINES]]
        if len(differences) > MOST_LINES:
            lines.append(f"    and {len(differences) - MOST_LINES} more")
        if len(self.pairing.by_position):
            lines.append(f"  {_count(len(self.pairing.by_position), 'node')} paired by type and position")
        return "\n".join(lines + self._losses())

    def _what(self) -> str:
        if self._first is self._second:
            (a, b) = self.runs[0]
            return f"run {a} and run {b}"
        one, other = len(self._first.runs), len(self._second.runs)
        runs = (
            f"{_count(one, 'run')} each"
            if one == other
            else f"{_count(one, 'run')} and {_count(other, 'run')}"
        )
        return f"two tapes, {runs}"

    def _losses(self) -> list[str]:
        """The last losses that both have."""
        for a, b in reversed(self._pairs):
            one, other = self._first.loss(self._first.runs[a]), self._second.loss(self._second.runs[b])
            if one is not None and other is not None:
                where = f" in run {self._first.runs[a].number}" if len(self._pairs) > 1 else ""
                return [f"  Loss{where}: {number(one)} and {number(other)}"]
        return []


def compare(first: "Tape", second: "Tape", names: tuple[str, str] = ("", "")) -> Comparison:
    """Compare two recorded programs: two seeds, two optimizers, before and after a correction.

    Nodes are paired by name; of those that are left, by type and position. The third training run is paired with
    the third, whatever a program evaluates in between; any other run with one of its kind after as much training.

    Args:
        first, second: the tapes.
        names: what to call the two in the Tracer; by default A and B.

    >>> import tensorlab as tf
    >>> from tensorlab import lab
    >>> def program(seed):
    ...     with tf.Graph().as_default(), tf.Session() as sess, lab.trace() as tape:
    ...         sess.run(tf.random_normal([2], seed=seed, name="draw"))
    ...     return tape
    >>> print(compare(program(1), program(2)).first_divergence)
    The first value that differs is draw/RandomStandardNormal in run 1: it drew random numbers from another seed.
    """
    one, other = first._builder(first._graph(None)), second._builder(second._graph(None))
    pairing = Pairing(one.runs[0].session.graph, other.runs[0].session.graph)
    pairs = paired_runs([run.plan for run in one.runs], [run.plan for run in other.runs], pairing)
    return Comparison((first, one), (second, other), pairs, pairing, names)


def compare_runs(tape: "Tape", first: int, second: int) -> Comparison:
    """Compare two runs of one tape; see `Tape.compare`."""
    builder, a = tape._placed(tape.runs[tape._index(first)])
    other, b = tape._placed(tape.runs[tape._index(second)])
    graphs = builder.runs[a].session.graph, other.runs[b].session.graph
    return Comparison((tape, builder), (tape, other), [(a, b)], Pairing(*graphs))


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
