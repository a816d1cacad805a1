"""The settings of layers that may be given by name: `activation="relu"`, `kernel_initializer="zeros"`.

Read next: `base_layer.py`.
"""

from typing import Any

from tensorlab.errors import did_you_mean
from tensorlab.ops import (
    activations,
    hyperbolic,
    initializers,
    rectifiers,
    scaling_initializers,
    softmax_family,
)

ACTIVATIONS = {
    "elu": rectifiers.elu,
    "linear": None,
    "relu": rectifiers.relu,
    "selu": rectifiers.selu,
    "sigmoid": activations.sigmoid,
    "softmax": softmax_family.softmax,
    "softplus": activations.softplus,
    "softsign": activations.softsign,
    "tanh": hyperbolic.tanh,
}

INITIALIZERS = {
    "constant": initializers.Constant,
    "glorot_normal": scaling_initializers.GlorotNormal,
    "glorot_uniform": scaling_initializers.GlorotUniform,
    "he_normal": scaling_initializers.he_normal,
    "he_uniform": scaling_initializers.he_uniform,
    "identity": initializers.Identity,
    "lecun_normal": scaling_initializers.lecun_normal,
    "lecun_uniform": scaling_initializers.lecun_uniform,
    "one": initializers.Ones,
    "ones": initializers.Ones,
    "orthogonal": scaling_initializers.Orthogonal,
    "random_normal": initializers.RandomNormal,
    "random_uniform": initializers.RandomUniform,
    "truncated_normal": initializers.TruncatedNormal,
    "zero": initializers.Zeros,
    "zeros": initializers.Zeros,
}


def activation_named(activation: Any) -> Any:
    """The function that an `activation=` stands for; None for none.

    >>> activation_named("linear"), activation_named(abs)
    (None, <built-in function abs>)
    """
    return _found(activation, ACTIVATIONS, "activation function")


def initializer_named(initializer: Any) -> Any:
    """The initializer that a `kernel_initializer=` stands for; None for the default.

    >>> initializer_named("zeros")
    Zeros(dtype='float32')
    """
    found = _found(initializer, INITIALIZERS, "initializer")
    return found() if isinstance(initializer, str) else found


def _found(value: Any, table: dict[str, Any], what: str) -> Any:
    if not isinstance(value, str):
        return value
    if value not in table:
        hint = did_you_mean(value, dict.fromkeys(table))
        raise ValueError(f"Unknown {what}: {value!r}.{hint and ' ' + hint}")
    return table[value]
