"""Networks of several lengths with the same weights, for sequences of several lengths.

Read next: `decoding.py`, which needs no lengths: it writes in a loop.
"""

from collections.abc import Callable
from typing import Any

from tensorlab.graph.scopes import name_scope
from tensorlab.ops.variable_scope import get_variable_scope, variable_scope
from tensorlab.recurrent.sequence_losses import sequence_loss_by_example, sequence_loss_of_lists

__all__ = ["model_with_buckets"]


def model_with_buckets(
    encoder_inputs: list[Any],
    decoder_inputs: list[Any],
    targets: list[Any],
    weights: list[Any],
    buckets: list[tuple[int, int]],
    seq2seq: Callable[[Any, Any], tuple[list[Any], Any]],
    softmax_loss_function: Callable[..., Any] | None = None,
    per_example_loss: bool = False,
    name: str | None = None,
) -> tuple[list[list[Any]], list[Any]]:
    """One network for every length of sequence, all with the same weights.

    A list has a fixed length. So that short sequences need not be filled up to the longest, the network is built
    several times, for several lengths ("buckets"), and each sequence is put into the smallest it fits into.

    Args:
        encoder_inputs, decoder_inputs, targets, weights: lists as long as the largest bucket asks for.
        buckets: pairs of how many steps to read and how many to write, the largest last.
        seq2seq: a function from the inputs of both sides to the outputs and a state, such as one with
            `embedding_rnn_seq2seq` inside.
        softmax_loss_function: see `sequence_loss_by_example`.
        per_example_loss: True gives a loss for each sequence, False their mean.
        name: the name scope, "model_with_buckets" by default.

    Returns:
        For each bucket the list of outputs, and for each bucket the loss.

    Raises:
        ValueError: when a list is shorter than the last bucket.
    """
    for what, values, needed in (
        ("encoder_inputs", encoder_inputs, buckets[-1][0]),
        ("targets", targets, buckets[-1][1]),
        ("weights", weights, buckets[-1][1]),
    ):
        if len(values) < needed:
            raise ValueError(
                f"Length of {what} ({len(values)}) must be at least that of last bucket ({needed})."
            )
    loss = sequence_loss_by_example if per_example_loss else sequence_loss_of_lists
    outputs, losses = [], []
    with name_scope(name, "model_with_buckets", [*encoder_inputs, *decoder_inputs, *targets, *weights]):
        for number, (read, write) in enumerate(buckets):
            with variable_scope(get_variable_scope(), reuse=True if number else None):
                answers, _ = seq2seq(encoder_inputs[:read], decoder_inputs[:write])
                outputs.append(answers)
                losses.append(
                    loss(
                        answers,
                        targets[:write],
                        weights[:write],
                        softmax_loss_function=softmax_loss_function,
                    )
                )
    return outputs, losses
