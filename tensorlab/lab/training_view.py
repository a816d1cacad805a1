"""`lab.training(tape)`: what happened over the runs, to be looked at, plotted, or taken as numbers.

    lab.training(tape)                                    # the Tracer, opened at the training view
    lab.training(tape, inputs=x, output=y, labels=y_)     # where the parts of the model are not found by themselves
    lab.training(tape, weights=[(w, (0, 0)), (b, ())])    # the loss over these two entries
    lab.training(tape).values("w1")                       # numbers

Read next: `tensorlab/record/training_part.py` (what is computed), `plotting.py` (the same for papers).
"""

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from tensorlab.lab.desk import Desk, Reply
from tensorlab.lab.tape import Tape
from tensorlab.record.boundary import boundary
from tensorlab.record.bundle import BundleBuilder
from tensorlab.record.model_parts import Named, variable_named
from tensorlab.record.series import DEFAULT_BUDGET
from tensorlab.record.surface import surface
from tensorlab.record.training_part import training_part
from tensorlab.record.words import plain_text

_named: "WeakKeyDictionary[Tape, Named]" = WeakKeyDictionary()

Entry = tuple[Any, Sequence[int]]


class Training:
    """What happened over the runs of a tape; made by `lab.training`. A notebook shows it as the training view.

    Attributes:
        tape: the tape.
        named: what the program has named itself.
        part: all there is to plot, as the part "training" of a bundle (`tensorlab/record/bundle.schema.json`).
    """

    def __init__(self, tape: Tape, named: Named, budget: float = DEFAULT_BUDGET) -> None:
        self.tape = tape
        self.named = named
        _named[tape] = named
        self._builder: BundleBuilder = tape._builder(tape._graph(None))
        self.part = training_part(self._builder, named, budget)

    @property
    def names(self) -> list[str]:
        """What `values` knows: the variables, their gradients, and single numbers."""
        variables = [variable["name"] for variable in self.part["variables"]]
        scalars = [scalar["name"] for scalar in self.part["scalars"]]
        return [*variables, *(f"gradient of {name}" for name in self._with_gradient()), *scalars]

    def values(self, name: str, what: str = "norm") -> list[tuple[int, float]]:
        """One quantity over the runs: pairs (number of the run, value).

        Args:
            name: one of `names`.
            what: of a variable "norm", "mean", "min", "max", "low" and "high" (between them lie the middle
                80 % of the entries), "middle" (the median) or "update" (how far a run moved it, as a share of
                its norm); of a gradient "norm", "largest" or "zero" (the share of its entries that is 0).

        Raises:
            KeyError: when there is no such quantity.

        >>> import tensorlab as tf
        >>> from tensorlab import lab
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(2.0)
        ...     train = tf.train.GradientDescentOptimizer(0.25).minimize(w * w)
        ...     sess.run(w.initializer)
        ...     with lab.trace(sess) as tape:
        ...         for step in range(3):
        ...             sess.run(train)
        >>> training = lab.training(tape)
        >>> training.names
        ['w', 'gradient of w']
        >>> training.values("w"), training.values("gradient of w", "largest")
        ([(1, 1.0), (2, 0.5), (3, 0.25)], [(1, 4.0), (2, 2.0), (3, 1.0)])
        """
        found = self._quantity(name)
        if what == "update" and found.get("updates"):
            found, what = found["updates"], "values"
        told = found.get("values" if "values" in found else what)
        if told is None:
            raise KeyError(f"{name!r} has no {what!r}.")
        runs = self._builder.runs
        axis = self.part["axes"][found["axis"]]
        return [(runs[i].number, float(v)) for i, v in zip(axis, told, strict=True) if v is not None]

    def show(self, **options: Any) -> Any:
        """The Tracer, opened at the training view; options as for `Tape.show`."""
        widget = self.tape.show(**options)
        widget.bundle = {**widget.bundle, "training": self.part, "opens": "training"}
        widget._page = (
            None  # where there are no widgets, the page is made of this bundle, and opens there too
        )
        return widget

    def _quantity(self, name: str) -> dict[str, Any]:
        for variable in self.part["variables"]:
            if variable["name"] == name:
                return dict(variable)
        for gradient in self.part["gradients"]:
            if name == f"gradient of {self.part['variables'][gradient['variable']]['name']}":
                return dict(gradient)
        for scalar in self.part["scalars"]:
            if scalar["name"] == name:
                return dict(scalar)
        raise KeyError(f"Nothing is called {name!r}; there are {', '.join(self.names)}.")

    def _with_gradient(self) -> list[str]:
        return list(
            dict.fromkeys(self.part["variables"][g["variable"]]["name"] for g in self.part["gradients"])
        )

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.show())

    def __repr__(self) -> str:
        told = self.part
        lines = [f"<Training: {len(self.tape.runs):,} runs{self.tape._loss_text()}>"]
        trained = [f"{v['name']} {v['shape']}" for v in told["variables"] if v["kind"] == "trained"]
        fetched = [scalar["name"] for scalar in told["scalars"] if scalar["fetched"]]
        if trained:
            lines.append(f"  trained: {', '.join(trained)}")
        if fetched:
            lines.append(f"  fetched: {', '.join(fetched)}")
        if told["boundary"]:
            lines.append(f"  boundary: {told['boundary']['output']} over {told['boundary']['inputs']}")
        if told["surface"]:
            names = [_axis_name(axis) for axis in told["surface"]["axes"]]
            lines.append(f"  surface: {plain_text(told['surface']['loss'])} over {' and '.join(names)}")
        return "\n".join(lines)


