"""tf.image: pictures in another size, flipped, cropped, lighter, grey."""

from typing import Any

import numpy

from tests.parity.attempt import attempt, run


def picture(tf: Any, *shape: int) -> Any:
    """Numbers from 0 to 1."""
    return tf.constant(numpy.random.RandomState(3).rand(*shape).astype("float32"))


def sizes(tf: Any, np: Any) -> None:
    """Bilinear and nearest, larger and smaller, one picture and several."""
    one, several = picture(tf, 3, 4, 2), picture(tf, 2, 3, 2, 1)
    print(run(tf, tf.image.resize_images(one, [5, 3])))
    print(run(tf, tf.image.resize_images(one, [2, 7], align_corners=True)))
    print(run(tf, tf.image.resize_images(several, [6, 5], tf.image.ResizeMethod.NEAREST_NEIGHBOR)))
    print(run(tf, tf.image.resize_images(several, tf.constant([6, 5]), method=1, align_corners=True)))
    print(run(tf, tf.image.resize_bilinear(several, [4, 3], half_pixel_centers=True)))
    print(run(tf, tf.image.resize_nearest_neighbor(several, [4, 3], half_pixel_centers=True)))
    whole = tf.constant(np.arange(12).reshape(3, 4, 1), tf.uint8)
    print(run(tf, tf.image.resize_images(whole, [2, 2])))
    print(tf.image.resize_images(whole, [3, 4]).dtype, tf.image.resize_images(whole, [3, 4]).shape)
    print(tf.image.resize_images(whole, [6, 4], method=1).dtype)
    print(run(tf, tf.image.resize_images(one, [9, 6], preserve_aspect_ratio=True)).shape)
    print(tf.image.resize(one, [9, 6], name="mine").name)


def gradients_of_sizes(tf: Any, np: Any) -> None:
    """Back to the pixels that the new ones were made of."""
    x = picture(tf, 1, 3, 4, 1)
    for resized in (
        tf.image.resize_bilinear(x, [5, 6]),
        tf.image.resize_bilinear(x, [2, 3], align_corners=True),
        tf.image.resize_nearest_neighbor(x, [5, 6]),
    ):
        print(run(tf, tf.gradients(tf.square(resized), x)[0]))


def flips(tf: Any, np: Any) -> None:
    """Mirrors and turns; random ones draw as TensorFlow does."""
    one, several = picture(tf, 2, 3, 1), picture(tf, 4, 2, 2, 1)
    print(
        run(
            tf, [tf.image.flip_left_right(one), tf.image.flip_up_down(one), tf.image.flip_left_right(several)]
        )
    )
    print(
        run(
            tf,
            [
                tf.image.transpose_image(one),
                tf.image.rot90(one),
                tf.image.rot90(one, 3),
                tf.image.rot90(one, 2),
            ],
        )
    )
    print(tf.image.flip_left_right(one).shape, tf.image.transpose_image(several).shape)
    drawn = tf.image.random_flip_left_right(one, seed=1)
    other = tf.image.random_flip_up_down(one, seed=2)
    mixed = tf.image.random_flip_left_right(several, seed=3)
    print(drawn.shape, mixed.shape)
    with tf.Session() as session:
        for _ in range(4):
            print(session.run([drawn, other, mixed]))


def numbers(tf: Any, np: Any) -> None:
    """Brightness and contrast of floating and of whole numbers."""
    one = picture(tf, 2, 2, 3)
    whole = tf.constant(np.arange(0, 240, 20).reshape(2, 2, 3), tf.uint8)
    print(run(tf, [tf.image.adjust_brightness(one, 0.25), tf.image.adjust_brightness(whole, 0.25)]))
    print(run(tf, [tf.image.adjust_contrast(one, 1.5), tf.image.adjust_contrast(whole, 0.5)]))
    print(run(tf, tf.image.per_image_standardization(one)))
    print(run(tf, [tf.image.rgb_to_grayscale(one), tf.image.rgb_to_grayscale(whole)]))
    print(run(tf, tf.image.grayscale_to_rgb(whole[:, :, :1])))
    brighter, stronger = (
        tf.image.random_brightness(one, 0.5, seed=1),
        tf.image.random_contrast(one, 0.2, 1.8, seed=2),
    )
    with tf.Session() as session:
        for _ in range(2):
            print(session.run([brighter, stronger]))


