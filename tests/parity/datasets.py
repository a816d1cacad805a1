"""Helpers for the programs about tf.data: what a dataset hands out. Used by `programs/data_*.py`."""

from __future__ import annotations  # older Pythons run this too, under TensorFlow 1.15

from typing import Any

MOST = 5000


def elements(tf: Any, dataset: Any) -> list[Any]:
    """All elements, in a session of their own."""
    iterator = dataset.make_initializable_iterator()
    element = iterator.get_next()
    found = []
    with tf.Session() as session:
        session.run(iterator.initializer)
        for _ in range(MOST):
            try:
                found.append(plain(session.run(element)))
            except tf.errors.OutOfRangeError:
                break
    return found


def plain(value: Any) -> Any:
    """Scalars of a nest as Python's own, so that they are written alike by all versions of NumPy."""
    if isinstance(value, dict):
        return {key: plain(value[key]) for key in sorted(value)}
    if type(value) in (tuple, list):
        return type(value)(plain(one) for one in value)
    return value.item() if getattr(value, "shape", None) == () and hasattr(value, "item") else value


def show(tf: Any, dataset: Any) -> None:
    """Print what is known of a dataset beforehand, and all its elements."""
    print(dataset.output_types, dataset.output_shapes)
    for element in elements(tf, dataset):
        print(" ", element)


def outcomes(tf: Any, dataset: Any, count: int) -> None:
    """What the first runs of `get_next` give: values, or the classes of errors."""
    iterator = dataset.make_initializable_iterator()
    element = iterator.get_next()
    with tf.Session() as session:
        try:
            session.run(iterator.initializer)
        except tf.errors.OpError as error:
            print("initializer:", type(error).__name__)
            return
        for _ in range(count):
            try:
                print(plain(session.run(element)))
            except tf.errors.OpError as error:
                print(type(error).__name__)
