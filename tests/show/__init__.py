"""Tests of what is shown: layout, plots, the Tracer's page."""
