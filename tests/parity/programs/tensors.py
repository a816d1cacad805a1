"""Tensors as Python objects: text, identity, operators, conversions."""

from typing import Any

from tests.parity.attempt import attempt, describe, run


def texts(tf: Any, np: Any) -> None:
    """`str` and `repr`."""
    for tensor in (
        tf.constant(1.0),
        tf.placeholder(tf.float32, name="x"),
        tf.placeholder(tf.int64, [None, 3], name="rows"),
        tf.constant([[True]], name="flags"),
        tf.constant("word"),
    ):
        print(str(tensor))
        print(repr(tensor))
    print(f"{tf.constant(1)}")


def identity_and_hash(tf: Any, np: Any) -> None:
    """Two tensors are equal when they are the same one."""
    a, b = tf.constant(1.0), tf.constant(1.0)
    print(a == b, a != b, a == a, a == 1.0, a is a, len({a, b, a}))
    table = {a: "a", b: "b"}
    print(table[a], table[b], a in [b], a in [b, a], [b, a].index(a))


def no_truth_value(tf: Any, np: Any) -> None:
    """A tensor is no condition, no list and no array."""
    x = tf.constant([1.0, 2.0])
    attempt(tf, lambda: bool(x))
    attempt(tf, lambda: x < 1.0 and x > 0.0)
    attempt(tf, lambda: 1 if x else 2)
    attempt(tf, lambda: [element for element in tf.placeholder(tf.float32)])
    attempt(tf, lambda: len(x))
    attempt(tf, lambda: np.array(x))
    attempt(tf, lambda: float(x[0]))
    attempt(tf, lambda: int(x[0]))
    attempt(tf, lambda: [1, 2, 3][tf.constant(1)])
    attempt(tf, lambda: x.no_such_thing)


