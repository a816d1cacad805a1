"""Ask TensorFlow where it places the nodes of `placement_cases.py`; `record.py` calls this.

TensorFlow says it on the process's standard output, so that is what is read.
"""

import json
import os
import random
import re
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from tests.parity.placement_cases import CASES, NAMES, NESTS, WRONG_NAMES, Case, essence, scope

GOLDEN = Path(__file__).parent / "goldens" / "placement.json"
LINE = re.compile(r"^(\S+): \((\w+)\): /job:localhost/replica:0/task:0/device:(\S+)$", re.MULTILINE)


def placed(tf: Any, case: Case) -> Any:
    """In order, [name, type, device] of every node of a case; or why TensorFlow refuses."""
    config = tf.ConfigProto(
        device_count={"CPU": case.cpus}, allow_soft_placement=case.soft, log_device_placement=True
    )
    config.graph_options.place_pruned_graph = case.pruned
    with tempfile.TemporaryFile("w+") as log, tf.Graph().as_default() as graph:
        standard_output = os.dup(1)
        os.dup2(log.fileno(), 1)
        try:
            fetches = case.build(tf)
            session = tf.Session(graph=graph, config=config)
            # Variables without values: the nodes are placed all the same.
            with session, suppress(tf.errors.FailedPreconditionError):
                session.run(fetches)
        except (tf.errors.InvalidArgumentError, ValueError) as error:
            return f"{type(error).__name__}: {essence(str(error))}"
        finally:
            os.dup2(standard_output, 1)
            os.close(standard_output)
        log.seek(0)
        return [list(found) for found in LINE.findall(log.read())]


def parsed(tf: Any, name: str) -> Any:
    """The fields of a device name and its canonical form, or the type of the error."""
    try:
        spec = tf.DeviceSpec.from_string(name)
    except ValueError as error:
        return type(error).__name__
    fields = [spec.job, spec.replica, spec.task, spec.device_type, spec.device_index]
    return [fields, spec.to_string(), repr(spec)]


def merged(tf: Any, outer: str, inner: str) -> str:
    """One device name inside another one."""
    spec = tf.DeviceSpec.from_string(outer)
    spec.merge_from(tf.DeviceSpec.from_string(inner))
    return spec.to_string()


def nested(tf: Any, nest: list[Any]) -> str:
    """What a constant asks for inside these scopes."""
    with tf.Graph().as_default(), ExitStack() as stack:
        for item in nest:
            stack.enter_context(tf.device(scope(item)))
        return tf.constant(1.0).op.device


def record_placement(tf: Any) -> None:
    """Keep all answers in one file."""
    chosen = random.Random(1)
    pairs = [[chosen.choice(NAMES), chosen.choice(NAMES)] for _ in range(300)]
    answers = {
        "tensorflow": tf.__version__,
        "names": {name: parsed(tf, name) for name in [*NAMES, *WRONG_NAMES]},
        "merged": [[outer, inner, merged(tf, outer, inner)] for outer, inner in pairs],
        "nests": [[nest, nested(tf, nest)] for nest in NESTS],
        "placed": {name: placed(tf, case) for name, case in CASES.items()},
    }
    entries = []
    for key, value in answers.items():
        if isinstance(value, dict):
            lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(item)}" for name, item in value.items())
            entries.append(f" {json.dumps(key)}: {{\n{lines}\n }}")
        elif isinstance(value, list):
            lines = ",\n".join(f"  {json.dumps(item)}" for item in value)
            entries.append(f" {json.dumps(key)}: [\n{lines}\n ]")
        else:
            entries.append(f" {json.dumps(key)}: {json.dumps(value)}")
    GOLDEN.write_text("{\n" + ",\n".join(entries) + "\n}\n", encoding="utf-8")
    print(f"{len(CASES)} placements recorded")
