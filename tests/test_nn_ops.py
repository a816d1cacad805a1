"""What the registry's own tests cannot say of activations, cross entropies, clipping and dropout.

Numbers in comparison are TensorFlow's (2.21), unless a test says where they come from.
"""

import numpy as np
import pytest

import tensorlab as tf

LARGE = [-1e3, -30.0, 0.0, 30.0, 1e3]


def value_and_gradient(function, x):
    """The value of a function at x, and the gradient of the sum of its entries."""
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant(x)
        y = function(x)
        return session.run([y, tf.gradients(y, x)[0]])


def slices():
    """Rows 0 and 2 of a table of four rows."""
    return tf.IndexedSlices(tf.constant([[1.0, 2.0], [3.0, 4.0]]), tf.constant([0, 2]), tf.constant([4, 2]))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "function",
    [
        tf.sigmoid, tf.log_sigmoid, tf.nn.softplus, tf.nn.softsign, tf.nn.elu, tf.nn.selu, tf.nn.relu6,
        tf.nn.swish, tf.nn.leaky_relu, tf.nn.softmax, tf.nn.log_softmax,
        lambda x: tf.nn.sigmoid_cross_entropy_with_logits(labels=[1.0, 0.0, 1.0, 0.0, 1.0], logits=x),
        lambda x: tf.nn.weighted_cross_entropy_with_logits([1.0, 0.0, 1.0, 0.0, 1.0], x, 2.0),
        lambda x: tf.nn.softmax_cross_entropy_with_logits(labels=[0.0, 1.0, 0.0, 0.0, 0.0], logits=x),
        lambda x: tf.nn.sparse_softmax_cross_entropy_with_logits(labels=0, logits=x),
    ],
)  # fmt: skip
def test_large_numbers_stay_numbers(function):
    """Scores of a thousand give neither infinity nor nan, nor do their gradients."""
    for result in value_and_gradient(function, LARGE):
        assert np.all(np.isfinite(result))


def test_small_chances_keep_their_digits():
    """Where 1 - sigmoid rounds to 0, the logarithm of it still says how small it is."""
    loss, gradient = value_and_gradient(
        lambda x: tf.nn.sigmoid_cross_entropy_with_logits(labels=[1.0], logits=x), [20.0]
    )
    np.testing.assert_allclose(loss, [2.0611537e-09], rtol=1e-5)
    assert -1e-7 < gradient[0] <= 0
    np.testing.assert_allclose(value_and_gradient(tf.sigmoid, [-20.0])[0], [2.0611541e-09], rtol=1e-5)
    np.testing.assert_allclose(value_and_gradient(tf.sigmoid, np.float16([-12]))[0], [6.14e-06], rtol=1e-2)


def test_slopes_at_the_corners():
    """At a corner TensorFlow takes one of the two slopes; so do we. An entry that is nan gets no gradient."""
    for function, expected in {
        tf.nn.relu: [0, 0, 1, 1, 1, 0],
        tf.nn.relu6: [0, 0, 1, 0, 0, 0],
        tf.nn.leaky_relu: [0.2, 0.2, 1, 1, 1, 0.2],
        lambda x: tf.clip_by_value(x, 0, 6): [0, 1, 1, 1, 0, 0],
    }.items():
        gradient = value_and_gradient(function, np.float32([-1, 0, 1, 6, 7, np.nan]))[1]
        np.testing.assert_allclose(gradient, np.float32(expected))


def test_clipping_stops_an_infinite_gradient():
    """The logarithm of a clipped 0 has an infinite slope; what was clipped receives 0, not nan."""
    gradient = value_and_gradient(lambda x: tf.log(tf.clip_by_value(x, 0.0, 1.0)), [-1.0, 0.5])[1]
    np.testing.assert_array_equal(gradient, [0, 2])


def test_clip_by_value_is_one_node_and_so_is_its_gradient():
    """As the textbook's program writes it: an int and a float as limits, both made float32."""
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [None, 1])
        y = tf.clip_by_value(x, 1e-10, 1)
        tf.gradients(y, x)
        types = [operation.type for operation in graph.get_operations()]
        assert y.name == "clip_by_value:0"
        assert types == ["Placeholder", "Const", "Const", "ClipByValue", "OnesLike", "ClipByValueGrad"]
        with pytest.raises(ValueError, match="incompatible"):
            tf.clip_by_value([[1.0, 2.0]], tf.zeros([2, 1]), 5.0)
        with pytest.raises(TypeError):
            tf.clip_by_value([1, 2], 0, 2.5)


