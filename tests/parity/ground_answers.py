"""Compare tensorlab's dtypes, shapes and errors with the recorded answers of TensorFlow.

Read next: `record_ground.py`, which lists the questions.
"""

import copy
import json
import pickle
from types import SimpleNamespace
from typing import Any

import numpy as np

from tensorlab import errors
from tensorlab.graph import dtypes, shapes
from tests.parity.record_ground import FOLDER, answer

NAMESPACE: dict[str, Any] = {
    "tf": SimpleNamespace(**{**vars(dtypes), **vars(shapes), "bool": dtypes.bool_, "errors": errors}),
    "np": np,
    "pickle": pickle,
    "copy": copy,
}


def recorded(name: str) -> dict[str, str]:
    """Return what TensorFlow answered: expression -> answer."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def differences(name: str) -> dict[str, tuple[str, str]]:
    """Return expression -> (TensorFlow's answer, ours) wherever they differ."""
    pairs = {question: (theirs, answer(question, NAMESPACE)) for question, theirs in recorded(name).items()}
    return {question: pair for question, pair in pairs.items() if pair[0] != pair[1]}
