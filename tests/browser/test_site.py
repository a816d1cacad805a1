"""The course as a site: pages that need no Python and no network, and steppers in them that step.

A small course of two lessons is built once; what is true of it is true of the other pages, which the same few lines
make. Read `course_site/build.py` beside it.
"""

import functools
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat
import pytest

pytest.importorskip("nbconvert", reason="nbconvert is not installed")

from course_site.build import build, notebook_of, sources, title_of, to_page
from course_site.reference.page import write
from course_site.words import WORDS
from tests.lessons import COURSE

PROGRAM = """\
%%trace
import tensorlab as tf
w = tf.Variable([1.0, 2.0], name="w")
loss = tf.reduce_sum(tf.square(w), name="loss")
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        sess.run(step)"""
ORDERS = """\
from tensorlab import lab
with tf.Graph().as_default(), tf.Session() as sess:
    v = tf.Variable(1.0, name="v")
    sess.run(v.initializer)
    found = lab.orders([v + 0.0, tf.assign(v, 2.0)], session=sess)
found"""
FIRST = """\
# {title}

$w_1$ goes down by $\\alpha \\frac{{\\partial L}}{{\\partial w_1}}$:

$$-\\bigl(y\\_ \\ln y + (1 - y\\_) \\ln (1 - y)\\bigr)$$

| key | what |
|---|---|
| → | on |

```python
total = tf.add(tf.constant([1.0, 2.0]), tf.constant([3.0, 4.0]), name="a_name_that_makes_a_long_line_of_it")
```

<details><summary>Seen</summary>

`[8, 3]`

</details>

Go on with [the next](01-second.ipynb#below), [a later one](17-later.ipynb) or [the map](README.md).
"""


def write_course(folder: Path) -> None:
    """Two lessons in two editions, with their maps."""
    for edition, language in ((folder, "en"), (folder / "zh", "zh")):
        edition.mkdir(parents=True)
        use = f'%load_ext tensorlab\nfrom tensorlab import lab\nlab.use_language("{language}")'
        v4 = nbformat.v4
        first = [
            v4.new_markdown_cell(FIRST.format(title={"en": "First", "zh": "第一课"}[language]), id="title"),
            v4.new_code_cell(use, id="setup"),
            v4.new_code_cell(PROGRAM, id="program"),
            v4.new_code_cell(ORDERS, id="orders"),
            v4.new_code_cell('lab.check("15.1", ...)', id="check"),
        ]
        second = [v4.new_markdown_cell("# Second\n\n## Below"), v4.new_code_cell("print(1 < 2)")]
        for name, cells in (("00-first", first), ("01-second", second)):
            notebook = v4.new_notebook(cells=cells)
            notebook.metadata["kernelspec"] = {
                "name": "python3",
                "display_name": "Python 3",
                "language": "python",
            }
            nbformat.write(notebook, edition / f"{name}.ipynb")
        (edition / "README.md").write_text("# Map\n\n[First](00-first.ipynb)\n", encoding="utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course, built."""
    course = tmp_path_factory.mktemp("course") / "lessons"
    write_course(course)
    folder = tmp_path_factory.mktemp("site")
    assert (
        len(list(build(folder, binder="https://mybinder.org/v2/gh/a/b/HEAD", course=course))) == 7
    )  # and the reference
    return folder


class Links(HTMLParser):
    """The links and the names of a page."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.names: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Keep what leads somewhere, and what can be led to."""
        given = dict(attributes)
        self.links += [given["href"] or ""] if tag == "a" and "href" in given else []
        self.names |= {given["id"] or ""} if "id" in given else set()


@functools.cache
def links_of(page: Path) -> Links:
    """The links of a page, which is read once: the reference is long, and links to itself a thousand times."""
    return Links(page)


def dead_links(folder: Path) -> list[str]:
    """The links of a site that lead nowhere, with their pages."""
    dead = []
    for page in sorted(folder.rglob("*.html")):
        for link in links_of(page).links:
            if re.match(r"https?:|data:", link):
                continue
            path, _, name = unquote(link).partition("#")
            target = (page.parent / path).resolve() if path else page
            named = not name or target.suffix != ".html" or name in links_of(target).names
            if not target.is_file() or not named:
                dead.append(f"{page.relative_to(folder)}: {link}")
    return dead


def test_every_link_leads_somewhere(site: Path) -> None:
    """To a page, not to a notebook; the words of a link to a lesson that is not there stay."""
    assert dead_links(site) == []
    page = (site / "00-first.html").read_text(encoding="utf-8")
    assert 'href="01-second.html#below"' in page and 'href="index.html"' in page
    assert "a later one" in page and "17-later" not in page


def test_the_editions_and_the_neighbours_are_linked(site: Path) -> None:
    first, second = Links(site / "00-first.html").links, Links(site / "zh" / "01-second.html").links
    assert {"zh/00-first.html", "01-second.html", "00-first.ipynb"} <= set(first)
    assert {"../01-second.html", "00-first.html", "index.html"} <= set(second)
    assert "https://mybinder.org/v2/gh/a/b/HEAD?urlpath=lab/tree/lessons/zh/01-second.ipynb" in second


def test_the_notebooks_are_there_as_they_were(site: Path) -> None:
    """To be downloaded; what the site stored in its pages is not in them."""
    for name in ("00-first.ipynb", "zh/00-first.ipynb"):
        assert "iframe" not in (site / name).read_text(encoding="utf-8")


def test_the_script_is_kept_once(site: Path) -> None:
    """A Tracer more costs its record only."""
    page = (site / "00-first.html").read_text(encoding="utf-8")
    assert page.count("<iframe data-page=") == 2 and "srcdoc=" not in page
    assert len(page) < 300_000 < max(part.stat().st_size for part in (site / "parts").iterdir())


@pytest.fixture
def page(site: Path, browser: Any) -> Iterator[Any]:
    """Opens pages in a browser without a network; whatever leaves the disk, or goes wrong, fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_offline(True)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    opened.on(
        "request",
        lambda asked: (
            wrong.append(asked.url) if not asked.url.startswith(("file:", "data:", "about:")) else None
        ),
    )
    yield opened
    context.close()
    assert not wrong


@pytest.mark.browser
@pytest.mark.parametrize(("name", "words"), [("00-first", "step 2 of"), ("zh/00-first", "第 2 步")])
def test_a_stepper_steps_without_a_network(site: Path, page: Any, name: str, words: str) -> None:
    """By key, in the language of its page; and the page itself keeps the keys until the reader clicks."""
    page.goto((site / f"{name}.html").as_uri())
    frame = page.frame_locator("iframe >> nth=0")
    page.locator("iframe").first.scroll_into_view_if_needed()
    tracer = frame.locator(".tl-tracer")
    tracer.wait_for(timeout=30_000)
    assert page.evaluate("document.activeElement === document.body")
    frame.locator(".tl-sentence").click(position={"x": 3, "y": 3})
    page.keyboard.press("ArrowRight")
    frame.locator(".tl-phase", has_text=words).wait_for(timeout=10_000)
    page.locator("iframe").nth(1).scroll_into_view_if_needed()
    page.frame_locator("iframe >> nth=1").locator(".tl-orders, #orders > *").first.wait_for(timeout=30_000)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_readable(site: Path, page: Any, axe: str, width: int, scheme: str) -> None:
    """On a desk and on a phone, by day and by night: nothing sticks out, and axe-core finds nothing."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    for name in ("00-first", "zh/index"):
        page.goto((site / f"{name}.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(axe)
        found = page.evaluate("axe.run({ exclude: ['iframe'] })")
        assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]] == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
        {"light": "rgb(246, 247, 249)", "dark": "rgb(13, 17, 22)"}[scheme],
    )


