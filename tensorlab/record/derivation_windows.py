"""Convolution and pooling: what stands under the window at one place, multiplied by the filter or compared.

As in `derivation_sums.py`, each rule writes one entry of the result as a formula of entries of the inputs, and is
used only where that gives the recorded number. Zeros that padding puts around an image are left out.

Read next: `derivation.py`.
"""

from collections.abc import Iterator, Sequence
from itertools import product as every_combination
from typing import NamedTuple

import numpy as np

from tensorlab.record.derivation_rules import Index, rule
from tensorlab.record.formula import Called, Formula, Fraction, Literal, Product, Sum
from tensorlab.record.made import Made

MOST_TERMS = 4096
"""A longer sum says nothing to a reader."""


class Line(NamedTuple):
    """A window along one dimension: the size of the image, of the window, and where it stops."""

    size: int
    cells: int
    stride: int
    dilation: int
    before: int
    stops: int

    def pixel(self, stop: int, cell: int) -> int:
        """What a cell sees at a stop; it may lie outside."""
        return stop * self.stride + cell * self.dilation - self.before


class Window:
    """A window on an image, as the attributes of a node describe it.

    Args:
        made: a node with the attributes strides, padding, data_format and perhaps dilations, explicit_paddings.
        sizes: the shape of the image.
        cells: how many cells the window has along each spatial dimension.
    """

    def __init__(self, made: Made, sizes: Sequence[int], cells: Sequence[int]) -> None:
        attributes = made.attributes
        self.channels_first = attributes["data_format"][1] == "C"
        rank = len(sizes)
        ones = (1,) * rank
        explicit = attributes.get("explicit_paddings") or ()
        spatial = range(2, rank) if self.channels_first else range(1, rank - 1)
        self.lines = []
        for axis, count in zip(spatial, cells, strict=True):
            stride, dilation = attributes["strides"][axis], attributes.get("dilations", ones)[axis]
            covered = (count - 1) * dilation + 1
            if attributes["padding"] == "SAME":
                stops = -(-sizes[axis] // stride)
                before = max((stops - 1) * stride + covered - sizes[axis], 0) // 2
            else:
                before, after = explicit[2 * axis : 2 * axis + 2] or (0, 0)
                stops = (sizes[axis] + before + after - covered) // stride + 1
            self.lines.append(Line(sizes[axis], count, stride, dilation, before, stops))

    def parts(self, index: Index) -> tuple[int, tuple[int, ...], int]:
        """Of a place: which image, where on it, which channel."""
        if self.channels_first:
            return index[0], index[2:], index[1]
        return index[0], index[1:-1], index[-1]

    def place(self, image: int, where: Sequence[int], channel: int) -> tuple[int, ...]:
        """The reverse of `parts`."""
        return (image, channel, *where) if self.channels_first else (image, *where, channel)

    def seen(self, stop: Sequence[int]) -> Iterator[tuple[Index, Index]]:
        """The cells that lie on the image when the window is at a stop, and their pixels."""
        for cell in every_combination(*(range(line.cells) for line in self.lines)):
            pixel = tuple(line.pixel(s, c) for line, s, c in zip(self.lines, stop, cell, strict=True))
            if all(0 <= at < line.size for line, at in zip(self.lines, pixel, strict=True)):
                yield cell, pixel

    def seeing(self, pixel: Sequence[int]) -> Iterator[tuple[Index, Index]]:
        """The stops from which the window sees a pixel, and the cells that see it."""
        for cell in every_combination(*(range(line.cells) for line in self.lines)):
            stop = []
            for line, at, c in zip(self.lines, pixel, cell, strict=True):
                number, rest = divmod(at + line.before - c * line.dilation, line.stride)
                if rest or not 0 <= number < line.stops:
                    break
                stop.append(number)
            else:
                yield tuple(stop), cell


def total(terms: Sequence[Formula]) -> Formula | None:
    """A sum, which may have no terms, or too many to say anything."""
    if len(terms) > MOST_TERMS:
        return None
    return Sum(terms) if len(terms) > 1 else terms[0] if terms else Literal(0, "0")


# --- convolution ------------------------------------------------------------------------------------------


@rule("Conv2D", "Conv3D")
def _(made: Made, index: Index) -> Formula | None:
    image, filters = made.array("input"), made.array("filter")
    window = Window(made, image.array.shape, filters.array.shape[:-2])
    number, stop, which = window.parts(index)
    terms = []
    for cell, pixel in window.seen(stop):
        for channel in range(filters.array.shape[-2]):
            seen = image.take(window.place(number, pixel, channel))
            terms.append(Product([seen, filters.take((*cell, channel, which))]))
    return total(terms)


@rule("DepthwiseConv2dNative")
def _(made: Made, index: Index) -> Formula | None:
    image, filters = made.array("input"), made.array("filter")
    window = Window(made, image.array.shape, filters.array.shape[:2])
    number, stop, which = window.parts(index)
    channel, own = divmod(which, filters.array.shape[3])
    return total(
        [
            Product([image.take(window.place(number, pixel, channel)), filters.take((*cell, channel, own))])
            for cell, pixel in window.seen(stop)
        ]
    )


@rule("Conv2DBackpropInput", "Conv3DBackpropInputV2")
def _(made: Made, index: Index) -> Formula | None:
    filters, gradient = made.array("filter"), made.array("out_backprop")
    window = Window(made, made.value.shape, filters.array.shape[:-2])
    number, pixel, channel = window.parts(index)
    terms = []
    for stop, cell in window.seeing(pixel):
        for which in range(filters.array.shape[-1]):
            back = gradient.take(window.place(number, stop, which))
            terms.append(Product([back, filters.take((*cell, channel, which))]))
    return total(terms)


@rule("Conv2DBackpropFilter", "Conv3DBackpropFilterV2")
def _(made: Made, index: Index) -> Formula | None:
    image, gradient = made.array("input"), made.array("out_backprop")
    window = Window(made, image.array.shape, made.value.shape[:-2])
    *cell, channel, which = index
    stops = [range(line.stops) for line in window.lines]
    if len(image.array) * int(np.prod([len(stop) for stop in stops])) > MOST_TERMS:
        return None
    terms = []
    for number, *stop in every_combination(range(len(image.array)), *stops):
        pixel = [line.pixel(s, c) for line, s, c in zip(window.lines, stop, cell, strict=True)]
        if all(0 <= at < line.size for line, at in zip(window.lines, pixel, strict=True)):
            seen = image.take(window.place(number, pixel, channel))
            terms.append(Product([seen, gradient.take(window.place(number, stop, which))]))
    return total(terms)


# --- pooling ----------------------------------------------------------------------------------------------


def pooling_window(made: Made, sizes: Sequence[int]) -> Window:
    """The window of a pooling node."""
    first = made.attributes["data_format"][1] == "C"
    return Window(made, sizes, made.attributes["ksize"][2:] if first else made.attributes["ksize"][1:-1])


@rule("MaxPool", "MaxPool3D")
def _(made: Made, index: Index) -> Formula:
    image = made.array("input")
    window = pooling_window(made, image.array.shape)
    number, stop, channel = window.parts(index)
    pixels = [image.take(window.place(number, pixel, channel)) for _, pixel in window.seen(stop)]
    return Called("max", pixels, lambda *values: max(values))


@rule("AvgPool", "AvgPool3D")
def _(made: Made, index: Index) -> Formula | None:
    image = made.given(0)
    window = pooling_window(made, image.array.shape)
    number, stop, channel = window.parts(index)
    pixels = [image.take(window.place(number, pixel, channel)) for _, pixel in window.seen(stop)]
    return Fraction(Sum(pixels), Literal(len(pixels), str(len(pixels))))


@rule("MaxPoolGrad")
def _(made: Made, index: Index) -> Formula | None:
    image, gradient = made.array("orig_input").array, made.array("grad")
    window = pooling_window(made, image.shape)
    number, pixel, channel = window.parts(index)
    terms: list[Formula] = []
    for stop, _ in window.seeing(pixel):
        seen = [at for _, at in window.seen(stop)]
        numbers = [image[window.place(number, at, channel)] for at in seen]
        if seen[int(np.argmax(numbers))] == tuple(pixel):
            terms.append(gradient.take(window.place(number, stop, channel)))
    return total(terms)


@rule("AvgPoolGrad", "AvgPool3DGrad")
def _(made: Made, index: Index) -> Formula | None:
    gradient = made.array("grad")
    window = pooling_window(made, made.value.shape)
    number, pixel, channel = window.parts(index)
    terms: list[Formula] = []
    for stop, _ in window.seeing(pixel):
        count = sum(1 for _ in window.seen(stop))
        back = gradient.take(window.place(number, stop, channel))
        terms.append(Fraction(back, Literal(count, str(count))))
    return total(terms)
