"""Tests of the devices: what each can do, where nodes go, what is copied."""
