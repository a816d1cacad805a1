/* The values of the inspector: inputs, operator and output as small heat maps side by side, and how one entry of the
   result comes about. Next: `heat_map.js`, `worked.js`, `value_view.js` (one array, large). */

import { chainOf } from "./chain.js";
import { element, rewrite, setChildren, setText } from "./dom.js";
import { HeatMap, widthOf } from "./heat_map.js";
import { plain, shapeText } from "./numbers.js";
import { ruleOf } from "./value_rules.js";
import { leadingAxes } from "./value_table.js";
import { suitsWaterfall, waterfallRows, waterfallText } from "./waterfall.js";
import { productsOf, startingEntry, workedOut } from "./worked.js";

const SMALLEST = 0.8; // how far the values may shrink to fit beside each other
const SMALLEST_BESIDE = 0.72; // beside an open panel
const SMALLEST_TOLD = 0.95; // where a failure is told among them
const COLUMNS = [10, 8, 7, 6, 5, 4]; // of each array, as many as fit beside each other
const BESIDE = 56; // pixels for an operator and its gaps
const PANEL = 270; // and for the entry worked out
const REMEMBERED = 500; // of what fitted
const INFIX = new Set([..."+−-×·÷/*<>≤≥=≠∧∨"]);

/* The arrays of a step: { inputs, output }, each { label, entry, transpose, array }. */
export function arraysOf(moment, words) {
  const { step, arrays, run, bundle } = moment;
  const node = step.node === null || step.node === undefined ? null : bundle.nodes[step.node];
  const get = (item) => ({ ...item, label: words.plainText(item.label, moment), array: arrays.get(run, item.entry) });
  const listed = step.kind === "sum" && step.contributions && step.contributions.length ? step.contributions : step.inputs || [];
  const inputs = listed.map(get);
  // A product that was asked to transpose an input is shown as the product it is.
  if (step.phase !== "backward" && node && step.operator === "·") {
    inputs.forEach((input, number) => {
      const attribute = node.attributes[`transpose_${"ab"[number]}`] || node.attributes[`adj_${"xy"[number]}`];
      if (attribute === "True") Object.assign(input, { transpose: true, label: `${input.label}ᵀ` });
    });
  }
  return { inputs, output: step.output ? get(step.output) : null, node };
}

export class ValuePane {
  constructor(tracer) {
    this.tracer = tracer;
    this.words = tracer.words;
    this.row = element("div", { class: "tl-values-row" });
    this.body = element("div", { class: "tl-values", tabindex: 0, role: "region", "aria-label": this.words.say("values.title") }, this.row);
    this.live = element("p", { class: "tl-unseen", "aria-live": "polite" });
    this.body.append(this.live);
    this.slices = new Map();
    this.fits = new Map(); // what fitted, by `fitKey`: { tight, zoom }
    this.axis = null;
    this.point = null;
    this.maps = [];
    this.former = []; // the maps of the step before: those of the same rows and columns stay, with other numbers
    this.signs = [];
    this.workedPlace = element("div", { class: "tl-worked-place" });
  }

  /* Show the arrays of a step, behind the parts that stand before them. Returns whether colours mean anything. */
  show(moment, before = []) {
    const key = `${moment.program},${moment.stepNumber}`;
    if (key !== this.key) this.point = null;
    this.key = key;
    this.moment = moment;
    const found = arraysOf(moment, this.words);
    const chain = chainOf(moment.step, found.output, moment, this.words);
    const step = chain ? { ...moment.step, operator: "×" } : moment.step;
    if (chain) this.moment = { ...moment, step };
    const { output } = found;
    const inputs = chain || found.inputs;
    this.rule = output && output.array ? ruleOf(step, inputs, output.array, chain ? null : found.node) : null;
    if (this.rule && this.point === null) this.point = startingEntry(step, output.array);
    this.former = this.maps;
    this.maps = [];
    this.signs = [...this.row.children].filter((child) => child.matches(".tl-operator"));
    this.most = this.columnsFor([...inputs, output]);
    const parts = [...before];
    const change = step.kind === "write" ? difference(inputs, output) : null;
    if (change) parts.push(...this.written(change, inputs, output));
    else parts.push(...this.computed(inputs, output));
    const falls = this.rule && this.rule.kind === "product" && suitsWaterfall(this.maps[0]);
    this.worked = this.rule && !falls ? this.workedPlace : null;
    if (this.worked) parts.push(this.worked);
    this.shown = { inputs, output, step };
    setChildren(this.row, parts);
    if (this.rule) this.pointAt(this.point);
    const known = this.fits.get(this.fitKey());
    this.fitted = known ? this.fitKey() : null;
    this.apply(known || { tight: false, zoom: "" });
    return this.maps.some((map) => map.array.numeric && map.array.size);
  }

