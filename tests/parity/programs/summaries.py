"""Summaries: how their nodes are called, which bytes they give, what is refused, what event files hold."""

import glob
import os
import tempfile
from typing import Any

from tests.parity.attempt import attempt


def shown(tf: Any, *serialized: bytes) -> None:
    """Print the bytes of summaries."""
    for one in serialized:
        print(one.hex())


def named(tf: Any, np: Any) -> None:
    """Names, tags, families, collections."""
    with tf.name_scope("outer"):
        plain = tf.summary.scalar("loss", 0.5)
        again = tf.summary.scalar("loss", tf.constant(0.25))
        spaced = tf.summary.scalar("/the loss: (1)", 0.125, family="my family")
        family = tf.summary.histogram("w", [1.0, 2.0], family="weights")
        picture = tf.summary.image("x", tf.zeros([1, 2, 2, 1]), collections=["mine", "others"])
    words = tf.summary.text("words", tf.constant(["a", "b"]))
    whole = tf.summary.tensor_summary("t", [1, 2], display_name="T", summary_description="d", family="f")
    sound = tf.summary.audio("a", tf.zeros([1, 4]), 8000, collections=[])
    merged = tf.summary.merge([plain, again], name="some of them")
    everything = tf.summary.merge_all()
    unnamed = tf.summary.merge([plain])
    all_ = [plain, again, spaced, family, picture, words, whole, sound, merged, everything, unnamed]
    print([(t.name, t.op.type, t.dtype.name, t.shape.as_list()) for t in all_])
    for node in all_:
        print(node.op.name, [(i.op.name, i.dtype.name) for i in node.op.inputs])
    for key in ("summaries", "mine", "others"):
        print(key, [t.name for t in tf.get_collection(key)])
    print(tf.summary.merge_all("nothing"), [i.name for i in tf.summary.merge_all("mine").op.inputs])
    scoped = tf.summary.merge_all(scope="outer/")
    print(scoped.name, [i.name for i in scoped.op.inputs])
    with tf.Session() as session:
        values = session.run([plain, again, spaced, words, whole, merged])
        print([type(value).__name__ for value in values])
        for value in values:
            summary = tf.Summary.FromString(value)
            print([(v.tag, v.simple_value, v.metadata.plugin_data.plugin_name) for v in summary.value])


def bytes_of_scalars(tf: Any, np: Any) -> None:
    """A number of every dtype."""
    names = ["float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16"]
    nodes = [tf.summary.scalar(name, tf.constant(7, name)) for name in names]
    nodes += [tf.summary.scalar("zero", 0.0), tf.summary.scalar("huge", tf.constant(1e300, tf.float64))]
    nodes += [tf.summary.scalar("nan", tf.constant(np.nan)), tf.summary.scalar("third", 1.0 / 3.0)]
    with tf.Session() as session:
        shown(tf, *session.run([*nodes, tf.summary.merge_all()]))


def bytes_of_histograms(tf: Any, np: Any) -> None:
    """Buckets, sums that round, empty tensors."""
    random = np.random.RandomState(5)
    nodes = [
        tf.summary.histogram("normal", random.normal(size=[40, 5]).astype(np.float32)),
        tf.summary.histogram("wide", tf.constant(10.0 ** np.arange(-20, 40, 7), tf.float64)),
        tf.summary.histogram("same", [0.1] * 9),
        tf.summary.histogram("zeros", [0.0, -0.0]),
        tf.summary.histogram("whole", tf.constant([-3, 0, 1, 1, 7])),
        tf.summary.histogram("bytes", tf.constant([0, 255], tf.uint8)),
        tf.summary.histogram("half", tf.constant([0.5, -2.0], tf.float16)),
        tf.summary.histogram("empty", tf.zeros([0, 3])),
        tf.summary.histogram("scalar", -1.5),
        tf.summary.histogram("edges", tf.constant([1e-12, 1.1e-12, -1e-12, 1e20, -1e20], tf.float64)),
    ]
    with tf.Session() as session:
        shown(tf, *session.run(nodes))


def bytes_of_sounds(tf: Any, np: Any) -> None:
    """WAV files: one and two channels, too loud, rates that are no whole numbers."""
    wave = np.linspace(-1.25, 1.25, 24).astype(np.float32)
    nodes = [
        tf.summary.audio("mono", wave.reshape(2, 12), 8000),
        tf.summary.audio("one", wave.reshape(2, 12), 44100.5, max_outputs=1),
        tf.summary.audio("stereo", wave.reshape(1, 12, 2), tf.constant(0.25), max_outputs=2),
        tf.summary.audio("halves", [[0.5 / 32768, -0.5 / 32768, 1.5 / 32768]], 16000, max_outputs=5),
        tf.summary.audio("none", tf.zeros([1, 0, 1]), 8000),
    ]
    with tf.Session() as session:
        shown(tf, *session.run(nodes))


