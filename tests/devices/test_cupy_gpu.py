"""The device that drives CuPy, tested with a stand-in for CuPy (`fake_cupy.py`); `test_on_gpu.py` tests it for real."""

import importlib.util
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab.devices import cupy_gpu
from tensorlab.devices.cupy_gpu import CupyGpu
from tensorlab.devices.device import on_host
from tensorlab.errors import InvalidArgumentError, ResourceExhaustedError
from tests.devices import test_on_gpu
from tests.devices.fake_cupy import CARD_BYTES, Computer, installed, make
from tests.registry.on_device import outcome_of

REPOSITORY = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def computer() -> Iterator[Computer]:
    """One with a card."""
    with installed() as there:
        yield there


@pytest.fixture
def gpu(computer: Computer) -> CupyGpu:
    """The card's device."""
    (found,) = cupy_gpu.find()
    return found


def node(function: Any = tf.square, value: Any = (1.0, 2.0)) -> Any:
    """The operation of a one-input op."""
    return function(tf.constant(value)).op


# --- finding it -------------------------------------------------------------------------------------------


def test_it_is_found_and_described(gpu: CupyGpu) -> None:
    """By its card, its memory and the versions; with the name that programs use."""
    assert gpu.name == "/job:localhost/replica:0/task:0/device:GPU:0"
    assert gpu.description == "Pretended Card with 8.0 GiB, CUDA 12.9, CuPy 14.2.0"
    assert (gpu.on_host, gpu.simulated, gpu.type, cupy_gpu.why_none()) == (False, False, "GPU", "")


def test_it_is_sought_once(monkeypatch: pytest.MonkeyPatch, computer: Computer) -> None:
    """The answer is kept; the list belongs to the caller."""
    cupy_gpu.find().clear()
    monkeypatch.setattr(cupy_gpu, "_look", lambda: pytest.fail("sought again"))
    assert len(cupy_gpu.find()) == 1


@pytest.mark.parametrize(
    ("there", "words"),
    [
        (
            Computer(cards=0),
            "CuPy 14.2.0 found no GPU: cudaErrorNoDevice: no CUDA-capable device is detected.",
        ),
        (Computer(driver=0), "There is no NVIDIA driver on this computer."),
        (
            Computer(broken=RuntimeError("===\nCuPy failed\n  to load libnvrtc.so.12: not found.\n===")),
            "12.9, CuPy 14.2.0: to load libnvrtc.so.12: not found. Try: pip install 'cupy-cuda12x[ctk]'.",
        ),
    ],
)
def test_a_gpu_that_does_not_answer_is_none(there: Computer, words: str) -> None:
    """Without a warning; the reason can be asked for."""
    with installed(there):
        assert cupy_gpu.find() == []
        assert words in cupy_gpu.why_none()


def test_cupy_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason says how to get it."""
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "cupy" else find_spec(name))
    cupy_gpu.forget()
    assert cupy_gpu.find() == []
    assert cupy_gpu.why_none().startswith("CuPy is not installed: pip install 'tensorlab[gpu-cuda12]'")
    cupy_gpu.forget()


def test_two_cards_are_two_devices() -> None:
    """Each kernel runs with its own card current, and the card that was current is so again."""
    with installed(Computer(cards=2)) as there:
        first, second = cupy_gpu.find()
        assert (first.short, second.short) == ("GPU:0", "GPU:1")
        there.ran_on.clear()
        value = second.put(np.array([1.0, 2.0]))
        second.prepared(np.square, node())(value)
        assert there.ran_on == [1] and value.card == 1 and there.current == 0
        assert CupyGpu(0, card=1).short == "GPU:0", "the only card that a session may see is its first"


SILENT = """
import sys
import {what}
import tensorlab as tf
assert ("cupy" in sys.modules) == {there}
from tensorlab.devices import cupy_gpu
found = cupy_gpu.find()
assert not found, found
with tf.Session() as session:
    session.run(tf.constant(1.0) + 1.0)
