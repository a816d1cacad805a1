"""tf.sparse: tensors that list the few entries that are not zero.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.ops.sparse_arranging import (
    sparse_reorder as reorder,
)
from tensorlab.ops.sparse_arranging import (
    sparse_reshape as reshape,
)
from tensorlab.ops.sparse_arranging import (
    sparse_transpose as transpose,
)
from tensorlab.ops.sparse_cutting import (
    sparse_concat as concat,
)
from tensorlab.ops.sparse_cutting import (
    sparse_slice as slice,
)
from tensorlab.ops.sparse_cutting import (
    sparse_split as split,
)
from tensorlab.ops.sparse_making import (
    expand_dims,
    eye,
    from_dense,
)
from tensorlab.ops.sparse_making import (
    sparse_fill_empty_rows as fill_empty_rows,
)
from tensorlab.ops.sparse_making import (
    sparse_mask as mask,
)
from tensorlab.ops.sparse_making import (
    sparse_merge as merge,
)
from tensorlab.ops.sparse_making import (
    sparse_reset_shape as reset_shape,
)
from tensorlab.ops.sparse_making import (
    sparse_retain as retain,
)
from tensorlab.ops.sparse_making import (
    sparse_tensor_to_dense as to_dense,
)
from tensorlab.ops.sparse_making import (
    sparse_to_indicator as to_indicator,
)
from tensorlab.ops.sparse_pairs import (
    sparse_add as add,
)
from tensorlab.ops.sparse_pairs import (
    sparse_maximum as maximum,
)
from tensorlab.ops.sparse_pairs import (
    sparse_minimum as minimum,
)
from tensorlab.ops.sparse_products import (
    sparse_softmax as softmax,
)
from tensorlab.ops.sparse_products import (
    sparse_tensor_dense_matmul as matmul,
)
from tensorlab.ops.sparse_products import (
    sparse_tensor_dense_matmul as sparse_dense_matmul,
)
from tensorlab.ops.sparse_segments import (
    sparse_segment_mean as segment_mean,
)
from tensorlab.ops.sparse_segments import (
    sparse_segment_sqrt_n as segment_sqrt_n,
)
from tensorlab.ops.sparse_segments import (
    sparse_segment_sum as segment_sum,
)
from tensorlab.ops.sparse_sums import (
    sparse_reduce_max as reduce_max,
)
from tensorlab.ops.sparse_sums import (
    sparse_reduce_max_sparse as reduce_max_sparse,
)
from tensorlab.ops.sparse_sums import (
    sparse_reduce_sum as reduce_sum,
)
from tensorlab.ops.sparse_sums import (
    sparse_reduce_sum_sparse as reduce_sum_sparse,
)
from tensorlab.ops.sparse_tensor import (
    SparseTensor,
)
from tensorlab.ops.sparse_tensor import (
    sparse_placeholder as placeholder,
)

__getattr__ = _unknown_name(__name__, globals())
