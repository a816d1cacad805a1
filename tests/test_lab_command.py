"""`python -m tensorlab.lab program.py`: a TensorFlow program as it stands becomes one HTML page to step through."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tensorlab.lab.__main__ import main

REPOSITORY = Path(__file__).parents[1]
SEED = REPOSITORY / "tests" / "seed" / "seed5_training.py"
PROGRAM = """\
{imports}

x = tf.placeholder(tf.float32, name="x")
square = tf.multiply(x, x, name="square")
with tf.Session() as sess:
    print("result:", sess.run(square, feed_dict={{x: 3.0}}))
"""
WAYS_TO_IMPORT = (
    "import tensorflow as tf",
    "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()",
    "import tensorflow\ntf = tensorflow.compat.v1",
    "from tensorflow.compat import v1 as tf",
    "import tensorflow as tf\nfrom tensorflow.train import AdamOptimizer",
    "import tensorlab as tf",
)


def lab_command(*arguments: object, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run the command as a student does, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "tensorlab.lab", *map(str, arguments)],
        cwd=folder,
        env=dict(os.environ, PYTHONPATH=str(REPOSITORY), PYTHONIOENCODING="utf-8"),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("imports", WAYS_TO_IMPORT)
def test_a_program_runs_as_it_stands(imports: str, tmp_path: Path) -> None:
    """Whichever way it imports TensorFlow."""
    program = tmp_path / "squares.py"
    program.write_text(PROGRAM.format(imports=imports), encoding="utf-8")
    done = lab_command(program, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "result: 9.0"
    page = (tmp_path / "squares.html").read_text(encoding="utf-8")
    assert "<title>Tracer: squares.py</title>" in page
    assert "sess.run(square)" in page


def test_the_page_in_chinese(tmp_path: Path) -> None:
    program = tmp_path / "squares.py"
    program.write_text(PROGRAM.format(imports="import tensorlab as tf"), encoding="utf-8")
    assert main(["--language", "zh", str(program)]) == 0
    page = (tmp_path / "squares.html").read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in page and "<title>squares.py 的追踪器</title>" in page


def test_the_training_program(tmp_path: Path) -> None:
    """Just as the tutorial has it, but for where its import says TensorFlow again."""
    text = SEED.read_text(encoding="utf-8")
    program = tmp_path / "training.py"
    program.write_text(text.replace("import tensorlab as tf", "import tensorflow as tf"), encoding="utf-8")
    page = tmp_path / "elsewhere.html"
    done = lab_command("--html", page, program, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("<class 'numpy.ndarray'>")
    assert "<Tape: 1,025 runs, loss -0.09343 to -0.08491>" in done.stdout
    assert done.stdout.splitlines()[-1] == f"Written: {page}"
    assert "1,000 × sess.run(train_step)" in done.stdout
    assert page.stat().st_size < 5_000_000


def test_a_program_gets_its_arguments_and_its_neighbours(tmp_path: Path) -> None:
    """As with `python program.py`: the rest of the line is the program's, and it may import what lies beside it."""
    (tmp_path / "neighbour.py").write_text("NUMBER = 20.0\n", encoding="utf-8")
    program = tmp_path / "adds.py"
    program.write_text(
        "import sys\nimport tensorflow as tf\nfrom neighbour import NUMBER\n"
        "with tf.Session() as sess:\n    print(sess.run(tf.constant(NUMBER) + float(sys.argv[1])))\n",
        encoding="utf-8",
    )
    done = lab_command(program, "22", folder=REPOSITORY)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "42.0"


def test_a_failing_program_shows_how_far_it_came(tmp_path: Path) -> None:
    """The page is written, the program's own traceback printed, and the exit status says that it failed."""
    program = tmp_path / "fails.py"
    program.write_text(PROGRAM.format(imports="import tensorflow as tf") + "1 / 0\n", encoding="utf-8")
    done = lab_command(program, folder=tmp_path)
    assert done.returncode == 1
    assert 'fails.py", line 7' in done.stderr
    assert "ZeroDivisionError" in done.stderr
    assert "runpy" not in done.stderr
    assert (tmp_path / "fails.html").exists()


def test_a_program_that_leaves_early(tmp_path: Path) -> None:
    """`sys.exit()` at the end, as `tf.app.run` does it, is no failure; its status is passed on."""
    program = tmp_path / "leaves.py"
    program.write_text(
        PROGRAM.format(imports="import tensorflow as tf") + "raise SystemExit(3)\n", encoding="utf-8"
    )
    done = lab_command(program, folder=tmp_path)
    assert done.returncode == 3
    assert (tmp_path / "leaves.html").exists()


def test_nothing_to_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A program without a session says so, and leaves `tensorflow` and the arguments as they were."""
    program = tmp_path / "nothing.py"
    program.write_text("import tensorflow\n", encoding="utf-8")
    before = sys.argv, sys.modules.get("tensorflow"), list(sys.path)
    assert main([str(program)]) == 1
    assert "ran no session" in capsys.readouterr().err
    assert (sys.argv, sys.modules.get("tensorflow"), list(sys.path)) == before
    assert not program.with_suffix(".html").exists()


def test_no_such_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In words, without a traceback."""
    assert main([str(tmp_path / "missing.py")]) == 2
    assert "missing.py" in capsys.readouterr().err
