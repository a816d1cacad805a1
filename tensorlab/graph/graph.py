"""Graph: keeps the operations of one program, their names, its collections and its scopes.

Nothing is computed here. A session (`tensorlab/run/session.py`) runs what a graph describes.

Read next: `scopes.py` (the default graph and the `with` blocks), `collections.py`.
"""

import re
from typing import TYPE_CHECKING, Any

from tensorlab.errors import did_you_mean
from tensorlab.graph.device_scopes import ask_for_device, partners
from tensorlab.graph.operation import Operation
from tensorlab.graph.scopes import ControlDependencies, DefaultGraph, DeviceScope, NameScope, Restored
from tensorlab.graph.tensor import Tensor
from tensorlab.in_files import GraphInFiles
from tensorlab.sources import Frames

if TYPE_CHECKING:
    from tensorlab.graph.registry import Op

VALID_NAME = re.compile(r"[A-Za-z0-9.][A-Za-z0-9_.\-/>]*\Z")
VALID_SCOPE = re.compile(r"[A-Za-z0-9_.\-/>]*\Z")


class Graph(GraphInFiles):
    """A dataflow graph. Two graphs share nothing, neither tensors nor variables.

    >>> import tensorlab as tf
    >>> graph = tf.Graph()
    >>> with graph.as_default():
    ...     one = tf.constant(1.0, name="one")
    >>> one.graph is graph, [operation.name for operation in graph.get_operations()]
    (True, ['one'])
    """

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self._by_name: dict[str, Operation] = {}
        self._names_in_use: dict[str, int] = {}
        self._collections: dict[Any, list[Any]] = {}
        self._finalized = False
        self._unfeedable: set[Tensor] = set()
        self._unfetchable: set[Any] = set()
        # Where new operations go: the state of the scopes that are open.
        self._scope = ""
        self._devices: tuple[Any, ...] = ()
        self.overruled: dict[Operation, str] = {}  # devices that scopes asked for where a colocation decides
        self._control_inputs: tuple[Operation, ...] = ()
        self._gradient_of: Operation | None = None
        self._block: Any = None  # the branch or loop body that is being described
        self._gradient_names: dict[str, str] = {}
        # What random ops need: the graph's seed, and how many ops were given none of their own.
        self.seed: int | None = None
        self._random_ops_without_seed = 0
        self.rewrites = 0  # how often an existing operation was changed; sessions make new plans then
        self.differentiations: list[Any] = []  # what `tf.gradients` did, for the tracer

    # --- adding operations --------------------------------------------------------------------------------

    def add_operation(
        self,
        record: "Op",
        name: str,
        inputs: tuple[Tensor, ...],
        layout: tuple[int | None, ...],
        attributes: dict[str, Any],
        frames: Frames,
    ) -> Operation:
        """Add an operation (without outputs yet) under a name that `unique_name` gave.

        Raises:
            RuntimeError: when the graph is finalized.
        """
        if self._finalized:
            raise RuntimeError(
                f"Graph is finalized and cannot be modified: {name!r} cannot be added. Build the whole graph before "
                "the session's loop; a node made in every step would make the graph grow for ever."
            )
        operation = Operation()
        operation.graph = self
        operation.name = name
        operation.type = record.type
        operation.record = record
        operation.inputs = inputs
        operation.layout = layout
        operation.attributes = attributes
        operation.outputs = []
        operation.block = block = self._block
        waits_for = self._control_inputs
        operation.control_inputs = list(waits_for) if block is None else block.joined_by(operation, waits_for)
        operation.index = len(self.operations)
        operation.gradient_of = self._gradient_of
        operation.own_gradient = self._gradient_names.get(record.type)
        operation._frames = frames
        operation.device, operation.colocated = "", ()
        ask_for_device(operation, self._devices)
        for tensor in inputs:
            consumers = tensor._consumers
            if not consumers or consumers[-1] is not operation:
                consumers.append(operation)
        self.operations.append(operation)
        self._by_name[name] = operation
        return operation

    def forget_operation(self, operation: Operation) -> None:
        """Take back the newest operation, whose outputs turned out to be impossible."""
        self.operations.pop()
        del self._by_name[operation.name]
        if operation.block is not None:
            operation.block.operations.pop()
        for tensor in operation.inputs:
            if tensor._consumers and tensor._consumers[-1] is operation:
                tensor._consumers.pop()

    def changed(self) -> None:
        """Note that an existing operation was changed."""
        self.rewrites += 1

    # --- names --------------------------------------------------------------------------------------------

    def unique_name(self, name: str, mark_as_used: bool = True) -> str:
        """A name that no operation has yet, inside the open name scope; `MatMul`, `MatMul_1`, ...

        A trailing "/" asks for exactly this name. As in TensorFlow, upper and lower case do not differ here.

        Raises:
            ValueError: when the name holds characters that names may not hold.
        """
        if name.endswith("/"):
            return name[:-1]
        if not (VALID_SCOPE if self._scope else VALID_NAME).match(name):
            raise ValueError(
                f"{name!r} is not a valid node name: use letters, digits and . _ - / only, and begin with a "
                "letter, a digit or a dot."
            )
        full = f"{self._scope}/{name}" if self._scope else name
        key = full.lower()
        in_use = self._names_in_use
        count = in_use.get(key)
        if count is None:
            if mark_as_used:
                in_use[key] = 1
            return full
        number = count
        while f"{key}_{number}" in in_use:
            number += 1
        if mark_as_used:
            in_use[key] = number + 1
            in_use[f"{key}_{number}"] = 1
        return f"{full}_{number}"

    def name_scope(self, name: str | None) -> NameScope:
        """Open a name scope: operations made inside are called `name/...`."""
        return NameScope(name, graph=self)

    def inside_scope(self, scope: str) -> Restored:
        """Open a scope whose full name is known already."""
        return Restored(self, "_scope", scope)

    def get_name_scope(self) -> str:
        """The open name scope."""
        return self._scope

    # --- scopes -------------------------------------------------------------------------------------------

    def as_default(self) -> DefaultGraph:
        """Make this the default graph: `with graph.as_default():`."""
        return DefaultGraph(self)

    def device(self, device_name_or_function: Any) -> DeviceScope:
        """Ask for a device for the operations made inside: `with graph.device("/gpu:0"):`."""
        return DeviceScope(device_name_or_function, graph=self)

    def control_dependencies(self, control_inputs: Any) -> ControlDependencies:
        """Make the operations made inside wait for others."""
        return ControlDependencies(control_inputs, graph=self)

    def colocate_with(self, op: Any, ignore_existing: bool = False) -> Restored:
        """Make the operations made inside share the device of another one, whatever scopes around ask for.

        Raises:
            ValueError: when `op` is None, which ends all colocation, and `ignore_existing` does not say so.
        """
        if op is None and not ignore_existing:
            raise ValueError("Trying to reset colocation (op is None) but ignore_existing is not True")
        kept = [s for s in self._devices if not ignore_existing or s not in partners(self._devices)]
        return Restored(self, "_devices", () if op is None else (*kept, getattr(op, "op", op)))

    def gradient_override_map(self, op_type_map: dict[str, str]) -> Restored:
        """Let operations made inside use other gradient functions: `{"Square": "MyGradient"}`.

        The names are those given to `tf.RegisterGradient`; the name of an op type stands for its gradient.
        """
        names = op_type_map if isinstance(op_type_map, dict) else {None: None}
        if not all(isinstance(name, str) for pair in names.items() for name in pair):
            raise TypeError("op_type_map must be a dictionary mapping strings to strings")
        return Restored(self, "_gradient_names", {**self._gradient_names, **op_type_map})

    # --- collections --------------------------------------------------------------------------------------

    def add_to_collection(self, name: Any, value: Any) -> None:
        """Append a value to a named collection."""
        self._collections.setdefault(name, []).append(value)

    def add_to_collections(self, names: Any, value: Any) -> None:
        """Append a value to several collections, once each."""
        for name in dict.fromkeys((names,) if isinstance(names, str) else names):
            self.add_to_collection(name, value)

    def get_collection(self, name: Any, scope: str | None = None) -> list[Any]:
        """A copy of a collection; with `scope`, only the items whose name begins with that pattern."""
        values = self._collections.get(name, [])
        if scope is None:
            return list(values)
        pattern = re.compile(scope)
        return [value for value in values if hasattr(value, "name") and pattern.match(value.name)]

    def get_collection_ref(self, name: Any) -> list[Any]:
        """The collection itself: changing the list changes the collection."""
        return self._collections.setdefault(name, [])

    def get_all_collection_keys(self) -> list[Any]:
        """The names of all collections that are in use."""
        return [name for name in self._collections if isinstance(name, str)]

    @property
    def collections(self) -> list[Any]:
        """The names of all collections."""
        return list(self._collections)

    def clear_collection(self, name: Any) -> None:
        """Empty a collection."""
        self._collections.pop(name, None)

    # --- looking things up --------------------------------------------------------------------------------

    def get_operations(self) -> list[Operation]:
        """All operations, in the order in which they were made."""
        return list(self.operations)

    def get_operation_by_name(self, name: str) -> Operation:
        """The operation of that name.

        Raises:
            KeyError: when there is none, with the nearest names.
        """
        if not isinstance(name, str):
            raise TypeError(f"Operation names are strings (or similar), not {type(name).__name__}.")
        return self.as_graph_element(name, allow_tensor=False, allow_operation=True)

    def get_tensor_by_name(self, name: str) -> Tensor:
        """The tensor of that name, such as `"MatMul:0"`.

        Raises:
            KeyError: when there is none.
            ValueError: when the name is that of an operation: the ":0" is missing.
        """
        if not isinstance(name, str):
            raise TypeError(f"Tensor names are strings (or similar), not {type(name).__name__}.")
        return self.as_graph_element(name, allow_tensor=True, allow_operation=False)

    def as_graph_element(self, obj: Any, allow_tensor: bool = True, allow_operation: bool = True) -> Any:
        """The tensor or operation that `obj` stands for: itself, or the one it names.

        Raises:
            KeyError: for a name that is not in the graph.
            ValueError: for a name of the wrong form, or an element of another graph.
            TypeError: for anything else.
        """
        convert = getattr(obj, "_as_graph_element", None)
        if convert is not None:
            obj = convert()
        wanted = " or ".join(["Tensor"] * allow_tensor + ["Operation"] * allow_operation)
        if isinstance(obj, str):
            return self._named(obj, allow_tensor, allow_operation)
        if (isinstance(obj, Tensor) and allow_tensor) or (isinstance(obj, Operation) and allow_operation):
            if obj.graph is not self:
                raise ValueError(f"{obj!r} is not an element of this graph.")
            return obj
        raise TypeError(f"Can not convert a {type(obj).__name__} into a {wanted}.")

    def _named(self, name: str, allow_tensor: bool, allow_operation: bool) -> Any:
        op_name, colon, number = name.rpartition(":")
        if colon and allow_tensor:
            if not op_name or not number.isdigit():
                raise ValueError(
                    f"The name {name!r} looks a like a Tensor name, but is not a valid one. Tensor names must be of "
                    'the form "<op_name>:<output_index>".'
                )
            operation = self._by_name.get(op_name)
            if operation is None:
                hint = did_you_mean(op_name, self._by_name)
                raise KeyError(
                    f"The name {name!r} refers to a Tensor which does not exist. The operation, {op_name!r}, "
                    f"does not exist in the graph. {hint}".rstrip()
                )
            if int(number) >= len(operation.outputs):
                raise KeyError(
                    f"The name {name!r} refers to a Tensor which does not exist. The operation, {op_name!r}, "
                    f"exists but only has {len(operation.outputs)} outputs."
                )
            return operation.outputs[int(number)]
        if colon:
            raise ValueError(f"The name {name!r} appears to refer to a Tensor, not an Operation.")
        operation = self._by_name.get(name)
        if operation is None:
            hint = did_you_mean(name, self._by_name)
            raise KeyError(f"The name {name!r} refers to an Operation not in the graph. {hint}".rstrip())
        if not allow_operation:
            raise ValueError(
                f"The name {name!r} refers to an Operation, not a Tensor. Tensor names must be of the form "
                f'"<op_name>:<output_index>": did you mean "{name}:0"?'
            )
        return operation

    # --- what may still be done ---------------------------------------------------------------------------

    def finalize(self) -> None:
        """Forbid any further operation."""
        self._finalized = True

    def _unsafe_unfinalize(self) -> None:
        self._finalized = False

    @property
    def finalized(self) -> bool:
        """Whether `finalize` was called."""
        return self._finalized

    @property
    def version(self) -> int:
        """A number that grows with every operation."""
        return len(self.operations)

    @property
    def building_function(self) -> bool:
        """Always False: there are no graph functions here."""
        return False

    def prevent_feeding(self, tensor: Tensor) -> None:
        """Refuse feeds for this tensor."""
        self._unfeedable.add(tensor)

    def is_feedable(self, tensor: Tensor) -> bool:
        """Whether the tensor may be fed; the inside of a loop or a branch may not."""
        return tensor not in self._unfeedable and tensor.op.block is None

    def prevent_fetching(self, op: Operation) -> None:
        """Refuse fetches of this operation."""
        self._unfetchable.add(op)

    def is_fetchable(self, tensor_or_op: Any) -> bool:
        """Whether it may be fetched."""
        operation = getattr(tensor_or_op, "op", tensor_or_op)
        return operation not in self._unfetchable and operation.block is None

    def __repr__(self) -> str:
        return f"<tf.Graph with {len(self.operations)} operations>"
