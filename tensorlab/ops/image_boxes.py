"""Which of many boxes to keep: those with the best scores, unless they overlap with a better one.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image/non_max_suppression

Read next: `image_crops.py`.
"""

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import float16, float32, int32
from tensorlab.graph.registry import Array, HostInt, Sample, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape, shape_of
from tensorlab.graph.tensor import Tensor

ON_CPU = {"CPU": "it goes through boxes one by one"}
REASON = "which boxes are kept changes in jumps"
SINGLE = frozenset({float32})
BOXES = frozenset({float16, float32})
NO_LIMIT = float("-inf")


def overlap(one: Any, other: Any) -> np.float32:
    """The part that two boxes share, divided by what they cover together.

    >>> float(overlap(np.array([0, 0, 1, 1.0], "f"), np.array([0, 0, 1, 0.5], "f")))
    0.5
    """
    sides = []
    for box in (one, other):
        low, high = np.minimum(box[:2], box[2:]), np.maximum(box[:2], box[2:])
        sides.append((low, high, (high - low).prod()))
    (low, high, area), (other_low, other_high, other_area) = sides
    if area <= 0 or other_area <= 0:
        return np.float32(0)
    shared = np.maximum(np.minimum(high, other_high) - np.maximum(low, other_low), np.float32(0)).prod()
    return np.float32(shared / (area + other_area - shared))


def kept(
    scores: Any, most: int, limit: Any, worst: Any, likeness: Callable[[int, int], Any], sigma: float = 0.0
) -> tuple[list[int], list[Any]]:
    """The numbers and the scores of the boxes that are kept, the best first.

    Args:
        scores: a score for each box.
        most: how many are kept at most.
        limit: a box that overlaps more than this with a better one goes.
        worst: a box goes if its score is not above this.
        likeness: how much two boxes overlap.
        sigma: above 0, a box is not dropped: its score sinks, the more the more it overlaps.
    """
    waiting = [(-score, number, 0) for number, score in enumerate(scores.tolist()) if score > worst]
    heapify(waiting)
    chosen: list[int] = []
    found: list[Any] = []
    while waiting and len(chosen) < most:
        negative, number, seen = heappop(waiting)
        score = before = np.float32(-negative)
        dropped = False
        for other in reversed(chosen[seen:]):
            alike = likeness(number, other)
            if sigma > 0:
                score *= np.float32(np.exp(np.float32(-0.5 / sigma) * alike * alike)) if alike <= limit else 0
            elif alike > limit:
                dropped = True
                break
            if score <= worst:
                break
        if dropped:
            continue
        if score == before:
            chosen.append(number)
            found.append(score)
        elif score > worst:
            heappush(waiting, (-float(score), number, len(chosen)))
    return chosen, found


def _between(boxes: Any) -> Callable[[int, int], Any]:
    boxes = boxes.astype(np.float32)
    return lambda one, other: overlap(boxes[one], boxes[other])


def _some(boxes: TensorShape, *_: Any) -> TensorShape:
    boxes.with_rank(2)
    return TensorShape([None])


def _samples() -> tuple[Any, Any]:
    boxes = [
        [0, 0, 1, 1],
        [0, 0.1, 1, 1.1],
        [0, -0.1, 1, 0.9],
        [0, 10, 1, 11],
        [1, 10.1, 0, 11.1],
        [0, 100, 1, 101],
    ]
    return np.array(boxes, np.float32), np.array([0.9, 0.75, 0.6, 0.95, 0.5, 0.3], np.float32)


@op(
    "NonMaxSuppressionV3", shape=_some, result=int32, kind="array", symbol="best", devices=ON_CPU,
    dtypes={"boxes": BOXES, "scores": "boxes", "iou_threshold": SINGLE, "score_threshold": SINGLE},
    latex=r"\mathrm{{best}}({boxes}, {scores})",
)  # fmt: skip
def non_max_suppression_node(
    boxes: Array, scores: Array, max_output_size: HostInt, iou_threshold: Array, score_threshold: Array
) -> Any:
    """The numbers of the boxes that are kept; the node of `tf.image.non_max_suppression`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     boxes = [[0.0, 0.0, 1.0, 1.0], [0.0, 0.1, 1.0, 1.1], [2.0, 2.0, 3.0, 3.0]]
    ...     print(sess.run(tf.image.non_max_suppression(boxes, [0.6, 0.9, 0.3], 3)))
    [1 2]
    """
    chosen, _ = kept(scores, max_output_size, iou_threshold, score_threshold, _between(boxes))
    return np.array(chosen, np.int32)


