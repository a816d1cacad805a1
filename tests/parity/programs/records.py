"""Record files, examples and what is parsed out of them."""

import os
import tempfile
from typing import Any

from tests.parity.attempt import attempt, run


def example(tf: Any, **features: Any) -> Any:
    """An example from lists of values."""
    made = tf.train.Example()
    for name, values in features.items():
        feature = made.features.feature[name]
        if values and isinstance(values[0], bytes):
            feature.bytes_list.value.extend(values)
        elif values and isinstance(values[0], float):
            feature.float_list.value.extend(values)
        elif values is not None:
            feature.int64_list.value.extend(values)
            feature.int64_list.SetInParent()
    return made


def messages(tf: Any, np: Any) -> None:
    """Examples, filled by the constructor and in place: as bytes and as text."""
    train = tf.train
    ints = train.Feature(int64_list=train.Int64List(value=[1, -2, 300, 2**62]))
    floats = train.Feature(float_list=train.FloatList(value=[1.1, 2, 1e20, 1e-7, 1 / 3, 123456789.0, -0.0]))
    texts = train.Feature(bytes_list=train.BytesList(value=[b"a\n'\"\\\xff\x00z", b""]))
    whole = train.Example(features=train.Features(feature={"b": ints}))
    print(whole, whole.SerializeToString(), whole.ByteSize())
    for feature in (ints, floats, texts, train.Feature()):
        print(feature, feature.SerializeToString(), feature.WhichOneof("kind"))
    whole.features.feature["a"].CopyFrom(floats)
    whole.features.feature["c"].bytes_list.value.append(b"x")
    print(whole.SerializeToString(deterministic=True))
    print(sorted(whole.features.feature), "a" in whole.features.feature, len(whole.features.feature))
    again = train.Example.FromString(whole.SerializeToString())
    print(again == whole, again.features.feature["b"] == ints, again.features.feature["b"] == texts)
    again.features.feature["b"].float_list.value.append(1.0)
    print(
        again.features.feature["b"].WhichOneof("kind"),
        again.features.feature["b"].int64_list.value,
        again == whole,
    )
    again.Clear()
    print(again == train.Example(), again.HasField("features"))
    print(whole.HasField("features"), ints.HasField("int64_list"), ints.HasField("float_list"))
    copied = train.Feature()
    copied.MergeFrom(ints)
    copied.MergeFrom(ints)
    print(list(copied.int64_list.value), copied.int64_list.value[1:3], copied.int64_list.value == [1])
    del copied.int64_list.value[2:]
    copied.int64_list.value[0] = 9
    copied.int64_list.value.insert(1, 5)
    print(list(copied.int64_list.value), copied.int64_list.value.pop(), len(copied.int64_list.value))
    del whole.features.feature["a"]
    print(sorted(whole.features.feature), whole.features.feature.get("zz"))
    array = train.Feature(float_list=train.FloatList(value=np.linspace(0, 1, 3)))
    print(array.float_list.value, train.Int64List(value=np.array([3, 4])).value)


def sequences(tf: Any, np: Any) -> None:
    """Examples that are sequences."""
    made = tf.train.SequenceExample()
    made.context.feature["length"].int64_list.value.append(2)
    for step in range(2):
        feature = made.feature_lists.feature_list["steps"].feature.add()
        feature.float_list.value.extend([step, 0.5])
    print(made, made.SerializeToString())
    again = tf.train.SequenceExample.FromString(made.SerializeToString())
    print(again == made, len(again.feature_lists.feature_list["steps"].feature))
    listed = tf.train.FeatureList(feature=[tf.train.Feature(int64_list=tf.train.Int64List(value=[7]))])
    lists = tf.train.FeatureLists(feature_list={"x": listed})
    print(tf.train.SequenceExample(feature_lists=lists).SerializeToString())


