"""The simulated GPU's memory: every byte is booked once, to the node that made it, and given back in time."""

import gc
import threading
from typing import Any

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorlab as tf
from tensorlab.devices.simulated_costs import T4
from tensorlab.devices.simulated_gpu import SimulatedGpu
from tensorlab.errors import ResourceExhaustedError

KIB = np.ones(128)  # 1,024 bytes of float64


def small(bytes: int) -> SimulatedGpu:
    """A GPU with this much memory."""
    return SimulatedGpu(0, T4._replace(memory=bytes))


def node(name: str) -> Any:
    """Any operation of this name."""
    with tf.Graph().as_default():
        return tf.constant(1.0, name=name).op


VIEWS: dict[str, Any] = {
    "itself": lambda x: x,
    "part": lambda x: x[1:],
    "part of a part": lambda x: x[1:][:, ::2],
    "row": lambda x: x[0],
    "entry": lambda x: x[0, 0],
    "transposed": lambda x: x.T,
    "reshaped": lambda x: x.reshape(-1),
    "np.reshape": lambda x: np.reshape(x, (4, 3)),
    "broadcast": lambda x: np.broadcast_to(x, (5, 3, 4)),
    "new axis": lambda x: x[:, None],
    "np.moveaxis": lambda x: np.moveaxis(x, 0, 1),
    "np.split": lambda x: np.split(x, 3),
    "real part": lambda x: x.real,
    "diagonal": lambda x: np.diagonal(x),
    "einsum": lambda x: np.einsum("ij->ji", x),
    "windows": lambda x: np.lib.stride_tricks.sliding_window_view(x, 2, axis=1),
    "other dtype": lambda x: x.view(np.int64),
    "asarray": lambda x: np.asarray(x, like=x),
    "out=": lambda x: np.add(x, 1, out=x),
}


@pytest.mark.parametrize("how", VIEWS)
def test_a_view_takes_no_memory_and_keeps_what_it_looks_at(how: str) -> None:
    gpu = SimulatedGpu()
    x = gpu.put(np.arange(12.0).reshape(3, 4))
    view = VIEWS[how](x)
    assert gpu.memory().in_use == gpu.memory().peak == 96
    del x
    assert gpu.memory().in_use == 96
    del view
    assert gpu.memory().in_use == 0


@given(
    values=arrays.arrays(np.float32, arrays.array_shapes(max_dims=3, max_side=5)),
    keys=st.lists(st.sampled_from(["copy", "view", "sum", "add", "iadd", "drop", "take"]), max_size=12),
)
@settings(max_examples=50, deadline=None)
def test_the_account_is_what_the_arrays_own(values: Any, keys: list[str]) -> None:
    gpu = SimulatedGpu()
    held = [gpu.put(values)]
    steps = {
        "copy": lambda x: x.copy(),
        "view": lambda x: x[..., ::2],
        "sum": lambda x: np.sum(x, axis=0, keepdims=True),
        "add": lambda x: x + x * 2,
        "iadd": lambda x: np.add(x, 1, out=x),
        "take": lambda x: np.take(x.ravel(), np.zeros([3], np.int64, like=x)),
    }
    for key in keys:
        if key == "drop" and len(held) > 1:
            held.pop(0)
        elif key != "drop":
            held.append(steps[key](held[-1]))

    def owner(array: Any) -> Any:
        return array if array.base is None else owner(array.base)

    owned = {id(owner(x._values)): owner(x._values).nbytes for x in held}
    assert gpu.memory().in_use == sum(owned.values()) == sum(gpu.account().values())
    held.clear()
    assert gpu.memory().in_use == 0 and gpu.account() == {}


def test_temporaries_count_while_they_live() -> None:
    gpu = SimulatedGpu()
    x = gpu.put(KIB)
    y = (x * 2) + (x * 3)
    assert gpu.memory().in_use == 2048 and y.shape == (128,)
    assert gpu.memory().peak == 4096  # x, both products, and the sum


def test_in_place_takes_nothing() -> None:
    gpu = SimulatedGpu()
    x = gpu.put(KIB)
    x += 1
    x[3:] *= 2
    x[0] = 5
    np.add.at(x, np.zeros([0], np.int64, like=x), 1.0)
    assert gpu.memory().peak == 1024


def test_what_only_the_garbage_collector_finds_is_given_back() -> None:
    gpu = SimulatedGpu()
    knot: list[Any] = [gpu.put(KIB)]
    knot.append(knot)
    del knot
    gc.collect()
    assert gpu.memory().in_use == 0


def test_bytes_are_booked_to_the_node_that_made_them() -> None:
    gpu = SimulatedGpu()
    double, views = (
        gpu.prepared(lambda x: x * 2, node("double")),
        gpu.prepared(lambda x: x[:5], node("views")),
    )
    x = gpu.put(KIB)
    kept = [double(x), double(x), views(x)]
    assert gpu.account() == {"double": 2048, "(outside of any node)": 1024}
    kept.pop(0)
    assert gpu.account() == {"double": 1024, "(outside of any node)": 1024}


