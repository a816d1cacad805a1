"""DTypes: names, limits, conversions between them."""

from typing import Any

from tests.parity.attempt import attempt, describe, run

NAMES = [
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "float16",
    "float32",
    "float64",
    "bool",
    "complex64",
    "complex128",
    "string",
]


def names_and_texts(tf: Any, np: Any) -> None:
    """`repr`, `str`, `name`, size and kind of every dtype."""
    for name in NAMES:
        dtype = getattr(tf, name)
        print(repr(dtype), str(dtype), dtype.name, dtype.is_floating, dtype.is_integer, dtype.is_complex)
        print(dtype.is_bool, dtype.is_unsigned, dtype.is_numpy_compatible, dtype.as_numpy_dtype)
    print([getattr(tf, name).size for name in NAMES[:-1]])
    print(tf.double is tf.float64, tf.half is tf.float16)


def as_dtype(tf: Any, np: Any) -> None:
    """Everything that stands for a dtype."""
    for value in (
        "float32",
        np.float32,
        np.dtype("int64"),
        tf.bool,
        "string",
        float,
        bool,
        np.int8,
        "half",
        "double",
    ):
        print(tf.as_dtype(value).name)
    attempt(tf, lambda: tf.as_dtype("float31"))
    attempt(tf, lambda: tf.as_dtype(object()))


def equality(tf: Any, np: Any) -> None:
    """A dtype equals its name and its NumPy counterpart."""
    print(
        tf.float32 == tf.float32, tf.float32 == tf.float64, tf.float32 == "float32", tf.float32 == np.float32
    )
    print(
        tf.float32 != tf.int32, {tf.float32: 1}[tf.as_dtype("float32")], tf.constant(1.0).dtype == tf.float32
    )
    print(
        tf.constant(1).dtype is tf.int32,
        tf.float32 in (tf.int32, tf.float32),
        tf.float32 == 1,
        tf.float32 == None,  # noqa: E711
    )
    print(tf.float32.is_compatible_with(tf.float32), tf.float32.is_compatible_with("float64"))


def limits(tf: Any, np: Any) -> None:
    """The smallest and the largest value."""
    for name in ("int8", "int16", "int32", "int64", "uint8", "uint16", "float16", "float32", "float64"):
        print(name, getattr(tf, name).min, getattr(tf, name).max)
    attempt(tf, lambda: tf.complex64.min)


def reference_dtypes(tf: Any, np: Any) -> None:
    """A variable is a reference; its value is not."""
    v = tf.Variable(1.0)
    print(v.dtype, v.dtype.base_dtype, v.dtype.is_compatible_with(tf.float32), v.value().dtype, v.dtype.name)
    print(
        v.dtype == tf.float32,
        v.dtype.base_dtype == tf.float32,
        v.dtype.as_numpy_dtype,
        tf.complex64.real_dtype,
    )


def cast(tf: Any, np: Any) -> None:
    """`tf.cast` between kinds."""
    x = tf.constant([-1.9, -0.5, 0.0, 0.5, 2.9])
    results = [tf.cast(x, tf.int32), tf.cast(x, tf.bool), tf.cast(x, tf.float64), tf.cast(x, tf.float16)]
    results += [tf.cast([True, False], tf.float32), tf.cast([1, 2], "float32"), tf.cast(x, tf.complex64)]
    results += [tf.to_float([1, 2]), tf.to_int32(x), tf.to_double(x), tf.to_int64([1.5])]
    describe(*results)
    for value in run(tf, results):
        print(value, value.dtype)
    print(tf.cast(x, tf.float32) is x)


def saturate_cast(tf: Any, np: Any) -> None:
    """`saturate_cast` stops at the limits."""
    x = tf.constant([-300.0, -1.5, 0.0, 100.7, 300.0])
    print(run(tf, [tf.saturate_cast(x, tf.uint8), tf.saturate_cast(x, tf.int8)]))


def default_dtypes_of_functions(tf: Any, np: Any) -> None:
    """The dtypes of functions that are given none."""
    describe(tf.zeros([1]), tf.ones([1]), tf.fill([1], 1), tf.fill([1], 1.0), tf.range(3), tf.range(3.0))
    print(tf.eye(1).dtype, tf.linspace(0.0, 1.0, 3).dtype)
    describe(tf.one_hot([0], 2), tf.random_normal([1]), tf.random_uniform([1]))
    describe(
        tf.shape([1.0]),
        tf.size([1.0]),
        tf.rank([1.0]),
        tf.argmax([1.0], 0),
        tf.where([True]),
        tf.placeholder(tf.int8),
    )
    describe(
        tf.get_variable("v", [1]),
        tf.Variable(1),
        tf.Variable(np.array([1.0])),
        tf.zeros_like([1]),
        tf.ones_like([True]),
    )
    describe(tf.random_uniform([1], maxval=5, dtype=tf.int32), tf.count_nonzero([1.0]), tf.is_nan([1.0]))
    attempt(tf, lambda: tf.random_uniform([1], dtype=tf.int32))
    attempt(tf, lambda: tf.random_normal([1], dtype=tf.int32))
