"""tf.image: pictures in another size, flipped, cropped, lighter, grey.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.late_names import late_names as _late_names
from tensorlab.ops.image_changes import (
    adjust_brightness,
    adjust_contrast,
    convert_image_dtype,
    flip_left_right,
    flip_up_down,
    grayscale_to_rgb,
    per_image_standardization,
    random_brightness,
    random_contrast,
    random_flip_left_right,
    random_flip_up_down,
    rgb_to_grayscale,
    rot90,
    transpose_image,
)
from tensorlab.ops.image_changes import (
    transpose_image as transpose,
)
from tensorlab.ops.image_cropping import (
    central_crop,
    crop_to_bounding_box,
    pad_to_bounding_box,
    resize_image_with_crop_or_pad,
)
from tensorlab.ops.image_cropping import (
    resize_image_with_crop_or_pad as resize_with_crop_or_pad,
)
from tensorlab.ops.image_resizing import (
    ResizeMethod,
    resize_bilinear,
    resize_images,
    resize_nearest_neighbor,
)
from tensorlab.ops.image_resizing import (
    resize_images as resize,
)
from tensorlab.ops.patches import (
    extract_image_patches,
)

# These pages are loaded when a program first uses one of their names.
__getattr__, __dir__ = _late_names(
    __name__,
    globals(),
    {
        "ops.image_boxes": (
            "combined_non_max_suppression non_max_suppression non_max_suppression_overlaps non_max_suppression_padded "
            "non_max_suppression_with_scores"
        ),
        "ops.image_colours": (
            "adjust_gamma adjust_hue adjust_saturation hsv_to_rgb random_hue random_saturation rgb_to_hsv rgb_to_yiq "
            "rgb_to_yuv yiq_to_rgb yuv_to_rgb"
        ),
        "ops.image_crops": "crop_and_resize draw_bounding_boxes extract_patches",
        "ops.image_measures": "image_gradients psnr sobel_edges ssim ssim_multiscale total_variation",
        "ops.image_resizing_smoothly": "resize_area resize_bicubic resize_image_with_pad",
        "ops.image_sampling": "extract_glimpse sample_distorted_bounding_box",
        "ops.random": "random_crop",
        "reading.picture_files": "decode_and_crop_jpeg decode_bmp decode_gif decode_image decode_jpeg decode_png",
        "reading.picture_writing": (
            "adjust_jpeg_quality encode_jpeg encode_png extract_jpeg_shape is_jpeg random_jpeg_quality"
        ),
    },
)
