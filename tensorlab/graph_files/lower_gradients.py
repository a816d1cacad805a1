"""Lowering: the gradient nodes of sums, comparisons, activations and losses.

Where TensorFlow's `tf.gradients` would add ten nodes, tensorlab adds one with a clear formula; here it is written as
those. Read next: `lower_pieces.py`.
"""

from tensorlab.graph_files.lowering import lowers
from tensorlab.graph_files.lowering_steps import (
    as_rows,
    from_rows,
    kept_shape,
    log_softmax,
    size_along,
    sizes_of,
    softmax,
    sum_to_shape,
)

# --- broadcasting and sums --------------------------------------------------------------------------------


@lowers("SumToShape")
def _(write, gradient, like):
    return sum_to_shape(write, gradient, like)


@lowers("BroadcastLike")
def _(write, input, like):
    return write.BroadcastTo(input, write.shape(like))


@lowers("SumGrad")
def _(write, g, like, axis, keepdims):
    if not keepdims and g.shape.ndims != 0:
        g = write.Reshape(g, kept_shape(write, like, axis))
    return write.BroadcastTo(g, write.shape(like))


@lowers("MeanGrad")
def _(write, g, like, axis, keepdims):
    entries, sums = write.Size(like), write.Size(g)
    count = write.Cast(write.FloorDiv(entries, write.Maximum(sums, 1)), DstT=g.dtype)
    if not keepdims and g.shape.ndims != 0:
        g = write.Reshape(g, kept_shape(write, like, axis))
    return write.BroadcastTo(write.RealDiv(g, count), write.shape(like))


@lowers("ExtremeShare")
def _(write, input, extreme, axis):
    marks = write.Cast(
        write.Equal(input, write.Reshape(extreme, kept_shape(write, input, axis))), DstT=input.dtype
    )
    axes = write.Range(0, write.rank(input), 1) if axis is None else axis
    return write.RealDiv(marks, write.Sum(marks, axes, keep_dims=True))


@lowers("ProductOfOthers")
def _(write, input, axis):
    rows, shape, order = as_rows(write, input, axis)
    before = write.Cumprod(rows, 0, exclusive=True)
    after = write.Cumprod(rows, 0, exclusive=True, reverse=True)
    return from_rows(write, write.Mul(before, after), shape, order)


@lowers("ProductOfOthersGrad")
def _(write, g, input, axis):
    rows, shape, order = as_rows(write, input, axis)
    weights, _, _ = as_rows(write, g, axis)
    count = write.Range(0, size_along(write, rows, 0), 1)
    left_out = write.ExpandDims(write.Equal(write.ExpandDims(count, 1), write.ExpandDims(count, 0)), 2)
    one = write.constant(1, input.dtype)
    factors = write.SelectV2(left_out, one, write.ExpandDims(rows, 0))  # [left out, factor, product]
    before = write.Cumprod(factors, 1, exclusive=True)
    after = write.Cumprod(factors, 1, exclusive=True, reverse=True)
    others = write.Mul(write.Mul(before, after), write.ExpandDims(weights, 1))
    kept = write.SelectV2(left_out, write.ZerosLike(others), others)
    return from_rows(write, write.Sum(kept, [0]), shape, order)


# --- comparisons ------------------------------------------------------------------------------------------


@lowers("MaximumGrad")
def _(write, g, x, y, second):
    kept, nothing = write.GreaterEqual(x, y), write.ZerosLike(g)
    return write.SelectV2(kept, nothing, g) if second else write.SelectV2(kept, g, nothing)


@lowers("MinimumGrad")
def _(write, g, x, y, second):
    kept, nothing = write.LessEqual(x, y), write.ZerosLike(g)
    return write.SelectV2(kept, nothing, g) if second else write.SelectV2(kept, g, nothing)


@lowers("ClipByValueGrad")
def _(write, gradients, t, clipped):
    return write.SelectV2(write.Equal(t, clipped), gradients, write.ZerosLike(gradients))


@lowers("ClipLimitGrad")
def _(write, gradients, t, low, high, upper):
    if upper:
        replaced = write.LogicalAnd(write.Greater(t, high), write.GreaterEqual(high, low))
    else:
        replaced = write.Less(write.Minimum(t, high), low)
    return write.SelectV2(replaced, gradients, write.ZerosLike(gradients))


@lowers("LogOrZero")
def _(write, x):
    nothing = write.ZerosLike(x)
    allowed = write.NotEqual(x, nothing) if x.dtype.is_complex else write.Greater(x, nothing)
    return write.Log(write.SelectV2(allowed, x, write.OnesLike(x)))


# --- activations and losses -------------------------------------------------------------------------------


@lowers("Softmax")
def _(write, logits, axis):
    return softmax(write, logits, axis)


@lowers("LogSoftmax")
def _(write, logits, axis):
    return log_softmax(write, logits, axis)


@lowers("SoftmaxGrad")
def _(write, gradients, y, axis):
    mean = write.Sum(write.Mul(gradients, y), [axis], keep_dims=True)
    return write.Mul(y, write.Sub(gradients, mean))


@lowers("LogSoftmaxGrad")
def _(write, gradients, y, axis):
    return write.Sub(gradients, write.Mul(write.Exp(y), write.Sum(gradients, [axis], keep_dims=True)))


@lowers("SoftmaxCrossEntropyWithLogits")
def _(write, features, labels, axis):
    if features.shape.ndims == 2 and axis in (-1, 1):
        return write.SoftmaxCrossEntropyWithLogits(features, labels)[0]
    chances = write.Mul(labels, log_softmax(write, features, axis))
    return write.Neg(write.Sum(chances, [axis]))


@lowers("SoftmaxCrossEntropyGrad")
def _(write, gradients, features, labels, axis):
    wrong = write.Sub(softmax(write, features, axis), labels)
    product = write.Mul(write.ExpandDims(gradients, axis), wrong)
    if sizes_of(features) is not None and features.shape == labels.shape:
        return product
    return sum_to_shape(write, product, features)


@lowers("SparseSoftmaxCrossEntropyWithLogits")
def _(write, features, labels):
    if features.shape.ndims == 2 and labels.shape.ndims in (1, None):
        return write.SparseSoftmaxCrossEntropyWithLogits(features, labels)[0]
    scores = write.Reshape(features, write.Pack([write.constant(-1), size_along(write, features, -1)]))
    losses, _ = write.SparseSoftmaxCrossEntropyWithLogits(scores, write.Reshape(labels, [-1]))
    return write.Reshape(losses, write.shape(labels))


@lowers("SparseSoftmaxCrossEntropyGrad")
def _(write, gradients, features, labels):
    one, nothing = write.constant(1, features.dtype), write.constant(0, features.dtype)
    places = write.OneHot(labels, size_along(write, features, -1), one, nothing)
    wrong = write.Sub(softmax(write, features, -1), places)
    return write.Mul(write.ExpandDims(gradients, -1), wrong)


@lowers("SigmoidCrossEntropyWithLogits")
def _(write, logits, labels):
    zeros = write.ZerosLike(logits, name="zeros_like")
    positive = write.GreaterEqual(logits, zeros)
    largest = write.Select(positive, logits, zeros)
    tail = write.Select(positive, write.Neg(logits), logits)
    product = write.Mul(logits, labels, name="mul")
    return write.AddV2(write.Sub(largest, product, name="sub"), write.Log1p(write.Exp(tail)))


@lowers("SigmoidCrossEntropyGrad")
def _(write, gradients, logits, labels):
    return write.Mul(gradients, write.Sub(write.Sigmoid(logits), labels))
