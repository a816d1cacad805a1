"""What to call a value of a run: the student's name for it, `∂L/∂w1` for a gradient, `w1 after` for a new version.

Read next: `derivation.py`.
"""

import re
from typing import Any

from tensorlab.graph.tensor import Tensor
from tensorlab.record.backward import dense, gradient_names
from tensorlab.record.blocks import works_outside
from tensorlab.record.formula import upright
from tensorlab.record.made import Origin
from tensorlab.record.twin import TwinView, latex_name
from tensorlab.run.plan import Plan, variable_of

AFTER = " after"
SLOT = re.compile(r"(\w+)\(([^()]+)\)")


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
        for work in works_outside(plan.order[0].graph) if plan.order else ():
            for tensor, contributions in work.contributions.items():
                for via, gradient in contributions:
                    if via is not None and len(contributions) > 1:
                        self._gradient_of.setdefault(dense(gradient), (tensor, via.name))
        for work in works_outside(plan.order[0].graph) if plan.order else ():
            for total, tensor in gradient_names(work).items():
                self._gradient_of.setdefault(total, (tensor, ""))
        self._names: dict[int, tuple[str, str]] = {}
        self._taken: dict[tuple[str, str], int] = {}

    def text(self, slot: int) -> tuple[str, str]:
        """The name of a slot's value: what stands before the place of an entry, and what behind it."""
        if slot not in self._names:
            name = self._text(slot)
            if not self.is_number(slot) and self._taken.setdefault(name, slot) != slot:
                origin = self._origins.get(slot)
                full = (origin.operation.name, name[1]) if origin is not None else name
                name = full if full not in self._taken else (name[0], f"{name[1]} ({slot})")
                self._taken[name] = slot
            self._names[slot] = name
        return self._names[slot]

    def latex(self, slot: int) -> tuple[str, str]:
        """The same in LaTeX."""
        base, rest = self.text(slot)
        behind = r"^{\text{after}}" if rest == AFTER else rf"\Big|_{{{upright(rest[5:])}}}" if rest else ""
        if base.startswith("∂L/∂"):
            return rf"\frac{{\partial L}}{{\partial {_latex(base[len('∂L/∂') :])}}}{behind}", ""
        inner = SLOT.fullmatch(base)
        if inner is not None:
            return f"{_latex(inner[1])}({_latex(inner[2])}){behind}", ""
        return f"{_latex(base)}{behind}", ""

    def is_number(self, slot: int) -> bool:
        """Whether a value is called by its own number: a constant of the program."""
        origin = self._origins.get(slot)
        if origin is None or origin.kind != "constant":
            return False
        array: Any = origin.operation.attributes["value"]
        return array.ndim == 0 and origin.operation not in self._view.differentiated

    def _text(self, slot: int) -> tuple[str, str]:
        origin = self._origins.get(slot)
        if origin is None:
            return f"value {slot}", ""
        tensor = origin.tensor
        if origin.kind == "written":
            variable = variable_of(tensor)
            return self._of(variable.outputs[0]), AFTER if variable in self._loaded else ""
        forward = self._gradient_of.get(tensor)
        if forward is not None and origin.kind == "computed":
            return f"∂L/∂{self._of(forward[0])}", f" via {forward[1]}" if forward[1] else ""
        return self._of(tensor), ""

    def _of(self, tensor: Tensor) -> str:
        if tensor.op.record.kind == "variable" and self._view.source_box(tensor) is None:
            return self._setting(tensor)
        label = self._view.label(tensor)
        return f"{label}:{tensor.value_index}" if len(tensor.op.outputs) > 1 else label

    def _setting(self, tensor: Tensor) -> str:
        """What an optimizer remembers, by the name that its formula has for it: `m(w1)`, `beta1_power`."""
        for reader in tensor._consumers:
            if reader.record.kind == "update":
                for parameter, argument in zip(reader.record.inputs, reader.arguments(), strict=True):
                    if argument is tensor and parameter.name != "var":
                        own = self._view.label(variable_of(reader.outputs[0]).outputs[0])
                        return f"{parameter.name}({own})" if tensor.shape.ndims else parameter.name
        return self._view.label(tensor)


def _latex(name: str) -> str:
    """A name in LaTeX; what is no plain word is set upright, harmless to LaTeX."""
    plain = name.rstrip("′")
    harmless = all(letter.isalnum() or letter in "._+-" for letter in plain)
    return latex_name(name) if harmless else upright(name)
