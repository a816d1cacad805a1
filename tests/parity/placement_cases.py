"""Small graphs, and on which device a session places each of their nodes: the same functions for both libraries.

A case builds a graph and returns what to fetch. What TensorFlow answers is kept in `goldens/placement.json`; a
TensorFlow without a GPU has several CPUs all the same, and that is enough for most rules of the placer.

Read next: `record_placement.py`, which asks TensorFlow; `tests/devices/test_placer.py`, which compares.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

# Everything that `tf.device` may be given, in nests of up to three scopes.
NAMES = [
    "", "/cpu", "/cpu:0", "/cpu:1", "/cpu:*", "/CPU:1", "cpu:0", "/gpu", "/gpu:0", "/GPU:1", "gpu", "/tpu:0",
    "/device:CPU:0", "/device:cpu:1", "/device:GPU:*", "/device:*:0", "/device:*:*", "/device:FOO:0",
    "/device:XLA_CPU:0", "/job:worker", "/job:*", "/job:localhost/task:1", "/task:0", "/task:1/gpu:0", "/replica:0",
    "/job:ps/replica:2/task:3/device:GPU:4", "/job:localhost/replica:0/task:0/cpu:0", "/job:worker/cpu:1", "/cpu:-1",
]  # fmt: skip
WRONG_NAMES = [
    "/xyz",
    "/device:CPU",
    "/cpu:0/gpu:0",
    "/Job:x",
    "/cpu:a",
    "/task:a",
    "/cpu:0:1",
    "/device",
    "/task:*",
]


class Case(NamedTuple):
    """A graph, and the session that runs it."""

    build: Callable[[Any], Any]
    cpus: int
    soft: bool
    pruned: bool


CASES: dict[str, Case] = {}


def case(cpus: int = 2, soft: tuple[bool, ...] = (False, True), pruned: bool = False) -> Any:
    """Declare a case; it is tried without and with soft placement."""

    def declare(build: Callable[[Any], Any]) -> Callable[[Any], Any]:
        for one in soft:
            CASES[f"{build.__name__}{'_soft' if one else ''}"] = Case(build, cpus, one, pruned)
        return build

    return declare


def one_node(device: str, cpus: int, soft: bool) -> None:
    """The case of a single node that asks for `device`."""

    def build(tf: Any) -> Any:
        with tf.device(device):
            return tf.constant(2.0, name="b")

    CASES[f"{device or 'nothing'} on {cpus}{' soft' if soft else ''}"] = Case(build, cpus, soft, False)


for _name in NAMES:
    for _cpus in (1, 2):
        one_node(_name, _cpus, False)
        one_node(_name, _cpus, True)


@case()
def assigns_stand_with_their_variable(tf: Any) -> Any:
    with tf.device("/cpu:1"):
        v = tf.Variable(1.0, name="v")
    with tf.device("/cpu:0"):
        a = tf.assign(v, 2.0, name="a")
        later = tf.assign_add(a, 1.0, name="later")
        set_yet = tf.is_variable_initialized(v)
        w = tf.add(v, 1.0, name="w")
    return [later, set_yet, w, v.read_value()]


@case()
def colocated_with_a_node(tf: Any) -> Any:
    with tf.device("/cpu:1"):
        a = tf.add(1.0, 2.0, name="a")
    with tf.colocate_with(a.op):
        b = tf.add(3.0, 4.0, name="b")
        with tf.device("/cpu:0"):
            c = tf.add(5.0, 6.0, name="c")
    with tf.device("/cpu:0"), tf.colocate_with(a):
        d = tf.add(7.0, 8.0, name="d")
    return [a, b, c, d]


@case()
def colocation_that_contradicts(tf: Any) -> Any:
    with tf.device("/cpu:1"):
        a = tf.add(1.0, 2.0, name="a")
    with tf.colocate_with(a.op):
        b = tf.add(1.0, 5.0, name="b")
    b.op._set_device("/device:CPU:0")
    return tf.add(a, b, name="c")


@case()
def a_colocated_node_says_the_rest(tf: Any) -> Any:
    with tf.device("/job:localhost"):
        a = tf.add(1.0, 2.0, name="a")
    with tf.colocate_with(a.op):
        b = tf.add(1.0, 5.0, name="b")
    b.op._set_device("/device:CPU:1")
    return a


@case()
def a_reference_overrules(tf: Any) -> Any:
    with tf.device("/cpu:0"):
        v = tf.Variable(1.0, name="v")
    x = tf.assign(v, 3.0, name="x")
    x.op._set_device("/device:CPU:1")
    return x


@case()
def a_reference_against_a_colocation(tf: Any) -> Any:
    with tf.device("/cpu:1"):
        v = tf.Variable(1.0, name="v")
    with tf.device("/cpu:0"):
        w = tf.Variable(1.0, name="w")
    with tf.colocate_with(w.op):
        return tf.assign(v, 3.0, name="x")


@case()
def constants_stand_where_they_are_read(tf: Any) -> Any:
    c = tf.constant([1.0], name="c")
    q = tf.constant(3.0, name="q")
    z = tf.constant([1.0], name="z")
    p = tf.placeholder_with_default([2.0], [1], name="p")
    alone = tf.constant(1.0, name="alone")
    with tf.device("/cpu:1"):
        e = tf.add(c, p, name="e")
        u = tf.add(z, 1.0, name="u")
    f = tf.add(c, 2.0, name="f")
    with tf.control_dependencies([q]), tf.device("/cpu:1"):
        i = tf.identity(e, name="i")
    with tf.control_dependencies([z]):
        w = tf.constant(1.0, name="w")
    return [f, u, i, w, alone]


@case()
def what_measures_stands_with_its_input(tf: Any) -> Any:
    with tf.device("/cpu:1"):
        x = tf.placeholder_with_default([2.0, 3.0], None, name="x")
    return [tf.shape(x, name="s"), tf.size(x, name="n"), tf.rank(x, name="r"), tf.negative(x, name="m")]


@case()
def random_numbers(tf: Any) -> Any:
    with tf.device("/cpu:1"):
        r = tf.random_normal([2], seed=1, name="r")
    return tf.shape(tf.multiply(r, 2.0, name="twice"))


@case(soft=(False,))
def a_node_nobody_needs_has_no_place(tf: Any) -> Any:
    with tf.device("/gpu:0"):
        tf.add(1.0, 2.0, name="unused")
    return tf.add(3.0, 4.0, name="used")


@case(soft=(False,), pruned=True)
def a_node_nobody_needs_in_a_pruned_graph(tf: Any) -> Any:
    with tf.device("/gpu:0"):
        tf.add(1.0, 2.0, name="unused")
    return tf.add(3.0, 4.0, name="used")


@case(cpus=1)
def no_gpu(tf: Any) -> Any:
    with tf.device("/gpu:0"):
        v = tf.Variable([1.0], name="v")
        x = tf.assign(v, [3.0], name="x")
        return tf.multiply(x, x, name="m")


@case()
def no_gpu_in_a_group(tf: Any) -> Any:
    with tf.device("/gpu:0"):
        a = tf.add(1.0, 2.0, name="a")
    with tf.colocate_with(a.op):
        return tf.add(1.0, 5.0, name="b")


@case()
def no_such_job_in_a_group(tf: Any) -> Any:
    with tf.device("/job:worker"):
        a = tf.add(1.0, 2.0, name="a")
    b = tf.add(1.0, 5.0, name="b")
    with tf.colocate_with(a.op), tf.colocate_with(b.op):
        return tf.add(1.0, 5.0, name="c")


@case()
def groups_that_meet(tf: Any) -> Any:
    with tf.device("/task:0"):
        a = tf.add(1.0, 2.0, name="a")
    with tf.device("/cpu:1"):
        b = tf.add(1.0, 5.0, name="b")
    with tf.colocate_with(a.op), tf.colocate_with(b.op):
        c = tf.add(1.0, 5.0, name="c")
    return [c, a, b]


@case()
def a_function_that_says_rubbish(tf: Any) -> Any:
    with tf.device(lambda operation: "rubbish"):
        return tf.constant(1.0, name="a")


@case()
def a_function_by_type(tf: Any) -> Any:
    with tf.device(lambda operation: "/cpu:1" if operation.type == "AddV2" else "/cpu:0"):
        return tf.add(1.0, 2.0, name="a")


@case()
def initial_values_stand_with_their_variable(tf: Any) -> Any:
    with tf.device("/cpu:1"):
        w = tf.get_variable("w", [2], initializer=tf.zeros_initializer())
        u = tf.get_variable("u", [2], initializer=tf.random_uniform_initializer(seed=1))
    return [w.initializer, u.initializer]


@case()
def a_training_step(tf: Any) -> Any:
    with tf.device("/cpu:1"):
        v = tf.Variable([1.0, 2.0], name="v")
    with tf.device("/cpu:0"):
        w = tf.Variable([1.0, 2.0], name="w")
    loss = tf.reduce_sum(tf.multiply(v, w, name="product"), name="loss")
    step = tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss)
    return [tf.global_variables_initializer(), step]


@case()
def colocated_gradients(tf: Any) -> Any:
    with tf.device("/cpu:1"):
        x = tf.placeholder_with_default([1.0, 2.0], [2], name="x")
        y = tf.square(x, name="y")
    return [tf.gradients(y, x, colocate_gradients_with_ops=True)[0], tf.gradients(y, x, name="free")[0]]


# --- device scopes ------------------------------------------------------------------------------------------

FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "gpu": lambda operation: "/gpu:0",
    "job": lambda operation: "/job:x",
    "empty": lambda operation: "",
    "same": lambda operation: operation.device,
    "type": lambda operation: "/cpu:3" if operation.type == "Const" else "/gpu:1",
}
NESTS: list[list[Any]] = [
    [None], ["/cpu:0", None], ["/cpu:0", None, "/job:a"], ["/cpu:0", ""], ["", "/cpu:0"], ["/cpu:1", "/gpu"],
    ["/job:a/task:2/gpu:1", "/job:b"], ["/gpu:1", "/device:*:*"], ["/gpu:1", "/gpu:*"], ["@gpu"], ["/cpu:0", "@gpu"],
    ["@gpu", "/cpu:0"], ["@job", "/cpu:0"], ["/cpu:0", "@job"], ["@empty", "/cpu:0"], ["@same", "/cpu:0"],
    ["/cpu:0", "@same"], ["@job", "@gpu"], ["@gpu", "@job"], ["@type"], ["/job:a", "@type", "/task:1"],
    ["@gpu", None, "/job:x"],
]  # fmt: skip


def scope(item: Any) -> Any:
    """What a nest says for `tf.device`: a function stands there by its name."""
    return FUNCTIONS[item[1:]] if isinstance(item, str) and item.startswith("@") else item


# --- errors -------------------------------------------------------------------------------------------------

REFUSAL = re.compile(r"(Cannot (assign|place|colocate)|Malformed device|Nodes were connected).*")


def essence(message: str) -> str:
    """The sentence of a placer's refusal, without TensorFlow's marks for nodes and its dump of the node."""
    found = REFUSAL.search(message)
    text = found.group(0) if found else message
    text = re.sub(r"\{\{node (\S+)\}\}", r"node \1", text)
    text = re.sub(r"\{\{colocation_node (\S+)\}\}", r"\1", text)
    return re.split(r" in node: |\. The edge src", text)[0]
