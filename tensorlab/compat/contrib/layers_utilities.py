"""What the layers of tf.contrib share: names and collections of their variables and outputs.

Their variables have names of their own, `weights` and `biases`; the layers of `tf.layers` that they are made of
say `kernel` and `bias`. A custom getter translates, and makes model variables of them.

Source: https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/contrib/layers/python/layers/utils.py

Read next: `layers_dense.py`.
"""

from collections.abc import Callable
from typing import Any

from tensorlab.compat.contrib.framework_variables import model_variable
from tensorlab.graph.collections import (
    add_to_collection,
    add_to_collections,
    get_collection,
    get_collection_ref,
)
from tensorlab.graph.scopes import current_graph
from tensorlab.graph.tensor import Tensor

ALIASES_KEY = ("__output_aliases",)  # where a graph keeps the names that layers gave to their outputs


def variable_getter(**renamed: str) -> Callable[..., Any]:
    """A custom getter that makes model variables, some of them under another name.

    >>> variable_getter(kernel="weights")(lambda name, **_: name, "dense/kernel")
    'dense/weights'
    """

    def getter(true_getter: Any, name: str, **arguments: Any) -> Any:
        scope, slash, short = name.rpartition("/")
        for left_out in ("constraint", "reuse", "validate_shape"):
            arguments.pop(left_out, None)
        return model_variable(
            scope + slash + renamed.get(short, short), custom_getter=true_getter, **arguments
        )

    return getter


def collections_for(variables_collections: Any, name: str) -> Any:
    """The collections of one kind of variable: of a dictionary by kind, or of a list for all kinds."""
    return (
        variables_collections.get(name) if isinstance(variables_collections, dict) else variables_collections
    )


def collect_variable(variable: Any, variables_collections: Any, name: str) -> None:
    """Put a layer's variable into the collections asked for, once."""
    for collection in collections_for(variables_collections, name) or ():
        if not any(one is variable for one in get_collection(collection)):
            add_to_collection(collection, variable)


def collect_named_outputs(collections: Any, alias: str, outputs: Tensor) -> Tensor:
    """Put a layer's output into the collections asked for, and remember the layer's name for it."""
    if collections:
        kept = get_collection_ref(ALIASES_KEY)
        if not kept:
            kept.append({})
        kept[0].setdefault(outputs, []).append(alias.rstrip("/"))
        add_to_collections(collections, outputs)
    return outputs


def convert_collection_to_dict(collection: str, clear_collection: bool = False) -> dict[str, Any]:
    """The outputs of a collection by the names of the layers they come from.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     y = tf.contrib.layers.flatten(tf.ones([1, 2, 2]), outputs_collections="ends", scope="flat")
    ...     convert_collection_to_dict("ends") == {"flat": y}
    True
    """
    aliases = (get_collection(ALIASES_KEY) or [{}])[0]
    found = {}
    for tensor in get_collection(collection):
        own = tensor.op.name if tensor.name.endswith(":0") else tensor.name
        for alias in aliases.get(tensor, [own]):
            found[alias] = tensor
    if clear_collection:
        current_graph().clear_collection(collection)
    return found


def finished(
    outputs: Tensor,
    normalizer_fn: Any,
    normalizer_params: Any,
    activation_fn: Any,
    collections: Any,
    alias: str,
) -> Tensor:
    """The last steps of a layer: normalize, activate, collect."""
    if normalizer_fn is not None:
        outputs = normalizer_fn(outputs, **(normalizer_params or {}))
    if activation_fn is not None:
        outputs = activation_fn(outputs)
    return collect_named_outputs(collections, alias, outputs)


def known_size(shape: Any, axis: int, least_rank: int = 1) -> int:
    """One size of a shape.

    Raises:
        ValueError: when it is not known, or the shape has too few dimensions.
    """
    if shape.ndims is None:
        raise ValueError("dims of shape must be known but is None")
    if shape.ndims < least_rank:
        raise ValueError(f"rank of shape must be at least {least_rank} not: {shape.ndims}")
    size = shape.as_list()[axis]
    if size is None:
        raise ValueError(f"dimension {axis} of shape must be known but is None: {shape}")
    return size


def layout_from(data_format: str | None, allowed: tuple[str | None, ...]) -> str:
    """ "channels_first" or "channels_last", from names such as "NCHW".

    Raises:
        ValueError: for a name that is not allowed.

    >>> layout_from("NCHW", ("NCHW", "NHWC"))
    'channels_first'
    """
    if data_format not in allowed:
        raise ValueError(
            f"data_format has to be either {' or '.join(map(str, allowed))}, not {data_format!r}."
        )
    return "channels_first" if data_format and data_format.startswith("NC") else "channels_last"
