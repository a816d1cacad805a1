"""`tf.layers.Layer`: an object that owns variables, and turns inputs into outputs.

A layer makes its variables when it is called for the first time (`build`), because only then it knows how
large its inputs are; every call adds the nodes that compute the outputs (`call`). Calling the same layer again
uses the same variables: that is how weights are shared.

Read next: `core_layers.py` (dense layers, dropout), which shows how little a layer has to say of its own.
"""

import re
from typing import Any

import numpy as np

from tensorlab.graph.collections import GraphKeys, get_collection, get_collection_ref
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import as_dtype, float32
from tensorlab.graph.registry import build as build_node
from tensorlab.graph.scopes import get_default_session, name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.layers.input_spec import check_inputs
from tensorlab.layers.named_settings import initializer_named
from tensorlab.ops.shape_ops import shape as shape_of
from tensorlab.ops.variable_scope import VariableScope, get_variable_scope, variable_scope
from tensorlab.ops.variable_store import get_variable

LAYER_NAMES_KEY = ("__layer_names",)  # where a graph counts the layers of every class
IGNORED = ("autocast", "batch_input_shape", "batch_size", "dynamic", "input_dim", "input_shape", "weights")


class Layer:
    """The base of all layers. A subclass makes its variables in `build` and its nodes in `call`.

    Args:
        trainable: whether optimizers may change its variables.
        name: its name, the beginning of its variables' names; by default that of its class, as in `dense_1`.
        dtype: the dtype of its variables; that of the first input by default.
        activity_regularizer: a function from an output to a loss, which joins the regularization losses.

    Attributes:
        built: whether it has its variables.
        input_spec: what it asks of its inputs, a `tf.layers.InputSpec`, or None.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers/Layer

    >>> import tensorlab as tf
    >>> class Scaled(tf.layers.Layer):
    ...     def build(self, input_shape):
    ...         self.scale = self.add_weight("scale", [], initializer=tf.constant_initializer(3.0))
    ...         super().build(input_shape)
    ...     def call(self, inputs):
    ...         return inputs * self.scale
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     y = Scaled()(tf.constant([1.0, 2.0]))
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(y), [v.name for v in tf.trainable_variables()])
    [3. 6.] ['scaled/scale:0']
    """

    input_spec: Any = None

    def __init__(self, trainable: bool = True, name: Any = None, dtype: Any = None, **kwargs: Any) -> None:
        scope = kwargs.pop("_scope", None)
        self._reuse = kwargs.pop("_reuse", None)
        self._activity_regularizer = kwargs.pop("activity_regularizer", None)
        unknown = [key for key in kwargs if key not in IGNORED]
        if unknown:
            raise TypeError(f"Keyword argument not understood: {unknown[0]} (for {type(self).__name__}).")
        self.trainable = trainable
        self.built = False
        self._dtype = None if dtype is None else as_dtype(dtype)
        self._trainable_weights: list[Any] = []
        self._non_trainable_weights: list[Any] = []
        self._losses: list[Any] = []
        self._updates: list[Any] = []
        self._set_name(name)
        self._scope: VariableScope | None = None
        if scope:
            with variable_scope(scope) as captured:
                self._scope = captured
        self._current_scope: VariableScope = get_variable_scope()

    # --- what it is ---------------------------------------------------------------------------------------

    def _set_name(self, name: Any) -> None:
        if name and not isinstance(name, VariableScope):
            self._name = self._base_name = name
            return
        base = _snake_case(type(self).__name__)
        kept = get_collection_ref(LAYER_NAMES_KEY)
        if not kept:
            kept.append({})
        kept[0][base] = kept[0].get(base, 0) + 1
        self._name = f"{base}_{kept[0][base]}"
        self._base_name = name.name if isinstance(name, VariableScope) else base

    @property
    def name(self) -> str:
        """The layer's own name; its variables are named after `scope_name`."""
        return self._name

    @property
    def scope_name(self) -> str:
        """The variable scope in which its variables are.

        Raises:
            ValueError: before the layer was used: the scope is chosen by the first call.
        """
        if self._scope is None:
            raise ValueError(
                f'No name available for layer scope because the layer "{self._name}" has not been used yet: the '
                "first call chooses it. Call the layer before you ask for scope_name."
            )
        return self._scope.name

    @property
    def dtype(self) -> str | None:
        """The name of the dtype of its variables; None before it is known."""
        return None if self._dtype is None else self._dtype.name

    @property
    def trainable_weights(self) -> list[Any]:
        """The variables that optimizers change."""
        return list(self._trainable_weights) if self.trainable else []

    @property
    def non_trainable_weights(self) -> list[Any]:
        """The variables that optimizers leave alone, such as moving averages."""
        if self.trainable:
            return list(self._non_trainable_weights)
        return self._trainable_weights + self._non_trainable_weights

    @property
    def weights(self) -> list[Any]:
        """All its variables, the trainable ones first."""
        return self.trainable_weights + self.non_trainable_weights

    @property
    def variables(self) -> list[Any]:
        """All its variables, the trainable ones first."""
        return self.weights

    @property
    def trainable_variables(self) -> list[Any]:
        """The variables that optimizers change."""
        return self.trainable_weights

    @property
    def non_trainable_variables(self) -> list[Any]:
        """The variables that optimizers leave alone."""
        return self.non_trainable_weights

    @property
    def losses(self) -> list[Any]:
        """The losses that it added: those of its regularizers."""
        return list(self._losses)

    @property
    def updates(self) -> list[Any]:
        """The operations to run beside a training step, such as those that move averages."""
        return list(self._updates) if self.trainable else []

    @property
    def activity_regularizer(self) -> Any:
        """The function from an output to a loss, or None."""
        return self._activity_regularizer

    def count_params(self) -> int:
        """How many numbers its variables hold.

        Raises:
            ValueError: before the layer is built.

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default():
        ...     layer = tf.layers.Dense(4)
        ...     y = layer(tf.ones([1, 3]))
        >>> layer.count_params()
        16
        """
        if not self.built:
            raise ValueError(
                f"You tried to call `count_params` on {self._name}, but the layer isn't built. Call the layer first, "
                "or layer.build(input_shape)."
            )
        return sum(int(np.prod(variable.shape.as_list())) for variable in self.weights)

    def get_weights(self) -> list[np.ndarray]:
        """The values of its variables in the default session."""
        session = get_default_session()
        if session is None:
            raise ValueError(
                "get_weights() reads variables: open a session first, `with tf.Session() as sess:`."
            )
        return session.run(self.weights)

    def set_weights(self, weights: Any) -> None:
        """Put values into its variables in the default session, in the order of `weights`."""
        if len(weights) != len(self.weights):
            raise ValueError(
                f"You called set_weights on layer {self._name!r} with {len(weights)} arrays; it has "
                f"{len(self.weights)} variables: {[variable.name for variable in self.weights]}."
            )
        for variable, value in zip(self.weights, weights, strict=True):
            variable.load(value)

    def __repr__(self) -> str:
        return f"<tf.layers.{type(self).__name__} {self._name!r}>"

    # --- its variables ------------------------------------------------------------------------------------

    def _set_scope(self, scope: Any = None) -> None:
        """Choose the variable scope, once."""
        if self._scope is not None:
            return
        if self._reuse:
            opened = variable_scope(self._base_name if scope is None else scope)
        else:
            opened = variable_scope(scope, default_name=self._base_name)
        with opened as captured:
            self._scope = captured

    def add_weight(
        self,
        name: str,
        shape: Any = None,
        dtype: Any = None,
        initializer: Any = None,
        regularizer: Any = None,
        trainable: bool | None = None,
        constraint: Any = None,
        use_resource: bool | None = None,
        synchronization: Any = None,
        aggregation: Any = None,
        partitioner: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Make a variable of the layer, or find it where the layer shares an older one's.

        Args:
            name: its name inside the layer.
            shape: its shape.
            dtype: its dtype; that of the layer by default, or float32.
            initializer: what it starts from; the scope's, or what `tf.get_variable` takes by default.
            regularizer: a function from the variable to a loss, which joins the regularization losses, once.
            trainable: whether optimizers may change it; True by default.
            constraint, partitioner: see `tf.get_variable`.
            use_resource, synchronization, aggregation: accepted as in TensorFlow, without effect.

        Returns:
            The `tf.Variable`.
        """
        wanted = as_dtype(dtype or self._dtype or float32)
        trainable = (True if trainable is None else bool(trainable)) and self.trainable
        known = {id(one) for one in get_collection(GraphKeys.GLOBAL_VARIABLES)}
        self._set_scope()
        reuse = self.built or self._reuse
        with variable_scope(self._scope, reuse=reuse, auxiliary_name_scope=False) as scope:
            self._current_scope = scope
            with name_scope(scope.original_name_scope):
                variable = get_variable(
                    name,
                    shape=() if shape is None else shape,
                    dtype=wanted,
                    initializer=initializer_named(initializer),
                    trainable=trainable,
                    constraint=constraint,
                    partitioner=partitioner,
                    collections=kwargs.get("collections"),
                    caching_device=kwargs.get("caching_device"),
                )
                if regularizer is not None and id(variable) not in known:
                    with name_scope(f"{name}/Regularizer"):
                        loss = regularizer(variable)
                    self.add_loss(loss)
        # A custom getter or the scope may have made it an untrained one.
        trained = trainable and any(one is variable for one in get_collection(GraphKeys.TRAINABLE_VARIABLES))
        (self._trainable_weights if trained else self._non_trainable_weights).append(variable)
        return variable

    def add_variable(self, *args: Any, **kwargs: Any) -> Any:
        """The older name of `add_weight`."""
        return self.add_weight(*args, **kwargs)

    def add_loss(self, losses: Any, inputs: Any = None) -> None:
        """Add losses of the layer's own; they join `GraphKeys.REGULARIZATION_LOSSES`."""
        found = [loss() if callable(loss) else loss for loss in _as_list(losses)]
        found = [loss for loss in found if loss is not None]
        self._losses += found
        _join(found, GraphKeys.REGULARIZATION_LOSSES)

    def add_update(self, updates: Any, inputs: Any = None) -> None:
        """Add operations to be run beside a training step; they join `GraphKeys.UPDATE_OPS`."""
        for update in _as_list(updates):
            update = update() if callable(update) else update
            self._updates.append(getattr(update, "op", update))

    def get_losses_for(self, inputs: Any = None) -> list[Any]:
        """The losses that depend on the inputs, or (for None) on none: those of the variables."""
        return list(self._losses) if inputs is None else []

    def get_updates_for(self, inputs: Any = None) -> list[Any]:
        """The operations to run beside a training step."""
        return list(self._updates)

    # --- using it -----------------------------------------------------------------------------------------

    def build(self, input_shape: Any) -> None:
        """Make the variables; a layer without any leaves this as it is."""
        self.built = True

    def call(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """Turn the inputs into the outputs."""
        return inputs

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        """The shape of the output for an input of this shape."""
        raise NotImplementedError(f"{type(self).__name__} does not say what shape its output has.")

    def __call__(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """Add the layer to the graph: make its variables if need be, and the nodes of its outputs.

        Args:
            inputs: a tensor, or what `call` takes.
            scope: the variable scope to be used, where the layer has none yet.

        Raises:
            ValueError: when the inputs do not fit `input_spec`.
        """
        self._set_scope(kwargs.pop("scope", None))
        reuse = True if self.built else self._reuse
        with variable_scope(self._scope, reuse=reuse, auxiliary_name_scope=False) as scope:
            self._current_scope = scope
            if "scope" in _parameters(self.call):
                kwargs["scope"] = scope
            inputs = _as_tensors(inputs)
            with name_scope(scope.original_name_scope):
                self._build_for(inputs)
                outputs = self.call(inputs, *args, **kwargs)
                self._regularize(outputs)
        _join(self.updates, GraphKeys.UPDATE_OPS)
        return outputs

    def apply(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """The same as calling the layer."""
        return self(inputs, *args, **kwargs)

    def _build_for(self, inputs: Any) -> None:
        check_inputs(self.input_spec, inputs, self._name)
        if self.built:
            return
        several = isinstance(inputs, (list, tuple))
        first = inputs[0] if several and inputs else inputs
        if self._dtype is None and isinstance(first, Tensor):
            self._dtype = first.dtype.base_dtype
        self.build(
            [getattr(one, "shape", None) for one in inputs] if several else getattr(inputs, "shape", None)
        )
        self.built = True  # also where a subclass forgot to call the build of its base
        check_inputs(self.input_spec, inputs, self._name)

    def _regularize(self, outputs: Any) -> None:
        if self._activity_regularizer is None:
            return
        with name_scope("ActivityRegularizer"):
            for output in _as_list(outputs):
                loss = self._activity_regularizer(output)
                examples = build_node("Cast", shape_of(output)[0], loss.dtype.base_dtype)
                self.add_loss(loss / examples)


def _parameters(function: Any) -> tuple[str, ...]:
    """The names of a method's parameters."""
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount] if code is not None else ()


def _snake_case(name: str) -> str:
    """`Conv2DTranspose` as `conv2d_transpose`.

    >>> [_snake_case(name) for name in ("Dense", "Conv2DTranspose", "MyRNNLayer")]
    ['dense', 'conv2d_transpose', 'my_rnn_layer']
    """
    parted = re.sub("([a-z])([A-Z])", r"\1_\2", re.sub("(.)([A-Z][a-z0-9]+)", r"\1_\2", name)).lower()
    return "private" + parted if parted.startswith("_") else parted


def _as_tensors(inputs: Any) -> Any:
    """Inputs with arrays and numbers made tensors."""
    if isinstance(inputs, (list, tuple)) and not hasattr(inputs, "_fields"):
        return type(inputs)(_as_tensors(one) for one in inputs)
    plain = isinstance(inputs, (np.ndarray, np.generic, float, int))
    return convert_to_tensor(inputs) if plain or hasattr(inputs, "_as_graph_element") else inputs


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _join(items: list[Any], collection: str) -> None:
    """Append to a collection what is not in it."""
    kept = get_collection_ref(collection)
    present = {id(item) for item in kept}
    kept.extend(item for item in items if id(item) not in present)
