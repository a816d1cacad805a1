/* The loss over the runs. A click, a drag or an arrow key goes to a run; the cursor's foot opens into the steps
   of that run below (the lens). */

import { drawn, setAttribute, setText } from "./dom.js";
import { entryText, grouped, plain, ticks } from "./numbers.js";

const TOP = 6;

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
    this.hit = drawn("rect", { class: "tl-hit", role: "slider", tabindex: 0, "aria-label": "Run" });
    this.root = drawn("g", { class: "tl-curve" }, this.lens, this.still, this.labels, drawn("g", { "aria-hidden": "true" }, this.line, this.dot, this.text), this.hit);
    this.values = new Map();
    if (this.series.length) this.series[0].runs.forEach((run, index) => this.values.set(run, this.series[0].values[index]));
    for (const one of this.series.slice(1)) one.runs.forEach((run, index) => this.values.has(run) || this.values.set(run, one.values[index]));
  }

  /* The series that share the first one's scale. */
  visible() {
    if (!this.series.length) return [];
    const span = (one) => {
      const finite = one.values.filter(Number.isFinite);
      return [Math.min(...finite), Math.max(...finite)];
    };
    const [low, high] = span(this.series[0]);
    const height = high - low || Math.abs(high) || 1;
    return this.series.filter((one) => {
      const [from, to] = span(one);
      return one === this.series[0] || (from > low - 2 * height && to < high + 2 * height);
    });
  }

  resize(left, right, bottom, trackTop) {
    this.left = left;
    this.right = right;
    this.bottom = bottom;
    this.trackTop = trackTop;
    this.height = bottom - TOP;
    const shown = this.visible();
    [this.low, this.high] = this.range(shown);
    this.span = this.high - this.low || Math.abs(this.high) || 1;
    const parts = [];
    if (shown.length) {
      const jagged = Boolean(shown[0].smoothed);
      if (jagged) parts.push(drawn("path", { class: "tl-loss-raw", d: `M${this.points(shown[0]).map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}` }));
      const first = this.points(shown[0], shown[0].smoothed || shown[0].values);
      const path = first.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L");
      if (first.length > 1 && !jagged) parts.push(drawn("path", { class: "tl-loss-area", d: `M${path}L${first[first.length - 1][0].toFixed(1)} ${bottom}L${first[0][0].toFixed(1)} ${bottom}Z` }));
      for (const other of shown.slice(1)) for (const [x, y] of this.points(other)) parts.push(drawn("circle", { class: "tl-loss-other", cx: x.toFixed(1), cy: y.toFixed(1), r: 2.5 }));
      parts.push(first.length > 1 ? drawn("path", { class: "tl-loss", d: `M${path}` }) : drawn("circle", { class: "tl-loss-other", cx: first[0][0], cy: first[0][1], r: 3 }));
    }
    parts.push(drawn("line", { class: "tl-axis", x1: left, x2: right, y1: bottom, y2: bottom }));
    parts.push(...this.keptMarks(), ...this.failureMarks());
    this.still.replaceChildren(...parts);
    this.labels.replaceChildren(...this.axisLabels(shown));
    for (const [name, value] of Object.entries({ x: left - 6, y: 0, width: right - left + 12, height: bottom + 14 })) this.hit.setAttribute(name, value);
    this.hit.setAttribute("aria-valuemin", 1);
    this.hit.setAttribute("aria-valuemax", this.count);
  }

  /* The lowest and the highest loss to draw. Of a jagged curve the outermost tenths are cut off at the border,
     so that its trend can be seen. */
  range(shown) {
    const finite = shown.flatMap((one) => one.values.filter(Number.isFinite)).sort((a, b) => a - b);
    if (!shown.length || !shown[0].smoothed) return [finite[0] ?? Infinity, finite[finite.length - 1] ?? -Infinity];
    const smooth = shown[0].smoothed.filter(Number.isFinite);
    const tenth = Math.floor(finite.length / 10);
    return [Math.min(finite[tenth], ...smooth), Math.max(finite[finite.length - 1 - tenth], ...smooth)];
  }

  x(run) {
    return this.left + ((this.right - this.left) * (run + (this.count === 1 ? 0.5 : 0))) / Math.max(1, this.count - 1);
  }

  y(value) {
    const y = TOP + 2 + ((this.high - value) / this.span) * (this.height - 6);
    return Math.max(TOP, Math.min(this.bottom, y));
  }

  /* Points of a series; of more than two per pixel the lowest and the highest in each column. */
  points(one, values = one.values) {
    const all = one.runs.map((run, index) => [this.x(run), values[index]]).filter(([, value]) => Number.isFinite(value));
    if (all.length <= 2 * (this.right - this.left)) return all.map(([x, value]) => [x, this.y(value)]);
    const columns = new Map();
    for (const [x, value] of all) {
      const column = Math.round(x);
      const [low, high] = columns.get(column) || [value, value];
      columns.set(column, [Math.min(low, value), Math.max(high, value)]);
    }
    return [...columns].flatMap(([x, [low, high]]) => [[x, this.y(high)], [x, this.y(low)]]);
  }

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

  axisLabels(shown) {
    const labels = [];
    const name = shown.length ? this.tracer.words.plainText(shown[0].name) : "";
    if (this.left > 20 && shown.length) {
      labels.push(drawn("text", { x: this.left - 10, y: TOP + 9, "text-anchor": "end" }, this.number(this.high)));
      if (this.low !== this.high) labels.push(drawn("text", { x: this.left - 10, y: this.bottom, "text-anchor": "end" }, this.number(this.low)));
    }
    if (shown.length) {
      const title = drawn("text", { class: "tl-series-name", x: this.left, y: this.bottom + 13 }, name);
      if (shown[0].note) title.append(drawn("title", {}, this.tracer.words.plainText(shown[0].note)));
      labels.push(title);
    }
    const { runs } = this.tracer.bundle;
    const last = runs[this.count - 1].number;
    const offset = runs[0].number;
    for (const number of ticks(offset, last, Math.floor((this.right - this.left) / 150))) {
      const x = this.x(number - offset);
      if (x > this.right - 84 || x < this.left + 20 + 7.2 * name.length) continue;
      labels.push(drawn("text", { class: "tl-tick", x, y: this.bottom + 13, "text-anchor": "middle" }, grouped(number)));
    }
    labels.push(drawn("text", { class: "tl-tick", x: this.right, y: this.bottom + 13, "text-anchor": "end" }, `run ${grouped(last)}`));
    return labels;
  }

  show(run) {
    const x = this.x(run);
    const value = this.values.get(run);
    const known = Number.isFinite(value) && Number.isFinite(this.low);
    const y = known ? this.y(value) : this.bottom;
    for (const [name, at] of [["x1", x], ["x2", x], ["y1", 2], ["y2", this.bottom]]) setAttribute(this.line, name, at);
    setAttribute(this.dot, "cx", x);
    setAttribute(this.dot, "cy", y);
    const number = this.tracer.bundle.runs[run].number;
    setText(this.text, `run ${grouped(number)}${known ? `: ${this.number(value)}` : ""}`);
    const late = x > this.right - 190;
    setAttribute(this.text, "x", late ? x - 10 : x + 10);
    setAttribute(this.text, "text-anchor", late ? "end" : "start");
    setAttribute(this.text, "y", this.bottom - 6);
    setAttribute(this.lensFill, "d", `M${x} ${this.bottom}L${this.left} ${this.trackTop}H${this.right}Z`);
    setAttribute(this.lensLine, "d", `M${this.left} ${this.trackTop}L${x} ${this.bottom}L${this.right} ${this.trackTop}`);
    setAttribute(this.hit, "aria-valuenow", run + 1);
    setAttribute(this.hit, "aria-valuetext", `Run ${number}${known ? `, ${this.tracer.words.plainText(this.series[0].name)} ${plain(value)}` : ""}`);
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

