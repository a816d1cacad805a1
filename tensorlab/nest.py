"""Nest: lists, tuples, dicts and namedtuples of values, taken apart and put together again.

Loops, branches and recurrent networks carry whole nests of tensors; inside they work with flat lists. The items of a
dict come in the order of its sorted keys, as in TensorFlow.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nest

Read next: `tensorlab/control_flow/looping.py`, which uses it.
"""

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["assert_same_structure", "flatten", "is_nested", "map_structure", "pack_sequence_as"]


def is_nested(seq: Any) -> bool:
    """Whether this is a list, tuple, dict or namedtuple, which hold values, and no value itself.

    >>> is_nested([1, 2]), is_nested("text")
    (True, False)
    """
    return isinstance(seq, (list, tuple, Mapping))


def flatten(structure: Any, expand_composites: bool = False) -> list[Any]:
    """All values of a nest, in order; with `expand_composites` the tensors of which sparse ones consist.

    >>> flatten({"b": [1, (2, 3)], "a": 0})
    [0, 1, 2, 3]
    """
    if not is_nested(structure):
        parts = getattr(structure, "_parts", None) if expand_composites else None
        return [structure] if parts is None else list(parts)
    return [value for item in _items(structure) for value in flatten(item, expand_composites)]


def pack_sequence_as(structure: Any, flat_sequence: Any, expand_composites: bool = False) -> Any:
    """Put a flat list of values into a nest like `structure`.

    Raises:
        ValueError: when there are more or fewer values than places.

    >>> pack_sequence_as({"b": [1, (2, 3)], "a": 0}, "wxyz")
    {'a': 'w', 'b': ['x', ('y', 'z')]}
    """
    values = list(flat_sequence)
    places = len(flatten(structure))
    if len(values) != places:
        raise ValueError(
            f"Could not pack sequence. Structure had {places} elements, but flat_sequence had {len(values)} elements."
        )
    return _packed(structure, iter(values))


def map_structure(func: Callable[..., Any], *structure: Any, **kwargs: Any) -> Any:
    """Call a function with the values that stand at the same place of all nests; the results in a nest like them.

    >>> map_structure(max, {"a": 1, "b": [5]}, {"a": 3, "b": [4]})
    {'a': 3, 'b': [5]}
    """
    for other in structure[1:]:
        assert_same_structure(structure[0], other, kwargs.get("check_types", True))
    flat = [flatten(one) for one in structure]
    return pack_sequence_as(structure[0], [func(*values) for values in zip(*flat, strict=True)])


def assert_same_structure(
    nest1: Any, nest2: Any, check_types: bool = True, expand_composites: bool = False
) -> None:
    """Check that two nests have the same shape, and with `check_types` the same kinds of lists.

    Raises:
        ValueError: when they differ in how they are nested.
        TypeError: when they differ in the kinds of lists only.

    >>> assert_same_structure([1, (2, 3)], [4, (5, 6)])
    >>> assert_same_structure([1, 2], [1, 2, 3])
    Traceback (most recent call last):
    ValueError: The two structures don't have the same nested structure. First: [., .], second: [., ., .].
    """
    first, second = _outline(nest1), _outline(nest2)
    if first != second:
        raise ValueError(
            f"The two structures don't have the same nested structure. First: {first}, second: {second}."
        )
    if check_types and _kinds(nest1) != _kinds(nest2):
        raise TypeError(
            f"The two structures don't have the same sequence type: {_kinds(nest1)} and {_kinds(nest2)}."
        )


def _items(structure: Any) -> list[Any]:
    if isinstance(structure, Mapping):
        return [structure[key] for key in sorted(structure)]
    return list(structure)


def _packed(structure: Any, values: Any) -> Any:
    if not is_nested(structure):
        return next(values)
    items = [_packed(item, values) for item in _items(structure)]
    if isinstance(structure, Mapping):
        return type(structure)(zip(sorted(structure), items, strict=True))  # type: ignore[call-arg]
    if hasattr(structure, "_fields"):
        return type(structure)(*items)
    return type(structure)(items)


def _outline(structure: Any) -> str:
    """Where values stand, as text: `[., (., .)]` without telling lists from tuples."""
    if not is_nested(structure):
        return "."
    if isinstance(structure, Mapping):
        return "{" + ", ".join(f"{key}: {_outline(structure[key])}" for key in sorted(structure)) + "}"
    return "[" + ", ".join(map(_outline, structure)) + "]"


def _kinds(structure: Any) -> list[str]:
    if not is_nested(structure):
        return []
    return [type(structure).__name__, *(kind for item in _items(structure) for kind in _kinds(item))]
