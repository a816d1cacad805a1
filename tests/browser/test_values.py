"""Values on the page: the same texts as in Python, one array large, what a kernel adds, entries worked out.

Read next: `tensorlab/show/static/value_view.js`.
"""

import base64
import json
import re
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.lab.desk import Desk
from tensorlab.record.values import brief
from tests.browser.conftest import OpenPage
from tests.browser.test_page import wait_until

pytestmark = pytest.mark.browser

RANDOM = np.random.RandomState(0)
HOSTILE = '</script><img src=x onerror="window.broken=1">'
VALUES: dict[str, Any] = {
    "scalar": np.float32(3.25), "tie": np.float64(2.0625), "big_float": np.float64(12345678.5),
    "five": np.float64(12345.678), "small": np.float64(-0.000012345), "whole_float": np.float64(123456),
    "negative_zero": np.float64(-0.0), "tenth": np.float32(0.1), "infinite": np.float64(-np.inf),
    "vector": np.array([8, 1]), "column": np.zeros((8, 1)), "matrix": np.array([[1.0, 2.5], [-3.25, 4.0]]),
    "six": np.arange(6.0), "seven": np.arange(7.0) - 3, "same": np.full(9, 0.125), "deep": np.ones((2, 1, 2)),
    "ids": np.array([2**53 + 1, -(2**62) - 1, 0]), "many_ids": np.array([2**53 + 1, 2**53 + 3] * 5),
    "unsigned": np.array([2**64 - 1], np.uint64), "bytes": np.array([0, 255], np.uint8),
    "ten_million": np.array([12345678, 1]), "flags": np.array([True, False]), "flag": np.array(True),
    "many_flags": np.ones((3, 4), bool), "complex": np.array([1 + 2j, -0.5j]), "many_complex": np.ones(8, complex),
    "odd": np.array([1.0, np.nan, np.inf] * 4), "only_odd": np.full(8, np.nan), "few_odd": np.array([np.nan, -np.inf]),
    "texts": np.array(["naïve", 'quo"te', HOSTILE], object), "text": np.array("x\n\u2028y", object),
    "many_texts": np.array(list("abcdefg"), object), "empty": np.zeros((0, 3), np.float32),
    "big": RANDOM.randn(784, 500).astype(np.float32), "big_ids": np.arange(10_000_000, 10_010_000),
}  # fmt: skip


def traced(values: dict[str, Any], then: Any = None) -> Any:
    """A tape of one run that feeds each value and reads it, or what `then` makes of the fed tensors."""
    with tf.Graph().as_default(), tf.Session() as sess, lab.trace(sess) as tape:
        feeds = {}
        for name, value in values.items():
            kind = tf.string if value.dtype == object else tf.as_dtype(value.dtype)
            feeds[tf.placeholder(kind, name=name)] = value
        made = [tf.identity(tensor) for tensor in feeds] if then is None else then(*feeds)
        sess.run(made, feeds)
    return tape


def step_of(bundle: dict[str, Any], name: str) -> int:
    """The number (from 1) of the step that feeds or computes `name`."""
    nodes = [bundle["nodes"][step["node"]]["name"] for step in bundle["programs"][0]["steps"]]
    return nodes.index(name) + 1


def typeset(text: str) -> str:
    return text.replace("-", "−").replace("Infinity", "∞")


def opened(open_page: OpenPage, tape: Any, name: str, **options: Any) -> Any:
    bundle, blob = tape.bundle()
    return open_page(bundle, blob, place=f"step={step_of(bundle, name)}", **options)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_writes_values_as_python_does(open_page: OpenPage, language: str) -> None:
    bundle, blob = traced(VALUES).bundle()
    page = open_page(bundle, blob)
    if language == "zh":
        page.evaluate("window.tracer = tracer.remake({ language: 'zh' })")
    names = [entry["tensor"] for entry in bundle["frames"][0]["entries"]]
    for name, value in VALUES.items():
        entry = names.index(f"{name}:0")
        shown = page.evaluate(f"tracer.words.plainPart('v', {entry}, tracer.moment)")
        expected = brief(value, language=language)
        assert shown == (expected if value.dtype == object else typeset(expected)), name


