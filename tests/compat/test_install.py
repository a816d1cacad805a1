"""`tensorlab.install()`: whichever way a program imports TensorFlow, it gets tensorlab."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.compat.programs import environment, python

SAYS_SO = "`import tensorflow` gives tensorlab"


def after_install(program: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """What a program does after `tensorlab.install()`."""
    return python("-c", f"import tensorlab; tensorlab.install()\n{program}", folder=folder)


WAYS = [
    ("import tensorflow as tf", "tf.Session", "tensorlab.Session"),
    ("import tensorflow.compat.v1 as tf", "tf.Session", "tensorlab.Session"),
    ("from tensorflow.compat import v1 as tf", "tf.placeholder", "tensorlab.placeholder"),
    ("import tensorflow", "tensorflow.compat.v1.nn.relu", "tensorlab.nn.relu"),
    ("import tensorflow as t", "t.compat.v1.train.AdamOptimizer", "tensorlab.train.AdamOptimizer"),
    ("from tensorflow.python.framework import ops as o", "o.Tensor", "tensorlab.Tensor"),
    (
        "from tensorflow.python.framework import ops",
        "ops.reset_default_graph",
        "tensorlab.reset_default_graph",
    ),
    ("import tensorflow.python.framework.ops as ops", "ops.Graph", "tensorlab.Graph"),
    ("from tensorflow.python.framework.ops import Graph", "Graph", "tensorlab.Graph"),
    ("from tensorflow.python.framework import dtypes", "dtypes.float32", "tensorlab.float32"),
    ("from tensorflow.python.framework import errors", "errors.OpError", "tensorlab.errors.OpError"),
    ("from tensorflow.python.framework import errors_impl as e", "e.OpError", "tensorlab.errors.OpError"),
    ("from tensorflow.python.framework import tensor_shape", "tensor_shape.Dimension", "tensorlab.Dimension"),
    ("from tensorflow.python.client import session", "session.Session", "tensorlab.Session"),
    (
        "from tensorflow.python.client import device_lib",
        "device_lib.list_local_devices",
        "tensorlab.devices.device_lib.list_local_devices",
    ),
    ("from tensorflow.python.ops import math_ops", "math_ops.matmul", "tensorlab.matmul"),
    ("from tensorflow.python.ops import array_ops, nn_ops", "nn_ops.relu", "tensorlab.nn.relu"),
    ("from tensorflow.python.ops import variable_scope as vs", "vs.get_variable", "tensorlab.get_variable"),
    (
        "from tensorflow.python.training import moving_averages as m",
        "m.ExponentialMovingAverage",
        "tensorlab.train.ExponentialMovingAverage",
    ),
    ("from tensorflow.python.platform import gfile", "gfile.Exists", "tensorlab.gfile.Exists"),
    (
        "from tensorflow.python.platform import tf_logging as logging",
        "logging.info",
        "tensorlab.logging.info",
    ),
    ("from tensorflow.python.platform import flags", "flags.FLAGS", "tensorlab.flags.FLAGS"),
    ("from tensorflow.python.util import compat", "compat.as_bytes", "tensorlab.compat.as_bytes"),
    ("from tensorflow.core.protobuf import config_pb2", "config_pb2.ConfigProto", "tensorlab.ConfigProto"),
    (
        "from tensorflow.examples.tutorials.mnist import input_data",
        "input_data.read_data_sets",
        "tensorlab.compat.datasets.mnist.read_data_sets",
    ),
    (
        "from tensorflow.examples.tutorials.mnist import mnist",
        "mnist.inference",
        "tensorlab.compat.datasets.mnist_model.inference",
    ),
    ("import input_data", "input_data.DataSet", "tensorlab.compat.datasets.mnist.DataSet"),
    ("from tensorflow.contrib import learn", "learn.ModeKeys", "tensorlab.contrib.learn.ModeKeys"),
    ("import tensorflow.contrib.learn as learn", "learn.ModeKeys", "tensorlab.contrib.learn.ModeKeys"),
    (
        "from tensorflow.contrib.learn.python import learn",
        "learn.datasets.load_dataset",
        "tensorlab.contrib.learn.datasets.load_dataset",
    ),
    (
        "from tensorflow.contrib.learn.python.learn.datasets.mnist import read_data_sets",
        "read_data_sets",
        "tensorlab.compat.datasets.mnist.read_data_sets",
    ),
    (
        "from tensorflow.contrib.learn.python.learn.datasets import base",
        "base.load_csv_with_header",
        "tensorlab.compat.datasets.base.load_csv_with_header",
    ),
    (
        "from tensorflow.contrib.tensorboard.plugins import projector",
        "projector.ProjectorConfig",
        "tensorlab.compat.projector.ProjectorConfig",
    ),
    (
        "from tensorflow.python.ops import rnn_cell",
        "rnn_cell.BasicLSTMCell",
        "tensorlab.nn.rnn_cell.BasicLSTMCell",
    ),
    ("from tensorflow.contrib import rnn", "rnn.BasicLSTMCell", "tensorlab.nn.rnn_cell.BasicLSTMCell"),
    ("from tensorflow.models.rnn import rnn_cell", "rnn_cell.GRUCell", "tensorlab.nn.rnn_cell.GRUCell"),
]
ALL_WAYS = """
import importlib, json, sys, contextlib, io
import tensorlab
results = []
for imports, expression, same in json.loads(sys.argv[1]):
    from tensorlab.compat import install
    install._finder.quiet = False
    tensorlab.install()
    names = {"tensorlab": tensorlab}
    parts = same.split(".")
    for length in range(2, len(parts)):
        with contextlib.suppress(ImportError):
            importlib.import_module(".".join(parts[:length]))
    with contextlib.redirect_stderr(io.StringIO()) as said:
        try:
            exec(imports, names)
            result = eval(expression, names) is eval(same, names)
        except Exception as error:
            result = repr(error)
    results.append([result, said.getvalue()])
    tensorlab.uninstall()
