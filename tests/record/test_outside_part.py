"""What a record tells about the world outside the graph: threads, queues, waiting; and that it can be replayed.

Read `tensorlab/record/outside_part.py` beside it.
"""

import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.export.chrome_trace import chrome_trace
from tensorlab.record.outside_part import STAGES
from tensorlab.record.words import plain_text
from tensorlab.run.hooks import watched_thread
from tensorlab.show.sentences import sentences


@pytest.fixture
def tape() -> Iterator[Any]:
    """Two threads: one puts six numbers into a queue for four, the main one takes them out in pairs and trains."""
    numbers = tf.FIFOQueue(4, [tf.float32], shapes=[[]], name="numbers")
    given = tf.placeholder(tf.float32, [], name="given")
    put = numbers.enqueue([given])
    pair = numbers.dequeue_many(2)
    weight = tf.Variable(1.0, name="weight")
    loss = tf.reduce_mean(tf.square(weight * pair - 1.0))
    train = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        with lab.trace(session) as tape:

            def feed() -> None:
                for value in range(6):
                    time.sleep(0.01)
                    session.run(put, {given: float(value)})

            feeder = watched_thread(target=feed, name="feeder")
            feeder.start()
            for _ in range(3):
                session.run([train, pair])
            feeder.join()
        yield tape


def bundle_of(tape: Any) -> tuple[dict[str, Any], bytes]:
    """The tape's bundle with all its bytes."""
    made: tuple[dict[str, Any], bytes] = tape._builder(tape._graph(None)).build()
    return made


def test_a_bundle_says_which_thread_ran_what_when(tape: Any) -> None:
    bundle, _ = bundle_of(tape)
    assert sorted(bundle["threads"]) == ["MainThread", "feeder"]
    by_thread = {name: [run for run in bundle["runs"] if run["thread"] == name] for name in bundle["threads"]}
    assert [len(by_thread[name]) for name in ("MainThread", "feeder")] == [3, 6]
    assert all(0 <= run["took"][0] < run["took"][1] for run in bundle["runs"])
    assert min(run["took"][0] for run in bundle["runs"]) == 0
    for runs in by_thread.values():  # one thread makes one run after the other
        assert all(one["took"][1] <= other["took"][0] for one, other in pairwise(runs))


def test_a_bundle_says_how_full_a_queue_was_after_each_run(tape: Any) -> None:
    bundle, _ = bundle_of(tape)
    (queue,) = bundle["queues"]
    assert (queue["name"], queue["capacity"]) == ("numbers", 4)
    assert bundle["nodes"][queue["node"]]["name"] == "numbers"
    assert all(0 <= run["sizes"]["0"] <= 4 for run in bundle["runs"])
    assert max(bundle["runs"], key=lambda run: run["took"][1])["sizes"] == {"0": 0}  # all six were taken out
    for run in bundle["runs"]:
        assert list(run["filled"].values()) == [[0, run["sizes"]["0"]]]


def test_a_step_says_how_full_the_queue_was_and_how_long_it_waited(tape: Any) -> None:
    bundle, blob = bundle_of(tape)
    index, run = next((n, run) for n, run in enumerate(bundle["runs"]) if run["thread"] == "MainThread")
    ((place, said),) = run["said"].items()
    step = bundle["programs"][run["program"]]["steps"][int(place)]
    assert bundle["nodes"][step["node"]]["type"] == "QueueDequeueManyV2"
    words = [plain_text(text) for text in said]
    assert words[0].startswith("numbers then holds") and words[0].endswith("of 4 elements.")
    assert words[1].startswith("It waited ") and words[1].endswith(" ms.")
    assert " ".join(words) in list(sentences(bundle, blob, index))[int(place)][1]
    assert plain_text(said[0], "zh").startswith("此时 numbers 里有 ")


def test_a_run_beside_another_thread_is_replayed_from_what_it_was_given(tape: Any) -> None:
    """The feeding thread touches no variable: the training runs can be computed again, bit for bit."""
    trained = [index for index, run in enumerate(tape.runs) if run.thread == "MainThread"]
    taken = []
    for index in trained:
        run = tape.runs[index]
        again = tape._replayer.again(index)
        assert all(
            np.array_equal(one, other)
            for one, other in zip(run.values, again, strict=True)
            if isinstance(one, np.ndarray)
        )
        taken += [float(value) for value in run.value(run.plan.fetches[1])]
    assert taken == [0, 1, 2, 3, 4, 5]