def test_integers_keep_all_digits_wherever_they_stand(open_page: OpenPage) -> None:
    tape = traced({"ids": VALUES["ids"]}, lambda ids: [tf.add(ids, 1, name="next")])
    page = opened(open_page, tape, "next", size=(1440, 900))
    result = page.locator(".tl-heat").last.locator("td")
    assert result.all_inner_texts() == ["9007199254740994", "−4611686018427387904", "1"]
    assert "9007199254740993" in page.inner_text(".tl-terms")
    page.keyboard.press("a")
    assert page.inner_text(".tl-array-readout") == "next[0] = 9007199254740994"
    assert "9007199254740994" in page.inner_text(".tl-array-numbers")


# --- the inspector ------------------------------------------------------------------------------------------


def test_slices_have_a_stepper_for_each_axis_and_keys(open_page: OpenPage) -> None:
    cube = np.arange(2 * 3 * 4 * 5, dtype=np.float32).reshape(2, 3, 4, 5)
    page = opened(open_page, traced({"cube": cube}, lambda x: [tf.nn.relu(x, name="relu")]), "relu")
    first = page.locator(".tl-heat").last

    def shows(i: int, j: int) -> None:
        for figure in page.locator(".tl-heat").all():  # input and result move together
            assert figure.locator(".tl-slice-name").text_content() == f"[{i},{j},:,:]"
        assert float(first.locator("td").first.inner_text()) == cube[i, j, 0, 0]

    shows(0, 0)
    first.get_by_role("button", name="Axis 0: next slice").click()
    shows(1, 0)
    assert page.evaluate("document.activeElement.closest('.tl-values') !== null")
    page.keyboard.press("Shift+A")
    page.keyboard.press(">")
    shows(1, 1)
    page.keyboard.press("<")
    page.keyboard.press("<")
    shows(1, 2)
    assert page.inner_text(".tl-values .tl-unseen") == "Slice 2 of 3 along axis 1"
    page.keyboard.press(".")
    assert page.inner_text(".tl-worked h3") == "Entry 1, 2, 0, 1, worked out"


def test_nan_and_infinity_are_marked_counted_and_said(open_page: OpenPage) -> None:
    bad = np.array([[1.0, 0.0, -1.0], [2.0, 3.0, 4.0]], np.float32)
    page = opened(open_page, traced({"x": bad}, lambda x: [tf.log(x, name="bad")]), "bad")
    assert page.inner_text(".tl-odd-note") == "1 NaN, 1 ∞"
    assert page.locator("td.tl-odd").all_inner_texts() == ["−∞", "NaN"]
    page.keyboard.press("a")
    assert re.search(r"NaN\s+1\s+∞\s+1", page.inner_text(".tl-array-numbers"))
    for place in ("[0, 1] = −∞", "[0, 2] = NaN", "[0, 1] = −∞"):
        page.keyboard.press("n")
        assert page.inner_text(".tl-array-readout") == f"bad{place}"


WORKED = [
    (lambda x: tf.reduce_sum(x, axis=0, name="y"), "Entry 0, worked out", 0.0),
    (lambda x: tf.reduce_mean(x, axis=[0, 1], name="y"), "The value, worked out", None),
    (lambda x: tf.reduce_max(x, axis=1, keepdims=True, name="y"), "Row 0, column 0, worked out", None),
    (lambda x: tf.argmax(x, 1, name="y"), "Entry 0, worked out", None),
    (lambda x: tf.nn.softmax(x, name="y"), "Row 0, column 0, worked out", None),
    (lambda x: tf.nn.log_softmax(x, name="y"), "Row 0, column 0, worked out", None),
    (lambda x: tf.matmul(x, x, transpose_a=True, name="y"), "Row 0, column 0, worked out", None),
    (lambda x: tf.matmul(x, x, transpose_b=True, name="y"), "Row 0, column 0, worked out", None),
    (lambda x: tf.add(x, tf.constant([1.0, 2.0, 3.0]), name="y"), "Row 0, column 0, worked out", None),
    (
        lambda x: tf.nn.softmax_cross_entropy_with_logits(
            labels=[[0.0, 1, 0], [1, 0, 0], [0, 0, 1], [0, 1, 0]], logits=x, name="y"
        ),
        "Entry 0, worked out",
        None,
    ),
]


