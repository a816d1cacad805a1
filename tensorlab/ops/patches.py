"""Patches of images and volumes: what a sliding window sees, laid out as channels.

A convolution multiplies every patch by its filters and forgets it. Here the patches themselves are the result: at
every place, all pixels under the window, one after the other.

Read next: `patches_in_batches.py` (images taken apart, so that each part holds every second pixel).
"""

from math import prod
from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.dtypes import REAL
from tensorlab.graph.registry import Array, Sample, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.convolution_geometry import (
    Geometry,
    check_window,
    geometry,
    known_stops,
    padding_of,
    rank_checked,
    shape_in_order,
)
from tensorlab.ops.convolution_kernels import as_rows, seen_by
from tensorlab.ops.scattering import zeros_of

LAYOUTS = {4: "NHWC", 5: "NDHWC"}


def _shape(images: TensorShape, ksizes: Any, strides: Any, rates: Any, padding: str) -> TensorShape:
    rank = len(ksizes)
    check_window(strides, rates, LAYOUTS[rank])
    check_window((), (), LAYOUTS[rank], ksizes)
    sizes = rank_checked(images, rank, "the image")
    stops = known_stops(sizes[1:-1], ksizes[1:-1], strides[1:-1], rates[1:-1], padding)
    depth = None if sizes[-1] is None else sizes[-1] * prod(ksizes[1:-1])
    return shape_in_order(sizes[0], stops, depth, LAYOUTS[rank])


def _places(images: Any, ksizes: Any, strides: Any, rates: Any, padding: str) -> Geometry:
    return geometry(images.shape[1:-1], ksizes[1:-1], strides[1:-1], rates[1:-1], padding)


def _patches(images: Any, places: Geometry) -> Any:
    return as_rows(images, places).reshape(
        images.shape[0], *places.stops, prod(places.window) * images.shape[-1]
    )


def _put_back(g: Any, images: Any, places: Geometry) -> Any:
    """Every entry of every patch, added where it was taken."""
    g = g.reshape(images.shape[0], *places.stops, prod(places.window), images.shape[-1])
    sizes = [b + n + a for b, n, a in zip(places.before, places.sizes, places.after, strict=True)]
    back = zeros_of((images.shape[0], *sizes, images.shape[-1]), g)
    for number, cell in enumerate(np.ndindex(*places.window)):
        back[(slice(None), *seen_by(cell, places))] += g[..., number, :]
    inside = (slice(before, before + size) for before, size in zip(places.before, places.sizes, strict=True))
    return back[(slice(None), *inside)]


def _numbers(*shape: int) -> Any:
    return (np.sin(np.arange(np.prod(shape)) * 1.7 + 0.3) * 4).reshape(shape).round(2)


FLOATS = ("float16", "float32", "float64")
ONES = (1, 1, 1, 1)


# --- images -----------------------------------------------------------------------------------------------


@op("ExtractImagePatches", shape=_shape, dtypes=REAL, kind="array", symbol="patches",
    latex=r"{images}_{{y+i,\,x+j}}")  # fmt: skip
def patches_node(images: Array, ksizes: tuple, strides: tuple, rates: tuple, padding: str):
    """Lay all pixels under the window behind each other, for every place where it stops."""
    return _patches(images, _places(images, ksizes, strides, rates, padding))


@patches_node.gradient
def _(g, y, images, ksizes, strides, rates, padding):
    return patches_gradient(images, g, ksizes, strides, rates, padding)


@patches_node.samples
def _() -> list[Sample]:
    image = _numbers(2, 4, 5, 2)
    return [
        Sample(image, (1, 2, 3, 1), ONES, ONES, "VALID"),
        Sample(image, (1, 2, 2, 1), (1, 2, 3, 1), ONES, "SAME", dtypes=FLOATS),
        Sample(image, (1, 2, 2, 1), ONES, (1, 2, 3, 1), "SAME", dtypes=FLOATS),
        Sample(np.zeros((0, 3, 3, 1)), (1, 2, 2, 1), ONES, ONES, "VALID", dtypes=FLOATS),
    ]


def _as_images(
    images: TensorShape, g: TensorShape, ksizes: Any, strides: Any, rates: Any, padding: str
) -> TensorShape:
    return images


@op("ExtractImagePatchesGrad", shape=_as_images, dtypes=REAL, kind="gradient", symbol="patches′",
    latex=r"\textstyle\sum {gradient}")  # fmt: skip
def patches_gradient(
    images: Array, gradient: Array, ksizes: tuple, strides: tuple, rates: tuple, padding: str
):
    """Add every entry of every patch where it was taken. TensorFlow makes a sparse matrix for that.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     row = tf.ones([1, 1, 4, 1])
    ...     seen = tf.extract_image_patches(row, [1, 1, 2, 1], [1] * 4, [1] * 4, "VALID")
    ...     print(sess.run(tf.gradients(seen, row)[0]).ravel())  # by how many windows
    [1. 2. 2. 1.]
    """
    return _put_back(gradient, images, _places(images, ksizes, strides, rates, padding))


@patches_gradient.gradient
def _(h, z, images, gradient, ksizes, strides, rates, padding):
    return None, patches_node(h, ksizes, strides, rates, padding)


