"""The schedule explorer: what it finds equals what going through all permutations finds, and is well explained.

Read next: `order_programs.py`, the classic races.
"""

import math
from collections import Counter
from itertools import permutations
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tensorlab as tf
from tensorlab import lab
from tensorlab.record import order_search
from tensorlab.record.words import catalogue
from tests.record import order_programs as programs

NAMES = ("v", "w")


def explored(program: Any, **options: Any) -> lab.Orders:
    """The orders of one of the classic programs."""
    with tf.Graph().as_default(), tf.Session() as session:
        return lab.orders(program(session), session=session, **options)


# --- random programs, and all their permutations ------------------------------------------------------------


class Item(NamedTuple):
    """One operation of a random program.

    `what` is "sum", "assign", "add" or "read"; `sources` are what it takes: a number, the name of a variable, or
    the place of an earlier operation; `after` are the operations that it waits for.
    """

    what: str
    variable: str
    sources: tuple[Any, ...]
    after: tuple[int, ...]


@st.composite
def random_programs(draw: Any) -> list[Item]:
    items: list[Item] = []
    for place in range(draw(st.integers(2, 5))):
        what = draw(st.sampled_from(["sum", "assign", "add", "read"]))
        source = st.sampled_from([1.0, 2.0, *NAMES, *range(place)])
        count = {"sum": 2, "read": 0}.get(what, 1)
        after = draw(st.sets(st.integers(0, place - 1), max_size=1)) if place else ()
        sources = tuple(draw(source) for _ in range(count))
        items.append(Item(what, draw(st.sampled_from(NAMES)), sources, tuple(after)))
    return items


def built(items: list[Item]) -> tuple[list[Any], dict[str, Any]]:
    """The graph of a random program: the results of its operations, and its variables."""
    variables = {name: tf.Variable(float(place), name=name) for place, name in enumerate(NAMES)}
    made: list[Any] = []

    def tensor(source: Any) -> Any:
        if isinstance(source, float):
            return tf.constant(source)
        return variables[source] if isinstance(source, str) else made[source]

    for item in items:
        variable = variables[item.variable]
        with tf.control_dependencies([made[place].op for place in item.after]):
            sources = [tensor(source) for source in item.sources]
            if item.what == "sum":
                made.append(tf.add(*sources))
            elif item.what == "assign":
                made.append(tf.assign(variable, sources[0]))
            elif item.what == "add":
                made.append(tf.assign_add(variable, sources[0]))
            else:
                # Only what waits for something is a read at a moment; another reads when it is used.
                made.append(tf.add(variable, 0.0))
    return made, variables


def happened(items: list[Item], looks: list[str], order: tuple[int, ...]) -> Any:
    """What comes out when the operations, and the looks at variables, happen in this order; None: not allowed."""
    state = {name: float(place) for place, name in enumerate(NAMES)}
    values: dict[int, Any] = {}
    seen: dict[int, float] = {}
    done: set[int] = set()

    def value(source: Any) -> float:
        if isinstance(source, float):
            return source
        if isinstance(source, str):
            return state[source]
        # The result of a write is the variable itself, read when it is used.
        is_write = items[source].what in ("assign", "add")
        return state[items[source].variable] if is_write else values[source]

    for number in order:
        if number >= len(items):
            look = looks[number - len(items)]
            seen[number - len(items)] = state[look]
        else:
            item = items[number]
            needs = {s for s in item.sources if isinstance(s, int)} | set(item.after)
            if not needs <= done:
                return None
            if item.what == "sum":
                values[number] = value(item.sources[0]) + value(item.sources[1])
            elif item.what == "assign":
                state[item.variable] = value(item.sources[0])
            elif item.what == "add":
                state[item.variable] += value(item.sources[0])
            else:
                values[number] = state[item.variable]
        done.add(number)
    pure = [values[n] for n, item in enumerate(items) if item.what in ("sum", "read")]
    return (*pure, *(seen[n] for n in range(len(looks))), *state.values())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(random_programs(), st.lists(st.sampled_from(NAMES), unique=True, max_size=1))
def test_the_results_are_those_of_all_permutations(items: list[Item], looks: list[str]) -> None:
    count = len(items) + len(looks)
    results = (happened(items, looks, order) for order in permutations(range(count)))
    expected = Counter(result for result in results if result is not None)
    with tf.Graph().as_default(), tf.Session() as session:
        made, variables = built(items)
        session.run(tf.global_variables_initializer())
        fetches = [
            made[n] if item.what in ("sum", "read") else made[n].op for n, item in enumerate(items)
        ] + [variables[name] for name in looks]
        # Variables that the run does not touch keep their value, and stand in no result.
        found = lab.orders(fetches, session=session)
        assert found.complete and found.certainty == "exactly"
        start = {name: float(place) for place, name in enumerate(NAMES)}

        def key(values: list[Any], after: dict[str, Any]) -> Any:
            state = start | {name: float(value) for name, value in after.items()}
            return (*(float(value) for value in values if value is not None), *state.values())

        assert {key(r.values, r.variables): r.count for r in found.results} == expected
        assert found.total == sum(expected.values())
        assert {v.op.name: float(session.run(v)) for v in variables.values()} == start
        values = session.run(fetches)
        after = {v.op.name: session.run(v) for v in variables.values()}
        assert key(values, after) == key(found.results[0].values, found.results[0].variables)
        assert [result.own for result in found.results] == [n == 0 for n in range(len(found))]
        for result in found.results:
            assert "{" not in result.why and result.why.endswith(".")


# --- the classics -------------------------------------------------------------------------------------------


def test_two_additions_and_somebody_who_looks_on() -> None:
    found = explored(programs.two_additions)
    assert [(float(r.values[2]), r.count, r.kind) for r in found.results] == [
        (2.0, 2, "fresh"), (1.0, 2, "stale"), (0.0, 2, "stale"),
    ]  # fmt: skip
    assert all(r.variables == {"v": 2.0} for r in found.results)


def test_a_lost_update() -> None:
    found = explored(programs.lost_update)
    assert [(float(r.variables["v"]), r.count, r.kind) for r in found.results] == [
        (2.0, 2, "serial"), (1.0, 4, "lost"),
    ]  # fmt: skip
    assert found.results[1].why.startswith("Lost update: both reads of v happened before either write")
    assert found.results[1].order == ["first_sum", "second_sum", "first", "second"]


def test_a_stale_read() -> None:
    found = explored(programs.stale_read)
    assert [(round(float(r.values[1]), 4), r.kind) for r in found.results] == [(6.0, "stale"), (4.2, "fresh")]
    assert found.results[0].why == "Stale read: y read w before update_w wrote it."


def test_a_control_dependency_forces_the_order() -> None:
    found = explored(programs.forced)
    assert len(found) == 1
    assert round(float(found.results[0].values[1]), 4) == 4.2
    assert found.why == (
        "Forced by a control dependency: y waits for train. Without that there would be 2 possible results."
    )
    assert "Every legal order gives the same result." in repr(found)


def test_a_moving_average_taken_before_or_after_the_step() -> None:
    found = explored(programs.moving_average)
    assert [round(float(r.variables["average"]), 4) for r in found.results] == [2.0, 1.8]
    assert [r.kind for r in found.results] == ["stale", "fresh"]


def test_the_last_write_wins() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable(0.0, name="v")
        writes = [tf.assign(v, 1.0, name="one").op, tf.assign(v, 2.0, name="two").op]
        session.run(v.initializer)
        found = lab.orders(writes, session=session)
    assert [(float(r.variables["v"]), r.why) for r in found.results] == [
        (2.0, "Last write wins: two was the last to write v."),
        (1.0, "Last write wins: one was the last to write v."),
    ]


def test_a_read_before_the_first_value_is_an_error() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable(3.0, name="v")
        found = lab.orders([v, v.initializer], session=session)
        assert session._store.cells == {}
    assert [r.error is None for r in found.results] == [True, False]
    assert found.results[1].values is None and found.results[1].variables == {}
    assert found.results[1].why == "Error: v was fetched before anything had given it a value."


def test_an_error_in_some_orders_only() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        n = tf.Variable(1, name="n")
        rows = tf.gather(tf.constant([1.0, 2.0]), n, name="rows")
        session.run(n.initializer)
        found = lab.orders([rows, tf.assign(n, 5, name="five").op], session=session)
    assert [(r.kind, r.error is None) for r in found.results] == [("stale", True), ("error", False)]


