"""Two tones in noise: found with a Fourier transform, seen in a spectrogram, and learned by gradient descent."""

import numpy as np
import tensorflow as tf

samples, rate = 128, 128.0
random = np.random.RandomState(0)
time = np.arange(samples) / rate
clean = np.sin(2 * np.pi * 9 * time) + 0.6 * np.cos(2 * np.pi * 24 * time)
noisy = (clean + random.normal(0, 0.4, samples)).astype(np.float32)

signal = tf.constant(noisy)
frequencies = tf.spectral.rfft(signal)
power = tf.square(tf.abs(frequencies))
loudest = tf.nn.top_k(power, k=2)
kept = tf.where(power > 0.2 * tf.reduce_max(power), tf.ones_like(power), tf.zeros_like(power))
filtered = tf.spectral.irfft(frequencies * tf.cast(kept, tf.complex64))
error = tf.reduce_mean(tf.square(filtered - clean.astype(np.float32)))

spectrogram = tf.abs(tf.signal.stft(signal, frame_length=32, frame_step=16))
smooth = tf.signal.dct(tf.log(spectrogram + 1.0), norm="ortho")[:, :4]

heights = tf.Variable(tf.zeros([2]), name="heights")
waves = tf.constant(
    np.stack([np.sin(2 * np.pi * 9 * time), np.cos(2 * np.pi * 24 * time)]).astype(np.float32)
)
guess = tf.reduce_sum(heights[:, tf.newaxis] * waves, 0)
distance = tf.reduce_mean(tf.square(tf.abs(tf.fft(tf.complex(signal - guess, tf.zeros_like(signal))))))
step = tf.train.GradientDescentOptimizer(0.004).minimize(distance)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    top = sess.run(loudest)
    print("loudest frequencies", top.indices.tolist(), top.values)
    print("kept", int(sess.run(tf.reduce_sum(kept))), "error %.5f" % sess.run(error))
    print("before", noisy[:4], "after", sess.run(filtered)[:4])
    print(sess.run(tf.reduce_max(spectrogram, 1)))
    print(sess.run(smooth))
    for number in range(6):
        _, value = sess.run([step, distance])
        print("step", number, "distance %.4f" % value, "heights", sess.run(heights))
