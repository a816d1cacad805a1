"""tf.contrib.slim.summaries: summaries that are called after the tensors that they show.

Read next: `layers_optimizers.py`, which has those of `tf.contrib.layers`.
"""

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from tensorlab.errors import unknown_name
from tensorlab.graph.tensor import Tensor

tf: Any = import_module("tensorlab")


def _name_of(tensor: Any, name: str | None, prefix: str | None, postfix: str | None = None) -> str:
    return "/".join(filter(None, (prefix, name or tensor.op.name, postfix)))


def _printed(summary: Tensor, tensor: Any, name: str) -> Tensor:
    """The summary, which also prints its tensor when it is run."""
    printing: Tensor = tf.Print(summary, [tensor], name)
    tf.add_to_collection(tf.GraphKeys.SUMMARIES, printing)
    return printing


def add_histogram_summary(tensor: Any, name: str | None = None, prefix: str | None = None) -> Tensor:
    """A histogram, called after its tensor unless a name is given."""
    made: Tensor = tf.summary.histogram(_name_of(tensor, name, prefix), tensor)
    return made


def add_image_summary(
    tensor: Any, name: str | None = None, prefix: str | None = None, print_summary: bool = False
) -> Tensor:
    """Images, called after their tensor; the numbers are printed, too, if that is asked for."""
    called = _name_of(tensor, name, prefix)
    made: Tensor = tf.summary.image(called, tensor, collections=[] if print_summary else None)
    return _printed(made, tensor, called) if print_summary else made


def add_scalar_summary(
    tensor: Any, name: str | None = None, prefix: str | None = None, print_summary: bool = False
) -> Tensor:
    """A number, called after its tensor; it is printed, too, if that is asked for.

    >>> with tf.Graph().as_default():
    ...     print(add_scalar_summary(tf.constant(0.5, name="loss"), prefix="train").op.name)
    train/loss
    """
    called = _name_of(tensor, name, prefix)
    made: Tensor = tf.summary.scalar(called, tensor, collections=[] if print_summary else None)
    return _printed(made, tensor, called) if print_summary else made


def add_zero_fraction_summary(
    tensor: Any, name: str | None = None, prefix: str | None = None, print_summary: bool = False
) -> Tensor:
    """The share of zeros in a tensor."""
    called = _name_of(tensor, name, prefix, "Fraction_of_Zero_Values")
    return add_scalar_summary(tf.nn.zero_fraction(tensor), called, print_summary=print_summary)


def add_histogram_summaries(tensors: Iterable[Any], prefix: str | None = None) -> list[Tensor]:
    """A histogram for each tensor."""
    return [add_histogram_summary(tensor, prefix=prefix) for tensor in tensors]


def add_image_summaries(tensors: Iterable[Any], prefix: str | None = None) -> list[Tensor]:
    """Images for each tensor."""
    return [add_image_summary(tensor, prefix=prefix) for tensor in tensors]


def add_scalar_summaries(
    tensors: Iterable[Any], prefix: str | None = None, print_summary: bool = False
) -> list[Tensor]:
    """A number for each tensor."""
    return [add_scalar_summary(tensor, prefix=prefix, print_summary=print_summary) for tensor in tensors]


def add_zero_fraction_summaries(tensors: Iterable[Any], prefix: str | None = None) -> list[Tensor]:
    """The share of zeros in each tensor."""
    return [add_zero_fraction_summary(tensor, prefix=prefix) for tensor in tensors]


__getattr__ = unknown_name("tensorlab.contrib.slim.summaries", globals())