def test_limits_that_are_tensors_have_gradients():
    """Each limit gets the gradients of the entries that it replaced."""
    with tf.Graph().as_default(), tf.Session() as session:
        low, high = tf.constant(0.0), tf.constant([1.0, 1.0, 1.0])
        y = tf.clip_by_value([[-1.0, 0.5, 2.0], [-2.0, 3.0, 0.5]], low, high)
        for_low, for_high = session.run(tf.gradients(y, [low, high]))
    assert for_low == 2
    np.testing.assert_array_equal(for_high, [0, 1, 1])


def test_softmax_cross_entropy_passes_gradients_to_labels_only_in_version_2():
    """The first version takes labels as constants."""
    with tf.Graph().as_default(), tf.Session() as session:
        labels, logits = tf.constant([[0.5, 0.5]]), tf.constant([[1.0, 2.0]])
        first = tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)
        second = tf.nn.softmax_cross_entropy_with_logits_v2(labels=labels, logits=logits)
        assert tf.gradients(first, labels) == [None]
        for_labels = session.run(tf.gradients(second, labels)[0])
        np.testing.assert_allclose(for_labels, [[1.3132616, 0.3132616]], rtol=1e-6)
        assert first.op.name == "softmax_cross_entropy_with_logits_sg"
        assert second.op.name == "softmax_cross_entropy_with_logits"


def test_labels_of_other_dtypes_are_converted():
    """A one-hot table of ints or float64 numbers does for float32 scores; class numbers must be integers."""
    with tf.Graph().as_default(), tf.Session() as session:
        for labels in ([[1, 0]], np.eye(2)[:1], tf.constant([[1, 0]])):
            loss = tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=[[0.0, 0.0]])
            np.testing.assert_allclose(session.run(loss), [np.log(2)], rtol=1e-6)
        with pytest.raises(TypeError):
            tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0.0], logits=[[0.0, 0.0]])


def test_a_class_that_does_not_exist_is_refused():
    """TensorFlow's error, at TensorFlow's moment: while the graph runs."""
    with tf.Graph().as_default(), tf.Session() as session:
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0, 5], logits=tf.zeros([2, 3]))
        with pytest.raises(tf.errors.InvalidArgumentError, match="label value of 5"):
            session.run(loss)


def test_sparse_and_dense_cross_entropy_agree():
    """A class number says the same as its one-hot row: value, gradient, and gradient of the gradient."""
    rng = np.random.default_rng(0)
    scores, classes = rng.normal(size=(3, 2, 4)), rng.integers(0, 4, (3, 2))
    results = []
    for dense in (False, True):
        with tf.Graph().as_default(), tf.Session() as session:
            x = tf.constant(scores)
            if dense:
                y = tf.nn.softmax_cross_entropy_with_logits(labels=np.eye(4)[classes], logits=x)
            else:
                y = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=classes, logits=x)
            first = tf.gradients(y * y, x)[0]
            results.append(session.run([y, first, tf.gradients(first * first, x)[0]]))
    for sparse, full in zip(*results, strict=True):
        np.testing.assert_allclose(sparse, full, rtol=1e-12, atol=1e-14)


def test_global_norm_takes_slices_and_passes_over_none():
    """Rows of a table count like any other numbers, and come back as rows."""
    with tf.Graph().as_default(), tf.Session() as session:
        rows = slices()
        clipped, norm = tf.clip_by_global_norm([tf.constant([3.0]), None, rows], 1.0)
        assert clipped[1] is None
        assert isinstance(clipped[2], tf.IndexedSlices)
        assert clipped[2].indices is rows.indices
        assert norm.name == "global_norm/global_norm:0"
        assert clipped[0].name == "clip_by_global_norm/clip_by_global_norm/_0:0"
        values = session.run([norm, clipped[0], clipped[2].values])
    np.testing.assert_allclose(values[0], 6.244998, rtol=1e-6)
    np.testing.assert_allclose(values[1], [0.48038447], rtol=1e-6)
    np.testing.assert_allclose(values[2], [[0.16012816, 0.32025632], [0.48038447, 0.64051265]], rtol=1e-6)


