"""Have TensorFlow run every op type as tensorlab writes it: the samples of the registry, and their gradients.

    python -m tests.parity.record_written_ops write FOLDER
    oracle/bin/python -m tests.parity.record_written_ops run FOLDER
    oldest/bin/python -m tests.parity.record_written_ops run FOLDER

tensorlab writes one GraphDef for each case into the folder, with what it computes; TensorFlow imports it and computes
the same, or says why not. What is kept is a table for each TensorFlow
(`tests/graph_files/export_recorded/ops-2.json`): for every op type how many cases agree, of how many, and what
TensorFlow says to the others (it has no kernel for some data formats and dtypes on the CPU, for one). Keep the
running half free of what Python 3.7 does not know.
"""

from __future__ import annotations

import base64
import json
import sys
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parents[1] / "graph_files" / "export_recorded"
CASES_PER_SAMPLE = 2
# TensorFlow 1.15 aborts on samples of these, instead of raising an error.
ABORTING = ("DrawBoundingBoxesV2", "ConjugateTranspose", "FusedBatchNormGradV3", "FusedBatchNormV3")


def packed(value: Any) -> Any:
    """An array of any dtype as JSON."""
    array = np.asarray(value)
    if array.dtype.kind in "OSU":
        texts = [item if isinstance(item, bytes) else str(item).encode() for item in array.ravel()]
        return ["string", list(array.shape), [base64.b64encode(text).decode() for text in texts]]
    return [array.dtype.name, list(array.shape), base64.b64encode(array.tobytes()).decode()]


def unpacked(entry: Any) -> Any:
    """The array of `packed`."""
    name, shape, content = entry
    if name == "string":
        array = np.empty(len(content), object)
        array[:] = [base64.b64decode(text) for text in content]
        return array.reshape(shape)
    return np.frombuffer(base64.b64decode(content), name).reshape(shape)


# --- tensorlab --------------------------------------------------------------------------------------------


def write(folder: Path) -> None:
    """Write every case of every op type."""
    from tests.every_record import registry
    from tests.parity.op_cases import cases_of

    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    cases: list[Any] = []
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / "cases.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for op_type in sorted(registry):
            seen: dict[int, int] = {}
            for case in cases_of(registry[op_type]):
                seen[case.position] = seen.get(case.position, 0) + 1
                if seen[case.position] > CASES_PER_SAMPLE:
                    continue
                for with_gradient in (False, True):
                    described = _described(case, with_gradient)
                    if described is not None:
                        graph_def, plan = described
                        archive.writestr(f"{len(cases)}.pb", graph_def.SerializeToString())
                        cases.append(plan)
    (folder / "cases.json").write_text(json.dumps(cases), encoding="utf-8")
    print(len(cases), "cases of", len({plan["type"] for plan in cases}), "op types written")


def _described(case: Any, with_gradient: bool) -> Any:
    """The GraphDef of a case, and what to run of it; None where there is nothing to compare."""
    import tensorlab as tf
    from tensorlab.graph_files.lowering import GraphWriteError
    from tests.parity.op_cases import build, differentiable, gradient_dtype, weights_for

    if with_gradient and (case.record.gradient_rule is None or not gradient_dtype(case)):
        return None
    with tf.Graph().as_default() as graph:
        tf.set_random_seed(7)
        try:
            node = build(case)
            fetches = [one for one in node.operation.outputs if one.dtype.name not in ("variant", "resource")]
            feeds = {key: np.asarray(value, key.dtype.as_numpy_dtype) for key, value in node.feeds.items()}
            initialize = tf.global_variables_initializer()
            if with_gradient:
                ys = [one for one in fetches if differentiable(one)]
                with tf.Session() as session:
                    upstream = [
                        tf.constant(weights_for(np.asarray(value))) for value in session.run(ys, feeds)
                    ]
                found = tf.gradients(ys, [key for key in feeds if differentiable(key)], upstream)
                fetches = [tf.convert_to_tensor(one) for one in found if one is not None]
            with tf.Session() as session:
                session.run(initialize)
                values = session.run(fetches, feeds)
                written = [session.run(variable) for variable in node.variables]
            if not fetches:
                return None
            graph_def = graph.as_graph_def()
        except GraphWriteError:
            return None  # the test of refusals looks at these
        except Exception:
            return None  # a sample that shows an error
    return graph_def, {
        "type": case.record.type,
        "key": case.key + (" gradient" if with_gradient else ""),
        "initialize": initialize.name,
        "feeds": {key.name: packed(value) for key, value in feeds.items()},
        "fetches": [one.name for one in fetches],
        "values": [packed(value) for value in values],
        "variables": [variable.name for variable in node.variables],
        "written": [packed(value) for value in written],
    }


