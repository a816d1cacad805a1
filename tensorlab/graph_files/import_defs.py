"""What TensorFlow calls the inputs, outputs and attributes of op types that are only ever read.

`op_defs.json` has those that tensorlab writes; these stand in files of TensorFlow alone. The notation is that of
`op_defs.py`; the facts are those of https://github.com/tensorflow/tensorflow/tree/v1.15.0/tensorflow/core/ops

Read next: `import_others.py`.
"""

from typing import Any

from tensorlab.graph_files import op_defs

_ARRAY = "handle:resource"
_ONLY_READ: dict[str, dict[str, Any]] = {
    "Inv": {"in": "x:T", "out": "y:T", "attr": {"T": ["type"]}},
    "BatchMatMulV3": {
        "in": "x:Ta y:Tb",
        "out": "output:Tout",
        "attr": {
            "Ta": ["type"],
            "Tb": ["type"],
            "Tout": ["type"],
            "adj_x": ["bool", False],
            "adj_y": ["bool", False],
        },
    },
    "VarHandleOp": {
        "out": "resource:resource",
        "attr": {
            "container": ["string", ""],
            "shared_name": ["string", ""],
            "debug_name": ["string", ""],
            "dtype": ["type"],
            "shape": ["shape"],
            "allowed_devices": ["list(string)", []],
        },
    },
    "VarIsInitializedOp": {"in": "resource:resource", "out": "is_initialized:bool"},
    "ResourceCountUpTo": {
        "in": "resource:resource",
        "out": "output:T",
        "attr": {"limit": ["int"], "T": ["type"]},
    },
    "TensorArrayV3": {
        "in": "size:int32",
        "out": "handle:resource flow:float32",
        "attr": {
            "dtype": ["type"],
            "element_shape": ["shape", None],
            "dynamic_size": ["bool", False],
            "clear_after_read": ["bool", True],
            "identical_element_shapes": ["bool", False],
            "tensor_array_name": ["string", ""],
        },
    },
    "TensorArrayGradV3": {
        "in": f"{_ARRAY} flow_in:float32",
        "out": "grad_handle:resource flow_out:float32",
        "attr": {"source": ["string"]},
    },
    "TensorArrayWriteV3": {
        "in": f"{_ARRAY} index:int32 value:T flow_in:float32",
        "out": "flow_out:float32",
        "attr": {"T": ["type"]},
    },
    "TensorArrayReadV3": {
        "in": f"{_ARRAY} index:int32 flow_in:float32",
        "out": "value:dtype",
        "attr": {"dtype": ["type"]},
    },
    "TensorArrayGatherV3": {
        "in": f"{_ARRAY} indices:int32 flow_in:float32",
        "out": "value:dtype",
        "attr": {"dtype": ["type"], "element_shape": ["shape", None]},
    },
    "TensorArrayScatterV3": {
        "in": f"{_ARRAY} indices:int32 value:T flow_in:float32",
        "out": "flow_out:float32",
        "attr": {"T": ["type"]},
    },
    "TensorArrayConcatV3": {
        "in": f"{_ARRAY} flow_in:float32",
        "out": "value:dtype lengths:int64",
        "attr": {"dtype": ["type"], "element_shape_except0": ["shape", None]},
    },
    "TensorArraySplitV3": {
        "in": f"{_ARRAY} value:T lengths:int64 flow_in:float32",
        "out": "flow_out:float32",
        "attr": {"T": ["type"]},
    },
    "TensorArraySizeV3": {"in": f"{_ARRAY} flow_in:float32", "out": "size:int32"},
    "TensorArrayCloseV3": {"in": _ARRAY},
    "StackV2": {
        "in": "max_size:int32",
        "out": _ARRAY,
        "attr": {"elem_type": ["type"], "stack_name": ["string", ""]},
    },
    "StackPushV2": {
        "in": f"{_ARRAY} elem:T",
        "out": "output:T",
        "attr": {"T": ["type"], "swap_memory": ["bool", False]},
    },
    "StackPopV2": {"in": _ARRAY, "out": "elem:elem_type", "attr": {"elem_type": ["type"]}},
    "StackCloseV2": {"in": _ARRAY},
    "TensorListPushBack": {
        "in": "input_handle:variant tensor:element_dtype",
        "out": "output_handle:variant",
        "attr": {"element_dtype": ["type"]},
    },
    "TensorListPopBack": {
        "in": "input_handle:variant element_shape:int32",
        "out": "output_handle:variant tensor:element_dtype",
        "attr": {"element_dtype": ["type"]},
    },
    "EmptyTensorList": {
        "in": "element_shape:shape_type max_num_elements:int32",
        "out": "handle:variant",
        "attr": {"element_dtype": ["type"], "shape_type": ["type"]},
    },
}

# Once read, such nodes can be written again: they join the table.
for _op_type, _entry in _ONLY_READ.items():
    op_defs._table().setdefault(_op_type, _entry)

op_def = op_defs.op_def
"""What TensorFlow knows of an op type; None when neither table has it."""
