"""K-means as TensorFlow 0.x had it.

It prints what `kmeans.py` prints.
"""

import numpy as np
import tensorflow as tf

num_points, num_clusters, max_iterations = 180, 3, 20
random = np.random.RandomState(7)
middles = np.array([[0.0, 0.0], [3.0, 3.5], [-2.5, 3.0]])
points_data = np.vstack([random.normal(m, 0.9, (num_points // 3, 2)) for m in middles]).astype(np.float32)

tf.set_random_seed(5)
points = tf.constant(points_data)
cluster_assignments = tf.Variable(tf.zeros([num_points], dtype=tf.int64))
shuffled = tf.random_shuffle(points)
centroids = tf.Variable(tf.slice(shuffled, [0, 0], [num_clusters, -1]))

rep_points = tf.reshape(tf.tile(points, [1, num_clusters]), [num_points, num_clusters, 2])
rep_centroids = tf.reshape(tf.tile(centroids, [num_points, 1]), [num_points, num_clusters, 2])
sum_squares = tf.reduce_sum(tf.square(tf.sub(rep_points, rep_centroids)), reduction_indices=2)
best_centroids = tf.arg_min(sum_squares, 1)
did_assignments_change = tf.reduce_any(tf.not_equal(best_centroids, cluster_assignments))
inertia = tf.reduce_mean(tf.reduce_min(sum_squares, 1))


def bucket_mean(data, bucket_ids, num_buckets):
    """The mean of the points of each cluster."""
    total = tf.unsorted_segment_sum(data, bucket_ids, num_buckets)
    count = tf.unsorted_segment_sum(tf.ones_like(data), bucket_ids, num_buckets)
    return total / count


means = bucket_mean(points, best_centroids, num_clusters)
with tf.control_dependencies([did_assignments_change, inertia]):
    do_updates = tf.group(centroids.assign(means), cluster_assignments.assign(best_centroids))

with tf.Session() as sess:
    sess.run(tf.initialize_all_variables())
    changed = True
    iterations = 0
    while changed and iterations < max_iterations:
        iterations += 1
        changed, error, _ = sess.run([did_assignments_change, inertia, do_updates])
        print("iteration", iterations, "changed", changed, "mean squared distance %.6f" % error)
        print(sess.run(centroids))
    sizes = sess.run(tf.unsorted_segment_sum(tf.ones([num_points]), cluster_assignments, num_clusters))
    print("sizes", sizes)
    nearest = sess.run(tf.nn.top_k(tf.neg(tf.transpose(sum_squares)), k=2))
    print("two points nearest to each centre:", nearest.indices.tolist())
