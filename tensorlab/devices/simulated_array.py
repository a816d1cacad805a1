"""SimulatedArray: an array that lives on a simulated GPU, and behaves as one of CuPy's arrays does.

A kernel that works with these arrays is ready for CuPy: only what CuPy can do answers, and nothing comes or goes
unseen. A NumPy array among the arguments is an error, results of rank 0 stay arrays on the GPU, `np.asarray`
refuses, and two GPUs have two memories. It is a wrapper, as CuPy's own array is, and no subclass of NumPy's:
those turn into plain arrays in `np.where`, `np.concatenate`, `np.einsum` and others, and mix silently with arrays
of the host, which is just what has to be found.

Where it is stricter than CuPy: NumPy arrays as indices are refused too (CuPy copies them without a word). Where it
answers as CuPy does, though a kernel should not ask: `bool(x)`, `int(x)`, `float(x)`, `.item()`, `.tolist()` and
`.get()` make the program wait for the GPU; inside a kernel each is counted (`SimulatedGpu.waits`).

What it cannot find: indices that occur twice in `x[indices] = values` (a GPU writes them in any order), and that the
GPU has to finish before the size of `x[mask]`, `np.nonzero` or `np.unique` is known. Nor does a matrix without an
inverse raise an error with CuPy.

Read next: `cupy_functions.py` (what CuPy can do), `simulated_memory.py`, `simulated_gpu.py`.
"""

from collections.abc import Callable, Iterator
from functools import partial
from inspect import signature
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from tensorlab.devices import cupy_functions as cupy
from tensorlab.devices.simulated_index import index, within
from tensorlab.devices.simulated_memory import SimulatedMemory

NOT_IMPLICITLY = (
    "Implicit conversion to a NumPy array is not allowed. "
    "Please use `.get()` to construct a NumPy array explicitly."
)

# They call a function of the user's with parts of the array.
_CALLING = frozenset(["apply_along_axis", "apply_over_axes", "fromfunction"])
# They bring what they are given to the GPU, and are asked to.
_UPLOADING = frozenset(cupy.CREATION.split())
_SORTING = frozenset(["sort", "argsort"])


