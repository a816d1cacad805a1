"""Slots: the variables in which an optimizer keeps its memory, one set for every variable that it trains.

The slot of `w` that Adam makes first is called `w/Adam`, the next one `w/Adam_1`. A slot belongs to `w`,
stands on the same device, and no optimizer trains it.

Read next: `momentum.py` (an optimizer with one slot).
"""

from typing import Any

from tensorlab.graph.scopes import colocate_with
from tensorlab.graph.shapes import TensorShape
from tensorlab.ops.fills import zeros
from tensorlab.ops.initializers import Zeros
from tensorlab.ops.shape_ops import shape as shape_of_tensor
from tensorlab.ops.variable_scope import variable_scope
from tensorlab.ops.variable_store import get_variable
from tensorlab.ops.variables import Variable


def create_slot(primary: Variable, value: Any, name: str) -> Variable:
    """Make a slot that starts from a tensor; it has the tensor's shape and dtype.

    Args:
        primary: the variable that the slot belongs to.
        value: the tensor it starts from.
        name: the slot's name inside that of the variable, such as "Adam".
    """
    return _slot(primary, value, name, None, None, value.shape.is_fully_defined())


def create_slot_with_initializer(
    primary: Variable, initializer: Any, shape: TensorShape, dtype: Any, name: str
) -> Variable:
    """Make a slot of a given shape and dtype that starts from what an initializer makes."""
    return _slot(primary, initializer, name, shape, dtype, shape.is_fully_defined())


def create_zeros_slot(primary: Variable, name: str, dtype: Any = None) -> Variable:
    """Make a slot of zeros, with the variable's shape."""
    dtype = primary.dtype.base_dtype if dtype is None else dtype
    if primary.shape.is_fully_defined():
        return create_slot_with_initializer(primary, Zeros(), primary.shape, dtype, name)
    return create_slot(primary, zeros(shape_of_tensor(primary.initialized_value()), dtype=dtype), name)


def _slot(primary: Variable, start: Any, name: str, shape: Any, dtype: Any, validate_shape: bool) -> Variable:
    # The name is a default name, which variable scopes make unique: a second slot becomes `w/Adam_1`.
    with variable_scope(None, primary.op.name + "/" + name), colocate_with(primary.op):
        return get_variable(
            "", initializer=start, trainable=False, shape=shape, dtype=dtype, validate_shape=validate_shape
        )
