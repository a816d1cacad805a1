"""Functions of pipelines: blocks of the graph, whose errors name the line, and whose inside stays inside."""

import threading
import time
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab


def all_of(dataset: Any) -> list[Any]:
    element = dataset.make_one_shot_iterator().get_next()
    found = []
    with tf.Session() as session:
        try:
            while True:
                found.append(session.run(element))
        except tf.errors.OutOfRangeError:
            return found


def test_an_error_inside_names_the_node_and_the_line_inside() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        dataset = tf.data.Dataset.range(3).map(lambda x: tf.gather([1, 2], x + 1, name="looked_up"))
        element = dataset.make_one_shot_iterator().get_next()
        assert session.run(element) == 2
        with pytest.raises(tf.errors.InvalidArgumentError) as refused:
            session.run(element)
    assert refused.value.op.name.endswith("looked_up")
    assert "test_functions.py" in str(refused.value) and "tf.gather([1, 2]" in str(refused.value)


def test_an_error_of_a_stage_names_its_dataset_and_the_line() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        dataset = tf.data.Dataset.range(4).map(lambda x: tf.zeros([x])).batch(2)
        element = dataset.make_one_shot_iterator().get_next()
        with pytest.raises(tf.errors.InvalidArgumentError, match="padded_batch") as refused:
            session.run(element)
    assert refused.value.op.type == "BatchDatasetV2"
    assert ".batch(2)" in str(refused.value)


def test_a_generators_error_names_its_line() -> None:
    def failing() -> Any:
        yield 1
        raise ValueError("the well is dry")

    with tf.Graph().as_default(), tf.Session() as session:
        element = tf.data.Dataset.from_generator(failing, tf.int32).make_one_shot_iterator().get_next()
        session.run(element)
        with pytest.raises(tf.errors.InvalidArgumentError, match="the well is dry") as refused:
            session.run(element)
    assert "failing()" in str(refused.value) and "test_functions.py" in str(refused.value)
    assert "yielded 1 elements" in str(refused.value)


def test_what_is_inside_cannot_be_used_outside() -> None:
    inside: list[Any] = []
    with tf.Graph().as_default():
        tf.data.Dataset.range(3).map(lambda x: inside.append(x * 2) or x)
        with pytest.raises(ValueError, match=r"(?s)tf\.data pipeline.*get_next"):
            tf.add(inside[0], 1)


def test_a_function_is_described_once_and_called_for_every_element() -> None:
    described: list[Any] = []
    computed: list[int] = []

    def function(x: Any) -> Any:
        described.append(x)
        return tf.py_func(lambda n: computed.append(int(n)) or n, [x], tf.int64)

    with tf.Graph().as_default():
        all_of(tf.data.Dataset.range(4).map(function))
    assert len(described) == 1
    assert computed == [0, 1, 2, 3]


def test_a_variable_is_read_when_the_element_is_computed() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        weight = tf.Variable(1.0)
        dataset = tf.data.Dataset.range(1, 9).map(lambda x: tf.to_float(x) * weight)
        iterator = dataset.make_initializable_iterator()
        element = iterator.get_next()
        with pytest.raises(tf.errors.FailedPreconditionError, match="uninitialized"):
            session.run(iterator.initializer)
        session.run(weight.initializer)
        session.run(iterator.initializer)
        found = [session.run(element)]
        session.run(weight.assign(10.0))
        found.append(session.run(element))
    assert found == [1.0, 20.0]


def test_functions_within_functions() -> None:
    """flat_map within map within flat_map, with what each captures."""
    with tf.Graph().as_default():
        offset = tf.constant(100, tf.int64)

        def outer(x: Any) -> Any:
            inner = tf.data.Dataset.range(x).map(lambda y: x * 10 + y + offset)
            return inner.flat_map(lambda z: tf.data.Dataset.from_tensors((z, x)).repeat(2))

        found = all_of(tf.data.Dataset.range(3).flat_map(outer))
    expected = [(100 + 10 * x + y, x) for x in range(3) for y in range(x) for _ in range(2)]
    assert [(int(a), int(b)) for a, b in found] == expected


def test_a_placeholder_inside_is_fed_when_the_iterator_begins() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        factor = tf.placeholder(tf.int64, [])
        iterator = tf.data.Dataset.range(1, 4).map(lambda x: x * factor).make_initializable_iterator()
        element = iterator.get_next()
        session.run(iterator.initializer, {factor: 3})
        assert [int(session.run(element)) for _ in range(3)] == [3, 6, 9]


def test_random_numbers_inside_belong_to_the_iterator() -> None:
    """Two iterators draw the same, each for itself; one that begins again draws them again; `repeat` draws on."""
    with tf.Graph().as_default(), tf.Session() as session:
        dataset = tf.data.Dataset.range(2).map(lambda x: tf.random_uniform([], seed=3)).repeat(2)
        one, two = dataset.make_initializable_iterator(), dataset.make_initializable_iterator()
        first, second = one.get_next(), two.get_next()
        session.run([one.initializer, two.initializer])
        found = [session.run([first, second]) for _ in range(4)]
        assert all(a == b for a, b in found)
        assert len({float(a) for a, _ in found}) == 4
        session.run(one.initializer)
        assert session.run(first) == found[0][0]


def test_seeds_inside_do_not_count_outside() -> None:
    with tf.Graph().as_default():
        tf.set_random_seed(5)
        tf.data.Dataset.range(3).map(lambda x: tf.random_normal([]) + tf.random_normal([]))
        assert tf.get_seed(None) == (5, 0)


