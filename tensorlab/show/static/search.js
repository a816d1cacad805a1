/* Search and go: nodes by name, label, type, scope or source line; runs by number; and everything that can be done.
   Next: `search_index.js`, which finds; `commands.js`, which does. */

import { element, setAttribute } from "./dom.js";
import { icon } from "./icons.js";
import { grouped } from "./numbers.js";
import { SearchIndex } from "./search_index.js";

const MOST_SHOWN = 60;

export class Search {
  constructor(tracer) {
    this.tracer = tracer;
    const { words, commands } = tracer;
    commands.add([{ id: "search", group: "watch", keys: ["/", "Ctrl+k"], icon: "search", run: () => this.open() }]);
    this.input = element("input", { type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-expanded": "true", "aria-autocomplete": "list", "aria-controls": "tl-search-results", "aria-label": words.say("search.label"), placeholder: words.say("search.placeholder") });
    this.results = element("ul", { class: "tl-search-results", id: "tl-search-results", role: "listbox", "aria-label": words.say("search.results") });
    this.count = element("p", { class: "tl-search-count", role: "status" });
    this.hint = element("p", { class: "tl-search-hint" }, words.say("search.hint"));
    this.root = element("div", { class: "tl-search" }, element("div", { class: "tl-search-field" }, icon("search"), this.input), this.count, this.results, this.hint);
    this.input.addEventListener("input", () => this.find());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.results.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.choose(Number(row.dataset.index), event.shiftKey, false);
    });
    tracer.drawer.add({ name: "search", title: "search.title", root: this.root, opened: () => this.opened(), closed: () => tracer.graph.mark("search", null) });
    this.found = [];
    this.active = 0;
  }

  open() {
    const { drawer } = this.tracer;
    if (drawer.current === "search") {
      this.input.focus();
      this.input.select();
    } else drawer.open("search");
  }

  opened() {
    this.index ||= new SearchIndex(this.tracer);
    this.input.select();
    this.find();
  }

  /* --- finding ------------------------------------------------------------------------------------------ */

  find() {
    const { words, graph } = this.tracer;
    const all = this.index.find(this.input.value);
    this.found = all.slice(0, MOST_SHOWN);
    this.active = 0;
    this.results.replaceChildren(...this.found.map((one, index) => this.row(one, index)));
    const asked = this.input.value.trim() !== "";
    const shownCount = all.length > MOST_SHOWN ? words.say("search.first", { shown: MOST_SHOWN, count: grouped(all.length) }) : words.say("search.count", { count: all.length });
    this.count.textContent = asked ? shownCount : "";
    this.count.hidden = !asked;
    this.results.hidden = !this.found.length;
    setAttribute(this.input, "aria-expanded", String(this.found.length > 0));
    this.activate(0);
    // Where names fit, those that only share a source line are listed, but not marked.
    const drawnNodes = asked ? all.filter((one) => one.kind === "node" && one.box !== null) : [];
    const named = drawnNodes.filter((one) => one.named);
    const boxes = Object.fromEntries((named.length ? named : drawnNodes).map((one) => [one.box, "hit"]));
    graph.mark("search", drawnNodes.length ? { boxes } : null);
  }

  row(one, index) {
    return element(
      "li", { role: "option", id: `tl-search-${index}`, "data-index": index, "data-kind": one.kind, "aria-selected": "false" },
      element("span", { class: "tl-search-name" }, ...marked(one.title, one.spots)),
      one.tag ? element("span", { class: "tl-search-tag" }, one.tag) : null,
      one.detail ? element("span", { class: "tl-search-detail" }, one.detail) : null,
    );
  }

  activate(index) {
    const rows = this.results.children;
    if (rows[this.active]) rows[this.active].setAttribute("aria-selected", "false");
    this.active = index;
    const row = rows[index];
    setAttribute(this.input, "aria-activedescendant", row ? row.id : null);
    if (!row) return;
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const last = this.found.length - 1;
    const at = this.active;
    const moves = { ArrowDown: at < last ? at + 1 : 0, ArrowUp: at > 0 ? at - 1 : last, PageDown: Math.min(last, at + 8), PageUp: Math.max(0, at - 8) };
    if (event.isComposing) return;
    if (event.key in moves) this.activate(Math.max(0, moves[event.key]));
    else if (event.key === "Enter") this.choose(at, event.shiftKey, true);
    else if (event.key === "Escape" && this.input.value) {
      this.input.value = "";
      this.find();
    } else if (event.key === "Escape") this.tracer.drawer.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /* --- going -------------------------------------------------------------------------------------------- */

  choose(index, runTo, close) {
    const { tracer } = this;
    const one = this.found[index];
    if (!one) return;
    if (close || one.kind === "command") tracer.drawer.close();
    if (one.kind === "command") tracer.commands.run(one.id);
    else if (one.kind === "run") tracer.go(one.run, tracer.stepNumber);
    else if (one.kind === "step") tracer.go(tracer.run, one.step);
    else if (runTo) this.runTo(one);
    else this.goTo(one);
  }

  goTo({ box, node, title }) {
    const { tracer } = this;
    const { timeline } = tracer.moment;
    const own = timeline ? timeline.steps.findIndex((step) => step.node === node) : -1;
    const step = own >= 0 ? own : timeline && box !== null ? timeline.stepOf(box, false) : null;
    if (step !== null && step >= 0) return tracer.go(tracer.run, step);
    return this.runTo({ box, node, title });
  }

  /* On to the next time a node runs, in this run or a later one; a node that is gone by, to the last time. */
  runTo({ box, node, title }) {
    const { tracer } = this;
    const known = new Map();
    const stepsIn = (timeline) => {
      if (!known.has(timeline)) known.set(timeline, timeline.steps.flatMap((step, index) => (step.node === node || (box !== null && step.box === box && step.phase !== "backward") ? [index] : [])));
      return known.get(timeline);
    };
    const place = tracer.stepping.placeWhere(stepsIn, 1) || tracer.stepping.placeWhere(stepsIn, -1);
    if (place) tracer.go(...place);
    else if (box !== null) tracer.explain.explainBox(box);
    else tracer.notice(tracer.words.say("search.never_ran", { name: title }));
  }
}

/* A title with the found parts set off; spots are [begin, end) in ascending order. */
function marked(title, spots) {
  const parts = [];
  let at = 0;
  for (const [begin, end] of spots || []) {
    if (begin > at) parts.push(title.slice(at, begin));
    parts.push(element("mark", {}, title.slice(begin, end)));
    at = end;
  }
  if (at < title.length) parts.push(title.slice(at));
  return parts;
}
