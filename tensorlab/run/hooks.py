"""The hook: how everything else watches a run, and what it is told.

A session without a hook does nothing for hooks. With one, it runs a plan that keeps every value, and hands the
hook one `RunFrame`, before the run and after it. Where the hook wants to know how long each node takes, a second
loop runs the plan, which reads the clock; the plain loop knows nothing of that.

Read next: `plan.py`; `tensorlab/record/recorder.py` is the hook behind the Tracer.
"""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from tensorlab.graph.operation import Operation
    from tensorlab.graph.tensor import Tensor
    from tensorlab.run.plan import Plan


class RunFrame:
    """What happened in one call of `Session.run`, by reference: nothing is copied, nothing is summarised.

    Attributes:
        session: the session that ran.
        plan: what was run, step by step (`tensorlab/run/plan.py`).
        values: every value, by slot; None where the run did not get that far.
        times: clock readings in nanoseconds: before the first step and after each; None, as at first, when
            nobody wants them. A hook that does sets an empty list in `run_started`.
        fetches, feed_dict: what the user passed.
        before: for every variable that the plan touches, its array before the run.
        streams: for every random op of the plan, the state of its stream before the run.
        thread: the name of the thread that ran it.
        caller: the place in the user's program that called `run`.
        error, failed: the error and the operation that raised it, or None.
    """

    __slots__ = (
        "before",
        "caller",
        "error",
        "failed",
        "feed_dict",
        "fetches",
        "plan",
        "session",
        "streams",
        "thread",
        "times",
        "values",
    )

    def __init__(self, session: Any, plan: "Plan", values: list[Any], fetches: Any, feed_dict: Any) -> None:
        self.session = session
        self.plan = plan
        self.values = values
        self.fetches = fetches
        self.feed_dict = feed_dict
        self.times: list[int] | None = None
        self.before: list[Any] = [cell.value for cell in plan.cells]
        self.streams: list[Any] = [stream.state for stream in plan.streams]
        self.caller: Any = None
        self.thread = threading.current_thread().name
        self.error: BaseException | None = None
        self.failed: Operation | None = None


class Hook(Protocol):
    """Something that watches sessions. Enter it into a session with `session.add_hook(hook)`."""

    def wants(self, session: Any) -> bool:
        """Whether it watches this session."""
        ...

    def also_evaluate(self, session: Any, plan: "Plan") -> "tuple[Tensor, ...]":
        """Tensors that the run should compute as well, before anything is written, where that changes nothing."""
        ...

    def run_started(self, frame: RunFrame) -> None:
        """A run begins; feeds and variables stand in `frame.values` and `frame.before`."""
        ...

    def run_ended(self, frame: RunFrame) -> None:
        """A run is over, well or with `frame.error`."""
        ...


class _Watchers(threading.local):
    """The hooks that watch every session of this thread (`with lab.trace():`)."""

    def __init__(self) -> None:
        self.hooks: list[Hook] = []


watchers = _Watchers()


def watched_thread(target: Callable[..., Any], name: str | None = None, args: Any = ()) -> threading.Thread:
    """A thread, not started yet, whose sessions' runs are watched by those who watch this thread's now."""
    hooks = watchers.hooks

    def run(*arguments: Any) -> None:
        watchers.hooks = hooks
        target(*arguments)

    return threading.Thread(target=run, name=name, args=tuple(args))
