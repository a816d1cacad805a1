"""`ConfigProto.graph_options.place_pruned_graph`: place what a run needs, instead of the whole graph."""

import pytest

import tensorlab as tf


def test_only_what_is_needed_has_to_have_a_device() -> None:
    with tf.Graph().as_default():
        needed = tf.constant(1.0, name="needed") + 1.0
        with tf.device("/gpu:7"):
            tf.constant(2.0, name="elsewhere")
        with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError, match="elsewhere"):
            session.run(needed)
        config = tf.ConfigProto()
        config.graph_options.place_pruned_graph = True
        with tf.Session(config=config) as session:
            assert session.run(needed) == 2.0