print(json.dumps(results))
"""


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[object, str]]:
    """For every way to import something: whether it is tensorlab's own, and what was said on stderr."""
    folder = tmp_path_factory.mktemp("ways")
    done = python("-W", "ignore", "-c", ALL_WAYS, json.dumps(WAYS), folder=folder)
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    return {way[0]: (same, said) for way, (same, said) in zip(WAYS, results, strict=True)}


@pytest.mark.parametrize("imports", [way[0] for way in WAYS])
def test_every_way_leads_to_tensorlab(imports: str, ways: dict[str, tuple[object, str]]) -> None:
    """The same object as under tensorlab's own name; and it is said once, however much is imported."""
    same, said = ways[imports]
    assert same is True
    assert said.count(SAYS_SO) == ("tensorflow" in imports)


def test_what_tensorflow_tells_of_itself(tmp_path: Path) -> None:
    """Programs compare versions; tensorlab's own would look like a TensorFlow of 2015."""
    done = after_install(
        "import tensorflow as tf, tensorlab\n"
        "print(tf.__version__, tf.VERSION, tf.version.VERSION, tf.compat.v1.__version__, tf.__name__)\n"
        "tf.disable_v2_behavior(); tf.disable_eager_execution(); tf.compat.v1.disable_v2_behavior()\n"
        "print(tf.executing_eagerly(), tf.compat.as_str(b'x'), tensorlab.__version__ == tf.__version__)",
        tmp_path,
    )
    assert done.stdout == "1.15.5 1.15.5 1.15.5 1.15.5 tensorflow\nFalse x False\n", done.stderr


def test_a_star_import(tmp_path: Path) -> None:
    program = (
        'from tensorflow import *\nimport sys; sys.stdout.write(f"{reduce_mean} {placeholder} {float32}")'
    )
    done = after_install(program, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "reduce_mean" in done.stdout


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("import tensorflow.keras", "tensorlab has no Keras: use tf.layers."),
        ("from tensorflow import keras", "tensorlab has no Keras: use tf.layers."),
        ("import tensorflow.compat.v2 as tf", "use tensorflow.compat.v1."),
        ("from tensorflow.python import debug as tf_debug", "tensorlab's debugger is `lab.trace()`"),
        ("from tensorflow.contrib import tpu", "there is no TPU here. Use the optimizer itself"),
        ("import tensorflow.contrib.eager as tfe", "tf.contrib.eager is not here"),
        ("from tensorflow.contrib import layer", "Did you mean 'layers'?"),
        ("from tensorflow.contrib.learn import DNNClassifier", "tensorlab has no estimators"),
        ("from tensorflow.contrib.rnn import LSTMCelll", "Did you mean 'LSTMCell'"),
        ("from tensorflow.python.framework.ops import nonesuch", "cannot import name 'nonesuch'"),
        ("import tensorflow.nnn", "Did you mean 'nn'?"),
    ],
)
def test_what_is_not_here_says_why(program: str, words: str, tmp_path: Path) -> None:
    """An ImportError, which programs that can do without it expect."""
    done = after_install(f"try:\n    {program}\nexcept ImportError as error:\n    print(error)", tmp_path)
    assert words in done.stdout, done.stderr