@non_max_suppression_node.samples
def _() -> list[Sample]:
    boxes, scores = _samples()
    nothing = np.float32(-1)
    return [
        Sample(boxes, scores, 3, np.float32(0.5), nothing, dtypes=["float32"]),
        Sample(boxes, scores, 30, np.float32(0.9), np.float32(0.4), dtypes=["float32"]),
    ]


@op(
    "NonMaxSuppressionV4", shape=lambda *a: [TensorShape([None]), TensorShape([])], result=int32, outputs=2,
    kind="array", symbol="best", devices=ON_CPU, latex=r"\mathrm{{best}}({boxes}, {scores})",
    dtypes={"boxes": BOXES, "scores": "boxes", "iou_threshold": SINGLE, "score_threshold": SINGLE},
)  # fmt: skip
def non_max_suppression_padded_node(
    boxes: Array,
    scores: Array,
    max_output_size: HostInt,
    iou_threshold: Array,
    score_threshold: Array,
    pad_to_max_output_size: bool = False,
) -> Any:
    """The numbers of the boxes that are kept, filled up with 0, and how many they are."""
    chosen, _ = kept(scores, max_output_size, iou_threshold, score_threshold, _between(boxes))
    more = max_output_size - len(chosen) if pad_to_max_output_size else 0
    return np.array(chosen + [0] * more, np.int32), np.int32(len(chosen))


@non_max_suppression_padded_node.samples
def _() -> list[Sample]:
    boxes, scores = _samples()
    alone: dict[str, Any] = {"dtypes": ["float32"]}
    return [
        Sample(boxes, scores, 5, np.float32(0.5), np.float32(-1), pad_to_max_output_size=True, **alone),
        Sample(boxes, scores, 2, np.float32(0.5), np.float32(-1), **alone),
    ]


def _three(*_: Any) -> list[TensorShape]:
    return [TensorShape([None]), TensorShape([None]), TensorShape([])]


@op(
    "NonMaxSuppressionV5", shape=_three, result=lambda d, _: [int32, d["boxes"], int32], outputs=3, kind="array",
    symbol="best", devices=ON_CPU, latex=r"\mathrm{{best}}({boxes}, {scores})",
    dtypes={"boxes": BOXES, **dict.fromkeys(("scores", "iou_threshold", "score_threshold", "soft_nms_sigma"), "boxes")},
)  # fmt: skip
def non_max_suppression_with_scores_node(
    boxes: Array,
    scores: Array,
    max_output_size: HostInt,
    iou_threshold: Array,
    score_threshold: Array,
    soft_nms_sigma: Array,
    pad_to_max_output_size: bool = False,
) -> Any:
    """The numbers and scores of the boxes that are kept, where overlapping may lower a score instead."""
    chosen, found = kept(
        scores, max_output_size, iou_threshold, score_threshold, _between(boxes), float(soft_nms_sigma)
    )
    more = max_output_size - len(chosen) if pad_to_max_output_size else 0
    values = np.array([*found, *[0.0] * more], boxes.dtype)
    return np.array(chosen + [0] * more, np.int32), values, np.int32(len(chosen))


@non_max_suppression_with_scores_node.samples
def _() -> list[Sample]:
    boxes, scores = _samples()
    alone: dict[str, Any] = {"dtypes": ["float32"]}
    half = np.float32(0.5)
    return [
        Sample(boxes, scores, 6, half, np.float32(0.0), np.float32(0.0), **alone),
        Sample(
            boxes, scores, 6, np.float32(1.0), np.float32(0.0), half, pad_to_max_output_size=True, **alone
        ),
        Sample(boxes, scores, 4, np.float32(0.9), np.float32(0.2), half, **alone),
    ]


