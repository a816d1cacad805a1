"""The class that all optimizers share: from a loss to an operation that changes the variables a little.

`minimize` has two halves. `compute_gradients` asks `tf.gradients` which way the loss rises, for every
variable; `apply_gradients` adds one update node for each of them, and one operation that runs them all. Both
only add nodes to the graph: a step is taken each time a session runs the operation.

Read next: `gradient_descent.py`, the shortest optimizer; then `adam.py`, which uses all that is here.
"""

from collections.abc import Iterable, ValuesView
from typing import Any

from tensorlab.graph.collections import GraphKeys, get_collection_ref
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import DType, complex64, complex128, float16, float32, float64
from tensorlab.graph.gradients import gradients
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import colocate_with, control_dependencies, current_graph, name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.flow import group, tuple_
from tensorlab.ops.state import assign_add
from tensorlab.ops.variable_lists import trainable_variables
from tensorlab.ops.variables import Variable
from tensorlab.optimizers.slots import create_slot, create_slot_with_initializer, create_zeros_slot

Slots = dict[tuple[Any, str], Variable]


class Optimizer:
    """What every optimizer can do. Use one of its subclasses, or write one.

    A subclass says how one variable is updated, in `_apply_dense` (and in `_apply_sparse`, for gradients of a
    few rows). It may make slots in `_create_slots`, tensors of its settings in `_prepare`, and add what comes
    after all updates in `_finish`.

    Args:
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.
        name: the name of the operation that `minimize` makes, and of the slots.

    Raises:
        ValueError: without a name.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/Optimizer

    >>> import tensorlab as tf
    >>> class SignDescent(Optimizer):
    ...     def _apply_dense(self, grad, var):
    ...         return tf.assign_sub(var, 0.5 * tf.sign(grad)).op
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable([3.0, -2.0])
    ...     step = SignDescent(False, "SignDescent").minimize(tf.reduce_sum(w * w))
    ...     sess.run(w.initializer)
    ...     sess.run(step)
    ...     print(step.name, sess.run(w))
    SignDescent [ 2.5 -1.5]
    """

    # How gradients wait for each other. Here all of them are ready before the first update, in any case.
    GATE_NONE = 0
    GATE_OP = 1
    GATE_GRAPH = 2

    def __init__(self, use_locking: bool, name: str) -> None:
        if not name:
            raise ValueError("Must specify the optimizer name")
        self._use_locking = use_locking
        self._name = name
        self._slots: dict[str, Slots] = {}
        self._non_slot_dict: dict[tuple[str, Any], Variable] = {}

    def get_name(self) -> str:
        """The optimizer's name, such as "Adam"."""
        return self._name

    # --- the two halves of a training step ----------------------------------------------------------------

    def minimize(
        self,
        loss: Any,
        global_step: Variable | None = None,
        var_list: Any = None,
        gate_gradients: int = GATE_OP,
        aggregation_method: int | None = None,
        colocate_gradients_with_ops: bool = False,
        name: str | None = None,
        grad_loss: Any = None,
    ) -> Operation:
        """Add an operation that takes one step towards a smaller loss.

        Args:
            loss: the tensor to make small. One that is no scalar counts as the sum of its entries.
            global_step: a variable to which every step adds one.
            var_list: the variables to change; by default all trainable ones of the graph.
            gate_gradients, aggregation_method, colocate_gradients_with_ops: accepted as in TensorFlow; the
                order in which nodes run is fixed here, so they change no result.
            name: the operation's name; the optimizer's by default.
            grad_loss: the gradient that the loss itself starts with; ones by default.

        Returns:
            The operation. It gives no value: fetch the loss if you want to see it.

        Raises:
            ValueError: when there are no variables, or no path leads from the loss to any of them.
            RuntimeError: for a function as loss; TensorFlow takes one in eager execution only.

        >>> import tensorlab as tf
        >>> from tensorlab.optimizers.gradient_descent import GradientDescentOptimizer
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(4.0)
        ...     step = GradientDescentOptimizer(0.25).minimize(tf.square(w))
        ...     sess.run(tf.global_variables_initializer())
        ...     for _ in range(3):
        ...         sess.run(step)
        ...         print(sess.run(w))
        2.0
        1.0
        0.5
        """
        pairs = self.compute_gradients(
            loss,
            var_list=var_list,
            gate_gradients=gate_gradients,
            aggregation_method=aggregation_method,
            colocate_gradients_with_ops=colocate_gradients_with_ops,
            grad_loss=grad_loss,
        )
        if all(gradient is None for gradient, _ in pairs):
            raise ValueError(
                "No gradients provided for any variable, check your graph for ops that do not support "
                f"gradients, between variables {[str(variable) for _, variable in pairs]} and loss {loss}. "
                "Either the loss does not use them, or a step without gradient (tf.argmax, tf.round, a cast to "
                "integers, a comparison) lies between."
            )
        return self.apply_gradients(pairs, global_step=global_step, name=name)

    def compute_gradients(
        self,
        loss: Any,
        var_list: Any = None,
        gate_gradients: int = GATE_OP,
        aggregation_method: int | None = None,
        colocate_gradients_with_ops: bool = False,
        grad_loss: Any = None,
    ) -> list[tuple[Any, Variable]]:
        """Add the nodes that compute the gradients: the first half of `minimize`, with its arguments.

        Returns:
            A pair (gradient, variable) for every variable. The gradient is None where the loss does not
            depend on the variable, and an `IndexedSlices` where it depends on some rows of it only.

        Raises:
            ValueError: for another `gate_gradients`, for a loss or a variable that is not floating point, and
                when there are no variables.
            RuntimeError: for a function as loss.
            NotImplementedError: when `var_list` holds something that is no variable.
        """
        if callable(loss):
            raise RuntimeError(
                "`loss` passed to Optimizer.compute_gradients should be a tensor, not a function: functions "
                "are for eager execution. Pass what the function returns."
            )
        if gate_gradients not in (Optimizer.GATE_NONE, Optimizer.GATE_OP, Optimizer.GATE_GRAPH):
            raise ValueError(
                "gate_gradients must be one of: Optimizer.GATE_NONE, Optimizer.GATE_OP, "
                f"Optimizer.GATE_GRAPH.  Not {gate_gradients}"
            )
        self._assert_valid_dtypes([loss] if grad_loss is None else [loss, grad_loss])
        variables = trainable_variables() if var_list is None else _flat(var_list)
        for variable in variables:
            if not isinstance(variable, Tensor):  # its gradient can be computed, though it cannot be updated
                _check_variable(variable)
        if not variables:
            raise ValueError(
                "No variables to optimize: the default graph has no trainable variables. Build the model, "
                "and call minimize, inside the same `with graph.as_default():`."
            )
        found = gradients(
            loss,
            variables,
            grad_ys=grad_loss,
            gate_gradients=gate_gradients == Optimizer.GATE_OP,
            aggregation_method=aggregation_method,
            colocate_gradients_with_ops=colocate_gradients_with_ops,
        )
        if gate_gradients == Optimizer.GATE_GRAPH:
            found = tuple_(found)
        pairs = list(zip(found, variables, strict=True))
        self._assert_valid_dtypes([variable for gradient, variable in pairs if gradient is not None])
        return pairs

    def apply_gradients(
        self, grads_and_vars: Iterable[tuple[Any, Variable]], global_step: Any = None, name: str | None = None
    ) -> Operation:
        """Add the nodes that change the variables: the second half of `minimize`.

        Args:
            grads_and_vars: pairs (gradient, variable), as `compute_gradients` gives them. Between the two
                halves you may change the gradients, for instance clip them.
            global_step: a variable to which every step adds one, after all updates.
            name: the operation's name; the optimizer's by default.

        Returns:
            The operation that takes the step. It also joins the collection `GraphKeys.TRAIN_OP`.

        Raises:
            TypeError: for a gradient that cannot become a tensor.
            ValueError: when there are no pairs, or no pair has a gradient.

        >>> import tensorlab as tf
        >>> from tensorlab.optimizers.gradient_descent import GradientDescentOptimizer
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(4.0)
        ...     optimizer = GradientDescentOptimizer(1.0)
        ...     pairs = optimizer.compute_gradients(tf.square(w))
        ...     step = optimizer.apply_gradients([(tf.clip_by_value(g, -1.0, 1.0), v) for g, v in pairs])
        ...     sess.run(tf.global_variables_initializer())
        ...     sess.run(step)
        ...     print(sess.run(w))
        3.0
        """
        pairs = [(_as_gradient(gradient), variable) for gradient, variable in grads_and_vars]
        if not pairs:
            raise ValueError("No variables provided.")
        for _, variable in pairs:
            _check_variable(variable)
        moving = [(gradient, variable) for gradient, variable in pairs if gradient is not None]
        if not moving:
            names = [str(variable) for _, variable in pairs]
            raise ValueError(f"No gradients provided for any variable: {names}.")
        with control_dependencies(None):
            self._create_slots([variable for _, variable in moving])
        updates = []
        with name_scope(name, self._name) as scope:
            self._prepare()
            for gradient, variable in moving:
                with name_scope("update_" + variable.op.name), colocate_with(variable.op):
                    updates.append(self._update(gradient, variable))
            if global_step is None:
                step = self._finish(updates, scope)
            else:
                with (
                    control_dependencies([self._finish(updates, "update")]),
                    colocate_with(global_step.op),
                ):
                    step = assign_add(global_step, 1, name=scope)
        step = step.op if isinstance(step, Tensor) else step
        collected = get_collection_ref(GraphKeys.TRAIN_OP)
        if step not in collected:
            collected.append(step)
        return step

    def _update(self, gradient: Any, variable: Variable) -> Any:
        """The update of one variable, followed by its constraint if it has one."""
        constraint = variable.constraint
        if isinstance(gradient, IndexedSlices):
            if constraint is not None:
                raise RuntimeError("Cannot use a constraint function on a sparse variable.")
            return self._apply_sparse_duplicate_indices(gradient, variable)
        update = self._apply_dense(gradient, variable)
        if constraint is None:
            return update
        with control_dependencies([update]):
            return variable.assign(constraint(variable))

    # --- slots --------------------------------------------------------------------------------------------

    def get_slot(self, var: Variable, name: str) -> Variable | None:
        """The slot of that name which belongs to `var`; None when there is none.

        >>> import tensorlab as tf
        >>> from tensorlab.optimizers.momentum import MomentumOptimizer
        >>> with tf.Graph().as_default():
        ...     w = tf.Variable(1.0, name="w")
        ...     optimizer = MomentumOptimizer(0.1, 0.9)
        ...     step = optimizer.minimize(w * w)
        ...     print(optimizer.get_slot_names(), optimizer.get_slot(w, "momentum").name)
        ['momentum'] w/Momentum:0
        """
        return self._slots.get(name, {}).get(_key(var))

    def get_slot_names(self) -> list[str]:
        """The names of the slots that variables have, in alphabetical order."""
        return sorted(self._slots)

    def variables(self) -> list[Variable]:
        """All variables that the optimizer made in the default graph, by name."""
        graph = current_graph()
        every = self._non_slot_variables()
        for slots in self._slots.values():
            every += slots.values()
        return sorted((v for v in every if v.graph is graph), key=lambda variable: variable.name)

    def _slot_dict(self, slot_name: str) -> Slots:
        return self._slots.setdefault(slot_name, {})

    def _get_or_make_slot(self, var: Variable, val: Any, slot_name: str, op_name: str) -> Variable:
        """The slot of a variable; a new one starts from the tensor `val`."""
        slots = self._slot_dict(slot_name)
        if _key(var) not in slots:
            slots[_key(var)] = create_slot(var, val, op_name)
        return slots[_key(var)]

    def _get_or_make_slot_with_initializer(
        self, var: Variable, initializer: Any, shape: Any, dtype: Any, slot_name: str, op_name: str
    ) -> Variable:
        """The slot of a variable; a new one starts from what the initializer makes."""
        slots = self._slot_dict(slot_name)
        if _key(var) not in slots:
            slots[_key(var)] = create_slot_with_initializer(var, initializer, shape, dtype, op_name)
        return slots[_key(var)]

    def _zeros_slot(self, var: Variable, slot_name: str, op_name: str) -> Variable:
        """The slot of a variable; a new one starts from zeros."""
        slots = self._slot_dict(slot_name)
        if _key(var) not in slots:
            slots[_key(var)] = create_zeros_slot(var, op_name)
        return slots[_key(var)]

    def _create_non_slot_variable(self, initial_value: Any, name: str, colocate_with: Variable) -> Variable:
        """A variable that the optimizer needs once in a graph, such as Adam's `beta1_power`."""
        graph = colocate_with.graph
        key = (name, graph)
        if key not in self._non_slot_dict:
            with graph.colocate_with(colocate_with.op):
                self._non_slot_dict[key] = Variable(initial_value, name=name, trainable=False)
        return self._non_slot_dict[key]

    def _get_non_slot_variable(self, name: str, graph: Any = None) -> Variable | None:
        return self._non_slot_dict.get((name, graph))

    def _non_slot_variables(self) -> list[Variable]:
        return list(self._non_slot_dict.values())

    # --- what subclasses say ------------------------------------------------------------------------------

    def _create_slots(self, var_list: list[Variable]) -> None:
        """Make the slots that the variables need."""

    def _prepare(self) -> None:
        """Make tensors of the settings."""

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        """The operation that updates one variable."""
        raise NotImplementedError(
            f"{type(self).__name__} does not say how to update a variable; write its method _apply_dense."
        )

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Any:
        """The operation that updates some rows of one variable; no row occurs twice."""
        raise NotImplementedError(
            f"{type(self).__name__} does not say how to update rows of a variable, and the gradient of "
            f"{var.name} is an IndexedSlices. Write the method _apply_sparse, or convert the gradient with "
            "tf.convert_to_tensor to update the whole variable."
        )

    def _apply_sparse_duplicate_indices(self, grad: IndexedSlices, var: Variable) -> Any:
        """The same where a row may occur several times: by default they are added up first."""
        values, indices = _summed_rows(grad.values, grad.indices)
        return self._apply_sparse(IndexedSlices(values, indices, grad.dense_shape), var)

    def _finish(self, update_ops: list[Any], name_scope: str) -> Operation:
        """One operation that runs all updates, and whatever comes after them."""
        return group(*update_ops, name=name_scope)

    def _valid_dtypes(self) -> set[DType]:
        return {float16, float32, float64, complex64, complex128}

    def _assert_valid_dtypes(self, tensors: list[Any]) -> None:
        valid = self._valid_dtypes()
        for tensor in tensors:
            if not hasattr(tensor, "dtype"):
                raise TypeError(f"The loss must be a tensor computed from the variables, not {tensor!r}.")
            dtype = tensor.dtype.base_dtype
            if dtype not in valid:
                expected = sorted(valid, key=lambda one: one.name)
                raise ValueError(
                    f"Invalid type {dtype!r} for {tensor.name}, expected: {expected}. Whole numbers have no "
                    "gradient: make the variables and the data floating point (1.0 for 1, or tf.cast the data)."
                )

    def _call_if_callable(self, param: Any) -> Any:
        """A setting may be a function without arguments that gives it."""
        return param() if callable(param) else param


