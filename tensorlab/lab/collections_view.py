"""`lab.collections`: the lists that a graph keeps, what each is for, who fills it, who reads it, and what it holds.

    lab.collections()           # of the default graph
    lab.collections(sess)       # of a session's graph, or that of a tape
    lab.collections(graph)["losses"]

Read next: `collections_page.py`, the table in a notebook; `tensorlab/graph/collections.py`, their names.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from tensorlab.graph.collections import GraphKeys
from tensorlab.graph.graph import Graph
from tensorlab.graph.operation import Operation
from tensorlab.graph.scopes import current_graph
from tensorlab.graph.tensor import Tensor
from tensorlab.lab.collections_page import page
from tensorlab.lab.tape import Tape
from tensorlab.ops.variables import Variable
from tensorlab.record.words import chosen_language, say
from tensorlab.run.session import BaseSession

MOST_MEMBERS = 8  # more are not printed; `[key]` has them all
READ_OP = "global_step_read_op_cache"

GROUPS: dict[str, tuple[str, ...]] = {
    "variables": (
        "variables",
        "trainable_variables",
        "local_variables",
        "metric_variables",
        "model_variables",
        "moving_average_variables",
        "concatenated_variables",
        "weights",
        "biases",
        "activations",
    ),
    "training": ("losses", "regularization_losses", "update_ops", "train_op", "global_step", "eval_step"),
    "input": ("queue_runners", "table_initializer", "asset_filepaths"),
    "summaries": ("summaries", "summary_op"),
    "sessions": (
        "savers",
        "saveable_objects",
        "resources",
        "local_resources",
        "init_op",
        "local_init_op",
        "ready_op",
        "ready_for_local_init_op",
    ),
    "own": (),
    "inside": ("cond_context", "while_context", READ_OP),
}
"""Group -> the collections of it, in the order in which they are shown; the program's own ones belong to "own"."""
OF_VARIABLES = (
    "variables",
    "trainable_variables",
    "moving_average_variables",
    "local_variables",
    "model_variables",
)
CONSTANTS = {
    value: name for name, value in vars(GraphKeys).items() if isinstance(value, str) and name.isupper()
}
"""Name of a collection -> its name in `tf.GraphKeys`."""
CONSTANTS["variables"] = "GLOBAL_VARIABLES"


class Member(NamedTuple):
    """One thing in a collection.

    Attributes:
        value: the thing itself.
        name: what it is called; its `repr` where it has no name.
        kind: "variable", "tensor", "operation", or the name of its class.
        shape, dtype: as text; empty where it has none.
        type: the type of an operation.
    """

    value: Any
    name: str
    kind: str
    shape: str
    dtype: str
    type: str

    def kind_text(self, language: str) -> str:
        """What it is, in words."""
        if self.kind in ("variable", "tensor", "operation"):
            return say(
                f"collections.kind.{self.kind}", language, **({"type": self.type} if self.type else {})
            )
        return self.kind


class Collection(NamedTuple):
    """One collection.

    Attributes:
        key: what `tf.get_collection` finds it by.
        constant: its name in `tf.GraphKeys`; empty for the program's own.
        group: "variables", "training", "input", "summaries", "sessions", "own" or "inside".
        members: what it holds.
    """

    key: Any
    constant: str
    group: str
    members: list[Member]

    def words(self, part: str, language: str) -> str:
        """What it is for ("what"), who fills it ("by"), who reads it ("for")."""
        known = self.key if self.group != "own" else "own"
        return say(
            f"collections.{part}.{known}",
            language,
            **({} if self.constant else {"collection": repr(self.key)}),
        )

    def title(self) -> str:
        """Its name, and that in `tf.GraphKeys`."""
        return f"{self.key} (tf.GraphKeys.{self.constant})" if self.constant else str(self.key)