def test_an_infinite_gradient_is_not_clipped_silently():
    """Clipping infinity by a global norm gives nan, which shows; clipping a single tensor is refused."""
    with tf.Graph().as_default(), tf.Session() as session:
        assert np.isnan(session.run(tf.clip_by_global_norm([tf.constant([np.inf])], 1.0)[0][0]))
        with pytest.raises(TypeError, match="sequence"):
            tf.clip_by_global_norm(tf.constant([3.0]), 1.0)
        assert tf.global_norm([None]) is None


def test_clip_by_norm_of_zeros_and_slices():
    """Zeros have no direction, yet a gradient: TensorFlow's is 1. Slices are clipped by their rows."""
    value, gradient = value_and_gradient(lambda x: tf.clip_by_norm(x, 1.0), [0.0, 0.0])
    np.testing.assert_array_equal(value, [0, 0])
    np.testing.assert_array_equal(gradient, [1, 1])
    gradient = value_and_gradient(lambda x: tf.clip_by_norm(x, 1.0), [3.0, 4.0])[1]
    np.testing.assert_allclose(gradient, [0.032, -0.024], rtol=1e-5)
    with tf.Graph().as_default(), tf.Session() as session:
        clipped = tf.clip_by_norm(slices(), 1)
        expected = [[0.18257418, 0.36514837], [0.5477225, 0.73029673]]
        np.testing.assert_allclose(session.run(clipped.values), expected, rtol=1e-6)


def test_dropout_draws_as_tensorflow_does():
    """The same entries are dropped for the same seed, in every dtype, with `rate` and with `keep_prob`."""
    x = np.random.RandomState(0).rand(2, 3).astype("float32")
    with tf.Graph().as_default(), tf.Session() as session:

        def kept(*args, **kwargs):
            return session.run(tf.nn.dropout(*args, **kwargs)).tolist()

        expected = [[0, 1.4303787, 0], [0, 0.8473096, 0]]
        np.testing.assert_allclose(kept(x, 0.5, seed=1), expected, rtol=1e-6)
        np.testing.assert_allclose(kept(x, rate=0.5, seed=1), expected, rtol=1e-6)
        chance = tf.placeholder_with_default(0.7, [])
        expected = [[0, 1.0216991, 0], [0.7784046, 0.60522115, 0]]
        np.testing.assert_allclose(kept(x, keep_prob=chance, seed=1), expected, rtol=1e-6)
        assert kept(np.ones((2, 3)), 0.5, seed=3) == [[0, 2, 0], [2, 0, 2]]
        half = kept(np.ones((2, 3), "float16"), 0.3, seed=3)
        np.testing.assert_allclose(half, [[3.334, 0, 0], [3.334, 0, 3.334]], rtol=1e-3)
        unknown = tf.placeholder_with_default(np.ones((2, 3), "float32"), [None, 3])
        assert kept(unknown, 0.5, seed=3) == [[0, 0, 2], [0, 2, 0]]
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(7)
        both = session.run([tf.nn.dropout(tf.ones([5]), 0.5), tf.nn.dropout(tf.ones([5]), 0.5)])
    np.testing.assert_array_equal(both, [[2, 0, 0, 2, 0], [0, 2, 0, 0, 0]])


def test_dropout_names_and_refusals():
    """Names as in TensorFlow; a rate of 0 changes nothing, and gives back the tensor itself."""
    with tf.Graph().as_default() as graph:
        x = tf.ones([2, 3])
        assert tf.nn.dropout(x, 0.5, name="d").name == "d/SelectV2:0"
        assert graph.get_operation_by_name("d/random_uniform/RandomUniform").type == "RandomUniform"
        assert tf.nn.dropout(x, 1.0) is x
        rows = tf.nn.dropout(x, 0.5, noise_shape=[None, 1], seed=3)
        assert rows.shape.as_list() == [2, 3]
        for arguments in ({}, {"rate": 1.0}, {"keep_prob": 1.5}, {"keep_prob": 0.5, "rate": 0.5}):
            with pytest.raises(ValueError):
                tf.nn.dropout(x, **arguments)
        with pytest.raises(ValueError, match="floating"):
            tf.nn.dropout([1, 2], 0.5)


