"""Session: computes what a graph describes, and owns the variables' values while it does.

`run` turns fetches and feeds into a plan (made once, then looked up), puts the fed values and the variables
into the plan's slots, runs the loop, and hands the fetched values back in the user's own nest.

Read next: `tensorlab/record/recorder.py`, which watches sessions.
"""

from collections.abc import Callable
from threading import RLock
from typing import Any

import numpy as np

from tensorlab.devices.found import devices_for
from tensorlab.devices.placer import DeviceAttributes, Placer
from tensorlab.graph.graph import Graph
from tensorlab.graph.operation import Operation
from tensorlab.graph.scopes import DefaultGraph, DefaultSession, get_default_graph
from tensorlab.graph.tensor import Tensor
from tensorlab.in_files import SessionInFiles
from tensorlab.protos.config import ConfigProto
from tensorlab.run.execution import Execution
from tensorlab.run.fetches import FetchNest, feed_array, feed_pairs
from tensorlab.run.hooks import Hook, RunFrame, watchers
from tensorlab.run.plan import Plan
from tensorlab.run.run_metadata import fill_metadata
from tensorlab.run.store import Store
from tensorlab.sources import user_frames

MOST_PLANS = 500  # a program that adds nodes in a loop makes a new plan every time; do not keep them all


class Call:
    """What `run` looks up for one pair of fetches and fed tensors: the fetch nest, the fed tensors, the plan."""

    __slots__ = ("nest", "plain_feeds", "plan", "tensors", "watched")

    def __init__(self, nest: FetchNest, tensors: tuple[Tensor, ...], plan: Plan, one_to_one: bool) -> None:
        self.nest = nest
        self.tensors = tensors
        self.plan = plan
        self.watched: dict[
            tuple[Tensor, ...], Plan
        ] = {}  # plans that keep every value, by what else they compute
        # What the quick check of a fed array compares; None: some keys stand for several tensors each.
        self.plain_feeds = [(t, *_array_wanted(t)) for t in tensors] if one_to_one else None


def _array_wanted(tensor: Tensor) -> tuple[Any, Any]:
    """The NumPy dtype and the static sizes of a numeric tensor; sizes None: leave the check to `feed_array`."""
    dtype = tensor.dtype.base_dtype
    numeric = dtype.is_floating or dtype.is_integer
    return (np.dtype(dtype.as_numpy_dtype), tensor.shape.sizes) if numeric else (None, None)


def _fits(shape: tuple[int, ...], sizes: tuple[int | None, ...]) -> bool:
    """Whether an array's shape agrees with static sizes."""
    if len(shape) != len(sizes):
        return False
    for actual, wanted in zip(shape, sizes, strict=True):  # noqa: SIM110 (`all` would cost twice as much)
        if wanted is not None and actual != wanted:
            return False
    return True


