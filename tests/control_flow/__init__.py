"""Branches and loops: what they compute, their gradients, where they run, and what happens when they fail."""
