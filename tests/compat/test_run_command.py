"""`python -m tensorlab run program.py`: a program as it stands behaves as under `python program.py`."""

import json
import re
from pathlib import Path

import pytest

from tensorlab.__main__ import parsed
from tests.compat.programs import REPOSITORY, python, run

SQUARES = """\
import tensorflow as tf

x = tf.placeholder(tf.float32, name="x")
square = tf.multiply(x, x, name="square")
with tf.Session() as sess:
    for number in range(5):
        print("result:", sess.run(square, feed_dict={x: number}))
"""
SEED = REPOSITORY / "tests" / "seed" / "seed5_training.py"


def numbers_of_runs(page: Path) -> list[int]:
    """Which runs a page holds."""
    text = page.read_text(encoding="utf-8")
    found = re.search(r'<script[^>]*id="tracer-bundle">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    return [one["number"] for one in json.loads(found[1])["runs"]]


def test_a_program_runs_as_it_stands(tmp_path: Path) -> None:
    """Its output is its own; that it gets tensorlab is said on stderr, once."""
    done = run(tmp_path, SQUARES)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [f"result: {number * number:.1f}" for number in range(5)]
    assert done.stderr.count("gives tensorlab") == 1


def test_it_is_the_main_program(tmp_path: Path) -> None:
    """Name, arguments, search path, file, docstring and neighbours, as `python program.py` has them."""
    (tmp_path / "neighbour.py").write_text("NUMBER = 20\n", encoding="utf-8")
    text = (
        '"""What it is."""\n'
        "import sys, os, neighbour, __main__\n"
        "print(__name__, sys.argv[1:], os.path.realpath(sys.path[0]) == os.path.realpath(os.path.dirname(__file__)),\n"
        "      os.path.basename(sys.argv[0]), neighbour.NUMBER, __doc__, __main__.neighbour is neighbour)\n"
    )
    done = run(tmp_path, text, "--rate=0.5", "more")
    expected = "__main__ ['--rate=0.5', 'more'] True program.py 20 What it is. True\n"
    assert done.stdout == expected, done.stderr
    plain = python(tmp_path / "program.py", "--rate=0.5", "more", folder=tmp_path)
    assert plain.stdout == expected


def test_main_is_found_by_app_run(tmp_path: Path) -> None:
    """`tf.app.run()` calls the program's own `main` and leaves with what it returns."""
    program = """\
import tensorflow as tf
tf.app.flags.DEFINE_integer("count", 3, "How many.")
FLAGS = tf.app.flags.FLAGS
def main(unused):
    print(unused[1:], FLAGS.count)
    return 7
if __name__ == "__main__":
    tf.app.run()
"""
    done = run(tmp_path, program, "--count=5", "--theirs=1", "file")
    assert (done.stdout, done.returncode) == ("['--theirs=1', 'file'] 5\n", 7), done.stderr
    helped = run(tmp_path, program, "--help")
    assert helped.returncode == 1
    assert "--count: <integer>: How many." in helped.stdout
    wrong = run(tmp_path, program, "--count=many")
    assert wrong.returncode == 1
    assert "flag --count=many" in wrong.stderr


@pytest.mark.parametrize(
    ("leaving", "status"), [("sys.exit(3)", 3), ("sys.exit()", 0), ("sys.exit('no')", 1)]
)
def test_the_exit_status(leaving: str, status: int, tmp_path: Path) -> None:
    done = run(tmp_path, f"import sys\n{leaving}\n")
    assert done.returncode == status
    assert done.stderr == ("no\n" if status == 1 else "")


def test_a_traceback_begins_with_the_program(tmp_path: Path) -> None:
    """As Python prints it: nothing of ours above the program's own lines."""
    done = run(tmp_path, "def f():\n    1 / 0\nf()\n")
    plain = python(tmp_path / "program.py", folder=tmp_path)
    assert done.returncode == plain.returncode == 1
    assert done.stderr == plain.stderr


def test_a_program_that_python_cannot_read(tmp_path: Path) -> None:
    done = run(tmp_path, "print 'hello'\n")
    plain = python(tmp_path / "program.py", folder=tmp_path)
    assert done.returncode == plain.returncode == 1
    assert done.stderr == plain.stderr


def test_pictures_need_no_display(tmp_path: Path) -> None:
    """matplotlib draws into memory; what the user chose stays."""
    program = "import matplotlib.pyplot as plt; plt.plot([1]); print(plt.get_backend().lower())"
    done = run(tmp_path, program)
    assert done.stdout == "agg\n", done.stderr


def test_the_numpy_of_those_days(tmp_path: Path) -> None:
    """Programs that TensorFlow 1.x ran were written for NumPy 1.16; what NumPy has itself is left alone."""
    program = """\
import numpy as np
x = np.zeros([2, 2], dtype=np.int) + np.float(1.5)
print(x.dtype, np.reshape(x, newshape=[4]).shape, np.NaN, np.product([2, 3]), np.in1d([1, 2], [2]).tolist(), np.bool)
try:
    np.nonesuch
except AttributeError as error:
    print(error)
"""
    done = run(tmp_path, program)
    assert done.stdout.splitlines() == [
        "float64 (4,) nan 6 [False, True] <class 'numpy.bool'>",
        "module 'numpy' has no attribute 'nonesuch'",
    ], done.stderr
    assert "program.py:2: DeprecationWarning: np.int is gone from NumPy: write int." in done.stderr
    assert "write shape=..." in done.stderr


def test_the_seed_as_it_is_printed(tmp_path: Path) -> None:
    """The tutorial's program, with its own import, writes its page."""
    text = SEED.read_text(encoding="utf-8").replace("import tensorlab as tf", "import tensorflow as tf")
    page = tmp_path / "out.html"
    done = run(tmp_path, text, "--trace", page)
    assert done.returncode == 0, done.stderr
    golden = (REPOSITORY / "tests" / "golden" / "seed5_training.out").read_text(encoding="utf-8")
    assert done.stdout.split()[:2] == golden.split()[:2]
    assert f"The Tracer of runs 1 to 1,025 (of 1,025) is in {page}" in done.stderr
    assert numbers_of_runs(page) == list(range(1, 1026))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        *[("2:3", [2, 3]), ("-2:", [4, 5]), (":2", [1, 2]), ("5", [5]), (None, [1, 2, 3, 4, 5])],
        *[("-10:", [1, 2, 3, 4, 5]), ("3:20", [3, 4, 5])],
    ],
)
def test_which_runs_a_page_holds(asked: str | None, expected: list[int], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    chosen = () if asked is None else ("--runs", asked)
    done = run(tmp_path, SQUARES, before=("--trace", page, *chosen))
    assert done.returncode == 0, done.stderr
    assert numbers_of_runs(page) == expected


def test_a_page_opens_at_a_run_that_it_can_show(tmp_path: Path) -> None:
    """Large runs do not all find room in a page; it opens at the last one that trains and did."""
    program = """\
import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 1000])
weight = tf.Variable(tf.zeros([1000, 1]))
train = tf.train.GradientDescentOptimizer(1e-4).minimize(tf.reduce_mean(tf.square(tf.matmul(x, weight) - 1.0)))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(600):
        sess.run(train, {x: np.ones([100, 1000], np.float32)})
    print(sess.run(weight)[0, 0] > 0)
"""
    page = tmp_path / "page.html"
    done = run(tmp_path, program, "--trace", page)
    assert done.stdout == "True\n", done.stderr
    text = page.read_text(encoding="utf-8")
    settings = json.loads(re.findall(r'id="tracer-settings">(.*?)</script>', text, re.DOTALL)[0])
    bundle = json.loads(re.findall(r'id="tracer-bundle">(.*?)</script>', text, re.DOTALL)[0])
    kept = [index for index, one in enumerate(bundle["runs"]) if one.get("values")]
    assert 1 < len(kept) < 602
    assert settings["run"] == max(index for index in kept if 1 <= index <= 600)


def test_runs_that_there_are_not(tmp_path: Path) -> None:
    """The program has run by then; the command fails, and says how many there were."""
    page = tmp_path / "page.html"
    done = run(tmp_path, SQUARES, "--trace", page, "--runs", "7:9")
    assert done.returncode == 2
    assert "this tape holds runs 1 to 5" in done.stderr
    assert not page.exists()


def test_a_failing_program_has_its_page(tmp_path: Path) -> None:
    """It shows how far the program came; the status says that it failed."""
    page = tmp_path / "page.html"
    done = run(tmp_path, SQUARES + "1 / 0\n", "--trace", page)
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr
    assert numbers_of_runs(page) == [1, 2, 3, 4, 5]


def test_nothing_to_show(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    done = run(tmp_path, "print('hello')\n", "--trace", page)
    assert (done.returncode, done.stdout) == (1, "hello\n")
    assert "ran no session" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Which program?"),
        (["nowhere.py"], "There is no file nowhere.py."),
        (["--colour", "program.py"], "There is no option --colour."),
        (["program.py", "--runs", "1:2"], "--runs says which runs the page of --trace holds."),
        (["program.py", "--trace"], "--trace needs a value."),
        (["program.py", "--trace", "a.html", "--runs", "one"], "--runs one: write two numbers"),
    ],
)
def test_a_wrong_command_line(arguments: list[str], words: str, tmp_path: Path) -> None:
    done = python("-m", "tensorlab", "run", *arguments, folder=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert "usage: python -m tensorlab run" in done.stderr


def test_behind_two_dashes_everything_is_the_programs() -> None:
    options = parsed(["program.py", "--trace=a.html", "--", "--trace", "b", "--", "c"])
    assert options.trace == Path("a.html")
    assert options.arguments == ["--trace", "b", "--", "c"]


def test_arrays_still_become_strings(tmp_path: Path) -> None:
    """`array.tostring()`, which every old program that writes TFRecords calls; other methods of that name stay."""
    program = tmp_path / "program.py"
    program.write_text(
        '''"""Its words."""
from __future__ import print_function
import numpy as np


class Mine:
    def tostring(self):
        return "mine"


picture = np.arange(3, dtype=np.uint8)
print(picture.tostring(), Mine().tostring(), __doc__)
print([row.tostring() for row in picture.reshape(1, 3)])
None.tostring()
'''
    )
    finished = python("-m", "tensorlab", "run", str(program), folder=tmp_path)
    assert finished.stdout.splitlines() == ["b'\\x00\\x01\\x02' mine Its words.", "[b'\\x00\\x01\\x02']"]
    assert "line 14" in finished.stderr and "'NoneType' object has no attribute 'tostring'" in finished.stderr
    assert "None.tostring()" in finished.stderr and "old_methods" not in finished.stderr
