"""The student's own names are found, however she gives them."""

from typing import Any

import tensorlab as tf
from tensorlab import lab
from tensorlab.record.labels import SourceNames, _assigned_names


def name_of(tensor: Any) -> str:
    return SourceNames(tensor.graph.get_operations()).name_of(tensor.op)


def test_every_kind_of_assignment_gives_a_name():
    plain = tf.constant(1.0)
    annotated: tf.Tensor = tf.constant(2.0)
    several, more = tf.constant(3.0), tf.constant(4.0)
    total = tf.add(walrus := tf.constant(5.0), (inner := tf.constant(6.0)))
    names = [name_of(tensor) for tensor in (plain, annotated, several, more, walrus, inner, total)]
    assert names == ["plain", "annotated", "several", "more", "walrus", "inner", "total"]


def test_with_statements_give_names_too():
    names = _assigned_names("with make() as made, other() as (a, b), third():\n    pass\n")
    assert names == {(1, 5): "made", (-1, -11): "made"}


def test_no_name_without_a_plain_one():
    box = [tf.constant(1.0)]
    attribute = type("Any", (), {})()
    attribute.x = tf.constant(2.0)
    both = again = tf.constant(3.0)
    part = tf.constant(4.0) + 1.0
    assert [name_of(t) for t in (box[0], attribute.x, both, again, part.op.inputs[0])] == [""] * 5
    assert name_of(part) == "part"


def test_a_name_deep_in_its_scopes_is_shown_by_its_last_parts():
    with tf.Graph().as_default(), tf.Session() as session, lab.trace() as tape:
        with tf.variable_scope("encoder_of_the_first_stage"), tf.variable_scope("attention_of_many_heads"):
            tf.get_variable("queries", [4, 3], initializer=tf.glorot_uniform_initializer(seed=1))
        session.run(tf.global_variables_initializer())
    bundle, _ = tape.bundle()
    steps = bundle["programs"][0]["steps"]
    titles = [step["title"] for step in steps if isinstance(step["title"], str)]
    assert "…/queries/Initializer/random_uniform/sub" in titles
    assert all(len(title) <= 46 for title in titles)
    named = {bundle["nodes"][step["node"]]["name"] for step in steps}
    assert (
        "encoder_of_the_first_stage/attention_of_many_heads/queries/Initializer/random_uniform/sub" in named
    )
