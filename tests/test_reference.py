"""The reference says something of every public name, and what it says is read from the program.

How the page looks and searches is tested in `browser/test_reference.py`.
"""

import re
from collections import Counter
from typing import Any

import pytest

import tensorlab as tf
from course_site.reference.entries import all_entries
from course_site.reference.page import anchor, census, to_html
from tests.every_record import registry

ENTRIES = all_entries()
BY_NAME = {name: entry for entry in ENTRIES for name in [entry.name, *entry.others]}


def test_every_op_is_there() -> None:
    """Each record once, with its type."""
    types = Counter(entry.op["type"] for entry in ENTRIES if entry.op)
    assert types == Counter(registry.keys())


@pytest.mark.parametrize(
    "name",
    ["tf.tanh", "tf.nn.conv2d", "tf.while_loop", "tf.Session", "tf.layers.dense", "tf.train.AdamOptimizer"],
)
def test_well_known_names_are_there(name: str) -> None:
    """With words, a call and an example."""
    entry = BY_NAME[name]
    assert entry.summary and entry.signature.startswith("(") and entry.file.startswith("tensorlab/")
    assert entry.example.startswith(">>> import tensorlab as tf")


def test_every_entry_has_a_sentence() -> None:
    """A name that nothing is said of is a defect of its docstring."""
    assert [entry.name for entry in ENTRIES if not entry.summary] == []


def test_facts_are_those_of_the_record() -> None:
    """Types, shapes and the gradient of an op that everybody knows."""
    facts: Any = BY_NAME["tf.matmul"].op or next(e.op for e in ENTRIES if e.op and e.op["type"] == "MatMul")
    assert facts["dtypes"][0][0] == "a" and "floating point" in facts["dtypes"][0][1]
    assert any(re.fullmatch(r"\(\d, \d\), \(\d, \d\) → \(\d, \d\)", line) for line in facts["shapes"])
    assert [name for name, _ in facts["gradient"]["formulas"]] == ["a", "b"]
    assert all(text.startswith("<math") for _, text in facts["gradient"]["formulas"])


def test_our_own_rooms_are_no_namespaces() -> None:
    """What is listed can be written as it stands after `import tensorlab as tf`."""
    for name in BY_NAME:
        if not name.startswith("tf."):
            continue
        value: Any = tf
        for part in name.split(".")[1:]:
            value = getattr(value, part)
        assert callable(value), name
    spaces = {name.split(".")[1] for name in BY_NAME if name.count(".") > 1}
    assert not spaces & {"graph", "ops", "run", "record", "show", "control_flow", "devices"}


def test_page_names_each_place_once() -> None:
    """Links lead to one place; nothing is fetched; formulas are in it."""
    page = to_html(ENTRIES, census(), "")
    places = re.findall(r'\sid="([^"]+)"', page)
    assert [place for place, count in Counter(places).items() if count > 1] == []
    linked = set(re.findall(r'href="#([^"]+)"', page))
    assert linked <= set(places)
    assert anchor("tf.nn.conv2d") in places
    assert page.count("<math") > 300
    assert not re.search(r'(?:src|<link[^>]*href)="https?:', page)
