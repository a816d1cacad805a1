"""One record per operation: everything known about an op type stands in one place.

An op page (for example `tensorlab/ops/math.py`) declares an operation once::

    @op("Tanh", shape=same, dtypes=FLOATING | COMPLEX, symbol="tanh", latex=r"\\tanh {x}")
    def tanh(x: Array):
        '''Squash every entry into (-1, 1).'''
        return np.tanh(x)

    @tanh.gradient
    def _(g, y, x):
        return g * (1 - y * y)

`@op` returns an `Op`. Calling it builds a node of the graph, so `tf.tanh` *is* the record; `.kernel` computes
the value when a session runs the node. The graph builder, the executor, `gradients`, the tracer, the
pictures, the reference pages and the tests all read this record, and there is no second list of ops.

Read next: `node_builder.py` (how a call becomes a node), then any page of `tensorlab/ops/`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any

import numpy as np

from tensorlab.errors import did_you_mean, known_arguments
from tensorlab.graph.dtypes import DType

# How a kernel's parameters are told apart: by annotation. Anything else is an attribute.
Array = Annotated[np.ndarray[Any, Any], "array"]
"""A tensor input; the kernel receives an ndarray (or a NumPy scalar for rank 0)."""
Arrays = Annotated[list[np.ndarray[Any, Any]], "arrays"]
"""A list of tensors; the kernel receives a list of ndarrays."""
HostInts = Annotated[tuple[int, ...] | None, "host_ints"]
"""An integer tensor kept in host memory (a shape, axes, a permutation); arrives as a tuple of Python ints."""
HostInt = Annotated[int, "host_int"]
"""The same for a single integer."""
HostValue = Annotated[np.ndarray[Any, Any], "host_value"]
"""A tensor of any dtype kept in host memory; arrives as an ndarray."""
Ref = Annotated[np.ndarray[Any, Any], "ref"]
"""A variable; the kernel receives its current array."""
Stream = Annotated[Any, "stream"]
"""Not an input: the random stream that the session keeps for this node."""
Shelf = Annotated[Any, "shelf"]
"""Not an input: where the session keeps what this node makes once (`tensorlab/run/resources.py`)."""

HOST_ROLES = frozenset(["host_ints", "host_int", "host_value"])
INPUT_ROLES = frozenset(["array", "arrays", "ref"]) | HOST_ROLES

REQUIRED = object()  # marks a parameter without a default

MIXED = object()
"""In `dtypes=`, for a list of tensors: each may have a dtype of its own."""


class Parameter:
    """One parameter of an op: its name, its role (see the annotations above) and its default."""

    __slots__ = ("default", "name", "opdef_name", "role")

    def __init__(self, name: str, opdef_name: str, role: str, default: Any) -> None:
        self.name, self.opdef_name = name, opdef_name
        self.role, self.default = role, default

    def __repr__(self) -> str:
        return f"Parameter({self.name!r}, role={self.role!r})"


class Sample:
    """One example call of an op, from which the tests are made: `Sample([[1., 2.]], axis=1)`.

    Args:
        *args, **kwargs: the call's arguments, as a user would write them (ndarrays or Python values).
        dtypes: the dtypes to try, by name; None means: all that the record allows.
        differentiable: False where this input sits on a kink, so that finite differences say nothing.
        fed: False for arguments that must stay constants of the graph.
    """

    __slots__ = ("args", "differentiable", "dtypes", "fed", "kwargs")

    def __init__(
        self,
        *args: Any,
        dtypes: Iterable[str] | None = None,
        differentiable: bool = True,
        fed: bool = True,
        **kwargs: Any,
    ) -> None:
        self.args, self.kwargs = args, kwargs
        self.dtypes = None if dtypes is None else tuple(dtypes)
        self.differentiable, self.fed = differentiable, fed

    def __repr__(self) -> str:
        named = [f"{key}={value!r}" for key, value in self.kwargs.items()]
        return f"Sample({', '.join([*map(repr, self.args), *named])})"


class Op:
    """The record of one operation type, and the function that builds a node of it.

    Attributes:
        type: TensorFlow's name of the op type, such as `"MatMul"`.
        function_name: the Python name, such as `"matmul"`.
        kernel: the function that computes the value from arrays.
        parameters: the kernel's parameters in order, the random stream or the shelf left out.
        inputs: those of them that are tensors.
        kind, symbol, latex: what the pictures need.
        gradient_rule: the function that builds gradient nodes, or None.
        no_gradient: the reason why there is none, or None.
    """

    def __init__(
        self,
        kernel: Callable[..., Any],
        type_name: str,
        *,
        shape: Callable[..., Any],
        dtypes: frozenset[DType] | Mapping[str, Any] | None,
        result: Any,
        outputs: int | str | Callable[..., int] | None,
        name: str | None,
        name_after: str | None,
        opdef: Mapping[str, str],
        kind: str,
        symbol: str,
        latex: str,
        writes: tuple[str, ...],
        needs_value: bool,
        devices: Mapping[str, str] | None,
        host_result: bool,
        outside: bool,
        waits: bool,
    ) -> None:
        self.type = type_name
        self.default_name = name or type_name
        self.kernel = kernel
        self.function_name = self.__name__ = kernel.__name__
        self.__doc__ = kernel.__doc__
        self.__module__ = kernel.__module__
        self.shape_rule, self.result, self.outputs = shape, result, outputs
        self.kind, self.symbol, self.latex = kind, symbol or type_name, latex
        self.writes, self.needs_value = writes, needs_value
        self.devices, self.host_result = devices, host_result
        self.outside, self.waits = outside, waits
        self.gradient_rule: Callable[..., Any] | None = None
        self.gradient_latex: tuple[str, ...] = ()
        self.gradient_attributes: tuple[str, ...] = ()
        self.no_gradient: str | None = None
        self.build_rule: Callable[..., Any] | None = None
        self.bind_rule: Callable[..., Any] | None = None
        self.static_rule: Callable[..., Any] | None = None
        self.inside_rule: Callable[..., Any] | None = None
        self.samples_rule: Callable[[], list[Sample]] | None = None
        self.kernels: dict[str, Callable[..., Any]] = {}

        code, annotations = kernel.__code__, kernel.__annotations__
        names = code.co_varnames[: code.co_argcount]
        defaults = kernel.__defaults__ or ()
        first_default = len(names) - len(defaults)
        parameters = []
        for position, parameter_name in enumerate(names):
            marks = getattr(annotations.get(parameter_name), "__metadata__", None)
            default = defaults[position - first_default] if position >= first_default else REQUIRED
            opdef_name = opdef.get(parameter_name, parameter_name)
            parameters.append(
                Parameter(parameter_name, opdef_name, marks[0] if marks else "attribute", default)
            )
        first = parameters[0].role if parameters else ""
        self.needs_stream, self.needs_shelf = first == "stream", first == "shelf"
        self.parameters = tuple(parameters[1:] if first in ("stream", "shelf") else parameters)
        self.inputs = tuple(p for p in self.parameters if p.role in INPUT_ROLES)
        self.attributes = tuple(p for p in self.parameters if p.role == "attribute")
        self.position = {p.name: index for index, p in enumerate(self.parameters)}
        self.name_position = self.position[name_after] + 1 if name_after else len(self.parameters)
        self.writes_positions = tuple(index for index, p in enumerate(self.inputs) if p.name in writes)
        self.dtypes = self._dtype_rules(dtypes)
        self.is_broadcasting = getattr(shape, "is_broadcasting", False)

    def _dtype_rules(self, dtypes: Any) -> dict[str, Any]:
        """For every array input: the set of allowed dtypes, or the name of the input whose dtype it shares."""
        rules: dict[str, Any] = {}
        arrays = [p.name for p in self.inputs if p.role not in HOST_ROLES]
        if isinstance(dtypes, Mapping):
            for parameter_name in arrays:
                rules[parameter_name] = dtypes.get(parameter_name)
        else:
            for parameter_name in arrays:
                rules[parameter_name] = dtypes if parameter_name == arrays[0] else arrays[0]
        return rules

    # --- what a page adds to its record -------------------------------------------------------------------

    def gradient(self, rule: Any = None, *, latex: tuple[str, ...] = ()) -> Any:
        """Declare the gradient rule: `rule(g, y, *inputs, **attributes it names)` builds gradient nodes."""
        if rule is None:
            return lambda actual: self.gradient(actual, latex=latex)
        names = rule.__code__.co_varnames[: rule.__code__.co_argcount + rule.__code__.co_kwonlyargcount]
        attribute_names = {p.name for p in self.attributes}
        self.gradient_attributes = tuple(n for n in names if n in attribute_names)
        self.gradient_rule = rule
        self.gradient_latex = latex
        return self

    def not_differentiable(self, reason: str) -> "Op":
        """Say that no gradient passes through this op, and why."""
        self.no_gradient = reason
        return self

    def build(self, rule: Callable[..., Any]) -> "Op":
        """Declare how a call's arguments are tidied before the node is made; returns them in order."""
        self.build_rule = rule
        return self

    def bind(self, rule: Callable[..., Any]) -> "Op":
        """Declare a faster kernel for known host values and attributes: `rule(**them)` returns it."""
        self.bind_rule = rule
        return self

    def static(self, rule: Callable[..., Any]) -> "Op":
        """Declare how an integer result is partly known while the graph is built (see `static_values.py`)."""
        self.static_rule = rule
        return self

    def inside(self, rule: Callable[..., Any]) -> "Op":
        """Declare how an op that has blocks (a branch, a loop) runs: `rule(operation, plan)` returns its call."""
        self.inside_rule = rule
        return self

    def samples(self, rule: Callable[[], list[Sample]]) -> "Op":
        """Declare example calls; the tests evaluate them, nothing else does."""
        self.samples_rule = rule
        return self

    def kernel_for(self, device_type: str) -> Callable[[Callable[..., Any]], "Op"]:
        """Declare another kernel for one device type, such as "GPU"."""

        def decorate(kernel: Callable[..., Any]) -> "Op":
            self.kernels[device_type] = kernel
            return self

        return decorate

    # --- building a node ----------------------------------------------------------------------------------

    def __call__(self, *args: Any, name: str | None = None, **kwargs: Any) -> Any:
        place = self.name_position
        if len(args) > place and name is None and (args[place] is None or isinstance(args[place], str)):
            name = args[place]  # TensorFlow takes the name by position too
            args = args[:place] + args[place + 1 :]
        return _Builder.build_node(self, self.arguments(args, kwargs), name)

    def node(self, values: list[Any], name: str | None, dtype: DType | None = None) -> Any:
        """Build a node from arguments in parameter order; `dtype` is for those that are no tensors yet."""
        return _Builder.build_node(self, values, name, dtype)

    def arguments(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
        """Match a call's arguments to the parameters, as Python would; the list is in parameter order."""
        parameters = self.parameters
        count = len(args)
        if count > len(parameters):
            raise TypeError(
                f"{self.function_name}() takes {len(parameters)} arguments but {count} were given"
            )
        values = list(args)
        matched = 0
        missing = None
        for parameter in parameters[count:]:
            if parameter.name in kwargs:
                values.append(kwargs[parameter.name])
                matched += 1
            elif parameter.default is not REQUIRED:
                values.append(parameter.default)
            else:
                missing = missing or parameter.name
        if matched != len(kwargs):
            kwargs = known_arguments(self.function_name, self.position, kwargs)
            twice = next((p.name for p in parameters[:count] if p.name in kwargs), None)
            if twice is not None:
                raise TypeError(f"{self.function_name}() got two values for its argument {twice!r}")
            return self.arguments(args, kwargs)
        if missing is not None:
            raise TypeError(f"{self.function_name}() misses its argument {missing!r}")
        return values

    def __repr__(self) -> str:
        return f"<op {self.type}: {self.function_name}({', '.join(p.name for p in self.parameters)})>"


registry: dict[str, Op] = {}
"""Every op record by its type name."""


def op(
    type_name: str,
    *,
    shape: Callable[..., Any],
    dtypes: Any = None,
    result: Any = None,
    outputs: int | str | Callable[..., int] | None = 1,
    name: str | None = None,
    name_after: str | None = None,
    opdef: Mapping[str, str] | None = None,
    kind: str = "math",
    symbol: str = "",
    latex: str = "",
    writes: tuple[str, ...] = (),
    needs_value: bool = True,
    devices: Mapping[str, str] | None = None,
    host_result: bool = False,
    outside: bool = False,
    waits: bool = False,
) -> Callable[[Callable[..., Any]], Op]:
    """Declare an operation; the decorated function is its kernel. The module docstring shows how.

    Args:
        type_name: TensorFlow's op type.
        shape: the shape rule, called like the kernel with shapes in place of arrays (`shape_rules.py`).
        dtypes: the dtypes allowed: one set for all array inputs, or a dict from parameter to a set, or to the
            name of the parameter whose dtype it shares, or to MIXED.
        result: dtype of the output: None (as the first input), a DType, the name of a DType attribute, or a
            function of (dtypes of the inputs by name, attributes).
        outputs: how many outputs: a number, the name of an int attribute, a function of the attributes, or None
            for as many as the shape rule gives.
        name: the default node name where it differs from the type.
        name_after: the parameter behind which `name` stands in a call by position, where that is not the last.
        opdef: parameter names in TensorFlow's own OpDef, where they differ.
        kind, symbol, latex: for pictures and formulas.
        writes: the Ref parameters that the op writes; the kernel returns their new arrays.
        needs_value: False when a Ref may be uninitialised.
        devices: the only device type that has a kernel, and why no other has: {"CPU": why}; None means: all.
        host_result: the kernel looks at shapes only, and its result stays in the host's memory.
        outside: what it returns or does depends on more than its inputs and the variables: on queues, files, Python
            functions. A record writes down what it returned, and a replay is given that (`tensorlab/run/journal.py`).
        waits: it may have to wait for another node or another thread (`tensorlab/run/waiting.py`).

    Raises:
        ValueError: when the type is already declared; the message cites the first declaration.
    """

    def decorate(kernel: Callable[..., Any]) -> Op:
        if type_name in registry:
            code = registry[type_name].kernel.__code__
            raise ValueError(
                f"The op type {type_name!r} is declared twice: first at "
                f"{code.co_filename}:{code.co_firstlineno}, again at "
                f"{kernel.__code__.co_filename}:{kernel.__code__.co_firstlineno}."
            )
        registry[type_name] = record = Op(
            kernel,
            type_name,
            shape=shape,
            dtypes=dtypes,
            result=result,
            outputs=outputs,
            name=name,
            name_after=name_after,
            opdef=opdef or {},
            kind=kind,
            symbol=symbol,
            latex=latex,
            writes=writes,
            needs_value=needs_value,
            devices=devices,
            host_result=host_result,
            outside=outside,
            waits=waits,
        )
        return record

    return decorate


def find_op(type_name: str) -> Op:
    """The record of an op type.

    Raises:
        LookupError: for an unknown type, with the nearest known names.
    """
    try:
        return registry[type_name]
    except KeyError:
        raise LookupError(
            f"There is no op type {type_name!r}. {did_you_mean(type_name, registry)}".rstrip()
        ) from None


def build(type_name: str, *args: Any, name: str | None = None, **kwargs: Any) -> Any:
    """Build a node by type name, as operators and `gradients` do; so no page needs to import another."""
    return find_op(type_name)(*args, name=name, **kwargs)


class _Builder:
    """Holds `build_node`. Records come before tensors, and the builder after them, so it is handed back here."""

    build_node: Callable[..., Any]


def use_node_builder(build_node: Callable[..., Any]) -> None:
    """Say which function turns a call into a node; `node_builder.py` does so once."""
    _Builder.build_node = staticmethod(build_node)
