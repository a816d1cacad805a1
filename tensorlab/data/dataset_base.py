"""What the parts of the class `Dataset` share: the tensor that carries a dataset, and what its elements look like.

Read next: `dataset.py`.
"""

from typing import Any

from tensorlab.data import structures
from tensorlab.data.nodes import types_and_shapes
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import int64
from tensorlab.graph.registry import Op
from tensorlab.graph.tensor import Tensor


class DatasetBase(structures.Structured):
    """A dataset: the tensor that carries it, of dtype `tf.variant`, and the structure of its elements."""

    def __init__(self, variant_tensor: Tensor, structure: Any) -> None:
        self._variant_tensor = variant_tensor
        self._structure = structure

    @classmethod
    def _of(cls, variant_tensor: Tensor, structure: Any) -> Any:
        """A dataset that a tensor carries."""
        from tensorlab.data.dataset import Dataset

        made = object.__new__(Dataset)
        DatasetBase.__init__(made, variant_tensor, structure)
        return made

    def _next(self, record: Op, *arguments: Any, structure: Any = None, **attributes: Any) -> Any:
        """The dataset of one more node behind this one; with the same structure when none is given."""
        structure = self._structure if structure is None else structure
        tensor = record(self._variant_tensor, *arguments, **attributes, **types_and_shapes(structure))
        return self._of(tensor, structure)

    @property
    def _graph(self) -> Any:
        return self._variant_tensor.graph

    def __iter__(self) -> Any:
        raise RuntimeError(
            "__iter__() is only supported inside of tf.function or when eager execution is enabled. In a graph make an "
            "iterator: next_element = dataset.make_one_shot_iterator().get_next(), and then sess.run(next_element) "
            "again and again."
        )

    def __repr__(self) -> str:
        shapes = str(structures.mapped(str, self.output_shapes)).replace("'", "")
        types = str(structures.mapped(repr, self.output_types)).replace("'", "")
        return f"<DatasetV1Adapter shapes: {shapes}, types: {types}>"


def number(value: Any, name: str) -> Tensor:
    """A count as a scalar tensor of dtype int64."""
    return convert_to_tensor(value, dtype=int64, name=name)
