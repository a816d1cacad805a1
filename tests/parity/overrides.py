"""Where tensorlab means to differ from what TensorFlow 2.21 printed, and why; and what is still to come.

The oracle is TensorFlow 2.21 in its 1.x mode. An entry replaces the recorded output of one program; it must
say the reason. Keep this short: a program that avoids the difference is better than an entry here.
"""

OVERRIDES: dict[str, tuple[str, str]] = {}
"""Name of the program -> (what it has to print, the reason)."""

LATER: dict[str, str] = {
    "gradients.custom_gradient": "tf.custom_gradient is not built yet",
    "graphs.gradient_override": "tf.RegisterGradient is not built yet",
}
"""Programs that wait for something: expected to fail, and reported as soon as they do not."""
