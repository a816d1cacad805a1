"""The whole page inside another page: an iframe that brings its document along.

A notebook that was turned into HTML has no kernel and no widgets, but an iframe with `srcdoc` works in it, from a
memory stick and without a network. The frame may run its own script and hand out files, and nothing else: it has
an origin of its own, so it cannot touch the page around it.

With TENSORLAB_STATIC=1 in the environment every Tracer is stored as such a frame:

    TENSORLAB_STATIC=1 jupyter nbconvert --execute --to html lesson.ipynb

Read next: `page.py`, which makes the document.
"""

import os
from html import escape

HEIGHT = 680


class EmbeddedPage:
    """A page in a frame; a notebook shows it as HTML.

    >>> EmbeddedPage("<!doctype html>", "3 runs")
    3 runs
    """

    def __init__(self, page: str, text: str, height: int = HEIGHT) -> None:
        self._page = page
        self._text = text
        self._height = height

    def _repr_html_(self) -> str:
        return frame(self._page, self._height)

    def __repr__(self) -> str:
        return self._text


def frame(page: str, height: int = HEIGHT) -> str:
    """Return the HTML of an iframe that holds a page; `height` is in pixels.

    >>> frame('<p title="x">', 100)[:69]
    '<iframe srcdoc="&lt;p title=&quot;x&quot;&gt;" sandbox="allow-scripts'
    """
    return (
        f'<iframe srcdoc="{escape(page)}" sandbox="allow-scripts allow-downloads allow-modals" title="Tracer" '
        f'loading="lazy" style="width: 100%; height: {height}px; border: 0"></iframe>'
    )


def is_static() -> bool:
    """Whether notebooks are to be stored without widgets (TENSORLAB_STATIC is set, and not to 0).

    >>> is_static()
    False
    """
    return os.environ.get("TENSORLAB_STATIC", "0") not in ("", "0")
