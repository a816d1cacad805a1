"""Where a window stands on an image: paddings, strides, dilations, and the size of what comes out.

A convolution and a pooling both slide a small window over an image and give one number for every place where it
stops. What has to be known for that, dimension by dimension, is here; no pixel is looked at:

- The *stride* is how far the window moves from stop to stop.
- The *dilation* is the distance between two neighbouring cells of the window. With 2 it leaves out every second
  pixel: a window of 3 then covers 5 pixels, and it still looks at 3.
- *VALID* padding means none: the window stops only where it lies wholly on the image, so the result is smaller.
- *SAME* padding surrounds the image with so many zeros that, with stride 1, the result is as large as the image.
  Where an odd number is needed, the last side gets one more.
- *Explicit* paddings say how many zeros stand on each side.

The number of stops along one dimension is (size + padding − covered) // stride + 1.

Read next: `convolution_kernels.py`, where the window is laid on the pixels.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from tensorlab.errors import did_you_mean
from tensorlab.graph.shapes import TensorShape, shape_of

FORMATS = {
    "NWC": "NWC", "NHWC": "NHWC", "NDHWC": "NDHWC", "NCW": "NCW", "NCHW": "NCHW", "NCDHW": "NCDHW",
}  # fmt: skip
"""The orders of the dimensions: N counts images, C channels, and D, H, W are depth, height and width."""


class Geometry(NamedTuple):
    """A window on an image; every field has one entry per spatial dimension.

    Attributes:
        sizes: the size of the image.
        window: how many cells the window has.
        strides, dilations: see above.
        before, after: how many zeros stand on either side.
        stops: how often the window stops: the size of the result.
    """

    sizes: tuple[int, ...]
    window: tuple[int, ...]
    strides: tuple[int, ...]
    dilations: tuple[int, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    stops: tuple[int, ...]

    @property
    def covered(self) -> tuple[int, ...]:
        """How many pixels the window spans."""
        return tuple(
            spanned(cells, dilation) for cells, dilation in zip(self.window, self.dilations, strict=True)
        )


def spanned(cells: int, dilation: int) -> int:
    """How many pixels a window of so many cells spans.

    >>> spanned(3, 1), spanned(3, 2)
    (3, 5)
    """
    return (cells - 1) * dilation + 1


def paddings(size: int, covered: int, stride: int, padding: str) -> tuple[int, int]:
    """How many zeros SAME or VALID put before and behind one dimension.

    >>> paddings(28, 5, 1, "SAME"), paddings(28, 2, 2, "SAME"), paddings(5, 2, 1, "SAME")
    ((2, 2), (0, 0), (0, 1))
    """
    if padding == "VALID":
        return 0, 0
    stops = -(-size // stride)
    total = max((stops - 1) * stride + covered - size, 0)
    return total // 2, total - total // 2


def geometry(
    sizes: Sequence[int],
    window: Sequence[int],
    strides: Sequence[int],
    dilations: Sequence[int],
    padding: str,
    explicit: Sequence[tuple[int, int]] = (),
) -> Geometry:
    """Lay a window on an image. All arguments but `padding` have one entry per spatial dimension.

    Raises:
        ValueError: when the image, with its padding, is smaller than the window.

    >>> geometry([28, 28], [5, 5], [2, 2], [1, 1], "VALID").stops
    (12, 12)
    """
    before, after, stops = [], [], []
    for place, (size, cells, stride, dilation) in enumerate(
        zip(sizes, window, strides, dilations, strict=True)
    ):
        covered = spanned(cells, dilation)
        first, last = explicit[place] if explicit else paddings(size, covered, stride, padding)
        before.append(first)
        after.append(last)
        stops.append(_stops(size + first + last, covered, stride))
    return Geometry(
        tuple(sizes), tuple(window), tuple(strides), tuple(dilations),
        tuple(before), tuple(after), tuple(stops),
    )  # fmt: skip


def _stops(size: int, covered: int, stride: int) -> int:
    if size < covered:
        raise ValueError(
            f"Negative dimension size caused by subtracting {covered} from {size}: the window spans {covered} "
            f"pixels, the image has {size} there. Use padding='SAME', a smaller window or a larger image."
        )
    return (size - covered) // stride + 1


def known_stops(
    sizes: Sequence[int | None],
    window: Sequence[int | None],
    strides: Sequence[int],
    dilations: Sequence[int],
    padding: str,
    explicit: Sequence[tuple[int, int]] = (),
) -> list[int | None]:
    """The size of the result as far as the graph knows it; arguments as for `geometry`, None for unknown."""
    found: list[int | None] = []
    for place, (size, cells, stride, dilation) in enumerate(
        zip(sizes, window, strides, dilations, strict=True)
    ):
        if size is None or (cells is None and padding != "SAME"):
            found.append(None)
        elif padding == "SAME":
            found.append(-(-size // stride))
        else:
            first, last = explicit[place] if explicit else (0, 0)
            found.append(_stops(size + first + last, spanned(cells or 1, dilation), stride))
    return found


# --- the order of the dimensions --------------------------------------------------------------------------


def check_format(data_format: Any, rank: int) -> str:
    """The order of the dimensions by its name; None means that channels are the last one.

    Raises:
        ValueError: for a name that does not stand for `rank` dimensions.
    """
    known = [name for name in FORMATS if len(name) == rank]
    if data_format is None:
        return known[0]
    if data_format not in known:
        hint = did_you_mean(str(data_format), known)
        raise ValueError(
            f"data_format must be {' or '.join(map(repr, known))}, not {data_format!r}. {hint}".rstrip()
        )
    return str(data_format)


def is_channels_first(data_format: str) -> bool:
    """Whether channels stand before height and width."""
    return data_format[1] == "C"


def spatial(values: Sequence[Any], data_format: str) -> tuple[Any, ...]:
    """Of one entry per dimension those for height and width (and depth).

    >>> spatial([1, 2, 3, 1], "NHWC"), spatial([1, 1, 2, 3], "NCHW")
    ((2, 3), (2, 3))
    """
    return tuple(values[2:]) if is_channels_first(data_format) else tuple(values[1:-1])


def channels(values: Sequence[Any], data_format: str) -> Any:
    """The entry for the channels."""
    return values[1] if is_channels_first(data_format) else values[-1]


def in_order(batch: Any, sizes: Sequence[Any], depth: Any, data_format: str) -> tuple[Any, ...]:
    """Put the entries into the order of the dimensions: the reverse of `spatial` and `channels`."""
    return (batch, depth, *sizes) if is_channels_first(data_format) else (batch, *sizes, depth)


def with_channels_last(x: Any, data_format: str) -> Any:
    """A view of an array in which channels are the last dimension."""
    return np.moveaxis(x, 1, -1) if is_channels_first(data_format) else x


def with_channels_at_home(y: Any, data_format: str) -> Any:
    """A view of an array in which channels stand where the data format has them."""
    return np.moveaxis(y, -1, 1) if is_channels_first(data_format) else y


# --- what a caller may write ------------------------------------------------------------------------------


def per_dimension(value: Any, rank: int, data_format: str, name: str) -> tuple[int, ...]:
    """One number for each dimension: of a number, of one for each spatial dimension, or of all of them.

    Raises:
        ValueError: for another number of entries.
        TypeError: for entries that are no whole numbers.

    >>> per_dimension(2, 4, "NHWC", "strides"), per_dimension([2, 3], 4, "NCHW", "strides")
    ((1, 2, 2, 1), (1, 1, 2, 3))
    """
    if value is None:
        return (1,) * rank
    entries = list(value) if isinstance(value, (list, tuple, np.ndarray, TensorShape)) else [value]
    if not all(isinstance(entry, (int, np.integer)) or hasattr(entry, "__index__") for entry in entries):
        raise TypeError(f"{name} has to be made of whole numbers, not {value!r}.")
    numbers = [int(entry) for entry in entries]
    if len(numbers) == rank:
        return tuple(numbers)
    if len(numbers) == 1:
        numbers *= rank - 2
    if len(numbers) != rank - 2:
        raise ValueError(
            f"{name} should be of length 1, {rank - 2} or {rank} but was {len(numbers)}: {value!r}. With "
            f"{rank} entries they stand in the order {data_format}."
        )
    return in_order(1, numbers, 1, data_format)


def padding_of(padding: Any, rank: int) -> tuple[str, tuple[int, ...]]:
    """The attributes `padding` and `explicit_paddings` of what a caller wrote.

    Args:
        padding: "SAME", "VALID", or for each dimension a pair of numbers of zeros.

    Raises:
        ValueError: for anything else.

    >>> padding_of([[0, 0], [1, 2], [3, 4], [0, 0]], 4)
    ('EXPLICIT', (0, 0, 1, 2, 3, 4, 0, 0))
    """
    if isinstance(padding, (list, tuple)):
        pairs = [tuple(pair) if isinstance(pair, (list, tuple)) else () for pair in padding]
        if any(len(pair) != 2 for pair in pairs):
            raise ValueError(
                f"When `padding` is a list, each element of `padding` must be a list/tuple of size 2: {padding!r}"
            )
        if len(pairs) != rank:
            raise ValueError(
                f"When padding is a list, it must be of size {rank}. Got {len(pairs)}: {padding!r}"
            )
        return "EXPLICIT", tuple(int(entry) for pair in pairs for entry in pair)
    if padding is None:
        raise ValueError("The argument 'padding' is missing: write padding='SAME' or padding='VALID'.")
    if padding not in ("SAME", "VALID"):
        said = padding.upper() if isinstance(padding, str) else ""
        hint = f" Did you mean {said!r}?" if said in ("SAME", "VALID") and said != padding else ""
        raise ValueError(
            f"Value for attr 'padding' of {padding!r} is not in the list of allowed values: 'SAME', 'VALID', "
            f"or a list of pairs.{hint}"
        )
    return padding, ()


def explicit_pairs(explicit: Sequence[int], data_format: str) -> tuple[tuple[int, int], ...]:
    """The explicit paddings of the spatial dimensions; nothing when there are none.

    Raises:
        ValueError: for zeros around images or channels, and for numbers below 0.
    """
    if not explicit:
        return ()
    pairs = list(zip(explicit[::2], explicit[1::2], strict=True))
    if any(pairs[0]) or any(channels(pairs, data_format)):
        raise ValueError(
            f"Nonzero explicit padding in the batch or depth dimensions is not supported: {pairs} for {data_format}"
        )
    if min(explicit) < 0:
        raise ValueError(f"All elements of explicit_paddings must be nonnegative: {pairs}")
    return spatial(pairs, data_format)


def check_window(
    strides: Sequence[int], dilations: Sequence[int], data_format: str, ksize: Sequence[int] = ()
) -> None:
    """Refuse steps that are not positive, and steps over images or channels.

    Raises:
        ValueError: saying which.
    """
    for name, numbers in (("strides", strides), ("dilations", dilations), ("ksize", ksize)):
        if numbers and min(numbers) <= 0:
            raise ValueError(f"All {name} must be positive, but {name} is {list(numbers)}.")
    for name, numbers in (("strides", strides), ("dilations", dilations)):
        if numbers and (numbers[0] != 1 or channels(numbers, data_format) != 1):
            raise ValueError(
                f"Current implementation does not yet support {name} in the batch and depth dimensions: "
                f"{list(numbers)} for {data_format}. Write 1 for both."
            )


def rank_checked(shape: TensorShape, rank: int, what: str) -> list[int | None]:
    """The sizes of a shape that must have a certain rank; all unknown where nothing is known.

    Raises:
        ValueError: for another rank.
    """
    if shape.ndims is None:
        return [None] * rank
    if shape.ndims != rank:
        raise ValueError(f"Shape must be rank {rank} but is rank {shape.ndims}: {what} has shape {shape}.")
    return list(shape.sizes or ())


def shape_in_order(batch: Any, sizes: Sequence[Any], depth: Any, data_format: str) -> TensorShape:
    """A static shape, in the order of the dimensions."""
    return shape_of(in_order(batch, sizes, depth, data_format))
