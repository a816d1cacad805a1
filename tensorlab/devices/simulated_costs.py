"""What things cost on a simulated GPU: times worked out from the figures of a real card, never measured.

A kernel takes the time to start it, and then as long as the slower of two things: moving its bytes through the
card's memory, or doing its arithmetic. A copy takes a fixed time and then its bytes, through the bus. The figures
are peaks, so that a real card is slower; what is far apart here is far apart there as well.

Read next: `simulated_gpu.py`.
"""

from collections.abc import Callable, Sequence
from math import prod
from typing import Any, NamedTuple

from tensorlab.devices.device import Shape
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import HOST_ROLES


class Card(NamedTuple):
    """The figures of a graphics card, in bytes, seconds, and arithmetic operations per second.

    Attributes:
        name: what it is called.
        memory: how many bytes it has.
        memory_bandwidth: how many bytes a second its memory moves.
        operations: additions and multiplications a second, with float32.
        float64_operations, float16_operations: the same for the other two.
        launch: seconds to start a kernel.
        copy_bandwidth: how many bytes a second go between the host's memory and the card's.
        copy_latency: seconds that every copy takes, however small.

    >>> T4.name, T4._replace(memory=1 << 30).memory
    ('NVIDIA T4', 1073741824)
    """

    name: str
    memory: int
    memory_bandwidth: float
    operations: float
    float64_operations: float
    float16_operations: float
    launch: float
    copy_bandwidth: float
    copy_latency: float


T4 = Card(
    name="NVIDIA T4",
    # 16 GB, 320 GB/s, 8.1 TFLOP/s with float32, 65 TFLOP/s with float16 in its tensor cores:
    # https://www.nvidia.com/content/dam/en-zz/Solutions/Data-Center/tesla-t4/t4-tensor-core-datasheet-951643.pdf
    memory=16 << 30,
    memory_bandwidth=320e9,
    operations=8.1e12,
    float16_operations=65e12,
    # One 32nd of the rate with float32: "NVIDIA Turing GPU Architecture", WP-09183-001, page 12.
    float64_operations=8.1e12 / 32,
    # A kernel of 2.9 us takes 9.6 us when the program waits for each before it starts the next:
    # https://developer.nvidia.com/blog/cuda-graphs/
    launch=6.7e-6,
    # Copies from pinned memory over PCIe 3.0 x16: https://docs.nvidia.com/cuda/cuda-c-best-practices-guide/, 10.1.1
    copy_bandwidth=12e9,
    copy_latency=10e-6,  # a round figure for a copy of a few bytes that the program waits for
)


def copy_seconds(card: Card, bytes: int) -> float:
    """How long a copy between the host and the card takes.

    >>> copy_seconds(T4, 0), copy_seconds(T4, 12_000_000)
    (1e-05, 0.00101)
    """
    return card.copy_latency + bytes / card.copy_bandwidth


def kernel_seconds(
    card: Card,
    operation: Operation,
    input_shapes: Sequence[Shape | None],
    output_shapes: Sequence[Shape | None],
) -> float:
    """How long the kernel of a node takes with inputs and outputs of these shapes; 0 when there is no kernel.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     product = tf.matmul(tf.zeros([1000, 1000]), tf.zeros([1000, 1000])).op
    >>> seconds = kernel_seconds(T4, product, [(1000, 1000), (1000, 1000)], [(1000, 1000)])
    >>> round(seconds * 1e6, 1)  # microseconds: the start, and 2e9 operations
    253.6
    """
    if operation.type in VIEWS:
        return 0.0
    moved = 0
    for tensor, shape in zip(operation.inputs, input_shapes, strict=False):
        if tensor not in _host_inputs(operation):
            moved += _bytes(tensor, shape)
    for tensor, shape in zip(operation.outputs, output_shapes, strict=False):
        moved += _bytes(tensor, shape)
    work = arithmetic(operation, input_shapes, output_shapes)
    return card.launch + max(moved / card.memory_bandwidth, work / _rate(card, operation))


# TensorFlow starts no kernel on the GPU for these: they hand on what is there, in another shape at most.
_VIEWS = """
    Const ExpandDims Identity IdentityN NoOp Placeholder PreventGradient Reshape Squeeze StopGradient
"""
VIEWS = frozenset(_VIEWS.split())


def arithmetic(
    operation: Operation, input_shapes: Sequence[Shape | None], output_shapes: Sequence[Shape | None]
) -> float:
    """How many additions and multiplications a node needs: one for every entry it reads or makes, if not more."""
    counted = COUNTED.get(operation.type)
    if counted is not None and all(shape is not None for shape in (*input_shapes, *output_shapes)):
        return counted(operation, input_shapes, output_shapes)
    return max((_size(shape) for shape in (*input_shapes, *output_shapes)), default=0)


