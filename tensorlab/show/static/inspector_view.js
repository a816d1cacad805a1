/* The inspector: what the step computed, out of what, by which formula, and why. */

import { element, formula } from "./dom.js";
import { HeatMap } from "./heat_map.js";
import { bytesText, durationText, grouped, plain, shapeText } from "./numbers.js";
import { suitsWaterfall, waterfallRows, waterfallText } from "./waterfall.js";
import { partners, productsOf, ruleOf, startingEntry, workedOut } from "./worked.js";

const SMALLEST = 0.72; // how far the values may shrink to fit beside each other
const INFIX = new Set([..."+−-×·÷/*<>≤≥=≠∧∨"]);

export class InspectorView {
  constructor(tracer) {
    this.tracer = tracer;
    this.title = element("h2", { class: "tl-title" });
    this.formula = element("span", { class: "tl-formula" });
    this.scale = element(
      "span", { class: "tl-scale" },
      "negative", element("i", { "aria-hidden": "true" }), "positive, scaled per array",
    );
    this.row = element("div", { class: "tl-values-row" });
    this.body = element("div", { class: "tl-values", tabindex: 0, role: "region", "aria-label": "Values" }, this.row);
    this.facts = element("dl", { class: "tl-facts" });
    this.why = element("p", { class: "tl-why" });
    this.pane = element(
      "section", { class: "tl-pane tl-inspector", "data-pane": "values", "aria-label": "Inspector" },
      element("header", {}, this.title, this.formula, this.scale),
      this.body,
      element("footer", {}, this.facts, this.why),
    );
    this.slices = new Map();
    this.point = null;
  }

  show(moment) {
    const { step, stepNumber } = moment;
    const key = `${moment.program},${stepNumber}`;
    if (key !== this.key) this.point = null;
    this.key = key;
    this.pane.dataset.phase = step ? step.phase : "";
    const { words } = this.tracer;
    this.title.textContent = step ? words.plainText(step.title, moment) : "Nothing to show";
    const made = step && formula(step.mathml);
    this.formula.replaceChildren(...(made ? [made] : []));
    this.scale.hidden = true;
    if (!step) {
      this.row.replaceChildren();
      this.facts.replaceChildren();
      this.why.replaceChildren();
      return;
    }
    this.showValues(moment);
    this.showFacts(moment);
    const notes = (step.notes || []).map((note) => element("span", { class: "tl-note" }, ...words.rich(note, moment)));
    const why = step.why ? [element("b", {}, "Why it ran. "), ...words.rich(step.why, moment)] : [];
    this.why.replaceChildren(...why, ...notes);
    this.why.title = [step.why, ...(step.notes || [])].map((text) => words.plainText(text, moment)).join(" ");
  }

  showValues(moment) {
    const { step, arrays, run, failed, stepNumber } = moment;
    const parts = [];
    if (failed !== null && failed === stepNumber) parts.push(this.failure(moment));
    if (!arrays.has(run)) {
      parts.push(this.absence(arrays.missing(run), run));
      this.row.replaceChildren(...parts);
      return;
    }
    if (failed !== null && stepNumber > failed) {
      this.row.replaceChildren(element("p", { class: "tl-message" }, `Nothing was computed here: the run failed at step ${failed + 1}.`));
      return;
    }
    const get = (item) => ({ ...item, label: this.tracer.words.plainText(item.label, moment), array: arrays.get(run, item.entry) });
    const inputs = (step.kind === "sum" && step.contributions && step.contributions.length ? step.contributions : step.inputs || []).map(get);
    const output = step.output ? get(step.output) : null;
    const rule = output ? ruleOf(step, inputs, output.array) : null;
    if (rule && !this.point) this.point = startingEntry(step, output.array);
    const maps = [];
    const change = step.kind === "write" ? difference(inputs, output) : null;
    if (change) parts.push(...this.written(change, inputs, output, maps, moment));
    else parts.push(...this.computed(rule, inputs, output, maps, moment));
    this.scale.hidden = !maps.some((map) => map.array.numeric && map.array.size);
    const falls = rule === "product" && suitsWaterfall(maps[0]);
    this.worked = rule && !falls ? element("div", { class: "tl-worked-place" }) : null;
    if (this.worked) parts.push(this.worked);
    if (!rule) this.steer = null;
    this.row.replaceChildren(...parts);
    if (rule) this.pointAt(...this.point, maps, rule, step, inputs, output);
  }

