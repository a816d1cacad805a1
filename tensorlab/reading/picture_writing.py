"""Pictures written as files: `tf.image.encode_png`, `encode_jpeg`; and what JPEG's quality does to them.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image

Read next: `picture_bytes.py`, which does the work.
"""

from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import STRING, DType, int32, int64, string, uint8, uint16
from tensorlab.graph.registry import Array, HostInt, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import scalar
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.image_changes import convert_image_dtype
from tensorlab.ops.random import random_uniform
from tensorlab.ops.text import substr
from tensorlab.reading.parsing_nodes import ON_CPU, one_bytes
from tensorlab.reading.picture_bytes import jpeg_bytes, jpeg_shape, png_bytes, refuse
from tensorlab.reading.picture_files import WHOLE, decode_jpeg
from tensorlab.reading.picture_samples import SMALL_JPEG, file_of

BYTES = frozenset({uint8})


def _one_picture(image: TensorShape, *_: Any) -> TensorShape:
    image.with_rank(3)
    return TensorShape([])


@op(
    "EncodePng", shape=_one_picture, dtypes={"image": frozenset({uint8, uint16})}, result=string, kind="text",
    symbol="png", latex=r"\text{{png}}({image})", devices=ON_CPU,
)  # fmt: skip
def encode_png(image: Array, compression: int = -1) -> Any:
    """Write a picture as a PNG file.

    Args:
        image: uint8 or uint16, [height, width, channels] with 1 (grey), 2 (and transparency), 3 (colours) or 4.
        compression: from 0 to 9; -1 for zlib's own choice.

    Returns:
        string, the file.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/encode_png

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.image.encode_png(tf.zeros([2, 2, 3], tf.uint8)))[:8])
    b'\\x89PNG\\r\\n\\x1a\\n'
    """
    if image.shape[2] not in (1, 2, 3, 4):
        raise refuse(f"image must have 1, 2, 3, or 4 channels, got {image.shape[2]}")
    if image.size == 0:
        raise refuse(f"image cannot have zero height or width: {list(image.shape)}")
    return png_bytes(image, compression)


@encode_png.samples
def _() -> list[Sample]:
    return [Sample(np.arange(24).reshape(2, 4, 3), dtypes=["uint8", "uint16"])]


@op(
    "EncodeJpeg", shape=_one_picture, dtypes={"image": BYTES}, result=string, kind="text", symbol="jpeg",
    latex=r"\text{{jpeg}}({image})", devices=ON_CPU,
)  # fmt: skip
def encode_jpeg(
    image: Array,
    format: str = "",
    quality: int = 95,
    progressive: bool = False,
    optimize_size: bool = False,
    chroma_downsampling: bool = True,
    density_unit: str = "in",
    x_density: int = 300,
    y_density: int = 300,
    xmp_metadata: str = "",
) -> Any:
    """Write a picture as a JPEG file; some of it is lost.

    Args:
        image: uint8, [height, width, channels] with 1 (grey) or 3 (colours).
        format: "", "grayscale" or "rgb"; what the channels have to be.
        quality: from 0 to 100; the higher, the larger and the truer.
        progressive: let it be shown coarsely before all of it is there.
        optimize_size: take more time, and fewer bytes.
        chroma_downsampling: keep colours with half the resolution.
        density_unit, x_density, y_density: how many pixels there are to an inch ("in") or a centimetre ("cm").
        xmp_metadata: more about the picture.

    Returns:
        string, the file.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/encode_jpeg
    """
    channels = image.shape[2]
    if channels not in (1, 3) or {"grayscale": 1, "rgb": 3}.get(format, channels) != channels:
        raise refuse(
            f"format {format!r} expects {'1' if format == 'grayscale' else '1 or 3'} channels, got {channels}"
        )
    inches = 1.0 if density_unit == "in" else 2.54
    more = {"xmp": xmp_metadata.encode()} if xmp_metadata else {}
    if channels == 3:
        more["subsampling"] = 2 if chroma_downsampling else 0  # type: ignore[assignment]
    density = (x_density * inches, y_density * inches)
    return jpeg_bytes(image, quality, density, progressive=progressive, optimize=optimize_size, **more)


@encode_jpeg.build
def _(image, format, quality, *others):
    if format not in ("", "grayscale", "rgb"):
        raise ValueError(f"format must be one of '', 'grayscale', 'rgb', not {format!r}.")
    if not 0 <= quality <= 100:
        raise ValueError(f"quality must be in [0,100], got {quality}")
    return image, format, quality, *others


def _picture() -> np.ndarray:
    return (np.add.outer(np.arange(9) * 12, np.arange(10) * 9)[:, :, np.newaxis] + [0, 30, 50]) % 256


