"""Have TensorFlow run the graphs that tensorlab writes, and keep what it computed.

tensorlab writes each graph of `tests/graph_files/export_programs.py` and `export_training_programs.py` as a GraphDef,
with what to feed and what to fetch; TensorFlow, which knows nothing of tensorlab, imports the files, initialises,
trains:

    python -m tests.parity.record_written_graphs write
    oracle/bin/python -m tests.parity.record_written_graphs run
    oldest/bin/python -m tests.parity.record_written_graphs run

The second Python has TensorFlow 2, the third 1.15 (see `record_contrib.py`). The files stand in
`tests/graph_files/export_recorded/`: `graphs.zip`, `runs.json`, and the numbers of each TensorFlow.
Keep the running half free of what Python 3.7 does not know.
"""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parents[1] / "graph_files" / "export_recorded"


def plain(value: Any) -> Any:
    """An array as JSON: its dtype and its entries."""
    array = np.asarray(value)
    if array.dtype.kind in "OSU":
        texts = array.astype(object).tolist()
        return {"dtype": "string", "shape": list(array.shape), "values": _decoded(texts)}
    if array.dtype.kind == "c":
        parts = array.reshape(-1).view(array.real.dtype).tolist()
        return {"dtype": array.dtype.name, "shape": list(array.shape), "values": parts}
    values = array.reshape(-1).tolist()
    if array.dtype.kind == "f":
        values = [float(f"{one:.9g}") if array.itemsize < 8 else one for one in values]
    return {"dtype": array.dtype.name, "shape": list(array.shape), "values": values}


def array_of(entry: Any) -> Any:
    """The array of `plain`."""
    if entry["dtype"] == "string":
        return np.array(entry["values"], dtype=object)
    return (
        np.array(entry["values"])
        .astype(_parts_dtype(entry["dtype"]))
        .view(entry["dtype"])
        .reshape(entry["shape"])
    )


def _parts_dtype(name: str) -> str:
    return {"complex64": "float32", "complex128": "float64"}.get(name, name)


def _decoded(texts: Any) -> Any:
    if isinstance(texts, list):
        return [_decoded(text) for text in texts]
    return texts.decode() if isinstance(texts, bytes) else texts


def write(folder: Path) -> None:
    """Write every graph, and what to run of it."""
    from tests.graph_files.written import described, every_program, write_model

    folder.mkdir(exist_ok=True)
    runs = {}
    with zipfile.ZipFile(folder / "graphs.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in every_program():
            graph_def, runs[name] = described(name)
            entry = zipfile.ZipInfo(name + ".pb", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, graph_def.SerializeToString(deterministic=True))
    _dump(folder / "runs.json", runs)
    write_model(folder / "model.meta")
    print(len(runs), "graphs written")


def run_meta_graph(folder: Path) -> Any:
    """Let TensorFlow take a MetaGraphDef, and go on training with what stands in its collections."""
    tf = _tensorflow()
    with tf.Graph().as_default() as graph, tf.Session() as session:
        saver = tf.train.import_meta_graph(str(folder / "model.meta"))
        found = {
            key: [_told(item) for item in graph.get_collection(key)]
            for key in graph.get_all_collection_keys()
        }
        session.run(tf.global_variables_initializer())
        (train,), (loss,) = graph.get_collection("train_op"), graph.get_collection("losses")
        feeds = {"x:0": np.cos(np.arange(12.0)).reshape(6, 2), "y:0": np.sin(np.arange(6.0))}
        losses = []
        for _ in range(4):
            losses.append(float(session.run(loss, feeds)))
            session.run(train, feeds)
        return {
            "collections": found,
            "losses": losses,
            "step": int(session.run(tf.train.get_global_step())),
            "trainable": [v.name for v in tf.trainable_variables()],
            "saver": saver is not None,
        }


def _told(item: Any) -> Any:
    return item if isinstance(item, (int, float, str)) else getattr(item, "name", str(item))


def run(folder: Path, target: Path | None) -> None:
    """Import every graph into TensorFlow and run it."""
    tf = _tensorflow()
    runs = json.loads((folder / "runs.json").read_text(encoding="utf-8"))
    numbers: dict[str, Any] = {}
    with zipfile.ZipFile(folder / "graphs.zip") as archive:
        for name, plan in runs.items():
            graph_def = tf.GraphDef()
            graph_def.ParseFromString(archive.read(name + ".pb"))
            try:
                numbers[name] = _run(tf, graph_def, plan)
            except Exception as error:
                numbers[name] = {"error": type(error).__name__ + ": " + str(error)[:300]}
                print(name, numbers[name]["error"])
    version = "1.15" if tf.__version__.startswith("1.") else "2"
    target = target or folder / f"numbers-{version}.json"
    _dump(target, {"tensorflow": tf.__version__, "model": run_meta_graph(folder), "numbers": numbers})
    print(len(numbers), "graphs run")


def _run(tf: Any, graph_def: Any, plan: Any) -> Any:
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(graph_def, name="")
        feeds = {name: array_of(value) for name, value in plan["feeds"].items()}
        steps = []
        settings = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=2)
        with tf.Session(graph=graph, config=settings) as session:
            session.run(plan["initialize"])
            for _ in range(plan["steps"]):
                steps.append([plain(value) for value in session.run(plan["fetches"], feeds)])
                if plan["train"]:
                    session.run(plan["train"], feeds)
        return steps


def _tensorflow() -> Any:
    from tests.parity.oracle import open_tensorflow

    try:
        return open_tensorflow()
    except (ImportError, AttributeError):
        import tensorflow

        return tensorflow.compat.v1


def _dump(path: Path, content: dict[str, Any]) -> None:
    """One line for each entry, so that a change is seen where it is."""
    inner = content.get("numbers", content)
    lines = ",\n".join(json.dumps(key) + ": " + json.dumps(inner[key]) for key in inner)
    if "numbers" in content:
        first = ",\n".join(
            json.dumps(key) + ": " + json.dumps(content[key]) for key in ("tensorflow", "model")
        )
        lines = first + ',\n"numbers": {\n' + lines + "\n}"
    path.write_text("{\n" + lines + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]) if len(sys.argv) > 2 else FOLDER)
    else:
        where = Path(sys.argv[2]) if len(sys.argv) > 2 else FOLDER
        run(where, Path(sys.argv[3]) if len(sys.argv) > 3 else None)