def refused_values(tf: Any, np: Any) -> None:
    """What is no value of a list, and what cannot be assigned."""
    train = tf.train
    for action in (
        lambda: train.Int64List(value=[1.5]),
        lambda: train.Int64List(value=["1"]),
        lambda: train.Int64List(value=[2**63]),
        lambda: train.Int64List(value=3),
        lambda: train.BytesList(value=["text"]),
        lambda: train.BytesList(value=b"bytes"),
        lambda: train.FloatList(value=["1"]),
        lambda: train.FloatList(value=np.ones([2, 2])),
        lambda: train.Feature(int64_list=[1]),
        lambda: train.Feature(int46_list=None),
        lambda: train.Feature(3),
        lambda: train.Features(feature={"a": 3}),
        lambda: setattr(train.Int64List(), "value", [1]),
        lambda: setattr(train.Feature(), "int64_list", train.Int64List()),
        lambda: setattr(train.Feature(), "nothing", 1),
        lambda: train.Features().feature.__setitem__("a", train.Feature()),
        lambda: train.Feature().HasField("nothing"),
        lambda: train.Int64List().HasField("value"),
        lambda: train.Feature().WhichOneof("nothing"),
        lambda: train.Example.FromString("text"),
        lambda: hash(train.Example()),
    ):
        attempt(tf, action)


def files(tf: Any, np: Any) -> None:
    """Records written and read, compressed too."""
    kinds = tf.python_io.TFRecordCompressionType
    records = [b"", b"one", bytes(range(256)) * 5]
    path = os.path.join(tempfile.mkdtemp(), "records")
    for options in (
        None,
        tf.python_io.TFRecordOptions(kinds.NONE),
        tf.python_io.TFRecordOptions(kinds.ZLIB),
        tf.python_io.TFRecordOptions(kinds.GZIP),
        tf.python_io.TFRecordOptions("GZIP"),
    ):
        writer = tf.python_io.TFRecordWriter(path, options)
        for record in records:
            writer.write(record)
        writer.flush()
        writer.close()
        print(list(tf.python_io.tf_record_iterator(path, options)) == records)
        print(
            tf.python_io.TFRecordOptions.get_compression_type_string(
                options or tf.python_io.TFRecordOptions("")
            )
        )
        if options is None or options.compression_type == kinds.NONE:
            with open(path, "rb") as file:
                print(file.read()[:60])
    attempt(tf, lambda: list(tf.python_io.tf_record_iterator(path + ".gone")))
    attempt(tf, lambda: tf.python_io.TFRecordWriter(os.path.join(path, "not", "there")))
    attempt(tf, lambda: tf.python_io.TFRecordOptions("LZ4"))


def damaged(tf: Any, np: Any) -> None:
    """A file cut short anywhere, and with one byte changed anywhere."""
    path = os.path.join(tempfile.mkdtemp(), "records")
    with tf.python_io.TFRecordWriter(path) as writer:
        for record in (b"one", b"three"):
            writer.write(record)
    with open(path, "rb") as file:
        whole = file.read()

    def read(data: bytes) -> None:
        with open(path, "wb") as file:
            file.write(data)
        found = []
        try:
            for record in tf.python_io.tf_record_iterator(path):
                found.append(record)
        except tf.errors.DataLossError as error:
            print(found, "truncated" in str(error), "corrupted" in str(error))
        else:
            print(found, "end")

    for end in range(len(whole)):
        read(whole[:end])
    for place in range(len(whole)):
        read(whole[:place] + bytes([whole[place] ^ 16]) + whole[place + 1 :])


def show(tf: Any, found: Any) -> None:
    """Print what was parsed, in the order of the names."""
    for key in sorted(found):
        value = found[key]
        if isinstance(value, tf.SparseTensorValue):
            print(key, value.indices.tolist(), value.values.tolist(), value.values.dtype, value.dense_shape)
        else:
            print(key, np_text(value), getattr(value, "dtype", type(value).__name__))


def np_text(value: Any) -> Any:
    """Arrays as lists."""
    return value.tolist() if hasattr(value, "tolist") else value


