"""Words: every text that is shown to a person, in English and in Simplified Chinese, from one catalogue.

The catalogue is the folder `tensorlab/messages/`: one JSON file per feature, key -> language -> text. The same
files are given to the Tracer's script, so a sentence is written once. A text has holes, `{name}`; where it
depends on a number, `{count}` chooses between "one" and "other".

A bundle holds no sentences but *messages*: a key, and what goes into its holes. So a trace that was recorded in
one language can be read in another. What goes into a hole is

- a text or a number,
- a part: `["b", text]` a name, `["c", text]` code, `["v", entry]` a value of the run, or
- `["s", message]`, another message, and `["list", parts]`, several parts, listed.

Read next: `story.py`, whose sentences these are; `show/static/words.js` does the same in the browser.
"""

import functools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "zh")
CATALOGUE = Path(__file__).parents[1] / "messages"
HOLE = re.compile(r"\{(\w+)\}")

Message = dict[str, Any]  # {"say": key, "with": {hole: what goes into it}}
Text = str | Message


@functools.cache
def catalogue() -> dict[str, dict[str, Any]]:
    """Read all messages: key -> language -> text, or {"one": text, "other": text}.

    >>> catalogue()["words.and"]["en"]
    '{first} and {last}'
    """
    messages: dict[str, dict[str, Any]] = {}
    for path in sorted(CATALOGUE.glob("*.json")):
        for key, texts in json.loads(path.read_text(encoding="utf-8")).items():
            if key in messages:
                raise ValueError(f"The message {key!r} stands in two files of {CATALOGUE.name}/.")
            messages[key] = texts
    return messages


class _Chosen:
    """The language that a program asked for."""

    language = "auto"


def use_language(language: str) -> None:
    """Choose the language of the Tracer, the exercises and everything else that is shown from now on.

    Args:
        language: "en", "zh", or "auto": that of the reader's notebook or browser, else English.

    Raises:
        ValueError: for any other.

    >>> use_language("zh"), chosen_language()
    (None, 'zh')
    >>> use_language("auto"), chosen_language()
    (None, 'en')
    """
    if language not in (*LANGUAGES, "auto"):
        raise ValueError(f"There is no language {language!r}; choose 'en', 'zh' or 'auto'.")
    _Chosen.language = language


def chosen_language(asked: str = "auto", or_else: str = "en") -> str:
    """The language to show something in: the one asked for, else the one chosen, else `or_else`.

    >>> chosen_language("zh"), chosen_language(), chosen_language(or_else="auto")
    ('zh', 'en', 'auto')
    """
    if asked != "auto":
        return asked
    return _Chosen.language if _Chosen.language != "auto" else or_else


def message(key: str, **holes: Any) -> Message:
    """A text for a bundle: put into words only where it is shown.

    >>> message("words.and", first="x", last="y")
    {'say': 'words.and', 'with': {'first': 'x', 'last': 'y'}}
    """
    return {"say": key, "with": holes}


def say(key: str, language: str = "en", **holes: Any) -> str:
    """Put a message into words.

    Raises KeyError for a message that is not in the catalogue, or a hole that nothing is given for.

    >>> say("words.and", first="x", last="y"), say("words.and", "zh", first="x", last="y")
    ('x and y', 'x 和 y')
    """
    return "".join(pieces(message(key, **holes), language, lambda kind, content: str(content)))


def plain_text(text: Text, language: str = "en", value_text: Callable[[Any], str] = str) -> str:
    """A text of a bundle as a string; `value_text(entry)` writes the values of the run in it.

    >>> plain_text(message("words.and", first=["b", "x"], last=["v", 3]), "zh", lambda entry: f"[{entry}]")
    'x 和 [3]'
    """
    return "".join(
        pieces(text, language, lambda kind, content: value_text(content) if kind == "v" else str(content))
    )


def pieces(text: Text, language: str, part: Callable[[str, Any], Any]) -> list[Any]:
    """A text as a list of pieces: its own words as they stand, every part as `part(kind, content)` gives it."""
    if isinstance(text, str):
        return [text]
    template = template_of(text["say"], language, text["with"].get("count"))
    found: list[Any] = []
    for place, piece in enumerate(HOLE.split(template)):
        if place % 2:
            found += _filled(text["with"][piece], language, part)
        elif piece:
            found.append(piece)
    return found


def template_of(key: str, language: str, count: Any = None) -> str:
    """The text of a message with its holes open; a language that lacks it falls back to English."""
    texts = catalogue()[key]
    template = texts.get(language, texts["en"])
    if isinstance(template, dict):
        number = count[1] if isinstance(count, (list, tuple)) else count
        template = template["one" if number == 1 else "other"]
    return str(template)


def _filled(content: Any, language: str, part: Callable[[str, Any], Any]) -> list[Any]:
    """What goes into one hole."""
    if isinstance(content, dict):
        return pieces(content, language, part)
    if not isinstance(content, (list, tuple)):
        return [str(content)]
    kind, inner = content
    if kind == "s":
        return pieces(inner, language, part)
    if kind == "list":
        return _listed(inner, language, part)
    return [part(kind, inner)]


def _listed(parts: list[Any], language: str, part: Callable[[str, Any], Any]) -> list[Any]:
    """Several parts as people list them: `x, y and z`."""
    if len(parts) == 1:
        return _filled(parts[0], language, part)
    comma = template_of("words.comma", language)
    head: list[Any] = []
    for number, one in enumerate(parts[:-1]):
        head += ([comma] if number else []) + _filled(one, language, part)
    found: list[Any] = []
    for place, piece in enumerate(HOLE.split(template_of("words.and", language))):
        if place % 2:
            found += head if piece == "first" else _filled(parts[-1], language, part)
        elif piece:
            found.append(piece)
    return found