def test_sums_in_another_order_are_rounded_differently() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable(0.0, name="v")
        session.run(v.initializer)
        found = lab.orders([tf.assign_add(v, x).op for x in (0.1, 0.2, 0.7, 0.3)], session=session)
    assert len(found) > 1
    assert {r.kind for r in found.results} == {"rounding"}
    texts = [line for line in repr(found).split("\n") if "afterwards" in line]
    assert len(set(texts)) == len(found)


# --- why there is only one ----------------------------------------------------------------------------------


def reason(build: Any) -> str:
    """The explanation of a program with one result."""
    with tf.Graph().as_default(), tf.Session() as session:
        fetches = build()
        session.run(tf.global_variables_initializer())
        found = lab.orders(fetches, session=session)
        assert len(found) == 1
        return found.why


def test_why_there_is_only_one_result() -> None:
    def pure() -> Any:
        v = tf.Variable(1.0)
        return [v + 1.0, v * 2.0]

    def apart() -> Any:
        return [tf.assign(tf.Variable(1.0), 2.0).op, tf.Variable(1.0) + 1.0]

    def data() -> Any:
        v = tf.Variable(1.0)
        return [tf.assign(v, v + 1.0).op]

    def equal() -> Any:
        v = tf.Variable(1.0)
        return [tf.assign_add(v, 1.0).op, tf.assign_add(v, 2.0).op]

    def gate() -> Any:
        x = tf.constant([[1.0, 2.0]])
        w1, w2 = tf.Variable([[1.0, 2.0], [3.0, 4.0]]), tf.Variable([[1.0], [2.0]])
        return tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(tf.matmul(tf.matmul(x, w1), w2)))

    assert reason(pure).startswith("Nothing is written")
    assert reason(apart).startswith("No variable is written by one")
    assert reason(data).startswith("Forced by the data")
    assert reason(equal).startswith("Operations on a variable may come in different orders")
    assert reason(gate).startswith("Forced by the optimizer")


def test_two_control_dependencies_of_which_either_would_do() -> None:
    def program() -> Any:
        v = tf.Variable(1.0, name="v")
        first = tf.assign(v, 2.0, name="first")
        with tf.control_dependencies([first]):
            between = tf.constant(1.0) + 1.0
        with tf.control_dependencies([first, between]):
            second = tf.assign(v, 3.0, name="second")
        return [second.op]

    assert "second waits for between and second waits for first." in reason(program)


# --- random numbers, feeds, fetches -------------------------------------------------------------------------


def test_random_numbers_are_those_that_come_next() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        noise = tf.random_normal([3], name="noise")
        v = tf.Variable(tf.zeros([3]), name="v")
        session.run([v.initializer, noise])
        fetches = [noise, tf.assign_add(v, noise).op, v]
        found = lab.orders(fetches, session=session)
        again = lab.orders(fetches, session=session)
        drawn = session.run(noise)
    assert len(found) == 2
    for result in (*found.results, *again.results):
        np.testing.assert_array_equal(result.values[0], drawn)


def test_feeds_and_nests() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [2], name="x")
        v = tf.Variable([1.0, 1.0], name="v")
        session.run(v.initializer)
        fetches = {"sum": x + v, "write": tf.assign(v, x).op}
        found = lab.orders(fetches, session=session, feed_dict={x: [3.0, 4.0]})
        assert [r.values["sum"].tolist() for r in found.results] == [[4.0, 5.0], [6.0, 8.0]]
        assert found.results[0].values["write"] is None
        with pytest.raises(tf.errors.InvalidArgumentError, match="feed a value for placeholder"):
            lab.orders(fetches, session=session)
        fed = lab.orders(fetches, session=session, feed_dict={x: [3.0, 4.0], v.value(): [0.0, 0.0]})
        assert [r.values["sum"].tolist() for r in fed.results] == [[3.0, 4.0]]
    with pytest.raises(ValueError, match="no session"):
        lab.orders(x)


def test_the_results_belong_to_the_caller() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable([1.0, 1.0], name="v")
        session.run(v.initializer)
        found = lab.orders([v], session=session)
        found.results[0].values[0][:] = 7.0
        found.results[0].variables["v"][:] = 7.0
        assert session.run(v).tolist() == [1.0, 1.0]


