"""`tensorlab.install()`: from then on `import tensorflow` finds tensorlab, in whichever way programs write it.

    import tensorflow as tf
    import tensorflow.compat.v1 as tf
    from tensorflow.python.framework import ops
    from tensorflow.examples.tutorials.mnist import input_data

One finder on Python's `sys.meta_path` answers for `tensorflow` and everything below it; each module it gives is a
stand-in that looks names up in tensorlab when they are used. Where TensorFlow itself is already imported, or in other
packages (`tensorflow_datasets`), nothing changes.

Read next: `tensorflow_paths.py`, which says what stands where.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from tensorlab.compat import tensorflow_paths
from tensorlab.version import __version__

ROOT = "tensorflow"
STANDS_FOR = "1.15.5"
"""The release that `tf.__version__` names where a program imports `tensorflow`."""
OUR_ROOMS = {
    f"tensorlab.{room}"
    for room in (
        *("control_flow", "device_names", "devices", "export", "graph", "late_names", "messages", "ops"),
        *("optimizers", "protos", "record", "recurrent", "run", "show", "sources", "training"),
    )
}


class StandIn(ModuleType):
    """A module below `tensorflow`: it looks every name up in the parts of tensorlab that it stands for."""

    def __init__(self, name: str, spaces: Iterable[Any], extra: Mapping[str, Any]) -> None:
        super().__init__(name, f"tensorlab, standing in for {name}.")
        self.__path__: list[str] = []  # a package: every module may have others below it
        self.__dict__.update(extra)
        self.__spaces = tuple(spaces)

    def __getattr__(self, name: str) -> Any:
        if name == "__all__":
            return [public for public in dir(self) if public[0] != "_"]
        refusal: AttributeError | None = None
        if name[:2] != "__":
            for space in map(tensorflow_paths.place, self.__spaces):
                try:
                    found = getattr(space, name)
                except AttributeError as error:
                    refusal = refusal or error
                else:
                    if not self._hides(found):
                        return found
        if refusal is None:
            refusal = AttributeError(f"module {self.__name__!r} has no attribute {name!r}", obj=())
        raise refusal.with_traceback(None)  # the program's own line is what counts

    def _hides(self, found: Any) -> bool:
        """Whether an import has to ask the finder, because a module of ours only happens to have that name.

        `tensorflow.python.framework.ops` is not the folder `tensorlab/ops`.
        """
        if not isinstance(found, ModuleType):
            return False
        return self.__name__.startswith(f"{ROOT}.python") or found.__name__ in OUR_ROOMS

    def __dir__(self) -> list[str]:
        spaces = map(tensorflow_paths.place, self.__spaces)
        names = {*super().__dir__(), *(name for space in spaces for name in dir(space))}
        return sorted(name for name in names if f"tensorlab.{name}" not in OUR_ROOMS)


class StandInLoader(Loader):
    """Makes the stand-in for one module name."""

    def __init__(self, spaces: Iterable[Any], extra: Mapping[str, Any]) -> None:
        self.spaces, self.extra = spaces, extra

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return StandIn(spec.name, self.spaces, self.extra)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


class Finder(MetaPathFinder):
    """Answers `import tensorflow...`, and says so the first time."""

    def __init__(self) -> None:
        self.quiet = False

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        root, _, rest = fullname.partition(".")
        if root != ROOT:
            return None
        if not self.quiet:
            self.quiet = True
            print(f"`import tensorflow` gives tensorlab {__version__} here.", file=sys.stderr)
            # TensorFlow loads it, and old programs download their data without importing it themselves.
            import_module("urllib.request")
        spaces, extra = tensorflow_paths.content(rest)
        if not rest or rest == "compat.v1":
            extra = {**extra, **versions()}
        return ModuleSpec(fullname, StandInLoader(spaces, extra), origin="tensorlab", is_package=True)


class Fallback(MetaPathFinder):
    """Answers, after all others failed, for modules that came with TensorFlow 1.x or beside its tutorials."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        found = tensorflow_paths.came_along(fullname)
        if found is None:
            return None
        return ModuleSpec(fullname, StandInLoader(*found), origin="tensorlab", is_package=True)


_finder = Finder()
_fallback = Fallback()


def install() -> bool:
    """Let `import tensorflow` find tensorlab from now on; say whether it does.

    Where TensorFlow itself is already imported, it stays what it is, and a line on stderr says so.

    >>> import tensorlab
    >>> tensorlab.install()
    True
    >>> import tensorflow as tf
    >>> from tensorflow.python.framework import ops
    >>> tf.Session is tensorlab.Session, ops.get_default_graph is tf.get_default_graph, tf.__version__
    (True, True, '1.15.5')
    >>> tensorlab.uninstall()
    """
    loaded = sys.modules.get(ROOT)
    if loaded is not None and not isinstance(loaded, StandIn):
        print(
            "TensorFlow itself is imported already, so `import tensorflow` goes on giving it. "
            "Call tensorlab.install() before anything imports it.",
            file=sys.stderr,
        )
        return False
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)
        sys.meta_path.append(_fallback)
    return True


def installed() -> bool:
    """Whether `import tensorflow` finds tensorlab."""
    return _finder in sys.meta_path


def uninstall() -> None:
    """Let `import tensorflow` find what it found before; modules that were imported already stay usable."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if finder not in (_finder, _fallback)]
    for name in [name for name, module in sys.modules.items() if isinstance(module, StandIn)]:
        del sys.modules[name]


def tensorflow_module() -> ModuleType:
    """The stand-in for `tensorflow`, whether or not it is installed: `tf.compat.v1` is this one.

    >>> import tensorlab as tf
    >>> tf.compat.v1.placeholder is tf.placeholder
    True
    """
    global _module
    if _module is None:
        spaces, extra = tensorflow_paths.content("")
        _module = StandIn(ROOT, spaces, {**extra, **versions()})
    return _module


_module: StandIn | None = None


def versions() -> dict[str, Any]:
    """What TensorFlow tells of itself: `tf.__version__`, `tf.version.VERSION`, ..."""
    numbers = {
        "VERSION": STANDS_FOR,
        "GIT_VERSION": f"tensorlab {__version__}",
        "COMPILER_VERSION": "none",
        "GRAPH_DEF_VERSION": 134,
        "GRAPH_DEF_VERSION_MIN_CONSUMER": 0,
        "GRAPH_DEF_VERSION_MIN_PRODUCER": 0,
    }
    return {
        **numbers,
        "__version__": STANDS_FOR,
        "__git_version__": numbers["GIT_VERSION"],
        "__compiler_version__": "none",
        "version": StandIn("tensorflow.version", (), numbers),
    }
