"""Programs in the manner of the TensorFlow 1.x books, run as they stand.

Every file here that says `import tensorflow as tf` is such a program: nothing in it knows of tensorlab. What
TensorFlow prints for it is kept in `goldens/`; what tensorlab prints has to agree over the whole run. A program in
the style of the oldest releases, which TensorFlow itself no longer runs, names in its second line a program of
today that prints the same.

Read next: `linear_regression.py`, then `running.py`.
"""
