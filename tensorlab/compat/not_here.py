"""What TensorFlow 1.x has and tensorlab has not: why, and what to use.

The parts of tf.contrib have their own list, in `contrib/__init__.py`, and TensorFlow's own files theirs, in
`tensorflow_paths.py`. `tests/census/status.csv` says of every name that old programs use what these lists say.

Read next: `dropped_names.py`, which asks here before a name is refused.
"""

# Kind -> (why, what to use).
NOT_YET = {
    "graph files": ("graphs in files are not here yet", "the program that builds the graph"),
}
NEVER = {
    "accumulators": ("it adds up gradients of several machines", "tf.add_n, or a variable and tf.assign_add"),
    "autograph": ("tensorlab does not rewrite functions", "tf.cond and tf.while_loop"),
    "bfloat16": ("NumPy has no bfloat16", "tf.float16 or tf.float32"),
    "checkpoints": ("variables are saved by their names", "tf.train.Saver"),
    "compiled": ("it belongs to TensorFlow's compilers", "TensorFlow itself"),
    "eager": ("tensorlab describes a graph and runs it in a session", "tf.Session"),
    "estimators": ("tensorlab has no estimators", "the graph and the loop written out, with tf.Session"),
    "functions": (
        "tensorlab does not turn functions into graphs",
        "a function that builds nodes, and tf.Session",
    ),
    "handles": ("values stay in no session between two runs", "tf.Variable, or the fetched array as a feed"),
    "keras": ("tensorlab has no Keras", "tf.layers"),
    "machines": ("tensorlab runs in one process", "tf.Session, with tf.device"),
    "no pages": ("no book uses it", "the ops that it is made of, or TensorFlow itself"),
    "newer": ("it came after TensorFlow 1.15", "what TensorFlow 1.15 has"),
    "operators": (
        "matrices that are never written out are not here",
        "tf.matmul, tf.diag and tf.matrix_solve",
    ),
    "pipeline rarities": (
        "no book uses it",
        "the methods of tf.data.Dataset, or tf.data.Dataset.from_generator",
    ),
    "pipeline states": (
        "the place of an iterator is not saved",
        "Dataset.shuffle with a seed, and Dataset.skip for what was read",
    ),
    "partitions": ("a variable is never kept in pieces", "one tf.Variable"),
    "profiler": ("TensorFlow's profiler is not here", "lab.trace(), or tf.RunMetadata, which have times"),
    "py_function": ("it is for eager mode", "tf.py_func"),
    "quantized": ("numbers of eight bits with a scale are not here", "tf.cast"),
    "ragged": ("rows of different lengths in one tensor are not here", "padding, and tf.sequence_mask"),
    "resources": ("there are no resource handles: a variable is a reference", "tf.Variable"),
    "sound": ("tensorlab decodes no sound", "scipy.io.wavfile, and a placeholder"),
    "tables": ("look-up tables are not here", "a Python dictionary before feeding, or tf.gather"),
    "unicode": ("text is bytes here, as in TensorFlow", "Python's str, and tf.py_func"),
}

