"""The shorter way to convolve with large windows: multiply spectra instead of sliding a window.

The discrete Fourier transform of an image says how much of every wave is in it. Convolving two images is
multiplying their transforms, entry by entry: a window of 25 cells costs one product in place of 25, for every
pixel and every pair of channels. Transforming there and back costs as well, but only once per channel, not per
pair of channels; so it pays where there are many channels.

The transform of an image of N rows is a product with an N×N matrix of powers of e^(−2πi/N): for the small N of
feature maps that is quicker than the famous fast transform, since matrix products are what a processor does best.
Two real images are transformed together, as real and imaginary part of one; since filters are real, the two
results come out as real and imaginary part again.

A circle of N points stands for the line, so N must leave room for the padding: what leaves the image on one side
comes back on the other, and has to find zeros there.

Source: Mathieu, Henaff and LeCun, "Fast Training of Convolutional Networks through FFTs" (2013), arXiv:1312.5851.

Read next: `convolution_kernels.py`, which decides when this way is shorter.
"""

from math import prod
from typing import Any

import numpy as np

from tensorlab.ops.convolution_geometry import Geometry

LEAST_PRODUCTS = 2e7
"""Below so many multiplications the plain way is quick enough, and gives round numbers for round numbers."""

BATCH_BYTES = 64 << 20
"""How much memory the spectra of a part of the batch may take."""

Spectrum = Any


# --- when it pays -----------------------------------------------------------------------------------------


def worth_spectra(images: Any, filters: Any, geometry: Geometry) -> bool:
    """Whether multiplying spectra takes fewer operations than sliding the window."""
    return _pays(images[0], images[-1], filters[-1], geometry)


def worth_filters_by_spectra(images: Any, gradients: Any, geometry: Geometry) -> bool:
    """The same for the gradient of the filters."""
    return _pays(images[0], images[-1], gradients[-1], geometry)


def _pays(images: int, channels: int, filters: int, geometry: Geometry) -> bool:
    if len(geometry.window) != 2 or max(geometry.strides) > 1 or min(channels, filters) < 4:
        return False
    if any(max(b, a) >= c for b, a, c in zip(geometry.before, geometry.after, geometry.covered, strict=True)):
        return False
    points = _points(geometry)
    direct = images * prod(geometry.stops) * prod(geometry.window) * channels * filters
    pairs = (images + 1) // 2
    rows, columns = points
    there = pairs * channels * rows * geometry.sizes[1] * (geometry.sizes[0] + columns)
    back = pairs * filters * rows * geometry.stops[1] * (columns + geometry.stops[0])
    of_filters = channels * filters * rows * geometry.window[1] * (geometry.window[0] + columns)
    products = rows * columns * pairs * channels * filters
    # A complex product is four real ones; small matrices reach half the speed of large ones.
    return direct > max(LEAST_PRODUCTS, 1.2 * 4 * (products + 2 * (there + back + of_filters)))


def _points(geometry: Geometry) -> tuple[int, int]:
    """The size of the circle along each dimension."""
    rows, columns = (
        max(size + max(before, after), stops, covered)
        for size, before, after, stops, covered in zip(
            geometry.sizes, geometry.before, geometry.after, geometry.stops, geometry.covered, strict=True
        )
    )
    return rows, columns


# --- the two convolutions ---------------------------------------------------------------------------------


def correlated_by_spectra(x: Any, w: Any, geometry: Geometry) -> Any:
    """As `convolution_kernels.correlated`, for images: [images, height, width, filters]."""
    points = _points(geometry)
    channels, filters = w.shape[-2:]
    of_filters = _spectrum_of_filters(w, geometry, points)
    result = np.empty((x.shape[0], *geometry.stops, filters), x.dtype)
    for part in _parts(x.shape[0], prod(points) * (channels + filters) * 2 * x.itemsize):
        spectrum = np.matmul(_spectrum(_paired(x[part], 1), points, -1), of_filters)
        _take_apart(_image_of(spectrum, geometry.stops), result[part])
    return result