print(cupy_gpu.why_none())
"""
BROKEN = "import warnings\nwarnings.warn('CUDA path could not be detected.')\nimport _no_such_library\n"


@pytest.mark.parametrize("broken", [False, True])
def test_no_gpu_makes_no_noise(tmp_path: Path, broken: bool) -> None:
    """Nothing on stderr, no warning, and `import tensorlab` does not import CuPy."""
    if broken:
        (tmp_path / "cupy.py").write_text(BROKEN)
    elif importlib.util.find_spec("cupy") is not None:
        pytest.skip("CuPy is installed here")
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", SILENT.format(what="os", there=False)],
        cwd=REPOSITORY,
        env={"PYTHONPATH": f"{tmp_path}:{REPOSITORY}", "PATH": "", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (finished.stderr, finished.returncode) == ("", 0)
    words = "cannot be imported: No module named '_no_such_library'" if broken else "CuPy is not installed"
    assert words in finished.stdout


# --- values and kernels -----------------------------------------------------------------------------------


def test_a_value_goes_there_and_comes_back(gpu: CupyGpu) -> None:
    """With its dtype and shape, of rank 0 too."""
    for array in (np.float32(2.0), np.arange(6, dtype=np.int64).reshape(2, 3), np.zeros((0, 2), bool)):
        there = gpu.put(np.asarray(array))
        assert not isinstance(there, np.ndarray)
        back = gpu.get(there)
        assert isinstance(back, np.ndarray) and back.dtype == array.dtype
        np.testing.assert_array_equal(back, array)
        np.testing.assert_array_equal(on_host(there), array)


@pytest.mark.parametrize("text", [np.array(["a"], object), np.array(["a"]), np.array([b"a"])])
def test_text_never_goes_there(gpu: CupyGpu, text: Any) -> None:
    """Neither as a value nor as a node."""
    with pytest.raises(InvalidArgumentError, match="computer's memory only"):
        gpu.put(text)
    assert "strings" in gpu.refuses(node(tf.identity, ["a", "b"]))


def test_what_it_refuses(gpu: CupyGpu, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the record says, and nothing else."""
    square = node()
    assert gpu.refuses(square) == ""
    monkeypatch.setattr(square.record, "devices", {"CPU": "it likes the quiet there"})
    assert "it likes the quiet there" in gpu.refuses(square)


@pytest.mark.parametrize(
    "result", [np.float32(3.0), np.array([1.0, 2.0]), [np.array(1.0), np.array([2])], (np.int32(1),), None]
)
def test_results_live_on_the_card(gpu: CupyGpu, computer: Computer, result: Any) -> None:
    """Whatever a kernel makes on the way: a NumPy array, a NumPy scalar, a list of them."""
    made = gpu.prepared(lambda: result, node())()
    if result is None:
        assert made is None
        return
    several = isinstance(result, (list, tuple))
    for value, expected in zip(made if several else [made], result if several else [result], strict=True):
        assert isinstance(value, sys.modules["cupy"].ndarray)  # type: ignore[attr-defined]
        assert value.dtype == np.asarray(expected).dtype
        np.testing.assert_array_equal(value.get(), expected)


def test_results_that_are_there_stay_as_they_are(gpu: CupyGpu) -> None:
    """The very same array, of rank 0 too."""
    for value in (gpu.put(np.ones(3)), gpu.put(np.array(1.0))):
        assert gpu.prepared(lambda there: there, node())(value) is value


def test_what_cupy_lacks_is_said_with_a_way_out(gpu: CupyGpu) -> None:
    """A function, a mixture with NumPy's arrays, a method."""
    value = gpu.put(np.ones(2))
    for kernel in (
        lambda x: np.nextafter(x, 1.0),
        lambda x: x + np.ones(2),
        lambda x: np.asarray(x),
        lambda x: x.no_such_method(),
    ):
        with pytest.raises(NotImplementedError, match=r"Square cannot run on GPU:0: .*tf.device\('/cpu:0'\)"):
            gpu.prepared(kernel, node())(value)


def test_it_waits(gpu: CupyGpu, computer: Computer) -> None:
    """For its own card."""
    gpu.synchronize()
    assert computer.synchronized == [0]


# --- memory -----------------------------------------------------------------------------------------------


def test_memory_is_counted(gpu: CupyGpu) -> None:
    """What is in use, and the most that ever was; CuPy's pool deals in blocks of 512 bytes."""
    start = gpu.memory()
    assert (start.in_use, start.limit) == (0, CARD_BYTES)
    value = gpu.put(np.zeros(1000, np.float32))
    run = gpu.prepared(lambda x: x + np.float32(1), node())
    run(run(value))
    now = gpu.memory()
    assert (now.in_use, now.peak) == (4096, 3 * 4096)


def test_running_out_of_memory(gpu: CupyGpu, computer: Computer) -> None:
    """TensorFlow's class, with the card, its limit and a way out; both for a copy and for a kernel."""
    gpu.limit_memory(8192 / CARD_BYTES, growth=True)
    value = gpu.put(np.zeros(1000, np.float32))
    kernel = gpu.prepared(lambda x: np.concatenate([x, x]), node())
    for too_much in (lambda: gpu.put(np.zeros(5000)), lambda: kernel(value)):
        with pytest.raises(ResourceExhaustedError) as caught:
            too_much()
        for words in (
            "GPU:0 (Pretended Card",
            "of which this program may use 0.00 GiB",
            "Out of memory allocating",
        ):
            assert words in str(caught.value)


