/* One chart over the runs: lines, perhaps a band behind them, the run cursor, and what the pointer is at. A click, a
   drag or an arrow key moves the run, as on the dock's curve. Next: `training.js`, which puts charts together. */

import { textWidth } from "./axis_labels.js";
import { Scale, lastUpTo, smoothedValues, smoothingFor } from "./chart_scales.js";
import { drawn, element, setAttribute, setText } from "./dom.js";
import { grouped, plain } from "./numbers.js";
import { lossSpikes } from "./spikes.js";

const CHART_TOP = 8;
const CHART_FOOT = 18;
const LABEL_APART = 13;
const WIDE_SPAN = 30; // times the smallest: from there on a logarithmic scale shows more

export class LineChart {
  /* `options`: title and note (strings), lines: [{ name, runs, values, style, quiet }], band: { runs, low, high },
     log: "always" | "auto" | "never", smooth (bool), spikes (bool), direct (bool: names stand at the lines' ends),
     bounds ([low, high] that the scale holds at least). */
  constructor(tracer, options) {
    this.tracer = tracer;
    this.count = tracer.bundle.runs.length;
    this.title = element("h2", { class: "tl-chart-title" }, options.title);
    this.readings = element("span", { class: "tl-chart-readings" });
    this.told = element("p", { class: "tl-unseen" });
    this.spikeRow = element("span", { class: "tl-chart-spikes" });
    this.still = drawn("g", { "aria-hidden": "true" });
    this.line = drawn("line", { class: "tl-chart-cursor" });
    this.hair = drawn("line", { class: "tl-chart-hair", display: "none" });
    this.dots = drawn("g", {});
    this.hit = drawn("rect", { class: "tl-hit", role: "slider", tabindex: 0, "aria-label": this.word("training.run_of_chart", { title: options.title }) });
    this.svg = drawn("svg", { class: "tl-chart-drawing" }, this.still, drawn("g", { "aria-hidden": "true" }, this.hair, this.line, this.dots), this.hit);
    this.place = element("div", { class: "tl-chart-place" }, this.svg);
    this.root = element("figure", { class: `tl-chart ${options.className || ""}`.trim() }, element("figcaption", {}, this.title, this.spikeRow, this.readings), this.place, this.told);
    this.hovered = null;
    this.follow();
    this.give(options);
  }

  word(key, holes) {
    return this.tracer.words.say(key, holes);
  }

  /* Other lines, or other settings. */
  give(options) {
    this.options = { ...this.options, ...options };
    this.lines = this.options.lines.filter((line) => line.values.some((value) => Number.isFinite(value)) || line.values.some(Number.isNaN));
    const { smooth } = this.options;
    this.drawnLines = this.lines.map((line) => {
      const finite = line.values.filter(Number.isFinite).length;
      return smooth && finite > 12 ? { ...line, values: smoothedValues(line.values, smoothingFor(finite)), raw: line.quiet ? null : line.values } : line;
    });
    this.spikes = this.options.spikes && this.lines.length ? this.spikesOf(this.lines[0]) : [];
    setText(this.title, this.options.title);
    if (this.options.note) this.title.title = this.options.note;
    this.tellSpikes();
    setText(this.told, this.sentence());
    if (this.width) this.resize();
  }

  spikesOf(line) {
    return lossSpikes(line.values.map((value) => (value === undefined ? null : value))).map((place) => ({ run: line.runs[place], value: line.values[place] }));
  }

  number(run) {
    return grouped(this.tracer.bundle.runs[run].number);
  }

  /* --- in words ----------------------------------------------------------------------------------------- */

  tellSpikes() {
    const shown = this.spikes.slice(0, 3);
    this.spikeRow.replaceChildren(
      ...shown.map(({ run }) => {
        const made = element("button", { type: "button", class: "tl-chart-spike" }, this.word("training.spike", { number: this.number(run) }));
        made.addEventListener("click", () => this.tracer.go(run, this.tracer.stepNumber));
        return made;
      }),
      ...(this.spikes.length > shown.length ? [this.word("training.more_spikes", { count: this.spikes.length - shown.length })] : []),
    );
  }