@pytest.mark.parametrize(("make", "heading", "_"), WORKED, ids=range(len(WORKED)))
def test_an_entry_is_worked_out_from_those_that_take_part(
    open_page: OpenPage, make: Any, heading: str, _: Any
) -> None:
    x = np.random.RandomState(3).randn(4, 3).astype(np.float32)
    tape = traced({"x": x}, lambda tensor: [make(tensor)])
    value = np.asarray(tape.value("y:0"))
    page = opened(open_page, tape, "y", size=(1440, 900))
    if page.locator(".tl-fall-text").count():  # products stand under the columns they belong to
        total = page.inner_text(".tl-fall-text").split()[-1].rstrip(".").replace("−", "-")
    else:
        assert page.inner_text(".tl-worked h3") == heading
        total = page.locator(".tl-total td").nth(2).inner_text().replace("−", "-")
    np.testing.assert_allclose(float(total), value.ravel()[0], atol=0.006)
    outlined = page.locator(".tl-heat").first.locator(".tl-outlined").count()
    # A sum takes a column, a mean all, softmax a row; broadcasting takes one entry.
    expected = [4, 12, 3, 3, 3, 3, 4, 3, 1, 3][WORKED.index((make, heading, _))]
    assert outlined == expected


def test_terms_of_a_sum_are_the_entries_it_adds(open_page: OpenPage) -> None:
    x = np.random.RandomState(4).randn(2, 3, 4).astype(np.float32)
    tape = traced({"x": x}, lambda tensor: [tf.reduce_sum(tensor, axis=[0, 2], name="y")])
    page = opened(open_page, tape, "y", size=(1440, 900))
    page.locator(".tl-heat").last.locator("td").nth(1).hover()
    rows = [row.split("\t") for row in page.locator(".tl-terms tr").all_inner_texts()]
    terms = {row[1]: float(row[2].replace("−", "-")) for row in rows[:7]}
    for name, shown in terms.items():
        i, j, k = json.loads(name.removeprefix("x"))
        assert j == 1 and abs(shown - x[i, j, k]) < 1e-4
    assert abs(float(rows[-1][2].replace("−", "-")) - x[:, 1].sum()) < 1e-3


def test_what_moves_entries_claims_no_entry(open_page: OpenPage) -> None:
    x = np.random.RandomState(4).randn(3, 3).astype(np.float32)
    page = opened(open_page, traced({"x": x}, lambda tensor: [tf.transpose(tensor, name="y")]), "y")
    assert page.locator(".tl-worked").count() == 0 and page.locator(".tl-outlined").count() == 0


# --- one array, large ---------------------------------------------------------------------------------------


def test_the_array_opens_by_key_and_button_and_closes(open_page: OpenPage) -> None:
    x = np.arange(12.0).reshape(3, 4)
    page = opened(open_page, traced({"x": x}, lambda tensor: [tf.negative(tensor, name="y")]), "y")
    page.keyboard.press("a")
    dialog = page.locator("dialog.tl-array")
    assert dialog.is_visible() and page.inner_text(".tl-array-readout") == "y[0, 0] = −0.0"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert page.inner_text(".tl-array-readout") == "y[1, 1] = −5.0"
    page.keyboard.press("End")
    page.keyboard.press("Shift+ArrowDown")
    assert page.inner_text(".tl-array > footer [aria-live]:not(.tl-array-message)") == "y[2, 3] = −11.0"
    page.keyboard.press(".")
    assert page.inner_text(".tl-array-readout") == "x[0, 0] = 0.0"
    assert page.evaluate("tracer.stepNumber") == 1  # the keys moved nothing behind the dialog
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("tracer.stepNumber") == 0
    page.get_by_role("button", name="Open x large").click()
    assert dialog.is_visible()
    page.mouse.click(4, 4)
    assert not dialog.is_visible()


def view_of(page: Any) -> dict[str, float]:
    found: dict[str, float] = page.evaluate("tracer.features.find((one) => one.canvas).canvas.view")
    return found


