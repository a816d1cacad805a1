"""Picture files as nodes: `tf.image.decode_png`, `decode_jpeg`, `encode_jpeg` and their kin.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image

Read next: `picture_bytes.py`, which does the work; `tensorlab/ops/image_changes.py` (pictures as tensors).
"""

import io
from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import STRING, DType, as_dtype, float32, int32, int64, uint8, uint16
from tensorlab.graph.registry import Array, HostInt, HostInts, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.image_changes import convert_image_dtype
from tensorlab.ops.random import random_uniform
from tensorlab.reading.parsing_nodes import ON_CPU, one_bytes
from tensorlab.reading.picture_bytes import (
    BMP,
    GIF,
    JPEG,
    PNG,
    as_pixels,
    bmp_pixels,
    format_of,
    gif_pixels,
    jpeg_bytes,
    jpeg_pixels,
    jpeg_shape,
    pillow,
    png_bytes,
    png_pixels,
    refuse,
)
from tensorlab.reading.picture_samples import SMALL_BMP, SMALL_GIF, SMALL_JPEG, file_of, png_of

WHOLE = "bytes are no numbers"


def _picture(contents: TensorShape, channels: int = 0, *_: Any) -> TensorShape:
    contents.with_rank(0)
    return TensorShape([None, None, channels or None])


def decoded(
    data: bytes, channels: int, ratio: int = 1, recover: bool = False, wide: bool = False
) -> np.ndarray:
    """The pixels of a PNG or JPEG file, or of a GIF file with one picture: TensorFlow's two ops take all three."""
    kind = format_of(data)
    if kind == PNG:
        return png_pixels(data, channels, wide)
    if kind == GIF:
        frames = gif_pixels(data)
        if len(frames) > 1:
            raise refuse(
                f"Got {len(frames)} frames, but animated gifs can only be decoded by tf.image.decode_gif"
            )
        return frames[0]
    if kind != JPEG:
        beginning = repr(data[:16])[1:]
        raise refuse(f"Expected image (JPEG, PNG, or GIF), got unknown format starting with {beginning}")
    return jpeg_pixels(data, channels, ratio, recover)


def _checked_channels(channels: int | None, allowed: tuple[int, ...]) -> int:
    if (channels or 0) not in allowed:
        raise ValueError(f"channels must be one of {', '.join(map(str, allowed))}, not {channels}.")
    return channels or 0


@op(
    "DecodeJpeg", shape=_picture, dtypes={"contents": STRING}, result=uint8, kind="text", symbol="jpeg",
    latex=r"\text{{jpeg}}({contents})", devices=ON_CPU,
)  # fmt: skip
def decode_jpeg(
    contents: Array,
    channels: int = 0,
    ratio: int = 1,
    fancy_upscaling: bool = True,
    try_recover_truncated: bool = False,
    acceptable_fraction: float = 1.0,
    dct_method: str = "",
) -> Any:
    """Decode a JPEG file.

    Args:
        contents: string, a single one: the file.
        channels: 1 for grey, 3 for colours, 0 for as many as it has.
        ratio: 1, 2, 4 or 8: make it so many times smaller.
        fancy_upscaling: accepted; colours are always smoothed.
        try_recover_truncated: take what is there of a file that is cut short.
        acceptable_fraction: accepted.
        dct_method: accepted; computed as "INTEGER_ACCURATE". (TensorFlow's default is faster, and some pixels differ
            from these by up to five levels.)

    Returns:
        uint8, [height, width, channels].

    Raises:
        tf.errors.InvalidArgumentError: in a run, for a file that is damaged or of another format.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/decode_jpeg

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     file = tf.image.encode_jpeg(tf.fill([8, 8, 3], tf.constant(200, tf.uint8)))
    ...     print(sess.run(tf.image.decode_jpeg(file)).shape)
    (8, 8, 3)
    """
    return decoded(one_bytes(contents), channels, ratio, try_recover_truncated)


@decode_jpeg.build
def _(contents, channels, ratio, fancy, recover, fraction, dct_method):
    if ratio not in (1, 2, 4, 8):
        raise ValueError(f"ratio must be 1, 2, 4, or 8, got {ratio}")
    if dct_method not in ("", "INTEGER_FAST", "INTEGER_ACCURATE"):
        raise ValueError(
            f"dct_method must be one of '', 'INTEGER_FAST', 'INTEGER_ACCURATE', not {dct_method!r}."
        )
    return contents, _checked_channels(channels, (0, 1, 3)), ratio, fancy, recover, fraction, dct_method


@decode_jpeg.samples
def _() -> list[Sample]:
    exact: dict[str, Any] = {"dct_method": "INTEGER_ACCURATE"}
    return [
        Sample(file_of(SMALL_JPEG), **exact),
        Sample(file_of(SMALL_JPEG), channels=1, **exact),
        Sample(file_of(SMALL_JPEG), channels=3, ratio=2, **exact),
        Sample(png_of(np.arange(12, dtype=np.uint8).reshape(2, 2, 3))),
    ]


