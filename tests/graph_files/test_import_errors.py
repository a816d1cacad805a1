"""What `tf.import_graph_def` promises besides numbers: names, maps, and that a failed import changes nothing.

Read next: `test_import_recorded.py`.
"""

from collections.abc import Iterator
from typing import Any

import pytest

import tensorlab as tf
from tests.graph_files.import_answers import recorded


def small() -> Any:
    """x -> y = 2x -> z = exp(y), where z waits for a node called "before"."""
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [None, 2], name="x")
        y = tf.multiply(x, 2.0, name="y")
        before = tf.no_op(name="before")
        with tf.control_dependencies([before]):
            tf.exp(y, name="z")
    return graph.as_graph_def()


@pytest.fixture()
def graph() -> Iterator[tf.Graph]:
    with tf.Graph().as_default() as graph:
        yield graph


def described(graph: tf.Graph) -> Any:
    """Everything that an import could change."""
    return (
        [operation.name for operation in graph.get_operations()],
        {operation.name: [o.name for o in operation.control_inputs] for operation in graph.get_operations()},
        {t.name: len(t.consumers()) for o in graph.get_operations() for t in o.outputs},
        {key: graph.get_collection(key) for key in graph.get_all_collection_keys()},
        dict(graph._names_in_use),
    )


# --- names ------------------------------------------------------------------------------------------------


def test_names_get_a_prefix(graph: tf.Graph) -> None:
    """ "import", made unique; another one; none; or the scope that is open."""
    tf.import_graph_def(small())
    tf.import_graph_def(small())
    tf.import_graph_def(small(), name="mine")
    tf.import_graph_def(small(), name="")
    with tf.name_scope("outer"):
        tf.import_graph_def(small())
    names = {operation.name for operation in graph.get_operations()}
    assert {"import/x", "import_1/x", "mine/x", "x", "outer/import/x"} <= names
    assert graph.get_tensor_by_name("import/y:0").shape.as_list() == [None, 2]
    assert graph.unique_name("x") == "x_1"


def test_return_elements(graph: tf.Graph) -> None:
    """Tensors by "y:0", operations by "y"; None when nothing was asked for."""
    tensor, operation = tf.import_graph_def(small(), return_elements=["y:0", "z"])
    assert tensor.name == "import/y:0"
    assert operation is graph.get_operation_by_name("import/z")
    assert tf.import_graph_def(small()) is None
    assert tf.import_graph_def(small(), return_elements=[]) == []


def test_waits_and_types_stay(graph: tf.Graph) -> None:
    tf.import_graph_def(small(), name="")
    assert [o.name for o in graph.get_operation_by_name("z").control_inputs] == ["before"]
    assert [o.type for o in graph.get_operations()] == ["Placeholder", "Const", "Mul", "NoOp", "Exp"]


def test_devices_and_colocation(graph: tf.Graph) -> None:
    """What a node asks for, and with whom it stands."""
    with tf.Graph().as_default() as source:
        with tf.device("/cpu:0"):
            v = tf.Variable(1.0, name="v")
        del v
    written = source.as_graph_def()
    with tf.device("/device:CPU:1"):
        tf.import_graph_def(written, name="")
    assert graph.get_operation_by_name("v").device == "/device:CPU:0"
    assert graph.get_operation_by_name("v/read").colocation_groups() == [b"loc:@v"]


# --- maps -------------------------------------------------------------------------------------------------


def test_input_map(graph: tf.Graph) -> None:
    """Tensors of the graph stand for outputs of the file; numbers become constants; "^name" maps who is waited for."""
    mine = tf.constant([[1.0, 1.0]])
    ready = tf.no_op(name="ready")
    (z,) = tf.import_graph_def(small(), {"x:0": mine, "^before": ready}, ["z:0"])
    assert z.op.control_inputs == [ready]
    (other,) = tf.import_graph_def(small(), {"y": tf.zeros([1, 2])}, ["z:0"])
    with tf.Session() as session:
        assert session.run(z)[0] == pytest.approx([7.389, 7.389], rel=1e-3)
        assert session.run(other).tolist() == [[1.0, 1.0]]


