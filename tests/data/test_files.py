"""Files: what `cache` keeps on disk, and files that are damaged or missing."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab.data.cache_files import path_of, read_elements, write_elements
from tensorlab.ops.sparse_tensor import SparseTensorValue


def all_of(dataset: Any) -> list[Any]:
    iterator = dataset.make_initializable_iterator()
    element = iterator.get_next()
    found = []
    with tf.Session() as session:
        session.run(iterator.initializer)
        try:
            while True:
                found.append(session.run(element))
        except tf.errors.OutOfRangeError:
            return found


def same(one: Any, other: Any) -> bool:
    if isinstance(one, tuple):
        return isinstance(other, tuple) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return (
        np.shape(one) == np.shape(other)
        and np.asarray(one).dtype == np.asarray(other).dtype
        and np.all(one == other)
    )


def texts(*values: bytes) -> np.ndarray:
    found = np.empty(len(values), object)
    found[:] = values
    return found


@pytest.mark.parametrize(
    "elements",
    [
        [],
        [(np.int64(3), np.float32(0.5)), (np.int64(-1), np.float32(np.nan))],
        [(b"a", texts(b"", b"\x00\x00", b"\xff\xfe")), (b"\x00trailing\x00\x00", texts())],
        [(np.arange(n), np.ones((n, 2), np.uint8)) for n in (0, 3, 1)],
        [(np.zeros((2, 0)), np.bool_(True)), (np.zeros((0, 4)), np.bool_(False))],
    ],
)
def test_elements_come_back_as_they_were(tmp_path: Path, elements: list[Any]) -> None:
    file = str(tmp_path / "kept")
    write_elements(file, elements, ("tensor", "tensor"))
    found = read_elements(file, ("tensor", "tensor"))
    assert found is not None and len(found) == len(elements)
    for before, after in zip(elements, found, strict=True):
        for one, other in zip(before, after, strict=True):
            assert np.shape(one) == np.shape(other)
            assert isinstance(one, bytes) == isinstance(other, bytes)
            np.testing.assert_array_equal(one, other)
    with np.load(path_of(file), allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays.files)


def test_sparse_elements_come_back(tmp_path: Path) -> None:
    file = str(tmp_path / "kept")
    value = SparseTensorValue(np.array([[0], [2]]), np.array([1.5, 2.5]), np.array([3]))
    empty = SparseTensorValue(np.zeros((0, 1), np.int64), np.zeros(0), np.array([3]))
    write_elements(file, [(value,), (empty,)], ("sparse",))
    found = read_elements(file, ("sparse",))
    assert found is not None
    for (before,), (after,) in zip([(value,), (empty,)], found, strict=True):
        for one, other in zip(before, after, strict=True):
            np.testing.assert_array_equal(one, other)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    """Nothing is read out of it, and the message says what to do."""
    file = str(tmp_path / "kept")
    with tf.Graph().as_default():
        assert len(all_of(tf.data.Dataset.range(50).cache(file))) == 50
        whole = Path(path_of(file)).read_bytes()
        for damaged in (whole[: len(whole) // 2], b"", b"PK\x03\x04 but no more", b"anything"):
            Path(path_of(file)).write_bytes(damaged)
            with pytest.raises(tf.errors.InvalidArgumentError, match="Delete it"):
                all_of(tf.data.Dataset.range(50).cache(file))
        Path(path_of(file)).unlink()
        assert len(all_of(tf.data.Dataset.range(50).cache(file))) == 50


def test_a_file_of_another_dataset_is_refused(tmp_path: Path) -> None:
    file = str(tmp_path / "kept")
    with tf.Graph().as_default():
        all_of(tf.data.Dataset.range(3).cache(file))
        with pytest.raises(tf.errors.InvalidArgumentError):
            all_of(tf.data.Dataset.from_tensors((1, 2)).cache(file))


def test_a_half_read_dataset_leaves_no_file(tmp_path: Path) -> None:
    file = str(tmp_path / "kept")
    with tf.Graph().as_default():
        assert len(all_of(tf.data.Dataset.range(9).cache(file).take(4))) == 4
    assert os.listdir(tmp_path) == []


def test_a_missing_file_names_itself(tmp_path: Path) -> None:
    path = str(tmp_path / "nothing.txt")
    with tf.Graph().as_default(), pytest.raises(tf.errors.NotFoundError, match=r"nothing\.txt"):
        all_of(tf.data.TextLineDataset(path))


def test_after_a_missing_file_comes_the_next(tmp_path: Path) -> None:
    """So that `ignore_errors` reads the files that are there."""
    path = tmp_path / "there.txt"
    path.write_text("one\n")
    with tf.Graph().as_default():
        lines = tf.data.TextLineDataset([str(tmp_path / "nothing.txt"), str(path)])
        assert all_of(lines.apply(tf.data.experimental.ignore_errors())) == [b"one"]


def test_a_long_file_is_read_in_pieces(tmp_path: Path) -> None:
    """Lines that begin in one piece and end in the next."""
    path = tmp_path / "long.txt"
    lines = [bytes([97 + n % 26]) * (n * 7919 % 5000) for n in range(300)]
    path.write_bytes(b"\n".join(lines))
    with tf.Graph().as_default():
        assert all_of(tf.data.TextLineDataset(str(path))) == lines


def test_many_elements_in_a_file(tmp_path: Path) -> None:
    file = str(tmp_path / "kept")
    rows = np.random.RandomState(0).rand(500, 7).astype(np.float32)
    with tf.Graph().as_default():
        for _ in range(2):
            found = all_of(
                tf.data.Dataset.from_tensor_slices(rows).shuffle(500, seed=1).cache(file).repeat(2)
            )
            assert len(found) == 1000
            assert same(found[0], found[500])
