/* The help page: which keys there are, and what the signs mean. */

import { button, element } from "./dom.js";
import { icon } from "./icons.js";
import { legendItem } from "./legend.js";

const KEYS = [
  [["←", "→"], "one step back or on"],
  [["Shift", "← →"], "one run back or on"],
  [["Ctrl", "← →"], "one phase back or on"],
  [["Home", "End"], "first or last step of the run"],
  [["↑", "↓"], "walk to an input, or to a consumer"],
  [["T"], "twin: from a value to its gradient and back"],
  [[",", "."], "outline another entry of the result"],
  [["Space"], "play or pause"],
  [["+", "−", "0"], "zoom in, out, show the whole graph"],
  [["?"], "this page"],
  [["Esc"], "back to the notebook"],
];
const SIGNS = [
  ["twin", "A box: its value above (or left), the gradient ∂ of the loss below (or right)"],
  ["feed", "A value that was fed"],
  ["variable", "A variable, with the number of times it was written"],
  ["forward", "A value on its way forward"],
  ["backward", "A gradient on its way back"],
];

export class HelpView {
  constructor(tracer) {
    const closer = button({ class: "tl-tool" }, "Close", icon("close"));
    closer.addEventListener("click", () => this.root.close());
    const keys = element("table", {}, element("caption", {}, "Keys"));
    for (const [names, meaning] of KEYS) {
      const cell = element("th", { scope: "row" });
      names.forEach((name, index) => cell.append(index ? " " : "", element("kbd", {}, name)));
      keys.append(element("tr", {}, cell, element("td", {}, meaning)));
    }
    const signs = element("div", { class: "tl-signs" }, element("h3", {}, "Signs"), ...SIGNS.map(([kind, text]) => legendItem(kind, text)));
    signs.append(element("p", {}, "Click a box to see its value computed; click its lower part to see its gradient arrive. In heat maps brown is negative, teal positive."));
    this.root = element(
      "dialog", { class: "tl-help", "aria-label": "Keys and signs" },
      element("div", { class: "tl-help-top" }, element("h2", {}, "Keys and signs"), closer), element("div", { class: "tl-help-body" }, keys, signs),
    );
    this.root.addEventListener("click", (event) => {
      if (event.target === this.root) this.root.close();
    });
    this.root.addEventListener("close", () => tracer.root.focus({ preventScroll: true }));
  }

  open() {
    if (!this.root.open) this.root.showModal();
  }
}
