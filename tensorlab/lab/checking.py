"""The Tracer asks whether a finite difference agrees with one entry of a gradient.

Read next: `tensorlab/record/gradient_check.py`.
"""

from typing import Any

from tensorlab.lab.desk import Desk, Reply
from tensorlab.record.gradient_check import NotComputable, check, tensor_of_step


def answer(desk: Desk, content: dict[str, Any], buffers: list[Any]) -> Reply:
    """One check: of the gradient that a step completes, at the entry asked for or where it is largest.

    `content`: {"run", "step": indices, "index": the entry or None}. The reply is as in the bundle's "checks".
    """
    number = int(content["run"])
    run = desk.runs[number]
    _, story = desk.builder._story(run)
    target = tensor_of_step(story.steps, int(content["step"]), run.plan)
    if target is None:
        return {"verdict": "none", "why": "check.no_gradient"}, []
    asked = content.get("index")
    index = None if asked is None else tuple(int(place) for place in asked)
    try:
        found = check(run.plan, desk.builder.replayer.values(number), *target, index)
    except NotComputable as reason:
        return {"verdict": "none", "why": str(reason)}, []
    return found.to_json(), []
