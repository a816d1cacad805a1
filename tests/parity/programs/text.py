"""Strings: what they become, how the nodes are called, what is refused."""

from typing import Any


def joined(tf: Any, np: Any) -> None:
    """Joining, `+`, cutting."""
    words = tf.constant([["a", "b"], ["c", "d"]])
    results = [
        tf.string_join([words, "x"], "-"),
        tf.constant("p") + tf.constant(["q", "r"]),
        tf.reduce_join(words),
        tf.reduce_join(words, 0),
        tf.reduce_join(words, axis=[0, 1], separator="+"),
        tf.reduce_join(words, 1, keepdims=True),
        tf.substr(["hello", "world"], 1, 3),
        tf.strings.substr(["hello"], [-3], [2]),
        tf.strings.unsorted_segment_join(["a", "b", "c"], [1, 0, 1], 3),
    ]
    print([(t.name, t.dtype.name, t.shape.as_list()) for t in results])
    with tf.Session() as session:
        for value in session.run(results):
            print(value.tolist() if hasattr(value, "tolist") else value)
        try:
            session.run(tf.substr(["ab"], 5, 1))
        except tf.errors.InvalidArgumentError as error:
            print("out of range" in error.message)


def read_and_written(tf: Any, np: Any) -> None:
    """Numbers and strings."""
    results = [
        tf.as_string([1, -20, 300]),
        tf.as_string([1.5, 1e10, float("inf")]),
        tf.as_string([1.5, 0.1], precision=2),
        tf.as_string([1.5, 0.1], scientific=True, precision=3, width=12),
        tf.as_string([True, False]),
        tf.as_string([3, 4], width=4, fill="0"),
        tf.string_to_number(["1.5", "-2e3"]),
        tf.string_to_number(["7"], tf.int64),
        tf.strings.to_number("3", out_type=tf.float64),
        tf.strings.length(["abc", ""]),
        tf.strings.length("ü", unit="UTF8_CHAR"),
        tf.encode_base64(["hello", ""]),
        tf.decode_base64("aGVsbG8"),
        tf.string_strip(["  a ", "b\n"]),
        tf.strings.lower(["ABC"]),
        tf.strings.upper("aü", encoding="utf-8"),
    ]
    print([(t.name, t.dtype.name, t.shape.as_list()) for t in results])
    with tf.Session() as session:
        for value in session.run(results):
            print(value.tolist() if hasattr(value, "tolist") else value)
        for text in ("abc", "1.5"):
            try:
                session.run(tf.string_to_number(text, tf.int32))
            except tf.errors.InvalidArgumentError as error:
                print("could not correctly convert" in error.message)
    for build in (lambda: tf.as_string(1.0, scientific=True, shortest=True), lambda: tf.string_join([1, 2])):
        try:
            build()
            print("built")
        except (TypeError, ValueError) as error:
            print(type(error).__name__)


def searched(tf: Any, np: Any) -> None:
    """Patterns, splitting, hashes."""
    words = tf.constant(["hello big world", "", "a1b22"])
    results = [
        tf.regex_replace(words, "[a-z]+", "<\\0>"),
        tf.strings.regex_replace(words, "o", "0", replace_global=False),
        tf.strings.regex_full_match(words, "[a-z0-9]+"),
        tf.string_to_hash_bucket_fast(words, 1000),
        tf.string_to_hash_bucket(words, 1000),
        tf.string_to_hash_bucket_strong(words, 1000, [3, 4]),
        tf.strings.to_hash_bucket_fast(words, 7),
    ]
    print([(t.name, t.dtype.name, t.shape.as_list()) for t in results])
    sparse = [
        tf.string_split(words),
        tf.string_split(["a,b;c"], ",;"),
        tf.string_split(["ab"], ""),
        tf.string_split(words, delimiter="l", skip_empty=False),
        tf.strings.split(words),
        tf.strings.split(["x--y--z"], sep="--", maxsplit=1),
    ]
    print([(s.values.name, s.shape.as_list()) for s in sparse[:1]])
    with tf.Session() as session:
        for value in session.run(results):
            print(value.tolist())
        for value in session.run(sparse):
            print(value.indices.tolist(), value.values.tolist(), value.dense_shape.tolist())
        print(session.run(tf.sparse_tensor_to_dense(sparse[0], default_value="")).tolist())
