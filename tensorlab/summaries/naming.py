"""What a summary is called: its node, its tag in TensorBoard, and the collections it goes into.

A node may have letters, digits and a few signs in its name. A tag was free once, and old programs still pass such
tags: what does not fit becomes `_`.

Read next: `numbers.py`.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.collections import GraphKeys, add_to_collection
from tensorlab.graph.dtypes import STRING
from tensorlab.graph.registry import op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import scalar as single
from tensorlab.log_lines import get_logger

ON_CPU = {"CPU": "a summary is bytes, and bytes stay in the computer's own memory"}
NO_GRADIENT = "a summary is bytes, not a number"


def clean_tag(name: str | None) -> str | None:
    """The name with `_` for everything that no node may have in its name, and without slashes in front.

    >>> clean_tag("/loss (train)")
    'loss__train_'
    """
    if name is None:
        return None
    cleaned = re.sub(r"[^-/\w\.]", "_", name).lstrip("/")
    if cleaned != name:
        get_logger().info("Summary name %s is illegal; using %s instead.", name, cleaned)
    return cleaned


@contextmanager
def summary_scope(
    name: str | None, family: str | None = None, default_name: str | None = None, values: Any = None
) -> Iterator[tuple[str, str]]:
    """Open the scope of one summary; gives its tag, and the scope, which is the name of its node.

    Args:
        name: what the program calls it.
        family: a group: the tag begins with it, whatever scopes are open around.
        default_name: the name where none is given.
        values: the tensors that go in.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.name_scope("layer"):
    ...     with summary_scope("mean", "weights") as found: pass
    >>> found
    ('weights/layer/weights/mean', 'layer/weights/mean/')
    """
    name, family = clean_tag(name), clean_tag(family)
    base = name if family is None else f"{family}/{name}"
    with name_scope(base, default_name, values) as scope:
        tag = scope.rstrip("/")
        yield tag if family is None else f"{family}/{tag}", scope


def collect(summary: Any, collections: Any, defaults: tuple[str, ...] = (GraphKeys.SUMMARIES,)) -> Any:
    """Put a summary into the collections named, or into the usual ones; returns the summary."""
    for key in defaults if collections is None else collections:
        add_to_collection(key, summary)
    return summary


# --- what the kernels share -------------------------------------------------------------------------------


def summary_op(type_name: str, symbol: str, dtypes: Any, latex: str, **more: Any) -> Any:
    """Declare an op that makes a summary."""
    more.setdefault("shape", single)
    more.setdefault("result", next(iter(STRING)))
    return op(
        type_name, dtypes=dtypes, kind="summary", symbol=symbol, latex=latex, devices=ON_CPU, **more
    )  # fmt: skip


def text_of(tag: bytes | str) -> str:
    """A tag as text."""
    return tag if isinstance(tag, str) else tag.decode(errors="replace")


def one_tag(tag: Any, what: str = "Tags") -> str:
    """The tag in a tensor that has to hold just one.

    Raises:
        tf.errors.InvalidArgumentError: when it holds several.
    """
    tags = np.asarray(tag, object)
    if tags.shape not in ((), (1,)):
        raise InvalidArgumentError(
            None, None, f"{what} must be a scalar, but their shape is {list(tags.shape)}"
        )
    return text_of(tags.reshape(-1)[0])


def tags_of_batch(tag: str, kind: str, count: int, asked: int) -> list[str]:
    """The tags of the pictures or sounds of one batch; they depend on how many were asked for.

    >>> tags_of_batch("input", "image", 2, 3), tags_of_batch("input", "image", 1, 1)
    (['input/image/0', 'input/image/1'], ['input/image'])
    """
    return [f"{tag}/{kind}/{place}" if asked > 1 else f"{tag}/{kind}" for place in range(count)]


def packed(summary: Any) -> Any:
    """The bytes of a message, as the value of a string tensor."""
    return np.array(summary.SerializeToString(), object)
