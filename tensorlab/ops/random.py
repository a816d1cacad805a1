"""Random numbers: `tf.random_normal` and its family.

A random op draws anew in every `run`. What it draws is decided by two seeds, fixed when the node is made:

    tf.set_random_seed(7)                 # the graph's seed: every op below gets a seed of its own from it
    a = tf.random_normal([2, 3])
    b = tf.random_normal([2, 3], seed=1)  # the op's seed

The session keeps a stream of numbers for each random op (`tensorlab/philox.py`): a second `run` draws on,
a new session starts over. The numbers are TensorFlow's own, in float32 to the last bit. Without any seed
nobody can foretell them.

One difference to know: an op without a seed of its own takes as its seed the number of such ops made before
it in the graph, which is the rule of TensorFlow 2's `compat.v1`. TensorFlow 1.x counted operations of every
kind, so programs with only `tf.set_random_seed` drew other numbers there.

Read next: `random_nodes.py` (the nodes that draw), `initializers.py` (what variables start from).
"""

from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import FLOATING, INDEX, DType, as_dtype, float32, int32, int64
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import get_default_graph, name_scope
from tensorlab.graph.shapes import Dimension, TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops import random_nodes

DEFAULT_GRAPH_SEED = 87654321
LARGEST_SEED = 2**31 - 1


# --- seeds ------------------------------------------------------------------------------------------------


def set_random_seed(seed: int | None) -> None:
    """Set the default graph's seed, from which ops without a seed of their own take theirs.

    Call it before the random ops are made; it does not change those that exist.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     tf.set_random_seed(1234)
    ...     print(sess.run(tf.random_uniform([2])))
    [0.13047123 0.9760946 ]
    """
    get_default_graph().seed = seed


def get_seed(op_seed: int | None) -> tuple[int | None, int | None]:
    """Return the two seeds of a random op that is made now, given its own seed (or None).

    (None, None) means: unforeseeable. An op without a seed, in a graph with one, gets the number of such ops
    so far; an op with a seed, in a graph without, is paired with 87654321.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.get_seed(None), tf.get_seed(5))
    ...     tf.set_random_seed(7)
    ...     print(tf.get_seed(None), tf.get_seed(None), tf.get_seed(5))
    (None, None) (87654321, 5)
    (7, 0) (7, 1) (7, 5)
    """
    graph = get_default_graph()
    if graph.seed is None:
        return (None, None) if op_seed is None else (DEFAULT_GRAPH_SEED, op_seed % LARGEST_SEED)
    if op_seed is None:
        op_seed = graph._random_ops_without_seed
        graph._random_ops_without_seed += 1
    seeds = graph.seed % LARGEST_SEED, op_seed % LARGEST_SEED
    return seeds if any(seeds) else (0, LARGEST_SEED)  # two zeros would mean: no seed


def node_seeds(op_seed: int | None) -> dict[str, Any]:
    """Return the two seeds as a node keeps them, where two zeros mean: no seed."""
    seed, seed2 = get_seed(op_seed)
    return {"seed": seed or 0, "seed2": seed2 or 0}


# --- what programs call -----------------------------------------------------------------------------------


def shape_tensor(shape: Any) -> Tensor:
    """Turn the shape argument of a random op into a tensor named `shape`."""
    empty = False
    if isinstance(shape, (list, tuple, TensorShape)):
        shape = [size.value if isinstance(size, Dimension) else size for size in shape]
        if any(size is None for size in shape):
            raise TypeError(
                f"Failed to convert the shape {shape} to a Tensor: None stands for a size not known yet, and "
                "random numbers are drawn for known sizes only. Take it from another tensor: tf.shape(x)[0]."
            )
        empty = not shape
    tensor = convert_to_tensor(shape, dtype=int32 if empty else None, name="shape")
    if tensor.shape.ndims not in (None, 1):
        raise ValueError(
            f"Shape must be rank 1 but is rank {tensor.shape.ndims}: say the shape as a list of "
            "sizes, such as [2, 3], or [5] for a vector."
        )
    return tensor


def floating_dtype(dtype: Any, function: str) -> DType:
    """Return `dtype` as a DType, if it is one that this function draws."""
    dtype = as_dtype(dtype)
    if dtype not in FLOATING:
        raise TypeError(f"tf.{function} draws float16, float32 or float64 numbers, not {dtype.name}.")
    return dtype


