"""The error family is TensorFlow's, and its messages say what, where and what to do."""

import copy
import pickle
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tensorlab import errors
from tests.parity.ground_answers import differences

NAMES = [
    "GradientDescentOptimizer", "MomentumOptimizer", "AdamOptimizer", "random_uniform", "random_normal",
    "truncated_normal", "reduce_sum", "reduce_mean", "placeholder", "unique",
]  # fmt: skip


def test_same_answers_as_tensorflow():
    assert differences("errors") == {}


@pytest.mark.parametrize("error_class", errors._StatusError.__subclasses__())
def test_each_class_says_what_it_means(error_class):
    assert error_class.__doc__ and error_class.__doc__.endswith(".")
    error = error_class("node", "op", "the words")
    assert (error.node_def, error.op, error.message, str(error), error.trace) == (
        "node", "op", "the words", "the words", None,
    )  # fmt: skip
    assert repr(error) == f"{error_class.__name__}('the words')"
    assert errors.exception_type_from_error_code(error.error_code) is error_class


def test_copies_keep_the_words_but_not_the_graph():
    error = errors.NotFoundError("node", "op", "no such key")
    for again in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert type(again) is errors.NotFoundError
        assert (again.message, again.op, again.error_code) == ("no such key", None, errors.NOT_FOUND)
    plain = pickle.loads(pickle.dumps(errors.OpError(None, None, "words", 42)))
    assert (plain.message, plain.error_code) == ("words", 42)


@pytest.mark.parametrize(
    "written, meant",
    [
        ("GridientDescentOptimizer", "GradientDescentOptimizer"),
        ("MomnteumOptimizer", "MomentumOptimizer"),
        ("uniform", "random_uniform"),
        ("reducesum", "reduce_sum"),
        ("Placeholder", "placeholder"),
    ],
)
def test_did_you_mean_finds_the_books_misspellings(written, meant):
    assert errors.did_you_mean(written, NAMES).startswith(f"Did you mean '{meant}'")


def test_did_you_mean_is_silent_about_nothing_alike():
    assert errors.did_you_mean("xyzzy", NAMES) == ""
    assert errors.did_you_mean("", NAMES) == ""
    assert errors.did_you_mean("x", []) == ""


def test_located_leaves_out_what_is_not_known():
    assert errors.located("It broke.") == "It broke."
    node = SimpleNamespace(name="a/b", type="MatMul")
    tensor = SimpleNamespace(name="x:0", dtype=SimpleNamespace(name="float32"), shape="(2, ?)")
    assert errors.located("It broke.", node=node, where="a.py:3", inputs=[tensor]) == (
        "It broke.\n  node:    'a/b' (MatMul)\n  line:    a.py:3\n  inputs:  x:0: float32 (2, ?)"
    )


def test_difflib_is_loaded_only_after_a_mistake():
    program = "import sys, tensorlab.errors; sys.exit('difflib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