@encode_jpeg.samples
def _() -> list[Sample]:
    return [
        Sample(_picture()),
        Sample(_picture()[:, :, :1], quality=50),
        Sample(_picture(), "rgb", 80, True, True, False),
    ]


def _quality_too(images: TensorShape, quality: Any) -> TensorShape:
    return _one_picture(images)


@op(
    "EncodeJpegVariableQuality", shape=_quality_too, dtypes={"images": BYTES}, result=string, kind="text",
    symbol="jpeg", latex=r"\text{{jpeg}}({images})", devices=ON_CPU,
)  # fmt: skip
def encode_jpeg_variable_quality(images: Array, quality: HostInt) -> Any:
    """Write a picture as a JPEG file, with a quality that is a tensor."""
    if not 0 <= quality <= 100:
        raise refuse(f"quality must be in [0,100], got {quality}")
    return jpeg_bytes(images, int(quality))


@encode_jpeg_variable_quality.samples
def _() -> list[Sample]:
    return [Sample(_picture(), 30), Sample(_picture()[:, :, :1], 95)]


@op(
    "ExtractJpegShape", shape=lambda contents, output_type: TensorShape([3]), dtypes={"contents": STRING},
    result="output_type", kind="text", symbol="shape", latex=r"\text{{shape}}({contents})", devices=ON_CPU,
)  # fmt: skip
def extract_jpeg_shape(contents: Array, output_type: DType = int32) -> Any:
    """Height, width and channels of a JPEG file, without decoding it.

    Args:
        contents: string, a single one: the file.
        output_type: int32 or int64.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/extract_jpeg_shape
    """
    return np.array(jpeg_shape(one_bytes(contents)), output_type.as_numpy_dtype)


@extract_jpeg_shape.build
def _(contents, output_type):
    if output_type not in (int32, int64):
        raise TypeError(f"extract_jpeg_shape() gives int32 or int64, not {output_type.name}.")
    return contents, output_type


@extract_jpeg_shape.samples
def _() -> list[Sample]:
    file = file_of(SMALL_JPEG)
    return [Sample(file), Sample(file, int64)]


for writer in (encode_png, encode_jpeg, encode_jpeg_variable_quality, extract_jpeg_shape):
    writer.not_differentiable(WHOLE)


@checks_arguments
def is_jpeg(contents: Any, name: str | None = None) -> Tensor:
    """Whether a file begins as JPEG files do.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.image.is_jpeg(b"GIF89a")))
    False
    """
    with name_scope(name, "is_jpeg"):
        beginning = substr(contents, 0, 3)
        return build("Equal", beginning, b"\xff\xd8\xff", name=name)  # type: ignore[no-any-return]


@checks_arguments
def adjust_jpeg_quality(
    image: Any, jpeg_quality: Any, dct_method: str = "", name: str | None = None
) -> Tensor:
    """Make a picture as it looks after JPEG of some quality: written and read again.

    Args:
        image: [height, width, 1 or 3], uint8, or floating numbers from 0 to 1.
        jpeg_quality: int32, from 0 to 100.
        dct_method: as in `decode_jpeg`.
        name: of the name scope.
    """
    with name_scope(name, "adjust_jpeg_quality", [image]):
        image = convert_to_tensor(image, name="image")
        dtype, channels = image.dtype.base_dtype, image.shape.with_rank(3).as_list()[-1]
        pixels = convert_image_dtype(image, uint8)
        quality = convert_to_tensor(jpeg_quality, dtype=int32, name="jpeg_quality")
        file = encode_jpeg_variable_quality(pixels, quality)
        return convert_image_dtype(decode_jpeg(file, channels=channels or 0, dct_method=dct_method), dtype)


@checks_arguments
def random_jpeg_quality(
    image: Any, min_jpeg_quality: int, max_jpeg_quality: int, seed: int | None = None
) -> Tensor:
    """Make a picture as it looks after JPEG of a random quality.

    Args:
        image: [height, width, 1 or 3], uint8, or floating numbers from 0 to 1.
        min_jpeg_quality, max_jpeg_quality: between which it is drawn, the upper one left out; within 0 and 100.
        seed: of the random number.

    Raises:
        ValueError: for bounds that are out of range, or not in order.
    """
    if min_jpeg_quality < 0 or max_jpeg_quality < 0 or min_jpeg_quality > 100 or max_jpeg_quality > 100:
        raise ValueError("jpeg encoding range must be between 0 and 100.")
    if min_jpeg_quality >= max_jpeg_quality:
        raise ValueError("`min_jpeg_quality` must be less than `max_jpeg_quality`.")
    quality = random_uniform([], min_jpeg_quality, max_jpeg_quality, seed=seed, dtype=int32)
    return adjust_jpeg_quality(image, quality)
