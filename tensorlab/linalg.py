"""tf.linalg: matrices.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.late_names import late_names as _late_names
from tensorlab.ops.clip import (
    global_norm,
)
from tensorlab.ops.contractions import (
    cross,
    einsum,
    matvec,
    tensordot,
)
from tensorlab.ops.decompositions import (
    cholesky,
    cholesky_solve,
    logdet,
    slogdet,
    triangular_solve,
)
from tensorlab.ops.decompositions import (
    matrix_determinant as det,
)
from tensorlab.ops.decompositions import (
    matrix_inverse as inv,
)
from tensorlab.ops.decompositions import (
    matrix_solve as solve,
)
from tensorlab.ops.decompositions import (
    matrix_solve_ls as lstsq,
)
from tensorlab.ops.diagonals import (
    matrix_diag as diag,
)
from tensorlab.ops.diagonals import (
    matrix_diag_part as diag_part,
)
from tensorlab.ops.diagonals import (
    matrix_set_diag as set_diag,
)
from tensorlab.ops.linalg import (
    matmul,
)
from tensorlab.ops.matrices import (
    diag as tensor_diag,
)
from tensorlab.ops.matrices import (
    eye,
    matrix_transpose,
    norm,
    trace,
)
from tensorlab.ops.matrices import (
    matrix_band_part as band_part,
)
from tensorlab.ops.matrices import (
    matrix_transpose as transpose,
)
from tensorlab.ops.normalizing import (
    l2_normalize,
)
from tensorlab.ops.spectra import (
    qr,
    svd,
)
from tensorlab.ops.spectra import (
    self_adjoint_eig as eigh,
)
from tensorlab.ops.spectra import (
    self_adjoint_eigvals as eigvalsh,
)

# These pages are loaded when a program first uses one of their names.
__getattr__, __dir__ = _late_names(
    __name__,
    globals(),
    {
        "ops.tridiagonal": "tridiagonal_matmul tridiagonal_solve",
        "ops.matrices": "tensor_diag_part=diag_part",
        "ops.matrix_functions": "adjoint expm lu lu_matrix_inverse lu_reconstruct lu_solve matrix_rank normalize pinv "
        "sqrtm",
    },
)
