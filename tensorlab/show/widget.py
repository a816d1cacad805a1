"""The Tracer in a notebook: an anywidget whose view is `static/tracer.js`.

The view owns the cursor: it moves without asking the kernel, and tells it afterwards (`run` and `step` trail
behind by a moment). Values of runs that are not in `blob` are asked for: the view sends `need_run`, and
`fetch_run` answers.

Read `static/tracer.js` next.
"""

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from tensorlab.show.assets import script, style_sheet
from tensorlab.show.sentences import outline

FetchRun = Callable[[int], tuple[dict[str, Any], bytes]]


class TracerWidget(anywidget.AnyWidget):
    """Steps through a trace.

    Args:
      bundle, blob: what was recorded, and the bytes of its values.
      run, step: where to start, as indices; they follow the view, and setting them moves it.
      theme: "light", "dark", or "auto" for what the notebook shows.
      fetch_run: called with the index of a run whose values are not in `blob`; returns the fields that the view
        needs ({"fields": what `bundle["runs"]` holds of it, "frames": all frames}, or the fields alone) and
        its bytes; for a run that is lost for good, fields whose `frame` is None, and `error` beside them.
        Without it, such runs say that they were not kept.
      text: the widget in words, the same on every machine; by default what the bundle holds.
    """

    _esm = script()
    _css = style_sheet()
    bundle = traitlets.Dict().tag(sync=True)
    blob = traitlets.Bytes().tag(sync=True)
    run = traitlets.Int(0).tag(sync=True)
    step = traitlets.Int(0).tag(sync=True)
    theme = traitlets.Unicode("auto").tag(sync=True)
    live = traitlets.Bool(False).tag(sync=True)

    def __init__(self, *, fetch_run: FetchRun | None = None, text: str = "", **traits: Any) -> None:
        super().__init__(live=fetch_run is not None, **traits)
        self._fetch_run = fetch_run
        self._text = text
        self.on_msg(self._answer)

    def _answer(self, _: Any, content: Any, buffers: Any) -> None:
        """Send the values that the view has asked for."""
        if not isinstance(content, dict) or content.get("type") != "need_run" or self._fetch_run is None:
            return
        index = content.get("run")
        if not isinstance(index, int) or not 0 <= index < len(self.bundle.get("runs", [])):
            return
        told, data = self._fetch_run(index)
        fields = told.get("fields", told)
        message = {"type": "run", "run": index, "fields": fields, "frames": told.get("frames")}
        if told.get("error"):
            message["error"] = told["error"]
        self.send(message, [data])

    def __repr__(self) -> str:
        return self._text or outline(self.bundle)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """What a notebook stores: the view, and beside it always the same words."""
        made = super()._repr_mimebundle_(**options)
        data, *rest = made if isinstance(made, tuple) else (made,)
        if data is None:
            return None
        data = {**data, "text/plain": repr(self)}
        return (data, *rest) if rest else data
