"""What stands around a model: gfile, logging, errors by name, text of Python 2 and 3."""

import tempfile

import tensorflow as tf
from tensorflow.python.framework import ops
from tensorflow.python.platform import gfile

tf.logging.set_verbosity(tf.logging.INFO)
folder = tempfile.mkdtemp()
labels = folder + "/model/labels.txt"
tf.gfile.MakeDirs(folder + "/model")
with tf.gfile.GFile(labels, "w") as file:
    file.write("cat\ndog\nfish\n")
print(tf.gfile.Exists(labels), gfile.Exists(folder + "/nothing"), tf.gfile.IsDirectory(folder))
print([line.rstrip() for line in tf.gfile.GFile(labels)])
with gfile.FastGFile(labels, "rb") as file:
    names = tf.compat.as_str(file.read()).split()
print(names, tf.gfile.FastGFile(labels, "rb").read(), tf.compat.as_bytes("é"))
print(tf.gfile.ListDirectory(folder), [path[len(folder) :] for path in tf.gfile.Glob(folder + "/model/*")])
tf.gfile.Copy(labels, folder + "/copy.txt")
tf.gfile.Rename(folder + "/copy.txt", folder + "/renamed.txt")
print(sorted(tf.gfile.ListDirectory(folder)))
tf.gfile.DeleteRecursively(folder)
print(tf.gfile.Exists(folder))

ops.reset_default_graph()
print(isinstance(tf.__version__, str), tf.get_default_graph() is ops.get_default_graph())
tf.logging.info("this goes to the log, not to the output")

limit = tf.Variable(0, name="limit")
up = limit.count_up_to(3)
graph = tf.get_default_graph()
print(graph.get_tensor_by_name("limit:0").dtype, graph.get_operation_by_name("limit").type)
config = tf.ConfigProto(allow_soft_placement=True, log_device_placement=False)
config.gpu_options.allow_growth = True
with tf.Session(config=config) as sess:
    sess.run(limit.initializer)
    try:
        while True:
            print("counted", sess.run(up))
    except tf.errors.OutOfRangeError:
        print("limit reached")
    try:
        sess.run(tf.placeholder(tf.float32, [2], name="missing") + 1.0)
    except tf.errors.InvalidArgumentError as error:
        print(type(error).__name__, "missing" in error.message)
    options = tf.RunOptions(trace_level=tf.RunOptions.NO_TRACE, timeout_in_ms=20000)
    print(sess.run(limit, options=options))
