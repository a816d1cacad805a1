"""Variances and what follows from sums; polynomials; Bessel functions; losses of counts."""

from typing import Any

from tests.parity.attempt import attempt, describe, run


def variances(tf: Any, np: Any) -> None:
    """Along axes, of all entries, of complex numbers, of float64."""
    x = tf.constant(np.random.RandomState(0).randn(2, 3, 4).astype("f"), name="x")
    for axis, keepdims in ((None, False), (0, False), ([1, -1], True), (None, True)):
        for function in (tf.math.reduce_variance, tf.math.reduce_std, tf.math.reduce_euclidean_norm):
            result = function(x, axis, keepdims)
            describe(result)
            print(run(tf, result))
    z = tf.constant([[1.0 + 2.0j, 3.0], [0.5j, -1.0 - 1.0j]], tf.complex64)
    print(run(tf, [tf.math.reduce_variance(z, 1), tf.math.reduce_std(z)]))
    slope = tf.gradients(tf.math.reduce_std(x, 2), x)[0]
    print(run(tf, slope), run(tf, tf.gradients(tf.math.reduce_euclidean_norm(x, 1), x)[0]))
    attempt(tf, lambda: tf.math.reduce_variance(tf.constant([1, 2])))


def sums_that_are_enough(tf: Any, np: Any) -> None:
    """Sufficient statistics with and without a shift, with unknown sizes, and what follows from them."""
    values = np.random.RandomState(1).randn(5, 3).astype("f")
    x = tf.constant(values)
    fed = tf.placeholder(tf.float32, [None, 3])
    cases = [
        (x, None, None),
        (x, None, 0.5),
        (fed, {fed: values}, None),
        (fed, {fed: values}, [1.0, 2.0, 3.0]),
    ]
    for tensor, feed, shift in cases:
        counts, mean_ss, var_ss, shifted = tf.nn.sufficient_statistics(tensor, [0], shift=shift)
        describe(counts, mean_ss, var_ss)
        print(run(tf, [counts, mean_ss, var_ss], feed))
        mean, variance = tf.nn.normalize_moments(counts, mean_ss, var_ss, shifted)
        describe(mean, variance)
        print(run(tf, [mean, variance], feed))
    kept = tf.nn.sufficient_statistics(x, [1], keep_dims=True)
    describe(*kept[:3])


def global_normalization(tf: Any, np: Any) -> None:
    """The older form of batch normalization, by position and by name."""
    x = tf.constant(np.random.RandomState(2).randn(4, 3).astype("f"))
    mean, variance = tf.nn.moments(x, [0])
    for scaled in (True, False):
        y = tf.nn.batch_norm_with_global_normalization(
            x, mean, variance, [0.5, 1.0, 2.0], [2.0, 3.0, 4.0], 1e-3, scaled
        )
        print(y.name, run(tf, y))
    named = tf.nn.batch_norm_with_global_normalization(
        t=x,
        m=mean,
        v=variance,
        beta=0.0,
        gamma=1.0,
        variance_epsilon=0.1,
        scale_after_normalization=True,
        name="mine",
    )
    print(named.name, run(tf, named))


def counts_and_polynomials(tf: Any, np: Any) -> None:
    """The loss of counts with both endings; polynomials of numbers and tensors."""
    targets, predicted = tf.constant([0.0, 0.5, 1.0, 4.0, 30.0]), tf.constant([0.5, -1.0, 0.0, 2.0, 3.0])
    for full in (False, True):
        loss = tf.nn.log_poisson_loss(targets, predicted, compute_full_loss=full)
        describe(loss)
        print(run(tf, [loss, tf.gradients(loss, predicted)[0]]))
    attempt(tf, lambda: tf.nn.log_poisson_loss([1.0, 2.0], [1.0]), "same shape")
    x = tf.constant([0.0, 1.0, -2.0])
    print(
        run(
            tf, [tf.math.polyval([2.0, 0.0, -1.0], x), tf.math.polyval([], x), tf.math.polyval([x, 1.0], 3.0)]
        )
    )
    attempt(tf, lambda: tf.math.polyval((1.0, 2.0), x))


def special_functions(tf: Any, np: Any) -> None:
    """Bessel functions, the incomplete beta function, neighbours, and their slopes."""
    x = tf.constant([-30.0, -2.5, -0.1, 0.0, 0.3, 4.0, 19.9, 20.1, 60.0], tf.float64)
    for name in ("bessel_i0", "bessel_i0e", "bessel_i1", "bessel_i1e"):
        y = getattr(tf.math, name)(x)
        print(name, run(tf, y))
        print(run(tf, tf.gradients(y, x)[0])[4:])
    a, b, point = tf.constant([0.5, 2.0, 30.0]), tf.constant([3.0, 1.0, 10.0]), tf.constant([0.2, 0.5, 0.8])
    part = tf.betainc(a, b, point)
    print(run(tf, [part, tf.gradients(part, point)[0]]))
    print(tf.gradients(part, [a, b]))
    print(run(tf, tf.math.nextafter(tf.constant([1.0, 0.0, 2.0], tf.float64), [2.0, -1.0, 2.0])))
    print(run(tf, tf.math.divide_no_nan([1.0, 2.0], [0.0, 4.0])))
