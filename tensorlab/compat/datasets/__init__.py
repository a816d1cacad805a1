"""Data sets that tutorials read: MNIST, iris, ... None is downloaded: it is looked for where it usually lies.

Read next: `mnist.py`.
"""
