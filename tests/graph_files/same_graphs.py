"""Whether two GraphDefs say the same: node by node, in whatever order nodes, attributes and waiting edges stand."""

from typing import Any

from tensorlab.graph_files.attribute_values import from_attr_value


def differences(found: Any, expected: Any) -> list[str]:
    """What differs, in words; nothing where both describe the same graph."""
    told = _of_nodes("", found.node, expected.node)
    ours = {function.signature.name: function for function in found.library.function}
    theirs = {function.signature.name: function for function in expected.library.function}
    told += [f"function {name}: only in one of them" for name in sorted(ours.keys() ^ theirs.keys())]
    for name in sorted(ours.keys() & theirs.keys()):
        told += _of_nodes(f"{name}: ", ours[name].node_def, theirs[name].node_def)
        if ours[name].signature != theirs[name].signature or dict(ours[name].ret) != dict(theirs[name].ret):
            told.append(f"function {name}: other arguments or results")
    return told


def _of_nodes(where: str, found: Any, expected: Any) -> list[str]:
    ours, theirs = ({node.name: _plain(node) for node in nodes} for nodes in (found, expected))
    told = [f"{where}{name}: only in one of them" for name in sorted(ours.keys() ^ theirs.keys())]
    for name in sorted(ours.keys() & theirs.keys()):
        for field, value in ours[name].items():
            if value != theirs[name][field]:
                told.append(f"{where}{name}: {field} is {value}, expected {theirs[name][field]}")
    return told


def _plain(node: Any) -> dict[str, Any]:
    """What a node says, in a form that can be compared."""
    attributes = {}
    for key, value in node.attr.items():
        read = from_attr_value(value)
        if key == "_class":
            read = sorted(read)
        is_array = hasattr(read, "tobytes")
        attributes[key] = (str(read.dtype), read.shape, read.tolist()) if is_array else repr(read)
    return {
        "op": node.op,
        "device": node.device,
        "inputs": [name for name in node.input if not name.startswith("^")],
        "waits for": sorted(name for name in node.input if name.startswith("^")),
        "attributes": attributes,
    }
