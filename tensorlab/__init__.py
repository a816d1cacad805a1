"""tensorlab: TensorFlow 1.x programs run, and can be watched while they do. `import tensorlab as tf`.

This namespace is TensorFlow's: the same names, arguments and defaults. The teaching kit is `tensorlab.lab`.

This module only gathers names; each stands, explained, on the page it is imported from. To learn how it all
works, read `tensorlab/graph/__init__.py` next.
"""

from importlib import import_module as _import_module
from typing import Any as _Any

# First and from here: loaded from deep inside our own modules NumPy takes twice as long, because CPython keeps its
# call stack in chunks, and the many small calls of NumPy's import then cross from one to the next each time.
import numpy as _numpy

from tensorlab import dtypes, errors, nn
from tensorlab.device_names import (
    DeviceSpec,
)
from tensorlab.errors import (
    OpError,
)
from tensorlab.graph.collections import (
    GraphKeys,
    add_to_collection,
    add_to_collections,
    get_collection,
    get_collection_ref,
)
from tensorlab.graph.convert import (
    convert_to_tensor,
    register_tensor_conversion_function,
)
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
from tensorlab.graph.gradients import (
    gradients,
    hessians,
)
from tensorlab.graph.graph import (
    Graph,
)
from tensorlab.graph.indexed_slices import (
    IndexedSlices,
    IndexedSlicesValue,
)
from tensorlab.graph.operation import (
    Operation,
)
from tensorlab.graph.scopes import (
    colocate_with,
    control_dependencies,
    device,
    get_default_graph,
    get_default_session,
    name_scope,
    reset_default_graph,
)
from tensorlab.graph.shapes import (
    Dimension,
    TensorShape,
)
from tensorlab.graph.static_values import (
    constant_value as get_static_value,
)
from tensorlab.graph.tensor import (
    Tensor,
)
from tensorlab.in_files import GraphFiles as _GraphFiles
from tensorlab.late_names import (
    load as _load,
)
from tensorlab.late_names import (
    pages_by_name as _pages_by_name,
)
from tensorlab.ops.activations import (
    log_sigmoid,
    sigmoid,
)
from tensorlab.ops.arranging import (
    pad,
    reverse,
    roll,
    tile,
)
from tensorlab.ops.arranging import (
    reverse as reverse_v2,
)
from tensorlab.ops.array import (
    concat,
    transpose,
)
from tensorlab.ops.blocks import (
    bitcast,
    depth_to_space,
    repeat,
    reverse_sequence,
    space_to_depth,
)
from tensorlab.ops.casting import (
    cast,
    saturate_cast,
    to_complex64,
    to_complex128,
    to_double,
    to_float,
    to_int32,
    to_int64,
)
from tensorlab.ops.checks import (
    Assert,
    Print,
    add_check_numerics_ops,
    check_numerics,
    verify_tensor_all_finite,
)
from tensorlab.ops.clip import (
    clip_by_average_norm,
    clip_by_global_norm,
    clip_by_norm,
    clip_by_value,
    global_norm,
)
from tensorlab.ops.complex_numbers import (
    angle,
    conj,
    imag,
    real,
)
from tensorlab.ops.complex_numbers import (
    complex_ as complex,
)
from tensorlab.ops.contractions import (
    cross,
    einsum,
    tensordot,
)
from tensorlab.ops.counting import (
    accumulate_n,
    bincount,
    count_nonzero,
    histogram_fixed_width,
)
from tensorlab.ops.custom_gradients import (
    NotDifferentiable,
    RegisterGradient,
    custom_gradient,
)
from tensorlab.ops.custom_gradients import (
    NotDifferentiable as NoGradient,
)
from tensorlab.ops.custom_gradients import (
    NotDifferentiable as no_gradient,
)
from tensorlab.ops.cutting import (
    slice_ as slice,
)
from tensorlab.ops.diagonals import (
    matrix_diag,
    matrix_diag_part,
    matrix_set_diag,
)
from tensorlab.ops.elementary import (
    ceil,
    exp,
    expm1,
    floor,
    log,
    log1p,
    rint,
)
from tensorlab.ops.elementary import (
    round_ as round,
)
from tensorlab.ops.extremes import (
    maximum,
    minimum,
    squared_difference,
)
from tensorlab.ops.fills import (
    fill,
    ones,
    ones_like,
    zeros,
    zeros_like,
)
from tensorlab.ops.flow import (
    add_n,
    group,
    identity,
    identity_n,
    no_op,
    stop_gradient,
)
from tensorlab.ops.flow import (
    tuple_ as tuple,
)
from tensorlab.ops.gather import (
    batch_gather,
    gather,
    gather_nd,
)
from tensorlab.ops.hyperbolic import (
    acosh,
    asinh,
    atanh,
    cosh,
    sinh,
    tanh,
)
from tensorlab.ops.incomplete_gamma import (
    igamma,
    igammac,
)
from tensorlab.ops.initializers import (
    Constant as constant_initializer,
)
from tensorlab.ops.initializers import (
    Ones as ones_initializer,
)
from tensorlab.ops.initializers import (
    RandomNormal as random_normal_initializer,
)
from tensorlab.ops.initializers import (
    RandomUniform as random_uniform_initializer,
)
from tensorlab.ops.initializers import (
    TruncatedNormal as truncated_normal_initializer,
)
from tensorlab.ops.initializers import (
    Zeros as zeros_initializer,
)
from tensorlab.ops.linalg import (
    matmul,
    sparse_matmul,
)
from tensorlab.ops.logic import (
    equal,
    greater,
    greater_equal,
    is_finite,
    is_inf,
    is_nan,
    less,
    less_equal,
    logical_and,
    logical_not,
    logical_or,
    logical_xor,
    not_equal,
)
from tensorlab.ops.masking import (
    boolean_mask,
    invert_permutation,
    meshgrid,
    setdiff1d,
    unique,
    unique_with_counts,
)
from tensorlab.ops.math import (
    add,
    div,
    div_no_nan,
    divide,
    multiply,
    realdiv,
    scalar_mul,
    subtract,
    truediv,
)
from tensorlab.ops.matrices import (
    diag,
    diag_part,
    eye,
    matrix_band_part,
    matrix_transpose,
    norm,
    trace,
)
from tensorlab.ops.ordering import (
    argsort,
    searchsorted,
    sort,
)
from tensorlab.ops.partition import (
    dynamic_partition,
    dynamic_stitch,
)
from tensorlab.ops.powers import (
    abs_ as abs,
)
from tensorlab.ops.powers import (
    negative,
    reciprocal,
    rsqrt,
    sign,
    sqrt,
    square,
)
from tensorlab.ops.powers import (
    pow_ as pow,
)
from tensorlab.ops.random import (
    get_seed,
    multinomial,
    random_crop,
    random_gamma,
    random_normal,
    random_poisson,
    random_shuffle,
    random_uniform,
    set_random_seed,
    truncated_normal,
)
from tensorlab.ops.reduce import (
    reduce_mean,
    reduce_sum,
)
from tensorlab.ops.reduce_extremes import (
    argmax,
    argmin,
    reduce_logsumexp,
    reduce_max,
    reduce_min,
)
from tensorlab.ops.reduce_products import (
    reduce_all,
    reduce_any,
    reduce_prod,
)
from tensorlab.ops.remainders import (
    floor_div,
    floordiv,
    floormod,
    truncatediv,
    truncatemod,
)
from tensorlab.ops.remainders import (
    floormod as mod,
)
from tensorlab.ops.scaling_initializers import (
    GlorotNormal as glorot_normal_initializer,
)
from tensorlab.ops.scaling_initializers import (
    GlorotUniform as glorot_uniform_initializer,
)
from tensorlab.ops.scaling_initializers import (
    Orthogonal as orthogonal_initializer,
)
from tensorlab.ops.scaling_initializers import (
    UniformUnitScaling as uniform_unit_scaling_initializer,
)
from tensorlab.ops.scaling_initializers import (
    VarianceScaling as variance_scaling_initializer,
)
from tensorlab.ops.scans import (
    cumprod,
    cumsum,
    is_non_decreasing,
    is_strictly_increasing,
)
from tensorlab.ops.scatter import (
    scatter_nd,
    sparse_to_dense,
    tensor_scatter_add,
    tensor_scatter_update,
)
from tensorlab.ops.scatter import (
    tensor_scatter_add as tensor_scatter_nd_add,
)
from tensorlab.ops.scatter import (
    tensor_scatter_update as tensor_scatter_nd_update,
)
from tensorlab.ops.scatter_nd_updates import (
    scatter_nd_add,
    scatter_nd_sub,
    scatter_nd_update,
)
from tensorlab.ops.scatter_updates import (
    scatter_add,
    scatter_div,
    scatter_max,
    scatter_min,
    scatter_mul,
    scatter_sub,
    scatter_update,
)
from tensorlab.ops.segment_extremes import (
    segment_max,
    segment_min,
    segment_prod,
    unsorted_segment_max,
    unsorted_segment_min,
    unsorted_segment_prod,
)
from tensorlab.ops.segments import (
    segment_mean,
    segment_sum,
    unsorted_segment_mean,
    unsorted_segment_sqrt_n,
    unsorted_segment_sum,
)
from tensorlab.ops.selecting import (
    where,
    where_v2,
)
from tensorlab.ops.sequences import (
    linspace,
    one_hot,
    sequence_mask,
)
from tensorlab.ops.sequences import (
    linspace as lin_space,
)
from tensorlab.ops.sequences import (
    range_ as range,
)
from tensorlab.ops.shape_ops import (
    rank,
    reshape,
    shape,
    shape_n,
    size,
)
from tensorlab.ops.shaping import (
    broadcast_dynamic_shape,
    broadcast_static_shape,
    broadcast_to,
    ensure_shape,
    expand_dims,
    squeeze,
)
from tensorlab.ops.slicing import (
    strided_slice,
)
from tensorlab.ops.source import (
    constant,
    placeholder,
    placeholder_with_default,
)
from tensorlab.ops.special import (
    digamma,
    erf,
    erfc,
    lbeta,
    lgamma,
    polygamma,
    zeta,
)
from tensorlab.ops.stacking import (
    split,
    stack,
    unstack,
)
from tensorlab.ops.state import (
    assign,
    assign_add,
    assign_sub,
    count_up_to,
    is_variable_initialized,
)
from tensorlab.ops.template import (
    make_template,
)
from tensorlab.ops.trigonometry import (
    acos,
    asin,
    atan,
    atan2,
    cos,
    sin,
    tan,
)
from tensorlab.ops.variable_lists import (
    assert_variables_initialized,
    global_variables,
    global_variables_initializer,
    local_variables,
    local_variables_initializer,
    model_variables,
    moving_average_variables,
    report_uninitialized_variables,
    trainable_variables,
    variables_initializer,
)
from tensorlab.ops.variable_scope import (
    AUTO_REUSE,
    VariableScope,
    get_variable_scope,
    no_regularizer,
    variable_scope,
)
from tensorlab.ops.variable_store import (
    get_local_variable,
    get_variable,
)
from tensorlab.ops.variables import (
    Variable,
)
from tensorlab.protos.config import (
    ConfigProto,
    GPUOptions,
    GraphOptions,
    OptimizerOptions,
    RunOptions,
)
from tensorlab.protos.metadata import (
    RunMetadata,
)
from tensorlab.run.session import (
    InteractiveSession,
    Session,
)
from tensorlab.version import (
    __version__,
)

