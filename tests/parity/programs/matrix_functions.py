"""Decompositions and functions of matrices, with their gradients."""

from typing import Any


def decompositions(tf: Any, np: Any) -> None:
    """Gradients through singular values, QR factors and Einstein sums, first and second."""
    a = tf.constant([[3.0, 1.0], [1.0, 2.0], [0.5, -1.0]], tf.float64)
    s, u, v = tf.svd(a)
    q, r = tf.qr(a)
    losses = [
        tf.reduce_sum(tf.log(s)),
        tf.reduce_sum(tf.abs(u) ** 3) + tf.reduce_sum(tf.abs(v) ** 3),
        tf.reduce_sum(tf.svd(a, compute_uv=False) ** 2),
        tf.reduce_sum(tf.abs(q) ** 3),
        tf.reduce_sum(r**2) + tf.reduce_sum(tf.abs(r)),
        tf.einsum("ii->", tf.einsum("ki,kj->ij", a, a)),
        tf.reduce_sum(tf.einsum("bii->bi", tf.einsum("ki,kj->ij", a, a)[tf.newaxis]) ** 2),
    ]
    with tf.Session() as session:
        for loss in losses:
            first = tf.gradients(loss, a)[0]
            print(np.round(session.run(first), 6).tolist())


def functions(tf: Any, np: Any) -> None:
    """Exponentials, roots, LU, ranks, pseudo-inverses."""
    a = tf.constant([[2.0, 1.0], [0.5, 3.0]])
    tall = tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.5]])
    lu, p = tf.linalg.lu(a)
    results = [
        tf.linalg.expm(a),
        tf.linalg.sqrtm(a),
        lu,
        p,
        tf.linalg.lu_reconstruct(lu, p),
        tf.linalg.lu_solve(lu, p, [[1.0], [2.0]]),
        tf.linalg.lu_matrix_inverse(lu, p),
        tf.linalg.matrix_rank(tall),
        tf.linalg.matrix_rank([[1.0, 2.0], [2.0, 4.0]]),
        tf.linalg.pinv(tall),
        tf.linalg.adjoint(tf.complex(a, a)),
        tf.linalg.normalize(tall)[0],
        tf.linalg.normalize(tall, axis=1)[1],
        tf.linalg.tensor_diag_part(a),
    ]
    print([(t.dtype.name, t.shape.as_list()) for t in results])
    with tf.Session() as session:
        for value in session.run(results):
            print(np.round(value, 5).tolist())
        for result, source in ((results[0], a), (results[1], a), (results[9], tall)):
            print(np.round(session.run(tf.gradients(tf.reduce_sum(result**2), source)[0]), 4).tolist())


def tridiagonal(tf: Any, np: Any) -> None:
    """Three diagonals in each format, with gradients."""
    compact = tf.constant([[1.0, -1.0, 2.0, 9.0], [4.0, 5.0, 6.0, 7.0], [9.0, 1.0, 0.5, 2.0]])
    above, middle, below = tf.unstack(compact)
    rhs = tf.constant([1.0, 2.0, 3.0, 4.0])
    matrix = tf.constant(
        [[4.0, 1.0, 0.0, 0.0], [1.0, 5.0, -1.0, 0.0], [0.0, 0.5, 6.0, 2.0], [0.0, 0.0, 2.0, 7.0]]
    )
    results = [
        tf.linalg.tridiagonal_solve(compact, rhs),
        tf.linalg.tridiagonal_solve(compact, tf.reshape(rhs, [4, 1])),
        tf.linalg.tridiagonal_solve([above, middle, below], rhs, diagonals_format="sequence"),
        tf.linalg.tridiagonal_solve(matrix, tf.reshape(rhs, [1, 4]), "matrix", transpose_rhs=True),
        tf.linalg.tridiagonal_matmul(compact, tf.reshape(rhs, [4, 1])),
    ]
    print([t.shape.as_list() for t in results])
    with tf.Session() as session:
        for value in session.run(results):
            print(np.round(value, 5).tolist())
        for gradient in session.run(tf.gradients(tf.reduce_sum(results[0] ** 2), [compact, rhs])):
            print(np.round(gradient, 5).tolist())
    try:
        tf.linalg.tridiagonal_solve(compact, rhs, diagonals_format="other")
    except ValueError:
        print("ValueError")
