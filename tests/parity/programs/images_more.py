"""tf.image: colours, measures, more ways to resize, boxes."""

from typing import Any

import numpy

from tests.parity.attempt import attempt, run


def picture(tf: Any, *shape: int) -> Any:
    """Numbers from 0 to 1."""
    return tf.constant(numpy.random.RandomState(5).rand(*shape).astype("float32"))


def colours(tf: Any, np: Any) -> None:
    """Hue and saturation of floating and of whole numbers; other colour spaces."""
    one, several = picture(tf, 2, 2, 3), picture(tf, 2, 1, 2, 3)
    whole = tf.constant(np.arange(0, 240, 20).reshape(2, 2, 3), tf.uint8)
    for image in (one, several, whole):
        print(run(tf, [tf.image.adjust_hue(image, 0.2), tf.image.adjust_hue(image, -0.6)]))
        print(run(tf, [tf.image.adjust_saturation(image, 0.3), tf.image.adjust_saturation(image, 2.5)]))
        print(tf.image.adjust_hue(image, 0.1).dtype.name)
    print(
        run(
            tf,
            [
                tf.image.rgb_to_hsv(one),
                tf.image.hsv_to_rgb(one),
                tf.image.hsv_to_rgb(tf.image.rgb_to_hsv(one)),
            ],
        )
    )
    for space in ("yiq", "yuv"):
        there, back = getattr(tf.image, f"rgb_to_{space}"), getattr(tf.image, f"{space}_to_rgb")
        print(run(tf, [there(one), back(one), back(there(several))]))
    print(
        run(
            tf,
            [
                tf.image.adjust_gamma(one, 0.5),
                tf.image.adjust_gamma(one, 2.0, 0.5),
                tf.image.adjust_gamma(whole, 0.7),
            ],
        )
    )
    print(run(tf, tf.gradients(tf.image.rgb_to_yuv(one), one)))


def random_colours(tf: Any, np: Any) -> None:
    """Drawn as TensorFlow draws them."""
    one = picture(tf, 1, 2, 3)
    hue, saturation = tf.image.random_hue(one, 0.3, seed=1), tf.image.random_saturation(one, 0.4, 1.7, seed=2)
    cut = tf.image.random_crop(picture(tf, 5, 5, 1), [2, 2, 1], seed=3)
    with tf.Session() as session:
        for _ in range(3):
            print(session.run([hue, saturation, cut]))


def sizes(tf: Any, np: Any) -> None:
    """Bicubic and by area, larger and smaller, aligned or not; with zeros around."""
    one, several = picture(tf, 3, 4, 2), picture(tf, 2, 3, 2, 1)
    method = tf.image.ResizeMethod
    for chosen in (method.BICUBIC, method.AREA):
        print(run(tf, tf.image.resize_images(one, [5, 3], chosen)))
        print(run(tf, tf.image.resize_images(several, [2, 7], chosen, align_corners=True)))
        print(tf.image.resize_images(tf.zeros([4, 4, 1], tf.uint8), [2, 2], chosen).dtype)
    print(run(tf, tf.image.resize_bicubic(several, [5, 5], half_pixel_centers=True)))
    print(run(tf, tf.image.resize_area(several, [2, 2])))
    print(run(tf, tf.gradients(tf.square(tf.image.resize_bicubic(several, [4, 5])), several)))
    for target in ([6, 6], [2, 5], [3, 4], [7, 3]):
        padded = tf.image.resize_image_with_pad(one, *target)
        print(padded.shape, run(tf, padded)[:, :, 0])
    print(run(tf, tf.image.resize_image_with_pad(several, 4, 5, method=1))[..., 0])
    fed = tf.placeholder(tf.float32, [None, None, 1])
    with tf.Session() as session:
        print(session.run(tf.image.resize_image_with_pad(fed, 3, 5), {fed: np.ones([4, 4, 1])})[..., 0])
    attempt(tf, lambda: tf.image.resize_image_with_pad(one, 0, 5))
    attempt(tf, lambda: tf.image.resize_images(one, [5, 3], 9))


