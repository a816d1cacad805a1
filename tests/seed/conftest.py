"""Tells pytest not to import the programs beside this file: `test_seed_programs.py` runs them."""

collect_ignore_glob = ["seed*.py"]
