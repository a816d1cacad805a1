"""Files of graphs, written and read. Start with `test_import_recorded.py`."""
