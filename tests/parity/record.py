"""Ask the real TensorFlow for its answers and keep them in `goldens/`. How to install it: `oracle.py`.

    python -m tests.parity.record             everything
    python -m tests.parity.record programs    what the programs of `programs/` print
    python -m tests.parity.record programs names   what those of `programs/names.py` print
    python -m tests.parity.record ops         what every op of the registry computes
    python -m tests.parity.record ops math    what the ops of the page `tensorlab/ops/math.py` compute
    python -m tests.parity.record signatures  which arguments the public functions take
    python -m tests.parity.record placement   on which device every node of some graphs stands

The answers are committed, so that the tests need no TensorFlow. Record again after adding a program or an op,
and look at the difference in the files before committing it.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.parity.oracle import open_tensorflow
from tests.parity.programs import all_programs, output_of

GOLDENS = Path(__file__).parent / "goldens"


def record_programs(tf: Any, topics: Sequence[str] = ()) -> None:
    """Run the programs of some topics (of all when none is named) under TensorFlow; one entry per program."""
    outputs: dict[str, list[str]] = {}
    failures = []
    programs = all_programs()
    known = json.loads((GOLDENS / "programs.json").read_text(encoding="utf-8"))["outputs"] if topics else {}
    for name, program in programs.items():
        if topics and name.split(".")[0] not in topics:
            if name in known:
                outputs[name] = known[name]
            continue
        try:
            outputs[name] = output_of(program, tf).splitlines()
        except Exception as error:
            failures.append(f"{name}: {type(error).__name__}: {error}")
    if failures:
        raise SystemExit("These programs do not run under TensorFlow:\n" + "\n".join(failures))
    text = json.dumps({"tensorflow": tf.__version__, "outputs": outputs}, indent=1, ensure_ascii=False)
    (GOLDENS / "programs.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(outputs)} programs recorded")


def record_signatures(tf: Any) -> None:
    """Keep the arguments of every function that tensorlab has too."""
    import tensorlab
    from tests.parity.public_names import find, parameters_of, public_callables

    found = {name: find(tf, name) for name in public_callables(tensorlab)}
    recorded = {
        name: "absent" if function is None else parameters_of(function) for name, function in found.items()
    }
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(recorded[name])}" for name in sorted(recorded))
    (GOLDENS / "signatures.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    print(f"{len(recorded)} signatures recorded")


def main(arguments: list[str]) -> None:
    """Record the parts named on the command line."""
    tf = open_tensorflow()
    if arguments[:1] == ["programs"]:
        return record_programs(tf, arguments[1:])
    if arguments[:1] == ["ops"]:
        from tests.parity.record_ops import record_ops

        return record_ops(tf, arguments[1:])
    parts = arguments or ["programs", "ops", "signatures", "placement"]
    if "programs" in parts:
        record_programs(tf)
    if "ops" in parts:
        from tests.parity.record_ops import record_ops

        record_ops(tf)
    if "signatures" in parts:
        record_signatures(tf)
    if "placement" in parts:
        from tests.parity.record_placement import record_placement

        record_placement(tf)


if __name__ == "__main__":
    main(sys.argv[1:])
