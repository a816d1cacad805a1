"""`tf.data.Options`: wishes for how a pipeline is computed. They change no element, and nothing here depends on them.

Read next: `dataset.py`.
"""

from typing import Any


class Options:
    """What a program wishes of a pipeline, such as `experimental_deterministic`: kept, and shown again.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Options

    >>> options = Options()
    >>> options.experimental_deterministic = False
    >>> options.experimental_optimization.map_parallelization = True
    >>> options.experimental_deterministic
    False
    """

    def __init__(self) -> None:
        self.experimental_deterministic: bool | None = None
        self.experimental_distribute: Any = Settings()
        self.experimental_optimization: Any = Settings()
        self.experimental_slack: bool | None = None
        self.experimental_stats: Any = Settings()
        self.experimental_threading: Any = Settings()
        self.experimental_external_state_policy: Any = None

    def merge(self, options: "Options") -> "Options":
        """New options: those of this object, and those of another where it has any."""
        found = Options()
        found.__dict__.update(self.__dict__)
        found.__dict__.update({name: value for name, value in options.__dict__.items() if value is not None})
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Options) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]


class Settings:
    """A group of options: whatever is set is kept; what was not set is None."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Settings) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]
