"""Graphs in files: a graph as TensorFlow's own GraphDef, written and read.

Written: `op_defs.py` (what TensorFlow calls the inputs and attributes of each op type), `export_graph.py` (node by
node), the pages `lower_*.py` (nodes that TensorFlow has no type for, in terms of those it has), `meta_graph_export.py`
(with the collections). Read: the pages `import_*.py`. Read next: `export_graph.py`.
"""
