"""Saving: the values of variables in files, and back; after a restart a training goes on where it stood.

Read next: `checkpoint_files.py` (the files), `nodes.py` (the nodes that write and read them), `saver.py` (the class
`tf.train.Saver`).
"""
