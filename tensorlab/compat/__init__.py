"""Compat: everything that exists only so that old programs run. Nothing else imports it.

It answers as `tf.compat`, too: `tf.compat.v1`, and text as Python 2 and 3 both had it (`tf.compat.as_str`).

Read next: `install.py` (how `import tensorflow` finds tensorlab), `dropped_names.py`.
"""

from typing import Any

from tensorlab.errors import unknown_name as _unknown_name

_TEXT = (
    *("as_bytes", "as_str", "as_str_any", "as_text", "bytes_or_text_types", "complex_types"),
    *("forward_compatible", "forward_compatibility_horizon", "integral_types", "path_to_str", "real_types"),
)


def __getattr__(name: str) -> Any:
    """`tf.compat.v1` is tensorlab itself; the rest is on a page of its own."""
    if name == "v1":
        from tensorlab.compat.install import tensorflow_module

        return tensorflow_module()
    if name in _TEXT:
        from tensorlab.compat import text

        return getattr(text, name)
    if name == "v2":
        raise AttributeError(
            "tf.compat.v2 is not here: tensorlab describes a graph and runs it in a session. Use tf.compat.v1.",
            obj=_TEXT,
        )
    return _unknown_name("tensorlab.compat", dict.fromkeys([*_TEXT, "v1"]))(name)