  /* What a screen reader hears of the chart. */
  sentence() {
    const told = this.lines.map((line) => {
      const known = line.runs.map((run, place) => [run, line.values[place]]).filter(([, value]) => Number.isFinite(value));
      if (!known.length) return this.word("training.told_odd", { name: line.name });
      const [first, last] = [known[0], known[known.length - 1]];
      const lowest = known.reduce((best, one) => (one[1] < best[1] ? one : best));
      const highest = known.reduce((best, one) => (one[1] > best[1] ? one : best));
      const at = ([run, value]) => [plain(value), this.number(run)];
      const [[from, fromRun], [to, toRun], [low, lowRun], [high, highRun]] = [first, last, lowest, highest].map(at);
      return this.word("training.told", { name: line.name, from, fromRun, to, toRun, low, lowRun, high, highRun });
    });
    if (this.spikes.length) told.push(this.word("training.told_spikes", { count: this.spikes.length, runs: this.spikes.map(({ run }) => this.number(run)).join(", ") }));
    return told.join(" ");
  }

  /* --- drawing ------------------------------------------------------------------------------------------ */

  resize() {
    const [width, height] = [this.place.clientWidth, this.place.clientHeight];
    [this.width, this.height] = [width, height];
    if (!width || height < 20) return;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const bottom = height - CHART_FOOT;
    this.scale = this.scaleFor(bottom);
    const wanted = Math.max(3, Math.floor((bottom - CHART_TOP) / 32));
    const ticks = this.scale.ticks(wanted).filter(({ value }) => this.scale.at(value) >= CHART_TOP - 1 && this.scale.at(value) <= bottom + 1);
    this.left = Math.max(22, ...ticks.map(({ text }) => textWidth(text) + 10));
    const names = this.options.direct ? Math.max(0, ...this.lines.map(({ name }) => textWidth(name))) : 0;
    this.right = width - (names ? Math.min(names + 8, width / 4) : 8);
    this.bottom = bottom;
    this.still.replaceChildren(...this.grid(ticks), ...this.runTicks(), ...this.band(), ...this.drawnLines.flatMap((line) => this.linePaths(line)), ...this.marks(), ...this.endNames());
    for (const [name, value] of Object.entries({ x: this.left - 4, y: 0, width: this.right - this.left + 8, height })) this.hit.setAttribute(name, value);
    this.hit.setAttribute("aria-valuemin", 1);
    this.hit.setAttribute("aria-valuemax", this.count);
    this.dots.replaceChildren(...this.lines.map((line) => drawn("circle", { class: `tl-chart-dot ${line.style}`, r: line.quiet ? 2.5 : 4 })));
    this.showRun(this.tracer.run);
  }

  scaleFor(bottom) {
    const { log, band, bounds } = this.options;
    let [low, high] = bounds || [Infinity, -Infinity];
    let positive = true;
    const take = (value) => {
      if (!Number.isFinite(value)) return;
      if (value <= 0) positive = false;
      [low, high] = [Math.min(low, value), Math.max(high, value)];
    };
    for (const { values, raw } of this.drawnLines) {
      values.forEach(take);
      if (raw) withoutOutliers(raw).forEach(take);
    }
    if (band) [...band.low, ...band.high].forEach(take);
    if (low > high) [low, high] = [0, 1];
    this.refused = log === "always" && !positive;
    const logarithmic = positive && (log === "always" || (log === "auto" && high > WIDE_SPAN * low));
    return new Scale(low, high, bottom - 3, CHART_TOP + 3, logarithmic);
  }

  x(run) {
    return this.left + ((this.right - this.left) * (run + (this.count === 1 ? 0.5 : 0))) / Math.max(1, this.count - 1);
  }

