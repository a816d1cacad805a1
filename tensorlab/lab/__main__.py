"""The command line: `python -m tensorlab.lab program.py` runs a program and writes its Tracer as one HTML file.

The program may say `import tensorflow as tf`: it gets tensorlab. `python -m tensorlab run program.py --trace page.html`
does the same for chosen runs, and leaves the program's output alone.

Read next: `tape.py`, `tensorlab/__main__.py`.
"""

import argparse
import sys
from pathlib import Path

from tensorlab.__main__ import run_program
from tensorlab.lab.tape import trace


def main(arguments: list[str] | None = None) -> int:
    """Run a program under `lab.trace()` and write what it did as one HTML page; the result is its exit status.

    A program that fails, or is stopped by Ctrl+C, has its page too: it shows how far the program came.
    """
    parser = argparse.ArgumentParser(
        prog="python -m tensorlab.lab",
        description="Run a TensorFlow 1.x program on tensorlab and write a page that steps through what it did.",
    )
    parser.add_argument("--html", type=Path, help="the page to write (default: beside the program)")
    parser.add_argument(
        "--language", choices=("auto", "en", "zh"), default="auto", help="of the page (default: its reader's)"
    )
    parser.add_argument("program", type=Path, help="the Python file to run")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="what the program finds in sys.argv")
    options = parser.parse_args(arguments)
    if not options.program.is_file():
        print(f"There is no file {options.program}.", file=sys.stderr)
        return 2
    with trace(title=options.program.name) as tape:
        status = run_program(options.program, options.arguments)
    if not tape.runs:
        print("The program ran no session, so there is nothing to show.", file=sys.stderr)
        return status or 1
    page = tape.to_html(options.html or options.program.with_suffix(".html"), language=options.language)
    print(f"{tape!r}\nWritten: {page}")
    return status


if __name__ == "__main__":
    sys.exit(main())
