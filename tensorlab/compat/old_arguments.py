"""Arguments that TensorFlow renamed, so that older books run as they are printed: `keep_dims`, `dim`, ...

The pages know today's names only. A call with an unknown argument asks here, and only then; each old name
answers with a DeprecationWarning that says what to write today.

Source: the signatures in https://www.tensorflow.org/versions/r1.15/api_docs/python/tf, which list the old
names last, and for `concat` and `split` the release notes of 1.0:
https://github.com/tensorflow/tensorflow/blob/v1.0.0/RELEASE.md

Read next: `dropped_names.py` (whole functions that were renamed).
"""

import warnings

from tensorlab.compat.old_names import warn_old

REDUCTION = {"keep_dims": "keepdims", "reduction_indices": "axis"}
AXIS = {"dim": "axis"}

SPARSE_REDUCTION = {"keep_dims": "keepdims", "reduction_axes": "axis"}
RENAMED: dict[str, dict[str, str]] = {
    "argmax": {"dimension": "axis"},
    "argmin": {"dimension": "axis"},
    "cond": {"fn1": "true_fn", "fn2": "false_fn"},
    "concat": {"concat_dim": "axis"},
    "cosine_distance": AXIS,
    "count_nonzero": REDUCTION,
    "expand_dims": AXIS,
    "l2_normalize": AXIS,
    "log_softmax": AXIS,
    "moments": {"keep_dims": "keepdims"},
    "norm": {"keep_dims": "keepdims"},
    "reduce_all": REDUCTION,
    "reduce_any": REDUCTION,
    "reduce_logsumexp": REDUCTION,
    "reduce_max": REDUCTION,
    "reduce_mean": REDUCTION,
    "reduce_min": REDUCTION,
    "reduce_prod": REDUCTION,
    "reduce_sum": REDUCTION,
    "reverse_sequence": {"batch_dim": "batch_axis", "seq_dim": "seq_axis"},
    "softmax": AXIS,
    "sigmoid_cross_entropy_with_logits": {"targets": "labels"},
    "softmax_cross_entropy_with_logits_v2": AXIS,
    "reduce_join": REDUCTION,
    "sparse_add": {"thresh": "threshold"},
    "sparse_concat": {"concat_dim": "axis", "expand_nonconcat_dims": "expand_nonconcat_dim"},
    "sparse_reduce_max": SPARSE_REDUCTION,
    "sparse_reduce_max_sparse": SPARSE_REDUCTION,
    "sparse_reduce_sum": SPARSE_REDUCTION,
    "sparse_reduce_sum_sparse": SPARSE_REDUCTION,
    "sparse_split": {"split_dim": "axis"},
    "split": {"num_split": "num_or_size_splits", "split_dim": "axis"},
    "squeeze": {"squeeze_dims": "axis"},
    "batch_norm_with_global_normalization": {"t": "input", "m": "mean", "v": "variance"},
    "sufficient_statistics": {"keep_dims": "keepdims"},
    "weighted_moments": {"keep_dims": "keepdims"},
}
"""Function -> {old name of an argument: its name today}."""


def new_name(function: str, argument: str) -> str | None:
    """Today's name of an argument, or None when the function never had it. Warns at the user's line.

    >>> with warnings.catch_warnings(record=True):
    ...     new_name("reduce_sum", "keep_dims"), new_name("reduce_sum", "kepdims")
    ('keepdims', None)
    """
    name = RENAMED.get(function, {}).get(argument)
    if name is not None:
        warn_old(f"{argument!r} is an old name: write {function}(..., {name}=...).")
    return name
