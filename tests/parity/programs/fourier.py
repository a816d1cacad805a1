"""Fourier transforms: names, lengths, unknown shapes, gradients."""

from typing import Any


def complex_signals(tf: Any, np: Any) -> None:
    """There and back, in one to three dimensions."""
    x = tf.constant(np.arange(8.0).reshape(2, 2, 2), tf.complex64)
    there = [tf.fft(x), tf.fft2d(x), tf.fft3d(x)]
    back = [tf.ifft(there[0]), tf.signal.ifft2d(there[1]), tf.spectral.ifft3d(there[2])]
    print([t.name for t in there + back], there[0].dtype)
    with tf.Session() as session:
        for value in session.run(there + back):
            print(np.round(value, 4).ravel().tolist())
    for wrong in (tf.constant([1.0]), tf.complex(1.0, 0.0)):
        try:
            tf.fft(wrong)
        except (TypeError, ValueError) as error:
            print(type(error).__name__)


def real_signals(tf: Any, np: Any) -> None:
    """Half of the frequencies; lengths that cut or fill up."""
    x = tf.constant(np.arange(6.0, dtype=np.float32).reshape(2, 3))
    some = tf.placeholder(tf.float32, [None, None])
    results = [
        tf.signal.rfft(x),
        tf.spectral.rfft(x, [4]),
        tf.signal.rfft(x, [2]),
        tf.signal.rfft2d(x),
        tf.signal.irfft(tf.signal.rfft(x), [3]),
        tf.signal.irfft2d(tf.signal.rfft2d(x), [2, 3]),
        tf.signal.rfft3d(tf.reshape(x, [1, 2, 3])),
        tf.signal.irfft(tf.complex(x, x)),
    ]
    print([(t.name, t.shape.as_list()) for t in results], tf.signal.rfft(some).shape)
    with tf.Session() as session:
        for value in session.run(results):
            print(np.round(value, 4).tolist())
        print(np.round(session.run(tf.signal.rfft(some), {some: [[1.0, 2.0, 3.0]]}), 4).tolist())
        power = tf.reduce_sum(tf.abs(tf.signal.rfft(x)) ** 2)
        print(session.run(tf.gradients(power, x)))
