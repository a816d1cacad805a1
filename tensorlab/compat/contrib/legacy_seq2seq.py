"""tf.contrib.legacy_seq2seq (before TensorFlow 1.0 `tf.nn.seq2seq`): sequences answered with sequences, in lists.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.late_names import late_names as _late_names

__getattr__, __dir__ = _late_names(
    __name__,
    globals(),
    {
        "recurrent.attention_decoder": "attention_decoder embedding_attention_decoder embedding_attention_seq2seq",
        "recurrent.buckets": "model_with_buckets",
        "recurrent.sequence_losses": "sequence_loss=sequence_loss_of_lists sequence_loss_by_example",
        "recurrent.sequence_to_sequence": "basic_rnn_seq2seq embedding_rnn_decoder embedding_rnn_seq2seq "
        "embedding_tied_rnn_seq2seq one2many_rnn_seq2seq rnn_decoder tied_rnn_seq2seq",
    },
)
