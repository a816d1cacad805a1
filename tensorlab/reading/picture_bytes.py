"""Pictures as bytes and as arrays. Pillow reads the formats and writes JPEG; PNG is written here.

Pillow is loaded when a picture is first decoded, and is not needed otherwise: `pip install tensorlab[images]`.

PNG, GIF and BMP files hold their pixels exactly. JPEG files do not: two decoders may differ by a level or two. The
one that Pillow has computes as TensorFlow's does with `dct_method="INTEGER_ACCURATE"`; by default TensorFlow's takes a
faster way, and a few pixels then differ by up to about five levels of 255.

Read next: `picture_files.py`, the operations.
"""

import io
import struct
import zlib
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError, UnimplementedError

JPEG, PNG, GIF, BMP = "JPEG", "PNG", "GIF", "BMP"
BEGINNINGS = {JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n", GIF: b"GIF8", BMP: b"BM"}
RED, GREEN = (
    29900 * 32768 // 100000,
    58700 * 32768 // 100000,
)  # the shares of brightness as libpng rounds them


def refuse(message: str) -> InvalidArgumentError:
    """The error for bytes that are no picture."""
    return InvalidArgumentError(None, None, message)


def format_of(data: bytes) -> str:
    """JPEG, PNG, GIF, BMP, or "" for something else.

    >>> format_of(b"GIF89a...")
    'GIF'
    """
    return next((name for name, beginning in BEGINNINGS.items() if data.startswith(beginning)), "")


def pillow() -> Any:
    """Pillow's module for pictures.

    Raises:
        tf.errors.UnimplementedError: when it is not installed.
    """
    try:
        from PIL import Image
    except ImportError:
        message = "Decoding and encoding pictures needs Pillow: pip install tensorlab[images]"
        raise UnimplementedError(None, None, message) from None
    return Image


def opened(data: bytes, formats: tuple[str, ...], what: str) -> Any:
    """A picture as Pillow opens it.

    Raises:
        tf.errors.InvalidArgumentError: for bytes that are no picture of these formats.
    """
    if format_of(data) not in formats:
        wanted = " or ".join(formats)
        beginning = repr(data[:16])[1:]
        raise refuse(f"{what}: expected image ({wanted}), got unknown format starting with {beginning}")
    image = pillow()
    try:
        return image.open(io.BytesIO(data), formats=formats)
    except Exception as error:
        raise refuse(f"{what}: Invalid {format_of(data)} data, size {len(data)} ({error})") from None


def jpeg_pixels(data: bytes, channels: int, ratio: int, recover: bool) -> np.ndarray:
    """The pixels of a JPEG file, [height, width, channels].

    Args:
        data: the file.
        channels: 1 or 3; 0 for as many as it has.
        ratio: 1, 2, 4 or 8: so many times smaller.
        recover: take what is there of a file that is cut short.

    Raises:
        tf.errors.InvalidArgumentError: for a damaged file.
    """
    image = opened(data, (JPEG,), "DecodeJpeg")
    mode = "L" if channels == 1 or (channels == 0 and image.mode == "L") else "RGB"
    if ratio > 1:
        image.draft(mode, (max(image.width // ratio, 1), max(image.height // ratio, 1)))
    elif mode == "L":
        image.draft(mode, image.size)
    return as_pixels(loaded(image, data, recover).convert(mode))


def loaded(image: Any, data: bytes, recover: bool = False) -> Any:
    """A picture with its pixels read."""
    from PIL import ImageFile

    before = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        ImageFile.LOAD_TRUNCATED_IMAGES = recover
        image.load()
    except Exception as error:
        text = f"Invalid {image.format} data or crop window, data size {len(data)} ({error})"
        raise refuse(text) from None
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before
    return image


def as_pixels(image: Any) -> np.ndarray:
    """A picture as an array [height, width, channels]."""
    array = np.array(image)
    return array[:, :, np.newaxis] if array.ndim == 2 else array


def png_pixels(data: bytes, channels: int, wide: bool = False) -> np.ndarray:
    """The pixels of a PNG file: uint8, or uint16 if `wide`.

    Args:
        data: the file.
        channels: 1, 3 or 4; 0 for as many as it has.
        wide: give 16 bits.

    Raises:
        tf.errors.InvalidArgumentError: for a damaged file.
        tf.errors.UnimplementedError: for 16 bits of a coloured file that has 16 of them.
    """
    image = loaded(opened(data, (PNG,), "DecodePng"), data)
    if image.mode.startswith("I"):
        deep = as_pixels(image).astype(np.uint16)
        pixels = deep if wide else (deep >> 8).astype(np.uint8)
    else:
        if wide and data[24:25] == b"\x10":
            raise UnimplementedError(None, None, "Coloured PNG files of 16 bits are read with 8 bits only.")
        if image.mode == "P":
            image = image.convert("RGBA" if "transparency" in image.info else "RGB")
        pixels = as_pixels(image.convert("L") if image.mode == "1" else image)
        pixels = pixels.astype(np.uint16) * 257 if wide else pixels
    return with_channels(pixels, channels)


def with_channels(pixels: np.ndarray, channels: int) -> np.ndarray:
    """The same picture with another number of channels, as libpng changes it.

    >>> with_channels(np.full([1, 1, 1], 7, np.uint8), 4).tolist()
    [[[7, 7, 7, 255]]]
    """
    has = pixels.shape[2]
    if channels in (0, has):
        return pixels
    colours = pixels[:, :, : has - 1] if has in (2, 4) else pixels
    if channels == 1 and colours.shape[2] == 3:
        red, green, blue = (colours[:, :, which].astype(np.int64) for which in range(3))
        mixed = (RED * red + GREEN * green + (32768 - RED - GREEN) * blue) >> 15
        same = (red == green) & (green == blue)
        return np.where(same, red, mixed)[:, :, np.newaxis].astype(pixels.dtype)
    if channels == 1:
        return colours
    colours = np.broadcast_to(colours, (*colours.shape[:2], 3))
    if channels == 3:
        return np.ascontiguousarray(colours)
    full = np.full((*colours.shape[:2], 1), np.iinfo(pixels.dtype).max, pixels.dtype)
    return np.concatenate([colours, pixels[:, :, -1:] if has == 2 else full], axis=2)


def gif_pixels(data: bytes) -> np.ndarray:
    """All pictures of a GIF file, [number, height, width, 3]."""
    image = opened(data, (GIF,), "DecodeGif")
    frames = []
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        frames.append(as_pixels(loaded(image, data).convert("RGB")))
    return np.stack(frames)


def bmp_pixels(data: bytes, channels: int) -> np.ndarray:
    """The pixels of a BMP file, [height, width, channels]; numbers of colours count as grey."""
    image = loaded(opened(data, (BMP,), "DecodeBmp"), data)
    pixels = as_pixels(image)
    if channels not in (0, pixels.shape[2]) and not (pixels.shape[2] == 1 and channels == 3):
        raise refuse(
            f"channels attribute {channels} does not match bits per pixel from file {8 * pixels.shape[2]}"
        )
    return with_channels(pixels, channels)


# --- writing ---------------------------------------------------------------------------------------------------------


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_bytes(pixels: np.ndarray, compression: int = -1) -> bytes:
    """A PNG file with these pixels, [height, width, 1 to 4 channels], uint8 or uint16.

    >>> len(png_bytes(np.zeros([2, 2, 3], np.uint8)))
    68
    """
    height, width, channels = pixels.shape
    kind = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    rows = pixels.astype(">u2" if pixels.dtype.itemsize == 2 else "u1").reshape(height, -1).view(np.uint8)
    plain = np.zeros(
        (height, rows.shape[1] + 1), np.uint8
    )  # each row begins with how it is filtered: not at all
    plain[:, 1:] = rows
    head = struct.pack(">IIBBBBB", width, height, 8 * pixels.dtype.itemsize, kind, 0, 0, 0)
    content = zlib.compress(plain.tobytes(), compression)
    return BEGINNINGS[PNG] + _chunk(b"IHDR", head) + _chunk(b"IDAT", content) + _chunk(b"IEND", b"")


DENSITY = {"in": 1.0, "cm": 2.54}


def jpeg_bytes(pixels: np.ndarray, quality: int = 95, density: Any = (300, 300), **settings: Any) -> bytes:
    """A JPEG file of these pixels, uint8 [height, width, 1 or 3]."""
    image = pillow()
    made = image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)
    file = io.BytesIO()
    made.save(file, JPEG, quality=quality, dpi=density, **settings)
    return file.getvalue()


def jpeg_shape(data: bytes) -> tuple[int, int, int]:
    """Height, width and channels of a JPEG file, without reading its pixels.

    Raises:
        tf.errors.InvalidArgumentError: for bytes that are no JPEG file.
    """
    place = 2
    if not data.startswith(BEGINNINGS[JPEG]):
        raise refuse(f"Invalid JPEG data, size {len(data)}: it starts with {data[:4]!r}")
    while place + 9 < len(data):
        if data[place] != 0xFF:
            break
        mark = data[place + 1]
        if mark in range(0xC0, 0xD0) and mark not in (0xC4, 0xC8, 0xCC):
            height, width, channels = struct.unpack(">HHB", data[place + 5 : place + 10])
            return height, width, channels
        if mark == 0xFF or 0xD0 <= mark <= 0xD9:
            place += 1 if mark == 0xFF else 2
        else:
            place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    raise refuse(f"Invalid JPEG data, size {len(data)}: its size is not there")
