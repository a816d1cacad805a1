"""Which values of a plan are images and filters: what convolutions and poolings read and make.

Of these a bundle stores whole pictures, where it stores only a corner of other large arrays, so that the Tracer can
show the filter on the image (`tensorlab/show/static/convolution_view.js`).

Read next: `values.py`, how much is stored.
"""

from tensorlab.run.plan import Plan

SHOWN_ON_IMAGES = frozenset(
    {
        "AvgPool",
        "AvgPoolGrad",
        "Conv2D",
        "Conv2DBackpropFilter",
        "Conv2DBackpropInput",
        "DepthwiseConv2dNative",
        "MaxPool",
        "MaxPoolGrad",
    }
)


def picture_slots(plan: Plan) -> dict[int, str]:
    """For the slots of images and filters what they hold: "NHWC" or "NCHW" for images, or "filter"."""
    found: dict[int, str] = {}
    for operation in plan.order:
        if operation.type not in SHOWN_ON_IMAGES:
            continue
        layout = str(operation.attributes.get("data_format", "NHWC"))
        slots = plan.inputs_of.get(operation, ())
        names = [parameter.name for parameter in operation.record.inputs]
        for name, slot in zip(names, slots, strict=False):
            if slot is not None:
                found[slot] = "filter" if name == "filter" else layout
        out = plan.slot_of.get(operation.outputs[0])
        if out is not None:
            found[out] = "filter" if operation.type == "Conv2DBackpropFilter" else layout
    return found
