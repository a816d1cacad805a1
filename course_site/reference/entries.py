"""What the reference says of each name: read from the program itself, so that it cannot say anything else.

An op's record knows its formula, its dtypes, its gradient and where it runs; its samples show which shapes go in and
come out; the docstring has the words and an example that is tested. Functions and classes have a docstring.

Read next: `page.py`, which makes a page of it.
"""

import inspect
import re
import types
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import docstring_parser

import tensorlab
from tensorlab.graph.dtypes import BOOL, COMPLEX, FLOATING, INTEGER, STRING
from tensorlab.graph.registry import HOST_ROLES, REQUIRED, Op, registry
from tensorlab.record.mathml import mathml

ELSEWHERE = {
    *("lab", "compat", "sources", "device_names", "late_names", "python", "examples"),
    *("control_flow", "devices", "export", "graph", "messages", "ops", "optimizers", "protos", "record"),
    *("graph_files", "philox", "queues", "reading", "recurrent", "run", "saving", "scheduling", "show"),
    *("summaries", "training"),
}
"""What is reachable from the namespace, and is not TensorFlow's: the teaching kit, and our own rooms."""
ROOT = Path(tensorlab.__file__).parents[1]
FAMILIES = [
    ("floating point", FLOATING),
    ("complex", COMPLEX),
    ("whole numbers", INTEGER),
    ("bool", BOOL),
    ("string", STRING),
]
EXAMPLE = re.compile(r"^>>> .*", re.MULTILINE | re.DOTALL)
SOURCE = re.compile(r"^Source: (\S+)$", re.MULTILINE)


class Entry(NamedTuple):
    """One function, class or op.

    Attributes:
        name: what to call it: its shortest public name, or an op's type where it has none.
        others: its other public names.
        kind: "op", "function", "class" or "node" (an op without a public name).
        signature: how it is called, without the name.
        summary: its first sentence.
        text: the paragraphs after it.
        arguments, raises: pairs (name, what is said of it).
        returns: what it returns, or "".
        example: a doctest, or "".
        source: an address, or "".
        file: where it is written.
        op: what its record says, or None.
        members: of a class: pairs (method, its first sentence).
    """

    name: str
    others: list[str]
    kind: str
    signature: str
    summary: str
    text: list[str]
    arguments: list[tuple[str, str]]
    returns: str
    raises: list[tuple[str, str]]
    example: str
    source: str
    file: str
    op: dict[str, Any] | None
    members: list[tuple[str, str]]


def all_entries() -> list[Entry]:
    """Every public name of the library, then the ops that only the graph makes, each in alphabetical order."""
    named: dict[int, tuple[Any, list[str]]] = {}
    for name, value in public_names():
        named.setdefault(id(value), (value, []))[1].append(name)
    entries = [entry_of(value, names) for value, names in named.values()]
    entries.sort(key=lambda entry: entry.name.lower())
    nodes = [record for record in registry.values() if id(record) not in named]
    return entries + [entry_of(record, []) for record in sorted(nodes, key=lambda record: record.type)]