def _matrix_product(operation: Operation, inputs: Sequence[Any], outputs: Sequence[Any]) -> float:
    """2 m n k: for every entry of the result one multiplication and one addition for each term."""
    transposed = operation.attributes.get("transpose_a") or operation.attributes.get("adj_x")
    return 2 * prod(outputs[0]) * inputs[0][-2 if transposed else -1]


def _convolution(operation: Operation, inputs: Sequence[Any], outputs: Sequence[Any]) -> float:
    """One multiplication and one addition for every place and filter, for each number of the filter."""
    if "BackpropInput" in operation.type:
        filters, places = inputs[1], inputs[2]
    elif "BackpropFilter" in operation.type:
        filters, places = outputs[0], inputs[2]
    else:
        filters, places = inputs[1], outputs[0]
    return 2 * prod(places) * prod(filters[:-2] if operation.type.startswith("Depthwise") else filters[:-1])


def _einsum(operation: Operation, inputs: Sequence[Any], outputs: Sequence[Any]) -> float:
    """One multiplication and one addition for every combination of indices."""
    letters: dict[str, int] = {}
    for labels, shape in zip(operation.attributes["equation"].split("->")[0].split(","), inputs, strict=True):
        before, _, after = labels.replace(" ", "").partition("...")
        letters.update(zip(before, shape, strict=False))
        letters.update(zip(reversed(after), reversed(shape), strict=False))
    # Three dots stand for the rest of the result.
    named = [letter for letter in operation.attributes["equation"].split("->")[-1] if letter in letters]
    dotted = prod(outputs[0]) // max(prod(letters[letter] for letter in named), 1)
    return 2 * prod(letters.values()) * dotted


def _cubic(factor: float) -> Callable[..., float]:
    """`factor` times the cube of the matrix's length, for each matrix of the batch."""

    def count(operation: Operation, inputs: Sequence[Any], outputs: Sequence[Any]) -> float:
        return factor * prod(inputs[0]) * min(inputs[0][-2:])

    return count


def _solving(factor: float) -> Callable[..., float]:
    """The same, and for every right-hand side two operations for each entry of the matrix."""

    def count(operation: Operation, inputs: Sequence[Any], outputs: Sequence[Any]) -> float:
        return prod(inputs[0]) * (factor * inputs[0][-1] + 2 * inputs[1][-1])

    return count


# Nodes whose arithmetic grows faster than their arrays. The counts of the decompositions are those of Golub and
# Van Loan, "Matrix Computations", 4th edition, sections 3.2 (LU), 4.2 (Cholesky), 5.2 (QR), 8.3 and 8.6.
COUNTED: dict[str, Callable[..., float]] = {
    "MatMul": _matrix_product,
    "BatchMatMulV2": _matrix_product,
    "SparseMatMul": _matrix_product,
    "Einsum": _einsum,
    **{
        f"{convolution}{form}": _convolution
        for convolution, forms in {
            "Conv2D": ("", "BackpropInput", "BackpropFilter"),
            "Conv3D": ("", "BackpropInputV2", "BackpropFilterV2"),
            "DepthwiseConv2dNative": ("", "BackpropInput", "BackpropFilter"),
        }.items()
        for form in forms
    },
    "Cholesky": _cubic(1 / 3),
    "LogMatrixDeterminant": _cubic(2 / 3),
    "MatrixDeterminant": _cubic(2 / 3),
    "MatrixInverse": _cubic(2),
    "Qr": _cubic(4 / 3),
    "SelfAdjointEigV2": _cubic(9),
    "Svd": _cubic(21),
    "MatrixSolve": _solving(2 / 3),
    "MatrixTriangularSolve": _solving(0),
}

# What a GPU's tensor cores compute; everything else with float16 is no faster than with float32.
TENSOR_CORES = frozenset(
    ["MatMul", "BatchMatMulV2", "Einsum", "Conv2D", "Conv2DBackpropInput", "Conv2DBackpropFilter"]
)


def _host_inputs(operation: Operation) -> set[Any]:
    """Inputs such as shapes and axes: they stay on the host."""
    pairs = zip(operation.record.inputs, operation.arguments(), strict=True)
    return {argument for parameter, argument in pairs if parameter.role in HOST_ROLES}


def _size(shape: Shape | None) -> int:
    return 0 if shape is None else prod(shape)


def _bytes(tensor: Any, shape: Shape | None) -> int:
    return _size(shape) * tensor.dtype.base_dtype.size


def _rate(card: Card, operation: Operation) -> float:
    names = {tensor.dtype.base_dtype.name for tensor in (*operation.inputs, *operation.outputs)}
    if names & {"float64", "complex128"}:
        return card.float64_operations
    if "float16" in names and operation.type in TENSOR_CORES and "float32" not in names:
        return card.float16_operations
    return card.operations
