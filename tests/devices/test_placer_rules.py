"""Rules that hold for every graph: random programs, placed on random sets of devices."""

from contextlib import ExitStack

from hypothesis import given, settings
from hypothesis import strategies as st

import tensorlab as tf
from tensorlab.devices.colocation import grants, parsed
from tensorlab.devices.cpu import NumpyCpu
from tensorlab.devices.placer import Placer
from tensorlab.graph.device_scopes import references
from tests.devices.test_placer import Gpu

DEVICES = [
    "",
    "/cpu:0",
    "/cpu:1",
    "/gpu",
    "/gpu:0",
    "/gpu:1",
    "/gpu:5",
    "/device:*:0",
    "/job:localhost",
    "/task:0/cpu:0",
]

steps = st.lists(
    st.tuples(
        st.sampled_from(["constant", "add", "tanh", "size", "variable", "assign", "assign_add", "read"]),
        st.sampled_from(DEVICES),
        st.integers(0, 30),  # what it works on
        st.one_of(st.none(), st.integers(0, 30)),  # with which node it is colocated
    ),
    min_size=1,
    max_size=15,
)


def program(made, graph):
    """Run the steps; every step adds to what later ones may work on."""
    with graph.as_default():
        tensors, variables = [tf.constant(1.0)], [tf.Variable(1.0)]
        for kind, device, about, beside in made:
            x, v = tensors[about % len(tensors)], variables[about % len(variables)]
            with ExitStack() as scopes:
                scopes.enter_context(tf.device(device))
                if beside is not None:
                    everything = graph.get_operations()
                    scopes.enter_context(tf.colocate_with(everything[beside % len(everything)]))
                if kind == "variable":
                    variables.append(tf.Variable(float(about)))
                else:
                    build = {
                        "constant": lambda: tf.constant(2.0),
                        "add": lambda x=x: tf.add(x, 1.0),
                        "tanh": lambda x=x: tf.tanh(x),
                        "size": lambda x=x: tf.cast(
                            tf.size(tf.placeholder_with_default(x, None)), tf.float32
                        ),
                        "assign": lambda v=v, x=x: tf.assign(v, x),
                        "assign_add": lambda v=v: tf.assign_add(v, 1.0),
                        "read": lambda v=v: v + 0.0,
                    }[kind]
                    tensors.append(build())


@settings(max_examples=150, deadline=None)
@given(
    steps,
    st.integers(1, 2),
    st.integers(0, 2),
    st.sets(st.sampled_from(["Tanh", "AssignAdd", "AddV2"])),
    st.booleans(),
)
def test_rules(made, cpus, gpus, missing, soft):
    graph = tf.Graph()
    program(made, graph)
    devices = [*map(NumpyCpu, range(cpus)), *(Gpu(number, missing) for number in range(gpus))]
    placer = Placer(devices, soft=soft)
    try:
        placer.place(graph.operations)
    except tf.errors.InvalidArgumentError as error:
        text = str(error)
        assert "line:" in text and "try:" in text, "every refusal names the line and the way out"
        assert not soft, "all these wishes can give way"
        assert "Cannot" in text
        return
    for operation in graph.operations:
        device, placement = placer.device_of(operation), placer.placements[operation]
        assert not device.refuses(operation), "there is a kernel"
        for position in references(operation.record):
            assert placer.device_of(operation.inputs[position].op) is device, "a reference ties"
        if not soft:
            for head in operation.colocated:
                assert placer.device_of(head) is device, "a colocation ties"
            if operation.device:
                assert grants(device.name, parsed(operation.device)), "a wish is granted"
        if placement.requested:
            assert placement.moved != grants(device.name, parsed(placement.requested))
        assert placement.moved <= bool(placement.reason), "who is moved is told why"
        assert placement.device == device.name
    again = Placer(devices, soft=soft)
    again.place(graph.operations)
    assert again.placements == placer.placements


@settings(max_examples=150, deadline=None)
@given(steps, steps, st.integers(0, 2), st.booleans())
def test_nothing_moves_when_a_graph_grows(first, second, gpus, soft):
    """And what is added stands where its partners are, unless soft placement lets it give that up."""
    graph = tf.Graph()
    program(first, graph)
    placer = Placer([NumpyCpu(), *map(Gpu, range(gpus))], soft=soft)
    try:
        placer.place(graph.operations)
        before = dict(placer.placements)
        program(second, graph)
        placer.place(graph.operations)
    except tf.errors.InvalidArgumentError:
        assert not soft
        return
    assert {operation: placer.placements[operation] for operation in before} == before
    assert len(placer.placements) == len(graph.operations)
    for operation in graph.operations:
        for position in references(operation.record):
            assert placer.device_of(operation.inputs[position].op) is placer.device_of(operation)
        if not soft:
            assert {placer.device_of(head) for head in operation.colocated} <= {placer.device_of(operation)}
