"""`tf.train.Saver`: writes the values of variables into files, and reads them back.

A saver adds nodes to the graph when it is made (`saver_builder.py`). Then `save` runs them and keeps the list of
checkpoints; `restore` runs them the other way round.

Read next: `reader.py`, which looks into a checkpoint without a graph.
"""

import os
import time
import warnings
from typing import Any

import numpy as np

from tensorlab.errors import (
    FailedPreconditionError,
    InvalidArgumentError,
    NotFoundError,
    UnimplementedError,
)
from tensorlab.graph.graph import Graph
from tensorlab.graph.scopes import current_graph, get_default_graph
from tensorlab.graph_files.protos import proto
from tensorlab.log_lines import get_logger
from tensorlab.run.session import BaseSession
from tensorlab.saving.checkpoint_files import INDEX
from tensorlab.saving.checkpoint_state import update_checkpoint_state, update_relative_state
from tensorlab.saving.kept_checkpoints import KeptCheckpoints
from tensorlab.saving.open_checkpoint import refuse_missing
from tensorlab.saving.restoring import check_shapes, explained
from tensorlab.saving.saver_builder import BaseSaverBuilder, everything_to_save
from tensorlab.saving.saver_def import PlainSaverDef, as_message, copied, is_saver_def
from tensorlab.saving.whole_files import write_whole

__all__ = ["Saver"]