@checks_arguments
def random_normal(
    shape: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Draw from a normal distribution (the bell curve).

    Args:
        shape: the shape of the result: a list of ints, or an integer tensor of rank 1.
        mean: its centre; a number or a tensor of `dtype` that broadcasts with the result.
        stddev: its standard deviation, likewise.
        dtype: float16, float32 or float64.
        seed: a Python int; with it, every new session draws the same numbers.
        name: the name of the result.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/random/normal

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.random_normal([2, 3], seed=1)))
    [[-0.8113182   1.4845988   0.06532937]
     [-2.4427042   0.0992484   0.5912243 ]]
    """
    dtype = floating_dtype(dtype, "random_normal")
    with name_scope(name, "random_normal", [shape, mean, stddev]) as scope:
        sizes = shape_tensor(shape)
        mean = convert_to_tensor(mean, dtype=dtype, name="mean")
        stddev = convert_to_tensor(stddev, dtype=dtype, name="stddev")
        standard = random_nodes.random_standard_normal(sizes, dtype, **node_seeds(seed))
        return build("AddV2", standard * stddev, mean, name=scope)


@checks_arguments
def truncated_normal(
    shape: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Draw from a normal distribution, but never further than two standard deviations from its centre.

    What falls outside is thrown away and drawn again. Weights are often started like this: no neuron begins
    with a weight so large that it is stuck.

    Args:
        shape, mean, stddev, dtype, seed, name: as for `tf.random_normal`; `stddev` is meant before the cut.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/random/truncated_normal

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.truncated_normal([1000], stddev=0.1, seed=1)).max() < 0.2)
    True
    """
    dtype = floating_dtype(dtype, "truncated_normal")
    with name_scope(name, "truncated_normal", [shape, mean, stddev]) as scope:
        sizes = shape_tensor(shape)
        mean = convert_to_tensor(mean, dtype=dtype, name="mean")
        stddev = convert_to_tensor(stddev, dtype=dtype, name="stddev")
        standard = random_nodes.standard_truncated_normal(sizes, dtype, **node_seeds(seed))
        return build("AddV2", standard * stddev, mean, name=scope)


@checks_arguments
def random_uniform(
    shape: Any,
    minval: Any = 0,
    maxval: Any = None,
    dtype: Any = float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Draw numbers from minval up to, and not including, maxval, all equally likely.

    Args:
        shape: the shape of the result: a list of ints, or an integer tensor of rank 1.
        minval: the lower limit, a number or a tensor of `dtype` (for whole numbers: a scalar).
        maxval: the upper limit, likewise; 1 by default, but whole numbers must be given one.
        dtype: float16, float32, float64, int32 or int64.
        seed: a Python int; with it, every new session draws the same numbers.
        name: the name of the result (or of the scope that holds it, as in TensorFlow).

    Raises:
        ValueError: for another dtype, or for whole numbers without maxval.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/random/uniform

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.random_uniform([3], -1, 1, seed=1)))
    ...     print(sess.run(tf.random_uniform([5], 0, 10, dtype=tf.int32, seed=1)))
    [-0.5219252   0.8407991  -0.89897513]
    [7 9 3 2 7]
    """
    dtype = as_dtype(dtype)
    if dtype not in FLOATING | INDEX:
        raise ValueError(
            f"tf.random_uniform draws float16, float32, float64, int32 or int64, not {dtype.name}."
        )
    if maxval is None:
        if dtype.is_integer:
            raise ValueError(f"Must specify maxval for integer dtype {dtype!r}.")
        maxval = 1
    from_zero = isinstance(minval, int) and minval == 0
    to_one = isinstance(maxval, int) and maxval == 1
    with name_scope(name, "random_uniform", [shape, minval, maxval]) as scope:
        sizes = shape_tensor(shape)
        if dtype.is_integer or not (from_zero and to_one):
            minval = convert_to_tensor(minval, dtype=dtype, name="min")
            maxval = convert_to_tensor(maxval, dtype=dtype, name="max")
        seeds = node_seeds(seed)
        if dtype.is_integer:
            return random_nodes.random_uniform_int(sizes, minval, maxval, name=scope, **seeds)
        standard = random_nodes.random_standard_uniform(sizes, dtype, **seeds)
        if not from_zero:
            return build("AddV2", standard * (maxval - minval), minval, name=scope)
        return standard if to_one else build("Mul", standard, maxval)


def random_gamma(
    shape: Any,
    alpha: Any,
    beta: Any = None,
    dtype: Any = float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Draw `shape` numbers from the gamma distribution of each entry of `alpha` and `beta`.

    Args:
        shape: how many for each entry: a list of ints, or an integer tensor of rank 1.
        alpha: the distribution's shape parameter, above 0; broadcasts with `beta`.
        beta: its rate (the inverse scale), 1 by default.
        dtype: float16, float32 or float64.
        seed, name: as for `tf.random_normal`.

    Returns:
        A tensor of the shape [*shape, *(alpha + beta).shape]. Gradients flow to both.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/random/gamma

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.random_gamma([2], [0.5, 1.5], seed=1)))
    [[0.3863765 0.52468  ]
     [0.3703692 0.7262812]]
    """
    dtype = floating_dtype(dtype, "random_gamma")
    with name_scope(name, "random_gamma", [shape, alpha, beta]):
        sizes = shape_tensor(shape)
        alpha = convert_to_tensor(alpha, dtype=dtype, name="alpha")
        rate = convert_to_tensor(1 if beta is None else beta, dtype=dtype, name="beta")
        if not (rate.shape.ndims == 0 or (rate.shape.is_fully_defined() and rate.shape == alpha.shape)):
            alpha = build("BroadcastLike", alpha, alpha + rate)
        standard = random_nodes.random_standard_gamma(sizes, alpha, **node_seeds(seed))
        # Very small numbers would be rounded to 0, which is no gamma number.
        return build("Maximum", np.finfo(dtype.as_numpy_dtype).tiny, standard / rate)


