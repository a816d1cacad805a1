"""The names of tf.contrib.rnn, tf.contrib.seq2seq and tf.contrib.legacy_seq2seq: each is there, or says why not."""

import pytest

import tensorlab as tf
from tensorlab.compat.contrib import legacy_seq2seq, rnn, seq2seq

# What TensorFlow 1.15 has under these names, less the helpers of its own implementation. Source:
# https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib
RNN = """AttentionCellWrapper BasicLSTMCell BasicRNNCell BidirectionalGridLSTMCell CompiledWrapper Conv1DLSTMCell
Conv2DLSTMCell ConvLSTMCell CoupledInputForgetGateLSTMCell DeviceWrapper DropoutWrapper EmbeddingWrapper
FusedRNNCellAdaptor GLSTMCell GRUBlockCell GRUBlockCellV2 GRUCell GridLSTMCell HighwayWrapper InputProjectionWrapper
IntersectionRNNCell LSTMBlockCell LSTMBlockFusedCell LSTMCell LSTMStateTuple LayerNormBasicLSTMCell LayerRNNCell
MultiRNNCell NASCell OutputProjectionWrapper PhasedLSTMCell RNNCell ResidualWrapper TimeFreqLSTMCell
TimeReversedFusedRNN UGRNNCell stack_bidirectional_dynamic_rnn stack_bidirectional_rnn static_bidirectional_rnn
static_rnn static_state_saving_rnn transpose_batch_time"""
SEQ2SEQ = """AttentionMechanism AttentionWrapper AttentionWrapperState BahdanauAttention BahdanauMonotonicAttention
BasicDecoder BasicDecoderOutput BeamSearchDecoder CustomHelper Decoder GreedyEmbeddingHelper Helper InferenceHelper
LuongAttention LuongMonotonicAttention SampleEmbeddingHelper ScheduledEmbeddingTrainingHelper
ScheduledOutputTrainingHelper TrainingHelper dynamic_decode gather_tree hardmax sequence_loss tile_batch"""
LEGACY = """attention_decoder basic_rnn_seq2seq embedding_attention_decoder embedding_attention_seq2seq
embedding_rnn_decoder embedding_rnn_seq2seq embedding_tied_rnn_seq2seq model_with_buckets one2many_rnn_seq2seq
rnn_decoder sequence_loss sequence_loss_by_example tied_rnn_seq2seq"""


@pytest.mark.parametrize("name", RNN.split())
def test_cells(name: str) -> None:
    """Cells and networks."""
    if name in rnn.NOT_HERE:
        with pytest.raises(AttributeError, match=rf"tf\.contrib\.rnn\.{name} is not here: .*\. Use "):
            getattr(tf.contrib.rnn, name)
    else:
        assert callable(getattr(tf.contrib.rnn, name)) and name in dir(tf.contrib.rnn)


@pytest.mark.parametrize("name", SEQ2SEQ.split())
def test_decoders(name: str) -> None:
    """Decoders and losses."""
    if name in seq2seq.NOT_HERE:
        with pytest.raises(AttributeError, match=rf"tf\.contrib\.seq2seq\.{name} is not here: .*\. Use "):
            getattr(tf.contrib.seq2seq, name)
    else:
        assert callable(getattr(tf.contrib.seq2seq, name)) and name in dir(tf.contrib.seq2seq)


@pytest.mark.parametrize("name", LEGACY.split())
def test_lists(name: str) -> None:
    """Sequences in lists: all are there."""
    assert callable(getattr(legacy_seq2seq, name)) and name in dir(tf.contrib.legacy_seq2seq)


def test_the_tables_name_nothing_that_is_here() -> None:
    """A name is either here or refused."""
    assert set(rnn.NOT_HERE) <= set(RNN.split()) and set(seq2seq.NOT_HERE) <= set(SEQ2SEQ.split())
    assert not set(rnn.NOT_HERE) & set(dir(rnn)) and not set(seq2seq.NOT_HERE) & set(dir(seq2seq))
    with pytest.raises(AttributeError, match="Did you mean 'BasicLSTMCell'"):
        tf.contrib.rnn.BasicLSTMCel  # noqa: B018


def test_the_same_cells_under_both_names() -> None:
    """tf.contrib.rnn and tf.nn.rnn_cell hold the same classes."""
    for name in ("BasicLSTMCell", "GRUCell", "MultiRNNCell", "DropoutWrapper", "LSTMStateTuple"):
        assert getattr(tf.contrib.rnn, name) is getattr(tf.nn.rnn_cell, name)
    assert tf.contrib.rnn.static_rnn is tf.nn.static_rnn
    assert tf.contrib.rnn.core_rnn_cell.GRUCell is tf.nn.rnn_cell.GRUCell
    with pytest.raises(AttributeError, match="cudnn_rnn is not here"):
        tf.contrib.cudnn_rnn  # noqa: B018


def test_the_dense_layer_of_old_cells() -> None:
    """`_linear`, which programs imported from TensorFlow's insides, in the manners of 0.12 and of 1.2."""
    with tf.Graph().as_default(), tf.Session() as sess:
        tensors = [tf.ones([2, 3]), tf.ones([2, 1])]
        with tf.variable_scope("new", initializer=tf.ones_initializer()):
            new = rnn._linear(tensors, 5, True, tf.constant_initializer(2.0))
            old = rnn._linear(tensors, 5, True, 3.0, scope="old")
            none = rnn._linear(tensors[0], 5, False, scope="none")
        sess.run(tf.global_variables_initializer())
        assert [value.tolist() for value in sess.run([new[0], old[0], none[0]])] == [
            [6] * 5,
            [7] * 5,
            [3] * 5,
        ]
        assert [v.op.name for v in tf.trainable_variables()] == [
            "new/kernel",
            "new/bias",
            "new/old/kernel",
            "new/old/bias",
            "new/none/kernel",
        ]
