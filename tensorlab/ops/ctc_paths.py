"""Connectionist temporal classification: what sound or handwriting says, when nobody noted at which moment.

A network gives, for every moment, scores of the letters and of a *blank* (the last class). A path names one class for
every moment; it spells what is left when repeated classes are merged and blanks dropped: `-aa-ab-` spells `aab`. The
probability of a text is the sum over all paths that spell it. The forward sums α(t, u) add up the beginnings of such
paths, up to moment t and to place u of the text (with a blank before, between and after its letters), the backward
sums β(t, u) their ends; both take one pass over the moments.

Source: Graves, Fernández, Gomez and Schmidhuber, "Connectionist temporal classification" (2006); the details follow
TensorFlow's `ctc_loss_calculator.h` and `ctc_beam_search.h`.

Read next: `ctc.py`, whose ops use these.
"""

import math
from bisect import bisect_right
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError

NOTHING = -np.inf


def log_softmax(scores: Any) -> Any:
    """The logarithms of the probabilities, in float64; the classes are on the last axis."""
    wide = scores.astype(np.float64)
    shifted = wide - wide.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def texts(indices: Any, values: Any, batch: int) -> list[list[int]]:
    """The text of every example, out of the positions and values of a sparse matrix."""
    found: list[list[int]] = [[] for _ in range(batch)]
    for (row, _), value in zip(indices.tolist(), values.tolist(), strict=True):
        if not 0 <= row < batch:
            raise InvalidArgumentError(
                None, None, f"labels name the example {row}, but the batch has {batch}."
            )
        found[row].append(value)
    return found


def letters_of(label: list[int], classes: int, example: int, collapse: bool) -> list[int]:
    """The letters that count: without repetitions, if they are to collapse, and without blanks at the end."""
    letters: list[int] = []
    ended = False
    for place, letter in enumerate(label):
        if place and collapse and letter == label[place - 1]:
            continue
        if letter >= classes - 1:
            ended = True
        elif ended:
            raise InvalidArgumentError(
                None, None, "Saw a non-null label (index >= num_classes - 1) following a null label, batch: "
                f"{example} num_classes: {classes} labels: {label}",
            )  # fmt: skip
        else:
            letters.append(letter)
    if any(letter < 0 for letter in letters):
        raise InvalidArgumentError(None, None, f"All labels must be nonnegative integers, batch: {example}")
    return letters


def loss_and_slope(logs: Any, letters: list[int], merge: bool) -> tuple[float, Any]:
    """Minus the logarithm of the probability of a text, and its slope by the scores.

    Args:
        logs: the logarithms of the probabilities, [moments, classes].
        letters: the text.
        merge: whether repeated classes are merged.
    """
    classes = logs.shape[1]
    places = np.full(2 * len(letters) + 1, classes - 1)
    places[1::2] = letters
    blank = places == classes - 1
    stays = blank | merge  # a path may stay at a letter only where repetitions merge
    jumps = ~blank  # and may leave a blank out, between different letters
    jumps[:2] = False
    jumps[2:] &= ~(merge & (places[2:] == places[:-2]))
    at = logs[:, places]
    forward = _sums(at, stays, jumps)
    # Backward is forward from the end: the places turned round, a jump belonging to its other end.
    turned = np.concatenate([jumps[2:], [False, False]])[::-1]
    backward = _sums(at[::-1, ::-1], stays[::-1], turned)[::-1, ::-1] - at
    joint = forward + backward
    total = np.logaddexp.reduce(joint[0])
    chances = np.exp(logs)
    if total == NOTHING:
        return float(np.inf), chances
    shares = np.exp(joint - total)
    slope = chances
    for place, letter in enumerate(places):
        slope[:, letter] -= shares[:, place]
    return float(-total), slope


def _sums(at: Any, stays: Any, jumps: Any) -> Any:
    """α: for every moment and place the logarithm of the summed probability of the beginnings that lead there."""
    result = np.full(at.shape, NOTHING)
    result[0, :2] = at[0, :2]
    for moment in range(1, len(at)):
        before = result[moment - 1]
        reached = np.where(stays, before, NOTHING)
        reached[1:] = np.logaddexp(reached[1:], before[:-1])
        reached[2:] = np.logaddexp(reached[2:], np.where(jumps[2:], before[:-2], NOTHING))
        result[moment] = reached + at[moment]
    return result


