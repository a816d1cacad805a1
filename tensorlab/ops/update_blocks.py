"""Adam's step for large variables, a piece at a time.

The step is a dozen of small calculations on four arrays. Done one after the other on a layer of a million weights,
each of them fetches its numbers from memory again; done piece by piece, the numbers wait in the processor's cache,
and nothing in between needs memory of its own. The results are the same to the last bit, since every weight is
updated on its own, by the same calculations in the same order.

Read next: `updates.py`, where each step stands as a formula.
"""

from typing import Any

import numpy as np

PIECE = 1 << 15
"""How many weights make a piece: with the four arrays and what is in between, they fit into a core's cache."""


def is_worth_pieces(*arrays: Any) -> bool:
    """Whether arrays are large, in the computer's own memory, and their entries one after the other."""
    first = arrays[0]
    return (
        isinstance(first, np.ndarray)
        and first.size > 2 * PIECE
        and all(isinstance(array, np.ndarray) and array.flags.c_contiguous for array in arrays)
    )


def adam_in_pieces(
    var: Any, m: Any, v: Any, grad: Any, rate: Any, share1: Any, share2: Any, epsilon: Any
) -> tuple[Any, Any, Any]:
    """The new variable and the new moving averages of Adam.

    Args:
        var, m, v, grad: the variable, its two averages and its gradient.
        rate: the learning rate, corrected for the number of the step.
        share1, share2: how much of the gradient goes into either average: 1 − β.
        epsilon: a small number that keeps the divisor away from zero.

    >>> one = np.ones(3, np.float32)
    >>> print(*adam_in_pieces(one, 0 * one, 0 * one, one, np.float32(0.5), np.float32(1), np.float32(1), 0.0))
    [0.5 0.5 0.5] [1. 1. 1.] [1. 1. 1.]
    """
    new_var, new_m, new_v = np.empty_like(var), np.empty_like(m), np.empty_like(v)
    flat = [array.reshape(-1) for array in (var, m, v, grad, new_var, new_m, new_v)]
    memory = np.empty((2, min(PIECE, var.size)), var.dtype)
    for start in range(0, var.size, PIECE):
        w, mean, square, g, new_w, new_mean, new_square = (array[start : start + PIECE] for array in flat)
        step, divisor = memory[:, : w.size]
        np.subtract(g, mean, out=new_mean)
        np.multiply(new_mean, share1, out=new_mean)
        np.add(new_mean, mean, out=new_mean)
        np.multiply(g, g, out=new_square)
        np.subtract(new_square, square, out=new_square)
        np.multiply(new_square, share2, out=new_square)
        np.add(new_square, square, out=new_square)
        np.multiply(new_mean, rate, out=step)
        np.sqrt(new_square, out=divisor)
        np.add(divisor, epsilon, out=divisor)
        np.divide(step, divisor, out=step)
        np.subtract(w, step, out=new_w)
    return new_var, new_m, new_v
