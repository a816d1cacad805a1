"""A real GPU: kernels run through CuPy, values are CuPy arrays in the card's memory.

CuPy's arrays answer NumPy's functions themselves, so the kernels are the CPU's. CuPy is imported when the first
session is made, and never by `import tensorlab`. Where it is missing or finds no GPU nothing is printed; `why_none`
tells the reason to whoever asks.

Facts about CuPy: https://docs.cupy.dev/en/stable/user_guide/memory.html (the pool and its limit),
https://docs.cupy.dev/en/stable/user_guide/differences.html, https://docs.cupy.dev/en/stable/install.html (`[ctk]`).

Read next: `found.py`, which says when a session has one.
"""

import contextlib
import importlib
import importlib.util
import textwrap
import threading
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from tensorlab.devices.device import Device, Memory, on_host
from tensorlab.errors import InvalidArgumentError, ResourceExhaustedError
from tensorlab.graph.operation import Operation

GIBIBYTE = 1 << 30

# What is left free when a session reserves its memory at once. TensorFlow 1.x leaves at least as much to CUDA's own
# libraries: https://github.com/tensorflow/tensorflow/blob/r1.15/tensorflow/core/common_runtime/gpu/gpu_device.cc
LEFT_TO_CUDA = 300 << 20

HOW_TO_INSTALL = (
    "pip install 'tensorlab[gpu-cuda12]', or 'tensorlab[gpu-cuda13]' where nvidia-smi shows CUDA 13 or newer"
)