  /* inputs, operator, output */
  computed(rule, inputs, output, maps, moment) {
    const { step } = moment;
    const parts = [];
    const operator = step.kind === "sum" ? "+" : step.operator;
    const infix = INFIX.has(operator);
    parts.push(...this.several(inputs, infix ? operator : "", rule, maps, moment));
    if (output && inputs.length) parts.push(sign(infix && inputs.length > 1 ? "=" : "→"));
    const pointed = rule ? (row, column) => this.pointAt(row, column, maps, rule, step, inputs, output) : null;
    if (output) parts.push(this.place(output, maps, moment, pointed));
    return parts;
  }

  /* A write: before + moved by = after, and then what the step was computed from. */
  written({ before, array }, inputs, output, maps, moment) {
    const moved = new HeatMap(array, { label: "moved by" });
    const parts = [this.place(before, maps, moment, null), sign("+"), moved.root, sign("="), this.place(output, maps, moment, null)];
    maps.push(moved);
    const others = inputs.filter((input) => input !== before);
    if (others.length) parts.push(element("span", { class: "tl-rule", "aria-hidden": "true" }), ...this.several(others, "", null, maps, moment));
    return parts;
  }

  /* Several arrays side by side. An optimizer also reads a handful of single numbers: those stand in one list. */
  several(inputs, operator, rule, maps, moment) {
    const single = (input) => input.array && !input.array.shape.length;
    const list = !rule && inputs.filter(single).length > 2;
    const parts = [];
    for (const input of inputs) {
      if (list && single(input)) continue;
      if (parts.length && operator) parts.push(sign(operator));
      parts.push(this.place(input, maps, moment, null));
    }
    if (list) parts.push(singleNumbers(inputs.filter(single)));
    return parts;
  }

  /* One array with its caption, or what is known where it is not here. */
  place(item, maps, moment, onPoint) {
    if (!item.array) {
      const text = item.entry === null || item.entry === undefined ? "no array" : "never computed in this run";
      return element("figure", { class: "tl-heat" }, element("figcaption", {}, element("b", {}, item.label)), element("p", { class: "tl-empty-array" }, text));
    }
    const key = `${moment.program},${item.entry}`;
    const map = new HeatMap(item.array, {
      label: item.label,
      transpose: item.transpose,
      slice: this.slices.get(key) || 0,
      onPoint,
      onSlice: (change) => {
        this.slices.set(key, Math.max(0, (this.slices.get(key) || 0) + change));
        this.showValues(moment);
        this.fit();
      },
    });
    maps.push(map);
    return map.root;
  }

  pointAt(row, column, maps, rule, step, inputs, output) {
    const result = maps[inputs.length];
    if (!result || !result.cells.size) return;
    if (!result.cells.has(`${row},${column}`)) [row, column] = [0, 0];
    this.point = [row, column];
    inputs.forEach((input, number) => maps[number].outline(partners(rule, inputs, number, row, column)));
    result.outline((atRow, atColumn) => atRow === row && atColumn === column);
    if (this.worked) {
      this.worked.replaceChildren(workedOut(rule, step, inputs, output.array, row, column));
      if (output.array.size > 1) this.worked.firstChild.append(element("p", { class: "tl-hint" }, "Point at an entry of the result to see another."));
    } else {
      const text = waterfallText(output.array.at(result.table.index(row, column)), result.decimals);
      maps[0].addBelow(waterfallRows(productsOf(inputs, row, column)), text);
    }
    this.steer = (change) => {
      const keys = [...result.cells.keys()];
      const at = keys.indexOf(`${this.point[0]},${this.point[1]}`);
      this.pointAt(...keys[(at + change + keys.length) % keys.length].split(",").map(Number), maps, rule, step, inputs, output);
    };
  }

  /* Move the outlined entry by key. */
  pointNext(change) {
    if (this.steer) this.steer(change);
  }