def operators(tf: Any, np: Any) -> None:
    """Every operator: name, dtype and value."""
    a = tf.constant([[7.0, -2.0], [3.5, 4.0]], name="a")
    b = tf.constant([[2.0, 3.0], [-1.5, 2.0]], name="b")
    results = [a + b, a - b, a * b, a / b, a // b, a % b, a**2.0, -a, abs(a), a @ b]
    results += [a < b, a <= b, a > b, a >= b]
    describe(*results)
    for value in run(tf, results):
        print(value)


def integer_operators(tf: Any, np: Any) -> None:
    """Whole numbers: true division gives float64, floor division and remainder follow Python."""
    a = tf.constant([7, -7, 7, -7], name="a")
    b = tf.constant([2, 2, -2, -2], name="b")
    results = [a + b, a - b, a * b, a / b, a // b, a % b, a ** tf.constant([2, 2, 3, 3]), -a, abs(a)]
    describe(*results)
    for value in run(tf, results):
        print(value, value.dtype)
    print(run(tf, [tf.truncatediv(a, b), tf.truncatemod(a, b), tf.floordiv(a, b), tf.floormod(a, b)]))


def reversed_operators(tf: Any, np: Any) -> None:
    """A Python number or an array on the left."""
    a = tf.constant([1.0, 2.0, 4.0], name="a")
    array = np.array([1.0, 2.0, 3.0], np.float32)
    results = [
        1.0 + a,
        1.0 - a,
        2.0 * a,
        8.0 / a,
        9.0 // a,
        9.0 % a,
        2.0**a,
        array + a,
        array - a,
        array * a,
        array / a,
    ]
    results += [1.0 < a, 2.0 >= a]  # noqa: SIM300
    describe(*results)
    for value in run(tf, results):
        print(value)
    print(isinstance(array + a, tf.Tensor), isinstance([1.0, 2.0, 3.0] + a, tf.Tensor))  # noqa: RUF005


def logical_operators(tf: Any, np: Any) -> None:
    """`&`, `|`, `^` and `~` on booleans."""
    a, b = tf.constant([True, True, False, False]), tf.constant([True, False, True, False])
    results = [a & b, a | b, a ^ b, ~a, True & b, False | b]
    describe(*results)
    for value in run(tf, results):
        print(value)


def integer_bits(tf: Any, np: Any) -> None:
    """The same operators on whole numbers work bit by bit."""
    a, b = tf.constant([12, 10]), tf.constant([10, 6])
    for value in run(
        tf, [tf.bitwise.bitwise_and(a, b), tf.bitwise.bitwise_or(a, b), tf.bitwise.bitwise_xor(a, b)]
    ):
        print(value)


def python_numbers_take_the_dtype(tf: Any, np: Any) -> None:
    """A number beside a tensor is converted to the tensor's dtype."""
    for dtype in (tf.float16, tf.float32, tf.float64, tf.int32, tf.int64, tf.uint8, tf.complex64):
        x = tf.placeholder(dtype, [2])
        print((x + 1).dtype.name, (2 * x).dtype.name)
    attempt(tf, lambda: tf.constant(1) + 1.5)
    attempt(tf, lambda: tf.constant([1, 2]) * 0.5)
    attempt(tf, lambda: tf.constant(1.0) + "a")


def mismatched_dtypes(tf: Any, np: Any) -> None:
    """No silent promotion: an error that names both dtypes."""
    single, double = tf.constant(1.0), tf.constant(1.0, tf.float64)
    whole, longer = tf.constant(1), tf.constant(1, tf.int64)
    attempt(tf, lambda: single + double, "float32", "float64")
    attempt(tf, lambda: single * whole, "float32", "int32")
    attempt(tf, lambda: whole + longer, "int32", "int64")
    attempt(tf, lambda: tf.matmul(tf.ones([1, 1]), tf.ones([1, 1], tf.float64)), "float32", "float64")
    attempt(tf, lambda: tf.maximum(single, whole), "float32", "int32")
    attempt(tf, lambda: tf.add(single, np.array(1.0)), "no such word")
    attempt(tf, lambda: tf.stack([single, whole]))
    attempt(tf, lambda: tf.add_n([single, double]))
    attempt(tf, lambda: tf.where([True], [1.0], [1]))
    attempt(tf, lambda: tf.logical_and(single, single))
    attempt(tf, lambda: tf.sqrt(whole))
    attempt(tf, lambda: tf.nn.relu(tf.constant("a")))


def shape_errors(tf: Any, np: Any) -> None:
    """Shapes that cannot fit are found while the graph is built."""
    a, b = tf.zeros([2, 3]), tf.zeros([4, 5])
    attempt(tf, lambda: a + b, "2", "4")
    attempt(tf, lambda: tf.matmul(a, b), "3", "4")
    attempt(tf, lambda: tf.reshape(a, [4, 2]))
    attempt(tf, lambda: tf.concat([a, b], 0))
    attempt(tf, lambda: tf.stack([a, b]))
    attempt(tf, lambda: tf.squeeze(a, [0]))
    attempt(tf, lambda: tf.reduce_sum(a, 2))
    attempt(tf, lambda: tf.transpose(a, [0, 1, 2]))
    attempt(tf, lambda: tf.split(a, 2, 1))
    attempt(tf, lambda: tf.expand_dims(a, 4))
    attempt(tf, lambda: tf.matmul(tf.zeros([3]), a))
    attempt(tf, lambda: tf.nn.bias_add(a, tf.zeros([2])))
    attempt(tf, lambda: a[2])
    attempt(tf, lambda: a[0, 0, 0])
    attempt(tf, lambda: tf.nn.softmax_cross_entropy_with_logits(labels=a, logits=b))


def convert(tf: Any, np: Any) -> None:
    """`convert_to_tensor` and the dtypes it chooses."""
    for value in (
        1,
        1.0,
        True,
        1j,
        "text",
        b"bytes",
        [1, 2],
        [1, 2.5],
        [[1.0], [2.0]],
        np.arange(3),
        np.float64(1.0),
        np.float32(1.0),
        np.int8([1]),
        (1, 2),
        [],
        [[]],
        [True, False],
    ):
        describe(tf.convert_to_tensor(value))
    describe(tf.convert_to_tensor([1, 2], tf.float64), tf.convert_to_tensor(1, dtype=tf.uint8, name="byte"))
    describe(tf.convert_to_tensor([tf.constant(1.0), 2.0]), tf.convert_to_tensor([1, tf.constant(2)]))
    x = tf.constant(1.0)
    print(tf.convert_to_tensor(x) is x)
    attempt(tf, lambda: tf.convert_to_tensor(x, tf.int32), "float32", "int32")
    attempt(tf, lambda: tf.convert_to_tensor(1.5, tf.int32))
    attempt(tf, lambda: tf.convert_to_tensor([[1, 2], [3]]))
    attempt(tf, lambda: tf.convert_to_tensor(None))
    attempt(tf, lambda: tf.convert_to_tensor(object()))
    attempt(tf, lambda: tf.convert_to_tensor([1, "a"]))
    attempt(tf, lambda: tf.convert_to_tensor("a", tf.float32))
    attempt(tf, lambda: tf.convert_to_tensor({"a": 1}))


def constants(tf: Any, np: Any) -> None:
    """`tf.constant` with dtype and shape."""
    made = [
        tf.constant(5),
        tf.constant([1, 2, 3], tf.float32),
        tf.constant(7.0, shape=[2, 2]),
        tf.constant([1, 2, 3, 4, 5, 6], shape=[2, 3]),
        tf.constant(-1, tf.int8, [3], "small"),
        tf.constant([[1.5, 2.5]], dtype=tf.float64),
        tf.constant(1.0, name="one"),
        tf.constant(2**40),
        tf.constant([True, False]),
        tf.constant(np.arange(6).reshape(2, 3)),
        tf.constant("héllo"),
    ]
    describe(*made)
    for value in run(tf, made):
        print(value)
    print(run(tf, tf.constant([1, 2, 3], shape=[2, 2])))
    attempt(tf, lambda: tf.constant([1, 2, 3, 4, 5], shape=[2, 2]))
    attempt(tf, lambda: tf.constant(1.5, tf.int32))
    attempt(tf, lambda: tf.constant(tf.constant(1)))


def evaluation(tf: Any, np: Any) -> None:
    """`eval` and `Operation.run` need a session."""
    x = tf.placeholder(tf.float32)
    y = x * 2.0
    v = tf.Variable(3.0)
    attempt(tf, lambda: y.eval({x: 1.0}), "session")
    attempt(tf, lambda: v.initializer.run(), "session")
    with tf.Session() as session:
        v.initializer.run()
        print(y.eval({x: 1.0}), y.eval(feed_dict={x: [1.0, 2.0]}), v.eval(), (v + 1.0).eval(session=session))
    with tf.Session() as session:
        attempt(tf, lambda: v.eval())


def unpacking(tf: Any, np: Any) -> None:
    """`tf.unstack` is how one loops over a tensor."""
    x = tf.constant([[1, 2], [3, 4]])
    first, second = tf.unstack(x)
    describe(first, second)
    describe(*tf.unstack(x, axis=1, name="columns"))
    print(run(tf, [first, second]))
    attempt(tf, lambda: tf.unstack(tf.placeholder(tf.float32)))
    attempt(tf, lambda: tf.unstack(x, num=3))


def numpy_on_the_left(tf: Any, np: Any) -> None:
    """NumPy's own operators leave the work to the tensor."""
    x = tf.placeholder(tf.float32, [3], name="x")
    left = np.ones(3, np.float32)
    results = [left + x, left * x, left - x, np.float32(2.0) * x, left < x]
    describe(*results)
