"""Measures of pictures: how much two of them differ, and where one changes.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image

Read next: `image_colours.py`.
"""

import math
from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import float32, int32
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import control_dependencies, name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.arranging import pad, tile
from tensorlab.ops.casting import cast
from tensorlab.ops.checks import Assert
from tensorlab.ops.convolution_separable import depthwise_conv2d
from tensorlab.ops.flow import identity
from tensorlab.ops.image_changes import convert_image_dtype
from tensorlab.ops.pooling_average import avg_pool
from tensorlab.ops.reduce import reduce_mean, reduce_sum
from tensorlab.ops.shape_ops import reshape, shape
from tensorlab.ops.stacking import stack

SCALES = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)  # how much each scale of a picture counts
SOBEL = np.array([[[-1, -2, -1], [0, 0, 0], [1, 2, 1]], [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]])


@checks_arguments
def total_variation(images: Any, name: str | None = None) -> Tensor:
    """How much neighbouring pixels differ: the sum of absolute differences, downwards and across.

    Args:
        images: [height, width, depth], or several: [n, height, width, depth].
        name: of the name scope.

    Returns:
        A number, or one for each picture.

    Raises:
        ValueError: for another rank.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.image.total_variation(tf.constant([[[1.0], [3.0]], [[1.0], [0.0]]]))))
    6.0
    """
    with name_scope(name, "total_variation"):
        images = convert_to_tensor(images)
        rank = images.shape.ndims
        if rank == 3:
            down, across, axes = images[1:] - images[:-1], images[:, 1:] - images[:, :-1], None
        elif rank == 4:
            down, across = images[:, 1:] - images[:, :-1], images[:, :, 1:] - images[:, :, :-1]
            axes = [1, 2, 3]
        else:
            raise ValueError("'images' must be either 3 or 4-dimensional.")
        return reduce_sum(abs(down), axes) + reduce_sum(abs(across), axes)  # type: ignore[no-any-return]


@checks_arguments
def image_gradients(image: Any) -> tuple[Tensor, Tensor]:
    """How much each pixel differs from the one below and from the one to the right; 0 in the last row and column.

    Args:
        image: [n, height, width, depth].

    Returns:
        `(dy, dx)`, both of the picture's shape.

    Raises:
        ValueError: for another rank.
    """
    image = convert_to_tensor(image)
    if image.shape.ndims != 4:
        raise ValueError(f"image_gradients expects a 4D tensor [batch_size, h, w, d], not {image.shape}.")
    down = pad(image[:, 1:] - image[:, :-1], [[0, 0], [0, 1], [0, 0], [0, 0]])
    across = pad(image[:, :, 1:] - image[:, :, :-1], [[0, 0], [0, 0], [0, 1], [0, 0]])
    down.set_shape(image.shape)
    across.set_shape(image.shape)
    return down, across


@checks_arguments
def sobel_edges(image: Any) -> Tensor:
    """Where a picture changes, downwards and across, by the filters of Sobel.

    Args:
        image: [n, height, width, depth], at least 2 x 2.

    Returns:
        [n, height, width, depth, 2].

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image/sobel_edges
    """
    image = convert_to_tensor(image)
    known, sizes = image.shape, shape(image)
    filters = convert_to_tensor(
        np.transpose(SOBEL, (1, 2, 0))[:, :, np.newaxis], dtype=image.dtype.base_dtype
    )
    filters = tile(filters, stack([1, 1, sizes[-1], 1]), name="sobel_filters")
    around = pad(image, [[0, 0], [1, 1], [1, 1], [0, 0]], mode="REFLECT")
    edges = depthwise_conv2d(around, filters, [1, 1, 1, 1], "VALID")
    edges = reshape(edges, build("ConcatV2", [sizes, [2]], 0))
    edges.set_shape(known.concatenate([2]))
    return edges


def _alike(first: Tensor, second: Tensor) -> list[Any]:
    """Refuse pictures of different sizes; what is left to check in a run."""
    one, other = first.shape.with_rank_at_least(3), second.shape.with_rank_at_least(3)
    if one.ndims is not None and other.ndims is not None:
        one[-3:].assert_is_compatible_with(other[-3:])
        for a, b in zip(reversed(one[:-3].as_list()), reversed(other[:-3].as_list()), strict=False):
            if a is not None and b is not None and a != b and 1 not in (a, b):
                raise ValueError(f"Two images are not compatible: {one} and {other}")
        if one[-3:].is_fully_defined() and other[-3:].is_fully_defined():
            return []
    shapes = shape(first), shape(second)
    same = build("All", build("Equal", shapes[0][-3:], shapes[1][-3:]), [0])
    return [Assert(same, list(shapes), summarize=10)]


@checks_arguments
def psnr(a: Any, b: Any, max_val: Any, name: str | None = None) -> Tensor:
    """The peak signal-to-noise ratio of two pictures, in decibel: the higher, the more alike.

    Args:
        a, b: [..., height, width, depth], of one shape.
        max_val: the greatest value that pixels may have.
        name: of the name scope.

    Returns:
        float32, [...].

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image/psnr

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.image.psnr(tf.zeros([4, 4, 1]), tf.fill([4, 4, 1], 0.1), 1.0)).round(3))
    20.0
    """
    with name_scope(name, "PSNR", [a, b]):
        a, b = convert_to_tensor(a), convert_to_tensor(b)
        highest = convert_image_dtype(cast(max_val, a.dtype.base_dtype), float32)
        a, b = convert_image_dtype(a, float32), convert_image_dtype(b, float32)
        error = reduce_mean(build("SquaredDifference", a, b), [-3, -2, -1])
        decibel = 20 * build("Log", highest) / math.log(10.0) - np.float32(10 / math.log(10)) * build(
            "Log", error
        )
        with control_dependencies(_alike(a, b)):
            return identity(decibel)


