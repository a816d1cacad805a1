"""Products of tensors: `tensordot`, Einstein's notation, matrices times vectors, the cross product.

Read next: `matrices.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import NUMERIC, REAL
from tensorlab.graph.registry import Array, Arrays, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import broadcast, merged
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.broadcast import sum_to_shape
from tensorlab.ops.complex_numbers import conj
from tensorlab.ops.linalg import matmul

# --- Einstein's notation ----------------------------------------------------------------------------------


def _parts(equation: str) -> tuple[list[str], str]:
    inputs, output = equation.split("->")
    return inputs.split(","), output


def _complete(equation: str) -> str:
    """The equation without blanks, and with its output written out: the labels that occur once, in order."""
    equation = equation.replace(" ", "")
    if "->" in equation:
        return equation
    letters = equation.replace(",", "").replace("...", "")
    once = "".join(sorted(letter for letter in set(letters) if letters.count(letter) == 1))
    return f"{equation}->{'...' if '...' in equation else ''}{once}"


def _einsum_shape(inputs: list[TensorShape], equation: str) -> TensorShape:
    labels, output = _parts(equation)
    if len(labels) != len(inputs):
        raise ValueError(f"The equation {equation!r} has {len(labels)} inputs, but {len(inputs)} were given")
    sizes: dict[str, int | None] = {}
    batch = TensorShape([])
    for one, shape in zip(labels, inputs, strict=True):
        if shape.sizes is None:
            return TensorShape(None)
        before, dots, after = one.partition("...")
        named = len(before) + len(after)
        if (len(shape.sizes) < named) if dots else (len(shape.sizes) != named):
            raise ValueError(f"Input {one!r} of the equation {equation!r} does not fit the shape {shape}")
        stop = len(shape.sizes) - len(after)
        dimensions = [*shape.sizes[: len(before)], *shape.sizes[stop:]]
        if dots:
            batch = broadcast(batch, shape[len(before) : stop])
        for label, size in zip(before + after, dimensions, strict=True):
            known = sizes.get(label)
            if known is not None and size is not None and known != size:
                raise ValueError(
                    f"Dimensions must be equal, but are {known} and {size}: both are called {label!r} in {equation!r}, "
                    f"and the inputs have the shapes {', '.join(map(str, inputs))}."
                )
            sizes[label] = size if known is None else known
    if batch.sizes is None:
        return batch
    before, dots, after = output.partition("...")
    ends = [[sizes[label] for label in part] for part in (before, after)]
    return TensorShape([*ends[0], *(batch.sizes if dots else ()), *ends[1]])


@op(
    "Einsum",
    shape=_einsum_shape,
    dtypes=NUMERIC,
    kind="linalg",
    symbol="Σ_ij",
    latex=r"\text{{einsum}} \, {inputs}",
)
def einsum_node(inputs: Arrays, equation: str):
    """Multiply tensors entry by entry along labelled axes, and add up over the labels that the output lacks.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.einsum("ij,jk->ik", [[1, 2]], [[3], [4]])))
    [[11]]
    """
    _einsum_shape(
        [TensorShape(one.shape) for one in inputs], equation
    )  # NumPy would repeat what has the size 1
    labels, output = _parts(equation)
    adds_batches = "..." in equation and "..." not in output
    if adds_batches:  # CuPy cannot add up over the dimensions that the dots stand for
        equation = f"{','.join(labels)}->...{output}"
    result = np.einsum(equation, *inputs, optimize=len(inputs) > 1)
    if adds_batches:
        result = np.add.reduce(result, axis=tuple(range(result.ndim - len(output))))
    return result.astype(inputs[0].dtype, copy=False)


@einsum_node.gradient
def _(g, y, inputs, equation):
    labels, output = _parts(equation)
    results = []
    for number, (one, tensor) in enumerate(zip(labels, inputs, strict=True)):
        others = [n for n in range(len(labels)) if n != number]
        operands = [g, *(conj(inputs[n]) for n in others)]
        names = [output, *(labels[n] for n in others)]
        one = _on_the_diagonal(one, equation, tensor, operands, names)
        letters = one.replace("...", "")
        if not set(letters) <= set("".join(names)) or (
            "..." in one and not any("..." in name for name in names)
        ):
            # A label that only this input has was added up: its gradient is the same all along.
            operands.append(build("OnesLike", tensor))
            names.append(one)
        gradient = einsum_node(operands, f"{','.join(names)}->{one}")
        fits = gradient.shape.is_fully_defined() and gradient.shape.sizes == tensor.shape.sizes
        results.append(gradient if fits else sum_to_shape(gradient, tensor))
    return (results,)


def _on_the_diagonal(one: str, equation: str, tensor: Tensor, operands: list[Any], names: list[str]) -> str:
    """The labels of an input, each made to occur once only.

    Where a label was repeated, only the diagonal was read. So the second occurrence gets a label of its own, and an
    identity matrix among the operands lets the gradient through to the diagonal alone.
    """
    fresh = iter(sorted(set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") - set(equation)))
    seen: set[str] = set()
    written = ""
    for place, letter in enumerate(one):
        if letter in seen and letter != ".":
            new = next(fresh)
            after = len(one) - place  # from the end, because the dots may stand for any number of axes
            axis = place if "." not in one[:place] else -after
            side = build("StridedSlice", build("Shape", tensor), [axis], [axis + 1 or 2**31 - 1], [1])
            ones = build("Fill", side, build("Cast", 1, tensor.dtype.base_dtype))
            operands.append(build("MatrixDiagV3", ones, 0, -1, -1, 0))
            names.append(letter + new)
            letter = new
        seen.add(letter)
        written += letter
    return written


@einsum_node.samples
def _() -> list[Sample]:
    a, b = np.arange(1.0, 7.0).reshape(2, 3), np.arange(1.0, 7.0).reshape(3, 2)
    options: dict[str, Any] = {"dtypes": ["float32", "float64", "int32", "complex64"]}
    return [
        Sample([a, b], "ij,jk->ik", **options),
        Sample([a], "ij->ji", **options),
        Sample([a], "ij->i", **options),
        Sample([a, a], "ij,ij->", **options),
        Sample([np.ones((2, 2, 3)), b], "...ij,jk->...ik", **options),
        Sample([a[:, :2]], "ii->i", **options),
        Sample([a[:, :2]], "ii->", **options),
        Sample([np.arange(1.0, 9.0).reshape(2, 2, 2), [2.0, 3.0]], "...ii,i->...", **options),
    ]


def einsum(equation: str, *inputs: Any, name: str | None = None) -> Tensor:
    """Multiply tensors along labelled axes and add up: `"ij,jk->ik"` is the product of two matrices.

    Args:
        equation: for every input its axes as letters, after `->` those of the result; `...` for any others.
        *inputs: tensors of one dtype.

    Raises:
        ValueError: when the equation does not fit the shapes.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.einsum("ij->ji", [[1, 2], [3, 4]])))
    [[1 3]
     [2 4]]
    """
    with name_scope(name, "einsum", list(inputs)):
        return einsum_node(list(inputs), _complete(equation))


# --- tensordot --------------------------------------------------------------------------------------------


def _axes(a: Tensor, b: Tensor, axes: Any) -> tuple[list[int], list[int]]:
    a_rank, b_rank = a.shape.ndims, b.shape.ndims
    assert a_rank is not None and b_rank is not None
    if isinstance(axes, (int, np.integer)):
        if axes < 0 or axes > min(a_rank, b_rank):
            raise ValueError(f"`axes` must be between 0 and the rank of the inputs, got {axes}")
        return list(range(a_rank - axes, a_rank)), list(range(axes))
    if len(axes) != 2:
        raise ValueError(f"`axes` must be an integer or have length 2, got {axes}")
    pair: list[list[Any]] = [[one] if isinstance(one, (int, np.integer)) else list(one) for one in axes]
    first, second = pair
    if len(first) != len(second):
        raise ValueError(f"Different number of contraction axes `a` and `b`, {len(first)} != {len(second)}.")
    return [one % a_rank for one in first], [one % b_rank for one in second]


def _as_matrix(tensor: Tensor, axes: list[int], last: bool) -> tuple[Tensor, list[int]]:
    """Bring the axes to the end (or the front) and make a matrix; also the sizes of the other axes."""
    sizes: list[Any] = tensor.shape.as_list()
    free = [place for place in range(len(sizes)) if place not in axes]
    order = [*free, *axes] if last else [*axes, *free]
    if order != list(range(len(sizes))):
        tensor = build("Transpose", tensor, order, name="transpose")
    contracted = int(np.prod([sizes[place] for place in axes]))
    kept = int(np.prod([sizes[place] for place in free]))
    shape = [kept, contracted] if last else [contracted, kept]
    if tensor.shape.as_list() != shape:
        tensor = build("Reshape", tensor, shape)
    return tensor, [sizes[place] for place in free]


def tensordot(a: Any, b: Any, axes: Any, name: str | None = None) -> Tensor:
    """Multiply two tensors and add up along pairs of axes.

    Args:
        a, b: tensors of one dtype.
        axes: a number n: the last n axes of `a` with the first n of `b`; or two lists of axes to be paired.

    Raises:
        ValueError: when the axes do not fit.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.tensordot([[1, 2], [3, 4]], [10, 1], axes=1)))
    [12 34]
    """
    with name_scope(name, "Tensordot", [a, b]) as scope:
        a = convert_to_tensor(a, name="a")
        b = convert_to_tensor(b, name="b")
        if a.shape.ndims is None or b.shape.ndims is None:
            return _tensordot_in_the_run(a, b, axes, scope)
        first, second = _axes(a, b, axes)
        if a.shape.is_fully_defined() and b.shape.is_fully_defined():
            left, left_sizes = _as_matrix(a, first, last=True)
            right, right_sizes = _as_matrix(b, second, last=False)
            product = matmul(left, right)
            shape = left_sizes + right_sizes
            return (
                product if product.shape.as_list() == shape else build("Reshape", product, shape, name=scope)
            )
        letters = iter("abcdefghijklmnopqrstuvwxyz")
        left_names = [next(letters) for _ in range(a.shape.ndims)]
        right_names = [next(letters) for _ in range(b.shape.ndims)]
        for mine, yours in zip(first, second, strict=True):
            right_names[yours] = left_names[mine]
        output = [n for i, n in enumerate(left_names) if i not in first]
        output += [n for i, n in enumerate(right_names) if i not in second]
        equation = f"{''.join(left_names)},{''.join(right_names)}->{''.join(output)}"
        return einsum_node([a, b], equation, name=scope)


def _tensordot_in_the_run(a: Tensor, b: Tensor, axes: Any, scope: str) -> Tensor:
    """The same for a tensor of unknown rank, such as a decoded picture: the axes are counted when it runs."""
    sides = []
    for tensor, last in ((a, True), (b, False)):
        rank = build("Rank", tensor)
        if isinstance(axes, (int, np.integer)):
            mine = build("Range", rank - axes, rank, 1) if last else build("Range", 0, axes, 1)
        else:
            mine = build("FloorMod", np.array(np.atleast_1d(axes[0 if last else 1]), np.int32), rank)
        free, _ = build("ListDiff", build("Range", 0, rank, 1), mine)
        sizes = build("Shape", tensor)
        kept, contracted = build("GatherV2", sizes, free, 0), build("GatherV2", sizes, mine, 0)
        products = [build("Prod", one, 0) for one in (kept, contracted)]
        order = build("ConcatV2", [free, mine] if last else [mine, free], 0)
        matrix = build(
            "Reshape", build("Transpose", tensor, order), build("Pack", products[:: 1 if last else -1])
        )
        sides.append((matrix, kept))
    (left, left_sizes), (right, right_sizes) = sides
    return build("Reshape", matmul(left, right), build("ConcatV2", [left_sizes, right_sizes], 0), name=scope)


# --- matrices and vectors ---------------------------------------------------------------------------------


def matvec(
    a: Any,
    b: Any,
    transpose_a: bool = False,
    adjoint_a: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    name: str | None = None,
) -> Tensor:
    """Multiply matrices by vectors: shapes [..., n, k] and [..., k] give [..., n].

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.linalg.matvec([[1, 2], [3, 4]], [10, 1])))
    [12 34]
    """
    with name_scope(name, "MatVec", [a, b]):
        column = build("ExpandDims", convert_to_tensor(b), -1)
        product = matmul(a, column, transpose_a, False, adjoint_a, False, a_is_sparse, b_is_sparse)
        return build("Squeeze", product, [-1])


@op("Cross", shape=merged, dtypes=REAL, kind="linalg", symbol="×", latex=r"{a} \times {b}")
def cross(a: Array, b: Array):
    """Take the cross product of vectors of three numbers in the last axis: at right angles to both.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.cross([1, 0, 0], [0, 1, 0])))
    [0 0 1]
    """
    return np.cross(a, b)


@cross.gradient(latex=(r"{b} \times {g}", r"{g} \times {a}"))
def _(g, y, a, b):
    return cross(b, g), cross(g, a)


@cross.samples
def _() -> list[Sample]:
    signed = ["float16", "float32", "float64", "int32", "int64"]
    pair = [[1.0, 2.0, 3.0], [0.0, 1.0, 5.0]], [[4.0, 1.0, 2.0], [3.0, 2.0, 1.0]]
    return [Sample([1.0, 2.0, 3.0], [4.0, 0.0, 6.0], dtypes=signed), Sample(*pair, dtypes=signed)]


__all__ = ["cross", "einsum", "einsum_node", "matvec", "tensordot"]
