"""tf.graph_util: work on graphs in files.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.graph_files.constants_graph import (
    convert_variables_to_constants,
    extract_sub_graph,
    must_run_on_cpu,
    remove_training_nodes,
    tensor_shape_from_node_def_name,
)
from tensorlab.graph_files.import_graph import import_graph_def

__getattr__ = _unknown_name(__name__, globals())
