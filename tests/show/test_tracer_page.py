"""The Tracer without a browser: one script out of many, one page that fetches nothing, a widget that answers.

Read `tests/browser/` for what happens in a real browser.
"""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from tensorlab import record
from tensorlab.show import assets
from tensorlab.show.page import digest, to_page
from tensorlab.show.sentences import outline, sentences, value_of
from tests.show.fixture import seed_bundle
from tests.show.fixture_numbers import training
from tests.show.fixture_odd import HOSTILE, ODD_VALUES, empty_bundle, odd_bundle, wide_bundle

MOST_LINES = 400


class Elements(HTMLParser):
    """Collects a page's elements with their attributes and texts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.open = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), []))
        self.open = True

    def handle_endtag(self, tag: str) -> None:
        self.open = False

    def handle_data(self, data: str) -> None:
        if self.open:
            self.found[-1][2].append(data)

    def texts(self, tag: str) -> list[str]:
        return ["".join(parts) for name, _, parts in self.found if name == tag]


@pytest.fixture(scope="module")
def seed() -> tuple[dict[str, Any], bytes]:
    return seed_bundle(20)


@pytest.mark.parametrize("make", [lambda: seed_bundle(3), odd_bundle, lambda: wide_bundle(3), empty_bundle])
def test_the_fixtures_are_bundles(make: Any) -> None:
    """What these tests show is what the recorder writes."""
    schema = json.loads((Path(record.__file__).parent / "bundle.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(make()[0], schema)


# --- the script ---------------------------------------------------------------------------------------------


def test_every_file_of_the_script_is_short_and_opens_by_saying_what_it_is() -> None:
    files = sorted(assets.STATIC.glob("*.js"))
    assert files
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert text.startswith("/* "), f"{path.name} does not open with a comment"
        assert text.count("\n") <= MOST_LINES, f"{path.name} is longer than {MOST_LINES} lines"
    entries = [
        path.name
        for path in files
        if path.read_text(encoding="utf-8").rstrip().endswith(assets.DEFAULT_EXPORT)
    ]
    joined = "".join(assets.script(entry=entry) for entry in entries)
    assert assets.NOTEBOOK_ENTRY in entries
    assert all(f"/* ---- {path.name} ---- */" in joined for path in files), "a file that nothing imports"


def test_the_joined_script_imports_nothing_and_exports_render() -> None:
    lines = assets.script().splitlines()
    assert not [line for line in lines if line.startswith("import")]
    assert [line for line in lines if line.startswith("export")] == ["export default { render };"]


@pytest.mark.parametrize("line", ['import x from "./dom.js";', "export * from './dom.js';", "export { a };"])
def test_an_import_written_another_way_is_refused(
    line: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.js").write_text(line)
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    with pytest.raises(ValueError, match=r"one\.js, line 1"):
        assets.join("one", {})


def test_a_name_that_the_other_file_lacks_and_a_circle_are_refused(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\n')
    (tmp_path / "b.js").write_text("const b = 1;\n")
    (tmp_path / "c.js").write_text('import { d } from "./d.js";\n')
    (tmp_path / "d.js").write_text('import { c } from "./c.js";\n')
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    with pytest.raises(ValueError, match=r"a\.js, line 1: b\.js exports no b"):
        assets.join("a", {})
    with pytest.raises(ValueError, match=r"c imports d imports c"):
        assets.join("c", {})


def test_what_a_file_needs_comes_before_it(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.js").write_text('import { c } from "./c.js";\nexport const a = c;\n')
    (tmp_path / "b.js").write_text(
        'import { a } from "./a.js";\nimport { c } from "./c.js";\nexport function b() {}\n'
    )
    (tmp_path / "c.js").write_text("export const c = 1;\n")
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    joined: dict[str, assets.Module] = {}
    assets.join("b", joined)
    assert list(joined) == ["c", "a", "b"]
    assert "const c = 1;\nreturn { c };" in joined["c"].text
    assert "const { c } = $c;" in joined["b"].text and joined["b"].exports == ["b"]
    assert not any(
        line.startswith("export") for module in joined.values() for line in module.text.splitlines()
    )


def test_colours_come_from_the_one_table() -> None:
    for path in assets.STATIC.glob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", text), f"{path.name}: write colours in encoding.py"
    for path in assets.STATIC.glob("*.js"):
        colours = set(re.findall(r'"(#[0-9a-fA-F]{6})"', path.read_text(encoding="utf-8")))
        assert colours <= {"#000000", "#FFFFFF"}, path.name


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_allows_its_own_script_and_style_and_nothing_else(
    seed: tuple[dict[str, Any], bytes],
) -> None:
    page = Elements(to_page(*seed))
    policies = [a["content"] for tag, a, _ in page.found if tag == "meta" and a.get("http-equiv")]
    assert len(policies) == 1 and policies[0]
    assert policies[0].startswith("default-src 'none';")
    assert "unsafe" not in policies[0] and "http" not in policies[0]
    modules = ["".join(t) for tag, a, t in page.found if tag == "script" and a.get("type") == "module"]
    assert [f"script-src '{digest(text)}'" in policies[0] for text in modules] == [True]
    assert [f"style-src '{digest(text)}'" in policies[0] for text in page.texts("style")] == [True]


def test_the_page_fetches_nothing(seed: tuple[dict[str, Any], bytes]) -> None:
    for tag, attributes, _ in Elements(to_page(*seed)).found:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base")
        assert not {"src", "href", "style", "onload", "onerror"} & set(attributes)


def test_the_page_carries_the_bundle_unchanged(seed: tuple[dict[str, Any], bytes]) -> None:
    page = Elements(to_page(*seed))
    texts = {a.get("id"): "".join(t) for tag, a, t in page.found if tag == "script"}
    assert json.loads(texts["tracer-bundle"]) == json.loads(json.dumps(seed[0]))


@pytest.mark.parametrize("make", [odd_bundle, empty_bundle, lambda: empty_bundle(1), lambda: wide_bundle(4)])
def test_hostile_names_stay_text(make: Any) -> None:
    bundle, blob = make()
    text = to_page(bundle, blob)
    assert "<img" not in text
    assert len(re.findall("</script>", text)) == 4
    assert Elements(text).texts("title") == [f"Tracer: {bundle['title']}"]


def test_without_javascript_there_is_a_table_of_sentences(seed: tuple[dict[str, Any], bytes]) -> None:
    table = to_page(*seed).partition("<noscript>")[2].partition("</noscript>")[0]
    cells = Elements(table).texts("td")
    assert cells[:3] == ["1", "feed", "x-input is fed: [8,2] between 0.0001144 and 0.8781."]
    assert len(cells) == 3 * 39


# --- values and sentences -----------------------------------------------------------------------------------


def test_values_come_back_as_they_were(seed: tuple[dict[str, Any], bytes]) -> None:
    bundle, blob = seed
    entries = bundle["frames"][0]["entries"]
    for entry, known in enumerate(entries):
        expected = training(20)[7][known["tensor"].rpartition(":")[0]]
        found = value_of(bundle, blob, 7, entry)
        assert found is not None and found.dtype == np.float32
        np.testing.assert_array_equal(found, expected)


def test_odd_values_come_back_too() -> None:
    bundle, blob = odd_bundle()
    for entry, (name, value) in enumerate(ODD_VALUES.items()):
        found = value_of(bundle, blob, 2, entry)
        assert value_of(bundle, blob, 1, entry) is None
        if value is None:
            assert found is None
        elif name == "big":
            np.testing.assert_array_equal(found, value[:12, :12])
        else:
            np.testing.assert_array_equal(found, value)


def test_sentences_say_shape_and_range() -> None:
    told = [text for _, text in sentences(*odd_bundle(), 2)]
    assert told[0] == "scalar gives 3.25."
    assert told[list(ODD_VALUES).index("big")].startswith("big gives [784,500] between ")
    assert HOSTILE in told[list(ODD_VALUES).index(HOSTILE)]
    assert told[-1] == "after gives a value."


def test_the_outline_has_no_measured_number_in_it(seed: tuple[dict[str, Any], bytes]) -> None:
    assert outline(seed[0]) == (
        "Tracer of seed5_training.py: 20 runs\n"
        "  20 × sess.run(train_step): 39 steps (feed 2, forward 16, backward 19, update 2)"
    )


# --- the widget ---------------------------------------------------------------------------------------------


def test_the_widget_sends_the_runs_it_is_asked_for(seed: tuple[dict[str, Any], bytes]) -> None:
    from tensorlab.show.widget import TracerWidget

    bundle, blob = seed_bundle(20, kept=5)
    whole, bytes_ = seed
    asked = []

    def fetch_run(index: int) -> tuple[dict[str, Any], bytes]:
        asked.append(index)
        begin, length = whole["runs"][index]["values"]
        return {"fields": whole["runs"][index], "frames": whole["frames"]}, bytes_[begin : begin + length]

    widget = TracerWidget(bundle=bundle, blob=blob, run=3, step=4, fetch_run=fetch_run)
    sent: list[Any] = []
    widget.send = lambda content, buffers=None: sent.append((content, buffers))
    assert widget.live
    for message in (
        {"type": "need_run", "run": 7},
        {"type": "need_run", "run": 99},
        {"type": "other"},
        "text",
    ):
        widget._receive(widget, message, [])
    assert asked == [7]
    [(content, buffers)] = sent
    assert (content["type"], content["run"], content["fields"]["number"]) == ("run", 7, 8)
    assert len(buffers[0]) == whole["frames"][0]["bytes"]


def test_without_somebody_to_ask_the_widget_says_so(seed: tuple[dict[str, Any], bytes]) -> None:
    from tensorlab.show.widget import TracerWidget

    widget = TracerWidget(bundle=seed[0], blob=seed[1])
    assert not widget.live
    assert repr(widget) == outline(seed[0])
    assert repr(TracerWidget(bundle=seed[0], blob=seed[1], text="as told")) == "as told"


def test_a_notebook_stores_the_same_words_every_time(seed: tuple[dict[str, Any], bytes]) -> None:
    from tensorlab.show.widget import TracerWidget

    made = TracerWidget(bundle=seed[0], blob=seed[1])._repr_mimebundle_()
    data = made[0] if isinstance(made, tuple) else made
    assert data["text/plain"] == outline(seed[0])
    assert "application/vnd.jupyter.widget-view+json" in data
