"""Summaries of images in a form that can be compared: the pixels, since a PNG may be packed more or less tightly."""

import io
from typing import Any

import numpy as np
from PIL import Image

import tensorlab as tf


def pixels(png: bytes) -> np.ndarray:
    """The pixels of a PNG file, [height, width, channels], as Pillow reads them."""
    array = np.asarray(Image.open(io.BytesIO(png)))
    return array[..., None] if array.ndim == 2 else array


def pictures(serialized: Any) -> list[Any]:
    """Tags, sizes and pixels of the images of a summary."""
    summary = tf.Summary.FromString(np.asarray(serialized, object).item())
    return [
        (
            v.tag,
            v.image.height,
            v.image.width,
            v.image.colorspace,
            pixels(v.image.encoded_image_string).tolist(),
        )
        for v in summary.value
    ]
