"""How each of NumPy's functions is called in the tests of the simulated GPU's arrays.

`CALLS` has one call for every name of `cupy_functions.FUNCTIONS`; each gets the same arrays, on the host or on a
simulated GPU. Read next: `test_simulated_functions.py`.
"""

from collections.abc import Callable
from functools import partial, reduce
from typing import Any

import numpy as np


class Arguments:
    """The arrays that a call may use: `x` and `y` of one shape, a vector, a square matrix, whole numbers, a mask."""

    def __init__(self, rng: np.random.Generator, dtype: Any, here: Callable[[Any], Any]) -> None:
        def random(*shape: int) -> Any:
            return (rng.normal(size=shape) * 3).astype(dtype)

        self.x = here(random(3, 4))
        self.y = here(random(3, 4))
        self.row = here(random(4))
        self.cube = here(random(2, 3, 4))
        self.square = here(random(3, 3) + 5 * np.eye(3, dtype=dtype))
        self.positive = here((half := random(3, 3)) @ half.T.conj() + 5 * np.eye(3, dtype=dtype))
        self.sorted = here(np.sort(random(6).real))
        self.real = here(random(3, 4).real)
        self.numbers = here(rng.integers(0, 4, size=6))
        self.bits = here(rng.integers(0, 2, size=16).astype(np.uint8))
        self.mask = here(rng.normal(size=(3, 4)) > 0)
        self.places = here(rng.integers(0, 4, size=(3, 4)))


Call = Callable[[Arguments], Any]


def function(name: str) -> Any:
    """The function behind a name such as `linalg.inv`."""
    return reduce(getattr, name.split("."), np)


def _each(names: str, call: Callable[[Any, Arguments], Any]) -> dict[str, Call]:
    return {name: partial(call, function(name)) for name in names.split()}


def _written(write: Callable[[Any], None], array: Any) -> Any:
    """A function that writes into its argument: what the argument is afterwards."""
    copy = array.copy()
    write(copy)
    return copy


