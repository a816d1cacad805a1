"""Saving and restoring: the files, the saver, what a kill or damage may not do, and what TensorFlow wrote."""
