"""The command line: `python -m tensorlab run program.py` runs a TensorFlow 1.x program as it stands.

    python -m tensorlab run program.py [its arguments]       # `import tensorflow` gives tensorlab
    python -m tensorlab run program.py --trace page.html     # and writes its Tracer as one page
    python -m tensorlab lessons                              # copies the course into a folder and opens it

Read next: `tensorlab/compat/running.py`, `tensorlab/lab/lessons.py`.
"""

import sys
from pathlib import Path
from typing import Any, NamedTuple

USAGE = """\
usage: python -m tensorlab run [--trace PAGE.html] [--runs A:B] program.py [arguments of the program]

Run a TensorFlow 1.x program as it stands: `import tensorflow` gives it tensorlab.

  --trace PAGE.html   record what it runs, and write the Tracer of its last runs as one page
  --runs A:B          of which runs: 1:20 are the first twenty, -5: the last five, 7 the seventh
                      (default: the last 2,000; the page opens at the last one that trains)
  --language en|zh    of the page (default: its reader's)

These options may also follow the program's name; what follows `--` is the program's own.
"""
MOST_RUNS = 2000
WRONG_USE = 2


class Options(NamedTuple):
    """What the command line of `run` asks for."""

    program: Path
    arguments: list[str]
    trace: Path | None
    runs: tuple[int, int] | None
    language: str


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks for; the result is the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["run"]:
        return run(given[1:])
    from tensorlab.lab.lessons import main as lessons_command

    return lessons_command(arguments)


def run(given: list[str]) -> int:
    """The command `run`; the result is the program's exit status."""
    if given[:1] in (["-h"], ["--help"]):
        print(USAGE, end="")
        return 0
    try:
        options = parsed(given)
        if not options.program.is_file():
            raise ValueError(f"There is no file {options.program}.")
    except ValueError as error:
        print(f"{error}\n\n{USAGE}", file=sys.stderr, end="")
        return WRONG_USE
    if options.trace is None:
        return run_program(options.program, options.arguments)
    from tensorlab.lab.tape import trace

    with trace(title=options.program.name) as tape:
        status = run_program(options.program, options.arguments)
    return write_page(tape, options) or status


def run_program(program: Path, arguments: list[str]) -> int:
    """Run a file as `python program.py` would, with tensorlab as its TensorFlow; the exit status."""
    from tensorlab.compat.running import run_program as as_main

    return as_main(program, arguments)


def write_page(tape: Any, options: Options) -> int:
    """Write the Tracer of the runs asked for; 0, or a status that says why not."""
    from tensorlab.lab.excerpt import excerpt, where_to_open

    if not tape.runs:
        print("The program ran no session, so there is no page.", file=sys.stderr)
        return 1
    first, last = options.runs or (-MOST_RUNS, -1)
    try:
        part = excerpt(tape, max(first, -len(tape)), min(last, len(tape)))
    except IndexError as error:
        print(f"--runs: {error}", file=sys.stderr)
        return WRONG_USE
    assert options.trace is not None
    page = part.to_html(options.trace, run=where_to_open(part), language=options.language)
    first, last = part.runs[0].number, part.runs[-1].number
    runs = f"run {first:,}" if first == last else f"runs {first:,} to {last:,}"
    print(f"The Tracer of {runs} (of {len(tape):,}) is in {page}", file=sys.stderr)
    return 0


def parsed(given: list[str]) -> Options:
    """What a command line says.

    Raises:
        ValueError: when it cannot be understood.

    >>> parsed(["program.py", "--rate=1", "--trace", "page.html", "--runs", "1:20", "--", "--runs"])
    Options(program=PosixPath('program.py'), arguments=['--rate=1', '--runs'], trace=PosixPath('page.html'), ...
    """
    ours: dict[str, str] = {}
    rest: list[str] = []
    waiting = list(given)
    while waiting:
        argument = waiting.pop(0)
        name, equals, value = argument.partition("=")
        if argument == "--":
            rest += waiting
            break
        if name in ("--trace", "--runs", "--language"):
            if not equals and not waiting:
                raise ValueError(f"{name} needs a value.")
            ours[name] = value if equals else waiting.pop(0)
        elif not rest and argument.startswith("-"):
            raise ValueError(f"There is no option {argument}.")
        else:
            rest.append(argument)
    if not rest:
        raise ValueError("Which program?")
    if ours.get("--language", "auto") not in ("auto", "en", "zh"):
        raise ValueError("--language is en or zh.")
    if "--runs" in ours and "--trace" not in ours:
        raise ValueError("--runs says which runs the page of --trace holds.")
    return Options(
        program=Path(rest[0]),
        arguments=rest[1:],
        trace=Path(ours["--trace"]) if "--trace" in ours else None,
        runs=span(ours["--runs"]) if "--runs" in ours else None,
        language=ours.get("--language", "auto"),
    )


def span(text: str) -> tuple[int, int]:
    """The first and the last run that `--runs` asks for.

    Raises:
        ValueError: when it is none of `7`, `1:20`, `:20`, `-5:`.

    >>> span("1:20"), span("7"), span("-5:")
    ((1, 20), (7, 7), (-5, -1))
    """
    first, colon, last = text.partition(":")
    try:
        return (int(first or 1), int(last or -1)) if colon else (int(first), int(first))
    except ValueError:
        raise ValueError(f"--runs {text}: write two numbers, as in --runs 1:20.") from None


if __name__ == "__main__":
    sys.exit(main())
