"""A queue filled by threads of the program's own, with a coordinator; then the same with a QueueRunner.

What the threads put in is added up, so that it does not matter which of them is quicker.
"""

import threading

import numpy as np
import tensorflow as tf

tf.set_random_seed(1)
coord = tf.train.Coordinator()
queue = tf.FIFOQueue(capacity=20, dtypes=[tf.float32, tf.int32], shapes=[[2], []])
point = tf.placeholder(tf.float32, [2])
label = tf.placeholder(tf.int32, [])
enqueue = queue.enqueue([point, label])
close = queue.close()
points, labels = queue.dequeue_many(10)

gathered = tf.Variable(tf.zeros([2, 2]), trainable=False)
right = tf.Variable(tf.zeros([2, 1]), trainable=False)
gather = tf.group(
    tf.assign_add(gathered, tf.matmul(points, points, transpose_a=True)),
    tf.assign_add(right, tf.matmul(points, tf.cast(labels[:, None], tf.float32), transpose_a=True)),
)


def produce(number, session):
    """Every thread makes fifty examples: label = 2 * first - second."""
    numbers = np.random.RandomState(number)
    for _ in range(50):
        if coord.should_stop():
            break
        first, second = numbers.randint(-3, 4, 2)
        session.run(enqueue, {point: [first, second], label: 2 * first - second})


with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    threads = [threading.Thread(target=produce, args=(number, session)) for number in range(4)]
    for thread in threads:
        thread.start()
    for step in range(20):
        session.run(gather)
    coord.join(threads)
    print("examples left:", session.run(queue.size()))
    print("sums of products:", session.run(gathered).tolist(), session.run(right).ravel().tolist())
    print("weights:", session.run(tf.matrix_solve(gathered, right)).ravel().round(4))

    # Whoever wants more than there will ever be learns it when the queue is closed.
    session.run(enqueue, {point: [1.0, 1.0], label: 1})
    session.run(close)
    try:
        session.run([points, labels])
    except tf.errors.OutOfRangeError as end:
        print("OutOfRangeError", "insufficient elements (requested 10, current size 1)" in end.message)
    try:
        session.run(enqueue, {point: [1.0, 1.0], label: 1})
    except tf.errors.CancelledError as end:
        print("CancelledError", "is closed" in end.message)

# A QueueRunner has its own threads: four run the same operation, and none of them counts a number twice.
with tf.Graph().as_default(), tf.Session() as session:
    counter = tf.Variable(0, name="counter")
    numbers = tf.FIFOQueue(5, tf.int32, shapes=[()])
    runner = tf.train.QueueRunner(numbers, [numbers.enqueue(1)] * 4)
    number = numbers.dequeue()
    total = tf.assign_add(counter, number)
    session.run(tf.global_variables_initializer())
    coord = tf.train.Coordinator()
    threads = runner.create_threads(session, coord=coord, start=True)
    print("threads:", len(threads))
    with coord.stop_on_exception():
        while not coord.should_stop():
            if session.run(total) == 100:
                coord.request_stop()
    coord.join(threads)
    print("counted to", session.run(counter), "closed:", session.run(numbers.is_closed()))


def fail(coord):
    with coord.stop_on_exception():
        raise ValueError("a thread met something")


coord = tf.train.Coordinator()
thread = threading.Thread(target=fail, args=(coord,))
thread.start()
try:
    coord.join([thread])
except ValueError as error:
    print("the main thread hears:", error)
