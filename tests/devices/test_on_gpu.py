"""A real GPU: every op, the seed's programs, a training and the memory limit. All of it is skipped where none answers.

`python3 lab.py gpu` runs these on a computer that has one, and prints the figures. Nothing here knows which GPU it is.

Read next: `tests/registry/on_device.py`, what is compared for every op.
"""

import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.devices import cupy_gpu
from tensorlab.devices.copies import Copy
from tensorlab.devices.device import Device
from tensorlab.graph.registry import registry
from tests.parity.compare import NUMBER, printed_lines
from tests.registry.on_device import HOLDERS, outcome_of

pytestmark = pytest.mark.gpu

DTYPES = (
    "bool",
    "int8",
    "uint8",
    "int32",
    "int64",
    "float16",
    "float32",
    "float64",
    "complex64",
    "complex128",
)
TESTS = Path(__file__).parent.parent
WITH_SAMPLES = sorted(name for name, record in registry.items() if record.samples_rule is not None)
DIFFERENTIABLE = [name for name in WITH_SAMPLES if registry[name].gradient_rule is not None]


@pytest.fixture
def gpu() -> Device:
    """The first GPU of this computer."""
    return cupy_gpu.find()[0]


@pytest.mark.parametrize("given", HOLDERS)
@pytest.mark.parametrize("type_name", WITH_SAMPLES)
def test_every_op_computes_what_the_cpu_computes(type_name: str, given: str) -> None:
    """In every case of its record, fed, constant or in variables: on the GPU, or on the CPU with the reason why."""
    outcome = outcome_of(type_name, given=given)
    assert not outcome.differences, "\n".join(outcome.differences)
    assert outcome.agreed or all(outcome.stayed)


@pytest.mark.parametrize("type_name", DIFFERENTIABLE)
def test_gradients_are_those_of_the_cpu(type_name: str) -> None:
    """The graph that `tf.gradients` makes runs on the GPU too."""
    outcome = outcome_of(type_name, gradients=True)
    assert not outcome.differences, "\n".join(outcome.differences)


def test_values_come_back_as_they_went(gpu: Device) -> None:
    """In every dtype, of rank 0, empty, transposed and strided."""
    for dtype in DTYPES:
        whole = np.arange(24).reshape(2, 3, 4).astype(dtype)
        for array in (whole, whole.T, whole[:, ::2], whole[0, 0, 0:1].reshape(()), whole[:0]):
            back = gpu.get(gpu.put(array))
            assert (back.dtype, back.shape) == (array.dtype, array.shape)
            np.testing.assert_array_equal(back, array)


def test_a_value_may_change_after_it_was_brought_there(gpu: Device) -> None:
    """The copy has been taken when `put` returns, though the GPU may still be at work."""
    array = np.ones(1 << 22, np.float32)
    there = gpu.put(array)
    array[:] = 2
    assert np.array_equal(gpu.get(there), np.ones(1 << 22, np.float32))


def network(device: str) -> tuple[Any, Any, Any]:
    """A network with Adam: the session, what to fetch, what to feed."""
    random = np.random.RandomState(0)
    with tf.Graph().as_default() as graph, graph.device(device):
        x = tf.placeholder(tf.float32, [None, 8])
        labels = tf.placeholder(tf.float32, [None, 3])
        w1 = tf.Variable(tf.random_normal([8, 16], stddev=0.3, seed=1))
        w2 = tf.Variable(tf.random_normal([16, 3], stddev=0.3, seed=2))
        hidden = tf.nn.tanh(tf.matmul(x, w1) + tf.Variable(tf.zeros([16])))
        logits = tf.matmul(hidden, w2)
        loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits))
        train = tf.train.AdamOptimizer(0.01).minimize(loss)
        session = tf.Session()
        session.run(tf.global_variables_initializer())
    feeds = {
        x: random.randn(32, 8).astype(np.float32),
        labels: np.eye(3, dtype=np.float32)[random.randint(0, 3, 32)],
    }
    return session, [train, loss, w1, w2], feeds


