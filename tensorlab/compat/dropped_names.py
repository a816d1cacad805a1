"""Names that TensorFlow renamed or dropped before 1.15, so that older books run as they are printed.

Each answers with a DeprecationWarning that says what to write today.

Source: the release notes of 0.8 to 1.15, https://github.com/tensorflow/tensorflow/blob/v1.15.5/RELEASE.md, and the
table by which TensorFlow converted programs to 1.0,
https://github.com/tensorflow/tensorflow/blob/v1.0.0/tensorflow/tools/compatibility/tf_upgrade.py

Read next: `dropped_functions.py` (those whose arguments changed, too), `not_here.py`, `old_arguments.py`.
"""

from importlib import import_module
from typing import Any

from tensorlab.compat.not_here import refusal
from tensorlab.compat.old_names import warn_old

RENAMED = {
    "all_variables": "global_variables",
    "arg_max": "argmax",
    "arg_min": "argmin",
    "batch_cholesky": "cholesky",
    "batch_cholesky_solve": "cholesky_solve",
    "batch_fft": "fft",
    "batch_fft2d": "fft2d",
    "batch_fft3d": "fft3d",
    "batch_ifft": "ifft",
    "batch_ifft2d": "ifft2d",
    "batch_ifft3d": "ifft3d",
    "batch_matrix_band_part": "matrix_band_part",
    "batch_matrix_determinant": "matrix_determinant",
    "batch_matrix_diag": "matrix_diag",
    "batch_matrix_diag_part": "matrix_diag_part",
    "batch_matrix_inverse": "matrix_inverse",
    "batch_matrix_set_diag": "matrix_set_diag",
    "batch_matrix_solve": "matrix_solve",
    "batch_matrix_solve_ls": "matrix_solve_ls",
    "batch_matrix_transpose": "matrix_transpose",
    "batch_matrix_triangular_solve": "matrix_triangular_solve",
    "batch_self_adjoint_eig": "self_adjoint_eig",
    "batch_self_adjoint_eigvals": "self_adjoint_eigvals",
    "batch_svd": "svd",
    "complex_abs": "abs",
    "decode_gif": "image.decode_gif",
    "decode_image": "image.decode_image",
    "decode_jpeg": "image.decode_jpeg",
    "decode_png": "image.decode_png",
    "image.per_image_whitening": "image.per_image_standardization",
    "initialize_all_tables": "tables_initializer",
    "initialize_all_variables": "global_variables_initializer",
    "initialize_local_variables": "local_variables_initializer",
    "initialize_variables": "variables_initializer",
    "inv": "reciprocal",
    "learn": "contrib.learn",
    "list_diff": "setdiff1d",
    "listdiff": "setdiff1d",
    "mul": "multiply",
    "neg": "negative",
    "nn.bidirectional_rnn": "nn.static_bidirectional_rnn",
    "nn.deconv2d": "nn.conv2d_transpose",
    "nn.lookup_embedding": "nn.embedding_lookup",
    "nn.rnn": "nn.static_rnn",
    "nn.seq2seq": "contrib.legacy_seq2seq",
    "nn.state_saving_rnn": "nn.static_state_saving_rnn",
    "pack": "stack",
    "select": "where",
    "sub": "subtract",
    "types": "dtypes",
    "unpack": "unstack",
}
"""Old name below `tf` -> the name today."""

CHANGED = ("batch_matmul", "op_scope", "variable_op_scope")
"""Functions of `dropped_functions.py`."""

# Names that only programs use, not the pages; where they stand in this folder.
PROGRAMS = {
    "behavior": (
        *("control_flow_v2_enabled", "disable_control_flow_v2", "disable_eager_execution"),
        *("disable_resource_variables", "disable_tensor_equality", "disable_v2_behavior"),
        *("disable_v2_tensorshape", "enable_control_flow_v2", "enable_eager_execution"),
        *("enable_resource_variables", "enable_tensor_equality", "enable_v2_behavior"),
        *("enable_v2_tensorshape", "executing_eagerly", "resource_variables_enabled"),
    ),
    "logging": ("get_logger",),
    "old_summaries": (
        *("audio_summary", "histogram_summary", "image_summary", "merge_all_summaries", "merge_summary"),
        *("scalar_summary", "train.SummaryWriter"),
    ),
    "servers": ("train.ClusterSpec", "train.Server", "train.replica_device_setter"),
    "sysconfig": ("load_file_system_library", "load_library", "load_op_library"),
}
_PAGE_OF = {name: page for page, names in PROGRAMS.items() for name in names}


def find(name: str) -> Any:
    """What a name below `tf` stands for that no page has: a dropped name, or one for programs. None for others.

    Raises:
        AttributeError: for a name that tensorlab leaves out; the message says why, and what to use.

    >>> import tensorlab as tf
    >>> find("mul") is tf.multiply
    True
    """
    if name in _PAGE_OF:
        page = import_module(f"tensorlab.compat.{_PAGE_OF[name]}")
        return getattr(page, name.rpartition(".")[2])
    if name in CHANGED:
        return getattr(import_module("tensorlab.compat.dropped_functions"), name)
    new_name = RENAMED.get(name)
    if new_name is None:
        reason = refusal(name)
        if reason:
            raise AttributeError(reason, obj=RENAMED)
        return None
    warn_old(f"tf.{name} is an old name: write tf.{new_name}.")
    found: Any = import_module("tensorlab")
    for part in new_name.split("."):
        found = getattr(found, part)
    return found
