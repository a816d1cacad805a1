"""The placer: compared with TensorFlow on CPUs, and tried on simulated GPUs where TensorFlow would need real ones."""

import json
from pathlib import Path

import numpy as np
import pytest

import tensorlab as tf
from tensorlab.devices.cpu import NumpyCpu
from tensorlab.devices.device import Device
from tensorlab.devices.placer import Placer
from tests.parity.placement_cases import CASES, essence

ANSWERS = json.loads(
    (Path(__file__).parents[1] / "parity/goldens/placement.json").read_text(encoding="utf-8")
)
PLACED = ANSWERS["placed"]
# The graphs are TensorFlow's node for node, but for gradients and updates: those are fewer nodes here.
OWN_NODES = ("gradients", "free", "_retval", "Momentum/learning_rate", "Momentum/momentum", "Momentum/update")


class Gpu(Device):
    """A GPU on which nothing can run: only for being placed on."""

    on_host = False

    def __init__(self, number=0, missing=()):
        super().__init__("GPU", number, "test GPU")
        self.missing = missing

    def refuses(self, operation):
        if operation.type in self.missing:
            return f"{operation.type} has no kernel for GPUs"
        return super().refuses(operation)


def placer(graph, gpus=1, soft=False, missing=(), cpus=1):
    """The placer of a session with these devices, once it has placed a graph."""
    devices = [NumpyCpu(number) for number in range(cpus)] + [Gpu(number, missing) for number in range(gpus)]
    made = Placer(devices, soft=soft)
    made.place(graph.operations)
    return made


def where(made, node):
    return made.device_of(getattr(node, "op", node)).short


# --- as TensorFlow does -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLACED)
def test_nodes_are_placed_as_in_tensorflow(name, capfd):
    case, answer = CASES[name], PLACED[name]
    with tf.Graph().as_default() as graph:
        made = Placer([NumpyCpu(n) for n in range(case.cpus)], soft=case.soft, log=True, pruned=case.pruned)
        fetches = case.build(tf)
        needed = [fetches.op, *(t.op for t in fetches.op.inputs)] if case.pruned else graph.operations
        try:
            made.place(needed)
        except tf.errors.InvalidArgumentError as error:
            text = str(error)
            assert f"InvalidArgumentError: {essence(text.splitlines()[0])}".startswith(str(answer)), text
            assert "test_placer.py" in text or "placement_cases.py" in text, "the error names the user's line"
            return
    logged = [line.partition(": (") for line in capfd.readouterr().err.splitlines()]
    found = [[name, *rest.split("): ")] for name, between, rest in logged if between]
    found = [[name, kind, device.rpartition("device:")[2]] for name, kind, device in found]
    assert isinstance(answer, list), f"TensorFlow refuses: {answer}"
    ours = [line for line in found if not line[0].startswith(OWN_NODES)]
    theirs = [line for line in answer if not line[0].startswith(OWN_NODES)]
    folded = {line[0] for line in theirs if line[1] == "Const"} - {
        line[0] for line in ours if line[1] == "Const"
    }
    assert [line for line in ours if line[0] not in folded] == [
        line for line in theirs if line[0] not in folded
    ]
    assert len(folded) < len(theirs)


def test_updates_stand_with_their_variables():
    """The nodes that are left out above, since they are called differently here."""
    with tf.Graph().as_default() as graph:
        CASES["a_training_step"].build(tf)
        made = placer(graph, gpus=0, cpus=2)
        updates = [o for o in graph.operations if o.type == "ApplyMomentum"]
        assert {o.inputs[0].op.name: where(made, o) for o in updates} == {"v": "CPU:1", "w": "CPU:0"}
        assert where(made, graph.get_operation_by_name("v/Momentum")) == "CPU:1"


# --- the three cases of soft placement ----------------------------------------------------------------------


def test_soft_placement_because_there_is_no_kernel():
    with tf.Graph().as_default() as graph, tf.device("/gpu:0"):
        x = tf.placeholder(tf.float32, [2], name="x")
        y = tf.tanh(x)
        z = tf.add(y, 1.0)
    made = placer(graph, soft=True, missing=["Tanh"])
    assert [where(made, node) for node in (x, y, z)] == ["GPU:0", "CPU:0", "GPU:0"]
    placement = made.placements[y.op]
    assert (placement.kind, placement.requested, placement.moved) == ("no_kernel", "/device:GPU:0", True)
    assert placement.reason == "Tanh asked for GPU:0; moved to CPU:0: Tanh has no kernel for GPUs"
    assert made.placements[z.op].reason == "" and not made.placements[z.op].moved