class Collections:
    """The collections of a graph. Made by `lab.collections`.

    Attributes:
        graph: the graph.
        rows: a `Collection` for each that has members, group by group.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        found = {
            key: graph.get_collection(key) for key in graph.get_all_collection_keys() if not _hidden(key)
        }
        place = {key: group for group, keys in GROUPS.items() for key in keys}
        order = {key: number for number, key in enumerate(place)}
        groups = list(GROUPS)
        self.rows = sorted(
            (
                Collection(key, CONSTANTS.get(key, ""), place.get(key, "own"), [_member(one) for one in held])
                for key, held in found.items()
                if held
            ),
            key=lambda row: (groups.index(row.group), order.get(row.key, len(order)), str(row.key)),
        )

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Collection]:
        return iter(self.rows)

    def __getitem__(self, key: Any) -> list[Any]:
        """What a collection holds; an empty list for one that is not there."""
        return self.graph.get_collection(key)

    def variables(self) -> tuple[list[str], list[tuple[str, list[bool]]]]:
        """Which variable is in which collection.

        Returns:
            The names of the collections of variables that have members; for every variable its name, and whether it
            is in each of them.
        """
        keys = [row.key for row in self.rows if row.key in OF_VARIABLES]
        held = {key: {id(one) for one in self.graph.get_collection(key)} for key in keys}
        every = {id(m.value): m.value for row in self.rows if row.key in keys for m in row.members}
        return keys, [
            (variable.name, [number in held[key] for key in keys])
            for number, variable in every.items()
            if isinstance(variable, Variable)
        ]

    def caption(self, language: str) -> str:
        """How many there are."""
        return say("collections.title" if self.rows else "collections.empty", language, count=len(self.rows))

    def __repr__(self) -> str:
        language = chosen_language()
        lines = [self.caption(language)]
        for row in self.rows:
            count = say("collections.members", language, count=len(row.members))
            lines += ["", f"{row.title()}: {count}", f"  {row.words('what', language)}"]
            table = [[m.name, m.kind_text(language), m.dtype, m.shape] for m in row.members[:MOST_MEMBERS]]
            lines += [f"    {line}" for line in _in_columns(table)]
            more = len(row.members) - MOST_MEMBERS
            if more > 0:
                lines.append(f"    {say('collections.more', language, count=more, collection=repr(row.key))}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return page(self, chosen_language())


def collections(of: Any = None) -> Collections:
    """The collections of a graph: what each is for, who fills it, who reads it, and what it holds.

    Args:
        of: a `tf.Graph`, a `tf.Session` or a tape of `lab.trace`; the default graph if left out.

    Raises:
        TypeError: for anything else.

    >>> import tensorlab as tf
    >>> from tensorlab import lab
    >>> with tf.Graph().as_default() as graph:
    ...     w = tf.get_variable("w", [2, 1], regularizer=tf.nn.l2_loss)
    ...     tf.add_to_collection("mine", w)
    >>> lab.collections(graph)
    4 collections
    <BLANKLINE>
    variables (tf.GraphKeys.GLOBAL_VARIABLES): 1 member
      the variables of the model and of its training; they are initialised and saved
        w:0  variable  float32  (2, 1)
    <BLANKLINE>
    trainable_variables (tf.GraphKeys.TRAINABLE_VARIABLES): 1 member
      the variables that training changes
        w:0  variable  float32  (2, 1)
    <BLANKLINE>
    regularization_losses (tf.GraphKeys.REGULARIZATION_LOSSES): 1 member
      penalties on weights, to be added to the loss
        w/Regularizer/L2Loss:0  tensor  float32  ()
    <BLANKLINE>
    mine: 1 member
      what the program has put there itself: tf.add_to_collection('mine', ...)
        w:0  variable  float32  (2, 1)
    """
    if of is None:
        return Collections(current_graph())
    if isinstance(of, Graph):
        return Collections(of)
    if isinstance(of, BaseSession):
        return Collections(of.graph)
    if isinstance(of, Tape):
        if not of.runs:
            return Collections(current_graph())
        return Collections(of.runs[-1].session.graph)
    raise TypeError(f"lab.collections() takes a graph, a session or a tape, not a {type(of).__name__}.")


def _hidden(key: Any) -> bool:
    """Whether a collection is the library's own note, such as the state of variable scopes."""
    return not isinstance(key, str) or key.startswith("__")


def _member(value: Any) -> Member:
    if isinstance(value, (Variable, Tensor)):
        kind = "variable" if isinstance(value, Variable) else "tensor"
        return Member(value, value.name, kind, str(value.shape), value.dtype.base_dtype.name, "")
    if isinstance(value, Operation):
        return Member(value, value.name, "operation", "", "", value.type)
    name = getattr(value, "name", None)
    kind = type(value).__name__
    if isinstance(name, str):
        return Member(value, name, kind, "", "", "")
    text = repr(value)
    return Member(value, kind if " object at 0x" in text else text, kind, "", "", "")


def _in_columns(table: list[list[str]]) -> list[str]:
    """Rows of texts as lines, the columns under each other."""
    from unicodedata import east_asian_width

    def width(text: str) -> int:
        return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)

    used = [column for column in range(4) if any(row[column] for row in table)]
    widths = {column: max(width(row[column]) for row in table) for column in used}
    return [
        "  ".join(row[column] + " " * (widths[column] - width(row[column])) for column in used).rstrip()
        for row in table
    ]
