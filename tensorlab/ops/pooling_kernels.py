"""How pooling is computed: the largest pixel under a window, or the average, and the way back.

All arrays have channels last: [images, sizes..., channels]; a window has as many dimensions as there are sizes. The
general way goes through the cells of the window, one after the other, and looks at all places at once: the pixels
under one cell, stop after stop, are a slice of the image (`seen_by`). Large batches are worked on a few images at a
time, so that these stay in the processor's cache.

Read next: `pooling.py`, the operations.
"""

from collections.abc import Callable, Iterator
from functools import reduce
from math import prod
from typing import Any

import numpy as np

from tensorlab.ops.convolution_geometry import Geometry
from tensorlab.ops.convolution_kernels import seen_by
from tensorlab.ops.scattering import counted, zeros_of

BLOCK_BYTES = 1 << 19
"""How much of an image is worked on at a time, so that it stays in the processor's cache."""


def _lowest(dtype: Any) -> Any:
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


def _framed(x: Any, places: Geometry, filling: Any) -> Any:
    """The image with padding around it that no window takes for a pixel."""
    if not any(places.before) and not any(places.after):
        return x
    pairs = ((0, 0), *zip(places.before, places.after, strict=True), (0, 0))
    return np.pad(x, pairs, constant_values=filling)


def _inside(places: Geometry) -> tuple[slice, ...]:
    """Where the image lies inside its frame."""
    pairs = zip(places.before, places.sizes, strict=True)
    return (slice(None), *(slice(before, before + size) for before, size in pairs))


def _cells(places: Geometry) -> Iterator[tuple[slice, ...]]:
    """For every cell of the window the pixels that it sees, in the image with its frame."""
    for cell in np.ndindex(*places.window):
        yield (slice(None), *seen_by(cell, places))


def _is_alone(places: Geometry) -> bool:
    """Whether every pixel is seen by one window at most."""
    return all(stride >= covered for stride, covered in zip(places.strides, places.covered, strict=True))


