"""The digits that come with tensorlab: 1,797 of them, 8 x 8 pixels, made to look like MNIST's.

`make_data.py` names their authors, their licence, and where they are from.

Read next: `mnist.py`.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np

FILE = Path(__file__).parent / "digits.npz"
BRIGHTEST = 16
BOX, SIDE = 20, 28  # MNIST's digits are 20 pixels high in a picture of 28
TEST_DIGITS = 297


class Pictures(NamedTuple):
    """Pictures [n, 28, 28, 1] of uint8 from 0 to 255, and what they show [n], uint8."""

    images: np.ndarray
    labels: np.ndarray


def digits() -> tuple[Pictures, Pictures]:
    """1,500 digits to learn from and 297 to test with, of other writers.

    >>> train, test = digits()
    >>> train.images.shape, test.images.shape, train.labels[:6].tolist()
    ((1500, 28, 28, 1), (297, 28, 28, 1), [0, 1, 2, 3, 4, 5])
    """
    with np.load(FILE) as stored:
        images, labels = like_mnist(stored["images"]), stored["labels"]
    cut = len(labels) - TEST_DIGITS
    return Pictures(images[:cut], labels[:cut]), Pictures(images[cut:], labels[cut:])


def like_mnist(small: np.ndarray) -> np.ndarray:
    """Pictures [n, 8, 8] from 0 to 16, enlarged to 20 x 20 between the pixels, with a margin: [n, 28, 28, 1]."""
    across = between_pixels(small.shape[-1], BOX)
    enlarged = across @ (small / BRIGHTEST) @ across.T
    margin = (SIDE - BOX) // 2
    framed = np.pad(enlarged, ((0, 0), (margin, margin), (margin, margin)))
    return np.rint(framed * 255).astype(np.uint8)[..., np.newaxis]


def between_pixels(size: int, larger: int) -> np.ndarray:
    """The matrix that interpolates linearly from `size` pixels in a row to `larger` ones; its rows add up to 1.

    >>> between_pixels(2, 3).tolist()
    [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]
    """
    place = np.linspace(0, size - 1, larger)
    return np.maximum(0, 1 - np.abs(place[:, np.newaxis] - np.arange(size)))  # type: ignore[no-any-return]
