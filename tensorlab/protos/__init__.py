"""Protos: what TensorFlow programs know as protocol buffers, as plain classes with the same field names.

Read next: `settings.py` (what they all can do), `config.py` (the settings of a session), `metadata.py` (what a run
tells about itself).
"""
