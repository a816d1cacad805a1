"""Signatures: what goes into a saved model and what comes out, under names that a program can rely on.

Read next: `builder.py`.
"""

from typing import Any

from tensorlab.graph.dtypes import float32, string
from tensorlab.graph.tensor import Tensor
from tensorlab.graph_files.protos import proto
from tensorlab.saved_model import signature_constants as names
from tensorlab.saved_model.utils import build_tensor_info


def build_signature_def(inputs: Any = None, outputs: Any = None, method_name: str | None = None) -> Any:
    """A signature of dictionaries from names to TensorInfos.

    >>> build_signature_def(method_name="tensorflow/serving/predict").method_name
    'tensorflow/serving/predict'
    """
    signature = proto("SignatureDef")(method_name=method_name or "")
    for given, place in ((inputs, signature.inputs), (outputs, signature.outputs)):
        for name in given or ():
            place[name].CopyFrom(given[name])
    return signature


def predict_signature_def(inputs: dict[str, Any], outputs: dict[str, Any]) -> Any:
    """The signature of a prediction: dictionaries from names to tensors.

    Raises:
        ValueError: when there are none.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     x = tf.placeholder(tf.float32, [None], name="x")
    ...     signature = predict_signature_def({"number": x}, {"double": 2.0 * x})
    >>> signature.inputs["number"].name, signature.outputs["double"].name
    ('x:0', 'mul:0')
    """
    for given, kind in ((inputs, "inputs"), (outputs, "outputs")):
        if not given:
            raise ValueError(f"Prediction {kind} cannot be None or empty.")
    return build_signature_def(_described(inputs), _described(outputs), names.PREDICT_METHOD_NAME)


def _described(tensors: dict[str, Any]) -> dict[str, Any]:
    return {name: build_tensor_info(tensor) for name, tensor in tensors.items()}


def regression_signature_def(examples: Any, predictions: Any) -> Any:
    """The signature of a regression: serialized `tf.train.Example`s go in, float32 numbers come out.

    Raises:
        ValueError: for tensors of other dtypes.
    """
    _check(examples, string, "Regression examples", "a string Tensor")
    _check(predictions, float32, "Regression output", "a float Tensor")
    return build_signature_def(
        {names.REGRESS_INPUTS: build_tensor_info(examples)},
        {names.REGRESS_OUTPUTS: build_tensor_info(predictions)},
        names.REGRESS_METHOD_NAME,
    )


def classification_signature_def(examples: Any, classes: Any, scores: Any) -> Any:
    """The signature of a classification: serialized `tf.train.Example`s go in, names of classes or scores come out.

    Raises:
        ValueError: for tensors of other dtypes, or when nothing comes out.
    """
    _check(examples, string, "Classification examples", "a string Tensor")
    if classes is None and scores is None:
        raise ValueError("Classification classes and scores cannot both be None.")
    outputs = {}
    if classes is not None:
        _check(classes, string, "Classification classes", "a string Tensor")
        outputs[names.CLASSIFY_OUTPUT_CLASSES] = build_tensor_info(classes)
    if scores is not None:
        _check(scores, float32, "Classification scores", "a float Tensor")
        outputs[names.CLASSIFY_OUTPUT_SCORES] = build_tensor_info(scores)
    inputs = {names.CLASSIFY_INPUTS: build_tensor_info(examples)}
    return build_signature_def(inputs, outputs, names.CLASSIFY_METHOD_NAME)


def _check(tensor: Any, dtype: Any, what: str, wanted: str) -> None:
    if tensor is None:
        raise ValueError(f"{what} cannot be None.")
    if not isinstance(tensor, Tensor) or tensor.dtype.base_dtype is not dtype:
        raise ValueError(f"{what} must be {wanted}, not {tensor}.")


def is_valid_signature(signature_def: Any) -> bool:
    """Whether a server of models can serve it.

    >>> is_valid_signature(build_signature_def(method_name="mine"))
    False
    """
    if signature_def is None:
        return False
    inputs = {name: info.dtype for name, info in signature_def.inputs.items()}
    outputs = {name: info.dtype for name, info in signature_def.outputs.items()}
    text, number = string.as_datatype_enum, float32.as_datatype_enum
    if signature_def.method_name == names.PREDICT_METHOD_NAME:
        return bool(inputs) and bool(outputs)
    if signature_def.method_name == names.REGRESS_METHOD_NAME:
        return inputs == {names.REGRESS_INPUTS: text} and outputs == {names.REGRESS_OUTPUTS: number}
    if signature_def.method_name == names.CLASSIFY_METHOD_NAME:
        allowed = {names.CLASSIFY_OUTPUT_CLASSES: text, names.CLASSIFY_OUTPUT_SCORES: number}
        right = all(allowed.get(name) == dtype for name, dtype in outputs.items())
        return inputs == {names.CLASSIFY_INPUTS: text} and bool(outputs) and right
    return False
