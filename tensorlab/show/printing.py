"""An SVG as PNG or PDF, for papers and slides.

Typst does it (https://typst.app), which comes as one wheel without anything to install beside it: text stays
text in the PDF, and glyphs are looked for in all fonts that are there. It is an extra:
`pip install "tensorlab[pictures]"`. Read next: `picture.py`, which draws the SVG.
"""

import tempfile
from pathlib import Path

POINT = 96 / 72  # pixels to a point


def printed(svg: str, kind: str, scale: float = 2.0) -> bytes:
    """Return an SVG as a PNG or PDF file's bytes.

    Args:
      svg: the text of an SVG that fetches nothing.
      kind: "png" or "pdf".
      scale: of a PNG, how many of its pixels go to one of the SVG's.

    Raises:
      ImportError: when the package that does this is not installed; the message says how to install it.
      ValueError: another kind.

    >>> import pytest; _ = pytest.importorskip("typst")
    >>> printed('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>', "png")[1:4]
    b'PNG'
    """
    if kind not in ("png", "pdf"):
        raise ValueError(f'kind must be "png" or "pdf", not {kind!r}')
    try:
        import typst
    except ImportError as error:
        raise ImportError(
            f'A {kind.upper()} of a picture needs one more package: pip install "tensorlab[pictures]". '
            "An SVG can be written without it."
        ) from error
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "picture.svg").write_text(svg, encoding="utf-8")
        page = Path(folder, "page.typ")
        page.write_text(
            '#set page(width: auto, height: auto, margin: 0pt)\n#image("picture.svg")\n', encoding="utf-8"
        )
        made = typst.compile(
            str(page), format="png" if kind == "png" else "pdf", root=folder, ppi=72 * POINT * scale
        )
    return bytes(made[0] if isinstance(made, list) else made)
