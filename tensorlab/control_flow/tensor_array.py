"""`tf.TensorArray`: a list of arrays that a loop fills or reads, one item in each iteration.

Nothing is ever changed in place: `write` returns a new TensorArray, and it is the new one that goes round the loop.

Read next: `functional.py` (`tf.map_fn`, `tf.scan`), which are loops over TensorArrays.
"""

from typing import Any

from tensorlab.control_flow import tensor_list, tensor_list_gradients
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import DType, as_dtype, int32
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape, as_shape
from tensorlab.graph.static_values import constant_value
from tensorlab.graph.tensor import Tensor

__all__ = ["TensorArray"]


class TensorArray:
    """A list of arrays of one dtype, to be filled and read inside loops.

    Args:
        dtype: the dtype of the items.
        size: how many places it has.
        dynamic_size: whether writing behind the end makes it longer.
        clear_after_read: accepted as in TensorFlow; items stay readable here.
        tensor_array_name: its name, "TensorArray" by default.
        handle: not used.
        flow: the tensor that carries the list; made anew when None.
        infer_shape: check that all items have one static shape.
        element_shape: the static shape of the items, as far as it is known.
        colocate_with_first_write_call: accepted as in TensorFlow.
        name: the name scope of the new nodes.

    Raises:
        ValueError: in `write`, for an item of another static shape. In a run, InvalidArgumentError for a place that
            does not exist or was written already.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/TensorArray

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     squares = tf.TensorArray(tf.float32, size=4)
    ...     _, squares = tf.while_loop(lambda i, squares: i < 4,
    ...                                lambda i, squares: (i + 1, squares.write(i, tf.to_float(i * i))),
    ...                                [0, squares])
    ...     print(sess.run(squares.stack()))
    [0. 1. 4. 9.]
    """

    def __init__(
        self,
        dtype: Any,
        size: Any = None,
        dynamic_size: bool | None = None,
        clear_after_read: bool | None = None,
        tensor_array_name: str | None = None,
        handle: Any = None,
        flow: Tensor | None = None,
        infer_shape: bool = True,
        element_shape: Any = None,
        colocate_with_first_write_call: bool = True,
        name: str | None = None,
    ) -> None:
        if flow is None and size is None:
            raise ValueError("Size must be provided if handle is not provided.")
        if flow is not None and size is not None:
            raise ValueError("Cannot provide both a handle and size at the same time.")
        self._dtype = as_dtype(dtype).base_dtype
        self._dynamic = bool(dynamic_size)
        self._infer_shape = infer_shape
        # Shared by all that came of one another: what one write tells, all know.
        self._known = [as_shape(element_shape)]
        self._size: Any = None
        if flow is None:
            with name_scope(name, "TensorArray"):
                self._size = convert_to_tensor(size, dtype=int32, name="size")
                flow = tensor_list.empty_list(
                    self._size, self._dtype, name=tensor_array_name or "TensorArray"
                )
        self._flow = flow

    # --- what it is ---------------------------------------------------------------------------------------

    @property
    def dtype(self) -> DType:
        """The dtype of the items."""
        return self._dtype

    @property
    def flow(self) -> Tensor:
        """The tensor that carries the list."""
        return self._flow

    @property
    def handle(self) -> Tensor:
        """The same: there is no second tensor that names the list here."""
        return self._flow

    @property
    def dynamic_size(self) -> bool:
        """Whether writing behind the end makes it longer."""
        return self._dynamic

    @property
    def element_shape(self) -> TensorShape:
        """The static shape of the items, as far as it is known."""
        return self._known[0]

    def size(self, name: str | None = None) -> Tensor:
        """How many places it has: a scalar of dtype int32."""
        if not self._dynamic and self._size is not None:
            return build("Identity", self._size, name=name)
        return tensor_list.list_length(self._flow, name=name or "TensorArraySizeV3")

    # --- reading ------------------------------------------------------------------------------------------

    def read(self, index: Any, name: str | None = None) -> Tensor:
        """The item at one place."""
        return tensor_list.list_item(
            self._flow, index, self._dtype, self.element_shape, name=name or "TensorArrayReadV3"
        )

    def stack(self, name: str | None = None) -> Tensor:
        """All items, stacked along a new first axis; zeros where nothing was written."""
        with name_scope(name, "TensorArrayStack", [self._flow]):
            result = tensor_list.stack_list(
                self._flow, self._dtype, self.element_shape, name="TensorArrayGatherV3"
            )
            count = None if self._dynamic or self._size is None else constant_value(self._size)
            if count is not None:
                result.set_shape(as_shape([int(count)]).concatenate(self.element_shape))
            return result

    def gather(self, indices: Any, name: str | None = None) -> Tensor:
        """Some items, stacked along a new first axis."""
        return tensor_list.gather_list(
            self._flow, indices, self._dtype, self.element_shape, name=name or "TensorArrayGatherV3"
        )

    def concat(self, name: str | None = None) -> Tensor:
        """All items, joined along their first axis."""
        return tensor_list.join_list(
            self._flow, self._dtype, self.element_shape, name=name or "TensorArrayConcatV3"
        )

    # --- writing ------------------------------------------------------------------------------------------

    def write(self, index: Any, value: Any, name: str | None = None) -> "TensorArray":
        """A TensorArray with `value` at one place, where nothing was written before."""
        with name_scope(name, "TensorArrayWrite", [self._flow]):
            item = convert_to_tensor(
                value, dtype=None if hasattr(value, "dtype") else self._dtype, name="value"
            )
            self._check_dtype(item)
            self._learn(item.shape)
            flow = tensor_list.list_with_item(
                self._flow, index, item, self._dynamic, self._dtype, name="TensorArrayWriteV3"
            )
        return self._with_flow(flow)

    def unstack(self, value: Any, name: str | None = None) -> "TensorArray":
        """A TensorArray whose items are the slices of `value` along its first axis."""
        with name_scope(name, "TensorArrayUnstack", [self._flow]):
            slices = convert_to_tensor(
                value, dtype=None if hasattr(value, "dtype") else self._dtype, name="value"
            )
            self._check_dtype(slices)
            if slices.shape.ndims is not None:
                self._learn(slices.shape[1:])
            flow = tensor_list.list_from_tensor(slices, name="TensorArrayScatterV3")
        return self._with_flow(flow)

    def scatter(self, indices: Any, value: Any, name: str | None = None) -> "TensorArray":
        """A TensorArray with the slices of `value` along its first axis at the places `indices`."""
        with name_scope(name, "TensorArrayScatter", [self._flow]):
            slices = convert_to_tensor(
                value, dtype=None if hasattr(value, "dtype") else self._dtype, name="value"
            )
            self._check_dtype(slices)
            if slices.shape.ndims is not None:
                self._learn(slices.shape[1:])
            flow = tensor_list.list_with_slices(
                self._flow, slices, indices, self._dynamic, self._dtype, name="TensorArrayScatterV3"
            )
        return self._with_flow(flow)

    def split(self, value: Any, lengths: Any, name: str | None = None) -> "TensorArray":
        """A TensorArray whose items are pieces of `value`, cut along its first axis."""
        with name_scope(name, "TensorArraySplit", [self._flow]):
            whole = convert_to_tensor(
                value, dtype=None if hasattr(value, "dtype") else self._dtype, name="value"
            )
            self._check_dtype(whole)
            flow = tensor_list.list_of_pieces(whole, lengths, name="TensorArraySplitV3")
        return self._with_flow(flow)

    # --- the rest -----------------------------------------------------------------------------------------

    def identity(self) -> "TensorArray":
        """The same list, made after everything that the open control dependencies wait for."""
        return self._with_flow(build("Identity", self._flow))

    def close(self, name: str | None = None) -> Any:
        """Do nothing, as an operation: the list goes with its last reader."""
        return build("NoOp", name=name)

    def _with_flow(self, flow: Tensor) -> "TensorArray":
        """The same TensorArray, carried by another tensor."""
        other = object.__new__(TensorArray)
        other.__dict__.update(self.__dict__, _flow=flow)
        return other

    def _learn(self, shape: TensorShape) -> None:
        """Note the static shape of an item; all must have one."""
        if not self._infer_shape:
            return
        if not self._known[0].is_compatible_with(shape):
            raise ValueError(
                f"Inconsistent shapes: saw {shape} but expected {self._known[0]} (and infer_shape=True). All items of "
                "a TensorArray have one shape; with infer_shape=False they need not."
            )
        self._known[0] = self._known[0].merge_with(shape)

    def _check_dtype(self, item: Tensor) -> None:
        if item.dtype.base_dtype is not self._dtype:
            raise TypeError(
                f"This TensorArray holds {self._dtype.name}, but {item.name} is {item.dtype.base_dtype.name}. "
                f"Convert it: tf.cast(..., tf.{self._dtype.name})."
            )

    def __repr__(self) -> str:
        return f"<tf.TensorArray of {self._dtype.name}, carried by {self._flow.name!r}>"
