"""How a convolution is computed: patches of the image, times the filter, as one matrix product.

A filter is a small stack of numbers, one for every cell of a window and every channel of the image. Laid on the
image, it is multiplied cell by cell with the pixels below it, and all products are added up: one number, large
where the image looks like the filter. Then the window moves on. With many filters there are many such numbers at
every place: the channels of the result.

    y[o] = Σ_t x[o·stride + t·dilation − padding] · w[t]        (t: cells of the window; also summed over channels)

A mathematician would turn the filter round first (x[o − t]); what everybody calls convolution in this field is the
correlation above. Nothing is lost: what is learned is just learned the other way round.

The trick: write every patch that the window sees as one row of a matrix, and the filters as the columns of another;
then the whole convolution is one matrix product (`patches`, usually called im2col). The rows overlap, so the matrix
of patches is many times larger than the image. Large batches are therefore taken a few images at a time, so that
their patches stay in the processor's cache (`blocked_*`); and for large windows there is a shorter way
(`convolution_spectra.py`).

All arrays here have channels last: x is [images, sizes..., channels], w is [window..., channels, filters].

Source for both: Chellapilla, Puri and Simard, "High Performance Convolutional Neural Networks for Document
Processing" (2006), and Goodfellow, Bengio and Courville, "Deep Learning" (2016), chapter 9.

Read next: `convolution.py`, the operations.
"""

from collections.abc import Iterator
from math import prod
from typing import Any

import numpy as np

from tensorlab.ops.convolution_geometry import Geometry
from tensorlab.ops.convolution_spectra import (
    correlated_by_spectra,
    filters_by_spectra,
    worth_filters_by_spectra,
    worth_spectra,
)
from tensorlab.ops.scattering import zeros_of

BLOCK_BYTES = 1 << 20
"""How large the patches of a block of images may be: about what fits into a core's cache."""

SHORT_RUN = 16
"""Copying pieces of fewer entries than this one by one is slow, so patches are then written in the other order."""


# --- the plain way: all patches at once. It is what a GPU does, and small inputs --------------------------


def padded(x: Any, geometry: Geometry) -> Any:
    """The image with its zeros around it."""
    if not any(geometry.before) and not any(geometry.after):
        return x
    return np.pad(x, ((0, 0), *zip(geometry.before, geometry.after, strict=True), (0, 0)))


def patches(x: Any, geometry: Geometry) -> Any:
    """Every patch that the window sees, as a view: [images, stops..., window..., channels].

    >>> from tensorlab.ops.convolution_geometry import geometry
    >>> line = geometry([4], [3], [1], [1], "VALID")
    >>> print(patches(np.arange(4.0).reshape(1, 4, 1), line)[0, :, :, 0])
    [[0. 1. 2.]
     [1. 2. 3.]]
    """
    count = len(geometry.window)
    axes = tuple(range(1, count + 1))
    seen = np.lib.stride_tricks.sliding_window_view(padded(x, geometry), geometry.covered, axis=axes)
    moves = tuple(slice(None, None, stride) for stride in geometry.strides)
    cells = tuple(slice(None, None, dilation) for dilation in geometry.dilations)
    seen = seen[(slice(None), *moves, slice(None), *cells)]
    return np.moveaxis(seen, count + 1, -1)


def as_rows(x: Any, geometry: Geometry) -> Any:
    """The patches as the rows of a matrix, in a new array."""
    rows = x.shape[0] * prod(geometry.stops)
    return patches(x, geometry).reshape(rows, prod(geometry.window) * x.shape[-1])


def correlated(x: Any, w: Any, geometry: Geometry) -> Any:
    """The convolution: [images, stops..., filters]."""
    if x.itemsize == 2:  # halves are too coarse for long sums
        return correlated(x.astype(np.float32), w.astype(np.float32), geometry).astype(x.dtype)
    if _is_large(x, w.shape[-2], w.shape[-1], geometry):
        if worth_spectra(x.shape, w.shape, geometry):
            result = correlated_by_spectra(x, w, geometry)
            if _is_finite(result):
                return result  # else one pixel that is not finite has spoilt its whole image
        return blocked_correlated(x, w, geometry)
    rows = as_rows(x, geometry)
    result = np.matmul(rows, w.reshape(rows.shape[1], w.shape[-1]))
    return result.reshape(x.shape[0], *geometry.stops, w.shape[-1])


def filters_gradient(x: Any, g: Any, geometry: Geometry) -> Any:
    """The gradient for the filters: every patch, times what its place passed back; [window..., channels, filters].

    A filter was used at every place, so it gets the sum over all places: patchesᵀ times gradients.
    """
    if x.itemsize == 2:
        return filters_gradient(x.astype(np.float32), g.astype(np.float32), geometry).astype(x.dtype)
    shape = (*geometry.window, x.shape[-1], g.shape[-1])
    if g.shape[1:-1] != geometry.stops:
        raise ValueError(f"the gradient has sizes {g.shape[1:-1]}, the result had {geometry.stops}")
    if _is_large(x, x.shape[-1], g.shape[-1], geometry):
        if worth_filters_by_spectra(x.shape, g.shape, geometry):
            result = filters_by_spectra(x, g, geometry)
            if _is_finite(result):
                return result
        return blocked_filters_gradient(x, g, geometry)
    rows = as_rows(x, geometry)
    return np.matmul(rows.T, g.reshape(rows.shape[0], g.shape[-1])).reshape(shape)


