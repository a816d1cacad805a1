"""The programs beside this file are run by `test_seed_programs.py`; pytest must not import them for doctests."""

collect_ignore_glob = ["seed*.py"]