def test_a_training_is_that_of_the_cpu() -> None:
    """The same random numbers, the same losses and weights within rounding."""
    runs = []
    for device in ("/cpu:0", "/gpu:0"):
        session, fetches, feeds = network(device)
        runs.append([session.run(fetches, feeds)[1:] for _ in range(50)])
        session.close()
    for on_cpu, on_gpu in zip(*runs, strict=True):
        for left, right in zip(on_cpu, on_gpu, strict=True):
            np.testing.assert_allclose(right, left, rtol=1e-4, atol=1e-5)
    assert runs[1][-1][0] < runs[1][0][0], "it learns"


def test_weights_stay_on_the_gpu() -> None:
    """A step copies what is fed and what is fetched, and nothing else."""
    session, fetches, feeds = network("/gpu:0")
    session.run(fetches[0], feeds)
    plan = next(plan for plan in session._plans.values() if plan.fetches == (fetches[0],))
    copied = {step[5].tensor for step in plan.steps if isinstance(step[5], Copy)}
    session.close()
    assert copied <= set(feeds)


@pytest.mark.parametrize("program", sorted(TESTS.glob("seed/seed*.py")), ids=lambda path: path.stem)
def test_the_seed_s_programs(
    program: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With all their nodes on the GPU they print TensorFlow's numbers, as far as a thousand steps can round alike."""
    make_graph = tf.Graph

    def graph_on_gpu() -> Any:
        graph = make_graph()
        graph.device("/gpu:0").__enter__()  # for good: nothing of the program may land elsewhere
        return graph

    monkeypatch.setattr(tf, "Graph", graph_on_gpu)
    runpy.run_path(str(program), run_name="__main__")
    printed = printed_lines(capsys.readouterr().out)
    golden = printed_lines((TESTS / "golden" / f"{program.stem}.out").read_text(encoding="utf-8"))
    for line, expected in zip(printed, golden, strict=True):
        left, right = ([float(number) for number in NUMBER.findall(text)] for text in (line, expected))
        assert left == pytest.approx(right, rel=1e-4, abs=1e-5), line


def test_a_trace_sees_the_values(gpu: Device) -> None:
    """As NumPy arrays, with times that include the GPU's work."""
    session, fetches, feeds = network("/gpu:0")
    with lab.trace(session) as tape:
        session.run(fetches, feeds)
    session.close()
    assert all(
        isinstance(value, (np.ndarray, np.generic)) for value in tape.runs[-1].values if value is not None
    )


def test_running_out_of_memory_leaves_the_session_usable(gpu: Device) -> None:
    """With a small share of the card; the error names the node, the card and a way out."""
    config = tf.ConfigProto()
    config.gpu_options.per_process_gpu_memory_fraction = (256 << 20) / gpu.memory().limit
    config.gpu_options.allow_growth = True
    try:
        with tf.Graph().as_default() as graph, graph.device("/gpu:0"):
            size = tf.placeholder(tf.int32, [])
            total = tf.reduce_sum(tf.ones(tf.stack([size, 1024]), name="large") + 1.0)
            with tf.Session(config=config) as session:
                with pytest.raises(tf.errors.ResourceExhaustedError, match=r"GPU:0"):
                    session.run(total, {size: 1 << 18})  # 1 GiB
                assert session.run(total, {size: 1024}) == 2 * 1024 * 1024
    finally:
        gpu.limit_memory(0.0)  # type: ignore[attr-defined]


def test_memory_is_counted(gpu: Device) -> None:
    """What is in use grows by what is put there, and shrinks when it is dropped."""
    before = gpu.memory()
    value = gpu.put(np.zeros(1 << 20, np.float32))
    during = gpu.memory()
    assert during.in_use >= before.in_use + (4 << 20)
    assert during.peak >= during.in_use and during.reserved >= during.in_use
    del value
    assert gpu.memory().in_use < during.in_use
