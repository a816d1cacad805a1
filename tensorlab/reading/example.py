"""`tf.train.Example`: one example of a data set as a map from names to lists of bytes, of float32 or of int64.

This is what records in TFRecord files usually hold. What is written here is what TensorFlow reads, and the other way
round; no protocol buffer package is needed.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/Example ,
https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/core/example/feature.proto

Read next: `message.py` (what these classes can do), `parsing.py` (from examples to tensors).
"""

from tensorlab.reading.containers import Bytes, Float, Int64
from tensorlab.reading.message import DecodeError as DecodeError
from tensorlab.reading.message import Field, Message


class BytesList(Message):
    """A list of bytes.

    >>> BytesList(value=[b"ab"])
    value: "ab"
    <BLANKLINE>
    """

    _fields = {"value": Field(1, "numbers", Bytes)}  # noqa: RUF012


class FloatList(Message):
    """A list of numbers, kept as float32.

    >>> FloatList(value=[0.5, 2])
    value: 0.5
    value: 2
    <BLANKLINE>
    """

    _fields = {"value": Field(1, "numbers", Float)}  # noqa: RUF012


class Int64List(Message):
    """A list of whole numbers of 64 bits.

    >>> Int64List(value=range(3)).value
    [0, 1, 2]
    """

    _fields = {"value": Field(1, "numbers", Int64)}  # noqa: RUF012


class Feature(Message):
    """One of three lists: `bytes_list`, `float_list` or `int64_list`.

    >>> feature = Feature(int64_list=Int64List(value=[7]))
    >>> feature.WhichOneof("kind"), feature.int64_list.value[0]
    ('int64_list', 7)
    """

    _fields = {  # noqa: RUF012
        "bytes_list": Field(1, "part", BytesList, "kind"),
        "float_list": Field(2, "part", FloatList, "kind"),
        "int64_list": Field(3, "part", Int64List, "kind"),
    }


class Features(Message):
    """A map from names to features: `features.feature["label"]`."""

    _fields = {"feature": Field(1, "map", Feature)}  # noqa: RUF012


class Example(Message):
    """One example of a data set.

    >>> example = Example()
    >>> example.features.feature["label"].int64_list.value.append(3)
    >>> example.features.feature["image"].bytes_list.value.append(b"pixels")
    >>> read = Example.FromString(example.SerializeToString())
    >>> read == example, read.features.feature["label"].int64_list.value
    (True, [3])
    """

    _fields = {"features": Field(1, "part", Features)}  # noqa: RUF012


class FeatureList(Message):
    """A list of features: one for each step of a sequence."""

    _fields = {"feature": Field(1, "parts", Feature)}  # noqa: RUF012


class FeatureLists(Message):
    """A map from names to lists of features."""

    _fields = {"feature_list": Field(1, "map", FeatureList)}  # noqa: RUF012


class SequenceExample(Message):
    """A sequence: features of the whole (`context`), and features of every step (`feature_lists`)."""

    _fields = {  # noqa: RUF012
        "context": Field(1, "part", Features),
        "feature_lists": Field(2, "part", FeatureLists),
    }
