"""Whether a GraphDef keeps the rules that TensorFlow checks when it imports one."""

import re
from typing import Any

from tensorlab.graph_files.op_defs import op_def

NODE_NAME = re.compile(r"[A-Za-z0-9.][A-Za-z0-9_.\-/>]*\Z")


def mistakes(graph_def: Any) -> list[str]:
    """What is wrong, in words; nothing where all is well."""
    found = _of_nodes(graph_def.node, set())
    for function in graph_def.library.function:
        arguments = {argument.name for argument in function.signature.input_arg}
        found += _of_nodes(function.node_def, arguments, function.signature.name)
        known = arguments | {node.name for node in function.node_def}
        results = {argument.name for argument in function.signature.output_arg}
        if results != set(function.ret):
            found.append(f"{function.signature.name}: not every result is given")
        found += [
            f"{text} is no node" for text in function.ret.values() if text.partition(":")[0] not in known
        ]
    return found


def _of_nodes(nodes: Any, known: set[str], where: str = "") -> list[str]:
    found = []
    names = [node.name for node in nodes]
    if len({name.lower() for name in names}) != len(names):
        found.append(f"{where}: a name is used twice")
    known = known | set(names)
    for node in nodes:
        label = f"{where} {node.name} ({node.op})"
        defined = op_def(node.op)
        if defined is None:
            found.append(f"{label}: no such op type")
            continue
        if not NODE_NAME.match(node.name):
            found.append(f"{label}: no valid name")
        for key in node.attr:
            if not key.startswith("_") and key not in defined.attributes:
                found.append(f"{label}: no attribute {key}")
        for key, attribute in defined.attributes.items():
            if key not in node.attr and not attribute.has_default:
                found.append(f"{label}: its attribute {key} is missing")
        wanted = _count(defined.inputs, node)
        if "_output_shapes" in node.attr:
            told, there = len(node.attr["_output_shapes"].list.shape), _count(defined.outputs, node)
            if told != there:
                found.append(f"{label}: shapes of {told} outputs, but it has {there}")
        plain = [name for name in node.input if not name.startswith("^")]
        if len(plain) != wanted:
            found.append(f"{label}: {len(plain)} inputs, expected {wanted}")
        if plain != list(node.input)[: len(plain)]:
            found.append(f"{label}: what it waits for must stand last")
        for name in node.input:
            if name.removeprefix("^").partition(":")[0] not in known:
                found.append(f"{label}: its input {name} is not there")
    return found


def _count(arguments: Any, node: Any) -> int:
    """How many tensors the arguments of an op type stand for."""
    count = 0
    for argument in arguments:
        if argument.number_attr:
            count += node.attr[argument.number_attr].i
        elif argument.type_list_attr:
            count += len(node.attr[argument.type_list_attr].list.type)
        else:
            count += 1
    return count
