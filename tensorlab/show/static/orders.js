/* The orders of a run: what can come out of it, one column for every result, stepped through in lock step. Start
   reading here.

   `mountOrders(host, bundle, options)` shows an object of `tensorlab/record/order_bundle.py`; a page calls it
   directly, a notebook through `render`, which anywidget calls. The view owns one cursor: `step` (0: no step, all
   of them are shown) and `result`, the chosen column. `go` moves it, and columns, graph and dock show it.

   Next: `orders_column.js` (one result), `orders_graph.js` (what waits for what), `orders_dock.js`. */

import { element, setAttribute } from "./dom.js";
import { choiceListeners, choicesIn, listenTo } from "./notebook_choices.js";
import { OrdersColumn } from "./orders_column.js";
import { OrdersDock } from "./orders_dock.js";
import { OrdersGraph } from "./orders_graph.js";
import { OrdersHelp } from "./orders_help.js";
import { OrdersTop } from "./orders_top.js";
import { Theme } from "./theme.js";
import { Words } from "./words.js";

const NARROW = 700; // pixels: below, one column at a time
const ROOM = 252; // pixels that a column needs beside its lanes
const LANE = 92;

export class OrdersView {
  constructor(host, bundle, options = {}) {
    this.host = host;
    this.bundle = bundle;
    this.options = options;
    this.words = new Words(options.language);
    this.total = bundle.events.length;
    this.step = 0;
    this.result = 0;
    this.pointed = null; // the event under the mouse
    this.root = element("div", {
      class: "tl-tracer tl-orders", "data-lm-suppress-shortcuts": "true", lang: this.words.language === "zh" ? "zh-CN" : "en",
      tabindex: 0, role: "application", "aria-label": this.words.say("orders.label", { call: bundle.call }),
    });
    this.theme = new Theme(() => setAttribute(this.root, "data-theme", this.theme.current()));
    this.help = new OrdersHelp(this);
    this.top = new OrdersTop(this);
    this.graph = bundle.graph ? new OrdersGraph(this) : null;
    this.columns = bundle.results.map((result, number) => new OrdersColumn(this, result, number));
    this.place = element(
      "div", { class: "tl-orders-columns", role: "region", tabindex: 0, "aria-label": this.words.say("orders.columns") },
      ...this.columns.map((column) => column.root),
    );
    this.place.style.setProperty("--column", `${ROOM + LANE * bundle.variables.length}px`);
    this.dock = new OrdersDock(this);
    this.app = element("div", { class: "tl-orders-app" }, ...this.top.parts, this.graph && this.graph.pane, this.dock.tabs, this.place, this.dock.pane);
    this.root.append(this.app, this.help.root);
    host.append(this.root);
    this.theme.choose(options.theme);
    this.root.addEventListener("keydown", (event) => this.pressed(event));
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.root);
    this.resize();
    this.go(options.step || 0, options.result || 0);
  }

  resize() {
    const { clientWidth, clientHeight } = this.root;
    setAttribute(this.app, "data-size", clientWidth < NARROW ? "narrow" : clientHeight < 780 ? "short" : "full");
    if (this.graph) this.graph.resize(this.app.dataset.size);
    this.rowHeight = parseFloat(getComputedStyle(this.app).getPropertyValue("--row")) || 36;
    for (const column of this.columns) column.drawWaits();
  }

  go(step, result = this.result) {
    const chosen = Math.max(0, Math.min(this.columns.length - 1, result));
    const moved = chosen !== this.result;
    this.step = Math.max(0, Math.min(this.total, step));
    this.result = chosen;
    this.show();
    if (moved) this.columns[chosen].root.scrollIntoView({ block: "nearest", inline: "nearest" });
    else if (this.step) this.columns[chosen].bringIn();
  }

  /* The event that the cursor, or the mouse, is on. */
  event() {
    if (this.pointed !== null) return this.pointed;
    return this.step ? this.bundle.results[this.result].order[this.step - 1] : null;
  }

  show() {
    for (const column of this.columns) column.show();
    if (this.graph) this.graph.show();
    this.dock.show();
  }

  point(event) {
    if (event === this.pointed) return;
    this.pointed = event;
    this.show();
  }

  pressed(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented || this.help.root.open) return;
    const moves = {
      ArrowRight: () => this.go(this.step + 1),
      ArrowLeft: () => this.go(this.step - 1),
      ArrowDown: () => this.go(this.step, this.result + 1),
      ArrowUp: () => this.go(this.step, this.result - 1),
      Home: () => this.go(1),
      End: () => this.go(this.total),
      0: () => this.go(0),
      "?": () => this.help.open(),
      Escape: () => this.leave(),
    };
    if (!moves[event.key]) return;
    moves[event.key]();
    event.preventDefault();
    event.stopPropagation();
  }

  /* Escape: first back to all steps, then give the keys back to the notebook. */
  leave() {
    if (this.step) return this.go(0);
    const notebook = this.root.closest(".jp-Notebook");
    if (document.activeElement) document.activeElement.blur();
    if (notebook) notebook.focus({ preventScroll: true });
    return undefined;
  }

  switchTheme() {
    this.theme.choose(this.theme.current() === "dark" ? "light" : "dark");
    if (this.options.onTheme) this.options.onTheme(this.theme.chosen);
  }

  /* All words are put in where things are made, so another language means making them again. */
  switchLanguage(language = this.words.language === "zh" ? "en" : "zh") {
    const { host, bundle, step, result } = this;
    const inNotebook = this.root.classList.contains("tl-in-notebook");
    this.destroy();
    const made = mountOrders(host, bundle, { ...this.options, theme: this.theme.chosen, language, step, result });
    made.root.classList.toggle("tl-in-notebook", inNotebook);
    made.root.focus({ preventScroll: true });
    if (this.options.onLanguage) this.options.onLanguage(language, made);
    return made;
  }

  destroy() {
    this.observer.disconnect();
    this.theme.destroy();
    this.root.remove();
  }
}

export function mountOrders(host, bundle, options) {
  const view = new OrdersView(host, bundle, options);
  if (options && options.onMade) options.onMade(view);
  return view;
}

export function render({ model, el }) {
  let view = null;
  view = mountOrders(el, structuredClone(model.get("bundle")), { ...choicesIn(model), onMade: (made) => { view = made; } });
  view.root.classList.add("tl-in-notebook");
  const deafen = listenTo(model, choiceListeners(model, () => view, (language) => view.switchLanguage(language)));
  return () => {
    deafen();
    view.destroy();
  };
}

export default { render };
