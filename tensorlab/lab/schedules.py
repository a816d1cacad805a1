"""Orders: every result that a run can have, because TensorFlow leaves the order of some operations open.

    lab.orders([train, y], session=sess)        # the possible results, and what decides between them

Read next: `tensorlab/record/orders.py`, which says what a legal order is; `show/orders_page.py` shows them.
"""

from pathlib import Path
from typing import Any

import numpy as np

from tensorlab.graph.scopes import get_default_session
from tensorlab.graph.tensor import Tensor
from tensorlab.record.blocks import blocks_of, frame_name
from tensorlab.record.order_bundle import OrdersBundle, call_text, telling_texts
from tensorlab.record.order_runs import Laboratory, fingerprint
from tensorlab.record.order_search import (
    ABOUT,
    AT_LEAST,
    EXACT,
    Findings,
    Outcome,
    contested,
    how_many_results,
    search,
)
from tensorlab.record.order_story import Explainer, Names, Telling, sentence_why, why_only_one
from tensorlab.record.orders import CONTROL, Schedule, schedule
from tensorlab.record.words import Message, pieces, say
from tensorlab.run.fetches import FetchNest, feed_array, feed_pairs
from tensorlab.run.loop import refuse_unfed

FEW_RESULTS = 12  # more are not printed
MOST_VALUES = 4


class Result:
    """One possible result of a run.

    Attributes:
        values: what `run` returns then, in the nest of the fetches; None where it fails.
        variables: every variable's name and its value afterwards; empty where the run fails.
        error: the error in words, or None.
        count: how many legal orders have this result, and `certainty` how well that is known: "exactly",
            "about" or "at least".
        own: whether tensorlab's own order has it.
        order: an example: the names of what happens, first to last.
        why: one or two sentences that explain it.
        kind: "lost", "stale", "fresh", "serial", "last", "order", "rounding", "unset", "error" or "only".
    """

    def __init__(
        self,
        outcome: Outcome,
        telling: Telling,
        values: Any,
        own: bool,
        order: list[str],
        why: str,
        text: str,
    ) -> None:
        self.values = None if outcome.failures else values
        self.variables = {name: _copied(array) for name, array in outcome.variables.items()}
        errors = [f"{failure.kind}: {failure.words}" for failure in sorted(outcome.failures)]
        self.error = "; ".join(errors) or None
        self.count = outcome.count
        self.certainty = outcome.certainty
        self.own = own
        self.order = order
        self.why = why
        self.kind = telling.kind
        self._text = text

    def __repr__(self) -> str:
        return f"<Result: {self.error or self._text}, {orders_text(self.count, self.certainty)}>"


