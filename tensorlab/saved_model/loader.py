"""Reading saved models: `tf.saved_model.loader.load`.

Read next: `tensorlab/graph_files/meta_graph_import.py`.
"""

import os
from typing import Any

from tensorlab.graph.scopes import current_graph
from tensorlab.graph_files.protos import proto
from tensorlab.saved_model import constants
from tensorlab.saved_model.builder import variables_path
from tensorlab.training.meta_graph_import import import_meta_graph

__all__ = ["load", "maybe_saved_model_directory"]


def maybe_saved_model_directory(export_dir: Any) -> bool:
    """Whether a folder may hold a saved model.

    >>> maybe_saved_model_directory("no/such/folder")
    False
    """
    return _path(export_dir) is not None


def _path(export_dir: Any) -> str | None:
    for name in (constants.SAVED_MODEL_FILENAME_PB, constants.SAVED_MODEL_FILENAME_PBTXT):
        path = os.path.join(os.fsdecode(export_dir), name)
        if os.path.exists(path):
            return path
    return None


def load(sess: Any, tags: Any, export_dir: Any, import_scope: str | None = None, **saver_kwargs: Any) -> Any:
    """Add the graph of a saved model to a session's graph, and give its variables their values.

    Args:
        sess: the session.
        tags: the tags of the graph that is meant, such as `["serve"]`: all of them.
        export_dir: the folder.
        import_scope: a name scope for the nodes.
        **saver_kwargs: passed on to `tf.train.import_meta_graph`.

    Returns:
        The `MetaGraphDef`; its `signature_def` says what goes in and comes out.

    Raises:
        RuntimeError: when no graph of the model has these tags; the message lists those that there are.
        OSError: when there is no saved model.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/saved_model/load
    """
    folder = os.fsdecode(export_dir)
    meta_graph = _with_tags(_parsed(folder), tags)
    with sess.graph.as_default():
        saver = import_meta_graph(meta_graph, import_scope=import_scope, **saver_kwargs)
        if saver is not None:
            saver.restore(sess, variables_path(folder))
        operation = _main_operation(meta_graph, import_scope)
        if operation is not None:
            sess.run(operation, _asset_feeds(meta_graph, folder, import_scope))
    return meta_graph


def _parsed(folder: str) -> Any:
    from google.protobuf import message, text_format

    path = _path(folder)
    if path is None:
        raise OSError(
            f"SavedModel file does not exist at: {folder}/{{{constants.SAVED_MODEL_FILENAME_PBTXT}|"
            f"{constants.SAVED_MODEL_FILENAME_PB}}}"
        )
    with open(path, "rb") as file:
        content = file.read()
    model = proto("SavedModel")()
    try:
        if path.endswith(constants.SAVED_MODEL_FILENAME_PB):
            model.ParseFromString(content)
        else:
            text_format.Merge(content.decode(), model)
    except (message.DecodeError, text_format.ParseError, UnicodeDecodeError) as error:
        raise OSError(f"Cannot parse file {path}: {error}.") from None
    return model


def _with_tags(model: Any, tags: Any) -> Any:
    wanted = {tags} if isinstance(tags, str) else set(tags)
    known = [set(meta_graph.meta_info_def.tags) for meta_graph in model.meta_graphs]
    if wanted not in known:
        raise RuntimeError(
            f"MetaGraphDef associated with tags {tags} could not be found in SavedModel. It has "
            f"{' and '.join(str(sorted(one)) for one in known) or 'no graph'}."
        )
    return model.meta_graphs[known.index(wanted)]


def _main_operation(meta_graph: Any, import_scope: str | None) -> Any:
    """The operation that is to be run after the values were restored."""
    signature = meta_graph.signature_def.get("__saved_model_init_op") if meta_graph.signature_def else None
    found = [signature.outputs["__saved_model_init_op"].name] if signature is not None else []
    for key in (constants.MAIN_OP_KEY, constants.LEGACY_INIT_OP_KEY):
        if not found and key in meta_graph.collection_def:
            found = list(meta_graph.collection_def[key].node_list.value)
            if len(found) != 1:
                raise RuntimeError(f"Expected exactly one SavedModel init op. Found: {found}")
    if not found:
        return None
    return current_graph().as_graph_element(_in_scope(found[0], import_scope))


def _asset_feeds(meta_graph: Any, folder: str, import_scope: str | None) -> dict[str, str]:
    """For every tensor that names a file which came along, where it is now."""
    assets = list(meta_graph.asset_file_def)
    if not assets and constants.ASSETS_KEY in meta_graph.collection_def:
        for packed in meta_graph.collection_def[constants.ASSETS_KEY].any_list.value:
            assets.append(proto("AssetFileDef").FromString(packed.value))
    return {
        _in_scope(asset.tensor_info.name, import_scope): os.path.join(
            folder, constants.ASSETS_DIRECTORY, os.path.basename(asset.filename)
        )
        for asset in assets
    }


def _in_scope(name: str, import_scope: str | None) -> str:
    return f"{import_scope}/{name}" if import_scope else name
