"""tf.train: optimizers, learning rates, steps.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.late_names import late_names as _late_names
from tensorlab.optimizers.adagrad import (
    AdagradOptimizer,
)
from tensorlab.optimizers.adam import (
    AdamOptimizer,
)
from tensorlab.optimizers.global_step import (
    assert_global_step,
    create_global_step,
    get_global_step,
    get_or_create_global_step,
    global_step,
)
from tensorlab.optimizers.gradient_descent import (
    GradientDescentOptimizer,
)
from tensorlab.optimizers.learning_rates import (
    cosine_decay,
    cosine_decay_restarts,
    exponential_decay,
    inverse_time_decay,
    linear_cosine_decay,
    natural_exp_decay,
    noisy_linear_cosine_decay,
    piecewise_constant,
    polynomial_decay,
)
from tensorlab.optimizers.momentum import (
    MomentumOptimizer,
)
from tensorlab.optimizers.moving_averages import (
    ExponentialMovingAverage,
)
from tensorlab.optimizers.optimizer import (
    Optimizer,
)
from tensorlab.optimizers.rmsprop import (
    RMSPropOptimizer,
)

# These pages are loaded when a program first uses one of their names.
__getattr__, __dir__ = _late_names(
    __name__,
    globals(),
    {
        "graph_files.export_graph": "write_graph",
        "graph_files.meta_graph_export": "export_meta_graph",
        "optimizers.adadelta": "AdadeltaOptimizer",
        "optimizers.adagrad_da": "AdagradDAOptimizer",
        "optimizers.ftrl": "FtrlOptimizer",
        "optimizers.learning_rates": "piecewise_constant_decay=piecewise_constant",
        "optimizers.proximal_adagrad": "ProximalAdagradOptimizer",
        "optimizers.proximal_gradient_descent": "ProximalGradientDescentOptimizer",
        "optimizers.sync_replicas": "SyncReplicasOptimizer",
        "reading.file_nodes": "match_filenames_once",
        "reading.example": (
            "BytesList Example Feature FeatureList FeatureLists Features FloatList Int64List SequenceExample"
        ),
        "saving.checkpoint_state": (
            "checkpoint_exists generate_checkpoint_state_proto get_checkpoint_mtimes get_checkpoint_state "
            "latest_checkpoint remove_checkpoint update_checkpoint_state"
        ),
        "saving.initializing": "init_from_checkpoint",
        "saving.reader": "NewCheckpointReader checkpoints_iterator list_variables load_checkpoint load_variable",
        "saving.saver": "Saver",
        "saving.saver_def": "SaverDef",
        "training.batching": (
            "batch batch_join maybe_batch maybe_batch_join maybe_shuffle_batch maybe_shuffle_batch_join shuffle_batch "
            "shuffle_batch_join"
        ),
        "training.input_producers": (
            "input_producer limit_epochs range_input_producer slice_input_producer string_input_producer"
        ),
        "training": "queue_runner",
        "training.coordinator": "Coordinator LooperThread",
        "training.queue_runner": "QueueRunner add_queue_runner start_queue_runners",
        "training.meta_graph_import": "import_meta_graph",
        "summaries.event_files": "summary_iterator",
        "training.basic_hooks": (
            "FeedFnHook FinalOpsHook GlobalStepWaiterHook LoggingTensorHook NanLossDuringTrainingError NanTensorHook "
            "SecondOrStepTimer StopAtStepHook"
        ),
        "training.basic_hooks_with_files": (
            "CheckpointSaverHook CheckpointSaverListener ProfilerHook StepCounterHook SummarySaverHook"
        ),
        "training.basic_loops": "basic_train_loop",
        "training.monitored_session": (
            "ChiefSessionCreator MonitoredSession MonitoredTrainingSession SessionCreator SingularMonitoredSession "
            "WorkerSessionCreator"
        ),
        "training.scaffold": "Scaffold",
        "training.session_manager": "SessionManager",
        "training.session_run_hooks": "SessionRunArgs SessionRunContext SessionRunHook SessionRunValues",
        "training.supervisor": "Supervisor",
    },
)