def random_poisson(
    lam: Any, shape: Any, dtype: Any = float32, seed: int | None = None, name: str | None = None
) -> Tensor:
    """Draw `shape` numbers from the Poisson distribution of each entry of `lam`.

    That is how often something happens in a while if on average it happens `lam` times.

    Args:
        lam: the mean, 0 or more.
        shape: how many for each entry: a list of ints, or an integer tensor of rank 1.
        dtype: float16, float32, float64, int32 or int64.
        seed, name: as for `tf.random_normal`.

    Returns:
        A tensor of the shape [*shape, *lam.shape].

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/random/poisson

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.random_poisson([0.5, 20.0], [3], seed=1)))
    [[ 0. 18.]
     [ 0. 18.]
     [ 0. 25.]]
    """
    with name_scope(name, "random_poisson", [lam, shape]):
        return random_nodes.random_poisson_counts(
            shape_tensor(shape), lam, as_dtype(dtype), **node_seeds(seed)
        )


def random_shuffle(value: Any, seed: int | None = None, name: str | None = None) -> Tensor:
    """Put the slices of `value` along its first dimension into random order.

    Args:
        value: a tensor of any dtype.
        seed, name: as for `tf.random_normal`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/random/shuffle

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.random_shuffle([[1, 2], [3, 4], [5, 6]], seed=1)))
    [[1 2]
     [5 6]
     [3 4]]
    """
    return random_nodes.shuffled(value, name=name, **node_seeds(seed))


def multinomial(
    logits: Any, num_samples: Any, seed: int | None = None, name: str | None = None, output_dtype: Any = None
) -> Tensor:
    """Draw class numbers for each row of `logits`, class j with a probability proportional to exp(logits[i,
    j]).

    Args:
        logits: shape [batch, classes]; `tf.log` of probabilities is one way to make them.
        num_samples: how many to draw for each row.
        seed, name: as for `tf.random_normal`.
        output_dtype: int32 or int64, the default.

    Returns:
        A tensor of the shape [batch, num_samples].

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/random/multinomial

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.multinomial([[0.0, 0.0, 3.0]], 6, seed=1)))
    [[2 2 2 2 2 2]]
    """
    with name_scope(name, "multinomial", [logits]):
        return _drawn_classes(logits, num_samples, output_dtype, seed)


def categorical(
    logits: Any, num_samples: Any, dtype: Any = None, seed: int | None = None, name: str | None = None
) -> Tensor:
    """The same as `tf.multinomial`, under its newer name and with the dtype in third place.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/random/categorical

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.random.categorical([[0.0, 1.0]], 5, tf.int32)
    <tf.Tensor 'categorical/Multinomial:0' shape=(1, 5) dtype=int32>
    """
    with name_scope(name, "categorical", [logits]):
        return _drawn_classes(logits, num_samples, dtype, seed)


def _drawn_classes(logits: Any, num_samples: Any, dtype: Any, seed: int | None) -> Tensor:
    dtype = int64 if dtype is None else as_dtype(dtype)
    if dtype not in INDEX:
        raise ValueError(f"Class numbers can be given as int32 or int64, not as {dtype.name}.")
    logits = convert_to_tensor(logits, name="logits")
    return random_nodes.categorical_classes(logits, num_samples, output_dtype=dtype, **node_seeds(seed))


def random_crop(value: Any, size: Any, seed: int | None = None, name: str | None = None) -> Tensor:
    """Cut a piece of the given size out of `value`, at a random place.

    Args:
        value: a tensor.
        size: the size of the piece, one entry for each dimension, none larger than in `value`.
        seed, name: as for `tf.random_normal`.

    Raises:
        InvalidArgumentError: while running, when the piece is larger than `value`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image/random_crop

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.random_crop([[1, 2, 3], [4, 5, 6]], [2, 2], seed=1)))
    [[1 2]
     [4 5]]
    """
    with name_scope(name, "random_crop", [value, size]) as scope:
        value = convert_to_tensor(value, name="value")
        size = convert_to_tensor(size, dtype=int32, name="size")
        places = build("Shape", value) - size + 1
        anywhere = random_uniform(build("Shape", places), maxval=int32.max, dtype=int32, seed=seed)
        return build("Slice", value, build("FloorMod", anywhere, places), size, name=scope)
