"""Summaries that contributions write: of layers, of gradients, of training steps; and those of TensorFlow 0.x."""

import os
import tempfile
from typing import Any

from tests.parity.attempt import attempt


def _shown(tf: Any, session: Any) -> None:
    """Every summary of the graph: its name, its tags, its numbers."""
    for node in tf.get_collection(tf.GraphKeys.SUMMARIES):
        summary = tf.Summary.FromString(session.run(node))
        for value in summary.value:
            histo = value.histo
            numbers = (value.simple_value, histo.min, histo.max, histo.num, histo.sum)
            print(node.op.name, node.op.type, value.tag, " ".join(f"{number:.4f}" for number in numbers))


def of_layers(tf: Any, np: Any) -> None:
    """Activations, variables, collections."""
    x = tf.constant(np.linspace(-2, 9, 12).reshape(3, 4).astype(np.float32), name="x")
    layers = tf.contrib.layers
    six, plain, soft = tf.nn.relu6(x, name="six"), tf.nn.relu(x, name="plain"), tf.nn.softplus(x, name="soft")
    for tensor in (six, plain, soft, tf.tanh(x, name="bent")):
        tf.add_to_collection(tf.GraphKeys.ACTIVATIONS, tensor)
    w = tf.get_variable("w", initializer=[1.0, 2.0])
    count = tf.get_variable("count", initializer=3)
    tf.add_to_collection(tf.GraphKeys.WEIGHTS, w)
    tf.add_to_collection(tf.GraphKeys.BIASES, count)
    print([node.op.name for node in layers.summarize_activations("^(?!soft)")])
    print(layers.summarize_activation(soft).op.name)
    print([node.op.name for node in layers.summarize_collection(tf.GraphKeys.GLOBAL_VARIABLES)])
    print(
        [
            node.op.name
            for node in layers.summarize_collection("weights") + layers.summarize_collection("biases")
        ]
    )
    print(layers.summarize_tensor(tf.constant("a")), layers.summarize_tensor(tf.constant(True)))
    print(layers.summarize_tensor(tf.constant(1.5), "my tag").op.name)
    print([node.op.name for node in layers.summarize_tensors([x, six])])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        _shown(tf, session)


def of_training_steps(tf: Any, np: Any) -> None:
    """What `optimize_loss` writes down."""
    w = tf.get_variable("w", initializer=[3.0, 4.0])
    b = tf.get_variable("b", initializer=1.0)
    loss = tf.reduce_sum(w * w) + b
    step = tf.train.get_or_create_global_step()
    names = ["learning_rate", "loss", "gradients", "gradient_norm", "global_gradient_norm"]
    for clip, summaries in ((None, None), (2.0, names), (None, ["gradient_norm"]), (1.0, ["loss"])):
        tf.contrib.layers.optimize_loss(
            loss, step, 0.5, "SGD", clip_gradients=clip, summaries=summaries,
            learning_rate_decay_fn=lambda rate, _: rate * 0.5,
            name=f"{clip is not None}_{len(summaries or ())}",
        )  # fmt: skip
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        _shown(tf, session)


def of_gradients(tf: Any, np: Any) -> None:
    """What `create_train_op` writes down, with rows of a table and a variable that has no gradient."""
    table = tf.get_variable("table", initializer=[[1.0, 2.0], [3.0, 4.0]])
    unused = tf.get_variable("unused", initializer=1.0)
    loss = tf.reduce_sum(tf.nn.embedding_lookup(table, [1, 1]) ** 2)
    optimizer = tf.train.GradientDescentOptimizer(0.5)
    tf.contrib.training.create_train_op(loss, optimizer, summarize_gradients=True)
    pairs = optimizer.compute_gradients(loss, [table, unused])
    print([node.op.name for node in tf.contrib.training.add_gradients_summaries(pairs)])
    print([node.op.name for node in tf.contrib.slim.learning.add_gradients_summaries(pairs)])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        _shown(tf, session)


def of_slim(tf: Any, np: Any) -> None:
    """Summaries that are called after their tensors."""
    summaries = tf.contrib.slim.summaries
    x, loss = tf.constant([0.0, 2.0, 0.0], name="x"), tf.constant(0.5, name="loss")
    picture = tf.zeros([1, 2, 2, 1], name="picture")
    made = [
        summaries.add_histogram_summary(x),
        summaries.add_scalar_summary(loss, prefix="train"),
        summaries.add_scalar_summary(loss, "called", print_summary=True),
        summaries.add_zero_fraction_summary(x, prefix="zeros"),
        summaries.add_image_summary(picture, "p"),
        *summaries.add_histogram_summaries([x, loss], "all"),
        *summaries.add_scalar_summaries([loss], "all"),
        *summaries.add_zero_fraction_summaries([x]),
        *summaries.add_image_summaries([picture], "q"),
    ]
    print([(node.op.name, node.op.type) for node in made])
    with tf.Session() as session:
        _shown(tf, session)


def of_old(tf: Any, np: Any) -> None:
    """The summaries of TensorFlow 0.x: any tag, several at once, names of their own."""
    old = tf.contrib.deprecated
    with tf.name_scope("scope"):
        made = [
            old.scalar_summary("the loss (1)", 0.5),
            old.scalar_summary(["a", "b"], tf.constant([1.0, 2.0]), name="two"),
            old.scalar_summary("loss", 0.25, collections=["mine"]),
            old.histogram_summary("h h", [1.0, 3.0]),
            old.image_summary("i", tf.zeros([2, 2, 2, 1]), max_images=1),
            old.audio_summary("s", tf.zeros([1, 3]), 8000.0),
        ]
    made += [old.merge_summary(made[:2]), old.merge_summary(made[:2], name="m"), old.merge_all_summaries()]
    print([(node.op.name, node.op.type, [i.op.name for i in node.op.inputs]) for node in made])
    print([node.op.name for node in tf.get_collection("mine")], old.merge_all_summaries("none"))
    with tf.Session() as session:
        _shown(tf, session)
        for node in (made[0], made[1], made[3], made[6], made[7]):
            print(session.run(node))
        attempt(tf, lambda: session.run(old.scalar_summary(["a", "b"], 1.0)), "not the same shape")
        attempt(tf, lambda: session.run(old.merge_summary([made[0], made[0]])), "Duplicate tag the loss (1)")


def of_projector(tf: Any, np: Any) -> None:
    """What the projector of TensorBoard is told, in the folder of a writer."""
    folder = tempfile.mkdtemp()
    writer = tf.summary.FileWriter(folder)
    config = tf.contrib.tensorboard.plugins.projector.ProjectorConfig()
    embedding = config.embeddings.add()
    embedding.tensor_name = tf.get_variable("words", [3, 2]).name
    embedding.metadata_path = "labels.tsv"
    embedding.sprite.image_path = "sprite.png"
    embedding.sprite.single_image_dim.extend([28, 28])
    config.model_checkpoint_path = "model-3"
    tf.contrib.tensorboard.plugins.projector.visualize_embeddings(writer, config)
    with open(os.path.join(folder, "projector_config.pbtxt")) as written:
        print(written.read())
