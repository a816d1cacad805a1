"""What pytest does around every test and every doctest: each starts with an empty default graph, and sees no GPU.

Read next: tests/conftest.py, for what only the files in tests/ need.
"""

import os
from collections.abc import Iterator

import pytest

import tensorlab
import tensorlab.losses
import tensorlab.train  # loaded late: the tests of the registry want every record

os.environ.setdefault("MPLBACKEND", "Agg")  # a test never opens a window


def pytest_configure(config: pytest.Config) -> None:
    """Tests compute on the CPU, whatever this computer has; `-m gpu` runs those that want its GPU.

    Sessions take a GPU by themselves where they find one, and a GPU rounds otherwise than the answers recorded here.
    """
    if config.getoption("markexpr") != "gpu":
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"


@pytest.fixture(autouse=True)
def empty_default_graph() -> Iterator[None]:
    """Names such as `add_1` in an example do not depend on which examples ran before it."""
    yield
    tensorlab.reset_default_graph()
