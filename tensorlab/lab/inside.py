"""The values of single nodes, for a live Tracer that looks inside a box.

Read next: `show/static/inside.js`, which asks.
"""

from typing import Any

import numpy as np

from tensorlab.lab.desk import Desk, Reply
from tensorlab.record.values import encoding_of, stored_shape, summary, to_bytes


def answer(desk: Desk, content: dict[str, Any], buffers: list[Any]) -> Reply:
    """What the nodes asked for gave in a run: for each what an entry of a bundle's frame says, and its bytes.

    `content`: {"run": index, "nodes": numbers in the bundle}. Of a node that gave nothing, or texts, there is None.
    """
    run = desk.runs[int(content["run"])]
    values = desk.builder.replayer.values(int(content["run"]))
    entries: list[dict[str, Any] | None] = []
    sent: list[bytes] = []
    for number in content["nodes"]:
        operation = desk.builder.view.operations[int(number)]
        slot = run.plan.slot_of.get(operation.outputs[0]) if operation.outputs else None
        value = None if slot is None else values[slot]
        array = None if value is None else np.asarray(value)
        if array is None or encoding_of(array) == "json":
            entries.append(None)
            sent.append(b"")
            continue
        stored = stored_shape(array)
        entries.append(
            {
                "tensor": operation.outputs[0].name,
                "dtype": array.dtype.name,
                "shape": list(array.shape),
                "encoding": encoding_of(array),
                "stored": list(stored),
                "summary": None if stored == array.shape else summary(array),
            }
        )
        sent.append(to_bytes(array, stored))
    return {"entries": entries}, sent