newaxis = None

# These namespaces are loaded when a program first names them, so that importing tensorlab stays quick.
_later = (
    *(
        "bitwise",
        "config",
        "data",
        "debugging",
        "distributions",
        "graph_util",
        "image",
        "initializers",
        "io",
        "layers",
        "linalg",
        "losses",
        "manip",
        "math",
        "metrics",
        "nest",
        "python_io",
        "queue",
        "random",
        "saved_model",
        "sets",
        "signal",
        "sparse",
        "spectral",
        "strings",
        "summary",
        "test",
    ),
    *("train",),
)
# So are these names: for every page those that stand on it, `new=old` where it calls one differently.
_late_pages: dict[str, str] = {
    "ops.asserts": (
        "assert_equal assert_greater assert_greater_equal assert_integer assert_less "
        "assert_less_equal assert_near assert_negative assert_non_negative assert_non_positive "
        "assert_none_equal assert_positive assert_proper_iterable assert_rank "
        "assert_rank_at_least assert_rank_in assert_scalar assert_type is_numeric_tensor"
    ),
    "ops.decompositions": (
        "cholesky cholesky_solve matrix_determinant matrix_inverse matrix_solve matrix_solve_ls "
        "matrix_triangular_solve=triangular_solve"
    ),
    "ops.spectra": ("qr self_adjoint_eig self_adjoint_eigvals svd"),
    "ops.text_formats": "print=print_",
    "ops.tensor_kinds": "assert_same_float_dtype convert_to_tensor_or_indexed_slices dimension_at_index "
    "dimension_value is_tensor",
    "ops.matrix_functions": "matrix_square_root=sqrtm",
    "ops.scatter": "tensor_scatter_nd_sub=tensor_scatter_sub tensor_scatter_sub",
    "ops.edit_distances": "edit_distance",
    "ops.tallies": "confusion_matrix histogram_fixed_width_bins parallel_stack unravel_index",
    "ops.variable_lists": "tables_initializer",
    "ops.patches": "extract_image_patches extract_volume_patches",
    "ops.patches_in_batches": (
        "batch_to_space batch_to_space_nd required_space_to_batch_paddings space_to_batch space_to_batch_nd"
    ),
    "ops.sparse_segments": "sparse_segment_mean sparse_segment_sqrt_n sparse_segment_sum",
    "ops.bessel": "betainc",
    "ops.fourier": "fft fft2d fft3d ifft ifft2d ifft3d",
    "ops.sparse_arranging": "sparse_reorder sparse_reshape sparse_transpose",
    "ops.sparse_cutting": "sparse_concat sparse_slice sparse_split",
    "ops.sparse_making": (
        "sparse_fill_empty_rows sparse_mask sparse_merge sparse_reset_shape sparse_retain sparse_tensor_to_dense "
        "sparse_to_indicator"
    ),
    "ops.sparse_pairs": "sparse_add sparse_maximum sparse_minimum",
    "ops.sparse_products": "sparse_softmax sparse_tensor_dense_matmul",
    "ops.sparse_sums": "sparse_reduce_max sparse_reduce_max_sparse sparse_reduce_sum sparse_reduce_sum_sparse",
    "ops.sparse_tensor": "SparseTensor SparseTensorValue convert_to_tensor_or_sparse_tensor sparse_placeholder",
    "ops.text": (
        "as_string decode_base64 encode_base64 reduce_join string_join string_strip string_to_number substr"
    ),
    "ops.text_hashes": "string_to_hash_bucket string_to_hash_bucket_fast string_to_hash_bucket_strong",
    "ops.text_patterns": "regex_replace string_split",
    "control_flow.branching": "case cond switch_case",
    "control_flow.functional": "foldl foldr map_fn scan",
    "control_flow.looping": "while_loop",
    "control_flow.outside": "numpy_function py_func",
    "control_flow.tensor_array": "TensorArray",
    "queues.queue_base": "QueueBase",
    "queues.queue_classes": "FIFOQueue PaddingFIFOQueue PriorityQueue RandomShuffleQueue",
    "reading.csv_lines": "decode_csv",
    "reading.decoding": "decode_compressed decode_raw parse_tensor serialize_tensor",
    "reading.file_nodes": "matching_files read_file write_file",
    "reading.json_examples": "decode_json_example",
    "reading.readers": (
        "FixedLengthRecordReader IdentityReader ReaderBase TFRecordReader TextLineReader WholeFileReader"
    ),
    "reading.serialized_sparse": "deserialize_many_sparse serialize_many_sparse serialize_sparse",
    "reading.parsing": (
        "FixedLenFeature FixedLenSequenceFeature SparseFeature VarLenFeature parse_example parse_single_example"
    ),
    "reading.sequence_parsing": "parse_single_sequence_example",
    "graph_files.import_graph": "import_graph_def",
    "graph_files.protos": "AttrValue GraphDef MetaGraphDef NameAttrList NodeDef TensorInfo",
    "graph_files.tensor_proto": "make_ndarray make_tensor_proto",
    "summaries.wire_names": "Event HistogramProto LogMessage SessionLog Summary SummaryMetadata",
}
_late_places = _pages_by_name(_late_pages)
# These, too: they are there so that whole programs run as they stand.
_of_old_programs = ("app", "compat", "contrib", "flags", "gfile", "logging", "resource_loader", "sysconfig")


