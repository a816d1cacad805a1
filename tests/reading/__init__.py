"""Tests of the room `tensorlab/reading/`."""
