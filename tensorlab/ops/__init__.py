"""Ops: one page per family of operations, one record per operation (see `tensorlab/graph/registry.py`).

Read `source.py`, `flow.py` and `math.py` first."""
