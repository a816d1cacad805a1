"""Digits to learn from, drawn here, so that a program sees the same images wherever it runs.

Ten small drawings are enlarged to 28 x 28, moved about, made lighter or darker and strewn with noise.
"""

import gzip
import os
import tempfile

import numpy as np

DRAWINGS = """
.###.  ..#..  .###.  .###.  ...#.  #####  .###.  #####  .###.  .###.
#...#  .##..  #...#  #...#  ..##.  #....  #....  ....#  #...#  #...#
#...#  ..#..  ....#  ....#  .#.#.  ####.  #....  ...#.  #...#  #...#
#...#  ..#..  ..##.  ..##.  #..#.  ....#  ####.  ..#..  .###.  .####
#...#  ..#..  .#...  ....#  #####  ....#  #...#  ..#..  #...#  ....#
#...#  ..#..  #....  #...#  ...#.  #...#  #...#  .#...  #...#  ....#
.###.  .###.  #####  .###.  ...#.  .###.  .###.  .#...  .###.  .###.
"""


def drawing(digit):
    """One digit as a 7 x 5 array of zeros and ones."""
    rows = [line.split()[digit] for line in DRAWINGS.strip().splitlines()]
    return np.array([[character == "#" for character in row] for row in rows], np.float32)


def load(count=600, seed=0, one_hot=True, flat=True):
    """Images in [0, 1] and their labels.

    Args:
        count: how many.
        seed: the same seed gives the same digits.
        one_hot: labels as rows of ten, or as whole numbers.
        flat: images as rows of 784, or as 28 x 28 x 1.
    """
    random = np.random.RandomState(seed)
    labels = np.arange(count) % 10
    random.shuffle(labels)
    images = np.zeros((count, 28, 28), np.float32)
    for image, label in zip(images, labels, strict=True):
        enlarged = np.kron(drawing(label), np.ones((3, 3), np.float32))
        top, left = random.randint(1, 6), random.randint(2, 11)
        image[top : top + 21, left : left + 15] = enlarged * random.uniform(0.6, 1.0)
        image += random.uniform(0.0, 0.25, image.shape)
    images = np.clip(images, 0.0, 1.0).astype(np.float32)
    images = images.reshape(count, 784) if flat else images.reshape(count, 28, 28, 1)
    return images, np.eye(10, dtype=np.float32)[labels] if one_hot else labels.astype(np.int32)


def batches(images, labels, size):
    """The data in order, batch by batch."""
    for start in range(0, len(images) - size + 1, size):
        yield images[start : start + size], labels[start : start + size]


def mnist_folder(train=600, test=200):
    """A new folder with such digits in four files, as MNIST's are written."""
    folder = tempfile.mkdtemp()
    for name, count, seed in (("train", train, 41), ("t10k", test, 42)):
        images, labels = load(count, seed, one_hot=False)
        pixels = np.round(images * 255).astype(np.uint8)
        heading = np.array([2051, count, 28, 28], ">i4").tobytes()
        with gzip.open(os.path.join(folder, name + "-images-idx3-ubyte.gz"), "wb") as file:
            file.write(heading + pixels.tobytes())
        with gzip.open(os.path.join(folder, name + "-labels-idx1-ubyte.gz"), "wb") as file:
            file.write(np.array([2049, count], ">i4").tobytes() + labels.astype(np.uint8).tobytes())
    return folder