def public_names() -> Iterator[tuple[str, Any]]:
    """Every callable that a program can reach, by its dotted name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from _walk(tensorlab, "tf", set())


def _walk(module: types.ModuleType, prefix: str, seen: set[str]) -> Iterator[tuple[str, Any]]:
    seen.add(module.__name__)
    for name in sorted(dir(module)):
        if name.startswith("_") or (prefix == "tf" and name in ELSEWHERE):
            continue
        try:
            value = getattr(module, name)
        except Exception:  # a name that only says why it is not here
            continue
        if isinstance(value, types.ModuleType):
            ours = value.__name__.startswith(tensorlab.__name__ + ".") and value.__name__ not in seen
            if ours and not _is_page(value, module):
                yield from _walk(value, f"{prefix}.{name}", seen)
        elif callable(value) and getattr(value, "__module__", "").startswith(tensorlab.__name__):
            yield f"{prefix}.{name}", value


def _is_page(module: types.ModuleType, parent: types.ModuleType) -> bool:
    """Whether this is a file in which names are written, not a namespace: `tensorlab/layers/dense.py`."""
    room = module.__name__.split(".")[1]
    return parent.__name__ != tensorlab.__name__ and room in ("layers", "metrics", "distributions", "ops")


def entry_of(value: Any, names: list[str]) -> Entry:
    """What there is to say of one function, class or op."""
    record = value if isinstance(value, Op) else None
    # The shortest name is the best known; but `tf.contrib.slim` only hands on what others made.
    names = sorted(names, key=lambda name: (".slim." in name, name.count("."), len(name), name))
    words = inspect.cleandoc(value.__doc__ or "")
    example = EXAMPLE.search(words)
    source = SOURCE.search(words)
    words = SOURCE.sub("", EXAMPLE.sub("", words))
    parsed = docstring_parser.parse(words, docstring_parser.DocstringStyle.GOOGLE)
    returns = "\n".join(
        filter(None, [parsed.returns.type_name, parsed.returns.description]) if parsed.returns else []
    )
    kind = (
        "class" if isinstance(value, type) else "op" if record and names else "node" if record else "function"
    )
    return Entry(
        name=names[0] if names else value.type,
        others=names[1:],
        kind=kind,
        signature=signature_of(value),
        summary=parsed.short_description or "",
        text=[part for part in (parsed.long_description or "").split("\n\n") if part.strip()],
        arguments=[(one.arg_name, one.description or "") for one in parsed.params],
        returns=returns,
        raises=[(one.type_name or "", one.description or "") for one in parsed.raises],
        example=example.group().rstrip() if example else "",
        source=source.group(1) if source else "",
        file=file_of(value),
        op=of_record(record) if record else None,
        members=members_of(value) if kind == "class" else [],
    )


def signature_of(value: Any) -> str:
    """How something is called: the names of its arguments, with their defaults."""
    if isinstance(value, Op):
        shown = [
            p.name if p.default is REQUIRED else f"{p.name}={_plain(p.default)}" for p in value.parameters
        ]
        return f"({', '.join([*shown, 'name=None'])})"
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return "(...)"
    shown = []
    for parameter in signature.parameters.values():
        star = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        default = "" if parameter.default is parameter.empty else f"={_plain(parameter.default)}"
        shown.append(f"{star}{parameter.name}{default}")
    return f"({', '.join(shown)})"


def _plain(value: Any) -> str:
    """A default value as one writes it."""
    if isinstance(value, (type, types.FunctionType, Op)):
        return getattr(value, "__name__", "...")
    text = repr(value)
    return text if len(text) < 40 and " at 0x" not in text else "..."


def file_of(value: Any) -> str:
    """The file, relative to the project, and the line where something is written."""
    target = value.kernel if isinstance(value, Op) else inspect.unwrap(value)
    try:
        path, line = inspect.getsourcefile(target), inspect.getsourcelines(target)[1]
        return f"{Path(path or '').relative_to(ROOT).as_posix()}:{line}"
    except (TypeError, ValueError, OSError):
        return ""


def members_of(kind: type) -> list[tuple[str, str]]:
    """The public methods and properties that a class defines, each with its first sentence."""
    found = []
    for name, member in vars(kind).items():
        words = getattr(member, "__doc__", None)
        if not name.startswith("_") and words and (callable(member) or isinstance(member, property)):
            found.append((name, inspect.cleandoc(words).split("\n\n")[0].replace("\n", " ")))
    return found


# --- what a record says -----------------------------------------------------------------------------------


def of_record(record: Op) -> dict[str, Any]:
    """Formula, dtypes, shapes, gradient and devices of an op."""
    return {
        "type": record.type,
        "formula": formula(record, record.latex),
        "dtypes": dtypes_of(record),
        "shapes": shapes_of(record),
        "gradient": gradient_of(record),
        "devices": "CPU and GPU" if record.devices is None else f"CPU only: {record.devices['CPU']}",
    }


def formula(record: Op, latex: str, **extra: str) -> str:
    """A formula with the names of the parameters in its holes, as MathML; "" where there is none."""
    holes = {parameter.name: rf"\text{{{parameter.name}}}" for parameter in record.parameters}
    try:
        return mathml(latex.format(**{**holes, **extra})) or ""
    except (KeyError, IndexError, ValueError):
        return ""


def dtypes_of(record: Op) -> list[tuple[str, str]]:
    """For every tensor that the op takes: which dtypes it may have."""
    found = []
    for parameter in record.inputs:
        rule = record.dtypes.get(parameter.name)
        if parameter.role in HOST_ROLES:
            text = "whole numbers" if parameter.role != "host_value" else "any"
        elif isinstance(rule, str):
            text = f"as {rule}"
        elif isinstance(rule, frozenset):
            text = _families(rule)
        else:
            text = "any"
        found.append((parameter.name, text))
    return found


def _families(dtypes: Iterable[Any]) -> str:
    """A set of dtypes in words: `floating point, complex`."""
    remaining = set(dtypes)
    parts = []
    for name, family in FAMILIES:
        if family <= remaining:
            parts.append(name)
            remaining -= family
    return ", ".join([*parts, *sorted(dtype.name for dtype in remaining)])


def shapes_of(record: Op, most: int = 3) -> list[str]:
    """Which shapes go in and come out, from the record's own samples."""
    if record.samples_rule is None or any(p.role == "ref" for p in record.inputs):
        return []
    found: list[str] = []
    for sample in record.samples_rule():
        with tensorlab.Graph().as_default():
            try:
                result = record(*sample.args, **sample.kwargs)
            except Exception:  # a sample for one dtype only; the tests of the registry know how to call it
                continue
            while isinstance(result, (list, tuple)) and result:
                result = result[0]
            operation = getattr(result, "op", None)
            if operation is None:
                continue
            arrays = [t for t, p in _pairs(operation) if p not in HOST_ROLES]
            line = f"{', '.join(str(t.shape) for t in arrays)} → {', '.join(str(t.shape) for t in operation.outputs)}"
        if arrays and line not in found:
            found.append(line)
        if len(found) == most:
            break
    return found


def _pairs(operation: Any) -> Iterator[tuple[Any, str]]:
    """Every input tensor with the role of its parameter."""
    for parameter, argument in zip(operation.record.inputs, operation.arguments(), strict=True):
        for tensor in argument if isinstance(argument, list) else [argument]:
            if tensor is not None:
                yield tensor, parameter.role


def gradient_of(record: Op) -> dict[str, Any]:
    """The gradient: formulas by parameter, or words."""
    from tensorlab.graph.gradients import gradient_functions

    if record.type in gradient_functions:
        return {"words": "goes back through what ran inside", "formulas": []}
    if record.gradient_rule is None:
        return {"words": f"none: {record.no_gradient}" if record.no_gradient else "none", "formulas": []}
    names = [parameter.name for parameter in record.inputs if parameter.role not in HOST_ROLES]
    formulas = [
        (name, formula(record, latex, g="g", y="y"))
        for name, latex in zip(names, record.gradient_latex, strict=False)
    ]
    return {"words": "" if formulas else "yes, as nodes of the graph", "formulas": formulas}
