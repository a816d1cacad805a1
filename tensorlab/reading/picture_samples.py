"""Small picture files, for the samples of `picture_files.py`.

9 x 10 colours that rise; two pictures of 2 x 3 pixels; and a corner of the first.
"""

import base64
from typing import Any

import numpy as np

from tensorlab.reading.picture_bytes import png_bytes

SMALL_JPEG = """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9
    lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCAAJAAoD
    AREAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAABQIE/8QAGRAAAwEBAQAAAAAAAAAAAAAAAAEEITFB/8QAFQEBAQAAAAAAAAAAAAAAAAAAAAP/
    xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwDFHBzCyJRQYsAqPwBNcQH/2Q==
    """
SMALL_GIF = """
    R0lGODdhAwACAIEAAAAAAP8AAAD/AAkIBywAAAAAAwACAAAICQABBBAwQECAgAAsAAAAAAMAAgCBAAAA/wAAAP8ACQgHCAkABwwIAACAgIAAOw==
    """
SMALL_BMP = """
    Qk1OAAAAAAAAADYAAAAoAAAAAwAAAAIAAAABABgAAAAAABgAAADEDgAAxA4AAAAAAAAAAAAAPioMRzMVUDweAAAAMh4AOycJRDASAAAA
    """


def file_of(text: str) -> np.ndarray:
    """A file written in base64, as a tensor's value."""
    return np.array(base64.b64decode(text), object)


def png_of(pixels: Any) -> np.ndarray:
    """A PNG file of some pixels, as a tensor's value."""
    return np.array(png_bytes(np.asarray(pixels)), object)
