"""Benchmarks: ratios measured side by side in one run. `python3 lab.py bench`, or `python -m benchmarks`.

Machines are noisy, so no absolute time means anything by itself: every figure printed is a ratio of two things
measured in turn, round by round, on one thread. Read `__main__.py` first.
"""
