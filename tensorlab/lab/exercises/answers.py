"""How an answer is told: small tests that forgive what does not matter, such as a list in place of a tuple.

Each function here gives a test, a function from an answer to True or False. A page may also write its own.

Read next: `exercise.py`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

Test = Callable[[Any], Any]


def number(wanted: float, within: float = 1e-3) -> Test:
    """A single number, up to a small difference (relative to its size where that is above 1).

    >>> number(0.25)(np.float32(0.2501)), number(0.25)("0.25"), number(0.25)([0.25])
    (True, False, False)
    """

    def test(answer: Any) -> bool:
        if isinstance(answer, str) or np.ndim(answer) != 0:
            return False
        return bool(abs(float(answer) - wanted) <= within * max(1.0, abs(wanted)))

    return test


def numbers(wanted: Any, within: float = 1e-3) -> Test:
    """An array of this very shape with these numbers.

    >>> numbers([1, 2])((1.0, 2.0)), numbers([1, 2])([[1], [2]])
    (True, False)
    """
    expected = np.asarray(wanted, float)

    def test(answer: Any) -> bool:
        found = np.asarray(answer, float)
        close = within * np.maximum(1.0, np.abs(expected))
        return found.shape == expected.shape and bool(np.all(np.abs(found - expected) <= close))

    return test


def shape(*wanted: int | None) -> Test:
    """A shape: a list, a tuple or a `tf.TensorShape`; None stands for an unknown size.

    >>> import tensorlab as tf
    >>> shape(None, 2)(tf.TensorShape([None, 2])), shape(8, 3)((8, 3)), shape(8, 3)([3, 8])
    (True, True, False)
    """

    def test(answer: Any) -> bool:
        sizes = answer.as_list() if hasattr(answer, "as_list") else list(answer)
        return list(sizes) == list(wanted)

    return test


def word(*wanted: str) -> Test:
    """One of these texts; capitals, spaces and quotes around it do not matter.

    >>> word("b", "run")(" Run "), word("add:0")("add")
    (True, False)
    """
    accepted = {text.casefold() for text in wanted}
    return lambda answer: isinstance(answer, str) and answer.strip().strip("'\"`.").casefold() in accepted


def choices(wanted: str) -> Test:
    """Letters of several choices, in any order: `"ac"`, `"A, C"` or `["a", "c"]`.

    >>> choices("ac")("C, a"), choices("ac")(["a"])
    (True, False)
    """

    def test(answer: Any) -> bool:
        text = answer if isinstance(answer, str) else "".join(answer)
        return {letter for letter in text.casefold() if letter.isalpha()} == set(wanted)

    return test


def exactly(wanted: Any) -> Test:
    """This value and no other: True is not 1 here, and 1 is not 1.0.

    >>> exactly(True)(1), exactly(None)(None)
    (False, True)
    """
    return lambda answer: type(answer) is type(wanted) and bool(answer == wanted)
