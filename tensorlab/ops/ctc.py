"""tf.nn.ctc_loss and the decoders: sequences of letters from sequences of scores, without an alignment.

The last class is the blank. Time comes first, [moments, batch, classes], unless said otherwise.

Read next: `ctc_paths.py` (how the paths are summed), `sparse_tensor.py` (how texts of different lengths are given).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError, checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import DType, float32, float64, int32, int64
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape, shape_of
from tensorlab.graph.tensor import Tensor
from tensorlab.ops import ctc_paths
from tensorlab.ops.array import concat, transpose
from tensorlab.ops.fills import ones_like
from tensorlab.ops.masking import boolean_mask
from tensorlab.ops.scatter import scatter_nd
from tensorlab.ops.sequences import range_, sequence_mask
from tensorlab.ops.shape_ops import reshape
from tensorlab.ops.shaping import expand_dims
from tensorlab.ops.sparse_tensor import SparseTensor

WIDE = frozenset([float32, float64])
HOST_ONLY = {"CPU": "it goes from moment to moment, with few numbers in each"}
DTYPES = {
    "inputs": WIDE,
    "labels_indices": frozenset([int64]),
    "labels_values": frozenset([int32]),
    "sequence_length": frozenset([int32]),
}


def _loss_shapes(inputs: TensorShape, *others: Any) -> list[TensorShape]:
    whole = inputs.with_rank(3)
    return [whole[1:2], whole]


def _check_lengths(sequence_length: Any, moments: int, batch: int) -> None:
    if sequence_length.shape != (batch,):
        raise InvalidArgumentError(
            None, None, f"len(sequence_length) != batch_size. len(sequence_length): {sequence_length.size} "
            f"batch_size: {batch}",
        )  # fmt: skip
    if sequence_length.size and not (sequence_length.min() >= 0 and sequence_length.max() <= moments):
        raise InvalidArgumentError(
            None, None, f"sequence_length holds numbers outside 0 to {moments}, the number of moments: "
            f"{sequence_length.tolist()}",
        )  # fmt: skip


def _two_dtypes(dtypes: Any, attributes: Any) -> list[DType]:
    return [dtypes["inputs"], dtypes["inputs"]]


@op("CTCLoss", shape=_loss_shapes, dtypes=DTYPES, result=_two_dtypes, outputs=2, kind="reduction",
    devices=HOST_ONLY, symbol="CTC", latex=r"-\ln P({labels_values} \mid {inputs})")  # fmt: skip
def ctc_loss_node(
    inputs: Array, labels_indices: Array, labels_values: Array, sequence_length: Array,
    preprocess_collapse_repeated: bool = False, ctc_merge_repeated: bool = True,
    ignore_longer_outputs_than_inputs: bool = False,
):  # fmt: skip
    """Compute the loss of every example, and its gradient with respect to the scores."""
    moments, batch, classes = inputs.shape
    _check_lengths(sequence_length, moments, batch)
    losses, slopes = np.zeros(batch), np.zeros(inputs.shape)
    for example, label in enumerate(ctc_paths.texts(labels_indices, labels_values, batch)):
        if not label:
            raise InvalidArgumentError(None, None, f"Labels length is zero in batch {example}")
        letters = ctc_paths.letters_of(label, classes, example, preprocess_collapse_repeated)
        length = int(sequence_length[example])
        if len(label) > length:
            if not ignore_longer_outputs_than_inputs:
                raise InvalidArgumentError(
                    None, None, "Not enough time for target transition sequence (required: "
                    f"{len(label)}, available: {length}){example}You can turn this error into a warning by using "
                    "the flag ignore_longer_outputs_than_inputs",
                )  # fmt: skip
            continue
        if length:
            logs = ctc_paths.log_softmax(inputs[:length, example])
            losses[example], slope = ctc_paths.loss_and_slope(logs, letters, ctc_merge_repeated)
            slopes[:length, example] = slope
    return losses.astype(inputs.dtype), slopes.astype(inputs.dtype)


@ctc_loss_node.gradient(latex=(r"{g} \, (\operatorname{{softmax}} {inputs} - \text{{shares}})", "", "", ""))
def _(g, y, *inputs):
    # As in TensorFlow, whose second output is the gradient: there is no second derivative.
    slope = build("PreventGradient", y[1], message="there is no second derivative of ctc_loss")
    return build("Reshape", g[0], [1, -1, 1]) * slope, None, None, None


def _greedy_shapes(inputs: TensorShape, *others: Any) -> list[TensorShape]:
    batch = inputs.with_rank(3)[1].value
    return [shape_of((None, 2)), shape_of((None,)), shape_of((2,)), shape_of((batch, 1))]


def _greedy_dtypes(dtypes: Any, attributes: Any) -> list[DType]:
    return [int64, int64, int64, dtypes["inputs"]]


NO_WAY = "a text does not change smoothly with the scores"
SCORES = {"inputs": WIDE, "sequence_length": frozenset([int32])}


def _as_sparse(found: list[list[int]]) -> tuple[Any, Any, Any]:
    """Texts as the positions, the values and the shape of a sparse matrix."""
    indices = [[row, place] for row, text in enumerate(found) for place in range(len(text))]
    values = [letter for text in found for letter in text]
    shape = [len(found), max(map(len, found), default=0)]
    return np.array(indices, np.int64).reshape(-1, 2), np.array(values, np.int64), np.array(shape, np.int64)


@op("CTCGreedyDecoder", shape=_greedy_shapes, dtypes=SCORES, result=_greedy_dtypes, outputs=4, kind="array",
    devices=HOST_ONLY, symbol="decode", latex=r"\operatorname{{spell}}(\arg\max {inputs})")  # fmt: skip
def greedy_node(inputs: Array, sequence_length: Array, merge_repeated: bool = False):
    """Take the likeliest class of every moment, merge repeated ones, and drop the blanks."""
    moments, batch, classes = inputs.shape
    _check_lengths(sequence_length, moments, batch)
    texts, scores = [], np.zeros((batch, 1), inputs.dtype)
    for example in range(batch):
        part = inputs[: int(sequence_length[example]), example]
        path = part.argmax(axis=1)
        scores[example, 0] = -part.max(axis=1).sum()
        fresh = np.ones(len(path), bool)
        if merge_repeated:
            fresh[1:] = path[1:] != path[:-1]
        texts.append(path[fresh & (path != classes - 1)].tolist())
    return (*_as_sparse(texts), scores)


def _beam_shapes(
    inputs: TensorShape, lengths: Any, beam_width: int, top_paths: int, *_: Any
) -> list[TensorShape]:
    batch = inputs.with_rank(3)[1].value
    parts = [shape_of((None, 2)), shape_of((None,)), shape_of((2,))]
    return [part for part in parts for _ in range(top_paths)] + [shape_of((batch, top_paths))]


def _beam_dtypes(dtypes: Any, attributes: Any) -> list[DType]:
    return [int64] * (3 * attributes["top_paths"]) + [dtypes["inputs"]]


@op("CTCBeamSearchDecoder", shape=_beam_shapes, dtypes=SCORES, result=_beam_dtypes,
    outputs=lambda attributes: 3 * attributes["top_paths"] + 1, kind="array", devices=HOST_ONLY,
    symbol="decode", latex=r"\arg\max P(\text{{text}} \mid {inputs})")  # fmt: skip
def beam_search_node(
    inputs: Array, sequence_length: Array, beam_width: int, top_paths: int, merge_repeated: bool = True
):
    """Search the likeliest texts, keeping the best few from one moment to the next."""
    moments, batch, _ = inputs.shape
    _check_lengths(sequence_length, moments, batch)
    if top_paths > beam_width:
        raise InvalidArgumentError(None, None, "requested more paths than the beam width.")
    found, scores = [], np.zeros((batch, top_paths), inputs.dtype)
    for example in range(batch):
        logs = ctc_paths.log_softmax(inputs[: int(sequence_length[example]), example])
        best = ctc_paths.best_texts(logs, beam_width, top_paths, merge_repeated)
        found.append([text for text, _ in best])
        scores[example] = [score for _, score in best]
    paths = [_as_sparse([texts[path] for texts in found]) for path in range(top_paths)]
    return (*(path[part] for part in range(3) for path in paths), scores)


greedy_node.not_differentiable(NO_WAY)
beam_search_node.not_differentiable(NO_WAY)


def _scores() -> Any:
    return np.random.RandomState(0).randn(6, 3, 5).round(3)


@ctc_loss_node.samples
def _() -> list[Sample]:
    where, what = [[0, 0], [0, 1], [1, 0], [2, 0], [2, 1], [2, 2]], np.array([1, 1, 0, 2, 3, 2], np.int32)
    where_wide, lengths = np.array(where), np.array([6, 4, 5], np.int32)
    # The second output is the gradient of the first; TensorFlow adds up in float32 in any case.
    shared: dict[str, Any] = {"differentiable": False, "dtypes": ("float32",)}
    return [
        Sample(_scores(), where_wide, what, lengths, **shared),
        Sample(_scores(), where_wide, what, lengths, ctc_merge_repeated=False, **shared),
        Sample(_scores(), where_wide, what, lengths, preprocess_collapse_repeated=True, **shared),
        Sample(
            _scores(),
            where_wide,
            what,
            np.array([6, 0, 2], np.int32),
            ignore_longer_outputs_than_inputs=True,
            **shared,
        ),
    ]


@greedy_node.samples
def _() -> list[Sample]:
    lengths = np.array([6, 0, 5], np.int32)
    return [Sample(_scores(), lengths), Sample(_scores(), lengths, merge_repeated=True)]


@beam_search_node.samples
def _() -> list[Sample]:
    lengths = np.array([6, 4, 5], np.int32)
    single: dict[str, Any] = {"dtypes": ("float32",)}  # TensorFlow adds up in float32 in any case
    return [
        Sample(_scores(), lengths, 100, 1, **single),
        Sample(_scores(), lengths, 4, 3, merge_repeated=False, **single),
        Sample(_scores(), lengths, 1, 1, merge_repeated=False, **single),
    ]


# --- what programs call -----------------------------------------------------------------------------------


@checks_arguments
def ctc_loss(
    labels: SparseTensor,
    inputs: Any = None,
    sequence_length: Any = None,
    preprocess_collapse_repeated: bool = False,
    ctc_merge_repeated: bool = True,
    ignore_longer_outputs_than_inputs: bool = False,
    time_major: bool = True,
    logits: Any = None,
) -> Tensor:
    """Compute how unlikely a network finds a text when nobody knows which moment belongs to which letter.

    Args:
        labels: a `tf.SparseTensor` of int32 whose row b holds the letters of example b, numbers below classes - 1.
        inputs: the scores, before any softmax: [moments, batch, classes]; the last class is the blank.
        sequence_length: int32, [batch]: how many moments of each example count.
        preprocess_collapse_repeated: merge repeated letters of the labels before.
        ctc_merge_repeated: merge repeated classes of a path; False is not the paper's method.
        ignore_longer_outputs_than_inputs: an example with more letters than moments counts zero; otherwise that is
            an error.
        time_major: False for scores of the shape [batch, moments, classes].
        logits: another name for `inputs`.

    Returns:
        The loss of every example, [batch]: minus the logarithm of the probability of its text.

    Raises:
        TypeError: for labels that are no SparseTensor.
        InvalidArgumentError: while running, for labels and lengths that do not fit.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/ctc_loss

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     text = tf.SparseTensor([[0, 0]], [0], [1, 1])
    ...     even = tf.zeros([2, 1, 2])                     # two moments, the letter 0 and the blank
    ...     print(sess.run(tf.nn.ctc_loss(text, even, [2])))    # three of four paths spell it
    [0.287682]
    """
    if not isinstance(labels, SparseTensor):
        raise TypeError(
            f"Expected labels (first argument) to be a SparseTensor, not {type(labels).__name__}: texts of different "
            "lengths are no matrix. Write tf.SparseTensor(indices, values, dense_shape), or tf.sparse_placeholder."
        )
    scores = convert_to_tensor(logits if inputs is None else inputs, name="logits")
    if not time_major:
        scores = transpose(scores, [1, 0, 2])
    return ctc_loss_node(
        scores, labels.indices, labels.values, sequence_length, preprocess_collapse_repeated, ctc_merge_repeated,
        ignore_longer_outputs_than_inputs,
    )[0]  # fmt: skip


def ctc_greedy_decoder(inputs: Any, sequence_length: Any, merge_repeated: bool = True) -> Any:
    """Read a text off the likeliest class of every moment.

    Args:
        inputs: the scores, [moments, batch, classes]; the last class is the blank.
        sequence_length: int32, [batch]: how many moments of each example count.
        merge_repeated: merge repeated classes.

    Returns:
        A list of one `tf.SparseTensor` with the letters (int64), and, [batch, 1], minus the sum of the scores taken.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/ctc_greedy_decoder

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     scores = tf.one_hot([[0], [0], [2], [0], [1]], 3)      # a a - a b
    ...     (text,), _ = tf.nn.ctc_greedy_decoder(scores, [5])
    ...     print(sess.run(text.values))
    [0 0 1]
    """
    indices, values, shape, score = greedy_node(inputs, sequence_length, merge_repeated)
    return [SparseTensor(indices, values, shape)], score


def ctc_beam_search_decoder(
    inputs: Any, sequence_length: Any, beam_width: int = 100, top_paths: int = 1, merge_repeated: bool = True
) -> Any:
    """Search the likeliest texts, adding up all the paths that spell one.

    Args:
        inputs, sequence_length: as for `tf.nn.ctc_greedy_decoder`.
        beam_width: how many texts are kept from one moment to the next.
        top_paths: how many texts are wanted, at most `beam_width`.
        merge_repeated: write repeated letters of a text once. With True, the default, "hello" becomes "helo":
            programs usually say False.

    Returns:
        A list of `top_paths` `tf.SparseTensor`s with the letters (int64), the likeliest first; and the logarithms of
        their probabilities, [batch, top_paths].

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/ctc_beam_search_decoder

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     scores = tf.log([[[0.3, 0.7]], [[0.4, 0.6]]])           # the greedy text is empty
    ...     (text,), score = tf.nn.ctc_beam_search_decoder(scores, [2])
    ...     print(sess.run(text.values), sess.run(tf.exp(score)))
    [0] [[0.58]]
    """
    outputs = beam_search_node(inputs, sequence_length, beam_width, top_paths, merge_repeated)
    parts = [outputs[part * top_paths : (part + 1) * top_paths] for part in range(3)]
    return [SparseTensor(*one) for one in zip(*parts, strict=True)], outputs[-1]


def collapse_repeated(labels: Any, seq_length: Any, name: str | None = None) -> tuple[Tensor, Tensor]:
    """Write repeated letters of every row once: [1, 1, 2, 2, 1] becomes [1, 2, 1].

    Args:
        labels: shape [batch, longest].
        seq_length: shape [batch]: how many letters of each row count.
        name: the name of the scope.

    Returns:
        The shorter rows, filled up with zeros, and their lengths.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/collapse_repeated

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     rows, lengths = tf.nn.collapse_repeated([[1, 1, 2, 2, 1], [3, 3, 3, 4, 0]], [5, 3])
    ...     print(sess.run(rows).tolist(), sess.run(lengths))
    [[1, 2, 1], [3, 0, 0]] [3 1]
    """
    with name_scope(name, "collapse_repeated_labels", [labels, seq_length]):
        labels = convert_to_tensor(labels, name="labels")
        seq_length = convert_to_tensor(seq_length, name="seq_length")
        changed = build("NotEqual", labels[:, 1:], labels[:, :-1])
        first = build("Cast", ones_like(labels[:, :1]), changed.dtype)
        longest = build("Shape", labels)[1]
        counted = build("LogicalAnd", concat([first, changed], 1), sequence_mask(seq_length, maxlen=longest))
        lengths = build("Sum", build("Cast", counted, int32), [1])
        room = build("Max", lengths, [0])
        taken = reshape(sequence_mask(lengths, maxlen=room), [-1])
        places = boolean_mask(range_(build("Size", taken)), taken)
        letters = boolean_mask(reshape(labels, [-1]), reshape(counted, [-1]))
        flat = scatter_nd(expand_dims(places, 1), letters, reshape(build("Size", taken), [1]))
        rows = reshape(flat, concat([build("Shape", labels)[:1], reshape(room, [1])], 0))
        return rows, build("Cast", lengths, seq_length.dtype.base_dtype)
