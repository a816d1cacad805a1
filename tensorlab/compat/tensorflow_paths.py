"""What stands at which module path of TensorFlow 1.x, as programs import them.

Public paths (`tensorflow.nn`) are those of tensorlab. Of TensorFlow's own files (`tensorflow.python.ops.math_ops`)
there is no list here: a name is looked up where TensorFlow publishes it, and only the files whose names are found
elsewhere, or that say more than their names, have an entry.

Source of the paths: https://github.com/tensorflow/tensorflow/tree/v1.15.5/tensorflow/python

Read next: `behavior.py`, `contrib/__init__.py`.
"""

import inspect
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType, SimpleNamespace
from typing import Any

from tensorlab.errors import did_you_mean

Content = tuple[tuple[Any, ...], dict[str, Any]]
"""Where names are looked up (namespaces, or what `place` turns into one), and names that are given at once."""

NAMESPACES = (
    *("", "nn", "math", "linalg", "train", "losses", "layers", "metrics"),
    *("initializers", "random", "strings", "sparse", "image"),
)
"""Where a name out of one of TensorFlow's own files is looked for, in this order."""

SAVED_MODEL = (
    *(
        "builder",
        "constants",
        "loader",
        "main_op",
        "signature_constants",
        "signature_def_utils",
        "tag_constants",
        "utils",
    ),
)

# Path below tensorflow.python -> where its names are looked for: a namespace (".nn" is tf.nn), or one of our modules.
FILES: dict[str, tuple[str, ...]] = {
    "client.device_lib": ("compat.device_lib",),
    "client.session": (".",),
    "client.timeline": ("summaries.timeline",),
    "data": (".data",),
    "data.experimental": (".data.experimental",),
    "data.ops.dataset_ops": (".data",),
    "data.ops.iterator_ops": (".data",),
    "data.ops.readers": (".data",),
    "eager.context": ("compat.behavior",),
    "framework.constant_op": (".",),
    "framework.dtypes": (".dtypes", "."),
    "framework.errors": (".errors",),
    "framework.errors_impl": (".errors",),
    "framework.graph_util": (".graph_util",),
    "framework.graph_util_impl": (".graph_util",),
    "framework.importer": (".",),
    "framework.meta_graph": ("training.meta_graph_import", "graph_files.import_files", ".train"),
    "framework.ops": (".", "graph.scopes", "graph.graph", "graph.convert", "graph.tensor", "compat.behavior"),
    "framework.tensor_shape": ("graph.shapes", "."),
    "framework.tensor_util": ("graph.static_values", "."),
    "framework.test_util": (".test", "compat.unit_tests"),
    "layers.base": (".layers",),
    "lib.io.file_io": (".io.gfile", "compat.gfile"),
    "lib.io.python_io": (".python_io",),
    "lib.io.tf_record": (".python_io",),
    "ops.losses": (".losses",),
    "ops.metrics": (".metrics",),
    "ops.rnn": (".nn",),
    "ops.rnn_cell": (".nn.rnn_cell", ".contrib.rnn"),
    "ops.rnn_cell_impl": (".nn.rnn_cell", ".contrib.rnn"),
    "ops.seq2seq": (".contrib.legacy_seq2seq",),
    "platform.app": ("compat.app",),
    "platform.benchmark": (".test",),
    "platform.flags": ("compat.flags",),
    "platform.gfile": ("compat.gfile",),
    "platform.googletest": (".test",),
    "platform.logging": ("compat.logging",),
    "platform.resource_loader": ("compat.resource_loader",),
    "platform.sysconfig": ("compat.sysconfig",),
    "platform.test": (".test",),
    "platform.tf_logging": ("compat.logging",),
    "summary": (".summary",),
    "summary.summary": (".summary", "."),
    "summary.summary_iterator": (".train",),
    "summary.writer": (".summary",),
    **{
        f"saved_model.{page}{end}": (f".saved_model.{page}",) for page in SAVED_MODEL for end in ("", "_impl")
    },
    "pywrap_tensorflow": ("saving.reader",),
    "tools.freeze_graph": ("compat.freeze_graph",),
    "tools.inspect_checkpoint": ("compat.inspect_checkpoint",),
    "training.checkpoint_management": (".train", "saving.checkpoint_state"),
    "training.checkpoint_state_pb2": ("saving.checkpoint_state",),
    "training.moving_averages": (".train", "optimizers.moving_averages"),
    "training.saver": (".train", "saving.saver", "saving.saver_builder", "saving.checkpoint_state"),
    "training.training": (".train",),
    "util.compat": (".compat",),
    "util.nest": (".nest",),
}

