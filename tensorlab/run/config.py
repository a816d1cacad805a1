"""ConfigProto and its relatives: settings of a session, as plain classes with TensorFlow's field names.

Fields may be given to the constructor or assigned one by one (`config.gpu_options.allow_growth = True`); a
misspelt field is an error with a suggestion, since a setting that is silently ignored is worse.

Read next: `devices.py`, `session.py`, which read these settings.
"""

from typing import Any, ClassVar

from tensorlab.errors import did_you_mean


class Settings:
    """A bag of named fields with defaults; `Fields` lists them. A default that is a class is nested settings."""

    Fields: ClassVar[dict[str, Any]] = {}

    def __init__(self, **given: Any) -> None:
        for name, default in self.Fields.items():
            value = default() if isinstance(default, type) else default
            object.__setattr__(self, name, value)
        for name, value in given.items():
            setattr(self, name, value)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in self.Fields:
            hint = did_you_mean(name, self.Fields)
            raise AttributeError(f"{type(self).__name__} has no field {name!r}. {hint}".rstrip())
        default = self.Fields[name]
        if isinstance(default, type) and value is not None and not isinstance(value, default):
            if not (issubclass(default, (dict, list)) and isinstance(value, (dict, list, tuple))):
                raise TypeError(f"{type(self).__name__}.{name} must be a {default.__name__}, not {value!r}.")
            value = default(value)
        elif isinstance(default, bool):
            value = bool(value)
        elif isinstance(default, float) or (isinstance(default, int) and not isinstance(default, bool)):
            if isinstance(value, str) or not hasattr(value, "__float__"):
                raise TypeError(f"{type(self).__name__}.{name} must be a number, not {value!r}.")
            value = type(default)(value)
        object.__setattr__(self, name, value)

    def CopyFrom(self, other: "Settings") -> None:
        """Take over every field of another object of the same class."""
        if type(other) is not type(self):
            raise TypeError(f"Cannot copy a {type(other).__name__} into a {type(self).__name__}.")
        for name, default in self.Fields.items():
            value = getattr(other, name)
            if isinstance(value, Settings):
                copy = default()
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
        return [(n, getattr(self, n)) for n in self.Fields if getattr(self, n) != getattr(fresh, n)]

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and all(getattr(self, n) == getattr(other, n) for n in self.Fields)

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

    Fields: ClassVar[dict[str, Any]] = {
        "per_process_gpu_memory_fraction": 0.0,
        "allocator_type": "",
        "deferred_deletion_bytes": 0,
        "allow_growth": False,
        "visible_device_list": "",
        "polling_active_delay_usecs": 0,
        "polling_inactive_delay_msecs": 0,
        "force_gpu_compatible": False,
    }


class OptimizerOptions(Settings):
    """How TensorFlow's own graph optimizer works; kept, and without effect here."""

    L1, L0 = 0, -1
    DEFAULT, OFF, ON_1, ON_2 = 0, -1, 1, 2
    Fields: ClassVar[dict[str, Any]] = {
        "do_common_subexpression_elimination": False,
        "do_constant_folding": False,
        "do_function_inlining": False,
        "max_folded_constant_in_bytes": 0,
        "opt_level": 0,
        "global_jit_level": 0,
    }


class GraphOptions(Settings):
    """Options for the way a graph is run."""

    Fields: ClassVar[dict[str, Any]] = {
        "optimizer_options": OptimizerOptions,
        "enable_recv_scheduling": False,
        "build_cost_model": 0,
        "build_cost_model_after": 0,
        "infer_shapes": False,
        "place_pruned_graph": False,
        "enable_bfloat16_sendrecv": False,
        "timeline_step": 0,
    }


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

    Fields: ClassVar[dict[str, Any]] = {
        "device_count": dict,
        "intra_op_parallelism_threads": 0,
        "placement_period": 0,
        "device_filters": list,
        "inter_op_parallelism_threads": 0,
        "use_per_session_threads": False,
        "gpu_options": GPUOptions,
        "allow_soft_placement": False,
        "log_device_placement": False,
        "graph_options": GraphOptions,
        "operation_timeout_in_ms": 0,
        "isolate_session_state": False,
    }


class RunOptions(Settings):
    """Options of one call of `Session.run`."""

    NO_TRACE, SOFTWARE_TRACE, HARDWARE_TRACE, FULL_TRACE = 0, 1, 2, 3
    Fields: ClassVar[dict[str, Any]] = {
        "trace_level": 0,
        "timeout_in_ms": 0,
        "inter_op_thread_pool": 0,
        "output_partition_graphs": False,
        "report_tensor_allocations_upon_oom": False,
    }


class NodeExecStats(Settings):
    """When a node ran, in microseconds."""

    Fields: ClassVar[dict[str, Any]] = {
        "node_name": "",
        "all_start_micros": 0,
        "op_start_rel_micros": 0,
        "op_end_rel_micros": 0,
        "all_end_rel_micros": 0,
        "timeline_label": "",
    }


class DeviceStepStats(Settings):
    """What ran on one device."""

    Fields: ClassVar[dict[str, Any]] = {"device": "", "node_stats": list}


class StepStats(Settings):
    """What ran, device by device."""

    Fields: ClassVar[dict[str, Any]] = {"dev_stats": list}


class RunMetadata(Settings):
    """What a traced run leaves behind: `step_stats.dev_stats[0].node_stats`."""

    Fields: ClassVar[dict[str, Any]] = {"step_stats": StepStats, "partition_graphs": list}


def fill_metadata(metadata: RunMetadata, options: Any, frame: Any) -> None:
    """Write the times of a watched run into a `RunMetadata`, when its options ask for them."""
    if not frame.times or getattr(options, "trace_level", 0) == RunOptions.NO_TRACE:
        return
    stats = []
    start = frame.times[0]
    for step, begin, end in zip(frame.plan.steps, frame.times[:-1], frame.times[1:], strict=False):
        operation = step[5]
        stats.append(
            NodeExecStats(
                node_name=operation.name,
                all_start_micros=(begin - start) // 1000,
                op_end_rel_micros=max((end - begin) // 1000, 1),
                all_end_rel_micros=max((end - begin) // 1000, 1),
                timeline_label=f"{operation.name} = {operation.type}({', '.join(t.name for t in operation.inputs)})",
            )
        )
    device = DeviceStepStats(device="/job:localhost/replica:0/task:0/device:CPU:0")
    device.node_stats += stats
    metadata.step_stats.dev_stats.append(device)
