"""Summaries: what a training writes down about itself, for TensorBoard to draw.

A summary op turns a tensor into the bytes of a `Summary` message; a `FileWriter` puts such messages into an event file,
one behind the other; TensorBoard reads the file.

Read next: `naming.py` (what a summary is called), `numbers.py` (scalars and histograms), `pictures.py` (images),
`sounds.py`, `tensors.py` (any tensor, and text), `merging.py`; then `event_files.py` and `file_writer.py`.
"""