class Branch:
    """A text that the search considers, as its last letter and the text before it.

    `whole`, `blank` and `letter` are the logarithms of the probabilities of all its paths so far, of those that end
    with a blank, and of those that end with its last letter; `old` are those of the moment before.
    """

    __slots__ = ("blank", "children", "last", "letter", "old", "parent", "whole")

    def __init__(self, parent: "Branch | None", last: int) -> None:
        self.parent, self.last = parent, last
        self.children: dict[int, Branch] = {}
        self.old = NOTHING, NOTHING
        self.reset()

    def reset(self) -> None:
        """Leave the search."""
        self.whole = self.blank = self.letter = NOTHING

    def text(self, merge: bool) -> list[int]:
        """The letters; with `merge`, repeated ones once."""
        letters: list[int] = []
        branch, previous = self, -1
        while branch.parent is not None:
            if not merge or branch.last != previous:
                letters.append(branch.last)
            previous, branch = branch.last, branch.parent
        return letters[::-1]


def summed(first: float, second: float) -> float:
    """The logarithm of the sum of two numbers of which the logarithms are given.

    >>> round(summed(math.log(0.25), math.log(0.5)) - math.log(0.75), 12)
    0.0
    """
    if first < second:
        first, second = second, first
    return first if second == NOTHING else first + math.log1p(math.exp(second - first))


def best_texts(logs: Any, width: int, number: int, merge: bool) -> list[tuple[list[int], float]]:
    """The likeliest texts by beam search, with the logarithms of their probabilities, the best first.

    Args:
        logs: the logarithms of the probabilities, [moments, classes].
        width: how many texts are kept from one moment to the next.
        number: how many are wanted.
        merge: whether repeated letters of a text are written once.
    """
    root = Branch(None, -1)
    root.whole = root.blank = 0.0
    leaves = [root]
    blank = logs.shape[1] - 1
    for row in logs.tolist():
        leaves = _grown(leaves, row, blank, width)
    leaves.sort(key=lambda branch: -branch.whole)
    if number > len(leaves):
        raise InvalidArgumentError(
            None, None, f"Less leaves in the beam search than requested: {len(leaves)} for {number} paths."
        )
    return [(branch.text(merge), branch.whole) for branch in leaves[:number]]


def _grown(leaves: list[Branch], row: list[float], blank: int, width: int) -> list[Branch]:
    """The leaves after one more moment."""
    leaves = sorted(leaves, key=lambda branch: -branch.whole)
    for branch in leaves:
        branch.old = branch.whole, branch.blank
    for branch in leaves:
        parent = branch.parent
        if parent is not None:
            if parent.whole != NOTHING:
                begun = parent.old[1] if branch.last == parent.last else parent.old[0]
                branch.letter = summed(branch.letter, begun)
            branch.letter += row[branch.last]
        branch.blank = branch.old[0] + row[blank]
        branch.whole = summed(branch.blank, branch.letter)
    kept = sorted(leaves, key=lambda branch: -branch.whole)

    def worth(chance: float) -> bool:
        return chance > NOTHING and (len(kept) < width or chance > kept[-1].whole)

    for branch in leaves:
        if not worth(branch.old[0]):
            continue
        whole, after_blank = branch.old
        for letter in range(blank):
            chance = row[letter] + (after_blank if letter == branch.last else whole)
            child = branch.children.get(letter)
            if (child is not None and child.whole != NOTHING) or not worth(chance):
                continue
            if child is None:
                child = branch.children[letter] = Branch(branch, letter)
            child.blank, child.letter, child.whole = NOTHING, chance, chance
            if len(kept) == width:
                kept.pop().reset()
            place = bisect_right(kept, -child.whole, key=lambda other: -other.whole)
            kept.insert(place, child)
    return kept
