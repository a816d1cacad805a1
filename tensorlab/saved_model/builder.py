"""Writing saved models: `tf.saved_model.simple_save`, and `SavedModelBuilder` for those with several graphs.

Read next: `loader.py`.
"""

import os
import shutil
from typing import Any

from tensorlab.graph.collections import GraphKeys
from tensorlab.graph.graph import Graph
from tensorlab.graph.operation import Operation
from tensorlab.graph.scopes import get_default_graph
from tensorlab.graph.static_values import constant_value
from tensorlab.graph_files.protos import proto
from tensorlab.log_lines import get_logger
from tensorlab.saved_model import constants, signature_constants, tag_constants
from tensorlab.saved_model.signature_def_utils import predict_signature_def
from tensorlab.saved_model.utils import build_tensor_info
from tensorlab.saving.saver import Saver
from tensorlab.saving.saver_builder import everything_to_save
from tensorlab.saving.whole_files import write_whole

__all__ = ["SavedModelBuilder", "simple_save"]


class SavedModelBuilder:
    """Puts graphs and one set of values for their variables into a folder.

    Args:
        export_dir: the folder; it must not exist yet, or be empty.

    Raises:
        AssertionError: when there is something in the folder.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/saved_model/Builder

    >>> import tempfile
    >>> import tensorlab as tf
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     builder = tf.saved_model.builder.SavedModelBuilder(folder)
    ...     with tf.Graph().as_default(), tf.Session() as sess:
    ...         w = tf.Variable(2.0, name="w")
    ...         sess.run(w.initializer)
    ...         builder.add_meta_graph_and_variables(sess, ["mine"])
    ...         _ = builder.save()
    ...     with tf.Graph().as_default(), tf.Session() as sess:
    ...         _ = tf.saved_model.loader.load(sess, ["mine"], folder)
    ...         print(sess.run("w:0"))
    2.0
    """

    def __init__(self, export_dir: Any) -> None:
        self._export_dir = os.fsdecode(export_dir)
        self._saved_model = proto("SavedModel")(
            saved_model_schema_version=constants.SAVED_MODEL_SCHEMA_VERSION
        )
        self._has_saved_variables = False
        if os.path.isdir(self._export_dir) and os.listdir(self._export_dir):
            raise AssertionError(
                "Export directory already exists, and isn't empty. Please choose a different export directory, or "
                f"delete all the contents of the specified directory: {self._export_dir}"
            )
        os.makedirs(self._export_dir, exist_ok=True)

    def add_meta_graph_and_variables(
        self,
        sess: Any,
        tags: Any,
        signature_def_map: Any = None,
        assets_collection: Any = None,
        legacy_init_op: Operation | None = None,
        clear_devices: bool = False,
        main_op: Operation | None = None,
        strip_default_attrs: bool = False,
        saver: Saver | None = None,
        train_op: Any = None,
    ) -> None:
        """Add the default graph, and the values of its variables in a session.

        Args:
            sess: the session.
            tags: names under which this graph is found, such as `[tf.saved_model.tag_constants.SERVING]`.
            signature_def_map: a dictionary from names to signatures.
            assets_collection: tensors with the names of files that are to come along.
            legacy_init_op: an older name of `main_op`.
            clear_devices: leave out which device a node asks for.
            main_op: an operation that is run when the model is loaded.
            strip_default_attrs: leave attributes that have their default out of the file.
            saver: the saver that writes the values; by default a new one for all variables.
            train_op: the operation that trains, kept in a collection.

        Raises:
            AssertionError: when values were saved already, or a signature lacks a name or a dtype.
        """
        if self._has_saved_variables:
            raise AssertionError(
                "Graph state including variables and assets has already been saved. Please invoke "
                "`add_meta_graph()` instead."
            )
        self._prepare(signature_def_map, assets_collection, main_op, legacy_init_op, train_op)
        os.makedirs(os.path.join(self._export_dir, constants.VARIABLES_DIRECTORY), exist_ok=True)
        saver = saver or _saver_of_everything()
        saver.save(sess, variables_path(self._export_dir), write_meta_graph=False, write_state=False)
        self._add(saver, tags, signature_def_map, assets_collection, clear_devices, strip_default_attrs)
        self._has_saved_variables = True

    def add_meta_graph(
        self,
        tags: Any,
        signature_def_map: Any = None,
        assets_collection: Any = None,
        legacy_init_op: Operation | None = None,
        clear_devices: bool = False,
        main_op: Operation | None = None,
        strip_default_attrs: bool = False,
        saver: Saver | None = None,
        train_op: Any = None,
    ) -> None:
        """Add the default graph, for the values that were saved before; see `add_meta_graph_and_variables`.

        Raises:
            AssertionError: when no values were saved yet.
        """
        if not self._has_saved_variables:
            raise AssertionError(
                "Graph state including variables and assets has not been saved yet. Please invoke "
                "`add_meta_graph_and_variables()` first."
            )
        self._prepare(signature_def_map, assets_collection, main_op, legacy_init_op, train_op)
        saver = saver or _saver_of_everything()
        self._add(saver, tags, signature_def_map, assets_collection, clear_devices, strip_default_attrs)

    def save(self, as_text: bool = False) -> bytes:
        """Write the file that makes the folder a saved model; its path, as bytes as in TensorFlow."""
        from google.protobuf import text_format

        os.makedirs(self._export_dir, exist_ok=True)
        name = constants.SAVED_MODEL_FILENAME_PBTXT if as_text else constants.SAVED_MODEL_FILENAME_PB
        path = os.path.join(self._export_dir, name)
        text = text_format.MessageToString(self._saved_model).encode() if as_text else None
        write_whole(path, text if text is not None else self._saved_model.SerializeToString())
        get_logger().info("SavedModel written to: %s", path)
        return os.fsencode(path)

    def _prepare(
        self, signatures: Any, assets: Any, main_op: Any, legacy_init_op: Any, train_op: Any
    ) -> None:
        """Check the arguments, and note in the graph which operations are to be run."""
        graph = get_default_graph()
        for signature in (signatures or {}).values():
            for info in (*signature.inputs.values(), *signature.outputs.values()):
                if not info.WhichOneof("encoding") or not info.dtype:
                    raise AssertionError(
                        "All TensorInfo protos used in the SignatureDefs must have the name and dtype fields set: "
                        f"{info}"
                    )
        if main_op is None:
            main_op = legacy_init_op
        if main_op is not None:
            if not isinstance(main_op, Operation):
                raise TypeError(f"main_op needs to be an Operation: {main_op!r}")
            for key in (constants.MAIN_OP_KEY, constants.LEGACY_INIT_OP_KEY):
                if graph.get_collection(key):
                    raise ValueError(
                        f"Graph already contains one or more main ops under the collection {key}."
                    )
            graph.add_to_collection(constants.MAIN_OP_KEY, main_op)
        if train_op is not None:
            graph.add_to_collection(constants.TRAIN_OP_KEY, train_op)

    def _add(
        self, saver: Saver, tags: Any, signatures: Any, assets: Any, clear_devices: bool, strip: bool
    ) -> None:
        meta_graph = saver.export_meta_graph(clear_devices=clear_devices, strip_default_attrs=strip)
        for tensor in assets or ():
            self._add_asset(meta_graph, tensor)
        meta_graph.meta_info_def.tags.extend(tags)
        for name, signature in (signatures or {}).items():
            meta_graph.signature_def[name].CopyFrom(signature)
        self._saved_model.meta_graphs.add().CopyFrom(meta_graph)

    def _add_asset(self, meta_graph: Any, tensor: Any) -> None:
        """Copy the file that a tensor names into the folder, and say so in the graph."""
        value = constant_value(tensor)
        if value is None or value.ndim:
            raise ValueError(
                f"Invalid asset filepath tensor {tensor}: the name of one file must be a constant."
            )
        path = os.fsdecode(value.item())
        folder = os.path.join(self._export_dir, constants.ASSETS_DIRECTORY)
        os.makedirs(folder, exist_ok=True)
        shutil.copyfile(path, os.path.join(folder, os.path.basename(path)))
        described = meta_graph.asset_file_def.add(filename=os.path.basename(path))
        described.tensor_info.name = build_tensor_info(tensor).name
        meta_graph.collection_def[constants.ASSETS_KEY].any_list.value.add().Pack(described)


