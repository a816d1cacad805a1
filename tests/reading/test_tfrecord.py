"""Record files: what is written is read, and damage is found wherever it is."""

import io
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorlab as tf
from tensorlab.reading.crc32c import crc32c, masked
from tensorlab.reading.tfrecord import framed, numbered_records, read_records, write_record


def one_by_one(data: bytes) -> int:
    """The checksum by its definition, bit after bit."""
    checksum = 0xFFFFFFFF
    for byte in data:
        checksum ^= byte
        for _ in range(8):
            checksum = checksum >> 1 ^ (0x82F63B78 if checksum & 1 else 0)
    return checksum ^ 0xFFFFFFFF


@given(st.integers(0, 1200), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_checksums_are_those_of_the_definition(length: int, seed: int) -> None:
    data = np.random.RandomState(seed).bytes(length)
    assert crc32c(data) == one_by_one(data)


def test_checksums_of_the_standard() -> None:
    """Source: https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4 ."""
    assert crc32c(bytes(32)) == 0x8A9136AA
    assert crc32c(b"\xff" * 32) == 0x62A8AB43
    assert crc32c(bytes(range(32))) == 0x46DD794E
    assert crc32c(bytes(range(31, -1, -1))) == 0x113FDB5C
    assert masked(0) == 0xA282EAD8


def test_long_records_are_checked_fast() -> None:
    """A table looked up byte by byte in Python would take some seconds for this."""
    data = bytes(20_000_000)
    start = time.perf_counter()
    crc32c(data)
    assert time.perf_counter() - start < 2.0


@given(st.lists(st.binary(max_size=400), max_size=8), st.sampled_from(["", "ZLIB", "GZIP"]))
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, records: list[bytes], kind: str
) -> None:
    path = tmp_path_factory.mktemp("records") / "file"
    with tf.python_io.TFRecordWriter(path, kind) as writer:
        for record in records:
            writer.write(record)
    assert list(tf.python_io.tf_record_iterator(path, tf.python_io.TFRecordOptions(kind))) == records


@given(st.binary(max_size=200), st.sampled_from(["", "ZLIB", "GZIP"]))
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_records_or_data_loss(data: bytes, kind: str) -> None:
    try:
        list(read_records(io.BytesIO(data), kind, "some file"))
    except tf.errors.DataLossError as error:
        assert "some file" in str(error)


def test_damage_names_the_file_and_the_place(tmp_path: Path) -> None:
    path = tmp_path / "numbers.tfrecord"
    with tf.python_io.TFRecordWriter(path) as writer:
        writer.write(b"one")
        writer.write(b"three")
    whole = path.read_bytes()
    for place in range(19, len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        found = []
        with pytest.raises(tf.errors.DataLossError, match=r"record at 19 in .*numbers\.tfrecord"):
            for record in tf.python_io.tf_record_iterator(path):
                found.append(record)
        assert found == [b"one"]


@pytest.mark.parametrize("kind", ["ZLIB", "GZIP"])
def test_a_compressed_file_that_is_cut_short_is_damaged(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "file"
    with tf.python_io.TFRecordWriter(path, kind) as writer:
        for number in range(100):
            writer.write(bytes([number]) * number)
    whole = path.read_bytes()
    for end in range(1, len(whole), 7):
        path.write_bytes(whole[:end])
        with pytest.raises(tf.errors.DataLossError):
            list(tf.python_io.tf_record_iterator(path, kind))


def test_a_huge_length_reserves_nothing() -> None:
    """The length of a damaged record may be anything; its checksum is made to fit here."""
    head = (2**60).to_bytes(8, "little")
    data = head + masked(crc32c(head)).to_bytes(4, "little") + b"little else"
    with pytest.raises(tf.errors.DataLossError, match="truncated record at 0"):
        list(read_records(io.BytesIO(data)))


def test_reading_can_begin_behind_a_record() -> None:
    file = io.BytesIO()
    for record in (b"a", b"bc", b""):
        write_record(file, record)
    file.seek(0)
    places = [place for place, _ in numbered_records(file)]
    assert places == [17, 35, 51] and file.getvalue()[17:35] == framed(b"bc")
    assert [record for _, record in numbered_records(file, start=17)] == [b"bc", b""]


def test_writers_refuse_what_is_no_record(tmp_path: Path) -> None:
    writer = tf.python_io.TFRecordWriter(tmp_path / "file")
    with pytest.raises(TypeError, match="SerializeToString"):
        writer.write(tf.train.Example())  # type: ignore[arg-type]
    writer.close()
    with pytest.raises(tf.errors.FailedPreconditionError, match="closed"):
        writer.write(b"more")
    with pytest.raises(tf.errors.NotFoundError):
        tf.python_io.TFRecordWriter(tmp_path / "no" / "folder")


def test_a_flushed_file_can_be_read_while_it_is_written(tmp_path: Path) -> None:
    import zlib

    for options in (None, tf.python_io.TFRecordOptions("GZIP", flush_mode=zlib.Z_SYNC_FLUSH)):
        with tf.python_io.TFRecordWriter(tmp_path / "file", options) as writer:
            writer.write(b"first")
            writer.flush()
            records = tf.python_io.tf_record_iterator(tmp_path / "file", options)
            assert next(records) == b"first"
