/* One result of a run: how many orders lead to it, why, its values, and an example order as a lane chart. The steps
   go from top to bottom; every variable is a lane, in which a ring is a read and a disc a write. */

import { drawn, element, setAttribute } from "./dom.js";
import { ordersText, stepMessage } from "./orders_words.js";

const GUTTER = 28;
const LONGEST_BESIDE = 8; // characters of a value that stands behind an operation's name; the foot shows all of it
const LONGEST_SYMBOL = 4;
const LONGEST_IDLE = 8; // characters of a value that stands beside a lane though nothing happens there
const MOST_ARCS = 20; // steps; in a longer order the lines of what waits for what would hide one another

export class OrdersColumn {
  constructor(view, result, number) {
    this.view = view;
    this.result = result;
    this.number = number;
    const { bundle } = view;
    this.lanes = bundle.variables.length;
    this.rows = result.order.map((event, position) => this.row(event, position));
    this.list = element("ol", { class: "tl-orders-steps" }, ...this.rows);
    this.root = element(
      "section", { class: "tl-orders-column", tabindex: 0, "data-kind": result.kind, "aria-label": view.words.say("orders.result", { number: number + 1 }) },
      this.head(), this.reason(), this.values(), this.chart(),
    );
    this.root.style.setProperty("--lanes", this.lanes);
    this.root.addEventListener("focus", () => {
      if (view.result !== number) view.go(view.step, number);
    });
    this.root.addEventListener("pointerdown", () => {
      if (view.result !== number) view.go(view.step, number);
    });
  }

  say(key, holes) {
    return this.view.words.say(key, holes);
  }

  /* --- what stands on top ------------------------------------------------------------------------------- */

  head() {
    const { result, view } = this;
    const several = view.bundle.results_in_all > 1;
    const count = several ? ordersText(view.words, result) : ordersText(view.words, view.bundle.total, "orders.legal");
    const bar = several && element("span", { class: "tl-orders-share", "aria-hidden": "true" }, element("i"));
    if (bar) bar.firstChild.style.width = `${Math.max(2, 100 * result.share)}%`;
    return element(
      "header", { class: "tl-orders-head" },
      element("h2", {}, several ? this.say("orders.result", { number: this.number + 1 }) : this.say("orders.only_result")),
      element("span", { class: "tl-orders-count" }, count),
      bar || null,
      result.own && several ? element("span", { class: "tl-orders-own" }, this.say("orders.own_chip")) : null,
    );
  }

  reason() {
    const { words } = this.view;
    const sentences = this.result.why.flatMap((text, place) => [place ? " " : "", ...words.rich(text)]);
    return element("p", { class: "tl-orders-why" }, ...sentences);
  }

  values() {
    const { result } = this;
    const entry = (key, { name, text, differs }) => element(
      "div", { class: differs ? "tl-orders-differs" : null },
      element("dt", {}, this.say(key, { name })),
      element("dd", {}, this.marked(text || this.say("orders.not_set"), differs)),
    );
    const errors = result.errors.map((text) => element("div", { class: "tl-orders-error" }, element("dt", {}, this.say("orders.failed")), element("dd", {}, text)));
    return element(
      "dl", { class: "tl-orders-values" }, ...errors,
      ...result.fetched.map((value) => entry("orders.fetched", value)), ...result.variables.map((value) => entry("orders.after", value)),
    );
  }

  /* A value; one that differs between the results has a sign before it, for those who see no colours. */
  marked(text, differs) {
    const sign = differs && element("span", { class: "tl-orders-sign", title: this.say("orders.other_value") }, "≠", element("span", { class: "tl-unseen" }, this.say("orders.other_value")));
    return element("span", { class: "tl-orders-value" }, sign || null, text);
  }

  /* --- the lane chart ----------------------------------------------------------------------------------- */

  chart() {
    const { variables } = this.view.bundle;
    const start = element(
      "div", { class: "tl-orders-lanes-head" }, element("span", { class: "tl-orders-before" }, this.say("orders.before")),
      ...variables.map(({ name, start: value, node }) => element(
        "span", { class: "tl-orders-lane-name" }, element("b", { title: node }, name), element("code", {}, value || this.say("orders.not_set")),
      )),
    );
    const body = element("div", { class: "tl-orders-body" }, this.list);
    if (this.rows.length <= MOST_ARCS) {
      this.arcs = this.waits();
      body.append(this.arcs);
    }
    return element("div", { class: "tl-orders-chart" }, start, body);
  }