def filters_by_spectra(x: Any, g: Any, geometry: Geometry) -> Any:
    """As `convolution_kernels.filters_gradient`, for images: [height, width, channels, filters]."""
    points = _points(geometry)
    channels, filters = x.shape[-1], g.shape[-1]
    total = np.zeros((*points, channels, filters), _complex(x.dtype))
    for part in _parts(x.shape[0], prod(points) * (channels + filters) * 2 * x.itemsize):
        images = _spectrum(_paired(x[part], 1), points, -1)
        gradients = _spectrum(_paired(g[part], -1), points, +1)  # the conjugate of their spectrum
        total += np.matmul(images.transpose(0, 1, 3, 2), gradients)
    rows, columns = (
        _waves(count, [t * d - b for t in range(cells)], +1, x.dtype).T / count
        for count, cells, d, b in zip(
            points, geometry.window, geometry.dilations, geometry.before, strict=True
        )
    )
    by_rows = np.matmul(rows, total.reshape(points[0], -1))
    by_rows = by_rows.reshape(geometry.window[0], points[1], -1)
    return np.matmul(columns, by_rows).real.reshape(*geometry.window, channels, filters).astype(x.dtype)


# --- there and back ---------------------------------------------------------------------------------------


def _complex(dtype: Any) -> Any:
    return np.complex64 if dtype == np.float32 else np.complex128


def _waves(count: int, places: Any, sign: int, dtype: Any) -> Any:
    """The waves of a circle of `count` points at some places: e^(±2πi·wave·place/count), [waves, places]."""
    angles = np.multiply.outer(np.arange(count), np.asarray(places)) % count
    return np.exp(sign * 2j * np.pi / count * angles).astype(_complex(dtype))


def _parts(images: int, bytes_each: int) -> list[slice]:
    """Slices of the batch whose spectra fit into the memory that they may take; the images go in pairs."""
    step = max(BATCH_BYTES // max(bytes_each, 1), 2) & ~1
    return [slice(first, min(first + step, images)) for first in range(0, images, step)]


def _paired(x: Any, sign: int) -> Any:
    """Two images as one complex one: the first half of the batch is the real part, the second the imaginary."""
    half = (len(x) + 1) // 2
    paired = np.empty((half, *x.shape[1:]), _complex(x.dtype))
    paired.real = x[:half]
    second = paired.imag[: len(x) - half]
    if sign > 0:
        second[...] = x[half:]
    else:
        np.negative(x[half:], out=second)
    paired.imag[len(x) - half :] = 0
    return paired


def _take_apart(paired: Any, result: Any) -> None:
    """Write real and imaginary parts into the two halves of the batch."""
    half = len(paired)
    result[:half] = paired.real
    result[half:] = paired.imag[: len(result) - half]


def _spectrum(paired: Any, points: tuple[int, int], sign: int) -> Spectrum:
    """The spectrum of paired images: [waves down, waves across, images, channels]."""
    images, height, width, channels = paired.shape
    down = _waves(points[0], range(height), sign, paired.real.dtype)
    across = _waves(points[1], range(width), sign, paired.real.dtype)
    by_rows = np.matmul(down, paired.reshape(images, height, width * channels))
    result = np.empty((*points, images, channels), paired.dtype)
    by_rows = by_rows.reshape(images, points[0], width, channels)
    np.matmul(across, by_rows, out=result.transpose(2, 0, 1, 3))
    return result


def _image_of(spectrum: Spectrum, sizes: tuple[int, ...]) -> Any:
    """Back from a spectrum to paired images of the given size."""
    rows, columns, images, channels = spectrum.shape
    down, across = (
        _waves(count, range(size), +1, spectrum.real.dtype).T / np.float32(count)
        for count, size in zip((rows, columns), sizes, strict=True)
    )
    by_rows = np.matmul(across, spectrum.transpose(2, 0, 1, 3))
    images_again = np.matmul(down, by_rows.reshape(images, rows, -1))
    return images_again.reshape(images, *sizes, channels)


def _spectrum_of_filters(w: Any, geometry: Geometry, points: tuple[int, int]) -> Spectrum:
    """The conjugate of the spectrum of the filters, cells in their places: [waves, waves, channels, filters]."""
    down, across = (
        _waves(count, [t * d - b for t in range(cells)], +1, w.dtype)
        for count, cells, d, b in zip(
            points, geometry.window, geometry.dilations, geometry.before, strict=True
        )
    )
    height, width, channels, filters = w.shape
    by_rows = np.matmul(down, w.reshape(height, -1).astype(down.dtype)).reshape(points[0], width, -1)
    return np.matmul(across, by_rows).reshape(*points, channels, filters)
