"""Record: what happened in a run, event by event, and everything that can be said about it.

Read `recorder.py`, then `bundle.py`."""