def test_a_kernel_inside_a_kernel_is_booked_to_the_inner_node() -> None:
    gpu = SimulatedGpu()
    inner = gpu.prepared(lambda x: x + 1, node("inner"))
    outer = gpu.prepared(lambda x: (inner(x), x * 2), node("outer"))
    results = outer(gpu.put(KIB))
    assert gpu.account() == {"inner": 1024, "outer": 1024} and len(results) == 2


def test_a_kernel_that_fails_leaves_nothing_behind() -> None:
    gpu = SimulatedGpu()

    def kernel(x: Any) -> Any:
        unused = x * 2
        raise ValueError(f"no {unused.shape}")

    x = gpu.put(KIB)
    with pytest.raises(ValueError, match="no"):
        gpu.prepared(kernel, node("failing"))(x)
    assert gpu.memory().in_use == 1024
    assert gpu.put(KIB) is not None and set(gpu.account()) == {"(outside of any node)"}


def test_threads_have_their_own_nodes() -> None:
    gpu = SimulatedGpu()
    together = threading.Barrier(4, timeout=20)

    def kernel(x: Any) -> Any:
        together.wait()
        made = [x * number for number in range(50)]
        together.wait()
        return made[-1]

    results: list[Any] = []
    x = [gpu.put(KIB)]

    def run(name: str) -> None:
        results.append(gpu.prepared(kernel, node(name))(x[0]))

    threads = [threading.Thread(target=run, args=[f"node{n}"]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert gpu.account() == {"(outside of any node)": 1024, **{f"node{n}": 1024 for n in range(4)}}
    results.clear()
    x.clear()
    assert gpu.memory().in_use == 0


# --- when it is full ----------------------------------------------------------------------------------------


def test_memory_that_runs_out() -> None:
    def wide(x: Any) -> Any:
        single = x.astype(np.float32)[:, None]
        return single + np.zeros((1, 20), np.float32, like=x)

    gpu = small(4000)
    kept = [gpu.prepared(lambda x: x * 2, node("hidden/mul"))(gpu.put(KIB[:100]))]
    kept.append(gpu.put(KIB[:50].astype(np.float32)))
    with pytest.raises(ResourceExhaustedError) as caught:
        gpu.prepared(wide, node("wide/add"))(kept[0])
    assert caught.value.message.splitlines() == [
        "OOM when allocating tensor with shape[100,20] and type float on "
        "/job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc",
        "It needs 8,000 bytes; 1,480 of the simulated GPU:0's 4,000 bytes are taken. Who holds them:",
        "              800 bytes  hidden/mul",
        "              480 bytes  wide/add",
        "              200 bytes  (outside of any node)",
        "Feed a smaller batch, give the simulated GPU more (lab.simulate_gpu(memory=...)), or let this part run on "
        'the CPU: with tf.device("/cpu:0").',
    ]
    assert gpu.memory().in_use == 1000, "an error that is kept must not keep the kernel's arrays"


def test_the_largest_holders_come_first_and_the_rest_in_one_line() -> None:
    gpu = small(10_000)
    kept = [gpu.prepared(lambda x, n=n: x[:n] + 1, node(f"node{n}"))(gpu.put(KIB)) for n in range(1, 15)]
    with pytest.raises(ResourceExhaustedError) as caught:
        gpu.put(np.zeros(2000))
    lines = caught.value.message.splitlines()[2:-1]
    assert lines[:2] == ["              112 bytes  node14", "              104 bytes  node13"]
    assert lines[10:] == ["               80 bytes  4 other nodes"]
    assert len(kept) == 14


def test_too_large_for_an_empty_gpu() -> None:
    gpu = small(100)
    with pytest.raises(ResourceExhaustedError, match="nobody: the tensor alone is too large"):
        gpu.put(KIB)
    assert gpu.memory() == (0, 0, 0, 100)


def test_to_the_last_byte() -> None:
    gpu = small(1024)
    x = gpu.put(KIB)
    with pytest.raises(ResourceExhaustedError):
        gpu.put(np.ones(1, np.int8))
    del x
    assert gpu.put(KIB).nbytes == 1024


def test_garbage_makes_room() -> None:
    gpu = small(1024)
    knot: list[Any] = [gpu.put(KIB)]
    knot.append(knot)
    del knot
    assert gpu.put(KIB).nbytes == 1024


def test_a_part_of_the_memory_has_its_own_end() -> None:
    gpu = small(4096)
    half = gpu.as_seen(0, 0.5)
    x = half.put(KIB)
    assert half.memory() == (1024, 1024, 1024, 2048) and gpu.memory() == (1024, 1024, 1024, 4096)
    with pytest.raises(ResourceExhaustedError, match="2,048 bytes are taken"):
        x * 2, half.put(np.ones(200))
    y = gpu.put(np.ones(350))
    with pytest.raises(ResourceExhaustedError, match="4,096 bytes are taken"):
        half.put(KIB)  # the part has room, the whole has not
    assert (x[:5] + y[:5]).shape == (5,), "it is the same memory"
