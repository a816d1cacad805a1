"""Run: which nodes a call of `Session.run` needs, in which order, with which values.

Read `plan.py`, then `session.py`."""
