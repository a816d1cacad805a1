"""The simulated GPU's arrays: NumPy's numbers, and nothing that comes from the host or goes there unseen."""

import copy
import operator
from typing import Any

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensorlab.devices import cupy_functions as page
from tensorlab.devices.simulated_array import SimulatedArray
from tensorlab.devices.simulated_gpu import SimulatedGpu

DTYPES = [np.dtype(code) for code in "?bBhHiIqQefdFD"]
few = settings(max_examples=8, deadline=None)
shapes = arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)


def elements(dtype: np.dtype[Any]) -> Any:
    """Small numbers, now and then one that is not finite."""
    if dtype.kind in "fc":
        return arrays.from_dtype(dtype, allow_subnormal=False)
    return (
        arrays.from_dtype(dtype, min_value=0, max_value=7) if dtype.kind in "iu" else arrays.from_dtype(dtype)
    )


@st.composite
def operands(draw: Any, count: int) -> list[np.ndarray[Any, Any]]:
    """So many arrays that broadcast, each of any dtype."""
    found = draw(arrays.mutually_broadcastable_shapes(num_shapes=count, max_dims=3, max_side=3))
    dtypes = [draw(st.sampled_from(DTYPES)) for _ in range(count)]
    return [
        draw(arrays.arrays(d, s, elements=elements(d)))
        for d, s in zip(dtypes, found.input_shapes, strict=True)
    ]


def same(found: Any, expected: Any) -> None:
    """One array or several: on the GPU, with NumPy's numbers, shapes and dtypes."""
    if isinstance(expected, tuple):
        for one, other in zip(found, expected, strict=True):
            same(one, other)
        return
    assert isinstance(found, SimulatedArray)
    expected = np.asarray(expected)
    assert (found.dtype, found.shape) == (expected.dtype, expected.shape)
    np.testing.assert_array_equal(found.get(), expected)


def both(compute: Any, *given_arrays: Any) -> None:
    """Compute the same on the host and on a GPU; where NumPy refuses, so does the GPU."""
    gpu = SimulatedGpu()
    with np.errstate(all="ignore"):
        try:
            expected = compute(*[array.copy() for array in given_arrays])
        except (TypeError, ValueError, IndexError) as error:
            with pytest.raises(type(error)):
                compute(*[gpu.put(array) for array in given_arrays])
            return
        same(compute(*[gpu.put(array) for array in given_arrays]), expected)


# --- the same numbers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(page.UFUNCS.split()) - page.REAL_ONLY))
@given(data=st.data())
@few
def test_a_ufunc_gives_what_numpy_gives(name: str, data: Any) -> None:
    ufunc = getattr(np, name)
    both(ufunc, *data.draw(operands(ufunc.nin)))


@pytest.mark.parametrize("name", sorted(page.REAL_ONLY))
@given(data=st.data())
@few
def test_logic_is_for_real_numbers(name: str, data: Any) -> None:
    ufunc = getattr(np, name)
    given_arrays = data.draw(operands(ufunc.nin))
    if any(array.dtype.kind == "c" for array in given_arrays):
        with pytest.raises(TypeError, match="complex"):
            ufunc(*map(SimulatedGpu().put, given_arrays))
    else:
        both(ufunc, *given_arrays)


BINARY = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor"]
COMPARING = ["lt", "le", "eq", "ne", "gt", "ge"]


@pytest.mark.parametrize("name", BINARY + COMPARING)
@given(
    given_arrays=operands(2),
    number=st.sampled_from([2, 2.5, True, 1j, np.float32(3), np.int64(2), np.bool_(True)]),
)
@few
def test_an_operator_gives_what_numpy_gives(name: str, given_arrays: Any, number: Any) -> None:
    compute = getattr(operator, name)
    both(compute, *given_arrays)
    if name == "pow" and given_arrays[0].dtype == bool:
        return  # NumPy's own operator takes a short cut there, which its function does not take
    if name != "matmul":
        both(lambda x: compute(x, number), given_arrays[0])
        both(lambda x: compute(number, x), given_arrays[0])


@given(given_arrays=operands(2))
@few
def test_an_operator_in_place_writes_into_the_same_array(given_arrays: Any) -> None:
    def compute(x: Any, y: Any) -> Any:
        before = x
        x += y
        assert x is before
        return x

    both(compute, *given_arrays)


