/* The foot of the view: the buttons that step through all results at once, what happens now, and what the signs mean.
   On a phone, where one column is seen at a time, `tabs` chooses it. */

import { button, element, setAttribute, setText } from "./dom.js";
import { icon } from "./icons.js";

const SIGNS = ["read", "write", "change", "data", "control", "differs"];

export class OrdersDock {
  constructor(view) {
    this.view = view;
    const { words } = view;
    const control = (key, picture, run) => {
      const made = button({ class: "tl-control" }, words.say(key), icon(picture));
      made.addEventListener("click", run);
      return made;
    };
    this.back = control("orders.previous", "previousStep", () => view.go(view.step - 1));
    this.forward = control("orders.next", "nextStep", () => view.go(view.step + 1));
    this.first = control("orders.first", "previousRun", () => view.go(1));
    this.last = control("orders.last_step", "nextRun", () => view.go(view.total));
    this.text = element("p", { class: "tl-orders-moment", role: "status", "aria-live": "polite" });
    this.pane = element(
      "footer", { class: "tl-orders-dock" },
      element("div", { class: "tl-orders-controls" }, this.first, this.back, this.forward, this.last),
      this.text,
      ordersLegend(words),
    );
    const many = view.columns.length > 1;
    this.tabs = element("div", { class: "tl-orders-tabs", role: "toolbar", "aria-label": words.say("orders.choose"), hidden: !many });
    this.choices = view.columns.map((column, number) => {
      const made = element("button", { type: "button" }, words.say("orders.result", { number: number + 1 }));
      made.addEventListener("click", () => view.go(view.step, number));
      return made;
    });
    this.tabs.append(...this.choices);
  }

  show() {
    const { view } = this;
    const { words, step, total } = view;
    setAttribute(this.back, "disabled", step ? null : "");
    setAttribute(this.first, "disabled", step ? null : "");
    setAttribute(this.forward, "disabled", step < total ? null : "");
    setAttribute(this.last, "disabled", step < total ? null : "");
    this.choices.forEach((choice, number) => setAttribute(choice, "aria-pressed", String(number === view.result)));
    if (!step) {
      setText(this.text, words.say("orders.overview"));
      return;
    }
    const what = view.columns[view.result].message();
    this.text.replaceChildren(...words.rich({ say: "orders.moment", with: { step, total, result: view.result + 1, what } }));
  }
}

/* What the signs mean, for the dock and the help page. */
export function ordersLegend(words) {
  const items = SIGNS.map((kind) => element(
    "span", { class: "tl-orders-legend-item" },
    kind === "differs" ? element("span", { class: "tl-orders-sign" }, "≠") : element("span", { class: "tl-orders-example", "data-touch": kind }, element("span", { class: "tl-orders-dot" })),
    words.say(`orders.legend_${kind}`),
  ));
  return element("div", { class: "tl-orders-legend" }, ...items);
}
