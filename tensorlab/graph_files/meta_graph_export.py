"""A graph with its collections."""