def test_soft_placement_because_there_is_no_gpu():
    with tf.Graph().as_default() as graph, tf.device("/gpu:0"):
        y = tf.matmul([[1.0]], [[2.0]])
    placement = placer(graph, gpus=0, soft=True).placements[y.op]
    assert (placement.kind, placement.details["available"], placement.moved) == ("no_such_device", [], True)
    assert placement.reason == "MatMul asked for GPU:0; moved to CPU:0: no GPU here"


@pytest.mark.parametrize(
    ("gpus", "reason"),
    [
        (1, "AddV2 asked for GPU:3; moved to GPU:0: the only GPU here is GPU:0"),
        (2, "AddV2 asked for GPU:3; moved to GPU:0: the GPUs here are GPU:0 and GPU:1"),
    ],
)
def test_soft_placement_on_another_gpu(gpus, reason):
    with tf.Graph().as_default() as graph, tf.device("/gpu:3"):
        y = tf.add(1.0, 2.0)
    assert placer(graph, gpus=gpus, soft=True).placements[y.op].reason == reason


def test_soft_placement_because_of_a_reference_to_a_variable_on_the_cpu():
    with tf.Graph().as_default() as graph:
        with tf.device("/cpu:0"):
            v = tf.Variable(1.0, name="v")
        with tf.device("/gpu:0"):
            a = tf.assign(v, 2.0)
            step = tf.train.GradientDescentOptimizer(0.1).minimize(tf.square(v))
    made = placer(graph, soft=True)
    assert where(made, a) == "CPU:0"
    placement = made.placements[a.op]
    assert (placement.kind, placement.requested, placement.moved) == ("cpu_reference", "/device:GPU:0", True)
    assert placement.reason == (
        "Assign asked for GPU:0; moved to CPU:0: it refers to the variable v, which is there"
    )
    update = next(o for o in graph.operations if o.type == "ApplyGradientDescent")
    assert made.placements[update].kind == "cpu_reference"
    assert where(made, step) == "CPU:0"


def test_a_variable_moves_when_one_of_its_updates_has_no_kernel():
    with tf.Graph().as_default() as graph, tf.device("/gpu:0"):
        v = tf.Variable(1, name="v")
        counted = tf.assign_add(v, 1)
    made = placer(graph, soft=True, missing=["AssignAdd"])
    assert {where(made, node) for node in (v, counted, v.initializer)} == {"CPU:0"}
    assert made.placements[v.op].reason == (
        "VariableV2 asked for GPU:0; moved to CPU:0: it has to stand with AssignAdd: "
        "AssignAdd has no kernel for GPUs"
    )


def test_without_a_wish_the_gpu_is_best():
    with tf.Graph().as_default() as graph:
        v = tf.Variable([1.0], name="v")
        y = tf.tanh(v * 2.0)
        n = tf.shape(y)
    made = placer(graph, gpus=2, missing=["Tanh"])
    assert [where(made, node) for node in (v, v.initializer, v.value(), y, y.op.inputs[0])] == [
        "GPU:0", "GPU:0", "GPU:0", "CPU:0", "GPU:0"]  # fmt: skip
    assert made.placements[y.op].reason == "Tanh runs on CPU:0: Tanh has no kernel for GPUs"
    assert not made.placements[y.op].moved
    assert where(made, n) in ("CPU:0", "GPU:0")


def test_what_measures_stands_with_its_input_and_constants_with_their_readers():
    with tf.Graph().as_default() as graph:
        with tf.device("/cpu:0"):
            x = tf.placeholder(tf.float32, name="x")
            y = tf.multiply(x, 3.0)
        free = tf.constant([1.0], name="free")
        with tf.device("/cpu:0"):
            tf.identity(free, name="only_reader")
        size = tf.size(y)
    made = placer(graph)
    assert where(made, free) == "CPU:0" and where(made, size) == "CPU:0"
    assert made.placements[free.op].reason == "Const runs on CPU:0: it stands with only_reader"
    assert made.placements[size.op].reason == "Size runs on CPU:0: it stands with Mul"


def test_partial_names_and_wildcards():
    with tf.Graph().as_default() as graph:
        nodes = {}
        for name in (
            "/gpu",
            "/device:GPU:*",
            "/device:*:1",
            "/gpu:1",
            "/cpu",
            "/job:localhost",
            "/task:0/gpu:1",
        ):
            with tf.device(name):
                nodes[name] = tf.add(1.0, 2.0)
    made = placer(graph, gpus=2)
    assert {name: where(made, node) for name, node in nodes.items()} == {
        "/gpu": "GPU:0", "/device:GPU:*": "GPU:0", "/device:*:1": "GPU:1", "/gpu:1": "GPU:1", "/cpu": "CPU:0",
        "/job:localhost": "GPU:0", "/task:0/gpu:1": "GPU:1"}  # fmt: skip
    assert {made.placements[node.op].kind for node in nodes.values()} == {"requested"}


