"""Record files and examples, between tensorlab and TensorFlow, both ways.

What TensorFlow wrote, and what it read of what tensorlab wrote, was recorded by `tests/parity/record_records.py`.
"""

import gzip
import json
import zlib
from pathlib import Path
from typing import Any

import pytest

import tensorlab as tf
from tests.parity.record_records import COMPRESSIONS, FOLDER, digest
from tests.reading.contents import examples, records, sequence

ANSWERS: dict[str, Any] = json.loads((FOLDER / "answers.json").read_text("utf-8"))
CLASSES = [tf.train.Example] * 4 + [tf.train.SequenceExample]
DECOMPRESS = {"": bytes, "ZLIB": zlib.decompress, "GZIP": gzip.decompress}


def made() -> list[Any]:
    return [*examples(tf.train), sequence(tf.train)]


@pytest.mark.parametrize("kind", COMPRESSIONS)
def test_reads_the_files_that_tensorflow_wrote(kind: str) -> None:
    path = FOLDER / f"records{kind}.tfrecord"
    options = tf.python_io.TFRecordOptions(kind)
    assert list(tf.python_io.tf_record_iterator(str(path), options)) == records()


@pytest.mark.parametrize("kind", COMPRESSIONS)
def test_writes_the_files_that_tensorflow_writes(kind: str, tmp_path: Path) -> None:
    """The same bytes; compressed ones are compared inside, since there are several libraries for that."""
    path = tmp_path / "records"
    with tf.python_io.TFRecordWriter(path, tf.python_io.TFRecordOptions(kind)) as writer:
        for record in records():
            writer.write(record)
    theirs = (FOLDER / f"records{kind}.tfrecord").read_bytes()
    assert DECOMPRESS[kind](path.read_bytes()) == DECOMPRESS[kind](theirs)


def test_tensorflow_read_what_was_written_here(tmp_path: Path) -> None:
    """It read exactly these bytes, and found in them what had been put in."""
    assert [same for _, same in ANSWERS["read"].values()] == [True] * 4
    assert digest(b"".join(one.SerializeToString() for one in made())) == ANSWERS["read"]["examples"][0]
    path = tmp_path / "records"
    with tf.python_io.TFRecordWriter(path) as writer:
        for record in records():
            writer.write(record)
    assert digest(path.read_bytes()) == ANSWERS["read"]["records"][0]


@pytest.mark.parametrize("number", range(5))
def test_examples_are_the_same_bytes(number: int) -> None:
    ours, theirs = made()[number], bytes.fromhex(ANSWERS["written"][number])
    assert ours.SerializeToString() == theirs
    assert CLASSES[number].FromString(theirs) == ours


@pytest.mark.parametrize("number", range(5))
def test_examples_are_the_same_text(number: int) -> None:
    """Entries of maps stand in the order of their keys here, and in some order there; it is newer and escapes less."""
    ours = str(made()[number]).replace(r"\303\244", "ä").splitlines()
    assert sorted(ours) == sorted(ANSWERS["text"][number])
