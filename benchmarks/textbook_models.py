"""The networks that the books train: `python -m benchmarks.textbook_models [--tensorflow PYTHON] [--rounds 9]`.

LeNet on 28 by 28 pixels, a perceptron with one hidden layer, an LSTM of 20 steps: each written once, for TensorFlow
and tensorlab alike, and measured side by side with one thread, a whole training step at a time. `--profile lenet`
prints instead where tensorlab's time goes, node by node.

Read next: `programs.py` (the small programs), `__main__.py` (how ratios are taken).
"""

import argparse
import os
import sys
from collections import defaultdict
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np

# Task -> limit of the ratio to TensorFlow's time, or None
LIMITS: dict[str, float | None] = {
    "lenet": 2.1,
    "lenet, Adam": 2.1,
    "mlp": 1.0,
    "mlp, Adam": None,
    "lstm": 1.5,
}
STEPS = {"lenet": 3, "mlp": 60, "lstm": 10}  # in each round


class Model:
    """A network with its session, ready to take training steps on one batch."""

    def __init__(self, tf: Any, optimizer: str) -> None:
        from benchmarks.programs import one_thread

        self.tf = tf
        self.graph = tf.Graph()
        with self.graph.as_default():
            tf.set_random_seed(1)
            self.labels = tf.placeholder(tf.int64, [None])
            self.feeds: dict[Any, Any] = {}
            logits = self.logits()
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=self.labels, logits=logits)
            self.loss = tf.reduce_mean(losses)
            method = (
                tf.train.AdamOptimizer(1e-4)
                if optimizer == "Adam"
                else tf.train.GradientDescentOptimizer(0.01)
            )
            self.train = method.minimize(self.loss)
            self.session = tf.Session(graph=self.graph, config=one_thread(tf))
            self.session.run(tf.global_variables_initializer())

    def logits(self) -> Any:
        """Build the network; sets `feeds`."""
        raise NotImplementedError

    def fed(self, images: np.ndarray) -> Any:
        """A placeholder for a batch of inputs, and labels beside them."""
        placeholder = self.tf.placeholder(self.tf.float32, [None, *images.shape[1:]])
        self.feeds = {placeholder: images, self.labels: np.arange(len(images)) % 10}
        return placeholder

    def weights(self, *shape: int) -> Any:
        """A variable with small random numbers."""
        return self.tf.Variable(self.tf.truncated_normal(shape, stddev=0.1))

    def biases(self, size: int) -> Any:
        """A variable with numbers a little above 0."""
        return self.tf.Variable(self.tf.constant(0.1, shape=[size]))

    def step(self) -> None:
        """One training step."""
        self.session.run(self.train, self.feeds)


def numbers(*shape: int) -> np.ndarray:
    """Random pixels."""
    return np.random.RandomState(0).rand(*shape).astype(np.float32)


class LeNet(Model):
    """Two convolutions of 5 by 5, each with pooling; 512 hidden units; ten classes; 100 images."""

    def logits(self) -> Any:
        nn = self.tf.nn
        x = self.fed(numbers(100, 28, 28, 1))
        for channels, filters in ((1, 32), (32, 64)):
            x = nn.conv2d(x, self.weights(5, 5, channels, filters), strides=[1, 1, 1, 1], padding="SAME")
            x = nn.relu(nn.bias_add(x, self.biases(filters)))
            x = nn.max_pool(x, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="SAME")
        x = self.tf.reshape(x, [-1, 7 * 7 * 64])
        x = nn.relu(self.tf.matmul(x, self.weights(7 * 7 * 64, 512)) + self.biases(512))
        return self.tf.matmul(x, self.weights(512, 10)) + self.biases(10)


class Perceptron(Model):
    """784 pixels, 500 hidden units, ten classes; 100 images."""

    def logits(self) -> Any:
        x = self.fed(numbers(100, 784))
        x = self.tf.nn.relu(self.tf.matmul(x, self.weights(784, 500)) + self.biases(500))
        return self.tf.matmul(x, self.weights(500, 10)) + self.biases(10)


class Lstm(Model):
    """An LSTM of 64 cells that reads 20 steps of 28 numbers; ten classes; 32 sequences."""

    def logits(self) -> Any:
        tf = self.tf
        x = self.fed(numbers(32, 20, 28))
        cell = tf.nn.rnn_cell.BasicLSTMCell(64)
        outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
        return tf.matmul(outputs[:, -1], self.weights(64, 10)) + self.biases(10)


MODELS = {"lenet": LeNet, "mlp": Perceptron, "lstm": Lstm}


def tasks(tf: Any) -> dict[str, Callable[[], Callable[[], None]]]:
    """For every task a function that prepares it and returns what is to be timed."""

    def prepared(task: str) -> Callable[[], Callable[[], None]]:
        name, _, optimizer = task.partition(", ")
        return lambda: MODELS[name](tf, optimizer).step

    return {task: prepared(task) for task in LIMITS}


def profile(task: str, steps: int = 10) -> None:
    """Print where the time of a training step goes."""
    import tensorlab
    from tensorlab.run import execution
    from tensorlab.run.loop import do_step

    name, _, optimizer = task.partition(", ")
    model = MODELS[name](tensorlab, optimizer)
    for _ in range(3):
        model.step()
    taken: dict[str, float] = defaultdict(float)

    def run_plan(plan: Any, values: list[Any]) -> None:
        for step in plan.steps:
            start = perf_counter()
            do_step(step, values)
            taken[f"{step[5].type:<28}{step[5].name}"] += perf_counter() - start

    execution.run_plan = run_plan  # type: ignore[attr-defined]
    for _ in range(steps):
        model.step()
    print(f"{sum(taken.values()) / steps * 1e3:8.2f} ms for a step of {task}")
    for node, seconds in sorted(taken.items(), key=lambda item: -item[1])[:30]:
        print(f"{seconds / steps * 1e3:8.2f} ms {node}")


def main() -> None:
    """Measure and print."""
    from benchmarks.__main__ import ONE_THREAD, Worker, line, ratio

    parser = argparse.ArgumentParser(prog="python -m benchmarks.textbook_models")
    parser.add_argument(
        "--tensorflow", default=os.environ.get("TENSORLAB_TENSORFLOW_PYTHON", ""), metavar="PYTHON"
    )
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--profile", default="", metavar="TASK")
    parser.add_argument("tasks", nargs="*", help=f"some of: {'; '.join(LIMITS)}")
    options = parser.parse_args()
    if options.profile:
        if os.environ.get("OMP_NUM_THREADS") != "1":  # read when NumPy is loaded: start again
            os.execve(sys.executable, [sys.executable, "-m", "benchmarks.textbook_models", *sys.argv[1:]],
                      {**os.environ, **ONE_THREAD})  # fmt: skip
        profile(options.profile)
        return
    if not options.tensorflow:
        raise SystemExit("Name an interpreter that has TensorFlow with --tensorflow, to compare with it.")
    workers = [Worker("tensorlab", sys.executable), Worker("tensorflow", options.tensorflow)]
    print("A training step, medians over rounds in which both sides take turns, one thread:\n")
    for task in options.tasks or LIMITS:
        steps = STEPS[task.partition(",")[0]]
        value = ratio(task, *workers, task, options.rounds, steps)
        print(line(f"{task} training step", "TensorFlow", value, LIMITS[task]), flush=True)
    for worker in workers:
        worker.close()


if __name__ == "__main__":
    main()
