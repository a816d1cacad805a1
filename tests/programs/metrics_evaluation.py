"""Evaluating over many batches with tf.metrics: local variables that add up, reset for the second round."""

import numpy as np
import tensorflow as tf

random = np.random.RandomState(150)
truth = random.randint(0, 2, 120)
scores = np.clip(truth * 0.25 + random.uniform(0, 0.75, 120), 0, 1).astype(np.float32)
classes = random.randint(0, 4, 120)
logits_data = (np.eye(4)[classes] * 1.2 + random.normal(size=(120, 4))).astype(np.float32)

labels = tf.placeholder(tf.int64, [None])
predictions = tf.placeholder(tf.float32, [None])
kinds = tf.placeholder(tf.int64, [None])
logits = tf.placeholder(tf.float32, [None, 4])
decided = tf.cast(predictions > 0.5, tf.int64)

with tf.variable_scope("evaluation"):
    measures = {
        "accuracy": tf.metrics.accuracy(labels, decided),
        "precision": tf.metrics.precision(labels, decided),
        "recall": tf.metrics.recall(labels, decided),
        "auc": tf.metrics.auc(labels, predictions),
        "mean": tf.metrics.mean(predictions),
        "squared error": tf.metrics.mean_squared_error(tf.cast(labels, tf.float32), predictions),
        "accuracy of kinds": tf.metrics.accuracy(kinds, tf.argmax(logits, 1)),
        "class accuracy": tf.metrics.mean_per_class_accuracy(kinds, tf.argmax(logits, 1), num_classes=4),
        "intersection over union": tf.metrics.mean_iou(kinds, tf.argmax(logits, 1), num_classes=4),
    }
confusion = tf.confusion_matrix(kinds, tf.argmax(logits, 1), num_classes=4)
values = {name: value for name, (value, _) in measures.items()}
updates = [update for _, update in measures.values()]
reset = tf.variables_initializer(tf.get_collection(tf.GraphKeys.LOCAL_VARIABLES, scope="evaluation"))
print(len(tf.local_variables()), "local variables,", len(tf.global_variables()), "global ones")
print([v.name for v in tf.local_variables()][:3])

with tf.Session() as sess:
    for rounds, size in enumerate([20, 40]):
        sess.run(reset)
        for start in range(0, 120, size):
            rows = slice(start, start + size)
            feed = {
                labels: truth[rows],
                predictions: scores[rows],
                kinds: classes[rows],
                logits: logits_data[rows],
            }
            sess.run(updates, feed_dict=feed)
            print("round", rounds, "after", start + size, "accuracy %.6f" % sess.run(values["accuracy"]))
        for name, value in sorted(sess.run(values).items()):
            print("  %-24s %.6f" % (name, value))
    print(sess.run(confusion, {kinds: classes, logits: logits_data}))
