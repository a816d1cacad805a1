/* Watch: values that are pinned into a panel, which shows them at the cursor, and over the runs that are here.
   A watch is on the value of a box, on its gradient, or on a tensor that has no box (an optimizer's). */

import { heat } from "./colours.js";
import { measuresOf } from "./conditions.js";
import { button, drawn, element, setAttribute, setText } from "./dom.js";
import { icon } from "./icons.js";
import { grouped, plain, shapeText } from "./numbers.js";
import { briefValue } from "./value_text.js";

const WIDE = 296; // of a sparkline, in its own units
const HIGH = 40;
const MOST_POINTS = 240; // runs that a sparkline looks at
const CELLS = 32;

export class Watch {
  constructor(tracer) {
    this.tracer = tracer;
    tracer.watch = this;
    const { words, commands } = tracer;
    tracer.bundle.watches ||= [];
    commands.add([
      { id: "watch.toggle", group: "watch", keys: ["w"], icon: "watch", run: () => this.toggleHere(), enabled: () => this.subjectHere() !== null || "watch.nothing", checked: () => { const subject = this.subjectHere(); return subject !== null && Boolean(this.find(subject)); } },
      { id: "watch", group: "watch", keys: ["Shift+W"], icon: "watches", run: () => tracer.drawer.toggle("watch"), checked: () => tracer.drawer.current === "watch" },
    ]);
    this.list = element("ul", { class: "tl-watch-list" });
    this.empty = element("p", {}, words.say("watch.empty"));
    this.adder = commands.button("watch.toggle", { text: true });
    this.root = element("div", { class: "tl-watch" }, this.adder, this.empty, this.list);
    tracer.drawer.add({ name: "watch", title: "watch.title", root: this.root, show: (moment) => this.showAll(moment) });
    this.rows = new Map();
  }

  get all() {
    return this.tracer.bundle.watches;
  }

  /* --- what is watched ---------------------------------------------------------------------------------- */

  /* What the current step computes: { box, gradient }, or { tensor } where it stands on no box. */
  subjectHere() {
    const { step, program } = this.tracer.moment || {};
    if (!step || !step.output || step.output.entry === null) return null;
    if (step.box !== null && step.box !== undefined) {
      const gradient = step.phase === "backward";
      const { timeline } = this.tracer.moment;
      const shown = gradient ? timeline.slots[step.box] : timeline.values[step.box];
      if (shown.length) return { box: step.box, gradient };
    }
    return { tensor: step.output.label, program, step: this.tracer.stepNumber };
  }

  find(subject) {
    return this.all.find((watch) => watch.box === subject.box && watch.gradient === subject.gradient && watch.tensor === subject.tensor && (watch.tensor === undefined || (watch.program === subject.program && watch.step === subject.step)));
  }

  watches(box, gradient) {
    return Boolean(this.find({ box, gradient }));
  }

  toggle(box, gradient) {
    this.change({ box, gradient });
  }

  toggleHere() {
    this.change(this.subjectHere());
  }

  change(subject) {
    const { tracer } = this;
    const known = this.find(subject);
    if (known) this.remove(known);
    else {
      this.all.push(subject);
      const inside = tracer.drawer.root.contains(document.activeElement);
      tracer.drawer.open("watch");
      // Who pins by key goes on stepping.
      if (!inside) tracer.root.focus({ preventScroll: true });
    }
    tracer.notice(tracer.words.say(known ? "watch.removed" : "watch.added", { name: this.nameOf(subject) }));
    this.showAll(tracer.moment);
  }

  remove(watch) {
    this.all.splice(this.all.indexOf(watch), 1);
    this.rows.delete(watch);
    this.showAll(this.tracer.moment);
    this.tracer.commands.refresh();
  }

  nameOf({ box, gradient, tensor }) {
    if (tensor !== undefined) return tensor;
    const { title } = this.tracer.bundle.boxes[box];
    return gradient ? this.tracer.words.say("watch.gradient", { name: title }) : title;
  }

  /* --- its value ---------------------------------------------------------------------------------------- */

