"""Optimizers: one file each, built from nodes.

Read `optimizer.py` first."""
