"""The orders of a run as one HTML file, and where the boxes of their graph stand.

The page holds the view (`static/orders.js`), the style sheet of the Tracer, and the object of
`tensorlab/record/order_bundle.py`; like the Tracer's page it fetches nothing and may not. Without JavaScript it is
the text that `repr` gives.

Read next: `static/orders.js`.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

from tensorlab.record.words import chosen_language, say
from tensorlab.show.assets import script, style_sheet
from tensorlab.show.encoding import TOKENS
from tensorlab.show.layout import lay_out
from tensorlab.show.page import as_json, document

ENTRY = "orders.js"

FILL_THE_WINDOW = f"""
body {{ background: {TOKENS["light"]["bg"]}; color: {TOKENS["light"]["ink"]}; }}
@media (prefers-color-scheme: dark) {{ body {{ background: {TOKENS["dark"]["bg"]}; color: {TOKENS["dark"]["ink"]}; }} }}
html, body {{ height: 100%; margin: 0; }}
#orders {{ height: 100vh; height: 100dvh; }}
.tl-plain {{ margin: 2rem auto; padding: 0 1rem; max-width: 80rem; }}
"""

START = """
const told = (id) => JSON.parse(document.getElementById(id).textContent);
// An address may say how to show it: lost.html#theme=dark&language=zh&step=2&result=1 (counted from 1).
const asked = new URLSearchParams(location.hash.slice(1));
const settings = told("orders-settings");
window.orders = mountOrders(document.getElementById("orders"), told("orders-bundle"), {
  theme: asked.get("theme") || settings.theme,
  language: asked.get("language") || settings.language,
  step: Number(asked.get("step")) || 0,
  result: (Number(asked.get("result")) || 1) - 1,
});
// In a frame the reader is elsewhere: the keys stay with her until she clicks.
if (window.parent === window) window.orders.root.focus({ preventScroll: true });
"""


def with_layouts(bundle: dict[str, Any]) -> dict[str, Any]:
    """Add to the object where the boxes of its graph stand, and where its edges run.

    >>> with_layouts({"graph": None})
    {'graph': None}
    """
    graph = bundle["graph"]
    if graph is not None:
        layout = lay_out(graph["boxes"], graph["edges"], "LR")
        bundle = {**bundle, "graph": {**graph, "layout": layout}}
    return bundle


def to_orders_page(
    bundle: Mapping[str, Any], title: str = "", theme: str = "auto", language: str = "auto", text: str = ""
) -> str:
    """Return the orders of a run as one HTML page.

    Args:
      bundle: the object, with its layouts.
      title: the page's title; by default the call.
      theme: "light", "dark", or "auto" for what the reader's system prefers.
      language: "en", "zh", or "auto" for the reader's own.
      text: what readers without JavaScript see.

    >>> page = to_orders_page({"call": "sess.run(a<b)", "results": []})
    >>> page[:15], "<title>The legal orders of sess.run(a&lt;b)</title>" in page
    ('<!doctype html>', True)
    """
    code = script(for_anywidget=False, entry=ENTRY) + START
    style = style_sheet() + FILL_THE_WINDOW
    language = chosen_language(language, or_else="auto")
    written = "zh" if language == "zh" else "en"
    heading = escape(title or say("orders.title", written, call=bundle["call"]))
    settings = {"theme": theme, "language": language}
    return document(
        code,
        style,
        heading,
        written,
        [
            f'<main id="orders"><h1 class="tl-unseen">{heading}</h1></main>',
            f'<noscript><pre class="tl-plain">{escape(text)}</pre></noscript>',
            f'<script type="application/json" id="orders-settings">{as_json(settings)}</script>',
            f'<script type="application/json" id="orders-bundle">{as_json(bundle)}</script>',
        ],
    )
