"""The Tracer's script and style sheet, put together from the short files in `static/`.

anywidget takes one script and one style sheet, and a page that opens from a memory stick cannot import files
either. So the modules are joined: an entry such as `tracer.js` is read, every file it imports comes before it,
and the lines that import or export between them fall away. The rules are simple enough to check: an import is
one line, of names from "./file.js"; and no two files may define the same name, since all end up in one scope.
The catalogue of words (`tensorlab/messages/`) goes in front, as the constant MESSAGES.

Read `static/tracer.js` next, then `page.py` and `widget.py`, which use what is put together here.
"""

import functools
import json
import re
from collections.abc import Iterable
from pathlib import Path

from tensorlab.record.words import catalogue
from tensorlab.show.encoding import FONTS, css_variables

STATIC = Path(__file__).parent / "static"
ENTRY = "tracer.js"
NOTEBOOK_ENTRY = "notebook.js"

IMPORT = re.compile(r'^import \{ ([\w, ]+) \} from "\./(\w+\.js)";$')
DEFINITION = re.compile(r"^(?:export )?(?:function|class|const|let) (\w+)", re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:function|class|const) (\w+))")
DEFAULT_EXPORT = "export default { render };"


@functools.cache
def script(for_anywidget: bool = True, entry: str | None = None) -> str:
    """Return a view as one ECMAScript module: the Tracer, or what another `entry` shows.

    For anywidget it ends by exporting `render`; without, it exports nothing and a page can call the entry's
    functions after it.

    >>> script().rstrip().endswith("export default { render };")
    True
    >>> "import {" in script(), "export" in script(for_anywidget=False).split()
    (False, False)
    """
    joined: dict[str, str] = {}
    join(entry or (NOTEBOOK_ENTRY if for_anywidget else ENTRY), joined)
    text = "\n".join([words_of(joined.values()), *joined.values()])
    names = DEFINITION.findall(text)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"defined in two files of static/, which share one scope: {', '.join(twice)}")
    return text + "\n" + DEFAULT_EXPORT + "\n" if for_anywidget else text


def words_of(texts: Iterable[str]) -> str:
    """The catalogue of words as a line of script, where any of the files asks for it.

    >>> words_of(["const one = 1;"])
    ''
    """
    if not any("MESSAGES[" in text for text in texts):
        return ""
    told = json.dumps(catalogue(), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"const MESSAGES = {told};"


def join(name: str, joined: dict[str, str]) -> None:
    """Add a file to `joined` (name -> text), after everything it imports.

    Raises ValueError where a line that imports or exports is not written in the one way that is understood.
    """
    if name in joined:
        return
    lines = []
    joined[name] = ""
    for number, line in enumerate((STATIC / name).read_text(encoding="utf-8").splitlines(), 1):
        imported = IMPORT.match(line)
        if imported:
            join(imported[2], joined)
        elif EXPORT.match(line):
            lines.append(EXPORT.sub("", line))
        elif line == DEFAULT_EXPORT:
            continue
        elif line.startswith(("import", "export")):
            raise ValueError(
                f"{name}, line {number}: write one import or export to a line, of names: {line!r}"
            )
        else:
            lines.append(line)
    del joined[name]  # and again at the end, after what it needs
    joined[name] = f"/* ---- {name} ---- */\n" + "\n".join(lines).strip() + "\n"


@functools.cache
def style_sheet() -> str:
    """Return the style sheets, joined, with the colours and fonts of `encoding.py` before them.

    `tracer.css` comes first; `less_room.css`, which rearranges things where there is less room, comes last.

    >>> style_sheet()[:12]
    '.tl-tracer {'
    """
    fonts = " ".join(f"--{name}: {families};" for name, families in FONTS.items())
    light = f".tl-tracer {{ {fonts} {css_variables('light')} }}"
    dark = f'.tl-tracer[data-theme="dark"] {{ {css_variables("dark")} }}'
    order = {"tracer.css": 0, "less_room.css": 2}
    files = sorted(STATIC.glob("*.css"), key=lambda path: (order.get(path.name, 1), path.name))
    return "\n".join([light, dark, *(path.read_text(encoding="utf-8") for path in files)])
