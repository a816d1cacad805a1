r"""Losses of networks that answer a word at every step: cross-entropy, weighted and averaged.

$$\text{loss} = \frac{\sum_{b,t} w_{bt}\, \left(-\ln \text{softmax}(z_{bt})[y_{bt}]\right)}{\sum_{b,t} w_{bt}}$$

The weights are 1 where a sequence has a word, and 0 behind its end (`tf.sequence_mask` makes them). `exp` of this
loss is the perplexity: among how many words the network still wavers, so to speak.

Read next: `sequence_to_sequence.py`, networks that are trained with them.
"""

from collections.abc import Callable
from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.casting import cast
from tensorlab.ops.counting import count_nonzero
from tensorlab.ops.flow import add_n
from tensorlab.ops.losses import sparse_softmax_cross_entropy_with_logits
from tensorlab.ops.math import div_no_nan
from tensorlab.ops.reduce import reduce_sum
from tensorlab.ops.shape_ops import reshape
from tensorlab.ops.shape_ops import shape as shape_of

__all__ = ["sequence_loss", "sequence_loss_by_example", "sequence_loss_of_lists"]


@checks_arguments
def sequence_loss(
    logits: Any,
    targets: Any,
    weights: Any,
    average_across_timesteps: bool = True,
    average_across_batch: bool = True,
    sum_over_timesteps: bool = False,
    sum_over_batch: bool = False,
    softmax_loss_function: Callable[..., Any] | None = None,
    name: str | None = None,
) -> Tensor:
    """The weighted cross-entropy of sequences: the mean over all words that count.

    Args:
        logits: [batch, time, words]: the unnormalised scores of each word.
        targets: [batch, time] whole numbers: the right words.
        weights: [batch, time] floats: 1 where the word counts, 0 behind a sequence's end.
        average_across_timesteps, average_across_batch: over which axes to take the weighted mean; an axis over which
            nothing is taken stays.
        sum_over_timesteps, sum_over_batch: over which axes to take the weighted sum, divided by the number of words
            that count.
        softmax_loss_function: a function of `labels` and `logits` in place of the cross-entropy, such as one
            with `tf.nn.sampled_softmax_loss` inside.
        name: the name scope, "sequence_loss" by default.

    Returns:
        A scalar, or [batch], [time] or [batch, time], whatever is not averaged over.

    Raises:
        ValueError: for other ranks, or when an axis is to be averaged and summed over.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/seq2seq/sequence_loss

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     undecided = tf.zeros([1, 3, 4])
    ...     loss = tf.contrib.seq2seq.sequence_loss(undecided, tf.constant([[0, 1, 2]]), tf.constant([[1., 1., 0.]]))
    ...     print(sess.run(tf.exp(loss)))  # among four words
    4.0
    """
    logits, targets, weights = (convert_to_tensor(one) for one in (logits, targets, weights))
    if logits.shape.ndims != 3:
        raise ValueError("Logits must be a [batch_size x sequence_length x logits] tensor")
    if targets.shape.ndims != 2:
        raise ValueError("Targets must be a [batch_size x sequence_length] tensor")
    if weights.shape.ndims != 2:
        raise ValueError("Weights must be a [batch_size x sequence_length] tensor")
    if average_across_timesteps and sum_over_timesteps:
        raise ValueError(
            "average_across_timesteps and sum_over_timesteps cannot be set to True at same time."
        )
    if average_across_batch and sum_over_batch:
        raise ValueError("average_across_batch and sum_over_batch cannot be set to True at same time.")
    with name_scope(name, "sequence_loss", [logits, targets, weights]):
        words = logits.shape.sizes[2] if logits.shape.sizes else None
        rows = reshape(logits, [-1, shape_of(logits)[2] if words is None else words])
        losses = _cross_entropy(softmax_loss_function, reshape(targets, [-1]), rows)
        losses = losses * reshape(weights, [-1])
        if average_across_timesteps and average_across_batch:
            return div_no_nan(reduce_sum(losses), reduce_sum(weights))
        if sum_over_timesteps and sum_over_batch:
            return div_no_nan(reduce_sum(losses), cast(count_nonzero(weights), losses.dtype))
        losses = reshape(losses, shape_of(logits)[0:2])
        if average_across_timesteps or average_across_batch:
            axis = [0] if average_across_batch else [1]
            return div_no_nan(reduce_sum(losses, axis=axis), reduce_sum(weights, axis=axis))
        if sum_over_timesteps or sum_over_batch:
            axis = [0] if sum_over_batch else [1]
            counts = cast(count_nonzero(weights, axis=axis), losses.dtype)
            return div_no_nan(reduce_sum(losses, axis=axis), counts)
        return losses


