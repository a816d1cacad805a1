"""The simulated GPU as a device: what it is called, how values come and go, which kernels it has, what things cost."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorlab as tf
from tensorlab.devices.device import on_host
from tensorlab.devices.simulated_array import SimulatedArray
from tensorlab.devices.simulated_costs import (
    COUNTED,
    T4,
    TENSOR_CORES,
    VIEWS,
    Card,
    arithmetic,
    copy_seconds,
    kernel_seconds,
)
from tensorlab.devices.simulated_gpu import SimulatedGpu
from tests.every_record import registry


@pytest.fixture(autouse=True)
def graph() -> Any:
    with tf.Graph().as_default() as graph:
        yield graph


def test_what_it_is_called() -> None:
    gpu = SimulatedGpu(1)
    assert gpu.name == "/job:localhost/replica:0/task:0/device:GPU:1"
    assert (gpu.type, gpu.number, gpu.short, gpu.simulated, gpu.on_host) == ("GPU", 1, "GPU:1", True, False)
    assert gpu.description == "simulated GPU (modelled on NVIDIA T4)"


def test_values_come_and_go() -> None:
    gpu, other, values = SimulatedGpu(), SimulatedGpu(1), np.arange(3, dtype=np.int32)
    x = gpu.put(values)
    assert isinstance(x, SimulatedArray) and gpu.put(x) is x
    np.testing.assert_array_equal(gpu.get(x), values)
    np.testing.assert_array_equal(on_host(x), values)
    assert isinstance(gpu.put(np.float32(2)), SimulatedArray)
    for move in (other.put, other.get):
        with pytest.raises(TypeError, match="An array of GPU:0 was given to GPU:1"):
            move(x)
    gpu.synchronize()


@pytest.mark.parametrize(
    "made",
    [np.ones(2), np.float32(1), [np.ones(2), np.float64(3)], (np.ones(1), np.int32(1))],
)
def test_what_a_kernel_makes_on_the_host_is_brought_over(made: Any) -> None:
    results = SimulatedGpu().prepared(lambda: made, tf.constant(1.0).op)()
    for result in results if isinstance(made, (list, tuple)) else [results]:
        assert isinstance(result, SimulatedArray)
    assert type(results) is type(made) or isinstance(results, SimulatedArray)


def test_a_kernel_keeps_what_is_there_and_what_is_no_array() -> None:
    gpu = SimulatedGpu()
    x = gpu.put(np.ones(2))
    assert gpu.prepared(lambda a: [a, None], tf.constant(1.0).op)(x) == [x, None]


def test_kernels_that_are_missing() -> None:
    gpu = SimulatedGpu(0, missing=["Tanh"])
    assert gpu.refuses(tf.tanh(1.0).op) == (
        "Tanh was declared missing on the simulated GPU (modelled on NVIDIA T4)"
    )
    assert gpu.refuses(tf.sigmoid(1.0).op) == ""
    with tf.device(None):
        unset = tf.Variable(1.0), tf.report_uninitialized_variables()
    assert "CPU" in gpu.refuses(unset[1].op)


def test_a_kernel_that_cupy_could_not_compute() -> None:
    gpu = SimulatedGpu()
    with pytest.raises(NotImplementedError) as caught:
        gpu.prepared(lambda x: np.insert(x, 0, 1), tf.square(1.0).op)(gpu.put(np.ones(2)))
    assert str(caught.value) == (
        "Square cannot run on the simulated GPU:0: CuPy has no `np.insert`, so a kernel for a GPU needs another way. "
        "Place it on the CPU: with tf.device('/cpu:0')."
    )


def test_the_same_gpu_under_another_number() -> None:
    gpu = SimulatedGpu(1, missing=["Tanh"])
    seen = gpu.as_seen(0)
    x = gpu.put(np.ones(4))
    assert seen.short == "GPU:0" and seen.missing == gpu.missing and seen.card == gpu.card
    assert seen.put(x) is x and seen.put(np.ones(4)).device == "GPU:0"
    seen.prepared(lambda a: a * a.sum().item(), tf.constant(1.0, name="asking").op)(x)
    assert gpu.waits == {"asking": 1}


def test_what_is_reserved() -> None:
    gpu = SimulatedGpu(0, ROUND)
    greedy, modest = gpu.as_seen(0, growth=False), gpu.as_seen(0)
    x = gpu.put(np.ones(4))
    assert greedy.memory() == (32, 32, 10**9, 10**9) and modest.memory() == (32, 32, 32, 10**9)
    del x
    assert modest.memory() == (0, 32, 32, 10**9), "what has grown is kept"
    assert gpu.as_seen(0, 0.5, growth=False).memory().reserved == 5 * 10**8


# --- costs ----------------------------------------------------------------------------------------------------

ROUND = Card(
    "a card with round figures",
    memory=10**9,
    memory_bandwidth=1e9,
    operations=1e12,
    float64_operations=1e11,
    float16_operations=1e13,
    launch=1e-6,
    copy_bandwidth=1e8,
    copy_latency=1e-5,
)


def seconds(node: Any, *shapes: Any, card: Card = ROUND) -> float:
    """What a node costs; the shapes are those of its inputs, the output's own is the static one."""
    op = node.op
    given_shapes = shapes or [t.shape.as_list() for t in op.inputs]
    return kernel_seconds(card, op, given_shapes, [t.shape.as_list() for t in op.outputs])