def bytes_of_tensors(tf: Any, np: Any) -> None:
    """Whole tensors and text."""
    metadata = tf.SummaryMetadata(
        plugin_data=tf.SummaryMetadata.PluginData(plugin_name="mine", content=b"\1")
    )
    nodes = [
        tf.summary.tensor_summary("f", [[1.0, 2.0]]),
        tf.summary.tensor_summary("i", tf.constant([1, 2, 3], tf.int64), summary_metadata=metadata),
        tf.summary.tensor_summary("b", [True, False], display_name="truth"),
        tf.summary.tensor_summary("c", tf.constant(1 + 2j)),
        tf.summary.tensor_summary("s", "text", summary_description="what it is"),
        tf.summary.tensor_summary("e", tf.zeros([0, 2], tf.float16)),
        tf.summary.text("t", tf.constant("**bold**")),
        tf.summary.text("table", tf.constant([["a", "b"], ["c", ""]])),
    ]
    with tf.Session() as session:
        shown(tf, *session.run([*nodes, tf.summary.merge(nodes)]))


def pixels(tf: Any, np: Any) -> None:
    """How numbers become bytes: the files are decoded again, since how tightly they are packed may differ."""
    ramp = np.linspace(-1, 1, 24).astype(np.float32).reshape(1, 4, 2, 3)
    batch = {
        "signed": ramp,
        "positive": np.abs(ramp),
        "tiny": ramp * 1e-8,
        "zeros": ramp * 0,
        "broken": np.where(np.abs(ramp) > 0.9, np.nan, ramp),
        "infinite": np.full([1, 2, 2, 4], np.inf, np.float32),
        "double": ramp.astype(np.float64) * 3,
        "half": ramp.astype(np.float16) / 3,
        "uint8": np.arange(24, dtype=np.uint8).reshape(2, 3, 2, 2)[:, :, :, :1],
        "rgba": np.arange(48, dtype=np.uint8).reshape(3, 2, 2, 4),
        "noise": np.random.RandomState(3).randint(0, 256, [1, 9, 7, 3]).astype(np.uint8),
    }
    nodes = [tf.summary.image(name, images) for name, images in batch.items()]
    nodes += [tf.summary.image("single", batch["rgba"], 1), tf.summary.image("two", batch["rgba"], 2)]
    with tf.Session() as session:
        summary = tf.Summary.FromString(session.run(tf.summary.merge(nodes)))
        for value in summary.value:
            image = value.image
            print(value.tag, image.height, image.width, image.colorspace, image.encoded_image_string[:4])
            print(np.ravel(tf.image.decode_png(image.encoded_image_string).eval()).tolist())


def refused(tf: Any, np: Any) -> None:
    """What no summary can be made of, when it is built and when it is run."""
    with tf.Session() as session:
        double = tf.summary.scalar("double", 1.0)
        copy = tf.identity(double)
        for node, words in (
            (tf.summary.scalar("vector", [1.0, 2.0]), ["not the same shape", "vector"]),
            (tf.summary.histogram("n", [1.0, np.nan]), ["Nan in", "for: n"]),
            (tf.summary.histogram("i", [1.0, -np.inf, np.nan]), ["Infinity in", "for: i"]),
            (tf.summary.image("five", tf.zeros([1, 2, 2, 5])), ["last dim 1, 3, or 4"]),
            (tf.summary.image("rank", tf.zeros([2, 2, 1])), ["4-D"]),
            (tf.summary.audio("rank", tf.zeros([3]), 8000), ["3-D or 2-D"]),
            (tf.summary.audio("rate", tf.zeros([1, 3]), 0.0), ["sample_rate must be > 0"]),
            (tf.summary.merge([double, copy]), ["Duplicate tag double"]),
            (tf.summary.merge([tf.constant("no summary")]), ["Could not parse"]),
        ):
            attempt(tf, lambda node=node: session.run(node), *words)
    attempt(tf, lambda: tf.summary.scalar("text", "a"))
    attempt(tf, lambda: tf.summary.scalar("truth", True))
    attempt(tf, lambda: tf.summary.scalar("complex", 1j))
    attempt(tf, lambda: tf.summary.image("int", tf.zeros([1, 2, 2, 1], tf.int32)))
    attempt(tf, lambda: tf.summary.text("number", tf.constant(1.0)), "dtype string")
    attempt(tf, lambda: tf.summary.get_summary_description(double.op.node_def), "get_summary_description")
    attempt(tf, lambda: tf.summary.initialize())
    print(tf.summary.all_v2_summary_ops())


