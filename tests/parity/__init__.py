"""What TensorFlow answers, and the tests that hold tensorlab to it. Start with `compare.py`."""
