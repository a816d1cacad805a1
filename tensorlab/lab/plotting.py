"""The plots of a tape for papers: `lab.plot_loss(tape)` and its sisters, each a matplotlib Figure.

In a notebook a figure shows as SVG; the same tape gives the same SVG, so a test of a lesson can compare it. All
take `theme` ("light" or "dark"), `title` and `size` (in inches).

Read next: `tensorlab/show/plots.py` and `training_plots.py`, which draw; `training_view.py`, for the numbers.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tensorlab.lab.tape import Tape
from tensorlab.lab.training_view import Entry, parts_named
from tensorlab.record.series import quantities
from tensorlab.record.words import plain_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_loss(tape: Any, **options: Any) -> "Figure":
    """The loss over the runs.

    Args:
        tape: what was recorded; or numbers, as `tensorlab.show.plots.plot_loss` takes them.
        options: `smooth`, `logarithmic`, `mark` (the number of a run), `theme`, `title`, `size`.

    >>> import tensorlab as tf
    >>> from tensorlab import lab
    >>> with tf.Graph().as_default(), tf.Session() as sess, lab.trace() as tape:
    ...     w = tf.Variable(2.0)
    ...     train = tf.train.GradientDescentOptimizer(0.1).minimize(w * w)
    ...     sess.run(w.initializer)
    ...     for step in range(5):
    ...         sess.run(train)
    >>> lab.plot_loss(tape, mark=3)
    <Figure size 720x300 with 1 Axes>
    """
    from tensorlab.show import plots

    if not isinstance(tape, Tape):
        return plots.plot_loss(tape, **options)
    builder = tape._builder(tape._graph(None))
    series = [
        {
            **one,
            "name": plain_text(one["name"]),
            "note": plain_text(one["note"]),
            "runs": [builder.runs[index].number for index in one["runs"]],
        }
        for one in builder._series()
    ]
    return plots.plot_loss(series, **options)


def plot_scalars(tape: Tape, names: str | Sequence[str] = (), **options: Any) -> "Figure":
    """Single numbers over the runs: what was fetched, and other scalars of the graph by name.

    Args:
        tape: what was recorded.
        names: which; by default all that were fetched. `lab.training(tape).names` knows all.
        options: `logarithmic`, `theme`, `title`, `size`.

    Raises:
        ValueError: when none was fetched, or there is none of that name.
    """
    from tensorlab.show.training_plots import plot_lines

    part = quantities(tape._builder(tape._graph(None)))
    wanted = [names] if isinstance(names, str) else list(names)
    chosen = [s for s in part["scalars"] if (s["name"] in wanted if wanted else s["fetched"])]
    if not chosen:
        known = ", ".join(s["name"] for s in part["scalars"]) or "none"
        raise ValueError(f"No such number was computed in several runs; there are {known}.")
    lines = [(s["name"], _numbers(tape, part, s), s["values"]) for s in chosen]
    return plot_lines(lines, **options)


def plot_weights(tape: Tape, variable: Any = None, what: str = "auto", **options: Any) -> "Figure":
    """A variable over the runs.

    Args:
        tape: what was recorded.
        variable: the variable, or its name; by default the first that was trained.
        what: "entries" (each its own line, of a large variable a few), "spread" (median, the middle 80 %, least
            and greatest), "norm", or "auto" for what fits its size.
        options: `theme`, `title`, `size`.

    Raises:
        ValueError: when no run touches such a variable.

    >>> import tensorlab as tf
    >>> from tensorlab import lab
    >>> with tf.Graph().as_default(), tf.Session() as sess, lab.trace() as tape:
    ...     w = tf.Variable([2.0, 1.0], name="w")
    ...     train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(w * w))
    ...     sess.run(w.initializer)
    ...     for step in range(5):
    ...         sess.run(train)
    >>> lab.plot_weights(tape, w), lab.plot_gradients(tape), lab.plot_surface(tape)
    (<Figure size 720x300 with 1 Axes>, <Figure size 720x300 with 1 Axes>, <Figure size 480x400 with 1 Axes>)
    """
    from tensorlab.show.training_plots import MOST_ENTRIES, plot_lines, plot_spread

    part = quantities(tape._builder(tape._graph(None)))
    found = _variable(tape, part, variable)
    runs = _numbers(tape, part, found)
    few = 0 < _size(found) <= MOST_ENTRIES
    if what == "norm" or "mean" not in found:
        lines = [("norm", runs, found["norm"])]
        return plot_lines(lines, hue="var", label=f"norm of {found['name']}", **options)
    if what == "entries" or (what == "auto" and few):
        named = [(str(e["at"]) if e["at"] else found["name"], runs, e["values"]) for e in found["entries"]]
        return plot_lines(named, hue="var", label=found["name"], **options)
    return plot_spread(found, runs, **options)


def plot_gradients(tape: Tape, variables: Any = (), what: str = "norm", **options: Any) -> "Figure":
    """The gradients of variables over the runs.

    Args:
        tape: what was recorded.
        variables: a variable, or several, or their names; by default all that were trained.
        what: "norm", "largest" (the largest magnitude) or "zero" (the share of entries that is 0).
        options: `logarithmic` (by default where the values are far apart), `theme`, `title`, `size`.

    Raises:
        ValueError: when no run computes such a gradient.
    """
    from tensorlab.show.training_plots import plot_lines

    part = quantities(tape._builder(tape._graph(None)))
    given = list(variables) if isinstance(variables, (list, tuple)) else [variables]
    wanted = [_variable(tape, part, v)["name"] for v in given]
    named = [(part["variables"][g["variable"]]["name"], g) for g in part["gradients"]]
    chosen = [(f"∂{g['of']}/∂{name}", g) for name, g in named if not wanted or name in wanted]
    if not chosen:
        raise ValueError("No recorded run computes such a gradient.")
    told = {"norm": "norm of the gradient", "largest": "largest |gradient|", "zero": "share that is 0"}
    lines = [(name, _numbers(tape, part, g), g[what]) for name, g in chosen]
    return plot_lines(lines, **{"hue": "bwd", "label": told[what], "logarithmic": None, **options})


def plot_boundary(
    tape: Tape, run: int = -1, inputs: Any = None, output: Any = None, labels: Any = None, **options: Any
) -> "Figure":
    """What a model of two inputs says around its data, after a run.

    Args:
        tape: what was recorded.
        run: the number of the run, from 1; negative numbers count from the end.
        inputs, output, labels: parts of the model, where they are not found by themselves, as for
            `lab.training`.
        options: `theme`, `title`, `size`.

    Raises:
        ValueError: when no model of two inputs is found.
    """
    from tensorlab.record.boundary import boundary
    from tensorlab.record.model_parts import training_runs
    from tensorlab.show.training_plots import nearest_place
    from tensorlab.show.training_plots import plot_boundary as draw

    named = parts_named(tape, inputs, output, labels)
    builder = tape._builder(tape._graph(None))
    every = training_runs(builder)
    wanted = builder.runs.index(tape.runs[tape._index(run)])
    told = boundary(builder, named, runs=[every[nearest_place(every, wanted)]]) if every else None
    if told is None:
        raise ValueError(
            "No model of two inputs was found: name its parts, as in plot_boundary(tape, inputs=x, output=y)."
        )
    return draw(told, **options)


def plot_surface(
    tape: Tape,
    run: int | None = None,
    weights: Sequence[Entry] | None = None,
    budget: float = 4000.0,
    **options: Any,
) -> "Figure":
    """The loss over two weights, or over the two main directions of the path, and the path itself.

    Args:
        tape: what was recorded.
        run: the number of a run to mark on the path; by default its end.
        weights: two entries to vary, as pairs (variable, indices), as for `lab.training`.
        budget: about how many milliseconds it may take.
        options: `theme`, `title`, `size`.

    Raises:
        ValueError: when nothing was trained, or the budget is too small.
    """
    from tensorlab.record.surface import surface
    from tensorlab.show.training_plots import nearest_place
    from tensorlab.show.training_plots import plot_surface as draw

    named = parts_named(tape, weights=weights)
    builder = tape._builder(tape._graph(None))
    told = surface(builder, named, budget)
    if told is None:
        raise ValueError("Nothing was trained in these runs.")
    mark = None
    if run is not None:
        mark = nearest_place(told["runs"], builder.runs.index(tape.runs[tape._index(run)]))
    return draw(told, mark, **options)


def plot_histogram(tape: Any, tensor: Any = None, run: int = -1, **options: Any) -> "Figure":
    """How often the entries of a tensor fall into each of some intervals.

    Args:
        tape: what was recorded; or an array.
        tensor: the tensor, the variable, or its name.
        run: the number of the run, from 1; negative numbers count from the end.
        options: `bins`, `theme`, `title`, `size`.

    >>> from tensorlab import lab
    >>> lab.plot_histogram([1.0, 2.0, 2.5, 4.0])
    <Figure size 480x260 with 1 Axes>
    """
    from tensorlab.show import plots

    return plots.plot_histogram(*_array(tape, tensor, run), **options)


def plot_heat(tape: Any, tensor: Any = None, run: int = -1, **options: Any) -> "Figure":
    """A matrix as a heat map: brown is negative, teal is positive.

    Args:
        tape: what was recorded; or an array.
        tensor: the tensor, the variable, or its name.
        run: the number of the run, from 1; negative numbers count from the end.
        options: `digits`, `theme`, `title`, `size`.

    >>> from tensorlab import lab
    >>> lab.plot_heat([[1.0, -2.0], [0.5, 3.0]])
    <Figure size 140x84 with 1 Axes>
    """
    from tensorlab.show import plots

    return plots.plot_heat(*_array(tape, tensor, run), **options)


# --- details ----------------------------------------------------------------------------------------------


def _array(tape: Any, tensor: Any, run: int) -> tuple[Any]:
    if not isinstance(tape, Tape):
        return (tape,)
    value = tape.value(tensor, run)
    if value is None:
        raise ValueError(f"{getattr(tensor, 'name', tensor)} was not computed in that run.")
    return (value,)


def _numbers(tape: Tape, part: dict[str, Any], told: dict[str, Any]) -> list[int]:
    runs = tape._builder(tape._graph(None)).runs
    return [runs[index].number for index in part["axes"][told["axis"]]]


def _size(variable: dict[str, Any]) -> int:
    size = 1
    for extent in variable["shape"]:
        size *= extent
    return size


def _variable(tape: Tape, part: dict[str, Any], wanted: Any) -> dict[str, Any]:
    """The variable that is meant: by itself, by its name, by the student's own name for it; or the first."""
    graph_name = getattr(getattr(wanted, "op", wanted), "name", wanted)
    nodes = tape._builder(tape._graph(None)).view.operations
    for variable in part["variables"]:
        node = nodes[variable["node"]].name if variable["node"] is not None else None
        if wanted is None or graph_name in (variable["name"], node):
            return dict(variable)
    raise ValueError(f"No recorded run touches a variable {graph_name!r}.")
