"""The tests of a small library, as tf.test writes and runs them."""

import numpy as np
import tensorflow as tf


def standardize(x):
    """Mean 0 and standard deviation 1, column by column."""
    mean, variance = tf.nn.moments(x, axes=[0], keep_dims=True)
    return (x - mean) / tf.sqrt(variance)


class StandardizeTest(tf.test.TestCase):
    """What it should do."""

    def setUp(self):
        super().setUp()
        self.data = np.array([[1.0, 10.0], [3.0, 30.0], [5.0, 20.0]], np.float32)

    def test_mean_and_deviation(self):
        with self.test_session() as sess:
            result = sess.run(standardize(tf.constant(self.data)))
            print("standardized", result.round(5).tolist())
            self.assertAllClose(result.mean(0), [0.0, 0.0], atol=1e-6)
            self.assertAllClose(result.std(0), np.ones(2))

    def test_shape(self):
        with self.test_session():
            self.assertShapeEqual(self.data, standardize(tf.constant(self.data)))
            self.assertAllEqual(tf.shape(standardize(tf.constant(self.data))).eval(), [3, 2])

    def test_gradient(self):
        with self.test_session():
            x = tf.constant(self.data)
            y = standardize(x)
            error = tf.test.compute_gradient_error(x, [3, 2], y, [3, 2], x_init_value=self.data, delta=1e-2)
            print("gradient agrees", error < 0.05)
            self.assertLess(error, 0.05)

    def test_what_is_refused(self):
        with self.test_session():
            with self.assertRaises(ValueError):
                tf.matmul(tf.ones([2, 3]), tf.ones([2, 3]))
            with self.assertRaisesOpError("positive"):
                tf.Assert(tf.less(1, 0), ["must be positive"]).run()
            self.assertNear(tf.reduce_sum([0.1] * 10).eval(), 1.0, 1e-5)
            self.assertAllCloseAccordingToType(tf.exp(0.5).eval(), np.exp(np.float32(0.5)))
            print("refused what it should, and 3 x 7 =", tf.multiply(3, 7).eval())


if __name__ == "__main__":
    print(
        "testing",
        StandardizeTest.__name__,
        "with",
        len([n for n in dir(StandardizeTest) if n.startswith("test_")]),
        "methods of that name",
    )
    tf.test.main()
