"""What a layer asks of its inputs: how many dimensions, of which sizes.

Read next: `base_layer.py` (the layer that asks).
"""

from typing import Any

from tensorlab.errors import located
from tensorlab.graph.dtypes import as_dtype
from tensorlab.graph.tensor import Tensor
from tensorlab.sources import SourceLine, user_frames


class InputSpec:
    """The dtype, rank and sizes that a layer accepts; what is None may be anything.

    Args:
        dtype: the dtype.
        shape: the whole shape; None in it for a size that does not matter.
        ndim, max_ndim, min_ndim: how many dimensions there are: exactly, at most, at least.
        axes: a dictionary from the number of an axis to the size it must have.

    Raises:
        TypeError: for axes that are no numbers.
        ValueError: for an axis that an input of that rank does not have.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers/InputSpec

    >>> InputSpec(ndim=4, axes={-1: 3})
    InputSpec(ndim=4, axes={-1: 3})
    """

    def __init__(
        self,
        dtype: Any = None,
        shape: Any = None,
        ndim: int | None = None,
        max_ndim: int | None = None,
        min_ndim: int | None = None,
        axes: dict[int, Any] | None = None,
    ) -> None:
        self.dtype = None if dtype is None else as_dtype(dtype).name
        self.shape = shape
        self.ndim = ndim if shape is None else len(shape)
        self.max_ndim, self.min_ndim = max_ndim, min_ndim
        try:
            self.axes = {int(axis): size for axis, size in (axes or {}).items()}
        except (TypeError, ValueError):
            raise TypeError(f"The keys of `axes` must be integer numbers: {axes!r}.") from None
        most = self.ndim or self.max_ndim
        if self.axes and most is not None and max(self.axes) > most - 1:
            raise ValueError(f"Axis {max(self.axes)} is greater than the maximum allowed value: {most - 1}")

    def __repr__(self) -> str:
        shown = ("dtype", "shape", "ndim", "max_ndim", "min_ndim", "axes")
        parts = [f"{name}={getattr(self, name)}" for name in shown if getattr(self, name)]
        return f"InputSpec({', '.join(parts)})"


def check_inputs(specs: Any, inputs: Any, layer_name: str) -> None:
    """Compare the inputs of a layer with what it asks for.

    Raises:
        ValueError: when they do not fit: it names the layer, the input and both shapes.
    """
    if not specs:
        return
    wanted = list(specs) if isinstance(specs, (list, tuple)) else [specs]
    given = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
    if len(given) != len(wanted):
        message = (
            f"Layer {layer_name} expects {len(wanted)} inputs, but it received {len(given)} input tensors."
        )
        tensors = [one for one in given if isinstance(one, Tensor)]
        raise ValueError(_at_the_users_line(message, tensors[:5], "Pass one tensor."))
    for number, (tensor, spec) in enumerate(zip(given, wanted, strict=True)):
        problem = _mismatch(tensor, spec) if spec is not None and isinstance(tensor, Tensor) else ""
        if problem:
            message = f"Input {number} of layer {layer_name} is incompatible with the layer: {problem}."
            raise ValueError(_at_the_users_line(message, [tensor], _way_out(tensor, spec)))


def _at_the_users_line(message: str, tensors: list[Tensor], advice: str) -> str:
    frames = user_frames()
    line = SourceLine(*frames[0]) if frames else None
    where, source = (line.place, line.text) if line else (None, None)
    return located(message, where=where, source=source, inputs=tensors, advice=advice)


def _mismatch(tensor: Tensor, spec: InputSpec) -> str:
    rank = tensor.shape.ndims
    if rank is None:
        return ""  # only the run can tell
    sizes = tensor.shape.as_list()
    received = f"Full shape received: {sizes}"
    if spec.ndim is not None and rank != spec.ndim:
        return f"expected ndim={spec.ndim}, found ndim={rank}. {received}"
    if spec.max_ndim is not None and rank > spec.max_ndim:
        return f"expected max_ndim={spec.max_ndim}, found ndim={rank}"
    if spec.min_ndim is not None and rank < spec.min_ndim:
        return f"expected min_ndim={spec.min_ndim}, found ndim={rank}. {received}"
    if spec.dtype is not None and tensor.dtype.base_dtype.name != spec.dtype:
        return f"expected dtype={spec.dtype}, found dtype={tensor.dtype.base_dtype.name}"
    for axis, size in spec.axes.items():
        if size is not None and sizes[axis] not in (int(size), None):
            return f"expected axis {axis} of input shape to have value {size}, but received input with shape {sizes}"
    if spec.shape is not None and any(
        None not in (one, other) and one != other for one, other in zip(spec.shape, sizes, strict=True)
    ):
        return f"expected shape={spec.shape}, found shape={sizes}"
    return ""


def _way_out(tensor: Tensor, spec: InputSpec) -> str:
    if spec.axes and spec.ndim in (None, tensor.shape.ndims):
        return "a layer keeps the sizes of its first input: make another layer, or an input of that size."
    return "tf.reshape(x, [...]) or tf.expand_dims(x, -1) gives it the dimensions that the layer works on."