# --- refusals -----------------------------------------------------------------------------------------------


def refusal(graph, **options):
    """The text with which a graph is refused; it names this file, and what to do."""
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        placer(graph, **options)
    text = str(caught.value)
    assert "test_placer.py" in text and "try:" in text
    return text


def test_no_such_gpu():
    with tf.Graph().as_default() as graph, tf.device("/gpu:1"):
        tf.constant(1.0, name="x")
    text = refusal(graph)
    assert text.startswith(
        "Cannot assign a device for operation x: node x was explicitly assigned to /device:GPU:1 but available "
        "devices are [ /job:localhost/replica:0/task:0/device:CPU:0, /job:localhost/replica:0/task:0/device:GPU:0 ]. "
        "Make sure the device specification refers to a valid device."
    )
    assert "allow_soft_placement" in text and "simulate_gpu" not in text
    assert "lab.simulate_gpu()" in refusal(graph, gpus=0)


def test_another_computer():
    with tf.Graph().as_default() as graph, tf.device("/job:worker/gpu:0"):
        tf.constant(1.0)
    assert "Leave job, replica and task out" in refusal(graph, soft=True)


def test_no_kernel_on_the_gpu():
    with tf.Graph().as_default() as graph, tf.device("/gpu:0"):
        tf.tanh(1.0, name="y")
    assert (
        "Cannot assign a device for operation y: Could not satisfy explicit device specification '/device:GPU:0' "
        "because no supported kernel for GPU devices is available: Tanh has no kernel for GPUs." in refusal(
            graph, missing=["Tanh"])
    )  # fmt: skip


def test_no_kernel_for_a_member_of_the_group():
    with tf.Graph().as_default() as graph:
        with tf.device("/gpu:0"):
            v = tf.Variable(1, name="v")
        tf.assign_add(v, 1, name="more")
    text = refusal(graph, missing=["AssignAdd"])
    assert (
        "because no supported kernel for GPU devices is available: AssignAdd has no kernel for GPUs" in text
    )
    assert "v (VariableV2) asks for GPU:0" in text and "more (AssignAdd) asks for GPU:0" in text


def test_a_group_that_no_device_type_supports():
    class OnlyTanh(Gpu):
        def refuses(self, operation):
            return "" if operation.type == "Tanh" else "only Tanh"

    class NoTanh(NumpyCpu):
        def refuses(self, operation):
            return "no Tanh" if operation.type == "Tanh" else ""

    with tf.Graph().as_default() as graph:
        a = tf.placeholder(tf.float32, name="a")
        with tf.colocate_with(a):
            tf.tanh(a, name="b")
    for soft in (False, True):
        made = Placer([NoTanh(), OnlyTanh()], soft=soft)
        if soft:
            made.place(graph.operations)  # the colocation is given up
            assert where(made, graph.get_operation_by_name("b")) == "GPU:0"
        else:
            with pytest.raises(tf.errors.InvalidArgumentError) as caught:
                made.place(graph.operations)
            assert (
                "Cannot colocate nodes b and a because no device type supports both of those nodes and the other "
                "nodes colocated with them." in str(caught.value)
            )


def test_no_kernel_anywhere():
    class Nothing(NumpyCpu):
        def refuses(self, operation):
            return "nothing runs here"

    with tf.Graph().as_default() as graph:
        tf.constant(1.0, name="x")
    with pytest.raises(
        tf.errors.InvalidArgumentError, match="No OpKernel was registered to support Op 'Const'"
    ):
        Placer([Nothing(), Gpu(0, missing=["Const"])]).place(graph.operations)


def test_a_node_that_writes_variables_on_two_devices():
    with tf.Graph().as_default() as graph:
        with tf.device("/gpu:0"):
            v = tf.Variable(1.0, name="v")
        with tf.device("/gpu:1"):
            w = tf.Variable(1.0, name="w")
        from tensorlab.ops.updates import apply_momentum

        apply_momentum(v, w, 0.1, 1.0, 0.9, name="both")
    for soft in (False, True):
        text = refusal(graph, gpus=2, soft=soft)
        assert "incompatible resource devices: /device:GPU:0 vs /device:GPU:1" in text or "GPU:1 vs" in text


