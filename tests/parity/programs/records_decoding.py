"""Numbers out of raw bytes, lines of tables, whole tensors and whole files."""

import os
import tempfile
import zlib
from typing import Any

from tests.parity.attempt import attempt, run


def raw(tf: Any, np: Any) -> None:
    """Bytes taken for numbers."""
    data = bytes(range(16))
    for dtype in (tf.uint8, tf.int16, tf.int32, tf.float32, tf.float64, tf.int64, tf.float16):
        print(
            run(tf, tf.decode_raw(data, dtype)).tolist(),
            run(tf, tf.decode_raw(data, dtype, little_endian=False)).tolist(),
        )
    print(
        tf.decode_raw(tf.placeholder(tf.string, [3]), tf.uint8).shape,
        tf.decode_raw(bytes=data, out_type=tf.uint8).shape,
    )
    attempt(tf, lambda: run(tf, tf.decode_raw(b"abc", tf.int16)), "length 3", "multiple of 2")
    attempt(tf, lambda: run(tf, tf.decode_raw([b"ab", b"abcd"], tf.int16)), "same size", "element 1")
    attempt(tf, lambda: tf.decode_raw(b"abc", tf.string))
    attempt(tf, lambda: tf.decode_raw(b"abc"))


def refuse(tf: Any, line: str, wanted: Any) -> None:
    """Try to read a line."""
    attempt(tf, lambda: run(tf, tf.decode_csv(line, wanted)), "field", "required", "valid", "quote")


def lines(tf: Any, np: Any) -> None:
    """Lines of tables: quotes, defaults, other delimiters, columns."""
    defaults = [[0], [1.5], ["none"]]
    for line in (
        "1,2,three",
        ",,",
        '7,8,"a,b"',
        '7,8,"say ""hi"" now"',
        "1, 2.5 ,  x ",
        "\n1,2e3,x",
        '1,2,""',
        "-1,-.5,é",
    ):
        print(run(tf, tf.decode_csv(line, defaults)))
    print(run(tf, tf.decode_csv(["1\t2", "3\t"], [[0], [9]], field_delim="\t")))
    print(run(tf, tf.decode_csv("1,NA,-", [[0], [1.0], [""]], na_value="NA")))
    print(run(tf, tf.decode_csv("1,2,3,4", [[0], [0.0]], select_cols=[1, 3])))
    print(run(tf, tf.decode_csv('"a",b"c', [[""], [""]], use_quote_delim=False)))
    print([column.shape for column in tf.decode_csv(tf.placeholder(tf.string, [4, None]), defaults)])
    print(
        run(
            tf,
            tf.decode_csv("1,9223372036854775807", [tf.constant([], tf.int32), tf.constant([1], tf.int64)]),
        )
    )
    required = [tf.constant([], tf.int32), [1]]
    for line, wanted in (
        ("1,2", defaults),
        ("1,2,3,4", defaults),
        ("x,2,3", defaults),
        ("1.5,2,3", defaults),
        ("1,x,3", defaults),
        ('1,2,a"b', defaults),
        ('1,2,"ab', defaults),
        ('1,2,"a"b', defaults),
        (",2", required),
        ("99999999999,2", required),
        ("", defaults),
    ):
        attempt(
            tf,
            lambda line=line, wanted=wanted: run(tf, tf.decode_csv(line, wanted)),
            "field",
            "required",
            "valid",
            "quote",
        )
    attempt(tf, lambda: tf.decode_csv("1", [[0]], select_cols=[1, 0]))
    attempt(tf, lambda: tf.decode_csv("1", [[0]], select_cols=[-1]))
    attempt(tf, lambda: tf.decode_csv("1", [[0], [1]], select_cols=[1]))
    attempt(tf, lambda: run(tf, tf.decode_csv("1", [[0]], field_delim="ab")))
    attempt(tf, lambda: tf.decode_csv("1", [[0, 1]]))