  /* How many columns of each array are shown. */
  columnsFor(items) {
    const shown = items.filter((item) => item && item.array && item.array.shape.length);
    const widths = (most) => shown.map((item) => widthOf(item.array, item.transpose, most));
    // On a phone every array has a line of its own.
    const alone = this.tracer.app && this.tracer.app.dataset.size === "narrow";
    const room = alone ? this.width || 360 : (this.width || 980) / SMALLEST - (this.rule ? PANEL : 0) - BESIDE * items.length;
    const width = (most) => (alone ? Math.max(0, ...widths(most)) : widths(most).reduce((sum, one) => sum + one, 0));
    return COLUMNS.find((most) => width(most) * 0.95 <= room) || COLUMNS[COLUMNS.length - 1];
  }

  /* Nothing but these parts: a message. */
  clear(parts) {
    this.rule = null;
    this.fitted = null;
    this.apply({ tight: false, zoom: "" });
    this.maps = [];
    this.shown = null;
    this.row.replaceChildren(...parts);
  }

  /* inputs, operator, output */
  computed(inputs, output) {
    const { step } = this.moment;
    const operator = step.kind === "sum" ? "+" : step.operator;
    const infix = INFIX.has(operator);
    const parts = this.several(inputs, infix ? operator : "");
    if (output && inputs.length) parts.push(this.sign(infix && inputs.length > 1 ? "=" : "→"));
    const pointed = this.rule ? (row, column, map) => this.pointAt(map.table.index(row, column)) : null;
    if (output) parts.push(this.place(output, pointed));
    return parts;
  }

  /* A write: before + moved by = after, and then what the step was computed from. */
  written({ before, array }, inputs, output) {
    const [first, after] = [this.place(before), this.place(output)];
    const moved = this.map(array, { words: this.words, label: this.words.say("values.moved_by") });
    const parts = [first, this.sign("+"), moved.root, this.sign("="), after];
    const others = inputs.filter((input) => input !== before);
    if (others.length) parts.push(element("span", { class: "tl-rule", "aria-hidden": "true" }), ...this.several(others, ""));
    return parts;
  }

  /* Several arrays side by side. An optimizer also reads a handful of single numbers: those stand in one list. */
  several(inputs, operator) {
    const single = (input) => input.array && !input.array.shape.length;
    const list = !this.rule && inputs.filter(single).length > 2;
    const parts = [];
    for (const input of inputs) {
      if (list && single(input)) continue;
      if (parts.length && operator) parts.push(this.sign(operator));
      parts.push(this.place(input));
    }
    if (list) parts.push(this.singleNumbers(inputs.filter(single)));
    return parts;
  }

  /* Single numbers by name; a constant, whose name is its value, without one. */
  singleNumbers(items) {
    const rows = items.map(({ label, array }) => {
      const value = plain(array.at(0), array.whole);
      const named = label === "" || plain(Number(label)) !== value;
      return element("tr", {}, element("th", { scope: "row" }, named ? label : ""), element("td", {}, value));
    });
    return element("table", { class: "tl-single-numbers", "aria-label": this.words.say("values.single") }, ...rows);
  }

