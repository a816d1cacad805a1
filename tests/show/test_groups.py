"""The groups of a graph: every box in exactly one place, levels short enough to see, labels without what is around.

Read `tensorlab/show/groups.py` beside it.
"""

import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.show.folding import LONGEST
from tensorlab.show.groups import START, groups_of
from tests.show.test_layout import network


def boxes_in(groups, number):
    """List the boxes inside a group, however deep."""
    found = []
    for child in groups[number]["children"]:
        found += boxes_in(groups, -child) if child < 0 else [child]
    return found


def seen(groups):
    """Count what is visible when the groups that say so are open."""
    count, left = 0, [0]
    while left:
        for child in groups[left.pop()]["children"]:
            if child < 0 and groups[-child]["open"]:
                left.append(-child)
            else:
                count += 1
    return count


@pytest.mark.parametrize("size", [30, 300, 2000])
def test_every_box_stands_in_exactly_one_group_after_the_one_around(size):
    boxes, edges = network(size)
    groups = groups_of(boxes, edges)
    assert sorted(boxes_in(groups, 0)) == list(range(size))
    inner = [-child for group in groups for child in group["children"] if child < 0]
    assert sorted(inner) == list(range(1, len(groups)))
    for number, group in enumerate(groups):
        assert all(-child > number for child in group["children"] if child < 0)
        assert len(group["children"]) > 1


def test_a_small_graph_begins_open_and_has_scopes_only():
    groups = groups_of(*network(60))
    assert {group["kind"] for group in groups} == {"scope"}
    assert all(group["open"] for group in groups) and seen(groups) == 60


@pytest.mark.parametrize("size", [260, 1000, 5000])
def test_a_large_graph_begins_with_few_boxes_in_short_levels(size):
    groups = groups_of(*network(size))
    assert 8 <= seen(groups) <= START
    assert all(len(group["children"]) <= LONGEST for group in groups)


def test_a_chain_without_scopes_becomes_runs_of_runs():
    boxes = [{"title": f"Tanh_{index}"} for index in range(10_000)]
    groups = groups_of(boxes, [{"from": index, "to": index + 1} for index in range(9_999)])
    assert max(len(group["children"]) for group in groups) <= LONGEST
    assert 16 <= seen(groups) <= START
    depth = {0: 0}
    for number, group in enumerate(groups):
        for child in group["children"]:
            if child < 0:
                depth[-child] = depth[number] + 1
    assert max(depth.values()) <= 4


def test_labels_leave_out_the_scope_around_and_single_children_are_no_groups():
    boxes = [
        {"title": "w", "scope": "net/dense"},
        {"title": "b", "scope": "net/dense"},
        {"title": "y", "scope": "net/deep/er"},
        {"title": "x", "scope": ""},
    ]
    groups = groups_of(boxes, [])
    assert [(group["name"], group["label"]) for group in groups] == [
        ("", ""),
        ("net", "net"),
        ("net/dense", "dense"),
    ]
    assert groups[1]["children"] == [-2, 2]


def test_without_scopes_a_small_graph_has_no_groups():
    assert groups_of([{"title": "x"}, {"title": "y"}], [{"from": 0, "to": 1}]) == []


def test_a_shown_graph_is_a_picture_a_text_and_where_possible_a_widget():
    with tf.Graph().as_default() as graph:
        with tf.name_scope("inside"):
            tf.square(tf.negative(tf.constant(1.0, name="one")), name="y")
        picture = lab.show(graph)
    made = picture._repr_mimebundle_()
    data = made[0] if isinstance(made, tuple) else made
    assert data["image/svg+xml"].startswith("<svg") and data["text/plain"] == repr(picture)
    assert "application/vnd.jupyter.widget-view+json" in data
    still = lab.show(graph, interactive=False)._repr_mimebundle_()
    assert set(still) == {"image/svg+xml", "text/plain"}


def test_the_scope_asked_for_is_open_in_a_large_graph():
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, name="x")
        for number in range(300):
            with tf.name_scope(f"layer{number}"):
                x = tf.tanh(tf.sigmoid(tf.square(tf.negative(x))))
        groups = lab.show(graph, scope="layer141").widget().bundle["groups"]
    wanted = next(number for number, group in enumerate(groups) if group["name"] == "layer141")
    around = {
        -child: number for number, group in enumerate(groups) for child in group["children"] if child < 0
    }
    while wanted:
        assert groups[wanted]["open"], groups[wanted]["name"]
        wanted = around[wanted]
