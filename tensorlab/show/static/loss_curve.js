/* The loss over the runs. A click, a drag or an arrow key goes to a run; the cursor's foot opens into the steps
   of that run below (the lens). Next: `axis_labels.js`, which keeps labels from running into each other. */

import { legendPlace, numbersThatFit, textWidth } from "./axis_labels.js";
import { drawn, setAttribute, setText } from "./dom.js";
import { entryText, grouped, plain } from "./numbers.js";

const TOP = 6;
const FEW_RUNS = 12; // so many get a tick each
const LEAST_FOR_LEGEND = 24; // pixels of height
const MOST_NAMED = 2;

export class LossCurve {
  constructor(tracer) {
    this.tracer = tracer;
    const { runs, series } = tracer.bundle;
    this.count = runs.length;
    this.series = (series || []).filter((one) => one.values.some(Number.isFinite));
    this.still = drawn("g", { "aria-hidden": "true" });
    this.lens = drawn("g", { "aria-hidden": "true" });
    this.lensFill = drawn("path", { class: "tl-lens" });
    this.lensLine = drawn("path", { class: "tl-lens-line" });
    this.lens.append(this.lensFill, this.lensLine);
    this.labels = drawn("g", { "aria-hidden": "true" });
    this.line = drawn("line", { class: "tl-cursor" });
    this.dot = drawn("circle", { class: "tl-cursor-dot", r: 5 });
    this.text = drawn("text", { class: "tl-cursor-text" });
    this.hit = drawn("rect", { class: "tl-hit", role: "slider", tabindex: 0, "aria-label": tracer.words.say("dock.run") });
    this.root = drawn("g", { class: "tl-curve" }, this.lens, this.still, this.labels, drawn("g", { "aria-hidden": "true" }, this.line, this.dot, this.text), this.hit);
    this.values = new Map();
    for (const one of this.series) one.runs.forEach((run, index) => this.values.has(run) || this.values.set(run, one.values[index]));
  }

  /* The series that share the first one's scale. */
  visible() {
    if (!this.series.length) return [];
    const [low, high] = extent(this.series[0].values);
    const height = high - low || Math.abs(high) || 1;
    return this.series.filter((one) => {
      const [from, to] = extent(one.values);
      return one === this.series[0] || (from > low - 2 * height && to < high + 2 * height);
    });
  }

  resize(left, right, bottom, trackTop) {
    Object.assign(this, { left, right, bottom, trackTop, height: bottom - TOP });
    const shown = this.visible();
    [this.low, this.high] = this.withBesides(this.range(shown));
    this.span = this.high - this.low;
    if (!(this.span > 0)) {
      // A constant loss runs through the middle.
      this.span = Math.abs(this.high) / 2 || 1;
      this.high += this.span / 2;
      this.low -= this.span / 2;
      this.constant = shown.length > 0;
    } else this.constant = false;
    const parts = shown.length ? this.curves(shown) : [];
    parts.push(drawn("line", { class: "tl-axis", x1: left, x2: right, y1: bottom, y2: bottom }));
    parts.push(...this.keptMarks(), ...this.failureMarks(), ...this.oddMarks());
    this.still.replaceChildren(...parts);
    this.labels.replaceChildren(...this.valueLabels(shown), ...this.runLabels(), ...this.legend(shown));
    for (const [name, value] of Object.entries({ x: left - 6, y: 0, width: right - left + 12, height: bottom + 14 })) this.hit.setAttribute(name, value);
    this.hit.setAttribute("aria-valuemin", 1);
    this.hit.setAttribute("aria-valuemax", this.count);
  }

  /* --- the curve ---------------------------------------------------------------------------------------- */

  curves(shown) {
    const [first, ...others] = shown;
    const parts = [];
    const jagged = Boolean(first.smoothed);
    if (jagged) parts.push(drawn("path", { class: "tl-loss-raw", d: pathOf(this.pieces(first)) }));
    const pieces = this.pieces(first, first.smoothed || first.values);
    for (const points of pieces) {
      if (points.length < 2 || jagged) continue;
      const [begin, end] = [points[0][0].toFixed(1), points[points.length - 1][0].toFixed(1)];
      parts.push(drawn("path", { class: "tl-loss-area", d: `${pathOf([points])}L${end} ${this.bottom}L${begin} ${this.bottom}Z` }));
    }
    for (const other of others) for (const [x, y] of this.pieces(other).flat()) parts.push(drawn("circle", { class: "tl-loss-other", cx: x.toFixed(1), cy: y.toFixed(1), r: 2.5 }));
    parts.push(drawn("path", { class: "tl-loss", d: pathOf(pieces) }));
    for (const [point] of pieces.filter((points) => points.length === 1)) parts.push(drawn("circle", { class: "tl-loss-alone", cx: point[0].toFixed(1), cy: point[1].toFixed(1), r: 3 }));
    return parts;
  }

