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


def model() -> tuple[tf.Graph, Any]:
    """A model as a program leaves it behind in a file: everything that goes on training is in its collections."""
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [None, 2], name="x")
        y = tf.placeholder(tf.float32, [None], name="y")
        tf.set_random_seed(3)
        regularizer = tf.contrib.layers.l2_regularizer(0.01)
        prediction = tf.layers.dense(x, 1, kernel_regularizer=regularizer, name="prediction")
        loss = tf.losses.mean_squared_error(y, prediction[:, 0]) + tf.losses.get_regularization_loss()
        tf.get_collection_ref(tf.GraphKeys.LOSSES)[:] = [loss]
        step = tf.train.get_or_create_global_step()
        tf.train.MomentumOptimizer(0.05, 0.9).minimize(loss, global_step=step)
        tf.summary.scalar("loss", loss)
        for name, value in (("sizes", 3), ("rates", 0.5), ("labels", "dense")):
            tf.add_to_collection(name, value)
        saver = tf.train.Saver()
    return graph, saver


def write_model(path: Any) -> Any:
    """Write the model as a MetaGraphDef."""
    graph, saver = model()
    return tf.train.export_meta_graph(str(path), graph=graph, saver_def=saver.as_saver_def())
