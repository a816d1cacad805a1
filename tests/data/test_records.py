"""Pipelines in a record: what is noted of them, and that a replay gives the same."""

import json

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab

RANGE = {"node": "RangeDataset", "type": "RangeDataset"}


def test_a_record_notes_where_the_stages_stand() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        dataset = tf.data.Dataset.range(4).shuffle(3, seed=1).batch(3).repeat(2)
        element = dataset.make_one_shot_iterator().get_next()
        with lab.trace() as tape:
            batches = [session.run(element) for _ in range(3)]
    notes = [run.notes[element.op][0] for run in tape.runs]
    assert [note["element"] for note in notes] == [0, 1, 2]
    chains = [{entry["type"]: entry for entry in note["chain"]} for note in notes]
    assert [chain["RepeatDataset"]["epoch"] for chain in chains] == [1, 1, 2]
    assert chains[0]["RepeatDataset"]["epochs"] == 2
    assert [chain["ShuffleDataset"]["held"] for chain in chains] == [1, 0, 1]
    (left,) = chains[0]["ShuffleDataset"]["holds"]
    assert sorted([*batches[0].tolist(), int(left)]) == [0, 1, 2, 3]
    assert [entry["node"] for entry in notes[0]["chain"]] == [
        "RepeatDataset",
        "BatchDatasetV2",
        "ShuffleDataset",
    ]
    with tf.Graph().as_default(), tf.Session() as session, lab.trace() as tape:
        element = tf.data.Dataset.range(4).map(lambda x: x + 1).make_one_shot_iterator().get_next()
        session.run(element)
    (note,) = tape.runs[0].notes[element.op]
    assert note["chain"] == [
        {"node": "MapDataset", "type": "MapDataset", "calls": 1},
        RANGE,
    ]


def test_a_replay_takes_the_elements_from_the_record() -> None:
    """The iterator stands elsewhere by then, and is not asked."""
    with tf.Graph().as_default(), tf.Session() as session:
        weight = tf.Variable(1.0)
        dataset = tf.data.Dataset.range(1, 9).map(lambda x: tf.to_float(x) * tf.random_uniform([], seed=2))
        x = dataset.make_one_shot_iterator().get_next()
        step = tf.assign_add(weight, x)
        session.run(weight.initializer)
        with lab.trace() as tape:
            results = [session.run([x, step]) for _ in range(4)]
        for number, (value, after) in enumerate(results):
            run = tape.runs[number]
            values = tape._replayer.again(number)
            assert values[run.plan.slot_of[x]] == value
            assert values[run.plan.slot_at_end(step)] == after
        assert session.run(x) != results[3][0]  # and the iterator stands where it stood


def test_a_record_of_an_initialiser() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        iterator = tf.data.Dataset.from_tensor_slices(np.arange(3.0)).make_initializable_iterator()
        element = iterator.get_next()
        with lab.trace() as tape:
            session.run(iterator.initializer)
            session.run(element)
        sentences = tape.sentences(1)
        assert any("TensorSliceDataset" in sentence for sentence in sentences)
        assert len(tape.runs) == 2
        tape.bundle()


def test_the_end_in_a_record() -> None:
    """The run that found no more elements is in the record, too."""
    with tf.Graph().as_default(), tf.Session() as session:
        element = tf.data.Dataset.range(1).make_one_shot_iterator().get_next()
        with lab.trace() as tape:
            session.run(element)
            with pytest.raises(tf.errors.OutOfRangeError):
                session.run(element)
        assert [run.error is None for run in tape.runs] == [True, False]
        tape.bundle()


def test_an_unrecorded_run_notes_nothing() -> None:
    from tensorlab.run.journal import journal

    with tf.Graph().as_default(), tf.Session() as session:
        element = tf.data.Dataset.range(3).make_one_shot_iterator().get_next()
        session.run(element)
        assert journal.written is None


def test_notes_can_be_written_as_json() -> None:
    """They hold Python's own numbers and text, whatever the elements are."""
    with tf.Graph().as_default(), tf.Session() as session:
        words = tf.data.Dataset.from_tensor_slices([b"one", b"two", b"\xff"]).shuffle(2, seed=1)
        numbers = tf.data.Dataset.range(9).shuffle(4, seed=2).filter(lambda n: n > 0)
        grouped = tf.data.experimental.group_by_window(
            lambda n: n % 2, lambda k, g: g.batch(2), window_size=2
        )
        both = tf.data.Dataset.zip((words, numbers.apply(grouped).cache())).prefetch(1)
        element = both.make_one_shot_iterator().get_next()
        with lab.trace() as tape:
            session.run(element)
        (note,) = tape.runs[0].notes[element[0].op]
    assert json.loads(json.dumps(note)) is not None
    chain = {entry["type"]: entry for entry in note["chain"]}
    assert chain["FilterDataset"]["kept"] + chain["FilterDataset"]["dropped"] >= 2
