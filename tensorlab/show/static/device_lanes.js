/* When each device was busy in one run: a lane for each, and one for copies, on one axis of time. A bar is a kernel or
   a copy; a click goes to its step, and with the lanes in focus the arrow keys go from bar to bar.
   Read `device_facts.js` first. */

import { drawn, setAttribute } from "./dom.js";
import { durationText, ticks } from "./numbers.js";

const LANE = 30;
const BAR = 18;
const TOP = 4;
const AXIS = 20;
const LEAST = 2; // pixels of a bar

let hatches = 0;

export class DeviceLanes {
  constructor(tracer, facts) {
    this.tracer = tracer;
    this.facts = facts;
    this.hatch = `tl-lane-hatch-${hatches++}`;
    this.svg = drawn("svg", { class: "tl-lanes", role: "slider", tabindex: 0, "aria-label": tracer.words.say("devices.lanes_label"), "aria-valuemin": 1 });
    this.svg.addEventListener("click", (event) => this.clicked(event));
    this.svg.addEventListener("keydown", (event) => this.pressed(event));
    this.bars = [];
    this.place = 0;
  }

  /* Draw the spans of a run in so many pixels. */
  draw(spans, width) {
    this.spans = spans;
    const { words } = this.tracer;
    const lanes = this.lanesOf(spans);
    const labels = 18;
    const height = TOP + lanes.length * (LANE + labels) + AXIS;
    const whole = spans.reduce((sum, span) => sum + (span.time || 0), 0) || 1;
    const scale = width / whole;
    for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) this.svg.setAttribute(name, value);
    const parts = [drawn("defs", {}, drawn("pattern", { id: this.hatch, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, drawn("path", { class: "tl-lane-hatch", d: "M0 0V5" })))];
    this.bars = spans.map(() => null);
    lanes.forEach((lane, row) => {
      const top = TOP + row * (LANE + labels);
      const name = lane.modelled ? words.say("devices.lane_modelled", { name: lane.name }) : lane.measured ? words.say("devices.lane_measured", { name: lane.name }) : lane.name;
      parts.push(drawn("text", { class: "tl-lane-name", x: 0, y: top + 13 }, name), drawn("rect", { class: "tl-lane-ground", x: 0, y: top + labels, width, height: LANE - 6, rx: 3 }));
      for (const span of lane.spans) {
        const wide = Math.max(LEAST, (span.time || 0) * scale - 0.5);
        const x = Math.min(width - wide, span.begin * scale);
        const place = { x: x.toFixed(1), y: top + labels + (LANE - 6 - BAR) / 2, width: wide.toFixed(1), height: BAR, rx: Math.min(2, wide / 3) };
        const bar = drawn(
          "g", { class: "tl-lane-bar", "data-hue": lane.hue, "data-place": span.place },
          drawn("title", {}, this.facts.spanText(span)), drawn("rect", { class: "tl-lane-fill", ...place }),
          span.modelled ? drawn("rect", { class: "tl-lane-pattern", ...place, fill: `url(#${this.hatch})` }) : null,
        );
        this.bars[span.place] = bar;
        parts.push(bar);
      }
    });
    const base = height - AXIS;
    const unit = whole >= 2e6 ? ["ms", 1e6] : ["µs", 1e3];
    const marks = ticks(0, whole / unit[1], Math.max(2, Math.floor(width / 80)));
    parts.push(drawn("path", { class: "tl-lane-axis", d: `M0 ${base}H${width}${marks.map((at) => `M${(at * unit[1] * scale).toFixed(1)} ${base}v4`).join("")}` }));
    for (const at of marks) parts.push(drawn("text", { class: "tl-lane-tick", x: Math.max(8, Math.min(width - 22, at * unit[1] * scale)), y: base + 16, "text-anchor": "middle" }, at === marks[marks.length - 1] ? `${at} ${unit[0]}` : String(at)));
    this.needle = drawn("rect", { class: "tl-lane-needle", y: TOP, height: base - TOP, rx: 3 });
    this.scale = scale;
    this.svg.replaceChildren(this.needle, ...parts);
    this.svg.setAttribute("aria-valuemax", Math.max(1, spans.length));
    this.marked = null;
  }

  /* One lane for each device that computes, one for all copies. */
  lanesOf(spans) {
    const { facts } = this;
    const { words } = this.tracer;
    const lanes = facts.devices.map((device, number) => ({ name: device.name, hue: facts.sign(device.name).hue, modelled: device.simulated, measured: !device.simulated, spans: spans.filter(({ entry }) => !entry.copy && entry.device === number) }));
    const copies = spans.filter(({ entry }) => entry.copy);
    const modelled = copies.length > 0 && copies.every((span) => span.modelled);
    return [...lanes, { name: words.say("devices.copies"), hue: "copy", modelled, measured: false, spans: copies }].filter((lane) => lane.spans.length);
  }

  /* The step under the cursor: its bars stand out. */
  show(stepNumber) {
    if (!this.spans) return;
    const mine = this.spans.filter(({ entry }) => entry.step === stepNumber);
    const key = mine.map((span) => span.place).join();
    if (mine.length) this.place = mine.some((span) => span.place === this.place) ? this.place : mine[0].place;
    setAttribute(this.svg, "aria-valuenow", this.place + 1);
    if (this.spans[this.place]) setAttribute(this.svg, "aria-valuetext", this.facts.spanText(this.spans[this.place]));
    if (key === this.marked) return;
    this.marked = key;
    this.bars.forEach((bar, place) => bar && bar.toggleAttribute("data-now", mine.some((span) => span.place === place)));
    setAttribute(this.needle, "display", mine.length ? null : "none");
    if (!mine.length) return;
    const begin = mine[0].begin;
    const end = Math.max(...mine.map((span) => span.begin + (span.time || 0)));
    setAttribute(this.needle, "x", (begin * this.scale - 1).toFixed(1));
    setAttribute(this.needle, "width", Math.max(4, (end - begin) * this.scale + 2).toFixed(1));
  }

  clicked(event) {
    const bar = event.target.closest(".tl-lane-bar");
    if (bar) this.goTo(Number(bar.dataset.place), 1);
    this.svg.focus({ preventScroll: true });
  }

  pressed(event) {
    const ways = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    const last = this.spans ? this.spans.length - 1 : 0;
    if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Home") this.goTo(0, 1);
    else if (event.key === "End") this.goTo(last, -1);
    else if (event.key in ways) this.goTo(this.place + ways[event.key], ways[event.key]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /* To the step of a bar, or of the next that has one. */
  goTo(place, way) {
    while (this.spans[place] && this.spans[place].entry.step === null) place += way;
    if (!this.spans[place]) return;
    this.place = place;
    this.tracer.go(this.tracer.run, this.spans[place].entry.step);
  }
}

/* How long all spans of one kind took, and whether that is modelled, measured or both; null where it is not known. */
export function totalText(seconds, words, modelled) {
  if (seconds === null) return words.say("devices.not_measured");
  const time = durationText(seconds * 1e9);
  return modelled && seconds > 0 ? words.say("devices.modelled_time", { time }) : time;
}