def test_zoom_by_wheel_keys_and_buttons_and_pan_by_drag(open_page: OpenPage) -> None:
    page = opened(open_page, traced({"x": RANDOM.randn(60, 60)}), "x")
    page.keyboard.press("a")
    fitted = view_of(page)["size"]
    page.keyboard.press("+")
    assert view_of(page)["size"] > fitted * 1.2
    page.keyboard.press("0")
    assert view_of(page)["size"] == pytest.approx(fitted)
    box = page.locator(".tl-value-canvas").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for _ in range(4):  # until the map fills the room
        page.keyboard.press("+")
    page.mouse.move(*middle)
    before = page.inner_text(".tl-array-readout")
    for _ in range(8):
        page.mouse.wheel(0, -240)
    assert view_of(page)["size"] > 22
    page.mouse.move(middle[0] + 1, middle[1])
    # What was under the pointer stays there.
    found, again = (
        np.array(json.loads("[" + text.split("[")[1].split("]")[0] + "]"))
        for text in (before, page.inner_text(".tl-array-readout"))
    )
    assert np.abs(found - again).max() <= 1
    at = view_of(page)
    page.mouse.down()
    page.mouse.move(middle[0] - 150, middle[1] - 90, steps=5)
    page.mouse.up()
    assert view_of(page)["x"] > at["x"] and view_of(page)["y"] > at["y"]
    page.get_by_role("button", name="Show all").click()
    assert view_of(page)["size"] == pytest.approx(fitted)


def test_slices_of_any_rank(open_page: OpenPage) -> None:
    five = np.arange(2 * 3 * 2 * 3 * 2).reshape(2, 3, 2, 3, 2)
    page = opened(open_page, traced({"five": five}), "five")
    page.keyboard.press("a")
    page.keyboard.press(">")
    assert page.inner_text(".tl-array-readout") == f"five[0, 0, 1, 0, 0] = {five[0, 0, 1, 0, 0]}"
    page.keyboard.press("Shift+A")
    page.keyboard.press(">")
    page.locator("dialog").get_by_role("button", name="Axis 1: next slice").click()
    page.keyboard.press("m")
    assert page.inner_text(".tl-array-readout") == f"five[1, 2, 1, 2, 1] = {five.max()}"


def test_statistics_and_shapes(open_page: OpenPage) -> None:
    x = np.array([[0.0, 1.0], [2.0, 5.0]])
    with tf.Graph().as_default(), tf.Session() as sess, lab.trace(sess) as tape:
        fed = tf.placeholder(tf.float64, [None, 2], name="fed")
        sess.run(tf.multiply(fed, 1.0, name="y"), {fed: x})
    page = opened(open_page, tape, "y")
    page.keyboard.press("a")
    facts = dict(line.split("\n") for line in page.locator(".tl-array aside dl div").all_inner_texts())
    assert facts["static shape"] == "[?,2]" and facts["shape"] == "[2,2]" and facts["memory"] == "32 B"
    assert (facts["min"], facts["max"], facts["mean"], facts["zeros"]) == ("0", "5", "2", "1")
    assert facts["std"] == str(round(float(x.std()), 3)) and facts["device"] == "CPU:0" and "time" in facts
    bars = page.locator(".tl-histogram rect title").all_text_contents()
    assert [int(bar.split()[0]) for bar in bars] == np.histogram(x, 16)[0].tolist()


def test_images_are_shown_as_images_when_they_look_like_some(open_page: OpenPage) -> None:
    images = np.zeros((3, 16, 16, 3), np.uint8)
    images[:, 4:12, 4:12, 0] = 200
    tape = traced({"rgb": images, "probabilities": RANDOM.rand(5, 64)})
    page = opened(open_page, tape, "rgb")
    page.keyboard.press("a")
    assert page.inner_text(".tl-array-readout") == "rgb[0, 0, 0, :] = [0, 0, 0]"
    page.get_by_role("button", name="Show as numbers").click()
    assert page.inner_text(".tl-array-readout") == "rgb[0, 0, 0, 0] = 0"
    page.keyboard.press("i")
    assert page.inner_text(".tl-array-readout") == "rgb[0, 0, 0, :] = [0, 0, 0]"
    page.keyboard.press("Escape")
    # Numbers from 0 to 1 that nobody fed may be anything: images are offered, not presumed.
    y = traced({"x": RANDOM.rand(5, 64)}, lambda x: [tf.multiply(x, 0.5, name="y")])
    page = opened(open_page, y, "y")
    page.keyboard.press("a")
    assert page.inner_text(".tl-array-readout").startswith("y[0, 0] = 0.")
    assert page.get_by_role("button", name="Show as images").is_visible()
    page = opened(open_page, traced({"x": RANDOM.randn(5, 64)}), "x")
    page.keyboard.press("a")
    assert page.get_by_role("button", name="Show as images").count() == 0


