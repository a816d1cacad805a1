"""Placement: on which device each node of a session stands, what it had asked for, and why it is elsewhere.

    lab.placement(sess)         # a table; it places the graph if no run has done so yet
    lab.placement(sess).moved   # only the nodes that are not where they asked to be

Read next: `tensorlab/devices/placer.py`, which decides; `tensorlab/record/device_words.py`, whose words these are.
"""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, NamedTuple
from unicodedata import east_asian_width

from tensorlab.devices.placement import Placement, short_name
from tensorlab.graph.operation import Operation
from tensorlab.lab.tape import Tape
from tensorlab.record.device_words import reason_of
from tensorlab.record.words import chosen_language, plain_text, say
from tensorlab.run.session import BaseSession

MOST_ROWS = 60  # more are not printed; `rows` has them all
COLUMNS = ("node", "type", "asked", "device", "why")


class Row(NamedTuple):
    """One node, and where it stands.

    Attributes:
        name, type: of the node.
        requested: what it asked for, as `tf.device` said it; empty when it asked for nothing.
        device: where it is, such as "GPU:0".
        reason: why it is there, as a sentence; empty when there is nothing to say.
        moved: whether it is not where it asked to be.
    """

    name: str
    type: str
    requested: str
    device: str
    reason: str
    moved: bool


class PlacementTable:
    """The nodes of a session with their devices. Made by `lab.placement`.

    Attributes:
        rows: a `Row` for each node, in the order in which the program made them.
    """

    def __init__(self, placed: Sequence[tuple[Operation, Placement]]) -> None:
        self._placed = placed
        self.rows = [
            Row(operation.name, operation.type, at.requested, short_name(at.device), at.reason, at.moved)
            for operation, at in placed
        ]

    @property
    def moved(self) -> "PlacementTable":
        """Only the nodes that are not where they asked to be."""
        return PlacementTable([(operation, at) for operation, at in self._placed if at.moved])

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __getitem__(self, name: str) -> Row:
        """The row of a node, by its name."""
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(f"No node {name!r} is placed here.")

    def _cells(self, language: str) -> list[list[str]]:
        """The first rows as texts."""
        return [
            [
                operation.name,
                operation.type,
                short_name(at.requested) if at.requested else "",
                short_name(at.device),
                _why(operation, at, language),
            ]
            for operation, at in self._placed[:MOST_ROWS]
        ]

    def _caption(self, language: str) -> str:
        nodes = say("placement.title", language, count=len(self.rows))
        moved = sum(row.moved for row in self.rows)
        return say("placement.moved", language, nodes=nodes, count=moved) if moved else nodes

    def _rest(self, language: str) -> str:
        more = len(self.rows) - MOST_ROWS
        return say("placement.more", language, count=more) if more > 0 else ""

    def __repr__(self) -> str:
        language = chosen_language()
        table = [[say(f"placement.{column}", language) for column in COLUMNS], *self._cells(language)]
        widths = [max(_width(row[column]) for row in table) for column in range(len(COLUMNS))]
        lines = [
            "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
            for row in table
        ]
        lines.append(self._rest(language))
        return "\n".join([self._caption(language), *(line.rstrip() for line in lines if line)])

    def _repr_html_(self) -> str:
        language = chosen_language()
        head = "".join(
            f'<th scope="col" style="text-align:left">{escape(say(f"placement.{column}", language))}</th>'
            for column in COLUMNS
        )
        body = "".join(
            "<tr>" + "".join(f'<td style="text-align:left">{escape(cell)}</td>' for cell in row) + "</tr>"
            for row in self._cells(language)
        )
        rest = self._rest(language)
        return (
            f'<table lang="{language}"><caption>{escape(self._caption(language))}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            + (f"<p>{escape(rest)}</p>" if rest else "")
        )


def placement(watched: Any) -> PlacementTable:
    """On which device each node of a session stands, and why.

    Args:
        watched: a `tf.Session`, whose graph is placed now if that has not been done, or a tape of `lab.trace`.

    Raises:
        tf.errors.InvalidArgumentError: when a node cannot be placed, as a run would.
        TypeError: for anything else.

    >>> import tensorlab as tf
    >>> from tensorlab import lab
    >>> config = tf.ConfigProto(allow_soft_placement=True, device_count={"GPU": 0})
    >>> with tf.Graph().as_default(), tf.Session(config=config) as sess:
    ...     a = tf.constant(2.0, name="a")
    ...     with tf.device("/gpu:0"):
    ...         b = tf.multiply(a, a, name="b")
    ...     lab.placement(sess)
    2 nodes, 1 of them not where asked for
    node  type   asked for  device  reason
    a     Const             CPU:0
    b     Mul    GPU:0      CPU:0   no GPU here
    """
    if isinstance(watched, Tape):
        sessions = list(dict.fromkeys(run.session for run in watched.runs))
    elif isinstance(watched, BaseSession):
        sessions = [watched]
        watched._placer.place(watched.graph.operations)
    else:
        raise TypeError(f"lab.placement() takes a session or a tape, not a {type(watched).__name__}.")
    return PlacementTable(
        [
            (operation, session._placer.placements[operation])
            for session in sessions
            for operation in session.graph.operations
            if operation in session._placer.placements
        ]
    )


def _why(operation: Operation, at: Placement, language: str) -> str:
    """The reason alone, without what stands in the other columns."""
    if not at.reason:
        return ""
    return plain_text(reason_of(at, operation.type)["with"]["why"][1], language)


def _width(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese characters take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
