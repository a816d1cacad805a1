"""The same programs by hand in NumPy: the floor that no general engine can go below.

Read next: `worker.py`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.programs import CHAIN, batch


class Seed:
    """The tutorial's training step, differentiated by hand, with Adam."""

    def __init__(self) -> None:
        random = np.random.RandomState(0)
        self.w1, self.w2 = random.randn(2, 3).astype(np.float32), random.randn(3, 1).astype(np.float32)
        self.moments = [[np.zeros_like(w), np.zeros_like(w)] for w in (self.w1, self.w2)]
        self.power1, self.power2 = np.float32(0.9), np.float32(0.999)
        self.points, self.labels = batch()

    def step(self) -> None:
        """Forward, backward, update."""
        x, y_ = self.points.astype(np.float32), self.labels.astype(np.float32)
        one = np.float32(1)
        a = x.dot(self.w1)
        y = one / (one + np.exp(-a.dot(self.w2)))
        rest = one - y
        low = np.minimum(np.maximum(y, np.float32(1e-10)), one)
        low_rest = np.minimum(np.maximum(rest, np.float32(1e-10)), one)
        log_rest = np.log(low_rest)
        loss = -np.add.reduce(y_ * np.log(low), axis=None) / np.float32(y.size) + rest * log_rest
        assert loss.shape == y.shape
        # The loss has one entry per row and is differentiated as their sum, so the mean counts n times.
        down = -y_ / low - log_rest - rest / low_rest
        back = down * y * rest
        g2 = a.T.dot(back)
        g1 = x.T.dot(back.dot(self.w2.T))
        self._adam(self.w1, g1, self.moments[0])
        self._adam(self.w2, g2, self.moments[1])
        self.power1 *= np.float32(0.9)
        self.power2 *= np.float32(0.999)

    def _adam(self, w: Any, g: Any, moments: list[Any]) -> None:
        m, v = moments
        m += (g - m) * np.float32(0.1)
        v += (g * g - v) * np.float32(0.001)
        rate = np.float32(0.001) * np.sqrt(1 - self.power2) / (1 - self.power1)
        w -= rate * m / (np.sqrt(v) + np.float32(1e-8))

    def forward_pass(self) -> None:
        """Two matrix products."""
        self.points.astype(np.float32).dot(self.w1).dot(self.w2)


def chain() -> None:
    """tanh and product, 1,000 nodes, and back."""
    x = np.full(4, 0.9, np.float32)
    one = np.float32(1)
    y = x
    kept = []
    for _ in range(CHAIN // 2):
        t = np.tanh(y)
        kept.append((y, t))
        y = t * x
    g = np.ones_like(y)
    total = np.zeros_like(x)
    for _, t in reversed(kept):
        total = total + g * t
        g = g * x * (one - t * t)


def tasks() -> dict[str, Callable[[], Callable[[], None]]]:
    """The tasks that make sense without a graph."""
    return {
        "seed step": lambda: Seed().step,
        "seed forward": lambda: Seed().forward_pass,
        "chain run": lambda: chain,
    }
