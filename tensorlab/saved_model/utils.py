"""TensorInfo: what a file says about a tensor: its name, dtype and shape.

Read next: `signature_def_utils.py`.
"""

from typing import Any

from tensorlab.graph.dtypes import as_dtype
from tensorlab.graph.graph import Graph
from tensorlab.graph.scopes import current_graph
from tensorlab.graph_files.attribute_values import to_shape_proto
from tensorlab.graph_files.protos import proto
from tensorlab.ops.sparse_tensor import SparseTensor


def build_tensor_info(tensor: Any) -> Any:
    """Describe a tensor, or a `tf.SparseTensor`, for a signature.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     print(build_tensor_info(tf.placeholder(tf.float32, [None, 2], name="x")).name)
    x:0
    """
    info = proto("TensorInfo")(
        dtype=as_dtype(tensor.dtype).base_dtype.as_datatype_enum,
        tensor_shape=to_shape_proto(tensor.get_shape()),
    )
    if isinstance(tensor, SparseTensor):
        info.coo_sparse.values_tensor_name = tensor.values.name
        info.coo_sparse.indices_tensor_name = tensor.indices.name
        info.coo_sparse.dense_shape_tensor_name = tensor.dense_shape.name
    else:
        info.name = tensor.name
    return info


def get_tensor_from_tensor_info(
    tensor_info: Any, graph: Graph | None = None, import_scope: str | None = None
) -> Any:
    """The tensor, or `tf.SparseTensor`, that a TensorInfo describes.

    Args:
        tensor_info: the description.
        graph: the graph; the default graph when None.
        import_scope: the scope into which the graph was imported.

    Raises:
        KeyError: when the graph has no such tensor.
        ValueError: for a description of another kind.
    """
    graph = graph or current_graph()

    def named(name: str) -> Any:
        return graph.get_tensor_by_name(f"{import_scope}/{name}" if import_scope else name)

    encoding = tensor_info.WhichOneof("encoding")
    if encoding == "name":
        return named(tensor_info.name)
    if encoding == "coo_sparse":
        parts = tensor_info.coo_sparse
        return SparseTensor(
            named(parts.indices_tensor_name),
            named(parts.values_tensor_name),
            named(parts.dense_shape_tensor_name),
        )
    raise ValueError(f"Invalid TensorInfo.encoding: {encoding}")
