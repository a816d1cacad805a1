"""The errors a program can meet, and how their messages are written.

Two families, as in TensorFlow 1.x:

- While a graph is being *described*, mistakes are Python's own `TypeError` (dtypes that do not fit) and
  `ValueError` (shapes, names and values that do not fit).
- While a graph is being *run*, they are `OpError` and its sixteen subclasses, one for each status code.

Both get their text from `located`: what happened, at which node, at which line of the user's own program,
with which shapes and dtypes, and what to do about it.

Read next: `tensorlab/graph/dtypes.py`, the types that values have.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

# The numbers are those of TensorFlow's (and gRPC's) status codes, because programs compare against them:
# https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/errors
OK = 0
CANCELLED = 1
UNKNOWN = 2
INVALID_ARGUMENT = 3
DEADLINE_EXCEEDED = 4
NOT_FOUND = 5
ALREADY_EXISTS = 6
PERMISSION_DENIED = 7
RESOURCE_EXHAUSTED = 8
FAILED_PRECONDITION = 9
ABORTED = 10
OUT_OF_RANGE = 11
UNIMPLEMENTED = 12
INTERNAL = 13
UNAVAILABLE = 14
DATA_LOSS = 15
UNAUTHENTICATED = 16


class OpError(Exception):
    """Something went wrong while a graph was running. Catch it, or one of its subclasses.

    `message` says what happened, `op` is the `tf.Operation` that failed (or None), `node_def` describes that
    node as data (or None), `error_code` is the number of the status. `trace` holds the recorded run up to the
    failing node when a recorder was watching, and None otherwise.

    >>> error = OpError(None, None, "the well is dry", OUT_OF_RANGE)
    >>> str(error), error.error_code
    ('the well is dry', 11)
    """

    def __init__(self, node_def: Any, op: Any, message: str, error_code: int, *args: Any) -> None:
        super().__init__(message)
        self._node_def = node_def
        self._op = op
        self._message = message
        self._error_code = error_code
        self.trace: Any = None

    @property
    def message(self) -> str:
        """What happened, in words."""
        return self._message

    @property
    def op(self) -> Any:
        """The operation that failed, or None when no single one did."""
        return self._op

    @property
    def node_def(self) -> Any:
        """The description of the failing node as data, or None."""
        return self._node_def

    @property
    def error_code(self) -> int:
        """The status code, for example `tf.errors.NOT_FOUND`."""
        return self._error_code

    def __str__(self) -> str:
        return self._message

    def __reduce__(self) -> tuple[Any, ...]:
        # Operations belong to one graph in one process: a copy sent elsewhere keeps the words and the code.
        return _rebuild, (type(self), self._message, self._error_code)


class _StatusError(OpError):
    """An `OpError` whose class alone decides its status code."""

    _code = UNKNOWN

    def __init__(self, node_def: Any, op: Any, message: str, *args: Any) -> None:
        super().__init__(node_def, op, message, self._code)


def _rebuild(error_class: type[OpError], message: str, error_code: int) -> OpError:
    if issubclass(error_class, _StatusError):
        return error_class(None, None, message)
    return error_class(None, None, message, error_code)


class CancelledError(_StatusError):
    """The run was cancelled, for example because its session or queue was closed."""

    _code = CANCELLED


class UnknownError(_StatusError):
    """Something failed outside tensorlab's knowledge, for example inside a function given to `tf.py_func`."""

    _code = UNKNOWN


class InvalidArgumentError(_StatusError):
    """A node received a value it cannot work with: a wrong shape, an index out of bounds, nothing fed."""

    _code = INVALID_ARGUMENT


class DeadlineExceededError(_StatusError):
    """The run took longer than `operation_timeout_in_ms` allows."""

    _code = DEADLINE_EXCEEDED


class NotFoundError(_StatusError):
    """Something asked for does not exist: a file, a key in a checkpoint."""

    _code = NOT_FOUND


class AlreadyExistsError(_StatusError):
    """Something to be created is there already."""

    _code = ALREADY_EXISTS


class PermissionDeniedError(_StatusError):
    """The system does not let this program do that, for example write into this folder."""

    _code = PERMISSION_DENIED


class ResourceExhaustedError(_StatusError):
    """Memory, or another supply, ran out."""

    _code = RESOURCE_EXHAUSTED


class FailedPreconditionError(_StatusError):
    """The system is not in the right state yet: most often a variable that was never initialized."""

    _code = FAILED_PRECONDITION


class AbortedError(_StatusError):
    """The operation was given up halfway, for example enqueueing into a queue that was then closed."""

    _code = ABORTED


