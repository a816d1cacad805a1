"""Values on their way to the page: nothing is lost that should not be, and what is large is told truly.

Read next: `tests/browser/test_values.py`, where the page shows them.
"""

import base64
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.lab.array_window import answer, found, leading, numpy_text, window
from tensorlab.lab.desk import Desk
from tensorlab.record.overview import block_rows, line_extent, lines_of, overview
from tensorlab.record.values import (
    LARGEST_WHOLE,
    brief,
    encoding_of,
    image_extent,
    number,
    stored_shape,
    summary,
    to_bytes,
)
from tensorlab.show.sentences import sentences, value_of


def traced(**values: Any) -> Any:
    """A tape of one run that feeds each value and reads it."""
    with tf.Graph().as_default(), tf.Session() as sess, lab.trace(sess) as tape:
        feeds = {tf.placeholder(tf.as_dtype(value.dtype), name=name): value for name, value in values.items()}
        sess.run([tf.identity(tensor) for tensor in feeds], feeds)
    return tape


def entry_of(bundle: dict[str, Any], name: str) -> int:
    names = [entry["tensor"] for entry in bundle["frames"][0]["entries"]]
    return names.index(f"{name}:0")


@pytest.mark.parametrize(
    "value",
    [
        np.array([2**53 + 1, -(2**62) - 1, 0]),
        np.array([2**64 - 1, 2**53 + 1], np.uint64),
        np.array([[0, 255]], np.uint8),
        np.array([-128, 127], np.int8),
        np.array([True, False]),
        np.array([0.1, np.nan, -np.inf], np.float32),
        np.array([1 + 2j, -0.5j], np.complex64),
        np.float64(0.1),
    ],
    ids=lambda value: value.dtype.name,
)
def test_a_bundle_keeps_every_digit(value: Any) -> None:
    bundle, blob = traced(x=np.asarray(value)).bundle()
    kept = value_of(bundle, blob, 0, entry_of(bundle, "x"))
    assert kept is not None
    assert kept.dtype == np.asarray(value).dtype
    np.testing.assert_array_equal(kept, value)


def test_encodings_hold_what_they_are_given() -> None:
    for kind in "?bhilqBHILQefdFD":
        array = np.ones((2, 3), kind)
        width = {"f4": 4, "f8": 8, "i8": 8, "u8": 8, "u1": 1}[encoding_of(array)]
        assert len(to_bytes(array, array.shape)) == array.size * width * (2 if kind in "FD" else 1)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.123456, "0.1235"), (2.0625, "2.063"), (-2.0625, "-2.063"), (12345.0, "12345"), (12345.678, "12346"),
        (99999.7, "100000"), (123456.5, "1.235e5"), (1e-5, "1e-5"), (0.00012, "0.00012"), (0.1, "0.1"),
        (1e20, "1e20"), (-0.0, "0"), (1e7, "1e7"), (9999999.0, "9999999"), (np.float32(0.1), "0.1"),
        (np.int64(2**53 + 1), "9007199254740993"), (complex(1, -2), "1-2i"), (float("inf"), "Infinity"),
    ],
)  # fmt: skip
def test_numbers_have_four_digits_and_integers_all(value: Any, text: str) -> None:
    assert number(value) == text


def test_previews() -> None:
    assert brief(np.array([8, 1])) == "[8, 1]"
    assert brief(np.zeros((8, 1))) == "[8,1], all 0"
    assert brief(np.array(["a", 'quo"te', "c", "d", "e"], object)) == '["a", "quo\\"te", "c", "d", ...]'
    assert brief(np.array([2**53 + 1] * 9)) == "[9], all 9007199254740993"
    assert brief(np.array([1.0, np.nan] * 5)) == "[10] between 1 and 1, 5 not finite"
    assert brief(np.zeros((0, 3), np.float32)) == "[0,3] float32"


