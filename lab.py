#!/usr/bin/env python3
"""Start here: `python3 lab.py` makes what tensorlab needs, then opens the lessons in your browser.

This file uses the standard library only, and syntax that Python 3.8 already understands, so that it can say
plainly what is missing on a machine where nothing is installed yet. It reads top-down: the commands first,
then the environment they run in (`.venv`, beside this file), and what to say when something goes wrong.
Read next: README.md for a first program, tests/test_lab_py.py for what is promised here.
"""

import ctypes
import hashlib
import json
import locale
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Dict, Iterable, List, NamedTuple, Optional, Sequence, Set, Tuple
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
STAMP = "tensorlab-stamp.json"
OLDEST_PYTHON = (3, 11)
COMMANDS = ("lab", "test", "bench", "gpu", "site", "screenshots")

USAGE = """\
python3 lab.py                        open the lessons in JupyterLab
python3 lab.py -- --no-browser ...    the same, with options for Jupyter
python3 lab.py test                   run every check: ruff, mypy, tests, doctests, lessons
python3 lab.py test --long            the same, with the stress tests repeated in full
python3 lab.py test -k gradients ...  only pytest, with options for pytest
python3 lab.py bench ...              run the benchmarks
python3 lab.py gpu ...                on a computer with an NVIDIA GPU: run its tests, print its figures
python3 lab.py site [folder]          build the course as web pages that need no Python and no network
python3 lab.py screenshots ...        take a picture of every view of the Tracer
python3 lab.py --help                 show this

The first start makes a Python environment in .venv and fills it (a minute or two); later starts take seconds.
Nothing outside this folder is changed. To start afresh, delete .venv."""


class Trouble(Exception):
    """Something the reader of the message can mend; `main` prints the message and no traceback."""


class Request(NamedTuple):
    """What the command line asks for; `rest` goes to Jupyter, pytest or the benchmarks as it stands."""

    command: str
    long: bool
    rest: List[str]


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks for; the result is the exit status."""
    try:
        request = read_arguments(arguments)
        if request.command == "help":
            print(USAGE)
            return 0
        if request.command == "test":
            return run_tests(ensure_environment({"lab", "dev"}), request)
        if request.command == "bench":
            return run_benchmarks(ensure_environment({"lab"}), request)
        if request.command == "gpu":
            had = read_stamp(ENVIRONMENT / STAMP).get("extras")
            extra = cupy_extra(nvidia_driver(), had if isinstance(had, list) else [])
            return run_on_gpu(ensure_environment({"lab", "dev", extra}), request)
        if request.command == "site":
            return build_site(ensure_environment({"lab"}), request)
        if request.command == "screenshots":
            return take_screenshots(ensure_environment({"lab", "dev"}), request)
        return open_lessons(ensure_environment({"lab"}), request)
    except Trouble as trouble:
        print("\n" + str(trouble), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to go on.", file=sys.stderr)
        return 130


def read_arguments(arguments: Sequence[str]) -> Request:
    """Tell the command from what is passed on to the program behind it."""
    words = list(arguments)
    command = words.pop(0) if words and words[0] in COMMANDS else "lab"
    own = words
    passed_on: List[str] = []
    if "--" in words:
        cut = words.index("--")
        own, passed_on = words[:cut], words[cut + 1 :]
    if any(word in ("-h", "--help", "help") for word in own):
        return Request("help", False, [])
    if command == "lab" and own:
        raise Trouble(f"lab.py does not know {own[0]!r}.\n\n{USAGE}")
    long = command == "test" and "--long" in own
    return Request(command, long, [word for word in own if not (long and word == "--long")] + passed_on)


# ----------------------------------------------------------------------------------------------- the commands


def open_lessons(python: Path, request: Request) -> int:
    """Start JupyterLab in lessons/, with the first lesson open, in the reader's language."""
    print("Opening the lessons. Stop with Ctrl+C in this window.", flush=True)
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    command = jupyter_command(python, ROOT / "lessons", is_root, reads_chinese()) + request.rest
    if os.name == "nt":
        return subprocess.call(command, cwd=str(ROOT))
    os.chdir(str(ROOT))
    os.execv(
        command[0], command
    )  # Jupyter takes this process over, so that Ctrl+C and kill reach it directly


