"""`input_data.read_data_sets("MNIST_data/", one_hot=True)`: the digits of nearly every TensorFlow 1.x tutorial.

Nothing is downloaded. MNIST's four files are looked for in the folder that the program names and where other libraries
put them; where there are none, the digits that come with tensorlab stand in, and a line on stderr says so once.

With MNIST's own files the batches are those of TensorFlow 1.15, draw for draw.

Source: https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/contrib/learn/python/learn/datasets/mnist.py

Read next: `digits.py`.
"""

import gzip
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tensorlab.compat.datasets.digits import Pictures, digits
from tensorlab.graph.dtypes import as_dtype, float32, uint8
from tensorlab.ops.random import get_seed

DEFAULT_SOURCE_URL = "https://storage.googleapis.com/cvdf-datasets/mnist/"
SOURCE_URL = DEFAULT_SOURCE_URL
FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
ELSEWHERE = (
    *("MNIST_data", "mnist_data", "data", "data/mnist", "data/MNIST/raw", "MNIST-data", "/tmp/data"),
    *("/tmp/mnist_data", "/tmp/MNIST_data", "/tmp/tensorflow/mnist/input_data", "~/.keras/datasets"),
    *("~/MNIST_data", "~/data/MNIST/raw"),
)
VALIDATION_SHARE = 5  # of the built-in digits at most one in so many


class Datasets(NamedTuple):
    """What there is to learn from, to choose by, and to test with."""

    train: Any
    validation: Any
    test: Any


class DataSet:
    """Pictures and what they show, handed out in batches.

    Args:
        images: [n, rows, columns, 1] of uint8.
        labels: [n], or [n, classes] with a 1 in the right place.
        fake_data: hand out pictures of ones, for tests of a program.
        one_hot: whether fake labels are rows of classes.
        dtype: tf.float32 for values from 0 to 1, tf.uint8 for those of the file.
        reshape: make each picture one row.
        seed: of the order; by default the graph's, and without one NumPy's own state.
    """

    def __init__(
        self,
        images: Any,
        labels: Any,
        fake_data: bool = False,
        one_hot: bool = False,
        dtype: Any = float32,
        reshape: bool = True,
        seed: int | None = None,
    ) -> None:
        graph_seed, own_seed = get_seed(seed)
        chosen = graph_seed if seed is None else own_seed
        if chosen is not None:  # TensorFlow shuffles by NumPy's global generator
            np.random.seed(chosen)
        wanted = as_dtype(dtype).base_dtype
        if wanted not in (uint8, float32):
            raise TypeError(f"Pictures are tf.uint8 or tf.float32, not {wanted.name}.")
        self._fake, self._one_hot = fake_data, one_hot
        self._number = 10000
        if not fake_data:
            images, labels = np.asarray(images), np.asarray(labels)
            if len(images) != len(labels):
                raise ValueError(f"There are {len(images)} pictures and {len(labels)} labels.")
            self._number = len(images)
            if reshape:
                images = images.reshape(len(images), -1)
            if wanted is float32:
                images = np.multiply(images.astype(np.float32), 1.0 / 255.0)
        self._images, self._labels = images, labels
        self._epochs = self._index = 0

    @property
    def images(self) -> Any:
        """All pictures, in today's order."""
        return self._images

    @property
    def labels(self) -> Any:
        """What they show."""
        return self._labels

    @property
    def num_examples(self) -> int:
        """How many there are."""
        return self._number

    @property
    def epochs_completed(self) -> int:
        """How often all of them have been handed out."""
        return self._epochs

    def next_batch(self, batch_size: int, fake_data: bool = False, shuffle: bool = True) -> tuple[Any, Any]:
        """The next pictures and labels; after the last one it begins again, in a new order.

        >>> data = DataSet(np.zeros([3, 2, 2, 1], np.uint8), [0, 1, 2], seed=1)
        >>> images, labels = data.next_batch(7)
        >>> images.shape, np.bincount(labels).tolist(), data.epochs_completed
        ((7, 4), [2, 2, 3], 2)
        """
        if fake_data:
            label: Any = [1, *[0] * 9] if self._one_hot else 0
            return [[1] * 784 for _ in range(batch_size)], [label for _ in range(batch_size)]
        if self._epochs == 0 and self._index == 0 and shuffle:
            self._shuffle()
        images, labels = [], []
        missing = batch_size
        while True:
            end = min(self._index + missing, self._number)
            images.append(self._images[self._index : end])
            labels.append(self._labels[self._index : end])
            missing -= end - self._index
            self._index = end
            if not missing or not self._number:
                break
            self._epochs += 1
            self._index = 0
            if shuffle:
                self._shuffle()
        if len(images) == 1:
            return images[0], labels[0]
        return np.concatenate(images), np.concatenate(labels)

    def _shuffle(self) -> None:
        order = np.arange(self._number)
        np.random.shuffle(order)
        self._images, self._labels = self._images[order], self._labels[order]


