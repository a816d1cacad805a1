"""Signals: windows, frames and spectrograms, all made of other nodes.

Read next: `cosine_transforms.py`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import as_dtype, float32, int32
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.static_values import constant_value
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.cosine_transforms import dct
from tensorlab.ops.fourier import irfft, rfft
from tensorlab.ops.gather import gather
from tensorlab.ops.segments import unsorted_segment_sum


def _number(value: Any, what: str) -> int:
    """A whole number that must be known while the graph is described."""
    known = constant_value(value) if isinstance(value, Tensor) else np.asarray(value)
    if known is None:
        raise ValueError(f"{what} must be a number, not a tensor that only a run computes: {value}.")
    if known.ndim:
        raise ValueError(f"{what} must be a single number, not {known}.")
    return int(known)


# --- windows ----------------------------------------------------------------------------------------------


def _cosine_window(
    name: str | None, default: str, length: Any, periodic: Any, dtype: Any, a: float, b: float
) -> Tensor:
    dtype = as_dtype(dtype)
    if not dtype.is_floating:
        raise ValueError(f"dtype must be a floating point type. Found {dtype}")
    with name_scope(name, default, [length, periodic]):
        size = _number(length, "window_length")
        if size == 1:
            return convert_to_tensor(np.ones(1, dtype.as_numpy_dtype))
        n = size + int(_number(periodic, "periodic")) * (1 - size % 2) - 1
        count = build("Cast", build("Range", 0, size, 1), dtype)
        return a - b * build("Cos", count * (2 * np.pi / n))


def hann_window(
    window_length: Any, periodic: Any = True, dtype: Any = float32, name: str | None = None
) -> Tensor:
    """A bump of cosine shape, which falls to 0 at both ends.

    Args:
        window_length: how many entries.
        periodic: leave the last entry off, so that windows side by side fit.
        dtype: a floating one.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.signal.hann_window(4)).round(3))
    [0.  0.5 1.  0.5]
    """
    return _cosine_window(name, "hann_window", window_length, periodic, dtype, 0.5, 0.5)


def hamming_window(
    window_length: Any, periodic: Any = True, dtype: Any = float32, name: str | None = None
) -> Tensor:
    """A bump of cosine shape, which falls to 0.08 at both ends.

    Args: as `hann_window`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.signal.hamming_window(4)).round(3))
    [0.08 0.54 1.   0.54]
    """
    return _cosine_window(name, "hamming_window", window_length, periodic, dtype, 0.54, 0.46)


# --- frames -----------------------------------------------------------------------------------------------


def frame(
    signal: Any,
    frame_length: Any,
    frame_step: Any,
    pad_end: bool = False,
    pad_value: Any = 0,
    axis: int = -1,
    name: str | None = None,
) -> Tensor:
    """Cut a signal into frames that follow each other at some distance, and may overlap.

    Args:
        signal: shape [..., samples, ...].
        frame_length, frame_step: how long a frame is, and how far the next one begins.
        pad_end: also cut frames that stick out at the end, and fill them with `pad_value`.
        axis: which dimension holds the samples.

    Returns:
        The axis becomes two: [..., frames, frame_length, ...].

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.signal.frame([1, 2, 3, 4, 5], 3, 2)))
    [[1 2 3]
     [3 4 5]]
    """
    with name_scope(name, "frame", [signal, frame_length, frame_step, pad_value]):
        signal = convert_to_tensor(signal, name="signal")
        length, step = _number(frame_length, "frame_length"), _number(frame_step, "frame_step")
        if signal.shape.ndims is None:
            raise ValueError("frame needs to know the rank of the signal.")
        axis = axis % signal.shape.ndims
        size = signal.shape.as_list()[axis]
        if pad_end:
            samples: Any = size if size is not None else build("Shape", signal)[axis]
            count: Any = -(-samples // step)
            needed = (count - 1) * step + length - samples
            more = max(needed, 0) if isinstance(needed, int) else build("Maximum", needed, 0)
            before = [[0, 0]] * axis
            after = [[0, 0]] * (signal.shape.ndims - axis - 1)
            value = convert_to_tensor(pad_value, signal.dtype.base_dtype)
            paddings = convert_to_tensor([*before, [0, more], *after], int32)
            signal = build("PadV2", signal, paddings, value)
        elif size is not None:
            count = max(0, 1 + (size - length) // step)
        else:
            count = build("Maximum", 0, 1 + (build("Shape", signal)[axis] - length) // step)
        starts = build("ExpandDims", build("Range", 0, count, 1) * step, 1)
        places = starts + build("Range", 0, length, 1)
        if axis:
            return gather(signal, places, axis=axis)
        # The gradient of rows taken along the first axis would be IndexedSlices; a signal wants a dense one.
        rows = gather(build("ExpandDims", signal, 0), places, axis=1)
        return build("Squeeze", rows, [0])


def overlap_and_add(signal: Any, frame_step: Any, name: str | None = None) -> Tensor:
    """Put frames back together; where they overlap, they add up.

    Args:
        signal: shape [..., frames, frame_length].
        frame_step: how far after each frame the next one begins.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.signal.overlap_and_add([[1, 2, 3], [3, 4, 5]], 2)))
    [1 2 6 4 5]
    """
    with name_scope(name, "overlap_and_add", [signal, frame_step]):
        signal = convert_to_tensor(signal, name="signal")
        step = _number(frame_step, "frame_step")
        rank = signal.shape.ndims
        if rank is None or rank < 2:
            raise ValueError(f"overlap_and_add needs a signal of rank 2 or more, not shape {signal.shape}.")
        frames, length = signal.shape.as_list()[-2:]
        whole = build("Shape", signal)
        count = frames if frames is not None else whole[rank - 2]
        width = length if length is not None else whole[rank - 1]
        order = [rank - 2, rank - 1, *range(rank - 2)]
        in_front = signal if rank == 2 else build("Transpose", signal, order)
        starts = build("ExpandDims", build("Range", 0, count, 1) * step, 1)
        total = unsorted_segment_sum(
            in_front, starts + build("Range", 0, width, 1), (count - 1) * step + width
        )
        return total if rank == 2 else build("Transpose", total, [*range(1, rank - 1), 0])


# --- spectrograms -----------------------------------------------------------------------------------------


def stft(
    signals: Any,
    frame_length: Any,
    frame_step: Any,
    fft_length: Any = None,
    window_fn: Callable[..., Tensor] | None = hann_window,
    pad_end: bool = False,
    name: str | None = None,
) -> Tensor:
    """Fourier-transform short pieces of signals: which frequencies sound when.

    Args:
        signals: shape [..., samples].
        frame_length, frame_step: how long a piece is, and how far the next one begins.
        fft_length: how many samples are transformed; by default the next power of two.
        window_fn: a function of (length, dtype=...) whose result the pieces are multiplied by; or None.
        pad_end: also take pieces that stick out at the end.

    Returns:
        Complex, shape [..., frames, fft_length // 2 + 1].

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.signal.stft(tf.ones([8]), 4, 2, window_fn=None)).shape)
    (3, 3)
    """
    with name_scope(name, "stft", [signals, frame_length, frame_step]):
        signals = convert_to_tensor(signals, name="signals")
        length = _number(frame_length, "frame_length")
        size = _power_of_two(length) if fft_length is None else _number(fft_length, "fft_length")
        pieces = frame(signals, length, frame_step, pad_end)
        if window_fn is not None:
            pieces = pieces * window_fn(length, dtype=pieces.dtype)
        return rfft(pieces, [size])


def _power_of_two(size: int) -> int:
    return 1 << max(size - 1, 0).bit_length()


def inverse_stft_window_fn(
    frame_step: Any, forward_window_fn: Callable[..., Tensor] = hann_window, name: str | None = None
) -> Callable[..., Tensor]:
    """The window with which `inverse_stft` undoes an `stft` with the window `forward_window_fn` exactly."""
    step = _number(frame_step, "frame_step")

    def window(frame_length: Any, dtype: Any) -> Tensor:
        with name_scope(name, "inverse_stft_window_fn", [forward_window_fn]):
            length = _number(frame_length, "frame_length")
            forward = forward_window_fn(length, dtype=dtype)
            overlaps = -(-length // step)
            squares = build("Pad", build("Square", forward), [[0, overlaps * step - length]])
            total = build("Sum", build("Reshape", squares, [overlaps, step]), [0], keepdims=True)
            spread = build("Reshape", build("Tile", total, [overlaps, 1]), [overlaps * step])
            return forward / spread[:length]

    return window


def inverse_stft(
    stfts: Any,
    frame_length: Any,
    frame_step: Any,
    fft_length: Any = None,
    window_fn: Callable[..., Tensor] | None = hann_window,
    name: str | None = None,
) -> Tensor:
    """Make signals of spectrograms: the pieces are transformed back, and added up where they overlap.

    Args: as `stft`; `window_fn=inverse_stft_window_fn(frame_step)` undoes it exactly.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     there = tf.signal.stft([1., 2., 3., 4.], 2, 2, window_fn=None)
    ...     print(sess.run(tf.signal.inverse_stft(there, 2, 2, window_fn=None)))
    [1. 2. 3. 4.]
    """
    with name_scope(name, "inverse_stft", [stfts]):
        stfts = convert_to_tensor(stfts, name="stfts")
        length = _number(frame_length, "frame_length")
        size = _power_of_two(length) if fft_length is None else _number(fft_length, "fft_length")
        pieces = irfft(stfts, [size])[..., :length]
        if size < length:
            pieces = build("Pad", pieces, [[0, 0]] * (len(pieces.shape) - 1) + [[0, length - size]])
        if window_fn is not None:
            pieces = pieces * window_fn(length, dtype=pieces.dtype)
        return overlap_and_add(pieces, frame_step)


def _mel(hertz: Any) -> Any:
    """How high a frequency sounds: O'Shaughnessy's formula."""
    return 1127.0 * np.log1p(hertz / 700.0)


def linear_to_mel_weight_matrix(
    num_mel_bins: int = 20,
    num_spectrogram_bins: int = 129,
    sample_rate: Any = 8000,
    lower_edge_hertz: float = 125.0,
    upper_edge_hertz: float = 3800.0,
    dtype: Any = float32,
    name: str | None = None,
) -> Tensor:
    """A matrix by which a spectrogram is multiplied to have its frequencies spaced as an ear hears them.

    Raises:
        ValueError: for edges that are not 0 <= lower < upper <= sample_rate / 2.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.signal.linear_to_mel_weight_matrix()).shape)
    (129, 20)
    """
    rate = _number(sample_rate, "sample_rate")
    if num_mel_bins <= 0 or rate <= 0:
        raise ValueError(f"num_mel_bins and sample_rate must be positive. Got: {num_mel_bins}, {rate}")
    if not 0 <= lower_edge_hertz < upper_edge_hertz <= rate / 2:
        raise ValueError(
            f"0 <= lower_edge_hertz < upper_edge_hertz <= sample_rate / 2 = {rate / 2} is wanted. Got: "
            f"{lower_edge_hertz}, {upper_edge_hertz}"
        )
    lines = _mel(np.linspace(0.0, rate / 2, num_spectrogram_bins))[1:, None]
    edges = np.linspace(_mel(lower_edge_hertz), _mel(upper_edge_hertz), num_mel_bins + 2)
    lower, center, upper = edges[:-2], edges[1:-1], edges[2:]
    rising, falling = (lines - lower) / (center - lower), (upper - lines) / (upper - center)
    weights = np.maximum(0.0, np.minimum(rising, falling))
    whole = np.concatenate([np.zeros((1, num_mel_bins)), weights])
    return convert_to_tensor(
        whole.astype(as_dtype(dtype).as_numpy_dtype), name=name or "linear_to_mel_weight_matrix"
    )


def mfccs_from_log_mel_spectrograms(log_mel_spectrograms: Any, name: str | None = None) -> Tensor:
    """Cosine-transform logarithms of mel spectrograms: few numbers that tell sounds of speech apart.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.signal.mfccs_from_log_mel_spectrograms([[1., 1.]])).round(3))
    [[2. 0.]]
    """
    with name_scope(name, "mfccs_from_log_mel_spectrograms", [log_mel_spectrograms]):
        spectrograms = convert_to_tensor(log_mel_spectrograms)
        count = spectrograms.shape.as_list()[-1]
        if not count:
            raise ValueError(f"num_mel_bins must be known and positive. Got: {spectrograms.shape}")
        return dct(spectrograms) * float(1 / np.sqrt(count * 2.0))


__all__ = [
    *("frame", "hamming_window", "hann_window", "inverse_stft", "inverse_stft_window_fn"),
    *("linear_to_mel_weight_matrix", "mfccs_from_log_mel_spectrograms", "overlap_and_add", "stft"),
]
