"""The catalogue of words: everything that is shown comes from it, in both languages, and nothing in it is idle."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import tensorlab
import tensorlab as tf
from tensorlab import lab
from tensorlab.record.words import HOLE, LANGUAGES, catalogue, message, plain_text, say
from tests.show.script_strings import Literal, literals

PACKAGE = Path(tensorlab.__file__).parent
SCRIPTS = sorted((PACKAGE / "show" / "static").glob("*.js"))
MODULES = [
    path
    for room in ("record", "show", "lab", "export")
    for path in sorted((PACKAGE / room).rglob("*.py"))
    if path.name != "words.py"
]
LOOKS_LIKE_A_KEY = re.compile(r"^[a-z_]+\.[\w.{}]*$")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LETTERS = re.compile(r"[A-Za-z]{2,}")


# --- what the scripts and the modules say -----------------------------------------------------------------


@cache
def script_literals() -> tuple[tuple[str, Literal], ...]:
    """Every string of every script, with the script's name."""
    return tuple((path.name, one) for path in SCRIPTS for one in literals(path.read_text(encoding="utf-8")))


@cache
def module_texts() -> tuple[tuple[str, int, str], ...]:
    """Every string of every module (file, line, text); what is filled in becomes `{}`; docstrings left out."""
    return tuple(found for path in MODULES for found in _texts(path))


