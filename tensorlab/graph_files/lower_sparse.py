"""Lowering: gradient nodes that look for positions of sparse tensors.

Read next: `lower_lists.py`.
"""

from tensorlab.graph.dtypes import int64
from tensorlab.graph_files.lowering import lowers
from tensorlab.graph_files.lowering_steps import size_along


@lowers("SparseFind")
def _(write, indices, among):
    same = write.All(write.Equal(write.ExpandDims(indices, 1), write.ExpandDims(among, 0)), [-1])
    count = size_along(write, among, 0, int64)
    from_end = write.Sub(count, write.Range(0, count, 1))  # the first has the largest number
    scores = write.Mul(write.Cast(same, DstT=int64), from_end)
    nothing = write.ZerosLike(write.Slice(indices, [0, 0], [-1, 1]))
    best = write.Max(write.ConcatV2([scores, nothing], 1), [1])
    place = write.Sub(count, best)
    return write.SelectV2(write.Greater(best, 0), place, write.constant(-1, int64))


@lowers("SparseOrder")
def _(write, indices):
    count = size_along(write, indices, 0, int64)
    shape = write.Maximum(write.AddV2(write.Max(indices, [0]), 1), 1)
    return write.SparseReorder(indices, write.Range(0, count, 1), shape)[1]


@lowers("SparsePlacesInDense")
def _(write, sp_indices, sp_shape, dense):
    rank = dense.shape.ndims
    if rank is None:
        raise write.refuse("the rank of the dense tensor is not known when the graph is written")
    shape = write.Shape(dense, out_type=int64)
    last = write.Slice(
        sp_indices,
        write.Pack([write.constant(0), write.Sub(size_along(write, sp_indices, 1), rank)]),
        [-1, rank],
    )
    return write.Mul(last, write.Cast(write.NotEqual(shape, 1), DstT=int64))
