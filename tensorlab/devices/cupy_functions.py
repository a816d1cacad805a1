"""What CuPy can do, as data: which of NumPy's functions its arrays answer, and which arguments it does not take.

Names and signatures are CuPy 14.2's, held against NumPy 2.4's
(https://docs.cupy.dev/en/v14.2.0/reference/comparison.html); the differences in behaviour are documented at
https://docs.cupy.dev/en/v14.2.0/user_guide/difference.html. `tests/devices/test_simulated_functions.py` compares
this page with CuPy itself wherever CuPy is installed.

Read next: `simulated_array.py`, which lets nothing else through.
"""

from typing import Any

import numpy as np


def _by_name(table: dict[str, str]) -> dict[str, frozenset[str]]:
    """The words of each row, for each of the names that it stands under."""
    return {name: frozenset(words.split()) for names, words in table.items() for name in names.split()}


UFUNCS = """
    absolute add arccos arccosh arcsin arcsinh arctan arctan2 arctanh bitwise_and bitwise_count bitwise_or
    bitwise_xor cbrt ceil conjugate copysign cos cosh deg2rad degrees divide divmod equal exp exp2 expm1 fabs
    float_power floor floor_divide fmax fmin fmod frexp gcd greater greater_equal heaviside hypot invert isfinite
    isinf isnan lcm ldexp left_shift less less_equal log log10 log1p log2 logaddexp logaddexp2 logical_and
    logical_not logical_or logical_xor matmul maximum minimum modf multiply negative nextafter not_equal positive
    power rad2deg radians reciprocal remainder right_shift rint sign signbit sin sinh sqrt square subtract tan
    tanh trunc
"""

# Matrix products are another kind of function in CuPy, and take a few arguments more.
UFUNC_ARGUMENTS = frozenset(["out", "dtype", "casting"])
MATMUL_ARGUMENTS = UFUNC_ARGUMENTS | {"axes", "axis", "keepdims", "order"}

UFUNC_METHODS = {
    "reduce": frozenset(["add", "multiply"]),
    "accumulate": frozenset(["add", "multiply"]),
    "reduceat": frozenset(["add"]),
    "at": frozenset(["add", "subtract", "maximum", "minimum", "bitwise_and", "bitwise_or", "bitwise_xor"]),
    "outer": frozenset(UFUNCS.split()) - {"matmul"},
}
METHOD_ARGUMENTS = frozenset(["axis", "dtype", "out", "keepdims", "casting"])

# The dtypes that `ufunc.at` adds, compares or joins: those that the GPU has an atomic instruction for.
AT_DTYPES = _by_name(
    {
        "add": "int32 int64 uint32 uint64 float16 float32 float64",
        "subtract": "int32 uint32",
        "maximum minimum": "int32 int64 uint32 uint64 float32 float64",
        "bitwise_and bitwise_or bitwise_xor": "int32 int64 uint32 uint64",
    }
)

# NumPy computes these with complex numbers, CuPy does not.
REAL_ONLY = frozenset(["logical_and", "logical_not", "logical_or", "logical_xor"])

# Comparing a NumPy scalar with an array, NumPy makes an array of rank 0 of it first; CuPy turns it back
# (https://github.com/numpy/numpy/issues/12142).
COMPARISONS = frozenset(["equal", "greater", "greater_equal", "less", "less_equal", "not_equal"])

FUNCTIONS = """
    all allclose amax amin angle any append apply_along_axis apply_over_axes argmax argmin argpartition argsort
    argwhere around array2string array_equal array_equiv array_repr array_split array_str astype atleast_1d
    atleast_2d atleast_3d average bincount broadcast_arrays broadcast_to can_cast choose clip column_stack
    common_type compress concatenate convolve copy copyto corrcoef correlate count_nonzero cov cross cumprod
    cumsum cumulative_prod cumulative_sum delete diag diag_indices_from diagflat diagonal diff digitize dot dsplit
    dstack ediff1d einsum empty_like expand_dims extract fill_diagonal fix flatnonzero flip fliplr flipud
    full_like gradient histogram histogram2d histogramdd hsplit hstack i0 imag inner interp intersect1d isclose
    iscomplex iscomplexobj isin isneginf isposinf isreal isrealobj ix_ kron lexsort linspace logspace
    matrix_transpose max may_share_memory mean median meshgrid min min_scalar_type moveaxis nan_to_num nanargmax
    nanargmin nancumprod nancumsum nanmax nanmean nanmedian nanmin nanprod nanstd nansum nanvar ndim nonzero
    ones_like outer packbits pad partition percentile piecewise place poly polyadd polyfit polymul
    polysub polyval prod ptp put put_along_axis putmask quantile ravel ravel_multi_index real real_if_close repeat
    reshape resize result_type roll rollaxis roots rot90 round save savetxt savez savez_compressed searchsorted
    select setdiff1d setxor1d shape shares_memory sinc size sort sort_complex split squeeze stack std sum swapaxes
    take take_along_axis tensordot tile trace transpose trapezoid tril tril_indices_from trim_zeros triu
    triu_indices_from union1d unique unique_all unique_counts unique_inverse unique_values unpackbits
    unravel_index unwrap vander var vdot vsplit vstack where zeros_like

    linalg.cholesky linalg.cond linalg.cross linalg.det linalg.eig linalg.eigh linalg.eigvals linalg.eigvalsh
    linalg.inv linalg.lstsq linalg.matmul linalg.matrix_power linalg.matrix_rank linalg.matrix_transpose
    linalg.norm linalg.pinv linalg.qr linalg.slogdet linalg.solve linalg.svd linalg.tensorinv linalg.tensorsolve

    fft.fft fft.fft2 fft.fftn fft.fftshift fft.hfft fft.ifft fft.ifft2 fft.ifftn fft.ifftshift fft.ihfft fft.irfft
    fft.irfft2 fft.irfftn fft.rfft fft.rfft2 fft.rfftn

    lib.stride_tricks.sliding_window_view
"""