class BaseSession(SessionInFiles):
    """What `Session` and `InteractiveSession` share."""

    def __init__(
        self, target: str = "", graph: Graph | None = None, config: ConfigProto | None = None
    ) -> None:
        if not isinstance(target, (str, bytes)):
            raise TypeError(f"target must be a string, but got {type(target)}; write Session(config=...).")
        if graph is not None and not isinstance(graph, Graph):
            raise TypeError(f"graph must be a tf.Graph, but got {type(graph)}")
        if config is not None and not isinstance(config, ConfigProto):
            raise TypeError(f"config must be a tf.ConfigProto, but got {type(config)}")
        self.sess_str = target
        self._graph = graph if graph is not None else get_default_graph()
        self._config = config if config is not None else ConfigProto()
        self._store = Store()
        asked = self._config
        self._placer = Placer(
            devices_for(asked),
            asked.allow_soft_placement,
            asked.log_device_placement,
            asked.graph_options.place_pruned_graph,
        )
        self._execution = Execution(asked)
        self._calls: dict[Any, Call] = {}
        self._plans: dict[Any, Plan] = {}
        self._rewrites = self._graph.rewrites
        self._hooks: list[Hook] = []
        self._closed = False
        self._looking_up = RLock()  # threads of an input pipeline run one session at once

    @property
    def graph(self) -> Graph:
        """The graph that this session runs."""
        return self._graph

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    def add_hook(self, hook: Hook) -> None:
        """Let a hook watch every run of this session (`tensorlab/run/hooks.py`)."""
        self._hooks.append(hook)

    def remove_hook(self, hook: Hook) -> None:
        """Stop a hook from watching."""
        self._hooks.remove(hook)

    def list_devices(self) -> list[DeviceAttributes]:
        """The devices that this session can use."""
        return [DeviceAttributes(d.name, d.type, d.memory().limit) for d in self._placer.devices]

    def close(self) -> None:
        """Give the variables and everything else up; the session cannot run any more."""
        self._closed = True
        self._execution.close()
        self._calls.clear()
        self._plans.clear()
        self._store.close()
        self._store = Store()

    def as_default(self) -> DefaultSession:
        """Make this the session that `eval()` and `Operation.run()` use; leaving the block does not close it."""
        return DefaultSession(self)

    # --- running ------------------------------------------------------------------------------------------

    def run(self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata: Any = None) -> Any:
        """Compute `fetches`, and every node they need, with the values in `feed_dict`.

        Args:
            fetches: a tensor, operation, variable or name, or any nest of lists, tuples, dicts and namedtuples.
            feed_dict: values for placeholders, or for any other tensor whose value is to be replaced.
            options: a `tf.RunOptions`; `trace_level=FULL_TRACE` fills `run_metadata` with the time of each node.
            run_metadata: a `tf.RunMetadata` to be filled.

        Returns:
            The values in the same nest as `fetches`: ndarrays, NumPy scalars for rank 0, None for operations.
            They belong to the caller: writing into them changes nothing here.

        Raises:
            RuntimeError: when the session is closed or its graph is empty.
            TypeError, ValueError: for fetches and feeds that cannot be; nothing has run then.
            tf.errors.OpError: when a node fails. Variables are as they were before this call.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/Session#run

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     x = tf.placeholder(tf.float32)
        ...     print(sess.run({"double": 2 * x, "square": x * x}, feed_dict={x: 3}))
        {'double': np.float32(6.0), 'square': np.float32(9.0)}
        """
        if self._closed:
            raise RuntimeError(
                "Attempted to use a closed Session. Its `with` block or close() closed it: run before."
            )
        if self._graph.rewrites != self._rewrites:
            self._calls.clear()
            self._plans.clear()
            self._rewrites = self._graph.rewrites
        with self._looking_up:
            call = self._call(fetches, feed_dict)
        if self._hooks or watchers.hooks or options is not None or run_metadata is not None:
            return self._run_watched(call, fetches, feed_dict, options, run_metadata)
        fed = self._fed_arrays(call, feed_dict) if feed_dict else []
        plan = call.plan
        values = plan.template.copy()
        values[: len(fed)] = fed
        self._execution(plan, values)
        return self._handed_out(call, plan, values)

    def make_callable(
        self, fetches: Any, feed_list: Any = None, accept_options: bool = False
    ) -> Callable[..., Any]:
        """A function that runs the same fetches, with the feeds' values as its arguments.

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     x = tf.placeholder(tf.float32)
        ...     double = sess.make_callable(2 * x, [x])
        ...     print(double(21.0))
        42.0
        """
        keys = list(feed_list or ())

        def call(*arguments: Any, **options: Any) -> Any:
            if len(arguments) != len(keys):
                raise TypeError(
                    f"This callable takes {len(keys)} values ({keys}), but {len(arguments)} were given."
                )
            return self.run(fetches, dict(zip(keys, arguments, strict=True)), **options)

        return call

    def _fed_arrays(self, call: Call, feed_dict: dict[Any, Any]) -> list[Any]:
        """The fed values as arrays, checked; an array that fits already is taken as it is."""
        if call.plain_feeds is None:
            return [feed_array(tensor, value) for tensor, value in feed_pairs(self._graph, feed_dict)]
        arrays = []
        for (tensor, dtype, sizes), value in zip(call.plain_feeds, feed_dict.values(), strict=True):
            if type(value) is np.ndarray and sizes is not None and _fits(value.shape, sizes):
                arrays.append(value if value.dtype is dtype else value.astype(dtype))
            else:
                arrays.append(feed_array(tensor, value))
        return arrays

    def _handed_out(self, call: Call, plan: Plan, values: list[Any]) -> Any:
        """The fetched values, copied so that they belong to the caller, in the caller's nest."""
        results = []
        for slot in plan.fetch_slots:
            value = None if slot is None else values[slot]
            if isinstance(value, np.ndarray):
                value = value.copy() if value.ndim else value[()]
            results.append(value)
        return call.nest.rebuild(results)

    def _run_watched(self, call: Call, fetches: Any, feed_dict: Any, options: Any, run_metadata: Any) -> Any:
        """The same as `run`, with every value kept and the hooks told."""
        hooks = [hook for hook in (*self._hooks, *watchers.hooks) if hook.wants(self)]
        early: tuple[Tensor, ...] = ()
        for hook in hooks:
            early += hook.also_evaluate(self, call.plan)
        plan = call.watched.get(early)
        if plan is None:
            once = tuple(dict.fromkeys(early))
            with self._looking_up:
                plan = self._plan(call.nest.leaves, call.tensors, keep_values=True, early=once)
            call.watched[early] = plan
        values = plan.template.copy()
        refused = None
        try:
            fed = self._fed_arrays(call, feed_dict) if feed_dict else []
            values[: len(fed)] = fed
        except (TypeError, ValueError) as error:
            refused = error  # a run all the same: a recorder shows what was wrong with it
        frame = RunFrame(self, plan, values, fetches, feed_dict)
        frame.caller = user_frames()
        if run_metadata is not None:
            frame.times = []
        for hook in hooks:
            hook.run_started(frame)
        try:
            if refused is not None:
                raise refused
            self._execution(plan, values, frame.times, getattr(options, "timeout_in_ms", 0))
        except BaseException as error:
            frame.error, frame.failed = error, getattr(error, "op", None)
            raise
        finally:
            for hook in hooks:
                hook.run_ended(frame)
        if run_metadata is not None:
            fill_metadata(run_metadata, options, frame)
        return self._handed_out(call, plan, values)

    # --- looking plans up ---------------------------------------------------------------------------------

    def _call(self, fetches: Any, feed_dict: Any) -> Call:
        """The prepared call for these fetches and feeds, made at first use."""
        if feed_dict is not None and not isinstance(feed_dict, dict):
            raise TypeError(
                f"feed_dict must be a dictionary mapping tensors to values, not {type(feed_dict)}. Several "
                "fetches go in one list: run([a, b], {x: value})."
            )
        try:
            key = (
                tuple(fetches) if type(fetches) is list else fetches,
                type(fetches),
                tuple(feed_dict or ()),
            )
            call = self._calls.get(key)
        except TypeError:  # a nest of lists or dicts has no hash
            key, call = None, None
        if call is None:
            call = self._new_call(fetches, feed_dict)
            # A namedtuple equals the tuple of its items: a list that holds one could be taken for another.
            if key is not None and not (
                type(fetches) in (list, tuple) and any(isinstance(f, tuple) for f in fetches)
            ):
                self._calls[key] = call
        return call

    def _new_call(self, fetches: Any, feed_dict: Any) -> Call:
        if not self._graph.operations:
            raise RuntimeError(
                "The Session graph is empty. Add operations to the graph before calling run(): the session runs the "
                "graph that was the default when it was made, or that of tf.Session(graph=g)."
            )
        tensors = tuple(tensor for tensor, _ in feed_pairs(self._graph, feed_dict)) if feed_dict else ()
        nest = FetchNest(self._graph, fetches)
        one_to_one = not feed_dict or not any(
            isinstance(key, tuple) or hasattr(key, "_parts") for key in feed_dict
        )
        return Call(nest, tensors, self._plan(nest.leaves, tensors), one_to_one)

    def _plan(
        self,
        leaves: tuple[Tensor | Operation, ...],
        tensors: tuple[Tensor, ...],
        keep_values: bool = False,
        early: tuple[Tensor, ...] = (),
    ) -> Plan:
        if len(self._plans) > MOST_PLANS:
            self._plans.clear()
            self._calls.clear()
        key = (leaves, tensors, keep_values, early)
        plan = self._plans.get(key)
        if plan is None:
            share = not self._execution.several
            plan = Plan(leaves, tensors, self._store, keep_values, early, self._placer, share)
            self._plans[key] = plan
        return plan


