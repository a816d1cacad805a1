/* The help page of the orders: the keys, and what the signs mean. */

import { button, element } from "./dom.js";
import { icon } from "./icons.js";
import { ordersLegend } from "./orders_dock.js";

const KEYS = [
  [["→"], "orders.next"], [["←"], "orders.previous"], [["↑", "↓", "Tab"], "orders.choose"],
  [["Home"], "orders.first"], [["End"], "orders.last_step"], [["0", "Esc"], "orders.all"],
];

export class OrdersHelp {
  constructor(view) {
    this.view = view;
    const { words } = view;
    const closer = button({ class: "tl-tool" }, words.say("orders.close"), icon("close"));
    closer.addEventListener("click", () => this.root.close());
    const rows = KEYS.map(([keys, key]) => element(
      "tr", {}, element("th", { scope: "row" }, ...keys.flatMap((name, place) => [place ? " " : "", element("kbd", {}, name)])),
      element("td", {}, words.say(key)),
    ));
    this.root = element(
      "dialog", { class: "tl-help tl-orders-help", "aria-label": words.say("orders.help") },
      element("div", { class: "tl-help-top" }, element("h2", {}, words.say("orders.help")), closer),
      element("div", { class: "tl-help-body" }, element("table", {}, element("tbody", {}, ...rows)), ordersLegend(words)),
    );
    this.root.addEventListener("click", (event) => {
      if (event.target === this.root) this.root.close();
    });
    this.root.addEventListener("close", () => view.root.focus({ preventScroll: true }));
  }

  open() {
    if (!this.root.open) this.root.showModal();
  }
}
