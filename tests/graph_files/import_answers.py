"""Reading the recorded files of `import_recorded/`: the graph, and what TensorFlow computed with it.

Read next: `test_import_recorded.py`.
"""

import json
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tensorlab.graph_files.protos import proto

FOLDER = Path(__file__).parent / "import_recorded"
QUEUES = sorted(path.stem for path in FOLDER.glob("fed_by_queues*.zip"))
"""Those whose values come out of queues that threads fill."""
FILES = sorted({path.stem for path in FOLDER.glob("*.zip")} - set(QUEUES))
"""`linear_regression_1_15_5`: the program, and which TensorFlow wrote the file."""


class Recorded(NamedTuple):
    """One file.

    Attributes:
        graph_def: its GraphDef. meta: its MetaGraphDef, or None. data: the bytes as TensorFlow wrote them.
        facts: names of what is fetched and run, feeds and answers; see `record_tensorflow_graphs.py`.
    """

    graph_def: Any
    meta: Any
    data: bytes
    facts: dict[str, Any]

    def feeds(self) -> list[dict[str, Any]]:
        """What is fed in each step, by tensor name."""
        return [{name: array_of(value) for name, value in feed.items()} for feed in self.facts["feeds"]]

    def answers(self) -> list[dict[str, Any]]:
        """What TensorFlow got after each step."""
        return [{key: array_of(value) for key, value in answer.items()} for answer in self.facts["answers"]]


def recorded(name: str) -> Recorded:
    """Read one file."""
    with zipfile.ZipFile(FOLDER / f"{name}.zip") as archive:
        data = archive.read("graph.pb")
        facts = json.loads(archive.read("answers.json"))
    if facts["meta"]:
        meta = proto("MetaGraphDef").FromString(data)
        return Recorded(meta.graph_def, meta, data, facts)
    return Recorded(proto("GraphDef").FromString(data), None, data, facts)


def array_of(value: dict[str, Any]) -> np.ndarray[Any, Any]:
    """The array that a recorded value stands for."""
    if value["dtype"] == "bytes":
        return np.array([text.encode("latin-1") for text in value["values"]], object).reshape(value["shape"])
    return np.array(value["values"], value["dtype"]).reshape(value["shape"])


def assert_same(found: dict[str, Any], expected: dict[str, Any], where: str) -> None:
    """Numbers agree within rounding, everything else to the bit."""
    for key, wanted in expected.items():
        array = np.asarray(found[key], object) if wanted.dtype == object else np.asarray(found[key])
        label = f"{where}: {key}"
        assert array.shape == wanted.shape, label
        if wanted.dtype == object:
            assert array.tolist() == wanted.tolist(), label
            continue
        assert array.dtype == wanted.dtype, label
        np.testing.assert_allclose(array, wanted, rtol=2e-5, atol=2e-6, err_msg=label)


def run_steps(session: Any, file: Recorded, start: int = 0, prefix: str = "", steps: int = 99) -> None:
    """Run the steps of a recorded file from `start` on, and compare each with TensorFlow's."""
    facts, graph = file.facts, session.graph
    for number, (feed, answer) in enumerate(zip(file.feeds(), file.answers(), strict=True)):
        if not start <= number < start + steps:
            continue
        feed = {prefix + name: value for name, value in feed.items()}
        if facts["train"]:
            session.run(graph.get_operation_by_name(prefix + facts["train"]), feed)
        names = {key: prefix + name for key, name in facts["fetches"].items()}
        if facts["train"]:
            found = {key: session.run(name, feed) for key, name in names.items()}
        else:
            found = session.run(names, feed)
        assert_same(found, answer, f"step {number}")
