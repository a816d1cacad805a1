"""What tensorlab writes of the programs beside this file, and what it computes itself.

Read next: `test_export_round_trip.py`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

import tensorlab as tf
from tests.graph_files.export_programs import PROGRAMS, Program
from tests.graph_files.export_training_programs import TRAINING_PROGRAMS
from tests.parity.record_written_graphs import plain


def every_program() -> dict[str, Callable[[Any], Program]]:
    """All programs by name."""
    return {**PROGRAMS, **TRAINING_PROGRAMS}


def built(name: str) -> tuple[tf.Graph, Program, Any]:
    """The graph of a program, what is run of it, and what initialises it."""
    with tf.Graph().as_default() as graph:
        program = every_program()[name](tf)
        fetches = [
            tf.identity(fetch) if fetch.op.type == "VariableV2" else fetch for fetch in program.fetches
        ]
        initialize = tf.group(
            tf.global_variables_initializer(), tf.local_variables_initializer(), name="start"
        )
    return graph, program._replace(fetches=fetches), initialize


def described(name: str) -> tuple[Any, dict[str, Any]]:
    """A program's GraphDef, and what to run of it, in plain JSON."""
    graph, program, initialize = built(name)
    plan = {
        "initialize": initialize.name,
        "fetches": [fetch.name for fetch in program.fetches],
        "feeds": {
            key.name: plain(np.asarray(value, key.dtype.as_numpy_dtype))
            for key, value in program.feeds.items()
        },
        "train": program.train.name if program.train is not None else None,
        "steps": program.steps,
    }
    return graph.as_graph_def(), plan


def computed(name: str) -> list[list[Any]]:
    """What tensorlab computes: for every step the values of the fetches."""
    graph, program, initialize = built(name)
    steps = []
    with tf.Session(graph=graph) as session:
        session.run(initialize)
        for _ in range(program.steps):
            steps.append(session.run(program.fetches, program.feeds))
            if program.train is not None:
                session.run(program.train, program.feeds)
    return steps
