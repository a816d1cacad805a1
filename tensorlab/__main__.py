"""The command line: `python -m tensorlab lessons` copies the course into a folder and opens it.

Read next: `tensorlab/lab/lessons.py`. Programs are run under the Tracer by `python -m tensorlab.lab program.py`.
"""

import sys


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks for; the result is the exit status."""
    from tensorlab.lab.lessons import main as lessons_command

    return lessons_command(arguments)


if __name__ == "__main__":
    sys.exit(main())