def __getattr__(name: str) -> _Any:
    """Load what is loaded late; answer to names that TensorFlow dropped, with a warning; refuse others."""
    if name in _late_places:
        globals()[name] = found = _load(_late_places[name])
        return found
    if name in _later:
        return _import_module(f"tensorlab.{name}")
    if name in _of_old_programs:
        return _import_module("tensorlab.compat" if name == "compat" else f"tensorlab.compat.{name}")
    return _refuse(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_later, *_late_places, *_of_old_programs})


_refuse = errors.unknown_name(
    __name__,
    {
        **globals(),
        **dict.fromkeys(
            [
                *_later,
                *_late_places,
                *_of_old_programs,
                *(f"nn.{name}" for name in vars(nn) if name[0] != "_"),
            ]
        ),
    },
)


def _old_name(module: str, name: str) -> _Any:
    """What a name stands for that `tf`, `tf.nn`, ... had in older programs."""
    from tensorlab.compat.dropped_names import find as _find

    return _find(f"{module}.{name}".removeprefix("tensorlab."))


def _old_order(function: str, args: _Any, named: _Any) -> _Any:
    """The arguments of a call in today's order."""
    from tensorlab.compat.old_orders import in_new_order as _in_new_order

    return _in_new_order(function, args, named)


def _old_argument(function: str, argument: str) -> str | None:
    """Today's name of an argument that older programs call differently."""
    from tensorlab.compat.old_arguments import new_name as _new_name

    return _new_name(function, argument)