def parsing(tf: Any, np: Any) -> None:
    """Dense and sparse features, of one example and of a batch."""
    first = example(tf, a=[1, 2], b=[1.5], c=[b"x", b"yy"], none=None, empty=[]).SerializeToString()
    second = example(tf, a=[7, 8], b=[0.25], c=[b"z"]).SerializeToString()
    fixed, ragged, rows = tf.FixedLenFeature, tf.VarLenFeature, tf.FixedLenSequenceFeature
    wanted = {
        "a": fixed([2], tf.int64),
        "b": fixed([], tf.float32),
        "c": ragged(tf.string),
        "none": ragged(tf.float32),
        "gone": fixed([2, 1], tf.string, [["p"], ["q"]]),
        "row": rows([], tf.float32, allow_missing=True),
    }
    show(tf, run(tf, tf.parse_single_example(first, wanted)))
    show(tf, run(tf, tf.parse_example([first, second], wanted)))
    show(tf, run(tf, tf.parse_single_example(first, wanted, example_names="named")))
    padded = {
        "c": rows([], tf.string, True, "pad"),
        "a": rows([2], tf.int64, True),
        "b": rows([], tf.float32, True, -1.0),
    }
    show(tf, run(tf, tf.parse_example([first, second, b""], padded)))
    show(tf, run(tf, tf.parse_single_example(first, {"c": rows([], tf.string, True)})))
    single = tf.parse_single_example(tf.placeholder(tf.string, []), wanted, name="mine")
    batch = tf.parse_example(tf.placeholder(tf.string, [None]), wanted)
    for found in (single, batch):
        print([(key, found[key].dtype.name, found[key].shape) for key in ("a", "b", "gone", "row")])
        print([found["c"].indices.shape, found["c"].values.shape, found["c"].dense_shape.shape])


def sparse_features(tf: Any, np: Any) -> None:
    """Positions and values in features of their own."""
    one = example(tf, i=[3, 1], j=[0, 2], v=[0.5, 0.25]).SerializeToString()
    two = example(tf, i=[0], j=[1], v=[4.0]).SerializeToString()
    for wanted in (
        {"s": tf.SparseFeature("i", "v", tf.float32, 10)},
        {"s": tf.SparseFeature(["i", "j"], "v", tf.float32, [10, 3])},
        {"s": tf.SparseFeature("i", "v", tf.float32, 10), "i": tf.VarLenFeature(tf.int64)},
    ):
        show(tf, run(tf, tf.parse_single_example(one, wanted)))
        show(tf, run(tf, tf.parse_example([one, two], wanted)))
    attempt(tf, lambda: tf.parse_single_example(one, {"s": tf.SparseFeature("", "v", tf.float32, 10)}))
    attempt(tf, lambda: tf.parse_single_example(one, {"s": tf.SparseFeature("i", "i", tf.float32, 10)}))


def sequence_parsing(tf: Any, np: Any) -> None:
    """The context and the steps of a sequence."""
    made = tf.train.SequenceExample()
    made.context.feature["length"].int64_list.value.append(2)
    made.context.feature["tags"].bytes_list.value.extend([b"a", b"b"])
    for step in range(3):
        made.feature_lists.feature_list["x"].feature.add().float_list.value.extend([step, 0.5])
        made.feature_lists.feature_list["words"].feature.add().bytes_list.value.extend([b"w%d" % step] * step)
    data = made.SerializeToString()
    context = {"length": tf.FixedLenFeature([], tf.int64), "tags": tf.VarLenFeature(tf.string)}
    context["other"] = tf.FixedLenFeature([1], tf.float32, 9.0)
    steps = {"x": tf.FixedLenSequenceFeature([2], tf.float32), "words": tf.VarLenFeature(tf.string)}
    steps["gone"] = tf.FixedLenSequenceFeature([], tf.int64, allow_missing=True)
    for found in run(tf, tf.parse_single_sequence_example(data, context, steps)):
        show(tf, found)
    whole, each = tf.parse_single_sequence_example(tf.placeholder(tf.string, []), context, steps)
    print(whole["length"].shape, each["x"].shape, each["words"].indices.shape)
    gone = {"gone": tf.FixedLenSequenceFeature([], tf.int64)}
    attempt(tf, lambda: run(tf, tf.parse_single_sequence_example(data, None, gone)[1]), "gone", "required")
    wrong = {"x": tf.FixedLenSequenceFeature([3], tf.float32)}
    attempt(tf, lambda: run(tf, tf.parse_single_sequence_example(data, None, wrong)[1]), "x")
    wrong = {"x": tf.FixedLenSequenceFeature([2], tf.int64)}
    attempt(tf, lambda: run(tf, tf.parse_single_sequence_example(data, None, wrong)[1]), "x", "int64")
    attempt(tf, lambda: tf.parse_single_sequence_example(data))
    attempt(
        tf, lambda: tf.parse_single_sequence_example(data, {"x": tf.FixedLenSequenceFeature([], tf.int64)})
    )


