"""tf.contrib.layers: fully connected layers, dropout, embeddings, and the small parts around them.

They are layers of `tf.layers` with other names (`fully_connected/weights`), and with more to choose: a
normalizer, collections for variables and outputs, defaults from an `arg_scope`.

Source: https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/contrib/layers/python/layers/layers.py

Read next: `layers_convolution.py`.
"""

from functools import partial
from typing import Any

from tensorlab.compat.contrib.framework_scopes import add_arg_scope
from tensorlab.compat.contrib.framework_variables import model_variable
from tensorlab.compat.contrib.layers_initializers import xavier_initializer
from tensorlab.compat.contrib.layers_utilities import (
    collect_named_outputs,
    collect_variable,
    collections_for,
    finished,
    known_size,
    layout_from,
    variable_getter,
)
from tensorlab.graph.collections import GraphKeys, add_to_collections
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import int32, int64
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.layers.core_layers import Dense, Dropout
from tensorlab.layers.core_layers import flatten as flatten_rows
from tensorlab.ops import nn_layers
from tensorlab.ops.initializers import Zeros
from tensorlab.ops.linalg import matmul
from tensorlab.ops.partition import embedding_lookup
from tensorlab.ops.rectifiers import elu as elu_function
from tensorlab.ops.rectifiers import relu as relu_function
from tensorlab.ops.rectifiers import relu6 as relu6_function
from tensorlab.ops.sequences import one_hot
from tensorlab.ops.shape_ops import reshape
from tensorlab.ops.shape_ops import shape as shape_of
from tensorlab.ops.softmax_family import softmax as softmax_function
from tensorlab.ops.variable_scope import variable_scope
from tensorlab.ops.variable_store import get_variable

# --- fully connected layers -------------------------------------------------------------------------------


@add_arg_scope
def fully_connected(
    inputs: Any,
    num_outputs: int,
    activation_fn: Any = relu_function,
    normalizer_fn: Any = None,
    normalizer_params: Any = None,
    weights_initializer: Any = xavier_initializer(),  # noqa: B008
    weights_regularizer: Any = None,
    biases_initializer: Any = Zeros(),  # noqa: B008
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
) -> Tensor:
    """Add a fully connected layer: activation(inputs · weights + biases).

    Args:
        inputs: floating point, [batch, ..., inputs]; the last size must be known.
        num_outputs: how many outputs there are.
        activation_fn: a function, relu by default; None for none.
        normalizer_fn: a function, such as `batch_norm`, that takes the place of the biases.
        normalizer_params: a dictionary of its further arguments.
        weights_initializer, biases_initializer: what the variables start from; None for no biases.
        weights_regularizer, biases_regularizer: functions from a variable to a loss.
        reuse: whether the variables of an older layer of that scope are used; `scope` must be given then.
        variables_collections: collections for all variables, or a dictionary with "weights" and "biases".
        outputs_collections: collections for the output.
        trainable: whether optimizers may change the variables.
        scope: the variable scope, "fully_connected" by default.

    Raises:
        ValueError: for inputs of fewer than two dimensions or of unknown last size, or a count that is no int.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     y = tf.contrib.layers.fully_connected(tf.ones([1, 3]), 4)
    ...     print(y.name, [v.name for v in tf.trainable_variables()])
    fully_connected/Relu:0 ['fully_connected/weights:0', 'fully_connected/biases:0']
    """
    if not isinstance(num_outputs, int):
        raise ValueError(f"num_outputs type should be int, got {type(num_outputs)}.")
    getter = variable_getter(bias="biases", kernel="weights")
    with variable_scope(scope, "fully_connected", [inputs], reuse=reuse, custom_getter=getter) as opened:
        inputs = convert_to_tensor(inputs)
        layer = Dense(
            num_outputs, use_bias=not normalizer_fn and biases_initializer is not None,
            kernel_initializer=weights_initializer, bias_initializer=biases_initializer,
            kernel_regularizer=weights_regularizer, bias_regularizer=biases_regularizer, trainable=trainable,
            name=opened.name, dtype=inputs.dtype.base_dtype, _scope=opened, _reuse=reuse,
        )  # fmt: skip
        outputs = layer(inputs)
        collect_variable(layer.kernel, variables_collections, "weights")
        if layer.bias is not None:
            collect_variable(layer.bias, variables_collections, "biases")
        return finished(
            outputs, normalizer_fn, normalizer_params, activation_fn, outputs_collections, opened.name
        )


