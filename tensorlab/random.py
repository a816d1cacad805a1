"""tf.random: random tensors.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.late_names import late_names as _late_names
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

# These pages are loaded when a program first uses one of their names.
__getattr__, __dir__ = _late_names(
    __name__,
    globals(),
    {
        "ops.random_stateless": "stateless_categorical stateless_multinomial stateless_normal "
        "stateless_truncated_normal stateless_uniform",
        "ops.candidate_sampling": "all_candidate_sampler fixed_unigram_candidate_sampler "
        "learned_unigram_candidate_sampler log_uniform_candidate_sampler uniform_candidate_sampler",
    },
)
