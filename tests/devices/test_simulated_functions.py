"""What the simulated GPU's arrays answer is what CuPy's answer, and every function gives what NumPy gives."""

import inspect
import re
from typing import Any

import numpy as np
import pytest

from tensorlab.devices import cupy_functions as page
from tensorlab.devices.simulated_array import SimulatedArray
from tensorlab.devices.simulated_gpu import SimulatedGpu
from tests.devices.simulated_calls import CALLS, Arguments, function

WRITING_FILES = {"save", "savetxt", "savez", "savez_compressed"}
DISPATCHED = type(np.concatenate)

# The page is written for this version; an earlier one lacks some of the names.
with_todays_numpy = pytest.mark.skipif(
    np.lib.NumpyVersion(np.__version__) < "2.4.0", reason="the page is about NumPy 2.4"
)


def on_host(value: Any) -> Any:
    """The arrays of a nest on the host; there must not have been any there."""
    assert not isinstance(value, (np.ndarray, np.generic)), "an array of the host's memory came out"
    if isinstance(value, (list, tuple)):
        return [on_host(item) for item in value]
    return value.get() if isinstance(value, SimulatedArray) else value


def flat(value: Any) -> list[Any]:
    """The leaves of a nest."""
    return [leaf for item in value for leaf in flat(item)] if isinstance(value, (list, tuple)) else [value]


def assert_same(found: Any, expected: Any) -> None:
    """Same numbers, same shapes, same dtypes."""
    found, expected = flat(on_host(found)), flat(expected)
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        if isinstance(one, np.ndarray):
            other = np.asarray(other)
            assert one.dtype == other.dtype and one.shape == other.shape
            np.testing.assert_array_equal(one, other)
        else:
            assert one == other and type(one) is type(other)


@pytest.mark.parametrize("dtype", ["int64", "float32", "float64", "complex64"])
@pytest.mark.parametrize("name", sorted(set(page.FUNCTIONS.split()) - WRITING_FILES))
def test_a_function_gives_what_numpy_gives(name: str, dtype: str) -> None:
    gpu = SimulatedGpu()
    plain = Arguments(np.random.default_rng(5), dtype, lambda array: array)
    there = Arguments(np.random.default_rng(5), dtype, gpu.put)
    with np.errstate(all="ignore"):
        try:
            expected = CALLS[name](plain)
        except (TypeError, ValueError):
            assert dtype in ("complex64", "int64"), "a call that NumPy cannot do tests nothing"
            with pytest.raises((TypeError, ValueError)):
                CALLS[name](there)
            return
    assert_same(CALLS[name](there), expected)


def test_each_function_has_a_call() -> None:
    assert set(CALLS) == set(page.FUNCTIONS.split()) - WRITING_FILES


@with_todays_numpy
def test_every_name_is_one_of_numpys() -> None:
    for names in (page.UFUNCS, page.FUNCTIONS, page.CREATION):
        assert set(page.named(names).values()) == set(names.split())
    assert all(isinstance(ufunc, np.ufunc) for ufunc in page.UFUNC_NAMES)
    assert set(page.MISSING_ARGUMENTS) <= {*page.FUNCTIONS.split(), *page.CREATION.split()}
    for name, missing in page.MISSING_ARGUMENTS.items():
        parameters = inspect.signature(function(name)).parameters
        assert missing <= set(parameters) or "kwargs" in parameters, name
    assert all(hasattr(np.ndarray, name) for name in page.METHODS)
    for names in (*page.UFUNC_METHODS.values(), page.AT_DTYPES, page.REAL_ONLY):
        assert set(names) <= set(page.UFUNCS.split())
    assert page.UFUNC_METHODS["at"] == set(page.AT_DTYPES)


@pytest.mark.parametrize(
    "name",
    sorted(
        name
        for name in dir(np)
        if isinstance(getattr(np, name), (np.ufunc, DISPATCHED))
        and getattr(np, name) not in {*page.UFUNC_NAMES, *page.FUNCTION_NAMES, *page.CREATION_NAMES}
    ),
)
def test_what_cupy_has_not_is_refused_by_name(name: str) -> None:
    x = SimulatedGpu().put(np.ones([2, 2]))
    refused = getattr(np, name)
    arguments = (
        (refused, "__call__", x) if isinstance(refused, np.ufunc) else (refused, (SimulatedArray,), (x,), {})
    )
    protocol = x.__array_ufunc__ if isinstance(refused, np.ufunc) else x.__array_function__
    with pytest.raises(TypeError, match=rf"CuPy has no `np\.(\w+\.)*{refused.__name__}`"):
        protocol(*arguments)


@pytest.mark.parametrize(
    "call",
    [
        lambda x: np.sum(x, where=x > 1),
        lambda x: np.mean(x, where=x > 1),
        lambda x: np.max(x, initial=0.0),
        lambda x: np.take(x, 1, mode="clip"),
        lambda x: np.reshape(x, shape=(4,)),
        lambda x: np.add(x, x, where=x > 1),
        lambda x: np.add.reduce(x, initial=0.0),
        lambda x: np.ones((2,), like=x),
        lambda x: np.full((2,), 3.0, like=x),
        lambda x: np.eye(2, like=x),
        lambda x: x.sum(where=x > 1),
        lambda x: x.astype(int, casting="unsafe"),
        lambda x: np.clip(x, min=0.0),
    ],
)
def test_an_argument_that_cupy_does_not_take_is_refused(call: Any) -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument"):
        call(SimulatedGpu().put(np.ones([2, 2])))


