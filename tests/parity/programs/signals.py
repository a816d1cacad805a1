"""Windows, frames, spectrograms, cosine transforms."""

from typing import Any


def numbers(np: Any) -> Any:
    """A signal of two tones."""
    time = np.arange(24)
    return (np.sin(time * 0.9) + 0.5 * np.cos(time * 2.3)).astype(np.float32)


def pieces(tf: Any, np: Any) -> None:
    """Windows and frames."""
    x = tf.constant(numbers(np))
    some = tf.placeholder(tf.float32, [None])
    results = [
        tf.signal.hann_window(5),
        tf.signal.hann_window(6, periodic=False),
        tf.signal.hamming_window(4, dtype=tf.float64),
        tf.signal.hann_window(1),
        tf.signal.frame(x, 7, 5),
        tf.signal.frame(x, 7, 5, pad_end=True, pad_value=9.0),
        tf.signal.frame(tf.reshape(x, [4, 6]), 2, 2, axis=0),
        tf.signal.overlap_and_add(tf.reshape(x, [2, 3, 4]), 3),
        tf.signal.fftshift(x[:5]),
        tf.signal.ifftshift(tf.reshape(x[:6], [2, 3])),
        tf.signal.fftshift(tf.reshape(x[:6], [2, 3]), axes=1),
    ]
    print([(t.dtype.name, t.shape.as_list()) for t in results])
    with tf.Session() as session:
        for value in session.run(results):
            print(np.round(value, 5).tolist())
        print(np.round(session.run(tf.signal.frame(some, 4, 3), {some: numbers(np)[:11]}), 5).tolist())


def spectrograms(tf: Any, np: Any) -> None:
    """There and back, with gradients."""
    x = tf.constant(numbers(np))
    there = tf.signal.stft(x, 8, 4)
    back = tf.signal.inverse_stft(there, 8, 4, window_fn=tf.signal.inverse_stft_window_fn(4))
    mel = tf.signal.linear_to_mel_weight_matrix(4, 5, 8000)
    power = tf.matmul(tf.abs(there) ** 2, mel)
    results = [
        there,
        tf.signal.stft(x, 6, 4, fft_length=16, window_fn=None, pad_end=True),
        back,
        mel,
        tf.signal.mfccs_from_log_mel_spectrograms(tf.log(power + 1.0)),
        tf.gradients(tf.reduce_sum(power), x)[0],
    ]
    print([(t.dtype.name, t.shape.as_list()) for t in results[:5]])
    with tf.Session() as session:
        for value in session.run(results):
            print(np.round(value, 4).tolist())


def cosine_transforms(tf: Any, np: Any) -> None:
    """All types and norms."""
    x = tf.constant(numbers(np)[:8].reshape(2, 4))
    results = [
        tf.signal.dct(x),
        tf.signal.dct(x, norm="ortho"),
        tf.spectral.dct(x, type=3),
        tf.signal.dct(x, type=1),
    ]
    results += [
        tf.signal.idct(x),
        tf.signal.idct(x, norm="ortho"),
        tf.signal.idct(x, type=3),
        tf.signal.dct(x, n=3),
    ]
    results += [tf.signal.dct(x, n=6), tf.gradients(tf.reduce_sum(results[0] ** 2), x)[0]]
    with tf.Session() as session:
        for value in session.run(results):
            print(value.dtype, np.round(value + 1e-4, 3).tolist())
    for wrong in ({"type": 5}, {"norm": "other"}, {"type": 1, "norm": "ortho"}):
        try:
            tf.signal.dct(x, **wrong)
        except ValueError:
            print("ValueError")