def training(
    tape: Tape,
    inputs: Any = None,
    output: Any = None,
    labels: Any = None,
    weights: Sequence[Entry] | None = None,
    budget: float = DEFAULT_BUDGET,
) -> Training:
    """What happened over the runs: weights, gradients, numbers, the decision boundary, the loss surface.

    A notebook shows the result as the Tracer's training view; there, and in pages written afterwards, what is
    named here is known.

    Args:
        tape: what was recorded.
        inputs: the placeholder with the points of a model that has two inputs; by default it is looked for.
        output: what the model says to each point.
        labels: the placeholder with the answers.
        weights: two entries to vary for the loss surface, as pairs (variable, indices); by default the only
            two there are, or the two directions in which the path of all weights is widest.
        budget: about how many milliseconds it may take. Where all runs would take longer, an even selection
            stands for them.

    >>> import tensorlab as tf
    >>> from tensorlab import lab
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w, b = tf.Variable(2.0), tf.Variable([1.0, 2.0])
    ...     loss = w * w + tf.reduce_sum(b * b)
    ...     train = tf.train.GradientDescentOptimizer(0.25).minimize(loss)
    ...     sess.run(tf.global_variables_initializer())
    ...     with lab.trace(sess) as tape:
    ...         for step in range(3):
    ...             sess.run(train)
    >>> lab.training(tape, weights=[(w, ()), (b, (1,))])
    <Training: 3 runs, loss 9 to 0.5625>
      trained: w [], b [2]
      surface: loss over w and b[1]
    """
    return Training(tape, parts_named(tape, inputs, output, labels, weights), budget)


def parts_named(
    tape: Tape,
    inputs: Any = None,
    output: Any = None,
    labels: Any = None,
    weights: Sequence[Entry] | None = None,
) -> Named:
    """Parts of a model that a program names, and those it named before; arguments as for `training`."""
    graph = tape._graph(None)
    before = _named.get(tape, Named())

    def tensor(given: Any, known: Any) -> Any:
        return known if given is None else graph.as_graph_element(given, allow_operation=False)

    entries = before.weights
    if weights is not None:
        entries = [
            (variable_named(graph.as_graph_element(_full_name(variable), allow_operation=False)), tuple(at))
            for variable, at in weights
        ]
    if len(entries) > 2:
        raise ValueError(f"A surface lies over one or two weights, not {len(entries)}.")
    return Named(
        tensor(inputs, before.inputs), tensor(output, before.output), tensor(labels, before.labels), entries
    )


def _full_name(given: Any) -> Any:
    return f"{given}:0" if isinstance(given, str) and ":" not in given else given


def add_training(bundle: dict[str, Any], builder: BundleBuilder, tape: Tape) -> None:
    """Put the part "training" into a bundle that leaves the kernel."""
    bundle["training"] = training_part(builder, _named.get(tape))


def answer(desk: Desk, content: dict[str, Any], buffers: list[Any]) -> Reply:
    """Answer the training view: all of it, or the boundary of one run, or the surface over two entries.

    Args:
        desk: knows the runs.
        content: {"what": "all"}, {"what": "boundary", "run": index}, or {"what": "surface", "weights":
            [[node, indices], ...]}, where no weights means the two main directions.
        buffers: none.
    """
    what = content.get("what", "all")
    named = _named.get(desk.tape) if desk.tape is not None else None
    if what == "boundary":
        run = int(content["run"])
        if not 0 <= run < len(desk.runs):
            raise IndexError(f"There is no run {run + 1}.")
        return {"boundary": boundary(desk.builder, named, runs=[run])}, []
    if what == "surface":
        nodes = desk.builder.view.operations
        entries = [(nodes[int(node)], tuple(map(int, at))) for node, at in content["weights"]]
        return {"surface": surface(desk.builder, Named(weights=entries))}, []
    return {"training": training_part(desk.builder, named)}, []


def _axis_name(axis: dict[str, Any]) -> str:
    if axis["name"] is None:
        return f"a direction of the path ({100 * axis['share']:.3g} %)"
    return f"{axis['name']}{list(axis['at']) if axis['at'] else ''}"
