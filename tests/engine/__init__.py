"""Tests of the engine: describing graphs, planning, running, differentiating."""
