"""`tf.contrib.tensorboard.plugins.projector`: which tensors TensorBoard's projector shows, and with which labels.

TensorBoard finds this in `projector_config.pbtxt`, beside the checkpoint with the tensors.

Source: https://github.com/tensorflow/tensorboard/blob/master/tensorboard/plugins/projector/projector_config.proto

Read next: `tensorlab/compat/contrib/tensorboard.py`.
"""

import json
import os
from collections.abc import Iterator
from typing import Any, ClassVar

from tensorlab.errors import did_you_mean

PROJECTOR_FILENAME = "projector_config.pbtxt"


class _Message:
    """A message with fields that are known; the text form is that of protocol buffers."""

    fields: ClassVar[dict[str, Any]] = {}

    def __init__(self, **given: Any) -> None:
        for name, make in self.fields.items():
            self.__dict__[name] = make() if callable(make) else make
        for name, value in given.items():
            setattr(self, name, value)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in self.fields:
            hint = did_you_mean(name, self.fields)
            raise AttributeError(f"{type(self).__name__} has no field {name!r}.{hint and ' ' + hint}", obj=())
        if isinstance(self.__dict__[name], _Repeated):
            self.__dict__[name][:] = value
        else:
            self.__dict__[name] = value

    def _lines(self, indent: str) -> Iterator[str]:
        for name in self.fields:
            value = getattr(self, name)
            for entry in value if isinstance(value, list) else [value]:
                if isinstance(entry, _Message):
                    inner = list(entry._lines(indent + "  "))
                    if inner or isinstance(value, list):
                        yield from (f"{indent}{name} {{", *inner, f"{indent}}}")
                elif entry is not None:
                    text = json.dumps(entry, ensure_ascii=False) if isinstance(entry, str) else str(entry)
                    yield f"{indent}{name}: {text}"

    def __str__(self) -> str:
        return "".join(f"{line}\n" for line in self._lines(""))

    __repr__ = __str__


class _Repeated(list[Any]):
    """A field that holds several messages; `add` makes one more."""

    def __init__(self, kind: Any = None) -> None:
        super().__init__()
        self._kind = kind

    def add(self, **given: Any) -> Any:
        """A new message at the end."""
        self.append(self._kind(**given))
        return self[-1]


class SpriteMetadata(_Message):
    """One picture that holds a small one for each point, row by row."""

    fields: ClassVar[dict[str, Any]] = {"image_path": None, "single_image_dim": _Repeated}


class EmbeddingInfo(_Message):
    """One tensor, and what its rows are called."""

    fields: ClassVar[dict[str, Any]] = {
        "tensor_name": None,
        "metadata_path": None,
        "bookmarks_path": None,
        "tensor_shape": _Repeated,
        "sprite": SpriteMetadata,
        "tensor_path": None,
    }


class ProjectorConfig(_Message):
    """What the projector shows.

    >>> config = ProjectorConfig()
    >>> embedding = config.embeddings.add()
    >>> embedding.tensor_name = "words"
    >>> embedding.sprite.single_image_dim.extend([28, 28])
    >>> print(config, end="")
    embeddings {
      tensor_name: "words"
      sprite {
        single_image_dim: 28
        single_image_dim: 28
      }
    }
    """

    fields: ClassVar[dict[str, Any]] = {
        "model_checkpoint_path": None,
        "embeddings": lambda: _Repeated(EmbeddingInfo),
        "model_checkpoint_dir": None,
    }


def visualize_embeddings(summary_writer: Any, config: ProjectorConfig) -> None:
    """Write the settings into the folder of a summary writer.

    Args:
        summary_writer: the writer, or the folder itself.
        config: what to show.

    Raises:
        ValueError: when there is no folder.
    """
    folder = summary_writer if isinstance(summary_writer, str | os.PathLike) else summary_writer.get_logdir()
    if not folder:
        raise ValueError("Which folder? The summary writer has none.")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, PROJECTOR_FILENAME), "w", encoding="utf-8") as opened:
        opened.write(str(config))
