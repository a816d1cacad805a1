"""The calls for which every op of the registry is compared with TensorFlow: the samples, in several dtypes.

`record_ops.py` and `test_ops.py` both walk `cases_of(record)`, so they agree on what a case is. A case is
found again by the op type, the position of the sample and the dtype; its digest tells whether the sample has
changed since TensorFlow was asked.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

import tensorlab as tf
from tensorlab.graph.registry import Op, Sample

# The order in which dtypes are taken; six of those that the record allows are enough.
PREFERRED = (
    *("float32", "float64", "int32", "complex64", "float16", "bool", "int64", "uint8", "int8", "complex128"),
    *("int16", "uint16", "uint32", "uint64", "string"),
)
DTYPES_PER_SAMPLE = 6


@dataclass(frozen=True)
class Case:
    """One call of one op: the arguments in the order of the record's parameters."""

    record: Op
    sample: Sample
    position: int
    dtype: str
    values: tuple[Any, ...]

    @property
    def key(self) -> str:
        """What the case is called in the recorded file."""
        return f"{self.position} {self.dtype}"

    @property
    def digest(self) -> str:
        """A fingerprint of the arguments."""
        return hashlib.sha256(repr([plain(value) for value in self.values]).encode()).hexdigest()[:12]


def plain(value: Any) -> Any:
    """A text form of an argument that is the same on every machine."""
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (np.ndarray, np.generic)):
        return [str(value.dtype), list(value.shape), np.asarray(value).ravel().tolist()]
    return repr(value)


def in_dtype(value: Any, dtype: str) -> Any:
    """The sample's value as an array of `dtype`; a complex one gets an imaginary part."""
    array = np.asarray(value)
    if dtype == "string":
        return array.astype(object)
    if dtype == "bool":
        return array.astype(bool)
    if dtype.startswith("uint"):
        array = np.abs(array)
    if dtype.startswith("complex") and array.dtype.kind != "c":
        array = array * (1.0 + 0.5j)
    return array.astype(dtype)


def is_text(value: Any) -> bool:
    """Whether an argument holds text."""
    return np.asarray(value).dtype.kind in "OSU"


def leader_of(record: Op) -> str | None:
    """The array input whose dtype the cases vary: the first with a choice that is not just for indices."""
    rules = [(parameter.name, record.dtypes.get(parameter.name)) for parameter in record.inputs]
    choices = {name: {dtype.name for dtype in rule} for name, rule in rules if isinstance(rule, frozenset)}
    wide = [name for name, dtypes in choices.items() if len(dtypes) > 1 and not dtypes <= {"int32", "int64"}]
    return next(iter([*wide, *choices]), None)


def dtypes_for(record: Op, sample: Sample, leader: str, value: Any) -> list[str]:
    """The dtypes in which a sample is tried."""
    allowed = {dtype.name for dtype in record.dtypes[leader]} - {"variant"}  # nobody can write one down
    if sample.dtypes is not None:
        allowed &= set(sample.dtypes)
    first = (
        value[0] if isinstance(value, (list, tuple)) and record_role(record, leader) == "arrays" else value
    )
    if is_text(first):
        return ["string"] if "string" in allowed else []
    natural = np.asarray(first).dtype.kind
    usable = [name for name in PREFERRED if name in allowed and name != "string"]
    if natural == "c":
        usable = [name for name in usable if name.startswith("complex")]
    if natural == "b" and "bool" in usable:
        usable = ["bool"]
    return usable[:DTYPES_PER_SAMPLE]


def record_role(record: Op, name: str) -> str:
    """The role of a parameter: array, arrays, ref, a host value, or attribute."""
    return str(next(parameter.role for parameter in record.parameters if parameter.name == name))


def cases_of(record: Op) -> Iterator[Case]:
    """Every case of a record."""
    if record.samples_rule is None:
        return
    leader = leader_of(record)
    for position, sample in enumerate(record.samples_rule()):
        values = record.arguments(sample.args, dict(sample.kwargs))
        if leader is None:
            yield Case(record, sample, position, "natural", tuple(values))
            continue
        index = [parameter.name for parameter in record.parameters].index(leader)
        if values[index] is None:
            yield Case(record, sample, position, "natural", tuple(values))
            continue
        for dtype in dtypes_for(record, sample, leader, values[index]):
            yield Case(record, sample, position, dtype, tuple(_cast(record, leader, values, dtype)))


def _cast(record: Op, leader: str, values: list[Any], dtype: str) -> list[Any]:
    """The arguments with every input that shares the leader's dtype cast to `dtype`."""
    plain_values = (list, np.ndarray, float, int)
    cast = []
    for parameter, value in zip(record.parameters, values, strict=True):
        shares = parameter.name == leader or record.dtypes.get(parameter.name) == leader
        if not shares or value is None or (parameter.role == "ref" and not isinstance(value, plain_values)):
            cast.append(value)
        elif parameter.role == "arrays":
            cast.append([in_dtype(item, dtype) for item in value])
        else:
            cast.append(in_dtype(value, dtype))
    return cast


@dataclass(frozen=True)
class Node:
    """A case as a node of tensorlab's graph, with what is fed to it."""

    operation: Any
    feeds: dict[Any, Any]
    variables: list[Any]


def build(case: Case, hold: Callable[[Any], Any] | None = None) -> Node:
    """Make the node of a case in the default graph; arrays are fed, what is written is a variable.

    `hold` makes another tensor of an array instead: `tf.constant`, `tf.Variable`.
    """
    feeds: dict[Any, Any] = {}
    variables: list[Any] = []

    def fed(value: Any) -> Any:
        array = tf.convert_to_tensor(value)
        if not case.sample.fed:
            return array
        if hold is not None:
            return hold(array)
        holder = tf.placeholder(array.dtype, array.shape)
        feeds[holder] = value
        return holder

    arguments = []
    for parameter, value in zip(case.record.parameters, case.values, strict=True):
        if parameter.role == "ref" and value is not None:
            variables.append(tf.Variable(value))
            arguments.append(variables[-1])
        elif parameter.role == "array" and value is not None and case.dtype != "natural":
            arguments.append(fed(value))
        elif parameter.role == "arrays" and case.dtype != "natural":
            arguments.append([fed(item) for item in value])
        else:
            arguments.append(value)
    result = case.record.node(arguments, None)
    while isinstance(result, (list, tuple)):
        result = result[0]
    return Node(getattr(result, "op", result), feeds, variables)


def weights_for(value: np.ndarray) -> np.ndarray:
    """Fixed, uneven upstream gradients for the gradient of a case."""
    return np.cos(np.arange(value.size) + 0.5).reshape(value.shape).astype(value.dtype)


def differentiable(tensor: Any) -> bool:
    """Whether gradients pass through a tensor of this dtype."""
    return bool(tensor.dtype.is_floating or tensor.dtype.is_complex)


def gradient_dtype(case: Case) -> bool:
    """Whether the gradient of this case is recorded too: in one floating and one complex dtype per sample."""
    allowed = (
        dtypes_for(case.record, case.sample, leader_of(case.record) or "", np.zeros(1))
        if case.dtype != "natural"
        else []
    )
    wanted = "float64" if "float64" in allowed else "float32"
    return case.dtype in (wanted, "complex64") and case.sample.differentiable
