"""Programs whose graphs TensorFlow writes into files, for tensorlab to read: those that train nothing.

Each function describes a graph with the TensorFlow that it is given, and returns what is to be run: a `Plan`. The
functions run under TensorFlow 1.15 (Python 3.7) and under 2.21 alike: keep them free of what one of them lacks, or name
them in `ONLY`.

Read next: `import_training_programs.py`, those that train; `tests/parity/record_tensorflow_graphs.py`, which records.
"""

import numpy as np

ONLY = {"translation": "1.15.5", "labels_in_a_row": "1.15.5"}
"""Programs that only one of the two can run, with its number."""


class Plan:
    """What is to be done with a graph.

    Args:
        fetches: the tensors to look at, by any name for each.
        feeds: one dict {tensor: value} for each step.
        train: what to run before looking, in each step, with the same feeds; None for nothing.
        init: what to run first; None for nothing.
        meta: whether a MetaGraphDef is recorded instead of a GraphDef.
        queues: whether threads have to fill queues.
    """

    def __init__(self, fetches, feeds=({},), train=None, init=None, meta=False, queues=False):
        self.fetches = fetches
        self.feeds = feeds
        self.train = train
        self.init = init
        self.meta = meta
        self.queues = queues


def numbers(*shape):
    """Numbers between -1 and 1 that look random and are always the same."""
    count = int(np.prod(shape))
    return np.sin(np.arange(1, count + 1) * 1.7).reshape(shape).astype(np.float32)


def arithmetic(tf):
    """Names, scopes, several outputs, control inputs, and the plain operators."""
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    with tf.name_scope("scope"):
        y = (x * 2.0 + 1.0) / tf.constant([1.0, 2.0, 4.0], name="divisor") - tf.square(x)
        low, high = tf.split(y, [1, 2], axis=1)
        values, places = tf.nn.top_k(y, k=2)
    with tf.control_dependencies([low, high]):
        total = tf.reduce_sum(y, axis=[0], keepdims=True, name="total")
    shape = tf.shape(y)
    joined = tf.concat([low, high, -low], axis=1)
    stacked = tf.stack([shape[0], shape[1], 5])
    choice = tf.where(x > 0.0, tf.exp(x), tf.zeros_like(x))
    parts = tf.unstack(tf.transpose(tf.reshape(joined, [-1, 4])), axis=0)
    power = tf.pow(tf.abs(x), 1.5) + tf.maximum(x, 0.2) - tf.minimum(x, tf.reduce_mean(x))
    whole = tf.cast(x * 10.0, tf.int32)
    division = whole // 3 + whole % 4
    return Plan(
        {
            "y": y, "low": low, "high": high, "values": values, "places": places, "total": total, "stacked": stacked,
            "choice": choice, "part": parts[3], "power": power, "division": division,
            "largest": tf.argmax(y, axis=1), "unique": tf.unique(tf.reshape(division, [-1])).idx,
        },
        [{x: numbers(2, 3)}, {x: numbers(4, 3) * 2}],
    )  # fmt: skip


def slices(tf):
    """Strided slices with all their masks, gather, pad, tile, one-hot, reverse, diagonals."""
    x = tf.constant(numbers(3, 4, 2), name="x")
    i = tf.placeholder(tf.int32, [], name="i")
    ids = tf.placeholder(tf.int64, [None], name="ids")
    return Plan(
        {
            "a": x[1:, ::2, 0], "b": x[..., tf.newaxis, -1], "c": x[i], "d": x[:, i:, :], "e": tf.gather(x, ids),
            "f": tf.pad(x, [[0, 0], [1, 2], [0, 1]]), "g": tf.tile(x[0], [2, i]), "h": tf.one_hot(ids, 4, on_value=2.0),
            "i": tf.reverse(x, axis=[1]), "j": tf.matrix_diag(x[0]), "k": tf.expand_dims(tf.squeeze(x[:1], [0]), -1),
            "l": tf.gather_nd(x, [[0, 1], [2, 3]]), "m": tf.slice(x, [1, 0, 0], [-1, 2, 1]),
            "n": tf.boolean_mask(x, [True, False, True]), "o": tf.cumsum(x, axis=1, exclusive=True),
            "p": tf.range(0, i, 1), "q": tf.fill([i, 2], 7), "r": tf.sequence_mask(ids, 5),
            "s": tf.dynamic_stitch([[0, 2], [1]], [[1.0, 3.0], [2.0]]), "t": tf.segment_sum(x, [0, 0, 1]),
        },
        [{i: 1, ids: [0, 2, 1]}, {i: 2, ids: [1]}],
    )  # fmt: skip


