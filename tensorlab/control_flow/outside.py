"""`tf.py_func`: a node that calls a Python function of the program, on arrays.

What such a function returns comes from outside the graph: nobody can say that it returns the same again. So a record
keeps it, and a replay is given what was kept instead of calling the function a second time.

Read next: `tensorlab/run/journal.py`, which keeps it.
"""

from collections.abc import Callable
from typing import Any, cast

import numpy as np

from tensorlab.errors import InvalidArgumentError, OutOfRangeError, UnimplementedError, UnknownError
from tensorlab.graph.dtypes import DType, as_dtype
from tensorlab.graph.registry import MIXED, Arrays, op
from tensorlab.graph.scopes import current_graph
from tensorlab.graph.shapes import TensorShape

__all__ = ["numpy_function", "py_func"]


def _one_shape_each(input: Any, func: Any, dtypes: tuple[DType, ...]) -> list[TensorShape]:
    return [TensorShape(None) for _ in dtypes]


@op(
    "PyFunc", shape=_one_shape_each, dtypes={"input": MIXED}, result=lambda _, a: list(a["dtypes"]), outputs=None,
    kind="state", symbol="py", latex=r"\text{{python}}({input})",
    devices={"CPU": "Python functions of a program work on arrays in the computer's own memory"}, outside=True,
)  # fmt: skip
def call_python(input: Arrays, func: Any, dtypes: tuple[Any, ...] = ()):
    """Call a Python function with arrays; the node of `tf.py_func`."""
    result = func(*[value[()] if isinstance(value, np.ndarray) else value for value in input])
    if len(dtypes) == 0:
        return []
    items = list(result) if isinstance(result, (list, tuple)) else [result]
    if len(items) != len(dtypes):
        raise ValueError(f"{_name(func)} returned {len(items)} values, but Tout says {len(dtypes)}.")
    return [
        _converted(item, dtype, place, func)
        for place, (item, dtype) in enumerate(zip(items, dtypes, strict=True))
    ]


call_python.not_differentiable(
    "what a Python function does is not known; give it a gradient with tf.custom_gradient or tf.RegisterGradient"
)


def py_func(
    func: Callable[..., Any], inp: Any, Tout: Any, stateful: bool = True, name: str | None = None
) -> Any:
    """Call a Python function of NumPy arrays as a node of the graph.

    Args:
        func: a function that takes one array for each tensor, and returns one array, or a list of them.
        inp: a list of tensors.
        Tout: the dtype of what it returns, or a list of dtypes.
        stateful: accepted as in TensorFlow; the function is called once in every run that needs it.
        name: the name of the node.

    Returns:
        A tensor of unknown shape, or a list of them; use `set_shape` where you know it. No gradient passes.

    Raises:
        tf.errors.InvalidArgumentError: in a run, when the function returns another dtype or another number of values,
            or raises ValueError or TypeError; OutOfRangeError for StopIteration, UnknownError for everything else.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/py_func

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     y = tf.py_func(lambda x: x[::-1].copy(), [tf.constant([1.0, 2.0])], tf.float32)
    ...     print(sess.run(y))
    [2. 1.]
    """
    if not callable(func):
        raise ValueError(f"py_func needs a function, but got {func!r}.")
    several = isinstance(Tout, (list, tuple))
    dtypes = tuple(as_dtype(one) for one in (Tout if several else [Tout]))
    values = list(inp) if isinstance(inp, (list, tuple)) else [inp]
    outputs = call_python(values, _guarded(func), dtypes, name=name)
    if not dtypes:
        return current_graph().operations[-1]
    return outputs if several else outputs[0]


def numpy_function(
    func: Any = None, inp: Any = None, Tout: Any = None, stateful: bool = True, name: str | None = None
) -> Any:
    """The same as `tf.py_func`, under its newer name."""
    return py_func(cast(Callable[..., Any], func), inp, Tout, stateful, name)


def _name(func: Any) -> str:
    return getattr(func, "__name__", type(func).__name__) + "()"


def _guarded(func: Callable[..., Any]) -> Callable[..., Any]:
    """The function with its exceptions as TensorFlow's."""

    def guarded(*arrays: Any) -> Any:
        try:
            return func(*arrays)
        except StopIteration as error:
            raise OutOfRangeError(
                None, None, f"{_name(func)} has no more to give: StopIteration {error}"
            ) from error  # type: ignore[arg-type]
        except (TypeError, ValueError) as error:
            message = f"{_name(func)} raised {type(error).__name__}: {error}"
            raise InvalidArgumentError(None, None, message) from error  # type: ignore[arg-type]
        except NotImplementedError as error:
            raise UnimplementedError(
                None, None, f"{_name(func)} raised NotImplementedError: {error}"
            ) from error  # type: ignore[arg-type]
        except Exception as error:
            raise UnknownError(None, None, f"{_name(func)} raised {type(error).__name__}: {error}") from error  # type: ignore[arg-type]

    guarded.__name__ = getattr(func, "__name__", type(func).__name__)
    return guarded


def _converted(value: Any, dtype: DType, place: int, func: Any) -> Any:
    """What the function returned as an array of the promised dtype."""
    array = np.asarray(value)
    if dtype.name == "string":
        texts = np.empty(array.shape, object)
        texts[...] = np.vectorize(_as_bytes, otypes=[object])(array) if array.size else b""
        return texts
    if array.dtype != dtype.as_numpy_dtype:
        raise ValueError(
            f"{place}-th value returned by {_name(func)} is {array.dtype.name}, but expects {dtype.name}: convert it "
            f"there with .astype(np.{dtype.name}), or say Tout=tf.{array.dtype.name}."
        )
    return array


def _as_bytes(text: Any) -> bytes:
    return text if isinstance(text, bytes) else str(text).encode()