FOLDERS = {
    *("data.experimental", "data.ops", "data.util"),
    *("ops.distributions", "ops.linalg", "ops.losses", "ops.ragged", "ops.signal", "training.tracking"),
    *("layers.utils", "framework.errors_impl", "lib.io", "summary.writer"),
}
"""Folders inside the folders of tensorflow.python; what is deeper than a file is no module."""

# Beginning of a path below tensorflow -> why it is not here, and what to use.
NOT_HERE = {
    "compat.v2": "tensorlab describes a graph and runs it in a session: use tensorflow.compat.v1.",
    "estimator": "tensorlab has no estimators: write the graph and the loop, with tf.Session.",
    "keras": "tensorlab has no Keras: use tf.layers.",
    "python.debug": "tensorlab's debugger is `lab.trace()`: every value of every run, step by step.",
    "python.eager.backprop": "tensorlab describes a graph: use tf.gradients.",
    "python.estimator": "tensorlab has no estimators: write the graph and the loop, with tf.Session.",
    "python.feature_column": "tensorlab has no feature columns: use tf.one_hot and tf.concat.",
    "python.keras": "tensorlab has no Keras: use tf.layers.",
    "python.profiler": "`lab.trace()` records times.",
    "python.tools.optimize_for_inference": "use tf.graph_util.remove_training_nodes.",
    "python.tools.optimize_for_inference_lib": "use tf.graph_util.remove_training_nodes.",
    "python.tpu": "there is no TPU here.",
}


def content(path: str) -> Content:
    """Where `tensorflow.<path>` looks its names up, and what it holds besides.

    Raises:
        ModuleNotFoundError: when there is no such module.
        ImportError: when there is one in TensorFlow but not here; the message says why, and what to use.

    >>> import tensorlab as tf
    >>> content("nn") == ((tf.nn,), {})
    True
    """
    for beginning, reason in NOT_HERE.items():
        if f"{path}.".startswith(f"{beginning}."):
            raise ImportError(f"tensorflow.{path} is not here: {reason}", name=f"tensorflow.{path}")
    if path == "compat.v1":
        return content("")
    path = path.removeprefix("compat.v1.")
    first, _, rest = path.partition(".")
    if not path:
        return (tensorlab(),), {"compat": _compat()}
    if path == "compat":
        return (_compat(),), {}
    if first == "python":
        return _own_file(rest)
    if first == "contrib":
        return _contrib(rest)
    if first in ("core", "examples", "models"):
        return _examples_and_protocols(path)
    return (_public(path),), {}


def tensorlab() -> ModuleType:
    """The namespace that answers for `tensorflow`."""
    return import_module("tensorlab")


def _compat() -> ModuleType:
    return import_module("tensorlab.compat")


def _public(path: str) -> Any:
    """The namespace `tf.<path>`."""
    found: Any = tensorlab()
    for part in path.split("."):
        known = found
        found = getattr(found, part, None)
        if not isinstance(found, ModuleType | SimpleNamespace):
            hint = did_you_mean(part, dict.fromkeys(dir(known)))
            name = f"tensorflow.{path}"
            if found is None:
                raise ImportError(f"No module named {name!r} in tensorlab. {hint}".rstrip(), name=name)
            raise ModuleNotFoundError(f"No module named {name!r}: it is no module.", name=name)
    return found


