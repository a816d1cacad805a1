"""Tests of `tensorlab/training/` and of moving averages."""
