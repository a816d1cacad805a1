"""The Tracer's script and style sheet, put together from the short files in `static/`.

anywidget takes one script and one style sheet, and a page that opens from a memory stick cannot import files
either. So the modules are joined: `tracer.js` is read, every file it imports comes before it, and the lines
that import or export between them fall away. The rules are simple enough to check: an import is one line, of
names from "./file.js"; and no two files may define the same name, since all end up in one scope.

Read `static/tracer.js` next, then `page.py` and `widget.py`, which use what is put together here.
"""

import functools
import re
from pathlib import Path

from tensorlab.show.encoding import FONTS, css_variables

STATIC = Path(__file__).parent / "static"
ENTRY = "tracer.js"

IMPORT = re.compile(r'^import \{ ([\w, ]+) \} from "\./(\w+\.js)";$')
DEFINITION = re.compile(r"^(?:export )?(?:function|class|const|let) (\w+)", re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:function|class|const) (\w+))")
DEFAULT_EXPORT = "export default { render };"


@functools.cache
def script(for_anywidget: bool = True) -> str:
    """Return the Tracer as one ECMAScript module.

    For anywidget it ends by exporting `render`; without, it exports nothing and a page can call `mount` after
    it.

    >>> script().rstrip().endswith("export default { render };")
    True
    >>> "import {" in script(), "export" in script(for_anywidget=False).split()
    (False, False)
    """
    joined: dict[str, str] = {}
    join(ENTRY, joined)
    text = "\n".join(joined.values())
    names = DEFINITION.findall(text)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"defined in two files of static/, which share one scope: {', '.join(twice)}")
    return text + "\n" + DEFAULT_EXPORT + "\n" if for_anywidget else text


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
    """Return the style sheet, with the colours and fonts of `encoding.py` before it.

    >>> style_sheet()[:12]
    '.tl-tracer {'
    """
    fonts = " ".join(f"--{name}: {families};" for name, families in FONTS.items())
    light = f".tl-tracer {{ {fonts} {css_variables('light')} }}"
    dark = f'.tl-tracer[data-theme="dark"] {{ {css_variables("dark")} }}'
    return "\n".join([light, dark, (STATIC / "tracer.css").read_text(encoding="utf-8")])
