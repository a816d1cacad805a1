"""Where tensorlab means to differ from what TensorFlow 2.21 printed, and why.

The oracle is TensorFlow 2.21 in its 1.x mode. An entry replaces the recorded output of one program; it must
say the reason. Keep this short: a program that avoids the difference is better than an entry here.
"""

OVERRIDES: dict[str, tuple[str, str]] = {
    "config.constructor": (
        "1 0 True\nValueError\nAttributeError\nTypeError\nno error\nTypeError",
        "`config.gpu_options = tf.GPUOptions()` is allowed: ConfigProto is a plain class here, no protocol buffer",
    ),
}
"""Name of the program -> (what it has to print, the reason)."""
