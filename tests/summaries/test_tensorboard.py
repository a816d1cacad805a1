"""The real TensorBoard opens what was written, and gives back what was computed."""

import io
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tests.summaries.tensorboard_server import Server, tensorboard
from tests.summaries.unpacking import pixels

STEPS = 8
TONE = (0.9 * np.sin(np.arange(400) * 0.3)).astype(np.float32)


class Written(dict[str, Any]):
    """What was computed while it was written: tag -> step -> value."""

    def keep(self, tag: str, step: int, value: Any) -> None:
        self.setdefault(tag, {})[step] = value


def train(folder: Path, written: Written) -> None:
    """A small training that writes down everything that can be written."""
    tf.set_random_seed(7)
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    with tf.name_scope("layer"):
        weights = tf.Variable(tf.random_normal([4, 3]), name="weights")
        tf.summary.histogram("weights_seen", weights)
        y = tf.nn.relu(tf.matmul(x, weights), name="y")
    loss = tf.reduce_mean(tf.square(y - 1.0), name="loss")
    tf.summary.scalar("losses/mean", loss)
    tf.summary.scalar("rate", tf.constant(0.1), family="settings")
    images = tf.cast(tf.reshape(tf.range(48), [1, 4, 4, 3]) * 5, tf.uint8)
    tf.summary.image("pictures", images, max_outputs=1)
    tf.summary.audio("tone", TONE[None, :], 8000, max_outputs=1)
    tf.summary.text("note", tf.constant("**bold** text"))
    step_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    merged = tf.summary.merge_all()
    random = np.random.RandomState(3)
    with tf.Session() as session, tf.summary.FileWriter(folder / "train", session.graph) as writer:
        session.run(tf.global_variables_initializer())
        for step in range(STEPS):
            feed = {x: random.rand(5, 4)}
            summary, loss_now, weights_now = session.run([merged, loss, weights], feed)
            writer.add_summary(summary, step)
            written.keep("losses/mean", step, loss_now)
            written.keep("layer/weights_seen", step, weights_now.copy())
            metadata = tf.RunMetadata()
            options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
            session.run(step_op, feed, options, metadata)
            if step == STEPS - 1:
                writer.add_run_metadata(metadata, "last step", step)
                written["metadata"] = metadata
        written["images"] = session.run(images)
    by_hand = tf.Summary(value=[tf.Summary.Value(tag="accuracy", simple_value=0.75)])
    with tf.summary.FileWriter(folder / "test") as writer:
        writer.add_summary(by_hand, 3)


@pytest.fixture(scope="module")
def written() -> Written:
    return Written()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, written: Written) -> Iterator[Server]:
    """TensorBoard, once it has read the last step."""
    folder = tmp_path_factory.mktemp("logs")
    with tf.Graph().as_default():
        train(folder, written)
    with tensorboard(folder) as running:
        running.wait(lambda one: set(one.json("runs")) == {"train", "test"})
        running.wait(
            lambda one: "last step" in one.json("plugin/graphs/info").get("train", {}).get("tags", {})
        )
        yield running


def test_scalars(server: Server, written: Written) -> None:
    """Every step and every value, in both runs."""
    tags = server.json("plugin/scalars/tags")
    assert set(tags["train"]) == {"losses/mean", "settings/settings/rate"}
    found = server.json("plugin/scalars/scalars", run="train", tag="losses/mean")
    assert [(step, np.float32(value)) for _, step, value in found] == list(written["losses/mean"].items())
    ((_, step, value),) = server.json("plugin/scalars/scalars", run="test", tag="accuracy")
    assert (step, value) == (3, 0.75)


def test_histograms(server: Server, written: Written) -> None:
    """TensorBoard has all weights, in buckets that reach from the smallest to the largest."""
    found = server.json("plugin/histograms/histograms", run="train", tag="layer/weights_seen")
    assert [step for _, step, _ in found] == list(range(STEPS))
    for _, step, buckets in found:
        weights = written["layer/weights_seen"][step]
        edges = np.array(buckets)
        assert edges[:, 2].sum() == weights.size
        filled = edges[edges[:, 2] > 0]
        assert filled[0, 0] <= weights.min() <= filled[0, 1]
        assert filled[-1, 0] <= weights.max() <= filled[-1, 1]


def test_images(server: Server, written: Written) -> None:
    """The very pixels."""
    found = server.json("plugin/images/images", run="train", tag="pictures/image", sample=0)
    assert found[-1]["step"] == STEPS - 1
    png = server.bytes("plugin/images/individualImage?" + found[-1]["query"] + "&")
    np.testing.assert_array_equal(pixels(png), written["images"][0])


def test_text(server: Server) -> None:
    """Markdown, made into HTML."""
    assert server.json("plugin/text/tags")["train"] == ["note"]
    found = server.json("plugin/text/text", run="train", tag="note")
    assert found[0]["text"] == "<p><strong>bold</strong> text</p>"


def test_sounds(server: Server) -> None:
    """A WAV file with the very samples, which Python's own reader opens."""
    assert list(server.json("plugin/audio/tags")["train"]) == ["tone/audio"]
    found = server.json("plugin/audio/audio", run="train", tag="tone/audio", sample=0)
    data = server.bytes("plugin/audio/individualAudio?" + found[0]["query"] + "&")
    with wave.open(io.BytesIO(data)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getnframes()) == (8000, 1, 400)
        samples = np.frombuffer(sound.readframes(400), "<i2")
    np.testing.assert_allclose(samples / 32768, TONE, atol=0.5 / 32768)


def test_graph(server: Server) -> None:
    """The nodes, their types, and the edges between them."""
    text = server.bytes("plugin/graphs/graph", run="train").decode()
    for node, kind in (
        ("layer/MatMul", "MatMul"),
        ("layer/y", "Relu"),
        ("Merge/MergeSummary", "MergeSummary"),
    ):
        begin = text.index(f'name: "{node}"\n')
        assert f'op: "{kind}"' in text[begin : begin + 100]
    begin = text.index('name: "layer/MatMul"\n')
    assert 'input: "x"' in text[begin : text.index("}", begin)]


def test_times_and_memory(server: Server, written: Written) -> None:
    """For every node of the traced run, what it took."""
    text = server.bytes("plugin/graphs/run_metadata", run="train", tag="last step").decode()
    stats = written["metadata"].step_stats.dev_stats[0].node_stats
    assert text.count("node_name:") == sum(
        len(d.node_stats) for d in written["metadata"].step_stats.dev_stats
    )
    product = next(one for one in stats if one.node_name == "layer/MatMul")
    begin = text.index('node_name: "layer/MatMul"')
    about = text[begin : text.find("node_name:", begin + 10)]
    assert f"all_end_rel_micros: {product.all_end_rel_micros}" in about
    assert "total_bytes: 60" in about  # five rows of three float32
