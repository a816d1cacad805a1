"""Operations that are run when a saved model is loaded.

Read next: `loader.py`.
"""

from tensorlab.graph.operation import Operation
from tensorlab.graph.scopes import control_dependencies
from tensorlab.ops.flow import group
from tensorlab.ops.variable_lists import (
    global_variables_initializer,
    local_variables_initializer,
    tables_initializer,
)


def main_op() -> Operation:
    """An operation that initialises everything: all variables, local ones, tables."""
    return group(global_variables_initializer(), local_variables_initializer(), tables_initializer())


def main_op_with_restore(restore_op_name: str) -> Operation:
    """The same, and after it another operation that restores values."""
    with control_dependencies([main_op()]):
        return group(restore_op_name)