  row(number, position) {
    const { view, result } = this;
    const event = view.bundle.events[number];
    const step = result.steps[position];
    const decisive = result.decisive === number;
    const name = event.what === "fetch" ? view.words.rich({ say: "orders.fetch_of", with: { name: ["b", event.name] } }) : [element("b", {}, event.name)];
    const shown = event.writes.length || step.failed || step.value.length > LONGEST_BESIDE ? "" : step.value;
    const made = element(
      "li", { class: `tl-orders-step${decisive ? " tl-orders-decisive" : ""}`, "data-event": number },
      element("span", { class: "tl-orders-number" }, String(position + 1)),
      element(
        "span", { class: "tl-orders-name", title: event.node },
        element("span", { class: "tl-orders-words" }, ...name),
        event.symbol.length <= LONGEST_SYMBOL ? element("i", {}, event.symbol) : null,
        step.failed ? element("strong", { class: "tl-failed-word" }, this.say("orders.failed")) : null,
        shown ? element("code", { title: shown }, this.marked(shown, event.differs && !event.differs_seen)) : null,
      ),
      ...view.bundle.variables.map((_, variable) => this.cell(event, step, variable)),
      decisive ? element("span", { class: "tl-orders-tag" }, this.say("orders.decisive")) : null,
    );
    if (event.reads.length || event.writes.length) made.dataset.touch = event.writes.length ? "write" : "read";
    made.addEventListener("click", () => view.go(position + 1, this.number));
    made.addEventListener("pointerenter", () => view.point(number));
    made.addEventListener("pointerleave", () => view.point(null));
    return made;
  }

  cell(event, step, variable) {
    const reads = event.reads.includes(variable);
    const writes = event.writes.includes(variable);
    const kind = reads && writes ? "change" : reads ? "read" : writes ? "write" : null;
    const value = kind === "read" ? step.sees[event.reads.indexOf(variable)] : step.variables[variable];
    const text = value || (kind ? this.say("orders.not_set") : "");
    const reach = Math.max(-1, ...event.reads, ...event.writes);
    return element(
      "span", { class: "tl-orders-cell", "data-touch": kind, "data-passed": variable < reach ? "" : null },
      kind ? element("span", { class: "tl-orders-dot", title: this.say(`orders.legend_${kind}`) }) : null,
      element("code", { title: text }, kind ? this.marked(text, kind === "read" ? event.differs_seen : event.differs) : text.length > LONGEST_IDLE ? "" : text),
    );
  }

  /* Lines at the left edge, from a step to those that need its value or wait for it. */
  waits() {
    const { bundle } = this.view;
    const place = new Map(this.result.order.map((event, position) => [event, position]));
    const found = bundle.events.flatMap((event, later) => event.waits.map(([earlier, kind]) => ({ earlier, later, kind })));
    this.lines = found.map(({ earlier, later, kind }) => {
      const [from, to] = [place.get(earlier), place.get(later)];
      const depth = Math.min(GUTTER, 8 + 4 * (to - from) + 4 * (from % 2));
      const path = drawn("path", { class: "tl-orders-arc", "data-kind": kind });
      return { path, earlier, later, from, to, depth };
    });
    return drawn("svg", { class: "tl-orders-arcs", "aria-hidden": "true" }, ...this.lines.map(({ path }) => path));
  }

  /* --- the cursor --------------------------------------------------------------------------------------- */

  show() {
    const { view } = this;
    const { step } = view;
    const now = view.event();
    setAttribute(this.root, "data-chosen", view.result === this.number ? "" : null);
    this.rows.forEach((row, position) => {
      const event = this.result.order[position];
      setAttribute(row, "data-state", !step ? null : position + 1 < step ? "done" : position + 1 === step ? "now" : "waiting");
      setAttribute(row, "aria-current", step && position + 1 === step ? "step" : null);
      setAttribute(row, "data-linked", event === now ? "" : null);
    });
    for (const { path, earlier, later } of this.lines || []) setAttribute(path, "data-now", now === earlier || now === later ? "" : null);
  }

  drawWaits() {
    const high = this.view.rowHeight;
    for (const { path, from, to, depth } of this.lines || []) {
      const [top, bottom, right] = [(from + 0.5) * high, (to + 0.5) * high, GUTTER - 4];
      setAttribute(path, "d", `M${right} ${top}C${right - depth} ${top} ${right - depth} ${bottom} ${right} ${bottom}`);
    }
  }

  bringIn() {
    this.rows[this.view.step - 1].scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  message() {
    return stepMessage(this.view.bundle, this.result, this.view.step - 1);
  }
}