INDICES: list[Any] = [
    0,
    -1,
    np.int64(1),
    slice(None, None, 2),
    slice(None, None, -1),
    ...,
    None,
    (),
    (0, 1),
    (..., 0),
    (slice(1), None, 1),
    [0, 2],
    (slice(None), [0, 0]),
    [],
    True,
]


@pytest.mark.parametrize("key", INDICES, ids=repr)
@given(x=st.sampled_from(DTYPES).flatmap(lambda d: arrays.arrays(d, st.just((3, 4)), elements=elements(d))))
@few
def test_a_part_is_numpys_part(key: Any, x: Any) -> None:
    def write(array: Any) -> Any:
        array[key] = 1
        return array

    both(lambda array: array[key], x)
    both(write, x)
    both(lambda array: array[array != 0], x)
    both(lambda array: array[0][key[0] if isinstance(key, tuple) and key else key], x)


METHOD_CALLS: dict[str, Any] = {
    "argpartition": lambda x: x.argpartition(1),
    "astype": lambda x: x.astype(np.float64),
    "choose": lambda x: (x != x).astype(np.int64).choose([x, x]),
    "clip": lambda x: x.clip(x.min(), x.max()),
    "compress": lambda x: x.compress([True, False, True]),
    "dot": lambda x: x.dot(x.T),
    "fill": lambda x: (y := x.copy(), y.fill(1), y)[2],
    "partition": lambda x: (y := x.copy(), y.partition(1), y)[2],
    "put": lambda x: (y := x.copy(), y.put([1, 2], 1), y)[2],
    "repeat": lambda x: x.repeat(2, axis=1),
    "reshape": lambda x: (x.reshape(4, 3), x.reshape((2, -1))),
    "searchsorted": lambda x: x[0].searchsorted(x[1]),
    "sort": lambda x: (y := x.copy(), y.sort(), y)[2],
    "swapaxes": lambda x: x.swapaxes(0, 1),
    "take": lambda x: x.take([0, 2], axis=1),
    "view": lambda x: x.view(np.uint8),
}


@pytest.mark.filterwarnings("ignore:Casting complex")
@pytest.mark.parametrize("name", sorted(page.METHODS - page.WAITING_METHODS))
@pytest.mark.parametrize("dtype", ["int32", "float32", "complex64"])
def test_a_method_gives_what_numpy_gives(name: str, dtype: str) -> None:
    x = (np.random.default_rng(3).normal(size=(3, 4)) * 3).astype(dtype)
    both(METHOD_CALLS.get(name, lambda x: getattr(x, name)()), x)


@pytest.mark.parametrize("name", ["T", "mT", "real", "imag"])
def test_an_attribute_is_numpys(name: str) -> None:
    both(lambda x: getattr(x, name), np.arange(12).reshape(3, 4) * (1 + 2j))


def test_what_it_says_of_itself() -> None:
    values = np.arange(12.0).reshape(3, 4)
    x = SimulatedGpu(2).put(values)
    for name in ("shape", "dtype", "ndim", "size", "itemsize", "nbytes", "strides"):
        assert getattr(x, name) == getattr(values, name)
    assert x.flags.c_contiguous and x.device == "GPU:2" and len(x) == 3
    assert repr(x[0, :2]) == "SimulatedArray([0., 1.], device='GPU:2')" and str(x[0, :2]) == "[0. 1.]"
    assert [row.get().tolist() for row in x] == values.tolist()
    assert {"sum", "get", "shape"} <= set(dir(x))


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda x: np.zeros((2, 3), np.float32, like=x), np.zeros((2, 3), np.float32)),
        (lambda x: np.arange(3, dtype=np.int32, like=x), np.arange(3, dtype=np.int32)),
        (lambda x: np.array([[1, 2]], like=x), np.array([[1, 2]])),
        (lambda x: np.asarray(np.eye(2), like=x), np.eye(2)),
        (lambda x: np.ascontiguousarray(np.eye(2).T, like=x), np.eye(2)),
        (lambda x: np.identity(2, like=x), np.identity(2)),
        (lambda x: np.tri(2, like=x), np.tri(2)),
        (lambda x: np.frombuffer(b"ab", np.uint8, like=x), np.frombuffer(b"ab", np.uint8)),
        (lambda x: np.fromiter([1, 2], int, like=x), np.array([1, 2])),
        (lambda x: np.fromfunction(lambda i: i * 2, (3,), like=x), np.array([0.0, 2.0, 4.0])),
        (lambda x: np.empty((2, 0), like=x), np.empty((2, 0))),
        (lambda x: np.full_like(x, 7, shape=(2,)), np.array([7.0, 7.0])),
        (lambda x: np.zeros_like(x), np.array(0.0)),
    ],
)
def test_new_arrays_are_made_where_the_other_one_is(make: Any, expected: Any) -> None:
    same(make(SimulatedGpu().put(np.array(3.0))), expected)