def dtypes(tf: Any, np: Any) -> None:
    """Whole numbers reach to the end of their dtype, floating ones to 1."""
    whole = tf.constant([0, 1, 100, 255], tf.uint8)
    small = tf.constant([0.0, 0.25, 0.999, 1.0])
    over = tf.constant([-1.0, 2.0])
    print(
        run(
            tf,
            [tf.image.convert_image_dtype(whole, tf.float32), tf.image.convert_image_dtype(small, tf.uint8)],
        )
    )
    print(
        run(
            tf, [tf.image.convert_image_dtype(small, tf.int16), tf.image.convert_image_dtype(whole, tf.int16)]
        )
    )
    print(run(tf, tf.image.convert_image_dtype(over, tf.uint8, saturate=True)))
    print(run(tf, tf.image.convert_image_dtype(tf.constant([0, 300, 32767], tf.int16), tf.uint8)))
    print(
        tf.image.convert_image_dtype(whole, tf.uint8).dtype,
        tf.image.convert_image_dtype(small, tf.float64).dtype,
    )


def parts(tf: Any, np: Any) -> None:
    """Cropping and padding, with sizes that are known and with sizes that are not."""
    one = tf.constant(np.arange(1, 31).reshape(5, 6, 1))
    several = tf.constant(np.arange(1, 25).reshape(2, 3, 4, 1))
    for target in ([3, 4], [7, 8], [4, 9], [5, 6], [8, 3]):
        print(run(tf, tf.image.resize_image_with_crop_or_pad(one, *target))[:, :, 0])
    print(run(tf, tf.image.resize_image_with_crop_or_pad(several, 2, 6))[..., 0])
    print(run(tf, tf.image.crop_to_bounding_box(one, 1, 2, 3, 3))[:, :, 0])
    print(run(tf, tf.image.pad_to_bounding_box(one, 1, 2, 7, 9))[:, :, 0])
    print(run(tf, tf.image.central_crop(one, 0.5))[:, :, 0], tf.image.central_crop(one, 0.5).shape)
    fed = tf.placeholder(tf.float32, [None, None, 3])
    cropped = tf.image.resize_image_with_crop_or_pad(fed, 4, 4)
    print(cropped.shape)
    print(tf.image.pad_to_bounding_box(fed, 1, 1, 8, 9).shape)
    with tf.Session() as session:
        print(session.run(cropped, {fed: np.arange(54).reshape(6, 3, 3)})[:, :, 0])


def refusals(tf: Any, np: Any) -> None:
    """What is no picture, and parts that are not there."""
    one = tf.zeros([5, 6, 1])
    attempt(tf, lambda: tf.image.resize_images(tf.zeros([5]), [2, 2]))
    attempt(tf, lambda: tf.image.resize_images(one, [2, 2, 2]))
    attempt(tf, lambda: tf.image.resize_bilinear(one[None], [0, 2]))
    attempt(tf, lambda: tf.image.crop_to_bounding_box(one, 3, 0, 3, 3))
    attempt(tf, lambda: tf.image.pad_to_bounding_box(one, 0, 0, 4, 9))
    attempt(tf, lambda: tf.image.central_crop(one, 0.0))
    attempt(tf, lambda: tf.image.random_brightness(one, -1.0))
    attempt(tf, lambda: tf.image.random_contrast(one, 0.5, 0.2))
    attempt(tf, lambda: tf.image.flip_left_right(tf.zeros([2, 2])))
