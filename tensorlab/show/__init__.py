"""Show: the layout of a graph, the Tracer, plots and static pages.

Read `layout.py`, then `widget.py`."""
