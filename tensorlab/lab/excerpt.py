"""A part of a tape: some of its runs, as a tape of their own.

Read next: `tape.py`.
"""

from tensorlab.lab.tape import Tape
from tensorlab.record.bundle import DEFAULT_BLOB_BUDGET
from tensorlab.record.replay import Replayer


def excerpt(tape: Tape, first: int, last: int) -> Tape:
    """The runs with the numbers `first` to `last` (from 1, both included; negative ones count from the end).

    The runs keep their numbers, and are computed again from the same states.

    Raises:
        IndexError: when there are no such runs.

    >>> import tensorlab as tf
    >>> from tensorlab import lab
    >>> with tf.Graph().as_default(), tf.Session() as sess, lab.trace() as tape:
    ...     x = tf.placeholder(tf.float32, name="x")
    ...     y = tf.square(x, name="y")
    ...     values = [sess.run(y, {x: value}) for value in (1.0, 2.0, 3.0)]
    >>> part = excerpt(tape, -2, -1)
    >>> len(part), part.value(y, run=1)
    (2, np.float32(4.0))
    """
    begin, end = tape._index(first), tape._index(last)
    if begin > end:
        raise IndexError(f"Runs {first}:{last} are none: the first is behind the last.")
    part = Tape(title=tape._title, show_unrun=tape._show_unrun)
    part._recorder.runs = list(tape.runs[begin : end + 1])
    part._replayer = Replayer(part.runs)
    return part


def where_to_open(tape: Tape) -> int:
    """The place of the run, from 1, at which a page of a tape opens best.

    That is the last run if it failed; else the last that trains among those whose values the page has room for; else
    the last.
    """
    runs = tape.runs
    trains = [run.loss is not None and bool(run.plan.written) and run.can_be_shown for run in runs]
    if runs[-1].error is not None or not any(trains):
        return len(runs)
    last = len(trains) - 1 - trains[::-1].index(True)
    builder = tape._builder(runs[last].session.graph)
    kept = {id(builder.runs[index]) for index in builder._runs_to_keep(DEFAULT_BLOB_BUDGET)}
    return next(
        (place + 1 for place in range(last, -1, -1) if trains[place] and id(runs[place]) in kept), last + 1
    )