@op(
    "NonMaxSuppressionWithOverlaps", shape=_some, result=int32, kind="array", symbol="best", devices=ON_CPU,
    dtypes=SINGLE, latex=r"\mathrm{{best}}({overlaps}, {scores})",
)  # fmt: skip
def non_max_suppression_with_overlaps(
    overlaps: Array, scores: Array, max_output_size: HostInt, overlap_threshold: Array, score_threshold: Array
) -> Any:
    """The numbers of the boxes that are kept, when it is given how much each two of them overlap."""
    chosen, _ = kept(
        scores, max_output_size, overlap_threshold, score_threshold, lambda one, other: overlaps[one, other]
    )
    return np.array(chosen, np.int32)


@non_max_suppression_with_overlaps.samples
def _() -> list[Sample]:
    overlaps = [[1.0, 0.7, 0.1], [0.7, 1.0, 0.4], [0.1, 0.4, 1.0]]
    return [Sample(overlaps, [0.3, 0.9, 0.6], 3, np.float32(0.5), np.float32(0.0), dtypes=["float32"])]


def _combined_shapes(
    boxes: TensorShape, scores: TensorShape, each: Any, most: Any, *others: Any
) -> list[TensorShape]:
    count = boxes.with_rank(4)[0].value
    per_class, classes = others[2], scores.with_rank(3)[2].value
    if per_class and most is not None:
        most = None if each is None or classes is None else min(most, each * classes)
    return [shape_of((count, most, 4)), shape_of((count, most)), shape_of((count, most)), shape_of((count,))]


@op(
    "CombinedNonMaxSuppression", shape=_combined_shapes, result=lambda *_: [float32, float32, float32, int32],
    outputs=4, kind="array", symbol="best", devices=ON_CPU, dtypes=SINGLE,
    latex=r"\mathrm{{best}}({boxes}, {scores})",
)  # fmt: skip
def combined_non_max_suppression_node(
    boxes: Array,
    scores: Array,
    max_output_size_per_class: HostInt,
    max_total_size: HostInt,
    iou_threshold: Array,
    score_threshold: Array,
    pad_per_class: bool = False,
    clip_boxes: bool = True,
) -> Any:
    """For every picture the best boxes of all classes: boxes, scores, classes, and how many there are."""
    count, _, _, _ = boxes.shape
    classes = scores.shape[2]
    size = min(max_total_size, max_output_size_per_class * classes) if pad_per_class else max_total_size
    places = np.zeros((count, size, 4), np.float32)
    values, names = np.zeros((count, size), np.float32), np.zeros((count, size), np.float32)
    valid = np.zeros(count, np.int32)
    for picture in range(count):
        found = []
        for name in range(classes):
            mine = boxes[picture, :, min(name, boxes.shape[2] - 1)]
            chosen, best = kept(
                scores[picture, :, name],
                max_output_size_per_class,
                iou_threshold,
                score_threshold,
                _between(mine),
            )
            found += [(score, name, mine[number]) for score, number in zip(best, chosen, strict=True)]
        found.sort(key=lambda one: -one[0])
        valid[picture] = len(found[:size])
        for place, (score, name, box) in enumerate(found[:size]):
            places[picture, place] = np.clip(box, 0, 1) if clip_boxes else box
            values[picture, place], names[picture, place] = score, name
    return places, values, names, valid


@combined_non_max_suppression_node.samples
def _() -> list[Sample]:
    boxes, scores = _samples()
    single = boxes[np.newaxis, :, np.newaxis] / 5
    both = np.stack([scores, scores[::-1]], 1)[np.newaxis]
    half, low = np.float32(0.5), np.float32(0.1)
    alone: dict[str, Any] = {"dtypes": ["float32"]}
    return [
        Sample(single, both, 3, 4, half, low, **alone),
        Sample(single, both, 2, 9, half, low, pad_per_class=True, clip_boxes=False, **alone),
        Sample(single, both[..., :1], 3, 8, half, low, **alone),
    ]


for record in (
    non_max_suppression_node,
    non_max_suppression_padded_node,
    non_max_suppression_with_scores_node,
    non_max_suppression_with_overlaps,
    combined_non_max_suppression_node,
):
    record.not_differentiable(REASON)


# --- what programs call ----------------------------------------------------------------------------------------------


