"""Scheduling: plans whose steps do not simply run one after the other. Start with `dependencies.py`."""
