"""Ask TensorFlow what every op of the registry computes. Run by `record.py ops [PAGE ...]`.

A case (`op_cases.py`) is first built as a node of tensorlab's graph, for its inputs and attributes; then the
same node is made in TensorFlow from TensorFlow's own OpDef, run, and differentiated. Ops that TensorFlow does
not have under that type are called by their public name. What TensorFlow answers is kept page by page:
`goldens/ops/<page>.npz` (all numbers, one array per dtype) and `goldens/ops/<page>.json` (where they lie).
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import tensorlab
from tensorlab.errors import did_you_mean
from tensorlab.graph.registry import Op
from tests.every_record import page_of, registry
from tests.parity.op_cases import Case, build, cases_of, differentiable, gradient_dtype, weights_for

GOLDENS = Path(__file__).parent / "goldens" / "ops"
# What TensorFlow says to dtypes and inputs that it does not take, though tensorlab does.
REFUSALS = ("allowed values", "must be >=0", "Cannot reshape a tensor", "Expecting 1 or 2 input")
# TensorFlow's own function makes several nodes for inputs that one node of ours takes.
# Op type -> (name of that function, parameters that have another name there).
BY_PUBLIC_NAME: dict[str, tuple[str, dict[str, str]]] = {
    "ClipByValue": ("clip_by_value", {}),
    "LogSoftmax": ("log_softmax", {}),
    "MatrixExponential": ("expm", {}),
    "Round": ("round", {}),
    "SigmoidCrossEntropyWithLogits": ("sigmoid_cross_entropy_with_logits", {}),
    "Softmax": ("softmax", {}),
    "SoftmaxCrossEntropyWithLogits": ("softmax_cross_entropy_with_logits_v2", {"features": "logits"}),
    "SparseSoftmaxCrossEntropyWithLogits": (
        "sparse_softmax_cross_entropy_with_logits",
        {"features": "logits"},
    ),
}
PUBLIC_PLACES = ("", "nn", "math", "linalg", "image", "strings", "train", "random", "bitwise", "losses")


class Store:
    """Collects arrays; every one is found again by its dtype, shape and offset."""

    def __init__(self) -> None:
        self.pieces: dict[str, list[np.ndarray]] = {}
        self.sizes: dict[str, int] = {}

    def keep(self, value: Any) -> list[Any]:
        """Keep one array; returns where it lies. Text is kept in place."""
        array = np.asarray(
            value, object if isinstance(value, bytes) else None
        )  # NumPy's own bytes end at a 0
        if array.dtype.kind in "OSU":
            texts = [item.decode("latin-1") if isinstance(item, bytes) else item for item in array.ravel()]
            return ["string", list(array.shape), texts]
        name = array.dtype.name
        offset = self.sizes.get(name, 0)
        self.pieces.setdefault(name, []).append(array.ravel())
        self.sizes[name] = offset + array.size
        return [name, list(array.shape), offset]

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything kept, one flat array per dtype."""
        return {name: np.concatenate(pieces) for name, pieces in sorted(self.pieces.items())}


def record_ops(tf: Any, pages: Sequence[str] = ()) -> None:
    """Record every op of these pages (of all pages when none is named); print what could not be recorded.

    Raises:
        SystemExit: when there is no such page.
    """
    types_of: dict[str, list[str]] = {}
    for type_name in sorted(registry):
        types_of.setdefault(page_of(registry[type_name]), []).append(type_name)
    for page in pages:
        if page not in types_of:
            raise SystemExit(f"There is no page {page!r} with op records. {did_you_mean(page, types_of)}")
    for page in pages or sorted(types_of):
        record_page(tf, page, types_of[page])
    if not pages:
        for path in [*GOLDENS.glob("*.json"), *GOLDENS.glob("*.npz")]:
            if path.stem not in types_of:
                path.unlink()


def record_page(tf: Any, page: str, type_names: list[str]) -> None:
    """Record the ops of one page into files of its own."""
    store = Store()
    ops: dict[str, Any] = {}
    problems: dict[str, list[str]] = {}
    for type_name in type_names:
        record = registry[type_name]
        answers: dict[str, Any] = {}
        for case in cases_of(record):
            try:
                answers[case.key] = {"digest": case.digest, **ask(tf, case, store)}
            except Exception as error:
                problems.setdefault(f"{type_name}: {words_of(error)}", []).append(case.key)
        if answers:
            ops[type_name] = answers
    for problem, keys in problems.items():
        print(f"not recorded: {problem} ({', '.join(keys)})")
    for type_name, answers in ops.items():
        if refused := [
            f"{key}: {answer['refused']}" for key, answer in answers.items() if "refused" in answer
        ]:
            print(
                f"{len(refused)} of {len(answers)} cases of {type_name} refused by TensorFlow: {refused[0]}"
            )
    write_page(page, tf.__version__, ops, store)
    print(f"{page}: {sum(map(len, ops.values()))} cases of {len(ops)} ops recorded, {len(problems)} problems")


