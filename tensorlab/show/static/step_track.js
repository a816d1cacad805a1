/* The steps of the current run, segmented by phase. It is also the scrubber: press and drag, or use the keys.

   A long run does not fit: then the track is a lens, which shows some sixty steps around the cursor, below an
   overview of all of them. The lens follows the cursor; the wheel, two fingers, + and - make it wider or narrower,
   a drag moves it, and the playhead can be taken and moved step by step. */

import { drawn, setAttribute } from "./dom.js";
import { grouped } from "./numbers.js";
import { textWidth } from "./axis_labels.js";

const HEIGHT = 26;
const GAP = 2;
const NARROWEST = 46;
const NAMED = 92; // pixels from which on a phase's name and number of steps stand in it
const MOST_IN_VIEW = 150; // steps; beyond, the track is a lens
const LEAST_PACE = 2.5; // pixels per step, below which it is one too
const LENS = { height: 22, overview: 8, gap: 6, steps: 60, fewest: 10 };
const EDGE = 0.2; // the part of the lens in which the cursor does not come to stand

export class StepTrack {
  constructor(tracer) {
    this.tracer = tracer;
    const { words } = tracer;
    this.segments = drawn("g", { "aria-hidden": "true" });
    this.unreached = drawn("rect", { class: "tl-unreached", "aria-hidden": "true" });
    this.marks = drawn("path", { class: "tl-stop-marks", "aria-hidden": "true" });
    this.head = drawn("rect", { class: "tl-playhead", rx: 6 });
    this.hit = drawn("rect", { class: "tl-hit tl-step-hit", role: "slider", tabindex: 0, "aria-label": words.say("dock.step"), "aria-valuemin": 1 });
    this.nested = drawn("path", { class: "tl-nested-steps", "aria-hidden": "true" });
    this.failure = drawn("path", { class: "tl-failure", "aria-hidden": "true" });
    this.overview = drawn("g", { class: "tl-overview-track", "aria-hidden": "true" });
    this.window = drawn("path", { class: "tl-window", "aria-hidden": "true" });
    this.fan = drawn("path", { class: "tl-lens", "aria-hidden": "true" });
    this.needle = drawn("path", { class: "tl-needle", "aria-hidden": "true" });
    this.overviewHit = drawn("rect", { class: "tl-hit", "aria-hidden": "true" });
    this.root = drawn("g", { class: "tl-track" }, this.fan, this.segments, this.unreached, this.nested, this.marks, this.failure, this.head, this.hit, this.overview, this.window, this.needle, this.overviewHit);
    this.begin = 0; // of the lens; a fraction while it is dragged
    this.wide = LENS.steps;
    this.held = false; // whether the playhead is being dragged
    this.failed = null;
    this.stopped = [];
    this.step = 0;
  }

  /* The room that the track takes, from its top on. */
  static heightFor(timeline, width) {
    return isLong(timeline, width) ? LENS.overview + LENS.gap + LENS.height : HEIGHT;
  }

  resize(left, right, top, timeline) {
    if (timeline !== this.timeline) this.wide = LENS.steps;
    Object.assign(this, { left, right, timeline, total: timeline.steps.length, width: right - left });
    this.long = isLong(timeline, this.width);
    this.overviewTop = top;
    this.top = this.long ? top + LENS.overview + LENS.gap : top;
    this.height = this.long ? LENS.height : HEIGHT;
    for (const part of [this.overview, this.window, this.fan, this.needle, this.overviewHit]) setAttribute(part, "display", this.long ? null : "none");
    if (this.long) this.layOutOverview();
    this.follow(this.step);
    this.layOut();
    for (const [name, value] of Object.entries({ x: left - 4, y: this.top - 4, width: this.width + 8, height: this.height + 8 })) this.hit.setAttribute(name, value);
    this.hit.setAttribute("aria-valuemax", Math.max(1, this.total));
    setAttribute(this.head, "display", this.total ? null : "none");
  }

  /* --- laying out --------------------------------------------------------------------------------------- */