def read_data_sets(
    train_dir: Any,
    fake_data: bool = False,
    one_hot: bool = False,
    dtype: Any = float32,
    reshape: bool = True,
    validation_size: int = 5000,
    seed: int | None = None,
    source_url: str = DEFAULT_SOURCE_URL,
) -> Datasets:
    """MNIST as three data sets: `train` (55,000 digits), `validation` (5,000) and `test` (10,000).

    Args:
        train_dir: the folder with MNIST's four files, compressed or not; without them, see above.
        fake_data: pictures of ones, for tests of a program.
        one_hot: labels as rows of ten numbers, of which one is 1.
        dtype: tf.float32 (from 0 to 1) or tf.uint8 (from 0 to 255).
        reshape: pictures as rows of 784 numbers; otherwise [28, 28, 1].
        validation_size: how many pictures are kept aside.
        seed: of the order of the batches.

    Raises:
        ValueError: when `validation_size` is negative or more than there is.

    >>> mnist = read_data_sets("no/such/folder", one_hot=True)    # on stderr: that built-in digits stand in
    >>> images, labels = mnist.train.next_batch(100)
    >>> images.shape, labels.shape, images.dtype
    ((100, 784), (100, 10), dtype('float32'))
    """
    if fake_data:

        def fake() -> DataSet:
            return DataSet([], [], fake_data=True, one_hot=one_hot, dtype=dtype, seed=seed)

        return Datasets(fake(), fake(), fake())
    found = mnist_files(train_dir)
    if found is None:
        say_once(train_dir)
        train, test = digits()
        validation_size = min(validation_size, len(train.labels) // VALIDATION_SHARE)
    else:
        train, test = found
    if not 0 <= validation_size <= len(train.images):
        raise ValueError(
            f"validation_size is between 0 and {len(train.images)}, the number of pictures, not {validation_size}."
        )

    def made(images: np.ndarray, labels: np.ndarray) -> DataSet:
        chosen = dense_to_one_hot(labels, 10) if one_hot else labels
        return DataSet(images, chosen, dtype=dtype, reshape=reshape, seed=seed)

    return Datasets(
        train=made(train.images[validation_size:], train.labels[validation_size:]),
        validation=made(train.images[:validation_size], train.labels[:validation_size]),
        test=made(*test),
    )


def load_mnist(train_dir: Any = "MNIST-data") -> Datasets:
    """`read_data_sets` with its defaults."""
    return read_data_sets(train_dir)


def dense_to_one_hot(labels_dense: Any, num_classes: int) -> np.ndarray:
    """Numbers of classes as rows with a 1 in the right place, float64.

    >>> dense_to_one_hot(np.array([1, 0]), 3).tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]
    """
    return np.eye(num_classes)[np.asarray(labels_dense).ravel()]  # type: ignore[no-any-return]


# --- files --------------------------------------------------------------------------------------------------------


def mnist_files(folder: Any) -> tuple[Pictures, Pictures] | None:
    """MNIST out of the first of the usual places that has it, or None."""
    for place in places(folder):
        paths = [find(place, name) for name in FILES]
        if None not in paths:
            images, labels, test_images, test_labels = (read_idx(path) for path in paths if path is not None)
            return Pictures(images, labels), Pictures(test_images, test_labels)
        if (place / "mnist.npz").is_file():  # as Keras keeps it
            with np.load(place / "mnist.npz") as stored:
                return (
                    Pictures(stored["x_train"][..., np.newaxis], stored["y_train"]),
                    Pictures(stored["x_test"][..., np.newaxis], stored["y_test"]),
                )
    return None


def places(folder: Any) -> Iterator[Path]:
    """The folder that a program names, and then the usual ones."""
    yield Path(os.path.expanduser(os.fspath(folder)))
    for place in ELSEWHERE:
        yield Path(os.path.expanduser(place))


def find(place: Path, name: str) -> Path | None:
    """One of MNIST's files, compressed or not."""
    candidates = (place / f"{name}.gz", place / name, place / name.replace("-idx", ".idx"))
    return next((path for path in candidates if path.is_file()), None)


def read_idx(path: Any) -> np.ndarray:
    """The array of a file in MNIST's format; pictures get a last dimension of one channel.

    Source: the description of the format at http://yann.lecun.com/exdb/mnist/

    Raises:
        ValueError: when it is no such file.
    """
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rb") as opened:
        return array_of(opened.read(), str(path))


def array_of(data: bytes, path: str = "the file") -> np.ndarray:
    """The array that the bytes of such a file hold.

    >>> array_of(bytes([0, 0, 8, 1, 0, 0, 0, 2, 7, 9])).tolist()
    [7, 9]
    """
    if data[:3] != b"\0\0\x08":
        raise ValueError(f"{path} does not begin as MNIST's files do (00 00 08): {data[:3].hex(' ')}.")
    rank = data[3]
    shape = [int(size) for size in np.frombuffer(data, ">i4", rank, 4)]
    entries = np.frombuffer(data, np.uint8, int(np.prod(shape)), 4 + 4 * rank)
    return entries.reshape([*shape, 1] if rank == 3 else shape)


def extract_images(f: Any) -> np.ndarray:
    """The pictures of an open, compressed file: [n, rows, columns, 1], uint8."""
    with gzip.GzipFile(fileobj=f) as opened:
        return array_of(opened.read(), f.name)


def extract_labels(f: Any, one_hot: bool = False, num_classes: int = 10) -> np.ndarray:
    """The labels of an open, compressed file: [n], or [n, classes]."""
    with gzip.GzipFile(fileobj=f) as opened:
        labels = array_of(opened.read(), f.name)
    return dense_to_one_hot(labels, num_classes) if one_hot else labels


def maybe_download(filename: str, work_directory: Any, source_url: str = DEFAULT_SOURCE_URL) -> str:
    """The path of a file in a folder. Nothing is downloaded.

    Raises:
        FileNotFoundError: when it is not there; the message says where to get it.
    """
    path = os.path.join(os.fspath(work_directory), filename)
    if not os.path.exists(path):
        where = source_url if source_url.endswith(filename) else source_url + filename
        raise FileNotFoundError(2, f"tensorlab downloads nothing: put {where} here yourself", path)
    return path


_said = False


def say_once(folder: Any) -> None:
    """Say on stderr that other digits stand in."""
    global _said
    if not _said:
        _said = True
        print(
            f"MNIST is not in {os.fspath(folder)!r} nor in the usual places, so 1,797 built-in digits stand in (from "
            f"the UCI repository, 8 x 8 pixels enlarged to 28 x 28). For MNIST itself, put its four files from "
            f"{DEFAULT_SOURCE_URL} there.",
            file=sys.stderr,
        )
