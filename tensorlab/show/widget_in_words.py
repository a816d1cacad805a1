"""What all of our widgets have in common: beside the view a notebook stores the widget in words.

The words are the same on every machine, so a test of a lesson can compare them; and they are what stands there
where no widget can be shown. Read next: `widget.py`, the Tracer.
"""

from typing import Any

import anywidget

from tensorlab.record.words import chosen_language
from tensorlab.show.embed import frame, is_static


class WidgetInWords(anywidget.AnyWidget):
    """A widget that is stored with its `repr` beside it, and speaks the language that the program chose."""

    def __init__(self, **traits: Any) -> None:
        traits["language"] = chosen_language(traits.get("language", "auto"), or_else="auto")
        super().__init__(**traits)

    def open(self) -> None:
        """Open the line to the view; where notebooks are stored without widgets there is none."""
        if not is_static():
            super().open()

    def _as_page(self) -> str:
        """The page that stands for the widget where there are no widgets; "" leaves the words alone."""
        return ""

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """What a notebook stores: the view, and beside it always the same words; or a page in a frame."""
        if is_static():
            page = self._as_page()
            return {"text/plain": repr(self), **({"text/html": frame(page)} if page else {})}
        made = super()._repr_mimebundle_(**options)
        data, *rest = made if isinstance(made, tuple) else (made,)
        if data is None:
            return None
        data = {**data, "text/plain": repr(self)}
        return (data, *rest) if rest else data