class Saver(KeptCheckpoints):
    """Saves variables into the files of a checkpoint, and restores them.

    Args:
        var_list: which variables: a list of them, or a dictionary from their names in the files to the variables;
            all global variables by default.
        reshape: whether a variable may take a value of another shape with as many entries.
        sharded: whether the variables of each device are written by themselves and then joined.
        max_to_keep: how many checkpoints stay; older ones are removed. None or 0: all.
        keep_checkpoint_every_n_hours: one checkpoint in so many hours stays for good.
        name: the name scope of its nodes, "save" by default.
        restore_sequentially: accepted as in TensorFlow; one node reads all values.
        saver_def: the SaverDef of nodes that the graph has already, instead of new ones.
        builder: a `BaseSaverBuilder` that makes other nodes.
        defer_build: add the nodes when `build()` is called.
        allow_empty: be content with no variable at all: then nothing is saved or restored.
        write_version: accepted as in TensorFlow; there is one format.
        pad_step_number: write the step into the file's name with eight digits.
        save_relative_paths: let the list of checkpoints name them relative to its folder, so that it can be moved.
        filename: what to save under if nothing else is said.

    Raises:
        ValueError: without variables, or when a name or a variable comes twice.
        TypeError: for what is no variable.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/Saver

    >>> import tempfile
    >>> import tensorlab as tf
    >>> with tempfile.TemporaryDirectory() as folder, tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable([1.0, 2.0], name="w")
    ...     saver = tf.train.Saver()
    ...     sess.run(w.initializer)
    ...     path = saver.save(sess, folder + "/model", global_step=10, write_meta_graph=False)
    ...     sess.run(w.assign([0.0, 0.0]))
    ...     saver.restore(sess, path)
    ...     print(path == folder + "/model-10", sess.run(w))
    array([0., 0.], dtype=float32)
    True [1. 2.]
    """

    def __init__(
        self,
        var_list: Any = None,
        reshape: bool = False,
        sharded: bool = False,
        max_to_keep: int | None = 5,
        keep_checkpoint_every_n_hours: float = 10000.0,
        name: str | None = None,
        restore_sequentially: bool = False,
        saver_def: Any = None,
        builder: Any = None,
        defer_build: bool = False,
        allow_empty: bool = False,
        write_version: int = PlainSaverDef.V2,
        pad_step_number: bool = False,
        save_relative_paths: bool = False,
        filename: str | None = None,
    ) -> None:
        super().__init__()
        if defer_build and var_list:
            raise ValueError(
                "If `var_list` is provided then build cannot be deferred. Either set defer_build=False or "
                "var_list=None."
            )
        if saver_def is not None and not is_saver_def(saver_def):
            raise ValueError(f"saver_def must be a SaverDef: {saver_def}")
        self._var_list = var_list
        self._settings: dict[str, Any] = {
            "reshape": reshape,
            "sharded": sharded,
            "max_to_keep": max_to_keep,
            "keep_checkpoint_every_n_hours": keep_checkpoint_every_n_hours,
            "name": name,
            "restore_sequentially": restore_sequentially,
            "filename": filename,
        }
        self._def: Any = None if saver_def is None else copied(saver_def)
        self._builder = builder
        self._name = name
        self._write_version = write_version
        self._pad_step_number = pad_step_number
        self._save_relative_paths = save_relative_paths
        self._allow_empty = allow_empty
        self._is_built = self._is_empty = False
        self._exported: tuple[Any, bytes] | None = None
        if not defer_build:
            self.build()

    def build(self) -> None:
        """Add the nodes to the graph, if that was deferred."""
        if self._is_built:
            return
        self._is_built = True
        if self._def is None:
            if self._var_list is None:
                self._var_list = everything_to_save(get_default_graph())
            if not self._var_list:
                if not self._allow_empty:
                    raise ValueError("No variables to save. Make the saver after the variables.")
                self._is_empty = True
                return
            builder = self._builder or BaseSaverBuilder(self._write_version)
            self._def = builder.build(self._var_list, **self._settings)
        elif self._name:
            for field in ("filename_tensor_name", "save_tensor_name", "restore_op_name"):
                setattr(self._def, field, f"{self._name}/{getattr(self._def, field)}")
        for field in ("save_tensor_name", "restore_op_name"):
            if not getattr(self._def, field):
                raise ValueError(f"saver_def must specify the {field}: {self._def}")
        self._next_checkpoint_time = time.time() + self._def.keep_checkpoint_every_n_hours * 3600

    def _limits(self) -> tuple[int, float]:
        return self._def.max_to_keep, self._def.keep_checkpoint_every_n_hours

    # --- as data ------------------------------------------------------------------------------------------

    @property
    def saver_def(self) -> Any:
        """The SaverDef: the names of its nodes, and its settings; None for a saver without variables."""
        if self._def is not None:
            self._def = as_message(self._def)
        return self._def

    @saver_def.setter
    def saver_def(self, value: Any) -> None:
        self._def = value

    def as_saver_def(self) -> Any:
        """The SaverDef, see `saver_def`."""
        return self.saver_def

    def to_proto(self, export_scope: str | None = None) -> Any:
        """The SaverDef, with the names as they are inside a scope; None when its nodes are not there."""
        if export_scope is None or self._def is None:
            return self.saver_def
        scope = export_scope.rstrip("/") + "/"
        inside = copied(self.saver_def)
        for field in ("filename_tensor_name", "save_tensor_name", "restore_op_name"):
            name = getattr(inside, field)
            if not name.startswith(scope):
                return None
            setattr(inside, field, name.removeprefix(scope))
        return inside

    @staticmethod
    def from_proto(saver_def: Any, import_scope: str | None = None) -> "Saver":
        """A saver for nodes that the graph has already."""
        return Saver(saver_def=saver_def, name=import_scope)

    # --- saving -------------------------------------------------------------------------------------------

    def save(
        self,
        sess: Any,
        save_path: Any,
        global_step: Any = None,
        latest_filename: str | None = None,
        meta_graph_suffix: str = "meta",
        write_meta_graph: bool = True,
        write_state: bool = True,
        strip_default_attrs: bool = False,
        save_debug_info: bool = False,
    ) -> str | None:
        """Write the variables' values, as they are in a session, into files.

        The files are complete or not there: a program that is killed at any moment leaves the checkpoint before it
        whole, and `tf.train.latest_checkpoint` finds that one.

        Args:
            sess: the session.
            save_path: where to: `"folder/model.ckpt"` makes `model.ckpt.index`, `model.ckpt.data-00000-of-00001`,
                `model.ckpt.meta`, and the list `checkpoint`.
            global_step: a number that is added to the name: an int, a tensor, a variable, or a tensor's name.
            latest_filename: what the list is called, if not "checkpoint".
            meta_graph_suffix: how the name of the graph's file ends.
            write_meta_graph: whether to write the graph, too.
            write_state: whether to write the list.
            strip_default_attrs: leave attributes that have their default out of the graph's file.
            save_debug_info: accepted as in TensorFlow.

        Returns:
            The path of the checkpoint, for `restore`; None when there are no variables.

        Raises:
            TypeError: when `sess` is no session.
            ValueError: when the folder does not exist, or the names collide.
            tf.errors.FailedPreconditionError: when a variable has no value yet.
        """
        if not self._is_built:
            raise RuntimeError("`build()` should be called before save if defer_build==True")
        latest_filename = latest_filename or "checkpoint"
        save_path = os.fspath(save_path)
        if os.path.split(latest_filename)[0]:
            raise ValueError(f"'latest_filename' must not contain path components: {latest_filename!r}")
        if not isinstance(sess, BaseSession):
            raise TypeError(f"'sess' must be a Session; {sess}")
        if global_step is not None:
            if not isinstance(global_step, (int, np.integer)):
                global_step = int(sess.run(global_step))
            path = (
                f"{save_path}-{global_step:08d}" if self._pad_step_number else f"{save_path}-{global_step:d}"
            )
        else:
            path = save_path
            if os.path.basename(save_path) == latest_filename and not self._settings["sharded"]:
                raise ValueError(
                    f"'latest_filename' collides with 'save_path': '{latest_filename}' and '{save_path}'. Give the "
                    "checkpoint another name, such as 'model.ckpt'."
                )
        folder = os.path.dirname(save_path)
        if not self._is_empty:
            path = self._save_values(sess, path, folder)
        if write_meta_graph:
            self._save_graph(sess.graph, f"{path}.{meta_graph_suffix}", strip_default_attrs)
        if self._is_empty:
            return None
        if write_state:  # last: what the list names is all there
            self._note_checkpoint(path)
            update = update_relative_state if self._save_relative_paths else update_checkpoint_state
            update(folder, path, self.last_checkpoints, latest_filename)
            self._remove_old(meta_graph_suffix)
        return path

    def _save_values(self, sess: Any, path: str, folder: str) -> str:
        try:
            saved = sess.run(self._def.save_tensor_name, {self._def.filename_tensor_name: path})
        except (FailedPreconditionError, NotFoundError):
            if folder and not os.path.isdir(folder):
                raise ValueError(
                    f"Parent directory of {path} doesn't exist, can't save. Make it first: "
                    f"os.makedirs({folder!r}, exist_ok=True)."
                ) from None
            raise
        return saved.decode() if isinstance(saved, bytes) else str(saved)

    def _save_graph(self, graph: Graph, path: str, strip_default_attrs: bool) -> None:
        """Write the graph's file; where that cannot be, say so once: the values are the more important part."""
        try:
            content = self._graph_content(graph, strip_default_attrs)
        except (ImportError, NotImplementedError, UnimplementedError, ValueError, TypeError) as error:
            ending = path.rpartition(".")[2]
            _warn_once(
                f"Only the values were saved: the file of the graph (.{ending}) was not written. {error}"
            )
            return
        write_whole(path, content)

    def _graph_content(self, graph: Graph, strip_default_attrs: bool) -> bytes:
        """The bytes of the graph's file; written anew only when the graph has changed."""
        proto("MetaGraphDef")  # without the package that has it there is nothing to write
        collections = [(key, len(graph.get_collection_ref(key))) for key in graph.get_all_collection_keys()]
        state = (graph, len(graph.get_operations()), graph.rewrites, strip_default_attrs, str(collections))
        if self._exported is None or self._exported[0] != state:
            with graph.as_default():
                exported = self.export_meta_graph(strip_default_attrs=strip_default_attrs)
            self._exported = state, exported.SerializeToString()
        return self._exported[1]

    def export_meta_graph(
        self,
        filename: str | None = None,
        collection_list: Any = None,
        as_text: bool = False,
        export_scope: str | None = None,
        clear_devices: bool = False,
        clear_extraneous_savers: bool = False,
        strip_default_attrs: bool = False,
        save_debug_info: bool = False,
    ) -> Any:
        """The default graph and this saver as a MetaGraphDef, see `tf.train.export_meta_graph`."""
        from tensorlab.graph_files.meta_graph_export import export_meta_graph  # only those who save need it

        return export_meta_graph(
            filename,
            graph=current_graph(),
            saver_def=self.saver_def,
            collection_list=collection_list,
            as_text=as_text,
            export_scope=export_scope,
            clear_devices=clear_devices,
            clear_extraneous_savers=clear_extraneous_savers,
            strip_default_attrs=strip_default_attrs,
        )

    # --- restoring ----------------------------------------------------------------------------------------

    def restore(self, sess: Any, save_path: Any) -> None:
        """Put the values of a checkpoint into the variables; they need not be initialised before.

        Either all variables of this saver get their values, or none does.

        Args:
            sess: the session.
            save_path: what `save` returned, or `tf.train.latest_checkpoint(folder)`.

        Raises:
            ValueError: when there is no such checkpoint.
            tf.errors.NotFoundError: when the checkpoint lacks a variable; the message lists near names.
            tf.errors.InvalidArgumentError: when a shape or a dtype does not fit.
            tf.errors.DataLossError: when a file is damaged, or no checkpoint.
        """
        if self._is_empty:
            return
        if save_path is None:
            raise ValueError(
                "Can't load save_path when it is None. tf.train.latest_checkpoint(folder) gives None when the folder "
                "has no checkpoint: save one first, or look for the folder's name."
            )
        path = os.fsdecode(save_path)
        if not os.path.exists(path + INDEX):
            try:
                refuse_missing(path)  # or says of a file that it is no checkpoint
            except NotFoundError as error:
                raise ValueError(f"The passed save_path is not a valid checkpoint: {path}\n{error}") from None
        get_logger().info("Restoring parameters from %s", path)
        try:
            check_shapes(sess.graph, self._def.restore_op_name, path)
            sess.run(self._def.restore_op_name, {self._def.filename_tensor_name: path})
        except NotFoundError as error:
            raise explained(error, "a Variable name or other graph key that is missing") from None
        except InvalidArgumentError as error:
            raise explained(error, "a mismatch between the current graph and the graph") from None


_warned: set[str] = set()


def _warn_once(message: str) -> None:
    if message not in _warned:
        _warned.add(message)
        warnings.warn(message, stacklevel=4)
