"""tf.contrib.rnn, seq2seq and legacy_seq2seq: cells, decoders, attention, losses."""

from __future__ import annotations

from typing import Any

from tests.parity.attempt import attempt, run


def _rows(np: Any, *shape: int) -> Any:
    return np.sin(np.arange(np.prod(shape)) * 1.7 + 0.3).reshape(shape).astype(np.float32)


def _scope(tf: Any, name: str) -> Any:
    return tf.variable_scope(name, initializer=tf.random_uniform_initializer(-0.6, 0.6, seed=3))


def _flat(tf: Any, state: Any) -> list[Any]:
    return tf.contrib.framework.nest.flatten(state)


def cells(tf: Any, np: Any) -> None:
    """One step of every cell."""
    rnn = tf.contrib.rnn
    x = tf.constant(_rows(np, 2, 3))
    made = [
        lambda: rnn.BasicRNNCell(4), lambda: rnn.BasicLSTMCell(4), lambda: rnn.GRUCell(4),
        lambda: rnn.BasicLSTMCell(4, forget_bias=0.5, state_is_tuple=False, activation=tf.nn.relu),
        lambda: rnn.LSTMCell(4, use_peepholes=True, cell_clip=0.5, num_proj=3, proj_clip=0.4),
        lambda: rnn.LayerNormBasicLSTMCell(4), lambda: rnn.LayerNormBasicLSTMCell(4, layer_norm=False, forget_bias=0.0),
        lambda: rnn.UGRNNCell(4), lambda: rnn.NASCell(4), lambda: rnn.CoupledInputForgetGateLSTMCell(4),
        lambda: rnn.IntersectionRNNCell(3), lambda: rnn.MultiRNNCell([rnn.GRUCell(3), rnn.BasicLSTMCell(2)]),
        lambda: rnn.ResidualWrapper(rnn.GRUCell(3)), lambda: rnn.HighwayWrapper(rnn.GRUCell(3)),
        lambda: rnn.OutputProjectionWrapper(rnn.GRUCell(3), 2), lambda: rnn.InputProjectionWrapper(rnn.GRUCell(3), 2),
        lambda: rnn.AttentionCellWrapper(rnn.BasicLSTMCell(3), 2, state_is_tuple=True),
        lambda: rnn.LSTMBlockCell(4), lambda: rnn.GRUBlockCellV2(4),
        ]  # fmt: skip
    for number, make in enumerate(made):
        with _scope(tf, f"s{number}"):
            cell = make()
            inputs = x
            state = cell.zero_state(2, tf.float32)
            output, state = cell(inputs, state)
            if not type(cell).__name__.startswith(
                ("Highway", "OutputPro", "InputPro")
            ):  # which make variables anew
                output, state = cell(inputs, state)
        names = [
            (v.name, v.shape.as_list()) for v in tf.trainable_variables() if v.name.startswith(f"s{number}/")
        ]
        print(number, cell.output_size, names)
        for value in run(tf, [output, *_flat(tf, state)]):
            print(value.ravel())


def unrolled(tf: Any, np: Any) -> None:
    """static_rnn, both directions, stacks."""
    rnn = tf.contrib.rnn
    x = tf.constant(_rows(np, 2, 4, 3))
    steps = tf.unstack(x, axis=1)
    with _scope(tf, "a"):
        one, state = rnn.static_rnn(rnn.BasicLSTMCell(2), steps, dtype=tf.float32, sequence_length=[4, 2])
    with _scope(tf, "b"):
        both, forward, backward = rnn.static_bidirectional_rnn(
            rnn.GRUCell(2), rnn.GRUCell(2), steps, dtype=tf.float32
        )
    with _scope(tf, "c"):
        stacked, ends, _ = rnn.stack_bidirectional_dynamic_rnn(
            [rnn.GRUCell(2), rnn.GRUCell(1)],
            [rnn.GRUCell(2), rnn.GRUCell(1)],
            x,
            dtype=tf.float32,
            sequence_length=[3, 4],
        )
    print([v.name for v in tf.trainable_variables()])
    for value in run(tf, [one[-1], *_flat(tf, state), both[0], forward, backward, stacked, *_flat(tf, ends)]):
        print(value)
    print(rnn.transpose_batch_time(x).shape)


