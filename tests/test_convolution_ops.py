"""Convolution and pooling beyond the samples of their records: large inputs, which take other ways, and messages.

The plain way (all patches at once) is held against a loop over the cells of the window, written out here, and the
other ways (blocks of images, spectra) against the plain one.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.devices.simulated_costs import arithmetic
from tensorlab.ops import convolution_kernels as kernels
from tensorlab.ops import convolution_spectra as spectra
from tensorlab.ops import pooling_kernels as pooling
from tensorlab.ops.convolution_geometry import Geometry, geometry
from tensorlab.ops.row_sums import added_to_rows, sum_of_rows

# images, sizes, channels, filters, window, strides, dilations, padding
CASES: list[tuple[Any, ...]] = [
    (5, (9, 8), 3, 4, (3, 2), (1, 1), (1, 1), "SAME"),
    (5, (9, 8), 3, 4, (3, 3), (2, 1), (1, 1), "SAME"),
    (4, (9, 8), 5, 4, (3, 3), (1, 1), (2, 1), "VALID"),
    (3, (11, 8), 5, 6, (2, 3), (2, 3), (1, 2), "SAME"),
    (3, (11, 8), 5, 6, (5, 5), (1, 1), (1, 1), "SAME"),
    (3, (7, 8), 5, 6, (1, 1), (3, 2), (1, 1), "VALID"),
    (2, (6, 7), 20, 6, (1, 1), (1, 1), (1, 1), "SAME"),
    (1, (5, 5), 1, 1, (2, 4), (1, 1), (1, 1), "SAME"),
    (3, (12,), 2, 3, (4,), (2,), (1,), "SAME"),
    (2, (4, 5, 6), 2, 3, (2, 3, 2), (1, 2, 1), (1, 1, 2), "SAME"),
]


def prepared(case: tuple[Any, ...]) -> tuple[Any, Any, Any, Geometry]:
    """Images, filters, a gradient, and the window."""
    images, sizes, channels, filters, window, strides, dilations, padding = case
    random = np.random.RandomState(0)
    places = geometry(sizes, window, strides, dilations, padding)
    x = random.randn(images, *sizes, channels)
    w = random.randn(*window, channels, filters)
    return x, w, random.randn(images, *places.stops, filters), places


def by_cells(x: Any, w: Any, g: Any, places: Geometry) -> tuple[Any, Any, Any]:
    """The convolution and its gradients, cell by cell of the window."""
    pairs = ((0, 0), *zip(places.before, places.after, strict=True), (0, 0))
    framed = np.pad(x, pairs)
    y, for_w, for_x = np.zeros(g.shape), np.zeros(w.shape), np.zeros(framed.shape)
    for cell in np.ndindex(*places.window):
        seen = (slice(None), *kernels.seen_by(cell, places))
        y += framed[seen] @ w[cell]
        for_w[cell] = _pairs(framed[seen], g)
        for_x[seen] += g @ w[cell].T
    inside = (slice(b, b + n) for b, n in zip(places.before, places.sizes, strict=True))
    return y, for_w, for_x[(slice(None), *inside)]


def _pairs(x: Any, g: Any) -> Any:
    return x.reshape(-1, x.shape[-1]).T @ g.reshape(-1, g.shape[-1])


@pytest.mark.parametrize("block", [1 << 20, 200_000, 1000, 1])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_way_gives_the_same(case: Any, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fits into a block: all images, some, one, or only some rows of one."""
    x, w, g, places = prepared(case)
    monkeypatch.setattr(kernels, "BLOCK_BYTES", block)
    y, for_w, for_x = by_cells(x, w, g, places)
    np.testing.assert_allclose(kernels.correlated(x, w, places), y, rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(kernels.filters_gradient(x, g, places), for_w, rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(kernels.image_gradient(w, g, places), for_x, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("memory", [64 << 20, 1])
@pytest.mark.parametrize("case", [c for c in CASES if len(c[1]) == 2 and max(c[5]) == 1], ids=str)
def test_spectra_give_the_same(case: Any, memory: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also with an odd number of images, windows with gaps, and a part of the batch at a time."""
    x, w, g, places = prepared(case)
    monkeypatch.setattr(spectra, "BATCH_BYTES", memory)
    y, for_w, _ = by_cells(x, w, g, places)
    np.testing.assert_allclose(spectra.correlated_by_spectra(x, w, places), y, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(spectra.filters_by_spectra(x, g, places), for_w, rtol=1e-9, atol=1e-9)


def test_spectra_are_taken_where_they_pay() -> None:
    """For LeNet's second layer, not for its first, nor for a window of 3 by 3 or one that takes strides."""

    def chosen(
        size: int, channels: int, filters: int, window: int, stride: int = 1, images: int = 100
    ) -> bool:
        places = geometry([size] * 2, [window] * 2, [stride] * 2, [1] * 2, "SAME")
        shapes = (images, size, size, channels), (window, window, channels, filters)
        return spectra.worth_spectra(*shapes, places)

    assert chosen(14, 32, 64, 5)
    assert not chosen(28, 1, 32, 5)
    assert not chosen(28, 64, 64, 3)
    assert not chosen(14, 32, 64, 5, stride=2)
    assert not chosen(14, 32, 64, 5, images=1)


def test_large_batches_in_float32() -> None:
    """A session takes the way by spectra and by blocks; both agree with float64 to seven digits or so."""
    random = np.random.RandomState(1)
    for channels, filters, size, window in ((16, 24, 12, 5), (1, 8, 28, 5), (8, 8, 20, 3)):
        x, w = random.randn(24, size, size, channels), random.randn(window, window, channels, filters)
        results = []
        for dtype in (np.float32, np.float64):
            with tf.Graph().as_default(), tf.Session() as session:
                images, kernel = tf.constant(x.astype(dtype)), tf.constant(w.astype(dtype))
                y = tf.nn.conv2d(images, kernel, [1, 1, 1, 1], "SAME")
                results.append(session.run([y, *tf.gradients(tf.reduce_sum(y * y), [images, kernel])]))
        for found, expected in zip(*results, strict=True):
            assert np.abs(found - expected).max() <= 2e-6 * np.abs(expected).max()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_pixel_that_is_not_finite_spoils_its_neighbours_only(bad: float) -> None:
    """A spectrum would spread it over the whole image, and over the image that it is paired with."""
    random = np.random.RandomState(8)
    x = random.randn(40, 14, 14, 16).astype(np.float32)
    w, g = random.randn(5, 5, 16, 32).astype(np.float32), random.randn(40, 14, 14, 32).astype(np.float32)
    places = geometry([14, 14], [5, 5], [1, 1], [1, 1], "SAME")
    assert spectra.worth_spectra(x.shape, w.shape, places)
    x[3, 7, 7, 2] = bad
    with np.errstate(invalid="ignore"):
        y = kernels.correlated(x, w, places)
        for_w = kernels.filters_gradient(x, g, places)
    spoilt = ~np.isfinite(y)
    assert spoilt[3, 5:10, 5:10].all() and spoilt.sum() == 25 * 32
    assert not np.isfinite(for_w[:, :, 2]).any() and np.isfinite(np.delete(for_w, 2, axis=2)).all()


@pytest.mark.parametrize("layout", ["NHWC", "NCHW"])
def test_gpus_take_large_batches_too(layout: str) -> None:
    """There all patches are one matrix; the CPU's other ways round differently."""
    random = np.random.RandomState(2)
    x = random.randn(16, 14, 14, 8).astype(np.float32)
    w = random.randn(5, 5, 8, 16).astype(np.float32)
    x = x if layout == "NHWC" else np.moveaxis(x, 3, 1).copy()

    def results() -> Any:
        with tf.Graph().as_default(), tf.Session() as session:
            images, kernel = tf.placeholder(tf.float32, x.shape), tf.constant(w)
            y = tf.nn.conv2d(images, kernel, 1, "SAME", data_format=layout)
            pooled = tf.nn.max_pool(y, 2, 2, "SAME", data_format=layout)
            return session.run([pooled, *tf.gradients(pooled, [images, kernel])], {images: x})

    on_cpu = results()
    with lab.simulate_gpu() as simulation:
        on_gpu = results()
        assert simulation.gpus[0].memory().peak > 0
    for found, expected in zip(on_gpu, on_cpu, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4 * np.abs(expected).max())


FORMS: dict[str, Callable[[Any, Any, str], Any]] = {
    "conv2d": lambda x, w, layout: tf.nn.conv2d(x, w, [2, 1], "SAME", data_format=layout),
    "depthwise": lambda x, w, layout: tf.nn.depthwise_conv2d_native(x, w, 1, "VALID", data_format=layout),
    "max_pool": lambda x, w, layout: tf.nn.max_pool(x, [3, 2], 2, "SAME", data_format=layout),
    "avg_pool": lambda x, w, layout: tf.nn.avg_pool(x, [3, 2], 2, "SAME", data_format=layout),
    "batch norm": lambda x, w, layout: tf.nn.fused_batch_norm(
        x, w[0, 0, :, 0], w[0, 0, :, 1], data_format=layout
    )[0],
}


@pytest.mark.parametrize("form", FORMS)
def test_channels_may_stand_second(form: str) -> None:
    """NCHW gives the same numbers in another order, forward and backward; TensorFlow needs a GPU for it."""
    random = np.random.RandomState(3)
    x, w = random.randn(2, 6, 7, 3), random.randn(3, 2, 3, 4)
    results = []
    for layout in ("NHWC", "NCHW"):
        with tf.Graph().as_default(), tf.Session() as session:
            kernel = tf.constant(w)
            images = tf.constant(x if layout == "NHWC" else np.moveaxis(x, 3, 1))
            y = FORMS[form](images, kernel, layout)
            gradient = tf.gradients(tf.reduce_sum(y**3), images)[0]
            found = session.run([y, gradient])
            assert all(
                list(value.shape) == t.shape.as_list() for value, t in zip(found, (y, gradient), strict=True)
            )
        results.append(found if layout == "NHWC" else [np.moveaxis(value, 1, 3) for value in found])
    for first, second in zip(*results, strict=True):
        np.testing.assert_allclose(first, second, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("window, stride", [(2, 2), (3, 1), (3, 2), (2, 3)])
@pytest.mark.parametrize("padding", ["SAME", "VALID"])
def test_pooling_in_blocks(window: int, stride: int, padding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few images at a time give what all at once give, ties and all."""
    x = np.random.RandomState(4).randint(4, size=(7, 9, 8, 3)).astype(np.float32)
    places = geometry([9, 8], [window] * 2, [stride] * 2, [1] * 2, padding)
    y = pooling.largest(x, places)
    g = np.random.RandomState(5).randn(*y.shape).astype(np.float32)
    whole = [
        y,
        pooling.to_the_largest(x, y, g, places),
        pooling.average(x, places),
        pooling.spread_evenly(g, places),
    ]
    monkeypatch.setattr(pooling, "BLOCK_BYTES", 1)
    parts = [
        pooling.largest(x, places), pooling.to_the_largest(x, y, g, places),
        pooling.average(x, places), pooling.spread_evenly(g, places),
    ]  # fmt: skip
    for part, all_at_once in zip(parts, whole, strict=True):
        np.testing.assert_array_equal(part, all_at_once)
    np.testing.assert_allclose(whole[1].sum(), g.sum(), rtol=1e-4)


def test_fused_batch_norm_is_the_composite() -> None:
    """In training: values, gradients and second gradients of the single node and of tf.nn.batch_normalization."""
    random = np.random.RandomState(6)
    x, g = random.randn(4, 3, 2, 2), random.randn(4, 3, 2, 2)
    with tf.Graph().as_default(), tf.Session() as session:
        images, scale, offset = (
            tf.constant(x),
            tf.constant([1.5, -0.5], tf.float64),
            tf.constant([0.5, 2.0], tf.float64),
        )
        fused = tf.nn.fused_batch_norm(images, scale, offset)[0]
        mean = tf.reduce_mean(images, [0, 1, 2])
        variance = tf.reduce_mean((images - mean) ** 2, [0, 1, 2])
        single = tf.nn.batch_normalization(images, mean, variance, offset, scale, 0.001)
        sources = [images, scale, offset]
        answers = []
        for y in (fused, single):
            first = tf.gradients(tf.reduce_sum(y**2 * g), sources)
            second = tf.gradients(sum(tf.reduce_sum(tf.sin(part)) for part in first), sources)
            answers.append(session.run([y, *first, *second]))
    for found, expected in zip(*answers, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-8)


def message_of(action: Callable[[], Any]) -> str:
    with pytest.raises(ValueError) as caught:
        action()
    return str(caught.value)


def test_messages_name_both_shapes_and_the_line() -> None:
    """What a beginner runs into, said so that she sees what to change."""
    gray = tf.placeholder(tf.float32, [None, 28, 28, 1], name="gray")
    words = message_of(lambda: tf.nn.conv2d(gray, tf.ones([5, 5, 3, 8]), 1, "SAME"))
    assert "the filter expects 3 channels, the image has 1" in words
    assert "(?, 28, 28, 1)" in words and "(5, 5, 3, 8)" in words
    assert "test_convolution_ops.py" in words and "tf.nn.conv2d(gray" in words
    words = message_of(lambda: tf.nn.conv2d(gray, tf.ones([30, 5, 1, 8]), 1, "VALID"))
    assert "Negative dimension size caused by subtracting 30 from 28" in words and "padding='SAME'" in words
    assert "Did you mean 'SAME'" in message_of(lambda: tf.nn.conv2d(gray, tf.ones([5, 5, 1, 8]), 1, "same"))
    words = message_of(lambda: tf.nn.conv2d(gray, tf.ones([5, 5, 1, 8]), [1, 1, 2, 2], "SAME"))
    assert "strides in the batch and depth dimensions: [1, 1, 2, 2] for NHWC" in words
    words = message_of(lambda: tf.nn.conv2d(tf.ones([28, 28]), tf.ones([5, 5, 1, 8]), 1, "SAME"))
    assert "must be rank 4 but is rank 2: the image has shape (28, 28)" in words
    words = message_of(lambda: tf.nn.conv2d(gray, tf.ones([5, 5, 1, 8]), 1, "SAME", data_format="NWHC"))
    assert "Did you mean 'NHWC'" in words


def test_a_run_that_fails_says_the_shapes() -> None:
    """Where the graph could not know, the same words come when it runs."""
    image = tf.placeholder(tf.float32, None)
    y = tf.nn.conv2d(image, tf.ones([2, 2, 3, 1]), 1, "SAME")
    with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError) as caught:
        session.run(y, {image: np.ones((1, 4, 4, 1))})
    assert "the filter expects 3 channels, the image has 1" in str(caught.value)


def test_what_may_not_be_given_twice() -> None:
    """`filter` and `filters` mean the same."""
    image, kernel = tf.ones([1, 4, 4, 1]), tf.ones([2, 2, 1, 1])
    with pytest.raises(ValueError, match="Cannot specify both 'filter' and 'filters'"):
        tf.nn.conv2d(image, kernel, 1, "SAME", filters=kernel)
    with pytest.raises(ValueError, match="The argument 'filter' is missing"):
        tf.nn.conv2d(image, strides=1, padding="SAME")


@pytest.mark.parametrize("shape", [(100, 28, 28, 32), (3, 7), (1, 70_000, 2), (9, 200, 300, 1), (70_000, 1)])
def test_rows_of_large_arrays(shape: tuple[int, ...]) -> None:
    """Adding to rows gives the same to the last bit; adding them up, a sum that is nearer to the exact one."""
    x = np.random.RandomState(7).randn(*shape).astype(np.float32)
    bias = np.arange(1, shape[-1] + 1, dtype=np.float32)
    np.testing.assert_array_equal(added_to_rows(x, bias), x + bias)
    axes = tuple(range(x.ndim - 1))
    exact = x.sum(axis=axes, dtype=np.float64)
    found, plain = sum_of_rows(x), np.add.reduce(x, axis=axes)
    assert found.dtype == np.float32 and found.shape == plain.shape
    assert np.abs(found - exact).max() <= max(np.abs(plain - exact).max(), 1e-3)
    np.testing.assert_array_equal(tf.nn.relu.kernel(x), np.maximum(x, 0))


def test_a_simulated_gpu_counts_every_product() -> None:
    """Its times are modelled: 2 operations for every place, filter, channel and cell, forward and backward."""
    image, kernel = tf.placeholder(tf.float32, [10, 14, 14, 32]), tf.placeholder(tf.float32, [5, 5, 32, 64])
    y = tf.nn.conv2d(image, kernel, 1, "SAME")
    nodes = [y.op, *(gradient.op for gradient in tf.gradients(y, [image, kernel]))]
    for node in nodes:
        shapes = [[tuple(t.shape.as_list()) for t in tensors] for tensors in (node.inputs, node.outputs)]
        assert arithmetic(node, *shapes) == 2 * 10 * 14 * 14 * 64 * 5 * 5 * 32
    seen = tf.nn.depthwise_conv2d_native(image, tf.zeros([3, 3, 32, 2]), [1, 1, 1, 1], "SAME").op
    assert (
        arithmetic(seen, [(10, 14, 14, 32), (3, 3, 32, 2)], [(10, 14, 14, 64)]) == 2 * 10 * 14 * 14 * 64 * 9
    )
