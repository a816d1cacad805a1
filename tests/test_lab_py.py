"""What `lab.py` promises: one command on a fresh machine, and plain words when something is missing."""

import ast
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
LAB_PY = REPOSITORY / "lab.py"


@pytest.fixture
def lab() -> ModuleType:
    """The module `lab.py`, which stands outside any package."""
    specification = importlib.util.spec_from_file_location("lab_py", LAB_PY)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


# ----------------------------------------------------------------------------------- it starts on any machine


def test_an_old_python_can_read_it() -> None:
    """Else an old Python would say `SyntaxError` and not that it is old."""
    ast.parse(LAB_PY.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_it_needs_the_standard_library_only() -> None:
    """Nothing is installed yet when it starts."""
    for node in ast.walk(ast.parse(LAB_PY.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def run_with_version(version: tuple[int, ...], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a copy of lab.py in a Python that says it is another, on a machine that has no second one."""
    shutil.copy(LAB_PY, folder)
    shutil.copy(REPOSITORY / "pyproject.toml", folder)
    pretend = f"import runpy, sys; sys.version_info = {version}; sys.argv = ['lab.py']; "
    return subprocess.run(
        [sys.executable, "-c", pretend + "runpy.run_path('lab.py', run_name='__main__')"],
        cwd=folder,
        env={**os.environ, "PATH": str(folder)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def test_an_old_python_is_told_so(tmp_path: Path) -> None:
    """In words, with what to do, and without a traceback; nothing is left behind."""
    finished = run_with_version((3, 9, 2), tmp_path)
    assert finished.returncode == 1
    assert "tensorlab needs Python 3.11 or newer, and this is Python 3.9." in finished.stderr
    assert "Traceback" not in finished.stderr
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(
    ("platform", "words"), [("win32", "py -3"), ("darwin", "python.org"), ("linux", "packages")]
)
def test_the_way_to_a_newer_python(lab: ModuleType, platform: str, words: str) -> None:
    """Each system has its own."""
    assert words in lab.too_old_message((3, 10, 1), platform)


def test_another_python_is_found(lab: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old `python3` on the path does not matter where there is a newer one beside it."""
    monkeypatch.setattr(lab, "new_enough", lambda version: False)
    monkeypatch.setattr(lab.shutil, "which", lambda name: {"python3.12": sys.executable}.get(name))
    assert lab.find_python() == sys.executable


def test_debian_is_told_what_to_install(
    lab: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Debian's python3 comes without ensurepip."""
    monkeypatch.setattr(lab, "works", lambda python, program: "ensurepip" not in program)
    monkeypatch.setattr(lab.shutil, "which", lambda name: "/usr/bin/" + name)
    with pytest.raises(lab.Trouble, match="sudo apt install python3-venv"):
        lab.make_environment(sys.executable, lab.LivingLine("test"))


# ------------------------------------------------------------------------------------------- the command line


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", ("lab", False, [])),
        ("lab", ("lab", False, [])),
        ("-- --no-browser --port=8899", ("lab", False, ["--no-browser", "--port=8899"])),
        ("--help", ("help", False, [])),
        ("test", ("test", False, [])),
        ("test --long", ("test", True, [])),
        ("test --long -k chain tests/graph", ("test", True, ["-k", "chain", "tests/graph"])),
        ("test -- --help", ("test", False, ["--help"])),
        ("bench --quick", ("bench", False, ["--quick"])),
        ("gpu --quick", ("gpu", False, ["--quick"])),
        ("site out --only 15", ("site", False, ["out", "--only", "15"])),
    ],
)
def test_the_command_line(lab: ModuleType, words: str, expected: tuple[Any, ...]) -> None:
    """The command, and what is passed on."""
    assert lab.read_arguments(words.split()) == expected


@pytest.mark.parametrize("word", ["tset", "--no-browser"])
def test_an_unknown_word_is_answered_with_the_usage(
    lab: ModuleType, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A spelling mistake installs nothing."""
    assert lab.main([word]) == 1
    message = capsys.readouterr().err
    assert word in message and lab.USAGE in message


def test_help_needs_no_environment() -> None:
    """It answers at once."""
    finished = subprocess.run(
        [sys.executable, LAB_PY, "--help"], capture_output=True, encoding="utf-8", timeout=20
    )
    assert finished.returncode == 0
    assert "lab.py test" in finished.stdout


def test_jupyter_opens_the_first_lesson(lab: ModuleType, tmp_path: Path) -> None:
    """In the folder of the lessons, whatever the folders are called."""
    lessons = tmp_path / "a folder" / "lessons"
    lessons.mkdir(parents=True)
    assert not any("default_url" in word for word in lab.jupyter_command(Path("python"), lessons, False))
    for name in ("02 graphs.ipynb", "15-end.ipynb"):
        (lessons / name).touch()
    command = lab.jupyter_command(Path("python"), lessons, False)
    assert f"--ServerApp.root_dir={lessons}" in command
    assert "--LabApp.default_url=/lab/tree/02%20graphs.ipynb" in command
    assert "--allow-root" not in command
    assert "--allow-root" in lab.jupyter_command(Path("python"), lessons, True)


def test_jupyter_opens_the_edition_of_the_reader(
    lab: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By what the system speaks; where the Chinese edition is missing, the English one."""
    (tmp_path / "zh").mkdir()
    (tmp_path / "00-welcome.ipynb").touch()
    english, chinese = "--LabApp.default_url=/lab/tree/00-welcome.ipynb", "/lab/tree/zh/00-welcome.ipynb"
    assert lab.jupyter_command(Path("python"), tmp_path, False, True)[-1] == english
    (tmp_path / "zh" / "00-welcome.ipynb").touch()
    assert lab.jupyter_command(Path("python"), tmp_path, False, True)[-1].endswith(chinese)
    assert lab.jupyter_command(Path("python"), tmp_path, False, False)[-1] == english
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for language, expected in (("zh_CN.UTF-8", True), ("en_US.UTF-8", False), ("C", False)):
        monkeypatch.setenv("LANG", language)
        assert lab.reads_chinese() == expected


def test_the_site_is_built_by_its_own_command(lab: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the environment of the lab, with whatever options it is given."""
    seen: list[Any] = []
    monkeypatch.setattr(lab, "ensure_environment", lambda extras: seen.append(extras) or Path("python"))
    monkeypatch.setattr(lab.subprocess, "call", lambda command, cwd: seen.append(command) or 0)
    assert lab.main(["site", "out"]) == 0
    assert seen == [{"lab"}, ["python", "-m", "course_site", "out"]]


def test_jupyterlab_does_not_ask_about_news(lab: ModuleType) -> None:
    """The folder of settings that the command names is there, and holds the one that matters."""
    command = lab.jupyter_command(Path("python"), lab.ROOT / "lessons", False)
    folder = next(word.partition("=")[2] for word in command if "app_settings_dir" in word)
    overrides = json.loads((Path(folder) / "overrides.json").read_text(encoding="utf-8"))
    assert overrides["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"


# -------------------------------------------------------------------------------------------- the environment


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ({}, {"lab"}),
        ({"fingerprint": "now", "root": "here", "extras": ["lab"]}, set()),
        ({"fingerprint": "now", "root": "here", "extras": ["dev", "lab"]}, set()),
        ({"fingerprint": "now", "root": "here", "extras": ["dev"]}, {"dev", "lab"}),
        ({"fingerprint": "old", "root": "here", "extras": ["dev", "lab"]}, {"dev", "lab"}),
        ({"fingerprint": "now", "root": "moved", "extras": ["lab"]}, {"lab"}),
        ({"fingerprint": "now", "root": "here", "extras": 3}, {"lab"}),
    ],
)
def test_what_is_installed(lab: ModuleType, stamp: dict[str, Any], expected: set[str]) -> None:
    """Nothing, when it is all there; and never less than before."""
    assert lab.what_to_install(stamp, "now", "here", {"lab"}) == expected


@pytest.mark.parametrize("content", ["", "{", "[]", "null"])
def test_a_broken_stamp_counts_as_none(lab: ModuleType, tmp_path: Path, content: str) -> None:
    """A start that was cut short is repeated."""
    stamp_file = tmp_path / "stamp.json"
    assert lab.read_stamp(stamp_file) == {}
    stamp_file.write_text(content)
    assert lab.read_stamp(stamp_file) == {}


def test_the_python_inside(lab: ModuleType) -> None:
    """It stands elsewhere on Windows."""
    assert lab.python_inside(Path("x"), "posix").parts[-2:] == ("bin", "python")
    assert lab.python_inside(Path("x"), "nt").parts[-2:] == ("Scripts", "python.exe")


def prepare(lab: ModuleType, monkeypatch: pytest.MonkeyPatch, folder: Path, log: Any) -> list[set[str]]:
    """Let lab.py work in an empty folder, with a pip that only says `log`; the result lists its tasks."""
    asked: list[set[str]] = []
    (folder / "pyproject.toml").write_text("[project]\n")
    monkeypatch.setattr(lab, "ROOT", folder)
    monkeypatch.setattr(lab, "ENVIRONMENT", folder / ".venv")

    def pretend(command: list[str], line: Any, more_surroundings: dict[str, str]) -> Any:
        inside = lab.python_inside(folder / ".venv")
        if "venv" in command:
            inside.parent.mkdir(parents=True, exist_ok=True)
            inside.touch()
            return lab.Log(0, "")
        asked.append(set(command[-1].strip(".[]").split(",")))
        return log

    monkeypatch.setattr(lab, "run_with_living_line", pretend)
    monkeypatch.setattr(lab, "works", lambda python, program: Path(python).exists())
    return asked


def test_the_second_start_installs_nothing(
    lab: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """And a change of pyproject.toml, or a wish for more, does."""
    asked = prepare(lab, monkeypatch, tmp_path, lab.Log(0, "fine"))
    lab.ensure_environment({"lab"})
    lab.ensure_environment({"lab"})
    assert asked == [{"lab"}]
    lab.ensure_environment({"lab", "dev"})
    lab.ensure_environment({"lab"})
    assert asked == [{"lab"}, {"lab", "dev"}]
    (tmp_path / "pyproject.toml").write_text("[project] # changed\n")
    lab.ensure_environment({"lab"})
    assert asked == [{"lab"}, {"lab", "dev"}, {"lab", "dev"}]


def test_a_folder_that_was_moved_gets_a_new_environment(
    lab: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The programs in an environment name its folder, so that it does not survive being moved."""
    prepare(lab, monkeypatch, tmp_path, lab.Log(0, "fine"))
    made: list[str] = []
    make_environment = lab.make_environment
    monkeypatch.setattr(
        lab, "make_environment", lambda python, line: (made.append(python), make_environment(python, line))
    )
    lab.ensure_environment({"lab"})
    stamp_file = tmp_path / ".venv" / "tensorlab-stamp.json"
    stamp_file.write_text(stamp_file.read_text(encoding="utf-8").replace(str(tmp_path), "elsewhere"))
    lab.ensure_environment({"lab"})
    assert len(made) == 2


def test_a_failed_start_is_explained_and_repeated(
    lab: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The words say what is wrong, the log is kept, and the next start tries again."""
    words = "NewConnectionError: Failed to establish a new connection: [Errno 111] Connection refused"
    asked = prepare(lab, monkeypatch, tmp_path, lab.Log(1, words))
    for _ in range(2):
        with pytest.raises(lab.Trouble) as trouble:
            lab.ensure_environment({"lab"})
        assert "it looks offline" in str(trouble.value) and words in str(trouble.value)
    assert len(asked) == 2
    assert (tmp_path / ".venv" / "install.log").read_text(encoding="utf-8") == words


@pytest.mark.parametrize(
    ("log", "words"),
    [
        ("socket.gaierror: [Errno -3] Temporary failure in name resolution", "offline"),
        ("[Errno 11001] getaddrinfo failed", "offline"),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "disk is full",
        ),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "PIP_CERT"),
        ("Tunnel connection failed: 407 Proxy Authentication Required", "HTTPS_PROXY"),
        ("ERROR: No matching distribution found for numpy>=2", "this Python"),
        ("PermissionError: [Errno 13] Permission denied", "your own"),
        ("something nobody has seen before", "whole log"),
    ],
)
def test_failures_are_explained(lab: ModuleType, log: str, words: str) -> None:
    """By what stands in pip's log."""
    assert words in lab.explain_failure(log)


# ------------------------------------------------------------------------------------ what is shown meanwhile


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Collecting jupyterlab>=4.2 (from tensorlab==0.1.0)", "looking up jupyterlab"),
        ("  Using cached rpds_py-0.30-cp311-manylinux.whl (390 kB)", "fetching rpds_py (390 kB)"),
        ("Installing collected packages: a, b, c", "unpacking 3 packages"),
        ("WARNING: Retrying (Retry(total=4, connect=None", "the package index does not answer, trying again"),
        ("Requirement already satisfied: numpy", None),
    ],
)
def test_progress(lab: ModuleType, words: str, expected: str | None) -> None:
    """A line of pip's, said shortly."""
    assert lab.progress_in(words) == expected


def test_the_living_line_keeps_to_its_width(
    lab: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a terminal one line is written over and over, and is gone at the end."""
    monkeypatch.setattr(lab.shutil, "get_terminal_size", lambda: os.terminal_size((40, 20)))
    line = lab.LivingLine("Getting ready")
    line.on_terminal = True
    line.show("x" * 100)
    line.show("short")
    line.leave()
    shown = capsys.readouterr().out.split("\r")
    assert "\n" not in "".join(shown)
    assert all(len(part) < 40 for part in shown)
    assert not shown[-2].strip()


# ------------------------------------------------------------------------------------------------- the checks


def test_every_check_is_run(lab: ModuleType) -> None:
    """All of them, pytest last; pytest alone for somebody who gives options for it."""
    names = [name for name, _ in lab.check_commands([], False)]
    assert names == ["ruff check", "ruff format", "mypy", "pytest", "browsers"]
    marks = [words[words.index("-m") + 1] for _, words in lab.check_commands([], False) if "-m" in words]
    assert marks == ["not browser", "browser"]  # together everything, and nothing twice
    assert lab.check_commands(["-k", "chain"], False) == [("pytest", ["pytest", "-k", "chain"])]


def test_one_failure_fails_the_whole_and_the_rest_still_runs(
    lab: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The last lines are pytest's own and say what failed."""
    seen: dict[str, dict[str, str]] = {}

    def pretend(command: list[str], surroundings: dict[str, str]) -> tuple[int, str]:
        seen[command[2]] = surroundings
        return int(command[2] == "mypy"), "== 5 passed in 0.1s =="

    monkeypatch.setattr(lab, "run_and_echo", pretend)
    assert lab.run_tests(Path("python"), lab.Request("test", True, [])) == 1
    assert list(seen) == ["ruff", "mypy", "pytest"]
    assert seen["pytest"]["TENSORLAB_LONG"] == "1"
    last_lines = capsys.readouterr().out.splitlines()[-6:]
    assert "ruff format" in last_lines[0] and "ok" in last_lines[0]
    assert "mypy" in last_lines[1] and "FAILED" in last_lines[1]
    assert last_lines[-2:] == ["== 5 passed in 0.1s =="] * 2


def test_output_is_passed_on_and_its_last_line_kept(lab: ModuleType, capfdbinary: Any) -> None:
    """Byte for byte, and with the exit status."""
    program = "import sys; print('first'); print('last'); sys.exit(3)"
    assert lab.run_and_echo([sys.executable, "-c", program], dict(os.environ)) == (3, "last")
    assert capfdbinary.readouterr().out.split() == [b"first", b"last"]


def test_the_stamp_is_json(lab: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """So that a person can read it too."""
    prepare(lab, monkeypatch, tmp_path, lab.Log(0, ""))
    lab.ensure_environment({"lab"})
    stamp = json.loads((tmp_path / ".venv" / "tensorlab-stamp.json").read_text(encoding="utf-8"))
    assert stamp["extras"] == ["lab"] and stamp["root"] == str(tmp_path)


# ---------------------------------------------------------------------------------------------------- the GPU


@pytest.mark.parametrize(
    ("cuda", "cards", "had", "extra"),
    [
        (12020, [(8, 6)], [], "gpu-cuda12"),
        (13000, [(9, 0)], ["lab"], "gpu-cuda13"),
        (13010, [(9, 0), (7, 0)], [], "gpu-cuda12"),
        (13000, [(9, 0)], ["gpu-cuda12"], "gpu-cuda12"),
        (13000, [(9, 0)], ["gpu-cuda13"], "gpu-cuda13"),
    ],
)
def test_the_cupy_for_a_driver(lab: ModuleType, cuda: int, cards: Any, had: list[str], extra: str) -> None:
    """As new as the driver and the oldest card allow, and never a second one beside the first."""
    assert lab.cupy_extra(lab.Driver(cuda, cards), had) == extra
    assert f"\n{extra} = [" in (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("cuda", "cards", "had", "words"),
    [
        (0, [], [], "this computer has no NVIDIA driver"),
        (12040, [], [], "for CUDA 12.4), but it finds no card"),
        (11080, [(8, 0)], [], "is for CUDA 11.8, and CuPy needs one for CUDA 12 or newer"),
        (12040, [(8, 0)], ["gpu-cuda13"], "Delete that folder"),
    ],
)
def test_a_computer_without_a_gpu_is_told_so(
    lab: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    cuda: int,
    cards: Any,
    had: list[str],
    words: str,
) -> None:
    """With the way out, with exit status 1, and before anything is installed."""
    monkeypatch.setattr(lab, "nvidia_driver", lambda: lab.Driver(cuda, cards))
    monkeypatch.setattr(lab, "read_stamp", lambda file: {"extras": had})
    monkeypatch.setattr(lab, "ensure_environment", lambda extras: pytest.fail("something was installed"))
    assert lab.main(["gpu"]) == 1
    message = capsys.readouterr().err
    assert words in message
    assert had or "simulate_gpu" in message


def test_the_driver_is_asked_itself(lab: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through its own library: the version, and the capability of every card."""

    class Library:
        """CUDA's driver with two cards."""

        def cuDriverGetVersion(self, number: Any) -> int:
            number._obj.value = 12080
            return 0

        def cuInit(self, flags: int) -> int:
            return self.status

        def cuDeviceGetCount(self, number: Any) -> int:
            number._obj.value = 2
            return 0

        def cuDeviceGet(self, card: Any, position: int) -> int:
            card._obj.value = position
            return 0

        def cuDeviceGetAttribute(self, number: Any, which: int, card: Any) -> int:
            number._obj.value = {75: 8 + card.value, 76: 6 * (1 - card.value)}[which]
            return 0

        status = 0

    monkeypatch.setattr(lab.ctypes, "CDLL", lambda name: Library())
    assert lab.nvidia_driver() == (12080, [(8, 6), (9, 0)])
    monkeypatch.setattr(Library, "status", 100)
    assert lab.nvidia_driver() == (12080, [])

    def missing(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(lab.ctypes, "CDLL", missing)
    assert lab.nvidia_driver() == (0, [])


@pytest.mark.skipif(os.name == "nt", reason="the pretended Pythons are shell scripts")
def test_a_card_that_does_not_answer_is_told_so(lab: ModuleType, tmp_path: Path) -> None:
    """CuPy is there, and the card computes nothing: the reason is CuPy's own, and nothing else is run."""
    for status, words in ((0, "a card with 8 GiB"), (1, "CuPy found no GPU: it is asleep.")):
        python = tmp_path / f"python{status}"
        python.write_text(f"#!/bin/sh\necho '{words}'\nexit {status}\n")
        python.chmod(0o755)
        if status == 0:
            assert lab.gpus_that_answer(python) == words
            continue
        with pytest.raises(lab.Trouble, match="No GPU answers here: CuPy found no GPU: it is asleep\\.\n"):
            lab.run_on_gpu(python, lab.Request("gpu", False, []))


def test_a_test_that_is_skipped_on_the_gpu_fails(lab: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests and then the figures are run, with options for the figures."""
    seen: list[tuple[list[str], dict[str, str]]] = []

    def pretend(command: list[str], surroundings: dict[str, str]) -> tuple[int, str]:
        seen.append((command, surroundings))
        return int("pytest" in command), "last"

    monkeypatch.setattr(lab, "run_and_echo", pretend)
    monkeypatch.setattr(lab, "gpus_that_answer", lambda python: "a card")
    assert lab.run_on_gpu(Path("python"), lab.Request("gpu", False, ["--quick"])) == 1
    assert [command[2] for command, _ in seen] == ["pytest", "benchmarks.where_the_gpu_pays"]
    assert seen[1][0][-1] == "--quick" and seen[0][0][3:5] == ["-m", "gpu"]
    assert all(surroundings["TENSORLAB_REQUIRE_GPU"] == "1" for _, surroundings in seen)