def test_an_array_brought_over_is_a_copy() -> None:
    gpu, values = SimulatedGpu(), np.ones(3)
    brought = [
        gpu.put(values),
        np.asarray(values, like=gpu.put(values)),
        np.array(values[1:], copy=False, like=gpu.put(values)),
    ]
    values[:] = 7
    assert all(x.get().max() == 1 for x in brought)
    out = brought[0].get()
    out[:] = 9
    assert brought[0].get().max() == 1


def test_copies_are_copies() -> None:
    x = SimulatedGpu().put(np.ones(3))
    copies = [copy.copy(x), copy.deepcopy(x), x.copy(), np.copy(x)]
    x += 1
    assert all(y.get().tolist() == [1, 1, 1] for y in copies)


# --- indices beyond the end begin again at the other, as on a GPU ---------------------------------------------


@given(index=arrays.arrays(np.int64, st.just((3,)), elements=st.integers(-20, 20)))
@few
def test_indices_beyond_the_end_begin_again(index: Any) -> None:
    gpu, values = SimulatedGpu(), np.arange(20.0).reshape(4, 5)
    x, there = gpu.put(values), gpu.put(index)
    rows = (index % 4, index % 5)
    same(x[there], values[rows[0]])
    same(x[:, there], values[:, rows[1]])
    same(x[..., there], values[:, rows[1]])
    same(x[None, there, there], values[None, rows[0], rows[1]])
    same(np.take(x, there), values.ravel()[index % 20])
    same(np.take(x, there, axis=1), values[:, rows[1]])
    same(x.take(there, 0), values[rows[0]])
    same(np.take_along_axis(x, there[None, :], 1), np.take_along_axis(values, rows[1][None, :], 1))
    x[there] = 7.0
    assert (x.get()[rows[0]] == 7).all()
    np.add.at(x, there, 1.0)


def test_a_number_beyond_the_end_is_an_error() -> None:
    with pytest.raises(IndexError):
        SimulatedGpu().put(np.ones(3))[5]


# --- mixing ---------------------------------------------------------------------------------------------------

HOST = np.eye(2)
MIXED: dict[str, Any] = {
    "ufunc": lambda x, other: np.add(x, other),
    "ufunc, the other way": lambda x, other: np.add(other, x),
    "operator": lambda x, other: x * other,
    "operator, the other way": lambda x, other: other * x,
    "comparison": lambda x, other: other < x,
    "matmul": lambda x, other: other @ x,
    "out": lambda x, other: np.add(x, x, out=other),
    "out of the other": lambda x, other: np.add(other, other, out=x),
    "out of a reduction": lambda x, other: np.add.reduce(x, out=other[0]),
    "out of a function": lambda x, other: np.sum(x, axis=0, out=other[0]),
    "in place": lambda x, other: operator.iadd(x, other),
    "in place, the other way": lambda x, other: operator.iadd(other, x),
    "function": lambda x, other: np.dot(x, other),
    "function, the other way": lambda x, other: np.dot(other, x),
    "where": lambda x, other: np.where(other > 0, x, 0),
    "list": lambda x, other: np.concatenate([x, other]),
    "einsum": lambda x, other: np.einsum("ij,jk", x, other),
    "keyword": lambda x, other: np.bincount(x.ravel().astype(int), weights=other.ravel()),
    "linalg": lambda x, other: np.linalg.solve(x, other),
    "method": lambda x, other: x.dot(other),
    "index": lambda x, other: x[other.astype(int)],
    "mask": lambda x, other: x[other > 0],
    "index in a tuple": lambda x, other: x[0, other[0].astype(int)],
    "index to write at": lambda x, other: operator.setitem(x, other.astype(int), 1.0),
    "value to write": lambda x, other: operator.setitem(x, 0, other[0]),
    "place to write": lambda x, other: np.copyto(other, x),
    "indices of take": lambda x, other: np.take(x, other.astype(int)),
    "at": lambda x, other: np.add.at(x, other.astype(int), 1.0),
    "at, values": lambda x, other: np.add.at(x, x.astype(int), other),
}


