"""TensorFlow's file formats as protobuf classes: `GraphDef`, `NodeDef`, `AttrValue`, `MetaGraphDef`, ...

They come from the package `tensorboard`, which has them without TensorFlow; it is loaded when the first of them is
named. Read next: `tensor_proto.py`.
"""

from importlib import import_module
from typing import Any

_PLACES = {
    "graph_pb2": "GraphDef",
    "node_def_pb2": "NodeDef",
    "attr_value_pb2": "AttrValue NameAttrList",
    "function_pb2": "FunctionDef FunctionDefLibrary GradientDef",
    "meta_graph_pb2": "MetaGraphDef CollectionDef SignatureDef TensorInfo AssetFileDef",
    "saver_pb2": "SaverDef",
    "variable_pb2": "VariableDef SaveSliceInfoDef",
    "op_def_pb2": "OpDef OpList",
    "tensor_pb2": "TensorProto",
    "tensor_shape_pb2": "TensorShapeProto",
    "versions_pb2": "VersionDef",
    "types_pb2": "DataType",
    "saved_object_graph_pb2": "SavedObjectGraph",
    "struct_pb2": "StructuredValue",
    "": "QueueRunnerDef SavedModel",
}
PLACES = {name: module for module, names in _PLACES.items() for name in names.split()}
"""For every class: the module of `tensorboard.compat.proto` that it stands in; "" for those described below."""


def proto(name: str) -> Any:
    """One of TensorFlow's message classes, by name.

    Raises:
        ImportError: when the package that has them is not installed; the message says how to install it.

    >>> proto("GraphDef")().DESCRIPTOR.full_name
    'tensorboard.GraphDef'
    """
    try:
        if not PLACES[name]:
            return _described()[name]
        module = import_module(f"tensorboard.compat.proto.{PLACES[name]}")
    except ImportError as error:
        raise ImportError(
            f"TensorFlow's file formats (here {name}) come with TensorBoard, which is not installed. Install it: "
            "pip install tensorlab[tensorboard]"
        ) from error
    return getattr(module, name)


_made: dict[str, Any] = {}


def _described() -> dict[str, Any]:
    """The two messages that TensorBoard does not bring along, described field by field.

    The numbers are those of queue_runner.proto and saved_model.proto in
    https://github.com/tensorflow/tensorflow/tree/v1.15.0/tensorflow/core/protobuf
    """
    if _made:
        return _made
    meta_graph = import_module("tensorboard.compat.proto.meta_graph_pb2")
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

    field = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(
        name="tensorlab/more_files.proto",
        package="tensorboard",
        syntax="proto3",
        dependency=[meta_graph.DESCRIPTOR.name],
    )
    text, number, message = field.TYPE_STRING, field.TYPE_INT64, field.TYPE_MESSAGE
    one, many = field.LABEL_OPTIONAL, field.LABEL_REPEATED
    fields = {
        "QueueRunnerDef": [
            ("queue_name", 1, text, one),
            ("enqueue_op_name", 2, text, many),
            ("close_op_name", 3, text, one),
            ("cancel_op_name", 4, text, one),
            ("queue_closed_exception_types", 5, field.TYPE_INT32, many),
        ],
        "SavedModel": [
            ("saved_model_schema_version", 1, number, one),
            ("meta_graphs", 2, message, many),
        ],
    }
    for name, entries in fields.items():
        described = file.message_type.add(name=name)
        for key, place, kind, label in entries:
            target = ".tensorboard.MetaGraphDef" if kind == message else None
            described.field.add(name=key, number=place, type=kind, label=label, type_name=target)
    pool = descriptor_pool.Default()
    pool.Add(file) if hasattr(pool, "Add") else pool.AddSerializedFile(file.SerializeToString())
    for name in fields:
        _made[name] = message_factory.GetMessageClass(pool.FindMessageTypeByName(f"tensorboard.{name}"))
    return _made


def __getattr__(name: str) -> Any:
    if name not in PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return proto(name)