  y(value) {
    if (this.scale.logarithmic && value <= 0) return this.bottom;
    return Math.max(CHART_TOP, Math.min(this.bottom, this.scale.at(value)));
  }

  grid(ticks) {
    const lines = ticks.map(({ value }) => `M${this.left} ${this.scale.at(value).toFixed(1)}H${this.right}`);
    return [
      drawn("path", { class: "tl-chart-grid", d: lines.join("") }),
      drawn("line", { class: "tl-axis", x1: this.left, x2: this.right, y1: this.bottom, y2: this.bottom }),
      ...ticks.map(({ value, text }) => drawn("text", { class: "tl-chart-tick", x: this.left - 6, y: this.scale.at(value) + 4, "text-anchor": "end" }, text)),
    ];
  }

  runTicks() {
    const { runs } = this.tracer.bundle;
    const last = this.count - 1;
    const scale = new Scale(runs[0].number, runs[last].number, this.left, this.right);
    const offset = runs[0].number;
    const fit = Math.max(1, Math.floor((this.right - this.left) / 90));
    const numbers = last ? scale.ticks(fit).filter(({ value }) => Number.isInteger(value) && value >= offset).map(({ value }) => value - offset) : [];
    const texts = [[0, "start"], ...numbers.map((index) => [index, "middle"]), [last, "end"]];
    let reached = -Infinity;
    const end = this.right - textWidth(this.number(last)) - 10;
    return texts.flatMap(([index, anchor], place) => {
      const text = this.number(index);
      const x = this.x(index);
      const half = textWidth(text) / 2;
      const from = anchor === "start" ? x : anchor === "end" ? x - 2 * half : x - half;
      if (place < texts.length - 1 && (from < reached + 10 || from + 2 * half > end)) return [];
      if (place === texts.length - 1 && (from < reached + 4 || last === 0)) return [];
      reached = from + 2 * half;
      return [drawn("text", { class: "tl-chart-tick", x, y: this.bottom + 14, "text-anchor": anchor }, text)];
    });
  }

  band() {
    const { band } = this.options;
    if (!band) return [];
    const known = band.runs.map((run, place) => [run, band.low[place], band.high[place]]).filter(([, low, high]) => Number.isFinite(low) && Number.isFinite(high));
    if (known.length < 2) return [];
    const upper = known.map(([run, , high]) => `${this.x(run).toFixed(1)} ${this.y(high).toFixed(1)}`);
    const lower = known.map(([run, low]) => `${this.x(run).toFixed(1)} ${this.y(low).toFixed(1)}`).reverse();
    return [drawn("path", { class: "tl-chart-band", d: `M${upper.join("L")}L${lower.join("L")}Z` })];
  }

  linePaths({ runs, values, raw, style, quiet }) {
    const classes = `tl-chart-line ${style}${quiet ? " tl-quiet" : ""}`;
    const parts = raw ? [drawn("path", { class: `tl-chart-line tl-raw ${style}`, d: this.path(runs, raw) })] : [];
    const finite = values.filter(Number.isFinite).length;
    parts.push(drawn("path", { class: classes, d: this.path(runs, values) }));
    if (finite <= 12 && !quiet) parts.push(...runs.flatMap((run, place) => (Number.isFinite(values[place]) ? [drawn("circle", { class: `tl-chart-point ${style}`, cx: this.x(run).toFixed(1), cy: this.y(values[place]).toFixed(1), r: 2.5 })] : [])));
    return parts;
  }

