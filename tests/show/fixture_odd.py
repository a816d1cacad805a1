"""Bundles with whatever is unusual: texts, NaN, errors, values that were not kept, many boxes, nothing at all.

Read next: `test_tracer_page.py`.
"""

from typing import Any

import numpy as np

from tensorlab.record.words import message
from tensorlab.show.layout import lay_out, shape_text
from tests.show.fixture_parts import Parts, node, step

HOSTILE = '</script><img src=x onerror="window.broken=1">&amp;\u2028 σ'

ODD_VALUES: dict[str, Any] = {
    "scalar": np.float32(3.25),
    "whole": np.arange(12, dtype=np.int32).reshape(3, 4),
    "large_whole": np.array([10**12, -5, 0]),
    "flags": np.array([[True, False], [False, True]]),
    "texts": np.array(["naïve", HOSTILE, "a rather long text that does not fit"], dtype=object),
    "broken": np.array([[1.0, np.nan], [np.inf, -np.inf]], dtype=np.float32),
    "tiny": np.array([1e-12, -3e-9], dtype=np.float64),
    "huge": np.array([[1e20, -2.5e7]], dtype=np.float64),
    "complex": np.array([1 + 2j, -0.5j], dtype=np.complex64),
    "images": np.sin(np.arange(2 * 5 * 6 * 3)).reshape(2, 5, 6, 3).astype(np.float32),
    "cube": np.arange(24, dtype=np.float32).reshape(2, 3, 4),
    "tall": np.cos(np.arange(128)).reshape(128, 1).astype(np.float32),
    "big": np.random.RandomState(0).randn(784, 500).astype(np.float32),
    "medium": np.random.RandomState(0).randn(40, 30).astype(np.float32),
    "empty": np.zeros((0, 3), np.float32),
    "long": np.linspace(-1, 1, 300),
    HOSTILE: np.float16(0.5),
    "failing": None,
    "after": None,
}


def odd_bundle() -> tuple[dict[str, Any], bytes]:
    """Three runs of a program of unusual values: one is whole, one is not kept, one fails. No gradients."""
    parts = Parts()
    names = list(ODD_VALUES)
    nodes, boxes, edges, steps = [], [], [], []
    for number, name in enumerate(names):
        value = ODD_VALUES[name]
        shape = list(np.shape(value)) if value is not None else None
        inputs = [[number - 1, 0]] if number else []
        nodes.append(
            node(name, name[:6], "operation", shape, inputs, [0, number % 3 + 1, number % 3 + 1, 0, 4])
        )
        boxes.append(
            {
                "node": number,
                "members": [number],
                "title": name,
                "label": "",
                "symbol": "f" if number else "x",
                "style": "operation" if number else "feed",
                "tensor": [number, 0],
                "shape": shape_text(shape),
            }
        )
        if number:
            edges.append(
                {
                    "from": number - 1,
                    "to": number,
                    "kind": "control" if number % 5 == 4 else "data",
                    "port": 0,
                }
            )
        entry = parts.entry(name)
        before = [] if not number else [{"label": names[number - 1], "entry": number - 1}]
        steps.append(
            step(
                "forward" if number else "feed",
                "evaluate" if number else "feed",
                number,
                number,
                title=name,
                edges=[number - 1] if number else [],
                inputs=before,
                output={"label": name, "entry": entry},
                sentence=message("story.gives", name=["b", name], value=["v", entry]),
                why=message("story.why_needed", reader=name, goal=name),
                source=nodes[number]["source"],
                notes=[HOSTILE] if name == HOSTILE else [],
            )
        )
    program = {
        "title": "sess.run(everything)",
        "fetches": [],
        "feeds": [],
        "steps": steps,
        "evaluated": [],
        "pruned": [],
    }
    whole = ODD_VALUES | {"failing": np.float32(1), "after": np.float32(2)}
    for number in range(3):
        error = {
            "type": "InvalidArgumentError",
            "message": f"Incompatible shapes: [3] and [4]\n  {HOSTILE}",
            "step": names.index("failing"),
            "missed": [names.index("failing"), names.index("after")],
            "what": message("errors.shapes_what", node=["b", HOSTILE]),
            "why": message("errors.shapes_why"),
            "way_out": message("errors.shapes_way_out", kind=["c", HOSTILE]),
            "lesson": {"number": 3, "title": message("errors.lesson_3"), "file": ""},
        }
        values = ODD_VALUES if number == 2 else whole
        parts.run(
            0, values, steps, number != 1, title=f"sess.run({HOSTILE})", error=error if number == 2 else None
        )
    bundle = parts.bundle(
        title=HOSTILE,
        nodes=nodes,
        boxes=boxes,
        edges=edges,
        programs=[program],
        sources=[
            {
                "name": HOSTILE,
                "first_line": 1,
                "text": f"x = 1  # {HOSTILE}\ny = '''#\n# no comment''' # 字\n",
            }
        ],
        layouts={way: lay_out(boxes, edges, way) for way in ("LR", "TB")},
    )
    return bundle, bytes(parts.blob)


