/* History: every variable with its versions over the runs, as a curve of a number and as a list of who wrote.
   Next: `variable_writes.js` (what the versions are), `history_chart.js` (the curve). */

import { element, setText } from "./dom.js";
import { HistoryChart } from "./history_chart.js";
import { grouped, plain } from "./numbers.js";
import { briefValue } from "./value_text.js";

const MOST_ENTRIES = 24; // of a variable that can be chosen one by one
const MOST_STRETCHES = 60;

export class VariableHistory {
  constructor(tracer) {
    this.tracer = tracer;
    this.words = tracer.words;
    tracer.variableHistory = this;
    this.rule = "norm";
    this.open = null; // the variable whose versions are listed
    this.charts = new Map();
    this.root = element("div", { class: "tl-history" });
    this.some = tracer.bundle.boxes.some((box) => box.style === "variable");
    tracer.drawer.add({ name: "history", title: "history.title", root: this.root, show: (moment) => this.show(moment), opened: () => this.opened() });
    tracer.commands.add([
      {
        id: "history.open", group: "explain", keys: ["h"], icon: "history", run: () => tracer.drawer.toggle("history"),
        enabled: () => this.some || "history.none", checked: () => tracer.drawer.current === "history",
      },
    ]);
  }

  get writes() {
    return this.tracer.variableWrites;
  }

  openFor(box) {
    this.open = box;
    if (this.tracer.drawer.current === "history") this.build();
    else this.tracer.drawer.open("history");
  }

  opened() {
    const { step } = this.tracer.moment;
    const here = step && step.box !== null && step.box !== undefined && this.tracer.bundle.boxes[step.box].style === "variable" ? step.box : null;
    if (this.open === null || here !== null) this.open = here ?? this.open ?? this.writes.variables()[0] ?? null;
    this.build();
  }

  /* --- the list of variables ---------------------------------------------------------------------------- */

  build() {
    const variables = this.writes.variables();
    this.charts.clear();
    this.runs = this.tracer.bundle.runs.length;
    if (!variables.length) {
      this.root.replaceChildren(element("p", {}, this.words.say("history.none")));
      return;
    }
    if (!variables.includes(this.open)) [this.open] = variables;
    this.root.replaceChildren(this.chooser(), ...variables.map((box) => this.variable(box)));
    this.show(this.tracer.moment);
  }

  chooser() {
    const select = element("select", {});
    const options = [["norm", this.words.say("history.norm")], ["mean", this.words.say("history.mean")]];
    const shape = this.shapeOf(this.open);
    const size = shape.reduce((product, one) => product * one, 1);
    for (let entry = 0; entry < Math.min(size, MOST_ENTRIES); entry++) {
      options.push([String(entry), shape.length ? this.words.say("history.entry", { place: placeOf(shape, entry).join(", ") }) : this.words.say("history.value")]);
    }
    select.append(...options.map(([value, text]) => element("option", { value, selected: value === this.rule }, text)));
    if (![...select.options].some((option) => option.value === this.rule)) this.rule = "norm";
    select.value = this.rule;
    select.addEventListener("change", () => {
      this.rule = select.value;
      this.build();
      this.root.querySelector("select").focus();
    });
    return element("label", { class: "tl-history-tools" }, this.words.say("history.number"), select);
  }

  shapeOf(box) {
    for (const version of this.writes.of(box)) {
      const frame = version.entry === null ? null : this.tracer.arrays.frame(version.run);
      const entry = frame && frame.entries[version.entry];
      if (entry && entry.encoding !== "none") return entry.shape;
    }
    return [];
  }

  /* What a version is drawn as. */
  measure(array) {
    if (this.rule === "mean") return average(array);
    if (this.rule === "norm") return norm(array);
    const entry = Number(this.rule);
    return entry < array.storedSize ? Number(array.weight(entry)) : null;
  }

  variable(box) {
    const { label, title } = this.tracer.bundle.boxes[box];
    const versions = this.writes.of(box);
    const name = label || title;
    const shape = this.shapeOf(box);
    const head = element("button", { type: "button", class: "tl-history-name", "aria-expanded": String(box === this.open) },
      element("b", {}, name), element("span", {}, `[${shape.join(", ")}] · ${this.words.say("history.versions", { count: counted(versions.length) })}`));
    head.addEventListener("click", () => {
      this.open = box;
      this.build();
      this.root.querySelector(".tl-history-name[aria-expanded=true]").focus();
    });
    const points = versions.map((version) => ({ run: version.run, kind: version.kind, value: this.writes.number(version, (array) => this.measure(array)) }));
    const chart = new HistoryChart({
      words: this.words, name, points, runs: this.runs, tall: box === this.open,
      valueText: (place) => this.pointText(box, place),
      go: (place) => this.go(box, place),
      now: () => this.writes.placeAt(box, this.tracer.moment.run, this.tracer.moment.stepNumber),
    });
    this.charts.set(box, chart);
    const parts = [head, chart.root];
    if (box === this.open) {
      this.sentence = element("p", { class: "tl-history-now", role: "status" });
      parts.push(this.sentence, this.stretches(box));
    }
    return element("section", { class: "tl-history-variable", "data-open": box === this.open }, ...parts);
  }