def tensors(tf: Any, np: Any) -> None:
    """Whole tensors as bytes, and back."""
    for value in ([[1.5, 2.0]], 3, [b"a", b""], [[True], [False]], np.zeros([0, 2]), 1 + 2j):
        tensor = tf.convert_to_tensor(value)
        data = run(tf, tf.serialize_tensor(tensor))
        print(data, run(tf, tf.parse_tensor(data, tensor.dtype)), tf.parse_tensor(data, tensor.dtype).shape)
    attempt(tf, lambda: run(tf, tf.parse_tensor(tf.serialize_tensor([1.0]), tf.int8)), "type mismatch")
    attempt(tf, lambda: run(tf, tf.parse_tensor(b"bogus", tf.int8)), "TensorProto")
    sparse = tf.SparseTensor([[0, 1], [1, 2]], [5.0, 6.0], [2, 3])
    print(
        run(tf, tf.serialize_sparse(sparse)),
        tf.serialize_sparse(sparse).shape,
        tf.serialize_many_sparse(sparse).shape,
    )
    many = tf.deserialize_many_sparse(tf.serialize_many_sparse(sparse), tf.float32, rank=2)
    print(many.shape, many.indices.shape, run(tf, many))
    words = tf.SparseTensor([[1], [3]], ["a", "long word"], [4])
    both = tf.stack([tf.serialize_sparse(words), tf.serialize_sparse(words)])
    print(run(tf, tf.deserialize_many_sparse(both, tf.string)))
    attempt(tf, lambda: run(tf, tf.deserialize_many_sparse(both, tf.float32)))


def others(tf: Any, np: Any) -> None:
    """Compressed bytes and JSON."""
    squeezed = zlib.compress(b"some words")
    print(run(tf, tf.decode_compressed([squeezed, squeezed], "ZLIB")))
    attempt(tf, lambda: run(tf, tf.decode_compressed("bogus", "ZLIB")))
    features = '{"x": {"int64List": {"value": ["7", 8]}}, "y": {"floatList": {"value": [0.5]}}}'
    text = '{"features": {"feature": ' + features + "}}"
    wanted = {"x": tf.FixedLenFeature([2], tf.int64), "y": tf.FixedLenFeature([], tf.float32)}
    print(run(tf, tf.parse_single_example(tf.decode_json_example(text), wanted)))
    attempt(tf, lambda: run(tf, tf.decode_json_example("{")))
    attempt(tf, lambda: run(tf, tf.decode_json_example('{"other": 3}')))


def files(tf: Any, np: Any) -> None:
    """Whole files, and names that fit patterns."""
    folder = tempfile.mkdtemp()
    inner = os.path.join(folder, "deep", "er")
    with tf.Session() as session:
        print(session.run(tf.write_file(os.path.join(inner, "a.txt"), b"one\0")))
        session.run(tf.write_file(os.path.join(inner, "b.txt"), "two"))
        session.run(tf.write_file(os.path.join(inner, "c.csv"), ""))
        print(session.run(tf.read_file(os.path.join(inner, "a.txt"))))
        for pattern in ("*.txt", "[bc].*", "?.csv", "a.txt", "z*"):
            found = session.run(tf.matching_files(os.path.join(inner, pattern)))
            print([os.path.basename(path) for path in found])
        found = session.run(tf.matching_files([os.path.join(inner, "c*"), os.path.join(inner, "a*")]))
        print([os.path.basename(path) for path in found])
        found = session.run(tf.matching_files(os.path.join(folder, "*", "e*", "*.csv")))
        print([os.path.basename(path) for path in found])
        attempt(tf, lambda: session.run(tf.read_file(os.path.join(inner, "gone"))))
        print(tf.matching_files("x").shape, tf.read_file("x").shape)
        kept = tf.train.match_filenames_once(os.path.join(inner, "*.txt"), name="names")
        attempt(tf, lambda: session.run(kept))
        session.run(tf.local_variables_initializer())
        print([os.path.basename(path) for path in session.run(kept)], kept.name, kept.shape)
        session.run(tf.write_file(os.path.join(inner, "d.txt"), ""))
        print(len(session.run(kept)))
