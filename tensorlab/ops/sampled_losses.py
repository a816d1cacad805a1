"""Losses for very many classes, such as the words of a language: the right class against a few sampled ones.

Both losses here look up the weights of the right classes and of the candidates that a sampler drew, and score
only those. `tf.nn.nce_loss` then asks of every score by itself "right, or drawn at random?"; and
`tf.nn.sampled_softmax_loss` asks which of them is the right one. Use them for training only: to predict, score
all the classes.

Read next: `candidate_sampling.py` (the samplers), `logistic_losses.py` and `losses.py` (what the scores go into).
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import int32, int64
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.array import concat
from tensorlab.ops.candidate_sampling import compute_accidental_hits, log_uniform_candidate_sampler
from tensorlab.ops.casting import cast
from tensorlab.ops.cutting import slice_
from tensorlab.ops.fills import ones, ones_like, zeros_like
from tensorlab.ops.flow import stop_gradient
from tensorlab.ops.linalg import matmul
from tensorlab.ops.logistic_losses import sigmoid_cross_entropy_with_logits
from tensorlab.ops.losses import softmax_cross_entropy_with_logits_v2
from tensorlab.ops.partition import embedding_lookup
from tensorlab.ops.scatter import sparse_to_dense
from tensorlab.ops.shape_ops import reshape, shape
from tensorlab.ops.shaping import expand_dims
from tensorlab.ops.stacking import stack


@checks_arguments
def nce_loss(
    weights: Any,
    biases: Any,
    labels: Any,
    inputs: Any,
    num_sampled: int,
    num_classes: int,
    num_true: int = 1,
    sampled_values: Any = None,
    remove_accidental_hits: bool = False,
    partition_strategy: str = "mod",
    name: str = "nce_loss",
) -> Tensor:
    """Compute the noise-contrastive loss: tell the right class of every example from classes drawn at random.

    Args:
        weights: shape [num_classes, dim], a row for every class; or a list of tensors that together are that.
        biases: shape [num_classes].
        labels: integers of shape [batch, num_true]: the right classes. For one class per example the shape is
            [batch, 1], not [batch].
        inputs: shape [batch, dim]: for every example the vector that is scored against the rows of `weights`.
        num_sampled: how many classes to draw, for the whole batch.
        num_classes: how many there are.
        num_true: how many right classes every example has.
        sampled_values: what a candidate sampler gave; by default they are drawn by
            `tf.nn.log_uniform_candidate_sampler`, so number the words from the commonest on.
        remove_accidental_hits: whether a drawn class that is a right one counts as wrong no more.
        partition_strategy: how a list of weights is dealt out, see `tf.nn.embedding_lookup`.
        name: the name of the scope that holds the scores.

    Returns:
        The loss of every example, shape [batch]. Take its mean for training.

    Raises:
        ValueError: when labels have not num_true columns.
        InvalidArgumentError: while running, for labels that are no class.

    Sources: Gutmann and Hyvärinen, "Noise-contrastive estimation: A new estimation principle for unnormalized
    statistical models" (2010); Mnih and Teh (2012), for words;
    https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/nce_loss

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     tf.set_random_seed(1)
    ...     inputs = tf.constant([[1.0, 0.0], [0.0, 1.0]])
    ...     loss = tf.nn.nce_loss(tf.ones([50, 2]), tf.zeros([50]), [[3], [7]], inputs, 5, 50)
    ...     print(sess.run(loss))
    [12.578151 12.52988 ]
    """
    scores, right = _sampled_scores(
        weights, biases, labels, inputs, num_sampled, num_classes, num_true, sampled_values,
        remove_accidental_hits, partition_strategy, name, None,
    )  # fmt: skip
    losses = sigmoid_cross_entropy_with_logits(labels=right, logits=scores, name="sampled_losses")
    return _sums_of_rows(losses)


@checks_arguments
def sampled_softmax_loss(
    weights: Any,
    biases: Any,
    labels: Any,
    inputs: Any,
    num_sampled: int,
    num_classes: int,
    num_true: int = 1,
    sampled_values: Any = None,
    remove_accidental_hits: bool = True,
    partition_strategy: str = "mod",
    name: str = "sampled_softmax_loss",
    seed: int | None = None,
) -> Tensor:
    """Compute the softmax cross entropy over the right class and a few classes drawn at random.

    It is usually below the loss over all the classes: there are fewer to be mistaken for.

    Args:
        weights, biases, labels, inputs, num_sampled, num_classes, num_true, sampled_values: see `tf.nn.nce_loss`.
        remove_accidental_hits: whether a drawn class that is a right one is left out.
        partition_strategy, name: see `tf.nn.nce_loss`.
        seed: the seed of the draws; an int or None.

    Returns:
        The loss of every example, shape [batch].

    Sources: Jean, Cho, Memisevic and Bengio, "On using very large target vocabulary for neural machine
    translation" (2015); https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/sampled_softmax_loss

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     inputs = tf.constant([[1.0, 0.0], [0.0, 1.0]])
    ...     weights, biases = tf.ones([50, 2]), tf.zeros([50])
    ...     print(sess.run(tf.nn.sampled_softmax_loss(weights, biases, [[3], [7]], inputs, 5, 50, seed=1)))
    [2.782414  2.2543137]
    """
    scores, right = _sampled_scores(
        weights, biases, labels, inputs, num_sampled, num_classes, num_true, sampled_values,
        remove_accidental_hits, partition_strategy, name, seed,
    )  # fmt: skip
    right = stop_gradient(right, name="labels_stop_gradient")
    return softmax_cross_entropy_with_logits_v2(labels=right, logits=scores)


def _sampled_scores(
    weights: Any, biases: Any, labels: Any, inputs: Any, num_sampled: int, num_classes: int, num_true: int,
    sampled_values: Any, remove_accidental_hits: bool, partition_strategy: str, name: str, seed: int | None,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """The scores of the right and of the drawn classes, and what they should be: 1 / num_true and 0.

    From every score the logarithm of the expected count of its class is subtracted: a class that is drawn often
    is often wrong for that reason alone.
    """
    parts = weights if isinstance(weights, list) else [weights]
    with name_scope(name, "compute_sampled_logits", [*parts, biases, inputs, labels]):
        labels = convert_to_tensor(labels, name="labels")
        inputs = convert_to_tensor(inputs, name="inputs")
        if labels.dtype.base_dtype is not int64:
            labels = cast(labels, int64)
        right = reshape(labels, [-1])
        if sampled_values is None:
            sampled_values = log_uniform_candidate_sampler(
                labels, num_true, num_sampled, True, num_classes, seed=seed
            )
        sampled, true_count, sampled_count = (stop_gradient(values) for values in sampled_values)
        sampled = cast(sampled, int64)
        every = concat([right, sampled], 0)
        number = shape(right)

        rows = _of_dtype(embedding_lookup(parts, every, partition_strategy=partition_strategy), inputs)
        true_rows = slice_(rows, [0, 0], stack([number[0], -1]))
        sampled_rows = slice_(rows, stack([number[0], 0]), [-1, -1])
        sampled_scores = matmul(inputs, sampled_rows, transpose_b=True)

        lifts = _of_dtype(embedding_lookup(biases, every, partition_strategy=partition_strategy), inputs)
        true_biases = reshape(slice_(lifts, [0], number), [-1, num_true])
        sampled_biases = slice_(lifts, number, [-1])

        length = shape(true_rows)[1:2]
        by_example = reshape(true_rows, concat([[-1, num_true], length], 0))
        products = reshape(expand_dims(inputs, 1) * by_example, concat([[-1], length], 0))
        true_scores = reshape(_sums_of_rows(products), [-1, num_true]) + true_biases
        sampled_scores = sampled_scores + sampled_biases

        if remove_accidental_hits:
            sampled_scores = sampled_scores + _barred(labels, sampled, num_true, num_sampled, sampled_scores)
        true_scores = true_scores - build("Log", _of_dtype(true_count, true_scores))
        sampled_scores = sampled_scores - build("Log", _of_dtype(sampled_count, sampled_scores))
        scores = concat([true_scores, sampled_scores], 1)
        return scores, concat([ones_like(true_scores) / num_true, zeros_like(sampled_scores)], 1)


def _barred(labels: Tensor, sampled: Tensor, num_true: int, num_sampled: int, scores: Tensor) -> Tensor:
    """A table of the scores' shape: zeros, and very low numbers where a drawn class is a right one."""
    hits = compute_accidental_hits(labels, sampled, num_true=num_true)
    examples = reshape(hits.indices, [-1, 1])
    places = reshape(cast(hits.ids, int32), [-1, 1])
    where = concat([examples, places], 1, "sparse_indices")
    size = concat([shape(labels)[:1], expand_dims(num_sampled, 0)], 0)
    return sparse_to_dense(where, size, _of_dtype(hits.weights, scores), 0.0, validate_indices=False)


def _sums_of_rows(table: Tensor) -> Tensor:
    """The sum of every row, as a matrix product: its gradient is one, too."""
    column = ones(stack([shape(table)[1], 1]), table.dtype.base_dtype)
    return reshape(matmul(table, column), [-1])


def _of_dtype(tensor: Tensor, like: Tensor) -> Tensor:
    dtype = like.dtype.base_dtype
    return tensor if tensor.dtype.base_dtype is dtype else cast(tensor, dtype)