@pytest.mark.parametrize("growth", [False, True])
def test_a_share_of_the_memory(gpu: CupyGpu, growth: bool) -> None:
    """Reserved at once, or taken as it is needed; and no share takes the limit back."""
    gpu.limit_memory(0.25, growth)
    memory = gpu.memory()
    assert (memory.limit, memory.in_use) == (CARD_BYTES // 4, 0)
    assert memory.reserved == (0 if growth else CARD_BYTES // 4)
    gpu.limit_memory(0.0)
    assert gpu.memory().limit == CARD_BYTES


def test_a_smaller_share_lets_go_of_the_larger(gpu: CupyGpu) -> None:
    """What an earlier session reserved is given back first."""
    gpu.limit_memory(0.5)
    gpu.limit_memory(0.25)
    assert gpu.memory().reserved == CARD_BYTES // 4


def test_a_share_that_is_not_free_is_reserved_as_far_as_it_is(gpu: CupyGpu, computer: Computer) -> None:
    """Another program uses the card; what is left to CUDA's own libraries stays free."""
    computer.taken_by_others = CARD_BYTES // 2
    gpu.limit_memory(1.0)
    assert gpu.memory().reserved == CARD_BYTES // 2 - cupy_gpu.LEFT_TO_CUDA


def test_a_limit_that_others_set_is_theirs(gpu: CupyGpu, computer: Computer) -> None:
    """No share leaves a limit alone that no session has set."""
    computer.limits[0] = 12345
    gpu.limit_memory(0.0)
    assert gpu.memory().limit == 12345


@pytest.mark.parametrize("fraction", [-0.1, 1.5])
def test_a_share_is_between_0_and_1(gpu: CupyGpu, fraction: float) -> None:
    """Else it is an error that names the setting."""
    with pytest.raises(InvalidArgumentError, match="per_process_gpu_memory_fraction"):
        gpu.limit_memory(fraction)


# --- sessions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "test",
    [
        test_on_gpu.test_a_training_is_that_of_the_cpu,
        test_on_gpu.test_weights_stay_on_the_gpu,
        test_on_gpu.test_values_come_back_as_they_went,
        test_on_gpu.test_a_trace_sees_the_values,
        test_on_gpu.test_memory_is_counted,
        test_on_gpu.test_running_out_of_memory_leaves_the_session_usable,
    ],
)
def test_the_tests_for_a_real_gpu_can_pass(gpu: CupyGpu, test: Any) -> None:
    """Sessions find the card, and train on it; with `test_on_gpu.py` no mistake of its own waits for the first GPU."""
    test(*[gpu][: test.__code__.co_argcount])


@pytest.mark.parametrize(
    "type_name", ["MatMul", "SoftmaxCrossEntropyWithLogits", "AssignAdd", "Split", "Shape"]
)
def test_samples_run_on_the_card(gpu: CupyGpu, computer: Computer, type_name: str) -> None:
    """On the card and not beside it, except for what belongs to the host."""
    computer.ran_on.clear()
    outcome = outcome_of(type_name)
    assert outcome.agreed and not outcome.differences
    assert bool(computer.ran_on) == (type_name != "Shape")


# --- the stand-in -----------------------------------------------------------------------------------------


def names_of(module: Any, prefix: str = "") -> Iterator[str]:
    """The public names that a module of the stand-in has, and those of its classes."""
    for name, value in vars(module).items():
        if name.startswith("_") or name in ("host", "card", "take"):
            continue
        yield prefix + name
        if isinstance(value, types.ModuleType):
            yield from names_of(value, f"{prefix}{name}.")
        elif isinstance(value, type) and name != "MemoryPool":
            yield from (
                f"{prefix}{name}.{part}"
                for part in vars(value)
                if not part.startswith("_") and part != "card"
            )


def test_cupy_has_what_the_stand_in_has() -> None:
    """Else the tests above would prove nothing. It needs CuPy, and no GPU."""
    cupy = pytest.importorskip("cupy")
    for name in names_of(make(Computer())):
        value = cupy
        for part in name.split("."):
            value = getattr(value, part)
    pool = cupy.get_default_memory_pool()
    for name in ("used_bytes", "total_bytes", "get_limit", "set_limit", "free_all_blocks", "malloc"):
        assert callable(getattr(pool, name))
    assert issubclass(cupy.cuda.memory.OutOfMemoryError, MemoryError)
