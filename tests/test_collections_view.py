"""`lab.collections`: what it says of each collection, in words and as a page, in both languages."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.lab import collections_view


@pytest.fixture
def graph() -> tf.Graph:
    """A graph that fills many collections."""
    with tf.Graph().as_default() as made:
        x = tf.placeholder(tf.float32, [None, 4], name="x")
        y = tf.layers.dense(x, 3, kernel_regularizer=tf.nn.l2_loss, name="dense")
        y = tf.layers.batch_normalization(y, training=True, name="norm")
        loss = tf.losses.mean_squared_error(tf.zeros_like(y), y)
        train = tf.train.AdamOptimizer().minimize(loss, global_step=tf.train.get_or_create_global_step())
        with tf.control_dependencies([train]):
            tf.train.ExponentialMovingAverage(0.9).apply()
        tf.metrics.mean(loss)
        tf.cond(tf.reduce_sum(x) > 0, lambda: x, lambda: -x)
        tf.add_to_collection("inputs", x)
        tf.add_to_collection("numbers", 7)
        tf.add_to_collection("<b>odd</b>", "a & b")
        with tf.train.MonitoredSession():
            pass
    return made


class Reader(HTMLParser):
    """Checks that what is opened is closed, and keeps the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, Any]]] = []
        self.text = ""
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.open.append(tag)
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


def test_words(graph: tf.Graph) -> None:
    """Every collection with members is there, with its count; the groups have their order."""
    shown = lab.collections(graph)
    text = repr(shown)
    for key in graph.get_all_collection_keys():
        held = graph.get_collection(key)
        if held and not str(key).startswith("__"):
            assert re.search(
                rf"^{re.escape(key)}( \(tf\.GraphKeys\.\w+\))?: {len(held)} member", text, re.M
            ), key
    assert [row.key for row in shown][:2] == ["variables", "trainable_variables"]
    assert text.index("\nlosses (") < text.index("\nsavers (") < text.index("\ninputs: ")
    assert "what has to run with every training step" in text
    assert "x:0  tensor  float32  (?, 4)" in text
    assert "__" not in text
    assert " object at 0x" not in text
    assert shown["inputs"] == graph.get_collection("inputs")
    assert shown["nothing"] == []
    assert len(shown) == len(list(shown))
    assert text == repr(lab.collections(graph))


def test_every_collection_of_tensorflow_is_explained(graph: tf.Graph) -> None:
    """For each name in GraphKeys there are words in both languages: what it is for, who fills it, who reads it."""
    known = {key for keys in collections_view.GROUPS.values() for key in keys}
    assert set(collections_view.CONSTANTS) <= known
    for key in set(collections_view.CONSTANTS):
        graph.clear_collection(key)
        graph.add_to_collection(key, graph.get_operations()[0])
    for row in lab.collections(graph):
        for part in ("what", "by", "for"):
            english, chinese = row.words(part, "en"), row.words(part, "zh")
            assert english
            assert chinese
            if row.group == "own":
                assert part == "by" or repr(row.key) in english


def test_long_collections(graph: tf.Graph) -> None:
    """More than some members are counted, not listed."""
    for number in range(20):
        graph.add_to_collection("numbers", number)
    assert "and 13 more: see ['numbers']" in repr(lab.collections(graph))


def test_where_it_looks() -> None:
    """A graph, a session, a tape, the default graph; nothing else."""
    with tf.Graph().as_default() as graph, tf.Session() as session:
        assert repr(lab.collections()) == "This graph has no collections yet."
        w = tf.Variable(1.0, name="w")
        with lab.trace() as tape:
            session.run(w.initializer)
        texts = {repr(lab.collections(of)) for of in (None, graph, session, tape)}
    assert len(texts) == 1
    assert "trainable_variables" in texts.pop()
    with pytest.raises(TypeError, match="not a str"):
        lab.collections("losses")


def test_page(graph: tf.Graph) -> None:
    """The page is well-formed, escapes what programs call things, and can be used by keys and read aloud."""
    page = lab.collections(graph)._repr_html_()
    read = Reader(page)
    assert "<b>" not in page
    assert "<b>odd</b>" in read.text
    details = [tag for tag, _ in read.tags if tag == "details"]
    assert len(details) == len(lab.collections(graph))
    regions = [attributes for tag, attributes in read.tags if attributes.get("role") == "region"]
    assert regions
    assert all(attributes["tabindex"] == "0" and attributes["aria-label"] for attributes in regions)
    assert all("scope" in attributes for tag, attributes in read.tags if tag == "th")
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in read.tags}
    assert "url(" not in page
    assert "@import" not in page


def test_page_of_variables(graph: tf.Graph) -> None:
    """The table of marks says of each variable where it is."""
    keys, rows = lab.collections(graph).variables()
    assert keys == ["variables", "trainable_variables", "local_variables", "moving_average_variables"]
    inside = {name: dict(zip(keys, marks, strict=True)) for name, marks in rows}
    assert inside["dense/kernel:0"] == dict.fromkeys(keys, True) | {"local_variables": False}
    assert inside["norm/moving_mean:0"] == dict.fromkeys(keys, False) | {"variables": True}
    assert inside["mean/total:0"] == dict.fromkeys(keys, False) | {"local_variables": True}


def test_chinese(graph: tf.Graph) -> None:
    """In Chinese, with the names of the program as they are."""
    lab.use_language("zh")
    try:
        text, page = repr(lab.collections(graph)), lab.collections(graph)._repr_html_()
    finally:
        lab.use_language("en")
    assert "个集合" in text
    assert "训练会改变的变量" in text
    assert 'lang="zh-CN"' in page
    assert "由谁填入" in Reader(page).text
