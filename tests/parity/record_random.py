"""Ask TensorFlow for its random numbers, and keep its answers for the tests.

    python tests/parity/record_random.py        # in an environment with tensorflow-cpu 2.21 and NumPy

Writes `random/draws.json` (what was asked: the op, its arguments, its two seeds) and `random/draws.npz` (what
came out, one array per run), for `tests/test_philox.py`. Of a large draw every so many-th number is kept.
Writes `random/programs.json` and `.npz`, the same for the programs of `random_programs.py`.
"""

import itertools
import json
import os
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent / "random"
RUNS = 3
KEEP_AT_MOST = 300
SHAPES = [(), (0,), (1,), (2, 3), (7,), (3, 0, 2), (4, 5, 3), (130003,)]
FLOATS = ("float16", "float32", "float64")
SEEDS = [(87654321, 1), (0, 5), (2**31 - 2, 2**31 - 2), (12345, 0)]


def draws():
    """Yield every question, as a JSON-able dictionary."""
    fixed = itertools.product(("normal", "uniform", "truncated_normal"), FLOATS, SHAPES)
    for (kind, dtype, shape), seeds in zip(fixed, itertools.cycle(SEEDS)):
        yield dict(kind=kind, dtype=dtype, shape=shape, seeds=seeds)
    limits = [
        ("int32", 0, 10),
        ("int32", -5, 2**31 - 1),
        ("int32", -(2**31), 2**31 - 1),
        ("int64", -3, 4),
        ("int64", -(2**63), 2**63 - 1),
        ("int64", 10, 10**15),
    ]
    for (dtype, low, high), shape, seeds in zip(
        limits, itertools.cycle([(5,), (130003,), (2, 3)]), itertools.cycle(SEEDS)
    ):
        yield dict(kind="integers", dtype=dtype, shape=shape, seeds=seeds, minval=low, maxval=high)
    for dtype in FLOATS:
        yield dict(kind="gamma", dtype=dtype, shape=[5], seeds=SEEDS[0], parameter=[[0.5, 1.0], [2.0, 7.5]])
        yield dict(kind="gamma", dtype=dtype, shape=[], seeds=SEEDS[1], parameter=0.03)
        yield dict(
            kind="poisson", dtype=dtype, shape=[5, 2], seeds=SEEDS[0], parameter=[0.5, 3.0, 9.9, 10.0, 80.0]
        )
        yield dict(
            kind="categorical",
            dtype="int64",
            shape=[],
            seeds=SEEDS[1],
            num_samples=6,
            logits_dtype=dtype,
            logits=[[0.1, -1.0, 2.0], [5.0, 5.0, 5.0], [-1e4, 0.0, 1.0]],
        )
    yield dict(kind="gamma", dtype="float64", shape=[40001], seeds=SEEDS[2], parameter=[0.9, 1.1, 30.0])
    yield dict(kind="poisson", dtype="float32", shape=[20001], seeds=SEEDS[2], parameter=[4.0, 12.5, 1000.0])
    yield dict(kind="poisson", dtype="float64", shape=[20001], seeds=SEEDS[3], parameter=[4.0, 12.5, 1e6])
    yield dict(
        kind="categorical",
        dtype="int32",
        shape=[],
        seeds=SEEDS[0],
        num_samples=20001,
        logits_dtype="float32",
        logits=[[0.1, -1.0, 2.0, float("-inf"), 0.5]],
    )
    for count, seeds in zip((0, 1, 2, 3, 10, 1001), itertools.cycle(SEEDS)):
        yield dict(kind="permutation", dtype="int64", shape=[count], seeds=seeds)


def tensorflow():
    """Import TensorFlow only when it is wanted: the tests read this file where there is none."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")
    import tensorflow.compat.v1 as tf

    tf.disable_v2_behavior()
    return tf


def node(tf, question):
    """Make the node that TensorFlow answers this question with."""
    seeds = dict(zip(("seed", "seed2"), question["seeds"], strict=True))
    kind, shape, dtype = question["kind"], np.array(question["shape"], np.int32), question["dtype"]
    if kind in ("normal", "uniform", "truncated_normal"):
        op = {
            "normal": tf.raw_ops.RandomStandardNormal,
            "uniform": tf.raw_ops.RandomUniform,
            "truncated_normal": tf.raw_ops.TruncatedNormal,
        }[kind]
        return op(shape=shape, dtype=dtype, **seeds)
    if kind == "integers":
        limits = [np.array(question[limit], dtype) for limit in ("minval", "maxval")]
        return tf.raw_ops.RandomUniformInt(shape=shape, minval=limits[0], maxval=limits[1], **seeds)
    if kind == "gamma":
        return tf.raw_ops.RandomGamma(shape=shape, alpha=np.array(question["parameter"], dtype), **seeds)
    if kind == "poisson":
        return tf.raw_ops.RandomPoissonV2(
            shape=shape, rate=np.array(question["parameter"], dtype), dtype=dtype, **seeds
        )
    if kind == "permutation":
        return tf.raw_ops.RandomShuffle(value=np.arange(question["shape"][0]), **seeds)
    logits = np.array(question["logits"], question["logits_dtype"])
    return tf.raw_ops.Multinomial(
        logits=logits, num_samples=question["num_samples"], output_dtype=dtype, **seeds
    )


def record_draws(tf):
    """Ask each question of `draws`."""
    questions, answers = [], {}
    # One thread: TensorFlow's categorical draws depend on how many threads share the rows.
    config = tf.ConfigProto(intra_op_parallelism_threads=1)
    for number, question in enumerate(draws()):
        with tf.Graph().as_default(), tf.Session(config=config) as session:
            fetch = node(tf, question)
            values = [session.run(fetch) for _ in range(RUNS)]
        stride = max(1, values[0].size // KEEP_AT_MOST)
        questions.append(dict(question, stride=stride))
        for run, value in enumerate(values):
            answers[f"{number}/{run}"] = value if stride == 1 else value.ravel()[::stride]
    write("draws", questions, answers)


def record_programs(tf):
    """Run each program of `random_programs.py`."""
    described, answers = [], {}
    for program in random_programs.PROGRAMS:
        result = random_programs.run(tf, program)
        for run, values in enumerate(result.pop("values")):
            for place, value in enumerate(values):
                text = np.asarray(value).dtype == object
                answers[f"{program.__name__}/{run}/{place}"] = np.asarray(value, "S" if text else None)
        described.append(dict(program=program.__name__, **result))
    write("programs", described, answers)


def write(name, questions, answers):
    FOLDER.mkdir(exist_ok=True)
    lines = ",\n".join(json.dumps(question) for question in questions)
    (FOLDER / f"{name}.json").write_text(f"[\n{lines}\n]\n")
    np.savez_compressed(FOLDER / f"{name}.npz", **answers)
    print(name, len(questions))


if __name__ == "__main__":
    import random_programs

    oracle = tensorflow()
    record_draws(oracle)
    record_programs(oracle)
