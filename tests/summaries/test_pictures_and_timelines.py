"""PNG files as others read them; histograms as they are counted by hand; timelines of real runs."""

import itertools
import json
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import tensorlab as tf
from tensorlab.summaries import buckets
from tensorlab.summaries.pictures import image_summary
from tensorlab.summaries.png import _filtered, png_bytes
from tensorlab.summaries.timeline import Timeline
from tests.summaries.unpacking import pictures, pixels

CHANNELS = {1: "L", 3: "RGB", 4: "RGBA"}
SIDES = st.tuples(st.integers(1, 9), st.integers(1, 9), st.sampled_from(sorted(CHANNELS)))


@settings(max_examples=60, deadline=None)
@given(arrays.arrays(np.uint8, SIDES))
def test_a_png_has_the_very_pixels(image: np.ndarray) -> None:
    """Pillow reads what was written, whichever filters the rows have."""
    np.testing.assert_array_equal(pixels(png_bytes(image)), image)


def test_every_filter_is_chosen_somewhere() -> None:
    """Rows that are best left alone, or best told by what stands to the left, above, between or in the corner."""
    random = np.random.RandomState(0)
    noise = random.randint(0, 256, (1, 64, 1))
    ramp = np.arange(64).reshape(1, 64, 1) * 3
    steps = random.randint(-1, 2, (6, 64, 1)).cumsum(axis=0).cumsum(axis=1) + 128
    image = np.concatenate([np.zeros((1, 64, 1)), noise, noise, ramp, steps]).astype(np.uint8)
    slanted = np.add.outer(np.arange(12) * 2, np.arange(64) * 3)[..., None].astype(np.uint8)
    between = random.randint(0, 256, (20, 65)).astype(np.float64)
    for row in range(1, 20):
        for column in range(1, 65):
            mean = (between[row - 1, column] + between[row, column - 1]) // 2
            between[row, column] = mean + random.randint(-2, 3)
    between = np.clip(between[:, :, None], 0, 255).astype(np.uint8)
    used = {int(number) for one in (image, slanted, between) for number in _filtered(one)[:, 0]}
    assert used == {0, 1, 2, 3, 4}
    for one in (image, slanted, between):
        np.testing.assert_array_equal(pixels(png_bytes(one)), one)


def test_a_png_is_smaller_than_its_pixels() -> None:
    """A smooth picture is packed well."""
    x = np.linspace(0, 3, 64)
    image = (np.sin(np.add.outer(x, x)) * 100 + 128).astype(np.uint8)[..., None]
    assert len(png_bytes(image)) < image.size / 2


def test_what_is_no_number_has_a_colour_of_its_own() -> None:
    """Red, or what a graph of TensorFlow says."""
    image = np.array([[[[0.5, 0.5, 1.0]], [[np.nan, 0.0, 0.0]]]], np.float32)
    with tf.Graph().as_default(), tf.Session() as session:
        red = image_summary("red", image)
        green = image_summary("green", image, bad_color=np.array([0, 255, 0, 255], np.uint8))
        found = [pictures(value)[0][-1] for value in session.run([red, green])]
    assert found == [[[[127, 127, 255]], [[255, 0, 0]]], [[[127, 127, 255]], [[0, 255, 0]]]]


NUMBERS = st.lists(
    st.floats(-1e21, 1e21, width=64) | st.sampled_from([0.0, -0.0, 1e-12, -1e-12, 1e-13]), max_size=30
)


@settings(max_examples=80, deadline=None)
@given(NUMBERS)
def test_buckets_are_filled_one_by_one(numbers: list[float]) -> None:
    """As a loop over the numbers counts them; TensorFlow's bytes are compared in `tests/parity`."""
    message = buckets.fill(tf.HistogramProto(), np.array(numbers))
    limits = buckets.limits().tolist()
    counts = dict.fromkeys(limits, 0)
    total = squares = 0.0
    for each in numbers:
        counts[next(limit for limit in limits if each < limit)] += 1
        total += each
        squares += each * each
    found = dict(zip(message.bucket_limit, message.bucket, strict=True))
    assert {limit: count for limit, count in found.items() if count} == {k: c for k, c in counts.items() if c}
    assert (message.sum, message.sum_squares, message.num) == (total, squares, len(numbers))
    empty = [count == 0 for count in message.bucket]
    assert not any(one and two for one, two in itertools.pairwise(empty)), "empty buckets are joined"
    assert message.bucket_limit[-1] == limits[-1]


def traced() -> Any:
    """What a run of two products and a sum left behind."""
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [16, 16], name="x")
        left = tf.matmul(x, x, name="left")
        total = tf.add(left, tf.matmul(left, x, name="right"), name="total")
        metadata = tf.RunMetadata()
        options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
        session.run(total, {x: np.ones([16, 16])}, options, metadata)
        return metadata


def test_a_timeline_has_a_bar_for_every_node() -> None:
    """With its type, its operands, its time; bars of one lane do not overlap."""
    metadata = traced()
    events = json.loads(Timeline(metadata.step_stats).generate_chrome_trace_format())["traceEvents"]
    bars = [event for event in events if event["ph"] == "X"]
    assert {bar["args"]["name"]: bar["name"] for bar in bars} == {
        "left": "MatMul",
        "right": "MatMul",
        "total": "AddV2",
    }
    total = next(bar for bar in bars if bar["args"]["name"] == "total")
    assert (total["args"]["input0"], total["args"]["input1"]) == ("left:0", "right:0")
    stats = {one.node_name: one for one in metadata.step_stats.dev_stats[0].node_stats}
    assert total["dur"] == stats["total"].all_end_rel_micros
    for one in bars:
        for other in bars:
            if one is not other and one["tid"] == other["tid"]:
                assert one["ts"] + one["dur"] <= other["ts"] or other["ts"] + other["dur"] <= one["ts"]
    names = [event["args"]["name"] for event in events if event["ph"] == "M"]
    assert names == ["Allocators", "/job:localhost/replica:0/task:0/device:CPU:0 Compute"]


def test_a_timeline_knows_how_long_results_are_needed() -> None:
    """A result lies in memory from its node to its last reader; the same from the message that was written."""
    metadata = traced()
    wire = tf.RunMetadata.FromString(metadata.SerializeToString())
    for one in (metadata, wire):
        analysis = Timeline(one.step_stats).analyze_step_stats()
        curve = [event["args"]["cpu"] for event in analysis.chrome_trace.events if event["ph"] == "C"]
        size = 16 * 16 * 4
        assert max(curve) == 3 * size and curve[-1] == 0
        highest = analysis.allocator_maximums["cpu"]
        assert (highest.num_bytes, highest.tensors) == (3 * size, {"left", "right", "total"})
    without = json.loads(Timeline(metadata.step_stats).generate_chrome_trace_format(show_memory=False))
    assert not [event for event in without["traceEvents"] if event["ph"] == "C"]