  /* The entry that a watch shows in a run after a step; undefined before its turn, or where the run has none. */
  entryIn(watch, run, step) {
    const { program } = this.tracer.bundle.runs[run];
    const timeline = this.tracer.timeline(program);
    if (watch.tensor === undefined) return watch.gradient ? timeline.slotAfter(watch.box, step) : timeline.valueAfter(watch.box, step);
    return program === watch.program && step >= watch.step ? timeline.steps[watch.step].output.entry : undefined;
  }

  stepFor(watch) {
    const { timeline, program } = this.tracer.moment;
    if (watch.tensor !== undefined) return program === watch.program ? watch.step : null;
    const shown = watch.gradient ? timeline.slots[watch.box] : timeline.values[watch.box];
    return shown.length ? shown[shown.length - 1].step : null;
  }

  goTo(watch) {
    const { tracer } = this;
    const step = this.stepFor(watch);
    if (step !== null) tracer.go(tracer.run, step);
    else tracer.notice(tracer.words.say("watch.not_in_run", { name: this.nameOf(watch) }));
  }

  /* --- the panel ---------------------------------------------------------------------------------------- */

  showAll(moment) {
    if (this.tracer.drawer.current !== "watch" || !moment.timeline) return;
    this.empty.hidden = this.all.length > 0;
    for (const watch of this.all) if (!this.rows.has(watch)) this.rows.set(watch, this.row(watch));
    const wanted = this.all.map((watch) => this.rows.get(watch).root);
    if (wanted.length !== this.list.children.length || wanted.some((root, index) => this.list.children[index] !== root)) this.list.replaceChildren(...wanted);
    for (const watch of this.all) this.showRow(watch, this.rows.get(watch), moment);
  }

