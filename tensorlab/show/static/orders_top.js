/* The head of the view: whose orders these are, how many results there can be, and the tools. */

import { button, element } from "./dom.js";
import { brandMark, icon } from "./icons.js";
import { bigNumber, ordersText } from "./orders_words.js";

export class OrdersTop {
  constructor(view) {
    this.view = view;
    const { words, bundle } = view;
    const tool = (key, picture, run) => {
      const made = button({ class: "tl-tool" }, words.say(key), icon(picture));
      made.addEventListener("click", run);
      return made;
    };
    const bar = element(
      "header", { class: "tl-top" },
      element("div", { class: "tl-brand" }, brandMark(), element("span", {}, words.say("orders.brand"))),
      element("div", { class: "tl-crumb" }, element("code", { class: "tl-orders-call", title: bundle.call }, bundle.call)),
      element(
        "div", { class: "tl-tools" },
        tool("orders.language", "language", () => view.switchLanguage()),
        tool("orders.theme", "theme", () => view.switchTheme()),
        tool("orders.help", "help", () => view.help.open()),
      ),
    );
    const notes = this.notes();
    const summary = element(
      "div", { class: "tl-orders-summary" },
      element("p", { class: "tl-orders-sentence" }, ...this.sentence()),
      notes.length ? element("p", { class: "tl-orders-notes" }, notes.join(" ")) : null,
    );
    this.parts = [bar, summary];
  }

  sentence() {
    const { words, bundle } = this.view;
    if (bundle.results_in_all === 1) return [words.say("orders.every")];
    const orders = ordersText(words, bundle.total, "orders.legal");
    const possible = words.say("orders.possible", { count: bundle.results_in_all });
    const said = bundle.complete ? possible : words.say("orders.at_least", { what: possible });
    const first = said[0].toUpperCase() + said.slice(1);
    return [words.say("orders.depends", { possible: first, orders })];
  }

  notes() {
    const { words, bundle } = this.view;
    const notes = [];
    if (bundle.results.length < bundle.results_in_all) notes.push(words.say("orders.shown", { count: bundle.results.length, total: bundle.results_in_all }));
    if (bundle.sampled) notes.push(words.say("orders.drawn", { count: bigNumber(String(bundle.sampled)) }));
    if (bundle.hidden) notes.push(words.say("orders.hidden", { count: bundle.hidden }));
    return notes;
  }
}
