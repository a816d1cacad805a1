"""The view of a training that is going on: an anywidget whose other half is `static/live.js`.

What it shows while the loop runs comes in messages, which are lost on a view that is not there yet; when one
appears, it says so and gets the whole curve. What is to be seen at the end stands in the trait `told`.

Read next: `static/live.js`; `tensorlab/lab/live_training.py`, which tells it.
"""

from collections.abc import Callable
from typing import Any

import traitlets

from tensorlab.show.assets import script, style_sheet
from tensorlab.show.widget_in_words import WidgetInWords


class LiveView(WidgetInWords):
    """Progress, runs a second, the loss, and buttons to pause and to stop.

    Args:
        listener: called with every message of the view: {"type": "pause", "order": 3} and the like.
        total: how many runs there will be, or None.
    """

    _esm = script(entry="live.js")
    _css = style_sheet()
    told = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode("auto").tag(sync=True)

    def __init__(self, listener: Callable[[dict[str, Any]], None], total: int | None = None) -> None:
        super().__init__(told={"state": "running", "trained": 0, "total": total, "points": []})
        self.on_msg(lambda _, content, __: listener(content) if isinstance(content, dict) else None)

    def tell(self, told: dict[str, Any]) -> None:
        """Show how far it is."""
        self.send({"type": "told", **told})

    def __repr__(self) -> str:
        return "<Live training>"
