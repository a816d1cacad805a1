"""The teaching kit: record, step, show. `from tensorlab import lab`.

    with lab.trace() as tape:       # records every session used inside
        ...
    tape.show()                     # the Tracer, in a notebook
    tape.to_html("seed.html")       # the same, as one file that needs nothing

    lab.show(graph)                 # the picture of a graph, without running it

    lab.orders(fetches, session=sess)   # every result that a run can have, and what decides

Read next: `tape.py`.
"""

from tensorlab.lab.collections_view import Collections, collections
from tensorlab.lab.comparing import Comparison, compare
from tensorlab.lab.exercises.check import Verdict, check, solution
from tensorlab.lab.live_training import Live, Stopped, live
from tensorlab.lab.picture import GraphPicture, show
from tensorlab.lab.placing import PlacementTable, placement
from tensorlab.lab.plotting import (
    plot_boundary,
    plot_gradients,
    plot_heat,
    plot_histogram,
    plot_loss,
    plot_scalars,
    plot_surface,
    plot_weights,
)
from tensorlab.lab.progress_bar import Progress, progress
from tensorlab.lab.scanning import when
from tensorlab.lab.schedules import Orders, orders
from tensorlab.lab.simulating import GpuSimulation, simulate_gpu
from tensorlab.lab.tape import Tape, trace
from tensorlab.lab.training_view import Training, training
from tensorlab.record.words import use_language

__all__ = [
    "Collections",
    "Comparison",
    "GpuSimulation",
    "GraphPicture",
    "Live",
    "Orders",
    "PlacementTable",
    "Progress",
    "Stopped",
    "Tape",
    "Training",
    "Verdict",
    "check",
    "collections",
    "compare",
    "live",
    "orders",
    "placement",
    "plot_boundary",
    "plot_gradients",
    "plot_heat",
    "plot_histogram",
    "plot_loss",
    "plot_scalars",
    "plot_surface",
    "plot_weights",
    "progress",
    "show",
    "simulate_gpu",
    "solution",
    "trace",
    "training",
    "use_language",
    "when",
]