CLIPBOARD = """() => { Object.defineProperty(navigator, "clipboard",
  { value: { writeText: async (text) => { window.copied = text; } } }); }"""


@pytest.mark.parametrize("name", [name for name in VALUES if name not in ("big", "big_ids", "text")])
def test_copies_as_numpy_and_gives_the_array_back(open_page: OpenPage, name: str) -> None:
    value = VALUES[name]
    page = opened(open_page, traced({name: value}), name)
    page.evaluate(CLIPBOARD)
    page.keyboard.press("k")
    wait_until(page, "Boolean(window.copied)")
    again = eval(page.evaluate("copied"), {"np": np})
    assert again.shape == value.shape and again.dtype == value.dtype
    np.testing.assert_array_equal(again, value)


def test_copies_the_path_to_the_value(open_page: OpenPage) -> None:
    tape = traced({"x": np.eye(2)})
    page = opened(open_page, tape, "x")
    page.evaluate(CLIPBOARD)
    page.keyboard.press("Shift+K")
    wait_until(page, "Boolean(window.copied)")
    np.testing.assert_array_equal(eval(page.evaluate("copied"), {"tape": tape}), np.eye(2))


# --- beyond what the bundle holds ----------------------------------------------------------------------------


def test_without_a_kernel_the_page_shows_a_corner_and_says_so(open_page: OpenPage) -> None:
    page = opened(open_page, traced({"big": VALUES["big"]}), "big")
    page.evaluate(CLIPBOARD)
    page.keyboard.press("a")
    assert "[12,12]" in page.inner_text(".tl-array-note")
    page.keyboard.press("k")
    assert "holds only the part [12,12] of [784,500]" in page.inner_text(".tl-array-message")
    page.keyboard.press("Control+End")
    assert "is not here: the 13 × 8 entries around it have the mean" in page.inner_text(".tl-array-readout")
    assert page.evaluate("window.copied") is None


def with_kernel(open_page: OpenPage, tape: Any, name: str) -> Any:
    """The page with a kernel behind it: this process."""
    bundle, blob = tape.bundle()
    desk = Desk(tape._builder(tape._graph(None)), tape)
    page = open_page(bundle, blob)

    def kernel(what: str, content: Any) -> Any:
        try:
            reply, buffers = desk.answer(what, content, [])
        except Exception as error:
            return {"error": str(error)}
        return {"reply": reply, "buffers": [base64.b64encode(one).decode() for one in buffers]}

    page.expose_function("kernel", kernel)
    page.evaluate("""() => {
      tracer.hasKernel = true;
      tracer.options.ask = async (what, content) => {
        const { reply, buffers, error } = await window.kernel(what, content);
        if (error) throw new Error(error);
        const views = buffers.map((text) => {
          const bytes = Uint8Array.from("x" + atob(text), (character) => character.charCodeAt(0));
          return new DataView(bytes.buffer, 1);  // as a notebook may deliver it
        });
        return { ...reply, buffers: views };
      };
    }""")
    page.evaluate(f"tracer.go(0, {step_of(bundle, name) - 1})")
    page.evaluate(CLIPBOARD)
    return page


