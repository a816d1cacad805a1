"""Confusion matrices, bins, sets, edit distances, places in flat lists."""

from typing import Any


def confusions(tf: Any, np: Any) -> None:
    """With and without classes and weights; what is refused."""
    labels, guesses = tf.constant([0, 1, 1, 3]), tf.constant([0, 1, 2, 3])
    results = [
        tf.confusion_matrix(labels, guesses),
        tf.math.confusion_matrix(labels, guesses, 5, dtype=tf.float32),
        tf.confusion_matrix(labels, guesses, num_classes=4, weights=[1.0, 0.5, 2.0, 3.0], dtype=tf.float64),
        tf.confusion_matrix([[0], [1]], [1, 1]),
    ]
    print([(t.dtype.name, t.shape) for t in results])
    with tf.Session() as session:
        for value in session.run(results):
            print(value.tolist())
        late = tf.placeholder(tf.int64, [None])
        for wrong in ([-1, 0], [0, 7]):
            try:
                session.run(tf.confusion_matrix(late, [0, 1], num_classes=3), {late: wrong})
            except tf.errors.InvalidArgumentError as error:
                print("labels" in error.message)


def bins(tf: Any, np: Any) -> None:
    """Bins, places, stacks, subtraction at positions."""
    results = [
        tf.histogram_fixed_width_bins([-1.0, 0.0, 1.5, 2.0, 5.0, 15.0], [0.0, 5.0], nbins=5),
        tf.unravel_index([2, 5, 7], [3, 3]),
        tf.unravel_index(5, [2, 3]),
        tf.parallel_stack([[1, 2], [3, 4]]),
        tf.tensor_scatter_sub([1, 2, 3], [[0], [2]], [5, 6]),
        tf.tensor_scatter_nd_sub([1.0, 2.0], [[0], [0]], [5.0, 6.0]),
    ]
    print([(t.dtype.name, t.shape.as_list()) for t in results], results[3].name)
    with tf.Session() as session:
        for value in session.run(results):
            print(value.tolist())
        try:
            session.run(tf.unravel_index([9], [3, 3]))
        except tf.errors.InvalidArgumentError:
            print("InvalidArgumentError")


def value_sets(tf: Any, np: Any) -> None:
    """Dense and sparse sets."""
    a = tf.constant([[1, 2, 3], [4, 4, 5]])
    b = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [3, 2, 4], [2, 2])
    results = [
        tf.sets.intersection(a, b),
        tf.sets.difference(a, b),
        tf.sets.difference(a, b, aminusb=False),
        tf.sets.union(b, a),
        tf.sets.set_difference(b, a),
        tf.sets.set_union(b, b),
        tf.sets.set_intersection(a, [[1, 9], [5, 6]]),
    ]
    with tf.Session() as session:
        for value in session.run(results):
            print(value.indices.tolist(), value.values.tolist(), value.dense_shape.tolist())
        print(session.run([tf.sets.size(b), tf.sets.set_size(results[3])]))


def edits(tf: Any, np: Any) -> None:
    """Edit distances of words."""
    found = tf.SparseTensor([[0, 0, 0], [0, 1, 0], [1, 0, 0], [1, 0, 1]], list("abca"), [2, 2, 2])
    right = tf.SparseTensor([[0, 1, 0], [1, 0, 0], [1, 0, 1], [1, 1, 0]], list("abcd"), [2, 2, 2])
    with tf.Session() as session:
        for normalize in (True, False):
            distance = tf.edit_distance(found, right, normalize=normalize)
            print(distance.name, distance.dtype.name, distance.shape, session.run(distance).tolist())
    try:
        tf.edit_distance([1], right)
    except TypeError:
        print("TypeError")
