"""One HTML file that holds a whole trace: open it from a memory stick, without a kernel or a network.

The page carries the same script and style sheet as the notebook, the bundle as JSON and its bytes in base64.
It fetches nothing and may not: its own policy (Content-Security-Policy) allows this very script and this very
style sheet, by their hashes, and pictures that the page itself has drawn, and nothing else. Without JavaScript
it is a table of sentences.

Read `assets.py` (the script) and `sentences.py` (the table) next.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from html import escape
from typing import Any

from tensorlab.record.words import chosen_language, say
from tensorlab.show.assets import script, style_sheet
from tensorlab.show.encoding import TOKENS
from tensorlab.show.sentences import sentences

HTML_LANGUAGE = {"en": "en", "zh": "zh-CN"}

FILL_THE_WINDOW = f"""
body {{ background: {TOKENS["light"]["bg"]}; color: {TOKENS["light"]["ink"]}; }}
@media (prefers-color-scheme: dark) {{ body {{ background: {TOKENS["dark"]["bg"]}; color: {TOKENS["dark"]["ink"]}; }} }}
html, body {{ height: 100%; margin: 0; }}
#tracer {{ height: 100vh; height: 100dvh; }}
.tl-plain {{ max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; }}
.tl-plain th, .tl-plain td {{ text-align: left; padding: 2px 16px 2px 0; vertical-align: top; }}
"""

START = """
const textOf = (id) => document.getElementById(id).textContent;
const settings = JSON.parse(textOf("tracer-settings"));
const bytes = Uint8Array.from(atob(textOf("tracer-bytes").trim()), (character) => character.charCodeAt(0));
const bundle = JSON.parse(textOf("tracer-bundle"));
// An address may name a moment: seed.html#run=241&event=37, by the run's number and the step's, from 1; also
// theme=dark, language=zh, tab=values; inside=3.2: the second iteration of the loop at step 4.
const asked = () => new URLSearchParams(location.hash.slice(1));
const place = (from) => {
  const run = bundle.runs.findIndex((one) => one.number === Number(from.get("run")));
  const event = Number(from.get("event") || from.get("step"));
  return { run: run < 0 ? null : run, step: event >= 1 ? event - 1 : null };
};
const first = place(asked());
window.tracer = mount(document.getElementById("tracer"), bundle, bytes, {
  run: first.run ?? settings.run,
  step: asked().has("inside") ? first.step ?? 0 : first.step ?? (first.run === null ? settings.step : 0),
  theme: asked().get("theme") || settings.theme,
  language: asked().get("language") || settings.language,
  predict: settings.predict,
  onRemade: (made) => { window.tracer = made; },
});
document.documentElement.lang = window.tracer.root.lang;
const inside = (from) => (from.get("inside") || "").split(".").filter(Boolean).map(Number);
if (asked().has("inside")) window.tracer.nesting.goInside(window.tracer.run, inside(asked()), window.tracer.stepNumber);
if (asked().has("tab")) window.tracer.showTab(asked().get("tab"));
addEventListener("hashchange", () => {
  const { run, step } = place(asked());
  if (asked().has("inside")) window.tracer.nesting.goInside(run ?? window.tracer.run, inside(asked()), step ?? 0);
  else if (run !== null || step !== null) window.tracer.go(run ?? window.tracer.run, step ?? 0);
});
// In a frame the reader is elsewhere: the keys stay with her until she clicks.
if (window.parent === window) window.tracer.root.focus({ preventScroll: true });
"""


def to_page(
    bundle: Mapping[str, Any],
    blob: bytes,
    run: int = 0,
    step: int = 0,
    theme: str = "auto",
    title: str = "",
    language: str = "auto",
    predict: Mapping[str, Any] | None = None,
) -> str:
    """Return a trace as one HTML page.

    Args:
      bundle, blob: what was recorded, and the bytes of its values.
      run, step: where to start, as indices.
      theme: "light", "dark", or "auto" for what the reader's system prefers.
      title: the page's title; by default the bundle's.
      language: "en", "zh", or "auto" for the reader's own.
      predict: what the reader is asked to predict (`tensorlab/show/predicting.py`).

    >>> empty = {"title": "a<b", "runs": [], "programs": [], "frames": [], "boxes": [], "nodes": []}
    >>> page = to_page(empty, b"")
    >>> page[:15], "<title>Tracer: a&lt;b</title>" in page
    ('<!doctype html>', True)
    """
    code = script(for_anywidget=False) + START
    style = style_sheet() + FILL_THE_WINDOW
    encoded = base64.b64encode(blob).decode()
    language = chosen_language(language, or_else="auto")
    settings = {"run": run, "step": step, "theme": theme, "language": language, "predict": predict}
    # What stands here before the script knows its reader.
    written = "zh" if language == "zh" else "en"
    name = escape(str(title or bundle["title"]))
    heading = escape(say("page.title", written, name=str(title or bundle["title"])))
    return document(
        code,
        style,
        heading,
        written,
        [
            f'<main id="tracer"><h1 class="tl-unseen">{heading}</h1></main>',
            f"<noscript>{plain_table(bundle, blob, run, name, written)}</noscript>",
            f'<script type="application/json" id="tracer-settings">{as_json(settings)}</script>',
            f'<script type="application/json" id="tracer-bundle">{as_json(bundle)}</script>',
            f'<script type="application/octet-stream;base64" id="tracer-bytes">{encoded}</script>',
        ],
    )


def document(code: str, style: str, heading: str, language: str, body: list[str]) -> str:
    """Return an HTML page with one script and one style sheet, and a policy that allows nothing else.

    Args:
      code, style: the script, a module that runs when the page is there, and the style sheet.
      heading: the page's title, as HTML.
      language: "en" or "zh".
      body: the elements of the page, as HTML; all that comes from a user is escaped in them.
    """
    policy = (
        f"default-src 'none'; script-src '{digest(code)}'; style-src '{digest(style)}'; "
        "img-src blob:; base-uri 'none'; form-action 'none'"
    )
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{HTML_LANGUAGE[language]}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{heading}</title>",
            f"<style>{style}</style>",
            "</head>",
            "<body>",
            *body,
            f'<script type="module">{code}</script>',
            "</body>",
            "</html>",
            "",
        ]
    )


def digest(text: str) -> str:
    """Return the hash by which a content security policy knows an inline script or style sheet.

    >>> digest("")
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def as_json(value: object) -> str:
    """Write JSON that can stand inside a <script>: nothing in it can end the element.

    >>> as_json({"name": "</script><b>"})
    '{"name":"\\\\u003c/script\\\\u003e\\\\u003cb\\\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def plain_table(bundle: Mapping[str, Any], blob: bytes, run: int, name: str, language: str = "en") -> str:
    """Return one run's steps as a table, for readers without JavaScript."""

    def words(key: str, **holes: Any) -> str:
        return escape(say(f"page.{key}", language, **holes))

    if not bundle["runs"]:
        return f'<div class="tl-plain"><h1>{name}</h1><p>{words("nothing")}</p></div>'
    record = bundle["runs"][run]
    rows = [
        f"<tr><td>{number}</td><td>{escape(say(f'story.phase_{phase}', language))}</td>"
        f"<td>{escape(sentence)}</td></tr>"
        for number, (phase, sentence) in enumerate(sentences(bundle, blob, run, language), 1)
    ]
    heads = "".join(f'<th scope="col">{words(head)}</th>' for head in ("step", "phase", "what"))
    return (
        f'<div class="tl-plain"><h1>{name}</h1><p>{words("without_script")}</p>'
        f"<table><caption>{words('run', number=record['number'], call=record['title'])}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )
