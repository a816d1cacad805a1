"""Record what TensorFlow's dtypes, shapes and errors answer, so that the tests need no TensorFlow.

Run it with a Python that has TensorFlow: `python tests/parity/record_ground.py`. It writes
`tests/parity/ground/*.json`. Each file maps an expression to its answer; `tests/test_dtypes.py`,
`test_shapes.py` and `test_errors.py` evaluate the same expressions with tensorlab and compare.

Read next: `answer`, which is what both sides run.
"""

import itertools
import json
import os
import re
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parent / "ground"


def listed(text: str, separator: str | None = None) -> list[str]:
    """Split a text into its entries: at white space, or at `separator` with the space around it."""
    return [entry.strip() for entry in text.split(separator)]


DTYPES = listed("""
    float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64 bool complex64 complex128 string
""")
DTYPE_ATTRIBUTES = listed("""
    name as_numpy_dtype base_dtype real_dtype size min max limits is_floating is_integer is_complex is_bool
    is_unsigned is_quantized is_numpy_compatible as_datatype_enum _is_ref_dtype _as_ref
""")
DTYPE_LIKE = listed(
    """'float'; 'double'; 'half'; 'foo'; 'float33'; 'str'; 'int'; 'string'; 'S'; 'object'; 'bool'; 'f4';
    'complex'; 'float32_ref'; 3; 103; 101; 0; 200; -1; float; int; bool; str; bytes; complex; object; list;
    None; 1.5; np.float32; np.bool_; np.str_; np.bytes_; np.object_; np.longlong; np.ulonglong; np.intc;
    np.number; np.longdouble; np.dtype('S3'); np.dtype('U3'); np.dtype('O'); np.dtype('<f4'); np.dtype('>f4');
    np.dtype('M8[s]'); np.dtype([('a', 'i4')]); np.array(3); np.array(['a']); [1]; {}; tf.half; tf.double""",
    ";",
)
DIMENSIONS = ["tf.Dimension(3)", "tf.Dimension(0)", "tf.Dimension(None)"]
DIMENSION_LIKE = [*DIMENSIONS, "2", "3", "None", "np.int64(4)", "'a'", "1.5", "-1", "True"]
DIMENSION_OPERATORS = listed("+ - * // % / == != < <= > >=")
SHAPES = listed(
    """tf.TensorShape(None); tf.TensorShape([]); tf.TensorShape([3]); tf.TensorShape([2, 3]);
    tf.TensorShape([2, None]); tf.TensorShape([None, None]); tf.TensorShape([2, 3, 4])""",
    ";",
)
SHAPE_LIKE = listed(
    """None; []; 3; [3]; [2, 3]; (2, None); [None, None]; [2, 3, 4]; np.array([2, 3]); [np.int32(2)];
    [tf.Dimension(2)]; tf.Dimension(4); [-1]; [2.0]; ['2']; [[2]]; tf.TensorShape([2]); -1; 1.5; range(3);
    [True]; (x for x in [1, 2])""",
    ";",
)
SHAPE_QUESTIONS = listed(
    """ndims; rank; dims; as_list(); num_elements(); is_fully_defined(); assert_is_fully_defined();
    with_rank(0); with_rank(2); with_rank(None); assert_has_rank(1); assert_has_rank(2);
    with_rank_at_least(0); with_rank_at_least(2); with_rank_at_most(0); with_rank_at_most(2)""",
    ";",
)
SHAPE_KEYS = listed("0; -1; 1; 5; :; 1:; :1; :-1; ::2; -1:; 1:3; None:2", ";")
SHAPE_METHODS = listed("""
    is_compatible_with assert_is_compatible_with merge_with concatenate assert_same_rank
    most_specific_compatible_shape
""")
ERRORS = listed("""
    Cancelled Unknown InvalidArgument DeadlineExceeded NotFound AlreadyExists PermissionDenied
    ResourceExhausted FailedPrecondition Aborted OutOfRange Unimplemented Internal Unavailable DataLoss
    Unauthenticated
""")
CODES = listed("""
    OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED
    RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS
    UNAUTHENTICATED
""")


def answer(expression: str, namespace: dict[str, Any]) -> str:
    """Evaluate an expression; return the repr of its value, or the class of what it raised."""
    try:
        return repr(eval(expression, namespace))
    except Exception as error:
        return f"raises {type(error).__name__}"


def dtype_expressions() -> list[str]:
    """Everything a dtype can be asked."""
    expressions = []
    for dtype in [f"tf.{name}{suffix}" for name in DTYPES for suffix in ("", "._as_ref")]:
        expressions += [f"{dtype}.{attribute}" for attribute in DTYPE_ATTRIBUTES]
        expressions += [f"{function}({dtype})" for function in ("repr", "str", "hash", "int", "tf.as_dtype")]
        expressions += [
            f"tf.DType({dtype}.as_datatype_enum) == {dtype}",
            f"copy.deepcopy({dtype}) is {dtype}",
        ]
        expressions += [f"pickle.loads(pickle.dumps({dtype})) is {dtype}"]
    for value in DTYPE_LIKE:
        expressions += [f"tf.as_dtype({value})", f"tf.float32 == {value}", f"tf.float32 != {value}"]
        expressions += [f"tf.string == {value}", f"tf.int32.is_compatible_with({value})"]
    for one, other in itertools.product(["tf.float32", "tf.float32._as_ref", "tf.int32"], repeat=2):
        expressions += [f"{one} == {other}", f"{one} != {other}", f"{one}.is_compatible_with({other})"]
    return expressions


def dimension_expressions() -> list[str]:
    """Arithmetic, comparisons and conversions of dimensions, known and unknown."""
    expressions = [f"tf.Dimension({value})" for value in DIMENSION_LIKE]
    for value in DIMENSIONS:
        expressions += [f"{function}({value})" for function in ("repr", "str", "bool", "int", "hash")]
        expressions += [
            f"{value}.value",
            f"[7, 8, 9, 10][{value}]",
            f"list(range({value}))",
            f"{{{value}: 1}}",
        ]
        expressions += [f"pickle.loads(pickle.dumps({value}))", f"copy.deepcopy({value})"]
        expressions += [f"np.zeros({value}).shape"]
    for value, other in itertools.product(DIMENSIONS, DIMENSION_LIKE):
        for sign in DIMENSION_OPERATORS:
            expressions += [f"{value} {sign} {other}", f"{other} {sign} {value}"]
        for method in ("is_compatible_with", "assert_is_compatible_with", "merge_with"):
            expressions.append(f"{value}.{method}({other})")
    return expressions


def shape_expressions() -> list[str]:
    """Everything a shape can be asked."""
    expressions = [f"tf.TensorShape({value})" for value in SHAPE_LIKE]
    for shape in SHAPES:
        expressions += [f"{shape}.{question}" for question in SHAPE_QUESTIONS]
        expressions += [
            f"{function}({shape})" for function in ("repr", "str", "bool", "len", "list", "tuple")
        ]
        expressions += [f"{shape}[{key}]" for key in SHAPE_KEYS]
        expressions += [f"pickle.loads(pickle.dumps({shape}))", f"copy.deepcopy({shape})"]
    for shape, other in itertools.product(SHAPES, [*SHAPES, "None", "[2, 3]", "(2, 3)", "3", "'ab'", "1.5"]):
        expressions += [f"{shape}.{method}({other})" for method in SHAPE_METHODS]
        expressions += [f"{shape} == {other}", f"{shape} != {other}", f"{other} == {shape}"]
        expressions += [f"{shape} + {other}", f"{other} + {shape}"]
    return expressions


def error_expressions() -> list[str]:
    """The names, numbers and constructors of the error family."""
    expressions = [f"tf.errors.{code}" for code in CODES]
    expressions += [f"tf.errors.exception_type_from_error_code(tf.errors.{code}).__name__" for code in CODES]
    for name in [name + "Error" for name in ERRORS]:
        made = f"tf.errors.{name}(None, None, 'the words')"
        expressions += [f"{made}.{attribute}" for attribute in ("error_code", "message", "op", "node_def")]
        expressions += [f"str({made})", f"issubclass(tf.errors.{name}, tf.errors.OpError)"]
        expressions += [f"tf.errors.error_code_from_exception_type(tf.errors.{name})"]
        expressions += [f"type(pickle.loads(pickle.dumps({made}))).__name__"]
    expressions += ["tf.errors.OpError(None, None, 'm', 5).error_code", "tf.errors.OpError(None, None, 'm')"]
    return expressions


EXPRESSIONS = {
    "dtypes": dtype_expressions,
    "dimensions": dimension_expressions,
    "shapes": shape_expressions,
    "errors": error_expressions,
}

RULE_SHAPES: list[list[int | None] | None] = [
    *(None, [], [1], [3], [None], [0], [2, 3], [2, 1], [1, 3], [None, 3], [2, None], [None, None]),
    *([2, 4], [4, 2, 3]),
]
AXES: list[list[int]] = [[], [0], [-1], [1], [0, 1], [0, -1], [2], [-3], [0, 0]]


def record_rules(tf: Any) -> dict[str, str]:
    """Ask TensorFlow's own ops for the shapes of their results."""

    def static_shape(build: Any) -> str:
        with tf.Graph().as_default():
            try:
                return str(build().shape)
            except ValueError as error:
                return "raises ValueError: " + re.split(r" for '|\. |\n", str(error))[0]

    answers = {}
    for one, other in itertools.product(RULE_SHAPES, repeat=2):
        answers[f"broadcast({one}, {other})"] = static_shape(
            lambda one=one, other=other: tf.add(tf.placeholder("float", one), tf.placeholder("float", other))
        )
        answers[f"merged({one}, {other})"] = static_shape(
            lambda one=one, other=other: tf.raw_ops.AddN(
                inputs=[tf.placeholder("float", one), tf.placeholder("float", other)]
            )
        )
    for shape, axis, keepdims in itertools.product(RULE_SHAPES, AXES, [False, True]):
        answers[f"reduced({shape}, {axis}, {keepdims})"] = static_shape(
            lambda shape=shape, axis=axis, keepdims=keepdims: tf.reduce_sum(
                tf.placeholder("float", shape), axis, keepdims=keepdims
            )
        )
    for shape, keepdims in itertools.product(RULE_SHAPES, [False, True]):
        answers[f"reduced({shape}, None, {keepdims})"] = static_shape(
            lambda shape=shape, keepdims=keepdims: tf.reduce_sum(
                tf.placeholder("float", shape), tf.placeholder("int32", [None]), keepdims=keepdims
            )
        )
    return answers


def main() -> None:
    """Record every file."""
    os.environ["TF_USE_LEGACY_KERAS"] = "1"
    import tensorflow.compat.v1 as tf  # type: ignore[import-not-found]

    tf.disable_v2_behavior()
    FOLDER.mkdir(exist_ok=True)
    namespace = {"tf": tf, "np": np, "pickle": __import__("pickle"), "copy": __import__("copy")}
    files = {
        name: {expression: answer(expression, namespace) for expression in expressions()}
        for name, expressions in EXPRESSIONS.items()
    }
    files["rules"] = record_rules(tf)
    for name, answers in files.items():
        text = json.dumps(answers, indent=0, ensure_ascii=False)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
