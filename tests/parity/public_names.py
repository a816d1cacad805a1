"""The public functions and classes of tensorlab with their arguments, for the recorder and for the test."""

from __future__ import annotations  # older Pythons run this too, under TensorFlow 1.15

import inspect
import types
from typing import Any

# TensorFlow's own deprecated arguments: `tensorlab/compat/` takes them, the pages do not.
DEPRECATED = {
    *(
        "_sentinel",
        "fn1",
        "fn2",
        "batch_dim",
        "concat_dim",
        "dim",
        "dimension",
        "keep_dims",
        "reduction_indices",
    ),
    *("expand_nonconcat_dims", "keyword_required", "reduction_axes", "seq_dim", "split_dim", "squeeze_dims"),
    "thresh",
}
# Arguments that TensorFlow got after 1.15.
NEWER = {
    "alg",
    "align",
    "allow_fast_lookup",
    "bad_indices_policy",
    "blank_index",
    "fn_output_signature",
    "grad_a",
    "grad_b",
    "handle_data",
    "layout",
    "local_init_feed_dict",
    "perturb_singular",
    "save_graph_def",
    "sparse_gradient",
    "tile_size",
    "sorted_input",
    "return_index_map",
    "canonicalized_coordinates",
    "use_own_namescope_for_non_slot_vars",
}

# Modules of tensorlab that TensorFlow does not have.
NO_NAMESPACES = {
    "device_names",
    "errors",
    "in_files",
    "lab",
    "late_names",
    "log_lines",
    "philox",
    "recurrent",
    "sources",
}


def public_callables(library: Any) -> dict[str, Any]:
    """The functions and classes of the library and of its public sub-namespaces, by dotted name."""
    found: dict[str, Any] = {}
    for name in dir(library):
        if name.startswith("_"):
            continue
        value = getattr(library, name)  # this loads the namespaces that are loaded when they are first named
        if isinstance(value, types.ModuleType):
            # What is there for old programs only, in `compat/`, has tests of its own.
            ours = value.__name__.removeprefix(f"{library.__name__}.")
            if ours == value.__name__ or ours.split(".")[0] == "compat" or name in NO_NAMESPACES:
                continue
            for inner in dir(value):
                member = getattr(value, inner)
                taken = getattr(member, "__module__", None) in ("typing", "collections.abc", "importlib")
                if not inner.startswith("_") and callable(member) and not taken:
                    found[f"{name}.{inner}"] = member
        elif callable(value):
            found[name] = value
    return found


def _is_ours(member: Any) -> bool:
    """Whether a name of a namespace is more than something that its file imports."""
    module = getattr(member, "__module__", None) or ""
    return module.partition(".")[0] not in ("collections", "importlib", "typing")


def find(library: Any, name: str) -> Any:
    """What a dotted name stands for, or None."""
    for part in name.split("."):
        library = getattr(library, part, None)
    return library


def parameters_of(function: Any) -> list[list[str]] | None:
    """Names and defaults of the parameters; None where Python cannot tell."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return None
    listed = []
    for parameter in signature.parameters.values():
        if parameter.name == "self" or parameter.name in DEPRECATED | NEWER:
            continue
        star = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        has_default = parameter.default is not inspect.Parameter.empty
        listed.append([star + parameter.name, text_of(parameter.default) if has_default else ""])
    return listed


def text_of(default: Any) -> str:
    """A default value as text that does not name the library."""
    if hasattr(default, "as_numpy_dtype"):
        return str(default.name)
    if callable(default):
        return str(getattr(default, "__name__", type(default).__name__))
    if isinstance(default, (int, float)) and not isinstance(default, bool):
        return repr(float(default))
    return repr(default)