@pytest.mark.parametrize("how", MIXED)
def test_an_array_of_the_host_is_refused(how: str) -> None:
    with pytest.raises(TypeError, match=r"Unsupported type <class 'numpy.ndarray'>"):
        MIXED[how](SimulatedGpu().put(HOST), HOST.copy())


@pytest.mark.parametrize("how", MIXED)
def test_an_array_of_another_gpu_is_refused(how: str) -> None:
    one, other = SimulatedGpu(0), SimulatedGpu(1)
    with pytest.raises(TypeError, match=r"got an array of GPU:[01] beside one of GPU:[01]"):
        MIXED[how](one.put(HOST), other.put(HOST))


@pytest.mark.parametrize("how", MIXED)
def test_without_mixing_each_of_them_works(how: str) -> None:
    gpu = SimulatedGpu()
    MIXED[how](gpu.put(HOST), gpu.put(HOST))


def test_nothing_turns_into_an_array_of_the_host_unseen() -> None:
    x = SimulatedGpu().put(HOST)
    conversions = [np.asarray, np.array, np.ascontiguousarray, np.float64, lambda x: np.array([x, x])]
    for convert in conversions:
        with pytest.raises(TypeError, match="Implicit conversion"):
            convert(x)
    with pytest.raises(TypeError):
        range(x[0, 0])  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [HOST[0], [1.0, 2.0], "1", None])
def test_only_numbers_and_its_own_arrays_go_into_a_part(value: Any) -> None:
    with pytest.raises(TypeError, match="Unsupported type"):
        SimulatedGpu().put(HOST)[0] = value


@pytest.mark.parametrize("other", ["a", None, object()])
def test_other_operands_are_left_to_python(other: Any) -> None:
    with pytest.raises(TypeError):
        SimulatedGpu().put(HOST) + other


@pytest.mark.parametrize(
    "values", [np.array(["a"]), np.array([None]), np.array([b"a"]), np.array([1], np.longdouble)]
)
def test_only_numbers_and_booleans_live_there(values: Any) -> None:
    gpu = SimulatedGpu()
    with pytest.raises(TypeError, match="Unsupported dtype"):
        gpu.put(values)
    with pytest.raises(TypeError, match="Unsupported dtype"):
        gpu.put(HOST).astype(values.dtype)


def test_a_part_that_is_no_index_is_refused() -> None:
    with pytest.raises(IndexError, match="valid indices"):
        SimulatedGpu().put(HOST)["a"]


def test_shapes_and_axes_may_come_from_the_host() -> None:
    x = SimulatedGpu().put(HOST)
    assert np.reshape(x, np.array([4])).shape == (4,)
    assert np.tile(x, np.array([2, 1])).shape == (4, 2)
    assert np.transpose(x, np.array([1, 0])).shape == (2, 2)
    assert np.broadcast_to(x, np.array([3, 2, 2])).shape == (3, 2, 2)


def test_attributes_that_cupy_has_not() -> None:
    x = SimulatedGpu().put(HOST)
    with pytest.raises(AttributeError, match="CuPy's arrays have no 'ctypes'"):
        _ = x.ctypes
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = x.nonsense


def test_no_warnings_as_on_a_gpu(recwarn: pytest.WarningsRecorder) -> None:
    x = SimulatedGpu().put(np.array([0.0, -1.0]))
    1 / x, np.sqrt(x), np.log(x), x.astype(int) // 0, x.mean(), x[:0].sum()
    assert not recwarn.list


# --- asking for numbers on the host ---------------------------------------------------------------------------


def test_numbers_can_be_asked_for() -> None:
    x = SimulatedGpu().put(np.array(2.5))
    assert (float(x), int(x), complex(x), bool(x), x.item(), x.tolist()) == (2.5, 2, 2.5, True, 2.5, 2.5)
    assert x.tobytes() == np.array(2.5).tobytes()


def test_a_kernel_that_asks_is_counted() -> None:
    import tensorlab as tf

    gpu, operation = SimulatedGpu(), tf.constant(1.0, name="asking").op

    def kernel(x: Any) -> Any:
        return x if x > 0 and x.item() > 0 and float(x.get()) > 0 else -x

    gpu.prepared(kernel, operation)(gpu.put(np.array(2.0)))
    assert gpu.waits == {"asking": 3}
    assert float(gpu.put(np.array(2.0))) == 2.0  # outside of a kernel it is nobody's fault
    assert gpu.waits == {"asking": 3}