def test_with_a_kernel_every_entry_can_be_seen(open_page: OpenPage) -> None:
    big = VALUES["big"]
    page = with_kernel(open_page, traced({"big": big}), "big")
    page.keyboard.press("a")
    page.keyboard.press("m")
    row, column = np.unravel_index(np.abs(big).argmax(), big.shape)
    wait_until(
        page, f"document.querySelector('.tl-array-readout').textContent.startsWith('big[{row}, {column}] = ')"
    )
    shown = page.inner_text(".tl-array-readout").split(" = ")[1].replace("−", "-")
    assert np.float32(shown) == big[row, column]
    page.keyboard.press("0")
    page.keyboard.press("Control+End")
    wait_until(page, "document.querySelector('.tl-array-readout').textContent.includes('lie between')")
    page.keyboard.press("k")
    wait_until(page, "Boolean(window.copied)")
    np.testing.assert_array_equal(eval(page.evaluate("copied"), {"np": np}), big)


def test_with_a_kernel_every_slice_and_every_integer(open_page: OpenPage) -> None:
    ids = (np.arange(6 * 50 * 40) + 2**60).reshape(6, 50, 40)
    page = with_kernel(open_page, traced({"ids": ids}), "ids")
    page.keyboard.press("a")
    for _ in range(4):
        page.keyboard.press(">")
    page.keyboard.press("Control+End")
    page.keyboard.press("+")
    wait_until(
        page,
        f"document.querySelector('.tl-array-readout').textContent === 'ids[4, 49, 39] = {ids[4, 49, 39]}'",
    )


def test_with_a_kernel_all_images(open_page: OpenPage) -> None:
    images = np.random.RandomState(5).rand(30, 784).astype(np.float32)
    page = with_kernel(open_page, traced({"images": images}), "images")
    page.keyboard.press("a")
    page.keyboard.press("Control+End")
    page.keyboard.press("Home")
    wait_until(page, "document.querySelector('.tl-array-readout').textContent.includes(' = ')")
    name, value = page.inner_text(".tl-array-readout").split(" = ")
    assert np.float32(value) == images[tuple(json.loads(name.removeprefix("images")))]
    assert int(re.findall(r"\d+", name)[0]) > 5


def test_what_the_kernel_refuses_is_said(open_page: OpenPage) -> None:
    page = with_kernel(open_page, traced({"big": VALUES["big"]}), "big")
    page.evaluate("() => { tracer.options.ask = async () => { throw new Error('They were let go.'); }; }")
    page.keyboard.press("a")
    page.keyboard.press("m")
    wait_until(page, "document.querySelector('.tl-array-message').textContent.includes('let go')")


# --- everywhere ---------------------------------------------------------------------------------------------


def test_hostile_texts_stay_text(open_page: OpenPage) -> None:
    page = opened(open_page, traced({"texts": VALUES["texts"]}), "texts")
    page.keyboard.press("a")
    page.keyboard.press("End")
    assert page.inner_text(".tl-array-readout") == f"texts[2] = {json.dumps(HOSTILE)}"
    assert page.evaluate("window.broken") is None


@pytest.mark.parametrize("size", [(1440, 900), (1000, 680), (390, 844), (360, 640), (3840, 2160)])
def test_the_array_fits_everywhere(open_page: OpenPage, size: tuple[int, int]) -> None:
    page = opened(open_page, traced({"x": RANDOM.randn(2, 30, 40)}), "x", size=size)
    page.keyboard.press("a")
    dialog = page.locator("dialog.tl-array").bounding_box()
    assert dialog["x"] >= 0 and dialog["x"] + dialog["width"] <= size[0] + 0.5
    assert dialog["y"] >= 0 and dialog["y"] + dialog["height"] <= size[1] + 0.5
    for made in page.locator("dialog.tl-array button:visible").all():
        box = made.bounding_box()
        assert min(box["width"], box["height"]) >= (43.5 if size[0] < 700 else 24), made.get_attribute(
            "aria-label"
        )
    map_ = page.locator(".tl-value-canvas").bounding_box()
    assert map_["height"] >= 160 and map_["y"] + map_["height"] <= dialog["y"] + dialog["height"]


SHARE_OF_A_STEP = """async () => {
  const { inspector } = tracer;
  const show = inspector.showValues.bind(inspector);
  const [steps, shows] = [[], []];
  inspector.showValues = (moment) => {
    const begin = performance.now();
    show(moment);
    shows.push(performance.now() - begin);
  };
  for (let step = 0; step < 40; step++) {
    const begin = performance.now();
    tracer.goStep(1);
    await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted, 0)));
    steps.push(performance.now() - begin);
  }
  const middle = (times) => times.sort((one, other) => one - other)[20];
  return middle(shows) / middle(steps);
}"""