def _thresholds(**values: Any) -> list[Tensor]:
    return [convert_to_tensor(value, dtype=float32, name=name) for name, value in values.items()]


@checks_arguments
def non_max_suppression(
    boxes: Any, scores: Any, max_output_size: Any, iou_threshold: Any = 0.5, score_threshold: Any = NO_LIMIT,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Which boxes to keep: the best first, and none that overlaps too much with a better one.

    Args:
        boxes: float32, [n, 4]: two opposite corners y1, x1, y2, x2.
        scores: float32, [n].
        max_output_size: int32, how many to keep at most.
        iou_threshold: how much of what two boxes cover together they may share.
        score_threshold: boxes with no higher score are left out.
        name: of the name scope.

    Returns:
        int32, the numbers of the boxes.
    """
    with name_scope(name, "non_max_suppression"):
        limits = _thresholds(iou_threshold=iou_threshold, score_threshold=score_threshold)
        return non_max_suppression_node(boxes, scores, max_output_size, *limits)


@checks_arguments
def non_max_suppression_padded(
    boxes: Any, scores: Any, max_output_size: Any, iou_threshold: Any = 0.5, score_threshold: Any = NO_LIMIT,
    pad_to_max_output_size: bool = False, name: str | None = None,
) -> Any:  # fmt: skip
    """The same as `non_max_suppression`, filled up with 0; returns the numbers and how many there are."""
    with name_scope(name, "non_max_suppression_padded"):
        limits = _thresholds(iou_threshold=iou_threshold, score_threshold=score_threshold)
        return tuple(
            non_max_suppression_padded_node(boxes, scores, max_output_size, *limits, pad_to_max_output_size)
        )


@checks_arguments
def non_max_suppression_with_scores(
    boxes: Any, scores: Any, max_output_size: Any, iou_threshold: Any = 0.5, score_threshold: Any = NO_LIMIT,
    soft_nms_sigma: Any = 0.0, name: str | None = None,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """The same as `non_max_suppression`, with scores; with a sigma above 0 overlapping lowers a score instead."""
    with name_scope(name, "non_max_suppression_with_scores"):
        limits = _thresholds(
            iou_threshold=iou_threshold, score_threshold=score_threshold, soft_nms_sigma=soft_nms_sigma
        )
        chosen, found, _ = non_max_suppression_with_scores_node(boxes, scores, max_output_size, *limits)
        return chosen, found


@checks_arguments
def non_max_suppression_overlaps(
    overlaps: Any, scores: Any, max_output_size: Any, overlap_threshold: Any = 0.5, score_threshold: Any = NO_LIMIT,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The same as `non_max_suppression`, when `overlaps` [n, n] says how much each two boxes overlap."""
    with name_scope(name, "non_max_suppression_overlaps"):
        limits = _thresholds(overlap_threshold=overlap_threshold, score_threshold=score_threshold)
        return non_max_suppression_with_overlaps(overlaps, scores, max_output_size, *limits)


@checks_arguments
def combined_non_max_suppression(
    boxes: Any, scores: Any, max_output_size_per_class: Any, max_total_size: Any, iou_threshold: Any = 0.5,
    score_threshold: Any = NO_LIMIT, pad_per_class: bool = False, clip_boxes: bool = True, name: str | None = None,
) -> Any:  # fmt: skip
    """The best boxes of all classes, for every picture.

    Args:
        boxes: float32, [pictures, n, classes or 1, 4].
        scores: float32, [pictures, n, classes].
        max_output_size_per_class, max_total_size: how many are kept.
        iou_threshold, score_threshold: as in `non_max_suppression`.
        pad_per_class: let the result be no longer than the classes together may give.
        clip_boxes: cut boxes off at 0 and 1.
        name: of the name scope.

    Returns:
        Boxes [pictures, k, 4], scores [pictures, k], classes [pictures, k], and how many there are, [pictures].
    """
    with name_scope(name, "combined_non_max_suppression"):
        limits = _thresholds(iou_threshold=iou_threshold, score_threshold=score_threshold)
        return tuple(
            combined_non_max_suppression_node(
                boxes, scores, max_output_size_per_class, max_total_size, *limits, pad_per_class, clip_boxes
            )
        )
