"""Messages as bytes: the formats of TensorFlow's event files and graphs, taken from the `tensorboard` package.

TensorBoard publishes these formats as Python classes, and needs no TensorFlow for them. They are loaded when they are
first needed, since that takes longer than loading all of tensorlab.

Source: https://github.com/tensorflow/tensorboard/tree/master/tensorboard/compat/proto

Read next: `metadata.py`, whose messages can be written with it.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from tensorlab.protos.settings import Settings

PACKAGE = "tensorboard"


def messages(page: str) -> Any:
    """The module with the messages of one page, such as "summary", "event" or "graph".

    Raises:
        ModuleNotFoundError: when the package `tensorboard` is not installed.

    >>> messages("summary").Summary.Value(tag="loss", simple_value=0.5).tag
    'loss'
    """
    try:
        return import_module(f"{PACKAGE}.compat.proto.{page}_pb2")
    except ModuleNotFoundError:
        if find_spec(PACKAGE) is not None:
            raise
        raise ModuleNotFoundError(
            "Summaries, event files and graphs in files are written in the formats of the package `tensorboard`, "
            "which is not installed. Install it: pip install tensorlab[tensorboard]",
            name=PACKAGE,
        ) from None


def to_message(settings: Settings, message: Any) -> Any:
    """Fill a message with what stands in an object of ours that has the same field names; returns the message."""
    known = message.DESCRIPTOR.fields_by_name
    for name, value in settings._changed():
        if name not in known:
            continue
        place = getattr(message, name)
        if isinstance(value, Settings):
            to_message(value, place)
            place.SetInParent()
        elif isinstance(value, dict):
            place.update(value)
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, Settings):
                    to_message(item, place.add())
                elif hasattr(place, "add"):
                    place.add().CopyFrom(item)
                else:
                    place.append(item)
        else:
            setattr(message, name, value)
    return message


def from_message(message: Any, settings: Settings, entries: dict[str, type[Settings]]) -> Settings:
    """Fill an object of ours from a message with the same field names; returns the object.

    Args:
        message: the message.
        settings: what is filled.
        entries: for fields that hold several messages: field -> the class of ours for each of them.
    """
    for descriptor, value in message.ListFields():
        name = descriptor.name
        if name not in settings.fields:
            continue
        mine = getattr(settings, name)
        if isinstance(mine, Settings):
            from_message(value, mine, entries)
        elif isinstance(mine, dict):
            mine.update(value)
        elif isinstance(mine, list):
            make = entries.get(name)
            mine.extend([from_message(item, make(), entries) for item in value] if make else value)
        else:
            setattr(settings, name, value)
    return settings