# Kind -> names below `tf`; a name with dots below one of these is of the same kind, a star stands for any ending.
KINDS = {
    "accumulators": "ConditionalAccumulator* SparseConditionalAccumulator sparse.SparseConditionalAccumulator",
    "autograph": "autograph",
    "bfloat16": "bfloat16 to_bfloat16",
    "checkpoints": """
        train.Checkpoint train.CheckpointManager train.VocabInfo train.warm_start
        """,
    "compiled": """
        lite mixed_precision raw_ops user_ops xla guarantee_const CriticalSection
        CXX11_ABI_FLAG CXX_VERSION MONOLITHIC_BUILD experimental
        """,
    "eager": """
        GradientTape executing_eagerly_outside_functions init_scope variable_creator_scope
        """,
    "estimators": "estimator feature_column train.sdca_*",
    "functions": "Module function wrap_function vectorized_map nondifferentiable_batch_function recompute_grad",
    "graph files": """
        """,
    "handles": "delete_session_tensor get_session_handle get_session_tensor",
    "keras": "keras",
    "machines": """
        distribute nn.compute_average_loss nn.scale_regularization_loss tpu train.ClusterDef train.JobDef
        train.ServerDef
        """,
    "newer": """
        image.ResizeMethodV1 image.generate_bounding_box_proposals image.pad_to_aspect_ratio image.resize_with_pad
        image.stateless_*
        approx_top_k fftnd ifftnd rfftnd irfftnd is_symbolic_tensor math.approx_* nn.approx_*
        math.cumulative_logsumexp math.erfcinv math.ndtri math.sobol_sample random.Algorithm random.Generator
        random.create_rng_state random.fold_in random.get_global_generator random.set_global_generator random.split
        random.stateless_binomial random.stateless_gamma random.stateless_parameterized_truncated_normal
        random.stateless_poisson random_index_shuffle sparse.bincount tensor_scatter_nd_max tensor_scatter_nd_min
        IndexedSlicesSpec NoneTensorSpec OptionalSpec SparseTensorSpec TensorArraySpec TensorSpec TypeSpec
        type_spec_from_value conv conv2d_backprop_* nn.conv3d_backprop_filter* nn.avg_pool_v2 nn.max_pool_v2
        math.xlog1py check_pinned
        """,
    "no pages": """
        io.decode_proto io.encode_proto io.parse_sequence_example LMDBReader
        AggregationMethod UnconnectedGradients VariableAggregation VariableSynchronization batch_scatter_update
        container fingerprint grad_pass_through linalg.eigh_tridiagonal linalg.logm linalg.tridiagonal_*
        nn.ctc_beam_search_decoder_v2 nn.ctc_loss_v2 nn.ctc_unique_labels nn.fractional_* nn.space_to_batch
        nn.with_space_to_batch sparse.cross sparse.cross_hashed strings.bytes_split strings.ngrams timestamp
        """,
    "operators": "linalg.LinearOperator*",
    "partitions": """
        create_partitioned_variables fixed_size_partitioner min_max_variable_partitioner
        variable_axis_size_partitioner
        """,
    "pipeline states": """
        data.experimental.CheckpointInputPipelineHook data.experimental.make_saveable_from_iterator
        """,
    "pipeline rarities": """
        data.DatasetSpec data.experimental.DatasetStructure data.experimental.DistributeOptions
        data.experimental.MapVectorizationOptions data.experimental.OptimizationOptions
        data.experimental.Optional data.experimental.OptionalStructure data.experimental.RaggedTensorStructure
        data.experimental.Reducer data.experimental.SparseTensorStructure data.experimental.SqlDataset
        data.experimental.StatsAggregator data.experimental.StatsOptions data.experimental.Structure
        data.experimental.TensorArrayStructure data.experimental.TensorStructure
        data.experimental.ThreadingOptions data.experimental.bytes_produced_stats
        data.experimental.dense_to_sparse_batch data.experimental.from_variant
        data.experimental.get_next_as_optional data.experimental.get_structure
        data.experimental.group_by_reducer data.experimental.latency_stats
        data.experimental.make_batched_features_dataset data.experimental.make_csv_dataset
        data.experimental.rejection_resample data.experimental.to_variant
        """,
    "profiler": "profiler",
    "py_function": "py_function",
    "quantized": """
        QUANTIZED_DTYPES dequantize fake_quant_with_* nn.quantized_* qint16 qint32 qint8 quantization quantize
        quantize_v2 quantized_concat quint16 quint8 train.do_quantize_training_on_graphdef
        """,
    "ragged": "RaggedTensor* ragged*",
    "sound": "audio",
    "tables": "lookup",
    "unicode": "strings.unicode_*",
}

NAMES = {name.rstrip("*"): kind for kind, names in KINDS.items() for name in names.split()}
"""Name, or beginning of names -> kind."""
BEGINNINGS = {name[:-1] for names in KINDS.values() for name in names.split() if name[-1] == "*"}


def refusal(name: str) -> str:
    """Why there is no `tf.<name>`, and what to use; empty for a name that TensorFlow does not have either.

    >>> refusal("train.Checkpoint")
    'tf.train.Checkpoint is not here: variables are saved by their names. Use tf.train.Saver.'
    >>> refusal("keras.layers.Dense")
    'tf.keras.layers.Dense is not here: tensorlab has no Keras. Use tf.layers.'
    >>> refusal("train.Saber")
    ''
    """
    for length in range(len(name), 0, -1):
        known = name[:length]
        if known in NAMES and (name[length:][:1] in ("", ".") or known in BEGINNINGS):
            reason, instead = NOT_YET.get(NAMES[known]) or NEVER[NAMES[known]]
            return f"tf.{name} is not here: {reason}. Use {instead}."
    return ""