def _window(size: int, sigma: float) -> np.ndarray:
    """A round hill of weights [size, size, 1, 1] that add up to 1."""
    places = np.arange(size, dtype=np.float32) - np.float32((size - 1) / 2)
    heights = places**2 * np.float32(-0.5 / sigma**2)
    hill = np.exp(np.add.outer(heights, heights))
    return (hill / hill.sum()).astype(np.float32)[:, :, np.newaxis, np.newaxis]  # type: ignore[no-any-return]


def _per_channel(
    first: Tensor, second: Tensor, highest: Any, size: int, sigma: float, k1: float, k2: float
) -> tuple[Any, Any]:
    """How alike two pictures are, and how alike their contrasts are: for each channel."""
    for image in (first, second):
        known = image.shape[-3:-1].as_list() if image.shape.ndims is not None else [None]
        if any(side is not None and side < size for side in known):
            raise ValueError(f"Pictures of {known} pixels are smaller than the filter of {size} x {size}.")
    kernel = tile(_window(size, sigma), stack([1, 1, shape(first)[-1], 1]))

    def smooth(image: Any) -> Any:
        sizes = shape(image)
        flat = reshape(image, build("ConcatV2", [[-1], sizes[-3:]], 0))
        found = depthwise_conv2d(flat, kernel, [1, 1, 1, 1], "VALID")
        return reshape(found, build("ConcatV2", [sizes[:-3], shape(found)[1:]], 0))

    c1, c2 = (k1 * highest) ** 2, (k2 * highest) ** 2
    mean, other = smooth(first), smooth(second)
    product, squares = mean * other * 2.0, mean * mean + other * other
    brightness = (product + c1) / (squares + c1)
    contrast = (smooth(first * second) * 2.0 - product + c2) / (
        smooth(first * first + second * second) - squares + c2
    )
    return reduce_mean(brightness * contrast, [-3, -2]), reduce_mean(contrast, [-3, -2])


def _prepared(img1: Any, img2: Any, max_val: Any) -> tuple[Tensor, Tensor, Tensor]:
    first, second = convert_to_tensor(img1, name="img1"), convert_to_tensor(img2, name="img2")
    with control_dependencies(_alike(first, second)):
        first = identity(first)
    highest = convert_image_dtype(cast(max_val, first.dtype.base_dtype), float32)
    return convert_image_dtype(first, float32), convert_image_dtype(second, float32), highest


@checks_arguments
def ssim(
    img1: Any,
    img2: Any,
    max_val: Any,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
) -> Tensor:
    """How alike the structures of two pictures are: 1 for equal ones.

    Args:
        img1, img2: [..., height, width, depth], of one shape, at least as large as the filter.
        max_val: the greatest value that pixels may have.
        filter_size, filter_sigma: over how large a window means are taken.
        k1, k2: small numbers against dividing by zero.

    Returns:
        float32, [...].

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image/ssim
    """
    first, second, highest = _prepared(img1, img2, max_val)
    alike, _ = _per_channel(first, second, highest, filter_size, filter_sigma, k1, k2)
    return reduce_mean(alike, [-1])


@checks_arguments
def ssim_multiscale(
    img1: Any,
    img2: Any,
    max_val: Any,
    power_factors: Any = SCALES,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
) -> Tensor:
    """How alike the structures of two pictures are, seen from near and from far: each scale halves them.

    Args:
        img1, img2, max_val, filter_size, filter_sigma, k1, k2: as in `ssim`; of known height and width.
        power_factors: how much each scale counts.

    Returns:
        float32, [...].

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image/ssim_multiscale
    """
    with name_scope(None, "MS-SSIM", [img1, img2]):
        first, second, highest = _prepared(img1, img2, max_val)
        contrasts: list[Any] = []
        alike: Any = None
        for scale, _ in enumerate(power_factors):
            if scale:
                first, second = _halved(first), _halved(second)
            alike, contrast = _per_channel(first, second, highest, filter_size, filter_sigma, k1, k2)
            contrasts.append(build("Relu", contrast))
        each = stack([*contrasts[:-1], build("Relu", alike)], axis=-1)
        whole = build("Prod", build("Pow", each, np.asarray(power_factors, np.float32)), [-1])
        return reduce_mean(whole, [-1])


def _halved(image: Tensor) -> Tensor:
    """A picture at half the size; an odd row or column is doubled first."""
    height, width, depth = image.shape[-3:].as_list()
    if height is None or width is None:
        raise ValueError(f"ssim_multiscale needs pictures of known height and width, not {image.shape}.")
    flat = reshape(image, [-1, height, width, depth])
    if height % 2 or width % 2:
        flat = pad(flat, [[0, 0], [0, height % 2], [0, width % 2], [0, 0]], mode="SYMMETRIC")
    small = avg_pool(flat, [1, 2, 2, 1], [1, 2, 2, 1], "VALID")
    around = cast(shape(image)[:-3], int32)
    found = reshape(small, build("ConcatV2", [around, shape(small)[1:]], 0))
    found.set_shape(image.shape[:-3].concatenate(small.shape[1:]))
    return found