def test_a_page_without_javascript_says_what_the_tape_says() -> None:
    random = np.random.RandomState(0)
    tape = traced(big=random.randn(100, 90).astype(np.float32), ids=np.array([2**53 + 1]), few=np.eye(2))
    bundle, blob = tape.bundle()
    told = [sentence for _, sentence in sentences(bundle, blob, 0)]
    for line, sentence in zip(tape.sentences(1), told, strict=True):
        assert line.endswith(sentence)


# --- what is large ---------------------------------------------------------------------------------------


def test_images_are_stored_whole_and_other_large_arrays_as_a_corner() -> None:
    images = np.random.RandomState(0).rand(100, 784)
    assert image_extent(images) == (784,) and stored_shape(images) == (LARGEST_WHOLE // 784, 784)
    assert stored_shape(images - 0.5) == (12, 12)
    assert stored_shape(np.ones((50, 32, 32, 3), np.uint8)) == (1, 32, 32, 3)
    assert stored_shape(np.ones((50, 32, 32, 7), np.uint8)) == (2, 2, 12, 7)


def test_lines() -> None:
    assert line_extent((3, 4, 5)) == (12, 5)
    cube = np.arange(60).reshape(3, 4, 5)
    np.testing.assert_array_equal(lines_of(cube, 4, 9), cube.reshape(12, 5)[4:9])


@pytest.mark.parametrize("shape", [(64, 64), (130, 7), (5, 40, 33), (5000,)])
@pytest.mark.parametrize("block", [(1, 1), (3, 5), (64, 64)])
def test_blocks_against_a_loop(shape: tuple[int, ...], block: tuple[int, int]) -> None:
    array = np.random.RandomState(1).randn(*shape)
    array.ravel()[[3, 77]] = np.nan, np.inf
    lines, length = line_extent(shape)
    flat = np.full(lines * length, 1e300)
    flat[: array.size] = array.ravel()
    table = flat.reshape(lines, length)
    for down, (means, low, high, odd) in enumerate(block_rows(array, *block)):
        for right, mean in enumerate(means):
            part = table[
                down * block[0] : (down + 1) * block[0], right * block[1] : (right + 1) * block[1]
            ].ravel()
            part = part[part != 1e300]
            fine = part[np.isfinite(part)]
            assert odd[right] == part.size - fine.size
            if fine.size:
                np.testing.assert_allclose(
                    [mean, low[right], high[right]], [fine.mean(), fine.min(), fine.max()]
                )


def test_an_overview_shows_the_shape_of_the_whole() -> None:
    array = np.zeros((640, 640), np.float32)
    array[320:, 320:] = -4.0
    array[5, 5] = np.nan
    told = overview(array)
    assert told is not None
    cells = np.frombuffer(base64.b64decode(told["cells"]), np.int8).reshape(told["rows"], told["columns"])
    assert cells.shape == (64, 64) and told["scale"] == 4.0
    assert cells[0, 0] == -128 and cells[0, 1] == 0 and cells[63, 63] == -127
    assert overview(np.array(["a"] * 5000, object)) is None
    everywhere = overview(np.full((100, 100), np.nan))
    assert everywhere is not None and set(base64.b64decode(everywhere["cells"])) == {128}


def test_a_summary_counts() -> None:
    told = summary(np.array([0.0, 0.0, np.nan, np.inf, -np.inf, 5.0]))
    assert (told["zeros"], told["nan"], told["inf"], told["min"], told["max"]) == (2, 1, 2, 0.0, 5.0)


# --- what the kernel answers --------------------------------------------------------------------------------


def test_windows_are_the_arrays_own_numbers() -> None:
    array = np.random.RandomState(2).randn(3, 50, 60).astype(np.float32)
    reply, (data,) = window(array, [2], [10, 20], [5, 9], [1, 1])
    assert reply["rows"] == [10, 20] and reply["columns"] == [5, 9] and reply["encoding"] == "f4"
    np.testing.assert_array_equal(np.frombuffer(data, "<f4").reshape(10, 4), array[2, 10:20, 5:9])
    reply, (means, low, high) = window(array, [0], [0, 50], [0, 60], [25, 20])
    parts = array[0].reshape(2, 25, 3, 20)
    np.testing.assert_allclose(np.frombuffer(means, "<f4").reshape(2, 3), parts.mean((1, 3)), rtol=1e-4)
    np.testing.assert_allclose(np.frombuffer(low, "<f4").reshape(2, 3), parts.min((1, 3)))
    np.testing.assert_allclose(np.frombuffer(high, "<f4").reshape(2, 3), parts.max((1, 3)))


def test_windows_of_vectors_integers_and_texts() -> None:
    vector = np.arange(2**53, 2**53 + 5000)
    reply, (data,) = window(vector, [], [38, 40], [0, 128], [1, 1])
    assert reply["encoding"] == "i8"
    assert np.frombuffer(data, "<i8")[:8].tolist() == vector[38 * 128 : 38 * 128 + 8].tolist()
    texts = np.array([[b"a", b"<i>"]] * 3000, object)
    reply, nothing = window(texts, [], [0, 2], [0, 2], [64, 1])
    assert reply["json"] == ["a", "<i>", "a", "<i>"] and reply["block"] == [1, 1] and not nothing


def test_a_window_has_a_limit() -> None:
    with pytest.raises(ValueError, match="is the most"):
        window(np.zeros((1000, 1000)), [], [0, 1000], [0, 1000], [1, 1])


def test_places() -> None:
    array = np.zeros((4, 5, 6))
    array[1, 2, 3], array[3, 0, 0], array[0, 0, 1] = -9, np.nan, np.inf
    assert found(array, "largest", -1) == [1, 2, 3]
    assert found(array, "odd", -1) == [0, 0, 1]
    assert found(array, "odd", 1) == [3, 0, 0]
    assert found(array, "odd", 90) == [0, 0, 1]
    assert found(np.zeros(3), "odd", -1) is None and found(np.zeros((0, 2)), "largest", -1) is None


@pytest.mark.parametrize(
    "value",
    [
        np.random.RandomState(0).randn(40, 50).astype(np.float32), np.array([np.nan, np.inf, -0.0]),
        np.array([2**53 + 1, -(2**62)]), np.array([[True], [False]]), np.array([1 + 2j, -0.5j], np.complex64),
        np.zeros((0, 3), np.float32), np.float64(0.1), np.arange(5000, dtype=np.int8),
    ],
    ids=lambda value: f"{value.dtype}{value.shape}",
)  # fmt: skip
def test_numpy_code_gives_the_array_back(value: Any) -> None:
    again = eval(numpy_text(np.asarray(value)), {"np": np})
    assert again.dtype == value.dtype and again.shape == value.shape
    np.testing.assert_array_equal(again, value)


def test_the_desk_answers() -> None:
    big = np.random.RandomState(0).randn(200, 300).astype(np.float32)
    tape = traced(big=big)
    bundle, _ = tape.bundle()
    desk = Desk(tape._builder(tape._graph(None)), tape)
    place = {"run": 0, "entry": entry_of(bundle, "big")}
    reply, _ = answer(desk, place | {"want": "find", "what": "largest"}, [])
    assert reply["position"] == list(np.unravel_index(np.abs(big).argmax(), big.shape))
    reply, _ = desk.answer("array_window", place | {"want": "numpy"}, [])
    np.testing.assert_array_equal(eval(reply["text"], {"np": np}), big)
    reply, (data,) = answer(desk, place | {"want": "leading", "count": 2}, [])
    np.testing.assert_array_equal(np.frombuffer(data, "<f4").reshape(2, 300), big[:2])
    assert leading(big, 10**6)[0]["count"] == 200


def test_too_much_text_is_refused_in_the_readers_language() -> None:
    with pytest.raises(ValueError, match="元素"):
        numpy_text(np.zeros(1_000_001), "zh")
