"""`%load_ext tensorlab` gives `%%trace`: run a cell, then step through what its sessions did.

Read next: `tape.py`.
"""

from typing import Any

from tensorlab.lab.tape import trace


def trace_cell(shell: Any, line: str, cell: str) -> None:
    """Run a cell under `lab.trace()` and show the Tracer; a name on the magic's line keeps the tape."""
    from IPython.display import display

    with trace() as tape:
        shell.run_cell(cell)
    name = line.strip()
    if name:
        shell.user_ns[name] = tape
    if tape.runs:
        display(tape.show())
    else:
        print("No session ran in this cell, so there is nothing to step through.")


def register(shell: Any) -> None:
    """Make `%%trace` known to an IPython shell."""

    def magic(line: str, cell: str) -> None:
        trace_cell(shell, line, cell)

    shell.register_magic_function(magic, magic_kind="cell", magic_name="trace")