  /* The lowest and the highest loss to draw. Of a jagged curve the outermost tenths are cut off at the border,
     so that its trend can be seen. */
  range(shown) {
    const finite = shown.flatMap((one) => one.values.filter(Number.isFinite)).sort((a, b) => a - b);
    if (!shown.length || !shown[0].smoothed) return [finite[0] ?? 0, finite[finite.length - 1] ?? 0];
    const smooth = extent(shown[0].smoothed);
    const tenth = Math.floor(finite.length / 10);
    return [Math.min(finite[tenth], smooth[0]), Math.max(finite[finite.length - 1 - tenth], smooth[1])];
  }

  /* Room for the losses that a feature draws beside these, so far as that leaves something of these to be seen. */
  withBesides([low, high]) {
    const most = 2 * (high - low || Math.abs(high) || 1);
    const [from, to] = extent(this.besides || []);
    return [Math.max(low - most, Math.min(low, from)), Math.min(high + most, Math.max(high, to))];
  }

  x(run) {
    return this.left + ((this.right - this.left) * (run + (this.count === 1 ? 0.5 : 0))) / Math.max(1, this.count - 1);
  }

  y(value) {
    const y = TOP + 2 + ((this.high - value) / this.span) * (this.height - 6);
    return Math.max(TOP, Math.min(this.bottom, y));
  }

  /* Points of a series, in pieces: a value that is not finite leaves a gap. Of more than two points per pixel the
     lowest and the highest in each column. */
  pieces(one, values = one.values) {
    const crowded = values.length > 2 * (this.right - this.left);
    const pieces = [[]];
    let column = null;
    const close = () => {
      if (column) pieces[pieces.length - 1].push([column.x, this.y(column.high)], [column.x, this.y(column.low)]);
      column = null;
    };
    one.runs.forEach((run, index) => {
      const value = values[index];
      if (!Number.isFinite(value)) {
        close();
        if (pieces[pieces.length - 1].length) pieces.push([]);
        return;
      }
      const x = this.x(run);
      if (!crowded) pieces[pieces.length - 1].push([x, this.y(value)]);
      else if (column && column.x === Math.round(x)) {
        column.low = Math.min(column.low, value);
        column.high = Math.max(column.high, value);
      } else {
        close();
        column = { x: Math.round(x), low: value, high: value };
      }
    });
    close();
    return pieces.filter((points) => points.length);
  }

  /* --- marks -------------------------------------------------------------------------------------------- */

  /* Where only some runs have values in this file: which. */
  keptMarks() {
    const { runs } = this.tracer.bundle;
    if (this.tracer.arrays.fetchRun || runs.every((run) => run.values)) return [];
    const marks = runs.flatMap((run, index) => (run.values ? [`M${this.x(index).toFixed(1)} ${this.bottom}v-5`] : []));
    return [drawn("path", { class: "tl-kept", d: marks.join("") })];
  }

  /* A cross where a run failed. */
  failureMarks() {
    const marks = this.tracer.bundle.runs.flatMap((run, index) => (run.error ? [`M${(this.x(index) - 3).toFixed(1)} ${this.bottom - 3}l6 6m0 -6l-6 6`] : []));
    return marks.length ? [drawn("path", { class: "tl-failure", d: marks.join("") })] : [];
  }

  /* A triangle at the upper border where the loss is no finite number; next to each other they melt together. */
  oddMarks() {
    const [first] = this.series;
    if (!first) return [];
    const places = new Set();
    first.runs.forEach((run, index) => Number.isFinite(first.values[index]) || places.add(Math.round(this.x(run))));
    if (!places.size) return [];
    const marks = [...places].map((x) => `M${x - 4} ${TOP - 4}h8l-4 6z`);
    return [drawn("path", { class: "tl-odd-loss", d: marks.join("") }, drawn("title", {}, this.tracer.words.say("dock.not_finite")))];
  }

  /* --- labels ------------------------------------------------------------------------------------------- */

  valueLabels(shown) {
    if (this.left <= 20 || !shown.length) return [];
    const at = (y, text) => drawn("text", { x: this.left - 10, y, "text-anchor": "end" }, text);
    if (this.constant) return [at(this.y((this.high + this.low) / 2) + 4, this.number((this.high + this.low) / 2))];
    const [high, low] = [this.number(this.high), this.number(this.low)];
    return this.height < 24 || high === low ? [at(TOP + 9, high)] : [at(TOP + 9, high), at(this.bottom, low)];
  }

