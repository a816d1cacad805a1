"""A picture as a PNG file in memory, so that summaries need no library for pictures.

A PNG holds rows of bytes. Each row is first replaced by its differences from what stands to the left, above, or by a
mixture of both (one of five filters, the one whose differences are smallest), then everything is compressed.

Source: https://www.w3.org/TR/png-3/#9Filters (the filters, and how to choose one), #5Chunk-layout (the file)

Read next: `pictures.py`.
"""

import zlib
from typing import Any

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOR_TYPES = {1: 0, 3: 2, 4: 6}
"""How many channels -> the file's number for grey, RGB, RGBA."""


def png_bytes(image: Any) -> bytes:
    """A PNG file.

    Args:
        image: uint8 of shape [height, width, channels], with 1, 3 or 4 channels, neither side 0.

    >>> png_bytes(np.zeros((2, 3, 1), np.uint8))[:8]
    b'\\x89PNG\\r\\n\\x1a\\n'
    """
    height, width, channels = image.shape
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    settings = bytes([8, COLOR_TYPES[channels], 0, 0, 0])  # 8 bits; compression, filters, rows in order
    packer = zlib.compressobj(strategy=zlib.Z_FILTERED)
    data = packer.compress(_filtered(image).tobytes()) + packer.flush()
    return SIGNATURE + _chunk(b"IHDR", size + settings) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def _filtered(image: Any) -> Any:
    """For every row the number of its filter, and its differences: uint8 [height, 1 + width * channels]."""
    height, width, channels = image.shape
    rows = image.reshape(height, width * channels)
    framed = np.zeros((height + 1, (width + 1) * channels), np.int16)
    framed[1:, channels:] = rows
    x, left = framed[1:, channels:], framed[1:, :-channels]
    above, corner = framed[:-1, channels:], framed[:-1, :-channels]
    tried = np.stack([x, x - left, x - above, x - (left + above) // 2, x - _nearest(left, above, corner)])
    differences = tried.astype(np.uint8)
    sizes = np.abs(differences.view(np.int8).astype(np.int64)).sum(axis=2)
    best = sizes.argmin(axis=0)
    chosen = differences[best, np.arange(height)]
    return np.concatenate([best.astype(np.uint8)[:, None], chosen], axis=1)


def _nearest(left: Any, above: Any, corner: Any) -> Any:
    """Whichever of three neighbours is nearest to left + above - corner (Alan Paeth's predictor)."""
    to_left, to_above = np.abs(above - corner), np.abs(left - corner)
    to_corner = np.abs(left + above - 2 * corner)
    rest = np.where(to_above <= to_corner, above, corner)
    return np.where((to_left <= to_above) & (to_left <= to_corner), left, rest)
