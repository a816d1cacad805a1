"""A process that times tasks on request, so that two libraries can be measured in turn.

    python -m benchmarks.worker tensorflow      (or tensorlab, or numpy)

It reads one JSON object a line, `{"task": "seed step", "count": 100}`, and answers with the seconds that one
repetition took. Read next: `__main__.py`, which asks.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any


def open_library(name: str) -> dict[str, Callable[[], Callable[[], None]]]:
    """The tasks of one library."""
    if name == "numpy":
        from benchmarks.handwritten import tasks as plain_tasks

        return plain_tasks()
    from benchmarks.programs import tasks
    from benchmarks.textbook_models import tasks as model_tasks

    if name == "tensorflow":
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
        os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")  # with it, tf_keras gives tf.nn.rnn_cell
        import tensorflow.compat.v1 as tf

        tf.disable_v2_behavior()
        return {**tasks(tf), **model_tasks(tf)}
    import tensorlab

    return {**tasks(tensorlab), **model_tasks(tensorlab), **recording_tasks(tensorlab)}


def recording_tasks(tf: Any) -> dict[str, Callable[[], Callable[[], None]]]:
    """The seed's step while a recorder watches: values by reference, and with a summary of every value."""
    from benchmarks.programs import Seed
    from tensorlab import lab
    from tensorlab.record.values import summary

    def recorded() -> Callable[[], None]:
        seed = Seed(tf)
        lab.trace(seed.session, budget=16 << 20).__enter__()
        return seed.step

    def summarised() -> Callable[[], None]:
        seed = Seed(tf)
        tape = lab.trace(seed.session, budget=16 << 20).__enter__()

        def step() -> None:
            seed.step()
            for value in tape.runs[-1].values or ():
                if value is not None:
                    summary(value)

        return step

    return {"seed step, recorded": recorded, "seed step, recorded with summaries": summarised}


def main() -> None:
    """Answer requests until the input ends."""
    known = open_library(sys.argv[1])
    prepared: dict[str, Callable[[], None]] = {}
    print(json.dumps({"ready": sorted(known)}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        name = request["task"]
        if name not in prepared:
            prepared[name] = known[name]()
            prepared[name]()
        work = prepared[name]
        start = time.perf_counter()
        for _ in range(request["count"]):
            work()
        print(json.dumps({"seconds": (time.perf_counter() - start) / request["count"]}), flush=True)


if __name__ == "__main__":
    main()
