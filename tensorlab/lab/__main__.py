"""The command line: `python -m tensorlab.lab program.py` runs a program and writes its Tracer as one HTML file.

Read next: `tape.py`.
"""

import argparse
import runpy
import sys
from pathlib import Path

from tensorlab.lab.tape import trace


def main(arguments: list[str] | None = None) -> int:
    """Run a program under `lab.trace()`; programs that say `import tensorflow` get tensorlab."""
    parser = argparse.ArgumentParser(prog="python -m tensorlab.lab", description=main.__doc__)
    parser.add_argument("program", type=Path, help="the Python file to run")
    parser.add_argument("--html", type=Path, help="the page to write (default: beside the program)")
    options = parser.parse_args(arguments)
    import tensorlab

    sys.modules.setdefault("tensorflow", tensorlab)
    with trace(title=options.program.name) as tape:
        runpy.run_path(str(options.program), run_name="__main__")
    if not tape.runs:
        print("The program ran no session, so there is nothing to show.", file=sys.stderr)
        return 1
    page = tape.to_html(options.html or options.program.with_suffix(".html"))
    print(f"{tape!r}\nWritten: {page}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