_GraphFiles.load = lambda page: _import_module(f"tensorlab.graph_files.{page}")
errors.OldNames.find = _old_name  # type: ignore[method-assign]
errors.OldArguments.new_name = _old_argument  # type: ignore[method-assign]
errors.OldArguments.in_new_order = _old_order  # type: ignore[method-assign]
errors.OldArguments.reordered = frozenset(
    (
        *("concat", "nce_loss", "sampled_softmax_loss", "sigmoid_cross_entropy_with_logits"),
        *("softmax_cross_entropy_with_logits", "sparse_softmax_cross_entropy_with_logits", "split"),
    )
)


def install() -> _Any:
    """Let `import tensorflow` find tensorlab from now on; say whether it does."""
    from tensorlab.compat.install import install as _install

    return _install()


def uninstall() -> None:
    """Let `import tensorflow` find what it found before `install()`."""
    from tensorlab.compat.install import uninstall as _uninstall

    _uninstall()


def load_ipython_extension(shell: _Any) -> None:
    """Answer `%load_ext tensorlab`: make the `%%trace` magic known, and let `import tensorflow` find tensorlab."""
    from tensorlab.lab.magics import register

    register(shell)
    install()


def unload_ipython_extension(shell: _Any) -> None:
    """Answer `%unload_ext tensorlab`: let `import tensorflow` find what it found before."""
    uninstall()