class CupyGpu(Device):
    """A GPU that CuPy drives.

    Args:
        number: which GPU of its session: `GPU:0` is the first one that the session may see.
        card: which card of this computer, as CUDA counts them; the same as `number` when None.

    Raises:
        ImportError: when CuPy is not installed.
        RuntimeError: CUDA's own error, when there is no such card.

    Sessions find GPUs by themselves (`find`); this makes one by hand:

    >>> gpu = CupyGpu(0)                                        # doctest: +SKIP
    >>> gpu.get(gpu.put(np.array([1.0, 2.0]))), gpu.description  # doctest: +SKIP
    (array([1., 2.]), 'NVIDIA H200 with 139.8 GiB, CUDA 12.9, CuPy 14.2.0')
    """

    on_host = False

    def __init__(self, number: int = 0, card: int | None = None) -> None:
        self._cupy = cupy = importlib.import_module("cupy")
        self.card = number if card is None else card
        self._current = cupy.cuda.Device(self.card)
        properties = cupy.cuda.runtime.getDeviceProperties(self.card)
        self._size = int(properties["totalGlobalMem"])
        self._peak = 0
        super().__init__(
            "GPU",
            number,
            f"{properties['name'].decode(errors='replace')} with {self._size / GIBIBYTE:.1f} GiB, "
            f"CUDA {_cuda_version(cupy.cuda.runtime.runtimeGetVersion())}, CuPy {cupy.__version__}",
        )

    @property
    def compute_capability(self) -> tuple[int, int]:
        """Which generation of CUDA the card speaks, such as `(9, 0)`."""
        digits = self._current.compute_capability  # "90"; the last digit is the minor one
        return int(digits[:-1]), int(digits[-1])

    # --- values in and out --------------------------------------------------------------------------------

    def put(self, array: np.ndarray[Any, Any]) -> Any:
        """A NumPy array brought to this card. CuPy copies it through page-locked memory, without waiting.

        Raises:
            InvalidArgumentError: for strings and Python objects.
            ResourceExhaustedError: when it does not fit.
        """
        if array.dtype.kind in "OSUV":
            raise InvalidArgumentError(
                None,
                None,
                f"Values of type {array.dtype} live in the computer's memory only, not on {self.short}.",
            )
        try:
            with self._current:
                return self._cupy.asarray(array)
        except MemoryError as error:
            raise self._exhausted(error) from error

    def get(self, value: Any) -> np.ndarray[Any, Any]:
        """A value of this card as a NumPy array; waits until it is computed."""
        return np.asarray(on_host(value))

    def prepared(self, kernel: Callable[..., Any], operation: Operation) -> Callable[..., Any]:
        """The kernel with this card current; what it leaves in the computer's memory is brought to the card.

        The returned function raises:
            ResourceExhaustedError: when the card's memory, or the session's share of it, is used up.
            NotImplementedError: when CuPy lacks something that the kernel needs.
        """
        current, array_type, here = self._current, self._cupy.ndarray, self._here
        used_bytes = self._cupy.get_default_memory_pool().used_bytes

        def run(*arguments: Any, **named: Any) -> Any:
            try:
                with current:
                    result = kernel(*arguments, **named)
                    if type(result) is not array_type:
                        result = here(result)
                    used = used_bytes()
            except MemoryError as error:
                raise self._exhausted(error) from error
            except (TypeError, AttributeError) as error:
                # So CuPy says that it lacks a function, a dtype of it, or a way to mix its arrays with NumPy's.
                raise NotImplementedError(self._no_kernel(operation, error)) from error
            if used > self._peak:
                self._peak = used
            return result

        return run

    def _here(self, result: Any) -> Any:
        """A kernel's result, or its list of results, as arrays of this card."""
        if result is None or isinstance(result, self._cupy.ndarray):
            return result
        if isinstance(result, (list, tuple)):
            return [self._here(item) for item in result]
        return self.put(np.asarray(result))

    def synchronize(self) -> None:
        """Wait until every kernel that was started on this card is done."""
        self._current.synchronize()

    # --- memory -------------------------------------------------------------------------------------------

    def memory(self) -> Memory:
        """What CuPy's pool holds on this card; the limit is the card's size where no session set one."""
        pool = self._cupy.get_default_memory_pool()
        with self._current:
            in_use, reserved, limit = pool.used_bytes(), pool.total_bytes(), pool.get_limit()
        self._peak = max(self._peak, in_use)
        return Memory(in_use, self._peak, reserved, limit or self._size)

    def limit_memory(self, fraction: float = 0.0, growth: bool = False) -> None:
        """Say how much of the card this program may use, as `gpu_options` of a `ConfigProto` do.

        Args:
            fraction: the share of the card's memory, from 0 to 1; 0 sets no limit, and takes back an earlier one.
            growth: take memory as it is needed. Otherwise the whole share is reserved now (as far as it is free),
                so that nobody else can take it. Without a fraction memory is always taken as it is needed.

        Raises:
            InvalidArgumentError: for a fraction that is none.
        """
        if not 0 <= fraction <= 1:
            raise InvalidArgumentError(
                None, None, f"per_process_gpu_memory_fraction must lie between 0 and 1, but is {fraction}."
            )
        pool = self._cupy.get_default_memory_pool()
        with self._current:
            if fraction == 0:
                if self.card in _limited:
                    _limited.discard(self.card)
                    pool.set_limit(size=0)
                return
            limit = int(fraction * self._size)
            if pool.total_bytes() > limit:
                pool.free_all_blocks()
            pool.set_limit(size=limit)
            _limited.add(self.card)
            free, _ = self._current.mem_info
            missing = min(limit - pool.total_bytes(), free - LEFT_TO_CUDA)
            if not growth and missing > 0:
                with contextlib.suppress(
                    MemoryError
                ):  # another program was faster: the limit stands all the same
                    pool.malloc(missing // 512 * 512)  # freed at once: the pool keeps it for what comes

    def as_seen(self, number: int, fraction: float = 0.0, growth: bool = False) -> "CupyGpu":
        """This card for a session that gives it another number, with what that session says of its memory."""
        seen = self if number == self.number else type(self)(number, self.card)
        seen.limit_memory(fraction, growth)
        return seen

    def _exhausted(self, error: MemoryError) -> ResourceExhaustedError:
        """CuPy's words, and whose memory it is."""
        with self._current:
            share = self._cupy.get_default_memory_pool().get_limit()
        allowed = f", of which this program may use {share / GIBIBYTE:.2f} GiB" if share else ""
        return ResourceExhaustedError(
            None,
            None,
            f"{self.short} ({self.description}{allowed}): {error} A smaller batch needs less; the CPU has more: "
            "with tf.device('/cpu:0').",
        )

    def _no_kernel(self, operation: Operation, error: Exception) -> str:
        words = textwrap.shorten(str(error), 300).rstrip(".")
        return (
            f"{operation.type} cannot run on {self.short}: CuPy {self._cupy.__version__} says: {words}. "
            "Place it on the CPU: with tf.device('/cpu:0')."
        )


# The cards whose limit a session has set; the limits themselves stand in CuPy's pool, one for the whole program.
_limited: set[int] = set()


# --- finding them -----------------------------------------------------------------------------------------


class Search(NamedTuple):
    """What came out of looking for GPUs: one device for each card that answers, or the reason why there is none."""

    gpus: list[CupyGpu]
    reason: str


_search: Search | None = None
_lock = threading.Lock()


def find() -> list[CupyGpu]:
    """The GPUs of this computer that compute, in CUDA's order; sought at the first call, and without a word.

    >>> from tensorlab.devices import cupy_gpu
    >>> bool(cupy_gpu.find()) == (cupy_gpu.why_none() == "")
    True
    """
    return list(_searched().gpus)


def why_none() -> str:
    """Why `find` finds nothing, for people; an empty string when it finds a GPU.

    >>> from tensorlab.devices import cupy_gpu
    >>> print(cupy_gpu.why_none())  # doctest: +SKIP
    CuPy 14.2.0 found no GPU: cudaErrorNoDevice: no CUDA-capable device is detected.
    """
    return _searched().reason


def forget() -> None:
    """Look again at the next call of `find`: a driver was loaded, or CuPy installed, while the program ran."""
    global _search
    _search = None


def _searched() -> Search:
    global _search
    with _lock:
        if _search is None:
            with warnings.catch_warnings():
                # CuPy warns of libraries that it does not find; without a GPU that is nobody's concern.
                warnings.simplefilter("ignore")
                _search = _look()
        return _search


def _look() -> Search:
    """Import CuPy, count the cards, and let each compute something."""
    try:
        if importlib.util.find_spec("cupy") is None:
            return Search([], f"CuPy is not installed: {HOW_TO_INSTALL}.")
        cupy = importlib.import_module("cupy")
    except Exception as error:  # also an installation that is broken, or too old for this NumPy
        return Search(
            [], f"CuPy is installed but cannot be imported: {_last_words(error)}. {HOW_TO_INSTALL}."
        )
    runtime = cupy.cuda.runtime
    try:
        count = runtime.getDeviceCount()
    except Exception as error:
        driver = "" if runtime.driverGetVersion() else " There is no NVIDIA driver on this computer."
        return Search([], f"CuPy {cupy.__version__} found no GPU: {_last_words(error)}.{driver}")
    gpus: list[CupyGpu] = []
    reasons = []
    for card in range(count):
        try:
            gpu = CupyGpu(card)
            reason = _trial(gpu, cupy)
        except Exception as error:
            reason = f"card {card} does not answer: {_last_words(error)}"
        if reason:
            reasons.append(reason)
        else:
            gpus.append(gpu)
    if gpus:
        return Search(gpus, "")
    return Search(
        [], f"CuPy {cupy.__version__} found no GPU that computes: {'; '.join(reasons) or 'no card'}."
    )


def _trial(gpu: CupyGpu, cupy: Any) -> str:
    """Why this card cannot be used; an empty string when it computes.

    A driver alone is not enough: CuPy compiles kernels and multiplies matrices with libraries of their own, and
    says that they are missing only at the first use. Better now than in the middle of somebody's training.
    """
    product = np.ones((2, 2), np.float32)
    try:
        with gpu._current:
            there = cupy.asarray(product)
            answer = (there.dot(there) + there).get()
    except Exception as error:
        version = _cuda_version(cupy.cuda.runtime.runtimeGetVersion()).partition(".")[0]
        return f"{gpu.description}: {_last_words(error)}. Try: pip install 'cupy-cuda{version}x[ctk]'"
    return (
        "" if np.array_equal(answer, product * 3) else f"{gpu.description} computes 1 · 1 + 1 · 1 + 1 wrongly"
    )


def _last_words(error: Exception) -> str:
    """What an error says, in one line: CuPy frames long ones, with the original error in the last line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip(" =")]
    words = lines[-1] if lines else ""
    return (words or type(error).__name__).rstrip(".")


def _cuda_version(number: int) -> str:
    """CUDA's version as people write it.

    >>> _cuda_version(12090)
    '12.9'
    """
    return f"{number // 1000}.{number % 1000 // 10}"
