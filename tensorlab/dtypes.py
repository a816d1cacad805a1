"""tf.dtypes: dtypes and casts.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.graph.dtypes import (
    DType,
    as_dtype,
    complex64,
    complex128,
    double,
    float16,
    float32,
    float64,
    half,
    int8,
    int16,
    int32,
    int64,
    resource,
    string,
    uint8,
    uint16,
    uint32,
    uint64,
    variant,
)
from tensorlab.graph.dtypes import (
    bool_ as bool,
)
from tensorlab.ops.casting import (
    cast,
    saturate_cast,
)
from tensorlab.ops.complex_numbers import (
    complex_ as complex,
)

__getattr__ = _unknown_name(__name__, globals())