@pytest.mark.parametrize(
    "call",
    [
        lambda x: np.maximum.reduce(x),
        lambda x: np.logical_and.reduce(x),
        lambda x: np.subtract.accumulate(x),
        lambda x: np.multiply.reduceat(x, x.astype(int)),
        lambda x: np.divide.at(x, x.astype(int), 1.0),
        lambda x: np.multiply.at(x, x.astype(int), 1.0),
    ],
)
def test_a_method_of_a_ufunc_that_cupy_has_not_is_refused(call: Any) -> None:
    with pytest.raises(NotImplementedError, match="CuPy has no"):
        call(SimulatedGpu().put(np.ones([2])))


@pytest.mark.parametrize("name", sorted(page.AT_DTYPES))
@pytest.mark.parametrize("dtype", [np.dtype(code).name for code in "?bhiqIQefdF"])
def test_at_has_the_dtypes_of_the_gpus_own_instructions(name: str, dtype: str) -> None:
    gpu, ufunc = SimulatedGpu(), getattr(np, name)
    values, indices, more = np.arange(5).astype(dtype), np.array([0, 0, 3, -1]), np.ones(4, dtype)
    x = gpu.put(values)
    if dtype not in page.AT_DTYPES[name]:
        with pytest.raises(TypeError, match=f"{name}.at only supports"):
            ufunc.at(x, gpu.put(indices), gpu.put(more))
        return
    ufunc.at(x, gpu.put(indices), gpu.put(more))
    ufunc.at(values, indices, more)
    np.testing.assert_array_equal(x.get(), values)


def test_at_takes_no_tuple_of_indices() -> None:
    x = SimulatedGpu().put(np.ones([2, 2]))
    zero = np.zeros([1], np.int64, like=x)
    with pytest.raises(TypeError, match="NotImplemented"):
        np.add.at(x, (zero, zero), 1.0)


@pytest.mark.parametrize("call", [np.sort, np.argsort, lambda x, kind: x.argsort(kind=kind)])
def test_there_is_one_way_to_sort(call: Any) -> None:
    x = SimulatedGpu().put(np.array([3.0, 1.0]))
    call(x, kind="stable")
    with pytest.raises(ValueError, match="kind can only be None or 'stable'"):
        call(x, kind="heapsort")


def test_what_else_cupy_cannot_do() -> None:
    x = SimulatedGpu().put(np.ones([2, 2]))
    with pytest.raises(NotImplementedError, match="non-contiguous"):
        x.T.sort()
    with pytest.raises(NotImplementedError, match="Callable"):
        np.piecewise(x, [x > 0], [lambda x: x, 0])
    with pytest.raises(TypeError, match="no indices"):
        x.item(0)
    assert x.clip(min=2).get().min() == 2


def test_keys_to_sort_by_are_one_array() -> None:
    x = SimulatedGpu().put(np.array([3.0, 1.0]))
    with pytest.raises(TypeError, match="one array of rank 2"):
        np.lexsort((x, x))


# --- the page against CuPy itself; it can be imported where there is no GPU --------------------------------


@pytest.fixture(scope="module")
def cupy() -> Any:
    return pytest.importorskip("cupy", minversion="14", exc_type=ImportError)


def counterpart(cupy: Any, function: Any) -> Any:
    """CuPy's function of the same name, or None; found as CuPy finds it."""
    place = cupy
    for part in [*function.__module__.split(".")[1:], function.__name__]:
        place = getattr(place, part, None)
    return None if place is function else place


@with_todays_numpy
def test_the_page_has_the_names_that_cupy_has(cupy: Any) -> None:
    for name in dir(np):
        candidate = getattr(np, name)
        if isinstance(candidate, np.ufunc):
            assert (candidate in page.UFUNC_NAMES) == hasattr(cupy, candidate.__name__), name
        elif isinstance(candidate, DISPATCHED) and candidate not in page.CREATION_NAMES:
            assert (candidate in page.FUNCTION_NAMES) == (counterpart(cupy, candidate) is not None), name
    for listed in (*page.FUNCTION_NAMES, *page.CREATION_NAMES):
        assert counterpart(cupy, listed) is not None, listed
    methods = {
        name
        for name in dir(np.ndarray)
        if not name.startswith("_")
        and callable(getattr(np.ndarray, name))
        and hasattr(cupy.ndarray, name)
        and name not in ("dump", "dumps", "tofile")
    }
    assert methods == page.METHODS


@with_todays_numpy
def test_the_page_has_the_arguments_that_cupy_lacks(cupy: Any) -> None:
    for listed, name in {**page.FUNCTION_NAMES, **page.CREATION_NAMES}.items():
        try:
            known = inspect.signature(counterpart(cupy, listed)).parameters
        except (TypeError, ValueError):
            continue  # written in Cython, without a signature
        if any(parameter.kind is parameter.VAR_KEYWORD for parameter in known.values()):
            continue
        ours = inspect.signature(listed).parameters
        lacking = (
            {n for n, parameter in ours.items() if parameter.kind not in (0, 2, 4)} - set(known) - {"like"}
        )
        assert page.MISSING_ARGUMENTS.get(name, frozenset()) == lacking, name


@with_todays_numpy
def test_the_page_has_the_arguments_that_cupys_methods_lack(cupy: Any) -> None:
    hidden = {"correction", "initial", "mean", "where"}  # behind **kwargs in some of NumPy's signatures
    for name in page.METHODS - {"astype", "item", "view"}:
        first_line = getattr(cupy.ndarray, name).__doc__.strip().splitlines()[0]
        known = set(re.findall(r"(\w+)(?:=[^,)]*)?[,)]", first_line))
        ours = inspect.signature(getattr(np.ndarray, name)).parameters.values()
        lacking = {p.name for p in ours if p.kind not in (0, 2, 4)} - known
        missing = page.MISSING_IN_METHODS.get(name, frozenset())
        assert lacking <= missing <= lacking | hidden and not missing & known, name
