"""`tensorflow.python.tools.freeze_graph`: a graph and a checkpoint become one file with constants.

Read next: `tensorlab/graph_files/constants_graph.py`, which does the work.
"""

import os
from typing import Any

from tensorlab.graph.graph import Graph
from tensorlab.graph.registry import build
from tensorlab.graph_files.constants_graph import convert_variables_to_constants
from tensorlab.graph_files.import_files import read_graph_file, read_message, read_meta_graph_file
from tensorlab.graph_files.import_graph import import_graph_def
from tensorlab.run.session import Session
from tensorlab.saving.checkpoint_state import checkpoint_exists
from tensorlab.saving.reader import NewCheckpointReader
from tensorlab.saving.saver import Saver
from tensorlab.training.meta_graph_import import import_meta_graph


def freeze_graph(
    input_graph: str,
    input_saver: str,
    input_binary: bool,
    input_checkpoint: str,
    output_node_names: str,
    restore_op_name: str | None,
    filename_tensor_name: str | None,
    output_graph: str,
    clear_devices: bool,
    initializer_nodes: str,
    variable_names_whitelist: str = "",
    variable_names_blacklist: str = "",
    input_meta_graph: str | None = None,
    input_saved_model_dir: str | None = None,
    saved_model_tags: str = "serve",
    checkpoint_version: int = 2,
) -> Any:
    """Write a GraphDef in which the variables are constants with the values of a checkpoint.

    Args:
        input_graph: the file of a GraphDef. input_binary: whether it is binary, not text.
        input_saver: the file of a SaverDef, or "".
        input_checkpoint: the checkpoint, such as "folder/model-100".
        output_node_names: the wanted nodes, with commas between.
        output_graph: the file to write; "" for none.
        clear_devices: leave out which devices the nodes ask for.
        initializer_nodes: operations to run first, with commas between; "" for none.
        variable_names_whitelist, variable_names_blacklist: names of variables, with commas between.
        input_meta_graph: the file of a MetaGraphDef, in place of `input_graph`.
        restore_op_name, filename_tensor_name, checkpoint_version: accepted as in TensorFlow, without effect.
        input_saved_model_dir, saved_model_tags: not supported.

    Returns:
        The GraphDef.

    Raises:
        OSError: when a file is not there, or damaged.
        ValueError: without a checkpoint or names of outputs.

    Source: https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/python/tools/freeze_graph.py
    """
    if input_saved_model_dir:
        raise NotImplementedError(
            "freeze_graph reads no SavedModel here: load it with tf.saved_model.load in a session, then use "
            "tf.graph_util.convert_variables_to_constants."
        )
    graph_def = read_graph_file(input_graph, input_binary) if input_graph else None
    meta = read_meta_graph_file(input_meta_graph) if input_meta_graph else None
    saver_def = read_message(input_saver, "SaverDef", input_binary) if input_saver else None
    return freeze_graph_with_def_protos(
        graph_def,
        saver_def,
        input_checkpoint,
        output_node_names,
        restore_op_name,
        filename_tensor_name,
        output_graph,
        clear_devices,
        initializer_nodes,
        variable_names_whitelist,
        variable_names_blacklist,
        meta,
    )


def freeze_graph_with_def_protos(
    input_graph_def: Any,
    input_saver_def: Any,
    input_checkpoint: str,
    output_node_names: str,
    restore_op_name: str | None,
    filename_tensor_name: str | None,
    output_graph: str,
    clear_devices: bool,
    initializer_nodes: str,
    variable_names_whitelist: str = "",
    variable_names_blacklist: str = "",
    input_meta_graph_def: Any = None,
    input_saved_model_dir: str | None = None,
    saved_model_tags: Any = None,
    checkpoint_version: int = 2,
) -> Any:
    """The same with messages in place of files."""
    if not checkpoint_exists(input_checkpoint):
        raise ValueError(f"Input checkpoint {input_checkpoint!r} doesn't exist!")
    if not output_node_names:
        raise ValueError("You need to supply the name of a node to --output_node_names.")
    source = input_meta_graph_def.graph_def if input_meta_graph_def is not None else input_graph_def
    if clear_devices:
        for node in source.node:
            node.device = ""
    graph = Graph()
    with graph.as_default(), Session(graph=graph) as session:
        if input_meta_graph_def is not None:
            saver: Any = import_meta_graph(input_meta_graph_def, clear_devices=True)
        else:
            import_graph_def(input_graph_def, name="")
            saver = Saver(saver_def=input_saver_def) if input_saver_def is not None else None
        if saver is not None:
            saver.restore(session, input_checkpoint)
        else:
            _restore_by_name(session, graph, input_checkpoint)
        if initializer_nodes:
            session.run(_names(initializer_nodes))
        frozen = convert_variables_to_constants(
            session,
            source,
            _names(output_node_names),
            _names(variable_names_whitelist) or None,
            _names(variable_names_blacklist) or None,
        )
    if output_graph:
        unfinished = f"{output_graph}.tmp{os.getpid()}"
        with open(unfinished, "wb") as file:
            file.write(frozen.SerializeToString())
        os.replace(unfinished, output_graph)
    return frozen


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.replace(" ", "").split(",") if name.strip()]


def _restore_by_name(session: Any, graph: Graph, path: str) -> None:
    """Give every variable of the graph the value that the checkpoint has under its name."""
    reader = NewCheckpointReader(path)
    for name in reader.get_variable_to_shape_map():
        operation = graph._by_name.get(name)
        if operation is not None and operation.type == "VariableV2":
            with graph.as_default():
                value = build("Const", reader.get_tensor(name), name="freeze_graph/value")
                session.run(build("Assign", operation.outputs[0], value, name="freeze_graph/Assign"))