def test_moments_and_normalization():
    """Mean and variance of float16 are computed in float32; integers stay integers."""
    with tf.Graph().as_default(), tf.Session() as session:
        mean, variance = tf.nn.moments(tf.constant([[1.0, 2], [4, 8]], tf.float16), 0)
        assert mean.dtype == variance.dtype == tf.float16
        np.testing.assert_array_equal(session.run([mean, variance]), [[2.5, 5], [2.25, 9]])
        kept = tf.nn.moments(tf.ones([2, 3]), [0, 1], keepdims=True, name="m")
        assert [t.name for t in kept] == ["m/mean:0", "m/variance:0"]
        assert [t.shape.as_list() for t in kept] == [[1, 1], [1, 1]]
        x = np.arange(8.0).reshape(1, 1, 2, 4).astype("float32") + 1
        expected = [0.30151135, 0.37139067, 0.39056674, 0.560112]
        local = session.run(tf.nn.local_response_normalization(x, 1, 1.0, 2.0, 0.5))
        np.testing.assert_allclose(local[0, 0, 0], expected, rtol=1e-5)


def test_losses_reduce_as_they_are_told():
    """Each kind of reduction, with the name of its result; weights that do not fit are refused."""
    kinds = tf.losses.Reduction
    expected = {
        kinds.NONE: ("mean_squared_error/Mul:0", [[12, 27]]),
        kinds.SUM: ("mean_squared_error/Sum:0", 39),
        kinds.MEAN: ("mean_squared_error/value:0", 6.5),
        kinds.SUM_OVER_BATCH_SIZE: ("mean_squared_error/value:0", 19.5),
        kinds.SUM_BY_NONZERO_WEIGHTS: ("mean_squared_error/value:0", 19.5),
    }
    for kind, (name, value) in expected.items():
        with tf.Graph().as_default(), tf.Session() as session:
            loss = tf.losses.mean_squared_error([[1.0, 2]], [[3.0, 5]], weights=[[3.0]], reduction=kind)
            assert loss.name == name
            np.testing.assert_allclose(session.run(loss), value)
    with tf.Graph().as_default(), tf.Session() as session:
        assert session.run(tf.losses.mean_squared_error([1.0, 2], [3.0, 5], weights=[1.0, 0], scope="z")) == 4
        assert session.run(tf.losses.mean_squared_error([1.0, 2], [3.0, 5], weights=0.0)) == 0
        for weights in ([1.0, 2, 3], [[1.0]]):
            with pytest.raises(ValueError, match="can not be broadcast"):
                tf.losses.mean_squared_error([1.0, 2], [3.0, 5], weights=weights)
        with pytest.raises(ValueError, match="Reduction"):
            tf.losses.mean_squared_error([1.0], [3.0], reduction="x")


def test_losses_smooth_labels_and_collect_themselves():
    """Smoothing as in TensorFlow; every loss is found again in the collection, those of regularizers too."""
    with tf.Graph().as_default(), tf.Session() as session:
        softmax = tf.losses.softmax_cross_entropy([[0, 1]], [[1.0, 2]], label_smoothing=0.1)
        sigmoid = tf.losses.sigmoid_cross_entropy([[0.0, 1]], [[1.0, 2]], label_smoothing=0.1)
        huber = tf.losses.huber_loss([1.0, 2], [1.5, 5], delta=2.0)
        log = tf.losses.log_loss([1.0, 0], [0.9, 0.2])
        expected = [0.36326164, 0.74509484, 2.0625, 0.1642519]
        np.testing.assert_allclose(session.run([softmax, sigmoid, huber, log]), expected, rtol=1e-6)
        assert tf.losses.get_losses() == [softmax, sigmoid, huber, log]
        assert tf.losses.get_losses(scope="huber") == [huber]
        tf.get_variable("w", [2], regularizer=lambda w: tf.reduce_sum(w * 0.0 + 2.0))
        assert len(tf.losses.get_regularization_losses()) == 1
        total = tf.losses.get_total_loss()
        assert total.name == "total_loss:0"
        session.run(tf.global_variables_initializer())
        np.testing.assert_allclose(session.run(total), sum(expected) + 4, rtol=1e-6)
