"""Let TensorFlow write record files and examples, and read those that tensorlab wrote. How to install it: `oracle.py`.

    python -m tests.parity.record_records

What TensorFlow wrote lies in `tests/reading/from_tensorflow/`; `tests/reading/test_with_tensorflow.py` compares.
"""

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from tests.parity.oracle import open_tensorflow
from tests.reading.contents import examples, records, sequence

FOLDER = Path(__file__).parent.parent / "reading" / "from_tensorflow"
COMPRESSIONS = ("", "ZLIB", "GZIP")


def main() -> None:
    """Record everything."""
    tf = open_tensorflow()
    for kind in COMPRESSIONS:
        options = tf.python_io.TFRecordOptions(kind)
        with tf.python_io.TFRecordWriter(str(FOLDER / f"records{kind}.tfrecord"), options) as writer:
            for record in records():
                writer.write(record)
    answers: dict[str, Any] = {"tensorflow": tf.__version__}
    made = [*examples(tf.train), sequence(tf.train)]
    answers["written"] = [one.SerializeToString(deterministic=True).hex() for one in made]
    answers["text"] = [str(one).splitlines() for one in made]
    answers["read"] = read_by_tensorflow(tf)
    answers["jpeg"] = jpeg_of_tensorflow(tf)
    text = ",\n".join(f" {json.dumps(key)}: {json.dumps(answer)}" for key, answer in answers.items())
    (FOLDER / "answers.json").write_text(f"{{\n{text}\n}}\n", encoding="utf-8")


def read_by_tensorflow(tf: Any) -> dict[str, Any]:
    """What TensorFlow reads out of files and examples that tensorlab writes, and a digest of what was written."""
    from tensorlab.reading import example as ours
    from tensorlab.reading.record_writer import TFRecordWriter

    found: dict[str, Any] = {}
    wanted = [*examples(tf.train), sequence(tf.train)]
    classes = [tf.train.Example] * (len(wanted) - 1) + [tf.train.SequenceExample]
    written = [one.SerializeToString() for one in [*examples(ours), sequence(ours)]]
    parsed = [kind.FromString(data) for kind, data in zip(classes, written, strict=True)]
    found["examples"] = [digest(b"".join(written)), parsed == wanted]
    for kind in COMPRESSIONS:
        with tempfile.NamedTemporaryFile() as file:
            with TFRecordWriter(file.name, kind) as writer:
                for record in records():
                    writer.write(record)
            options = tf.python_io.TFRecordOptions(kind)
            same = list(tf.python_io.tf_record_iterator(file.name, options)) == records()
            found[f"records{kind}"] = [digest(Path(file.name).read_bytes()), same]
    return found


def jpeg_of_tensorflow(tf: Any) -> dict[str, Any]:
    """A JPEG file that TensorFlow wrote, and what it decodes of it: by default, and exactly."""
    steps = np.random.RandomState(0).randn(20, 24, 3)
    pixels = (np.cumsum(steps, 1) * 20 + 128).clip(0, 255).astype(np.uint8)
    with tf.Session() as session:
        file = session.run(tf.image.encode_jpeg(pixels, quality=90))
        decoded = [tf.image.decode_jpeg(file, dct_method=way) for way in ("", "INTEGER_ACCURATE")]
        usual, exact = (array.ravel().tolist() for array in session.run(decoded))
    return {"pixels": pixels.ravel().tolist(), "file": file.hex(), "usual": usual, "exact": exact}


def digest(data: bytes) -> str:
    """A fingerprint of what was written."""
    return hashlib.sha256(data).hexdigest()[:16]


if __name__ == "__main__":
    main()