class Session(BaseSession):
    """Runs a graph. Use it as a context manager, so that it is closed even when the program fails.

    Args:
        target: accepted as in TensorFlow; only the local machine can be had, which is "".
        graph: the graph to run; the default graph when None.
        config: a `tf.ConfigProto`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/Session

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     six = tf.constant(2.0) * 3.0
    ...     with tf.Session() as sess:
    ...         print(sess.run(six))
    6.0
    """

    def __init__(
        self, target: str = "", graph: Graph | None = None, config: ConfigProto | None = None
    ) -> None:
        super().__init__(target, graph, config)
        self._open: list[tuple[DefaultGraph, DefaultSession]] = []

    def __enter__(self) -> "Session":
        pair = (self._graph.as_default(), self.as_default())
        for scope in pair:
            scope.__enter__()
        self._open.append(pair)
        return self

    def __exit__(self, *error: object) -> None:
        graph_scope, session_scope = self._open.pop()
        session_scope.__exit__()
        graph_scope.__exit__()
        self.close()

    @staticmethod
    def reset(target: str, containers: Any = None, config: Any = None) -> None:
        """Accepted as in TensorFlow; there are no shared containers to clear."""


class InteractiveSession(BaseSession):
    """A session that makes itself the default at once, for typing line by line; close it when done.

    >>> import tensorlab as tf
    >>> tf.reset_default_graph()
    >>> sess = tf.InteractiveSession()
    >>> print(tf.constant(5).eval())
    5
    >>> sess.close()
    """

    def __init__(
        self, target: str = "", graph: Graph | None = None, config: ConfigProto | None = None
    ) -> None:
        super().__init__(target, graph, config)
        self._scopes = [self.as_default()]
        if graph is not None:
            self._scopes.append(graph.as_default())  # type: ignore[arg-type]
        for scope in self._scopes:
            scope.__enter__()

    def close(self) -> None:
        """Close the session, and make the one before it the default again."""
        if not self.closed:
            super().close()
            for scope in reversed(self._scopes):
                scope.__exit__()
