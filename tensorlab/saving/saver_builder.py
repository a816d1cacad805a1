"""Which nodes a saver is made of: `save/SaveV2`, `save/RestoreV2`, `save/Assign`, ..., `save/restore_all`.

They carry TensorFlow's names, so that a program finds them by name, also in a graph that comes out of a file::

    sess.run("save/restore_all", {"save/Const:0": path})

Read next: `saver.py`.
"""

import os
from typing import Any

from tensorlab.device_names import DeviceSpec
from tensorlab.graph.collections import GraphKeys
from tensorlab.graph.graph import Graph
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import control_dependencies, device, name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops import state
from tensorlab.ops.flow import group, identity, with_dependencies
from tensorlab.ops.source import constant, placeholder_with_default
from tensorlab.ops.variables import Variable
from tensorlab.saving import nodes
from tensorlab.saving.saver_def import PlainSaverDef

__all__ = ["BaseSaverBuilder", "SaveSpec", "SaveableObject"]


class SaveSpec:
    """One tensor to be saved: the tensor, the part of a larger one that it is, its name in the checkpoint."""

    def __init__(
        self, tensor: Any, slice_spec: str, name: str, dtype: Any = None, device: str | None = None
    ) -> None:
        self._tensor = tensor
        self.slice_spec = slice_spec
        self.name = name
        self.dtype = dtype if dtype is not None else tensor.dtype
        self.device = device

    @property
    def tensor(self) -> Any:
        """The tensor; a function that makes it is called each time."""
        return self._tensor() if callable(self._tensor) else self._tensor


class SaveableObject:
    """Something that a saver can save: what it consists of, and how it takes its values back.

    Args:
        op: what it is, such as a variable's tensor; a saver saves each only once.
        specs: its tensors.
        name: the name of the whole.
    """

    def __init__(self, op: Any, specs: list[SaveSpec], name: str) -> None:
        self.op = op
        self.specs = specs
        self.name = name

    @property
    def device(self) -> str:
        """The device of its first tensor."""
        return self.specs[0].tensor.device or ""

    def restore(self, restored_tensors: list[Tensor], restored_shapes: Any) -> Any:
        """An operation that takes the values back; a subclass says how."""
        raise ValueError(
            "Calling an abstract method: a SaveableObject says in restore() how its values come back."
        )


class VariableSaveable(SaveableObject):
    """A variable."""

    def __init__(self, var: Tensor, slice_spec: str, name: str) -> None:
        super().__init__(var, [SaveSpec(var, slice_spec, name, dtype=var.dtype)], name)

    def restore(self, restored_tensors: list[Tensor], restored_shapes: Any) -> Any:
        """Assign the value; with `restored_shapes` after bringing it into this shape."""
        value = restored_tensors[0]
        if restored_shapes is not None:
            value = build("Reshape", value, restored_shapes[0])
        known = restored_shapes is None and self.op.shape.is_fully_defined()
        return state.assign(self.op, value, validate_shape=known)


# --- what is to be saved ----------------------------------------------------------------------------------


def everything_to_save(graph: Graph) -> list[Any]:
    """What a saver saves if it is not told: global variables, and what else the program says is worth saving."""
    return [
        *graph.get_collection(GraphKeys.GLOBAL_VARIABLES),
        *graph.get_collection(GraphKeys.SAVEABLE_OBJECTS),
    ]


def saveables_of(var_list: Any) -> list[SaveableObject]:
    """What to save under which name, in the order of the names.

    Args:
        var_list: a list of variables, or a dictionary from names to variables.

    Raises:
        TypeError: for what is no variable.
        ValueError: when a name or a variable comes twice.
    """
    named = var_list if isinstance(var_list, dict) else _by_name(var_list)
    saveables: list[SaveableObject] = []
    for name, thing in sorted(named.items(), key=lambda item: str(item[0])):
        saveable = _saveable(thing, name)
        if any(other.op is saveable.op for other in saveables):
            raise ValueError(
                f"The same saveable will be restored with two names: {name}. Give each variable one name."
            )
        saveables.append(saveable)
    return saveables


def _by_name(things: Any) -> dict[str, Any]:
    if not isinstance(things, (list, tuple, set, frozenset)):
        raise TypeError(
            f"Variables to save should be passed in a dict or a list: {things}. For one variable: [variable]."
        )
    named: dict[str, Any] = {}
    for thing in things:
        name = thing.name if isinstance(thing, SaveableObject) else _reference(thing).op.name
        if name in named:
            raise ValueError(f"At least two variables have the same name: {name}. Is one in the list twice?")
        named[name] = thing
    return named


def _saveable(thing: Any, name: Any) -> SaveableObject:
    if not isinstance(name, str):
        raise TypeError(
            f"names_to_saveables must be a dict mapping string names to variables. Name is not a string: {name}. "
            "Write {'w': w}, with v.op.name for the variable's own name."
        )
    return thing if isinstance(thing, SaveableObject) else VariableSaveable(_reference(thing), "", name)


def _reference(thing: Any) -> Tensor:
    """The reference of a variable."""
    tensor = thing._ref() if isinstance(thing, Variable) or hasattr(thing, "_ref") else thing
    if not isinstance(tensor, Tensor) or tensor.op.record.kind != "variable":
        raise TypeError(
            f"Variable to save is not a Variable: {thing}. A saver saves what stays from run to run: tf.Variable "
            "objects; a tensor is computed anew in every run."
        )
    return tensor


