"""Every op runs on every device that its record names, and computes there what the CPU computes.

The GPU is simulated, so this is tested everywhere: it computes with NumPy, but lets only through what CuPy can do.
`tests/devices/test_on_gpu.py` runs the same cases on a real one. There is no list of ops to leave out: an op that
cannot run on a GPU says so in its record, with the reason.
"""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.devices.device import Device, on_host
from tensorlab.run.bind import bound_kernel, host_inputs
from tests.every_record import registry
from tests.parity.op_cases import Case, build, cases_of
from tests.registry.on_device import HOLDERS, difference, outcome_of

WITH_SAMPLES = sorted(name for name, record in registry.items() if record.samples_rule is not None)
AT_HOME = re.compile("the computer's own memory|files are")
ON_CPU_ONLY = {name: record.devices for name, record in registry.items() if record.devices is not None}
ON_GPU = [name for name in WITH_SAMPLES if name not in ON_CPU_ONLY]
DIFFERENTIABLE = [name for name in WITH_SAMPLES if registry[name].gradient_rule is not None]

# Kernels that calculate in another order on a GPU, and why; all others must agree to the last bit.
ROUNDED_OTHERWISE = {
    "ScatterDiv": "what divides the same place is multiplied first, as all of it comes at once",
}

# Kernels that ask the GPU for a value, though the shape of their result does not depend on it, and why.
WAITING = {
    "BroadcastArgs": "shapes are compared on the host; they come from there, so that this hardly ever happens",
    "CheckNumerics": "it has to stop the run, as it does in TensorFlow",
    "MatrixExponential": "how often it has to square depends on the largest entry",
    "IncrementUpTo": "beyond the limit it has to stop the run",
}


@pytest.fixture(autouse=True)
def gpu() -> Iterator[Device]:
    """A simulated GPU that the sessions find."""
    with lab.simulate_gpu() as simulation:
        yield simulation.gpus[0]


@pytest.mark.parametrize("given", HOLDERS)
@pytest.mark.parametrize("type_name", WITH_SAMPLES)
def test_computes_what_the_cpu_computes(type_name: str, given: str) -> None:
    """Values, dtypes and shapes of every sample, whether fed, constant or in variables; or the record's reason."""
    outcome = outcome_of(type_name, exactly=type_name not in ROUNDED_OTHERWISE, given=given)
    assert not outcome.differences, "\n".join(outcome.differences)
    assert outcome.agreed or outcome.stayed
    if type_name in ON_CPU_ONLY:
        assert not outcome.agreed
        assert all(registry[type_name].devices["CPU"] in reason for reason in outcome.stayed)
    else:
        assert all("strings" in reason for reason in outcome.stayed), outcome.stayed


@pytest.mark.parametrize("type_name", DIFFERENTIABLE)
def test_gradients_are_those_of_the_cpu(type_name: str) -> None:
    """The graph that `tf.gradients` makes runs on the GPU too."""
    outcome = outcome_of(type_name, gradients=True)
    assert not outcome.differences, "\n".join(outcome.differences)


@pytest.mark.parametrize("type_name", [name for name in ON_GPU if not registry[name].needs_stream])
def test_kernel_runs_on_the_gpu_alone(type_name: str, gpu: Device) -> None:
    """All inputs are on the GPU and so is the result; nothing is asked for that a shape does not depend on.

    A session computes integers on the host where it can, so here the kernel is called without one.
    """
    for case in cases_of(registry[type_name]):
        with tf.Graph().as_default(), tf.device("/cpu:0"), tf.Session() as session:
            node = build(case)
            if gpu.refuses(node.operation):
                continue
            session.run(tf.global_variables_initializer())
            expected, found, waits = both_ways(session, node, gpu)
            where = f"{type_name} {case.key} {case.sample}"
            assert len(found) == len(expected), where
            for left, right in zip(found, expected, strict=True):
                assert not isinstance(left, (np.ndarray, np.generic)) or registry[type_name].host_result, (
                    where
                )
                words = difference(
                    on_host(left), np.asarray(right), exactly=type_name not in ROUNDED_OTHERWISE
                )
                assert not words, f"{where}: {words}"
            known = all(tensor.shape.is_fully_defined() for tensor in node.operation.outputs)
            assert not (waits and known) or type_name in WAITING, f"{where} waits for the GPU {waits} times"


def both_ways(session: Any, node: Any, gpu: Any) -> tuple[list[Any], list[Any], int]:
    """The results of the CPU's kernel and of the GPU's, and how often the GPU was waited for."""
    operation = node.operation
    host = host_inputs(operation)
    on_cpu, used = bound_kernel(operation, frozenset(node.feeds))
    values = [np.array(value) for value in session.run(used, node.feeds)] if used else []
    with np.errstate(all="ignore"):
        expected = on_cpu(*[value.copy() for value in values])
    on_gpu, _ = bound_kernel(operation, frozenset(node.feeds), device_type="GPU")
    there = [value if tensor in host else gpu.put(value) for tensor, value in zip(used, values, strict=True)]
    before = sum(gpu.waits.values())
    prepared = on_gpu if operation.record.host_result else gpu.prepared(on_gpu, operation)
    found = prepared(*there)
    waits = sum(gpu.waits.values()) - before
    return as_list(expected), as_list(found), waits


