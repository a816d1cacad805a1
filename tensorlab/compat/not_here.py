"""What TensorFlow 1.x has and tensorlab has not: why, and what to use.

Read next: `dropped_names.py`, which asks here before a name is refused.
"""

NOT_YET = {
    "checkpoints": ("saving is not here yet", "numpy.savez with sess.run(tf.trainable_variables())"),
    "pipelines": ("input pipelines are not here yet", "tf.placeholder, fed with slices of NumPy arrays"),
    "records": ("record files are not here yet", "numpy.load"),
    "sessions": ("monitored sessions are not here yet", "tf.Session"),
    "summaries": (
        "summaries are not here yet",
        "print(sess.run(...)), or lab.trace(), which shows every value",
    ),
    "threads": (
        "queues and their threads are not here yet",
        "tf.placeholder, fed with slices of NumPy arrays",
    ),
}
NEVER = {
    "eager": ("tensorlab describes a graph and runs it in a session", "tf.Session"),
    "estimators": ("tensorlab has no estimators", "the graph and the loop written out, with tf.Session"),
    "keras": ("tensorlab has no Keras", "tf.layers"),
    "machines": ("tensorlab runs in one process", "tf.Session, with tf.device"),
    "sound and pictures": ("tensorlab reads no picture files", "Pillow or matplotlib, and a placeholder"),
}

# Beginning of a name below `tf` -> which of the reasons above.
NAMES = {
    "FIFOQueue": "threads",
    "FixedLenFeature": "records",
    "FixedLenSequenceFeature": "records",
    "FixedLengthRecordReader": "threads",
    "GradientTape": "eager",
    "IdentityReader": "threads",
    "LMDBReader": "threads",
    "PaddingFIFOQueue": "threads",
    "PriorityQueue": "threads",
    "QueueBase": "threads",
    "RandomShuffleQueue": "threads",
    "ReaderBase": "threads",
    "SparseFeature": "records",
    "TFRecordReader": "threads",
    "TextLineReader": "threads",
    "VarLenFeature": "records",
    "WholeFileReader": "threads",
    "audio": "sound and pictures",
    "audio_summary": "summaries",
    "data": "pipelines",
    "decode_csv": "records",
    "decode_jpeg": "sound and pictures",
    "decode_raw": "records",
    "distribute": "machines",
    "estimator": "estimators",
    "feature_column": "estimators",
    "histogram_summary": "summaries",
    "image_summary": "summaries",
    "io": "records",
    "keras": "keras",
    "matching_files": "records",
    "merge_all_summaries": "summaries",
    "merge_summary": "summaries",
    "parse_example": "records",
    "parse_single_example": "records",
    "parse_single_sequence_example": "records",
    "parse_tensor": "records",
    "profiler": "summaries",
    "python_io": "records",
    "queue": "threads",
    "read_file": "records",
    "saved_model": "checkpoints",
    "scalar_summary": "summaries",
    "serialize_tensor": "records",
    "summary": "summaries",
    "tpu": "machines",
    "train.BytesList": "records",
    "train.Checkpoint": "checkpoints",
    "train.CheckpointSaverHook": "sessions",
    "train.Coordinator": "threads",
    "train.Example": "records",
    "train.Feature": "records",
    "train.FinalOpsHook": "sessions",
    "train.FloatList": "records",
    "train.Int64List": "records",
    "train.LoggingTensorHook": "sessions",
    "train.LooperThread": "threads",
    "train.Monitored": "sessions",
    "train.NanTensorHook": "sessions",
    "train.NewCheckpointReader": "checkpoints",
    "train.QueueRunner": "threads",
    "train.Saver": "checkpoints",
    "train.Scaffold": "sessions",
    "train.SecondOrStepTimer": "sessions",
    "train.SequenceExample": "records",
    "train.SessionManager": "sessions",
    "train.SessionRun": "sessions",
    "train.SingularMonitoredSession": "sessions",
    "train.StepCounterHook": "sessions",
    "train.StopAtStepHook": "sessions",
    "train.SummarySaverHook": "sessions",
    "train.SummaryWriter": "summaries",
    "train.Supervisor": "sessions",
    "train.add_queue_runner": "threads",
    "train.batch": "threads",
    "train.checkpoint_exists": "checkpoints",
    "train.export_meta_graph": "checkpoints",
    "train.generate_checkpoint_state_proto": "checkpoints",
    "train.get_checkpoint": "checkpoints",
    "train.import_meta_graph": "checkpoints",
    "train.init_from_checkpoint": "checkpoints",
    "train.input_producer": "threads",
    "train.latest_checkpoint": "checkpoints",
    "train.limit_epochs": "threads",
    "train.list_variables": "checkpoints",
    "train.load_checkpoint": "checkpoints",
    "train.load_variable": "checkpoints",
    "train.match_filenames_once": "threads",
    "train.maybe_": "threads",
    "train.queue_runner": "threads",
    "train.range_input_producer": "threads",
    "train.remove_checkpoint": "checkpoints",
    "train.shuffle_batch": "threads",
    "train.slice_input_producer": "threads",
    "train.start_queue_runners": "threads",
    "train.string_input_producer": "threads",
    "train.summary_iterator": "summaries",
    "train.update_checkpoint_state": "checkpoints",
    "train.write_graph": "checkpoints",
    "write_file": "records",
}


def refusal(name: str) -> str:
    """Why there is no `tf.<name>`, and what to use; empty for a name that TensorFlow does not have either.

    >>> refusal("train.Saver")
    'tf.train.Saver is not here: saving is not here yet. Use numpy.savez with sess.run(tf.trainable_variables()).'
    >>> refusal("train.Saber")
    ''
    """
    for length in range(len(name), 0, -1):
        kind = NAMES.get(name[:length])
        if kind is not None and (name[length:][:1] in ("", ".") or name.startswith("train.")):
            reason, instead = NOT_YET.get(kind) or NEVER[kind]
            return f"tf.{name} is not here: {reason}. Use {instead}."
    return ""