  /* A line; a value that is not finite interrupts it, one that is missing does not. Of more than two points to a pixel
     the lowest and the highest in each column. */
  path(runs, values) {
    const crowded = runs.length > 2 * (this.right - this.left);
    let [text, pen, column] = ["", "M", null];
    const flush = () => {
      if (!column) return;
      const { x, low, high } = column;
      text += `${pen}${x} ${this.y(high).toFixed(1)}${low === high ? "" : `L${x} ${this.y(low).toFixed(1)}`}`;
      [pen, column] = ["L", null];
    };
    runs.forEach((run, place) => {
      const value = values[place];
      if (value === undefined) return;
      if (!Number.isFinite(value)) {
        flush();
        pen = "M";
        return;
      }
      const x = crowded ? Math.round(this.x(run)) : this.x(run).toFixed(1);
      if (column && column.x === x) [column.low, column.high] = [Math.min(column.low, value), Math.max(column.high, value)];
      else {
        flush();
        column = { x, low: value, high: value };
      }
    });
    flush();
    return text;
  }

  /* A triangle at the upper border where a value is not finite, a smaller one at a spike. */
  marks() {
    const odd = new Set();
    for (const { runs, values } of this.lines) runs.forEach((run, place) => values[place] !== undefined && !Number.isFinite(values[place]) && odd.add(Math.round(this.x(run))));
    const parts = [];
    if (odd.size) parts.push(drawn("path", { class: "tl-odd-loss", d: [...odd].map((x) => `M${x - 4} ${CHART_TOP - 6}h8l-4 6z`).join("") }, drawn("title", {}, this.word("dock.not_finite"))));
    for (const { run, value } of this.spikes) {
      if (!Number.isFinite(value)) continue;
      const [x, y] = [this.x(run), this.y(value)];
      parts.push(drawn("path", { class: "tl-spike-mark", d: `M${x.toFixed(1)} ${(y - 3).toFixed(1)}l-4 -6h8z` }));
    }
    return parts;
  }

  /* The names of lines at their ends, pushed apart where they would overlap. */
  endNames() {
    if (!this.options.direct) return [];
    const ends = this.lines.flatMap((line) => {
      const place = line.values.reduce((last, value, index) => (Number.isFinite(value) ? index : last), -1);
      return place < 0 ? [] : [{ name: line.name, style: line.style, y: this.y(line.values[place]) + 4 }];
    }).sort((a, b) => a.y - b.y);
    const room = Math.floor((this.bottom - CHART_TOP) / LABEL_APART) + 1;
    const step = Math.ceil(ends.length / Math.max(1, room));
    const kept = ends.filter((_, index) => index % step === 0);
    for (let place = 1; place < kept.length; place++) kept[place].y = Math.max(kept[place].y, kept[place - 1].y + LABEL_APART);
    let limit = this.bottom + 4;
    for (let place = kept.length - 1; place >= 0; place--) {
      kept[place].y = Math.min(kept[place].y, limit);
      limit = kept[place].y - LABEL_APART;
    }
    return kept.map(({ name, style, y }) => drawn("text", { class: `tl-chart-end ${style}`, x: this.right + 5, y }, name));
  }

  /* --- the cursor and the pointer ----------------------------------------------------------------------- */

  show(moment) {
    if (this.width) this.showRun(moment.run);
  }

  showRun(run) {
    if (!this.scale) return;
    const x = this.x(run);
    for (const [name, at] of [["x1", x], ["x2", x], ["y1", CHART_TOP - 4], ["y2", this.bottom]]) setAttribute(this.line, name, at.toFixed(1));
    this.lines.forEach(({ runs, values }, index) => {
      const dot = this.dots.children[index];
      if (!dot) return;
      const place = lastUpTo(runs, run);
      const known = place >= 0 && Number.isFinite(values[place]);
      setAttribute(dot, "display", known ? null : "none");
      if (!known) return;
      setAttribute(dot, "cx", this.x(runs[place]).toFixed(1));
      setAttribute(dot, "cy", this.y(values[place]).toFixed(1));
    });
    setAttribute(this.hit, "aria-valuenow", run + 1);
    setAttribute(this.hit, "aria-valuetext", `${this.word("dock.run_spoken", { number: this.number(run) })}, ${this.valuesAt(run).map(({ name, text }) => `${name} ${text}`).join(", ")}`);
    if (this.hovered === null) this.read(run);
  }