def as_list(result: Any) -> list[Any]:
    return list(result) if isinstance(result, (list, tuple)) else [result]


def test_a_kernel_that_asks_the_gpu_is_found(gpu: Device) -> None:
    """So that the test above can fail: a kernel that turns an array into a number."""
    x = gpu.put(np.ones(2))
    gpu.prepared(lambda x: x * float(x[0]), tf.identity(1.0).op)(x)
    assert sum(gpu.waits.values()) == 1  # type: ignore[attr-defined]


def test_what_runs_on_the_cpu_only_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    """Nearly everything runs on a GPU; the rest has a reason, and is left where it can be run."""
    for name, reasons in ON_CPU_ONLY.items():
        assert list(reasons) == ["CPU"], name
        begins = reasons["CPU"][0].islower() or reasons["CPU"].startswith("Python")
        assert begins and not reasons["CPU"].endswith("."), name
    with capsys.disabled():
        print(
            f"\n{len(registry) - len(ON_CPU_ONLY)} of {len(registry)} op types run on a GPU; on the CPU only:"
        )
        for name, reasons in sorted(ON_CPU_ONLY.items()):
            print(f"  {name}: {reasons['CPU']}")
    # Text, files, queues, data sets, lists of arrays: what a GPU has no memory for. Of what computes, few are left.
    computing = [reasons["CPU"] for reasons in ON_CPU_ONLY.values() if not AT_HOME.search(reasons["CPU"])]
    assert len(set(computing)) <= 15
    assert len(computing) <= len(registry) // 10


@pytest.mark.parametrize("type_name", sorted(ON_CPU_ONLY))
def test_what_runs_on_the_cpu_only_is_refused_on_a_gpu(type_name: str) -> None:
    """Without soft placement it is an error to ask for a GPU; who asks for nothing gets the CPU."""
    for case in cases_of(registry[type_name]):
        with tf.Graph().as_default(), tf.Session() as session:
            node = build_on_gpu(case)
            with pytest.raises(tf.errors.InvalidArgumentError, match=type_name):
                session.run(node.operation, node.feeds)
        with tf.Graph().as_default(), tf.Session() as session:
            node = build(case)
            session.run(tf.global_variables_initializer())
            session.run(node.operation, node.feeds)
            assert session._placer.device_of(node.operation).type == "CPU"


def build_on_gpu(case: Case) -> Any:
    with tf.device("/gpu:0"):
        return build(case)


def test_positions_that_do_not_exist() -> None:
    """A GPU does not stop to complain; what it does instead is what TensorFlow documents.

    Source: the pages of tf.gather, tf.gather_nd, tf.scatter_nd, tf.math.unsorted_segment_sum and
    tf.nn.sparse_softmax_cross_entropy_with_logits at https://www.tensorflow.org/api_docs/python/tf
    """
    matrix = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    v = tf.Variable([1.0, 2.0, 3.0])
    scores = tf.zeros([2, 3])
    loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0, 5], logits=scores)
    expected = {
        tf.gather(matrix, [1, 2, -1]): [[3, 4], [0, 0], [0, 0]],
        tf.gather(matrix, [0, 7], axis=1): [[1, 0], [3, 0]],
        tf.batch_gather(matrix, [[0, 7], [-1, 1]]): [[1, 0], [0, 4]],
        tf.gather_nd(matrix, [[0, 1], [0, 2], [2, 0]]): [2, 0, 0],
        tf.gather_nd(matrix, [[1], [9]]): [[3, 4], [0, 0]],
        tf.scatter_nd([[1], [5], [-1]], [1.0, 2.0, 4.0], [3]): [0, 1, 0],
        tf.tensor_scatter_update(matrix, [[0, 0], [0, 2]], [7.0, 8.0]): [[7, 2], [3, 4]],
        tf.tensor_scatter_add(matrix, [[0, 0], [-1, 1]], [7.0, 8.0]): [[8, 2], [3, 4]],
        tf.unsorted_segment_sum([1.0, 2.0, 4.0], [0, 2, -1], 2): [1, 0],
        tf.one_hot([1, 3], 2): [[0, 1], [0, 0]],
        loss: [np.log(3.0), np.nan],
        tf.gradients(loss, scores)[0]: [[-2 / 3, 1 / 3, 1 / 3], [np.nan] * 3],
        tf.scatter_update(v, [0, 3], [5.0, 6.0]): [5, 2, 3],
        tf.scatter_add(v, [1, -1], 1.0): [5, 3, 3],
        tf.scatter_mul(v, [2, 9], 2.0): [5, 3, 6],
        tf.scatter_min(v, [2, 9], [1.0, 0.0]): [5, 3, 1],
        tf.scatter_nd_update(v, [[1], [7]], [9.0, 9.0]): [5, 9, 1],
    }
    with tf.Session() as session:
        session.run(v.initializer)
        for tensor, value in expected.items():
            np.testing.assert_allclose(session.run(tensor), value, rtol=1e-6, err_msg=tensor.name)
            assert session._placer.device_of(tensor.op).type == "GPU"
