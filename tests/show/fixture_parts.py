"""What the fixtures are made of: steps, and arrays packed as the bundle's format says.

Read next: `fixture.py`.
"""

from typing import Any

import numpy as np
from latex2mathml.converter import convert

from tensorlab.record.values import NUMBERS, encoding_of, summary
from tensorlab.record.words import message

LARGEST_WHOLE = 4096
CORNER = 12


def step(phase: str, kind: str, node: int | None, box: int | None, **more: Any) -> dict[str, Any]:
    """A step with everything that it may leave out."""
    plain: dict[str, Any] = {
        "phase": phase,
        "kind": kind,
        "node": node,
        "box": box,
        "from_box": None,
        "edges": [],
        "title": "",
        "mathml": None,
        "sentence": "",
        "inputs": [],
        "operator": "→",
        "output": None,
        "contributions": [],
        "slot": False,
        "partial": [],
        "chain": None,
        "why": "",
        "notes": [],
        "source": None,
    }
    return plain | more


def node(
    name: str, symbol: str, style: str, shape: Any, inputs: Any, source: Any, latex: str = ""
) -> dict[str, Any]:
    """One node of a bundle."""
    return {
        "name": name,
        "type": name.rpartition("/")[2].partition("_")[0],
        "kind": style,
        "inputs": inputs,
        "control_inputs": [],
        "outputs": [{"dtype": "float32", "shape": shape}],
        "symbol": symbol,
        "mathml": convert(latex) if latex else None,
        "summary": "",
        "attributes": {},
        "device": "/device:CPU:0",
        "source": source,
        "gradient_of": None,
        "scope": name.rpartition("/")[0],
    }


def contribution(
    parts: "Parts",
    sender: str,
    receiver: str,
    box_of: Any,
    name_of: Any,
    edge_of: Any,
    named: Any,
    slot: bool,
    rule: str,
    nodes: Any,
) -> dict[str, Any]:
    """A step that sends a gradient from one box to another; matrix products show their two factors."""
    entry = parts.entry(f"∂{sender}>{receiver}")
    upstream = {"label": f"∂L/∂{name_of[sender]}", "entry": parts.entry("∂" + sender)}
    inputs, operator = [upstream], "→"
    if sender.startswith("MatMul"):
        left, right = {"MatMul": ("x-input", "Variable"), "MatMul_1": ("MatMul", "Variable_1")}[sender]
        operator = "·"
        if receiver == right:
            inputs = [{"label": name_of[left] + "ᵀ", "entry": parts.entry(left), "transpose": True}, upstream]
        else:
            inputs = [
                upstream,
                {"label": name_of[right] + "ᵀ", "entry": parts.entry(right), "transpose": True},
            ]
    elif sender == "mul_1" or (sender, receiver) == ("mul", "Log"):
        other = {"sub": "Log_1", "Log_1": "sub", "Log": "y-input"}[receiver]
        inputs, operator = [upstream, {"label": name_of[other], "entry": parts.entry(other)}], "×"
    label = f"∂L/∂{name_of[receiver]}" if slot else message("story.via", name=sender)
    left_side = f"\\frac{{\\partial L}}{{\\partial \\text{{{name_of[receiver]}}}}}"
    return step(
        "backward",
        "contribution",
        None,
        box_of[receiver],
        from_box=box_of[sender],
        edges=[edge_of[box_of[receiver], box_of[sender]]],
        title=message("story.sends_title", via=sender, name=name_of[receiver]),
        mathml=convert(f"{left_side} = {rule}"),
        sentence=message("story.sends", via=["b", sender], receiver=named(receiver), value=["v", entry]),
        inputs=inputs,
        operator=operator,
        output={"label": label, "entry": entry},
        slot=slot,
        why=message("story.why_upstream", name=name_of[receiver])
        if not receiver.startswith("Var")
        else message("story.why_gradient", reader="Adam", gradient=f"∂L/∂{name_of[receiver]}"),
        source=nodes[box_of[sender]]["source"],
    )


def place_of(text: str, expression: str) -> list[int]:
    """Where an expression stands: [source, line, end line, column, end column]."""
    begin = text.index(expression)
    line = text.count("\n", 0, begin)
    column = begin - (text.rfind("\n", 0, begin) + 1)
    return [0, line + 1, line + 1, column, column + len(expression)]


class Parts:
    """Collects the entries of one program and the bytes of its runs."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.frames: list[dict[str, Any]] = []
        self.runs: list[dict[str, Any]] = []
        self.blob = bytearray()
        self.random = np.random.RandomState(3)

    def entry(self, name: str) -> int:
        """The number of a value."""
        if name not in self.names:
            self.names.append(name)
        return self.names.index(name)

    def run(
        self, program: int, values: dict[str, Any], steps: list[Any], keep: bool = True, **fields: Any
    ) -> None:
        """Pack one run; values that are missing were never computed."""
        entries, pieces, offset = [], [], 0
        texts, summaries = {}, {}
        for number, name in enumerate(self.names):
            entry: dict[str, Any] = {
                "tensor": f"{name}:0",
                "dtype": "",
                "shape": [],
                "encoding": "none",
                "offset": 0,
                "stored": [],
            }
            if values.get(name) is not None:
                array = np.asarray(values[name])
                entry.update(
                    shape=list(array.shape),
                    dtype="string" if array.dtype.kind in "OSU" else array.dtype.name,
                    offset=offset,
                )
                entry["stored"] = (
                    list(array.shape)
                    if array.size <= LARGEST_WHOLE
                    else [min(size, CORNER) for size in array.shape]
                )
                entry["encoding"] = encoding_of(array)
                if entry["encoding"] == "json":
                    texts[str(number)] = [str(text) for text in array.ravel()]
                else:
                    part = array[tuple(slice(size) for size in entry["stored"])]
                    if array.dtype.kind == "c":
                        part = np.stack([part.real, part.imag], axis=-1)
                    data = np.ascontiguousarray(part, NUMBERS[entry["encoding"]]).tobytes()
                    pieces.append(data.ljust(-(-len(data) // 8) * 8, b"\0"))
                    offset += len(pieces[-1])
                    if entry["stored"] != entry["shape"]:
                        summaries[str(number)] = summary(array)
            entries.append(entry)
        times = (
            np.where([s["node"] is None for s in steps], np.nan, self.random.gamma(4, 300, len(steps)))
            .astype("<f4")
            .tobytes()
        )
        pieces.append(times.ljust(-(-len(times) // 8) * 8, b"\0"))
        frame = {"program": program, "entries": entries, "times": offset, "bytes": sum(map(len, pieces))}
        if frame not in self.frames:
            self.frames.append(frame)
        run = {
            "number": len(self.runs) + 1,
            "program": program,
            "frame": self.frames.index(frame) if keep else None,
            "title": "sess.run(y)",
            "source": None,
            "loss": None,
            "values": [len(self.blob), frame["bytes"]] if keep else None,
            "summaries": summaries,
            "json": texts,
            "versions": {},
            "error": None,
        }
        self.runs.append(run | fields)
        if keep:
            self.blob += b"".join(pieces)

    def bundle(self, **fields: Any) -> dict[str, Any]:
        """The whole bundle."""
        return {
            "format": "tensorlab.trace",
            "version": 2,
            "producer": "fixture",
            "title": "fixture",
            "sources": [],
            "nodes": [],
            "boxes": [],
            "edges": [],
            "folded": "",
            "layouts": {},
            "programs": [],
            "frames": self.frames,
            "runs": self.runs,
            "series": [],
            "checks": {},
        } | fields
