"""Conway's game of life: the neighbours are counted by a convolution."""

import numpy as np
import tensorflow as tf

shape = (12, 16)
board_data = np.zeros(shape, np.int32)
board_data[1:4, 1:4] = [[0, 1, 0], [0, 0, 1], [1, 1, 1]]  # a glider
board_data[8, 10:13] = 1  # a blinker
board_data[2:4, 12:14] = 1  # a block

board = tf.placeholder(tf.int32, shape=shape, name="board")
padded = tf.pad(board, [[1, 1], [1, 1]])
kernel = tf.constant([[1, 1, 1], [1, 0, 1], [1, 1, 1]], tf.float32)
counts = tf.nn.conv2d(
    tf.reshape(tf.cast(padded, tf.float32), [1, shape[0] + 2, shape[1] + 2, 1]),
    tf.reshape(kernel, [3, 3, 1, 1]),
    strides=[1, 1, 1, 1],
    padding="VALID",
)
neighbours = tf.cast(tf.squeeze(counts), tf.int32)
survive = tf.logical_and(tf.equal(board, 1), tf.equal(neighbours, 2))
born = tf.equal(neighbours, 3)
new_board = tf.cast(tf.logical_or(survive, born), board.dtype)


def by_rolling(cells):
    """The same on a torus, by tf.roll."""
    moves = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0)]
    total = tf.add_n([tf.roll(cells, shift=move, axis=[0, 1]) for move in moves])
    alive = tf.where(tf.equal(cells, 1), tf.ones_like(cells), tf.zeros_like(cells))
    two, three = tf.cast(tf.equal(total, 2), tf.int32), tf.cast(tf.equal(total, 3), tf.int32)
    return tf.minimum(three + alive * two, 1)


on_a_torus = by_rolling(board)

with tf.Session() as session:
    cells, torus = board_data, board_data
    for generation in range(25):
        if generation % 6 == 0:
            print("generation", generation, "alive", cells.sum(), "on a torus", torus.sum())
            for row, other in zip(cells, torus, strict=True):
                print("".join(".#"[cell] for cell in row), "".join(".#"[cell] for cell in other))
        cells = session.run(new_board, feed_dict={board: cells})
        torus = session.run(on_a_torus, feed_dict={board: torus})
    print(session.run(tf.reduce_max(neighbours), {board: board_data}))