def refuse(tf: Any, data: bytes, wanted: Any, names: Any = None) -> None:
    """Try to parse one example, alone and as a batch."""
    if names is None:
        attempt(tf, lambda: run(tf, tf.parse_single_example(data, wanted)))
    attempt(tf, lambda: run(tf, tf.parse_example([data], wanted, example_names=names)), "x")


def what_does_not_fit(tf: Any, np: Any) -> None:
    """Examples without what is wanted, and wishes that cannot be."""
    data = example(tf, a=[1, 2], b=[1.5], none=None).SerializeToString()
    fixed, ragged, rows = tf.FixedLenFeature, tf.VarLenFeature, tf.FixedLenSequenceFeature
    for wanted in (
        {"a": fixed([3], tf.int64)},
        {"a": fixed([2], tf.float32)},
        {"gone": fixed([], tf.float32)},
        {"none": fixed([], tf.float32)},
        {"a": ragged(tf.string)},
        {"a": rows([3], tf.int64, True)},
        {"a": rows([], tf.int64)},
        {"a": fixed([2], tf.int32)},
        {"a": fixed([None], tf.int64)},
        {"a": fixed([2, None], tf.int64)},
        {"a": fixed([2], tf.int64, 3)},
        {},
        {"a": 3},
        {"a": ragged(None)},
        {"a": fixed(None, tf.int64)},
    ):
        attempt(tf, lambda wanted=wanted: run(tf, tf.parse_single_example(data, wanted)))
        attempt(tf, lambda wanted=wanted: run(tf, tf.parse_example([data], wanted)))
    for bytes_ in (b"garbage", b"\x0a\x05ab"):
        attempt(tf, lambda bytes_=bytes_: run(tf, tf.parse_single_example(bytes_, {"a": ragged(tf.int64)})))
    attempt(
        tf,
        lambda: run(
            tf, tf.parse_example([data, data], {"b": fixed([2], tf.float32)}, example_names=["x", "y"])
        ),
        "x",
    )
    attempt(
        tf, lambda: run(tf, tf.parse_example([data, data], {"b": ragged(tf.float32)}, example_names=["x"]))
    )


def names(tf: Any, np: Any) -> None:
    """What the nodes are called."""
    data = example(tf, a=[1]).SerializeToString()
    print(tf.decode_raw(data, tf.uint8).name, tf.decode_csv("1", [[1]])[0].name, tf.read_file("x").name)
    print(tf.write_file("x", "y").name, tf.matching_files("x").name, tf.serialize_tensor([1.0]).name)
    print(
        tf.parse_tensor("", tf.float32).name, tf.decode_compressed("").name, tf.decode_json_example("").name
    )
    print(tf.TFRecordReader().reader_ref.name, tf.WholeFileReader(name="files").reader_ref.name)
    variable = tf.train.match_filenames_once("a*")
    print(
        variable.name, variable.initializer.name, variable.dtype.name, [v.name for v in tf.local_variables()]
    )
    print([v.name for v in tf.global_variables()])