class SimulatedArray(NDArrayOperatorsMixin):
    """An array on a simulated GPU. `SimulatedGpu.put` makes one.

    >>> from tensorlab.devices.simulated_gpu import SimulatedGpu
    >>> gpu = SimulatedGpu(0)
    >>> x = gpu.put(np.arange(3.0))
    >>> np.sum(x * 2)
    SimulatedArray(6.0, device='GPU:0')
    >>> x + np.ones(3)
    Traceback (most recent call last):
    TypeError: Unsupported type <class 'numpy.ndarray'>: 'add' got an array of the host's memory beside one of GPU:0
    >>> np.sum(x * 2).get()
    array(6.)
    """

    __slots__ = ("__weakref__", "_block", "_memory", "_values")
    __array_priority__ = 100

    def __init__(self, values: np.ndarray[Any, Any], memory: SimulatedMemory) -> None:
        if not cupy.supported(values.dtype):
            raise TypeError(f"Unsupported dtype {values.dtype}: a GPU has numbers and booleans only")
        self._values = values
        self._memory = memory
        self._block = memory.block_of(values)

    # --- what NumPy's functions do with it ----------------------------------------------------------------

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise TypeError(NOT_IMPLICITLY)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **arguments: Any) -> Any:
        """One of NumPy's ufuncs, or a method of it such as `np.add.reduce`."""
        name = cupy.UFUNC_NAMES.get(ufunc)
        if name is None:
            raise _missing(ufunc.__name__)
        if not all(isinstance(operand, _OPERANDS) for operand in (*inputs, *arguments.get("out", ()))):
            return NotImplemented
        if method != "__call__" and name not in cupy.UFUNC_METHODS.get(method, ()):
            raise NotImplementedError(
                f"CuPy has no `np.{name}.{method}`: a kernel for a GPU needs another way"
            )
        allowed = cupy.MATMUL_ARGUMENTS if name == "matmul" else cupy.UFUNC_ARGUMENTS
        _refuse_arguments(
            name, arguments, set(arguments) - (allowed if method == "__call__" else cupy.METHOD_ARGUMENTS)
        )
        if "out" in arguments and len(arguments["out"]) != 1:
            raise ValueError("The 'out' parameter must have exactly one array value")
        if name in cupy.REAL_ONLY and any(getattr(x, "dtype", np.dtype("?")).kind == "c" for x in inputs):
            raise TypeError(f"CuPy has no '{name}' for complex numbers")
        if method == "at":
            return self._at(ufunc, name, *inputs)
        if name in cupy.COMPARISONS:
            inputs = tuple(x.item() if isinstance(x, np.ndarray) and x.ndim == 0 else x for x in inputs)
        call = _Call(name, self._memory)
        with np.errstate(all="ignore"):
            return call.result(getattr(ufunc, method)(*call.taken(inputs), **call.taken(arguments)))

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Any other of NumPy's functions; with `like=` those that make arrays, too."""
        name = cupy.FUNCTION_NAMES.get(function) or cupy.CREATION_NAMES.get(function)
        if name is None:
            raise _missing(f"{function.__module__}.{function.__name__}".removeprefix("numpy."))
        if not all(issubclass(t, (SimulatedArray, np.ndarray)) for t in types):
            return NotImplemented
        _refuse_arguments(name, kwargs, cupy.MISSING_ARGUMENTS.get(name, frozenset()) & set(kwargs))
        if name in _SORTING and kwargs.get("kind") not in (None, "stable"):
            raise ValueError("kind can only be None or 'stable'")
        if name == "piecewise" and any(map(callable, args[2])):
            raise NotImplementedError("Callable functions are not supported currently")
        if name == "lexsort" and not isinstance(args[0], SimulatedArray):
            raise TypeError("CuPy's lexsort takes its keys as one array of rank 2")
        call = _Call(name, self._memory)
        if name in _CALLING:
            args, kwargs = call.with_functions(args), call.with_functions(kwargs)
        call.uploading = name in _UPLOADING
        if not call.uploading:
            call.welcome_on_host(function, args, kwargs)
        args, kwargs = call.taken(args), call.taken(kwargs)
        if name in within:
            args, kwargs = within[name](*args, **kwargs)
        with np.errstate(all="ignore"):
            result = function(*args, **kwargs)
        return call.result(np.asarray(result) if name in cupy.ARRAYS_OF_RANK_ZERO else result)

    def _at(self, ufunc: np.ufunc, name: str, target: Any, key: Any, *values: Any) -> None:
        call = _Call(f"{name}.at", self._memory)
        array = call.taken(target)
        if array.dtype.name not in cupy.AT_DTYPES[name]:
            raise TypeError(
                f"cupy.{name}.at only supports {', '.join(sorted(cupy.AT_DTYPES[name]))} as data type"
            )
        ufunc.at(array, index(call.taken_index(key), array.shape), *call.taken(values))

    # --- indexing -----------------------------------------------------------------------------------------

    def __getitem__(self, key: Any) -> "SimulatedArray":
        call = _Call("indexing", self._memory)
        parts = index(call.taken_index(key), self.shape)
        found = self._values[parts]
        if not isinstance(found, np.ndarray):
            found = self._values[
                (*parts, ...)
            ]  # three dots: an array of rank 0 where NumPy would give a scalar
        return call.result(found)

    def __setitem__(self, key: Any, value: Any) -> None:
        call = _Call("assignment to a part of an array", self._memory)
        if not isinstance(value, (SimulatedArray, np.ndarray, np.generic, bool, int, float, complex)):
            raise TypeError(
                f"Unsupported type {type(value)}: only numbers and arrays of {self.device} go into a part"
            )
        self._values[index(call.taken_index(key), self.shape)] = call.taken(value)

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator["SimulatedArray"]:
        return (self[position] for position in range(len(self)))

    # --- what it is ---------------------------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of every axis."""
        return self._values.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of its entries."""
        return self._values.dtype

    @property
    def device(self) -> str:
        """Where it lives, such as `GPU:0`."""
        return self._memory.label

    @property
    def T(self) -> "SimulatedArray":
        """The axes in reverse; a view."""
        return self._view(self._values.T)

    @property
    def mT(self) -> "SimulatedArray":
        """The last two axes exchanged; a view."""
        return self._view(self._values.mT)

    @property
    def real(self) -> "SimulatedArray":
        """The real parts; a view."""
        return self._view(self._values.real)

    @property
    def imag(self) -> "SimulatedArray":
        """The imaginary parts; a view."""
        return self._view(self._values.imag)

    def _view(self, values: np.ndarray[Any, Any]) -> "SimulatedArray":
        return SimulatedArray(values, self._memory)

    # --- back to the host ---------------------------------------------------------------------------------

    def get(self) -> np.ndarray[Any, Any]:
        """A NumPy array with the same entries: a copy to the host's memory."""
        self._memory.note_wait()
        return self._values.copy()

    def __bool__(self) -> bool:
        return bool(self.get())

    def __int__(self) -> int:
        return int(self.get())

    def __float__(self) -> float:
        return float(self.get())

    def __complex__(self) -> complex:
        return complex(self.get())

    def __repr__(self) -> str:
        entries = np.array2string(self._values, prefix="SimulatedArray(", separator=", ")
        return f"SimulatedArray({entries}, device={self.device!r})"

    def __str__(self) -> str:
        return str(self._values)

    # --- methods, and the rest of the attributes ----------------------------------------------------------

    def __copy__(self) -> "SimulatedArray":
        return self._view(self._values.copy())

    def __deepcopy__(self, memory: Any) -> "SimulatedArray":
        return self._view(self._values.copy())

    def __getattr__(self, name: str) -> Any:
        if name in cupy.METHODS:
            return partial(self._method, name)
        if name in cupy.ATTRIBUTES:
            return getattr(self._values, name)
        if name.startswith("_") or not hasattr(np.ndarray, name):
            raise AttributeError(f"'SimulatedArray' object has no attribute {name!r}")
        raise AttributeError(f"CuPy's arrays have no {name!r}, so a kernel for a GPU needs another way")

    def __dir__(self) -> list[str]:
        return sorted({*object.__dir__(self), *cupy.METHODS, *cupy.ATTRIBUTES})

    def _method(self, name: str, *args: Any, **kwargs: Any) -> Any:
        _refuse_arguments(name, kwargs, cupy.MISSING_IN_METHODS.get(name, frozenset()) & set(kwargs))
        if name in _SORTING and kwargs.get("kind") not in (None, "stable"):
            raise ValueError("kind can only be None or 'stable'")
        if name in ("sort", "partition") and not self.flags.c_contiguous:
            raise NotImplementedError("Sorting non-contiguous array is not supported.")
        if name == "item" and args:
            raise TypeError("CuPy's `item` takes no indices")
        call = _Call(name, self._memory)
        values, *args = call.taken((self, *args))
        kwargs = call.taken(kwargs)
        if name in cupy.WAITING_METHODS:
            self._memory.note_wait()
            return getattr(values, name)(*args, **kwargs)
        if name in within:
            (values, *args), kwargs = within[name](values, *args, **kwargs)
        with np.errstate(all="ignore"):
            return call.result(getattr(values, name)(*args, **kwargs))


