"""No module bears the name of a public attribute of its parent package.

Python binds a module to its parent when it is first imported, whoever imports it. So a module
`tensorlab/trace.py` would replace the function `tf.trace` at some moment that depends on what else the
program does. The test imports every module in a fresh Python, and looks whether any public name changed its
type on the way.
"""

import json
import subprocess
import sys

from tests.architecture.sources import module_name, python_files

PROGRAM = """
import importlib, json, sys, types, warnings
warnings.simplefilter("ignore")
modules = json.loads(sys.argv[1])
packages = [name for name in modules if any(other.startswith(name + ".") for other in modules)]

def public_names(name):
    module = importlib.import_module(name)
    names = {n for n in [*dir(module), *getattr(module, "__all__", ())] if not n.startswith("_")}
    return {n: type(getattr(module, n)).__name__ for n in names}

before = {"tensorlab": public_names("tensorlab")}
before.update({name: public_names(name) for name in packages})
for name in modules:
    importlib.import_module(name)
problems = []
for package, names in before.items():
    after = public_names(package)
    changed = [n for n, kind in names.items() if after.get(n) != kind]
    problems += [f"{package}.{n} was {names[n]} and is {after.get(n)}" for n in changed]
for name in modules:
    parent, _, child = name.rpartition(".")
    if parent and getattr(sys.modules[parent], child, None) is not sys.modules[name]:
        problems.append(f"the module {name} hides behind an attribute of {parent} with its name, or hides it")
print(json.dumps(problems))
"""


def test_importing_every_module_changes_no_public_name() -> None:
    """Types before and after, and no module hidden by an attribute."""
    modules = [module_name(path) for path in python_files("tensorlab") if path.name != "__main__.py"]
    finished = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(modules)],
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert finished.returncode == 0, finished.stderr
    assert json.loads(finished.stdout) == []
