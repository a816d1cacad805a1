"""Training: what drives sessions.

Read next: `coordinator.py` and `queue_runner.py` (threads), `batching.py` (input pipelines), `monitored_session.py`.
"""

from importlib import import_module
from typing import Any


def __getattr__(name: str) -> Any:
    """Load `queue_runner`, which stands in `tf.train` as a namespace of its own, when a program names it."""
    if name == "queue_runner":
        return import_module(f"{__name__}.queue_runner")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