  /* The numbers of runs below the axis; few runs get one each. Where there is a column for it, it says "run". */
  runLabels() {
    const { runs } = this.tracer.bundle;
    const { words } = this.tracer;
    const columned = this.left > 20;
    const y = this.bottom + 13;
    const last = this.count - 1;
    const text = (index) => (columned || index !== last ? grouped(runs[index].number) : words.say("dock.run_number", { number: grouped(runs[index].number) }));
    const labels = numbersThatFit(runs.map((run) => run.number), (index) => this.x(index), text, this.left, this.right, FEW_RUNS);
    const ticks = this.count <= FEW_RUNS ? runs.map((_, index) => index) : labels.map(({ index }) => index);
    return [
      columned ? drawn("text", { x: this.left - 10, y, "text-anchor": "end" }, words.say("dock.run_word")) : null,
      drawn("path", { class: "tl-ticks", d: ticks.map((index) => `M${this.x(index).toFixed(1)} ${this.bottom}v4`).join("") }),
      ...labels.map(({ index, anchor }) => drawn("text", { class: "tl-tick", x: this.x(index), y, "text-anchor": anchor }, text(index))),
    ].filter(Boolean);
  }

  /* Which line is what: in the upper corner that the curve leaves free. */
  legend(shown) {
    if (!shown.length || this.height < LEAST_FOR_LEGEND) return [];
    const { words } = this.tracer;
    const named = shown.slice(0, MOST_NAMED).map((one, index) => ({ one, index, name: words.plainText(one.name) }));
    const more = shown.length - named.length;
    const wide = (text) => textWidth(text) + 36;
    while (named.length > 1 && named.reduce((sum, { name }) => sum + wide(name), 0) > 0.55 * (this.right - this.left)) named.pop();
    const length = named.reduce((sum, { name }) => sum + wide(name), more > 0 ? 28 : 0);
    const points = this.pieces(shown[0], shown[0].smoothed || shown[0].values).flat();
    let x = legendPlace(points, this.left, this.right, length, TOP + 18);
    const y = TOP + 9;
    const ground = drawn("rect", { class: "tl-legend-ground", x: x - 6, y: TOP - 5, width: length, height: 19, rx: 4 });
    const parts = named.flatMap(({ one, index, name }) => {
      const sign = index ? drawn("circle", { class: "tl-loss-other", cx: x + 8, cy: y - 4, r: 2.5 }) : drawn("path", { class: "tl-loss", d: `M${x} ${y - 4}h16` });
      const label = drawn("text", { class: "tl-series-name", x: x + 22, y }, name);
      if (one.note) label.append(drawn("title", {}, words.plainText(one.note)));
      x += wide(name);
      return [sign, label];
    });
    if (more > 0) parts.push(drawn("text", { class: "tl-series-name", x, y }, `+${more}`));
    return [ground, ...parts];
  }

  /* --- the cursor --------------------------------------------------------------------------------------- */

  show(run) {
    const { words, bundle } = this.tracer;
    const x = this.x(run);
    const { branch, loss } = bundle.runs[run];
    const value = branch ? loss : this.values.get(run);
    const known = Number.isFinite(value);
    const odd = this.values.has(run) && !known;
    const y = known ? this.y(value) : odd ? TOP : this.bottom;
    for (const [name, at] of [["x1", x], ["x2", x], ["y1", 2], ["y2", this.bottom]]) setAttribute(this.line, name, at);
    setAttribute(this.dot, "cx", x);
    setAttribute(this.dot, "cy", y);
    const number = grouped(bundle.runs[run].number);
    const told = known ? this.number(value) : odd ? words.say("dock.not_finite") : null;
    setText(this.text, told === null ? words.say("dock.run_number", { number }) : words.say("dock.run_value", { number, value: told }));
    const late = x > this.right - textWidth(this.text.textContent) - 24;
    setAttribute(this.text, "x", late ? x - 10 : x + 10);
    setAttribute(this.text, "text-anchor", late ? "end" : "start");
    setAttribute(this.text, "y", this.bottom - 6);
    setAttribute(this.lensFill, "d", `M${x} ${this.bottom}L${this.left} ${this.trackTop}H${this.right}Z`);
    setAttribute(this.lensLine, "d", `M${this.left} ${this.trackTop}L${x} ${this.bottom}L${this.right} ${this.trackTop}`);
    setAttribute(this.hit, "aria-valuenow", Math.floor(run) + 1);
    const spoken = words.say("dock.run_spoken", { number });
    setAttribute(this.hit, "aria-valuetext", told === null ? spoken : `${spoken}, ${words.plainText(this.series[0].name)} ${known ? plain(value) : told}`);
  }

  /* A loss with as many decimals as the height of the curve asks for. */
  number(value) {
    const decimals = 2 - Math.floor(Math.log10(this.span));
    return decimals > 8 || Math.abs(value) >= 1e6 ? plain(value) : entryText(value, Math.max(0, decimals));
  }

  runAt(x) {
    const share = (x - this.left) / Math.max(1, this.right - this.left);
    return Math.max(0, Math.min(this.count - 1, Math.round(share * (this.count - 1))));
  }
}

function extent(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

function pathOf(pieces) {
  return pieces.map((points) => `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`).join("");
}