# --- helpers ----------------------------------------------------------------------------------------------


def rate_for(rate: Tensor, var: Variable) -> Tensor:
    """A rate in the dtype of the variable it is used for."""
    dtype = var.dtype.base_dtype
    return rate if rate.dtype.base_dtype is dtype else build("Cast", rate, dtype)


def setting(value: Any, name: str) -> Tensor:
    """The tensor of an optimizer's setting: a number, a tensor, a variable, or a function that gives one."""
    return convert_to_tensor(value() if callable(value) else value, name=name)


def _key(var: Variable) -> tuple[Any, str]:
    return var.op.graph, var.op.name


def _summed_rows(values: Tensor, indices: Tensor) -> tuple[Tensor, Tensor]:
    """Rows and their positions, with those at the same position added up."""
    different, which = build("Unique", indices)
    return build("UnsortedSegmentSum", values, which, build("Shape", different)[0]), different


def _flat(variables: Any) -> list[Any]:
    if isinstance(variables, dict):
        variables = [variables[key] for key in sorted(variables)]
    if not isinstance(variables, (list, tuple, ValuesView)):
        return [variables]
    return [one for item in variables for one in _flat(item)]


def _check_variable(variable: Any) -> None:
    if isinstance(variable, Variable):
        return
    if isinstance(variable, Tensor):
        raise NotImplementedError(
            f"Trying to update a Tensor {variable}: a tensor is computed anew in every run. Pass a variable."
        )
    raise NotImplementedError(f"Trying to optimize unsupported type {variable!r}")


def _as_gradient(gradient: Any) -> Any:
    if gradient is None or isinstance(gradient, (Tensor, IndexedSlices)):
        return gradient
    try:
        return convert_to_tensor(gradient)
    except TypeError:
        raise TypeError(
            f"Gradient must be convertible to a Tensor or IndexedSlices, or None: {gradient}"
        ) from None
