"""tf.initializers: how variables get their first values.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.ops.initializers import (
    Constant as constant,
)
from tensorlab.ops.initializers import (
    Identity as identity,
)
from tensorlab.ops.initializers import (
    Ones as ones,
)
from tensorlab.ops.initializers import (
    RandomNormal as random_normal,
)
from tensorlab.ops.initializers import (
    RandomUniform as random_uniform,
)
from tensorlab.ops.initializers import (
    TruncatedNormal as truncated_normal,
)
from tensorlab.ops.initializers import (
    Zeros as zeros,
)
from tensorlab.ops.scaling_initializers import (
    GlorotNormal as glorot_normal,
)
from tensorlab.ops.scaling_initializers import (
    GlorotUniform as glorot_uniform,
)
from tensorlab.ops.scaling_initializers import (
    Orthogonal as orthogonal,
)
from tensorlab.ops.scaling_initializers import (
    UniformUnitScaling as uniform_unit_scaling,
)
from tensorlab.ops.scaling_initializers import (
    VarianceScaling as variance_scaling,
)
from tensorlab.ops.scaling_initializers import (
    he_normal,
    he_uniform,
    lecun_normal,
    lecun_uniform,
)
from tensorlab.ops.variable_lists import (
    global_variables_initializer as global_variables,
)
from tensorlab.ops.variable_lists import (
    local_variables_initializer as local_variables,
)
from tensorlab.ops.variable_lists import (
    tables_initializer,
)
from tensorlab.ops.variable_lists import (
    variables_initializer as variables,
)

__getattr__ = _unknown_name(__name__, globals())