def write_page(page: str, version: str, ops: dict[str, Any], store: Store) -> None:
    """Write what was recorded for one page; a page without any answers has no files."""
    if not ops:
        for ending in ("json", "npz"):
            (GOLDENS / f"{page}.{ending}").unlink(missing_ok=True)
        return
    text = ",\n".join(
        f" {json.dumps(name)}: {{\n"
        + ",\n".join(f"  {json.dumps(key)}: {json.dumps(answer)}" for key, answer in answers.items())
        + "\n }"
        for name, answers in ops.items()
    )
    GOLDENS.mkdir(exist_ok=True)
    (GOLDENS / f"{page}.json").write_text(
        f'{{"tensorflow": "{version}", "ops": {{\n{text}\n}}}}\n', encoding="utf-8"
    )
    np.savez_compressed(GOLDENS / f"{page}.npz", **store.arrays())


def words_of(error: Exception) -> str:
    """The part of an error message that says something; TensorFlow's begins with a stack."""
    lines = [line.strip() for line in str(error).splitlines()]
    noise = ("File ", "Graph execution", "Detected at", "Node:", "Original stack", "[[")
    telling = [line for line in lines if line and not line.startswith(noise)]
    return f"{type(error).__name__}: {' '.join(telling)[:200]}"


def ask(tf: Any, case: Case, store: Store) -> dict[str, Any]:
    """TensorFlow's answer to one case: its outputs, what it wrote, and its gradients."""
    try:
        inputs, attributes, dtypes = described(case)
    except Exception as error:
        raise RuntimeError(
            f"tensorlab does not build this sample: {type(error).__name__}: {error}"
        ) from error
    with tf.Graph().as_default():
        try:
            outputs, sources, variables = make(tf, case.record, inputs, attributes, dtypes)
        except (TypeError, ValueError) as error:
            if not any(words in str(error) for words in REFUSALS):
                raise
            return {"refused": words_of(error)[:120]}
        configuration = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
        with tf.Session(config=configuration) as session:
            try:
                session.run(tf.global_variables_initializer())
                values = session.run(outputs)
            except tf.errors.OpError as error:
                return {"refused": words_of(error)[:120]}
            answer: dict[str, Any] = {"outputs": [store.keep(value) for value in values]}
            if variables:
                answer["written"] = [store.keep(session.run(variable)) for variable in variables]
            elif gradient_dtype(case):
                answer.update(gradients(tf, session, outputs, sources, values, store))
    return answer


def described(case: Case) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """The node that tensorlab makes: inputs and attributes by TensorFlow's names, dtypes of the outputs."""
    with tensorlab.Graph().as_default():
        node = build(case)
        operation = node.operation
        if operation.type != case.record.type:
            raise RuntimeError(f"the call made a {operation.type}")
        inputs: dict[str, Any] = {}
        tensors = list(operation.inputs)
        with tensorlab.Session() as session:
            for parameter, count in zip(case.record.inputs, operation.layout, strict=True):
                if parameter.role == "ref":
                    inputs[parameter.opdef_name] = Reference(
                        case.values[case.record.position[parameter.name]]
                    )
                    tensors.pop(0)
                elif count is None:
                    inputs[parameter.opdef_name] = None
                else:
                    taken = [tensors.pop(0) for _ in range(1 if count == -1 else count)]
                    values = session.run(taken, node.feeds)
                    values = [
                        np.asarray(v, t.dtype.as_numpy_dtype) for v, t in zip(values, taken, strict=True)
                    ]
                    inputs[parameter.opdef_name] = values[0] if count == -1 else values
        names = {parameter.name: parameter.opdef_name for parameter in case.record.attributes}
        attributes = {names.get(name, name): value for name, value in operation.attributes.items()}
        return inputs, attributes, [tensor.dtype.base_dtype.name for tensor in operation.outputs]


class Reference:
    """An input that is a variable, with its first value."""

    def __init__(self, value: Any) -> None:
        self.value = value


