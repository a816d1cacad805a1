"""Let TensorFlow write the graphs of `tests/graph_files/import*_programs.py` into files, with the numbers it gets.

Both TensorFlows are asked, each writes files of its own:

    oldest/bin/python -m tests.parity.record_tensorflow_graphs [NAME ...]      # 1.15.5, see record_contrib.py
    oracle/bin/python -m tests.parity.record_tensorflow_graphs [NAME ...]      # 2.21, see oracle.py

A file is a zip: `graph.pb`, the GraphDef or MetaGraphDef as TensorFlow serialised it, and `answers.json`. Read next:
`tests/graph_files/test_import_recorded.py`, which holds tensorlab to them. Python 3.7 has to understand this file.
"""

import json
import logging
import os
import sys
import traceback
import warnings
import zipfile
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent.parent / "graph_files" / "import_recorded"


def open_tensorflow():
    """The TensorFlow at hand, with its old face; and its number."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["TF_USE_LEGACY_KERAS"] = "1"
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    import tensorflow

    tf = tensorflow.compat.v1
    tf.logging.set_verbosity(tf.logging.ERROR)
    tf.disable_v2_behavior()
    return tf, tensorflow.__version__


def plain(value):
    """A value as JSON knows it: {"dtype": ..., "shape": ..., "values": [...]}."""
    array = np.asarray(value)
    if array.dtype == object or array.dtype.kind in "SU":
        values = [v.decode("latin-1") if isinstance(v, bytes) else v for v in array.reshape(-1).tolist()]
        return {"dtype": "bytes", "shape": list(array.shape), "values": values}
    values = array.reshape(-1).tolist()
    if array.dtype == np.float32:
        values = [float(f"{number:.9g}") for number in values]
    return {"dtype": str(array.dtype), "shape": list(array.shape), "values": values}


def record(tf, version, name, program):
    """Describe one graph, run it, and write its file."""
    graph = tf.Graph()
    with graph.as_default():
        plan = program(tf)
        names = {key: value.name for key, value in plan.fetches.items()}
        feeds = [
            {tensor.name: np.asarray(value, tensor.dtype.as_numpy_dtype) for tensor, value in feed.items()}
            for feed in plan.feeds
        ]
        answers = []
        middle = {}
        variables = tf.global_variables()
        with tf.Session() as session:
            if plan.init is not None:
                session.run(plan.init)
            coordinator = tf.train.Coordinator()
            threads = tf.train.start_queue_runners(session, coordinator) if plan.queues else []
            for number, feed in enumerate(feeds):
                if plan.train is not None:
                    session.run(plan.train, feed)
                    found = {key: session.run(value, feed) for key, value in plan.fetches.items()}
                else:
                    found = session.run(plan.fetches, feed)
                answers.append({key: plain(value) for key, value in found.items()})
                if number == len(feeds) // 2 - 1 and plan.meta:
                    middle = {v.name: plain(value) for v, value in zip(variables, session.run(variables))}
            coordinator.request_stop()
            coordinator.join(threads)
    if plan.meta:
        proto = tf.train.export_meta_graph(graph=graph)
        if not proto.collection_def:
            raise ValueError("no collections")
        proto.meta_info_def.ClearField(
            "stripped_op_list"
        )  # what the op types look like: half of a small file
    else:
        proto = graph.as_graph_def(add_shapes=True)
    facts = {
        "tensorflow": version,
        "meta": plan.meta,
        "fetches": names,
        "init": plan.init.name if plan.init is not None else None,
        "train": plan.train.name if plan.train is not None else None,
        "feeds": [{key: plain(value) for key, value in feed.items()} for feed in feeds],
        "answers": answers,
        "after": len(feeds) // 2,
        "variables": middle,
    }
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / "{}_{}.zip".format(name, version.replace(".", "_"))
    with zipfile.ZipFile(str(path), "w", zipfile.ZIP_LZMA) as archive:
        contents = {
            "graph.pb": proto.SerializeToString(deterministic=True),
            "answers.json": json.dumps(facts).encode(),
        }
        for member, content in contents.items():
            archive.writestr(zipfile.ZipInfo(member, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_LZMA)
    return path


def main(wanted):
    """Record the programs named, or all."""
    from tests.graph_files import import_programs, import_training_programs

    tf, version = open_tensorflow()
    failed = False
    for module in (import_programs, import_training_programs):
        for name, program in list(vars(module).items()):
            if getattr(program, "__module__", None) != module.__name__ or name.startswith("_"):
                continue
            if name in ("Plan", "numbers"):
                continue
            if wanted and name not in wanted:
                continue
            if import_programs.ONLY.get(name, version) != version:
                continue
            try:
                path = record(tf, version, name, program)
                print(f"{name:28} {path.stat().st_size:6} bytes")
            except Exception:
                failed = True
                print(name)
                traceback.print_exc(limit=-3)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