# --- the nodes --------------------------------------------------------------------------------------------


Saveables = list[SaveableObject]


class BaseSaverBuilder:
    """Builds a saver's nodes; a subclass may make other ones.

    Args:
        write_version: accepted as in TensorFlow; there is one format.
    """

    SaveSpec = SaveSpec
    SaveableObject = SaveableObject
    VariableSaveable = VariableSaveable

    def __init__(self, write_version: int = PlainSaverDef.V2) -> None:
        self._write_version = write_version

    def save_op(self, filename_tensor: Tensor, saveables: Saveables) -> Any:
        """The operation that writes the files."""
        specs = [spec for saveable in saveables for spec in saveable.specs]
        names, parts = [spec.name for spec in specs], [spec.slice_spec for spec in specs]
        return nodes.save_v2(filename_tensor, names, parts, [spec.tensor for spec in specs])

    def bulk_restore(
        self,
        filename_tensor: Tensor,
        saveables: Saveables,
        preferred_shard: int,
        restore_sequentially: bool,
    ) -> list[Tensor]:
        """The tensors that were read: one node reads all of them."""
        specs = [spec for saveable in saveables for spec in saveable.specs]
        names, parts = [spec.name for spec in specs], [spec.slice_spec for spec in specs]
        dtypes = tuple(spec.dtype.base_dtype for spec in specs)
        with device("/device:CPU:0"):
            return nodes.restore_v2(filename_tensor, names, parts, dtypes)  # type: ignore[no-any-return]

    def build(
        self,
        names_to_saveables: Any,
        reshape: bool = False,
        sharded: bool = False,
        max_to_keep: int | None = 5,
        keep_checkpoint_every_n_hours: float = 10000.0,
        name: str | None = None,
        restore_sequentially: bool = False,
        filename: str | None = "model",
    ) -> PlainSaverDef:
        """Add the nodes to the graph, and say what they are called."""
        saveables = saveables_of(names_to_saveables)
        with name_scope(name, "save", [saveable.op for saveable in saveables]):
            given = placeholder_with_default(filename or "model", [], name="filename")
            path = placeholder_with_default(given, [], name="Const")
            if sharded:
                saved = self._sharded_save(path, saveables)
            else:
                saved = with_dependencies([self.save_op(path, saveables)], path)
            if sharded:
                shards = [
                    self._restore(path, shard, restore_sequentially, reshape, number, "restore_shard")
                    for number, (_, shard) in enumerate(_by_device(saveables))
                ]
                restored = group(*shards, name="restore_all")
            else:
                restored = self._restore(path, saveables, restore_sequentially, reshape, -1, "restore_all")
        return PlainSaverDef(
            filename_tensor_name=path.name,
            save_tensor_name=saved.name,
            restore_op_name=restored.name,
            max_to_keep=max_to_keep or 0,
            sharded=sharded,
            keep_checkpoint_every_n_hours=keep_checkpoint_every_n_hours,
            version=self._write_version,
        )

    def _restore(
        self,
        path: Tensor,
        saveables: Saveables,
        sequentially: bool,
        reshape: bool,
        shard: int,
        name: str,
    ) -> Any:
        tensors = iter(self.bulk_restore(path, saveables, shard, sequentially))
        assigned = []
        for saveable in saveables:
            values = [next(tensors) for _ in saveable.specs]
            shapes = [_shape(spec.tensor) for spec in saveable.specs] if reshape else None
            assigned.append(saveable.restore(values, shapes))
        return group(*assigned, name=name)

    def _sharded_save(self, path: Tensor, saveables: Saveables) -> Tensor:
        """Save the variables of each device by themselves, and then join the parts."""
        from tensorlab.ops.text import string_join  # few programs need it, and its page is long

        start = string_join([path, f"_temp_{os.urandom(16).hex()}/part"])
        shards = _by_device(saveables)
        count = constant(len(shards), name="num_shards")
        prefixes, saved = [], []
        for number, (place, shard) in enumerate(shards):
            with device(_on_host(place)):
                prefix = nodes.sharded_filename(start, number, count)
                prefixes.append(prefix)
                saved.append(with_dependencies([self.save_op(prefix, shard)], prefix))
        with control_dependencies([tensor.op for tensor in saved]), device(_on_host(shards[-1][0])):
            joined = nodes.merge_v2_checkpoints(prefixes, path)
            with control_dependencies([joined]):
                return identity(path)


def _by_device(saveables: Saveables) -> list[tuple[str, Saveables]]:
    places: dict[str, Saveables] = {}
    for saveable in saveables:
        places.setdefault(saveable.device, []).append(saveable)
    return sorted(places.items())


def _on_host(place: str) -> str:
    """The processor of the machine that a device belongs to.

    >>> _on_host("/job:local/device:GPU:1")
    '/job:local/device:CPU:0'
    """
    spec = DeviceSpec.from_string(place)
    spec.device_type, spec.device_index = "CPU", 0
    return spec.to_string()


def _shape(tensor: Tensor) -> Any:
    return tensor.shape.as_list() if tensor.shape.is_fully_defined() else build("Shape", tensor)


BulkSaverBuilder = BaseSaverBuilder
