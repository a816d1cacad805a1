"""tf.contrib.seq2seq: losses of sequences, and decoders in loops.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.late_names import late_names as _late_names

__getattr__, __dir__ = _late_names(
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
