"""`tf.contrib.learn.datasets`: data sets by name.

Read next: `base.py`, `mnist.py`.
"""

from collections.abc import Callable
from typing import Any

from tensorlab.compat.datasets import base, mnist
from tensorlab.compat.datasets.base import load_boston, load_iris
from tensorlab.compat.datasets.mnist import load_mnist
from tensorlab.errors import unknown_name

__all__ = ["DATASETS", "base", "load_boston", "load_dataset", "load_iris", "mnist"]


def load_dbpedia(size: str = "small", test_with_fake_data: bool = False) -> Any:
    """Refuse: this data set is a large download.

    Raises:
        FileNotFoundError: always.
    """
    raise FileNotFoundError(
        2,
        "tensorlab downloads nothing: read the two CSV files of DBpedia with base.load_csv_without_header",
        "dbpedia_csv",
    )


DATASETS: dict[str, Callable[..., Any]] = {
    "iris": load_iris,
    "boston": load_boston,
    "mnist": load_mnist,
    "dbpedia": load_dbpedia,
}


def load_dataset(name: str, size: str = "small", test_with_fake_data: bool = False) -> Any:
    """A data set by its name.

    Raises:
        ValueError: when there is none of that name.

    >>> load_dataset("iris").data.shape
    (150, 4)
    """
    if name not in DATASETS:
        raise ValueError(f"There is no data set {name!r}: it is one of {', '.join(DATASETS)}.")
    return DATASETS[name](size, test_with_fake_data) if name == "dbpedia" else DATASETS[name]()


__getattr__ = unknown_name("tensorlab.contrib.learn.datasets", globals())