  /* One array with its caption, or what is known where it is not here. */
  place(item, onPoint = null) {
    if (!item.array) {
      const missing = item.entry === null || item.entry === undefined ? "values.no_array" : "values.never_computed";
      return element("figure", { class: "tl-heat" }, element("figcaption", {}, element("b", {}, item.label)), element("p", { class: "tl-empty-array" }, this.words.say(missing)));
    }
    const map = this.map(item.array, {
      words: this.words,
      most: this.most,
      fed: this.moment.step.phase === "feed",
      label: item.label,
      transpose: item.transpose,
      slice: this.sliceOf(item),
      chosen: this.axis,
      onPoint: onPoint && ((row, column) => onPoint(row, column, map)),
      onSlice: (slice, axis) => this.goSlice(item, slice, axis),
      onOpen: () => this.tracer.openArray(item.entry),
    });
    return map.root;
  }

  map(array, options) {
    const map = new HeatMap(array, options, this.former[this.maps.length]);
    this.maps.push(map);
    return map;
  }

  sign(text) {
    const made = this.signs.shift() || element("span", { class: "tl-operator" });
    setText(made, text);
    return made;
  }

  /* Read out, not shown: it can be seen. */
  say(text) {
    this.live.textContent = text;
  }

  /* --- slices ------------------------------------------------------------------------------------------- */

  sliceOf(item) {
    const wanted = this.slices.get(`${this.moment.program},${item.entry}`) || 0;
    const axes = leadingAxes(item.array, 0);
    return Math.min(wanted, axes.reduce((product, axis) => product * axis.stored, 1) - 1);
  }

  /* Arrays whose leading axes are alike move together. */
  goSlice(item, slice, axis) {
    const leading = (array) => array.stored.slice(0, -2).join();
    const { inputs, output } = this.shown;
    for (const other of [...inputs, output]) {
      if (other && other.array && (other === item || leading(other.array) === leading(item.array))) this.slices.set(`${this.moment.program},${other.entry}`, slice);
    }
    this.axis = axis;
    const button = document.activeElement && this.row.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
    this.point = null;
    this.show(this.moment, [...this.row.children].filter((child) => child.matches(".tl-failure-view")));
    if (button) this.refocus(button);
    this.fit();
  }

  refocus(label) {
    const same = [...this.row.querySelectorAll("button")].find((made) => made.getAttribute("aria-label") === label);
    const target = same && !same.disabled ? same : this.body;
    target.focus({ preventScroll: true });
  }

  /* What the keys step through: the output if it has slices, else the first input that has. */
  sliced() {
    if (!this.shown) return null;
    const { inputs, output } = this.shown;
    const item = [output, ...inputs].find((one) => one && one.array && leadingAxes(one.array, 0).some((axis) => axis.stored > 1));
    return item ? { item, axes: leadingAxes(item.array, this.sliceOf(item)).filter((axis) => axis.stored > 1) } : null;
  }

  nextSlice(change) {
    const { item, axes } = this.sliced();
    const axis = axes.find((one) => one.axis === this.axis) || axes[axes.length - 1];
    const at = (axis.at + change + axis.stored) % axis.stored;
    this.goSlice(item, this.sliceOf(item) + (at - axis.at) * axis.stride, axis.axis);
    this.say(this.words.say("values.at_slice", { axis: axis.axis, at, size: axis.size }));
  }

  nextAxis() {
    const { item, axes } = this.sliced();
    const here = axes.findIndex((one) => one.axis === this.axis);
    const next = axes[(here < 0 ? axes.length - 1 : here + 1) % axes.length];
    this.goSlice(item, this.sliceOf(item), next.axis);
    this.say(this.words.say("values.chose_axis", { axis: next.axis, size: next.size }));
  }

  /* --- one entry worked out ----------------------------------------------------------------------------- */

