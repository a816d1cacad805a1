"""The benchmark "where is the GPU worth it": its programs, its arithmetic, and that it runs from end to end.

With the simulated GPU its times are modelled; with the stand-in for CuPy (`fake_cupy.py`) the way for a real GPU is
walked, whose figures then mean nothing.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from benchmarks import gpu_times, where_the_gpu_pays
from benchmarks.gpu_picture import draw
from benchmarks.gpu_programs import ByHand, matrix_product, training_step
from benchmarks.gpu_times import Ratios, crossover, modelled_seconds
from tensorlab import lab
from tests.devices.fake_cupy import installed


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes out of a measurement does not matter here."""
    monkeypatch.setattr(gpu_times, "SHORTEST", 1e-5)


@pytest.mark.parametrize("device", ["/cpu:0", "/gpu:0"])
def test_both_training_steps_are_the_same(device: str) -> None:
    """The one that is measured, and the one by hand: loss for loss."""
    with lab.simulate_gpu():
        program = training_step(16, 8, device, copied=True)
        hand = ByHand(np, 16, 8)
        for _ in range(5):
            assert program.run()[1] == pytest.approx(hand.step(), rel=1e-5)


def test_what_is_modelled() -> None:
    """The kernel and the three copies of a matrix product, from the card's figures."""
    card = {
        "launch": 1e-5,
        "copy_latency": 0.0,
        "copy_bandwidth": 1e9,
        "operations": 1e12,
        "memory_bandwidth": 1e15,
    }
    with lab.simulate_gpu(**card):  # type: ignore[arg-type]
        kernels, copies = modelled_seconds(matrix_product(100, "/gpu:0", copied=True))
        assert kernels == pytest.approx(1e-5 + 2 * 100**3 / 1e12)
        assert copies == pytest.approx(3 * 100 * 100 * 4 / 1e9)
        assert modelled_seconds(matrix_product(100, "/gpu:0", copied=False)) == (pytest.approx(kernels), 0.0)


def test_weights_are_not_copied_in_a_step() -> None:
    """What is fed and what is fetched, and nothing else."""
    with lab.simulate_gpu(copy_latency=0.0, copy_bandwidth=1.0):
        _, bytes_copied = modelled_seconds(training_step(16, 8, "/gpu:0", copied=True))
        assert bytes_copied == 16 * (784 + 10) * 4 + 4


def test_where_the_lines_cross() -> None:
    """Along a straight line of logarithms; the last crossing counts."""
    assert crossover([1, 4, 16], [0.25, 0.5, 2.0]) == pytest.approx(8)
    assert crossover([1, 4, 16], [2.0, 0.5, 2.0]) == pytest.approx(8)
    assert crossover([2, 4], [1.0, 3.0]) == 2
    assert crossover([2, 4], [0.1, 0.9]) is None


def test_the_picture_shows_every_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """The panels share one scale, whichever of them needs the most room."""
    drawn: list[Any] = []
    monkeypatch.setattr(Figure, "savefig", lambda figure, *arguments, **named: drawn.append(figure))
    series = where_the_gpu_pays.SERIES[0]._replace(sizes=(1, 10))
    lines = [(0.5, 2.0), (0.001, 0.01), (30.0, 7000.0)]
    results = [
        where_the_gpu_pays.Measured(series, [Ratios(ratio, ratio / 2, 0.5) for ratio in line])
        for line in lines
    ]
    draw(results, "a card", "measured", Path("picture.png"))
    for panel in drawn[0].axes:
        low, high = panel.get_ylim()
        for line in panel.lines:
            assert low < min(line.get_ydata()) and max(line.get_ydata()) < high


def test_it_says_that_times_are_modelled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From end to end on the simulated GPU: a table, the sizes where the lines cross, and a picture."""
    picture = tmp_path / "picture.png"
    where_the_gpu_pays.main(
        ["--simulated", "--largest", "32", "--rounds", "1", "--no-coverage", "--picture", str(picture)]
    )
    printed = capsys.readouterr().out
    assert "its times are modelled, not measured" in printed
    assert printed.count("worth it") == 3 and "NumPy by hand" in printed and "CuPy by hand" not in printed
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_way_for_a_real_gpu(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Found, measured with waiting, compared with CuPy by hand."""
    picture = tmp_path / "picture.svg"
    with installed() as computer:
        where_the_gpu_pays.main(
            ["--largest", "16", "--rounds", "1", "--no-coverage", "--picture", str(picture)]
        )
        assert len(computer.synchronized) > 20
    printed = capsys.readouterr().out
    assert "GPU: Pretended Card with 8.0 GiB, CUDA 12.9, CuPy 14.2.0; its times are measured" in printed
    assert "modelled" not in printed and "CuPy by hand" in printed
    assert "Pretended Card" in picture.read_text()


def test_without_a_gpu_the_reason_is_told(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """And the simulated one stands in."""
    seen = []
    monkeypatch.setattr(where_the_gpu_pays, "report", lambda gpu, options: seen.append(gpu))
    monkeypatch.setattr(where_the_gpu_pays.cupy_gpu, "find", lambda: [])
    monkeypatch.setattr(where_the_gpu_pays.cupy_gpu, "why_none", lambda: "It is at the repair shop.")
    where_the_gpu_pays.main([])
    assert "No GPU answers here. It is at the repair shop." in capsys.readouterr().out
    assert seen[0].simulated
