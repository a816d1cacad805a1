"""tf.contrib.seq2seq: losses of sequences, and decoders in loops.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from typing import Any

from tensorlab.late_names import late_names as _late_names

_find, __dir__ = _late_names(
    __name__,
    globals(),
    {
        "recurrent.attention": "AttentionMechanism BahdanauAttention LuongAttention hardmax",
        "recurrent.attention_wrapper": "AttentionWrapper AttentionWrapperState",
        "recurrent.decoding": "BasicDecoder BasicDecoderOutput Decoder dynamic_decode",
        "recurrent.decoding_helpers": "CustomHelper GreedyEmbeddingHelper Helper SampleEmbeddingHelper TrainingHelper",
        "recurrent.sequence_losses": "sequence_loss",
    },
)

NOT_HERE = {
    "BahdanauMonotonicAttention": ("attention that only goes forwards is not here", "BahdanauAttention"),
    "BeamSearchDecoder": (
        "the search among several answers is not here",
        "BasicDecoder with GreedyEmbeddingHelper",
    ),
    "InferenceHelper": ("it is a helper out of functions", "CustomHelper"),
    "LuongMonotonicAttention": ("attention that only goes forwards is not here", "LuongAttention"),
    "ScheduledEmbeddingTrainingHelper": (
        "this way of training is not here",
        "TrainingHelper, or CustomHelper with a draw in next_inputs_fn",
    ),
    "ScheduledOutputTrainingHelper": (
        "this way of training is not here",
        "TrainingHelper, or CustomHelper with a draw in next_inputs_fn",
    ),
    "gather_tree": ("the search that needs it is not here", "BasicDecoder with GreedyEmbeddingHelper"),
    "tile_batch": ("the search that needs it is not here", "tf.tile"),
}
"""Name -> (why it is not here, what to use)."""


def __getattr__(name: str) -> Any:
    """Load a name; say of what is not here why, and what to use."""
    if name in NOT_HERE:
        reason, instead = NOT_HERE[name]
        # With an object but no name, Python does not put a "Did you mean" behind ours.
        raise AttributeError(f"tf.contrib.seq2seq.{name} is not here: {reason}. Use {instead}.", obj=NOT_HERE)
    return _find(name)
