"""Pictures: written as PNG files, found by a pattern, read by threads, decoded, changed and put into batches."""

import os
import tempfile

import numpy as np
import tensorflow as tf

folder = tempfile.mkdtemp()
rows, columns = np.mgrid[0:12, 0:16]


def colours(number):
    """A picture with a ramp, a disc and a number of its own."""
    disc = (rows - 6) ** 2 + (columns - 3 - 2 * number) ** 2 < 12
    return np.stack([rows * 20, columns * 15, np.where(disc, 250, 10 * number)], 2).astype("uint8")


pixels = tf.placeholder(tf.uint8, [None, None, 3])
name = tf.placeholder(tf.string, [])
save = tf.write_file(name, tf.image.encode_png(pixels))
with tf.Session() as sess:
    for number in range(5):
        sess.run(save, {pixels: colours(number), name: os.path.join(folder, "picture-%d.png" % number)})
print(sorted(os.listdir(folder)))

# One file, as a single tensor.
contents = tf.read_file(os.path.join(folder, "picture-2.png"))
one = tf.image.decode_png(contents, channels=3)
grey = tf.image.decode_png(contents, channels=1)
with tf.Session() as sess:
    value = sess.run(one)
    print(value.shape, value.dtype, (value == colours(2)).all(), one.shape, grey.shape)
    print(sess.run(grey)[::4, ::5, 0])
    print(sess.run(tf.image.decode_image(contents)).sum(), sess.run(tf.image.is_jpeg(contents)))

# All of them, by threads.
names = tf.train.match_filenames_once(os.path.join(folder, "*.png"))
queue = tf.train.string_input_producer(names, num_epochs=2, shuffle=False)
key, value = tf.WholeFileReader().read(queue)
image = tf.image.convert_image_dtype(tf.image.decode_png(value, channels=3), tf.float32)
image.set_shape([12, 16, 3])
image = tf.image.flip_left_right(image)
image = tf.image.resize_images(image, [6, 8])
image = tf.image.adjust_contrast(image, 1.5)
image = tf.image.resize_image_with_crop_or_pad(image, 6, 6)
keys, images = tf.train.batch([key, image], batch_size=4, capacity=8, allow_smaller_final_batch=True)
with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    print(sess.run(names).shape)
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(coord=coord)
    try:
        while not coord.should_stop():
            found, batch = sess.run([keys, images])
            print([os.path.basename(path).decode() for path in found], batch.shape)
            print(batch.mean(axis=(1, 2)).round(4), batch.std().round(4))
    except tf.errors.OutOfRangeError:
        print("all pictures seen")
    finally:
        coord.request_stop()
    coord.join(threads)

# A picture that is lost a little: JPEG.
with tf.Session() as sess:
    file = tf.image.encode_jpeg(pixels, quality=90)
    again = tf.image.decode_jpeg(file, dct_method="INTEGER_ACCURATE")
    value, shape = sess.run([again, tf.image.extract_jpeg_shape(file)], {pixels: colours(1)})
    print(shape, np.abs(value.astype(int) - colours(1)).mean() < 20)
    print(value[::5, ::5, 0])
