"""Fourier transforms: how much of each frequency a signal holds, in one, two and three dimensions.

The transforms of real signals (`rfft`) give only half of the frequencies, since the other half mirrors it.

Read next: `sparse_tensor.py`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import COMPLEX, DType, complex64, complex128, float32, float64, int32
from tensorlab.graph.registry import Array, HostInts, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.static_values import static_ints
from tensorlab.graph.tensor import Tensor

REALS = frozenset({float32, float64})
WORDS = {1: "the last dimension", 2: "the last two dimensions", 3: "the last three dimensions"}
NAMES = {1: "", 2: "2D", 3: "3D"}

# --- complex signals --------------------------------------------------------------------------------------


def _at_least(rank: int) -> Callable[[TensorShape], TensorShape]:
    def shape_rule(input: TensorShape) -> TensorShape:
        return input.with_rank_at_least(rank) if input.sizes is not None else input

    return shape_rule


def _axes(rank: int) -> tuple[int, ...]:
    return tuple(range(-rank, 0))


def _number_of_entries(x: Tensor, rank: int) -> Any:
    """How many entries one transform runs over: a number where the shape is known, else a tensor."""
    sizes = x.shape.as_list()[-rank:] if x.shape.ndims is not None else [None]
    if None not in sizes:
        return float(np.prod([size for size in sizes if size is not None]))
    whole = build("StridedSlice", build("Shape", x), [-rank], [2**31 - 1], [1])
    return build("Cast", build("Prod", whole, [0]), x.dtype.base_dtype)


def _complex_samples(rank: int) -> Callable[[], list[Sample]]:
    def samples() -> list[Sample]:
        numbers = np.arange(1.0, 13.0) ** 1.5 + 1j * np.cos(np.arange(12.0))
        shapes = {1: [(4,), (2, 3), (2, 2, 3)], 2: [(3, 2), (2, 3, 2)], 3: [(2, 3, 2), (1, 2, 2, 3)]}
        return [Sample(numbers[: int(np.prod(shape))].reshape(shape)) for shape in shapes[rank]]

    return samples


def _pair(rank: int) -> tuple[Any, Any]:
    """The records of a transform over `rank` dimensions and of its inverse."""

    @op(
        f"FFT{NAMES[rank]}",
        shape=_at_least(rank),
        dtypes=COMPLEX,
        symbol="ℱ",
        latex=r"\mathcal{{F}} {input}",
    )
    def forward(input: Array):
        return np.fft.fftn(input, axes=_axes(rank)).astype(input.dtype)

    @op(
        f"IFFT{NAMES[rank]}",
        shape=_at_least(rank),
        dtypes=COMPLEX,
        symbol="ℱ⁻¹",
        latex=r"\mathcal{{F}}^{{-1}} {input}",
    )
    def backward(input: Array):
        return np.fft.ifftn(input, axes=_axes(rank)).astype(input.dtype)

    @forward.gradient(latex=(r"n \mathcal{{F}}^{{-1}} {g}",))
    def _(g, y, input):
        return backward(g) * _number_of_entries(g, rank)

    @backward.gradient(latex=(r"\mathcal{{F}} {g} / n",))
    def _(g, y, input):
        return forward(g) / _number_of_entries(g, rank)

    for record, name, verb in ((forward, "fft", "Fourier-transform"), (backward, "ifft", "Undo `fft` along")):
        record.samples(_complex_samples(rank))
        record.function_name = record.__name__ = name + NAMES[rank].lower()
        what = f"{verb} complex numbers along {WORDS[rank]}" if verb[0] == "F" else f"{verb} {WORDS[rank]}"
        record.__doc__ = f"""{what}.

    Args:
        input: complex64 or complex128, of rank {rank} or more.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/signal/{record.__name__}

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.ones({[2] * rank}, tf.complex64)
    ...     print(sess.run(tf.signal.{record.__name__}(x)).ravel()[0])
    ({2**rank if name == "fft" else 1}+0j)
    """
    return forward, backward


fft, ifft = _pair(1)
fft2d, ifft2d = _pair(2)
fft3d, ifft3d = _pair(3)

# --- real signals -----------------------------------------------------------------------------------------


def _halved(rank: int) -> Callable[..., TensorShape]:
    def shape_rule(input: TensorShape, fft_length: Any) -> TensorShape:
        if input.sizes is None:
            return input
        batch = input.with_rank_at_least(rank).as_list()[:-rank]
        if fft_length is None:
            return TensorShape([*batch, *[None] * rank])
        *first, last = fft_length
        return TensorShape([*batch, *first, None if last is None else (last // 2 + 1 if last else 0)])

    return shape_rule


def _whole(rank: int) -> Callable[..., TensorShape]:
    def shape_rule(input: TensorShape, fft_length: Any) -> TensorShape:
        if input.sizes is None:
            return input
        batch = input.with_rank_at_least(rank).as_list()[:-rank]
        return TensorShape([*batch, *(fft_length or [None] * rank)])

    return shape_rule


def _to_complex(dtypes: Any, _: Any) -> DType:
    return complex64 if dtypes["input"] is float32 else complex128


def _to_real(dtypes: Any, _: Any) -> DType:
    return float32 if dtypes["input"] is complex64 else float64


def _fitted(x: Any, sizes: Any) -> Any:
    """The tensor cut, or filled up with zeros at the end, so that its last dimensions have these sizes."""
    rank = len(sizes)
    if x.shape.ndims is not None and x.shape.as_list()[-rank:] == list(sizes):
        return x
    whole = len(x.shape)
    have = build("Shape", x)
    want = build("ConcatV2", [have[: whole - rank], list(sizes) if None not in sizes else _sizes(sizes)], 0)
    smaller = build("Minimum", have, want)
    cut = build("Slice", x, [0] * whole, smaller)
    ends = want - smaller
    return build("Pad", cut, build("Pack", [build("ZerosLike", ends), ends], 1))


def _sizes(sizes: Any) -> Tensor:
    return build("Pack", list(sizes))


def _known_lengths(fft_length: Tensor, rank: int) -> Any:
    """The lengths as numbers where the graph knows them, else as tensors."""
    known = static_ints(fft_length)
    if known is not None and None not in known:
        return list(known)
    return [build("Cast", fft_length[place], int32) for place in range(rank)]


def _last_dimensions(x: Tensor, rank: int) -> Any:
    sizes = x.shape.as_list()[-rank:] if x.shape.ndims is not None else [None]
    if None not in sizes:
        return sizes
    have = build("Shape", x)
    return [have[len(x.shape) - rank + place] for place in range(rank)]


def _real_pair(rank: int) -> tuple[Any, Any]:
    @op(
        f"RFFT{NAMES[rank]}",
        shape=_halved(rank),
        dtypes={"input": REALS},
        result=_to_complex,
        symbol="ℱ",
        latex=r"\mathcal{{F}} {input}",
        name=f"rfft{NAMES[rank].lower()}",
    )
    def forward(input: Array, fft_length: HostInts):
        length = fft_length or ()
        if not all(length):
            last = length[-1] // 2 + 1 if length[-1] else 0
            shape = (*input.shape[:-rank], *length[:-1], last)
            return np.zeros_like(input, dtype=np.result_type(input, np.complex64), shape=shape)
        result = np.fft.rfftn(input, s=length, axes=_axes(rank))
        return result.astype(np.result_type(input, np.complex64))

    @op(
        f"IRFFT{NAMES[rank]}",
        shape=_whole(rank),
        dtypes={"input": COMPLEX},
        result=_to_real,
        symbol="ℱ⁻¹",
        latex=r"\mathcal{{F}}^{{-1}} {input}",
        name=f"irfft{NAMES[rank].lower()}",
    )
    def backward(input: Array, fft_length: HostInts):
        length = fft_length or ()
        dtype = np.real(input[:0]).dtype
        if not all(length):
            return np.zeros_like(input, dtype=dtype, shape=(*input.shape[:-rank], *length))
        return np.fft.irfftn(input, s=length, axes=_axes(rank)).astype(dtype)

    @forward.gradient
    def _(g, y, input, fft_length):
        # Each listed frequency counts once, so those that were not listed count as zero.
        whole = _fitted(g, _known_lengths(fft_length, rank))
        inverse = {1: ifft, 2: ifft2d, 3: ifft3d}[rank]
        real = build("Real", inverse(whole)) * build_real(_number_of_entries(whole, rank))
        return _fitted(real, _last_dimensions(input, rank)), None

    @backward.gradient
    def _(g, y, input, fft_length):
        count = _number_of_entries(g, rank)
        frequencies = forward(g, fft_length)
        half = _last_dimensions(frequencies, rank)[-1]
        length = _known_lengths(fft_length, rank)[-1]
        # Every frequency but the first, and the last of an even length, stands for its mirror image too.
        line = build("Range", 0, half, 1)
        mirrored = build("LogicalAnd", build("Greater", line, 0), build("Less", 2 * line, length))
        factor = build("Cast", mirrored, g.dtype.base_dtype) + 1.0
        scaled = frequencies * build("Cast", factor / count, input.dtype.base_dtype)
        return _fitted(scaled, _last_dimensions(input, rank)), None

    def build_real(count: Any) -> Any:
        return build("Real", count) if isinstance(count, Tensor) else count

    def real_samples() -> list[Sample]:
        numbers = np.arange(1.0, 25.0) ** 0.5
        return {
            1: [
                Sample(numbers[:4], [4]),
                Sample(numbers[:5], [5]),
                Sample(numbers[:6].reshape(2, 3), [5]),
                Sample(numbers[:6].reshape(2, 3), [2]),
            ],
            2: [Sample(numbers[:6].reshape(2, 3), [2, 3]), Sample(numbers[:8].reshape(2, 2, 2), [3, 4])],
            3: [Sample(numbers[:8].reshape(2, 2, 2), [2, 2, 2]), Sample(numbers.reshape(2, 3, 4), [2, 3, 3])],
        }[rank]

    def complex_samples() -> list[Sample]:
        numbers = np.arange(1.0, 25.0) ** 0.5 + 1j * np.sin(np.arange(24.0))
        return {
            1: [
                Sample(numbers[:3], [4]),
                Sample(numbers[:3], [5]),
                Sample(numbers[:6].reshape(2, 3), [6]),
                Sample(numbers[:8].reshape(2, 4), [3]),
            ],
            2: [Sample(numbers[:6].reshape(2, 3), [2, 4]), Sample(numbers[:8].reshape(2, 2, 2), [2, 3])],
            3: [Sample(numbers[:8].reshape(2, 2, 2), [2, 2, 2])],
        }[rank]

    forward.samples(real_samples)
    backward.samples(complex_samples)
    forward.__doc__ = (
        f"""Fourier-transform real numbers along {WORDS[rank]}; half of the frequencies is enough."""
    )
    backward.__doc__ = f"""Undo `rfft{NAMES[rank].lower()}` along {WORDS[rank]}; the result is real."""
    return forward, backward


_rfft, _irfft = _real_pair(1)
_rfft2d, _irfft2d = _real_pair(2)
_rfft3d, _irfft3d = _real_pair(3)


def _real_function(record: Any, rank: int, inverse: bool) -> Callable[..., Tensor]:
    """What a program calls: it finds the lengths out of the shape, where none are given."""
    function_name = record.default_name

    def transform(input_tensor: Any, fft_length: Any = None, name: str | None = None) -> Tensor:
        with name_scope(name, function_name, [input_tensor, fft_length]) as scope:
            dtype = None
            if not isinstance(input_tensor, Tensor) and not hasattr(input_tensor, "dtype"):
                dtype = complex64 if inverse else float32
            x = convert_to_tensor(input_tensor, dtype)
            if fft_length is None:
                lengths = _last_dimensions(x, rank)
                if inverse:
                    last = lengths[-1]
                    doubled = (last - 1) * 2
                    lengths[-1] = max(doubled, 0) if isinstance(last, int) else build("Maximum", doubled, 0)
                known = all(isinstance(size, int) for size in lengths)
                fft_length = convert_to_tensor(lengths, int32) if known else _sizes(lengths)
            else:
                fft_length = convert_to_tensor(fft_length, int32)
            return record(x, fft_length, name=scope)

    transform.__name__ = transform.__qualname__ = function_name
    what = (
        f"Undo `rfft{NAMES[rank].lower()}` along {WORDS[rank]}: frequencies become a real signal."
        if inverse
        else f"Fourier-transform real numbers along {WORDS[rank]}; half of the frequencies is given."
    )
    some = "tf.ones({}, tf.complex64)" if inverse else "tf.ones({})"
    first = (f"{1.0:.1f}" if rank else "") if inverse else f"({2**rank}+0j)"
    transform.__doc__ = f"""{what}

    Args:
        input_tensor: {"complex64 or complex128" if inverse else "float32 or float64"}, of rank {rank} or more.
        fft_length: how many entries to transform along each dimension; the input is cut or filled up with zeros.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/signal/{function_name}

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.signal.{function_name}({some.format([2] * rank)})).ravel()[0])
    {first}
    """
    return transform


rfft, irfft = _real_function(_rfft, 1, False), _real_function(_irfft, 1, True)
rfft2d, irfft2d = _real_function(_rfft2d, 2, False), _real_function(_irfft2d, 2, True)
rfft3d, irfft3d = _real_function(_rfft3d, 3, False), _real_function(_irfft3d, 3, True)

__all__ = [
    *("fft", "fft2d", "fft3d", "ifft", "ifft2d", "ifft3d"),
    *("irfft", "irfft2d", "irfft3d", "rfft", "rfft2d", "rfft3d"),
]
