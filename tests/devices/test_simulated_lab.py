"""`lab.simulate_gpu`: which sessions find simulated GPUs, and until when."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.devices import simulation


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """Every test begins and ends without a simulation, in a graph of its own."""
    assert simulation.announced() is None
    with tf.Graph().as_default():
        yield
    left = simulation.announced()
    simulation._simulations.clear()
    assert left is None


def names(session: Any) -> list[str]:
    return [device.name[-5:] for device in session.list_devices()]


def test_sessions_made_inside_find_it() -> None:
    before = tf.Session()
    with lab.simulate_gpu(2, memory="1 MB") as running:
        inside = tf.Session()
    after = tf.Session()
    assert names(before) == names(after) == ["CPU:0"]
    assert names(inside) == ["CPU:0", "GPU:0", "GPU:1"]
    assert [device.memory_limit_bytes for device in inside.list_devices()[1:]] == [10**6, 10**6]
    assert not running.running


def test_a_session_keeps_its_gpu() -> None:
    with lab.simulate_gpu() as running:
        session = tf.Session()
        with tf.device("/gpu:0"):
            product = tf.matmul(tf.ones([2, 3]), tf.ones([3, 2]))
        assert session.run(product).tolist() == [[3, 3], [3, 3]]
    assert session.run(product).tolist() == [[3, 3], [3, 3]]
    assert running.gpus[0].memory().peak > 0


def test_sessions_share_one_memory() -> None:
    with lab.simulate_gpu() as running:
        with tf.device("/gpu:0"):
            variable = tf.Variable(tf.zeros([256]))
        sessions = [tf.Session(), tf.Session()]
        for session in sessions:
            session.run(tf.global_variables_initializer())
        assert running.gpus[0].memory().in_use >= 2 * 1024
        assert any(node.startswith("Variable/") for node in running.gpus[0].account()), variable


def test_called_it_is_there_until_it_is_stopped() -> None:
    running = lab.simulate_gpu()
    assert running.running and names(tf.Session()) == ["CPU:0", "GPU:0"]
    running.stop()
    running.stop()
    assert not running.running and names(tf.Session()) == ["CPU:0"]


def test_called_again_it_replaces_the_first() -> None:
    first = lab.simulate_gpu(1)
    second = lab.simulate_gpu(3)
    third = lab.simulate_gpu(2)
    assert names(tf.Session()) == ["CPU:0", "GPU:0", "GPU:1"]
    assert len(simulation._simulations) == 2, "a cell that runs a hundred times leaves nothing behind"
    third.stop()
    assert names(tf.Session()) == ["CPU:0"]
    assert not any(s.running for s in (first, second, third))


def test_a_block_inside_another() -> None:
    with lab.simulate_gpu(1), lab.simulate_gpu(2):
        assert len(names(tf.Session())) == 3
    with lab.simulate_gpu(1):
        with lab.simulate_gpu(2):
            pass
        assert len(names(tf.Session())) == 2


def test_a_block_inside_a_plain_call() -> None:
    plain = lab.simulate_gpu(1)
    with lab.simulate_gpu(2):
        assert len(names(tf.Session())) == 3
    assert len(names(tf.Session())) == 2
    plain.stop()


def test_the_outer_one_may_end_first() -> None:
    outer = lab.simulate_gpu(1)
    with lab.simulate_gpu(2):
        outer.stop()
        assert len(names(tf.Session())) == 3
    assert names(tf.Session()) == ["CPU:0"]


def test_an_error_ends_the_block() -> None:
    with pytest.raises(KeyError), lab.simulate_gpu():
        raise KeyError


def test_a_stopped_one_cannot_be_entered() -> None:
    running = lab.simulate_gpu()
    running.stop()
    with pytest.raises(RuntimeError, match="was stopped"), running:
        pass


def test_what_it_says_of_itself() -> None:
    with lab.simulate_gpu(2, memory="2 KiB", missing=("Tanh", "Relu"), launch=0.5) as running:
        assert repr(running) == (
            "<GPU:0, GPU:1: simulated GPU (modelled on NVIDIA T4, with another launch), 2 KiB each, without "
            "kernels for Relu, Tanh>"
        )
    assert repr(running).endswith(", stopped>")


@pytest.mark.parametrize(
    "memory", ["16 GiB", "1 GB", "64 MB", "512 MiB", "60 KB", "3 KiB", "1,234,567 bytes"]
)
def test_sizes_are_written_as_people_write_them(memory: str) -> None:
    given = int(memory.split()[0].replace(",", "")) if memory.endswith("bytes") else memory
    with lab.simulate_gpu(memory=given) as running:
        assert f", {memory} each" in repr(running)


@pytest.mark.parametrize(
    ("memory", "bytes"),
    [
        (1000, 1000),
        ("1000", 1000),
        ("64 MB", 64_000_000),
        ("1.5GiB", 3 << 29),
        ("3 kb", 3000),
        (None, 16 << 30),
    ],
)
def test_how_much_memory(memory: Any, bytes: int) -> None:
    with lab.simulate_gpu(memory=memory) as running:
        assert running.gpus[0].memory().limit == bytes


def test_figures_can_be_changed() -> None:
    with lab.simulate_gpu(operations=81e12, launch=0, copy_bandwidth=1e9, copy_latency=0.5) as running:
        (gpu,) = running.gpus
        assert gpu.copy_seconds(10**9) == 1.5
        assert gpu.card.float16_operations == pytest.approx(650e12)
        product = tf.matmul(tf.ones([2, 2]), tf.ones([2, 2])).op
        n = 10**5
        assert gpu.kernel_seconds(product, [(n, n)] * 2, [(n, n)]) == pytest.approx(2 * n**3 / 81e12)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"count": 0}, "a number from 1"),
        ({"count": 1.5}, "a number from 1"),
        ({"count": True}, "a number from 1"),
        ({"memory": 0}, "'64 MB' or '2 GiB'"),
        ({"memory": -5}, "a number of bytes"),
        ({"memory": "lots"}, "memory='lots'"),
        ({"memory": "5 TB"}, "memory='5 TB'"),
        ({"memory": 2.5}, "a number of bytes"),
        ({"missing": ["Tahn"]}, "Did you mean .*'Tanh'"),
        ({"missing": "xyzzy"}, "is no op type"),
        ({"operations": 0}, "a number per second"),
        ({"launch": -1.0}, "seconds, from 0"),
        ({"copy_bandwidth": float("inf")}, "a number per second"),
        ({"memory_bandwidth": "fast"}, "a number per second"),
        ({"card": "T4"}, "a card is a Card"),
    ],
)
def test_arguments_that_make_no_sense(arguments: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        lab.simulate_gpu(**arguments)


# --- programs ---------------------------------------------------------------------------------------------------


def test_memory_that_runs_out_names_the_node_and_the_line() -> None:
    with lab.simulate_gpu(memory="10 KB"), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None, 100], name="x")
        with tf.device("/gpu:0"):
            y = tf.matmul(x, tf.ones([100, 100]), name="wide")
        with pytest.raises(tf.errors.ResourceExhaustedError) as caught:
            session.run(y, {x: np.ones([5, 100])})
    assert "OOM when allocating tensor with shape" in caught.value.message
    assert "test_simulated_lab.py" in caught.value.message


def test_a_constant_that_is_too_large() -> None:
    with lab.simulate_gpu(memory="1 KB") as running, tf.Session() as session:
        with tf.device("/gpu:0"):
            y = tf.constant(np.ones(500), name="large") * tf.constant(2.0, tf.float64, name="small")
        with pytest.raises(tf.errors.ResourceExhaustedError) as caught:
            session.run(y)
    assert "'large' (Const)" in caught.value.message and "test_simulated_lab.py" in caught.value.message
    assert set(running.gpus[0].account()) <= {"small"}


def test_an_error_that_is_kept_keeps_no_memory() -> None:
    with lab.simulate_gpu(memory="60 KB") as running, tf.Session() as session:
        x = tf.placeholder(tf.float32, [None, 100], name="x")
        with tf.device("/gpu:0"):
            y = tf.exp(x) + tf.sin(x)
        with pytest.raises(tf.errors.ResourceExhaustedError) as caught:
            session.run(y, {x: np.ones([100, 100])})
        assert "40,000 bytes  copy of x:0 from CPU:0 to GPU:0" in caught.value.message
        assert running.gpus[0].memory().in_use == 0
        session.run(y, {x: np.ones([40, 100])})


@pytest.mark.parametrize("growth", [True, False])
def test_a_session_with_a_share_of_the_memory(growth: bool) -> None:
    options = tf.GPUOptions(
        per_process_gpu_memory_fraction=0.25, allow_growth=growth, visible_device_list="1"
    )
    with (
        lab.simulate_gpu(2, memory="40 KB") as running,
        tf.Session(config=tf.ConfigProto(gpu_options=options)) as session,
    ):
        assert [d.memory_limit_bytes for d in session.list_devices()[1:]] == [10_000]
        x = tf.placeholder(tf.float32, [None])
        with tf.device("/gpu:0"):
            y = x * x
        session.run(y, {x: np.ones(1000)})
        assert running.gpus[1].memory().peak == 8000 and running.gpus[0].memory().peak == 0
        (gpu,) = session._placer.devices[1:]
        assert gpu.memory().reserved == (8000 if growth else 10_000)
        with pytest.raises(tf.errors.ResourceExhaustedError, match="the simulated GPU:0's 10,000 bytes"):
            session.run(y, {x: np.ones(2000)})


def test_a_missing_kernel_moves_its_node_to_the_cpu() -> None:
    with tf.device("/gpu:0"):
        y = tf.tanh(tf.ones([2]) * 2)
    with lab.simulate_gpu(missing=["Tanh"]):
        with tf.Session(config=tf.ConfigProto(allow_soft_placement=True)) as session:
            np.testing.assert_allclose(session.run(y), np.tanh([2, 2]), rtol=1e-6)
            assert session._placer.placements[y.op].device.endswith("CPU:0")
            assert session._placer.placements[y.op.inputs[0].op].device.endswith("GPU:0")
        with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError, match="Tanh"):
            session.run(y)


def test_a_training_gives_the_same_numbers() -> None:
    def train(device: str) -> list[float]:
        with tf.Graph().as_default(), tf.Session() as session:
            tf.set_random_seed(1)
            with tf.device(device):
                x = tf.constant(np.linspace(-1, 1, 20, dtype=np.float32)[:, None])
                hidden = tf.tanh(
                    tf.matmul(x, tf.Variable(tf.random_normal([1, 8]))) + tf.Variable(tf.zeros([8]))
                )
                y = tf.matmul(hidden, tf.Variable(tf.random_normal([8, 1])))
                loss = tf.reduce_mean(tf.square(y - x * x))
                step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
            session.run(tf.global_variables_initializer())
            return [session.run([loss, step])[0].item() for _ in range(20)]

    with lab.simulate_gpu():
        assert train("/gpu:0") == train("/cpu:0")
