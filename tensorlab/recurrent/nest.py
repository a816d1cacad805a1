"""Nests: tensors held together by tuples, lists and dictionaries, such as the states of several layers.

`(LSTMStateTuple(c, h), (x, y))` is a nest with the leaves c, h, x, y. The functions here take a nest apart and
build it again around other leaves. A string, a shape or a tensor array is a leaf.

Read next: `cell.py`, whose states are nests.
"""

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["assert_same_structure", "flatten", "is_nested", "map_structure", "pack_like"]


def is_nested(value: Any) -> bool:
    """Whether a value is a nest rather than a leaf.

    >>> is_nested((1, 2)), is_nested("ab"), is_nested(3)
    (True, False, False)
    """
    return isinstance(value, (tuple, list, Mapping))


def flatten(nest: Any) -> list[Any]:
    """The leaves, in order; a dictionary's in the order of its sorted keys.

    >>> flatten([1, (2, [3]), {"b": 5, "a": 4}])
    [1, 2, 3, 4, 5]
    """
    if not is_nested(nest):
        return [nest]
    return [leaf for item in _items(nest) for leaf in flatten(item)]


def pack_like(nest: Any, leaves: Any) -> Any:
    """The same nest around other leaves.

    Raises:
        ValueError: when there are more or fewer leaves than places.

    >>> pack_like([1, (2, 3)], "abc")
    ['a', ('b', 'c')]
    """
    leaves = list(leaves)
    count = len(flatten(nest))
    if count != len(leaves):
        raise ValueError(f"The structure has {count} places, but there are {len(leaves)} values: {nest!r}")
    return _packed(nest, iter(leaves))


def map_structure(function: Callable[..., Any], *nests: Any) -> Any:
    """The nest of what `function` gives for the leaves; several nests must be alike.

    >>> map_structure(lambda x, y: x + y, (1, [2]), (10, [20]))
    (11, [22])
    """
    for other in nests[1:]:
        assert_same_structure(nests[0], other)
    return pack_like(nests[0], [function(*one) for one in zip(*map(flatten, nests), strict=True)])


def assert_same_structure(nest1: Any, nest2: Any) -> None:
    """Refuse two nests that are not built alike.

    Raises:
        ValueError: when one has another number of parts, or a leaf where the other has a nest.
        TypeError: when the parts are held together differently, a list here and a tuple there.

    >>> assert_same_structure((1, 2), (3, (4, 5)))
    Traceback (most recent call last):
    ValueError: The two structures don't have the same nested structure.
      first:  (1, 2)
      second: (3, (4, 5))
    """
    words = f"The two structures don't have the same {{}}.\n  first:  {nest1!r}\n  second: {nest2!r}"
    _compare(nest1, nest2, words)


def _compare(one: Any, other: Any, words: str) -> None:
    if is_nested(one) != is_nested(other):
        raise ValueError(words.format("nested structure"))
    if not is_nested(one):
        return
    kinds = _kind(one), _kind(other)
    if kinds[0] != kinds[1]:
        raise TypeError(words.format(f"sequence type: {kinds[0].__name__} and {kinds[1].__name__}"))
    if len(one) != len(other) or (isinstance(one, Mapping) and set(one) != set(other)):
        raise ValueError(words.format("nested structure"))
    for item, other_item in zip(_items(one), _items(other), strict=True):
        _compare(item, other_item, words)


def _kind(nest: Any) -> type:
    return dict if isinstance(nest, Mapping) else type(nest)


def _items(nest: Any) -> list[Any]:
    return [nest[key] for key in sorted(nest)] if isinstance(nest, Mapping) else list(nest)


def _packed(nest: Any, leaves: Any) -> Any:
    if not is_nested(nest):
        return next(leaves)
    items = [_packed(item, leaves) for item in _items(nest)]
    if isinstance(nest, Mapping):
        by_key = dict(zip(sorted(nest), items, strict=True))
        return type(nest)((key, by_key[key]) for key in nest)  # type: ignore[call-arg]
    if hasattr(nest, "_fields"):
        return type(nest)(*items)  # a named tuple
    return type(nest)(items)
