"""Names that are loaded when a program first uses them, so that importing tensorlab stays quick.

A namespace such as `tensorlab/linalg.py` gathers its usual names with imports, and lists the others here::

    __getattr__, __dir__ = _late_names(__name__, globals(), {"ops.spectra": "qr svd eigh=self_adjoint_eig"})

Read next: `tensorlab/__init__.py`, the largest of them.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from tensorlab.errors import unknown_name


def pages_by_name(pages: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """For every name: the module it stands in, and its name there.

    Args:
        pages: for a module below `tensorlab` the names it gives, with blanks between; `new=old` renames one.

    >>> pages_by_name({"ops.spectra": "qr eigh=self_adjoint_eig"})["eigh"]
    ('tensorlab.ops.spectra', 'self_adjoint_eig')
    """
    found = {}
    for page, names in pages.items():
        for entry in names.split():
            name, _, own_name = entry.partition("=")
            found[name] = (f"tensorlab.{page}", own_name or name)
    return found


def load(place: tuple[str, str]) -> Any:
    """The object that stands at a place of `pages_by_name`; its module is loaded if need be."""
    page, name = place
    return getattr(import_module(page), name)


def late_names(
    module_name: str, names: dict[str, Any], pages: Mapping[str, str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Make the `__getattr__` and the `__dir__` of a namespace, some of whose names are loaded late.

    Args:
        module_name: what the namespace is called.
        names: its `globals()`; a name that was loaded is put there.
        pages: see `pages_by_name`.
    """
    places = pages_by_name(pages)
    refuse = unknown_name(module_name, {**dict.fromkeys(places), **names})

    def find(name: str) -> Any:
        if name not in places:
            return refuse(name)
        names[name] = found = load(places[name])
        return found

    return find, lambda: sorted({*names, *places})
