"""Helpers for the programs: try something that must fail, and show values shortly. Used by `programs/`."""

from __future__ import annotations  # older Pythons run this too, under TensorFlow 1.15

import builtins
from collections.abc import Callable
from typing import Any


def attempt(tf: Any, action: Callable[[], Any], *words: str) -> None:
    """Do `action` and print the class of the error it raises, and whether the message contains `words`.

    Of the error's classes the first one that a program can name is printed: a built-in one or one of
    `tf.errors`.
    """
    try:
        action()
    except Exception as error:
        known = [
            c for c in type(error).__mro__ if hasattr(tf.errors, c.__name__) or hasattr(builtins, c.__name__)
        ]
        message = str(error).lower()
        print(known[0].__name__, *(f"{word}: {'yes' if word.lower() in message else 'no'}" for word in words))
    else:
        print("no error")


def run(tf: Any, fetches: Any, feed_dict: Any = None) -> Any:
    """Initialise all variables in a new session and run `fetches` once."""
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches, feed_dict)


def describe(*tensors: Any) -> None:
    """Print name, dtype and static shape of every tensor."""
    for tensor in tensors:
        print(tensor.name, tensor.dtype.name, tensor.shape)
