"""Random programs for the property tests, each with a naive interpreter that says what it must compute.

A program is a list of instructions over a pool of values of three shapes. `Pure` programs only compute; `Stateful`
ones also write variables, in an order that control dependencies fix. The interpreters are plain recursion and
plain loops over NumPy: slow, and too simple to be wrong.

Read next: `test_plan.py`, `tests/record/test_replay.py`.
"""

from typing import Any

import numpy as np
from hypothesis import strategies as st

import tensorlab as tf

Array = np.ndarray[Any, Any]

START = np.array([0.5, -1.0, 2.0, 0.25])


class Value:
    """One value of a pure program: the tensor, and how to compute it from other values."""

    def __init__(self, tensor: tf.Tensor, function: Any, inputs: tuple["Value", ...] = ()) -> None:
        self.tensor, self.function, self.inputs = tensor, function, inputs

    def compute(self, fed: dict[tf.Tensor, Array]) -> Array:
        """The value by recursion, everything anew each time."""
        if self.tensor in fed:
            return fed[self.tensor]
        return self.function(*[value.compute(fed) for value in self.inputs])


UNARY = [
    (tf.tanh, np.tanh),
    (tf.negative, np.negative),
    (tf.abs, np.abs),
    (tf.identity, lambda a: a),
    (lambda t: tf.reshape(t, t.shape), lambda a: a),
]
BINARY = [
    (tf.add, np.add),
    (tf.subtract, np.subtract),
    (tf.maximum, np.maximum),
    (lambda a, b: tf.tanh(a * b), lambda a, b: np.tanh(a * b)),
]

instructions = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=14
)
choices = st.lists(st.integers(0, 999), min_size=1, max_size=5)


class Pure:
    """A random program without state: one placeholder, one constant, and what the instructions make of them."""

    def __init__(self, program: list[tuple[int, int, int]]) -> None:
        self.placeholder = tf.placeholder(tf.float64, [4], name="x")
        constant = tf.constant(START, name="c")
        self.pools: dict[int, list[Value]] = {
            4: [Value(self.placeholder, None), Value(constant, lambda: START)],
            2: [],
            1: [],
        }
        for kind, first, second in program:
            self.add(kind, first, second)
        self.values = [value for pool in self.pools.values() for value in pool]

    def pick(self, number: int, *sizes: int) -> tuple[int, Value]:
        """A value of one of the sizes, and its size."""
        found = [(size, value) for size in sizes for value in self.pools[size]]
        return found[number % len(found)]

    def add(self, kind: int, first: int, second: int) -> None:
        """One instruction; each but the last three works on any size, and those change the size."""
        if kind < 3:
            size, a = self.pick(first, 4, 2, 1)
            build, compute = UNARY[second % len(UNARY)]
            self.pools[size].append(Value(build(a.tensor), compute, (a,)))
        elif kind < 6:
            size, a = self.pick(first, 4, 2, 1)
            b = self.pools[size][second % len(self.pools[size])]
            build, compute = BINARY[(first + second) % len(BINARY)]
            self.pools[size].append(Value(build(a.tensor, b.tensor), compute, (a, b)))
        elif kind == 6:  # several outputs
            _, a = self.pick(first, 4)
            for half, tensor in enumerate(tf.split(a.tensor, 2)):
                self.pools[2].append(Value(tensor, lambda x, half=half: x[2 * half : 2 * half + 2], (a,)))
        elif kind == 7:
            _, a = self.pick(first, 4, 2)
            for entry, tensor in enumerate(tf.unstack(a.tensor)):
                self.pools[1].append(Value(tensor, lambda x, entry=entry: x[entry], (a,)))
        elif self.pools[2]:  # a list input
            a, b = self.pools[2][first % len(self.pools[2])], self.pools[2][second % len(self.pools[2])]
            joined = Value(tf.concat([a.tensor, b.tensor], 0), lambda x, y: np.concatenate([x, y]), (a, b))
            self.pools[4].append(joined)

    def some(self, numbers: list[int]) -> list[Value]:
        """The values that random numbers pick, each once."""
        return list(dict.fromkeys(self.values[number % len(self.values)] for number in numbers))


class Stateful:
    """A random program that reads and writes variables; every node waits for the one before it.

    Attributes:
        reads: the tensors to fetch, in order.
        variables: the variables that it writes.
    """

    def __init__(self, program: list[tuple[int, int, int]], random: bool = False) -> None:
        self.variables = [tf.Variable(START * (number + 1), name=f"v{number}") for number in range(2)]
        self.placeholder = tf.placeholder(tf.float64, [4], name="x")
        self.lines: list[Any] = []  # functions from (values so far, variables) to the line's value
        self.reads: list[tf.Tensor] = [self.placeholder]
        last = tf.no_op()
        for kind, first, second in program:
            with tf.control_dependencies([last]):
                tensor, line = self._line(kind, first, second, random)
            self.reads.append(tensor)
            self.lines.append(line)
            last = tensor.op

    def _line(self, kind: int, first: int, second: int, random: bool) -> tuple[tf.Tensor, Any]:
        which, source = first % 2, second % len(self.reads)
        variable, tensor = self.variables[which], self.reads[source]
        if kind < 3:
            return variable.read_value(), lambda values, state: state[which]
        if kind == 3 and random:
            return tf.random_normal([4], seed=first + 1, dtype=tf.float64), None
        if kind == 4:
            build, compute = UNARY[first % 3]
            return build(tensor), lambda values, state: compute(values[source])
        small = tf.tanh(tensor)
        if kind == 5:
            written = variable.assign(small)
            change = lambda old, new: new  # noqa: E731
        elif kind == 6:
            written = variable.assign_add(small)
            change = np.add
        else:
            written = variable.assign_sub(small)
            change = np.subtract
        with tf.control_dependencies([written]):
            after = variable.read_value()

        def line(values: list[Array], state: list[Array]) -> Array:
            state[which] = change(state[which], np.tanh(values[source]))
            return state[which]

        return after, line

    def interpret(self, fed: Array, state: list[Array], count: int) -> list[Array]:
        """The values of the first `count` lines; `state` is changed as the variables are."""
        values = [fed]
        for line in self.lines[:count]:
            values.append(line(values, state))
        return values
