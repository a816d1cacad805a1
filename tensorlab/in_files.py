"""What a graph, a node and a session say of themselves in TensorFlow's file formats: `graph.as_graph_def()`, ...

The writer stands in a room above (`tensorlab/graph_files/`), which the front (`tensorlab/__init__.py`) says how to
load; it needs the package `tensorboard`, for the formats. Read next: `graph_files/export_graph.py`.
"""

from collections.abc import Callable
from typing import Any


class GraphFiles:
    """The pages of `tensorlab/graph_files/`, loaded by name at first use."""

    load: Callable[[str], Any]
    """Loads one of them; the front sets it."""


class GraphInFiles:
    """What every `tf.Graph` can say of itself as a file."""

    __slots__ = ()

    def as_graph_def(self, from_version: int | None = None, add_shapes: bool = False) -> Any:
        """This graph as a `tf.GraphDef`, which TensorFlow imports; see `graph_files/export_graph.py`.

        Args:
            from_version: leave out the nodes that were there when `graph.version` was this number.
            add_shapes: write static shapes, too, as attribute `_output_shapes`.

        Raises:
            ValueError: for a node that TensorFlow has no counterpart of; the message names it.
            ImportError: when the package `tensorboard`, which has the file formats, is not installed.

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default() as graph:
        ...     two = tf.constant(2.0, name="two")
        >>> graph.as_graph_def().node[0].attr["value"].tensor.float_val[:]
        [2.0]
        """
        return GraphFiles.load("export_graph").as_graph_def(self, from_version, add_shapes)

    @property
    def graph_def_versions(self) -> Any:
        """The version of the file format, as a `VersionDef`."""
        return GraphFiles.load("export_graph").versions()


class OperationInFiles:
    """What every `tf.Operation` can say of itself as a file."""

    __slots__ = ()

    @property
    def node_def(self) -> Any:
        """This operation as a `tf.NodeDef`.

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default():
        ...     total = tf.add(1.0, 2.0, name="total")
        >>> total.op.node_def.input[:], total.op.node_def.attr["T"].type
        (['total/x', 'total/y'], 1)
        """
        return GraphFiles.load("export_graph").node_def(self)

    @property
    def op_def(self) -> Any:
        """What TensorFlow knows of operations of this type, as an `OpDef`; None for a type that it does not have."""
        return GraphFiles.load("op_defs").op_def_proto(self.type)  # type: ignore[attr-defined]


class SessionInFiles:
    """What every `tf.Session` can say of its graph as a file."""

    __slots__ = ()

    @property
    def graph_def(self) -> Any:
        """The graph of this session as a `tf.GraphDef`."""
        return self.graph.as_graph_def()  # type: ignore[attr-defined]


class VariableInFiles:
    """What every `tf.Variable` can say of itself as a file."""

    def to_proto(self, export_scope: str | None = None) -> Any:
        """The names of its nodes, as a `VariableDef`; None when it is not in the name scope `export_scope`.

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default():
        ...     print(tf.Variable(1.0, name="v").to_proto().variable_name)
        v:0
        """
        return GraphFiles.load("variable_defs").variable_def(self, export_scope)

    @classmethod
    def from_proto(cls, variable_def: Any, import_scope: str | None = None) -> Any:
        """The variable whose nodes a `VariableDef` names; they stand in the default graph."""
        return cls(variable_def=variable_def, import_scope=import_scope)  # type: ignore[call-arg]

    def _restore(self, variable_def: Any, import_scope: str | None) -> None:
        GraphFiles.load("variable_defs").restore_variable(self, variable_def, import_scope)
