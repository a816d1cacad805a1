"""The settings of layers that look through a window: sizes, strides, padding, and which dimension is what.

Read next: `convolutional_layers.py`, `pooling_layers.py`.
"""

from typing import Any


def layout_of(data_format: Any) -> str:
    """ "channels_last" (the default) or "channels_first".

    Raises:
        ValueError: for anything else.
    """
    layout = "channels_last" if data_format is None else str(data_format).lower()
    if layout not in ("channels_first", "channels_last"):
        raise ValueError(
            'The `data_format` argument must be one of "channels_first", "channels_last". Received: '
            f"{data_format!r}. (The functions of tf.nn call them NCHW and NHWC.)"
        )
    return layout


def sizes_of_window(value: Any, count: int, name: str) -> tuple[int, ...]:
    """One number for every dimension: `3` as `(3, 3)`.

    Raises:
        ValueError: for another count, or for what is no whole number.
    """
    problem = f"The `{name}` argument must be a tuple of {count} integers. Received: {value!r}"
    if isinstance(value, int):
        return (value,) * count
    try:
        sizes = tuple(int(size) for size in value)
    except (TypeError, ValueError):
        raise ValueError(problem) from None
    if len(sizes) != count:
        raise ValueError(problem)
    return sizes


def padding_of(padding: Any, causal: bool = False) -> str:
    """ "valid", "same" or, for sequences, "causal".

    Raises:
        ValueError: for anything else.
    """
    name = str(padding).lower()
    if name not in ("valid", "same", "causal"):
        raise ValueError(
            'The `padding` argument must be one of "valid", "same" (or "causal", only for `Conv1D`). '
            f"Received: {padding!r}"
        )
    if name == "causal" and not causal:
        raise ValueError("Causal padding is only supported for `Conv1D` and `SeparableConv1D`.")
    return name


def length_after(length: int | None, window: int, padding: str, stride: int, dilation: int = 1) -> int | None:
    """How many places a window has along a dimension.

    >>> length_after(28, 5, "valid", 1), length_after(28, 5, "same", 2), length_after(None, 5, "same", 2)
    (24, 14, None)
    """
    if length is None:
        return None
    reach = window + (window - 1) * (dilation - 1)
    places = length - reach + 1 if padding == "valid" else length
    return (places + stride - 1) // stride


def length_before(length: Any, window: int, padding: str, stride: int) -> Any:
    """The size that a transposed convolution gives back to a dimension, for a number or a tensor.

    >>> length_before(14, 5, "same", 2), length_before(12, 5, "valid", 2)
    (28, 27)
    """
    if length is None:
        return None
    longer = length * stride
    return longer + max(window - stride, 0) if padding == "valid" else longer
