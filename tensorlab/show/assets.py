"""The Tracer's script and style sheet, put together from the short files in `static/`.

anywidget takes one script and one style sheet, and a page that opens from a memory stick cannot import files
either. So the modules are joined: an entry such as `tracer.js` is read, and every file it imports comes before
it. Each becomes a function that is called at once and returns what the file exports, so its other names stay its
own; an import becomes an assignment from what the other file returned. The rules are simple enough to check: an
import is one line, of names from "./file.js"; an export stands before a function, a class or a constant.
The catalogue of words (`tensorlab/messages/`) goes in front, as the constant MESSAGES.

Read `static/tracer.js` next, then `page.py` and `widget.py`, which use what is put together here.
"""

import functools
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tensorlab.record.words import catalogue
from tensorlab.show.encoding import FONTS, css_variables

STATIC = Path(__file__).parent / "static"
ENTRY = "tracer.js"
NOTEBOOK_ENTRY = "notebook.js"

IMPORT = re.compile(r'^import \{ ([\w, ]+) \} from "\./(\w+)\.js";$')
EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) (\w+))")
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
    joined: dict[str, Module] = {}
    name = (entry or (NOTEBOOK_ENTRY if for_anywidget else ENTRY)).removesuffix(".js")
    join(name, joined)
    texts = [module.text for module in joined.values()]
    text = "\n".join([words_of(texts), *texts, f"const {{ {', '.join(joined[name].exports)} }} = ${name};"])
    return f"{text}\n{DEFAULT_EXPORT}\n" if for_anywidget else text


def words_of(texts: Iterable[str]) -> str:
    """The catalogue of words as a line of script, where any of the files asks for it.

    >>> words_of(["const one = 1;"])
    ''
    """
    if not any("MESSAGES[" in text for text in texts):
        return ""
    told = json.dumps(catalogue(), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"const MESSAGES = {told};"


class Module(NamedTuple):
    """A file of `static/` as it stands in the joined script, and the names it exports."""

    text: str
    exports: list[str]


def join(name: str, joined: dict[str, Module], importers: tuple[str, ...] = ()) -> None:
    """Add a file to `joined` (its name without `.js` -> module), after everything it imports.

    Raises ValueError where a line that imports or exports is not written in the one way that is understood, and
    where files import each other in a circle.
    """
    if name in joined:
        return
    if name in importers:
        raise ValueError(
            f"{' imports '.join([*importers, name])}: files that import each other cannot be joined"
        )
    lines: list[str] = []
    exports: list[str] = []
    for number, line in enumerate((STATIC / f"{name}.js").read_text(encoding="utf-8").splitlines(), 1):
        imported, exported = IMPORT.match(line), EXPORT.match(line)
        if imported:
            join(imported[2], joined, (*importers, name))
            missing = set(imported[1].split(", ")) - set(joined[imported[2]].exports)
            if missing:
                raise ValueError(
                    f"{name}.js, line {number}: {imported[2]}.js exports no {', '.join(sorted(missing))}"
                )
            lines.append(f"const {{ {imported[1]} }} = ${imported[2]};")
        elif exported:
            lines.append(EXPORT.sub("", line))
            exports.append(exported[1])
        elif line.startswith(("import", "export")) and line != DEFAULT_EXPORT:
            raise ValueError(
                f"{name}.js, line {number}: write one import or export to a line, of names: {line!r}"
            )
        elif line != DEFAULT_EXPORT:
            lines.append(line)
    text = "\n".join(lines).strip()
    returned = f"return {{ {', '.join(exports)} }};" if exports else ""
    joined[name] = Module(
        f"/* ---- {name}.js ---- */\nconst ${name} = (() => {{\n{text}\n{returned}\n}})();\n", exports
    )


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
