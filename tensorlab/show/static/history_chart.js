/* The curve of one variable: a number of every version over the runs, with a mark at every write that is not one of
   a long row, and the cursor. Arrow keys walk from version to version. */

import { Scale } from "./chart_scales.js";
import { drawn, setAttribute } from "./dom.js";

const WIDTH = 320;
const [LEFT, RIGHT] = [8, 8];
const MOST_DOTS = 60; // more versions than this are a line without dots

export class HistoryChart {
  /* `options`: words, name, points [{ run, kind, value }], runs, tall, valueText(place), go(place), now(). */
  constructor(options) {
    this.options = options;
    this.height = options.tall ? 112 : 48;
    const { points, runs, words, name } = options;
    this.across = new Scale(0, Math.max(1, runs - 1), LEFT, WIDTH - RIGHT);
    const numbers = points.map((point) => point.value).filter((value) => value !== null && Number.isFinite(value));
    const [low, high] = numbers.length ? [Math.min(...numbers), Math.max(...numbers)] : [0, 1];
    this.up = new Scale(low, high, this.height - 16, 12);
    this.cursor = drawn("path", { class: "tl-history-cursor" });
    this.dot = drawn("circle", { class: "tl-history-dot", r: 4.5 });
    this.root = drawn(
      "svg", { class: "tl-history-chart", viewBox: `0 0 ${WIDTH} ${this.height}`, tabindex: 0, role: "slider", "aria-label": words.say("history.chart", { name }), "aria-valuemin": 0, "aria-valuemax": Math.max(0, points.length - 1) },
      drawn("path", { class: "tl-history-axis", d: `M${LEFT} ${this.height - 8.5}H${WIDTH - RIGHT}` }),
      ...(options.tall && numbers.length > 1 && high > low ? this.limits(low, high) : []),
      drawn("path", { class: "tl-history-line", d: this.line(points) }),
      ...this.marks(points), this.cursor, this.dot,
    );
    this.root.addEventListener("pointerdown", (event) => this.drag(event));
    this.root.addEventListener("keydown", (event) => this.key(event));
  }

  /* The lowest and the highest number, at the left edge. */
  limits(low, high) {
    const [lowText, highText] = [this.up.ticks(4)[0], this.up.ticks(4).pop()];
    return [lowText, highText].filter(Boolean).map(({ value, text }) => drawn("g", {},
      drawn("path", { class: "tl-history-grid", d: `M${LEFT} ${this.up.at(value).toFixed(1)}H${WIDTH - RIGHT}` }),
      drawn("text", { class: "tl-history-tick", x: WIDTH - RIGHT, y: this.up.at(value) - 3, "text-anchor": "end" }, text)));
  }

  place({ run, value }) {
    return [this.across.at(run), value === null || !Number.isFinite(value) ? null : this.up.at(value)];
  }

  /* A variable keeps its value until it is written again: a staircase where runs are few, a line where they are many. */
  line(points) {
    let path = "";
    let before = null;
    const stairs = points.length <= MOST_DOTS;
    for (const point of points) {
      const [x, y] = this.place(point);
      if (y === null) {
        before = null;
        continue;
      }
      if (before === null) path += `M${x.toFixed(1)} ${y.toFixed(1)}`;
      else path += stairs ? `H${x.toFixed(1)}V${y.toFixed(1)}` : `L${x.toFixed(1)} ${y.toFixed(1)}`;
      before = y;
    }
    if (before !== null && stairs) path += `H${(WIDTH - RIGHT).toFixed(1)}`;
    return path;
  }

  /* A tick on the axis for every write; of many trainings only a band. */
  marks(points) {
    const made = [];
    const foot = this.height - 8.5;
    const training = points.filter((point) => point.kind === "training");
    if (training.length > MOST_DOTS) {
      const [first, last] = [training[0], training[training.length - 1]].map((point) => this.across.at(point.run));
      made.push(drawn("path", { class: "tl-history-band", d: `M${first.toFixed(1)} ${foot}H${last.toFixed(1)}` }));
    }
    for (const point of points) {
      if (point.kind === "training" && training.length > MOST_DOTS) continue;
      const x = this.across.at(point.run);
      made.push(drawn("path", { class: `tl-history-mark tl-history-${point.kind}`, d: MARKS[point.kind](x, foot) }));
    }
    return made;
  }

  /* --- moving ------------------------------------------------------------------------------------------- */

  nearest(run) {
    const { points } = this.options;
    let best = 0;
    points.forEach((point, place) => {
      if (Math.abs(point.run - run) < Math.abs(points[best].run - run)) best = place;
    });
    return points.length ? best : -1;
  }

  drag(event) {
    const at = (one) => {
      const box = this.root.getBoundingClientRect();
      return this.across.value(((one.clientX - box.left) / box.width) * WIDTH);
    };
    const go = (one) => {
      const place = this.nearest(at(one));
      if (place >= 0 && place !== this.asked) this.options.go(place);
      this.asked = place;
    };
    event.preventDefault();
    this.root.focus({ preventScroll: true });
    this.asked = null;
    go(event);
    const move = (one) => go(one);
    const stop = () => this.root.removeEventListener("pointermove", move);
    this.root.setPointerCapture(event.pointerId);
    this.root.addEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) this.root.addEventListener(name, stop, { once: true });
  }

  key(event) {
    const last = this.options.points.length - 1;
    const now = this.options.now();
    const page = Math.max(1, Math.round(last / 10));
    const moves = { ArrowRight: now + 1, ArrowUp: now + 1, ArrowLeft: now - 1, ArrowDown: now - 1, PageUp: now + page, PageDown: now - page, Home: 0, End: last };
    if (!(event.key in moves) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    const place = Math.max(0, Math.min(last, moves[event.key]));
    if (last >= 0 && place !== now) this.options.go(place);
  }

  /* The cursor: where the run stands, and the version that the variable has there. */
  show(place, run) {
    const point = this.options.points[place];
    setAttribute(this.cursor, "d", `M${this.across.at(run).toFixed(1)} 4V${this.height - 4}`);
    const [x, y] = point ? this.place(point) : [0, null];
    setAttribute(this.dot, "display", y === null ? "none" : null);
    if (y !== null) {
      setAttribute(this.dot, "cx", (this.options.points.length <= MOST_DOTS ? this.across.at(run) : x).toFixed(1));
      setAttribute(this.dot, "cy", y.toFixed(1));
    }
    setAttribute(this.root, "aria-valuenow", Math.max(0, place));
    setAttribute(this.root, "aria-valuetext", place < 0 ? this.options.words.say("history.not_yet") : this.options.valueText(place));
  }
}

/* A diamond for the initial value, a stroke for a training step, a triangle for a write by hand, a ring for a change
   that nobody recorded. */
const MARKS = {
  initial: (x, y) => `M${x} ${y - 5}l5 5-5 5-5-5z`,
  training: (x, y) => `M${x} ${y - 4}v8`,
  hand: (x, y) => `M${x} ${y - 6}l5.500 10h-11z`,
  unseen: (x, y) => `M${x - 4} ${y}a4 4 0 1 0 8 0a4 4 0 1 0-8 0z`,
  before: (x, y) => `M${x - 4} ${y - 4}h8v8h-8z`,
};