def test_three_large_arrays_take_a_small_share_of_a_step(open_page: OpenPage) -> None:
    """A share, because a machine that does other things too is slow in all parts alike."""
    with tf.Graph().as_default(), tf.Session() as sess, lab.trace(sess) as tape:
        one = tf.constant(RANDOM.randn(40, 30).astype(np.float32))
        for _ in range(50):
            one = tf.add(one, tf.constant(RANDOM.randn(40, 30).astype(np.float32)))
        sess.run(one)
    page = open_page(*tape.bundle(), size=(1440, 900))
    assert page.evaluate(SHARE_OF_A_STEP) < 0.3


SAME_AS_ANEW = """async (run) => {
  const { values } = tracer.inspector;
  const looks = () => {
    // What no eye sees: the styles' order, and the tips that the pointer made.
    const seen = (node) => node.nodeType === Node.TEXT_NODE ? node.data
      : [node.localName, node.getAttribute("class") || "", node.getAttribute("aria-label") || "",
         ...Array.from(node.style).sort().map((name) => name + node.style.getPropertyValue(name)),
         ...Array.from(node.childNodes, seen)];
    return JSON.stringify(Array.from(values.row.children, seen));
  };
  const wrong = [];
  for (const step of order(tracer.bundle.programs[tracer.bundle.runs[run].program].steps.length)) {
    tracer.go(run, step);
    const kept = looks();
    values.clear([]);
    tracer.go(run, step);
    if (kept !== looks()) wrong.push(step);
    tracer.go(run, Math.max(0, step - 1));
  }
  return wrong;
}"""


@pytest.mark.parametrize(
    "way", ["length => [...Array(length).keys()]", "length => [...Array(length).keys()].reverse()"]
)
def test_numbers_in_cells_that_stay_look_as_in_new_ones(
    open_page: OpenPage, recorded_seed: tuple[dict[str, Any], bytes], way: str
) -> None:
    page = open_page(*recorded_seed, size=(1440, 900))
    script = SAME_AS_ANEW.replace("order(", f"({way})(")
    assert page.evaluate(script, 3) == []


def test_odd_entries_texts_and_flags_take_over_cells(open_page: OpenPage) -> None:
    values = {
        "numbers": np.array([1.0, -2.0, 3.0]), "odd": np.array([np.nan, 1.0, np.inf]),
        "flags": np.array([True, False, True]), "texts": np.array(["a", "bc", HOSTILE], object),
        "whole": np.array([1, 2, 30_000]),
    }  # fmt: skip
    page = open_page(*traced(values).bundle(), size=(1440, 900))
    script = SAME_AS_ANEW.replace("order(", "((length) => [...Array(length).keys()])(")
    assert page.evaluate(script, 0) == []
    kept = """() => {
      tracer.go(0, 0);
      const before = document.querySelector(".tl-heat td");
      tracer.go(0, 1);
      return before === document.querySelector(".tl-heat td");
    }"""
    assert page.evaluate(kept)


def test_the_pointer_that_rests_counts_for_the_next_step(open_page: OpenPage) -> None:
    """A cell that stays is not entered anew; the pointer's next move in it points at the new entry all the same."""

    def sums(one: Any, other: Any) -> Any:
        return [tf.add(tf.add(one, other), other)]

    page = open_page(*traced({"one": np.ones(3), "other": np.arange(3.0)}, sums).bundle(), size=(1440, 900))
    page.evaluate("tracer.go(0, 2)")
    cell = page.locator(".tl-heat").nth(2).locator("td").nth(2)
    box = cell.bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + 8)
    assert page.inner_text(".tl-worked h3") == "Entry 2, worked out"
    page.evaluate("tracer.go(0, 3)")
    page.mouse.move(box["x"] + 14, box["y"] + 9)
    wait_until(page, "document.querySelector('.tl-worked h3').textContent === 'Entry 2, worked out'")