  /* What the lines say at a run: at the last one before it that has a value. */
  valuesAt(run) {
    return this.lines.flatMap(({ name, runs, values, style }) => {
      const place = lastUpTo(runs, run);
      return place < 0 || values[place] === undefined ? [] : [{ name, style, text: plain(shortened(values[place])), run: runs[place] }];
    });
  }

  /* As many readings as there is room for; the first needs no name where the title says it. */
  read(run) {
    const found = this.valuesAt(run).slice(0, this.options.direct ? 1 : 3);
    const named = ({ name, text }) => (name === this.options.title || (this.lines.length === 1 && !this.options.direct) ? text : `${name} ${text}`);
    const at = found.length && (found[0].run !== run || this.hovered !== null) ? this.word("dock.run_number", { number: this.number(found[0].run) }) : "";
    let room = (this.width || 300) - Math.min(textWidth(this.options.title) + 12, (this.width || 300) / 3) - (at ? textWidth(at) : 0) - 118 * Math.min(3, this.spikes.length);
    const kept = found.filter((one, index) => {
      room -= textWidth(named(one)) + 10;
      return !index || room > 0;
    });
    const key = `${kept.map(named).join(" ")}${at}`;
    if (key === this.lastRead) return;
    this.lastRead = key;
    const parts = kept.map((one) => element("span", { class: `tl-reading ${one.style}` }, named(one)));
    this.readings.replaceChildren(...parts, ...(at ? [element("span", { class: "tl-reading-run" }, at)] : []));
  }

  runAt(x) {
    const share = (x - this.left) / Math.max(1, this.right - this.left);
    return Math.max(0, Math.min(this.count - 1, Math.round(share * (this.count - 1))));
  }

  follow() {
    const { tracer, hit } = this;
    const at = (event) => {
      const box = this.svg.getBoundingClientRect();
      return this.runAt(((event.clientX - box.left) * this.width) / Math.max(1, box.width));
    };
    const goTo = tracer.dock.trailing((run) => tracer.go(run, tracer.stepNumber));
    hit.addEventListener("pointerdown", (event) => {
      if (event.button > 0) return;
      hit.setPointerCapture(event.pointerId);
      goTo(at(event));
    });
    hit.addEventListener("pointermove", (event) => {
      if (hit.hasPointerCapture(event.pointerId)) goTo(at(event));
      this.hover(at(event));
    });
    hit.addEventListener("pointerleave", () => this.hover(null));
    hit.addEventListener("keydown", (event) => runKeys(tracer, event));
  }

  hover(run) {
    this.hovered = run;
    setAttribute(this.hair, "display", run === null ? "none" : "inline");
    if (run !== null) for (const [name, at] of [["x1", this.x(run)], ["x2", this.x(run)], ["y1", CHART_TOP - 4], ["y2", this.bottom]]) setAttribute(this.hair, name, at.toFixed(1));
    this.root.classList.toggle("tl-hovered", run !== null);
    this.read(run === null ? this.tracer.run : run);
  }
}

/* The keys of a chart: run by run, or a twentieth of all runs. */
export function runKeys(tracer, event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const far = Math.max(1, Math.round(tracer.bundle.runs.length / 20));
  const change = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -far, PageUp: far }[event.key];
  if (change === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  tracer.goRun(change);
}

function shortened(value) {
  return Number.isFinite(value) ? Number(value.toPrecision(4)) : value;
}

/* Of a jagged line without the outermost fiftieths, so that a few outliers do not press its trend flat. */
function withoutOutliers(values) {
  const finite = values.filter(Number.isFinite).sort((a, b) => a - b);
  const cut = Math.floor(finite.length / 50);
  return finite.slice(cut, finite.length - cut);
}
