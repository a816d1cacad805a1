"""`lab.training`: named parts, numbers, what a live Tracer is answered, and what a written page holds.

Read `tensorlab/lab/training_view.py` beside it.
"""

import json
from typing import Any

import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.lab.desk import Desk
from tests.record.test_series import classifier


@pytest.fixture
def tape() -> Any:
    """The moons, learned in 20 runs."""
    with tf.Graph().as_default():
        return classifier(20)[0]


def element(tape: Any, name: str) -> Any:
    return tape.runs[0].session.graph.get_tensor_by_name(name)


def test_it_says_what_there_is(tape):
    training = lab.training(tape)
    assert repr(training).splitlines()[1:4] == [
        "  trained: w1 [2, 4], b1 [4], w2 [4, 1]", "  fetched: accuracy", "  boundary: y over x",
    ]  # fmt: skip
    assert "  surface: loss over a direction of the path" in repr(training)
    assert {"w1", "gradient of w2", "accuracy", "step"} <= set(training.names)
    runs, norms = zip(*training.values("w1"), strict=True)
    assert runs == tuple(range(1, 22))
    assert norms[4] == pytest.approx(float((tape.value("w1:0", 5) ** 2).sum() ** 0.5), rel=1e-4)
    assert training.values("step")[-1] == (21, 20.0)
    assert len(training.values("w1", "update")) == 20
    for name, what in (("nothing", "norm"), ("w1", "colour")):
        with pytest.raises(KeyError, match=what if name == "w1" else "there are w1"):
            training.values(name, what)


def test_a_desk_answers(tape):
    desk = Desk(tape._builder(tape._graph(None)), tape)

    def ask(**content: Any) -> dict[str, Any]:
        reply, buffers = desk.answer("training_series", content, [])
        assert buffers == []
        return json.loads(json.dumps(reply, allow_nan=False))

    part = ask(what="all")["training"]
    assert [v["name"] for v in part["variables"]][:3] == ["w1", "b1", "w2"]
    assert ask(what="boundary", run=7)["boundary"]["runs"] == [7]
    node = part["variables"][0]["node"]
    told = ask(what="surface", weights=[[node, [0, 1]], [node, [1, 1]]])["surface"]
    assert [axis["at"] for axis in told["axes"]] == [[0, 1], [1, 1]]
    assert ask(what="surface", weights=[])["surface"]["axes"][0]["share"] > 0
    with pytest.raises(IndexError, match="no run 100"):
        ask(what="boundary", run=99)


def test_what_is_named_is_remembered(tape):
    w1 = element(tape, "w1:0")
    lab.training(tape, inputs=element(tape, "x:0"), output="Tanh:0", weights=[(w1, (0, 0)), ("b1", (0,))])
    desk = Desk(tape._builder(tape._graph(None)), tape)
    part = desk.answer("training_series", {"what": "all"}, [])[0]["training"]
    assert part["boundary"]["output"] == "Tanh" and part["boundary"]["columns"] == 4
    assert [axis["name"] for axis in part["surface"]["axes"]] == ["w1", "b1"]
    lab.training(tape, output=element(tape, "y:0"))
    again = lab.training(tape).part
    assert again["boundary"]["output"] == "y"
    assert [axis["name"] for axis in again["surface"]["axes"]] == ["w1", "b1"]


def test_a_page_holds_it_and_a_widget_opens_there(tape, tmp_path):
    text = tape.to_html(tmp_path / "page.html").read_text(encoding="utf-8")
    assert '"training":{"variables":[{"name":"w1"' in text
    pytest.importorskip("anywidget")
    widget = lab.training(tape).show()
    assert widget.bundle["opens"] == "training" and widget.bundle["training"]["scalars"]
    assert "training" not in tape.show().bundle


def test_a_notebook_that_becomes_a_page_opens_there(tape, monkeypatch):
    """As in the lesson on optimizers: without widgets, too, it is the training view that one sees."""
    monkeypatch.setenv("TENSORLAB_STATIC", "1")
    shown = lab.training(tape).show()._repr_mimebundle_()
    assert "&quot;opens&quot;:&quot;training&quot;" in shown["text/html"]
    assert "&quot;opens&quot;" not in tape.show()._repr_mimebundle_()["text/html"]
