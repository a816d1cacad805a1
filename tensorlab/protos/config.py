"""ConfigProto and its relatives: settings of a session and of a run, with TensorFlow's field names.

Read next: `tensorlab/devices/found.py` and `tensorlab/run/execution.py`, which read these settings.
"""

from typing import Any, ClassVar

from tensorlab.protos.settings import Settings


class GPUOptions(Settings):
    """How the memory of GPUs is used."""

    per_process_gpu_memory_fraction: float = 0.0
    allocator_type: str = ""
    deferred_deletion_bytes: int = 0
    allow_growth: bool = False
    visible_device_list: str = ""
    polling_active_delay_usecs: int = 0
    polling_inactive_delay_msecs: int = 0
    force_gpu_compatible: bool = False


class OptimizerOptions(Settings):
    """How TensorFlow's own graph optimizer works; kept, and without effect here."""

    L1: ClassVar[int] = 0
    L0: ClassVar[int] = -1
    OFF: ClassVar[int] = -1
    ON_1: ClassVar[int] = 1
    ON_2: ClassVar[int] = 2
    do_common_subexpression_elimination: bool = False
    do_constant_folding: bool = False
    do_function_inlining: bool = False
    max_folded_constant_in_bytes: int = 0
    opt_level: int = 0
    global_jit_level: int = 0


class GraphOptions(Settings):
    """Options for the way a graph is run."""

    optimizer_options: OptimizerOptions
    enable_recv_scheduling: bool = False
    build_cost_model: int = 0
    build_cost_model_after: int = 0
    infer_shapes: bool = False
    place_pruned_graph: bool = False
    enable_bfloat16_sendrecv: bool = False
    timeline_step: int = 0


class ConfigProto(Settings):
    """The settings of a session.

    Source: https://github.com/tensorflow/tensorflow/blob/r1.15/tensorflow/core/protobuf/config.proto

    >>> config = ConfigProto(allow_soft_placement=True)
    >>> config.gpu_options.allow_growth = True
    >>> print(config)
    gpu_options {
      allow_growth: true
    }
    allow_soft_placement: true
    <BLANKLINE>
    """

    device_count: dict[str, int]
    intra_op_parallelism_threads: int = 0
    placement_period: int = 0
    device_filters: list[Any]
    inter_op_parallelism_threads: int = 0
    use_per_session_threads: bool = False
    gpu_options: GPUOptions
    allow_soft_placement: bool = False
    log_device_placement: bool = False
    graph_options: GraphOptions
    operation_timeout_in_ms: int = 0
    isolate_session_state: bool = False


class RunOptions(Settings):
    """Options of one call of `Session.run`."""

    NO_TRACE, SOFTWARE_TRACE, HARDWARE_TRACE, FULL_TRACE = 0, 1, 2, 3
    trace_level: int = 0
    timeout_in_ms: int = 0
    inter_op_thread_pool: int = 0
    output_partition_graphs: bool = False
    report_tensor_allocations_upon_oom: bool = False