# --- graphs that grow ---------------------------------------------------------------------------------------


def test_what_is_placed_stays_where_it_is():
    with tf.Graph().as_default() as graph:
        v = tf.Variable(1, name="v")
        made = placer(graph, missing=["AssignAdd"])
        assert where(made, v) == "GPU:0"
        beside = tf.assign(v, 2)
        made.place([beside.op])
        assert where(made, beside) == "GPU:0"
        more = tf.assign_add(v, 1)
        with pytest.raises(
            tf.errors.InvalidArgumentError, match="an earlier run of this session placed on GPU:0"
        ):
            made.place([more.op])


def test_late_nodes_stand_with_partners_that_were_alone():
    with tf.Graph().as_default() as graph:
        c = tf.constant([1.0], name="c")
        with tf.device("/cpu:0"):
            tf.identity(c)
        made = placer(graph)
        assert where(made, c) == "CPU:0"  # where it is read, though the GPU would be better
        with tf.colocate_with(c):
            late = tf.add(1.0, 2.0)
        made.place([late.op])
    assert where(made, late) == "CPU:0"


def test_a_node_that_cannot_be_placed_stops_every_new_fetch():
    """As in TensorFlow: the whole graph has to have a place."""
    with tf.Graph().as_default(), tf.Session(config=tf.ConfigProto(device_count={"GPU": 0})) as sess:
        a = tf.add(1.0, 2.0)
        assert sess.run(a) == 3.0
        with tf.device("/gpu:0"):
            tf.add(1.0, 5.0, name="bad")
        for _ in range(2):
            with pytest.raises(tf.errors.InvalidArgumentError, match="operation bad"):
                sess.run(a + 1.0)


# --- the log ------------------------------------------------------------------------------------------------


def test_the_log_says_every_place_and_every_reason(capfd):
    with tf.Graph().as_default() as graph, tf.device("/gpu:0"):
        tf.tanh(tf.placeholder(tf.float32, name="x"), name="y")
    made = Placer([NumpyCpu(), Gpu(0, missing=["Tanh"])], soft=True, log=True)
    made.place(graph.operations)
    made.place(graph.operations)
    output = capfd.readouterr()
    assert output.out == "" and output.err.splitlines() == [
        "Device mapping:",
        "/job:localhost/replica:0/task:0/device:GPU:0 -> device: 0, name: test GPU",
        "y: (Tanh): /job:localhost/replica:0/task:0/device:CPU:0",
        "  Tanh asked for GPU:0; moved to CPU:0: Tanh has no kernel for GPUs",
        "x: (Placeholder): /job:localhost/replica:0/task:0/device:GPU:0",
    ]


def test_the_log_of_the_seed_program_is_tensorflows(capfd):
    golden = Path(__file__).parents[1] / "golden/seed2_config.out"
    expected = [line for line in golden.read_text(encoding="utf-8").splitlines() if "): /job" in line]
    with tf.Graph().as_default() as graph:
        tf.get_variable(name="v", initializer=tf.zeros_initializer(), shape=[1])
        a, b = tf.constant([1.0, 2.0], name="a"), tf.constant([3.0, 4.0], name="b")
        with graph.device("/gpu:0"):
            a + b
        config = tf.ConfigProto(allow_soft_placement=True, log_device_placement=True, device_count={"GPU": 0})
        with tf.Session(config=config):
            tf.global_variables_initializer().run()
    assert [line for line in capfd.readouterr().err.splitlines() if "): /job" in line] == expected


# --- numbers ------------------------------------------------------------------------------------------------


def test_placing_costs_little():
    """A graph that asks for nothing costs nearly nothing to place; a generous limit, since machines are busy."""
    from time import perf_counter

    with tf.Graph().as_default() as graph:
        started = perf_counter()
        x = y = tf.placeholder(tf.float32, [2])
        for _ in range(2000):
            y = tf.add(y, x)
        built = perf_counter() - started
    times = []
    for _ in range(3):
        started = perf_counter()
        placer(graph, gpus=0)
        times.append(perf_counter() - started)
    assert min(times) < 0.1 * built


def test_large_groups_are_placed_in_linear_time():
    with tf.Graph().as_default() as graph:
        v = tf.Variable(np.float32(1.0))
        with tf.colocate_with(v), tf.device("/gpu:0"):
            for _ in range(3000):
                tf.add(1.0, 2.0)
    made = placer(graph, gpus=1, soft=True, missing=["Assign"])
    assert where(made, v) == "CPU:0"
