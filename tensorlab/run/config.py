"""ConfigProto and its relatives: settings of a session, as plain classes with TensorFlow's field names.

Fields may be given to the constructor or assigned one by one (`config.gpu_options.allow_growth = True`); a
misspelt field is an error with a suggestion, since a setting that is silently ignored is worse.

Read next: `devices.py`, `session.py`, which read these settings.
"""

from types import GenericAlias
from typing import Any, ClassVar

from tensorlab.errors import did_you_mean


class Settings:
    """A bag of named fields: the annotated attributes of a subclass. Nested settings have no default."""

    fields: ClassVar[dict[str, type]] = {}

    def __init_subclass__(cls) -> None:
        cls.fields = {
            name: getattr(kind, "__origin__", kind)  # type: ignore[arg-type]
            for name, kind in cls.__annotations__.items()
            if isinstance(kind, (type, GenericAlias))
        }

    def __init__(self, **given: Any) -> None:
        for name, kind in self.fields.items():
            object.__setattr__(self, name, getattr(type(self), name) if hasattr(type(self), name) else kind())
        for name, value in given.items():
            if name not in self.fields:
                raise ValueError(self._unknown(name))
            setattr(self, name, value)

    def _unknown(self, name: str) -> str:
        return f"{type(self).__name__} has no field {name!r}. {did_you_mean(name, self.fields)}".rstrip()

    def __setattr__(self, name: str, value: Any) -> None:
        kind = self.fields.get(name)
        if kind is None:
            raise AttributeError(self._unknown(name))
        if issubclass(kind, Settings):
            if not isinstance(value, kind):
                raise TypeError(f"{type(self).__name__}.{name} must be a {kind.__name__}, not {value!r}.")
        elif issubclass(kind, (dict, list)):
            if not isinstance(value, (dict, list, tuple)):
                raise TypeError(f"{type(self).__name__}.{name} must be a {kind.__name__}, not {value!r}.")
            value = kind(value)
        elif kind is not str and (isinstance(value, str) or not hasattr(value, "__float__")):
            raise TypeError(f"{type(self).__name__}.{name} must be a {kind.__name__}, not {value!r}.")
        else:
            value = kind(value)  # type: ignore[call-arg]  # int, float, bool or str
        object.__setattr__(self, name, value)

    def CopyFrom(self, other: "Settings") -> None:
        """Take over every field of another object of the same class."""
        if type(other) is not type(self):
            raise TypeError(f"Cannot copy a {type(other).__name__} into a {type(self).__name__}.")
        for name, kind in self.fields.items():
            value = getattr(other, name)
            if isinstance(value, Settings):
                copy = kind()
                copy.CopyFrom(value)
                value = copy
            object.__setattr__(self, name, type(value)(value) if isinstance(value, (dict, list)) else value)

    def MergeFrom(self, other: "Settings") -> None:
        """Take over the fields of another object that differ from the defaults."""
        for name, value in other._changed():
            if isinstance(value, Settings):
                getattr(self, name).MergeFrom(value)
            else:
                setattr(self, name, value)

    def HasField(self, name: str) -> bool:
        """Whether a field differs from its default."""
        return name in dict(self._changed())

    def _changed(self) -> list[tuple[str, Any]]:
        fresh = type(self)()
        return [(n, getattr(self, n)) for n in self.fields if getattr(self, n) != getattr(fresh, n)]

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and all(getattr(self, n) == getattr(other, n) for n in self.fields)

    __hash__ = None  # type: ignore[assignment]

    def _lines(self, indent: str) -> list[str]:
        lines = []
        for name, value in self._changed():
            if isinstance(value, Settings):
                lines += [f"{indent}{name} {{", *value._lines(indent + "  "), f"{indent}}}"]
            elif isinstance(value, dict):
                for key, item in value.items():
                    pair = [f'{indent}  key: "{key}"', f"{indent}  value: {item}"]
                    lines += [f"{indent}{name} {{", *pair, f"{indent}}}"]
            elif isinstance(value, list):
                lines += [f"{indent}{name}: {_text(item)}" for item in value]
            else:
                lines.append(f"{indent}{name}: {_text(value)}")
        return lines

    def __repr__(self) -> str:
        lines = self._lines("")
        return "\n".join(lines) + "\n" if lines else ""


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


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


class NodeExecStats(Settings):
    """When a node ran, in microseconds."""

    node_name: str = ""
    all_start_micros: int = 0
    op_start_rel_micros: int = 0
    op_end_rel_micros: int = 0
    all_end_rel_micros: int = 0
    timeline_label: str = ""


class DeviceStepStats(Settings):
    """What ran on one device."""

    device: str = ""
    node_stats: list[Any]


class StepStats(Settings):
    """What ran, device by device."""

    dev_stats: list[Any]


class RunMetadata(Settings):
    """What a traced run leaves behind: `step_stats.dev_stats[0].node_stats`."""

    step_stats: StepStats
    partition_graphs: list[Any]


def fill_metadata(metadata: RunMetadata, options: Any, frame: Any) -> None:
    """Write the times of a watched run into a `RunMetadata`, when its options ask for them."""
    if not frame.times or getattr(options, "trace_level", 0) == RunOptions.NO_TRACE:
        return
    stats = []
    start = frame.times[0]
    for step, begin, end in zip(frame.plan.steps, frame.times[:-1], frame.times[1:], strict=False):
        operation = step[5]
        inputs = ", ".join(tensor.name for tensor in operation.inputs)
        stats.append(
            NodeExecStats(
                node_name=operation.name,
                all_start_micros=(begin - start) // 1000,
                op_end_rel_micros=max((end - begin) // 1000, 1),
                all_end_rel_micros=max((end - begin) // 1000, 1),
                timeline_label=f"{operation.name} = {operation.type}({inputs})",
            )
        )
    device = DeviceStepStats(device="/job:localhost/replica:0/task:0/device:CPU:0")
    device.node_stats += stats
    metadata.step_stats.dev_stats.append(device)
