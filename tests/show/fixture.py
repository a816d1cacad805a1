"""Bundles for the Tracer's tests, computed with plain NumPy: they need neither the engine nor the recorder.

`seed_bundle` is the textbook's training program; `fixture_numbers.py` works its gradients and
Adam out by hand. `fixture_odd.py` holds whatever is unusual.

Read next: `test_tracer_page.py`.
"""

from pathlib import Path
from typing import Any

from latex2mathml.converter import convert

from tensorlab.show.layout import lay_out, shape_text
from tests.show.fixture_numbers import training
from tests.show.fixture_parts import Parts, contribution, node, place_of, step
from tests.show.fixture_program import BOXES, CONTRIBUTIONS, USES

Bundle = dict[str, Any]

PROGRAM = (Path(__file__).parents[1] / "seed" / "seed5_training.py").read_text(encoding="utf-8")


def seed_bundle(runs: int = 60, kept: int | None = None) -> tuple[Bundle, bytes]:
    """The bundle of `runs` training steps and its bytes; only every `kept`th run has its values in them."""
    parts = Parts()
    box_of = {title: number for number, (title, *_) in enumerate(BOXES)}
    name_of = {title: name.rstrip("′") + "′" * name.count("′") or title for title, name, *_ in BOXES}
    nodes, boxes, edges = [], [], []
    for title, name, symbol, style, shape, inputs, expression, latex in BOXES:
        place = place_of(PROGRAM, expression)
        nodes.append(node(title, symbol, style, shape, [[box_of[i], 0] for i in inputs], place, latex))
        boxes.append(
            {
                "node": box_of[title],
                "members": [box_of[title]],
                "title": title,
                "label": name,
                "symbol": symbol,
                "style": style,
                "tensor": [box_of[title], 0],
                "shape": shape_text(shape),
            }
        )
        for port, source in enumerate(inputs):
            edges.append({"from": box_of[source], "to": box_of[title], "kind": "data", "port": port})
    edge_of = {(edge["from"], edge["to"]): number for number, edge in enumerate(edges)}
    minimize = place_of(PROGRAM, "tf.train.AdamOptimizer(learning_rate=0.001).minimize(cross_entropy)")
    for title in ("Variable", "Variable_1"):
        nodes.append(
            node(
                f"Adam/update_{title}/ApplyAdam",
                "Adam",
                "update",
                boxes[box_of[title]]["tensor"],
                [],
                minimize,
            )
        )

    def named(title: str) -> list[Any]:
        label = name_of[title]
        return [["b", title]] if label == title else [["b", title], ["t", " ("], ["c", label], ["t", ")"]]

    def forward_step(title: str) -> dict[str, Any]:
        _, _, symbol, style, _, inputs, _, _ = BOXES[box_of[title]]
        entry = parts.entry(title)
        if style == "feed":
            words: list[Any] = [["b", title], ["t", " is fed: "], ["v", entry], ["t", "."]]
        elif style == "variable":
            words = [["b", title], ["t", " is read from the session: "], ["v", entry], ["t", "."]]
        else:
            verb, joint = (" multiplies ", " by ") if "·" in symbol else (" takes ", " and ")
            words = [["b", title], ["t", verb], ["c", name_of[inputs[0]]]]
            for other in inputs[1:]:
                words += [["t", joint], ["c", name_of[other]]]
            words += [["t", " and gives "], ["v", entry], ["t", "."]]
        operator = next((sign for sign in "·×+" if sign in symbol and len(inputs) == 2), "→")
        reader = next((other for other, *_, needs, _, _ in BOXES if title in needs), "")
        why = {"feed": "feed_dict gave it a value.", "variable": f"{reader} needs its value."}
        notes = [
            "This loss has shape [?, 1], it is no single number: TensorFlow differentiates the sum of its entries."
        ]
        return step(
            "feed" if style == "feed" else "forward",
            {"feed": "feed", "variable": "read"}.get(style, "evaluate"),
            box_of[title],
            box_of[title],
            title=title,
            mathml=nodes[box_of[title]]["mathml"],
            sentence=words,
            edges=[edge_of[box_of[i], box_of[title]] for i in inputs],
            inputs=[{"label": name_of[i], "entry": parts.entry(i)} for i in inputs],
            operator=operator,
            output={"label": name_of[title], "entry": entry},
            why=why.get(style)
            or (
                f"{reader} needs it, on the way to train_step."
                if reader
                else "Its gradient was asked for by minimize."
            ),
            notes=notes if title == "add" else [],
            source=nodes[box_of[title]]["source"],
        )

    steps = [forward_step(title) for title, *_ in BOXES if title.endswith("input")]
    steps += [forward_step(title) for title, *_ in BOXES if not title.endswith("input")]
    seed = parts.entry("∂add")
    steps.append(
        step(
            "backward",
            "seed",
            None,
            box_of["add"],
            title="Gradient starts at add",
            slot=True,
            mathml=convert("\\frac{\\partial L}{\\partial \\text{add}} = 1"),
            sentence=[
                ["t", "The backward pass starts at "],
                ["b", "add"],
                ["t", " with "],
                ["v", seed],
                ["t", "."],
            ],
            output={"label": "∂L/∂cross_entropy", "entry": seed},
            why="The derivative of the loss with respect to itself is 1.",
            source=nodes[box_of["add"]]["source"],
        )
    )
    for sender, receiver, rule in CONTRIBUTIONS:
        steps.append(
            contribution(
                parts, sender, receiver, box_of, name_of, edge_of, named, receiver != "Sigmoid", rule, nodes
            )
        )
        if (sender, receiver) == ("clip_by_value", "Sigmoid"):
            uses = [
                {"via": box_of[u], "label": f"via {u}", "entry": parts.entry(f"∂{u}>Sigmoid")} for u in USES
            ]
            total = parts.entry("∂Sigmoid")
            steps.append(
                step(
                    "backward",
                    "sum",
                    None,
                    box_of["Sigmoid"],
                    title="Gradient of Sigmoid",
                    slot=True,
                    mathml=convert("\\frac{\\partial L}{\\partial y'} = \\text{the sum over its 3 uses}"),
                    sentence=[
                        ["b", "y′"],
                        ["t", " was used three times, so its 3 contributions are added up: "],
                        ["v", total],
                        ["t", "."],
                    ],
                    inputs=[{"label": use["label"], "entry": use["entry"]} for use in uses],
                    operator="+",
                    output={"label": "∂L/∂y′", "entry": total},
                    contributions=uses,
                    why="Every path from here to the loss adds its share: that is the chain rule for several paths.",
                    source=nodes[box_of["Sigmoid"]]["source"],
                )
            )
    for number, title in enumerate(("Variable", "Variable_1")):
        name, after = name_of[title], parts.entry(title + "'")
        steps.append(
            step(
                "update",
                "write",
                len(BOXES) + number,
                box_of[title],
                title=f"Adam/update_{title}/ApplyAdam",
                mathml=convert("w \\leftarrow w - \\alpha \\frac{\\hat{m}}{\\sqrt{\\hat{v}} + \\epsilon}"),
                sentence=[
                    ["b", "ApplyAdam"],
                    ["t", " writes "],
                    ["b", title],
                    ["t", ": it is now "],
                    ["v", after],
                    ["t", "."],
                ],
                inputs=[
                    {"label": f"{name} before", "entry": parts.entry(title)},
                    {"label": f"∂L/∂{name}", "entry": parts.entry("∂" + title)},
                ],
                output={"label": f"{name} after", "entry": after},
                version={"initial": False},
                why="train_step waits for it.",
                source=minimize,
            )
        )
    call = place_of(
        PROGRAM, "sess.run(train_step, feed_dict={x: X[start: end], y_: Y[start: end].reshape([-1, 1])})"
    )
    program = {
        "title": "sess.run(train_step)",
        "fetches": ["Adam"],
        "feeds": ["x-input:0", "y-input:0"],
        "steps": steps,
        "evaluated": list(range(len(nodes))),
        "pruned": [],
    }
    losses = []
    for index, values in enumerate(training(runs)):
        losses.append(float(values["add"].mean()))
        versions = {str(box_of["Variable"]): index, str(box_of["Variable_1"]): index}
        parts.run(
            0,
            values,
            steps,
            kept is None or index % kept == 0,
            title="sess.run(train_step)",
            source=call,
            loss=losses[-1],
            versions=versions,
        )
    note = "evaluated for the trace; TensorFlow differentiates the sum of its entries"
    bundle = parts.bundle(
        title="seed5_training.py",
        nodes=nodes,
        boxes=boxes,
        edges=edges,
        programs=[program],
        folded="11 constants, reads and initialisers are folded into their boxes",
        sources=[{"name": "seed5_training.py", "first_line": 1, "text": PROGRAM}],
        layouts={way: lay_out(boxes, edges, way) for way in ("LR", "TB")},
        series=[
            {
                "name": "mean cross_entropy",
                "note": note,
                "runs": list(range(runs)),
                "values": losses,
                "smoothed": None,
            }
        ],
    )
    return bundle, bytes(parts.blob)
