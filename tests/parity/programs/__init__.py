"""Small TensorFlow 1.x programs, grouped by topic, that must print the same under tensorlab.

Every function of a topic file is a program: it takes the library and NumPy as `tf` and `np` and prints what
matters. `../record.py` runs them all under TensorFlow and keeps what they print; `../test_programs.py` runs
them under tensorlab and compares. To add one, write a function here and record again.

What a program prints must be determined: no order that a race decides, no node names inside `gradients/`
(those graphs are tensorlab's own), no wording of error messages beyond what a reader needs to find in them.
"""

from __future__ import annotations  # older Pythons run these programs too, under TensorFlow 1.15

import contextlib
import importlib
import inspect
import io
import pkgutil
from collections.abc import Callable
from typing import Any

import numpy as np


def all_programs(package: str = __name__) -> dict[str, Callable[..., None]]:
    """Every program of a package by its name `topic.function`, in the order of the files."""
    found = {}
    folder = importlib.import_module(package).__path__
    for module in sorted(pkgutil.iter_modules(folder), key=lambda entry: entry.name):
        topic = importlib.import_module(f"{package}.{module.name}")
        for name, function in vars(topic).items():
            if not inspect.isfunction(function) or function.__module__ != topic.__name__:
                continue
            if list(inspect.signature(function).parameters)[:2] == ["tf", "np"]:
                found[f"{module.name}.{name}"] = function
    return found


def output_of(program: Callable[..., None], tf: Any) -> str:
    """Run one program in a fresh default graph; returns what it printed."""
    tf.reset_default_graph()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), np.printoptions(precision=8, suppress=False, linewidth=1000):
        program(tf, np)
    return printed.getvalue()