def _texts(path: Path) -> Iterator[tuple[str, int, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inner: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            inner.add(node.value)
        if isinstance(node, ast.JoinedStr):
            inner.update(ast.walk(node))
            inner.discard(node)
            parts = (one.value if isinstance(one, ast.Constant) else "{}" for one in node.values)
            yield path.name, node.lineno, "".join(map(str, parts))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inner:
            yield path.name, node.lineno, node.value


def asked_for() -> Iterator[tuple[str, str]]:
    """Keys that are said, with the place; `{}` in a key stands for anything."""
    for name, one in script_literals():
        if LOOKS_LIKE_A_KEY.match(one.text):
            yield one.text, f"{name}:{one.line}"
        if one.key == "id":
            yield f"command.{one.text}", f"{name}:{one.line}"
    for name, line, text in module_texts():
        if LOOKS_LIKE_A_KEY.match(text):
            yield text + "{}" * text.endswith("."), f"{name}:{line}"


def test_every_message_is_said_somewhere():
    keys = {key for key, _ in asked_for()}
    patterns = [re.compile(".+".join(map(re.escape, key.split("{}")))) for key in keys if "{}" in key]
    idle = [key for key in catalogue() if key not in keys and not any(p.fullmatch(key) for p in patterns)]
    assert not idle, f"nothing says {idle}"


def test_everything_that_is_said_is_in_the_catalogue():
    missing = []
    for name, one in script_literals():
        says = one.call.rpartition(".")[2] in ("say", "parts", "word") and one.argument == 0
        if (says or one.key == "say") and not one.compared:
            missing += [] if known(one.text) else [f"{name}:{one.line} {one.text!r}"]
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            called = node.func.id if isinstance(node.func, ast.Name) else ""
            if called in ("say", "message") and not known(node.args[0].value):
                missing.append(f"{path.name}:{node.lineno} {node.args[0].value!r}")
    assert not missing, "\n".join(missing)


def known(key: str) -> bool:
    """Whether a key, or one that it may turn out as, is in the catalogue; a bare name is completed elsewhere."""
    if "." not in key or key in catalogue():
        return True
    wanted = re.compile(".+".join(map(re.escape, key.split("{}"))))
    return "{}" in key and any(wanted.fullmatch(one) for one in catalogue())


COMMAND = re.compile(r"""\bid: "([\w.]+)", group:""")


def test_every_command_has_its_label():
    ids = {found for path in SCRIPTS for found in COMMAND.findall(path.read_text(encoding="utf-8"))}
    assert len(ids) > 20
    assert not [name for name in sorted(ids) if f"command.{name}" not in catalogue()]


# --- the catalogue itself ---------------------------------------------------------------------------------


def forms(text: str | dict[str, str]) -> list[str]:
    """The one text of a language, or that for one and for others."""
    return [text] if isinstance(text, str) else list(text.values())


NAMES_IN_CODE = re.compile(r"lab\.trace|%%trace|\btape\.\w+")


def test_what_was_recorded_is_called_the_record():
    """One thing has one word; `lab.trace` and `tape.derive` are what a program says."""
    texts = [
        (key, NAMES_IN_CODE.sub("", form)) for key, one in catalogue().items() for form in forms(one["en"])
    ]
    assert not [key for key, text in texts if re.search(r"\b(trace[sd]?|tapes?)\b", text, re.IGNORECASE)]
    texts = [(key, form) for key, one in catalogue().items() for form in forms(one["zh"])]
    assert not [key for key, text in texts if re.search("跟踪|磁带|追踪(?!器)", text)]


def test_both_languages_say_the_same():
    wrong = []
    for key, texts in catalogue().items():
        if set(texts) != set(LANGUAGES):
            wrong.append(f"{key}: {sorted(texts)}")
            continue
        holes = {
            language: frozenset().union(*map(HOLE.findall, forms(texts[language]))) for language in LANGUAGES
        }
        if holes["en"] != holes["zh"]:
            wrong.append(f"{key}: {holes}")
        for text in texts.values():
            if not isinstance(text, str) and set(text) != {"one", "other"}:
                wrong.append(f"{key}: {sorted(text)}")
            if key not in GLUE and any(form != form.strip() for form in forms(text)):
                wrong.append(f"{key}: a space at the edge")
    assert not wrong, "\n".join(wrong)


# Texts that stand between others.
GLUE = {"words.comma", "progress.unit"}
# Names that Chinese texts write in Latin letters too, and the name of the other language.
SAME_IN_BOTH = re.compile(
    r"(tf\.[\w.、]+|slim\.[\w.、]+|[A-Z]\w+Hook、[\w.]+|[A-Z]\w+\.apply|variables_to_restore、[\w.]+|"
    r"HTML|dtype|SVG|PNG|PDF|DOT|CSV|LaTeX|NumPy|NaN|Inf|CPU|GPU|ReLU|Adam|Perfetto|English|Esc)[\w, .…%+-]*"
)


def test_chinese_is_chinese_and_english_is_not():
    wrong = []
    for key, texts in catalogue().items():
        if key in ("command.language", "orders.language"):
            continue  # each says what the other language is called
        wrong += [f"{key}: {form!r} is not English" for form in forms(texts["en"]) if CHINESE.search(form)]
        for form in forms(texts["zh"]):
            bare = HOLE.sub("", form)
            if LETTERS.search(bare) and not CHINESE.search(bare) and not SAME_IN_BOTH.fullmatch(bare.strip()):
                wrong.append(f"{key}: {form!r} is not Chinese")
            if re.search(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]", bare):
                wrong.append(f"{key}: Chinese takes full-width punctuation: {form!r}")
    assert not wrong, "\n".join(wrong)


def test_a_missing_language_falls_back_and_a_missing_message_is_an_error():
    assert say("story.via", "fr", name="mul") == "via mul"
    with pytest.raises(KeyError):
        say("story.no_such_message")
    with pytest.raises(KeyError):
        say("story.via")


def test_parts_and_lists_in_both_languages():
    told = message(
        "story.takes",
        name=["b", "Add"],
        inputs=["list", [["c", "x"], ["c", "y"], ["c", "z"]]],
        value=["v", 3],
    )
    assert plain_text(told, "en", lambda entry: f"<{entry}>") == "Add takes x, y and z and gives <3>."
    assert plain_text(told, "zh", lambda entry: f"<{entry}>") == "Add 由 x、y 和 z 算出 <3>。"
    assert plain_text(message("story.folded", count=1)).startswith("1 constant, read or initialiser is")
    assert plain_text(message("story.folded", count=2)).startswith("2 constants, reads and initialisers are")
    nested = message("story.series_of", name=message("story.mean", name="loss"), call="sess.run(loss)")
    assert plain_text(nested, "zh") == "sess.run(loss) 中的 loss 的均值"


def test_braces_in_a_name_are_no_holes():
    assert say("story.via", name="{name}") == "via {name}"


# --- which language ---------------------------------------------------------------------------------------


@pytest.fixture
def tape() -> Iterator[Any]:
    """A tape of one run."""
    with tf.Graph().as_default(), tf.Session() as session, lab.trace(title="lesson.py") as recorded:
        x = tf.placeholder(tf.float32, name="x")
        session.run(tf.tanh(x, name="y"), {x: 0.0})
    yield recorded


def test_a_widget_shows_the_language_that_is_asked_for(tape):
    assert tape.show().language == "auto"
    assert tape.show(language="zh").language == "zh"


@pytest.mark.parametrize(
    ("language", "declared", "words"),
    [
        ("auto", "en", ["<title>Tracer: lesson.py</title>", "x is fed: 0.", "What happens"]),
        ("en", "en", ["<title>Tracer: lesson.py</title>", "x is fed: 0.", "What happens"]),
        ("zh", "zh-CN", ["<title>lesson.py 的追踪器</title>", "x 由 feed_dict 喂入：0。", "发生了什么"]),
    ],
)
def test_a_page_is_written_in_its_language(tape, tmp_path, language, declared, words):
    page = tape.to_html(tmp_path / "page.html", language=language).read_text(encoding="utf-8")
    assert f'<html lang="{declared}">' in page
    assert f'"language":"{language}"' in page
    for word in words:
        assert word in page


def test_a_tape_tells_its_steps_in_chinese(tape):
    assert tape.sentences(1, language="zh") == [
        "第 1 步，共 2 步，喂入：x 由 feed_dict 喂入：0。",
        "第 2 步，共 2 步，前向：y 由 x 算出 0。",
    ]


# --- no script shows words of its own ---------------------------------------------------------------------

# Calls whose arguments are shown; of `element` and `drawn` the first argument is the tag.
SHOWING = {"element", "drawn", "button", "append", "prepend", "replaceChildren", "setText", "notice"}
# Properties and attributes whose values are shown or read out.
SHOWN_PROPERTIES = {"textContent", "title", "placeholder", "alt", "aria-label", "aria-description", "aria-valuetext",
                    "aria-roledescription", "innerText"}  # fmt: skip
# What may stand in a script although it looks like words, and why.
ALLOWED = {
    "True": "Python's own name for a value",
    "False": "Python's own name for a value",
    "NaN": "the number's name in every language",
    "Infinity": "JavaScript's name for a number",
    "lab.trace(budget=…)": "code",
}


def shown(one: Literal) -> bool:
    """Whether a string goes straight into the page."""
    called = one.call.rpartition(".")[2]
    if one.compared or one.call.endswith("commands.button"):
        return False
    if called in SHOWING:
        return not (called in ("element", "drawn", "setText") and one.argument == 0)
    return one.key in SHOWN_PROPERTIES


def spoken(text: str) -> bool:
    """Whether a text has words in it, and is no message's key, no symbol of a formula."""
    bare = text.replace("{}", " ")
    return bool(LETTERS.search(bare)) and not LOOKS_LIKE_A_KEY.match(text) and bare.strip() not in ALLOWED


PROSE = re.compile(r"[A-Za-z]{2,}[,;:]? [a-z]{2,}[^-]|^[A-Z][a-z]+ |[a-z]{2,}\.$|[a-z]: $")
# Where prose-like strings are code: what they are the argument, or the value, of.
CODE_CALLS = {
    "querySelector",
    "querySelectorAll",
    "closest",
    "matches",
    "matchMedia",
    "Error",
    "add",
    "remove",
    "toggle",
}
CODE_PROPERTIES = {"class", "d", "className", "viewBox", "points", "style", "transform", "rel"}


def test_no_script_shows_a_text_of_its_own():
    found = [
        f"{name}:{one.line} {one.text!r}"
        for name, one in script_literals()
        if shown(one) and spoken(one.text)
    ]
    assert not found, "put these into tensorlab/messages/:\n" + "\n".join(found)


# Strings that look like prose and are code, by file: the reason.
CODE = {
    "drawer.js": "a selector",
    "dom.js": "names of MathML tags and attributes",
    "legend.js": "the four corners, by which places are looked up",
    "compared_steps.js": "keys of a map",
}


def test_no_script_holds_prose():
    found = [
        f"{name}:{one.line} {one.text!r}"
        for name, one in script_literals()
        if PROSE.search(one.text.replace("{}", " "))
        and one.call.rpartition(".")[2] not in CODE_CALLS
        and one.key not in CODE_PROPERTIES
        and name not in CODE
        and not re.fullmatch(
            r"[a-z][\w-]*( [a-z{}][\w{}-]*)*|[a-z]+:{}", one.text
        )  # class names; keys of maps
    ]
    assert not found, "put these into tensorlab/messages/:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("script", "is_shown"),
    [
        ('element("p", {}, "Nothing to show");', True),
        ('made.textContent = ready ? "Go on" : other;', True),
        ("made.append(icon(name), `Run ${number}`);", True),
        ('element("p", { "aria-label": "Values" });', True),
        ('button({}, "Close", icon("close"));', True),
        ('element("p", { class: "tl-message two" }, words.say("errors.view"));', False),
        ('const kind = known ? "title" : "label";', False),
        ('element("i", { title: known ? "Yes it is" : other });', True),
        ('element("i", { title: known ? other : "No" });', True),
        ('// element("p", {}, "Nothing to show")\nf(/"No words"/);', False),
    ],
)
def test_the_check_itself(script, is_shown):
    assert any(shown(one) and spoken(one.text) for one in literals(script)) is is_shown
