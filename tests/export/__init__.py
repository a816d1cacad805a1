"""Read `test_export.py`."""
