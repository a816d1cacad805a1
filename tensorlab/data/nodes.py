"""Nodes of datasets: what the records of all of them share.

A dataset's node has TensorFlow's type and inputs, and an output of dtype `tf.variant`, whose value is a recipe
(`recipes.py`). It computes no element: that is done by the stages, when an iterator asks.

Read next: `making.py`.
"""

from collections.abc import Callable, Iterable
from typing import Any

from tensorlab.data.functions import DatasetCall, FunctionBlock
from tensorlab.data.structures import SCALAR, all_tensors
from tensorlab.graph.dtypes import variant
from tensorlab.graph.registry import Op, op
from tensorlab.graph.tensor import Tensor

VARIANT = frozenset({variant})
ON_THE_HOST = {"CPU": "datasets are read in the computer's own memory"}
NO_GRADIENT = "examples are given: no gradient passes through a dataset"


def _scalar(*_: Any) -> Any:
    return SCALAR


def dataset_op(type_name: str, *, symbol: str, latex: str, dtypes: Any = VARIANT) -> Callable[..., Op]:
    """Declare the node of a dataset; the decorated kernel returns its recipe."""

    def decorate(kernel: Callable[..., Any]) -> Op:
        declare = op(
            type_name, shape=_scalar, dtypes=dtypes, result=variant, kind="data", symbol=symbol, latex=latex,
            devices=ON_THE_HOST,
        )  # fmt: skip
        record = declare(kernel)
        record.not_differentiable(NO_GRADIENT)
        record.inside(DatasetCall)
        return record

    return decorate


def types_and_shapes(structure: Any) -> dict[str, Any]:
    """The attributes with which TensorFlow's nodes say what their elements are."""
    pairs = all_tensors(structure)
    return {
        "output_types": tuple(dtype for dtype, _ in pairs),
        "output_shapes": tuple(shape for _, shape in pairs),
    }


def owned(dataset: Tensor, blocks: Iterable[FunctionBlock]) -> Tensor:
    """Give the functions of a new node to it, and let it wait for what they wait for."""
    operation = dataset.op
    here = operation.block
    for block in blocks:
        block.owner = operation
        for earlier in block.waits_for:
            if earlier.block is here and earlier not in operation.control_inputs:
                operation.control_inputs.append(earlier)
            elif here is not None and earlier.block is not here:
                here.waits_for[earlier] = None
    return dataset