def test_other_packages_are_left_alone(tmp_path: Path) -> None:
    """Packages whose names only begin like TensorFlow's."""
    (tmp_path / "tensorflow_datasets.py").write_text("MINE = True\n", encoding="utf-8")
    done = after_install("import tensorflow_datasets; print(tensorflow_datasets.MINE)", tmp_path)
    assert (done.stdout, done.stderr) == ("True\n", "")


def test_tensorflow_itself_stays(tmp_path: Path) -> None:
    """Where it is imported already, nothing changes, and that is said."""
    (tmp_path / "tensorflow.py").write_text("Session = 'real'\n", encoding="utf-8")
    program = (
        "import tensorflow, tensorlab; print(tensorlab.install());"
        "import tensorflow as tf; print(tf.Session, tensorlab.Session)"
    )
    done = python("-c", program, folder=tmp_path)
    assert done.stdout == "False\nreal <class 'tensorlab.run.session.Session'>\n"
    assert "TensorFlow itself is imported already" in done.stderr


def test_a_tensorflow_that_is_only_installed_waits(tmp_path: Path) -> None:
    """tensorlab comes first, until `uninstall`."""
    (tmp_path / "tensorflow.py").write_text("Session = 'real'\n", encoding="utf-8")
    done = after_install(
        "import tensorflow as tf; print(tf.Session is tensorlab.Session); tensorlab.uninstall()\n"
        "import tensorflow as tf; print(tf.Session)",
        tmp_path,
    )
    assert done.stdout == "True\nreal\n", done.stderr


def test_uninstall(tmp_path: Path) -> None:
    """Nothing is left behind; what a program has already goes on working."""
    done = after_install(
        "import sys, tensorflow as tf\n"
        "tensorlab.uninstall()\n"
        "print([name for name in sys.modules if name.startswith('tensorflow')], tf.constant(1.0).dtype.name)\n"
        "import importlib.util; print(importlib.util.find_spec('tensorflow_that_is_not_there'))\n",
        tmp_path,
    )
    assert done.stdout == "[] float32\nNone\n", done.stderr


def test_the_stand_ins_leave_tensorlab_as_it_is(tmp_path: Path) -> None:
    """Imports bind modules to their parents: to the stand-ins, never to tensorlab's own modules."""
    done = after_install(
        "before = set(vars(tensorlab))\n"
        "from tensorflow.python.framework import ops\nfrom tensorflow.core.protobuf import config_pb2\n"
        "import tensorflow.examples.tutorials.mnist.input_data, tensorflow.contrib.learn\n"
        "print(sorted({'python', 'core', 'examples', 'models'} & set(vars(tensorlab))), tensorlab.ops.__name__)",
        tmp_path,
    )
    assert done.stdout == "[] tensorlab.ops\n", done.stderr


def test_in_a_notebook(tmp_path: Path) -> None:
    """`%load_ext tensorlab` installs; `%unload_ext tensorlab` takes it back."""
    program = """
from IPython.testing.globalipapp import start_ipython
shell = start_ipython()
shell.run_line_magic("load_ext", "tensorlab")
shell.run_cell("import tensorflow as tf; print(tf.__version__)")
shell.run_line_magic("unload_ext", "tensorlab")
import sys
print("tensorflow" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment(IPYTHONDIR=str(tmp_path)),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.stdout.splitlines()[-2:] == ["1.15.5", "False"], done.stderr


def test_programs_download_with_what_tensorflow_loads(tmp_path: Path) -> None:
    """Tutorials write `import urllib` and use urllib.request, which `import tensorflow` has loaded."""
    program = tmp_path / "program.py"
    program.write_text("import urllib\nimport tensorflow as tf\nprint(urllib.request.urlopen.__name__)\n")
    command = [sys.executable, "-m", "tensorlab", "run", str(program)]
    finished = subprocess.run(command, capture_output=True, text=True, check=True)
    assert finished.stdout == "urlopen\n"
