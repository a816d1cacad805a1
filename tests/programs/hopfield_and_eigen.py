"""Linear algebra: the normal equation, Cholesky, QR, eigenvalues by power iteration, Markov chains, Hopfield."""

import numpy as np
import tensorflow as tf

random = np.random.RandomState(210)
x_vals = np.linspace(0, 10, 40)
y_vals = 1.5 * x_vals + 2.0 + 0.3 * random.normal(size=40)
A = tf.constant(np.column_stack([x_vals, np.ones(40)]))
b = tf.constant(y_vals[:, np.newaxis])

tA_A = tf.matmul(tf.transpose(A), A)
by_inverse = tf.matmul(tf.matmul(tf.matrix_inverse(tA_A), tf.transpose(A)), b)
L = tf.cholesky(tA_A)
sol1 = tf.matrix_triangular_solve(L, tf.matmul(tf.transpose(A), b))
by_cholesky = tf.matrix_triangular_solve(tf.transpose(L), sol1, lower=False)
by_solve = tf.matrix_solve(tA_A, tf.matmul(A, b, transpose_a=True))
q, r = tf.qr(A)
by_qr = tf.matrix_triangular_solve(r, tf.matmul(q, b, adjoint_a=True), lower=False)

# The largest eigenvalue of a symmetric matrix.
half = random.normal(size=(5, 5))
S = tf.constant(half + half.T)
vector = tf.Variable(np.ones((5, 1)) / np.sqrt(5.0))
image = tf.matmul(tf.matmul(S, S), vector)
iterate = vector.assign(image / tf.norm(image))
quotient = tf.squeeze(tf.matmul(tf.matmul(vector, S, transpose_a=True), vector))
e, v = tf.self_adjoint_eig(S)
rebuilt = tf.matmul(v * e, v, transpose_b=True)

chain = tf.constant([[0.9, 0.1, 0.0], [0.2, 0.7, 0.1], [0.1, 0.3, 0.6]])
many_steps = chain
for _ in range(6):
    many_steps = tf.matmul(many_steps, many_steps)

pattern = np.sign(random.normal(size=(1, 12))).astype(np.float32)
weights = tf.matrix_set_diag(tf.matmul(pattern, pattern, transpose_a=True), tf.zeros([12]))
damaged = pattern.copy()
damaged[0, :3] *= -1
recalled = tf.sign(tf.matmul(tf.constant(damaged), weights))

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for name, solution in zip(
        ["inverse", "Cholesky", "solve", "QR"],
        sess.run([by_inverse, by_cholesky, by_solve, by_qr]),
        strict=True,
    ):
        print("%-9s slope %.8f intercept %.8f" % (name, *solution.ravel()))
    for step in range(40):
        sess.run(iterate)
        if step % 8 == 7:
            print("step %2d quotient %.6f" % (step + 1, sess.run(quotient)))
    print("eigenvalues", sess.run(e), "rebuilt", np.allclose(*sess.run([rebuilt, S])))
    print(
        "determinant %.6f product of the eigenvalues %.6f"
        % tuple(sess.run([tf.matrix_determinant(S), tf.reduce_prod(e)]))
    )
    print(
        "trace %.6f" % sess.run(tf.trace(S)),
        "norms",
        sess.run([tf.norm(S), tf.norm(S, ord=1), tf.norm(S, ord=np.inf)]),
    )
    print("the chain in the long run", sess.run(many_steps)[0])
    print("recalled", bool((sess.run(recalled) == pattern).all()))