CALLS: dict[str, Call] = {
    **_each(
        """all any argmax argmin argsort argwhere around array2string array_repr array_str atleast_1d atleast_2d
        atleast_3d average copy corrcoef cov count_nonzero cumprod cumsum diagonal diff ediff1d flatnonzero flip
        fliplr flipud imag iscomplex iscomplexobj isreal isrealobj matrix_transpose max mean min amax amin nan_to_num
        nancumprod nancumsum nanmean nanprod nanstd nansum nanvar ndim nonzero ones_like zeros_like prod
        ptp ravel real real_if_close rot90 round shape size sort sort_complex squeeze std sum trace transpose tril triu
        tril_indices_from triu_indices_from unique unique_all unique_counts unique_inverse unique_values var
        min_scalar_type angle gradient fft.fft fft.fft2 fft.fftn fft.fftshift fft.ifft fft.ifft2 fft.ifftn
        fft.ifftshift fft.hfft fft.irfft fft.irfft2 fft.irfftn linalg.matrix_transpose linalg.norm linalg.matrix_rank
        linalg.svd linalg.qr linalg.cond linalg.pinv""",
        lambda f, a: f(a.x),
    ),
    **_each(
        """fft.rfft fft.rfft2 fft.rfftn fft.ihfft fix i0 isneginf isposinf median nanargmax nanargmin nanmax nanmedian
        nanmin sinc unwrap""",
        lambda f, a: f(a.real),
    ),
    **_each(
        """allclose array_equal array_equiv append intersect1d isclose isin kron outer setdiff1d setxor1d union1d vdot
        result_type common_type may_share_memory shares_memory column_stack dstack hstack vstack stack concatenate
        broadcast_arrays inner""",
        lambda f, a: f(a.x, a.y) if f.__name__ not in _JOINING else f((a.x, a.y)),
    ),
    **_each("dot linalg.matmul", lambda f, a: f(a.x, a.y.T)),
    **_each("hsplit split array_split", lambda f, a: f(a.cube, 3, 1) if f is not np.hsplit else f(a.x, 2)),
    **_each("vsplit", lambda f, a: f(a.x, 3)),
    **_each("dsplit", lambda f, a: f(a.cube, 2)),
    **_each("linalg.det linalg.inv linalg.slogdet linalg.eigvals linalg.eig poly", lambda f, a: f(a.square)),
    **_each("linalg.cholesky linalg.eigvalsh", lambda f, a: f(a.positive)),
    **_each("linalg.solve linalg.lstsq", lambda f, a: f(a.square, a.x)),
    **_each("percentile quantile", lambda f, a: f(a.real, 0.5)),
    **_each("convolve correlate polyadd polymul polysub", lambda f, a: f(a.row, a.x[0])),
    **_each("cumulative_prod cumulative_sum", lambda f, a: f(a.x, axis=1)),
    **_each("diag diagflat trim_zeros vander roots", lambda f, a: f(a.row)),
    **_each("empty_like", lambda f, a: f(a.x) * 0),
    **_each("argpartition partition", lambda f, a: f(a.real, 3)),
    **_each("ix_", lambda f, a: f(a.numbers, a.numbers)),
    "apply_along_axis": lambda a: np.apply_along_axis(lambda row: row.sum(), 0, a.x),
    "apply_over_axes": lambda a: np.apply_over_axes(lambda x, axis: np.sum(x, axis), a.cube, [0, 2]),
    "astype": lambda a: np.astype(a.x, np.complex64),
    "bincount": lambda a: np.bincount(a.numbers),
    "broadcast_to": lambda a: np.broadcast_to(a.row, (2, 3, 4)),
    "can_cast": lambda a: np.can_cast(a.x.dtype, np.complex64),
    "choose": lambda a: np.choose(a.mask.astype(np.int64), [a.x, a.y]),
    "clip": lambda a: np.clip(a.real, -1, 1),
    "compress": lambda a: np.compress(a.mask[0], a.x, axis=1),
    "copyto": lambda a: _written(lambda x: np.copyto(x, a.y, where=a.mask), a.x),
    "cross": lambda a: np.cross(a.square, a.x[:, :3]),
    "linalg.cross": lambda a: np.linalg.cross(a.square, a.x[:, :3]),
    "delete": lambda a: np.delete(a.x, 1, axis=0),
    "diag_indices_from": lambda a: np.diag_indices_from(a.square),
    "digitize": lambda a: np.digitize(a.real, a.sorted),
    "einsum": lambda a: np.einsum("ij,kj->ik", a.x, a.y),
    "expand_dims": lambda a: np.expand_dims(a.x, 1),
    "extract": lambda a: np.extract(a.mask, a.x),
    "fill_diagonal": lambda a: _written(lambda x: np.fill_diagonal(x, 7), a.square),
    "full_like": lambda a: np.full_like(a.x, 3, shape=(2,)),
    "histogram": lambda a: np.histogram(a.real, 5),
    "histogram2d": lambda a: np.histogram2d(a.real[0], a.real[1], 3),
    "histogramdd": lambda a: np.histogramdd(a.real, 2),
    "interp": lambda a: np.interp(a.real[0], a.sorted, a.sorted),
    "lexsort": lambda a: np.lexsort(a.real),
    "linspace": lambda a: np.linspace(a.row, a.x[0], 5),
    "logspace": lambda a: np.logspace(a.real[0], a.real[1], 5),
    "meshgrid": lambda a: np.meshgrid(a.row, a.numbers, indexing="ij"),
    "moveaxis": lambda a: np.moveaxis(a.cube, 0, -1),
    "packbits": lambda a: np.packbits(a.bits),
    "unpackbits": lambda a: np.unpackbits(a.bits),
    "pad": lambda a: np.pad(a.x, [(1, 0), (2, 1)]),
    "piecewise": lambda a: np.piecewise(a.x, [a.mask], [3, -1]),
    "place": lambda a: _written(lambda x: np.place(x, a.mask, a.row), a.x),
    "polyfit": lambda a: np.polyfit(a.sorted, a.sorted * 2, 1),
    "polyval": lambda a: np.polyval(a.row, a.x),
    "put": lambda a: _written(lambda x: np.put(x, a.numbers, 5), a.x),
    "put_along_axis": lambda a: _written(lambda x: np.put_along_axis(x, a.places, 5, axis=1), a.x),
    "putmask": lambda a: _written(lambda x: np.putmask(x, a.mask, a.y), a.x),
    "ravel_multi_index": lambda a: np.ravel_multi_index((a.numbers, a.numbers), (4, 4)),
    "unravel_index": lambda a: np.unravel_index(a.numbers, (2, 3)),
    "repeat": lambda a: np.repeat(a.x, 2, axis=1),
    "reshape": lambda a: np.reshape(a.x, (2, 6)),
    "resize": lambda a: np.resize(a.x, (5, 3)),
    "roll": lambda a: np.roll(a.x, 2, axis=1),
    "rollaxis": lambda a: np.rollaxis(a.cube, 2),
    "searchsorted": lambda a: np.searchsorted(a.sorted, a.real),
    "select": lambda a: np.select([a.mask, ~a.mask], [a.x, a.y]),
    "swapaxes": lambda a: np.swapaxes(a.cube, 0, 2),
    "take": lambda a: np.take(a.x, a.numbers, axis=1),
    "take_along_axis": lambda a: np.take_along_axis(a.x, a.places, axis=1),
    "tensordot": lambda a: np.tensordot(a.cube, a.x, 2),
    "tile": lambda a: np.tile(a.x, (2, 2)),
    "trapezoid": lambda a: np.trapezoid(a.x, axis=0),
    "where": lambda a: np.where(a.mask, a.x, 0),
    "lib.stride_tricks.sliding_window_view": lambda a: np.lib.stride_tricks.sliding_window_view(a.x, (2, 2)),
    "linalg.eigh": lambda a: abs(np.linalg.eigh(a.positive)[1]),
    "linalg.matrix_power": lambda a: np.linalg.matrix_power(a.square, 3),
    "linalg.tensorinv": lambda a: np.linalg.tensorinv(a.square, ind=1),
    "linalg.tensorsolve": lambda a: np.linalg.tensorsolve(a.square, a.x[:, 0]),
}
"""One call for every function; those that write files are left out."""

_JOINING = frozenset(["column_stack", "dstack", "hstack", "vstack", "stack", "concatenate"])