class Orders:
    """The possible results of one run. Made by `lab.orders`.

    Attributes:
        results: a `Result` for each; the first is that of tensorlab's own order.
        total: how many legal orders there are; `certainty` says how well that is known.
        complete: whether `results` are all there are; otherwise they are those that random orders led to.
        why: why there is only one result; empty where there are several.
    """

    def __init__(self, nest: FetchNest, laboratory: Laboratory, findings: Findings) -> None:
        self._laboratory, self._findings = laboratory, findings
        plan = laboratory.plan
        names = Names(plan)
        self._call = call_text(plan.fetches, names)
        self._tellings: list[Telling] = []
        self._why: list[Message] = []
        if len(findings.outcomes) > 1:
            explainer = Explainer(plan, findings)
            self._tellings = [explainer.telling(number) for number in range(len(findings.outcomes))]
        else:
            self._why = _reasons(laboratory)
        self.why = in_words(self._why)
        only = Telling("only", self._why, None)
        rows = iter(self._rows(names))
        self.results = [
            Result(
                outcome,
                telling,
                nest.rebuild([_copied(value) for value in outcome.fetched]),
                number == 0,
                [_event_text(names, plan, event) for event in outcome.order],
                in_words(telling.sentences),
                "" if outcome.failures else _listed(next(rows)),
            )
            for number, (outcome, telling) in enumerate(
                zip(findings.outcomes, self._tellings or [only], strict=True)
            )
        ]
        self.total, self.certainty = findings.total, findings.certainty
        self.complete = findings.complete

    def __len__(self) -> int:
        return len(self.results)

    def bundle(self) -> dict[str, Any]:
        """What the view is drawn from (`tensorlab/record/order_bundle.py`), without the layouts of the graph."""
        return OrdersBundle(self._laboratory, self._findings, self._tellings, self._why).build()

    def show(self, theme: str = "auto", language: str = "auto") -> Any:
        """The orders side by side, as a widget for a notebook.

        Args:
            theme: "light", "dark" or "auto".
            language: "en", "zh" or "auto".
        """
        from tensorlab.show.orders_page import with_layouts
        from tensorlab.show.orders_widget import OrdersWidget

        return OrdersWidget(
            bundle=with_layouts(self.bundle()), theme=theme, language=language, text=repr(self)
        )

    def to_html(self, path: str | Path, title: str = "", language: str = "auto") -> Path:
        """Write the orders as one HTML file that needs no kernel and no network.

        Args:
            path: the file to write.
            title: the page's title; by default the call.
            language: "en", "zh" or "auto" for what the reader's browser prefers.
        """
        from tensorlab.show.orders_page import to_orders_page, with_layouts

        target = Path(path)
        page = to_orders_page(with_layouts(self.bundle()), title=title, language=language, text=repr(self))
        target.write_text(page, encoding="utf-8")
        return target

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.show())

    def __repr__(self) -> str:
        found = say("orders.results", count=len(self.results))
        if not self.complete:
            found = say("orders.at_least", what=found)
        lines = [f"<Orders of {self._call}: {found}, {orders_text(self.total, self.certainty)}>"]
        if len(self.results) == 1:
            only = self.results[0]
            return "\n".join([*lines, f"  {only.error or only._text}", f"  {say('orders.every')} {self.why}"])
        for result, outcome in list(zip(self.results, self._findings.outcomes, strict=True))[:FEW_RESULTS]:
            own = f", {say('orders.own')}" if result.own else ""
            count = orders_text(result.count, result.certainty)
            lines.append(f"  {result.error or result._text}  ({count}{own})")
            lines.append(f"    {result.why}")
            lines.append(f"    {' → '.join(self._telling_part(result, outcome))}")
        if len(self.results) > FEW_RESULTS:
            lines.append(f"  {say('orders.more', count=len(self.results) - FEW_RESULTS)}")
        return "\n".join(lines)

    def _rows(self, names: Names) -> list[list[str]]:
        """For every result that is no error its values as texts: of several results only those that differ."""
        plan, outcomes = self._laboratory.plan, [o for o in self._findings.outcomes if not o.failures]
        columns = []
        for place, fetch in enumerate(plan.fetches):
            if isinstance(fetch, Tensor):
                columns.append((f"{names.of(fetch.op)} = ", [o.fetched[place] for o in outcomes], ""))
        for variable in plan.variables:
            name = f"{names.of(variable)} = "
            columns.append((name, [o.variables[variable.name] for o in outcomes], " afterwards"))
        rows: list[list[str]] = [[] for _ in outcomes]
        for name, values, when in columns:
            telling = telling_texts(values)
            if len(outcomes) > 1 and len(telling) == 1:
                continue
            for row, value in zip(rows, values, strict=True):
                row.append(name + (telling[fingerprint(value)] or "not set") + when)
        return rows

    def _telling_part(self, result: Result, outcome: Outcome) -> list[str]:
        """The example order, of a long one the part about which there is a race."""
        if len(result.order) <= FEW_RESULTS:
            return result.order
        racing = contested(self._laboratory.plan)
        return [name for name, event in zip(result.order, outcome.order, strict=True) if racing >> event & 1]


