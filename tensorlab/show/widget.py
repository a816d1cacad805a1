"""The Tracer in a notebook: an anywidget whose view is `static/tracer.js`.

The view owns the cursor: it moves without asking the kernel, and tells it afterwards (`run` and `step` trail
behind by a moment). Values of runs that are not in `blob` are asked for: the view sends `need_run`, and
`fetch_run` answers. Whatever else only the kernel can compute is asked for by name (`ask`), and `answer` answers.

Read `static/tracer.js` next; `tensorlab/lab/desk.py` has the answers.
"""

import json
from collections.abc import Callable
from typing import Any

import traitlets

from tensorlab.show.assets import script, style_sheet
from tensorlab.show.predicting import Score, score
from tensorlab.show.sentences import outline
from tensorlab.show.widget_in_words import WidgetInWords

FetchRun = Callable[[int], tuple[dict[str, Any], bytes]]
Answer = Callable[[str, dict[str, Any], list[Any]], tuple[dict[str, Any], list[bytes]]]


def packed(bundle: dict[str, Any], _: Any = None) -> bytes:
    """Return a bundle as it travels to the view.

    As one piece of JSON in bytes it is written and read once; as a part of the message it would be walked through,
    copied and compared on its way, at either end.

    >>> packed({"boxes": [1, 2]})
    b'{"boxes":[1,2]}'
    """
    return json.dumps(bundle, separators=(",", ":"), ensure_ascii=False).encode()


def unpacked(told: Any, _: Any = None) -> dict[str, Any]:
    """Return the bundle that was packed.

    >>> unpacked(packed({"boxes": [1, 2]}))
    {'boxes': [1, 2]}
    """
    return dict(told if isinstance(told, dict) else json.loads(bytes(told)))


class TracerWidget(WidgetInWords):
    """Steps through a trace.

    Args:
      bundle, blob: what was recorded, and the bytes of its values.
      run, step: where to start, as indices; they follow the view, and setting them moves it.
      theme: "light", "dark", or "auto" for what the notebook shows.
      fetch_run: called with the index of a run whose values are not in `blob`; returns the fields that the view
        needs ({"fields": what `bundle["runs"]` holds of it, "frames": all frames}, or the fields alone) and
        its bytes; for a run that is lost for good, fields whose `frame` is None, and `error` beside them.
        Without it, such runs say that they were not kept.
      answer: called with a question's name, its content and its buffers; returns the reply and its buffers. What
        it raises is shown to the student as text.
      page: makes the page that stands for the widget where there are no widgets; by default one of the bundle.
      language: "en", "zh", or "auto" for the reader's own.
      predict: what the reader is asked to predict (`tensorlab/show/predicting.py`).
      answers: what she has answered so far: dicts of kind, node, run, event, answer, right, skipped and tries.
      text: the widget in words, the same on every machine; by default what the bundle holds.
    """

    _esm = script()
    _css = style_sheet()
    bundle = traitlets.Dict().tag(sync=True, to_json=packed, from_json=unpacked)
    blob = traitlets.Bytes().tag(sync=True)
    run = traitlets.Int(0).tag(sync=True)
    step = traitlets.Int(0).tag(sync=True)
    theme = traitlets.Unicode("auto").tag(sync=True)
    language = traitlets.Unicode("auto").tag(sync=True)
    predict = traitlets.Dict().tag(sync=True)
    answers: traitlets.List = traitlets.List().tag(sync=True)
    live = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        *,
        fetch_run: FetchRun | None = None,
        answer: Answer | None = None,
        page: Callable[[], str] | None = None,
        text: str = "",
        **traits: Any,
    ) -> None:
        super().__init__(live=fetch_run is not None, **traits)
        self._fetch_run = fetch_run
        self._answer_to = answer
        self._page = page
        self._text = text
        self.on_msg(self._receive)

    @property
    def score(self) -> Score:
        """How many questions were answered right, of how many; skipped ones count apart."""
        return score(self.answers)

    def tell(self, what: str, content: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        """Tell the view something that it did not ask for."""
        self.send({"type": "tell", "what": what, "content": content}, buffers or [])

    def _receive(self, _: Any, content: Any, buffers: Any) -> None:
        """Something came from the view."""
        if isinstance(content, dict) and content.get("type") == "ask":
            self._answer_question(content, list(buffers or []))
        elif isinstance(content, dict) and content.get("type") == "need_run":
            self._send_run(content)

    def _answer_question(self, question: dict[str, Any], buffers: list[Any]) -> None:
        answered: dict[str, Any] = {"type": "answer", "id": question.get("id")}
        sent: list[bytes] = []
        try:
            if self._answer_to is None:
                raise LookupError("This Tracer has no kernel behind it.")
            content = question.get("content") or {}
            answered["reply"], sent = self._answer_to(str(question.get("what")), content, buffers)
        except Exception as error:  # whatever goes wrong is for the student to read, at the place she asked
            answered["error"] = f"{type(error).__name__}: {error}"
        self.send(answered, sent)

    def _send_run(self, content: dict[str, Any]) -> None:
        """Send the values that the view has asked for."""
        if self._fetch_run is None:
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

    def _as_page(self) -> str:
        from tensorlab.show.page import to_page

        if self._page is not None:
            return self._page()
        return to_page(
            self.bundle,
            self.blob,
            self.run,
            self.step,
            self.theme,
            language=self.language,
            predict=self.predict,
        )
