"""Training on the simulated GPU: every optimizer takes the CPU's steps, and the seed's programs print their numbers.

Nothing here asks for a device: where a session finds a GPU, everything that has a kernel there runs on it.
"""

import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tests.parity.compare import difference
from tests.parity.optimizer_programs import OPTIMIZERS, dtypes_of, questions
from tests.test_optimizers import flat

TESTS = Path(__file__).parent.parent
PROGRAMS = sorted(TESTS.glob("seed/seed*.py"))


@pytest.mark.parametrize("name, dtype", [(name, dtype) for name in OPTIMIZERS for dtype in dtypes_of(name)])
@pytest.mark.parametrize("kind", ["dense", "sparse"])
def test_every_optimizer_takes_the_steps_of_the_cpu(kind: str, name: str, dtype: str) -> None:
    """Variables and slots are the same after every step, to the last bit."""
    asked = f"{kind}/{name}/{dtype}"
    on_cpu = questions(tf)[asked]()
    with lab.simulate_gpu() as simulation:
        on_gpu = questions(tf)[asked]()
        assert simulation.gpus[0].memory().peak > 0, "nothing ran on the GPU"
    for step, (there, here) in enumerate(zip(on_gpu, on_cpu, strict=True)):
        np.testing.assert_array_equal(flat(there), flat(here), err_msg=f"step {step}")


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_the_seeds_programs_print_their_numbers(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As on the CPU: every number to 1e-5 of its size."""
    with lab.simulate_gpu() as simulation:
        runpy.run_path(str(program), run_name="__main__")
        used = simulation.gpus[0].memory().peak
    golden = (TESTS / "golden" / f"{program.stem}.out").read_text(encoding="utf-8")
    assert not difference(capsys.readouterr().out, golden)
    assert used or program.stem == "seed1_graphs", "nothing ran on the GPU"


def test_weights_stay_on_the_gpu() -> None:
    """A step of training copies what is fed and what is fetched; the kernels of a step never wait for the GPU."""
    with lab.simulate_gpu() as simulation, tf.Graph().as_default():
        x, labels, step = network()
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            simulation.gpus[0]._memory.waits.clear()
            images = np.random.RandomState(0).randn(32, 8).astype(np.float32)
            for _ in range(3):
                session.run(step, {x: images, labels: np.arange(32) % 3})
            assert not simulation.gpus[0].waits


def network() -> tuple[Any, Any, Any]:
    x = tf.placeholder(tf.float32, [None, 8])
    labels = tf.placeholder(tf.int64, [None])
    hidden = tf.nn.relu(
        tf.matmul(x, tf.Variable(tf.random_normal([8, 16], seed=1))) + tf.Variable(tf.zeros(16))
    )
    logits = tf.matmul(hidden, tf.Variable(tf.random_normal([16, 3], seed=2)))
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
    return x, labels, tf.train.AdamOptimizer(0.01).minimize(loss)
