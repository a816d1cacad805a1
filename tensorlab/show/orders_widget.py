"""The orders of a run in a notebook: an anywidget whose view is `static/orders.js`.

The view needs nothing from the kernel once it stands.

Read next: `static/orders.js`.
"""

from typing import Any

import traitlets

from tensorlab.show.assets import script, style_sheet
from tensorlab.show.orders_page import ENTRY, to_orders_page
from tensorlab.show.widget_in_words import WidgetInWords


class OrdersWidget(WidgetInWords):
    """Shows the possible results of a run side by side.

    Args:
      bundle: the object of `tensorlab/record/order_bundle.py`, with its layouts.
      theme: "light", "dark", or "auto" for what the notebook shows.
      language: "en", "zh", or "auto" for the reader's own.
      text: the same in words, alike on every machine.
    """

    _esm = script(entry=ENTRY)
    _css = style_sheet()
    bundle = traitlets.Dict().tag(sync=True)
    theme = traitlets.Unicode("auto").tag(sync=True)
    language = traitlets.Unicode("auto").tag(sync=True)

    def __init__(self, *, text: str = "", **traits: Any) -> None:
        super().__init__(**traits)
        self._text = text

    def __repr__(self) -> str:
        return self._text or f"Orders of {self.bundle.get('call', '')}"

    def _as_page(self) -> str:
        return to_orders_page(self.bundle, theme=self.theme, language=self.language, text=repr(self))
