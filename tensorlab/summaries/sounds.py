"""Sounds as summaries: each becomes a WAV file with 16 bits a sample.

Source of the format: "Multimedia Programming Interface and Data Specifications 1.0", IBM and Microsoft, 1991; and
https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/core/kernels/summary_audio_op.cc

Read next: `tensors.py`.
"""

import struct
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import STRING, float32
from tensorlab.graph.registry import Array, Sample
from tensorlab.graph.tensor import Tensor
from tensorlab.protos.wire import messages
from tensorlab.summaries.naming import (
    NO_GRADIENT,
    collect,
    one_tag,
    packed,
    summary_op,
    summary_scope,
    tags_of_batch,
)

__all__ = ["audio", "audio_summary"]

FULL = 1 << 15
"""What 1.0 becomes; the largest sample is one less."""


def wav_bytes(samples: Any, rate: int) -> bytes:
    """A WAV file.

    Args:
        samples: floats of shape [frames, channels], from -1 to 1; what is outside is cut off.
        rate: frames in a second.

    >>> wav_bytes(np.array([[0.5], [-2.0]]), 8000)[36:]
    b'data\\x04\\x00\\x00\\x00\\x00@\\x00\\x80'
    """
    channels = samples.shape[1]
    loud = np.nan_to_num(samples.astype(np.float64) * FULL)
    nearest = np.copysign(np.floor(np.abs(loud) + 0.5), loud)  # a half goes away from zero, as in C
    data = np.clip(nearest, -FULL, FULL - 1).astype("<i2").tobytes()
    frame = 2 * channels
    format_chunk = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, rate, rate * frame, frame, 16)
    return struct.pack("<4sI4s", b"RIFF", 36 + len(data), b"WAVE") + format_chunk + struct.pack(
        "<4sI", b"data", len(data)
    ) + data  # fmt: skip


@summary_op(
    "AudioSummaryV2", "sound", {"tag": STRING, "tensor": frozenset({float32}), "sample_rate": frozenset({float32})},
    r"\text{{audio}}({tensor})",
)  # fmt: skip
def audio_summary(tag: Array, tensor: Array, sample_rate: Array, max_outputs: int = 3):
    """Write sounds as a summary, each as a WAV file.

    Args:
        tag: one string; the sounds are called `tag/audio/0` and so on, a single one `tag/audio`.
        tensor: [batch, frames] or [batch, frames, channels], from -1 to 1.
        sample_rate: frames in a second, one number.
        max_outputs: how many at most, from the front of the batch.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     summary = tf.Summary.FromString(sess.run(audio_summary("a", tf.zeros([1, 80]), 8000.0)))
    >>> summary.value[0].tag, summary.value[0].audio.length_frames, summary.value[0].audio.content_type
    ('a/audio/0', 80, 'audio/wav')
    """
    name, sounds, rate = one_tag(tag, "Tag"), np.asarray(tensor), np.asarray(sample_rate)
    if sounds.ndim not in (2, 3):
        raise InvalidArgumentError(None, None, f"Tensor must be 3-D or 2-D, got: {list(sounds.shape)}")
    if rate.size != 1 or not np.all(rate > 0):
        raise InvalidArgumentError(None, None, f"sample_rate must be > 0, and one number; it is {rate}")
    sounds = (sounds[..., None] if sounds.ndim == 2 else sounds)[:max_outputs]
    summary = messages("summary").Summary()
    whole = max(int(np.rint(rate).reshape(-1)[0]), 1)
    for one_name, one in zip(tags_of_batch(name, "audio", len(sounds), max_outputs), sounds, strict=True):
        sound = summary.value.add(tag=one_name).audio
        sound.sample_rate = rate.reshape(-1)[0]
        sound.length_frames, sound.num_channels = one.shape
        sound.encoded_audio_string = wav_bytes(one, whole)
        sound.content_type = "audio/wav"
    return packed(summary)


@audio_summary.build
def _(tag, tensor, sample_rate, max_outputs=3):
    if max_outputs < 1:
        raise ValueError(f"max_outputs must be at least 1, not {max_outputs}.")
    return tag, tensor, sample_rate, int(max_outputs)


@audio_summary.samples
def _() -> list[Sample]:
    wave = np.sin(np.arange(40.0)).reshape(2, 20).astype(np.float32)
    return [
        Sample("mono", wave, np.float32(8000.0)),
        Sample("one", wave[:1], np.float32(44100.0), max_outputs=1),
        Sample("stereo", 1.5 * wave.reshape(2, 10, 2), np.float32(0.25), max_outputs=2),
    ]


audio_summary.not_differentiable(NO_GRADIENT)


def audio(
    name: str,
    tensor: Any,
    sample_rate: Any,
    max_outputs: int = 3,
    collections: Any = None,
    family: str | None = None,
) -> Tensor:
    """Write sounds as a summary.

    Args:
        name: what the node is called. The tags are `name/audio/0`, `name/audio/1` and so on; with `max_outputs=1` it
            is `name/audio`.
        tensor: float32 [batch, frames, channels] or [batch, frames], from -1 to 1.
        sample_rate: frames in a second: a number, or a float32 scalar.
        max_outputs: how many sounds at most.
        collections: keys of the collections that the summary goes into; by default `[GraphKeys.SUMMARIES]`.
        family: a group of TensorBoard: the tag begins with it.

    Returns:
        A string tensor: the bytes of a `tf.Summary`.

    Raises:
        tf.errors.InvalidArgumentError: in a run, when the shape is another, or the rate is not above 0.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/summary/audio

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     tone = tf.sin(0.3 * tf.range(400.0))[None, :]
    ...     summary = tf.Summary.FromString(sess.run(tf.summary.audio("tone", tone, 8000, max_outputs=1)))
    >>> summary.value[0].tag, summary.value[0].audio.num_channels, len(summary.value[0].audio.encoded_audio_string)
    ('tone/audio', 1, 844)
    """
    with summary_scope(name, family, values=[tensor]) as (tag, scope):
        sample_rate = convert_to_tensor(sample_rate, float32, name="sample_rate")
        return collect(audio_summary(tag, tensor, sample_rate, max_outputs, name=scope), collections)