def jupyter_command(python: Path, lessons: Path, is_root: bool, in_chinese: bool = False) -> List[str]:
    """The command that serves the folder `lessons` and opens the first of them."""
    editions = [lessons / "zh", lessons] if in_chinese else [lessons]
    found = [path for edition in editions for path in sorted(edition.glob("*.ipynb"))]
    first = found[0].relative_to(lessons).as_posix() if found else None
    command = [str(python), "-m", "jupyterlab", "--ServerApp.root_dir=" + str(lessons), "--log-level=WARN"]
    # The settings keep JupyterLab from asking about its news on top of the lesson.
    command.append("--LabApp.app_settings_dir=" + str(lessons.parent / "binder" / "jupyterlab"))
    if first is not None:
        command.append("--LabApp.default_url=/lab/tree/" + quote(first))
    if is_root:
        command.append("--allow-root")
    return command


def reads_chinese() -> bool:
    """Whether the reader's system speaks Chinese; both editions are there either way."""
    words = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    chosen = next(filter(None, words), "") or locale.getlocale()[0] or ""
    return chosen.lower().startswith(("zh", "chinese"))


def run_benchmarks(python: Path, request: Request) -> int:
    """Run `python -m benchmarks`, which prints its own table."""
    return subprocess.call([str(python), "-m", "benchmarks", *request.rest], cwd=str(ROOT))


def build_site(python: Path, request: Request) -> int:
    """Run `python -m course_site`, which says where the pages are."""
    return subprocess.call([str(python), "-m", "course_site", *request.rest], cwd=str(ROOT))


def take_screenshots(python: Path, request: Request) -> int:
    """Run `python -m tests.browser.screenshots`, which says where the pictures are."""
    return subprocess.call([str(python), "-m", "tests.browser.screenshots", *request.rest], cwd=str(ROOT))


class Check(NamedTuple):
    """One check, how it ended, and how long it took."""

    name: str
    passed: bool
    seconds: float


def run_tests(python: Path, request: Request) -> int:
    """Run the checks one after the other, all of them even if one fails, and sum up at the end."""
    surroundings = dict(os.environ, PYTHONUNBUFFERED="1")
    if request.long:
        surroundings["TENSORLAB_LONG"] = "1"
    return run_checks(python, check_commands(request.rest, sys.stdout.isatty()), surroundings)


def run_on_gpu(python: Path, request: Request) -> int:
    """Run the tests that need a GPU, then print the figures; options go to `benchmarks.where_the_gpu_pays`."""
    print(gpus_that_answer(python))
    print("CuPy compiles each of its kernels the first time it is used; later runs are faster.\n", flush=True)
    # A test that is skipped for want of a GPU fails: else a card that does not answer would look like a success.
    surroundings = dict(os.environ, PYTHONUNBUFFERED="1", TENSORLAB_REQUIRE_GPU="1")
    commands = [
        ("GPU tests", ["pytest", "-m", "gpu", "tests"] + (["--color=yes"] if sys.stdout.isatty() else [])),
        ("GPU figures", ["benchmarks.where_the_gpu_pays", *request.rest]),
    ]
    return run_checks(python, commands, surroundings)


