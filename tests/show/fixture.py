"""Bundles for the Tracer's tests, computed with plain NumPy: they need neither the engine nor the recorder.

`seed_bundle` is the textbook's training program; `fixture_numbers.py` works its gradients and
Adam out by hand. `fixture_odd.py` holds whatever is unusual.

Read next: `test_tracer_page.py`.
"""

from pathlib import Path
from typing import Any

from latex2mathml.converter import convert

from tensorlab.record.words import message
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

    def named(title: str) -> Any:
        label = name_of[title]
        if label == title:
            return ["b", title]
        return message("story.receiver", title=["b", title], label=["c", label])

    def forward_step(title: str) -> dict[str, Any]:
        _, _, symbol, style, _, inputs, _, _ = BOXES[box_of[title]]
        entry = parts.entry(title)
        told: dict[str, Any] = {"name": ["b", title], "value": ["v", entry]}
        names = [["c", name_of[source]] for source in inputs]
        if style == "feed":
            words = message("story.fed", **told)
        elif style == "variable":
            words = message("story.read", **told)
        elif "·" in symbol:
            words = message("story.multiplies", left=names[0], right=names[1], **told)
        else:
            words = message("story.takes", inputs=["list", names], **told)
        operator = next((sign for sign in "·×+" if sign in symbol and len(inputs) == 2), "→")
        reader = next((other for other, *_, needs, _, _ in BOXES if title in needs), "")
        why = {"feed": message("story.why_fed"), "variable": message("story.why_read", reader=reader)}
        notes = [message("story.note_sum", shape=["c", "[?, 1]"])]
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
                message("story.why_needed", reader=reader, goal=["c", "train_step"])
                if reader
                else message("story.why_trace")
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
            title=message("story.seed_title", name="add"),
            slot=True,
            mathml=convert("\\frac{\\partial L}{\\partial \\text{add}} = 1"),
            sentence=message("story.seed", name=["b", "add"], value=["v", seed]),
            output={"label": "∂L/∂cross_entropy", "entry": seed},
            why=message("story.why_seed"),
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
                {
                    "via": box_of[u],
                    "label": message("story.via", name=u),
                    "entry": parts.entry(f"∂{u}>Sigmoid"),
                }
                for u in USES
            ]
            total = parts.entry("∂Sigmoid")
            steps.append(
                step(
                    "backward",
                    "sum",
                    None,
                    box_of["Sigmoid"],
                    title=message("story.sum_title", name="Sigmoid"),
                    slot=True,
                    mathml=convert("\\frac{\\partial L}{\\partial y'} = \\text{the sum over its 3 uses}"),
                    sentence=message(
                        "story.adds_up",
                        name=["b", "y′"],
                        times=message("story.times_3"),
                        count=3,
                        value=["v", total],
                    ),
                    inputs=[{"label": use["label"], "entry": use["entry"]} for use in uses],
                    operator="+",
                    output={"label": "∂L/∂y′", "entry": total},
                    contributions=uses,
                    why=message("story.why_sum"),
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
                sentence=message(
                    "story.writes", operation=["b", "ApplyAdam"], variable=["b", title], value=["v", after]
                ),
                inputs=[
                    {
                        "label": message("story.before", name=name),
                        "entry": parts.entry(title),
                        "before": True,
                    },
                    {"label": f"∂L/∂{name}", "entry": parts.entry("∂" + title)},
                ],
                output={"label": message("story.after", name=name), "entry": after},
                version={"initial": False},
                why=message("story.why_waits", goal=["c", "train_step"], count=1),
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
    note = message(
        "story.series_both", first=message("story.series_trace"), second=message("story.series_sum")
    )
    bundle = parts.bundle(
        title="seed5_training.py",
        nodes=nodes,
        boxes=boxes,
        edges=edges,
        programs=[program],
        folded=message("story.folded", count=11),
        sources=[{"name": "seed5_training.py", "first_line": 1, "text": PROGRAM}],
        layouts={way: lay_out(boxes, edges, way) for way in ("LR", "TB")},
        series=[
            {
                "name": message("story.mean", name="cross_entropy"),
                "note": note,
                "runs": list(range(runs)),
                "values": losses,
                "smoothed": None,
            }
        ],
    )
    return bundle, bytes(parts.blob)