def convolutions(tf):
    """Convolution, pooling, batch normalisation at rest, local responses, softmax: a network that predicts."""
    image = tf.placeholder(tf.float32, [None, 8, 8, 2], name="image")
    h = tf.nn.conv2d(image, tf.constant(numbers(3, 3, 2, 4)), strides=[1, 1, 1, 1], padding="SAME")
    h = tf.nn.relu(tf.nn.bias_add(h, tf.constant(numbers(4))))
    h = tf.nn.max_pool(h, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="VALID")
    h = tf.nn.depthwise_conv2d(h, tf.constant(numbers(2, 2, 4, 1)), strides=[1, 1, 1, 1], padding="SAME")
    h, _, _ = tf.nn.fused_batch_norm(
        h, tf.ones([4]), tf.zeros([4]), mean=tf.constant(numbers(4)), variance=tf.constant(numbers(4) ** 2 + 0.1),
        is_training=False,
    )  # fmt: skip
    h = tf.nn.avg_pool(tf.nn.elu(h), ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="SAME")
    h = tf.nn.lrn(h, depth_radius=1, bias=1.5, alpha=0.3, beta=0.6)
    up = tf.nn.conv2d_transpose(
        h, tf.constant(numbers(3, 3, 5, 4)), [2, 4, 4, 5], strides=[1, 2, 2, 1], padding="SAME"
    )
    flat = tf.reshape(h, [-1, 16])
    logits = tf.matmul(flat, tf.constant(numbers(3, 16)), transpose_b=True, name="logits")
    return Plan(
        {"h": h, "up": up, "p": tf.nn.softmax(logits), "lp": tf.nn.log_softmax(logits)},
        [{image: numbers(2, 8, 8, 2)}],
    )


def text(tf):
    """Strings."""
    words = tf.placeholder(tf.string, [None], name="words")
    return Plan(
        {
            "join": tf.string_join([words, words], separator="-"), "number": tf.string_to_number(["1.5", "2"]),
            "bucket": tf.string_to_hash_bucket_fast(words, 100), "text": tf.as_string([1.5, -2.0], precision=2),
            "part": tf.substr(words, 0, 2), "equal": tf.equal(words, "abc"), "joined": tf.reduce_join(words, axis=0),
        },
        [{words: [b"abc", b"\xc3\xa4hm"]}],
    )  # fmt: skip


def random_numbers(tf):
    """Random operations carry their seeds with them, and draw on from run to run."""
    tf.set_random_seed(7)
    normal = tf.random_normal([2, 3], mean=1.0, stddev=2.0)
    uniform = tf.random_uniform([3], -1.0, 1.0, seed=5)
    whole = tf.random_uniform([4], 0, 10, dtype=tf.int32)
    truncated = tf.truncated_normal([2, 2], stddev=0.1)
    shuffled = tf.random_shuffle(tf.range(6), seed=3)
    classes = tf.multinomial(tf.constant(numbers(2, 3)), 4)
    dropped = tf.nn.dropout(tf.ones([8]), rate=0.5)
    return Plan(
        {"n": normal, "u": uniform, "w": whole, "t": truncated, "s": shuffled, "c": classes, "d": dropped},
        [{}, {}],
    )


