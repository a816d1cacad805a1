"""Lowering: variables that may have no value yet, counters, and a choice among queues.

Read next: `lower_sparse.py`.
"""

from tensorlab.graph_files.lowering import lowers


@lowers("InitializedValue")
def _(write, ref, value):
    is_set = write.IsVariableInitialized(ref)
    _, known = write.RefSwitch(ref, is_set)
    initial, _ = write.Switch(value, is_set)
    return write.Merge([initial, write.Identity(known)])[0]


@lowers("UninitializedNames")
def _(write, initialized, names):
    missing = write.LogicalNot(write.Reshape(write.Pack(initialized), [-1]))
    places = write.Reshape(write.Where(missing), [-1])
    return write.GatherV2(write.constant([name.encode() for name in names]), places, 0)


@lowers("IncrementUpTo")
def _(write, ref, limit):
    return write.AddV2(write.CountUpTo(ref, limit=limit), 1)


@lowers("CountUpTo")
def _(write, count):
    return write.Sub(count, 1)


@lowers("SelectHandle")
def _(write, handles, index):
    return write.GatherV2(write.Pack(handles), index, 0)
