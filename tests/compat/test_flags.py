"""tf.flags: what a command line makes of the flags that a program defines."""

import enum
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tensorlab as tf
from tensorlab.compat import app
from tensorlab.compat.flag_values import FlagValues
from tests.compat.programs import environment, run


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


@pytest.fixture
def flags() -> FlagValues:
    """One flag of every kind."""
    values = FlagValues()
    f = tf.flags
    f.DEFINE_string("name", "nobody", "Who.", flag_values=values)
    f.DEFINE_integer("count", 3, "How many.", lower_bound=0, flag_values=values)
    f.DEFINE_float("rate", 0.5, "How fast.", upper_bound=1.0, flag_values=values)
    f.DEFINE_boolean("train", False, "Whether to train.", flag_values=values)
    f.DEFINE_bool("quiet", True, "Whether to say nothing.", flag_values=values)
    f.DEFINE_enum("mode", "fast", ["fast", "slow"], "How.", flag_values=values)
    f.DEFINE_enum_class("colour", Colour.RED, Colour, "Which.", flag_values=values)
    f.DEFINE_list("words", "a,b", "Which words.", flag_values=values)
    f.DEFINE_spaceseplist("parts", "a b", "Which parts.", flag_values=values)
    f.DEFINE_multi_string("file", None, "Which files.", flag_values=values)
    f.DEFINE_multi_integer("size", [1], "Which sizes.", flag_values=values)
    f.DEFINE_multi_float("step", [0.5], "Which steps.", flag_values=values)
    f.DEFINE_multi_enum("side", ["left"], ["left", "right"], "Which sides.", flag_values=values)
    f.DEFINE_alias("n", "count", flag_values=values)
    return values


def read(flags: FlagValues, *arguments: str, **options: Any) -> list[str]:
    return flags(["program", *arguments], **options)


def test_defaults(flags: FlagValues) -> None:
    assert read(flags, "data.txt") == ["program", "data.txt"]
    expected = {
        **{"name": "nobody", "count": 3, "rate": 0.5, "train": False, "quiet": True, "mode": "fast"},
        **{"colour": Colour.RED, "words": ["a", "b"], "parts": ["a", "b"], "file": None, "size": [1]},
        **{"step": [0.5], "side": ["left"]},
    }
    assert flags.flag_values_dict() == expected
    assert sorted(flags) == sorted(expected)
    assert len(flags) == len(expected)


@pytest.mark.parametrize(
    ("arguments", "name", "value"),
    [
        (["--name=Ada"], "name", "Ada"),
        (["-name", "Ada"], "name", "Ada"),
        (["--name="], "name", ""),
        (["--count", "0x10"], "count", 16),
        (["--n=7"], "count", 7),
        (["--rate=1e-3"], "rate", 0.001),
        (["--train"], "train", True),
        (["--train=True"], "train", True),
        (["--train=0"], "train", False),
        (["--noquiet"], "quiet", False),
        (["--quiet=no"], "quiet", False),
        (["--mode=slow"], "mode", "slow"),
        (["--colour=BLUE"], "colour", Colour.BLUE),
        (["--words=x, y,z"], "words", ["x", "y", "z"]),
        (["--words="], "words", []),
        (["--parts=x y"], "parts", ["x", "y"]),
        (["--file=a", "--file", "b"], "file", ["a", "b"]),
        (["--size=4", "--size=5"], "size", [4, 5]),
        (["--step=0.25"], "step", [0.25]),
        (["--side=right"], "side", ["right"]),
        (["--count=1", "--count=2"], "count", 2),
    ],
)
def test_a_flag_is_given(arguments: list[str], name: str, value: Any, flags: FlagValues) -> None:
    """Two dashes or one, with = or a blank; the last one counts."""
    assert read(flags, *arguments) == ["program"]
    assert getattr(flags, name) == value
    assert flags[name].present


@pytest.mark.parametrize(
    ("argument", "kind", "words"),
    [
        ("--count=many", tf.flags.IllegalFlagValueError, "flag --count=many"),
        ("--count=1.5", tf.flags.IllegalFlagValueError, "flag --count=1.5"),
        ("--count=-1", tf.flags.IllegalFlagValueError, "-1 is not at least 0"),
        ("--rate=2", tf.flags.IllegalFlagValueError, "2.0 is not at most 1.0"),
        ("--train=maybe", tf.flags.IllegalFlagValueError, "neither true nor false"),
        ("--mode=other", tf.flags.IllegalFlagValueError, "none of fast, slow"),
        ("--colour=GREEN", tf.flags.IllegalFlagValueError, "none of RED, BLUE"),
        ("--name", tf.flags.Error, "Missing value for flag --name"),
        ("--rat=1", tf.flags.UnrecognizedFlagError, "Unknown command line flag 'rat'. Did you mean 'rate'"),
        ("--notrain=1", tf.flags.Error, "takes no value"),
    ],
)
def test_what_is_refused(argument: str, kind: type[Exception], words: str, flags: FlagValues) -> None:
    with pytest.raises(kind, match=words):
        read(flags, argument)


def test_what_is_no_flag_is_left(flags: FlagValues) -> None:
    """Behind `--` nothing is a flag; unknown flags stay where the program wants them."""
    assert read(flags, "a", "--train", "b", "--", "--count=5") == ["program", "a", "b", "--count=5"]
    assert flags.count == 3
    assert read(flags, "--theirs=1", "--count=5", known_only=True) == ["program", "--theirs=1"]
    assert flags.count == 5


