"""Ask TensorFlow for training steps and learning rates, and keep its answers for the tests.

    oracle/bin/python -m tests.parity.record_optimizers

Writes `optimizers/answers.json` for `tests/test_optimizers.py` and `tests/test_learning_rates.py`. How to
install TensorFlow: `oracle.py`. The questions: `optimizer_programs.py`.
"""

import json
from pathlib import Path

from tests.parity.optimizer_programs import questions
from tests.parity.oracle import open_tensorflow

ANSWERS = Path(__file__).parent / "optimizers" / "answers.json"


def main() -> None:
    """Ask every question in a graph of its own."""
    tf = open_tensorflow()
    answers = {}
    for name, ask in questions(tf).items():
        tf.reset_default_graph()
        answers[name] = ask()
    lines = [f"{json.dumps(name)}: {json.dumps(answer)}" for name, answer in answers.items()]
    ANSWERS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{len(answers)} answers recorded")


if __name__ == "__main__":
    main()
