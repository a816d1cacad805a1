"""Datasets and records: writing a dataset into a TFRecord file, parsing examples, tables of comma-separated values.

Read next: `files.py`; `tensorlab/reading/record_writer.py`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab.data.dataset import Dataset
from tensorlab.data.dataset_base import DatasetBase
from tensorlab.data.files import TextLineDataset
from tensorlab.data.nodes import NO_GRADIENT, ON_THE_HOST, VARIANT
from tensorlab.data.recipes import Pass
from tensorlab.data.structures import Part
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import DType, string
from tensorlab.graph.registry import Array, HostValue, build, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.reading.csv_lines import decode_csv
from tensorlab.reading.parsing import parse_example
from tensorlab.reading.record_writer import TFRecordOptions
from tensorlab.reading.record_writer import TFRecordWriter as FileWriter


@op(
    "DatasetToTFRecord", shape=lambda *_: TensorShape(None), dtypes={"input_dataset": VARIANT}, outputs=0, kind="data",
    symbol="→⎘", latex=r"{filename} \leftarrow {input_dataset}", devices=ON_THE_HOST, outside=True,
)  # fmt: skip
def dataset_to_tf_record(input_dataset: Array, filename: HostValue, compression_type: HostValue):
    """Write the elements of a dataset into a TFRecord file."""
    recipe: Any = input_dataset
    name, compression = (np.asarray(value, object)[()] for value in (filename, compression_type))
    kind = compression.decode() if isinstance(compression, bytes) else compression
    with FileWriter(name.decode() if isinstance(name, bytes) else name, TFRecordOptions(kind)) as writer:
        for (record,) in recipe.start(Pass()):
            written: Any = np.asarray(record, object)[()]
            writer.write(written)
    return []


dataset_to_tf_record.not_differentiable(NO_GRADIENT)


class TFRecordWriter:
    """Writes a dataset of scalar strings into a TFRecord file.

    Args:
        filename: where.
        compression_type: "" (or None), "ZLIB" or "GZIP".

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/experimental/TFRecordWriter

    >>> import os, tempfile
    >>> import tensorlab as tf
    >>> with tempfile.TemporaryDirectory() as folder, tf.Graph().as_default(), tf.Session() as sess:
    ...     name = os.path.join(folder, "letters")
    ...     letters = tf.data.Dataset.from_tensor_slices(["a", "b"])
    ...     sess.run(tf.data.experimental.TFRecordWriter(name).write(letters))
    ...     print(list(tf.python_io.tf_record_iterator(name)))
    [b'a', b'b']
    """

    def __init__(self, filename: Any, compression_type: Any = None) -> None:
        self._filename = convert_to_tensor(filename, dtype=string, name="filename")
        kind = "" if compression_type is None else compression_type
        self._compression_type = convert_to_tensor(kind, dtype=string, name="compression_type")

    def write(self, dataset: Any) -> Any:
        """An operation that writes all elements of a dataset into the file.

        Raises:
            TypeError: when the elements are no scalar strings.
        """
        part = dataset._structure
        if not isinstance(part, Part) or part.dtype is not string or part.shape.ndims not in (0, None):
            raise TypeError(
                "`dataset` must produce scalar `DT_STRING` tensors: tf.train.Example's, for instance."
            )
        return dataset_to_tf_record(dataset._variant_tensor, self._filename, self._compression_type)


def parse_example_dataset(features: Any, num_parallel_calls: Any = 1) -> Callable[[Any], Any]:
    """Parse batches of serialised examples: `map` with `tf.parse_example`.

    Raises:
        ValueError: without features.
    """
    if features is None:
        raise ValueError("Missing: features was None.")
    return lambda dataset: dataset.map(lambda records: parse_example(records, features))


class CsvDataset(Dataset):
    """The lines of tables of comma-separated values, as tuples of scalars. A line holds a whole row.

    Args:
        filenames: as for `TextLineDataset`.
        record_defaults: for every column its default, or the dtype of a column that has to be filled.
        compression_type, buffer_size: as for `TextLineDataset`.
        header: whether the first line of each file holds names, and is left out.
        field_delim, use_quote_delim, na_value, select_cols: as for `tf.decode_csv`.

    Raises:
        tf.errors.InvalidArgumentError: in a run, for a line with another number of columns, or a missing value.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/experimental/CsvDataset

    >>> import os, tempfile
    >>> import tensorlab as tf
    >>> with tempfile.TemporaryDirectory() as folder, tf.Graph().as_default(), tf.Session() as sess:
    ...     name = os.path.join(folder, "table.csv")
    ...     with open(name, "w") as file: _ = file.write("x,kind\\n1.5,a\\n,b\\n")
    ...     rows = tf.data.experimental.CsvDataset(name, [tf.constant([0.5]), tf.string], header=True)
    ...     print(sess.run(tf.data.experimental.get_single_element(rows.batch(2))))
    (array([1.5, 0.5], dtype=float32), array([b'a', b'b'], dtype=object))
    """

    def __init__(
        self,
        filenames: Any,
        record_defaults: Any,
        compression_type: Any = None,
        buffer_size: Any = None,
        header: bool = False,
        field_delim: str = ",",
        use_quote_delim: bool = True,
        na_value: str = "",
        select_cols: Any = None,
    ) -> None:
        defaults = [_default(one) for one in record_defaults]

        def rows(name: Any) -> Any:
            lines = TextLineDataset(name, compression_type, buffer_size)
            return lines.skip(1) if header else lines

        def fields(line: Any) -> Any:
            settings: dict[str, Any] = {"na_value": na_value, "select_cols": select_cols}
            return tuple(decode_csv(line, defaults, field_delim, use_quote_delim, **settings))

        names = convert_to_tensor(filenames, dtype=string, name="filenames")
        found = Dataset.from_tensor_slices(build("Reshape", names, [-1])).flat_map(rows).map(fields)
        DatasetBase.__init__(self, found._variant_tensor, found._structure)


def _default(default: Any) -> Any:
    """A default as `tf.decode_csv` takes it; for a column without one an empty vector of its dtype."""
    if isinstance(default, DType):
        return convert_to_tensor(np.zeros(0, default.as_numpy_dtype), dtype=default)
    return default
