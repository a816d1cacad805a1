"""Tests of `tensorlab/recurrent/`."""