def wide_bundle(layers: int = 50, width: int = 5) -> tuple[dict[str, Any], bytes]:
    """A network of `layers` times `width` boxes with a gradient for each, run twice."""
    parts = Parts()
    nodes, boxes, edges, steps = [], [], [], []
    random = np.random.RandomState(1)
    values: dict[str, Any] = {}
    for layer in range(layers):
        for place in range(width):
            number = len(nodes)
            name = f"layer_{layer}/unit_{place}"
            title = f"unit_{place}" if place else f"matmul_{layer}"
            sources = (
                []
                if not layer
                else sorted({number - width, (layer - 1) * width + (place * 3 + layer) % width})
            )
            nodes.append(
                node(
                    name,
                    "w·h",
                    "variable" if not layer else "operation",
                    [8, 4],
                    [[s, 0] for s in sources],
                    None,
                )
            )
            boxes.append(
                {
                    "node": number,
                    "members": [number],
                    "title": title,
                    "label": "",
                    "symbol": "w·h",
                    "tensor": [number, 0],
                    "shape": "[8,4]",
                    "style": nodes[-1]["kind"],
                }
            )
            values[name], values["∂" + name] = random.randn(8, 4).astype("f"), random.randn(8, 4).astype("f")
            first = len(edges)
            edges += [{"from": s, "to": number, "kind": "data", "port": p} for p, s in enumerate(sources)]
            steps.append(
                step(
                    "forward",
                    "evaluate" if layer else "read",
                    number,
                    number,
                    title=name,
                    edges=list(range(first, len(edges))),
                    sentence=message("story.gives", name=["b", name], value=["v", parts.entry(name)]),
                    inputs=[
                        {"label": nodes[s]["name"], "entry": parts.entry(nodes[s]["name"])} for s in sources
                    ],
                    output={"label": name, "entry": parts.entry(name)},
                )
            )
    for number, edge in reversed(list(enumerate(edges))):
        name = nodes[edge["from"]]["name"]
        entry = parts.entry("∂" + name)
        steps.append(
            step(
                "backward",
                "contribution",
                None,
                edge["from"],
                from_box=edge["to"],
                edges=[number],
                title=f"Gradient → {name}",
                slot=True,
                sentence=message("story.sends", via=["b", "loss"], receiver=["b", name], value=["v", entry]),
                output={"label": f"∂L/∂{name}", "entry": entry},
            )
        )
    program = {
        "title": "sess.run(deep)",
        "fetches": [],
        "feeds": [],
        "steps": steps,
        "evaluated": [],
        "pruned": [],
    }
    for _ in range(2):
        parts.run(0, values, steps)
    bundle = parts.bundle(
        title="deep.py",
        nodes=nodes,
        boxes=boxes,
        edges=edges,
        programs=[program],
        layouts={way: lay_out(boxes, edges, way) for way in ("LR", "TB")},
    )
    return bundle, bytes(parts.blob)


def empty_bundle(runs: int = 0) -> tuple[dict[str, Any], bytes]:
    """A bundle without a box; with `runs` calls that evaluated nothing."""
    parts = Parts()
    program = {
        "title": "sess.run([])",
        "fetches": [],
        "feeds": [],
        "steps": [],
        "evaluated": [],
        "pruned": [],
    }
    for _ in range(runs):
        parts.run(0, {}, [], title="sess.run([])")
    empty = {"width": 0, "height": 0, "boxes": [], "edges": [], "engine": "table"}
    bundle = parts.bundle(title="empty", programs=[program][: bool(runs)], layouts={"LR": empty, "TB": empty})
    return bundle, bytes(parts.blob)