def test_gradients_stop_at_an_iterator() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.data.Dataset.from_tensors(3.0).repeat().make_one_shot_iterator().get_next()
        w = tf.Variable(2.0)
        (gradient,) = tf.gradients(w * x, [w])
        session.run(w.initializer)
        assert session.run(gradient) == 3.0
        assert tf.gradients(x * x, [w]) == [None]


def test_a_device_scope_leaves_a_pipeline_on_the_host() -> None:
    with tf.Graph().as_default(), tf.device("/cpu:0"):
        rows = tf.data.Dataset.from_tensor_slices(np.eye(2)).map(lambda r: r * 2)
        assert [row.tolist() for row in all_of(rows)] == [[2, 0], [0, 2]]


def test_dtypes_and_nests_are_those_of_the_function() -> None:
    with tf.Graph().as_default():
        dataset = tf.data.Dataset.range(2).map(
            lambda x: {"a": (x, tf.to_float(x)), "b": [x, tf.as_string(x)][1]}
        )
        assert dataset.output_types == {"a": (tf.int64, tf.float32), "b": tf.string}
        (first, _) = all_of(dataset)
        assert first == {"a": (0, 0.0), "b": b"0"}


def test_a_function_may_wait_for_a_queue() -> None:
    """An element is taken out of a queue for every element of the dataset; closing the session ends the waiting."""
    with tf.Graph().as_default():
        queue = tf.FIFOQueue(4, [tf.int64], shapes=[[]])
        value = tf.placeholder(tf.int64, [])
        enqueue = queue.enqueue(value)
        dataset = tf.data.Dataset.range(9).map(lambda x: queue.dequeue() * 10 + x)
        with pytest.raises(ValueError, match="make_initializable_iterator"):
            dataset.make_one_shot_iterator()
        iterator = dataset.make_initializable_iterator()
        element = iterator.get_next()
        session = tf.Session()
        session.run(iterator.initializer)
        session.run(enqueue, {value: 5})
        assert session.run(element) == 50
        found: list[Any] = []

        def ask() -> None:
            try:
                while True:
                    found.append(session.run(element))
            except (tf.errors.CancelledError, RuntimeError) as error:
                found.append(error)

        thread = threading.Thread(target=ask)
        thread.start()
        time.sleep(0.1)
        assert found == []
        session.run(enqueue, {value: 7})
        while not found:
            time.sleep(0.01)
        session.close()
        thread.join(5)
    assert found[0] == 71
    assert isinstance(found[1], Exception)


def test_get_next_in_branches_and_loops() -> None:
    """Only the branch that is taken takes an element; a loop takes one in every iteration."""
    with tf.Graph().as_default(), tf.Session() as session:
        low, high = (tf.data.Dataset.range(n, n + 9).make_one_shot_iterator() for n in (0, 100))
        which = tf.placeholder(tf.bool, [])
        chosen = tf.cond(which, low.get_next, high.get_next)
        assert [int(session.run(chosen, {which: w})) for w in (True, False, False, True)] == [0, 100, 101, 1]
        numbers = tf.data.Dataset.range(10).make_one_shot_iterator()
        total = tf.while_loop(
            lambda i, t: i < 4, lambda i, t: (i + 1, t + numbers.get_next()), [0, tf.constant(0, tf.int64)]
        )[1]
        assert [int(session.run(total)) for _ in range(2)] == [0 + 1 + 2 + 3, 4 + 5 + 6 + 7]


def test_a_pipeline_feeds_a_gpu_from_the_host() -> None:
    """Its elements are made in the computer's own memory, also of what lives on a GPU."""
    with tf.Graph().as_default(), lab.simulate_gpu():
        with tf.device("/gpu:0"):
            weight = tf.Variable(3.0)
            factor = tf.constant(2.0) * tf.constant(1.5)
        rows = tf.data.Dataset.from_tensor_slices(np.arange(4, dtype=np.float32)).map(lambda x: x * factor)
        iterator = rows.batch(2).make_initializable_iterator()
        batch = iterator.get_next()
        with tf.device("/gpu:0"):
            product = weight * batch
        with tf.Session() as session:
            session.run([weight.initializer, iterator.initializer])
            assert [session.run(product).tolist() for _ in range(2)] == [[0, 9], [18, 27]]


def test_several_nodes_at_a_time() -> None:
    with tf.Graph().as_default():
        rows = (
            tf.data.Dataset.from_tensor_slices(np.arange(20.0))
            .map(lambda x: x * 2)
            .shuffle(5, seed=1)
            .batch(4)
        )
        batch = rows.make_one_shot_iterator().get_next()
        total = tf.reduce_sum(batch) + tf.reduce_mean(batch)
        found = []
        for threads in (1, 4):
            with tf.Session(config=tf.ConfigProto(inter_op_parallelism_threads=threads)) as session:
                found.append([float(session.run(total)) for _ in range(5)])
        assert found[0] == found[1]


def test_a_function_of_another_number_of_arguments_says_what_it_gets() -> None:
    with tf.Graph().as_default():
        pairs = tf.data.Dataset.from_tensor_slices(([1, 2], [3, 4]))
        with pytest.raises(TypeError, match=r"a tuple of 2 parts.*called with 2 arguments"):
            pairs.map(lambda pair: pair)
        with pytest.raises(TypeError, match=r"missing a required argument: 'y'.*one part.*1 argument"):
            tf.data.Dataset.range(3).map(lambda x, y: x + y)
        assert all_of(pairs.map(lambda *both: both[0] + both[1])) == [4, 6]
        assert all_of(tf.data.Dataset.range(3).map(tf.negative)) == [0, -1, -2]