def orders(
    fetches: Any, session: Any = None, feed_dict: Any = None, limit: int = 10_000, samples: int = 1_000
) -> Orders:
    """Find every result that `session.run(fetches, feed_dict)` can have, over all legal orders of its operations.

    TensorFlow runs an operation when its inputs are there and its control dependencies are done, and promises
    nothing else. Where several operations read and write one variable, the result may depend on who comes
    first. The session is not changed: the orders are tried out in a store of their own, from the values that
    the variables have now. `tensorlab/record/orders.py` says what is assumed.

    Args:
        fetches, feed_dict: as for `Session.run`.
        session: the session whose variables to begin with; the default session when None.
        limit: how many different situations to look at. Orders that hold the same values are one situation; what
            nobody can tell apart is never counted one by one.
        samples: how many random orders to draw where that is not enough.

    Raises:
        ValueError: when there is no session, a limit is not positive, or the run goes through a branch or a loop.
        TypeError, ValueError: for fetches and feeds that cannot be.
        InvalidArgumentError: when a placeholder is not fed.

    >>> import tensorlab as tf
    >>> from tensorlab import lab
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable(0.0, name="v")
    ...     one = tf.assign(v, tf.add(v, 1.0, name="plus_1"), name="one")
    ...     two = tf.assign(v, tf.add(v, 2.0, name="plus_2"), name="two")
    ...     sess.run(v.initializer)
    ...     lab.orders([one.op, two.op], session=sess)
    <Orders of sess.run([one, two]): 3 results, 6 orders>
      v = 3 afterwards  (2 orders, tensorlab's own)
        One after the other: plus_2 read v after one had written it.
        plus_1 → one → plus_2 → two
      v = 2 afterwards  (2 orders)
        Lost update: both reads of v happened before either write, so two overwrote what one had written.
        plus_1 → plus_2 → one → two
      v = 1 afterwards  (2 orders)
        Lost update: both reads of v happened before either write, so one overwrote what two had written.
        plus_1 → plus_2 → two → one
    """
    session = session if session is not None else get_default_session()
    if session is None:
        raise ValueError("There is no session: pass session=..., or call this inside `with tf.Session():`.")
    if limit < 1 or samples < 1:
        raise ValueError(f"limit and samples must be positive, not {limit} and {samples}.")
    graph = session.graph
    nest = FetchNest(graph, fetches)
    feeds = {tensor: feed_array(tensor, value) for tensor, value in feed_pairs(graph, feed_dict or {})}
    plan = schedule(nest.leaves, feeds)
    unfed = [event.operation for event in plan.events if event.operation.type == "Placeholder"]
    if unfed:
        refuse_unfed(unfed[0])
    inside = [event.operation for event in plan.events if blocks_of(event.operation)]
    if inside:
        raise ValueError(
            f"The run goes through {frame_name(inside[0])!r}, a branch or a loop, and orders are not looked for inside "
            "one: fetch what comes before it, or feed what it gives."
        )
    laboratory = Laboratory(plan, session._store, feeds)
    return Orders(nest, laboratory, search(laboratory, limit, samples))


def _reasons(laboratory: Laboratory) -> list[Message]:
    """Why there is only one result, in sentences."""
    plan = laboratory.plan
    key, asked = why_only_one(plan)
    otherwise = 1, True
    if key == CONTROL:
        otherwise = how_many_results(laboratory.for_schedule(plan.without(asked)))
    return sentence_why(plan, key, asked, otherwise)


def in_words(sentences: list[Message], language: str = "en") -> str:
    """Messages as one text."""
    return " ".join("".join(pieces(one, language, lambda _, content: str(content))) for one in sentences)


def orders_text(count: int, certainty: str, language: str = "en") -> str:
    """A number of orders in words.

    >>> orders_text(6, EXACT), orders_text(1, AT_LEAST), orders_text(5 * 10**21, ABOUT)
    ('6 orders', 'at least 1 order', 'about 5.0e+21 orders')
    """
    number = f"{count:,}" if count < 10**9 else f"{count:.1e}"
    text = say("orders.orders", language, count=count, number=number)
    keys = {EXACT: "", ABOUT: "orders.about", AT_LEAST: "orders.at_least"}
    return say(keys[certainty], language, what=text) if keys[certainty] else text


def _listed(texts: list[str]) -> str:
    """What is printed of a result's values."""
    hidden = len(texts) - MOST_VALUES
    shown = texts[:MOST_VALUES] + ([say("orders.more_values", count=hidden)] if hidden > 0 else [])
    return ", ".join(shown) or say("orders.no_values")


def _event_text(names: Names, plan: Schedule, number: int) -> str:
    event = plan.events[number]
    name = names.of(event.operation)
    return say("orders.fetch_of", name=name) if event.fetch is not None else name


def _copied(value: Any) -> Any:
    """A value that belongs to the caller, as `run` hands it out."""
    if isinstance(value, np.ndarray):
        return value.copy() if value.ndim else value[()]
    return value