class OutOfRangeError(_StatusError):
    """The end of the input was reached: the queue is empty and closed, the iterator is used up."""

    _code = OUT_OF_RANGE


class UnimplementedError(_StatusError):
    """There is no kernel for this node with these types, or on this device."""

    _code = UNIMPLEMENTED


class InternalError(_StatusError):
    """tensorlab broke one of its own promises. Please report it."""

    _code = INTERNAL


class UnavailableError(_StatusError):
    """The service asked for cannot be reached at the moment; trying again may help."""

    _code = UNAVAILABLE


class DataLossError(_StatusError):
    """Stored data cannot be read back: the file is damaged or cut short."""

    _code = DATA_LOSS


class UnauthenticatedError(_StatusError):
    """The request carries no valid credentials."""

    _code = UNAUTHENTICATED


_CLASS_OF_CODE: dict[int, type[OpError]] = {
    error_class._code: error_class for error_class in _StatusError.__subclasses__()
}


def exception_type_from_error_code(error_code: int) -> type[OpError]:
    """Return the class that stands for a status code; KeyError when there is none.

    >>> exception_type_from_error_code(NOT_FOUND).__name__
    'NotFoundError'
    """
    return _CLASS_OF_CODE[error_code]


def error_code_from_exception_type(error_class: type[OpError]) -> int | None:
    """Return the status code that a class stands for, or None when it stands for none.

    >>> error_code_from_exception_type(OutOfRangeError)
    11
    """
    return getattr(error_class, "_code", None)


def did_you_mean(name: str, candidates: Iterable[str]) -> str:
    """Return "Did you mean ...?" with up to three of `candidates` that resemble `name`, or "".

    >>> did_you_mean("GridientDescentOptimizer", ["GradientDescentOptimizer", "AdamOptimizer"])
    "Did you mean 'GradientDescentOptimizer'?"
    >>> did_you_mean("GridientDescentOptimizer", ["GradientDescentOptimizer", "ProximalGradientDescentOptimizer"])
    "Did you mean 'GradientDescentOptimizer'?"
    >>> did_you_mean("normal", ["random_normal", "truncated_normal", "norm"])
    "Did you mean 'random_normal', 'truncated_normal' or 'norm'?"
    >>> did_you_mean("xyzzy", ["add"])
    ''
    """
    import difflib  # only a program that has already gone wrong pays for it

    by_lower = {candidate.lower(): candidate for candidate in candidates}
    lower = name.lower()
    # A half-remembered name is often one whole word of the real one: "uniform" for "random_uniform"; or the
    # real one lives elsewhere: "relu" for "nn.relu".
    whole_word = [
        candidate
        for candidate in by_lower
        if lower in candidate.split("_") or candidate.rpartition(".")[2] == lower
    ]
    whole_word.sort(key=lambda candidate: (not candidate.endswith("." + lower), len(candidate)))
    close = difflib.get_close_matches(lower, by_lower, n=3, cutoff=0.7)
    # Beside the right name with a slip of the finger in it, one that is merely alike is no help.
    likeness = {other: difflib.SequenceMatcher(None, lower, other).ratio() for other in close}
    if close and likeness[close[0]] >= 0.9:
        close = [other for other in close if likeness[other] >= likeness[close[0]] - 0.1]
    found = [repr(by_lower[candidate]) for candidate in dict.fromkeys(whole_word + close)][:3]
    if not found:
        return ""
    return f"Did you mean {' or '.join(filter(None, [', '.join(found[:-1]), found[-1]]))}?"


def unknown_name(module_name: str, names: dict[str, Any]) -> Callable[[str], Any]:
    """Make the `__getattr__` of a module: it refuses an unknown name, and says which known one is near.

    Before that, it asks `OldNames`.

    >>> unknown_name("tensorlab", {"random_uniform": None})("uniform")
    Traceback (most recent call last):
    AttributeError: module 'tensorlab' has no attribute 'uniform'. Did you mean 'random_uniform'?
    """

    def refuse(name: str) -> Any:
        found = None if name.startswith("_") else OldNames.find(module_name, name)
        if found is not None:
            return found
        hint = "" if name.startswith("_") else did_you_mean(name, names)
        text = f"module {module_name!r} has no attribute {name!r}.{hint and ' ' + hint}"
        # With an object but no name, Python does not put a second "Did you mean" behind ours.
        raise AttributeError(text, obj=names)

    return refuse


