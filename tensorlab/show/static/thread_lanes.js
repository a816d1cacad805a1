/* The lanes of threads, and the curves of queues under them, on one axis of the clock. A bar is one run; its colour says
   whether it trained (it has a loss), and its text, when it is pointed at or reached by key, everything else.
   Read `threads.js` first. */

import { drawn, setAttribute } from "./dom.js";
import { durationText, grouped, ticks } from "./numbers.js";
import { QueueSizes } from "./queue_sizes.js";

const LANE = 24;
const LABEL = 18;
const CURVE = 44;
const TOP = 4;
const AXIS = 20;
const LEAST = 2; // pixels of a bar

export class ThreadLanes {
  constructor(tracer) {
    this.tracer = tracer;
    this.words = tracer.words;
    this.sizes = new QueueSizes(tracer.bundle);
    this.svg = drawn("svg", { class: "tl-lanes", role: "slider", tabindex: 0, "aria-label": tracer.words.say("threads.lanes_label"), "aria-valuemin": 1 });
    this.svg.addEventListener("click", (event) => this.clicked(event));
    this.svg.addEventListener("keydown", (event) => this.pressed(event));
  }

  /* The threads in the order in which they began, each with its runs in the order in which they began. */
  byThread() {
    const lanes = new Map(this.tracer.bundle.threads.map((name) => [name, { name, runs: [] }]));
    this.tracer.bundle.runs.forEach((run) => {
      if (!run.took) return;
      if (!lanes.has(run.thread)) lanes.set(run.thread, { name: run.thread, runs: [] });
      lanes.get(run.thread).runs.push(run);
    });
    for (const lane of lanes.values()) lane.runs.sort((one, other) => one.took[0] - other.took[0]);
    return [...lanes.values()];
  }