def gpus_that_answer(python: Path) -> str:
    """What the GPUs are that compute something, a line for each."""
    program = (
        "from tensorlab.devices import cupy_gpu\n"
        "print(*[gpu.description for gpu in cupy_gpu.find()] or [cupy_gpu.why_none()], sep='\\n')\n"
        "raise SystemExit(not cupy_gpu.find())"
    )
    finished = subprocess.run(
        [str(python), "-c", program], cwd=str(ROOT), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    words = finished.stdout.decode("utf-8", "replace").strip()
    if finished.returncode != 0:
        raise Trouble(no_gpu_message(words.rstrip(".")))
    return words


def run_checks(python: Path, commands: List[Tuple[str, List[str]]], surroundings: Dict[str, str]) -> int:
    """Run modules one after the other and sum up; the last line of the last one stands at the end."""
    surroundings.setdefault("COLUMNS", str(shutil.get_terminal_size().columns))
    checks: List[Check] = []
    last_lines: List[str] = []
    for name, arguments in commands:
        print("== " + name, flush=True)
        started = time.monotonic()
        status, last_line = run_and_echo([str(python), "-m", *arguments], surroundings)
        checks.append(Check(name, status == 0, time.monotonic() - started))
        if arguments[0] == "pytest":
            last_lines.append(last_line)
    print("\n" + summary(checks, last_lines or [last_line]), flush=True)
    return 0 if all(check.passed for check in checks) else 1


def check_commands(pytest_arguments: List[str], in_colour: bool) -> List[Tuple[str, List[str]]]:
    """The checks in order, pytest last; whoever gives arguments for pytest wants to see pytest only.

    What needs no browser is shared out among the processor's cores, file by file. Browsers come one after the other:
    they measure what they draw, and two at a time would be in each other's way.
    """
    pytest = ["pytest"] + (["--color=yes"] if in_colour else [])
    if pytest_arguments:
        return [("pytest", pytest + pytest_arguments)]
    return [
        ("ruff check", ["ruff", "check", "."]),
        ("ruff format", ["ruff", "format", "--check", "."]),
        ("mypy", ["mypy"]),
        ("pytest", [*pytest, "-m", "not browser", "--numprocesses=auto", "--dist=loadfile"]),
        ("browsers", [*pytest, "-m", "browser"]),
    ]


def run_and_echo(command: List[str], surroundings: Dict[str, str]) -> Tuple[int, str]:
    """Run a command, show what it prints while it prints it, and return its exit status and its last line."""
    process = subprocess.Popen(
        command, cwd=str(ROOT), env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    tail = b""
    try:
        for chunk in iter(lambda: os.read(process.stdout.fileno(), 65536), b""):  # type: ignore[union-attr]
            sys.stdout.buffer.write(chunk)
            sys.stdout.flush()
            tail = (tail + chunk)[-4096:]
        status = process.wait()
    except KeyboardInterrupt:
        process.wait()
        raise
    lines = tail.decode("utf-8", "replace").strip().splitlines()
    return status, lines[-1] if lines else ""


def summary(checks: Iterable[Check], last_lines: List[str]) -> str:
    """A line for each check, and below them the last thing that each run of pytest said."""
    rows = [
        "{:<12} {:<7} {:>6.1f} s".format(check.name, "ok" if check.passed else "FAILED", check.seconds)
        for check in checks
    ]
    return "\n".join([*rows, *last_lines])


# -------------------------------------------------------------------------------------------------- the GPU


class Driver(NamedTuple):
    """The NVIDIA driver of this computer.

    Attributes:
        cuda: the newest CUDA that it serves, such as 12040 for 12.4; 0 without a driver.
        cards: the compute capability of every card that answers, such as (9, 0).
    """

    cuda: int
    cards: List[Tuple[int, int]]


def nvidia_driver() -> Driver:
    """Ask the driver's own library, which is there with any driver, and needs nothing installed.

    Source: https://docs.nvidia.com/cuda/cuda-driver-api/ (the numbers 75 and 76 are its names for the two halves
    of a compute capability).
    """
    driver = None
    for name in ("nvcuda.dll",) if os.name == "nt" else ("libcuda.so.1", "/usr/lib/wsl/lib/libcuda.so.1"):
        try:
            driver = driver or ctypes.CDLL(name)
        except OSError:
            continue
    if driver is None:
        return Driver(0, [])
    number, card = ctypes.c_int(), ctypes.c_int()
    driver.cuDriverGetVersion(ctypes.byref(number))
    cuda = number.value
    if driver.cuInit(0) != 0 or driver.cuDeviceGetCount(ctypes.byref(number)) != 0:
        return Driver(cuda, [])
    cards = []
    for position in range(number.value):
        halves = []
        driver.cuDeviceGet(ctypes.byref(card), position)
        for half in (75, 76):
            driver.cuDeviceGetAttribute(ctypes.byref(number), half, card)
            halves.append(number.value)
        cards.append((halves[0], halves[1]))
    return Driver(cuda, cards)


def cupy_extra(driver: Driver, had: Iterable[object] = ()) -> str:
    """The extra with the CuPy for that driver; `had` are the extras that are installed already.

    >>> cupy_extra(Driver(12040, [(9, 0)]))
    'gpu-cuda12'
    """
    if not driver.cuda:
        raise Trouble(no_gpu_message("this computer has no NVIDIA driver"))
    version = f"CUDA {driver.cuda // 1000}.{driver.cuda % 1000 // 10}"
    if not driver.cards:
        raise Trouble(no_gpu_message(f"there is an NVIDIA driver (for {version}), but it finds no card"))
    if driver.cuda < 12000:
        raise Trouble(
            no_gpu_message(f"the NVIDIA driver is for {version}, and CuPy needs one for CUDA 12 or newer")
        )
    # CUDA 13 compiles for cards from Turing on: https://docs.nvidia.com/cuda/cuda-toolkit-release-notes/
    newest = driver.cuda >= 13000 and min(driver.cards) >= (7, 5)
    if "gpu-cuda13" in had and not newest:
        raise Trouble(
            f"There is a CuPy for CUDA 13 in {ENVIRONMENT}, which needs another driver or card than this\n"
            "computer has. Delete that folder, and run the same command again."
        )
    # Two CuPys in one environment get in each other's way, and a newer driver serves the older one too.
    return "gpu-cuda13" if newest and "gpu-cuda12" not in had else "gpu-cuda12"


def no_gpu_message(reason: str) -> str:
    """Why `lab.py gpu` has nothing to do here, and what to do instead."""
    return (
        f"No GPU answers here: {reason}.\n\n"
        "With an NVIDIA card: install the newest driver (https://www.nvidia.com/drivers) and run the same command\n"
        "again. Without one tensorlab does everything too: the CPU computes, lab.simulate_gpu() gives a simulated\n"
        "GPU to look at, and python3 lab.py test tests it."
    )


# ------------------------------------------------------------------------------------- the environment, .venv


def ensure_environment(extras: Set[str]) -> Path:
    """Make `.venv` and fill it, unless that is done already; the result is the Python inside it."""
    inside = python_inside(ENVIRONMENT)
    stamp_file = ENVIRONMENT / STAMP
    fingerprint = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamp = read_stamp(stamp_file) if inside.exists() else {}
    wanted = what_to_install(stamp, fingerprint, str(ROOT), extras)
    if not wanted:
        return inside
    line = LivingLine("Getting tensorlab ready (once)")
    moved = stamp.get("root", str(ROOT)) != str(ROOT)
    if moved or not works(inside, f"import pip, sys; assert sys.version_info >= {OLDEST_PYTHON}"):
        make_environment(find_python(), line)
    if stamp_file.exists():
        stamp_file.unlink()
    install(inside, wanted, line)
    stamp.update(fingerprint=fingerprint, root=str(ROOT), extras=sorted(wanted))
    stamp_file.write_text(json.dumps(stamp), encoding="utf-8")
    line.finish("ready")
    return inside


def python_inside(environment: Path, system: str = os.name) -> Path:
    """Where the Python of a virtual environment is."""
    return environment / "Scripts" / "python.exe" if system == "nt" else environment / "bin" / "python"


def read_stamp(stamp_file: Path) -> Dict[str, object]:
    """What was installed the last time; empty when nothing was, or not to its end."""
    try:
        stamp = json.loads(stamp_file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def what_to_install(stamp: Dict[str, object], fingerprint: str, root: str, extras: Set[str]) -> Set[str]:
    """The extras to install now: none when the stamp says that all is there, else those wanted and those had.

    `fingerprint` stands for pyproject.toml: another one may name other packages. `root` is where the folder
    is: an environment does not survive being moved.
    """
    names = stamp.get("extras")
    had = {str(name) for name in names} if isinstance(names, list) else set()
    unchanged = stamp.get("fingerprint") == fingerprint and stamp.get("root") == root
    return set() if unchanged and extras <= had else extras | had


def find_python() -> str:
    """A Python that is new enough: this one, or another one on this machine."""
    if new_enough(sys.version_info):
        return sys.executable
    names = [f"python3.{minor}" for minor in range(19, OLDEST_PYTHON[1] - 1, -1)] + [
        "python3",
        "python",
    ]
    for found in filter(None, map(shutil.which, names)):
        if works(Path(found), f"import sys; assert sys.version_info >= {OLDEST_PYTHON}"):
            return str(found)
    raise Trouble(too_old_message(sys.version_info, sys.platform))


def new_enough(version: Sequence[object]) -> bool:
    """Whether tensorlab runs on that version of Python.

    >>> new_enough((3, 10, 12)), new_enough((3, 11, 0))
    (False, True)
    """
    return tuple(version[:2]) >= OLDEST_PYTHON


def too_old_message(version: Sequence[object], platform: str) -> str:
    """What to do about a Python that is too old."""
    where = {
        "win32": "Get one from https://www.python.org/downloads/ and then run: py -3 lab.py",
        "darwin": "Get one from https://www.python.org/downloads/ and then run: python3 lab.py",
    }.get(
        platform,
        "Install one (python3.12, say) with your system's packages, or from https://www.python.org/downloads/",
    )
    return "tensorlab needs Python {}.{} or newer, and this is Python {}.{}.\n{}".format(
        *OLDEST_PYTHON, version[0], version[1], where
    )


def works(python: Path, program: str) -> bool:
    """Whether that Python is there and runs a one-line program without an error."""
    try:
        finished = subprocess.run(
            [str(python), "-c", program], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return finished.returncode == 0


def make_environment(python: str, line: "LivingLine") -> None:
    """Make an empty virtual environment, in the place of a broken one if there is one."""
    if not works(Path(python), "import venv, ensurepip"):
        raise Trouble(no_venv_message(shutil.which("apt") is not None))
    line.show("making .venv")
    log = run_with_living_line([python, "-m", "venv", "--clear", str(ENVIRONMENT)], line, {})
    if not works(python_inside(ENVIRONMENT), "import pip"):
        raise Trouble(f"Python could not make an environment in {ENVIRONMENT}.\n\n{log.text.strip()}")


def no_venv_message(has_apt: bool) -> str:
    """What to do about a Python without the means to make environments."""
    if has_apt:
        return (
            "Python's venv module is missing on this machine. Install it with\n\n"
            "    sudo apt install python3-venv\n\nand run the same command again."
        )
    return (
        "Python's venv and ensurepip modules are missing on this machine. Install them with your system's\n"
        "packages (look for python3-venv or python3-pip), and run the same command again."
    )


def install(python: Path, extras: Set[str], line: "LivingLine") -> None:
    """Install tensorlab, editable, with those extras; pip's own words go to .venv/install.log."""
    line.show("asking the package index")
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += ["--progress-bar", "off", "-e", ".[{}]".format(",".join(sorted(extras)))]
    # Where pip is set to install for the user, it would refuse to install into an environment.
    log = run_with_living_line(command, line, {"PIP_USER": "0"})
    log_file = ENVIRONMENT / "install.log"
    log_file.write_text(log.text, encoding="utf-8")
    if log.status != 0:
        last_words = "\n".join("    " + words for words in log.text.strip().splitlines()[-20:])
        raise Trouble(
            f"Installing did not work.\n\n{explain_failure(log.text)}\n\n"
            f"The end of {log_file}:\n\n{last_words}"
        )


# -------------------------------------------------------------------------------------- showing that it lives


class Log(NamedTuple):
    """What a program printed, and its exit status."""

    status: int
    text: str


def run_with_living_line(command: List[str], line: "LivingLine", more_surroundings: Dict[str, str]) -> Log:
    """Run a command out of sight, while the living line says how far it is."""
    process = subprocess.Popen(
        command,
        cwd=str(ROOT),
        env=dict(os.environ, PYTHONUNBUFFERED="1", PYTHONIOENCODING="utf-8", **more_surroundings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    printed: List[str] = []

    def listen() -> None:
        assert process.stdout is not None
        for words in process.stdout:
            printed.append(words)
            line.show(progress_in(words))

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        while listener.is_alive():
            listener.join(0.1)
            line.show(None)
        status = process.wait()
    except KeyboardInterrupt:
        process.terminate()
        raise
    finally:
        line.leave()
    return Log(status, "".join(printed))


def progress_in(words: str) -> Optional[str]:
    """What one line of pip's output says about how far it is; None when it says nothing new to a reader.

    >>> progress_in("  Downloading numpy-2.4.0-cp311-manylinux_2_28_x86_64.whl (16.6 MB)")
    'fetching numpy (16.6 MB)'
    """
    collecting = re.match(r"\s*Collecting ([\w.-]+)", words)
    if collecting:
        return "looking up " + collecting.group(1)
    downloading = re.match(
        r"\s*(?:Downloading|Using cached) (?:\S*/)?([A-Za-z0-9_.]+?)-\d\S*( \([^)]*\))?", words
    )
    if downloading:
        return "fetching " + downloading.group(1) + (downloading.group(2) or "")
    installing = re.match(r"\s*Installing collected packages: (.*)", words)
    if installing:
        return "unpacking {} packages".format(installing.group(1).count(",") + 1)
    if re.search(r"Retrying \(Retry", words):
        return "the package index does not answer, trying again"
    return None


class LivingLine:
    """One line that changes while work goes on; where the output is no terminal, a new line now and then."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.text = ""
        self.started = time.monotonic()
        self.width = 0
        self.printed_at = -1e9
        self.on_terminal = sys.stdout.isatty()

    def show(self, text: Optional[str]) -> None:
        """Show the line again, with a new text unless that is None."""
        self.text = self.text if text is None else text
        seconds = time.monotonic() - self.started
        whole = f"{self.title}: {self.text} ({seconds:.0f} s)"
        if self.on_terminal:
            room = max(20, shutil.get_terminal_size().columns - 3)
            whole = "|/-\\"[int(seconds * 8) % 4] + " " + whole[:room]
            sys.stdout.write("\r" + whole.ljust(self.width))
            self.width = len(whole)
            sys.stdout.flush()
        elif seconds - self.printed_at >= 10:
            self.printed_at = seconds
            print(whole, flush=True)

    def leave(self) -> None:
        """Clear the line, so that other words can follow."""
        if self.on_terminal:
            sys.stdout.write("\r" + " " * self.width + "\r")
            sys.stdout.flush()

    def finish(self, text: str) -> None:
        """Leave the line standing with its last text."""
        print(f"{self.title}: {text} ({time.monotonic() - self.started:.0f} s)", flush=True)


# ------------------------------------------------------------------------------------------ when pip gives up

EXPLANATIONS: List[Tuple[str, str]] = [
    (
        r"No space left on device|Errno 28\b",
        "The disk is full. About 1 GB is needed; make room and run the same command again.",
    ),
    (
        r"407 Proxy Authentication|ProxyError|Cannot connect to proxy",
        "The network here goes through a proxy that did not let us through. Set HTTPS_PROXY to its address\n"
        "(ask whoever runs the network) and run the same command again.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError",
        "The network here answers in the place of the package index (some schools and companies do that).\n"
        "Ask for its certificate file, set PIP_CERT to its path, and run the same command again.",
    ),
    (
        r"Failed to establish a new connection|NewConnectionError|ConnectTimeout|ReadTimeout|timed out|"
        r"NameResolutionError|name resolution|getaddrinfo failed|"
        r"Connection refused|Connection reset|Network is unreachable",
        "This machine does not reach the package index: it looks offline. The first start needs the\n"
        "network, later ones do not. Connect and run the same command again.",
    ),
    (r"Permission denied|Errno 13\b", "A file or folder may not be written. Is this folder your own?"),
    (
        r"No matching distribution found|Could not find a version",
        "The package index has no such package for this Python. A Python of the last few weeks may be too\n"
        "new: delete .venv and use one from last year.",
    ),
]


def explain_failure(log: str) -> str:
    """In words that help, why installing failed; the first explanation that fits pip's log."""
    for pattern, explanation in EXPLANATIONS:
        if re.search(pattern, log):
            return explanation
    return "Delete .venv and run the same command again. If that does not help, report it with the whole log."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