def sequence_losses(tf: Any, np: Any) -> None:
    """Of seq2seq and of legacy_seq2seq."""
    logits, targets = tf.constant(_rows(np, 2, 3, 4)), tf.constant([[1, 0, 3], [2, 2, 1]])
    weights = tf.constant([[1.0, 0.5, 0.0], [1.0, 1.0, 0.25]])
    loss = tf.contrib.seq2seq.sequence_loss
    found = [
        loss(logits, targets, weights), loss(logits, targets, weights, average_across_timesteps=False),
        loss(logits, targets, weights, average_across_batch=False),
        loss(logits, targets, weights, average_across_timesteps=False, average_across_batch=False),
    ]  # fmt: skip
    legacy = tf.contrib.legacy_seq2seq
    listed = [tf.unstack(tensor, axis=1) for tensor in (logits, targets, weights)]
    found.append(legacy.sequence_loss(*listed))
    found.append(legacy.sequence_loss_by_example(*listed))
    found.append(legacy.sequence_loss_by_example(*listed, average_across_timesteps=False))
    for value in run(tf, found):
        print(value)
    attempt(tf, lambda: legacy.sequence_loss(listed[0][:2], listed[1], listed[2]))


def decoding(tf: Any, np: Any) -> None:
    """A decoder in training, and greedy."""
    seq2seq, rnn = tf.contrib.seq2seq, tf.contrib.rnn
    embedding = tf.constant(_rows(np, 5, 3))
    inputs = tf.nn.embedding_lookup(embedding, [[1, 2, 3], [4, 0, 0]])
    with _scope(tf, "net"):
        cell, layer = rnn.BasicLSTMCell(4), tf.layers.Dense(5, use_bias=False)
        state = cell.zero_state(2, tf.float32)
        helper = seq2seq.TrainingHelper(inputs, [3, 2])
        decoder = seq2seq.BasicDecoder(cell, helper, state, output_layer=layer)
        outputs, final, lengths = seq2seq.dynamic_decode(decoder, impute_finished=True)
    with tf.variable_scope("net", reuse=True):
        helper = seq2seq.GreedyEmbeddingHelper(embedding, tf.constant([1, 4]), 0)
        decoder = seq2seq.BasicDecoder(cell, helper, state, output_layer=layer)
        greedy, _, greedy_lengths = seq2seq.dynamic_decode(decoder, maximum_iterations=4)
    print([v.name for v in tf.trainable_variables()])
    found = [
        outputs.rnn_output,
        outputs.sample_id,
        *_flat(tf, final),
        lengths,
        greedy.sample_id,
        greedy_lengths,
    ]
    for value in run(tf, found):
        print(value)


def attention(tf: Any, np: Any) -> None:
    """Luong's and Bahdanau's."""
    seq2seq, rnn = tf.contrib.seq2seq, tf.contrib.rnn
    memory, inputs = tf.constant(_rows(np, 2, 4, 3)), tf.constant(_rows(np, 2, 3, 2))
    for name, settings in (("LuongAttention", {}), ("LuongAttention", {"scale": True}), ("BahdanauAttention", {}),
                           ("BahdanauAttention", {"normalize": True})):  # fmt: skip
        tf.reset_default_graph()
        memory, inputs = tf.constant(_rows(np, 2, 4, 3)), tf.constant(_rows(np, 2, 3, 2))
        with _scope(tf, "net"):
            mechanism = getattr(seq2seq, name)(4, memory, memory_sequence_length=[4, 2], **settings)
            cell = seq2seq.AttentionWrapper(
                rnn.GRUCell(4), mechanism, attention_layer_size=3, alignment_history=True
            )
            state = cell.zero_state(2, tf.float32)
            helper = seq2seq.TrainingHelper(inputs, [3, 3])
            outputs, final, _ = seq2seq.dynamic_decode(seq2seq.BasicDecoder(cell, helper, state))
        print(name, [v.name for v in tf.trainable_variables()])
        for value in run(
            tf, [outputs.rnn_output, final.attention, final.alignments, final.alignment_history.stack()]
        ):
            print(value)


def legacy_networks(tf: Any, np: Any) -> None:
    """Sequence to sequence, as the first tutorials wrote it."""
    legacy, rnn = tf.contrib.legacy_seq2seq, tf.contrib.rnn
    steps = tf.unstack(tf.constant(_rows(np, 2, 3, 2)), axis=1)
    words = [tf.constant([1, 2]), tf.constant([0, 3]), tf.constant([2, 2])]
    with _scope(tf, "a"):
        basic, _ = legacy.basic_rnn_seq2seq(steps, steps, rnn.GRUCell(3))
    with _scope(tf, "b"):
        tied, _ = legacy.tied_rnn_seq2seq(steps, steps, rnn.GRUCell(3))
    with _scope(tf, "c"):
        embedded, _ = legacy.embedding_rnn_seq2seq(words, words, rnn.GRUCell(3), 4, 5, 2)
    with _scope(tf, "d"):
        attentive, _ = legacy.embedding_attention_seq2seq(
            words, words, rnn.GRUCell(3), 4, 5, 2, feed_previous=True
        )
    print([v.name for v in tf.trainable_variables()])
    for value in run(tf, [*basic, *tied, *embedded, *attentive]):
        print(value)
