"""Reading the files that hold graphs: GraphDefs and MetaGraphDefs, binary or as text.

Read next: `meta_graph_import.py`, `import_graph.py`.
"""

import os
from typing import Any

from tensorlab.graph_files.protos import proto


def read_meta_graph_file(filename: Any) -> Any:
    """Read a MetaGraphDef, such as the `.meta` file of a checkpoint.

    Raises:
        OSError: when there is no such file, or it holds no MetaGraphDef.
    """
    message = read_message(filename, "MetaGraphDef")
    if not message.HasField("graph_def") and not message.collection_def:
        raise OSError(f"Cannot parse file {os.fspath(filename)}: it holds no graph.")
    return message


def read_graph_file(filename: Any, binary: bool | None = None) -> Any:
    """Read a GraphDef, a `.pb` or `.pbtxt` file.

    Raises:
        OSError: when there is no such file, or it holds no GraphDef.
    """
    return read_message(filename, "GraphDef", binary)


def read_message(filename: Any, name: str, binary: bool | None = None) -> Any:
    """Read a message of one class; binary or text, as the file is, or as `binary` says."""
    from google.protobuf import text_format
    from google.protobuf.message import DecodeError

    path = os.fspath(filename)
    if not os.path.isfile(path):
        raise OSError(f"File {path} does not exist.")
    with open(path, "rb") as file:
        content = file.read()
    message = proto(name)()
    trouble = "it is empty"
    if content and binary is not False:
        try:
            message.ParseFromString(content)
            if not list(message.UnknownFields() if hasattr(message, "UnknownFields") else ()):
                return message
            trouble = "it holds something else"
        except (DecodeError, NotImplementedError) as error:
            trouble = str(error)
            if isinstance(error, NotImplementedError):  # newer protobufs have no UnknownFields()
                return message
        message = proto(name)()
    if content and binary is not True:
        try:
            text_format.Merge(content.decode(), message)
            return message
        except (UnicodeDecodeError, text_format.ParseError) as error:
            if binary is False or _looks_like_text(content):
                trouble = str(error)
    raise OSError(
        f"Cannot parse file {path}: it is no {name}, neither in binary form nor as text ({trouble})."
    )


def _looks_like_text(content: bytes) -> bool:
    return all(byte >= 32 or byte in b"\t\n\r" for byte in content[:200])
