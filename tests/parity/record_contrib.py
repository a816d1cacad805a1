"""Ask TensorFlow 1.15 what the programs of `contrib_programs/` print, and keep it in `goldens/contrib.json`.

TensorFlow 1.15 needs Python 3.7, in an environment of its own:

    python3.7 -m venv oldest && oldest/bin/pip install tensorflow==1.15.5 "protobuf<3.21"
    oldest/bin/python -m tests.parity.record_contrib

It also keeps the arguments of every public function of the parts in `PARTS`. A topic may be named
(`... record_contrib layers_dense`); what was recorded of the others stays. Keep this file, and those programs, free
of what Python 3.7 does not know.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any

from tests.parity import contrib_programs
from tests.parity.programs import all_programs, output_of
from tests.parity.public_names import parameters_of

PARTS = ("framework", "layers", "legacy_seq2seq", "losses", "metrics", "opt", "rnn", "seq2seq", "training")
GOLDEN = Path(__file__).parent / "goldens" / "contrib.json"


def open_tensorflow() -> Any:
    """TensorFlow 1.15, without its warnings."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    import tensorflow as tf

    tf.compat.v1.logging.set_verbosity(tf.compat.v1.logging.ERROR)
    return tf


def main(topics: list[str]) -> None:
    """Run the programs of some topics (of all when none is named)."""
    tf = open_tensorflow()
    outputs: dict[str, list[str]] = {}
    if topics and GOLDEN.exists():
        outputs = json.loads(GOLDEN.read_text(encoding="utf-8"))["outputs"]
    programs = all_programs(contrib_programs.__name__)
    failed = False
    for name, program in programs.items():
        if topics and name.partition(".")[0] not in topics:
            continue
        try:
            outputs[name] = output_of(program, tf).splitlines()
        except Exception:
            failed = True
            print(name)
            traceback.print_exc(limit=-3)
    if failed:
        raise SystemExit("Some programs do not run under TensorFlow; nothing was written.")
    signatures = {}
    for part in PARTS:
        space = getattr(tf.contrib, part)
        for name in sorted(dir(space)):
            function = getattr(space, name)
            if not name.startswith("_") and callable(function):
                signatures[f"{part}.{name}"] = parameters_of(function)
    kept = {name: outputs[name] for name in programs if name in outputs}
    text = json.dumps({"tensorflow": tf.__version__, "outputs": kept}, indent=1, ensure_ascii=False)
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(signatures[name])}" for name in signatures)
    GOLDEN.write_text(f'{text[:-2]},\n "signatures": {{\n{lines}\n }}\n}}\n', encoding="utf-8")
    print(len(kept), "programs recorded")


if __name__ == "__main__":
    main(sys.argv[1:])
