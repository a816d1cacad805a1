"""Connectionist temporal classification: reading a text off a longer sequence, when nobody said which letter is where.

At every step a network says how likely each letter is, or none (the last class, called blank). Many ways through the
steps spell the same text: repeated letters are one, and blanks are left out. `ctc_loss` adds up the probabilities of
all of them, step by step.

Source: Graves et al., "Connectionist temporal classification" (2006).

Read next: `edit_distances.py`, which measures how good a text is.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import DType, float32, float64, int32, int64
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.flow import prevent_gradient
from tensorlab.ops.sparse_positions import INT64
from tensorlab.ops.sparse_tensor import SparseTensor

INT32 = frozenset({int32})
SCORES = frozenset({float32, float64})
ON_CPU = {"CPU": "every text has a length of its own, so they are gone through one by one"}


def _log_softmax(scores: Any) -> Any:
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def _log_sum(*terms: Any) -> Any:
    """The logarithm of a sum of numbers given by their logarithms."""
    result = terms[0]
    for term in terms[1:]:
        result = np.logaddexp(result, term)
    return result


def _texts(indices: Any, values: Any, batch: int) -> list[list[int]]:
    texts: list[list[int]] = [[] for _ in range(batch)]
    for row, value in zip(indices.tolist(), values.tolist(), strict=True):
        texts[row[0]].append(value)
    return texts


# --- the loss ---------------------------------------------------------------------------------------------


def loss_and_gradient(scores: Any, text: list[int], merge: bool) -> tuple[float, Any]:
    """The loss of one sequence, shape [steps, classes], and its gradient with respect to the scores."""
    steps, classes = scores.shape
    chances = _log_softmax(scores.astype(np.float64))
    blank = classes - 1
    path = np.full(2 * len(text) + 1, blank)
    path[1::2] = text
    # From one step to the next a path stays, moves on by one, or jumps over a blank.
    letters = path != blank
    same_as_before = np.zeros(len(path), bool)
    same_as_before[2:] = path[2:] == path[:-2]
    stays = ~letters | merge
    jumps = letters & ~(same_as_before & merge)
    jumps[:2] = False
    emitted = chances[:, path]
    never = -np.inf

    forward = np.full((steps, len(path)), never)
    forward[0, :2] = emitted[0, :2]
    for t in range(1, steps):
        before = forward[t - 1]
        one, two = np.full(len(path), never), np.full(len(path), never)
        one[1:], two[2:] = before[:-1], before[:-2]
        forward[t] = emitted[t] + _log_sum(np.where(stays, before, never), one, np.where(jumps, two, never))
    backward = np.full((steps, len(path)), never)
    backward[-1, -2:] = 0.0
    for t in range(steps - 2, -1, -1):
        after = backward[t + 1] + emitted[t + 1]
        one, two = np.full(len(path), never), np.full(len(path), never)
        one[:-1] = after[1:]
        two[:-2] = np.where(jumps, after, never)[2:]
        backward[t] = _log_sum(np.where(stays, after, never), one, two)

    total = _log_sum(*forward[-1, -2:])
    if total == never:
        return np.inf, np.zeros_like(chances)
    shares = np.exp(forward + backward - total)
    gradient = np.exp(chances)
    for position, label in enumerate(path):
        gradient[:, label] -= shares[:, position]
    return -float(total), gradient


def _loss_shapes(inputs: TensorShape, *_: Any) -> list[TensorShape]:
    batch = inputs.as_list()[1] if inputs.ndims is not None else None
    return [TensorShape([batch]), inputs]


def _loss_dtypes(dtypes: Any, _: Any) -> list[DType]:
    return [dtypes["inputs"]] * 2


@op(
    "CTCLoss",
    shape=_loss_shapes,
    dtypes={
        "inputs": SCORES,
        "labels_indices": INT64,
        "labels_values": INT32,
        "sequence_length": INT32,
    },
    result=_loss_dtypes,
    outputs=2,
    symbol="CTC",
    latex=r"-\ln p({labels_values} \mid {inputs})",
    devices=ON_CPU,
)
def ctc_loss_node(
    inputs: Array,
    labels_indices: Array,
    labels_values: Array,
    sequence_length: Array,
    preprocess_collapse_repeated: bool = False,
    ctc_merge_repeated: bool = True,
    ignore_longer_outputs_than_inputs: bool = False,
):
    """Measure how unlikely a text is, over all ways to spell it; also gives the gradient of that."""
    steps, batch, classes = inputs.shape
    losses, gradients = np.zeros(batch, inputs.dtype), np.zeros_like(inputs)
    for number, text in enumerate(_texts(labels_indices, labels_values, batch)):
        length = int(sequence_length[number])
        if length > steps:
            message = f"sequence_length({number}) <= {steps}"
            raise InvalidArgumentError(None, None, message)
        if any(not 0 <= label < classes - 1 for label in text):
            message = f"Saw a label outside [0, {classes - 1}) in {text}: the last class is the blank. labels: {number}"
            raise InvalidArgumentError(None, None, message)
        if preprocess_collapse_repeated:
            text = [one for place, one in enumerate(text) if not place or text[place - 1] != one]
        needed = len(text)
        if ctc_merge_repeated:
            needed += sum(one == other for one, other in zip(text, text[1:], strict=False))
        if needed > length:
            if ignore_longer_outputs_than_inputs:
                continue
            message = (
                f"Not enough time for target transition sequence (required: {needed}, available: {length})"
            )
            raise InvalidArgumentError(None, None, f"{message}{number}")
        if not length:
            continue
        losses[number], gradients[:length, number] = loss_and_gradient(
            inputs[:length, number], text, ctc_merge_repeated
        )
    return losses, gradients


@ctc_loss_node.gradient
def _(g, y, inputs, labels_indices, labels_values, sequence_length):
    known = prevent_gradient(
        y[1], message="There is no way to take the second derivative of ctc_loss, as in TensorFlow."
    )
    return build("ExpandDims", build("ExpandDims", g[0], 0), -1) * known, None, None, None


def _scores(steps: int, batch: int, classes: int) -> Any:
    return np.sin(np.arange(steps * batch * classes) * 1.7).reshape(steps, batch, classes) * 2


@ctc_loss_node.samples
def _() -> list[Sample]:
    texts = np.array([[0, 0], [0, 1], [1, 0]], np.int64), np.array([1, 0, 2], np.int32)
    twice = np.array([[0, 0], [0, 1], [0, 2]], np.int64), np.array([1, 1, 0], np.int32)
    # TensorFlow counts with float32 inside, whatever it is given.
    some: dict[str, Any] = {
        "dtypes": ["float32"],
        "differentiable": False,
    }  # once only; `tests/test_ctc.py` checks that
    return [
        Sample(_scores(5, 2, 4), *texts, np.array([5, 4], np.int32), **some),
        Sample(_scores(6, 1, 3), *twice, np.array([5], np.int32), **some),
        Sample(_scores(6, 1, 3), *twice, np.array([6], np.int32), ctc_merge_repeated=False, **some),
        Sample(_scores(6, 1, 3), *twice, np.array([4], np.int32), preprocess_collapse_repeated=True, **some),
        Sample(
            _scores(2, 1, 3), *twice, np.array([2], np.int32), ignore_longer_outputs_than_inputs=True, **some
        ),
    ]


def ctc_loss(
    labels: Any,
    inputs: Any = None,
    sequence_length: Any = None,
    preprocess_collapse_repeated: bool = False,
    ctc_merge_repeated: bool = True,
    ignore_longer_outputs_than_inputs: bool = False,
    time_major: bool = True,
    logits: Any = None,
) -> Tensor:
    """Measure how unlikely texts are, given scores for every step, over all ways to spell them.

    Args:
        labels: a sparse int32 matrix: one text in each row.
        inputs: scores, shape [steps, batch, classes], also called `logits`; the last class is the blank.
        sequence_length: int32, shape [batch]: how many steps count.
        preprocess_collapse_repeated: make one of repeated labels first.
        ctc_merge_repeated: make one of repeated letters of a way.
        ignore_longer_outputs_than_inputs: give 0 for texts that do not fit, in place of an error.
        time_major: False for scores of shape [batch, steps, classes].

    Returns:
        The losses, shape [batch]. There is no second derivative, as in TensorFlow.

    Raises:
        TypeError: when `labels` is not sparse.
        tf.errors.InvalidArgumentError: when a text is longer than its sequence.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/ctc_loss

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     text = tf.SparseTensor([[0, 0]], [0], [1, 1])
    ...     print(sess.run(tf.nn.ctc_loss(text, tf.zeros([2, 1, 2]), [2])))
    [0.2877]
    """
    if not isinstance(labels, SparseTensor):
        raise TypeError(f"Expected argument `labels` to be a SparseTensor. Received labels={labels}")
    scores = convert_to_tensor(inputs if logits is None else logits)
    if not time_major:
        scores = build("Transpose", scores, [1, 0, 2])
    loss, _ = ctc_loss_node(
        scores,
        labels.indices,
        labels.values,
        convert_to_tensor(sequence_length, None if hasattr(sequence_length, "dtype") else int32),
        preprocess_collapse_repeated,
        ctc_merge_repeated,
        ignore_longer_outputs_than_inputs,
    )
    return loss


# --- reading ----------------------------------------------------------------------------------------------


def _as_sparse(texts: list[list[int]]) -> tuple[Any, Any, Any]:
    places = [[row, column] for row, text in enumerate(texts) for column in range(len(text))]
    values = [label for text in texts for label in text]
    shape = [len(texts), max(map(len, texts), default=0)]
    return (
        np.array(places, np.int64).reshape(-1, 2),
        np.array(values, np.int64),
        np.array(shape, np.int64),
    )


def _read_shapes(inputs: TensorShape, sequence_length: Any, top_paths: int = 1) -> list[TensorShape]:
    batch = inputs.as_list()[1] if inputs.ndims is not None else None
    parts = [TensorShape([None, 2])] * top_paths + [TensorShape([None])] * top_paths
    return [*parts, *[TensorShape([2])] * top_paths, TensorShape([batch, top_paths])]


def _greedy_shapes(inputs: TensorShape, sequence_length: Any, *_: Any) -> list[TensorShape]:
    return _read_shapes(inputs, sequence_length)


def _beam_shapes(
    inputs: TensorShape, sequence_length: Any, beam_width: int, top_paths: int, merge_repeated: bool
) -> list[TensorShape]:
    return _read_shapes(inputs, sequence_length, top_paths)


def _read_dtypes(dtypes: Any, attributes: Any) -> list[DType]:
    return [int64] * (3 * attributes.get("top_paths", 1)) + [dtypes["inputs"]]


@op(
    "CTCGreedyDecoder",
    shape=_greedy_shapes,
    dtypes={"inputs": SCORES, "sequence_length": INT32},
    result=_read_dtypes,
    outputs=4,
    symbol="read",
    latex=r"\text{{read}}({inputs})",
    devices=ON_CPU,
)
def greedy_decoder(
    inputs: Array, sequence_length: Array, merge_repeated: bool = False, blank_index: int = -1
):
    """Read the most likely letter at every step, and leave blanks out."""
    classes = inputs.shape[2]
    blank = blank_index % classes
    texts, scores = [], np.zeros((inputs.shape[1], 1), inputs.dtype)
    for number in range(inputs.shape[1]):
        steps = inputs[: int(sequence_length[number]), number]
        best = steps.argmax(axis=-1).tolist() if len(steps) else []
        scores[number, 0] = -steps.max(axis=-1).sum() if len(steps) else 0
        texts.append(
            [
                label
                for place, label in enumerate(best)
                if label != blank and not (merge_repeated and place and best[place - 1] == label)
            ]
        )
    return (*_as_sparse(texts), scores)


@greedy_decoder.samples
def _() -> list[Sample]:
    some: dict[str, Any] = {"dtypes": ["float32", "float64"]}
    scores = np.repeat(_scores(4, 2, 3), 2, axis=0)
    return [
        Sample(scores, np.array([8, 5], np.int32), **some),
        Sample(scores, np.array([8, 5], np.int32), merge_repeated=True, **some),
    ]


def _whole(pair: Sequence[float]) -> float:
    """The logarithm of the sum of two chances, given by their logarithms."""
    return float(np.logaddexp(pair[0], pair[1]))


def _beams(scores: Any, width: int, paths: int) -> list[tuple[tuple[int, ...], float]]:
    """The most likely texts, best first: for each the chances that it ended with a blank, and with its last letter."""
    chances = _log_softmax(scores.astype(np.float64))
    blank = chances.shape[1] - 1
    beams: dict[tuple[int, ...], tuple[float, float]] = {(): (0.0, -np.inf)}
    for step in chances:
        following: dict[tuple[int, ...], list[float]] = {}

        def add(text: tuple[int, ...], ends_with_letter: bool, chance: float, found: Any = following) -> None:
            entry = found.setdefault(text, [-np.inf, -np.inf])
            entry[ends_with_letter] = _whole((entry[ends_with_letter], chance))

        for text, (with_blank, with_letter) in beams.items():
            whole = _whole((with_blank, with_letter))
            add(text, False, whole + step[blank])
            if text:
                add(text, True, with_letter + step[text[-1]])
            for label in range(blank):
                before = with_blank if text and text[-1] == label else whole
                if before > -np.inf:
                    add((*text, label), True, before + step[label])
        best = sorted(following, key=lambda one: -_whole(following[one]))[:width]
        beams = {text: (following[text][0], following[text][1]) for text in best}
    ranked = sorted(beams.items(), key=lambda item: -_whole(item[1]))[:paths]
    return [(text, _whole(pair)) for text, pair in ranked]


def _beam_outputs(attributes: Any) -> int:
    return 3 * attributes["top_paths"] + 1


@op(
    "CTCBeamSearchDecoder",
    shape=_beam_shapes,
    dtypes={"inputs": SCORES, "sequence_length": INT32},
    result=_read_dtypes,
    outputs=_beam_outputs,
    symbol="read",
    latex=r"\text{{read}}({inputs})",
    devices=ON_CPU,
)
def beam_search_decoder(
    inputs: Array, sequence_length: Array, beam_width: int, top_paths: int, merge_repeated: bool = True
):
    """Read the most likely texts, following the best `beam_width` beginnings from step to step."""
    if top_paths > beam_width:
        raise InvalidArgumentError(None, None, "requested more paths than the beam width.")
    texts: list[list[list[int]]] = [[] for _ in range(top_paths)]
    scores = np.zeros((inputs.shape[1], top_paths), inputs.dtype)
    for number in range(inputs.shape[1]):
        found = _beams(inputs[: int(sequence_length[number]), number], beam_width, top_paths)
        if len(found) < top_paths:
            raise InvalidArgumentError(None, None, "Less leaves in the beam search than requested.")
        for path, (text, chance) in enumerate(found):
            merged = [
                one
                for place, one in enumerate(text)
                if not (merge_repeated and place and text[place - 1] == one)
            ]
            texts[path].append(merged)
            scores[number, path] = chance
    parts = [_as_sparse(one) for one in texts]
    return (*(one[0] for one in parts), *(one[1] for one in parts), *(one[2] for one in parts), scores)


@beam_search_decoder.samples
def _() -> list[Sample]:
    lengths = np.array([5, 3], np.int32)
    some: dict[str, Any] = {"dtypes": ["float32"]}
    return [
        Sample(_scores(5, 2, 4), lengths, 100, 1, **some),
        Sample(_scores(5, 2, 4), lengths, 100, 3, merge_repeated=False, **some),
    ]


for _record in (greedy_decoder, beam_search_decoder):
    _record.not_differentiable("it chooses letters; a choice has no slope")


def ctc_greedy_decoder(
    inputs: Any, sequence_length: Any, merge_repeated: bool = True, blank_index: int | None = None
) -> tuple[list[SparseTensor], Tensor]:
    """Read texts by taking the most likely letter at every step.

    Args:
        inputs: scores, shape [steps, batch, classes].
        sequence_length: int32, shape [batch].
        merge_repeated: make one of repeated letters.
        blank_index: which class is the blank; by default the last.

    Returns:
        A list with one sparse matrix (a text in each row), and the negative sums of the scores, shape [batch, 1].

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     texts, _ = tf.nn.ctc_greedy_decoder([[[2., 0., 1.]], [[0., 3., 1.]]], [2])
    ...     print(sess.run(texts[0]).values)
    [0 1]
    """
    *parts, scores = greedy_decoder(
        inputs, sequence_length, merge_repeated, -1 if blank_index is None else blank_index
    )
    return [SparseTensor(*parts)], scores


def ctc_beam_search_decoder(
    inputs: Any,
    sequence_length: Any,
    beam_width: int = 100,
    top_paths: int = 1,
    merge_repeated: bool = True,
) -> tuple[list[SparseTensor], Tensor]:
    """Read the most likely texts, adding up the ways to spell each.

    Args:
        inputs: scores, shape [steps, batch, classes]; the last class is the blank.
        sequence_length: int32, shape [batch].
        beam_width: how many beginnings are followed.
        top_paths: how many texts are wanted for each sequence.
        merge_repeated: make one of repeated letters in the result.

    Returns:
        For each of the `top_paths` a sparse matrix with a text in each row, and the logarithms of their
        probabilities, shape [batch, top_paths].

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     texts, _ = tf.nn.ctc_beam_search_decoder([[[2., 0., 1.]], [[0., 3., 1.]]], [2])
    ...     print(sess.run(texts[0]).values)
    [0 1]
    """
    *parts, scores = beam_search_decoder(inputs, sequence_length, beam_width, top_paths, merge_repeated)
    return [
        SparseTensor(parts[k], parts[top_paths + k], parts[2 * top_paths + k]) for k in range(top_paths)
    ], scores


__all__ = [
    *("beam_search_decoder", "ctc_beam_search_decoder", "ctc_greedy_decoder", "ctc_loss", "ctc_loss_node"),
    *("greedy_decoder", "loss_and_gradient"),
]
