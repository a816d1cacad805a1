"""tf.random: random tensors.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.ops.random import (
    categorical,
    get_seed,
    multinomial,
    set_random_seed,
    truncated_normal,
)
from tensorlab.ops.random import (
    random_gamma as gamma,
)
from tensorlab.ops.random import (
    random_normal as normal,
)
from tensorlab.ops.random import (
    random_poisson as poisson,
)
from tensorlab.ops.random import (
    random_shuffle as shuffle,
)
from tensorlab.ops.random import (
    random_uniform as uniform,
)

__getattr__ = _unknown_name(__name__, globals())