  row(watch) {
    const { words } = this.tracer;
    const name = this.nameOf(watch);
    const title = element("button", { type: "button", class: "tl-watch-name", title: words.say("watch.go", { name }) }, name);
    title.addEventListener("click", () => this.goTo(watch));
    const closer = button({ class: "tl-tool" }, words.say("watch.remove", { name }), icon("close"));
    closer.addEventListener("click", () => this.remove(watch));
    const row = {
      value: element("p", { class: "tl-watch-value" }),
      strip: drawn("svg", { class: "tl-watch-strip", viewBox: `0 0 ${CELLS} 1`, preserveAspectRatio: "none", "aria-hidden": "true" }),
      line: drawn("svg", { class: "tl-watch-line", viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", role: "img" }),
      range: element("p", { class: "tl-watch-range" }),
      key: "", series: null, seriesKey: "",
    };
    row.line.addEventListener("click", (event) => {
      const place = row.line.getBoundingClientRect();
      if (row.series) this.tracer.go(this.nearest(row.series, ((event.clientX - place.left) / place.width) * WIDE), this.tracer.stepNumber);
    });
    row.cursor = drawn("line", { class: "tl-watch-cursor", y1: 0, y2: HIGH });
    row.root = element("li", { class: "tl-watch-row", "data-gradient": watch.gradient ? "true" : null }, element("div", { class: "tl-watch-head" }, title, closer), row.value, row.strip, row.line, row.range);
    return row;
  }

  showRow(watch, row, moment) {
    const { words } = this.tracer;
    const { run, stepNumber, failed, arrays } = moment;
    const reached = failed === null ? stepNumber : Math.min(stepNumber, failed - 1);
    const entry = this.entryIn(watch, run, reached);
    const key = `${run},${entry},${arrays.has(run)}`;
    if (key !== row.key) {
      row.key = key;
      const array = entry === undefined ? null : arrays.get(run, entry);
      const measures = measuresOf(array);
      const none = entry === undefined ? words.say("watch.not_yet") : words.say("watch.not_here");
      setAttribute(row.root, "data-absent", array ? null : "true");
      row.value.replaceChildren(...(array ? valueParts(array, measures, words) : [none]));
      this.showStrip(row.strip, array && array.size > 1 && measures ? array : null, measures);
    }
    this.showLine(watch, row, run);
  }

  showStrip(svg, array, measures) {
    setAttribute(svg, "display", array ? null : "none");
    if (!array) return;
    const count = Math.min(CELLS, array.storedSize);
    const largest = Number.isFinite(measures.abs) ? measures.abs : array.range().largest;
    svg.setAttribute("viewBox", `0 0 ${count} 1`);
    svg.replaceChildren(...Array.from({ length: count }, (_, index) => drawn("rect", { x: index, y: 0, width: 1.02, height: 1, fill: heat(array.weight(index), largest).ground })));
  }

  /* --- over the runs ------------------------------------------------------------------------------------- */

  /* { runs, mean, low, high }: one point for each run that is here, of many an even selection. */
  seriesOf(watch) {
    const { arrays, bundle } = this.tracer;
    const able = bundle.runs.map((_, run) => run).filter((run) => arrays.has(run) && this.entryIn(watch, run, Infinity) !== undefined);
    const pace = Math.max(1, able.length / MOST_POINTS);
    const series = { runs: [], mean: [], low: [], high: [] };
    for (let place = 0; place < able.length; place += pace) {
      const run = able[Math.round(place)] ?? able[able.length - 1];
      const measures = measuresOf(arrays.get(run, this.entryIn(watch, run, Infinity)));
      if (!measures || !Number.isFinite(measures.mean)) continue;
      series.runs.push(run);
      series.mean.push(measures.mean);
      series.low.push(measures.min);
      series.high.push(measures.max);
    }
    return series;
  }

  x(run) {
    return 4 + ((WIDE - 8) * run) / Math.max(1, this.tracer.bundle.runs.length - 1);
  }

  nearest(series, x) {
    return series.runs.reduce((best, run) => (Math.abs(this.x(run) - x) < Math.abs(this.x(best) - x) ? run : best), series.runs[0]);
  }

  showLine(watch, row, run) {
    const { arrays, words, bundle } = this.tracer;
    const seriesKey = `${arrays.fetched.size}`;
    if (row.seriesKey !== seriesKey) {
      row.seriesKey = seriesKey;
      row.series = this.seriesOf(watch);
      const { runs, mean, low, high } = row.series;
      const [bottom, top] = [Math.min(...low), Math.max(...high)];
      const y = (value) => HIGH - 4 - ((value - bottom) / (top - bottom || 1)) * (HIGH - 8);
      const path = (values) => values.map((value, index) => `${this.x(runs[index]).toFixed(1)} ${y(value).toFixed(1)}`).join("L");
      const shown = runs.length > 1;
      setAttribute(row.line, "display", shown ? null : "none");
      row.range.hidden = !shown;
      if (shown) {
        const wide = low.some((value, index) => value !== high[index]);
        const band = wide ? [drawn("path", { class: "tl-watch-band", d: `M${path(high)}L${[...runs.keys()].reverse().map((index) => `${this.x(runs[index]).toFixed(1)} ${y(low[index]).toFixed(1)}`).join("L")}Z` })] : [];
        row.line.replaceChildren(...band, drawn("path", { class: "tl-watch-mean", d: `M${path(mean)}` }), row.cursor);
        const holes = { low: plain(bottom), high: plain(top), first: grouped(bundle.runs[runs[0]].number), last: grouped(bundle.runs[runs[runs.length - 1]].number) };
        setText(row.range, words.say(wide ? "watch.range" : "watch.scalar_range", holes));
        row.line.setAttribute("aria-label", row.range.textContent);
      }
    }
    setAttribute(row.cursor, "x1", this.x(run).toFixed(1));
    setAttribute(row.cursor, "x2", this.x(run).toFixed(1));
  }
}

/* A scalar as it is; of an array its shape and three numbers. */
function valueParts(array, measures, words) {
  if (array.size === 1 || !measures || measures.mean === null) return [element("b", {}, briefValue(array))];
  const odd = measures.nan + measures.inf;
  const parts = [["min", measures.min], ["max", measures.max], ["mean", measures.mean]].map(([name, value]) => element("span", {}, element("i", {}, words.say(`stops.measure.${name}`)), plain(value)));
  return [element("b", {}, shapeText(array.shape)), ...parts, ...(odd ? [element("strong", { class: "tl-failed-word" }, words.say("watch.odd", { count: odd }))] : [])];
}
