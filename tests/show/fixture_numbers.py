"""The textbook's training program in plain NumPy: forward pass, gradients and Adam, worked out by hand.

Read next: `fixture.py`, which makes a bundle of these numbers.
"""

import functools
from typing import Any

import numpy as np


@functools.cache
def training(runs: int) -> list[dict[str, np.ndarray[Any, Any]]]:
    """The values of `runs` training steps: by name the forward values, ∂name, ∂sender>receiver, name'."""
    random = np.random.RandomState(1)
    data = random.rand(128, 2)
    labels = np.array([int(x1 + x2 < 1) for x1, x2 in data]).reshape(-1, 1)
    first = [-0.8113182, 1.4845988, 0.06532937, -2.4427042, 0.0992484, 0.5912243]
    weights = {"Variable": np.float32(first).reshape(2, 3), "Variable_1": np.float32(first[:3]).reshape(3, 1)}
    moments = {name: (np.zeros_like(w), np.zeros_like(w)) for name, w in weights.items()}
    recorded = []
    for number in range(1, runs + 1):
        start = (number - 1) * 8 % 128
        v = forward(np.float32(data[start : start + 8]), np.float32(labels[start : start + 8]), weights)
        v.update(backward(v))
        for name in weights:
            first_moment, second_moment = moments[name]
            gradient = v["∂" + name]
            first_moment = np.float32(0.9) * first_moment + np.float32(0.1) * gradient
            second_moment = np.float32(0.999) * second_moment + np.float32(0.001) * gradient**2
            moments[name] = first_moment, second_moment
            rate = np.float32(0.001 * np.sqrt(1 - 0.999**number) / (1 - 0.9**number))
            weights[name] = weights[name] - rate * first_moment / (np.sqrt(second_moment) + np.float32(1e-8))
            v[name + "'"] = weights[name]
        recorded.append(v)
    return recorded


def forward(x: Any, labels: Any, weights: dict[str, Any]) -> dict[str, Any]:
    """The forward pass of the program."""
    v = {"x-input": x, "y-input": labels, **weights}
    v["MatMul"] = x @ v["Variable"]
    v["MatMul_1"] = v["MatMul"] @ v["Variable_1"]
    v["Sigmoid"] = 1 / (1 + np.exp(-v["MatMul_1"]))
    v["clip_by_value"] = np.clip(v["Sigmoid"], np.float32(1e-10), np.float32(1))
    v["Log"] = np.log(v["clip_by_value"])
    v["mul"] = labels * v["Log"]
    v["Mean"] = v["mul"].mean(dtype=np.float32)
    v["Neg"] = -v["Mean"]
    v["sub"] = v["sub_1"] = 1 - v["Sigmoid"]
    v["clip_by_value_1"] = np.clip(v["sub_1"], np.float32(1e-10), np.float32(1))
    v["Log_1"] = np.log(v["clip_by_value_1"])
    v["mul_1"] = v["sub"] * v["Log_1"]
    v["add"] = v["Neg"] + v["mul_1"]
    return v


def backward(v: dict[str, Any]) -> dict[str, Any]:
    """The backward pass: ∂name is the gradient of the loss with respect to name."""
    g: dict[str, Any] = {"∂add": np.ones_like(v["add"])}

    def send(sender: str, receiver: str, value: Any) -> Any:
        g[f"∂{sender}>{receiver}"] = g["∂" + receiver] = np.asarray(value, np.float32)
        return value

    send("add", "Neg", g["∂add"].sum())
    send("add", "mul_1", g["∂add"])
    send("mul_1", "sub", g["∂mul_1"] * v["Log_1"])
    send("mul_1", "Log_1", g["∂mul_1"] * v["sub"])
    send("Log_1", "clip_by_value_1", g["∂Log_1"] / v["clip_by_value_1"])
    send("clip_by_value_1", "sub_1", g["∂clip_by_value_1"])
    send("sub_1", "Sigmoid", -g["∂sub_1"])
    send("sub", "Sigmoid", -g["∂sub"])
    send("Neg", "Mean", -g["∂Neg"])
    send("Mean", "mul", np.full_like(v["mul"], g["∂Mean"] / 8))
    send("mul", "Log", g["∂mul"] * v["y-input"])
    send("Log", "clip_by_value", g["∂Log"] / v["clip_by_value"])
    send("clip_by_value", "Sigmoid", g["∂clip_by_value"])
    g["∂Sigmoid"] = g["∂clip_by_value>Sigmoid"] + g["∂sub>Sigmoid"] + g["∂sub_1>Sigmoid"]
    send("Sigmoid", "MatMul_1", g["∂Sigmoid"] * v["Sigmoid"] * (1 - v["Sigmoid"]))
    send("MatMul_1", "MatMul", g["∂MatMul_1"] @ v["Variable_1"].T)
    send("MatMul_1", "Variable_1", v["MatMul"].T @ g["∂MatMul_1"])
    send("MatMul", "Variable", v["x-input"].T @ g["∂MatMul"])
    return g