# --- large runs ---------------------------------------------------------------------------------------------


def test_counts_without_going_through_the_orders() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable(0.0, name="v")
        apart = [tf.sqrt(tf.constant(float(n)) + 1.0) for n in range(20)]
        session.run(v.initializer)
        found = lab.orders([*apart, tf.assign_add(v, 1.0).op, v], session=session)
    assert found.certainty == "exactly"
    assert found.total == math.factorial(42) // 2**20
    assert [r.count for r in found.results] == [found.total // 2] * 2


def test_where_counting_takes_too_long_the_numbers_are_estimated(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = explored(programs.stale_read)
    monkeypatch.setattr(order_search, "MOST_STATES", 3)
    found = explored(programs.stale_read, samples=4_000)
    assert found.complete and found.certainty == "about"
    assert [r.certainty for r in found.results] == ["about", "about"]
    for estimated, known in zip(found.results, exact.results, strict=True):
        assert estimated.count == pytest.approx(known.count, rel=0.25)
    assert "about" in repr(found)


def test_where_there_are_too_many_situations_orders_are_drawn() -> None:
    found = explored(programs.two_additions, limit=3, samples=200)
    assert not found.complete
    assert {float(r.values[2]) for r in found.results} == {0.0, 1.0, 2.0}
    assert found.results[0].own and float(found.results[0].values[2]) == 2.0
    assert repr(found).startswith("<Orders of sess.run([first, second, v]): at least 3 results, about ")


def test_an_example_order_is_legal_and_gives_its_result() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        fetches = programs.two_additions(session)
        found = lab.orders(fetches, session=session)
        laboratory = found._laboratory
        for outcome in found._findings.outcomes:
            here = laboratory.start
            for number in outcome.order:
                assert not laboratory.plan.before[number] & ~here.done
                here = laboratory.after(here, number)
            assert laboratory.fetched(here)[2] == outcome.fetched[2]


# --- what is shown ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("program", programs.CLASSICS, ids=lambda p: p.__name__)
def test_the_text_is_the_same_every_time(program: Any) -> None:
    text = repr(explored(program))
    assert text == repr(explored(program))
    assert text.startswith("<Orders of sess.run(")


@pytest.mark.parametrize("program", programs.CLASSICS, ids=lambda p: p.__name__)
def test_the_bundle_says_what_the_results_say(program: Any) -> None:
    found = explored(program)
    bundle = found.bundle()
    assert len(bundle["results"]) == len(found)
    lanes = len(bundle["variables"])
    for one, result in zip(bundle["results"], found.results, strict=True):
        assert one["count"] == str(result.count)
        assert sorted(one["order"]) == list(range(len(bundle["events"])))
        assert [len(step["variables"]) for step in one["steps"]] == [lanes] * len(one["order"])
        after = {row["name"]: row["text"] for row in one["variables"]}
        assert one["steps"][-1]["variables"] == [after[v["name"]] for v in bundle["variables"]]
        known = catalogue()
        assert all(sentence["say"] in known for sentence in (*one["why"], *bundle["why"]))
        if len(found) > 1:
            assert one["decisive"] in range(len(bundle["events"]))
    if len(found) > 1:
        assert any(row["differs"] for row in (*one["fetched"], *one["variables"]))


def test_a_large_run_shows_what_matters() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable(0.0, name="v")
        total: Any = tf.constant(0.0)
        for _ in range(60):
            total = total + 1.0
        session.run(v.initializer)
        bundle = lab.orders([tf.assign(v, total, name="put").op, v, total], session=session).bundle()
    assert [event["name"] for event in bundle["events"]] == ["put", "v"]
    assert bundle["hidden"] == 60


def test_orders_are_not_looked_for_inside_a_branch() -> None:
    """What is read and written there would be missing from every order."""
    v = tf.Variable(0, name="v")
    counted = tf.cond(tf.equal(v, 0), lambda: tf.assign_add(v, 1), lambda: tf.assign(v, 0))
    with tf.Session() as session:
        session.run(v.initializer)
        with pytest.raises(ValueError, match="goes through 'cond', a branch or a loop"):
            lab.orders([counted, v], session=session)