def test_input_map_of_variables(graph: tf.Graph) -> None:
    """A part of a file can be joined to variables of the program."""
    weights = tf.Variable([[2.0, 3.0]], name="weights")
    (z,) = tf.import_graph_def(small(), {"x:0": weights.value()}, ["y:0"])
    assert tf.gradients(z, weights)[0] is not None


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"input_map": {"nope:0": 1.0}}, ValueError, r"not found in graph_def: \[nope:0\]"),
        ({"input_map": {"x:3": 1.0}}, ValueError, r"not found in graph_def: \[x:3\]"),
        ({"input_map": [1]}, TypeError, "must be a dictionary"),
        ({"return_elements": ["nope"]}, ValueError, "Requested return_element 'nope' not found"),
        ({"return_elements": ["y:4"]}, ValueError, "Requested return_element 'y:4' not found"),
        ({"return_elements": [3]}, TypeError, "must be a list of strings"),
        ({"name": "not a name"}, ValueError, "not a valid node name"),
        ({"input_map": {"x:0": "text"}}, ValueError, "Node 'y' of graph_def"),
    ],
    ids=str,
)
def test_refuses_wrong_arguments(graph: tf.Graph, arguments: Any, error: Any, message: str) -> None:
    tf.constant(1.0, name="mine")
    before = described(graph)
    with pytest.raises(error, match=message):
        tf.import_graph_def(small(), **arguments)
    assert described(graph) == before


def test_gives_other_names_where_they_are_taken(graph: tf.Graph) -> None:
    """As TensorFlow does: whoever runs a cell twice gets the nodes twice, and the first keep their names."""
    tf.import_graph_def(small(), name="")
    before = [operation.name for operation in graph.get_operations()]
    (again,) = tf.import_graph_def(small(), return_elements=["y:0"], name="")
    assert again.name == "y_1:0" and again.op.inputs[0].name == "x_1:0"
    assert [operation.name for operation in graph.get_operations()] == [
        *before,
        *(f"{name}_1" for name in before),
    ]
    with tf.Session() as session:
        fed = [[3.0, 4.0]]
        assert session.run(again, {"x_1:0": fed}).tolist() == session.run("y:0", {"x:0": fed}).tolist()


def test_keeps_names_that_differ_in_case(graph: tf.Graph) -> None:
    mine = tf.placeholder(tf.float32, name="X")
    tf.import_graph_def(small(), name="")
    assert graph.get_tensor_by_name("x:0") is not mine


def test_gives_no_name_that_the_file_uses(graph: tf.Graph) -> None:
    with tf.Graph().as_default() as other:
        tf.identity(tf.constant(1.0, name="a"), name="a_1")
    tf.constant(5.0, name="a")
    tf.constant(6.0, name="b/c")
    (one, two) = tf.import_graph_def(other.as_graph_def(), return_elements=["a", "a_1"], name="")
    assert (one.name, two.name) == ("a_2", "a_1")
    with tf.Graph().as_default() as other:
        tf.constant(1.0, name="b")
    assert tf.import_graph_def(other.as_graph_def(), return_elements=["b"], name="")[0].name == "b_1"


def test_refuses_what_is_no_graph(graph: tf.Graph) -> None:
    with pytest.raises(TypeError, match="graph_def must be a GraphDef"):
        tf.import_graph_def(b"bytes")
    graph.finalize()
    with pytest.raises(RuntimeError, match="finalized"):
        tf.import_graph_def(small())


# --- files that are no sound graphs -----------------------------------------------------------------------


def changed(**fields: Any) -> Any:
    """The small graph with other fields in its last node."""
    written = small()
    node = written.node[-1]
    for key, value in fields.items():
        if key == "input":
            del node.input[:]
            node.input.extend(value)
        else:
            setattr(node, key, value)
    return written


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"op": "PyFunc"}, r"'z' of graph_def .*Python function.*tf\.py_func"),
        ({"op": "Sigmiod"}, "there is no op type 'Sigmiod' in tensorlab's tables. Did you mean 'Sigmoid'"),
        ({"op": "QuantizedMatMul"}, "Node 'z' of graph_def cannot be imported"),
        ({"op": "IteratorGetNext"}, "'z' of graph_def .*pipelines of tf.data do not come back.*input_map"),
        ({"input": ["nowhere"]}, "'z': its input 'nowhere' is not in the file"),
        ({"input": ["z"]}, "in a circle: z"),
        ({"input": ["y:7"]}, "'y' has no output 7"),
        ({"input": ["y", "y"]}, r"'z' of graph_def has 2 inputs, but Exp takes 1 \(x\)"),
        ({"input": []}, "'z' of graph_def has 0 inputs"),
        ({"name": "x"}, "two nodes of it are called 'x'"),
        ({"op": "If", "input": ["x", "y"]}, "'z'"),
    ],
    ids=str,
)
def test_refuses_unsound_files(graph: tf.Graph, fields: Any, message: str) -> None:
    """The error names the node; the graph stays as it was."""
    mine = tf.placeholder(tf.float32, [None, 2], name="mine")
    before = described(graph)
    with pytest.raises((ValueError, TypeError, KeyError), match=message):
        tf.import_graph_def(changed(**fields), {"x:0": mine})
    assert described(graph) == before


