"""Fetches and feeds: from what the user passes to `Session.run` to plain lists of tensors, and back.

Read next: `session.py`.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NoReturn

import numpy as np

from tensorlab.graph.dtypes import string
from tensorlab.graph.graph import Graph
from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor


class FetchNest:
    """Fetches in any nest of lists, tuples, dicts and namedtuples, flattened once.

    Attributes:
        leaves: the different tensors and operations to compute.
        rebuild: a function from the leaves' values (None for an operation) to the user's own nest.
    """

    def __init__(self, graph: Graph, fetches: Any) -> None:
        self.graph = graph
        self._positions: dict[Tensor | Operation, int] = {}
        self.rebuild = self._compile(fetches)
        self.leaves: tuple[Tensor | Operation, ...] = tuple(self._positions)

    def _compile(self, fetch: Any) -> Callable[[list[Any]], Any]:
        if fetch is None:
            raise TypeError(
                "Fetch argument None has invalid type <class 'NoneType'>: there is nothing to compute. A function "
                "without `return` gives None, and so does tf.gradients where y does not depend on x."
            )
        if isinstance(fetch, (list, tuple)):
            parts = [self._compile(item) for item in fetch]
            if hasattr(fetch, "_fields"):
                kind = type(fetch)
                return lambda values: kind(*[part(values) for part in parts])
            if isinstance(fetch, list):
                return lambda values: [part(values) for part in parts]
            return lambda values: tuple([part(values) for part in parts])
        if isinstance(fetch, Mapping):
            make: Any = type(fetch)
            if isinstance(fetch, defaultdict):
                make = partial(make, fetch.default_factory)
            named = [(key, self._compile(item)) for key, item in fetch.items()]
            return lambda values: make((key, part(values)) for key, part in named)
        if hasattr(fetch, "_parts"):  # several tensors that stand for one, such as a tf.SparseTensor
            parts = [(lambda _: None) if tensor is None else self._compile(tensor) for tensor in fetch._parts]
            return lambda values: fetch._value_type(*[part(values) for part in parts])
        position = self._positions.setdefault(self._leaf(fetch), len(self._positions))
        return lambda values: values[position]

    def _leaf(self, fetch: Any) -> Any:
        try:
            leaf = self.graph.as_graph_element(fetch)
        except TypeError as error:
            raise TypeError(
                f"Fetch argument {fetch!r} has invalid type {type(fetch)}, must be a string or Tensor. ({error}) "
                "Has `t = session.run(t)` put a value in the tensor's place? Give the value another name."
            ) from None
        except (ValueError, KeyError) as error:
            text = error.args[0] if error.args else error
            raise ValueError(
                f"Fetch argument {fetch!r} cannot be interpreted as a Tensor. ({text})"
            ) from None
        if not self.graph.is_fetchable(leaf):
            raise ValueError(f"Operation {getattr(leaf, 'name', leaf)!r} has been marked as not fetchable.")
        return leaf


def feed_pairs(graph: Graph, feed_dict: dict[Any, Any]) -> list[tuple[Tensor, Any]]:
    """The tensors that a feed_dict feeds, with the values as given.

    Raises:
        TypeError: for a key or value that cannot be fed.
        ValueError: for a tensor that may not be fed.
    """
    pairs: list[tuple[Tensor, Any]] = []
    for key, value in feed_dict.items():
        if hasattr(key, "_parts"):
            given = zip(key._parts, getattr(key, "_fed", tuple)(value), strict=False)
            pairs += [(t, v) for t, v in given if t is not None]
            continue
        if isinstance(key, (list, tuple)):
            pairs += feed_pairs(graph, dict(zip(key, value, strict=True)))
            continue
        try:
            tensor = graph.as_graph_element(key, allow_operation=False)
        except Exception as error:
            text = error.args[0] if error.args else error
            raise TypeError(f"Cannot interpret feed_dict key as Tensor: {text}") from None
        if not graph.is_feedable(tensor):
            raise ValueError(f"Tensor {tensor} may not be fed.")
        pairs.append((tensor, value))
    return pairs


def feed_array(tensor: Tensor, value: Any) -> np.ndarray[Any, Any]:
    """A fed value as an ndarray of the tensor's dtype, checked against its static shape.

    Raises:
        TypeError: when the value is a tensor, or does not fit the dtype.
        ValueError: when it does not fit the shape; nothing has run then.
    """
    if hasattr(value, "_as_graph_element"):
        refuse_feed(
            TypeError,
            tensor,
            f"The value of a feed cannot be a tf.Tensor object (feeding {tensor.name}). Acceptable feed values "
            "include Python scalars, strings, lists, numpy ndarrays. Run the tensor first, and feed what you get.",
        )
    dtype = tensor.dtype.base_dtype
    if dtype is string:
        array = _bytes_array(value)
    else:
        wanted = dtype.as_numpy_dtype
        if isinstance(value, int) and dtype.is_integer and not dtype.min <= value <= dtype.max:
            text = f"Type of feed value {value} with type {type(value)} is not compatible with Tensor type"
            refuse_feed(TypeError, tensor, f"{text} {dtype.name}.")
        try:
            array = np.asarray(value, dtype=wanted)
        except (TypeError, ValueError, OverflowError) as error:
            kind = ValueError if isinstance(error, ValueError) else TypeError
            reason = "the rows differ in length." if "inhomogeneous" in str(error) else error
            refuse_feed(
                kind,
                tensor,
                f"Cannot feed {tensor.name} (dtype {dtype.name}, shape {tensor.shape}): {reason}",
            )
    if not tensor.shape.is_compatible_with(array.shape):
        refuse_feed(
            ValueError,
            tensor,
            f"Cannot feed value of shape {array.shape} for Tensor {tensor.name!r}, "
            f"which has shape '{tensor.shape}'.{_advice(tensor, array)}",
        )
    return array


def refuse_feed(kind: type[Exception], tensor: Tensor, text: str) -> NoReturn:
    """Raise an error about a fed value; a recorder finds the placeholder in its `op`."""
    error = kind(text)
    error.op = tensor.op  # type: ignore[attr-defined]
    raise error from None


def _advice(tensor: Tensor, array: np.ndarray[Any, Any]) -> str:
    """What a beginner most often meant."""
    sizes = tensor.shape.sizes
    if sizes is not None and len(sizes) == array.ndim + 1:
        if sizes[-1] == 1:
            return " A column is wanted: value.reshape(-1, 1)."
        return " One dimension is missing; for a single row write [row]."
    return ""


def _bytes_array(value: Any) -> np.ndarray[Any, Any]:
    array = np.asarray(value, dtype=object)
    result = np.empty(array.shape, dtype=object)
    for index, item in np.ndenumerate(array):
        result[index] = item.encode() if isinstance(item, str) else item
    return result
