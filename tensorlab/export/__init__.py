"""To other tools: a timeline for Perfetto, a table for spreadsheets, a graph for Graphviz.

Read next: `chrome_trace.py`, `events_table.py`, `arrays_file.py`, `dot_text.py`; `tensorlab/lab/exporting.py` chooses
among them.
"""
