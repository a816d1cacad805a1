"""A `While` for every loop of a file, whether it stands there as frames or as functions.

What is known of a loop variable's shape has to hold in every iteration: the body is built with the shape of the first
value, and again with less when it returns another one.

Read next: `import_regions.py`, which builds what is inside.
"""

from typing import TYPE_CHECKING, Any

from tensorlab.control_flow.block import BODY, CONDITION, Block
from tensorlab.control_flow.branching import _common_shape
from tensorlab.control_flow.looping import _no_wider
from tensorlab.control_flow.nodes import add_argument, add_node, loop_node
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import find_op
from tensorlab.graph.scopes import Restored
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.graph_files.import_nodes import Refusal
from tensorlab.graph_files.import_source import Node
from tensorlab.graph_files.import_undo import Mark
from tensorlab.graph_files.import_values import Values
from tensorlab.graph_files.loop_frames import Frame, needed_items

if TYPE_CHECKING:
    from tensorlab.graph_files.import_regions import Importer


def build_loop(importer: "Importer", frame: Frame, values: Values) -> None:
    """Make a `While` of a loop of frames."""
    entering = {node.name: node for node in frame.entering}
    variables = [entering[merge.inputs[0][0]] for merge in frame.merges]
    first = [importer.plain(importer.usable(values.tensor(node.inputs[0]))) for node in variables]
    switch_of = {switch.inputs[0][0]: switch for switch in frame.switches}
    rounds = {node.name: node for node in frame.rounds}
    assert frame.condition is not None
    asked = needed_items(frame.inside, [frame.condition.inputs[0][0]])
    kept = needed_items(
        frame.inside, [name for item in frame.inside if item not in asked for name in item.needs()]
    )
    kept += needed_items(frame.inside, [name for node in frame.rounds for name in node.needs()])
    inside = [item for item in frame.inside if item not in asked or item in kept]
    waits_for = [one for node in frame.entering for name in node.waits_for for one in values.waited_for(name)]

    def start(block: Block, shapes: list[TensorShape], wanted: dict[str, str]) -> Values:
        found = Values(values)
        for node in [*frame.merges, *frame.switches, *frame.rounds, frame.condition]:
            found.operations[node.name] = []  # type: ignore[union-attr]
        for node in frame.entering:
            tensor = values.tensor(node.inputs[0])
            found.add(node.name, [tensor], [])
        for merge, tensor, shape in zip(frame.merges, first, shapes, strict=True):
            argument = add_argument(block, tensor.dtype, shape, importer.prefix + wanted[merge.name])
            found.tensors[merge.name, 0] = argument
            found.tensors[switch_of[merge.name].name, 1] = argument
        return found

    def condition(block: Block, shapes: list[TensorShape]) -> list[Tensor]:
        found = start(block, shapes, {merge.name: merge.name for merge in frame.merges})
        importer.region(asked, found)
        return [importer.usable(found.tensor(frame.condition.inputs[0]))]  # type: ignore[union-attr]

    def body(block: Block, shapes: list[TensorShape]) -> list[Tensor]:
        found = start(block, shapes, {merge.name: switch_of[merge.name].name for merge in frame.merges})
        importer.region(inside, found)
        return [_going_round(importer, rounds[merge.inputs[1][0]], found) for merge in frame.merges]

    scope = frame.merges[0].name.rpartition("/")[0]
    node = while_node(
        importer,
        f"{importer.prefix}{scope}/While".lstrip("/"),
        first,
        [t.shape for t in first],
        condition,
        body,
    )
    node.control_inputs += [
        one for one in map(importer.reachable, waits_for) if one not in node.control_inputs
    ]
    outputs = {
        switch_of[merge.name].name: output for merge, output in zip(frame.merges, node.outputs, strict=True)
    }
    values.operations[frame.name] = [node]
    for leaving in frame.leaving:
        tensor = importer.named(outputs[frame.left_by[leaving.name]], leaving.name)
        values.add(leaving.name, [tensor], [tensor.op])


def _going_round(importer: "Importer", node: Node, values: Values) -> Tensor:
    """What a `NextIteration` hands on, once what it waits for has run."""
    tensor = importer.plain(importer.usable(values.tensor(node.inputs[0])))
    waits_for = [importer.reachable(one) for name in node.waits_for for one in values.waited_for(name)]
    if not waits_for:
        return tensor
    with (
        Restored(importer.graph, "_scope", ""),
        Restored(importer.graph, "_control_inputs", tuple(waits_for)),
    ):
        return find_op("Identity")(tensor, name=importer.full_name(node.name) + "/")


def while_node(
    importer: "Importer", name: str, first: list[Tensor], shapes: list[TensorShape], condition: Any, body: Any
) -> Operation:
    """Make a `While`; what the body returns may widen what is known of the loop variables' shapes."""
    for _ in range(20):
        mark = Mark(importer.graph)
        with Block(CONDITION, importer.graph, "condition") as asking:
            asking.outputs = condition(asking, shapes)
        with Block(BODY, importer.graph, "body") as working:
            working.outputs = body(working, shapes)
        wider = [
            shape if _no_wider(output.shape, shape) else _common_shape([shape, output.shape])
            for shape, output in zip(shapes, working.outputs, strict=True)
        ]
        if wider == shapes or all(str(a) == str(b) for a, b in zip(wider, shapes, strict=True)):
            break
        shapes = wider
        mark.undo()
    for tensor, output in zip(first, working.outputs, strict=True):
        if tensor.dtype.base_dtype is not output.dtype.base_dtype:
            raise Refusal(
                f"The loop {name!r} of graph_def cannot be imported: a loop variable starts as "
                f"{tensor.dtype.base_dtype.name} ({tensor.name}) and goes on as {output.dtype.base_dtype.name}."
            )
    outputs = [(tensor.dtype, shape) for tensor, shape in zip(first, shapes, strict=True)]
    with Restored(importer.graph, "_scope", ""):
        return add_node(loop_node, name, first, [asking, working], outputs, condition=asking, body=working)
