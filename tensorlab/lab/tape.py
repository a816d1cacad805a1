"""Tape: the record of a program's runs, and what one can do with it.

Read next: `tensorlab/record/recorder.py` (how it is recorded), `tensorlab/show/widget.py` (how it is shown).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tensorlab.graph.graph import Graph
from tensorlab.graph.tensor import Tensor
from tensorlab.lab import explaining, scanning
from tensorlab.lab.desk import Desk
from tensorlab.lab.explaining_tape import Explaining
from tensorlab.lab.showing_tape import Showing
from tensorlab.lab.what_if import WhatIf, what_if
from tensorlab.record.branches import add_branches
from tensorlab.record.bundle import DEFAULT_BLOB_BUDGET, BundleBuilder
from tensorlab.record.failures import link_lessons
from tensorlab.record.reading import reader_of
from tensorlab.record.recorder import DEFAULT_BUDGET, RecordedRun, Recorder
from tensorlab.record.replay import Replayer
from tensorlab.record.unrun import unrun_operations
from tensorlab.record.values import brief, number
from tensorlab.record.words import plain_text, say
from tensorlab.run.hooks import watchers
from tensorlab.show.embed import EmbeddedPage
from tensorlab.show.predicting import names_in, settings
from tensorlab.show.tracer import add_layouts

if TYPE_CHECKING:
    from tensorlab.lab.comparing import Comparison
    from tensorlab.lab.live_training import Live


class Tape(Explaining, Showing):
    """What `lab.trace()` records.

    Use it as a context manager; afterwards step through it, look values up, or export it.

    >>> import tensorlab as tf
    >>> from tensorlab import lab
    >>> with tf.Graph().as_default(), tf.Session() as sess, lab.trace() as tape:
    ...     x = tf.placeholder(tf.float32, name="x")
    ...     square = tf.multiply(x, x, name="square")
    ...     result = sess.run(square, feed_dict={x: 3.0})
    >>> tape
    <Tape: 1 run>
      1 × sess.run(square)
    >>> for sentence in tape.sentences(1):
    ...     print(sentence)
    Step 1 of 2, feed: x is fed: 3.
    Step 2 of 2, forward: square takes x and x and gives 9.
    """

    def __init__(
        self,
        session: Any = None,
        budget: int = DEFAULT_BUDGET,
        title: str = "",
        show_unrun: bool = True,
        live: bool | int = False,
    ) -> None:
        self._shown_live = live
        self._live: Live | None = None
        self._recorder = Recorder(session, budget)
        self._session = session
        self._title = title
        self._show_unrun = show_unrun
        self._replayer = Replayer(self._recorder.runs)
        self._ended_with: BaseException | None = None
        self._builders: dict[tuple[Graph, int, int], BundleBuilder] = {}
        self._branches: dict[int, WhatIf] = {}
        self._stops: list[scanning.When] = []

    def __enter__(self) -> "Tape":
        self._begin()
        if self._shown_live:
            self._live = self.live(None if self._shown_live is True else self._shown_live)
            self._live.__enter__()
        return self

    def _begin(self) -> None:
        if self._session is not None:
            self._session.add_hook(self._recorder)
        else:
            watchers.hooks.append(self._recorder)

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> bool:
        stopped = self._live is not None and self._live.__exit__(kind, error, trace)
        self._ended_with = None if stopped else error
        self.stop()
        return stopped

    def stop(self) -> None:
        """Stop recording."""
        if self._session is not None:
            if self._recorder in self._session._hooks:
                self._session.remove_hook(self._recorder)
        elif self._recorder in watchers.hooks:
            watchers.hooks.remove(self._recorder)

    def live(self, total: int | None = None) -> "Live":
        """Watch the runs while they are recorded: `with lab.trace() as tape, tape.live(total=1000): ...`.

        Args:
            total: how many training runs there will be, if that is known.
        """
        from tensorlab.lab.live_training import Live

        return Live(self, total)

    # --- looking things up --------------------------------------------------------------------------------

    @property
    def runs(self) -> Sequence[RecordedRun]:
        """The recorded runs, in order."""
        return self._recorder.runs

    def __len__(self) -> int:
        return len(self.runs)

    def value(self, tensor: Any, run: int = -1) -> Any:
        """The value a tensor had in a run; None when that run did not compute it.

        Args:
            tensor: a tensor, a variable, or a name such as `"MatMul:0"`.
            run: the run's number, from 1; negative numbers count from the end.

        Raises:
            IndexError: when there is no such run.
            LookupError: when the tape's budget was too small to keep the run.
        """
        index = self._index(run)
        recorded = self.runs[index]
        graph = recorded.session.graph
        element: Tensor = graph.as_graph_element(tensor, allow_operation=False)
        slot = recorded.plan.slot_at_end(element)
        if slot is None:
            return None
        value = self._replayer.values(index)[slot]
        return value.copy() if isinstance(value, np.ndarray) else value

    def replay(self, run: int = -1) -> list[Any]:
        """Compute a run again from the state in which it began; the values by slot of its plan.

        They equal the recorded ones exactly; the session is not touched.

        Raises:
            LookupError: when the tape's budget was too small to keep the run.
        """
        return self._replayer.again(self._index(run))

    @property
    def loss(self) -> list[tuple[int, float]]:
        """The loss over the runs: pairs (number of the run, loss), of the kind of call that trains most.

        The loss is what was given to `minimize` or `tf.gradients`. A recorded run that computes gradients
        computes it too, even when nobody fetches it, before any variable changes; only where that would draw
        random numbers or write a variable is it left out. A loss of several entries stands here as their mean,
        though TensorFlow differentiates their sum. Where no run computes gradients, it is the values of the
        loss that were fetched.

        >>> import tensorlab as tf
        >>> from tensorlab import lab
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(2.0)
        ...     train = tf.train.GradientDescentOptimizer(0.25).minimize(w * w)
        ...     sess.run(w.initializer)
        ...     with lab.trace(sess) as tape:
        ...         for step in range(3):
        ...             sess.run(train)
        >>> tape.loss
        [(1, 4.0), (2, 1.0), (3, 0.25)]
        """
        if not self.runs:
            return []
        series = self._builder(self._graph(None))._series()
        first = series[0] if series else {"runs": [], "values": []}
        runs = self._builder(self._graph(None)).runs
        return [
            (runs[index].number, value) for index, value in zip(first["runs"], first["values"], strict=True)
        ]

    def sentences(self, run: int = -1, language: str = "en") -> list[str]:
        """The steps of a run, each as one sentence: what a screen reader says.

        Args:
            run: the run's number, from 1; negative numbers count from the end.
            language: "en" or "zh".
        """
        return list(self._sentences(self._index(run), language))

    def _sentences(self, index: int, language: str) -> Iterator[str]:
        recorded = self.runs[index]
        builder, position = self._placed(recorded)
        _, story = builder._story(recorded)
        values = builder.replayer.values(position)

        value = reader_of(builder, recorded, values, language)
        for place, step in enumerate(story.steps, 1):
            yield say(
                "story.line",
                language,
                number=place,
                total=len(story.steps),
                phase=say(f"story.phase_{step['phase']}", language),
                sentence=plain_text(step["sentence"], language, value),
            )

    # --- what if, and comparing ---------------------------------------------------------------------------

    def what_if(self, changes: Mapping[Any, Any], run: int = -1, on: int = 0) -> WhatIf:
        """Compute a recorded run again with other values in it; the session and the record stay as they are.

        Args:
            changes: the new values: of a variable the value that the run begins with, of any other tensor (a
                placeholder, an intermediate value, a gradient) the value in place of its own. The keys are
                tensors, variables or names such as `"x:0"`.
            run: the run's number, from 1; negative numbers count from the end.
            on: how many of the following runs to repeat from there, with what was fed to them.

        Raises:
            TypeError, ValueError: for a value that does not fit.
            LookupError: when the tape's budget was too small to keep what a replay needs.
            tf.errors.OpError: when the run fails with these values.

        >>> import tensorlab as tf
        >>> from tensorlab import lab
        >>> with tf.Graph().as_default(), tf.Session() as sess, lab.trace() as tape:
        ...     x = tf.placeholder(tf.float32, name="x")
        ...     result = sess.run(tf.square(x, name="square"), feed_dict={x: 3.0})
        >>> tape.what_if({x: 4.0})
        <What if in run 1: x = 4>
          2 of 2 values differ; the first is x:
            x []: by at most 1 (25%)
            square []: by at most 7 (43.75%)
        """
        return what_if(self, changes, run, on)

    def compare(self, first: int, second: int) -> "Comparison":
        """Compare two runs of this tape, value by value; `lab.compare` compares two tapes.

        Args:
            first, second: the runs' numbers, from 1; negative numbers count from the end.

        >>> import tensorlab as tf
        >>> from tensorlab import lab
        >>> with tf.Graph().as_default(), tf.Session() as sess, lab.trace() as tape:
        ...     x = tf.placeholder(tf.float32, name="x")
        ...     square = tf.square(x, name="square")
        ...     results = [sess.run(square, {x: fed}) for fed in (3.0, 4.0)]
        >>> tape.compare(1, 2)
        <Comparison of run 1 and run 2>
          The first value that differs is x, in run 1 and run 2: another value was fed.
          2 of 2 values differ:
            x []: by at most 1 (25%)
            square []: by at most 7 (43.75%)
        """
        from tensorlab.lab.comparing import compare_runs

        return compare_runs(self, first, second)

    def keep_branch(self, branch: WhatIf) -> int:
        """Have the Tracer show a what-if beside the run that it starts from; its number among those kept."""
        known = next((number_ for number_, one in self._branches.items() if one is branch), None)
        if known is None:
            known = max(self._branches, default=0) + 1
            self._branches[known] = branch
        return known

    def drop_branch(self, number_: int) -> None:
        """Show a what-if no longer."""
        self._branches.pop(number_, None)

    # --- finding things -----------------------------------------------------------------------------------

    def find(self, wanted: Any) -> list[tuple[int, int]]:
        """Where something happens: pairs (number of the run, step from 1).

        Args:
            wanted: "nan", "inf" or "not finite"; a node, for whenever it is computed; or a condition made by
                `lab.when`. Runs that the tape has let go of are passed over.

        >>> import tensorlab as tf
        >>> from tensorlab import lab
        >>> with tf.Graph().as_default(), tf.Session() as sess, lab.trace() as tape:
        ...     x = tf.placeholder(tf.float32, name="x")
        ...     y = tf.log(x, name="y")
        ...     values = [sess.run(y, {x: value}) for value in (1.0, 100.0, -1.0)]
        >>> tape.find("nan"), tape.find(lab.when("y", max=">1"))
        ([(3, 2)], [(2, 2)])
        """
        return scanning.find(self, wanted)

    @property
    def stops(self) -> list[scanning.When]:
        """Where the Tracer stops: those set in Python and, in a notebook, those set in the Tracer."""
        return self._stops

    @stops.setter
    def stops(self, stops: Iterable[Any]) -> None:
        self._stops = [scanning.as_when(stop) for stop in stops]

    def __repr__(self) -> str:
        count = len(self.runs)
        lines = [f"<Tape: {count:,} run{'' if count == 1 else 's'}{self._loss_text()}>"]
        kinds: dict[str, int] = {}
        for recorded in self.runs:
            story = self._builder(recorded.session.graph)._story(recorded)[1]
            title = f"sess.run({story.goal()})"
            kinds[title] = kinds.get(title, 0) + 1
        lines += [f"  {times:,} × {title}" for title, times in kinds.items()]
        return "\n".join(lines)

    def _loss_text(self) -> str:
        loss = self.loss
        return f", loss {number(loss[0][1])} to {number(loss[-1][1])}" if len(loss) > 1 else ""

    # --- details ------------------------------------------------------------------------------------------

    def _index(self, run: int) -> int:
        count = len(self.runs)
        index = run - 1 if run > 0 else count + run
        if run == 0 or not 0 <= index < count:
            raise IndexError(f"There is no run {run}: this tape holds runs 1 to {count}.")
        return index

    def _graph(self, graph: Graph | None) -> Graph:
        if graph is not None:
            return graph
        if not self.runs:
            raise ValueError(f"Nothing was recorded: {self._why_nothing()}")
        counts: dict[Graph, int] = {}
        for recorded in self.runs:
            counts[recorded.session.graph] = counts.get(recorded.session.graph, 0) + 1
        return max(counts, key=lambda g: counts[g])

    def _why_nothing(self) -> str:
        error = self._ended_with
        if error is None:
            return "call session.run inside `with lab.trace() as tape:`."
        first = str(error).partition("\n")[0]
        return f"before anything ran, the block ended with {type(error).__name__}: {first}"

    def _builder(self, graph: Graph) -> BundleBuilder:
        key = (graph, len(self.runs), len(graph.differentiations))
        if key not in self._builders:
            runs = [recorded for recorded in self.runs if recorded.session.graph is graph]
            self._builders = {k: b for k, b in self._builders.items() if k[1] == len(self.runs)}
            unrun = unrun_operations(runs) if self._show_unrun else []
            self._builders[key] = BundleBuilder(runs, Replayer(runs), unrun, self._title)
        return self._builders[key]

    def _placed(self, recorded: RecordedRun) -> tuple[BundleBuilder, int]:
        """The builder of a run's graph, and the run's place in it."""
        builder = self._builder(recorded.session.graph)
        return builder, builder.runs.index(recorded)


def trace(
    session: Any = None,
    budget: int = DEFAULT_BUDGET,
    title: str = "",
    show_unrun: bool = True,
    live: bool | int = False,
) -> Tape:
    """Record runs: of every session used inside the `with` block, or of one session.

    Args:
        session: the session to record; None means all that this thread uses.
        budget: how many bytes to keep. When they are used up, the values of old runs are let go, and computed
            again when looked at; then what that takes is let go too, and of the oldest runs only the number,
            the loss and the error stay.
        title: what to call the program in the Tracer.
        show_unrun: also show, faintly, what was described but never ran, if it hangs together with what ran and
            is not too much.
        live: show how far the training is while it runs, as `lab.live` does; a number says how many training
            runs there will be.

    >>> import tensorlab as tf
    >>> from tensorlab import lab
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     with lab.trace(sess) as tape:
    ...         total = sess.run(tf.constant(1.0) + 2.0)
    >>> len(tape)
    1
    """
    return Tape(session, budget, title, show_unrun, live)