def branches(tf):
    """tf.cond inside tf.cond, with captured tensors, control inputs and several results."""
    x = tf.placeholder(tf.float32, [2], name="x")
    sign = tf.placeholder(tf.bool, [], name="sign")
    outside = tf.square(x, name="outside")

    def yes():
        inner = tf.cond(tf.reduce_sum(x) > 1.0, lambda: x + outside, lambda: x * 10.0)
        return inner, tf.constant(1)

    def no():
        with tf.control_dependencies([outside]):
            return tf.identity(x) - 1.0, tf.constant(0)

    a, b = tf.cond(sign, yes, no)
    chosen = tf.case([(x[0] > 2.0, lambda: x * 2.0), (x[0] > 1.0, lambda: x * 3.0)], default=lambda: -x)
    after = tf.add(a, chosen, name="after")
    feeds = [{x: [a, 0.3], sign: b} for a in (0.2, 1.5, 2.5) for b in (True, False)]
    return Plan({"a": a, "b": b, "chosen": chosen, "after": after}, feeds)


def counting_loop(tf):
    """Loops: a counter, a sum, a captured tensor; a loop inside a loop; a branch inside a loop."""
    n = tf.placeholder(tf.int32, [], name="n")
    x = tf.placeholder(tf.float32, [2, 2], name="x")
    i, total = tf.while_loop(
        lambda i, t: i < n, lambda i, t: (i + 1, t + tf.matmul(x, t) * 0.1), [tf.constant(0), x]
    )

    def row(i, acc):
        _, inner = tf.while_loop(
            lambda j, s: j < i, lambda j, s: (j + 1, s + tf.cast(j * n, tf.float32)), [0, 0.0]
        )
        return i + 1, acc + inner

    _, nested = tf.while_loop(lambda i, acc: i < n, row, [0, 0.5])
    _, jumps = tf.while_loop(
        lambda i, v: i < n,
        lambda i, v: (i + 1, tf.cond(tf.equal(i % 2, 0), lambda: v + x[0, 0], lambda: v * 2.0)),
        [0, 1.0],
    )
    k, bounded = tf.while_loop(
        lambda k, v: v < 1000.0, lambda k, v: [k + 1, v * 3.0], [0, 1.0], maximum_iterations=4, name="bounded"
    )
    growing = tf.while_loop(
        lambda i, v: i < n,
        lambda i, v: (i + 1, tf.concat([v, [i]], 0)),
        [0, tf.constant([], tf.int32)],
        shape_invariants=[tf.TensorShape([]), tf.TensorShape([None])],
    )[1]
    fetches = {
        "i": i,
        "total": total,
        "nested": nested,
        "jumps": jumps,
        "k": k,
        "bounded": bounded,
        "growing": growing,
    }
    return Plan(fetches, [{n: k, x: numbers(2, 2)} for k in (0, 1, 5)])


def slices_in_loops(tf):
    """map_fn, scan, foldl and a TensorArray filled by hand."""
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    squares = tf.map_fn(lambda row: row * row + 1.0, x)
    sums = tf.scan(lambda total, row: total + row, x)
    product = tf.foldl(lambda total, row: total * row, x, initializer=tf.ones([2]))
    array = tf.TensorArray(tf.float32, size=0, dynamic_size=True, clear_after_read=False)
    _, filled = tf.while_loop(
        lambda i, a: i < 4, lambda i, a: (i + 1, a.write(i, tf.cast(i, tf.float32) * x[0])), [0, array]
    )
    split = tf.TensorArray(tf.float32, size=2, infer_shape=False).split(x, [1, tf.shape(x)[0] - 1])
    return Plan(
        {
            "squares": squares, "sums": sums, "product": product, "stacked": filled.stack(), "size": filled.size(),
            "third": filled.read(2), "gathered": filled.gather([1, 3]), "concat": filled.concat(),
            "split": split.concat(), "gradient": tf.gradients(squares, x)[0], "scanned": tf.gradients(sums, x)[0],
        },
        [{x: numbers(3, 2)}, {x: numbers(5, 2)}],
    )  # fmt: skip