def image_gradient(w: Any, g: Any, geometry: Geometry) -> Any:
    """The gradient for the image: [images, sizes..., channels].

    A pixel was seen by the window from several places, each time by another cell: what comes back is the sum over
    them. That is again a convolution, of the gradient with the filter turned round; where the window took
    strides, zeros stand between the gradients.
    """
    if g.itemsize == 2:
        return image_gradient(w.astype(np.float32), g.astype(np.float32), geometry).astype(g.dtype)
    if g.shape[1:-1] != geometry.stops:
        raise ValueError(f"the gradient has sizes {g.shape[1:-1]}, the result had {geometry.stops}")
    if max(geometry.strides) > 1 and _is_large(g, w.shape[-2], w.shape[-1], geometry):
        return blocked_image_gradient(w, g, geometry)
    count = len(geometry.window)
    turned = np.swapaxes(np.flip(w, axis=tuple(range(count))), -1, -2)
    spread = _with_zeros_between(g, geometry.strides)
    before = [c - 1 - b for c, b in zip(geometry.covered, geometry.before, strict=True)]
    spread, before = _cut(spread, before, first=True)
    missing = zip(geometry.sizes, spread.shape[1:-1], geometry.covered, before, strict=True)
    after = [size - present + covered - 1 - b for size, present, covered, b in missing]
    spread, after = _cut(spread, after, first=False)
    ones = (1,) * count
    back = Geometry(
        spread.shape[1:-1], geometry.window, ones, geometry.dilations,
        tuple(before), tuple(after), geometry.sizes,
    )  # fmt: skip
    return correlated(spread, turned, back)


def _with_zeros_between(g: Any, strides: tuple[int, ...]) -> Any:
    if max(strides) == 1:
        return g
    sizes = [(n - 1) * s + 1 if n else 0 for n, s in zip(g.shape[1:-1], strides, strict=True)]
    spread = zeros_of((g.shape[0], *sizes, g.shape[-1]), g)
    spread[(slice(None), *(slice(None, None, s) for s in strides))] = g
    return spread


def _cut(x: Any, paddings: list[int], first: bool) -> tuple[Any, list[int]]:
    """Where a padding is negative, cut the array instead."""
    if min(paddings, default=0) >= 0:
        return x, paddings
    cuts = [slice(max(-p, 0), None) if first else slice(None, min(p, 0) or None) for p in paddings]
    return x[(slice(None), *cuts)], [max(p, 0) for p in paddings]


# --- large inputs on the CPU: a few images at a time ------------------------------------------------------


def _is_large(x: Any, channels: int, filters: int, geometry: Geometry) -> bool:
    """Whether the patches of all images are too many for the cache."""
    if not isinstance(x, np.ndarray) or x.dtype.kind != "f" or not filters:
        return False
    return x.shape[0] * prod(geometry.stops) * prod(geometry.window) * channels * x.itemsize > BLOCK_BYTES


def _is_finite(x: Any) -> bool:
    """Whether no entry is infinite or NaN: one of them would show in the sum."""
    return bool(np.isfinite(np.add.reduce(x, axis=None)))


