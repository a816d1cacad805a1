"""The part "training" of a bundle: everything that the training view shows beside the loss, put together.

Read next: `series.py`, `boundary.py` and `surface.py`, which compute it.
"""

from typing import Any

from tensorlab.record.boundary import boundary
from tensorlab.record.bundle import BundleBuilder
from tensorlab.record.model_parts import Named
from tensorlab.record.series import DEFAULT_BUDGET, quantities
from tensorlab.record.surface import surface
from tensorlab.record.words import message


def training_part(
    builder: BundleBuilder, named: Named | None = None, budget: float = DEFAULT_BUDGET
) -> dict[str, Any]:
    """Weights, gradients and scalars over the runs, the decision boundary and the loss surface.

    Args:
        builder: knows the runs and their names.
        named: parts of the model that the program has named; the rest is found.
        budget: about how many milliseconds it may take.

    Of runs whose values were lost nothing is told, and a note says so.
    """
    part = quantities(builder, budget / 2)
    lost = sum(not run.can_be_shown for run in builder.runs)
    if lost:
        part["notes"].append(message("training.lost", count=lost))
    for name, compute in (("boundary", boundary), ("surface", surface)):
        try:
            part[name] = compute(builder, named, budget / 4)
        except (
            Exception
        ) as error:  # a model built in a way nobody thought of: the other plots are still worth having
            part[name] = None
            text = str(error).strip().split("\n")[0]
            part["notes"].append(
                message(f"training.no_{name}", error=["c", f"{type(error).__name__}: {text}"])
            )
    return part
