"""Colours of pictures: hue and saturation, and the colour spaces of television.

A colour is red, green and blue, or hue, saturation and value: which colour, how strong, how bright.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image

Read next: `image_changes.py` (brightness, contrast), `image_measures.py`.
"""

from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import FLOATING, float16, float32
from tensorlab.graph.registry import Array, Sample, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.contractions import tensordot
from tensorlab.ops.image_changes import convert_image_dtype
from tensorlab.ops.random import random_uniform

HUE = "hue jumps where a colour is grey, and TensorFlow has no gradient here"

# Weights of red, green and blue in each of the three numbers of another space, one column each.
TO_YIQ = ((0.299, 0.59590059, 0.2115), (0.587, -0.27455667, -0.52273617), (0.114, -0.32134392, 0.31119955))
FROM_YIQ = ((1, 1, 1), (0.95598634, -0.27201283, -1.10674021), (0.6208248, -0.64720424, 1.70423049))
TO_YUV = (
    (0.299, -0.14714119, 0.61497538),
    (0.587, -0.28886916, -0.51496512),
    (0.114, 0.43601035, -0.10001026),
)
FROM_YUV = ((1, 1, 1), (0, -0.394642334, 2.03206185), (1.13988303, -0.58062185, 0))


def _three(images: TensorShape, *_: Any) -> TensorShape:
    if images.ndims == 0 or (images.ndims and images[-1].value not in (None, 3)):
        raise ValueError(f"The last dimension must be 3 (red, green, blue), not {images}.")
    return images


def to_hsv(images: Any) -> Any:
    """Hue, saturation and value of colours."""
    red, green, blue = images[..., 0], images[..., 1], images[..., 2]
    value = np.maximum(np.maximum(red, green), blue)
    spread = value - np.minimum(np.minimum(red, green), blue)
    safe = np.where(spread > 0, spread, np.ones_like(spread))
    sixth = images.dtype.type(1 / 6) / safe
    third, two_thirds = images.dtype.type(2 / 6), images.dtype.type(4 / 6)
    hue = np.where(
        red == value,
        sixth * (green - blue),
        np.where(green == value, sixth * (blue - red) + third, sixth * (red - green) + two_thirds),
    )
    hue = np.where(spread > 0, hue, np.zeros_like(hue))
    hue = np.where(hue < 0, hue + images.dtype.type(1), hue)
    bright = np.where(value > 0, value, np.ones_like(value))
    return np.stack([hue, np.where(value > 0, spread / bright, np.zeros_like(value)), value], -1)


def from_hsv(images: Any) -> Any:
    """Red, green and blue of hue, saturation and value."""
    hue, saturation, value = images[..., 0] * 6, images[..., 1], images[..., 2]
    shares = [np.abs(hue - 3) - 1, 2 - np.abs(hue - 2), 2 - np.abs(hue - 4)]
    return np.stack([(1 - saturation + saturation * np.clip(one, 0, 1)) * value for one in shares], -1)


@op(
    "RGBToHSV", shape=_three, dtypes=FLOATING, kind="array", symbol="hsv", latex=r"\mathrm{{hsv}}\,{images}",
)  # fmt: skip
def rgb_to_hsv(images: Array):
    """Hue, saturation and value of colours.

    Args:
        images: floating, [..., 3], from 0 to 1.

    Returns:
        The same shape and dtype; each number is from 0 to 1.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image/rgb_to_hsv

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.image.rgb_to_hsv([[0.0, 1.0, 0.0]])).round(4))
    [[0.3333 1.     1.    ]]
    """
    return to_hsv(images)


rgb_to_hsv.not_differentiable(HUE)


def _colours() -> list[Any]:
    return [
        [[0.2, 0.5, 0.9], [0.7, 0.7, 0.7]],
        [[1.0, 0.0, 0.25], [0.0, 0.0, 0.0]],
        [[0.1, 0.8, 0.3], [0.6, 0.4, 0.6]],
    ]


@rgb_to_hsv.samples
def _() -> list[Sample]:
    return [Sample(_colours()), Sample([0.3, 0.2, 0.9]), Sample(np.zeros((0, 3)))]


@op(
    "HSVToRGB", shape=_three, dtypes=FLOATING, kind="array", symbol="rgb", latex=r"\mathrm{{rgb}}\,{images}",
)  # fmt: skip
def hsv_to_rgb(images: Array):
    """Red, green and blue of colours that are given by hue, saturation and value.

    Args:
        images: floating, [..., 3], from 0 to 1.

    Returns:
        The same shape and dtype.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image/hsv_to_rgb

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.image.hsv_to_rgb([[0.0, 0.5, 1.0]])))
    [[1.  0.5 0.5]]
    """
    return from_hsv(images)


hsv_to_rgb.not_differentiable(HUE)


@hsv_to_rgb.samples
def _() -> list[Sample]:
    return [Sample(_colours()), Sample([0.3, 0.2, 0.9]), Sample(np.zeros((0, 3)))]


def _changed(images: TensorShape, by: TensorShape) -> TensorShape:
    by.with_rank(0)
    return _three(images.with_rank_at_least(3))


SINGLE = frozenset({float32})


@op(
    "AdjustHue", shape=_changed, dtypes=SINGLE, kind="array",
    symbol="hue", latex=r"\mathrm{{hue}}({images}, {delta})",
)  # fmt: skip
def adjust_hue_node(images: Array, delta: Array):
    """Turn the hue of colours; the node of `tf.image.adjust_hue`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.image.adjust_hue([[[1.0, 0.0, 0.0]]], 0.5)))
    [[[0. 1. 1.]]]
    """
    hsv = to_hsv(images)
    hue = (hsv[..., :1] + delta) % 1
    return from_hsv(np.concatenate([hue, hsv[..., 1:]], -1))


