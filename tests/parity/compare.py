"""Compare what a program printed with what TensorFlow printed.

Numbers may differ by 1e-5 of their size or by 2e-6, because two libraries round differently; everything
around them has to agree to the letter. A whole number without a decimal point (a shape, a step, an index) has
to agree exactly. Read next: `test_programs.py`, which uses this on many small programs.
"""

import re

RELATIVE = 1e-5
ABSOLUTE = 2e-6

# A number that is not a part of a name: `float32`, `Variable_1` and `conv2d` are text.
REAL = r"(?<![A-Za-z0-9_.])[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?(?=j?(?![A-Za-z0-9_]))"
IMAGINARY = r"[-+]\d+\.?\d*(?:[eE][-+]?\d+)?(?=j)"
NUMBER = re.compile(f"{REAL}|{IMAGINARY}")

# TensorFlow logs the device of every node on standard output; where a node ran is tested elsewhere.
DEVICE_LINE = re.compile(r"^\S+: \(\w+\): /job:.*$|^Device mapping:.*$|^/job:.* -> device:.*$")


def is_whole(number: str) -> bool:
    """Whether `number` is written without a point and without an exponent."""
    return not any(character in number for character in ".eE")


def close(actual: str, expected: str) -> bool:
    """Whether two numbers, as they were printed, agree."""
    if is_whole(actual) != is_whole(expected):
        return False
    if is_whole(actual):
        return int(actual) == int(expected)
    left, right = float(actual), float(expected)
    return abs(left - right) <= max(ABSOLUTE, RELATIVE * abs(right))


def text_around(line: str) -> str:
    """The line with every number replaced by a mark, and with NumPy's padding taken out.

    NumPy pads the columns of an array to the number of digits it prints, so a difference in the last digit of
    one number moves spaces in the whole array.
    """
    marked = NUMBER.sub("<number>", line.rstrip())
    return re.sub(r"\s+(?=[\]\),])", "", re.sub(r"(?<=[\[\(])\s+", "", re.sub(r"[ \t]+", " ", marked)))


def printed_lines(text: str) -> list[str]:
    """The lines of a program's output, without the log of devices and without blank lines at the end."""
    return [line for line in text.rstrip().splitlines() if not DEVICE_LINE.match(line)]


def difference(actual: str, expected: str) -> str:
    """Say in words where two outputs differ; an empty string means that they agree.

    >>> difference("loss 0.3333333", "loss 0.33333334")
    ''
    >>> print(difference("shape (2, 3)", "shape (2, 4)"))
    line 1: 3 instead of 4
      printed:    shape (2, 3)
      TensorFlow: shape (2, 4)
    """
    actual_lines, expected_lines = printed_lines(actual), printed_lines(expected)
    for position, (left, right) in enumerate(zip(actual_lines, expected_lines, strict=False), start=1):
        reason = ""
        if text_around(left) != text_around(right):
            reason = "the words differ"
        else:
            pairs = zip(NUMBER.findall(left), NUMBER.findall(right), strict=True)
            wrong = [f"{a} instead of {b}" for a, b in pairs if not close(a, b)]
            reason = ", ".join(wrong)
        if reason:
            return f"line {position}: {reason}\n  printed:    {left}\n  TensorFlow: {right}"
    if len(actual_lines) != len(expected_lines):
        longer = actual_lines if len(actual_lines) > len(expected_lines) else expected_lines
        extra = longer[min(len(actual_lines), len(expected_lines))]
        counts = f"{len(actual_lines)} lines instead of {len(expected_lines)}"
        return f"{counts}; the first one too many or missing: {extra}"
    return ""
