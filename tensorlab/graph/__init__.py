"""Describe: the graph, its operations and tensors, and the record of every op type.

Nothing in this room computes a value. Read in this order: `registry.py` (what is known about an op),
`operation.py` and `tensor.py` (nodes and edges), `node_builder.py` (how a call becomes a node), `graph.py`,
`gradients.py`.
"""

import tensorlab.graph.node_builder