def by_hand(tf: Any, np: Any) -> None:
    """Messages that a program makes itself."""
    summary = tf.Summary(value=[tf.Summary.Value(tag="accuracy", simple_value=0.75)])
    summary.value.add(tag="other", simple_value=np.float32(0.5))
    histogram = tf.HistogramProto(
        min=0.0, max=2.0, num=3.0, sum=4.0, bucket_limit=[1.0, 3.0], bucket=[1.0, 2.0]
    )
    summary.value.add(tag="histogram", histo=histogram)
    picture = tf.Summary.Image(encoded_image_string=b"PNG", height=2, width=3, colorspace=1)
    summary.value.add(tag="picture", image=picture)
    print(str(summary))
    print(summary.SerializeToString().hex())
    event = tf.Event(wall_time=12.5, step=7, summary=summary)
    print(event.WhichOneof("what"), event.SerializeToString().hex())
    print(tf.summary.Summary is tf.Summary, tf.summary.Event is tf.Event)
    log = tf.SessionLog(status=tf.SessionLog.CHECKPOINT, checkpoint_path="model-3")
    print(str(log), tf.summary.TaggedRunMetadata(tag="x", run_metadata=b"y").SerializeToString())


def kept(tf: Any, folder: str) -> None:
    """Print what the event files of a folder hold, without times and the graph's bytes."""
    for path in sorted(glob.glob(os.path.join(folder, "*"))):
        print(os.path.basename(path).split(".")[:3], os.path.basename(path).endswith(".mine"))
        for event in tf.train.summary_iterator(path):
            print(event.WhichOneof("what"), event.step, event.file_version, event.wall_time > 1e9)
            for value in event.summary.value:
                print(
                    " ", value.tag, value.WhichOneof("value"), value.simple_value, value.metadata.display_name
                )
            if event.HasField("session_log"):
                print(" ", event.session_log.status, event.session_log.checkpoint_path)
            if event.HasField("tagged_run_metadata"):
                print(" ", event.tagged_run_metadata.tag)


def writers(tf: Any, np: Any) -> None:
    """What writers put into their files, and when there is a file."""
    folder = tempfile.mkdtemp()
    rate = tf.placeholder(tf.float32, [], name="rate")
    merged = tf.summary.merge([tf.summary.scalar("rate", rate), tf.summary.histogram("h", [1.0, 2.0])])
    described = tf.summary.tensor_summary("d", rate, display_name="D")
    writer = tf.summary.FileWriter(folder + "/a")
    print(os.listdir(folder + "/a"), writer.get_logdir() == folder + "/a")
    with tf.Session() as session:
        for step in range(3):
            writer.add_summary(session.run(merged, {rate: 0.5 * step}), step)
            writer.add_summary(session.run(described, {rate: 0.5 * step}), global_step=np.int64(step))
    writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag="hand", simple_value=2.0)]))
    writer.add_session_log(tf.SessionLog(status=tf.SessionLog.START), 3)
    writer.add_event(tf.Event(wall_time=2e9, step=11))
    writer.add_run_metadata(tf.RunMetadata(), "once", 4)
    attempt(tf, lambda: writer.add_run_metadata(tf.RunMetadata(), "once", 5), "already used")
    writer.flush()
    print(len(os.listdir(folder + "/a")))
    writer.close()
    kept(tf, folder + "/a")
    for wrong in (3, None):
        attempt(tf, lambda wrong=wrong: writer.add_graph(wrong), "instance of `Graph`")
    attempt(tf, lambda: writer.add_meta_graph("graph"), "must be type MetaGraphDef")
    attempt(tf, lambda: writer.add_graph(tf.Graph(), graph_def=tf.Graph()), "not both")
    with tf.summary.FileWriter(folder + "/b", filename_suffix=".mine") as second:
        print(len(os.listdir(folder + "/b")))
        second.add_summary(tf.Summary(value=[tf.Summary.Value(tag="x", simple_value=1.0)]), 1)
    kept(tf, folder + "/b")
    cached = tf.summary.FileWriterCache.get(folder + "/c")
    print(tf.summary.FileWriterCache.get(folder + "/c") is cached)
    tf.summary.FileWriterCache.clear()
    kept(tf, folder + "/c")