class OldNames:
    """Who is asked about a name that a namespace does not have; nobody is while all are known.

    TensorFlow renamed functions on its way (`tf.mul` became `tf.multiply`). Which old name stands for which is
    known to whoever sets `find`.

    Attributes:
        find: called with the namespace's module and the name; returns what it stands for, or None.
    """

    find: Callable[[str, str], Any] = staticmethod(lambda module, name: None)


class OldArguments:
    """Who is asked about an argument that a function does not have; nobody is while all are known.

    TensorFlow renamed arguments on its way (`keep_dims` became `keepdims`). Functions know today's names only;
    which older names stand for them is known to whoever sets `new_name`.

    Attributes:
        new_name: called with the name of the function and of the argument; returns today's name, or None.
        reordered: the functions whose arguments once had another order.
        in_new_order: called with such a function's name and the arguments of a call by position; returns
            them in today's order.
    """

    new_name: Callable[[str, str], str | None] = staticmethod(lambda function, argument: None)
    reordered: frozenset[str] = frozenset()
    in_new_order: Callable[..., tuple[Any, Any]] = staticmethod(lambda function, args, named: (args, named))


def known_arguments(function: str, names: Iterable[str], given: dict[str, Any]) -> dict[str, Any]:
    """The keyword arguments of a call, those of older programs under their new names.

    Raises:
        ValueError: when both the old and the new name are given.
        TypeError: for an argument that the function never had, with the nearest that it has.

    >>> known_arguments("reduce_sum", ["input_tensor", "axis"], {"axis": 1})
    {'axis': 1}
    """
    names = [*names]
    arguments: dict[str, Any] = {}
    for argument, value in given.items():
        name = argument if argument in names else OldArguments.new_name(function, argument)
        if name is None:
            hint = did_you_mean(argument, [*names, "name"]) or f"It takes {', '.join(names)}."
            raise TypeError(f"{function}() has no argument {argument!r}. {hint}")
        if arguments.get(name) is not None and value is not None:
            raise ValueError(f"{function}() got {name!r} twice, once under its older name: give one of them.")
        if value is not None or name not in arguments:
            arguments[name] = value
    return arguments


def checks_arguments(function: Function) -> Function:
    """Let a function that is no op answer as ops do to arguments that it does not have."""
    code = function.__code__
    in_order = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    names = frozenset(in_order)
    shown_name = function.__qualname__.removesuffix(".__init__")

    @wraps(function)
    def checked(*args: Any, **kwargs: Any) -> Any:
        if args and shown_name in OldArguments.reordered:
            args, kwargs = OldArguments.in_new_order(shown_name, args, kwargs)
        if not names.issuperset(kwargs):
            kwargs = known_arguments(shown_name, [name for name in in_order if name != "self"], kwargs)
        return function(*args, **kwargs)

    return checked  # type: ignore[return-value]


def located(
    message: str,
    *,
    node: Any = None,
    where: str | None = None,
    source: str | None = None,
    inputs: Iterable[Any] = (),
    advice: str | None = None,
) -> str:
    """Write an error message in the house style; whatever is not known is left out.

    `message` says what happened. `node` is the operation concerned (anything with `.name` and `.type`) or a
    pair (name, type). `where` is the place in the user's program ("lesson.py:12"), `source` the text of that
    line. `inputs` are tensors (anything with `.name`, `.dtype` and `.shape`) or ready-made strings.
    `advice` says what to do.

    >>> print(located("The rows of `a` and `b` differ in length.", node=("add", "Add"), where="lesson.py:12",
    ...               source="y = a + b", inputs=["a: float32 (2, 3)", "b: float32 (2, 4)"],
    ...               advice="Make the last dimensions equal, or one of them 1."))
    The rows of `a` and `b` differ in length.
      node:    'add' (Add)
      line:    lesson.py:12    y = a + b
      inputs:  a: float32 (2, 3)
               b: float32 (2, 4)
      try:     Make the last dimensions equal, or one of them 1.
    """
    lines = [message]
    if node is not None:
        name, type_name = node if isinstance(node, tuple) else (node.name, node.type)
        lines.append(f"  node:    '{name}' ({type_name})")
    if where is not None:
        lines.append(f"  line:    {where}" + (f"    {source.strip()}" if source else ""))
    label = "inputs:"
    for tensor in inputs:
        text = tensor if isinstance(tensor, str) else f"{tensor.name}: {tensor.dtype.name} {tensor.shape}"
        lines.append(f"  {label:<8} {text}")
        label = ""
    if advice:
        lines.append(f"  try:     {advice}")
    return "\n".join(lines)