  /* Without the lens every phase gets its share of the width, but is wide enough for its name if that can be. In the
     lens, all steps are equally wide. */
  layOut() {
    const { phases } = this.timeline;
    if (this.long) {
      const pace = this.width / this.wide;
      const end = this.begin + this.wide;
      this.places = phases.filter((one) => one.end > this.begin && one.begin < end).map(({ phase, begin, end: last }) => {
        const from = Math.max(begin, this.begin);
        const to = Math.min(last, end);
        return { phase, begin, end: last, from, to, x: this.left + (from - this.begin) * pace, width: (to - from) * pace, pace };
      });
    } else {
      const sizes = sharesOf(phases, this.total, this.width);
      let x = this.left;
      this.places = phases.map(({ phase, begin, end }, index) => {
        const place = { phase, begin, end, from: begin, to: end, x, width: sizes[index], pace: sizes[index] / (end - begin) };
        x += sizes[index];
        return place;
      });
    }
    this.segments.replaceChildren(...this.places.map((place) => this.segment(place)));
    this.laidOut = `${this.begin},${this.wide}`;
    this.markAfterFailure();
    this.markStops();
    this.markNested();
  }

  /* A line below the steps of every open frame: those of an iteration, and of what is open inside. */
  markNested() {
    const { steps } = this.timeline;
    const lines = [];
    for (let depth = 1, any = true; any && depth < 4; depth++) {
      any = false;
      for (let begin = 0; begin < steps.length; begin++) {
        if ((steps[begin].frame_depth || 0) < depth) continue;
        let end = begin + 1;
        while (end < steps.length && (steps[end].frame_depth || 0) >= depth) end += 1;
        any = true;
        const [from, to] = [Math.max(begin, this.long ? Math.ceil(this.begin) : 0), Math.min(end, this.long ? Math.floor(this.begin + this.wide) : end)];
        if (to > from) lines.push(`M${(this.xOf(from) + 1).toFixed(1)} ${this.top + this.height - 2 - 4 * (depth - 1)}H${(this.xOf(to - 1) + this.paceOf(to - 1) - 3).toFixed(1)}`);
        begin = end;
      }
    }
    setAttribute(this.nested, "d", lines.join(""));
    setAttribute(this.nested, "display", lines.length ? null : "none");
  }

  segment(place) {
    const { phase, begin, end, from, to, x, width, pace } = place;
    const group = drawn("g", { "data-phase": phase, class: "tl-segment" });
    const bar = (name, wide) => drawn("rect", { class: name, x, y: this.top, width: Math.max(0, wide), height: this.height, rx: Math.min(5, width / 2) });
    place.fill = bar("tl-passed", 0);
    group.append(bar("tl-ground", Math.max(1, width - GAP)), place.fill);
    if (pace >= 4) {
      const lines = [];
      for (let step = Math.max(begin + 1, Math.ceil(from)); step < Math.min(end, to); step++) lines.push(`M${(x + (step - from) * pace - 1).toFixed(1)} ${this.top + this.height - 6}v6`);
      if (lines.length) group.append(drawn("path", { class: "tl-notches", d: lines.join("") }));
    }
    const name = this.tracer.words.say(`phase.${phase}`);
    const long = `${name} ${grouped(end - begin)}`;
    place.named = width > Math.max(NAMED, textWidth(long) + 20);
    const text = place.named ? long : width >= textWidth(name) + 6 ? name : "";
    place.text = drawn("text", { class: place.named ? "" : "tl-small", x: place.named ? x + 8 : x + width / 2 - 1, y: this.top + this.height / 2 + 4.5, "text-anchor": place.named ? "start" : "middle" }, text);
    place.textWidth = textWidth(text);
    group.append(place.text);
    return group;
  }

  layOutOverview() {
    const pace = this.width / this.total;
    const bars = this.timeline.phases.map(({ phase, begin, end }) => drawn("rect", { class: "tl-overview-phase", "data-phase": phase, x: this.left + begin * pace, y: this.overviewTop, width: Math.max(1, (end - begin) * pace - 1), height: LENS.overview, rx: 2 }));
    this.overview.replaceChildren(...bars);
    for (const [name, value] of Object.entries({ x: this.left, y: this.overviewTop - 14, width: this.width, height: LENS.overview + 18 })) this.overviewHit.setAttribute(name, value);
  }

  /* --- the lens ----------------------------------------------------------------------------------------- */