@op(
    "DecodePng", shape=_picture, dtypes={"contents": STRING}, result="dtype", kind="text", symbol="png",
    latex=r"\text{{png}}({contents})", devices=ON_CPU,
)  # fmt: skip
def decode_png(contents: Array, channels: int = 0, dtype: DType = uint8) -> Any:
    """Decode a PNG file.

    Args:
        contents: string, a single one: the file.
        channels: 1 for grey, 3 for colours, 4 with transparency, 0 for as many as it has.
        dtype: uint8 or uint16.

    Returns:
        [height, width, channels].

    Raises:
        tf.errors.InvalidArgumentError: in a run, for a file that is damaged or of another format.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/decode_png

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     file = tf.image.encode_png(tf.constant([[[1], [2]], [[3], [255]]], tf.uint8))
    ...     print(sess.run(tf.image.decode_png(file))[:, :, 0])
    [[  1   2]
     [  3 255]]
    """
    data = one_bytes(contents)
    return decoded(data, channels, wide=dtype is uint16)


@decode_png.build
def _(contents, channels, dtype):
    if dtype not in (uint8, uint16):
        raise TypeError(f"decode_png() gives uint8 or uint16, not {dtype.name}.")
    return contents, _checked_channels(channels, (0, 1, 3, 4)), dtype


@decode_png.samples
def _() -> list[Sample]:
    numbers = np.arange(48, dtype=np.uint8).reshape(3, 4, 4) * 5
    return [
        Sample(png_of(numbers)),
        Sample(png_of(numbers), channels=3),
        Sample(png_of(numbers[:, :, :3]), channels=1),
        Sample(png_of(numbers[:, :, :2])),
        Sample(png_of(numbers[:, :, :2]), channels=4),
        Sample(png_of(numbers[:, :, :1]), channels=3),
        Sample(png_of(numbers[:, :, :1].astype(np.uint16) * 300), dtype=uint16),
        Sample(png_of(numbers[:, :, :1].astype(np.uint16) * 300)),
        Sample(png_of(numbers[:, :, :3]), dtype=uint16),
    ]


@op(
    "DecodeGif", shape=lambda contents: TensorShape([None, None, None, 3]), dtypes={"contents": STRING}, result=uint8,
    kind="text", symbol="gif", latex=r"\text{{gif}}({contents})", devices=ON_CPU,
)  # fmt: skip
def decode_gif(contents: Array) -> Any:
    """Decode all pictures of a GIF file.

    Args:
        contents: string, a single one: the file.

    Returns:
        uint8, [number, height, width, 3].

    Raises:
        tf.errors.InvalidArgumentError: in a run, for a file that is damaged or of another format.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/decode_gif

    >>> import io
    >>> import numpy as np
    >>> import tensorlab as tf
    >>> from PIL import Image
    >>> file = io.BytesIO()
    >>> Image.fromarray(np.full([2, 3], 255, np.uint8)).save(file, "gif")
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.image.decode_gif(file.getvalue())).shape)
    (1, 2, 3, 3)
    """
    return gif_pixels(one_bytes(contents))


@decode_gif.samples
def _() -> list[Sample]:
    return [Sample(file_of(SMALL_GIF))]


@op(
    "DecodeBmp", shape=_picture, dtypes={"contents": STRING}, result=uint8, kind="text", symbol="bmp",
    latex=r"\text{{bmp}}({contents})", devices=ON_CPU,
)  # fmt: skip
def decode_bmp(contents: Array, channels: int = 0) -> Any:
    """Decode a BMP file.

    Args:
        contents: string, a single one: the file.
        channels: 0 for as many as it has, or that number.

    Returns:
        uint8, [height, width, channels].

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/decode_bmp
    """
    return bmp_pixels(one_bytes(contents), channels)


@decode_bmp.build
def _(contents, channels):
    return contents, _checked_channels(channels, (0, 1, 3, 4))


@decode_bmp.samples
def _() -> list[Sample]:
    return [Sample(file_of(SMALL_BMP)), Sample(file_of(SMALL_BMP), channels=3)]


