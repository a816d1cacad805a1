"""Graphs that are written to files, run by TensorFlow, and compared: small ones without any training.

Each function describes a graph and returns what to run. Read next: `export_training_programs.py`, those that train;
`tests/parity/record_written_graphs.py`, which asks TensorFlow.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np


class Program(NamedTuple):
    """What is run of a graph.

    Attributes:
        fetches: tensors whose values are compared, in every step.
        feeds: values by placeholder.
        train: an operation that is run after the fetches in every step, or None.
        steps: how often.
    """

    fetches: list[Any]
    feeds: dict[Any, Any] = {}  # noqa: RUF012
    train: Any = None
    steps: int = 1


def numbers(*shape: int, scale: float = 1.0, shift: float = 0.3) -> Any:
    """Uneven numbers between -1 and 1, the same everywhere."""
    count = int(np.prod(shape))
    values = np.cos(np.arange(count) * 1.7 + shift) * scale
    return values.reshape(shape).astype(np.float32)


def broadcasting(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    row, column = tf.constant([1.0, -2.0, 0.5]), tf.constant([[2.0], [0.25]])
    y = tf.squared_difference(x * row, column) / (1.0 + tf.abs(x))
    z = tf.where(y > 1.0, tf.sqrt(y), tf.zeros_like(y))
    return Program([y, z, *tf.gradients(z, [x, row, column])], {x: numbers(2, 3)})


def layers_of_matrices(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    w = tf.Variable(tf.truncated_normal([4, 5], stddev=0.5, seed=1), name="w")
    b = tf.Variable(tf.constant(0.1, shape=[5]), name="b")
    y = tf.nn.softmax(tf.nn.relu(tf.nn.bias_add(tf.matmul(x, w), b)), name="y")
    return Program([y, tf.argmax(y, 1), tf.nn.log_softmax(y)], {x: numbers(3, 4)})


def reductions(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [2, 3, 4], name="x")
    parts = [
        *(
            tf.reduce_sum(x, 1),
            tf.reduce_mean(x),
            tf.reduce_max(x, [0, 2], keepdims=True),
            tf.reduce_min(x, -1),
        ),
        *(tf.reduce_prod(x, 0), tf.reduce_logsumexp(x, 2), tf.norm(x), tf.cumsum(x, 1, exclusive=True)),
        *tf.nn.moments(x, [0, 1]),
    ]
    loss = tf.add_n([tf.reduce_sum(part * part) for part in parts])
    return Program([*parts, *tf.gradients(loss, x)], {x: numbers(2, 3, 4)})


def unknown_shapes(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, name="x")
    y = tf.placeholder(tf.float32, name="y")
    z = tf.reduce_sum(tf.tanh(x * y)) + tf.reduce_mean(tf.maximum(x, y))
    return Program([z, *tf.gradients(z, [x, y])], {x: numbers(3, 1), y: numbers(4, shift=1.0)})


def pictures(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [2, 6, 6, 2], name="x")
    kernel = tf.constant(numbers(3, 3, 2, 3))
    y = tf.nn.conv2d(x, kernel, [1, 1, 1, 1], "SAME")
    pooled = tf.nn.max_pool(tf.nn.elu(y), [1, 2, 2, 1], [1, 2, 2, 1], "VALID")
    mean = tf.nn.avg_pool(y, [1, 3, 3, 1], [1, 2, 2, 1], "SAME")
    larger = tf.image.resize_bilinear(pooled, [6, 6])
    back = tf.nn.conv2d_transpose(pooled, kernel, [2, 6, 6, 2], [1, 2, 2, 1], "SAME")
    loss = tf.reduce_sum(larger**2) + tf.reduce_sum(mean) + tf.reduce_sum(back**2)
    return Program([pooled, mean, larger, back, *tf.gradients(loss, [x, kernel])], {x: numbers(2, 6, 6, 2)})


def text(tf: Any) -> Program:
    words = tf.constant([["old", "new"], ["books", ""]])
    joined = tf.string_join([words, words], separator="-")
    one_line = tf.reduce_join(joined, [0, 1])
    return Program(
        [joined, one_line, tf.as_string(tf.constant([1, 22])), tf.string_to_hash_bucket_fast(words, 7)]
    )


def looking_up(tf: Any) -> Program:
    table = tf.Variable(numbers(5, 3), name="table")
    ids = tf.placeholder(tf.int32, [2, 2], name="ids")
    rows = tf.nn.embedding_lookup(table, ids)
    some = tf.gather_nd(rows, [[0, 1], [1, 0]])
    columns = tf.gather(table, [2, 0], axis=1)
    parts = tf.split(columns, [2, 3], 0)
    spread = tf.scatter_nd([[4], [1]], some, [6, 3])
    loss = tf.reduce_sum(rows * rows) + tf.reduce_sum(columns**3) + tf.reduce_sum(parts[1])
    gradient = tf.convert_to_tensor(tf.gradients(loss, table)[0])
    return Program([rows, some, columns, spread, gradient], {ids: [[4, 0], [4, 2]]})


def arranging(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [2, 3], name="x")
    y = tf.concat([x, tf.reverse(x, [1]), tf.tile(x, [1, 2])], 1)
    parts = tf.unstack(tf.transpose(y), axis=0)
    z = tf.stack([parts[0], parts[5], parts[9]], 1)
    box = tf.strided_slice(y, [0, 1], [2, 9], [1, 2])
    padded = tf.pad(z, [[1, 0], [0, 2]], mode="CONSTANT")
    loss = tf.reduce_sum(z**2) + tf.reduce_sum(box**3) + tf.reduce_sum(padded)
    return Program(
        [y, z, box, padded, tf.slice(y, [0, 2], [-1, 3]), *tf.gradients(loss, x)], {x: numbers(2, 3)}
    )


def choosing(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [3], name="x")
    v = tf.Variable([1.0, 2.0, 3.0], name="v")
    y = tf.cond(tf.reduce_sum(x) > 0, lambda: tf.tanh(x * v), lambda: x * 0.1 + v)
    z = tf.case([(x[0] > 10.0, lambda: y * 2.0), (x[1] > 0.0, lambda: y + 1.0)], default=lambda: -y)
    return Program([y, z, *tf.gradients(z, [x, v])], {x: [1.0, 2.0, -0.5]})


def choosing_the_other(tf: Any) -> Program:
    program = choosing(tf)
    (x,) = program.feeds
    return program._replace(feeds={x: [-1.0, -2.0, -0.5]})


def a_branch_that_writes(tf: Any) -> Program:
    v = tf.Variable(1.0, name="v")
    x = tf.placeholder(tf.float32, [], name="x")

    def inner() -> Any:
        with tf.control_dependencies([tf.assign_add(v, x)]):
            return tf.cond(x > 1.0, lambda: (x * x, v.read_value()), lambda: (x, tf.assign_sub(v, 0.25)))

    y, z = tf.cond(x > 0.0, inner, lambda: (v * 2.0, x))
    return Program([y, z], {x: 2.0}, steps=3)


def batch_norm_that_updates_itself(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [4, 3], name="x")
    training = tf.placeholder(tf.bool, [], name="training")
    y = tf.contrib.layers.batch_norm(x, is_training=training, updates_collections=None, scale=True)
    gradients = tf.gradients(tf.reduce_sum(y**3), [x, *tf.trainable_variables()])
    return Program([y, *gradients], {x: numbers(4, 3), training: True}, steps=2)


def switching(tf: Any) -> Program:
    which = tf.placeholder(tf.int32, [], name="which")
    y = tf.switch_case(which, [lambda: tf.constant(1.0), lambda: tf.constant(2.0), lambda: tf.constant(3.0)])
    return Program([y], {which: 1})


def looping(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [2], name="x")
    w = tf.Variable([[0.5, 0.2], [0.1, -0.4]], name="w")
    steps, y = tf.while_loop(
        lambda i, t: i < 5, lambda i, t: (i + 1, tf.tanh(tf.matmul(t, w)) + x), [0, tf.ones([1, 2])]
    )
    return Program([steps, y, *tf.gradients(y, [x, w])], {x: [0.3, 0.1]})


def looping_twice_differentiated(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [2], name="x")
    _, y = tf.while_loop(lambda i, t: i < 3, lambda i, t: (i + 1, tf.tanh(t * x) * x), [0, tf.ones([1, 2])])
    first = tf.gradients(y, x)[0]
    return Program([y, first, *tf.gradients(tf.reduce_sum(first * first), x)], {x: [0.3, 0.7]})


def a_branch_in_a_loop(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [], name="x")

    def body(i: Any, t: Any) -> Any:
        return i + 1, tf.cond(t > 3.0, lambda: t * 0.5, lambda: t * x * x)

    _, y = tf.while_loop(lambda i, t: i < 6, body, [0, x])
    return Program([y, *tf.gradients(y, x)], {x: 1.7})


def a_list_of_arrays(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [3, 2], name="x")
    read = tf.TensorArray(tf.float32, 3).unstack(x)
    written = tf.TensorArray(tf.float32, 3)
    for place in range(3):
        written = written.write(place, read.read(place) * float(place + 1))
    y, z = written.stack(), written.gather([0, 2])
    return Program([y, z, *tf.gradients([y, z], x)], {x: numbers(3, 2)})


def mapping(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [4, 3], name="x")
    y = tf.map_fn(lambda row: tf.reduce_sum(row * row) * row, x)
    z = tf.scan(lambda total, row: tf.sin(total * row) + row, x)
    return Program([y, z, *tf.gradients([y, z], x)], {x: numbers(4, 3)})


def recurrence(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [2, 4, 3], name="x")
    tf.set_random_seed(2)
    cell = tf.nn.rnn_cell.GRUCell(5)
    outputs, state = tf.nn.dynamic_rnn(cell, x, sequence_length=[4, 2], dtype=tf.float32)
    loss = tf.reduce_sum(outputs**2) + tf.reduce_sum(state)
    return Program(
        [outputs, state, *tf.gradients(loss, [x, *tf.trainable_variables()])], {x: numbers(2, 4, 3)}
    )


def sparse_matrices(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [3, 2], name="x")
    matrix = tf.SparseTensor([[0, 1], [1, 0], [1, 2]], [2.0, -1.0, 0.5], [2, 3])
    product = tf.sparse_tensor_dense_matmul(matrix, x)
    dense = tf.sparse_tensor_to_dense(tf.sparse_reorder(matrix))
    total = tf.sparse_reduce_sum(matrix, 1)
    return Program([product, dense, total, *tf.gradients(product, x)], {x: numbers(3, 2)})


def chance(tf: Any) -> Program:
    tf.set_random_seed(11)
    shape = [2, 3]
    draws = [
        tf.random_normal(shape, 1.0, 2.0),
        tf.random_uniform(shape, -1.0, 3.0),
        tf.truncated_normal(shape),
    ]
    draws += [tf.random_uniform(shape, 0, 10, tf.int32), tf.multinomial([[0.1, 0.5, 2.0]], 4)]
    draws += [tf.random_shuffle(tf.range(6)), tf.nn.dropout(tf.ones([8]), 0.5)]
    return Program(draws, steps=3)


def matrices(tf: Any) -> Program:
    x = tf.placeholder(tf.float64, [3, 3], name="x")
    square = tf.matmul(x, x, transpose_b=True) + tf.eye(3, dtype=tf.float64)
    root, inverse = tf.cholesky(square), tf.matrix_inverse(square)
    solved = tf.matrix_solve(square, x)
    diagonal = tf.diag_part(square)
    loss = tf.reduce_sum(root) + tf.reduce_sum(inverse**2) + tf.matrix_determinant(square)
    gradient = tf.gradients(loss, x)
    return Program([root, inverse, solved, diagonal, tf.trace(square), *gradient], {x: numbers(3, 3)})


def frequencies(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [8], name="x")
    spectrum = tf.fft(tf.cast(x, tf.complex64))
    power = tf.abs(spectrum) ** 2
    return Program([spectrum, power, *tf.gradients(power, x)], {x: numbers(8)})


def ranking(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [2, 4], name="x")
    values, places = tf.nn.top_k(x, 2)
    hot = tf.one_hot(places, 4)
    names, where = tf.unique([3, 1, 3, 2])
    return Program([values, places, hot, names, where, *tf.gradients(values * values, x)], {x: numbers(2, 4)})


def segments(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [5, 2], name="x")
    parts = [function(x, [0, 0, 1, 1, 2]) for function in (tf.segment_sum, tf.segment_mean, tf.segment_max)]
    parts.append(tf.unsorted_segment_sum(x, [2, 0, 1, 0, 2], 3))
    first, second = tf.dynamic_partition(x, [0, 1, 0, 1, 1], 2)
    loss = tf.add_n([tf.reduce_sum(part**2) for part in [*parts, first, second]])
    return Program([*parts, first, second, *tf.gradients(loss, x)], {x: numbers(5, 2)})


def waiting(tf: Any) -> Program:
    v = tf.Variable(1.0, name="v")
    with tf.control_dependencies([tf.assign_add(v, 2.0)]):
        after = tf.identity(v) * 10.0
    return Program([after], steps=3)


def counting(tf: Any) -> Program:
    counter = tf.Variable(0, name="counter")
    ready = tf.report_uninitialized_variables([counter])
    return Program([tf.count_up_to(counter, 9), ready], steps=3)


def starting_from_another(tf: Any) -> Program:
    first = tf.Variable(tf.random_normal([2], seed=4), name="first")
    second = tf.Variable(first.initialized_value() * 2.0, name="second")
    return Program([first + 0.0, second - 2.0 * first])


def defaults(tf: Any) -> Program:
    rate = tf.placeholder_with_default(0.5, [], name="rate")
    with tf.device("/cpu:0"):
        y = tf.multiply(rate, 3.0, name="y")
    with tf.colocate_with(y.op):
        z = tf.subtract(y, 1, name="z")
    return Program([y, z])


def statistics_of_batches(tf: Any) -> Program:
    labels = tf.placeholder(tf.int64, [4], name="labels")
    _, update = tf.metrics.accuracy(labels, tf.constant([1, 0, 2, 1], tf.int64))
    return Program([update], {labels: [1, 0, 0, 1]}, steps=2)


def penalties(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [3, 4], name="x")
    labels = tf.constant([[1.0, 0, 0, 0], [0, 0.5, 0.5, 0], [0, 0, 0, 1]])
    losses = [
        tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=x),
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.argmax(labels, 1), logits=x),
        tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=x),
        tf.nn.weighted_cross_entropy_with_logits(labels, x, 2.0),
        tf.losses.huber_loss(labels, x),
        tf.nn.l2_loss(x),
    ]
    total = tf.add_n([tf.reduce_sum(loss) for loss in losses])
    return Program([*losses, *tf.gradients(total, x)], {x: numbers(3, 4, scale=3.0)})


def bending(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [6], name="x")
    functions = [
        tf.nn.relu6,
        tf.nn.selu,
        tf.nn.softplus,
        tf.nn.softsign,
        tf.nn.leaky_relu,
        tf.sigmoid,
        tf.erf,
    ]
    parts = [function(x) for function in functions] + [
        tf.clip_by_value(x, -0.5, 0.5),
        tf.clip_by_norm(x, 1.0),
    ]
    first = tf.gradients(tf.add_n(parts), x)[0]
    return Program([*parts, first, *tf.gradients(first, x)], {x: numbers(6, scale=2.0)})


def a_pipeline(tf: Any) -> Program:
    factor = tf.constant(2.0)
    numbered = tf.data.Dataset.from_tensor_slices((numbers(6), np.arange(6)))
    elements = numbered.map(lambda x, n: (x * factor + 1.0, n)).filter(lambda x, n: n > 0).shuffle(3, seed=4)
    return Program(list(elements.repeat(2).batch(4).make_one_shot_iterator().get_next()), steps=2)


def pipelines_joined(tf: Any) -> Program:
    low, high = tf.data.Dataset.range(3), tf.data.Dataset.range(3, 6)
    pairs = tf.data.Dataset.zip((low, high)).concatenate(tf.data.Dataset.zip((high, low))).take(5).skip(1)
    lists = pairs.flat_map(lambda x, y: tf.data.Dataset.from_tensors([x, y]).repeat(2)).padded_batch(
        3, [None]
    )
    return Program([lists.make_one_shot_iterator().get_next()], steps=2)


def a_queue(tf: Any) -> Program:
    queue = tf.FIFOQueue(5, [tf.float32], shapes=[[]])
    with tf.control_dependencies([queue.enqueue_many([[1.0, 2.0, 3.0]])]):
        first = queue.dequeue_many(2)
    with tf.control_dependencies([first]):
        return Program([first, queue.size()], steps=2)


PROGRAMS: dict[str, Callable[[Any], Program]] = {
    function.__name__: function
    for function in (
        *(
            broadcasting,
            layers_of_matrices,
            reductions,
            unknown_shapes,
            pictures,
            text,
            looking_up,
            arranging,
        ),
        *(choosing, choosing_the_other, switching, looping, looping_twice_differentiated, a_branch_in_a_loop),
        *(a_list_of_arrays, mapping, recurrence, sparse_matrices, chance, matrices, frequencies, ranking),
        *(
            segments,
            waiting,
            counting,
            starting_from_another,
            defaults,
            statistics_of_batches,
            penalties,
            bending,
        ),
        *(a_pipeline, pipelines_joined, a_queue, a_branch_that_writes, batch_norm_that_updates_itself),
    )
}