  pointAt(at) {
    const { inputs, output } = this.shown;
    const result = this.maps[inputs.length];
    if (!result || !result.cells.size) return;
    const visible = (place) => [...result.cells.keys()].some((key) => result.table.index(...key.split(",").map(Number)) === place);
    if (!visible(at)) at = result.table.start;
    const moved = this.point !== at;
    this.point = at;
    if (moved && this.onPoint) this.onPoint(at);
    inputs.forEach((_, number) => {
      const places = new Set(this.rule.sources(number, at));
      const map = this.maps[number];
      map.outline((row, column) => places.has(map.table.index(row, column)));
    });
    result.outline((row, column) => result.table.index(row, column) === at);
    if (this.worked) {
      const worked = workedOut(this.rule, this.moment.step, inputs, output, at, this.words);
      if (output.array.size > 1) worked.append(element("p", { class: "tl-hint" }, this.words.say("values.hint")));
      rewrite(this.worked, [worked]);
    } else {
      this.maps[0].addBelow(waterfallRows(productsOf(this.rule, inputs, at)), waterfallText(output.array.at(at), result.decimals, this.words));
    }
  }

  /* Move the outlined entry by key. */
  pointNext(change) {
    const result = this.maps[this.shown.inputs.length];
    const places = [...result.cells.keys()].map((key) => result.table.index(...key.split(",").map(Number)));
    this.pointAt(places[(places.indexOf(this.point) + change + places.length) % places.length]);
    if (this.worked) this.say([...this.worked.querySelectorAll("h3, tr")].map((line) => line.textContent).join("; "));
  }

  /* --- room --------------------------------------------------------------------------------------------- */

  settle() {
    this.fit();
    if (this.shownKey !== this.key) this.body.scrollLeft = 0;
    this.shownKey = this.key;
  }

  /* Where the values are wider than the pane, first the bars go, then everything shrinks a little. To lay out at
     another size takes as long as all the rest of a step, so what fitted is remembered for all that is as wide. */
  fit() {
    this.width = this.body.clientWidth;
    const key = this.fitKey();
    if (this.fits.has(key) && this.fitted === key) return;
    this.apply({ tight: false, zoom: "" });
    this.measure();
    this.fitted = key;
    this.fits.set(key, { tight: this.row.classList.contains("tl-tight"), zoom: this.row.style.zoom });
    if (this.fits.size > REMEMBERED) this.fits.delete(this.fits.keys().next().value);
  }

  /* What decides how wide the values are, and how much room they have. */
  fitKey() {
    const { app } = this.tracer;
    const maps = new Map(this.maps.map((map) => [map.root, map]));
    const lengths = (parts) => Array.from(parts, (part) => part.textContent.length).join();
    const parts = [...this.row.children].map((part) => (maps.has(part) ? `${maps.get(part).breadth()},${lengths(part.firstChild.children)}` : `${part.className},${lengths(part.querySelectorAll("h3, p, tr"))}`));
    return [this.width, app.dataset.size, app.dataset.drawer || "", app.dataset.present || "", ...parts].join(";");
  }

  apply({ tight, zoom }) {
    this.row.classList.toggle("tl-tight", tight);
    if (this.row.style.zoom !== zoom) this.row.style.zoom = zoom;
  }

  measure() {
    const large = Number(getComputedStyle(this.row).zoom) || 1; // in the presenter's mode
    const room = () => this.body.clientWidth / this.body.scrollWidth;
    if (!(room() < 1)) return;
    this.row.classList.add("tl-tight");
    const told = this.row.querySelector(".tl-failure-view"); // is to be read, also from afar
    const smallest = told ? SMALLEST_TOLD : this.tracer.app.dataset.drawer ? SMALLEST_BESIDE : SMALLEST;
    if (room() < 1) this.row.style.zoom = Math.max(smallest, large * room()).toFixed(3);
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
  Object.assign(array, { exact: null, limits: null, summary: null, statistics: null, overview: null });
  return { before, array };
}
