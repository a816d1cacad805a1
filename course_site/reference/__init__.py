"""The reference: every public name and every op, on one page. Read next: `entries.py`, then `page.py`."""
