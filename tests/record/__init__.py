"""Tests of the recorder: what it keeps, replays, tells and exports."""