def make(
    tf: Any, record: Op, inputs: dict[str, Any], attributes: dict[str, Any], dtypes: list[str]
) -> tuple[list[Any], list[Any], list[Any]]:
    """The node in TensorFlow: its outputs, its floating inputs, and the variables that it may write."""
    from tensorflow.python.framework import op_def_library, op_def_registry

    definition = op_def_registry.get(record.type)
    sources: list[Any] = []
    variables: list[Any] = []

    def tensor(value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, Reference):
            variables.append(tf.Variable(value.value))
            return variables[-1]._ref()
        if isinstance(value, list):
            return [tensor(item) for item in value]
        sources.append(tf.constant(value))
        return sources[-1]

    settings = {name: setting(tf, value) for name, value in attributes.items()}
    fits = definition is not None and {argument.name for argument in definition.input_arg} == set(inputs)
    known = {attribute.name for attribute in definition.attr} if definition is not None else set()
    defaults = {parameter.opdef_name: parameter.default for parameter in record.attributes}
    ours_alone = {name for name, value in attributes.items() if name not in known and value != defaults[name]}
    if fits and not ours_alone and record.type not in BY_PUBLIC_NAME:
        counted = {argument.number_attr for argument in definition.input_arg}
        counted |= {argument.type_list_attr for argument in definition.input_arg}
        chosen = {name: value for name, value in settings.items() if name in known - counted}
        for attribute in definition.attr:
            if (
                attribute.name not in chosen
                and attribute.name not in counted
                and attribute.HasField("default_value")
                and attribute.type != "type"
            ):
                chosen[attribute.name] = default_of(attribute)
        free = known - {argument.type_attr for argument in definition.input_arg} - set(chosen)
        for argument, dtype in zip(definition.output_arg, dtypes, strict=False):
            if argument.type_attr in free:
                chosen[argument.type_attr] = tf.as_dtype(dtype)
        result = op_def_library.apply_op(record.type, **{n: tensor(v) for n, v in inputs.items()}, **chosen)
    else:
        renamed = BY_PUBLIC_NAME.get(record.type, ("", {}))[1]
        names = {p.opdef_name: renamed.get(p.name, p.name) for p in record.parameters}
        function = public_function(tf, record)
        if function is None:
            raise LookupError(
                f"TensorFlow has no op {record.type} with these inputs and no {record.function_name}()"
            )
        arguments = {names[name]: tensor(value) for name, value in inputs.items() if value is not None}
        result = function(**arguments, **{names.get(name, name): value for name, value in settings.items()})
    outputs = tf.nest.flatten(list(result)) if isinstance(result, (list, tuple)) else [result]
    return outputs, [source for source in sources if differentiable(source)], variables


def default_of(attribute: Any) -> Any:
    """The default value of an attribute in an OpDef."""
    kind = attribute.default_value.WhichOneof("value")
    value = getattr(attribute.default_value, kind)
    return list(value.i) if kind == "list" else value


def public_function(tf: Any, record: Op) -> Any:
    """TensorFlow's function of the record's Python name, wherever it is public."""
    own_name = record.function_name.removesuffix("_node").rstrip("_")
    name, _ = BY_PUBLIC_NAME.get(record.type, (own_name, {}))
    for place in PUBLIC_PLACES:
        module = getattr(tf, place, None) if place else tf
        function = getattr(module, name, None)
        if callable(function):
            return function
    return None


def setting(tf: Any, value: Any) -> Any:
    """An attribute's value as TensorFlow takes it."""
    if isinstance(value, tensorlab.DType):
        return tf.as_dtype(value.base_dtype.name)
    if isinstance(value, tensorlab.TensorShape):
        return tf.TensorShape(None if value.ndims is None else value.as_list()).as_proto()
    return [setting(tf, item) for item in value] if isinstance(value, tuple) else value


def gradients(tf: Any, session: Any, outputs: Any, sources: Any, values: Any, store: Store) -> dict[str, Any]:
    """The gradients of a case with uneven upstream gradients; nothing where TensorFlow has no rule."""
    pairs = [
        (y, tf.constant(weights_for(v))) for y, v in zip(outputs, values, strict=True) if differentiable(y)
    ]
    if not pairs or not sources:
        return {}
    try:
        found = tf.gradients([y for y, _ in pairs], sources, grad_ys=[weight for _, weight in pairs])
    except (LookupError, TypeError, ValueError, NotImplementedError):
        return {}
    dense = [None if gradient is None else tf.convert_to_tensor(gradient) for gradient in found]
    try:
        arrays = [None if gradient is None else session.run(gradient) for gradient in dense]
    except tf.errors.OpError:  # TensorFlow's own rule fails for this input
        return {}
    return {"gradients": [None if array is None else store.keep(array) for array in arrays]}