  /* Move the lens no further than needed to see a step with its neighbours. */
  follow(step) {
    if (!this.long) {
      this.begin = 0;
      this.wide = Math.max(1, this.total);
      return;
    }
    this.wide = Math.min(this.wide, this.total);
    // Under a finger that holds the playhead, nothing moves that need not.
    const edge = this.held ? 0 : Math.floor(this.wide * EDGE);
    let { begin } = this;
    const far = this.wide / 2;
    if (step < begin - far || step >= begin + this.wide + far) begin = step - Math.floor(far);
    else if (step < begin + edge) begin = step - edge;
    else if (step + 1 > begin + this.wide - edge) begin = step + 1 + edge - this.wide;
    if (begin !== this.begin) begin = Math.round(begin);
    this.begin = Math.max(0, Math.min(this.total - this.wide, begin));
  }

  /* Show more or fewer steps; the one at `x` (by default the current one) stays where it is. */
  zoom(factor, x = null) {
    if (!this.long) return;
    const at = x === null ? this.step + 0.5 : this.begin + ((x - this.left) / this.width) * this.wide;
    const wide = Math.max(LENS.fewest, Math.min(this.total, Math.round(this.wide * factor)));
    const share = (at - this.begin) / this.wide;
    this.wide = wide;
    this.begin = Math.max(0, Math.min(this.total - wide, Math.round(at - share * wide)));
    this.redraw();
  }

  /* Move the lens by so many pixels; the cursor stays where it is, in view or not. */
  pan(pixels) {
    this.begin = Math.max(0, Math.min(this.total - this.wide, this.begin - (pixels / this.width) * this.wide));
    this.redraw();
  }

  redraw() {
    this.layOut();
    this.place(this.step);
  }

  /* --- marks -------------------------------------------------------------------------------------------- */

  /* The step at which the run failed; what comes after it was not reached. */
  markFailure(step, lastTaken) {
    this.lastTaken = lastTaken;
    if (step === this.failed) return;
    this.failed = step;
    this.markAfterFailure();
  }

  markAfterFailure() {
    const from = this.failed === null ? null : this.xOf(this.failed);
    const until = this.left + this.width;
    const shown = from !== null && from + this.paceOf(this.failed) < until;
    setAttribute(this.unreached, "display", shown ? null : "none");
    if (shown) {
      const begin = Math.max(this.left - 1, from + this.paceOf(this.failed) - 1);
      for (const [name, value] of [["x", begin], ["y", this.top - 1], ["width", until - begin], ["height", this.height + 2]]) setAttribute(this.unreached, name, value);
    }
    const inView = from !== null && this.inView(this.failed);
    setAttribute(this.failure, "display", inView ? null : "none");
    if (inView) setAttribute(this.failure, "d", `M${from + this.paceOf(this.failed) / 2 - GAP / 2 - 4} ${this.top + this.height / 2 - 4}l8 8m0 -8l-8 8`);
  }

  /* Small flags above the steps at which there is a stop. */
  setStops(steps) {
    this.stopped = steps;
    if (this.places) this.markStops();
  }

  markStops() {
    const flags = this.stopped.filter((step) => this.inView(step)).map((step) => `M${(this.xOf(step) + this.paceOf(step) / 2 - 1).toFixed(1)} ${this.top + 5}l-4 -6h8z`);
    setAttribute(this.marks, "d", flags.join(""));
    setAttribute(this.marks, "display", flags.length ? null : "none");
  }

  /* --- where things are --------------------------------------------------------------------------------- */

  placeOf(step) {
    return this.places.find(({ begin, end }) => step >= begin && step < end) || this.places[step < (this.places[0] || {}).begin ? 0 : this.places.length - 1];
  }

  paceOf(step) {
    const place = this.placeOf(step);
    return place ? place.pace : 0;
  }

  xOf(step) {
    const place = this.placeOf(step);
    return place ? place.x + (step - place.from) * place.pace : this.left;
  }

  inView(step) {
    return this.places.length > 0 && (!this.long || (step >= Math.floor(this.begin) && step < this.begin + this.wide));
  }