relu = partial(fully_connected, activation_fn=relu_function)
relu6 = partial(fully_connected, activation_fn=relu6_function)
elu = partial(fully_connected, activation_fn=elu_function)
linear = partial(fully_connected, activation_fn=None)


def legacy_fully_connected(
    x: Any,
    num_output_units: int,
    activation_fn: Any = None,
    weight_init: Any = xavier_initializer(),  # noqa: B008
    bias_init: Any = Zeros(),  # noqa: B008
    name: Any = None,
    weight_collections: Any = (GraphKeys.WEIGHTS,),
    bias_collections: Any = (GraphKeys.BIASES,),
    output_collections: Any = (GraphKeys.ACTIVATIONS,),
    trainable: bool = True,
    weight_regularizer: Any = None,
    bias_regularizer: Any = None,
) -> Tensor:
    """The fully connected layer of the first releases: other arguments, and a variable called `bias`."""
    with variable_scope(name, "fully_connected", [x]):
        x = convert_to_tensor(x)
        units = known_size(x.shape, -1, least_rank=2)
        dtype = x.dtype.base_dtype
        weights = get_variable(
            "weights", [units, num_output_units], dtype, weight_init, weight_regularizer, trainable,
            [*(weight_collections or ()), GraphKeys.GLOBAL_VARIABLES],
        )  # fmt: skip
        rows = x if x.shape.ndims == 2 else reshape(x, [-1, units])
        y = matmul(rows, weights)
        if bias_init is not None:
            bias = get_variable(
                "bias", [num_output_units], dtype, bias_init, bias_regularizer, trainable,
                [*(bias_collections or ()), GraphKeys.GLOBAL_VARIABLES],
            )  # fmt: skip
            y = nn_layers.bias_add(y, bias)
        if x.shape.ndims != 2:
            sizes = shape_of(x)
            known = x.shape.as_list()[:-1]
            y = reshape(y, [*(sizes[i] if s is None else s for i, s in enumerate(known)), num_output_units])
        y = y if activation_fn is None else activation_fn(y)
        add_to_collections([*(output_collections or ()), GraphKeys.ACTIVATIONS], y)
        return y


legacy_relu = partial(legacy_fully_connected, activation_fn=relu_function)
legacy_linear = partial(legacy_fully_connected, activation_fn=None)


@add_arg_scope
def bias_add(
    inputs: Any,
    activation_fn: Any = None,
    initializer: Any = Zeros(),  # noqa: B008
    regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    data_format: str = "NHWC",
    scope: Any = None,
) -> Tensor:
    """Add one number for every channel, a variable called `biases`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.contrib.layers.bias_add(tf.ones([1, 3])).name
    'BiasAdd/BiasAdd:0'
    """
    axis = 1 if layout_from(data_format, ("NCHW", "NHWC")) == "channels_first" else -1
    with variable_scope(scope, "BiasAdd", [inputs], reuse=reuse) as opened:
        inputs = convert_to_tensor(inputs)
        if axis == 1 and inputs.shape.ndims != 4:
            raise ValueError("Data format NCHW only supports 4D Tensor")
        biases = model_variable(
            "biases", [known_size(inputs.shape, axis)], inputs.dtype.base_dtype, initializer, regularizer, trainable,
            collections_for(variables_collections, "biases"),
        )  # fmt: skip
        outputs = nn_layers.bias_add(inputs, biases, data_format=data_format)
        return finished(outputs, None, None, activation_fn, outputs_collections, opened.name)


# --- without weights --------------------------------------------------------------------------------------


@add_arg_scope
def dropout(
    inputs: Any,
    keep_prob: Any = 0.5,
    noise_shape: Any = None,
    is_training: Any = True,
    outputs_collections: Any = None,
    scope: Any = None,
    seed: int | None = None,
) -> Tensor:
    """While training (the default), replace random entries by 0 and enlarge the others.

    Args:
        keep_prob: the chance that an entry is kept.
        noise_shape: the shape of the random choices, which stretches to that of the input.
        is_training: a bool, or a scalar bool tensor.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.contrib.layers.dropout(tf.ones([4]), 0.5, seed=3)))
    [0. 0. 2. 0.]
    """
    with variable_scope(scope, "Dropout", [inputs], custom_getter=variable_getter()) as opened:
        inputs = convert_to_tensor(inputs)
        layer = Dropout(1 - keep_prob, noise_shape, seed, name=opened.name, _scope=opened)
        return collect_named_outputs(outputs_collections, opened.name, layer(inputs, training=is_training))


