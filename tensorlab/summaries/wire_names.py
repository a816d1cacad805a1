"""`tf.Summary`, `tf.Event` and their like: the messages of event files, as the package `tensorboard` has them.

A program may make them by hand: `tf.Summary(value=[tf.Summary.Value(tag="accuracy", simple_value=0.9)])`.

Read next: `tensorlab/protos/wire.py`.
"""

from typing import Any

from tensorlab.errors import unknown_name
from tensorlab.protos.wire import messages

PAGES = {
    "Event": "event",
    "HistogramProto": "histogram",
    "LogMessage": "event",
    "SessionLog": "event",
    "Summary": "summary",
    "SummaryDescription": "summary",
    "SummaryMetadata": "summary",
    "TaggedRunMetadata": "event",
}
"""Name of a message -> the page it stands on."""

_refuse = unknown_name(__name__, dict.fromkeys(PAGES))


def __getattr__(name: str) -> Any:
    """The message of that name, once it is asked for."""
    if name not in PAGES:
        return _refuse(name)
    globals()[name] = found = getattr(messages(PAGES[name]), name)
    return found