def test_one_thread_without_queues_needs_no_lanes() -> None:
    with tf.Session() as session, lab.trace(session) as tape:
        session.run(tf.constant(1.0) + 1.0)
    bundle, _ = bundle_of(tape)
    assert not {"threads", "queues"} & bundle.keys()
    assert not {"thread", "took", "sizes", "said"} & bundle["runs"][0].keys()


def test_threads_that_both_write_a_variable_are_not_replayed() -> None:
    """Nobody can say in which order they wrote."""
    counter = tf.Variable(0.0)
    slowly = tf.py_func(lambda: (time.sleep(0.05), np.float32(1.0))[1], [], tf.float32)
    slowly.set_shape([])
    add = counter.assign_add(slowly)
    with tf.Session() as session:
        session.run(counter.initializer)
        with lab.trace(session) as tape:
            threads = [watched_thread(target=session.run, args=(add,)) for _ in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert session.run(counter) == 2.0
    assert [run.alone for run in tape.runs] == [False, False]


def test_a_run_says_where_its_pipeline_stood() -> None:
    data = tf.data.Dataset.range(6).shuffle(4, seed=1).batch(2).repeat(2)
    element = data.make_one_shot_iterator().get_next()
    with tf.Session() as session, lab.trace(session) as tape:
        for _ in range(4):
            session.run(element)
    bundle, blob = bundle_of(tape)
    told = [[plain_text(text) for _, text in run["pipeline"] if text] for run in bundle["runs"]]
    assert [one[0] for one in told] == ["epoch 1 of 2", "epoch 1 of 2", "epoch 1 of 2", "epoch 2 of 2"]
    assert told[0][1] == "batch 1, of 2 elements"
    assert [nodes[0].split("_")[0] for nodes in bundle["runs"][0]["pipeline"]][:3] == [
        "RepeatDataset",
        "BatchDatasetV2",
        "ShuffleDataset",
    ]
    words = [sentence for index in range(4) for _, sentence in sentences(bundle, blob, index)]
    assert any("It is element 4 of the data." in sentence for sentence in words)


def test_every_stage_of_a_pipeline_has_its_words() -> None:
    """What a stage says of itself is known to the Tracer."""
    numbers = tf.data.Dataset.range(8)
    stages = [
        numbers.map(lambda x: x + 1).filter(lambda x: x > 2).take(5).skip(1),
        numbers.cache().concatenate(numbers),
        tf.data.Dataset.from_generator(lambda: iter([1, 2]), tf.int32),
        tf.data.Dataset.zip((numbers, numbers)).repeat(),
        numbers.interleave(lambda x: tf.data.Dataset.from_tensors(x).repeat(2), cycle_length=2).prefetch(1),
        numbers.flat_map(lambda x: tf.data.Dataset.from_tensors(x)).shard(2, 0),
    ]
    elements = [stage.make_one_shot_iterator().get_next() for stage in stages]
    with tf.Session() as session, lab.trace(session) as tape:
        session.run(elements)
    (run,) = tape.runs
    for entries in run.notes.values():
        for stage in entries[-1].get("chain", ()):
            assert set(stage) == {"node", "type"} or any(known <= stage.keys() for known, _ in STAGES), stage


def test_a_timeline_has_a_process_for_each_thread_and_a_curve_for_each_queue(tape: Any) -> None:
    made = chrome_trace(tape._builder(tape._graph(None)))
    events = made["traceEvents"]
    processes = {event["args"]["name"]: event["pid"] for event in events if event["name"] == "process_name"}
    assert sorted(processes) == ["tensorlab, MainThread", "tensorlab, feeder"]
    put = [event for event in events if event["name"].startswith("run ") and "Enqueue" not in event["name"]]
    assert {event["pid"] for event in put} == set(processes.values())
    for process in processes.values():  # what one thread did never overlaps
        calls = sorted((e["ts"], e["ts"] + e["dur"]) for e in put if e["pid"] == process)
        assert all(one[1] <= other[0] for one, other in pairwise(calls))
    sizes = [
        event["args"]["elements"] for event in events if event["name"] == "numbers" and event["ph"] == "C"
    ]
    assert sizes and all(0 <= size <= 4 for size in sizes)