def variables_path(export_dir: str) -> str:
    """The path of the checkpoint in a saved model."""
    return os.path.join(export_dir, constants.VARIABLES_DIRECTORY, constants.VARIABLES_FILENAME)


def _saver_of_everything(graph: Graph | None = None) -> Saver:
    """A new saver for all variables of the default graph; it does nothing where there are none."""
    return Saver(everything_to_save(graph or get_default_graph()), sharded=True, allow_empty=True)


def simple_save(
    session: Any,
    export_dir: Any,
    inputs: dict[str, Any],
    outputs: dict[str, Any],
    legacy_init_op: Operation | None = None,
) -> None:
    """Save a session's graph and variables for programs that only use it.

    Args:
        session: the session.
        export_dir: a new folder.
        inputs: what goes in: a dictionary from names to tensors.
        outputs: what comes out.
        legacy_init_op: an operation that is run when the model is loaded.

    Raises:
        AssertionError: when there is something in the folder.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/saved_model/simple_save

    >>> import tempfile
    >>> import tensorlab as tf
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with tf.Graph().as_default(), tf.Session() as sess:
    ...         x = tf.placeholder(tf.float32, [None], name="x")
    ...         w = tf.Variable(3.0)
    ...         sess.run(w.initializer)
    ...         tf.saved_model.simple_save(sess, folder, {"x": x}, {"y": tf.multiply(w, x, name="y")})
    ...     with tf.Graph().as_default(), tf.Session() as sess:
    ...         model = tf.saved_model.loader.load(sess, ["serve"], folder)
    ...         name = model.signature_def["serving_default"].outputs["y"].name
    ...         print(name, sess.run(name, {"x:0": [1.0, 2.0]}))
    y:0 [3. 6.]
    """
    builder = SavedModelBuilder(export_dir)
    key = signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY
    builder.add_meta_graph_and_variables(
        session,
        tags=[tag_constants.SERVING],
        signature_def_map={key: predict_signature_def(inputs, outputs)},
        assets_collection=get_default_graph().get_collection(GraphKeys.ASSET_FILEPATHS),
        main_op=legacy_init_op,
        clear_devices=True,
    )
    builder.save()
