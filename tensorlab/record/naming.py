"""What to call a value of a run: the student's name for it, `∂L/∂w1` for a gradient, `w1 after` for a new version.

Read next: `derivation.py`.
"""

from typing import Any

from tensorlab.graph.tensor import Tensor
from tensorlab.record.backward import dense, gradient_names
from tensorlab.record.formula import upright
from tensorlab.record.made import Origin
from tensorlab.record.twin import TwinView, latex_name
from tensorlab.run.plan import Plan, variable_of


class Names:
    """Names for the slots of one plan, no two slots with the same.

    Args:
        plan: the plan whose slots are named.
        view: knows what the boxes are called.
        origins: where each slot's value comes from.
    """

    def __init__(self, plan: Plan, view: TwinView, origins: dict[int, Origin]) -> None:
        self._view = view
        self._origins = origins
        self._loaded = {cell.operation for _, cell in plan.loads}
        self._gradient_of: dict[Tensor, tuple[Tensor, str]] = {}
        for work in plan.order[0].graph.differentiations if plan.order else ():
            for tensor, contributions in work.contributions.items():
                for via, gradient in contributions:
                    if via is not None and len(contributions) > 1:
                        self._gradient_of.setdefault(dense(gradient), (tensor, via.name))
        for work in plan.order[0].graph.differentiations if plan.order else ():
            for total, tensor in gradient_names(work).items():
                self._gradient_of.setdefault(total, (tensor, ""))
        self._names: dict[int, str] = {}
        self._taken: dict[str, int] = {}

    def text(self, slot: int) -> str:
        """The name of a slot's value."""
        if slot not in self._names:
            name = self._text(slot)
            if not self.is_number(slot) and self._taken.setdefault(name, slot) != slot:
                origin = self._origins.get(slot)
                full = origin.operation.name if origin is not None else name
                name = full if full != name and full not in self._taken else f"{name} ({slot})"
                self._taken[name] = slot
            self._names[slot] = name
        return self._names[slot]

    def latex(self, slot: int) -> str:
        """The same in LaTeX."""
        name = self.text(slot)
        base, _, after = name.partition(" after")
        if name.endswith(" after") and not after:
            return rf"{latex_name(base)}^{{\text{{after}}}}"
        if base.startswith("∂L/∂"):
            inner, _, via = base[len("∂L/∂") :].partition(" via ")
            written = rf"\frac{{\partial L}}{{\partial {_latex(inner)}}}"
            return rf"{written}\Big|_{{{upright(via)}}}" if via else written
        return _latex(name)

    def is_number(self, slot: int) -> bool:
        """Whether a value is called by its own number: a constant of the program."""
        origin = self._origins.get(slot)
        if origin is None or origin.kind != "constant":
            return False
        array: Any = origin.operation.attributes["value"]
        return array.ndim == 0 and origin.operation not in self._view.differentiated

    def _text(self, slot: int) -> str:
        origin = self._origins.get(slot)
        if origin is None:
            return f"value {slot}"
        tensor = origin.tensor
        if origin.kind == "written":
            label = self._view.label(variable_of(tensor).outputs[0])
            return f"{label} after" if variable_of(tensor) in self._loaded else label
        forward = self._gradient_of.get(tensor)
        if forward is not None and origin.kind == "computed":
            name = f"∂L/∂{self._of(forward[0])}"
            return f"{name} via {forward[1]}" if forward[1] else name
        return self._of(tensor)

    def _of(self, tensor: Tensor) -> str:
        label = self._view.label(tensor)
        return f"{label}:{tensor.value_index}" if len(tensor.op.outputs) > 1 else label


def _latex(name: str) -> str:
    """A name in LaTeX; what is no plain word is set upright, harmless to LaTeX."""
    plain = name.rstrip("′")
    harmless = all(letter.isalnum() or letter in "._+-" for letter in plain)
    return latex_name(name) if harmless else upright(name)
