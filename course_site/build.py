"""Build the course as static pages: every lesson is run, and its Tracers are stored as frames that step by themselves.

nbconvert turns a notebook into HTML with our template (`template/index.html.j2`, `template/page.css`). What its own
pages fetch from elsewhere is not fetched here: formulas become MathML when the page is built, and the style sheet
stands in the page. So a folder of pages works from a memory stick.

Lessons are run in an empty folder, one beside the other, and the notebooks of the repository stay as they are. The
other texts of the course (the map, the teacher's guide, the glossary) become pages of the same kind. The reference is
made from the program itself (`reference/`).

Read next: `template/index.html.j2`.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from ipython_pygments_lexers import IPython3Lexer
from latex2mathml.converter import convert as mathml
from nbclient import NotebookClient
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter

from course_site.frames import FOLDER, LOADER, Frames, parts_of
from course_site.reference.page import PAGE as REFERENCE
from course_site.reference.page import write as write_reference
from course_site.words import WORDS
from tensorlab.show.encoding import css_variables

REPOSITORY = Path(__file__).resolve().parents[1]
COURSE = REPOSITORY / "lessons"
TEMPLATES = Path(__file__).parent
PATIENCE = 300  # seconds, for one cell
ELSEWHERE = re.compile(r"[a-z]+:|#|//", re.IGNORECASE)
LINK_TO_THE_OTHER_EDITION = re.compile(
    r"^\[(English|中文版)\]\([^)]*\)\n\n", re.MULTILINE
)  # the page's head has it


class Source(NamedTuple):
    """One text of the course, a notebook or a page of words.

    Attributes:
        path: where it is.
        name: the same, relative to the course.
        language: "en" or "zh".
    """

    path: Path
    name: str
    language: str

    @property
    def page(self) -> str:
        """Where its page goes, relative to the site."""
        return page_name(self.name)

    @property
    def is_lesson(self) -> bool:
        """Whether it is run."""
        return self.path.suffix == ".ipynb"


def page_name(name: str) -> str:
    """The page of a text of the course.

    >>> page_name("zh/01-a.ipynb"), page_name("README.md"), page_name("guide/glossary.md")
    ('zh/01-a.html', 'index.html', 'guide/glossary.html')
    """
    folder, _, file = name.rpartition("/")
    stem = "index" if file == "README.md" else file.rpartition(".")[0]
    return f"{folder}/{stem}.html" if folder else f"{stem}.html"


def sources(course: Path = COURSE) -> list[Source]:
    """Every text of the course, in order: the lessons of an edition stand together."""
    found = []
    for path in sorted([*course.rglob("*.ipynb"), *course.rglob("*.md")]):
        name = path.relative_to(course).as_posix()
        if not any(part.startswith(".") for part in path.relative_to(course).parts):
            found.append(Source(path, name, "zh" if name.startswith("zh/") else "en"))
    return found


def build(
    folder: Path, only: Iterable[str] = (), binder: str = "", jobs: int = 2, course: Path = COURSE
) -> Iterator[Path]:
    """Build the site into a folder, page by page; what else is in the folder stays.

    Args:
        folder: where to.
        only: the lessons to build, by number or name; by default all, and all other pages with them.
        binder: the address under which Binder finds the repository; "" for none.
        jobs: how many lessons run at a time.
        course: the folder of the course.
    """
    found = sources(course)
    wanted = [one for one in found if chosen(one, list(only))]
    folder.mkdir(parents=True, exist_ok=True)
    frames = Frames()
    with ThreadPoolExecutor(jobs) as workers:
        running = [(one, workers.submit(notebook_of, one)) for one in wanted]
        for source, made in running:
            page = folder / source.page
            page.parent.mkdir(parents=True, exist_ok=True)
            notebook = frames.share(made.result())
            page.write_text(to_page(source, notebook, found, binder), encoding="utf-8")
            if source.is_lesson:
                shutil.copy(source.path, folder / source.name)
            yield page
    frames.write(folder)
    yield write_reference(folder, style_sheet())  # every page has a link to it


def chosen(source: Source, only: list[str]) -> bool:
    """Whether a text is among the lessons asked for.

    >>> one = Source(Path("15-the-complete-program.ipynb"), "15-the-complete-program.ipynb", "en")
    >>> chosen(one, []), chosen(one, ["15"]), chosen(one, ["15-the-complete-program", "3"]), chosen(one, ["5"])
    (True, True, True, False)
    """
    stem = source.path.stem
    return not only or any(one in (stem, stem.partition("-")[0].lstrip("0") or "0", stem[:2]) for one in only)


def notebook_of(source: Source) -> Any:
    """The notebook of a text: run for its frames, or, for a page of words, one cell that holds it."""
    if not source.is_lesson:
        text = LINK_TO_THE_OTHER_EDITION.sub("", source.path.read_text(encoding="utf-8"), count=1)
        cell = nbformat.v4.new_markdown_cell(text)
        return nbformat.v4.new_notebook(cells=[cell])
    notebook = nbformat.read(source.path, as_version=4)
    environment = {
        **os.environ,
        "TENSORLAB_STATIC": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH", "")])),
    }
    with tempfile.TemporaryDirectory() as empty:
        client = NotebookClient(
            notebook,
            timeout=PATIENCE,
            kernel_name="python3",
            coalesce_streams=True,
            resources={"metadata": {"path": empty}},
            extra_arguments=["--log-level=ERROR"],
        )
        client.execute(env=environment)
    return notebook


# --- one page ---------------------------------------------------------------------------------------------


def to_page(source: Source, notebook: Any, found: list[Source], binder: str = "") -> str:
    """The HTML of one page."""
    words = WORDS[source.language]
    other = other_edition(source.name)
    before, after = neighbours(source, found)
    up = "../" * source.page.count("/")
    exporter = HTMLExporter(
        template_name="template",
        extra_template_basedirs=[str(TEMPLATES)],
        filters={"highlight_code": highlighted},
    )
    known = {one.name for one in found}
    exporter.register_filter("markdown2html", lambda text: to_html(text, source, known))
    resources = {
        "page": {
            "words": words,
            "title": title_of(notebook, source.name),
            "css": style_sheet(),
            "is_lesson": source.is_lesson,
            "reference": f"{up}{REFERENCE}",
            "home": relative(source, "zh/README.md" if source.language == "zh" else "README.md"),
            "other": relative(source, other) if other in known else "",
            "before": link_to(source, before),
            "after": link_to(source, after),
            "notebook": source.path.name if source.is_lesson else "",
            "binder": f"{binder}?urlpath=lab/tree/lessons/{source.name}" if binder else "",
            "parts": [f"{up}{FOLDER}/{name}.js" for name in parts_of(notebook)],
            "loader": LOADER,
        }
    }
    html, _ = exporter.from_notebook_node(notebook, resources)
    return str(html)


def to_html(markdown: str, source: Source, known: set[str]) -> str:
    """Markdown as HTML: formulas as MathML, links from page to page."""
    return str(MarkdownWithMath(renderer=Renderer(source, known)).render(markdown))


def highlighted(source: str, language: str | None = None, metadata: Any = None) -> str:
    """A cell's program in colours; below a `%%trace`, too.

    >>> highlighted("%%trace tape\\nx = 1")[:69]
    '<div class="highlight"><pre><span class="k">%%trace tape</span>\\n<span'
    """
    magic, _, rest = source.partition("\n") if source.startswith("%%trace") else ("", "", source)
    line = f'<span class="k">{escape(magic)}</span>\n' if magic else ""
    program = highlight(rest, IPython3Lexer(), HtmlFormatter(nowrap=True))
    return f'<div class="highlight"><pre>{line}{program}</pre></div>'


class Renderer(IPythonRenderer):
    """Writes what nbconvert's own renderer leaves to scripts from elsewhere."""

    def __init__(self, source: Source, known: set[str]) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self.source = source
        self.known = known

    def inline_math(self, body: str) -> str:
        """A formula in a line."""
        return str(mathml(body.strip()))

    def block_math(self, body: str) -> str:
        """A formula of its own."""
        return f'<div class="formula">{mathml(body.strip(), display="block")}</div>'

    def heading(self, text: str, level: int, **attributes: Any) -> str:
        """A heading that a link can name, under the name that Jupyter and GitHub give it."""
        plain = re.sub(r"<[^>]+>", "", text)
        name = re.sub(r"[^\w\- ]", "", plain.lower()).strip().replace(" ", "-")
        return f'<h{level} id="{escape(name)}">{text}</h{level}>\n'

    def block_code(self, code: str, info: str | None = None) -> str:
        """A piece of a program that is not run; where it is long it scrolls, and keys can scroll it too."""
        return str(super().block_code(code, info)).replace("<pre", '<pre tabindex="0"', 1)

    def table(self, text: str) -> str:
        """A table that scrolls by itself where the page is narrow."""
        return f'<div class="table" tabindex="0"><table>{text}</table></div>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """A link to another text leads to its page; where there is none, the words stay."""
        if ELSEWHERE.match(url):
            return str(super().link(text, url, title))
        target, _, place = url.partition("#")
        name = os.path.normpath(os.path.join(os.path.dirname(self.source.name), target)).replace(os.sep, "/")
        if name not in self.known:
            return text
        return str(super().link(text, relative(self.source, name) + (f"#{place}" if place else ""), title))


