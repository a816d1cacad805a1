"""Scaffold: the operations that a training session needs besides the training, gathered or made.

Read next: `session_manager.py`, which runs them; `monitored_session.py`.
"""

from collections.abc import Callable
from typing import Any

from tensorlab.graph.collections import GraphKeys, add_to_collection, get_collection
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import string
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import current_graph, name_scope
from tensorlab.log_lines import get_logger
from tensorlab.ops.flow import group, no_op
from tensorlab.ops.variable_lists import (
    global_variables,
    global_variables_initializer,
    local_variables_initializer,
    report_uninitialized_variables,
    tables_initializer,
)
from tensorlab.saving.saver import Saver
from tensorlab.summaries.merging import merge_all


class Scaffold:
    """Keeps what prepares, checks, summarises and saves a model; what is not given, is looked for or made.

    `finalize` looks into the collections of the graph first (INIT_OP, READY_OP, ...), makes what is missing, adds it
    there, and closes the graph. What was given to the constructor joins no collection.

    Args:
        init_op: initialises the global variables.
        init_feed_dict: what is fed to it.
        init_fn: a function called after init_op, as `init_fn(scaffold, session)`.
        ready_op: a tensor with the names of the variables that have no value yet; ready means none.
        ready_for_local_init_op: the same for what must have a value before local_init_op runs.
        local_init_op: initialises local variables and tables; it runs in every new session.
        summary_op: all summaries of the graph in one.
        saver: a `tf.train.Saver`.
        copy_from_scaffold: another scaffold, which has what is not given here.

    Raises:
        TypeError: when `copy_from_scaffold` is no scaffold.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/Scaffold

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default() as graph:
    ...     w = tf.Variable(1.0)
    ...     scaffold = Scaffold().finalize()
    ...     print(scaffold.init_op.name, scaffold.summary_op, graph.finalized)
    group_deps None True
    """

    def __init__(
        self,
        init_op: Any = None,
        init_feed_dict: Any = None,
        init_fn: Callable[[Any, Any], Any] | None = None,
        ready_op: Any = None,
        ready_for_local_init_op: Any = None,
        local_init_op: Any = None,
        summary_op: Any = None,
        saver: Any = None,
        copy_from_scaffold: Any = None,
    ) -> None:
        other = copy_from_scaffold
        if other is not None:
            if not isinstance(other, Scaffold):
                raise TypeError(f"copy_from_scaffold is not a Scaffold instance, but {type(other).__name__}.")
            init_op = other.init_op if init_op is None else init_op
            init_feed_dict = other.init_feed_dict if init_feed_dict is None else init_feed_dict
            init_fn = other._given_init_fn if init_fn is None else init_fn
            ready_op = other.ready_op if ready_op is None else ready_op
            if ready_for_local_init_op is None:
                ready_for_local_init_op = other.ready_for_local_init_op
            local_init_op = other.local_init_op if local_init_op is None else local_init_op
            summary_op = other.summary_op if summary_op is None else summary_op
            saver = other.saver if saver is None else saver
        self._given_init_fn: Callable[[Any, Any], Any] | None = init_fn
        self._init_op = init_op
        self._init_feed_dict = init_feed_dict
        self._ready_op = ready_op
        self._ready_for_local_init_op = ready_for_local_init_op
        self._local_init_op = local_init_op
        self._summary_op = summary_op
        self._saver = saver

    def finalize(self) -> "Scaffold":
        """Find or make what was not given, and close the graph."""
        find, keys = Scaffold.get_or_default, GraphKeys
        if self._init_op is None:
            self._init_op = find("init_op", keys.INIT_OP, _default_init_op)
        if self._ready_op is None:
            self._ready_op = find("ready_op", keys.READY_OP, _default_ready_op)
        if self._ready_for_local_init_op is None:
            self._ready_for_local_init_op = find(
                "ready_for_local_init_op", keys.READY_FOR_LOCAL_INIT_OP, _default_ready_for_local_init_op
            )
        if self._local_init_op is None:
            self._local_init_op = find("local_init_op", keys.LOCAL_INIT_OP, Scaffold.default_local_init_op)
        if self._summary_op is None:
            self._summary_op = find("summary_op", keys.SUMMARY_OP, merge_all)
        if self._saver is None:
            self._saver = find("saver", keys.SAVERS, lambda: Saver(sharded=True, allow_empty=True))
        self._saver.build()
        current_graph().finalize()
        get_logger().info("Graph was finalized.")
        return self

    @property
    def init_fn(self) -> Callable[[Any], Any] | None:
        """The function that is called after init_op, with the session; None when there is none."""
        given = self._given_init_fn
        return None if given is None else lambda session: given(self, session)

    @property
    def init_op(self) -> Any:
        """What initialises the global variables."""
        return self._init_op

    @property
    def ready_op(self) -> Any:
        """What names the variables that have no value yet."""
        return self._ready_op

    @property
    def ready_for_local_init_op(self) -> Any:
        """What names the variables that must have a value before local_init_op runs."""
        return self._ready_for_local_init_op

    @property
    def local_init_op(self) -> Any:
        """What initialises local variables and tables."""
        return self._local_init_op

    @property
    def summary_op(self) -> Any:
        """All summaries in one; None when there are none."""
        return self._summary_op

    @property
    def saver(self) -> Any:
        """What saves the variables."""
        return self._saver

    @property
    def init_feed_dict(self) -> Any:
        """What is fed to init_op."""
        return self._init_feed_dict

    @staticmethod
    def get_or_default(arg_name: str, collection_key: str, default_constructor: Callable[[], Any]) -> Any:
        """What a collection holds; else what the function makes, which then joins the collection.

        Raises:
            RuntimeError: when the collection holds several things.
        """
        found = get_collection(collection_key)
        if len(found) > 1:
            raise RuntimeError(
                f'More than one item in the collection "{collection_key}". Please indicate which one to use by passing '
                f"it to the tf.train.Scaffold constructor: tf.train.Scaffold({arg_name}=item to use)."
            )
        if found:
            return found[0]
        made = default_constructor()
        if made is not None:
            add_to_collection(collection_key, made)
        return made

    @staticmethod
    def default_local_init_op() -> Operation:
        """What initialises local variables, and runs the collection TABLE_INITIALIZERS."""
        return group(local_variables_initializer(), tables_initializer(), no_op(name="init"))


def _default_init_op() -> Any:
    return group(global_variables_initializer(), no_op(name="init"))


def _default_ready_op() -> Any:
    return _names_in_one(report_uninitialized_variables())


def _default_ready_for_local_init_op() -> Any:
    return _names_in_one(report_uninitialized_variables(global_variables()))


def _names_in_one(variables: Any) -> Any:
    """TensorFlow lists resources behind the variables; there are none here, but the nodes bear its names."""
    with name_scope("report_uninitialized_resources"):
        resources = convert_to_tensor([], dtype=string, name="Const")
    return build("ConcatV2", [variables, resources], 0, name="concat")
