"""The real TensorBoard as a process of its own, and what its pages ask it for."""

import contextlib
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import ProxyHandler, build_opener

START = 60.0  # seconds: a busy machine may take long
PROGRAM = """import sys
sys.modules["tensorflow"] = None  # as if it were not installed
from tensorboard.main import run_main
run_main()"""
ADDRESS = re.compile(r"TensorBoard \S+ at (http://\S+?)/ ")


class Server:
    """A running TensorBoard."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._open = build_opener(ProxyHandler({})).open  # never through a proxy

    def bytes(self, path: str, **query: Any) -> bytes:
        """What it answers below `/data/`."""
        with self._open(f"{self.address}/data/{path}?{urlencode(query)}", timeout=20) as answer:
            found: bytes = answer.read()
            return found

    def json(self, path: str, **query: Any) -> Any:
        """The same, where it answers in JSON."""
        return json.loads(self.bytes(path, **query))

    def wait(self, done: Callable[["Server"], bool]) -> None:
        """Wait until it has read what is there."""
        end = time.monotonic() + START
        while not done(self):
            assert time.monotonic() < end, "TensorBoard does not see what was written"
            time.sleep(0.1)


@contextlib.contextmanager
def tensorboard(folder: Path) -> Iterator[Server]:
    """TensorBoard on a free port, without TensorFlow, until the scope is left."""
    command = [sys.executable, "-c", PROGRAM, "--logdir", str(folder), "--port", "0"]
    command += ["--host", "127.0.0.1", "--load_fast", "false", "--reload_interval", "1"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield Server(_address(process))
        finally:
            process.terminate()


def _address(process: Any) -> str:
    """Where it listens; it says so once it does."""
    watchdog = threading.Timer(START, process.kill)
    watchdog.start()
    said = []
    for line in process.stderr:
        said.append(line)
        if found := ADDRESS.search(line):
            watchdog.cancel()
            threading.Thread(target=process.stderr.read, daemon=True).start()  # so that it never has to wait
            return found[1]
    watchdog.cancel()
    raise AssertionError("TensorBoard does not start:\n" + "".join(said))