class _Call:
    """One call of a function: takes the arguments out of their wrappers, and wraps what comes back."""

    def __init__(self, name: str, memory: SimulatedMemory) -> None:
        self.name = name
        self.memory = memory
        self.uploading = False
        self._wrappers: dict[int, SimulatedArray] = {}
        self._welcome: set[int] = set()

    def welcome_on_host(self, function: Any, args: Any, kwargs: Any) -> None:
        """Note the NumPy arrays among the arguments that CuPy reads on the host anyway: shapes and axes."""
        if not any(isinstance(value, np.ndarray) for value in (*args, *kwargs.values())):
            return
        bound = signature(function).bind(*args, **kwargs).arguments
        self._welcome = {id(value) for name, value in bound.items() if name in cupy.HOST_ARGUMENTS}

    def taken(self, value: Any) -> Any:
        """An argument as NumPy's function takes it.

        Raises:
            TypeError: for an array that does not live on this GPU.
        """
        if isinstance(value, SimulatedArray):
            if value._memory.space is not self.memory.space:
                raise TypeError(
                    f"Array device must be same as the current device: '{self.name}' got an array of {value.device} "
                    f"beside one of {self.memory.label}; copy one of them first"
                )
            self._wrappers[id(value._values)] = value
            return value._values
        if isinstance(value, np.ndarray):
            if self.uploading or id(value) in self._welcome:
                self._welcome.add(id(value))
                return value
            raise TypeError(
                f"Unsupported type {np.ndarray}: '{self.name}' got an array of the host's memory beside one of "
                f"{self.memory.label}"
            )
        if isinstance(value, (list, tuple)):
            taken = [self.taken(item) for item in value]
            return type(value)(*taken) if hasattr(value, "_fields") else type(value)(taken)
        if isinstance(value, dict):
            return {key: self.taken(item) for key, item in value.items()}
        return value

    def taken_index(self, key: Any) -> tuple[Any, ...]:
        """What stands in square brackets, as a tuple."""
        return tuple(self.taken(part) for part in (key if isinstance(key, tuple) else (key,)))

    def with_functions(self, value: Any) -> Any:
        """Functions of the user's among the arguments meet arrays of this GPU, as they would with CuPy."""
        if isinstance(value, (list, tuple)):
            return type(value)(self.with_functions(item) for item in value)
        if isinstance(value, dict):
            return {key: self.with_functions(item) for key, item in value.items()}
        if not callable(value) or isinstance(value, (type, SimulatedArray)):
            return value
        function: Callable[..., Any] = value
        return lambda *args, **kwargs: self.taken(function(*map(self.result, args), **kwargs))

    def result(self, value: Any) -> Any:
        """What a function gave back, on this GPU again; an array that was an argument is that argument."""
        if isinstance(value, np.ndarray):
            known = self._wrappers.get(id(value))
            if known is not None:
                return known
            if self.uploading and (value.base is not None or id(value) in self._welcome):
                value = value.copy()  # it is what came from the host, or looks at that
            return SimulatedArray(value, self.memory)
        if isinstance(value, np.generic):
            return SimulatedArray(np.asarray(value), self.memory)
        if isinstance(value, (list, tuple)):
            results = [self.result(item) for item in value]
            return type(value)(*results) if hasattr(value, "_fields") else type(value)(results)
        return value


def _missing(name: str) -> TypeError:
    return TypeError(f"CuPy has no `np.{name}`, so a kernel for a GPU needs another way")


def _refuse_arguments(name: str, arguments: Any, refused: Any) -> None:
    if refused:
        raise TypeError(
            f"CuPy's `{name}` got an unexpected keyword argument: NumPy's {', '.join(map(repr, sorted(refused)))}"
        )


_OPERANDS = (SimulatedArray, np.ndarray, np.generic, bool, int, float, complex)
"""What a ufunc takes; NumPy's arrays are among them, to be refused with a reason."""
