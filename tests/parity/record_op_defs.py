"""Ask TensorFlow what its op types look like, and keep it in `tensorlab/graph_files/op_defs.json`.

A GraphDef names the inputs, outputs and attributes of every node by the names that TensorFlow gave them. The table
holds them for the op types that tensorlab has, and for those that writing and reading graphs needs besides.

TensorFlow 1.15 is asked first, in an environment of its own (see `record_contrib.py`); TensorFlow 2 adds the op types
and attributes that came later, which are marked with a 2:

    oldest/bin/python -m tests.parity.record_op_defs oldest 1.15.json
    oracle/bin/python -m tests.parity.record_op_defs newest 2.json
    python -m tests.parity.record_op_defs join 1.15.json 2.json

Keep this file free of what Python 3.7 does not know. Read next: `tensorlab/graph_files/op_defs.py`, the reader.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parents[2] / "tensorlab" / "graph_files" / "op_defs.json"

# Families that stand in no page of tensorlab, but in graphs that TensorFlow made or that tensorlab writes.
FAMILIES = re.compile(
    "(Resource)?(Sparse)?Apply[A-Z]\\w*|(Resource)?Scatter\\w+|ResourceGather\\w*|\\w*Variable\\w*|Assign\\w*|Destroy\\w*"
    "|(Ref)?(Enter|Exit|Merge|Switch|NextIteration|Identity|Select)|(Stateless)?(If|While|Case)|LoopCond|ControlTrigger"
    "|NoOp|IdentityN|PartitionedCall|StatefulPartitionedCall|SymbolicGradient|FakeParam|PreventGradient|StopGradient"
    "|PlaceholderWithDefault|PlaceholderV2|Placeholder|Const|(Empty|Resize)?TensorList\\w*|TensorArray\\w*|Stack\\w*"
    "|Broadcast\\w+|Shape|ShapeN|Size|Rank|\\w*Reshape|ConcatOffset|ConcatV?2?|InvertPermutation|Unpack|Pack"
    "|Barrier\\w*|Queue\\w*|\\w*Queue|\\w*QueueV2|Reader\\w*|\\w*Reader(V2)?|ReadFile|WriteFile|MatchingFiles|\\w*Dataset"
    "|\\w*DatasetV\\d|\\w*Iterator\\w*|\\w*Summary(V2)?|\\w*HistogramSummary|Parse\\w+|Decode\\w+|Encode\\w+|Save\\w*|Restore\\w*"
    "|MergeV2Checkpoints|ShardedFilename\\w*|\\w*HashTable\\w*|LookupTable\\w*|InitializeTable\\w*|\\w+Grad(V\\d)?"
    "|\\w+GradGrad(V\\d)?|\\w+GradWith(out)?\\w+|\\w+BackpropInput(V2)?|\\w+BackpropFilter(V2)?|(Batch)?Mat\\w+|Add(V2|N)?|Sub"
    "|AccumulateNV2|Bincount|UpperBound|LowerBound|ListDiff|Random\\w*|Multinomial|TruncatedNormal|Assert"
    "|Print(V2)?|Timestamp|PyFunc\\w*|EagerPyFunc|Lower\\w+"
    "|FusedBatchNorm\\w*|Dropout|CropAndResize\\w*|Resize\\w+|Bucketize|StringJoin|StringSplit\\w*|Fill|ZerosLike|OnesLike"
    "|(Des|S)erialize\\w+|Experimental\\w+|NonMaxSuppression\\w*"
    "|DrawBoundingBoxes(V2)?|SampleDistortedBoundingBox\\w*|ExtractGlimpse\\w*|AdjustContrast\\w*|AdjustHue"
    "|AdjustSaturation|RGBToHSV|HSVToRGB|LRN|Copy|CopyHost|Conv2D|MaxPool\\w*|AvgPool\\w*|BiasAdd\\w*|\\w*Accumulator\\w*|GatherV?2?"
)
# Of those, what only other machines have: chips and networks of their own.
ELSEWHERE = re.compile(
    "\\w*(TPU|Xla|XLA|Tpu|Quantized|Mkl|BigQuery|Bigtable|Cudnn|CudnnRNN|Nccl|Collective|BoostedTrees|TensorForest"
    "|Rpc|Multiplex|Uncompress|Compress|Assert\\w+Dataset|Mlir|DebugGradient|FakeQuant|Multi[A-Z]|Lmdb"
    "|LMDB|Sql|Kafka|Ignite|AutoShard|Rebatch|DataService|Gcs|WorkerHeartbeat|Stats|Wav|Video|Riscv|Unbatch|Fixed\\w*Unigram"
    "|Owned|Ragged\\w*Dataset|GroupBy|Legacy|V3|Bessel|Sdca|LoadAndRemap|Gemm|Tensorrt|TRT|Uniform[QDR]|Batch(Matrix|FFT|IFFT)"
    "|Dawsn|Fresnel|LatencyStats|Sleep|BytesProduced|Snapshot|Finite|Thread|Weighted|Choose|Directed|Sliding|Take(While|Many)"
    "|MapDefun|Approx|Generator|Anonymous|MaxIntraOp|Private|MatchingFilesDataset|NonSerializable|CSVDataset|Parallel(Batch"
    "|Filter)|Optimize|ModelDataset|Ngrams|Rng)\\w*"
)


def argument_text(argument: Any) -> str:
    """An input or output in one line: `x:T`, `values:N*T`, `input:Tin[]`, `ref:Ref(T)`."""
    if argument.type_list_attr:
        kind = argument.type_list_attr + "[]"
    else:
        kind = argument.type_attr or type_name(argument.type)
        if argument.number_attr:
            kind = argument.number_attr + "*" + kind
    return argument.name + ":" + ("Ref(" + kind + ")" if argument.is_ref else kind)


def type_name(number: int) -> str:
    """`float32` of 1."""
    return "any" if number == 0 else dtypes.as_dtype(number).name


def shape_of(shape: Any) -> Any:
    """A list of sizes, or None for any shape."""
    return None if shape.unknown_rank else [size.size for size in shape.dim]


def default_of(value: Any) -> Any:
    """The default of an attribute, as plain JSON."""
    kind = value.WhichOneof("value")
    if kind == "s":
        return value.s.decode("utf-8")
    if kind == "type":
        return type_name(value.type)
    if kind == "shape":
        return shape_of(value.shape)
    if kind == "list":
        names = [field.name for field, _ in value.list.ListFields()]
        if not names:
            return []
        items = list(getattr(value.list, names[0]))
        if names[0] == "s":
            return [item.decode("utf-8") for item in items]
        if names[0] in ("tensor", "func"):
            return []
        if names[0] == "shape":
            return [shape_of(item) for item in items]
        return [type_name(item) for item in items] if names[0] == "type" else items
    if kind in ("tensor", "func"):
        return {}
    found = getattr(value, kind)
    return float(f"{found:.8g}") if kind == "f" else found


def attribute(definition: Any) -> list[Any]:
    """[type], or [type, default]."""
    has_default = definition.HasField("default_value")
    return [definition.type] + ([default_of(definition.default_value)] if has_default else [])


def recorded(everything: Any) -> dict[str, Any]:
    """All op types of this TensorFlow."""
    table = {}
    for definition in everything.op:
        table[definition.name] = {
            "in": " ".join(argument_text(argument) for argument in definition.input_arg),
            "out": " ".join(argument_text(argument) for argument in definition.output_arg),
            "attr": {one.name: attribute(one) for one in definition.attr},
            "stateful": definition.is_stateful,
        }
    return table


def names_in(arguments: str) -> list[str]:
    """The names of arguments, without their types."""
    return [one.partition(":")[0] for one in arguments.split()]


def join(oldest: dict[str, Any], newest: dict[str, Any]) -> dict[str, Any]:
    """The op types that tensorlab needs; what came after 1.15 is marked with a 2."""
    from tests.every_record import registry

    table = {}
    for name in sorted({**newest, **oldest}):
        family = FAMILIES.fullmatch(name) and not ELSEWHERE.fullmatch(name)
        if name.startswith("_") or not (name in registry or family):
            continue
        entry = dict(oldest.get(name) or newest[name])
        later = newest.get(name, entry)["attr"]
        for side in (
            "in",
            "out",
        ):  # a dtype that was fixed may be an attribute now, with that dtype as its default
            newer = newest.get(name, entry)[side]
            if names_in(newer) == names_in(entry[side]):
                entry[side] = newer
        added = {
            key: [*value, 2] for key, value in later.items() if key not in entry["attr"] and len(value) > 1
        }
        entry["attr"] = {**entry["attr"], **added}
        if not entry["stateful"]:
            del entry["stateful"]
        if name not in oldest:
            entry["since"] = 2
        table[name] = {key: value for key, value in entry.items() if value != "" and value != {}}
    return table


def main(arguments: list[str]) -> None:
    """See the top of this file."""
    global dtypes
    if arguments[0] == "join":
        parts = [json.loads(Path(path).read_text(encoding="utf-8")) for path in arguments[1:]]
        table = join(parts[0], parts[1])
        lines = [json.dumps(name) + ":" + json.dumps(table[name], separators=(",", ":")) for name in table]
        TABLE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        print(len(table), "op types,", TABLE.stat().st_size, "bytes")
        return
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    from tensorflow.core.framework import op_def_pb2
    from tensorflow.python.framework import dtypes

    if arguments[0] == "oldest":
        from tensorflow.python import pywrap_tensorflow as client
    else:
        from tensorflow.python.client import pywrap_tf_session as client
    import tensorflow  # noqa: F401  (loads every op)

    everything = op_def_pb2.OpList()
    everything.ParseFromString(client.TF_GetBuffer(client.TF_GetAllOpList()))
    Path(arguments[1]).write_text(json.dumps(recorded(everything)), encoding="utf-8")
    print(len(everything.op), "op types")


if __name__ == "__main__":
    main(sys.argv[1:])
