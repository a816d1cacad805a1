"""tf.contrib.tensorboard: the settings of TensorBoard's projector, written as the text file that it reads.

Read next: `tensorlab/compat/projector.py`.
"""

from types import SimpleNamespace

from tensorlab.compat import projector
from tensorlab.errors import unknown_name

plugins = SimpleNamespace(projector=projector)

__getattr__ = unknown_name("tensorlab.contrib.tensorboard", globals())