def test_refuses_dtypes_that_disagree(graph: tf.Graph) -> None:
    written = small()
    written.node[-1].attr["T"].type = 2  # float64
    with pytest.raises(
        ValueError, match="'z' of graph_def says that its output 0 is float64, but it is float32"
    ):
        tf.import_graph_def(written)
    assert not graph.get_operations()


def test_refuses_attributes_that_it_does_not_know(graph: tf.Graph) -> None:
    """An attribute off its default that the record cannot follow is not simply left out."""
    written = recorded("linear_regression_1_15_5").graph_def
    node = next(node for node in written.node if node.op == "Mean")
    node.attr["new_setting"].i = 3
    with pytest.raises(ValueError, match=f"{node.name!r}.*no attribute 'new_setting'"):
        tf.import_graph_def(written)
    assert not graph.get_operations()


def test_refuses_functions_that_are_missing(graph: tf.Graph) -> None:
    written = recorded("functions_1_15_5").graph_def
    del written.library.function[:]
    with pytest.raises(ValueError, match="which is not in the file's library"):
        tf.import_graph_def(written)
    assert not graph.get_operations()


@pytest.mark.parametrize("missing", ["LoopCond", "NextIteration", "Switch"])
def test_refuses_loops_that_are_cut(graph: tf.Graph, missing: str) -> None:
    """A loop that lacks a part is refused: by its frame, with a way out; or by the node whose input is not there."""
    written = recorded("loop_gradient_1_15_5").graph_def
    gone = next(node for node in written.node if node.op == missing)
    name = gone.name
    written.node.remove(gone)
    with pytest.raises(ValueError, match=name):
        tf.import_graph_def(written)
    assert not graph.get_operations()


def test_refuses_strange_loops_by_their_frame(graph: tf.Graph) -> None:
    written = recorded("counting_loop_1_15_5").graph_def
    merge = next(node for node in written.node if node.op == "Merge" and node.name == "while/Merge_1")
    merge.input.append("while/Enter_1")
    with pytest.raises(
        ValueError, match=r"'while/while_context' .*frame.*'while/Merge_1'.*enable_control_flow_v2"
    ):
        tf.import_graph_def(written)
    assert not graph.get_operations()


@pytest.mark.parametrize(
    "name", ["nested_loop_gradient_1_15_5", "functions_2_21_0", "batch_normalized_1_15_5"]
)
def test_fails_anywhere_without_a_trace(name: str) -> None:
    """Whichever node cannot be imported, nothing is left of the others, also inside of loops and branches."""
    nodes = [
        n for n in recorded(name).graph_def.node if n.op not in ("Const", "NoOp", "Enter", "Exit", "Merge")
    ]
    for place in range(0, len(nodes), 17):
        written = recorded(name).graph_def
        for node in written.node:
            if node.name == nodes[place].name:
                node.op = "NoSuchType"
        with tf.Graph().as_default() as graph:
            tf.constant(1.0, name="mine")
            before = described(graph)
            with pytest.raises(ValueError, match="graph_def"):
                tf.import_graph_def(written)
            assert described(graph) == before


def test_old_placeholders_know_no_shape(graph: tf.Graph) -> None:
    """Until version 24 of the format, no sizes meant that nothing is known."""
    with tf.Graph().as_default() as source:
        tf.placeholder(tf.float32, [], name="x")
    written = source.as_graph_def()
    for producer, rank in ((22, None), (134, 0)):
        written.versions.producer = producer
        (x,) = tf.import_graph_def(written, return_elements=["x:0"])
        assert x.shape.ndims == rank


def test_shapes_of_the_file_are_kept(graph: tf.Graph) -> None:
    """What TensorFlow knew of shapes is known here."""
    tf.import_graph_def(recorded("slices_1_15_5").graph_def, name="")
    for operation in graph.get_operations():
        for tensor in operation.outputs:
            assert tensor.shape.ndims is not None, operation


def test_library_is_not_mixed_with_the_program(graph: tf.Graph) -> None:
    """Inside of a branch of the program, what is imported belongs to that branch."""
    x = tf.placeholder(tf.float32, [1, 2])

    def imported() -> Any:
        (z,) = tf.import_graph_def(small(), {"x:0": x}, ["z:0"])
        return z

    y = tf.cond(x[0, 0] > 0.0, imported, lambda: x)
    with tf.Session() as session:
        assert session.run(y, {x: [[-1.0, 2.0]]}).tolist() == [[-1.0, 2.0]]
        assert session.run(y, {x: [[0.5, 0.0]]})[0] == pytest.approx([2.718, 1.0], rel=1e-3)
