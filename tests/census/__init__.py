"""Which names of TensorFlow 1.x old programs use, and what becomes of each here.

`api_census.csv` and `method_census.csv` count how many of 780 public TensorFlow 1.x programs use a name, or a method of
TensorFlow's objects. `python -m tests.census.make` writes `status.csv` and `methods.csv` from them: for every name that
five or more programs use, whether it works, differs, or is not here, and which test shows it.

Read next: `make.py`.
"""