@add_arg_scope
def flatten(inputs: Any, outputs_collections: Any = None, scope: Any = None) -> Tensor:
    """Make one long row of every example.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.contrib.layers.flatten(tf.placeholder(tf.float32, [None, 7, 7, 64])).shape.as_list()
    [None, 3136]
    """
    with name_scope(scope, "Flatten", [inputs]) as opened:
        outputs = flatten_rows(convert_to_tensor(inputs))
        return collect_named_outputs(outputs_collections, opened, outputs)


@add_arg_scope
def one_hot_encoding(
    labels: Any,
    num_classes: Any,
    on_value: float = 1.0,
    off_value: float = 0.0,
    outputs_collections: Any = None,
    scope: Any = None,
) -> Tensor:
    """A row for every label, with `on_value` at the place of its class.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.contrib.layers.one_hot_encoding([1, 0], 2)))
    [[0. 1.]
     [1. 0.]]
    """
    with name_scope(scope, "OneHotEncoding", [labels, num_classes]) as opened:
        labels = convert_to_tensor(labels)
        if labels.dtype.base_dtype is int32:
            labels = build("Cast", labels, int64, name="ToInt64")
        outputs = one_hot(labels, num_classes, on_value=on_value, off_value=off_value)
        return collect_named_outputs(outputs_collections, opened, outputs)


@add_arg_scope
def softmax(logits: Any, scope: Any = None) -> Tensor:
    """Softmax along the last dimension of a tensor of two dimensions or more.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.contrib.layers.softmax(tf.zeros([1, 1, 2]))))
    [[[0.5 0.5]]]
    """
    with variable_scope(scope, "softmax", [logits]):
        rows = reshape(logits, [-1, known_size(logits.shape, -1, least_rank=2)])
        outputs = reshape(softmax_function(rows), shape_of(logits))
        outputs.set_shape(logits.shape)
        return outputs


@add_arg_scope
def unit_norm(inputs: Any, dim: int, epsilon: float = 1e-7, scope: Any = None) -> Tensor:
    """Divide by the length along a dimension, so that the length becomes 1.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.contrib.layers.unit_norm(tf.constant([[3., 4.]]), 1)).round(2))
    [[0.6 0.8]]
    """
    with variable_scope(scope, "UnitNorm", [inputs]):
        inputs = convert_to_tensor(inputs)
        if inputs.shape.ndims is None:
            raise ValueError("The input rank must be known.")
        if dim < 0 or dim >= inputs.shape.ndims:
            raise ValueError("dim must be positive but smaller than the input rank.")
        lengths = build("Sqrt", epsilon + build("Sum", build("Square", inputs), dim, True))
        return build("RealDiv", inputs, lengths)


