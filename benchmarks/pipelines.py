"""Pipelines of tf.data side by side with TensorFlow's, and what reading ahead in a thread would save.

    python -m benchmarks.pipelines [--tensorflow /path/to/python] [--rounds 5]

Every pipeline hands out 10,000 elements. The two libraries take turns, round by round; a figure is the median of the
ratios within a round. The last figure is a training loop over batches that a second thread computes ahead, against the
same loop that computes each batch when it asks for it: above 1, the thread costs time.

Read next: `tensorlab/data/recipes.py`.
"""

import argparse
import json
import os
import queue
import statistics
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

import numpy as np

ELEMENTS = 10_000
BATCHES_AHEAD = 2


def pipelines(tf: Any) -> dict[str, Callable[[], Any]]:
    """Functions that make datasets, by name."""
    source = np.random.RandomState(0)
    pictures, labels = source.rand(ELEMENTS, 784).astype(np.float32), np.arange(ELEMENTS) % 10
    numbers = tf.data.Dataset.range
    slices = tf.data.Dataset.from_tensor_slices
    return {
        "range, one by one": lambda: numbers(ELEMENTS),
        "range, map, batch": lambda: numbers(ELEMENTS).map(lambda n: n * 2 + 1).batch(100),
        "range, shuffle, batch": lambda: numbers(ELEMENTS).shuffle(1000, seed=1).batch(100),
        "pictures, shuffle, batch": lambda: slices((pictures, labels)).shuffle(1000, seed=1).batch(100),
        "pictures, shuffle, map, batch": lambda: (
            slices((pictures, labels))
            .shuffle(1000, seed=1)
            .map(lambda x, y: (x / 255.0, tf.one_hot(y, 10)))
            .batch(100)
        ),
    }


def seconds(tf: Any, make: Callable[[], Any]) -> float:
    """How long it takes to ask for every element once."""
    tf.reset_default_graph()
    iterator = make().make_initializable_iterator()
    element = iterator.get_next()
    with tf.Session() as session:
        session.run(iterator.initializer)
        begun = perf_counter()
        try:
            while True:
                session.run(element)
        except tf.errors.OutOfRangeError:
            return perf_counter() - begun


def work(library: str) -> None:
    """Answer the names of pipelines on standard input with seconds on standard output."""
    if library == "tensorlab":
        import tensorlab as tf
    else:
        import tensorflow.compat.v1 as tf

        tf.disable_v2_behavior()
    known = pipelines(tf)
    for line in sys.stdin:
        print(json.dumps(seconds(tf, known[line.strip()])), flush=True)


# --- reading ahead ----------------------------------------------------------------------------------------


def ahead(batches: Iterator[Any]) -> Iterator[Any]:
    """The same batches, computed in a thread of their own."""
    waiting: queue.Queue[Any] = queue.Queue(BATCHES_AHEAD)

    def fill() -> None:
        for batch in batches:
            waiting.put(batch)
        waiting.put(None)

    threading.Thread(target=fill, daemon=True).start()
    while (batch := waiting.get()) is not None:
        yield batch


def training_seconds(in_a_thread: bool) -> float:
    """How long a network takes for one epoch of mapped pictures."""
    import tensorlab as tf

    tf.reset_default_graph()
    dataset = pipelines(tf)["pictures, shuffle, map, batch"]()
    batches = dataset.make_one_shot_iterator().get_next()
    x, y = tf.placeholder(tf.float32, [None, 784]), tf.placeholder(tf.float32, [None, 10])
    hidden = tf.layers.dense(x, 256, tf.nn.relu)
    loss = tf.losses.softmax_cross_entropy(y, tf.layers.dense(hidden, 10))
    step = tf.train.AdamOptimizer().minimize(loss)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())

        def read() -> Iterator[Any]:
            try:
                while True:
                    yield session.run(batches)
            except tf.errors.OutOfRangeError:
                return

        begun = perf_counter()
        for pictures, labels in ahead(read()) if in_a_thread else read():
            session.run(step, {x: pictures, y: labels})
        return perf_counter() - begun


def main() -> None:
    """Measure in turns and print the ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tensorflow", default=os.environ.get("TENSORLAB_TENSORFLOW_PYTHON"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--work", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        return work(options.work)
    if options.tensorflow:
        pythons = {"tensorlab": sys.executable, "tensorflow": options.tensorflow}
        workers = {
            library: subprocess.Popen(
                [python, "-m", "benchmarks.pipelines", "--work", library],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            for library, python in pythons.items()
        }

        def asked(library: str, name: str) -> float:
            process = workers[library]
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(name + "\n")
            process.stdin.flush()
            return float(json.loads(process.stdout.readline()))

        import tensorlab

        for name in pipelines(tensorlab):
            ratios = [asked("tensorlab", name) / asked("tensorflow", name) for _ in range(options.rounds)]
            print(f"{name:32} {statistics.median(ratios):6.2f} × TensorFlow's time")
        for process in workers.values():
            process.terminate()
    ratios = [training_seconds(True) / training_seconds(False) for _ in range(options.rounds)]
    print(f"{'reading ahead in a thread':32} {statistics.median(ratios):6.2f} × the time without")


if __name__ == "__main__":
    main()