def measures(tf: Any, np: Any) -> None:
    """How much pictures differ, and where they change."""
    one, other = picture(tf, 2, 14, 13, 2), 1.0 - picture(tf, 2, 14, 13, 2)
    print(run(tf, [tf.image.psnr(one, other, 1.0), tf.image.psnr(one[0], one[0] * 0.5, 2.0)]))
    print(
        run(
            tf,
            [
                tf.image.ssim(one, other, 1.0),
                tf.image.ssim(one, one, 1.0),
                tf.image.ssim(one, other, 2.0, 5, 1.0, 0.1),
            ],
        )
    )
    large, larger = picture(tf, 180, 177, 1), tf.square(picture(tf, 180, 177, 1))
    print(run(tf, tf.image.ssim_multiscale(large, larger, 1.0)))
    print(run(tf, tf.image.ssim_multiscale(one, other, 1.0, (0.4, 0.6), filter_size=3)))
    print(run(tf, [tf.image.total_variation(one), tf.image.total_variation(one[0])]))
    small = picture(tf, 1, 3, 4, 2)
    print(run(tf, tf.image.image_gradients(small)))
    print(run(tf, tf.image.sobel_edges(small)), tf.image.sobel_edges(small).shape)
    print(run(tf, tf.gradients(tf.image.total_variation(small), small)))
    print(run(tf, tf.gradients(tf.image.ssim(one, other, 1.0), one))[0][0, :2, :2])
    whole = tf.constant(np.arange(0, 240, 20).reshape(2, 2, 3), tf.uint8)
    print(run(tf, tf.image.psnr(whole, whole + 5, 255)))
    attempt(tf, lambda: tf.image.psnr(one, one[:, 1:], 1.0))
    attempt(tf, lambda: tf.image.total_variation(one[0, 0]))
    attempt(tf, lambda: tf.image.image_gradients(one[0]))


def boxes(tf: Any, np: Any) -> None:
    """Boxes cut out with gradients, and drawn."""
    images = picture(tf, 2, 4, 5, 1)
    where = tf.constant([[0.0, 0.1, 0.9, 0.8], [0.8, 0.5, 0.1, 1.2]])
    for settings in ({}, {"method": "nearest"}, {"extrapolation_value": 3.0}):
        cut = tf.image.crop_and_resize(images, where, [1, 0], [3, 2], **settings)
        print(run(tf, cut), cut.shape, cut.op.type)
        print(run(tf, tf.gradients(tf.square(cut), [images, where])))
    print(run(tf, tf.image.crop_and_resize(images, where, box_ind=[0, 1], crop_size=[1, 2])))
    attempt(tf, lambda: run(tf, tf.image.crop_and_resize(images, where, [0, 2], [2, 2])))
    attempt(tf, lambda: tf.image.crop_and_resize(images, where, [0], [2, 2]))
    several = tf.constant(
        [[[0.1, 0.1, 0.9, 0.9], [0.3, -0.2, 0.6, 0.5]], [[0.0, 0.0, 1.0, 1.0], [0.5, 0.5, 0.4, 0.4]]]
    )
    print(run(tf, tf.image.draw_bounding_boxes(images, several))[..., 0])
    coloured = tf.concat([images] * 3, 3)
    print(run(tf, tf.image.draw_bounding_boxes(coloured, several)).sum(axis=(1, 2)))
    print(
        run(tf, tf.image.draw_bounding_boxes(coloured, several, colors=[[0.5, 0.25, 0.125]])).sum(axis=(1, 2))
    )
    print(run(tf, tf.image.extract_image_patches(images, [1, 2, 2, 1], [1, 2, 3, 1], [1, 1, 1, 1], "VALID")))


def boxes_again(tf: Any, np: Any) -> None:
    """A random box, drawn again and again in one session."""
    for attempts in (100, 3):
        drawn = tf.image.sample_distorted_bounding_box(
            [60, 50, 3], [[[0.1, 0.1, 0.8, 0.8]]], seed=3, min_object_covered=0.1, max_attempts=attempts
        )
        with tf.Session() as session:
            for _ in range(4):
                begin, size, _ = session.run(drawn)
                print(begin, size)