  pointText(box, place) {
    const version = this.writes.of(box)[place];
    const value = this.writes.number(version, (array) => this.measure(array));
    const run = this.tracer.bundle.runs[version.run].number;
    const kind = this.words.say(`history.kind.${version.kind}`);
    return value === null ? this.words.say("history.point_unknown", { run, kind }) : this.words.say("history.point", { run, kind, value: plain(value) });
  }

  go(box, place) {
    const version = this.writes.of(box)[place];
    if (version) this.tracer.go(version.run, version.step);
  }

  /* --- who wrote ---------------------------------------------------------------------------------------- */

  /* The versions in stretches of one kind, written by one operation. */
  stretches(box) {
    const versions = this.writes.of(box);
    const found = [];
    versions.forEach((version, place) => {
      const last = found[found.length - 1];
      if (last && last.kind === version.kind && last.node === version.node) last.end = place;
      else found.push({ kind: version.kind, node: version.node, begin: place, end: place });
    });
    const rows = found.slice(0, MOST_STRETCHES).map((stretch) => this.stretch(box, versions, stretch));
    const rest = found.length - rows.length;
    return element("ul", { class: "tl-history-writes", "aria-label": this.words.say("history.writes") }, ...rows, rest > 0 ? element("li", {}, this.words.say("explain.more", { count: rest })) : "");
  }

  stretch(box, versions, { kind, node, begin, end }) {
    const { runs, nodes } = this.tracer.bundle;
    const [first, last] = [versions[begin], versions[end]];
    const from = runs[first.run].number;
    const to = runs[last.run].number;
    const when = begin === end ? this.words.say("history.run", { run: grouped(from) }) : this.words.say("history.runs", { first: grouped(from), last: grouped(to) });
    const link = element("button", { type: "button", class: "tl-explain-link" }, when);
    link.addEventListener("click", () => this.go(box, begin));
    const line = this.writes.lineOf(first);
    const count = end - begin + 1;
    const kindText = this.words.say(`history.kind.${kind}`);
    return element(
      "li", {},
      element("span", { class: `tl-history-sign tl-history-${kind}`, "aria-hidden": "true" }),
      element("div", {}, link, element("span", { class: "tl-history-kind" }, count > 1 ? this.words.say("history.times", { kind: kindText, count: grouped(count) }) : kindText),
        node === null || node === undefined ? null : element("div", { class: "tl-history-writer" }, `${nodes[node].type}${line ? ` · ${line}` : ""}`)),
    );
  }

  /* --- a moment ----------------------------------------------------------------------------------------- */

  show(moment) {
    if (this.tracer.drawer.current !== "history") return;
    if (this.runs !== this.tracer.bundle.runs.length) {
      this.build();
      return;
    }
    for (const [box, chart] of this.charts) chart.show(this.writes.placeAt(box, moment.run, moment.stepNumber), moment.run);
    if (!this.sentence) return;
    const place = this.writes.placeAt(this.open, moment.run, moment.stepNumber);
    const versions = this.writes.of(this.open);
    const { label, title } = this.tracer.bundle.boxes[this.open];
    const text = place < 0 ? { say: "explain.unset", with: { name: ["b", label || title] } } : this.writes.sentence(this.open, versions[place]);
    const array = place < 0 ? null : this.tracer.arrays.get(versions[place].run, versions[place].entry);
    const words = this.words.plainText(text, moment);
    if (this.sentence.dataset.text === words) return;
    this.sentence.dataset.text = words;
    setText(this.sentence, "");
    this.sentence.append(...this.words.rich(text, moment), array ? element("code", { class: "tl-history-value" }, briefValue(array)) : "");
  }
}

/* A count as it is written; a single one stays a number, which chooses the words. */
function counted(count) {
  return count === 1 ? 1 : grouped(count);
}

function placeOf(shape, entry) {
  const place = [];
  let rest = entry;
  for (const size of [...shape].reverse()) {
    place.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return place;
}

function norm(array) {
  let total = 0;
  for (let index = 0; index < array.storedSize; index++) total += array.weight(index) ** 2;
  return Math.sqrt(total);
}

function average(array) {
  let total = 0;
  for (let index = 0; index < array.storedSize; index++) total += array.weight(index);
  return total / array.storedSize;
}
