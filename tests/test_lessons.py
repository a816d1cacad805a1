"""Lessons are kept executed, from top to bottom and without errors, to be read without being run.

That their outputs are still what the programs print is checked by nbval, which runs each lesson of both editions in
the same pytest run. nbval passes over a cell that was never executed, and that is why such a cell fails here.

And every lesson has the shape that a student can rely on: a title, predictions before what they reveal, something to
break, three lines at the end, a way on, and exercises whose answers are not lying about.

Read next: `lessons.py`; `test_editions.py`, for what the two editions share.
"""

import ast
import re
from collections.abc import Iterator
from typing import Any

import nbformat
import pytest

from tensorlab.lab.exercises.exercise import every_exercise, pages
from tensorlab.record.words import say
from tests.lessons import COURSE, NAMES, SEED_LINES, Lesson, lessons

LESSONS = lessons()
EACH = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.label)
LONGEST_LINE = 100
PREDICTION = {"en": re.compile(r"\bpredict", re.IGNORECASE), "zh": re.compile("预测|猜")}
REVEAL = re.compile(r"<details>|\blab\.check\(|\bpredict=")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(|<img\b([^>]*)>")
MADE_BY_A_MACHINE = re.compile(r"[0-9a-f]{8}|cell-\d+")
OF_ONE_MACHINE = re.compile(
    r"\b0x[0-9a-f]{6,}\b|(?<![\w.])/(?:home|root|tmp|Users|var|work)/|[A-Z]:\\\\?Users"
)
HEADINGS = {
    "break": {"en": "Break it yourself", "zh": "动手弄坏它"},
    "summary": {"en": "In three lines", "zh": "三句话小结"},
    "next": {"en": "Next", "zh": "接下来"},
}


def what_is_wrong(notebook: Any) -> list[str]:
    """What keeps a notebook from being a lesson, a line each."""
    problems = []
    last_count = 0
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        count = cell.execution_count
        if count is None:
            problems.append(f"cell {number} was not executed")
        elif count != last_count + 1:
            problems.append(f"cell {number} was executed as number {count}, after number {last_count}")
        last_count = count or last_count
        if "raises-exception" in cell.metadata.get("tags", []):
            continue
        problems += [
            f"cell {number} ended with {output.ename}"
            for output in cell.outputs
            if output.output_type == "error"
        ]
    return problems


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_lesson_is_there(language: str) -> None:
    """In both editions."""
    assert tuple(lesson.name for lesson in LESSONS if lesson.language == language) == NAMES


@EACH
def test_a_lesson_is_executed(lesson: Lesson) -> None:
    """Restart the kernel, run all cells, and save."""
    assert not what_is_wrong(lesson.read())


# --- the shape of a lesson --------------------------------------------------------------------------------


def markdown(notebook: Any) -> str:
    """All that is prose in a notebook."""
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def code_cells(notebook: Any) -> list[Any]:
    """The cells that are run."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def section(text: str, heading: str) -> str | None:
    """What stands below a heading, up to the next one.

    >>> section("## Next\\n\\nGo on.\\n\\n## Last\\n\\nStop.", "Next")
    'Go on.'
    """
    found = re.search(rf"^##+ {re.escape(heading)}\s*$(.*?)(?=^#+ |\Z)", text, re.DOTALL | re.MULTILINE)
    return found.group(1).strip() if found else None


def shape_problems(lesson: Lesson, notebook: Any) -> list[str]:
    """What a student would miss in a lesson, a line each."""
    language = lesson.language
    text = markdown(notebook)
    source = "\n".join(cell.source for cell in notebook.cells)
    headings = {name: words[language] for name, words in HEADINGS.items()}
    problems = []
    title = say(f"errors.lesson_{lesson.number}", language)
    if notebook.cells[0].cell_type != "markdown" or notebook.cells[0].source.splitlines()[0] != f"# {title}":
        problems.append(f"the first line is not {f'# {title}'!r}")
    first = code_cells(notebook)[0].source
    for line in ("%load_ext tensorlab", f'lab.use_language("{language}")'):
        if line not in first:
            problems.append(f"the first code cell lacks {line!r}")
    if len(PREDICTION[language].findall(text)) < 2 or len(REVEAL.findall(source)) < 2:
        problems.append("fewer than two predictions, with what reveals whether they hold")
    if section(text, headings["break"]) is None:
        problems.append(f"no section {headings['break']!r}")
    bullets = re.findall(r"^[-*] ", section(text, headings["summary"]) or "", re.MULTILINE)
    if len(bullets) != 3:
        problems.append(f"{len(bullets)} lines below {headings['summary']!r}, not 3")
    onward = section(text, headings["next"])
    if not onward or not LINK.search(onward):
        problems.append(f"no link below {headings['next']!r}")
    return problems


@EACH
def test_a_lesson_has_its_shape(lesson: Lesson) -> None:
    """A student who has done one lesson knows her way about in the next."""
    assert not shape_problems(lesson, lesson.read())


@EACH
def test_a_lesson_stands_in_the_plan(lesson: Lesson) -> None:
    """Its file has the name under which others link to it."""
    assert lesson.name in NAMES


@EACH
def test_links_lead_somewhere(lesson: Lesson) -> None:
    """To a file of the course, which a student has wherever she got it from; or to one that is planned."""
    planned = {COURSE / f"{name}.ipynb" for name in NAMES} | {
        COURSE / "zh" / f"{name}.ipynb" for name in NAMES
    }
    for target in LINK.findall(markdown(lesson.read())):
        if re.match(r"https?://|mailto:|#", target):
            continue
        place = (lesson.path.parent / target.partition("#")[0]).resolve()
        assert place.is_relative_to(COURSE), f"{target} leads out of the course"
        assert place.exists() or place in planned, f"there is no {target}"


@EACH
def test_pictures_have_words(lesson: Lesson) -> None:
    """For whoever cannot see them."""
    for alternative, attributes in PICTURE.findall(markdown(lesson.read())):
        assert alternative.strip() or re.search(r'\balt="[^"]+"', attributes)


@EACH
def test_code_fits_the_page(lesson: Lesson) -> None:
    """Without scrolling sideways; a program out of a textbook keeps its lines."""
    for cell in code_cells(lesson.read()):
        long = [line for line in cell.source.splitlines() if len(line) > LONGEST_LINE]
        assert not [line for line in long if line.strip() not in SEED_LINES], cell.id


@EACH
def test_the_notebook_is_clean(lesson: Lesson) -> None:
    """Its cells have names that stay, its outputs come from no particular machine."""
    notebook = lesson.read()
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert not [one for one in ids if MADE_BY_A_MACHINE.fullmatch(one)]
    assert notebook.metadata.kernelspec.name == "python3"
    assert not {"jupytext", "widgets"} & set(notebook.metadata)
    for cell in code_cells(notebook):
        for output in cell.outputs:
            shown = output.get("text") or "\n".join(output.get("traceback", ())) + str(output.get("data", ""))
            found = OF_ONE_MACHINE.search(shown)
            assert not found, f"{cell.id} shows {found.group()!r}" if found else ""


# --- exercises --------------------------------------------------------------------------------------------


def checks(notebook: Any) -> Iterator[tuple[Any, ast.Call]]:
    """Every call of `lab.check` in a notebook, with its cell."""
    for cell in code_cells(notebook):
        python = re.sub(r"^\s*[%!].*$", "", cell.source, flags=re.MULTILINE)
        try:
            tree = ast.parse(python)
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "lab.check":
                yield cell, node


def exercise_numbers(number: int) -> set[str]:
    """The exercises that the page of a lesson declares."""
    return {one.number for one in every_exercise() if int(one.number.partition(".")[0]) == number}


@EACH
def test_every_exercise_is_asked(lesson: Lesson) -> None:
    """The lesson asks what its page answers, and nothing else."""
    asked = {ast.literal_eval(call.args[0]) for _, call in checks(lesson.read())}
    assert asked == exercise_numbers(lesson.number)


@EACH
def test_no_answer_lies_about(lesson: Lesson) -> None:
    """Where the student puts her answer stand three dots, and no stored output says that one was right."""
    for cell, call in checks(lesson.read()):
        given = call.args[1] if len(call.args) > 1 else None
        assert given is None or not isinstance(given, ast.Constant) or given.value is ..., cell.id
        assert not isinstance(given, ast.List | ast.Tuple | ast.Dict | ast.Set | ast.UnaryOp), cell.id
        stored = " ".join(
            str(output.get("text", "")) + str(output.get("data", {}).get("text/plain", ""))
            for output in cell.outputs
        )
        assert "✓" not in stored, f"{cell.id} shows a right answer"


def test_every_page_of_exercises_has_its_lesson() -> None:
    """Else nobody would ever be asked."""
    numbers = {int(name.partition("-")[0]) for name in NAMES}
    assert {int(page.removeprefix("lesson_")) for page in pages()} <= numbers


# --- the checks themselves --------------------------------------------------------------------------------


def cell(count: int | None, *outputs: Any, tags: tuple[str, ...] = ()) -> Any:
    """A code cell that was executed as number `count`."""
    return nbformat.v4.new_code_cell(
        "1 + 1", execution_count=count, outputs=list(outputs), metadata={"tags": list(tags)}
    )


ERROR = nbformat.v4.new_output("error", ename="ValueError", evalue="", traceback=[])


@pytest.mark.parametrize(
    ("cells", "problems"),
    [
        ([cell(1), cell(2)], []),
        ([cell(1), cell(None)], ["cell 2 was not executed"]),
        ([cell(2), cell(1)], ["cell 1 was executed as number 2, after number 0"]),
        ([cell(1, ERROR)], ["cell 1 ended with ValueError"]),
        ([cell(1, ERROR, tags=("raises-exception",))], []),
    ],
)
def test_the_check_sees(cells: list[Any], problems: list[str]) -> None:
    """The check finds a cell that was not executed, or out of order, or with an error nobody asked for."""
    found = what_is_wrong(nbformat.v4.new_notebook(cells=cells))
    assert found[: len(problems)] == problems
    assert bool(found) == bool(problems)


WELL_SHAPED = """\
# Order

**Predict.** Which comes first?

<details><summary>What you should have seen</summary>The older one.</details>

**Predict.** And now?

<details><summary>What you should have seen</summary>The same.</details>

## Break it yourself

Take it away.

## In three lines

- One.
- Two.
- Three.

## Next

[Read the engine](24-read-the-engine.ipynb)"""


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("", "", ""),
        ("# Order", "# Orders", "the first line is not"),
        ("**Predict.** And now?", "", "fewer than two predictions"),
        ("## Break it yourself", "## Break it", "no section 'Break it yourself'"),
        ("- Two.\n", "", "2 lines below 'In three lines'"),
        ("[Read the engine](24-read-the-engine.ipynb)", "Read the engine", "no link below 'Next'"),
        ("%load_ext", "# load_ext", "the first code cell lacks"),
    ],
)
def test_the_check_of_the_shape_sees(old: str, new: str, problem: str) -> None:
    """Each of these takes something away that a student relies on."""
    setup = '%load_ext tensorlab\nfrom tensorlab import lab\nlab.use_language("en")'
    cells = [
        nbformat.v4.new_markdown_cell(WELL_SHAPED.replace(old, new) if old else WELL_SHAPED),
        nbformat.v4.new_code_cell(setup.replace(old, new) if old else setup),
    ]
    found = shape_problems(Lesson("en", COURSE / "16-order.ipynb"), nbformat.v4.new_notebook(cells=cells))
    assert len(found) == bool(problem) and all(problem in one for one in found)