def title_of(notebook: Any, or_else: str) -> str:
    """The text of the first heading, without its marks."""
    first = notebook.cells[0].source if notebook.cells else ""
    found = re.search(r"^# (.+)$", first, re.MULTILINE)
    return re.sub(r"[`*]", "", found.group(1)).strip() if found else or_else


def title_in(source: Source) -> str:
    """The title of a text, read from its file."""
    if source.is_lesson:
        return title_of(nbformat.read(source.path, as_version=4), source.path.stem)
    return title_of(notebook_of(source), source.path.stem)


def neighbours(source: Source, found: list[Source]) -> tuple[Source | None, Source | None]:
    """The lessons before and after one, in its edition; a page of words has none."""
    if not source.is_lesson:
        return None, None
    row = [one for one in found if one.is_lesson and one.language == source.language]
    place = row.index(source)
    return (row[place - 1] if place else None), (row[place + 1] if place + 1 < len(row) else None)


def link_to(source: Source, other: Source | None) -> dict[str, str] | None:
    """Where another page is, and what it is called."""
    return None if other is None else {"href": relative(source, other.name), "title": title_in(other)}


def other_edition(name: str) -> str:
    """The same text in the other language.

    >>> other_edition("zh/guide/a.md"), other_edition("01-b.ipynb")
    ('guide/a.md', 'zh/01-b.ipynb')
    """
    return name.removeprefix("zh/") if name.startswith("zh/") else f"zh/{name}"


def relative(source: Source, name: str) -> str:
    """The way from a page to that of another text."""
    return os.path.relpath(page_name(name), os.path.dirname(source.page) or ".").replace(os.sep, "/")


def style_sheet() -> str:
    """The style sheet of every page, in the colours of the Tracer, light or dark as the reader's system is."""
    return "\n".join(
        [
            f":root {{ {css_variables('light')} }}",
            f"@media (prefers-color-scheme: dark) {{ :root {{ {css_variables('dark')} }} }}",
            (TEMPLATES / "template" / "page.css").read_text(encoding="utf-8"),
        ]
    )
