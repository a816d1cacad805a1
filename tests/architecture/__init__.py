"""The tests that keep the house in order: who imports whom, what an import costs, how long a file may be."""