def zeros(*shape: int, dtype: Any = tf.float32) -> Any:
    return tf.placeholder(dtype, shape)


def test_a_copy_takes_its_latency_and_its_bytes() -> None:
    assert copy_seconds(ROUND, 0) == pytest.approx(1e-5)
    assert copy_seconds(ROUND, 10**8) == pytest.approx(1 + 1e-5)
    assert SimulatedGpu(0, ROUND).copy_seconds(10**8) == copy_seconds(ROUND, 10**8)


def test_a_small_kernel_takes_the_time_to_start_it() -> None:
    assert seconds(zeros() + zeros()) == pytest.approx(1e-6, rel=0.02)


def test_an_elementwise_kernel_moves_its_bytes() -> None:
    # Two inputs and an output of 4,000,000 bytes each; a million additions are far less.
    assert seconds(zeros(1000, 1000) + zeros(1000, 1000)) == pytest.approx(1e-6 + 12e6 / 1e9)


@pytest.mark.parametrize(
    ("dtype", "rate", "bytes"), [("float32", 1e12, 4), ("float64", 1e11, 8), ("float16", 1e13, 2)]
)
def test_a_matrix_product_is_2mnk(dtype: str, rate: float, bytes: int) -> None:
    card = ROUND._replace(memory_bandwidth=1e15)
    node = tf.matmul(zeros(200, 300, dtype=dtype), zeros(300, 500, dtype=dtype))
    assert seconds(node, card=card) == pytest.approx(1e-6 + 2 * 200 * 300 * 500 / rate)
    moved = bytes * (200 * 300 + 300 * 500 + 200 * 500)
    assert seconds(node, card=ROUND._replace(memory_bandwidth=1.0)) == pytest.approx(1e-6 + moved)


def test_a_transposed_factor_and_a_batch_count_the_same() -> None:
    card = ROUND._replace(memory_bandwidth=1e15)
    plain = seconds(tf.matmul(zeros(20, 30), zeros(30, 50)), card=card)
    assert seconds(tf.matmul(zeros(30, 20), zeros(30, 50), transpose_a=True), card=card) == plain
    assert seconds(tf.matmul(zeros(20, 30), zeros(50, 30), transpose_b=True), card=card) == plain
    batch = seconds(tf.matmul(zeros(7, 20, 30), zeros(7, 30, 50)), card=card)
    assert batch - card.launch == pytest.approx(7 * (plain - card.launch))