@pytest.mark.browser
def test_formulas_are_drawn_and_checks_explained(site: Path, page: Any) -> None:
    page.goto((site / "00-first.html").as_uri())
    assert page.locator("math").count() == 3 and "$" not in page.locator("main").inner_text()
    assert page.locator("math mfrac").count() == 1
    assert page.locator("#check .aside").inner_text() == WORDS["en"]["check"]
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_lesson_of_the_course(tmp_path: Path) -> None:
    """The first one, by its number: both editions, with Tracers, and nothing that went wrong."""
    pages = list(build(tmp_path, only=["0"]))
    assert [page.relative_to(tmp_path).as_posix() for page in pages] == [
        "00-welcome.html",
        "zh/00-welcome.html",
        "reference.html",
    ]
    for page in pages[:2]:
        html = page.read_text(encoding="utf-8")
        assert "<iframe data-page=" in html and "Traceback" not in html


def test_the_other_pages_of_the_course(tmp_path: Path) -> None:
    """The map, the guide, the glossary: they become pages, and what they link to is there."""
    found = sources()
    write(tmp_path, "")
    for source in found:
        page = tmp_path / source.page
        page.parent.mkdir(parents=True, exist_ok=True)
        if source.is_lesson:
            title = title_of(nbformat.read(source.path, as_version=4), source.name)
            page.write_text(f"<h1>{title}</h1>", encoding="utf-8")
            (tmp_path / source.name).write_bytes(b"")
        else:
            page.write_text(to_page(source, notebook_of(source), found), encoding="utf-8")
    assert dead_links(tmp_path) == []
    for edition in ("", "zh"):
        links = Links(tmp_path / edition / "index.html").links
        assert {f"{lesson.stem}.html" for lesson in (COURSE / edition).glob("*.ipynb")} <= set(links)
