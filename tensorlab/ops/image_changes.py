"""Pictures changed for training: flipped, turned, lighter, with more contrast, in another dtype, in grey.

Random changes draw TensorFlow's numbers: one per call, or one per picture where each is decided by itself.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image

Read next: `image_cropping.py`.
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import as_dtype, float16, float32, int32
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.arranging import pad, reverse, tile
from tensorlab.ops.array import transpose
from tensorlab.ops.casting import cast, saturate_cast
from tensorlab.ops.contractions import tensordot
from tensorlab.ops.cutting import slice_
from tensorlab.ops.extremes import maximum, minimum
from tensorlab.ops.flow import identity
from tensorlab.ops.math import add, multiply, subtract
from tensorlab.ops.powers import rsqrt, sqrt, square
from tensorlab.ops.random import random_uniform
from tensorlab.ops.reduce import reduce_mean
from tensorlab.ops.selecting import where
from tensorlab.ops.shape_ops import reshape, shape
from tensorlab.ops.shaping import expand_dims, squeeze
from tensorlab.ops.stacking import stack

GREY = (0.2989, 0.5870, 0.1140)  # how much of red, green and blue the eye sees as brightness


def pictures(image: Any, ranks: tuple[int, ...] = (3, 4)) -> Tensor:
    """A picture, or several, as a tensor of a rank that is allowed (or of an unknown one)."""
    image = convert_to_tensor(image, name="image")
    if image.shape.ndims is not None and image.shape.ndims not in ranks:
        wanted = " or ".join(map(str, ranks))
        raise ValueError(f"'image' must have rank {wanted}, not the shape {image.shape}.")
    return image


def rank_of(image: Tensor) -> int:
    """The rank of a picture; one of unknown rank counts as one picture."""
    return 3 if image.shape.ndims is None else image.shape.ndims


# --- flips and turns ----------------------------------------------------------------------------------------------


def _flipped(image: Any, from_the_end: int, scope_name: str) -> Tensor:
    with name_scope(None, scope_name, [image]):
        image = pictures(image)
        return reverse(image, [rank_of(image) - from_the_end])


@checks_arguments
def flip_left_right(image: Any) -> Tensor:
    """A picture [height, width, depth], or several [n, height, width, depth], as in a mirror.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(flip_left_right([[[1], [2]]]))[0, :, 0])
    [2 1]
    """
    return _flipped(image, 2, "flip_left_right")


@checks_arguments
def flip_up_down(image: Any) -> Tensor:
    """A picture [height, width, depth], or several, upside down."""
    return _flipped(image, 3, "flip_up_down")


def _perhaps_flipped(image: Any, from_the_end: int, seed: int | None, scope_name: str) -> Tensor:
    with name_scope(None, scope_name, [image]):
        image = pictures(image)
        if rank_of(image) == 3:
            drawn = random_uniform([], 0, 1.0, seed=seed)
            return where(drawn < 0.5, reverse(image, [3 - from_the_end]), image, name=scope_name)
        count = shape(image)[0]
        drawn = random_uniform(stack([count]), 0, 1.0, seed=seed)
        flips = cast(build("Round", reshape(drawn, stack([count, 1, 1, 1]))), image.dtype)
        return flips * reverse(image, [4 - from_the_end]) + (1 - flips) * image


@checks_arguments
def random_flip_left_right(image: Any, seed: int | None = None) -> Tensor:
    """A picture, in one case of two as in a mirror; of several, each by itself.

    Args:
        image: [height, width, depth] or [n, height, width, depth].
        seed: of the draw.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     flipped = random_flip_left_right([[[1], [2]]], seed=1)
    ...     print([sess.run(flipped)[0, :, 0].tolist() for _ in range(4)])
    [[2, 1], [2, 1], [2, 1], [1, 2]]
    """
    return _perhaps_flipped(image, 2, seed, "random_flip_left_right")


@checks_arguments
def random_flip_up_down(image: Any, seed: int | None = None) -> Tensor:
    """A picture, in one case of two upside down; of several, each by itself."""
    return _perhaps_flipped(image, 3, seed, "random_flip_up_down")


@checks_arguments
def transpose_image(image: Any, name: str | None = None) -> Tensor:
    """A picture, or several, with rows and columns exchanged."""
    with name_scope(name, "transpose", [image]) as scope:
        image = pictures(image)
        return transpose(image, [1, 0, 2] if rank_of(image) == 3 else [0, 2, 1, 3], name=scope)


@checks_arguments
def rot90(image: Any, k: int = 1, name: str | None = None) -> Tensor:
    """A picture, or several, turned left by k quarters.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(rot90([[[1], [2]], [[3], [4]]]))[:, :, 0].tolist())
    [[2, 4], [1, 3]]
    """
    with name_scope(name, "rot90", [image, k]):
        image = pictures(image)
        first = rank_of(image) - 3
        exchanged = [*range(first), first + 1, first, first + 2]
        quarters = int(k) % 4
        if quarters == 1:
            return transpose(reverse(image, [first + 1]), exchanged)
        if quarters == 2:
            return reverse(image, [first, first + 1])
        return reverse(transpose(image, exchanged), [first + 1]) if quarters == 3 else image


# --- numbers ------------------------------------------------------------------------------------------------------


@checks_arguments
def convert_image_dtype(image: Any, dtype: Any, saturate: bool = False, name: str | None = None) -> Tensor:
    """A picture in another dtype: whole numbers reach to the largest of their dtype, floating ones to 1.

    Args:
        image: any shape.
        dtype: the dtype wanted.
        saturate: keep values that do not fit at the ends of the dtype, instead of letting them wrap around.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     grey = tf.constant([0, 51, 255], tf.uint8)
    ...     print(sess.run(convert_image_dtype(grey, tf.float32)))
    [0.  0.2 1. ]
    """
    image = convert_to_tensor(image, name="image")
    dtype = as_dtype(dtype).base_dtype
    old = image.dtype.base_dtype
    if dtype is old:
        return identity(image, name=name)
    with name_scope(name, "convert_image", [image]) as scope:
        if old.is_integer and dtype.is_integer:
            inside, outside = old.max, dtype.max
            if inside > outside:
                scaled = build("FloorDiv", image, (inside + 1) // (outside + 1))
                return (
                    saturate_cast(scaled, dtype, name=scope) if saturate else cast(scaled, dtype, name=scope)
                )
            wider = saturate_cast(image, dtype) if saturate else cast(image, dtype)
            return multiply(wider, (outside + 1) // (inside + 1), name=scope)
        if old.is_floating and dtype.is_floating:
            return cast(image, dtype, name=scope)
        if old.is_integer:
            return multiply(cast(image, dtype), 1.0 / old.max, name=scope)
        scaled = multiply(image, dtype.max + 0.5)
        return saturate_cast(scaled, dtype, name=scope) if saturate else cast(scaled, dtype, name=scope)


def _in_floats(image: Tensor) -> Tensor:
    return image if image.dtype.base_dtype in (float16, float32) else convert_image_dtype(image, float32)


@checks_arguments
def adjust_brightness(image: Any, delta: Any) -> Tensor:
    """A picture with a number added to every pixel, from 0 to 1; it has the dtype of the picture.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(adjust_brightness(tf.constant([0, 200], tf.uint8), 0.4)))
    [102 255]
    """
    with name_scope(None, "adjust_brightness", [image, delta]) as scope:
        image = convert_to_tensor(image, name="image")
        floats = _in_floats(image)
        lighter = add(floats, cast(delta, floats.dtype.base_dtype), name=scope)
        return convert_image_dtype(lighter, image.dtype, saturate=True)


@checks_arguments
def random_brightness(image: Any, max_delta: float, seed: int | None = None) -> Tensor:
    """A picture with a number between -max_delta and max_delta added to every pixel.

    Raises:
        ValueError: when `max_delta` is negative.
    """
    if max_delta < 0:
        raise ValueError("max_delta must be non-negative.")
    return adjust_brightness(image, random_uniform([], -max_delta, max_delta, seed=seed))


@checks_arguments
def adjust_contrast(images: Any, contrast_factor: Any) -> Tensor:
    """Pictures whose pixels lie `contrast_factor` times as far from the mean of their channel.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(adjust_contrast([[[1.0], [3.0]]], 2.0))[0, :, 0])
    [0. 4.]
    """
    with name_scope(None, "adjust_contrast", [images, contrast_factor]) as scope:
        images = convert_to_tensor(images, name="images")
        floats = _in_floats(images)
        mean = reduce_mean(floats, [-3, -2], keepdims=True)
        factor = cast(contrast_factor, floats.dtype.base_dtype)
        changed = add(multiply(subtract(floats, mean), factor), mean, name=scope)
        return convert_image_dtype(changed, images.dtype, saturate=True)


@checks_arguments
def random_contrast(image: Any, lower: float, upper: float, seed: int | None = None) -> Tensor:
    """A picture whose contrast is changed by a factor between `lower` and `upper`.

    Raises:
        ValueError: unless 0 <= lower < upper.
    """
    if upper <= lower:
        raise ValueError("upper must be > lower.")
    if lower < 0:
        raise ValueError("lower must be non-negative.")
    return adjust_contrast(image, random_uniform([], lower, upper, seed=seed))


@checks_arguments
def per_image_standardization(image: Any) -> Tensor:
    """Pictures with mean 0 and variance 1, each by itself, float32; flat ones are divided by 1/√pixels."""
    with name_scope(None, "per_image_standardization", [image]) as scope:
        image = cast(pictures(image), float32)
        mean = reduce_mean(image, [-1, -2, -3], keepdims=True)
        deviation = sqrt(reduce_mean(square(subtract(image, mean)), [-1, -2, -3], keepdims=True))
        pixels = cast(build("Prod", shape(image)[-3:], [0]), float32)
        return build("RealDiv", subtract(image, mean), maximum(deviation, rsqrt(pixels)), name=scope)


@checks_arguments
def rgb_to_grayscale(images: Any, name: str | None = None) -> Tensor:
    """Pictures [..., 3] in grey [..., 1]: 0.2989 red + 0.587 green + 0.114 blue, in the same dtype."""
    with name_scope(name, "rgb_to_grayscale", [images]) as scope:
        images = convert_to_tensor(images, name="images")
        grey = tensordot(
            convert_image_dtype(images, float32), convert_to_tensor(GREY, dtype=float32), [[-1], [-1]]
        )
        return convert_image_dtype(expand_dims(grey, -1), images.dtype, name=scope)


@checks_arguments
def grayscale_to_rgb(images: Any, name: str | None = None) -> Tensor:
    """Grey pictures [..., 1] with three equal channels [..., 3]."""
    with name_scope(name, "grayscale_to_rgb", [images]) as scope:
        images = convert_to_tensor(images, name="images")
        rank = images.shape.ndims
        if rank is None:
            raise ValueError("'images' must have a known rank: give the placeholder a shape.")
        return tile(images, [1] * (rank - 1) + [3], name=scope)