@add_arg_scope
def maxout(inputs: Any, num_units: int, axis: int = -1, scope: Any = None) -> Tensor:
    """Keep the largest of every group of channels, so that `num_units` are left.

    Source: Goodfellow and others, "Maxout Networks" (2013), arXiv:1302.4389.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.contrib.layers.maxout(tf.constant([[1., 5., 3., 2.]]), 2)))
    [[5. 3.]]
    """
    with variable_scope(scope, "MaxOut", [inputs]):
        inputs = convert_to_tensor(inputs)
        sizes: list[Any] = inputs.shape.as_list()
        channels = sizes[axis]
        if channels % num_units:
            raise ValueError(f"number of features({channels}) is not a multiple of num_units({num_units})")
        sizes[axis] = num_units
        sizes.append(channels // num_units)
        present = shape_of(inputs)
        sizes = [present[place] if size is None else size for place, size in enumerate(sizes)]
        return build("Max", reshape(inputs, sizes), -1)


# --- several layers ---------------------------------------------------------------------------------------


def _name_of(layer: Any, otherwise: str) -> str:
    return str(
        getattr(layer, "__name__", None) or getattr(getattr(layer, "func", None), "__name__", otherwise)
    )


def repeat(inputs: Any, repetitions: int, layer: Any, *args: Any, **kwargs: Any) -> Tensor:
    """Apply a layer several times, each with variables of its own: `layer_1`, `layer_2`, ...

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.contrib.layers.repeat(tf.ones([1, 3]), 2, tf.contrib.layers.fully_connected, 3).name
    'Repeat/fully_connected_2/Relu:0'
    """
    scope = kwargs.pop("scope", None)
    with variable_scope(scope, "Repeat", [inputs]):
        outputs = convert_to_tensor(inputs)
        scope = _name_of(layer, "repeat") if scope is None else scope
        for number in range(repetitions):
            outputs = layer(outputs, *args, **{**kwargs, "scope": f"{scope}_{number + 1}"})
        return outputs


def stack(inputs: Any, layer: Any, stack_args: Any, **kwargs: Any) -> Tensor:
    """Apply a layer once for every entry of `stack_args`, which is its first argument (or a list of arguments).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     y = tf.contrib.layers.stack(tf.ones([1, 3]), tf.contrib.layers.fully_connected, [8, 4, 2])
    >>> y.name, y.shape.as_list()
    ('Stack/fully_connected_3/Relu:0', [1, 2])
    """
    scope = kwargs.pop("scope", None)
    if not isinstance(stack_args, (list, tuple)):
        raise ValueError("stack_args need to be a list or tuple")
    with variable_scope(scope, "Stack", [inputs]):
        outputs = convert_to_tensor(inputs)
        scope = _name_of(layer, "stack") if scope is None else scope
        for number, given in enumerate(stack_args):
            given = given if isinstance(given, (list, tuple)) else [given]
            outputs = layer(outputs, *given, **{**kwargs, "scope": f"{scope}_{number + 1}"})
        return outputs


# --- embeddings -------------------------------------------------------------------------------------------


def embed_sequence(
    ids: Any,
    vocab_size: int | None = None,
    embed_dim: int | None = None,
    unique: bool = False,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = True,
    scope: Any = None,
    reuse: Any = None,
) -> Tensor:
    """Replace the numbers of words by vectors, which are learnt: rows of a variable `embeddings`.

    Args:
        ids: whole numbers below `vocab_size`, [batch, length].
        vocab_size, embed_dim: how many words there are, and how long a vector is.
        unique: look up every word once only; the result is the same.

    Raises:
        ValueError: without the two sizes, unless variables are reused.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     y = tf.contrib.layers.embed_sequence(tf.constant([[1, 0, 2]]), vocab_size=3, embed_dim=5)
    >>> y.shape.as_list()
    [1, 3, 5]
    """
    if not (reuse or (vocab_size and embed_dim)):
        raise ValueError(
            "Must specify vocab size and embedding dimension when not reusing. Got "
            f"vocab_size={vocab_size} and embed_dim={embed_dim}"
        )
    with variable_scope(scope, "EmbedSequence", [ids], reuse=reuse):
        shape = None if (reuse and vocab_size is None) or embed_dim is None else [vocab_size, embed_dim]
        embeddings = model_variable(
            "embeddings", shape, initializer=initializer, regularizer=regularizer, trainable=trainable
        )
        return embedding_lookup(embeddings, ids)


def bow_encoder(
    ids: Any,
    vocab_size: int,
    embed_dim: int,
    sparse_lookup: bool = True,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = True,
    scope: Any = None,
    reuse: Any = None,
) -> Tensor:
    """The mean of the vectors of all words of a text, whatever their order.

    With `sparse_lookup` (the default) the word 0 is padding and does not count; a text without words is word 0.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.contrib.layers.bow_encoder(tf.constant([[1, 2], [1, 0]]), 3, 5).shape.as_list()
    [2, 5]
    """
    if not vocab_size or not embed_dim:
        raise ValueError("Must specify vocab size and embedding dimension")
    with variable_scope(scope, "bow_encoder", [ids], reuse=reuse):
        embeddings = model_variable(
            "embeddings", [vocab_size, embed_dim], initializer=initializer, regularizer=regularizer,
            trainable=trainable,
        )  # fmt: skip
        ids = convert_to_tensor(ids)
        vectors = embedding_lookup(embeddings, ids)
        if not sparse_lookup:
            return build("Mean", vectors, 1)
        present = build(
            "Cast", build("NotEqual", ids, convert_to_tensor(0, ids.dtype.base_dtype)), vectors.dtype
        )
        none = build("Equal", build("Sum", present, 1, True), 0.0)
        first = build("Cast", none, vectors.dtype.base_dtype) * convert_to_tensor([1.0])
        total = build("Sum", vectors * build("ExpandDims", present, -1), 1)
        padding = embedding_lookup(embeddings, convert_to_tensor([0]))
        return (total + first * padding) / (build("Sum", present, 1, True) + first)