def test_flags_can_be_set(flags: FlagValues) -> None:
    read(flags)
    flags.rate = 0.1
    assert flags.rate == 0.1
    with pytest.raises(AttributeError, match=r"There is no flag 'rat'\. Did you mean 'rate'"):
        flags.rat = 0.1
    with pytest.raises(AttributeError, match="There is no flag 'learning'"):
        flags.learning  # noqa: B018
    flags.unparse_flags()
    assert not flags.is_parsed()
    assert flags["rate"].value == 0.5


def test_conditions(flags: FlagValues) -> None:
    tf.flags.register_validator("count", lambda count: count % 2 == 1, "must be odd", flag_values=flags)
    tf.flags.mark_flag_as_required("file", flag_values=flags)
    with pytest.raises(tf.flags.ValidationError, match="flag --count=4: must be odd"):
        read(flags, "--count=4", "--file=a")
    flags.unparse_flags()
    with pytest.raises(tf.flags.ValidationError, match="Flag --file must have a value"):
        read(flags, "--count=5")
    read(flags, "--count=5", "--file=a")
    with pytest.raises(tf.flags.ValidationError, match="must be odd"):
        flags.count = 6
    assert flags.count == 5


def test_flags_that_exclude_each_other() -> None:
    values = FlagValues()
    tf.flags.DEFINE_string("a", None, flag_values=values)
    tf.flags.DEFINE_string("b", None, flag_values=values)
    tf.flags.mark_flags_as_mutual_exclusive(["a", "b"], required=True, flag_values=values)
    with pytest.raises(tf.flags.ValidationError, match="Exactly one"):
        read(values)
    with pytest.raises(tf.flags.ValidationError, match="Exactly one"):
        read(values, "--a=1", "--b=2")
    values.unparse_flags()
    read(values, "--b=2")
    assert (values.a, values.b) == (None, "2")


def test_a_flag_is_defined_once() -> None:
    values = FlagValues()
    tf.flags.DEFINE_integer("count", 3, flag_values=values)
    with pytest.raises(
        tf.flags.DuplicateFlagError, match=r"'count' is defined twice: at .*test_flags.py:\d+ and at"
    ):
        tf.flags.DEFINE_float("count", 3.0, flag_values=values)


def test_the_keywords_of_old() -> None:
    """Before TensorFlow 1.5 they were called otherwise."""
    values = FlagValues()
    tf.flags.DEFINE_string(flag_name="a", default_value="x", docstring="Which.", flag_values=values)
    tf.flags.DEFINE_string(name="b", default="y", help="Which.", flag_values=values)
    read(values)
    assert (values.a, values.b) == ("x", "y")


def test_help_lists_the_flags(flags: FlagValues) -> None:
    text = flags.get_help()
    assert "  --count: <integer>: How many.\n    (default: 3)" in text
    assert "  --[no]train: Whether to train." in text


def test_flags_as_text(flags: FlagValues) -> None:
    again = flags.flags_into_string().split("\n")
    assert {"--count=3", "--notrain", "--words=a,b"} <= set(again)


def test_printing_them_as_the_first_books_do(tmp_path: Path) -> None:
    """`FLAGS._parse_flags()` and `FLAGS.__flags` are gone from TensorFlow since 1.5; programs still write them."""
    program = """\
import tensorflow as tf
tf.flags.DEFINE_float("dropout_keep_prob", 0.5, "Dropout keep probability")
tf.flags.DEFINE_integer("batch_size", 64, "Batch Size (default: 64)")
FLAGS = tf.flags.FLAGS
FLAGS._parse_flags()
for attr, value in sorted(FLAGS.__flags.items()):
    print("{}={}".format(attr.upper(), value))
print(FLAGS.batch_size + 1)
"""
    done = run(tmp_path, program, "--batch_size=32")
    assert done.stdout == "BATCH_SIZE=32\nDROPOUT_KEEP_PROB=0.5\n33\n", done.stderr
    assert "DeprecationWarning: FLAGS._parse_flags()" in done.stderr


def test_reading_a_flag_reads_the_command_line(tmp_path: Path) -> None:
    """Without `tf.app.run`, too; then an unknown flag is an error, as in TensorFlow."""
    program = "import tensorflow as tf\ntf.flags.DEFINE_integer('n', 1, '')\nprint(tf.flags.FLAGS.n)\n"
    assert run(tmp_path, program, "--n=4").stdout == "4\n"
    failed = run(tmp_path, program, "--m=4")
    assert failed.returncode == 1
    assert "UnrecognizedFlagError: Unknown command line flag 'm'" in failed.stderr


def test_in_a_notebook(tmp_path: Path) -> None:
    """There the command line is Jupyter's, and a cell may be run again."""
    program = """
import sys; sys.argv = ["ipykernel_launcher", "-f", "kernel.json"]
import ipykernel, IPython
import tensorlab as tf
for default in (1, 2):
    tf.flags.DEFINE_integer("n", default, "")
    print(tf.flags.FLAGS.n)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.stdout == "1\n2\n", done.stderr


@pytest.fixture
def flags_of_the_program(monkeypatch: pytest.MonkeyPatch) -> Iterator[FlagValues]:
    values = FlagValues()
    monkeypatch.setattr(tf.flags, "FLAGS", values)
    yield values


def test_app_run(flags_of_the_program: FlagValues, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another function than `main`, and arguments of its own."""
    tf.flags.DEFINE_integer("count", 3, "How many.")
    seen: list[Any] = []
    with pytest.raises(SystemExit) as left:
        tf.app.run(
            main=lambda rest: seen.append((rest, flags_of_the_program.count)),
            argv=["program", "--count=4", "x"],
        )
    assert left.value.code is None
    assert seen == [(["program", "x"], 4)]
    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    with pytest.raises(SystemExit) as left:
        app.run(main=print, argv=["program", "--count=four"])
    assert left.value.code == 1
    assert "flag --count=four" in said.getvalue()
