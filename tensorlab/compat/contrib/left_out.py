"""Names of a part of tf.contrib that are not here: the reason, and what to use instead.

Read next: `__init__.py`, which says the same of whole parts.
"""

from collections.abc import Callable, Mapping
from typing import Any

from tensorlab.errors import did_you_mean


def name_or_reason(
    part: str, names: Mapping[str, Any], left_out: Mapping[str, tuple[str, str]]
) -> Callable[[str], Any]:
    """Make the `__getattr__` of a part: it refuses every name, those left out with the reason.

    Args:
        part: what the part is called below `tf.contrib`.
        names: its `globals()`, for "did you mean".
        left_out: name -> (why it is not here, what to use).

    >>> find = name_or_reason("layers", {"dense": 1}, {"gdn": ("no book uses it", "tf.nn.lrn")})
    >>> find("gdn")
    Traceback (most recent call last):
    AttributeError: tf.contrib.layers.gdn is not here: no book uses it. Use tf.nn.lrn.
    """

    def refuse(name: str) -> Any:
        if name in left_out:
            reason, instead = left_out[name]
            text = f"tf.contrib.{part}.{name} is not here: {reason}. Use {instead}."
        else:
            hint = did_you_mean(name, [known for known in {**names, **left_out} if known[:1] != "_"])
            text = f"module 'tensorlab.contrib.{part}' has no attribute {name!r}.{hint and ' ' + hint}"
        # With an object but no name, Python does not put a second "Did you mean" behind ours.
        raise AttributeError(text, obj=left_out)

    return refuse