def _in_blocks(compute: Callable[..., Any], *arrays: Any, places: Geometry) -> Any:
    """Compute a few images at a time, where all of them are too large for the cache."""
    first = arrays[0]
    if not isinstance(first, np.ndarray) or first.nbytes <= BLOCK_BYTES:
        return compute(*arrays, places)
    step = max(BLOCK_BYTES * len(first) // first.nbytes, 1)
    result = None
    for start in range(0, len(first), step):
        part = compute(*[array[start : start + step] for array in arrays], places)
        if result is None:
            result = np.empty((len(first), *part.shape[1:]), part.dtype)
        result[start : start + step] = part
    return result


def _empty_frame(x: Any, places: Geometry) -> Any:
    sizes = [b + n + a for b, n, a in zip(places.before, places.sizes, places.after, strict=True)]
    return zeros_of((x.shape[0], *sizes, x.shape[-1]), x)


# --- the largest ------------------------------------------------------------------------------------------


def largest(x: Any, places: Geometry) -> Any:
    """The largest pixel under every window; zeros around the image do not count."""
    return _in_blocks(_largest, x, places=places)


def _largest(x: Any, places: Geometry) -> Any:
    framed = _framed(x, places, _lowest(x.dtype))
    return reduce(np.maximum, (framed[cell] for cell in _cells(places)))


def to_the_largest(x: Any, y: Any, g: Any, places: Geometry, to_all: bool = False) -> Any:
    """Send the gradient of every window to the pixel that was its largest.

    Of several equal ones the first gets it, row by row from the top left; with `to_all`, each of them gets all of it.
    """
    return _in_blocks(_to_all_of_the_largest if to_all else _to_the_largest, x, y, g, places=places)


def _to_the_largest(x: Any, y: Any, g: Any, places: Geometry) -> Any:
    framed, back = _framed(x, places, _lowest(x.dtype)), _empty_frame(g, places)
    alone = _is_alone(places)
    for cell, here in _first_equal(framed, y, places):
        if alone and isinstance(back, np.ndarray):
            np.multiply(g, here, out=back[cell])
        else:
            back[cell] += np.multiply(g, here)
    return back[_inside(places)]


def _to_all_of_the_largest(x: Any, y: Any, g: Any, places: Geometry) -> Any:
    framed, back = _framed(x, places, _lowest(x.dtype)), _empty_frame(g, places)
    for cell in _cells(places):
        back[cell] += np.multiply(g, framed[cell] == y)
    return back[_inside(places)]


def _first_equal(framed: Any, y: Any, places: Geometry) -> Iterator[tuple[Any, Any]]:
    """For every cell of the window: where its pixel is the largest, and none before it was."""
    found = None
    for cell in _cells(places):
        here = framed[cell] == y
        if found is None:
            found = here
        else:
            here = np.greater(here, found)
            found = np.logical_or(found, here)
        yield cell, here


def at_the_largest(x: Any, y: Any, h: Any, places: Geometry) -> Any:
    """From an array like the image, take under every window the entry where the image's pixel was the largest."""
    framed, values = _framed(x, places, _lowest(x.dtype)), _framed(h, places, 0)
    return reduce(np.add, (np.multiply(values[cell], here) for cell, here in _first_equal(framed, y, places)))


def place_of_the_largest(x: Any, y: Any, places: Geometry, with_batch: bool) -> Any:
    """The place of every window's largest pixel: (row · width + column) · channels + channel.

    With `with_batch` all images are numbered through. The windows lie on images: two dimensions.
    """
    height, width = places.sizes
    images, channels = x.shape[0], x.shape[-1]
    numbers = counted(images * height * width * channels, x).reshape(images, height, width, channels)
    if not with_batch:
        numbers = numbers % (height * width * channels)
    framed, where = _framed(x, places, _lowest(x.dtype)), _framed(numbers, places, 0)
    return reduce(np.add, (np.multiply(where[cell], here) for cell, here in _first_equal(framed, y, places)))


# --- the average ------------------------------------------------------------------------------------------


def pixels_seen(places: Geometry, like: Any) -> Any:
    """How many pixels of the image lie under every window: fewer where it hangs over the edge."""
    counts: Any = None
    for size, cells, stride, before, stops in zip(
        places.sizes, places.window, places.strides, places.before, places.stops, strict=True
    ):
        first = np.arange(stops) * stride - before
        here = np.minimum(first + cells, size) - np.maximum(first, 0)
        counts = here if counts is None else np.multiply.outer(counts, here)
    counts = counts.reshape(1, *places.stops, 1).astype(like.dtype)
    return counts if isinstance(like, (np.ndarray, np.generic)) else np.asarray(counts, like=like)


def average(x: Any, places: Geometry) -> Any:
    """The average of the pixels under every window; zeros around the image do not count."""
    if x.itemsize == 2:
        return average(x.astype(np.float32), places).astype(x.dtype)
    return _in_blocks(_average, x, places=places)


def _average(x: Any, places: Geometry) -> Any:
    framed = _framed(x, places, 0)
    total = reduce(np.add, (framed[cell] for cell in _cells(places)))
    return _divided(total, places)


def spread_evenly(g: Any, places: Geometry) -> Any:
    """Send the gradient of every window in equal parts to the pixels under it."""
    if g.itemsize == 2:
        return spread_evenly(g.astype(np.float32), places).astype(g.dtype)
    return _in_blocks(_spread_evenly, g, places=places)


def _spread_evenly(g: Any, places: Geometry) -> Any:
    part, back = _divided(g, places), _empty_frame(g, places)
    for cell in _cells(places):
        back[cell] += part
    return back[_inside(places)]


def _divided(total: Any, places: Geometry) -> Any:
    if any(places.before) or any(places.after):
        return np.divide(total, pixels_seen(places, total))
    return np.divide(total, prod(places.window))
