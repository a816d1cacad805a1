"""Predict: what a lesson asks its reader before it shows, in one line, and what came of it.

    tracer = tape.show(predict="shape")                                   # asks for every shape
    tracer = tape.show(predict={"MatMul_1": "shape", "loss": "value"})    # at these nodes only
    tracer.score                                                          # Score(right=3, asked=4, skipped=0)

Read next: `tensorlab/show/static/predict.js`, which asks.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

KINDS = ("shape", "value", "next", "session")


class Score(NamedTuple):
    """How many questions were answered right, of how many; skipped ones count apart."""

    right: int
    asked: int
    skipped: int


def settings(predict: str | Mapping[str, str] | None, names: Iterable[str] = ()) -> dict[str, Any]:
    """What a view is told: {"mode", "gates"}; empty when nothing is asked.

    Args:
        predict: "shape", "value", "next" (which node runs next) or "session" (the reader picks every node); or
            a dict from a node's name, or what the program calls it, to "shape", "value" or "next".
        names: the names there are, to find a misspelt one.

    Raises:
        ValueError: for another kind of question, or a name that no box has.

    >>> settings({"MatMul_1": "shape"}, ["MatMul_1"])
    {'mode': 'shape', 'gates': {'MatMul_1': 'shape'}}
    """
    if predict is None:
        return {}
    gates = None if isinstance(predict, str) else dict(predict)
    asked = [predict] if isinstance(predict, str) else list(predict.values())
    allowed = KINDS if gates is None else KINDS[:-1]
    for kind in asked:
        if kind not in allowed:
            raise ValueError(f"predict asks for one of {', '.join(map(repr, allowed))}, not {kind!r}.")
    known = set(names)
    for name in gates or ():
        if name not in known:
            raise ValueError(
                f"predict names {name!r}, but there is no such box; there are {', '.join(sorted(known))}."
            )
    return {"mode": asked[0] if asked else "shape", "gates": gates} if asked else {}


def names_in(bundle: Mapping[str, Any]) -> set[str]:
    """All that a box of a bundle may be called by."""
    boxes = bundle["boxes"]
    found = {bundle["nodes"][box["node"]]["name"] for box in boxes if box["node"] is not None}
    return found | {box[key] for box in boxes for key in ("title", "label") if box[key]}


def score(answers: Iterable[Mapping[str, Any]]) -> Score:
    """Count answers.

    >>> score([{"right": True, "skipped": False}, {"right": False, "skipped": True}])
    Score(right=1, asked=1, skipped=1)
    """
    listed = list(answers)
    asked = [one for one in listed if not one["skipped"]]
    return Score(sum(bool(one["right"]) for one in asked), len(asked), len(listed) - len(asked))
