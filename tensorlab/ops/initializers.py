"""What variables start from: `tf.zeros_initializer`, `tf.random_normal_initializer` and their like.

An initializer is an object that makes a tensor when it is called with a shape::

    weights = tf.get_variable("weights", [784, 100], initializer=tf.random_normal_initializer(stddev=0.1))

It keeps the settings; each call makes new nodes. So one initializer can serve many variables, whose starting
values then differ (unless it has a seed).

Why start from random numbers at all? Two neurons with equal weights get equal gradients, and stay equal for
ever.

Read next: `scaling_initializers.py`, those that look at the shape to choose how large the numbers should be.
"""

from typing import Any, ClassVar

import numpy as np

from tensorlab.graph.dtypes import DType, as_dtype, float32
from tensorlab.graph.shapes import as_shape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops import random as random_ops
from tensorlab.ops.source import constant


class Initializer:
    """The base of all initializers. A subclass names its settings in `settings` and defines `__call__`.

    >>> import tensorlab as tf
    >>> initializer = tf.random_normal_initializer(stddev=0.1)
    >>> copy = tf.random_normal_initializer.from_config(initializer.get_config())
    >>> copy.get_config()
    {'mean': 0.0, 'stddev': 0.1, 'seed': None, 'dtype': 'float32'}
    """

    settings: ClassVar[tuple[str, ...]] = ()
    dtype: DType

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        """Make the starting value of a variable.

        Args:
            shape: its shape, fully known.
            dtype: its dtype; the initializer's own by default.
            partition_info: for a variable kept in pieces: which piece this is, of what full shape.
        """
        raise NotImplementedError(f"{type(self).__name__} does not say how to make a value: define __call__.")

    def get_config(self) -> dict[str, Any]:
        """Return the settings as a dictionary, the dtype by name; `from_config` makes an equal
        initializer."""
        config = {name: getattr(self, name) for name in self.settings}
        if isinstance(config.get("dtype"), DType):
            config["dtype"] = self.dtype.name
        return config

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Initializer":
        """Make an initializer from what `get_config` gave."""
        return cls(**config)

    def __repr__(self) -> str:
        settings = ", ".join(f"{name}={value!r}" for name, value in self.get_config().items())
        return f"{type(self).__name__}({settings})"


def floating(dtype: Any) -> DType:
    """Return `dtype` as a DType; raise ValueError if it is not a floating one."""
    dtype = as_dtype(dtype)
    if not dtype.is_floating:
        raise ValueError(
            f"This initializer makes fractions: its dtype must be a floating one, not {dtype.name}."
        )
    return dtype


def sizes_of(shape: Any, partition_info: Any = None) -> list[int]:
    """Return a shape as a list of ints: of the whole variable, where only a piece of it is made.

    Raises:
        ValueError: when a size is not known.
    """
    known = as_shape(shape if partition_info is None else partition_info.full_shape)
    if not known.is_fully_defined():
        raise ValueError(f"A starting value needs a fully known shape, not {known}.")
    return [size for size in known.as_list() if size is not None]


# --- fixed values -----------------------------------------------------------------------------------------


class Zeros(Initializer):
    """Start from zeros: the usual choice for biases.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.zeros_initializer()([2, 3])))
    [[0. 0. 0.]
     [0. 0. 0.]]
    """

    settings = ("dtype",)

    def __init__(self, dtype: Any = float32) -> None:
        self.dtype = as_dtype(dtype)

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        """Make zeros (see `Initializer.__call__`); for strings, empty ones; for bool, False."""
        dtype = as_dtype(dtype or self.dtype)
        zero: Any = {"bool": False, "string": ""}.get(dtype.name, 0)
        return constant(zero, dtype=dtype, shape=shape, name="zeros")


class Ones(Initializer):
    """Start from ones.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.ones_initializer()([3], tf.int32)))
    [1 1 1]
    """

    settings = ("dtype",)

    def __init__(self, dtype: Any = float32) -> None:
        self.dtype = as_dtype(dtype)

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        """Make ones (see `Initializer.__call__`)."""
        dtype = as_dtype(dtype or self.dtype)
        return constant(True if dtype.is_bool else 1, dtype=dtype, shape=shape, name="ones")


