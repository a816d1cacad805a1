"""`tf.contrib.learn.datasets`: small tables (iris, Boston), and how tables are read from CSV files.

Source: https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/contrib/learn/python/learn/datasets/base.py

Read next: `mnist.py`.
"""

import csv
import os
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tensorlab.compat.datasets.mnist import Datasets, maybe_download

__all__ = ["Dataset", "Datasets", "load_boston", "load_csv_with_header", "load_iris", "maybe_download"]

IRIS = Path(__file__).parent / "iris.csv"
BOSTON = "~/.keras/datasets/boston_housing.npz"


class Dataset(NamedTuple):
    """What is known of each example [n, features], and what is asked [n]."""

    data: Any
    target: Any


def load_csv_with_header(
    filename: Any, target_dtype: Any, features_dtype: Any, target_column: int = -1
) -> Dataset:
    """A table whose first line begins with the number of examples and of features.

    Args:
        filename: the path.
        target_dtype, features_dtype: NumPy dtypes.
        target_column: which column is asked for; the last one by default.
    """
    rows = _rows(filename)
    samples, features = int(rows[0][0]), int(rows[0][1])
    data, target = _table(rows[1:], target_dtype, features_dtype, target_column)
    if data.shape != (samples, features):
        found = " x ".join(map(str, data.shape))
        raise ValueError(
            f"{filename}: its first line announces {samples} x {features} numbers, there are {found}."
        )
    return Dataset(data, target)


def load_csv_without_header(
    filename: Any, target_dtype: Any, features_dtype: Any, target_column: int = -1
) -> Dataset:
    """A table without a first line of its own; the arguments are those of `load_csv_with_header`."""
    return Dataset(*_table(_rows(filename), target_dtype, features_dtype, target_column))


def load_csv(filename: Any, target_dtype: Any, target_column: int = -1, has_header: bool = True) -> Dataset:
    """A table of numbers, as TensorFlow 0.x read it; features are float32."""
    read = load_csv_with_header if has_header else load_csv_without_header
    return read(filename, target_dtype, np.float32, target_column)


def _rows(filename: Any) -> list[list[str]]:
    with open(os.fspath(filename), newline="", encoding="utf-8") as opened:
        return [row for row in csv.reader(opened) if row]


def _table(
    rows: list[list[str]], target_dtype: Any, features_dtype: Any, target_column: int
) -> tuple[Any, Any]:
    target = [row.pop(target_column) for row in rows]
    return np.array([[float(entry) for entry in row] for row in rows], features_dtype), _numbers(
        target, target_dtype
    )


def _numbers(texts: list[str], dtype: Any) -> np.ndarray:
    """A column as an array; whole numbers may be written as `1.0`."""
    try:
        return np.array(texts, dtype=dtype)
    except ValueError:
        return np.array([float(text) for text in texts]).astype(dtype)


def load_iris(data_path: Any = None) -> Dataset:
    """150 irises of three kinds: lengths and widths of sepals and petals in centimetres.

    >>> iris = load_iris()
    >>> iris.data.shape, iris.data[0].tolist(), np.bincount(iris.target).tolist()
    ((150, 4), [5.1, 3.5, 1.4, 0.2], [50, 50, 50])
    """
    return load_csv_with_header(IRIS if data_path is None else data_path, np.int64, np.float64)


def load_boston(data_path: Any = None) -> Dataset:
    """506 parts of Boston with 13 numbers about each, and the price of a house. The table is not part of tensorlab.

    Args:
        data_path: a CSV file as TensorFlow 1.x had it; by default Keras's copy is looked for.

    Raises:
        FileNotFoundError: when there is none; the message says what to do.
    """
    if data_path is not None:
        return load_csv_with_header(data_path, np.float64, np.float64)
    path = os.path.expanduser(BOSTON)
    if not os.path.exists(path):
        raise FileNotFoundError(
            2,
            "tensorlab comes without the Boston table and downloads nothing: put "
            "https://storage.googleapis.com/tensorflow/tf-keras-datasets/boston_housing.npz here, or use "
            "load_dataset('iris')",
            path,
        )
    with np.load(path) as stored:
        return Dataset(stored["x"], stored["y"])


def shrink_csv(filename: Any, ratio: int) -> None:
    """Write every ratio-th line of a CSV file beside it, as `small_<name>`."""
    path = Path(os.fspath(filename))
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.with_name(f"small_{path.name}").write_text("".join(lines[::ratio]), encoding="utf-8")