  draw(width) {
    const { bundle } = this.tracer;
    const lanes = this.byThread();
    const timed = bundle.runs.filter((run) => run.took);
    this.order = timed.map((run) => bundle.runs.indexOf(run)).sort((one, other) => bundle.runs[one].took[0] - bundle.runs[other].took[0]);
    this.whole = Math.max(1, ...timed.map((run) => run.took[1]));
    const scale = width / this.whole;
    const parts = [];
    this.bars = new Map();
    let top = TOP;
    for (const lane of lanes) {
      parts.push(drawn("text", { class: "tl-lane-name", x: 0, y: top + 13 }, lane.name), drawn("rect", { class: "tl-lane-ground", x: 0, y: top + LABEL, width, height: LANE, rx: 3 }));
      for (const run of lane.runs) parts.push(this.bar(run, top + LABEL + 3, width, scale));
      top += LABEL + LANE + 4;
    }
    bundle.queues.forEach((queue, number) => {
      parts.push(...this.curve(queue, number, top, width, scale));
      top += LABEL + CURVE + 6;
    });
    const unit = this.whole >= 2e9 ? ["s", 1e9] : this.whole >= 2e6 ? ["ms", 1e6] : ["µs", 1e3];
    const marks = ticks(0, this.whole / unit[1], Math.max(2, Math.floor(width / 80)));
    parts.push(drawn("path", { class: "tl-lane-axis", d: `M0 ${top}H${width}${marks.map((at) => `M${(at * unit[1] * scale).toFixed(1)} ${top}v4`).join("")}` }));
    for (const at of marks) parts.push(drawn("text", { class: "tl-lane-tick", x: Math.max(8, Math.min(width - 22, at * unit[1] * scale)), y: top + 16, "text-anchor": "middle" }, at === marks[marks.length - 1] ? `${at} ${unit[0]}` : String(at)));
    this.needle = drawn("rect", { class: "tl-lane-needle", y: TOP, height: top - TOP, rx: 3 });
    this.scale = scale;
    const height = top + AXIS;
    for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) this.svg.setAttribute(name, value);
    this.svg.replaceChildren(this.needle, ...parts);
    this.svg.setAttribute("aria-valuemax", Math.max(1, this.order.length));
    this.marked = null;
  }

  bar(run, top, width, scale) {
    const index = this.tracer.bundle.runs.indexOf(run);
    const wide = Math.max(LEAST, (run.took[1] - run.took[0]) * scale - 0.5);
    const x = Math.min(width - wide, run.took[0] * scale);
    const hue = run.error ? "bad" : run.loss !== null ? "bwd" : "fwd";
    const made = drawn(
      "g", { class: "tl-lane-bar tl-thread-bar", "data-hue": hue, "data-run": index }, drawn("title", {}, this.textOf(index)),
      drawn("rect", { class: "tl-lane-fill", x: x.toFixed(1), y: top, width: wide.toFixed(1), height: LANE - 6, rx: Math.min(2, wide / 3) }),
    );
    this.bars.set(index, made);
    return made;
  }

  /* A step for every run after which the queue was known to hold so many. */
  curve(queue, number, top, width, scale) {
    const { words } = this;
    const known = this.sizes.of(number);
    const most = queue.capacity ?? Math.max(1, ...known.map(({ size }) => size));
    const [base, room] = [top + LABEL + CURVE, CURVE - 4];
    const height = (size) => (base - (size / most) * room).toFixed(1);
    const name = queue.capacity === null ? words.say("threads.queue", { name: queue.name }) : words.say("threads.queue_of", { name: queue.name, capacity: grouped(queue.capacity) });
    const steps = known.map(({ at, size }) => `H${(at * scale).toFixed(1)}V${height(size)}`).join("");
    const line = `M0 ${base}${steps}H${width}`;
    return [
      drawn("text", { class: "tl-lane-name", x: 0, y: top + 13 }, name),
      drawn("rect", { class: "tl-lane-ground", x: 0, y: top + LABEL, width, height: CURVE, rx: 3 }),
      drawn("path", { class: "tl-queue-full", d: `M0 ${height(most)}H${width}` }),
      drawn("path", { class: "tl-queue-area", d: `${line}V${base}Z` }), drawn("path", { class: "tl-queue-line", d: line }),
    ];
  }

  textOf(index) {
    const { words } = this;
    const { bundle } = this.tracer;
    const run = bundle.runs[index];
    const [begin, end] = run.took;
    const told = words.say("threads.run", { number: grouped(run.number), thread: run.thread, title: words.plainText(run.title), begin: durationText(begin) || "0", time: durationText(end - begin) });
    const sizes = Object.entries(run.sizes || {}).map(([queue, size]) => words.say("threads.size", { name: bundle.queues[queue].name, size: grouped(size) }));
    return sizes.length ? words.say("threads.run_with", { run: told, sizes: sizes.join(", ") }) : told;
  }

  /* The run under the cursor: its bar stands out. */
  show(run) {
    const place = this.order.indexOf(run);
    if (place < 0) return;
    setAttribute(this.svg, "aria-valuenow", place + 1);
    setAttribute(this.svg, "aria-valuetext", this.textOf(run));
    if (this.marked === run) return;
    if (this.bars.has(this.marked)) this.bars.get(this.marked).toggleAttribute("data-now", false);
    this.bars.get(run).toggleAttribute("data-now", true);
    this.marked = run;
    const [begin, end] = this.tracer.bundle.runs[run].took;
    setAttribute(this.needle, "x", (begin * this.scale - 1).toFixed(1));
    setAttribute(this.needle, "width", Math.max(4, (end - begin) * this.scale + 2).toFixed(1));
  }

  clicked(event) {
    const bar = event.target.closest(".tl-thread-bar");
    if (bar) this.tracer.go(Number(bar.dataset.run), this.tracer.stepNumber);
    this.svg.focus({ preventScroll: true });
  }

  pressed(event) {
    const ways = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    const here = this.order.indexOf(this.tracer.run);
    let place = null;
    if (event.key === "Home") place = 0;
    else if (event.key === "End") place = this.order.length - 1;
    else if (event.key in ways) place = Math.max(0, Math.min(this.order.length - 1, here + ways[event.key]));
    else return;
    this.tracer.go(this.order[place], this.tracer.stepNumber);
    event.preventDefault();
    event.stopPropagation();
  }
}
