"""Reading from files: records, examples, pictures, lines, and the readers that take file names from a queue.

- `tfrecord.py`: files of records, written and read; `crc32c.py`: how damage to them is found.
- `example.py`: `tf.train.Example`, what such a record usually holds; `wire.py`: how it is written as bytes.
- `parsing.py` and the pages after it: from examples and lines to tensors.
- `readers.py`: `tf.TFRecordReader` and its kin; `reader.py`: how they wait for names of files.
- `picture_files.py`, `picture_writing.py`: PNG, JPEG, GIF and BMP files.

Read next: `tfrecord.py`.
"""