  settle() {
    this.fit();
    if (this.shownKey !== this.key) this.body.scrollLeft = 0;
    this.shownKey = this.key;
  }

  /* Where the values are wider than the pane, first the bars go, then everything shrinks a little. */
  fit() {
    this.row.classList.remove("tl-tight");
    this.row.style.zoom = "";
    const room = () => this.body.clientWidth / this.body.scrollWidth;
    if (!(room() < 1)) return;
    this.row.classList.add("tl-tight");
    if (room() < 1) this.row.style.zoom = Math.max(SMALLEST, room()).toFixed(3);
  }

  failure({ record }) {
    const lines = record.error.message.split("\n");
    // Behind what happened stand the node, the line and the inputs, one below the other in columns.
    const first = lines.findIndex((line) => line.startsWith("  "));
    const [said, details] = first < 0 ? [lines, []] : [lines.slice(0, first), lines.slice(first)];
    return element(
      "div", { class: "tl-error", role: "alert" },
      element("b", {}, record.error.type), element("p", {}, said.join("\n")),
      ...(details.length ? [element("pre", {}, details.join("\n"))] : []),
    );
  }

  absence(reason, run) {
    if (reason === "asked") return element("p", { class: "tl-message" }, "The values of this run are on their way from the kernel …");
    const number = grouped(this.tracer.bundle.runs[run].number);
    const words = this.tracer.arrays.fetchRun
      ? `The record was full, so the values of run ${number} were let go. lab.trace(budget=…) keeps more.`
      : `The values of run ${number} are not kept in this file.`;
    const message = element("p", { class: "tl-message" }, words);
    for (const near of this.tracer.nearestKept(run)) {
      const made = element("button", { type: "button", class: "tl-link" }, `Go to run ${grouped(this.tracer.bundle.runs[near].number)}`);
      made.addEventListener("click", () => this.tracer.go(near, this.tracer.stepNumber));
      message.append(" ", made);
    }
    return message;
  }

  showFacts({ step, arrays, run, timeline, stepNumber, bundle }) {
    const facts = [];
    const array = step.output ? arrays.get(run, step.output.entry) : null;
    const node = step.node === null || step.node === undefined ? null : bundle.nodes[step.node];
    const entry = step.output && arrays.frame(run) ? arrays.frame(run).entries[step.output.entry] : null;
    if (entry && entry.dtype) {
      const known = node && step.phase !== "backward" && node.outputs[0] && node.outputs[0].shape ? shapeText(node.outputs[0].shape) : null;
      const actual = shapeText(entry.shape);
      facts.push([entry.dtype, known && known !== actual && step.kind !== "write" ? `${known} → ${actual}` : actual]);
    }
    if (node && node.device) facts.push(["device", node.device.replace(/^.*device:/i, "")]);
    const time = arrays.time(run, stepNumber, timeline.steps.length);
    if (time !== null) facts.push(["time", durationText(time)]);
    if (array && array.bytes() !== null) facts.push(["memory", bytesText(array.bytes())]);
    this.facts.replaceChildren(...facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))));
  }
}

/* By how much a write moved a variable; null where that cannot be said. */
function difference(inputs, output) {
  const before = inputs.find((input) => input.before);
  if (!before || !before.array || !output || !output.array || !output.array.numeric) return null;
  const same = shapeText(before.array.shape) === shapeText(output.array.shape);
  if (!same || before.array.storedSize !== output.array.storedSize) return null;
  const array = Object.create(output.array);
  array.data = Float64Array.from(output.array.data, (value, index) => value - before.array.data[index]);
  array.limits = null;
  array.summary = null;
  return { before, array };
}

/* Single numbers by name; a constant, whose name is its value, without one. */
function singleNumbers(items) {
  const rows = items.map(({ label, array }) => {
    const value = plain(array.at(0));
    const named = label === "" || plain(Number(label)) !== value;
    return element("tr", {}, element("th", { scope: "row" }, named ? label : ""), element("td", {}, value));
  });
  return element("table", { class: "tl-single-numbers", "aria-label": "Single numbers" }, ...rows);
}

function sign(text) {
  return element("span", { class: "tl-operator" }, text);
}