def _own_file(path: str) -> Content:
    """One of TensorFlow's own files, or the folder around some."""
    if path == "util.tf_inspect":
        return (inspect,), {}
    if path.startswith("util"):
        return (*FILES.get(path, ()), "compat.behavior"), {}
    folder, _, last = path.rpartition(".")
    if not folder:  # what is in such a folder is a file, whatever the name means elsewhere
        return FILES.get(path, ()), {}
    if "." in folder and folder not in FOLDERS:  # the import of a name, not of a file
        _refuse_name(f"python.{folder}", last, _own_file(folder)[0])
    while path and path not in FILES and path.rpartition(".")[0] in FILES:
        path = path.rpartition(".")[0]  # ops.losses.losses_impl has what ops.losses has
    return (*FILES.get(path, ()), *(f".{name}" for name in NAMESPACES)), {}


def _refuse_name(path: str, name: str, spaces: tuple[Any, ...]) -> None:
    """Raise an ImportError for a name that a module does not have, with the reason or with the nearest that it has."""
    space = place(spaces[0]) if spaces else _NOTHING
    try:
        getattr(space, name)
        reason = ""
    except AttributeError as refused:
        reason = f" {refused}"
    raise ImportError(
        f"cannot import name {name!r} from 'tensorflow.{path}'.{reason}", name=f"tensorflow.{path}"
    )


def place(name: Any) -> Any:
    """The namespace (".nn") or module ("compat.gfile") of an entry of `FILES`; anything else as it is.

    >>> import tensorlab as tf
    >>> place(".nn") is tf.nn
    True
    """
    if not isinstance(name, str):
        return name
    if name[0] != ".":
        module = f"tensorlab.{name}"
        return import_module(module) if find_spec(module) is not None else _NOTHING
    space: Any = tensorlab()
    for part in filter(None, name.split(".")):
        space = getattr(space, part, _NOTHING)
    return space


_NOTHING = SimpleNamespace()


def _contrib(path: str) -> Content:
    """A part of tf.contrib, whichever of its files the path goes down to."""
    from tensorlab.compat import contrib

    space: Any = contrib
    parts = path.split(".") if path else []
    for depth, part in enumerate(parts):
        inner = None if part == "python" else getattr(space, part, None)
        if isinstance(inner, ModuleType | SimpleNamespace):
            space = inner
        elif depth == 0:
            raise ImportError(contrib.refusal(part), name=f"tensorflow.contrib.{path}")
        elif part not in ("ops", "python") and ("python" not in parts[:depth] or not part.islower()):
            _refuse_name(f"contrib.{'.'.join(parts[:depth])}", part, (space,))
        # Otherwise it is a folder or a file in which TensorFlow keeps what the part publishes.
    return (space,), {}


def _examples_and_protocols(path: str) -> Content:
    """Examples that were installed with TensorFlow, and the messages that a session takes."""
    first = path.partition(".")[0]
    if first == "examples":
        known = {
            "examples.tutorials.mnist.input_data": "tensorlab.compat.datasets.mnist",
            "examples.tutorials.mnist.mnist": "tensorlab.compat.datasets.mnist_model",
        }
        if path in known:
            return (import_module(known[path]),), {}
        if not any(name.startswith(path) for name in known):
            raise ImportError(f"tensorflow.{path} is not here.", name=f"tensorflow.{path}")
        return (), {}
    if first == "core":
        return (".", ".train"), {}
    old = {"rnn": ".nn", "rnn_cell": ".nn.rnn_cell", "seq2seq": ".contrib.legacy_seq2seq"}
    return (old.get(path.rpartition(".")[2], "."),), {}


def came_along(name: str) -> Content | None:
    """What stands in for a module that came with TensorFlow 1.x and is not installed, or None."""
    if name == "input_data":
        return (import_module("tensorlab.compat.datasets.mnist"),), {}
    if name == "absl":
        return (), {}
    if name in ("absl.app", "absl.flags", "absl.logging"):
        return (import_module(f"tensorlab.compat.{name.partition('.')[2]}"),), {}
    return None
