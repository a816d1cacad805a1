"""Images as summaries: each becomes a PNG file.

Numbers that are no bytes are scaled for each image alone: without negative entries, so that the largest becomes 255;
with some, so that 0 becomes 128 and the entry farthest from it 1 or 255. A pixel with NaN or an infinity turns red.

Source: https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/core/kernels/summary_image_op.cc

Read next: `png.py`, `sounds.py`.
"""

from typing import Any

import numpy as np

from tensorlab.errors import InternalError, InvalidArgumentError
from tensorlab.graph.dtypes import FLOATING, STRING, uint8
from tensorlab.graph.registry import Array, Sample
from tensorlab.graph.tensor import Tensor
from tensorlab.protos.wire import messages
from tensorlab.summaries.naming import (
    NO_GRADIENT,
    collect,
    one_tag,
    packed,
    summary_op,
    summary_scope,
    tags_of_batch,
)
from tensorlab.summaries.png import png_bytes

__all__ = ["image", "image_summary"]

BAD_COLOR = (255, 0, 0, 255)
"""Red: what stands for NaN and infinity."""
SMALL = np.float32(1e-6)


@summary_op(
    "ImageSummary", "image", {"tag": STRING, "tensor": FLOATING | {uint8}}, r"\text{{image}}({tensor})"
)
def image_summary(tag: Array, tensor: Array, max_images: int = 3, bad_color: Any = None):
    """Write images as a summary, each as a PNG file.

    Args:
        tag: one string; the images are called `tag/image/0` and so on, a single one `tag/image`.
        tensor: [batch, height, width, channels], with 1, 3 or 4 channels.
        max_images: how many at most, from the front of the batch.
        bad_color: uint8, what stands for NaN and infinity; None for red.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     summary = tf.Summary.FromString(sess.run(image_summary("x", tf.ones([2, 4, 5, 3]), 1)))
    >>> summary.value[0].tag, summary.value[0].image.height, summary.value[0].image.colorspace
    ('x/image', 4, 3)
    """
    name, images = one_tag(tag), np.asarray(tensor)
    if images.ndim != 4 or images.shape[3] not in (1, 3, 4):
        raise InvalidArgumentError(
            None, None, f"Tensor must be 4-D with last dim 1, 3, or 4, not {list(images.shape)}"
        )
    summary = messages("summary").Summary()
    images = images[:max_images]
    color = BAD_COLOR if bad_color is None else tuple(bad_color)
    for one_name, one in zip(tags_of_batch(name, "image", len(images), max_images), images, strict=True):
        height, width, channels = one.shape
        if not height * width:
            raise InternalError(None, None, f"PNG encoding failed: the image is {height} by {width} pixels")
        picture = summary.value.add(tag=one_name).image
        picture.height, picture.width, picture.colorspace = height, width, channels
        picture.encoded_image_string = png_bytes(one if one.dtype == np.uint8 else scaled(one, color))
    return packed(summary)


@image_summary.build
def _(tag, tensor, max_images=3, bad_color=None):
    if max_images < 1:
        raise ValueError(f"max_outputs must be at least 1, not {max_images}.")
    return tag, tensor, int(max_images), bad_color


@image_summary.samples
def _() -> list[Sample]:
    ramp = np.linspace(0, 1, 24).reshape(1, 2, 4, 3)
    return [
        Sample("ramp", ramp, dtypes=["float32", "float64", "float16"]),
        Sample("signed", np.concatenate([ramp, 1 - 2 * ramp]), max_images=1, dtypes=["float32"]),
        Sample("bytes", np.arange(96, dtype=np.uint8).reshape(4, 3, 2, 4), dtypes=["uint8"]),
        Sample("grey", np.zeros((2, 2, 2, 1)), max_images=2, dtypes=["float32"]),
    ]


image_summary.not_differentiable(NO_GRADIENT)


def scaled(pixels: Any, bad_color: Any = BAD_COLOR) -> Any:
    """An image of floats as bytes; pixels that are not finite get a colour of their own.

    >>> scaled(np.array([[[0.0], [1.0], [2.0]]], np.float32)).ravel(), scaled(np.float32([[[-4], [2]]])).ravel()
    (array([  0, 127, 255], dtype=uint8), array([  1, 191], dtype=uint8))
    """
    kind = pixels.dtype.type
    finite = np.isfinite(pixels).all(axis=2)
    good = pixels[finite].astype(np.float32)
    lowest, highest = good.min(initial=np.inf), good.max(initial=-np.inf)
    top = max(abs(lowest), abs(highest)) if lowest < 0 else highest
    span, offset = (np.float32(127), kind(128)) if lowest < 0 else (np.float32(255), kind(0))
    scale = kind(0) if top < SMALL else kind(span / top)
    result = np.empty(pixels.shape, np.uint8)
    result[finite] = (pixels[finite] * scale + offset).astype(np.int64)
    result[~finite] = bad_color[: pixels.shape[2]]
    return result


def image(
    name: str, tensor: Any, max_outputs: int = 3, collections: Any = None, family: str | None = None
) -> Tensor:
    """Write images as a summary.

    Args:
        name: what the node is called. The tags are `name/image/0`, `name/image/1` and so on; with `max_outputs=1` it
            is `name/image`.
        tensor: [batch, height, width, channels]: uint8, or floats, which are scaled for every image alone so that
            they lie between 0 and 255. 1 channel is grey, 3 are RGB, 4 RGBA.
        max_outputs: how many images at most.
        collections: keys of the collections that the summary goes into; by default `[GraphKeys.SUMMARIES]`.
        family: a group of TensorBoard: the tag begins with it.

    Returns:
        A string tensor: the bytes of a `tf.Summary`.

    Raises:
        tf.errors.InvalidArgumentError: in a run, when the shape is another.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/summary/image

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     digits = tf.reshape(tf.range(32.0), [2, 4, 4, 1])
    ...     summary = tf.Summary.FromString(sess.run(tf.summary.image("digits", digits)))
    >>> [value.tag for value in summary.value], summary.value[0].image.width
    (['digits/image/0', 'digits/image/1'], 4)
    """
    with summary_scope(name, family, values=[tensor]) as (tag, scope):
        return collect(image_summary(tag, tensor, max_outputs, name=scope), collections)