# Functions that make arrays, and reach CuPy by `like=`.
CREATION = """
    arange array asanyarray asarray ascontiguousarray empty eye frombuffer fromfunction fromiter full genfromtxt
    identity loadtxt ones require tri zeros
"""

# Arguments that NumPy's function has under this name and CuPy's has not. NumPy 2 passes `device=None` on to CuPy
# when `np.ones`, `np.full` or `np.eye` are called with `like=`, so that they fail there, while `np.zeros` and
# `np.empty` work (https://github.com/cupy/cupy/pull/10107 is to change that).
MISSING_ARGUMENTS = _by_name(
    {
        "all any mean nanmean": "where",
        "amax amin max min nanmax nanmin nanprod nansum prod sum": "initial where",
        "nanstd nanvar std var": "correction mean where",
        "argsort sort": "order stable",
        "argpartition partition": "kind order",
        "arange asanyarray asarray empty eye full ones zeros": "device",
        "array": "ndmax object",
        "astype empty_like full_like linspace ones_like zeros_like": "device",
        "broadcast_arrays broadcast_to copy": "subok",
        "array_str": "a",
        "clip": "min max",
        "corrcoef": "x",
        "count_nonzero": "keepdims",
        "cov": "m",
        "delete": "obj",
        "ediff1d": "ary",
        "einsum": "out",
        "extract": "arr",
        "flip fliplr flipud rot90": "m",
        "histogram": "a",
        "intersect1d union1d": "ar1 ar2",
        "isin": "kind",
        "lexsort trim_zeros": "axis",
        "percentile quantile": "weights",
        "reshape unravel_index": "shape",
        "savez savez_compressed": "allow_pickle",
        "stack": "arrays",
        "take": "mode",
        "take_along_axis": "arr",
        "unique": "sorted",
        "unpackbits": "count",
        "linalg.cholesky": "upper",
        "linalg.matrix_power": "a",
        "linalg.matrix_rank": "A hermitian rtol",
        "linalg.pinv": "hermitian rtol",
        "linalg.svd": "hermitian",
        "fft.fft fft.fft2 fft.fftn fft.hfft fft.ifft fft.ifft2 fft.ifftn fft.ihfft fft.irfft fft.irfft2": "out",
        "fft.irfftn fft.rfft fft.rfft2 fft.rfftn": "out",
    }
)

# Results that NumPy gives as Python's own numbers, and CuPy as an array of rank 0.
ARRAYS_OF_RANK_ZERO = frozenset(
    ["allclose", "array_equal", "array_equiv", "count_nonzero", "linalg.matrix_rank"]
)

# Arguments that CuPy reads on the host, so that NumPy arrays are welcome: sizes and axes.
_HOST_ARGUMENTS = """
    axes axis destination dims indices_or_sections k newshape pad_width reps shape shift source window_shape
"""
HOST_ARGUMENTS = frozenset(_HOST_ARGUMENTS.split())

_METHODS = """
    all any argmax argmin argpartition argsort astype byteswap choose clip compress conj conjugate copy cumprod
    cumsum diagonal dot fill flatten item max mean min nonzero partition prod put ravel repeat reshape round
    searchsorted sort squeeze std sum swapaxes take tobytes tolist trace transpose var view
"""
METHODS = frozenset(_METHODS.split())

ATTRIBUTES = frozenset(["flags", "itemsize", "nbytes", "ndim", "size", "strides"])
"""What an array says of itself, besides its shape, dtype and device; nothing has to be computed for it."""

# The same as MISSING_ARGUMENTS, for methods.
MISSING_IN_METHODS = _by_name(
    {
        "all any mean": "where",
        "argpartition partition": "kind order",
        "argsort sort": "order stable",
        "astype": "casting subok",
        "max min prod sum": "initial where",
        "std var": "correction mean where",
        "take": "mode",
    }
)

WAITING_METHODS = frozenset(["item", "tobytes", "tolist"])
"""Methods whose result is on the host: the program waits until the GPU has computed it."""

KINDS = "biufc"
"""The kinds of dtype that a GPU has; `longdouble` has no place there either."""


def named(names: str) -> dict[Any, str]:
    """The functions behind the names; one that this NumPy does not have is left out.

    >>> named("linalg.inv nothing_like_this")[np.linalg.inv]
    'linalg.inv'
    """
    found = {}
    for name in names.split():
        function: Any = np
        for part in name.split("."):
            function = getattr(function, part, None)
        if function is not None:
            found[function] = name
    return found


UFUNC_NAMES = named(UFUNCS)
FUNCTION_NAMES = named(FUNCTIONS)
CREATION_NAMES = named(CREATION)


def supported(dtype: np.dtype[Any]) -> bool:
    """Whether CuPy has arrays of this dtype.

    >>> supported(np.dtype("float16")), supported(np.dtype(object))
    (True, False)
    """
    return dtype.kind in KINDS and dtype.char not in "gG"