adjust_hue_node.not_differentiable(HUE)


@adjust_hue_node.samples
def _() -> list[Sample]:
    return [Sample(_colours(), np.float32(0.1)), Sample([_colours()], np.float32(-0.7))]


@op(
    "AdjustSaturation", shape=_changed, dtypes=SINGLE, kind="array",
    symbol="saturation", latex=r"\mathrm{{saturation}}({images}, {scale})",
)  # fmt: skip
def adjust_saturation_node(images: Array, scale: Array):
    """Make colours stronger or greyer; the node of `tf.image.adjust_saturation`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.image.adjust_saturation([[[1.0, 0.5, 0.5]]], 2.0)))
    [[[1. 0. 0.]]]
    """
    hsv = to_hsv(images)
    saturation = np.clip(hsv[..., 1:2] * scale, 0, 1)
    return from_hsv(np.concatenate([hsv[..., :1], saturation, hsv[..., 2:]], -1))


adjust_saturation_node.not_differentiable(HUE)


@adjust_saturation_node.samples
def _() -> list[Sample]:
    return [Sample(_colours(), np.float32(0.4)), Sample([_colours()], np.float32(3.0))]


# --- what programs call ----------------------------------------------------------------------------------------------


def _in_floats(image: Any, change: Any) -> Tensor:
    """Change a picture as floating numbers, and give it back in its dtype."""
    dtype = image.dtype.base_dtype
    return convert_image_dtype(change(convert_image_dtype(image, float32)), dtype)


@checks_arguments
def adjust_hue(image: Any, delta: Any, name: str | None = None) -> Tensor:
    """Turn the hue of a picture's colours.

    Args:
        image: [..., height, width, 3], floating from 0 to 1, or whole numbers up to the end of their dtype.
        delta: how far, from -1 to 1: 1 is once around.
        name: of the name scope.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image/adjust_hue
    """
    with name_scope(name, "adjust_hue", [image]):
        return _in_floats(
            convert_to_tensor(image, name="image"), lambda floats: adjust_hue_node(floats, delta)
        )


@checks_arguments
def random_hue(image: Any, max_delta: float, seed: int | None = None) -> Tensor:
    """Turn the hue of a picture's colours by a random number between -max_delta and max_delta.

    Raises:
        ValueError: for a number that is negative or above 0.5.
    """
    if max_delta > 0.5:
        raise ValueError("max_delta must be <= 0.5.")
    if max_delta < 0:
        raise ValueError("max_delta must be non-negative.")
    return adjust_hue(image, random_uniform([], -max_delta, max_delta, seed=seed))


@checks_arguments
def adjust_saturation(image: Any, saturation_factor: Any, name: str | None = None) -> Tensor:
    """Make a picture's colours stronger (a factor above 1) or greyer.

    Args:
        image: [..., height, width, 3], floating from 0 to 1, or whole numbers up to the end of their dtype.
        saturation_factor: what the saturation is multiplied by.
        name: of the name scope.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image/adjust_saturation
    """
    with name_scope(name, "adjust_saturation", [image]):
        image = convert_to_tensor(image, name="image")
        return _in_floats(image, lambda floats: adjust_saturation_node(floats, saturation_factor))


@checks_arguments
def random_saturation(image: Any, lower: float, upper: float, seed: int | None = None) -> Tensor:
    """Make a picture's colours stronger or greyer by a random factor.

    Raises:
        ValueError: for factors that are negative or not in order.
    """
    if upper <= lower:
        raise ValueError("upper must be > lower.")
    if lower < 0:
        raise ValueError("lower must be non-negative.")
    return adjust_saturation(image, random_uniform([], lower, upper, seed=seed))


@checks_arguments
def adjust_gamma(image: Any, gamma: Any = 1, gain: Any = 1) -> Tensor:
    """Make the dark parts of a picture lighter (gamma below 1) or darker: gain * image ** gamma.

    Args:
        image: floating from 0 to 1, or whole numbers up to the end of their dtype.
        gamma: the power; not negative.
        gain: what it is multiplied by.

    Raises:
        ValueError: for a negative gamma.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.image.adjust_gamma([0.25, 1.0], gamma=0.5)))
    [0.5 1. ]
    """
    with name_scope(None, "adjust_gamma", [image, gamma, gain]):
        image = convert_to_tensor(image, name="image")
        dtype = image.dtype.base_dtype
        floats = image if dtype in (float16, float32) else convert_image_dtype(image, float32)
        if not isinstance(gamma, Tensor) and gamma < 0:
            raise ValueError("Gamma should be a non-negative real number.")
        return convert_image_dtype(gain * floats**gamma, dtype, saturate=True)


def _mixed(images: Any, weights: Any) -> Tensor:
    images = convert_to_tensor(images, name="images")
    kernel = convert_to_tensor(weights, dtype=images.dtype, name="kernel")
    return tensordot(images, kernel, [[images.shape.ndims - 1], [0]])  # type: ignore[no-any-return]


@checks_arguments
def rgb_to_yiq(images: Any) -> Tensor:
    """Colours as brightness and two differences of colour, as American television had them: floating [..., 3]."""
    return _mixed(images, TO_YIQ)


@checks_arguments
def yiq_to_rgb(images: Any) -> Tensor:
    """The way back of `rgb_to_yiq`."""
    return _mixed(images, FROM_YIQ)


@checks_arguments
def rgb_to_yuv(images: Any) -> Tensor:
    """Colours as brightness and two differences of colour, as European television had them: floating [..., 3]."""
    return _mixed(images, TO_YUV)


@checks_arguments
def yuv_to_rgb(images: Any) -> Tensor:
    """The way back of `rgb_to_yuv`."""
    return _mixed(images, FROM_YUV)
