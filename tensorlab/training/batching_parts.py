"""What the functions of `batching.py` are made of: one or several sources, one queue, and what comes out of it.

Read next: `batching.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import DType, float32, int32
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape, as_shape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.flow import no_op
from tensorlab.ops.partition import dynamic_partition
from tensorlab.ops.sparse_tensor import SparseTensor
from tensorlab.ops.tensor_kinds import convert_to_tensor_or_indexed_slices
from tensorlab.queues.queue_base import QueueBase
from tensorlab.queues.queue_classes import FIFOQueue, PaddingFIFOQueue, RandomShuffleQueue
from tensorlab.summaries.numbers import scalar
from tensorlab.training.batching_sparse import restore_sparse, store_sparse, where_kept
from tensorlab.training.queue_runner import QueueRunner, add_queue_runner


class Batching:
    """How examples become batches.

    Attributes, the arguments of the functions in `batching.py`:
        batch_size, keep_input, capacity, enqueue_many, shapes, dynamic_pad, allow_smaller_final_batch, shared_name.
        num_threads: how many threads run the one source; None: there are several sources, each with its own.
        min_after_dequeue, seed: of a queue that shuffles; None: it does not.
    """

    def __init__(
        self,
        batch_size: Any,
        keep_input: Any,
        capacity: int,
        enqueue_many: bool,
        shapes: Any,
        allow_smaller_final_batch: bool,
        shared_name: str | None,
        num_threads: int | None = None,
        dynamic_pad: bool = False,
        min_after_dequeue: int | None = None,
        seed: int | None = None,
    ) -> None:
        self.batch_size, self.keep_input, self.capacity = batch_size, keep_input, capacity
        self.enqueue_many, self.shapes, self.dynamic_pad = enqueue_many, shapes, dynamic_pad
        self.smaller, self.shared_name, self.num_threads = allow_smaller_final_batch, shared_name, num_threads
        self.min_after_dequeue, self.seed = min_after_dequeue, seed

    def build(self, sources: Sequence[Any], name: str | None, default_name: str) -> Any:
        """Add the queue, its runner and its summary to the graph; what comes out, in the nest of a source."""
        lists = _as_lists(sources)
        counts = {len(one) for one in lists}
        if len(counts) > 1:
            raise ValueError(f"Every source must give as many tensors as the others, not {sorted(counts)}.")
        everything = [tensor for tensors in lists for tensor in tensors]
        with name_scope(name, default_name, [*everything, self.keep_input]) as scope:
            least = self.min_after_dequeue
            if least is not None and self.capacity <= least:
                raise ValueError(
                    f"capacity {self.capacity} must be bigger than min_after_dequeue {least}: shuffling needs room."
                )
            converted = [[convert_to_tensor_or_sparse(value) for value in tensors] for tensors in lists]
            if not converted[0]:
                raise ValueError(f"Expected at least one tensor in {default_name}().")
            keep = self._keep_input()
            stored, kept = [], None
            for tensors in converted:
                components, now_kept = store_sparse(tensors, self.enqueue_many, keep, kept)
                if kept is not None and now_kept != kept:
                    raise ValueError(f"Inconsistent SparseTensors list: {converted[0]} vs. {tensors}")
                stored.append(components)
                kept = now_kept
            queue = self._queue(_dtypes(stored), self._shapes(stored))
            self._fill(queue, stored, keep)
            self._summarize(queue)
            take = queue.dequeue_up_to if self.smaller else queue.dequeue_many
            return _in_nest_of(sources[0], restore_sparse(take(self.batch_size, name=scope), kept or ()))

    def _keep_input(self) -> Tensor:
        keep = convert_to_tensor(self.keep_input)
        rank = keep.shape.ndims
        if rank is None:
            raise ValueError("`keep_input` dimensions must be known at graph construction.")
        if rank == 1 and not self.enqueue_many:
            raise ValueError("`keep_input` cannot be a vector when `enqueue_many=False`.")
        if rank > 1:
            raise ValueError(f"`keep_input` must be 0 or 1 dimensions, but has shape {keep.shape}.")
        return keep

    def _shapes(self, lists: list[list[Tensor]]) -> Any:
        """The shape of each component, put together from all sources."""
        if self.shapes is not None:
            return self.shapes
        shapes = []
        for several in zip(*lists, strict=True):
            merged: TensorShape | None = None
            for tensor in several:
                if tensor.shape.ndims is None:
                    raise ValueError(
                        f"Cannot infer Tensor's rank: {tensor}. Say it with its set_shape(...), or with shapes=[...]."
                    )
                shape = tensor.shape.with_rank_at_least(1)[1:] if self.enqueue_many else tensor.shape
                merged = shape if merged is None else _in_both(merged, shape)
            shapes.append(as_shape(merged))
        return shapes

    def _queue(self, dtypes: list[DType], shapes: Any) -> QueueBase:
        if self.min_after_dequeue is not None:
            return RandomShuffleQueue(
                self.capacity,
                self.min_after_dequeue,
                dtypes,
                shapes,
                seed=self.seed,
                shared_name=self.shared_name,
            )
        kind = PaddingFIFOQueue if self.dynamic_pad else FIFOQueue
        return kind(self.capacity, dtypes, shapes, shared_name=self.shared_name)

    def _fill(self, queue: QueueBase, lists: list[list[Tensor]], keep: Tensor) -> None:
        """The enqueue operations, and the runner whose threads run them."""
        put = queue.enqueue_many if self.enqueue_many else queue.enqueue
        operations = []
        for tensors in lists:
            if keep.shape.ndims == 1:
                operations.append(put(_selected(tensors, keep)))
            else:
                operations.append(where_kept(keep, lambda chosen=tensors: put(chosen), no_op))
        if self.num_threads is not None:
            operations *= self.num_threads
        add_queue_runner(QueueRunner(queue, operations))

    def _summarize(self, queue: QueueBase) -> None:
        """A summary that says how full the queue is."""
        size: Any = queue.size()
        least, room = self.min_after_dequeue, self.capacity
        text = f"fraction_of_{room}_full"
        if least is not None:
            room -= least
            text = f"fraction_over_{least}_of_{room}_full"
            size = build("Maximum", 0, build("Sub", size, least, name="sub"), name="Maximum")
        scalar(text, build("Mul", build("Cast", size, float32), 1.0 / room, name="mul"))


def convert_to_tensor_or_sparse(value: Any) -> Any:
    """A tensor of anything, except a sparse tensor, which is left as it is."""
    return value if isinstance(value, SparseTensor) else convert_to_tensor_or_indexed_slices(value)


def _as_lists(sources: Sequence[Any]) -> list[list[Any]]:
    """For every source the list of its tensors; those of a dict in the order of its sorted keys."""
    if not sources:
        raise ValueError("Expected at least one set of tensors")
    if isinstance(sources[0], Mapping):
        if any(set(source) != set(sources[0]) for source in sources):
            raise ValueError("All dictionaries in tensors_list must have the same keys")
        return [[source[key] for key in sorted(source, key=str)] for source in sources]
    return [list(source) for source in sources]


def _in_nest_of(source: Any, dequeued: Any) -> Any:
    """What comes out, as a dict where a dict went in."""
    if not isinstance(source, Mapping):
        return dequeued
    tensors = [dequeued] if len(source) == 1 else dequeued
    return dict(zip(sorted(source, key=str), tensors, strict=True))


def _dtypes(lists: list[list[Tensor]]) -> list[DType]:
    kinds = [[tensor.dtype.base_dtype for tensor in tensors] for tensors in lists]
    for other in kinds[1:]:
        if other != kinds[0]:
            raise TypeError(
                f"Expected types to be consistent: {', '.join(t.name for t in kinds[0])} vs. "
                f"{', '.join(t.name for t in other)}."
            )
    return kinds[0]


def _in_both(one: TensorShape, other: TensorShape) -> TensorShape:
    """The first of two shapes, which must agree."""
    one.merge_with(other)
    return one


def _selected(tensors: list[Tensor], keep: Tensor) -> list[Tensor]:
    """The rows that are kept."""
    which = build("Cast", keep, int32)
    return [dynamic_partition(tensor, which, 2)[1] for tensor in tensors]
