"""Formulas converted kind by kind are the formulas converted one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from latex2mathml.converter import convert

from tensorlab.record.mathml import mathml

names = st.text("abcXYZ_0189./", min_size=1, max_size=12)
KINDS = [
    r"\tanh {}",
    r"{} {}",
    r"\frac{{{}}}{{{}}} + {}",
    r"{}^2 - \overline{{{}}}",
    r"\sum_{{i}} {} \cdot {}",
]


@given(st.sampled_from(KINDS), st.lists(names, min_size=3, max_size=3))
def test_a_name_is_put_in_where_it_was_taken_out(kind: str, found: list[str]) -> None:
    latex = kind.format(*[rf"\text{{{name}}}" for name in found])
    assert mathml(latex) == convert(latex)


@pytest.mark.parametrize("latex", [r"\text{a b} + \text{x_1}", r"x^2 + \text{<b>}", "y = x w_1"])
def test_other_texts_are_converted_as_they_are(latex: str) -> None:
    assert mathml(latex) == convert(latex)


def test_what_cannot_be_converted_is_left_out() -> None:
    assert mathml("") is None
    assert mathml(r"\frac{") is None