  stepAt(x) {
    if (!this.places.length) return 0;
    const place = this.places.find((one) => x < one.x + one.width) || this.places[this.places.length - 1];
    const within = Math.floor(place.from + (x - place.x) / place.pace);
    return Math.max(Math.floor(place.from), Math.min(Math.ceil(place.to) - 1, within));
  }

  /* The same for the playhead that is dragged: at the borders of the lens it goes on. */
  draggedTo(x) {
    const step = this.stepAt(x);
    if (!this.long || (x > this.left && x < this.right)) return step;
    return Math.max(0, Math.min(this.total - 1, step + (x <= this.left ? -1 : 1)));
  }

  /* The step that a place in the overview stands for. */
  overviewStepAt(x) {
    return Math.max(0, Math.min(this.total - 1, Math.floor(((x - this.left) / this.width) * this.total)));
  }

  /* Whether a press takes the playhead. */
  onHead(x) {
    const from = this.xOf(this.step);
    return this.inView(this.step) && x > from - 8 && x < from + this.paceOf(this.step) + 8;
  }

  /* --- a step ------------------------------------------------------------------------------------------- */

  show(step, spoken) {
    this.step = step;
    this.follow(step);
    if (`${this.begin},${this.wide}` !== this.laidOut) this.layOut();
    this.place(step);
    setAttribute(this.hit, "aria-valuenow", step + 1);
    setAttribute(this.hit, "aria-valuetext", spoken);
  }

  place(step) {
    const reached = this.failed === null ? step + 1 : Math.min(step + 1, this.lastTaken + 1);
    for (const place of this.places) {
      const passed = Math.max(0, Math.min(place.to, reached) - place.from);
      setAttribute(place.fill, "width", passed ? Math.max(0, passed * place.pace - GAP).toFixed(1) : 0);
    }
    if (this.long) this.placeWindow(step);
    const shown = this.total > 0 && this.inView(step);
    setAttribute(this.head, "display", shown ? null : "none");
    if (!shown) return;
    const here = this.placeOf(step);
    const x = this.xOf(step);
    const width = Math.max(10, here.pace + 2);
    setAttribute(this.head, "x", (x - 2 - (width - here.pace - 2) / 2).toFixed(1));
    setAttribute(this.head, "y", this.top - 4);
    setAttribute(this.head, "width", width.toFixed(1));
    setAttribute(this.head, "height", this.height + 8);
    for (const place of this.places) {
      if (!place.named) continue;
      // The name steps aside where the playhead would cover it.
      const covered = place === here && x + width > place.x && x < place.x + 12 + place.textWidth;
      const free = place.x + place.width - x - width - 12 > place.textWidth;
      setAttribute(place.text, "display", covered && !free ? "none" : null);
      setAttribute(place.text, "x", covered ? x + width + 8 : place.x + 8);
    }
  }

  placeWindow(step) {
    const pace = this.width / this.total;
    const x = this.left + this.begin * pace;
    const wide = Math.max(4, this.wide * pace);
    const [top, bottom] = [this.overviewTop - 2, this.overviewTop + LENS.overview + 2];
    setAttribute(this.window, "d", `M${x.toFixed(1)} ${top}h${wide.toFixed(1)}V${bottom}h${(-wide).toFixed(1)}z`);
    setAttribute(this.fan, "d", `M${x.toFixed(1)} ${bottom}h${wide.toFixed(1)}L${this.right} ${this.top}H${this.left}Z`);
    setAttribute(this.needle, "d", `M${(this.left + (step + 0.5) * pace).toFixed(1)} ${top - 1}V${bottom + 1}`);
  }
}

function isLong(timeline, width) {
  const count = timeline.steps.length;
  return count > MOST_IN_VIEW || (count > 2 * LENS.steps && width / count < LEAST_PACE);
}

function sharesOf(phases, total, width) {
  const least = Math.min(NARROWEST, width / Math.max(1, phases.length) / 2);
  const wanted = phases.map(({ begin, end }) => ((end - begin) / total) * width);
  const missing = wanted.reduce((sum, share) => sum + Math.max(0, least - share), 0);
  const spare = wanted.reduce((sum, share) => sum + Math.max(0, share - least), 0) || 1;
  return wanted.map((share) => (share < least ? least : share - (missing * (share - least)) / spare));
}
