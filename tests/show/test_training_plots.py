"""The plots of training: same tape, same bytes; the right lines in them; clear words where there is nothing to draw.

Read `tensorlab/show/training_plots.py` and `tensorlab/lab/plotting.py` beside it.
"""

import xml.etree.ElementTree as ElementTree
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.show.plots import figure_svg
from tests.record.test_series import AMPLE, classifier, line

PLOTS = {
    "loss": lambda tape, **o: lab.plot_loss(tape, mark=5, **o),
    "scalars": lab.plot_scalars,
    "entries": lambda tape, **o: lab.plot_weights(tape, "w1", **o),
    "spread": lambda tape, **o: lab.plot_weights(tape, "w1", "spread", **o),
    "norm": lambda tape, **o: lab.plot_weights(tape, "w1", "norm", **o),
    "gradients": lab.plot_gradients,
    "boundary": lambda tape, **o: lab.plot_boundary(tape, run=12, **o),
    "surface": lambda tape, **o: lab.plot_surface(tape, run=12, budget=AMPLE, **o),
    "histogram": lambda tape, **o: lab.plot_histogram(tape, "w1:0", **o),
    "heat": lambda tape, **o: lab.plot_heat(tape, "w1:0", **o),
}


@pytest.fixture(scope="module")
def tape() -> Any:
    """The moons, learned."""
    with tf.Graph().as_default():
        return classifier()[0]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PLOTS)
def test_the_same_tape_gives_the_same_picture(tape, name, theme):
    figures = [PLOTS[name](tape, theme=theme, title="A <title>") for _ in range(2)]
    first, second = map(figure_svg, figures)
    assert first == second
    assert ElementTree.fromstring(first).tag.endswith("svg")
    assert "A &lt;title&gt;" in first and len(first) < 400_000
    assert "image/png" not in first  # its bytes would depend on the machine


def test_lines_are_the_tapes_values(tape):
    (accuracy,) = lab.plot_scalars(tape).axes[0].lines
    told = lab.training(tape).values("accuracy")
    assert list(accuracy.get_xdata()) == [run for run, _ in told]
    assert list(accuracy.get_ydata()) == [value for _, value in told]
    entries = lab.plot_weights(tape, "w1").axes[0].lines
    assert len(entries) == 8
    assert entries[-1].get_ydata()[-1] == pytest.approx(tape.value("w1:0").ravel()[-1], rel=1e-4)
    gradients = lab.plot_gradients(tape).axes[0]
    assert [one.get_label() for one in gradients.lines] == ["∂loss/∂w1", "∂loss/∂b1", "∂loss/∂w2"]
    graph = tape.runs[0].session.graph
    only = lab.plot_gradients(tape, graph.get_tensor_by_name("w2:0"), what="largest").axes[0].lines
    assert [one.get_label() for one in only] == ["∂loss/∂w2"]


def test_the_loss_has_the_numbers_of_its_runs(tape):
    axes = lab.plot_loss(tape).axes[0]
    assert list(axes.lines[0].get_xdata()) == [run for run, _ in tape.loss]
    assert lab.plot_loss([3, 2, 1]).axes[0].lines[0].get_ydata()[0] == 3


def test_the_boundary_crosses_where_the_model_is_undecided(tape):
    axes = lab.plot_boundary(tape).axes[0]
    lines = [c for c in axes.collections if c.get_linewidths() is not None and not c.get_facecolor().size]
    vertices = np.concatenate([path.vertices for path in lines[-1].get_paths()])
    w1, b1, w2 = (tape.value(f"{name}:0").astype(float) for name in ("w1", "b1", "w2"))
    undecided = np.tanh(vertices @ w1 + b1) @ w2
    assert np.abs(1 / (1 + np.exp(-undecided)) - 0.5).max() < 0.06
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("x[0]", "x[1]")


def test_the_surface_has_its_path_and_its_axes():
    with tf.Graph().as_default():
        fitted, _ = line()
    axes = lab.plot_surface(fitted, budget=AMPLE).axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("w", "b")
    path = axes.lines[1]
    assert path.get_xdata()[-1] == pytest.approx(fitted.value("w:0"), rel=1e-3)


def test_what_cannot_be_drawn_is_said(tape):
    with tf.Graph().as_default(), tf.Session() as session, lab.trace(session) as nothing:
        session.run(tf.constant(1.0) + 1.0)
    with pytest.raises(ValueError, match="No model of two inputs"):
        lab.plot_boundary(nothing)
    with pytest.raises(ValueError, match="Nothing was trained"):
        lab.plot_surface(nothing)
    with pytest.raises(ValueError, match="No recorded run computes"):
        lab.plot_gradients(nothing)
    with pytest.raises(ValueError, match="No recorded run touches a variable 'none'"):
        lab.plot_weights(tape, "none")
    with pytest.raises(ValueError, match="there are accuracy"):
        lab.plot_scalars(tape, "none")
    with pytest.raises(ValueError, match="longer than the budget"):
        lab.plot_surface(tape, budget=0.001)
    with pytest.raises(ValueError, match="one or two weights"):
        lab.plot_surface(tape, weights=[("w1:0", (0, 0))] * 3)
    with pytest.raises(ValueError, match=r"w1 of shape \[2, 4\] has no entry \[2, 0\]"):
        lab.plot_surface(tape, weights=[("w1", (2, 0)), ("b1", (-1,))])
    with pytest.raises(ValueError, match="step is no variable that these runs train"):
        lab.plot_surface(tape, weights=[("step", ())])