def recurrent(tf):
    """dynamic_rnn with sequence lengths: a loop with TensorArrays, and branches in it."""
    x = tf.placeholder(tf.float32, [2, None, 3], name="x")
    lengths = tf.placeholder(tf.int32, [2], name="lengths")
    with tf.variable_scope("rnn", initializer=tf.constant_initializer(0.2)):
        cell = tf.nn.rnn_cell.BasicLSTMCell(3)
        outputs, state = tf.nn.dynamic_rnn(cell, x, sequence_length=lengths, dtype=tf.float32)
    return Plan(
        {"outputs": outputs, "c": state.c, "h": state.h},
        [{x: numbers(2, 4, 3), lengths: [4, 2]}, {x: numbers(2, 2, 3), lengths: [1, 2]}],
        init=tf.global_variables_initializer(),
    )


def functions(tf):
    """Branches and loops in the form of functions: If, StatelessIf, While, StatelessWhile, Case, PartitionedCall."""
    tf.enable_control_flow_v2()
    try:
        x = tf.placeholder(tf.float32, [2], name="x")
        n = tf.placeholder(tf.int32, [], name="n")
        v = tf.get_variable("v", initializer=3.0, use_resource=True)
        chosen = tf.cond(x[0] > 0.0, lambda: x * 2.0 + v, lambda: tf.exp(x))
        i, total = tf.while_loop(
            lambda i, t: i < n, lambda i, t: (i + 1, t * x[0] + v), [0, tf.constant(1.0)]
        )
        which = tf.switch_case(n, [lambda: x + 1.0, lambda: x * x, lambda: x - v])

        def step(i, t):
            return i + 1, tf.cond(t[0] > 0.5, lambda: t * 0.5, lambda: t + 1.0)

        nested = tf.while_loop(lambda i, t: i < n, step, [0, x])[1]
        mapped = tf.map_fn(lambda one: one * one, x)
        gradient = tf.gradients(total, x)[0]
    finally:
        tf.disable_control_flow_v2()
    return Plan(
        {
            "chosen": chosen,
            "i": i,
            "total": total,
            "which": which,
            "nested": nested,
            "mapped": mapped,
            "g": gradient,
        },
        [{x: [0.4, 2.0], n: 1}, {x: [-0.4, 1.0], n: 0}, {x: [0.9, 1.0], n: 2}],
        init=tf.global_variables_initializer(),
    )


def variables(tf):
    """Variables of both kinds, read and written in many ways."""
    with tf.variable_scope("plain"):
        v = tf.get_variable("v", initializer=tf.constant(numbers(3, 2)))
        count = tf.get_variable("count", [], tf.int32, initializer=tf.zeros_initializer(), trainable=False)
    with tf.variable_scope("resource", use_resource=True):
        r = tf.get_variable("r", initializer=tf.constant(numbers(3, 2)))
        s = tf.get_variable("s", initializer=lambda: tf.constant(2.0))
    later = tf.Variable(v.initialized_value() * 2.0, name="later")
    added = tf.assign_add(v, tf.ones([3, 2]))
    with tf.control_dependencies([added]):
        after = v + 0.0
    group = tf.group(
        tf.assign_add(count, 1), r.assign(r * 0.5), s.assign_add(1.0), tf.scatter_update(v, [0], [[9.0, 8.0]])
    )
    saver = tf.train.Saver()
    del saver
    return Plan(
        {"after": after, "count": count, "r": tf.identity(r), "s": s.read_value(), "rows": tf.gather(r, [2, 0]),
         "ready": tf.is_variable_initialized(later), "later": later},
        [{}, {}],
        train=group,
        init=tf.global_variables_initializer(),
        meta=True,
    )  # fmt: skip
