"""Formulas as MathML, which every browser draws without help.

A graph of ten thousand nodes has ten thousand formulas, but few kinds of them: most differ in the names of nodes
only. So each kind is converted once, and the names are put in afterwards.

Read next: `formula.py`, which writes the formulas.
"""

import functools
import re

NAME = re.compile(r"\\text\{([\w./]+)\}")  # what needs no escapes, neither in TeX nor in XML
PUT_IN = re.compile(r"Name(\d+)put")


def mathml(latex: str) -> str | None:
    r"""A formula in TeX's notation as MathML; None for an empty one, and for one that cannot be converted.

    >>> mathml(r"\tanh \text{Tanh_7}") == mathml(r"\tanh \text{Tanh_8}").replace("Tanh_8", "Tanh_7")
    True
    """
    if not latex:
        return None
    names: list[str] = []

    def taken_out(found: re.Match[str]) -> str:
        names.append(found[1])
        return rf"\text{{Name{len(names) - 1}put}}"

    converted = _converted(NAME.sub(taken_out, latex))
    if converted is None or not names:
        return converted
    return PUT_IN.sub(lambda found: names[int(found[1])], converted)


@functools.lru_cache(maxsize=4096)
def _converted(latex: str) -> str | None:
    from latex2mathml.converter import convert

    try:
        return convert(latex)
    except Exception:  # a formula is an ornament: a picture without it is better than none
        return None
