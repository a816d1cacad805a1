"""Picture files: what is written is read, and JPEG is as near to TensorFlow's as it is said to be."""

import json
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorlab as tf
from tensorlab.reading.picture_bytes import png_bytes
from tests.parity.record_records import FOLDER

JPEG: dict[str, Any] = json.loads((FOLDER / "answers.json").read_text("utf-8"))["jpeg"]
FILE = bytes.fromhex(JPEG["file"])


def run(tensor: Any) -> Any:
    with tf.Session() as session:
        return session.run(tensor)


def recorded(which: str) -> np.ndarray:
    return np.array(JPEG[which], np.uint8).reshape(20, 24, 3)


def test_jpeg_is_decoded_as_tensorflow_does_it_exactly() -> None:
    decoded = run(tf.image.decode_jpeg(FILE, dct_method="INTEGER_ACCURATE"))
    assert np.abs(decoded.astype(int) - recorded("exact")).max() <= 1


def test_jpeg_is_within_six_levels_of_tensorflows_faster_way() -> None:
    """TensorFlow's default takes a coarser transform; most pixels differ by one level or not at all."""
    difference = np.abs(run(tf.image.decode_jpeg(FILE)).astype(int) - recorded("usual"))
    assert difference.max() <= 6 and difference.mean() < 2


def test_jpeg_is_written_as_tensorflow_writes_it() -> None:
    """Another version of the library may choose other bytes; the pixels in them stay within a level."""
    written = run(tf.image.encode_jpeg(recorded("pixels"), quality=90))
    decoded = run(tf.image.decode_jpeg(written, dct_method="INTEGER_ACCURATE"))
    assert np.abs(decoded.astype(int) - recorded("exact")).max() <= 1
    assert run(tf.image.extract_jpeg_shape(written)).tolist() == [20, 24, 3]


@given(
    st.integers(1, 9),
    st.integers(1, 9),
    st.sampled_from([1, 2, 3, 4]),
    st.integers(-1, 9),
    st.integers(0, 99),
)
@settings(max_examples=40, deadline=None)
def test_png_comes_back_exactly(height: int, width: int, channels: int, compression: int, seed: int) -> None:
    pixels = np.random.RandomState(seed).randint(0, 256, [height, width, channels]).astype(np.uint8)
    with tf.Graph().as_default():
        file = run(tf.image.encode_png(pixels, compression))
        assert (run(tf.image.decode_png(file)) == pixels).all()
        assert (run(tf.image.decode_image(file)) == pixels).all()


def test_grey_png_of_sixteen_bits_comes_back_exactly() -> None:
    pixels = (np.arange(12).reshape(3, 4, 1) * 5000).astype(np.uint16)
    file = run(tf.image.encode_png(pixels))
    assert (run(tf.image.decode_png(file, dtype=tf.uint16)) == pixels).all()
    coloured = png_bytes(np.repeat(pixels, 3, axis=2))
    with pytest.raises(tf.errors.UnimplementedError, match="8 bits"):
        run(tf.image.decode_png(coloured, dtype=tf.uint16))


@given(
    st.binary(max_size=60), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"BM"])
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_clear_error(data: bytes, beginning: bytes) -> None:
    with tf.Graph().as_default():
        file = tf.constant(beginning + data)
        for decode in (tf.image.decode_png, tf.image.decode_jpeg, tf.image.decode_gif, tf.image.decode_bmp):
            with pytest.raises(tf.errors.InvalidArgumentError):
                run(decode(file))


def test_both_ops_say_which_formats_they_take() -> None:
    for decode in (tf.image.decode_png, tf.image.decode_jpeg):
        with (
            tf.Graph().as_default(),
            pytest.raises(tf.errors.InvalidArgumentError, match=r"\(JPEG, PNG, or GIF\).* with 'rubbish'"),
        ):
            run(decode(b"rubbish"))


def test_without_pillow_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(tf.errors.UnimplementedError, match=r"pip install tensorlab\[images\]"):
        run(tf.image.decode_jpeg(FILE))
    assert run(tf.image.encode_png(np.zeros([1, 1, 1], np.uint8))).startswith(b"\x89PNG")


def test_quality_is_drawn_within_its_bounds() -> None:
    picture = tf.constant(recorded("pixels"))
    worse = run(tf.image.adjust_jpeg_quality(picture, 5))
    better = run(tf.image.adjust_jpeg_quality(picture, 95))
    errors = [np.abs(one.astype(int) - recorded("pixels")).mean() for one in (worse, better)]
    assert errors[0] > errors[1] + 5
    drawn = tf.image.random_jpeg_quality(tf.image.convert_image_dtype(picture, tf.float32), 5, 95, seed=1)
    assert drawn.shape.as_list()[2] == 3 and run(drawn).dtype == np.float32
    with pytest.raises(ValueError, match="must be less"):
        tf.image.random_jpeg_quality(picture, 50, 40)