class PatchBlocks:
    """The patches of a batch, block after block, each in the same piece of memory.

    Iterating gives triples: which images, which rows of the result, and the matrix of their patches: one row for
    each place. For images of few channels it is the transpose of what is written, since copying along
    the rows of an image is quicker than copying a few neighbouring numbers.
    """

    def __init__(self, x: np.ndarray[Any, Any], geometry: Geometry) -> None:
        self.x = x
        self.geometry = geometry
        run = x.shape[-1] * (geometry.window[-1] if geometry.dilations[-1] == 1 else 1)
        self.written_transposed = run < SHORT_RUN and max(geometry.stops) > run
        one = prod(geometry.stops) * prod(geometry.window) * x.shape[-1] * x.itemsize
        self.images = min(max(BLOCK_BYTES // one, 1), x.shape[0]) if one else x.shape[0]
        self.rows = geometry.stops[0]
        if self.images == 1 and one > 2 * BLOCK_BYTES:
            self.rows = max(self.rows * BLOCK_BYTES // one, 1)

    def __iter__(self) -> Iterator[tuple[slice, slice, np.ndarray[Any, Any]]]:
        geometry, x = self.geometry, self.x
        cells = prod(geometry.window) * x.shape[-1]
        frame = np.zeros((self.images, *self._framed_sizes(), x.shape[-1]), x.dtype)
        inside = tuple(slice(b, b + n) for b, n in zip(geometry.before, geometry.sizes, strict=True))
        window = patches_of_frame(frame, geometry)
        memory = np.empty(self.images * self.rows * prod(geometry.stops[1:]) * cells, x.dtype)
        for first in range(0, x.shape[0], self.images):
            images = slice(first, min(first + self.images, x.shape[0]))
            count = images.stop - first
            frame[(slice(count), *inside)] = x[images]
            for top in range(0, geometry.stops[0], self.rows):
                rows = slice(top, min(top + self.rows, geometry.stops[0]))
                seen = window[:count, rows]
                places = prod(seen.shape[: 1 + len(geometry.stops)])
                piece = memory[: places * cells]
                if self.written_transposed:
                    order = (*range(seen.ndim - len(geometry.window) - 1, seen.ndim), *range(seen.ndim))
                    seen = seen.transpose(order[: seen.ndim])
                    np.copyto(piece.reshape(seen.shape), seen)
                    yield images, rows, piece.reshape(cells, places).T
                else:
                    np.copyto(piece.reshape(seen.shape), seen)
                    yield images, rows, piece.reshape(places, cells)

    def _framed_sizes(self) -> list[int]:
        g = self.geometry
        return [b + n + a for b, n, a in zip(g.before, g.sizes, g.after, strict=True)]


def patches_of_frame(frame: np.ndarray[Any, Any], geometry: Geometry) -> np.ndarray[Any, Any]:
    """As `patches`, of images that have their zeros already; a change of the images is seen in it."""
    images, *pixels, channel = frame.strides
    moves = [step * stride for step, stride in zip(pixels, geometry.strides, strict=True)]
    cells = [step * dilation for step, dilation in zip(pixels, geometry.dilations, strict=True)]
    return np.lib.stride_tricks.as_strided(
        frame,
        (frame.shape[0], *geometry.stops, *geometry.window, frame.shape[-1]),
        (images, *moves, *cells, channel),
    )


def blocked_correlated(x: Any, w: Any, geometry: Geometry) -> Any:
    """As `correlated`, a few images at a time."""
    filters = w.shape[-1]
    result = np.empty((x.shape[0], *geometry.stops, filters), x.dtype)
    if _is_one_pixel(geometry):
        return np.matmul(x.reshape(-1, x.shape[-1]), w.reshape(w.shape[-2:])).reshape(result.shape)
    columns = w.reshape(-1, filters)
    for images, rows, block in PatchBlocks(x, geometry):
        np.matmul(block, columns, out=result[images, rows].reshape(-1, filters))
    return result


def blocked_filters_gradient(x: Any, g: Any, geometry: Geometry) -> Any:
    """As `filters_gradient`, a few images at a time."""
    filters = g.shape[-1]
    total = np.zeros((prod(geometry.window) * x.shape[-1], filters), x.dtype)
    if _is_one_pixel(geometry):
        total = np.matmul(x.reshape(-1, x.shape[-1]).T, g.reshape(-1, filters))
        return total.reshape(*geometry.window, x.shape[-1], filters)
    part = np.empty_like(total)
    for images, rows, block in PatchBlocks(x, geometry):
        np.matmul(block.T, g[images, rows].reshape(-1, filters), out=part)
        total += part
    return total.reshape(*geometry.window, x.shape[-1], filters)


def blocked_image_gradient(w: Any, g: Any, geometry: Geometry) -> Any:
    """As `image_gradient`, for windows that take strides: every patch's gradient is added where the patch lay."""
    channels, filters = w.shape[-2:]
    columns = np.ascontiguousarray(w.reshape(-1, filters).T)
    one = prod(geometry.stops) * columns.shape[1] * g.itemsize
    images = min(max(BLOCK_BYTES // one, 1), g.shape[0])
    sizes = [b + n + a for b, n, a in zip(geometry.before, geometry.sizes, geometry.after, strict=True)]
    inside = tuple(slice(b, b + n) for b, n in zip(geometry.before, geometry.sizes, strict=True))
    result = np.empty((g.shape[0], *geometry.sizes, channels), g.dtype)
    frame = np.empty((images, *sizes, channels), g.dtype)
    for first in range(0, g.shape[0], images):
        part = g[first : first + images]
        count = len(part)
        back = np.matmul(part.reshape(-1, filters), columns)
        back = back.reshape(count, *geometry.stops, prod(geometry.window), channels)
        frame[...] = 0
        for number, cell in enumerate(np.ndindex(*geometry.window)):
            frame[(slice(count), *seen_by(cell, geometry))] += back[..., number, :]
        result[first : first + count] = frame[(slice(count), *inside)]
    return result


def seen_by(cell: tuple[int, ...], geometry: Geometry) -> tuple[slice, ...]:
    """The pixels that one cell of the window sees, stop after stop, in the image with its zeros."""
    return tuple(
        slice(place * dilation, place * dilation + (stops - 1) * stride + 1, stride)
        for place, dilation, stops, stride in zip(
            cell, geometry.dilations, geometry.stops, geometry.strides, strict=True
        )
    )


def _is_one_pixel(geometry: Geometry) -> bool:
    """Whether a window is one pixel that moves by one: then pixels are rows as they stand."""
    plain = {*geometry.window, *geometry.strides} == {1}
    return plain and not any(geometry.before) and not any(geometry.after)
