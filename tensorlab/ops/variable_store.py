"""`tf.get_variable`: find a variable by its name, or make it.

Every graph has one store of such variables. Whether a name must be new, must exist or may be either, the
variable scope that is open says (`reuse`).

Read next: `initializers.py` (what new variables start from), `variables.py` (what a variable is).
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.collections import GraphKeys, get_collection_ref
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import DType, as_dtype, float32
from tensorlab.graph.scopes import Restored, control_dependencies, current_graph, name_scope
from tensorlab.graph.shapes import TensorShape, as_shape
from tensorlab.ops.initializers import Initializer, Zeros
from tensorlab.ops.scaling_initializers import GlorotUniform
from tensorlab.ops.variable_scope import VariableScope, get_variable_scope
from tensorlab.ops.variables import Variable

__all__ = ["get_local_variable", "get_variable"]

STORE_KEY = ("__variable_store",)  # where a graph keeps its store, as in TensorFlow


@checks_arguments
def get_variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool | None = None,
    collections: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    validate_shape: bool = True,
    use_resource: bool | None = None,
    custom_getter: Any = None,
    constraint: Any = None,
    synchronization: Any = None,
    aggregation: Any = None,
) -> Any:
    """Find the variable of this name in the current variable scope, or make it.

    Args:
        name: its name inside the scope.
        shape: its shape; not needed where the initializer is a value.
        dtype: its dtype; float32 by default.
        initializer: what it starts from: an initializer (object, class, or function of shape and dtype), a
            tensor or an array. By default random numbers (`tf.glorot_uniform_initializer`) for floating
            dtypes, zeros for whole numbers, bools and strings.
        regularizer: a function from the variable to a loss, which joins `GraphKeys.REGULARIZATION_LOSSES`.
        trainable, collections, caching_device, validate_shape, constraint: see `tf.Variable`.
        custom_getter: a function to call in place of this one; its first argument is the true one.
        partitioner: not supported; variables are kept whole.
        use_resource, synchronization, aggregation: accepted as in TensorFlow, without effect.

    Returns:
        The `tf.Variable` (or whatever a custom getter gives).

    Raises:
        ValueError: when the name exists and reuse is off, when it does not exist and reuse is on, or when the
            shape or the dtype is not that of the existing variable.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/get_variable

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.get_variable("v", [2], initializer=tf.ones_initializer())
    ...     with tf.variable_scope("", reuse=True):
    ...         print(tf.get_variable("v") is v)
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(v))
    True
    [1. 1.]
    """
    return _store().get_in_scope(
        get_variable_scope(),
        name,
        shape=shape,
        dtype=dtype,
        initializer=initializer,
        regularizer=regularizer,
        trainable=trainable,
        collections=collections,
        caching_device=caching_device,
        partitioner=partitioner,
        validate_shape=validate_shape,
        use_resource=use_resource,
        custom_getter=custom_getter,
        constraint=constraint,
        synchronization=synchronization,
        aggregation=aggregation,
    )


def get_local_variable(name: str, *args: Any, **kwargs: Any) -> Any:
    """Find or make a local variable: like `get_variable`, but neither trained nor saved.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.get_local_variable("v", [2])
    ...     print(tf.local_variables() == [v], tf.trainable_variables())
    True []
    """
    kwargs["trainable"] = False
    kwargs["collections"] = [*(kwargs.get("collections") or ()), GraphKeys.LOCAL_VARIABLES]
    return get_variable(name, *args, **kwargs)


class VariableStore:
    """The variables of a graph that `get_variable` made, by full name."""

    def __init__(self) -> None:
        self.variables: dict[str, Variable] = {}

    def get_in_scope(
        self,
        scope: VariableScope,
        name: str,
        *,
        reuse: Any = None,
        custom_getter: Any = None,
        **arguments: Any,
    ) -> Any:
        """Find or make a variable of a scope, whose settings fill in what the call leaves out."""
        for setting in ("regularizer", "caching_device", "partitioner", "use_resource"):
            if arguments.get(setting) is None:
                arguments[setting] = getattr(scope, setting)
        custom_getter = custom_getter or scope.custom_getter
        reuse = scope.reuse if reuse is None else reuse
        dtype, initializer = arguments.get("dtype"), arguments.get("initializer")
        full_name = f"{scope.name}/{name}" if scope.name else name
        # A variable's name depends on variable scopes only, so the name scope is left for the time being. So are
        # branches and loops: a variable, and the penalty for its size, are there whatever runs.
        with name_scope(None), Restored(current_graph(), "_block", None):
            if dtype is not None and initializer is not None and not callable(initializer):
                found = convert_to_tensor(initializer).dtype.base_dtype
                if found is not as_dtype(dtype).base_dtype:
                    raise ValueError(
                        f"Initializer type '{found}' and explicit dtype '{as_dtype(dtype)}' don't match."
                    )
            arguments["initializer"] = scope.initializer if initializer is None else initializer
            arguments["dtype"] = scope.dtype if dtype is None else dtype
            if arguments.get("constraint") is None:
                arguments["constraint"] = scope.constraint
            if custom_getter is None:
                return self.get_variable(full_name, reuse=reuse, **arguments)
            if arguments.get("trainable") is None:
                arguments["trainable"] = True
            if not _takes(custom_getter, "constraint"):
                del arguments["constraint"]
            return custom_getter(self.get_variable, name=full_name, reuse=reuse, **arguments)

    def get_variable(
        self,
        name: str,
        shape: Any = None,
        dtype: Any = float32,
        initializer: Any = None,
        regularizer: Any = None,
        reuse: Any = None,
        trainable: bool | None = None,
        collections: Any = None,
        caching_device: Any = None,
        partitioner: Any = None,
        validate_shape: bool = True,
        use_resource: bool | None = None,
        constraint: Any = None,
        synchronization: Any = None,
        aggregation: Any = None,
    ) -> Variable:
        """Find or make a variable by its full name."""
        if partitioner is not None:
            raise NotImplementedError(
                f"Variable {name} cannot be kept in pieces: partitioned variables are not supported. Leave "
                "out the partitioner; the variable then holds the same numbers in one piece."
            )
        if initializer is not None and not callable(initializer) and shape is not None:
            raise ValueError("If initializer is a constant, do not specify shape.")
        dtype = as_dtype(dtype)
        known_shape = None if shape is None else as_shape(shape)
        if name in self.variables:
            return self._found(name, known_shape, dtype, reuse)
        if reuse is True:
            raise ValueError(
                f"Variable {name} does not exist, or was not created with tf.get_variable(). Did you mean to "
                "set reuse=tf.AUTO_REUSE in VarScope?"
            )
        start, variable_dtype = _start_of(name, known_shape, dtype, initializer)
        variable = Variable(
            initial_value=start,
            name=name,
            trainable=trainable,
            collections=collections,
            caching_device=caching_device,
            dtype=variable_dtype,
            validate_shape=validate_shape,
            constraint=constraint,
            synchronization=synchronization,
            aggregation=aggregation,
            shape=known_shape,
        )
        self.variables[name] = variable
        if regularizer:
            here = current_graph().colocate_with(variable.op)
            with control_dependencies(None), here, name_scope(name + "/Regularizer/"):
                loss = regularizer(variable)
            if loss is not None:
                current_graph().add_to_collection(GraphKeys.REGULARIZATION_LOSSES, loss)
        return variable

    def _found(self, name: str, shape: TensorShape | None, dtype: DType, reuse: Any) -> Variable:
        """The variable that exists already, if it may be used again and is what was asked for."""
        found = self.variables[name]
        if reuse is False:
            raise ValueError(
                f"Variable {name} already exists, disallowed. Did you mean to set reuse=True or "
                f"reuse=tf.AUTO_REUSE in VarScope? Originally defined at:\n\n{_where_made(found)}\n"
                "For a second variable, give it another name, or make it inside another tf.variable_scope."
            )
        if shape is not None and not shape.is_compatible_with(found.shape):
            raise ValueError(
                f"Trying to share variable {name}, but specified shape {shape} and found shape {found.shape}."
            )
        if not dtype.is_compatible_with(found.dtype):
            raise ValueError(
                f"Trying to share variable {name}, but specified dtype {dtype.name} and found dtype "
                f"{found.dtype.name}."
            )
        return found


def _store() -> VariableStore:
    """The store of the default graph."""
    kept = get_collection_ref(STORE_KEY)
    if not kept:
        kept.append(VariableStore())
    return kept[0]


def _start_of(
    name: str, shape: TensorShape | None, dtype: DType, initializer: Any
) -> tuple[Any, DType | None]:
    """What `tf.Variable` is given: an initial value, or a function that makes it; and the dtype."""
    if initializer is None:
        if shape is None:
            raise ValueError(
                f"Variable {name} did not get an initializer, so its `shape` argument must be specified."
            )
        initializer = _default_initializer(name, dtype)
    if not callable(initializer):
        return initializer, None
    if isinstance(initializer, type):
        initializer = initializer()
    if shape is not None and shape.is_fully_defined():
        sizes = shape.as_list()
        # A function of one's own may ask which piece of a partitioned variable it makes; there are none here.
        if not isinstance(initializer, Initializer) and _takes(initializer, "partition_info", by_name=True):
            return lambda: initializer(sizes, dtype=dtype, partition_info=None), dtype.base_dtype
        return lambda: initializer(sizes, dtype=dtype), dtype.base_dtype
    if _needs_no_arguments(initializer):
        return initializer, None
    raise ValueError(
        "The initializer passed is not valid: a variable needs a fully known shape. It should be a callable with "
        "no arguments and the shape should not be provided, or an initializer such as tf.zeros_initializer() with "
        "a fully defined shape "
        f"(variable {name}, shape {shape})."
    )


def _default_initializer(name: str, dtype: DType) -> Initializer:
    if dtype.is_floating:
        return GlorotUniform()
    if dtype.is_complex:
        raise ValueError(f"An initializer for variable {name} of {dtype.base_dtype} is required")
    return Zeros()


def _takes(function: Any, argument: str, by_name: bool = False) -> bool:
    """Whether a function has a parameter of this name (or, without `by_name`, takes any by keyword)."""
    import inspect  # here, because only unusual initializers and getters need it, and loading it takes long

    parameters = inspect.signature(function).parameters
    return argument in parameters or (
        not by_name and any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    )


def _needs_no_arguments(function: Any) -> bool:
    import inspect  # see `_takes`

    optional = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    parameters = inspect.signature(function).parameters.values()
    return all(p.default is not p.empty or p.kind in optional for p in parameters)


def _where_made(variable: Variable) -> str:
    """The user's own lines that made a variable, innermost first, written as Python's tracebacks are."""
    lines = []
    for line in variable.op.traceback[::-1][:5]:
        text = f"    {line.text}\n" if line.text else ""
        lines.append(f'  File "{line.filename}", line {line.line}, in {line.function}\n{text}')
    return "".join(lines)
