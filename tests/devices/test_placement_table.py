"""`lab.placement`: the table of nodes, devices and reasons."""

import pytest

import tensorlab as tf
from tensorlab import lab

SOFT = tf.ConfigProto(allow_soft_placement=True, device_count={"CPU": 1})


@pytest.fixture
def program():
    """A graph with a node for every reason."""
    with tf.Graph().as_default() as graph:
        with tf.device("/cpu:0"):
            v = tf.Variable(1.0, name="v")
        with tf.device("/gpu:0"):
            assigned = tf.assign(v, 2.0, name="assigned")
            y = tf.tanh(assigned, name="y")
        with tf.device("/gpu:7"):
            z = tf.negative(y, name="z")
        tf.tanh(z, name="last")
    return graph


def test_every_node_has_a_row(program):
    with lab.simulate_gpu(missing=["Tanh"]), tf.Session(graph=program, config=SOFT) as sess:
        table = lab.placement(sess)
        assert [row.name for row in table] == [operation.name for operation in program.operations]
        assert table["y"] == (
            "y", "Tanh", "/device:GPU:0", "CPU:0",
            "Tanh asked for GPU:0; moved to CPU:0: Tanh was declared missing on the simulated GPU (modelled on "
            "NVIDIA T4)", True)  # fmt: skip
        assert {row.name: row.device for row in table.moved} == {
            "assigned": "CPU:0",
            "y": "CPU:0",
            "z": "GPU:0",
        }
        assert repr(table.moved).splitlines() == [
            "3 nodes, 3 of them not where asked for",
            "node      type    asked for  device  reason",
            "assigned  Assign  GPU:0      CPU:0   it refers to the variable v, which is there",
            "y         Tanh    GPU:0      CPU:0   Tanh has no kernel on GPU:0",
            "z         Neg     GPU:7      GPU:0   of this kind there is only GPU:0 here",
        ]
        assert not table["last"].moved and "Tanh" in table["last"].reason
    with pytest.raises(KeyError):
        table["nowhere"]


def test_in_chinese_the_columns_stay_under_each_other(program):
    with lab.simulate_gpu(missing=["Tanh"]), tf.Session(graph=program, config=SOFT) as sess:
        table = lab.placement(sess).moved
        lab.use_language("zh")
        try:
            lines = repr(table).splitlines()
            page = table._repr_html_()
        finally:
            lab.use_language("auto")
    assert lines[0] == "3 个节点，其中 3 个不在要求的设备上"
    # A Chinese character takes two columns of a terminal: in the line of titles two stand before "类型".
    assert lines[1].index("类型") == lines[2].index("Assign") - 2
    assert "它引用的变量 v 在那里" in lines[2]
    assert '<table lang="zh">' in page and page.count("<th scope") == 5
    # Titles stand above what they are titles of; a notebook's own style would move them to the right.
    assert page.count('<th scope="col" style="text-align:left">') == 5


def test_a_tape_has_the_placement_of_its_sessions(program):
    with lab.simulate_gpu(missing=["Tanh"]), tf.Session(graph=program, config=SOFT) as sess:
        with lab.trace() as tape:
            sess.run(program.get_tensor_by_name("last:0"))
        assert lab.placement(tape).rows == lab.placement(sess).rows


def test_long_tables_are_cut_where_they_are_printed():
    with tf.Graph().as_default(), tf.Session(config=tf.ConfigProto(device_count={"GPU": 0})) as sess:
        for _ in range(100):
            tf.constant(1.0)
        table = lab.placement(sess)
    assert len(table) == 100
    assert repr(table).splitlines()[-1] == "and 40 more: see .rows"
    assert table._repr_html_().count("<tr>") == 61


def test_names_are_escaped():
    with tf.Graph().as_default(), tf.Session(config=tf.ConfigProto(device_count={"GPU": 0})) as sess:
        tf.constant(1.0, name="a>b")
        assert "a&gt;b" in lab.placement(sess)._repr_html_()


def test_what_cannot_be_placed_and_what_cannot_be_asked(program):
    config = tf.ConfigProto(device_count={"GPU": 0})
    with tf.Session(graph=program, config=config) as sess, pytest.raises(tf.errors.InvalidArgumentError):
        lab.placement(sess)
    with pytest.raises(TypeError, match="takes a session or a tape"):
        lab.placement(program)