@patches_gradient.samples
def _() -> list[Sample]:
    image = _numbers(1, 3, 4, 2)
    return [
        Sample(image, _numbers(1, 2, 2, 12), (1, 2, 3, 1), ONES, ONES, "VALID", dtypes=FLOATS),
        Sample(image, _numbers(1, 2, 2, 8), (1, 2, 2, 1), (1, 2, 2, 1), ONES, "SAME", dtypes=FLOATS),
    ]


@checks_arguments
def extract_image_patches(
    images: Any,
    ksizes: Any = None,
    strides: Any = None,
    rates: Any = None,
    padding: Any = None,
    name: str | None = None,
    sizes: Any = None,
) -> Tensor:
    """Lay all pixels under a window behind each other, for every place where it stops.

    Args:
        images: [images, height, width, channels], real numbers.
        ksizes: the size of the window, one number for each dimension: [1, height, width, 1].
        strides: how far it moves, written likewise.
        rates: the distance between two neighbouring cells of it.
        padding: "SAME" or "VALID".
        sizes: another name of `ksizes`.

    Returns:
        [images, stops down, stops across, cells · channels].

    Raises:
        ValueError: when the window does not fit.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image/extract_image_patches

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     row = [[[[1], [2], [4]]]]
    ...     print(sess.run(tf.extract_image_patches(row, [1, 1, 2, 1], [1] * 4, [1] * 4, "VALID"))[0, 0])
    [[1 2]
     [2 4]]
    """
    if ksizes is not None and sizes is not None:
        raise ValueError("Cannot specify both 'ksizes' and 'sizes'.")
    window = tuple_of(ksizes if sizes is None else sizes, 4, "ksizes")
    settings = (tuple_of(strides, 4, "strides"), tuple_of(rates, 4, "rates"), padding_of(padding, 4)[0])
    return patches_node(images, window, *settings, name=name)


def tuple_of(value: Any, count: int, name: str) -> tuple[int, ...]:
    """One whole number for each dimension.

    Raises:
        ValueError: for another number of them.
    """
    if not isinstance(value, (list, tuple, np.ndarray)) or len(value) != count:
        raise ValueError(f"{name} needs one number for each of the {count} dimensions, not {value!r}.")
    return tuple(int(entry) for entry in value)


# --- volumes ----------------------------------------------------------------------------------------------


def _volume_shape(input: TensorShape, ksizes: Any, strides: Any, padding: str) -> TensorShape:
    return _shape(input, ksizes, strides, (1,) * 5, padding)


@op("ExtractVolumePatches", shape=_volume_shape, dtypes=REAL, kind="array", symbol="patches",
    latex=r"{input}_{{z+h,\,y+i,\,x+j}}")  # fmt: skip
def volume_patches_node(input: Array, ksizes: tuple, strides: tuple, padding: str):
    """Lay all entries under the window behind each other, for every place where it stops."""
    return _patches(input, _places(input, ksizes, strides, (1,) * 5, padding))


@volume_patches_node.gradient
def _(g, y, input, ksizes, strides, padding):
    return volume_patches_gradient(input, g, ksizes, strides, padding)


@volume_patches_node.samples
def _() -> list[Sample]:
    volume = _numbers(1, 3, 3, 2, 2)
    return [
        Sample(volume, (1, 2, 2, 1, 1), (1,) * 5, "VALID"),
        Sample(volume, (1, 2, 2, 2, 1), (1, 2, 1, 2, 1), "SAME", dtypes=FLOATS),
    ]


def _as_volumes(
    input: TensorShape, gradient: TensorShape, ksizes: Any, strides: Any, padding: str
) -> TensorShape:
    return input


@op("ExtractVolumePatchesGrad", shape=_as_volumes, dtypes=REAL, kind="gradient", symbol="patches′",
    latex=r"\textstyle\sum {gradient}")  # fmt: skip
def volume_patches_gradient(input: Array, gradient: Array, ksizes: tuple, strides: tuple, padding: str):
    """Add every entry of every patch where it was taken.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.ones([1, 1, 1, 3, 1])
    ...     seen = tf.extract_volume_patches(x, [1, 1, 1, 2, 1], [1] * 5, "VALID")
    ...     print(sess.run(tf.gradients(seen, x)[0]).ravel())
    [1. 2. 1.]
    """
    return _put_back(gradient, input, _places(input, ksizes, strides, (1,) * 5, padding))


@volume_patches_gradient.gradient
def _(h, z, input, gradient, ksizes, strides, padding):
    return None, volume_patches_node(h, ksizes, strides, padding)


@volume_patches_gradient.samples
def _() -> list[Sample]:
    arrays = (_numbers(1, 2, 2, 2, 1), _numbers(1, 1, 1, 2, 4))
    return [Sample(*arrays, (1, 2, 2, 1, 1), (1,) * 5, "VALID", dtypes=FLOATS)]


@checks_arguments
def extract_volume_patches(
    input: Any, ksizes: Any, strides: Any, padding: Any, name: str | None = None
) -> Tensor:
    """Lay all entries under a window behind each other; as `tf.extract_image_patches`, with depth.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = [[[[[1], [2], [4]]]]]
    ...     print(sess.run(tf.extract_volume_patches(x, [1, 1, 1, 2, 1], [1] * 5, "VALID"))[0, 0, 0])
    [[1 2]
     [2 4]]
    """
    window, moves = tuple_of(ksizes, 5, "ksizes"), tuple_of(strides, 5, "strides")
    return volume_patches_node(input, window, moves, padding_of(padding, 5)[0], name=name)