# --- TensorFlow -------------------------------------------------------------------------------------------


def run(folder: Path) -> None:
    """Import and run every case; keep a table of what agrees."""
    from tests.parity.record_written_graphs import _tensorflow

    tf = _tensorflow()
    cases = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
    version = "1.15" if tf.__version__.startswith("1.") else "2"
    table: dict[str, Any] = {}
    with zipfile.ZipFile(folder / "cases.zip") as archive:
        for number, plan in enumerate(cases):
            if version == "1.15" and plan["type"] in ABORTING:
                continue
            entry = table.setdefault(plan["type"], {"agree": 0, "of": 0})
            entry["of"] += 1
            problem = _compared(tf, archive.read(f"{number}.pb"), plan)
            if problem is None:
                entry["agree"] += 1
            else:
                entry.setdefault("else", {})[plan["key"]] = problem
    rows = ",\n".join(json.dumps(name) + ": " + json.dumps(table[name]) for name in sorted(table))
    head = f'{{"tensorflow": {json.dumps(tf.__version__)}, "ops": {{\n'
    (FOLDER / f"ops-{version}.json").write_text(head + rows + "\n}}\n", encoding="utf-8")
    agree, total = (sum(entry[key] for entry in table.values()) for key in ("agree", "of"))
    print(agree, "of", total, "cases of", len(table), "op types agree")


def _compared(tf: Any, content: bytes, plan: Any) -> str | None:
    """What is wrong with a case, or None."""
    try:
        graph_def = tf.GraphDef()
        graph_def.ParseFromString(content)
        with tf.Graph().as_default() as graph, tf.Session() as session:
            tf.import_graph_def(graph_def, name="")
            session.run(graph.get_operation_by_name(plan["initialize"]))
            feeds = {name: unpacked(value) for name, value in plan["feeds"].items()}
            values = session.run(plan["fetches"], feeds)
            values += [session.run(name) for name in plan["variables"]]
    except Exception as error:
        noise = ("Graph execution", "Detected at", "Node:")
        lines = [line for line in str(error).splitlines() if line.strip() and not line.startswith(noise)]
        return f"{type(error).__name__}: {' '.join(lines)[:110]}"
    for place, entry in enumerate(plan["values"] + plan["written"]):
        problem = _difference(np.asarray(values[place]), unpacked(entry))
        if problem is not None:
            return problem
    return None


def _difference(found: Any, expected: Any) -> str | None:
    if found.dtype.kind in "OS" or expected.dtype == object:
        same = found.astype(object).tolist() == expected.tolist()
        return None if same else "another text"
    if found.shape != expected.shape and found.size + expected.size:
        return (
            None if min(found.size, expected.size) == 0 else f"shape {found.shape}, expected {expected.shape}"
        )
    if found.dtype != expected.dtype:
        return f"dtype {found.dtype}, expected {expected.dtype}"
    limit = 1e-2 if found.dtype == np.float16 else 2e-4
    close = np.allclose(found, expected, rtol=limit, atol=limit, equal_nan=found.dtype.kind in "fc")
    return None if close or found.shape != expected.shape else "other numbers"


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]))
    else:
        run(Path(sys.argv[2]))