@op(
    "DecodeImage", shape=lambda *_: TensorShape(None), dtypes={"contents": STRING}, result="dtype", kind="text",
    symbol="picture", latex=r"\text{{picture}}({contents})", devices=ON_CPU,
)  # fmt: skip
def decode_image_node(
    contents: Array, channels: int = 0, dtype: DType = uint8, expand_animations: bool = True
) -> Any:
    """Decode a picture of any of the formats; the node of `tf.image.decode_image`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     file = tf.image.encode_png(tf.constant([[[255]]], tf.uint8))
    ...     print(sess.run(tf.image.decode_image(file, dtype=tf.float32)))
    [[[1.]]]
    """
    data = one_bytes(contents)
    kind = format_of(data)
    if kind == GIF:
        frames = gif_pixels(data)
        pixels = frames if expand_animations else frames[0]
    elif kind == BMP:
        pixels = bmp_pixels(data, channels)
    else:
        pixels = decoded(data, channels, wide=dtype is uint16 and kind == PNG)
    if dtype is uint16 and pixels.dtype == np.uint8:
        return pixels.astype(np.uint16) * 256
    if dtype.is_floating:
        return pixels.astype(dtype.as_numpy_dtype) / dtype.as_numpy_dtype(255)
    return pixels


@decode_image_node.samples
def _() -> list[Sample]:
    return [
        Sample(png_of(np.arange(12, dtype=np.uint8).reshape(2, 2, 3))),
        Sample(png_of(np.arange(12, dtype=np.uint8).reshape(2, 2, 3)), 1, float32),
        Sample(file_of(SMALL_GIF)),
        Sample(file_of(SMALL_GIF), expand_animations=False),
        Sample(file_of(SMALL_BMP), 3, uint16),
    ]


for decoder in (decode_jpeg, decode_png, decode_gif, decode_bmp, decode_image_node):
    decoder.not_differentiable(WHOLE)


@checks_arguments
def decode_image(
    contents: Any,
    channels: int | None = None,
    dtype: Any = uint8,
    name: str | None = None,
    expand_animations: bool = True,
) -> Tensor:
    """Decode a PNG, JPEG, GIF or BMP file.

    Args:
        contents: string, a single one: the file.
        channels: how many; 0 or None for as many as it has.
        dtype: uint8, uint16, or float32 with numbers from 0 to 1.
        name: of the node.
        expand_animations: a GIF file gives all its pictures, [number, height, width, 3]; otherwise the first one.

    Returns:
        A tensor of unknown shape: use `set_shape` before `tf.image.resize_images`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/decode_image
    """
    with name_scope(name, "decode_image"):
        channels = _checked_channels(channels, (0, 1, 3, 4))
        dtype = as_dtype(dtype)
        if dtype not in (uint8, uint16) and not dtype.is_floating:
            raise TypeError(f"decode_image() gives uint8, uint16 or floating numbers, not {dtype.name}.")
        return decode_image_node(contents, channels, dtype, expand_animations)


@checks_arguments
def decode_and_crop_jpeg(
    contents: Any, crop_window: Any, channels: int = 0, ratio: int = 1, fancy_upscaling: bool = True,
    try_recover_truncated: bool = False, acceptable_fraction: float = 1.0, dct_method: str = "",
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Decode a part of a JPEG file.

    Args:
        contents: string, a single one: the file.
        crop_window: int32, [top, left, height, width].
        channels, ratio, fancy_upscaling, try_recover_truncated, acceptable_fraction, dct_method: as in `decode_jpeg`.
        name: of the node.

    Raises:
        tf.errors.InvalidArgumentError: in a run, for a window that is not inside the picture.
    """
    return decode_and_crop_jpeg_node(  # type: ignore[no-any-return]
        contents, crop_window, channels, ratio, fancy_upscaling, try_recover_truncated, acceptable_fraction,
        dct_method, name=name,
    )  # fmt: skip


@op(
    "DecodeAndCropJpeg", dtypes={"contents": STRING}, result=uint8, kind="text", symbol="jpeg", devices=ON_CPU,
    shape=lambda contents, crop_window, channels, *_: TensorShape(
        [*(crop_window[2:] if crop_window else (None, None)), channels or None]
    ),
    latex=r"\text{{jpeg}}({contents})",
)  # fmt: skip
def decode_and_crop_jpeg_node(
    contents: Array,
    crop_window: HostInts,
    channels: int = 0,
    ratio: int = 1,
    fancy_upscaling: bool = True,
    try_recover_truncated: bool = False,
    acceptable_fraction: float = 1.0,
    dct_method: str = "",
) -> Any:
    """Decode a part of a JPEG file; the node of `tf.image.decode_and_crop_jpeg`."""
    pixels = jpeg_pixels(one_bytes(contents), channels, ratio, try_recover_truncated)
    top, left, height, width = crop_window  # type: ignore[misc]
    if (
        min(top, left, height - 1, width - 1) < 0
        or top + height > len(pixels)
        or left + width > len(pixels[0])
    ):
        raise refuse(
            f"Invalid JPEG data or crop window: {list(crop_window or ())} of {list(pixels.shape[:2])}"
        )
    return pixels[top : top + height, left : left + width]


decode_and_crop_jpeg_node.not_differentiable(WHOLE)


@decode_and_crop_jpeg_node.samples
def _() -> list[Sample]:
    return [Sample(file_of(SMALL_JPEG), [1, 2, 3, 4], dct_method="INTEGER_ACCURATE")]
