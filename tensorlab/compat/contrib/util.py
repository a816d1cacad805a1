"""tf.contrib.util: what is known of a tensor while the graph is described.

Read next: `tensorlab/graph/static_values.py`.
"""

from tensorlab.errors import unknown_name
from tensorlab.graph.static_values import constant_value

__all__ = ["constant_value"]

__getattr__ = unknown_name("tensorlab.contrib.util", globals())
