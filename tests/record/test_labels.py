"""The student's own names are found, however she gives them."""

from typing import Any

import tensorlab as tf
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