@pytest.mark.parametrize(
    ("equation", "shapes", "operations"),
    [
        ("ij,jk->ik", [(20, 30), (30, 50)], 2 * 20 * 30 * 50),
        ("bij,bjk->bik", [(7, 20, 30), (7, 30, 50)], 2 * 7 * 20 * 30 * 50),
        ("ij->", [(20, 30)], 2 * 20 * 30),
        ("...ij,jk->...ik", [(7, 20, 30), (30, 50)], 2 * 7 * 20 * 30 * 50),
        ("i,j->ij", [(20,), (30,)], 2 * 20 * 30),
    ],
)
def test_einsum_counts_every_combination_of_indices(equation: str, shapes: Any, operations: int) -> None:
    node = tf.einsum(equation, *[zeros(*shape) for shape in shapes]).op
    assert node.type == "Einsum"
    assert arithmetic(node, shapes, [node.outputs[0].shape.as_list()]) == operations


@pytest.mark.parametrize(
    ("make", "operations"),
    [
        (lambda a, b: tf.linalg.inv(a), 2 * 30**3),
        (lambda a, b: tf.cholesky(a), 30**3 / 3),
        (lambda a, b: tf.matrix_determinant(a), 30**3 * 2 / 3),
        (lambda a, b: tf.matrix_solve(a, b), 30**3 * 2 / 3 + 2 * 30 * 30 * 4),
        (lambda a, b: tf.matrix_triangular_solve(a, b), 2 * 30 * 30 * 4),
        (lambda a, b: tf.svd(a)[0], 21 * 30**3),
    ],
)
def test_decompositions_count_the_cube(make: Any, operations: float) -> None:
    for batch in ((), (5,)):
        node = make(zeros(*batch, 30, 30), zeros(*batch, 30, 4)).op
        found = arithmetic(
            node, [t.shape.as_list() for t in node.inputs], [t.shape.as_list() for t in node.outputs]
        )
        assert found == pytest.approx(operations * (batch[0] if batch else 1)), node.type


def test_the_ops_with_costs_of_their_own_exist() -> None:
    assert set(COUNTED) | VIEWS | TENSOR_CORES <= set(registry)


def test_a_reduction_reads_everything() -> None:
    assert seconds(tf.reduce_sum(zeros(10**6))) == pytest.approx(1e-6 + 4e6 / 1e9, rel=1e-3)


@pytest.mark.parametrize(
    "node",
    [lambda: tf.reshape(zeros(10, 10), [100]), lambda: tf.identity(zeros(5)), lambda: tf.constant(1.0)],
)
def test_what_only_looks_at_memory_costs_nothing(node: Any) -> None:
    assert seconds(node()) == 0


def test_shapes_and_axes_are_not_moved() -> None:
    transposed, plain = tf.transpose(zeros(100, 100)), tf.square(zeros(100, 100))
    assert seconds(transposed) == seconds(plain)


def test_an_unknown_shape_counts_as_nothing() -> None:
    node = tf.matmul(zeros(2, 3), zeros(3, 4)).op
    assert kernel_seconds(ROUND, node, [None, (3, 4)], [(2, 4)]) == pytest.approx(1e-6 + 4 * 20 / 1e9)


@given(size=st.integers(1, 2000), more=st.integers(0, 500))
@settings(max_examples=30, deadline=None)
def test_more_costs_more(size: int, more: int) -> None:
    with tf.Graph().as_default():
        product = tf.matmul(zeros(2, 2), zeros(2, 2)).op
    gpu = SimulatedGpu()

    def cost(n: int) -> float:
        return gpu.kernel_seconds(product, [(n, n), (n, n)], [(n, n)])

    assert cost(size + more) >= cost(size) > T4.launch
    assert gpu.copy_seconds(size + more) >= gpu.copy_seconds(size) > 0


def test_the_cards_figures_agree_with_each_other() -> None:
    assert T4.float16_operations > T4.operations > T4.float64_operations
    assert T4.memory_bandwidth > T4.copy_bandwidth