@checks_arguments
def sequence_loss_by_example(
    logits: Any,
    targets: Any,
    weights: Any,
    average_across_timesteps: bool = True,
    softmax_loss_function: Callable[..., Any] | None = None,
    name: str | None = None,
) -> Tensor:
    """The weighted cross-entropy of each sequence, for sequences in lists with one tensor for each step.

    Args:
        logits: a list of tensors [batch, words].
        targets: a list of tensors [batch] of whole numbers.
        weights: a list of tensors [batch] of floats.
        average_across_timesteps: True divides by the sum of the weights.
        softmax_loss_function: a function of `labels` and `logits` in place of the cross-entropy.
        name: the name scope, "sequence_loss_by_example" by default.

    Returns:
        The losses [batch].

    Raises:
        ValueError: when the lists are not of one length.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/legacy_seq2seq/sequence_loss_by_example

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     loss = tf.contrib.legacy_seq2seq.sequence_loss_by_example([tf.zeros([3, 4])], [[0, 1, 2]], [tf.ones([3])])
    ...     print(sess.run(tf.exp(loss)))
    [4. 4. 4.]
    """
    if len(targets) != len(logits) or len(weights) != len(logits):
        raise ValueError(
            "Lengths of logits, weights, and targets must be the same "
            f"{len(logits)}, {len(weights)}, {len(targets)}."
        )
    with name_scope(name, "sequence_loss_by_example", [*logits, *targets, *weights]):
        losses = []
        for one_logits, target, weight in zip(logits, targets, weights, strict=True):
            # Some programs give the whole batch at once, their targets then come in another shape.
            labels = reshape(target, [-1]) if softmax_loss_function is None else target
            losses.append(_cross_entropy(softmax_loss_function, labels, one_logits) * weight)
        total = add_n(losses)
        if average_across_timesteps:
            total /= add_n(list(weights)) + 1e-12  # where all weights are zero, not a division by zero
        return total


@checks_arguments
def sequence_loss_of_lists(
    logits: Any,
    targets: Any,
    weights: Any,
    average_across_timesteps: bool = True,
    average_across_batch: bool = True,
    softmax_loss_function: Callable[..., Any] | None = None,
    name: str | None = None,
) -> Tensor:
    """The weighted cross-entropy of a batch whose sequences come in lists: `sequence_loss_by_example`, averaged.

    In TensorFlow this is `tf.contrib.legacy_seq2seq.sequence_loss`.

    Args:
        logits, targets, weights, average_across_timesteps, softmax_loss_function: see `sequence_loss_by_example`.
        average_across_batch: True divides by the size of the batch.
        name: the name scope, "sequence_loss" by default.

    Returns:
        A scalar.
    """
    with name_scope(name, "sequence_loss", [*logits, *targets, *weights]):
        losses = sequence_loss_by_example(
            logits,
            targets,
            weights,
            average_across_timesteps=average_across_timesteps,
            softmax_loss_function=softmax_loss_function,
        )
        cost = reduce_sum(losses)
        return cost / cast(shape_of(targets[0])[0], cost.dtype) if average_across_batch else cost


def _cross_entropy(function: Callable[..., Any] | None, labels: Any, logits: Any) -> Tensor:
    """The losses of single words: the cross-entropy, or what a function of the program says."""
    if function is None:
        return sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    code = getattr(function, "__code__", None)
    names = code.co_varnames[: code.co_argcount] if code is not None else ("labels", "logits")
    if "labels" in names and "logits" in names:
        return function(labels=labels, logits=logits)
    # Before 1.0 the names did not matter, and the labels came last; afterwards they came first.
    last = len(names) > 1 and any(word in names[1] for word in ("label", "target"))
    return function(logits, labels) if last else function(labels, logits)
