"""Devices where no script runs: the page's table of sentences, and the picture of a graph that was not run."""

import tensorlab as tf
from tensorlab import lab
from tensorlab.show import encoding
from tensorlab.show.page import to_page
from tensorlab.show.sentences import sentences
from tests.record.device_programs import network, recorded


def test_a_page_without_scripts_tells_copies_with_bytes_and_modelled_times():
    with tf.Graph().as_default():
        bundle, blob = recorded(network(), 2).bundle()
    for language, words in (
        ("en", "Copy x from CPU:0 to GPU:0: 36 bytes, 10 µs (modelled)."),
        ("zh", "把 x 从 CPU:0 拷贝到 GPU:0：36 字节，10 µs（推算）。"),
    ):
        assert words in [sentence for _, sentence in sentences(bundle, blob, 1, language)]
        assert words in to_page(bundle, blob, run=1, language=language)


def test_a_run_whose_values_are_not_kept_is_told_without_times():
    with tf.Graph().as_default():
        bundle, blob = recorded(network(), 2).bundle()
    bundle["runs"][1]["values"] = None
    told = [sentence for _, sentence in sentences(bundle, blob, 1)]
    assert "Copy x from CPU:0 to GPU:0: 36 bytes." in told
    bundle["runs"][1]["frame"] = None
    told = [sentence for _, sentence in sentences(bundle, blob, 1)]
    assert "Copy x from CPU:0 to GPU:0: a value." in told


def test_a_graph_that_was_not_run_is_shown_with_what_it_asks_for():
    with tf.Graph().as_default() as graph, lab.simulate_gpu():
        network()
        assert "MatMul" in lab.show(graph).to_svg()


def test_hues_of_devices_are_hues_of_the_table():
    for tokens in encoding.TOKENS.values():
        for hue in encoding.DEVICE_HUES:
            assert hue in tokens
    assert len(set(encoding.DEVICE_HUES)) == len(encoding.DEVICE_HUES)
    assert len(set(encoding.DEVICE_DASHES.values())) == len(encoding.DEVICE_DASHES)