class Constant(Initializer):
    """Start from a value of your own: a number, or a list or array of numbers.

    A list with fewer numbers than the shape asks for is filled up with its last one.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.constant_initializer([1, 2, 3])([2, 2])))
    [[1. 2.]
     [3. 3.]]
    """

    settings = ("value", "dtype")

    def __init__(self, value: Any = 0, dtype: Any = float32, verify_shape: bool = False) -> None:
        if not (np.isscalar(value) or isinstance(value, (list, tuple, np.ndarray))):
            raise TypeError(
                f"tf.constant_initializer needs a number, a list or an array, not {value!r} of type "
                f"{type(value).__name__}."
            )
        self.value = value
        self.dtype = as_dtype(dtype)
        self._verify_shape = verify_shape

    def __call__(
        self, shape: Any, dtype: Any = None, partition_info: Any = None, verify_shape: bool | None = None
    ) -> Tensor:
        """Make the value in this shape (see `Initializer.__call__`).

        Raises:
            ValueError: when there are more numbers than the shape holds.
            TypeError: when `verify_shape` is set and the value has another shape.
        """
        verify_shape = self._verify_shape if verify_shape is None else verify_shape
        return constant(self.value, dtype=dtype or self.dtype, shape=shape, verify_shape=verify_shape)


# --- random values of a size that you say -----------------------------------------------------------------


class RandomUniform(Initializer):
    """Start from numbers between minval and maxval, all equally likely.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.random_uniform_initializer(-1, 1, seed=1)([2])))
    [-0.5219252  0.8407991]
    """

    settings = ("minval", "maxval", "seed", "dtype")

    def __init__(
        self, minval: Any = 0.0, maxval: Any = None, seed: int | None = None, dtype: Any = float32
    ) -> None:
        self.minval, self.maxval, self.seed = minval, maxval, seed
        self.dtype = as_dtype(dtype)

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        """Draw the numbers (see `Initializer.__call__`)."""
        return random_ops.random_uniform(shape, self.minval, self.maxval, dtype or self.dtype, seed=self.seed)


class RandomNormal(Initializer):
    """Start from normal numbers (the bell curve).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.random_normal_initializer(stddev=10.0, seed=1)([2])))
    [-8.113182 14.845987]
    """

    settings = ("mean", "stddev", "seed", "dtype")

    def __init__(
        self, mean: Any = 0.0, stddev: Any = 1.0, seed: int | None = None, dtype: Any = float32
    ) -> None:
        self.mean, self.stddev, self.seed = mean, stddev, seed
        self.dtype = floating(dtype)

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        """Draw the numbers (see `Initializer.__call__`)."""
        return random_ops.random_normal(shape, self.mean, self.stddev, dtype or self.dtype, seed=self.seed)


class TruncatedNormal(RandomNormal):
    """Start from normal numbers, those more than two standard deviations from the mean drawn anew.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.truncated_normal_initializer(stddev=0.1, seed=1)([2])))
    [-0.08113182  0.14845988]
    """

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        """Draw the numbers (see `Initializer.__call__`)."""
        return random_ops.truncated_normal(shape, self.mean, self.stddev, dtype or self.dtype, seed=self.seed)


class Identity(Initializer):
    """Start from the identity matrix, times `gain`: ones on the diagonal, zeros elsewhere.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.initializers.identity(gain=2.0)([2, 3])))
    [[2. 0. 0.]
     [0. 2. 0.]]
    """

    settings = ("gain", "dtype")

    def __init__(self, gain: float = 1.0, dtype: Any = float32) -> None:
        self.gain = gain
        self.dtype = floating(dtype)

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        """Make the matrix (see `Initializer.__call__`); raises ValueError for anything but rank 2."""
        sizes = sizes_of(shape, partition_info)
        if len(sizes) != 2:
            raise ValueError(f"The identity matrix has two dimensions; the shape {sizes} has {len(sizes)}.")
        dtype = as_dtype(dtype or self.dtype)
        matrix = np.eye(*sizes, dtype=dtype.as_numpy_dtype) * dtype.as_numpy_dtype(self.gain)
        if partition_info is not None:
            place = zip(partition_info.var_offset, sizes_of(shape), strict=True)
            matrix = matrix[tuple(slice(start, start + size) for start, size in place)]
        return constant(matrix, dtype=dtype, name="eye")


zeros_initializer = Zeros
ones_initializer = Ones
constant_initializer = Constant
random_uniform_initializer = RandomUniform
random_normal_initializer = RandomNormal
truncated_normal_initializer = TruncatedNormal
identity_initializer = Identity
