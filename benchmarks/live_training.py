"""What watching a training costs: a recorded training in a notebook's kernel, with its live view and without.

    python -m benchmarks.live_training [rounds]

Both take turns in one kernel; the figure is the median over the rounds of the ratio within a round. It should
stay below 1.1. The view's messages go out as in a notebook, but no browser draws them: that happens in another
process. Needs ipykernel and jupyter_client. Read next: `tensorlab/lab/live_training.py`.
"""

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STEPS = 10_000  # long enough that the first and the last message do not decide
PROGRAM = """
import json, statistics, time
import tensorlab as tf
from benchmarks.programs import Seed
from tensorlab import lab

def steps(seed):
    begin = {clock}()
    for _ in range({steps}):
        seed.step()
    return {clock}() - begin

def seconds(watched):
    seed = Seed(tf)
    with lab.trace(seed.session, budget=16 << 20) as tape:
        seed.step()
        if not watched:
            return steps(seed)
        with tape.live(total={steps}):
            return steps(seed)

seconds(True), seconds(False)
ratios = []
for number in range({rounds}):
    order = [True, False] if number % 2 else [False, True]
    spent = {{watched: seconds(watched) for watched in order}}
    ratios.append(spent[True] / spent[False])
print("RATIOS" + json.dumps(sorted(ratios)))
"""


def overhead(rounds: int = 15, clock: str = "time.process_time") -> list[float]:
    """The ratios of all rounds, in order of size; the one in the middle is the figure.

    Args:
        rounds: how often both take their turn.
        clock: the processor's time, of all threads together, which other programs hardly disturb; on a quiet
            machine "time.perf_counter" tells the same.
    """
    from jupyter_client.manager import start_new_kernel

    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    kernel, client = start_new_kernel(env=environment)
    try:
        printed: list[str] = []

        def hear(message: dict) -> None:  # type: ignore[type-arg]
            if message["msg_type"] == "stream":
                printed.append(message["content"]["text"])
            elif message["msg_type"] == "error":
                raise RuntimeError("\n".join(message["content"]["traceback"]))

        client.execute_interactive(
            PROGRAM.format(steps=STEPS, rounds=rounds, clock=clock), output_hook=hear, timeout=60 * rounds
        )
        return list(map(float, json.loads("".join(printed).partition("RATIOS")[2])))
    finally:
        client.stop_channels()
        kernel.shutdown_kernel(now=True)


if __name__ == "__main__":
    told = overhead(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
    print(f"recorded training with its live view {told[len(told) // 2]:.3f} of without (at most 1.10)")
    print(f"  over {len(told)} rounds from {told[0]:.3f} to {told[-1]:.3f}")
