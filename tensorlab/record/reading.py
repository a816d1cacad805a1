"""Reading: the values, bytes and times that the sentences about a run hold, written out in a few digits.

Read next: `words.py`, which asks for them; `device_words.py`, for bytes and times.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from tensorlab.record.bundle import BundleBuilder
from tensorlab.record.device_words import figure_text
from tensorlab.record.recorder import RecordedRun
from tensorlab.record.values import brief
from tensorlab.record.words import say


def reader_of(
    builder: BundleBuilder, run: RecordedRun, values: Sequence[Any], language: str = "en"
) -> Callable[[Any], str]:
    """What `plain_text` asks for the values in a sentence about a run: a function from an entry to its text."""
    _, story = builder._story(run)

    def value(entry: int) -> Any:
        return values[story.entries[entry][1]]

    def size(entry: int) -> int | None:
        return getattr(value(entry), "nbytes", None)

    @cache
    def times() -> list[float]:
        return builder._times(run, story, values)

    def read(content: Any) -> str:
        if content is None:
            return say("value.unknown", language)
        if isinstance(content, list) and content[0] == "bytes" and value(content[1]) is None:
            return brief(None, language=language)
        if isinstance(content, list):
            return figure_text(content, size, times().__getitem__, language)
        return brief(value(content), language=language)

    return read
