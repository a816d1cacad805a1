/* The steps of the current run, segmented by phase. It is also the scrubber: press and drag, or use the keys. */

import { drawn, setAttribute } from "./dom.js";
import { PHASE_NAMES } from "./timeline.js";

const HEIGHT = 26;
const GAP = 2;
const NARROWEST = 46;

export class StepTrack {
  constructor(tracer) {
    this.tracer = tracer;
    this.segments = drawn("g", { "aria-hidden": "true" });
    this.head = drawn("rect", { class: "tl-playhead", rx: 6, height: HEIGHT + 8 });
    this.hit = drawn("rect", { class: "tl-hit", role: "slider", tabindex: 0, "aria-label": "Step", "aria-valuemin": 1 });
    this.failure = drawn("path", { class: "tl-failure", "aria-hidden": "true" });
    this.root = drawn("g", { class: "tl-track" }, this.segments, this.failure, this.head, this.hit);
  }

  /* Every phase gets its share of the width, but is wide enough for its name if that can be. */
  resize(left, right, top, timeline) {
    this.top = top;
    this.left = left;
    this.right = right;
    this.timeline = timeline;
    const total = timeline.steps.length;
    const width = right - left;
    const least = Math.min(NARROWEST, width / Math.max(1, timeline.phases.length) / 2);
    const wanted = timeline.phases.map(({ begin, end }) => ((end - begin) / total) * width);
    const missing = wanted.reduce((sum, share) => sum + Math.max(0, least - share), 0);
    const spare = wanted.reduce((sum, share) => sum + Math.max(0, share - least), 0) || 1;
    let x = left;
    this.places = timeline.phases.map(({ phase, begin, end }, index) => {
      const share = wanted[index];
      const size = share < least ? least : share - (missing * (share - least)) / spare;
      const place = { phase, begin, end, x, width: size, pace: size / (end - begin) };
      x += size;
      return place;
    });
    this.segments.replaceChildren(...this.places.map((place) => this.segment(place)));
    for (const [name, value] of Object.entries({ x: left - 4, y: top - 6, width: width + 8, height: HEIGHT + 10 })) this.hit.setAttribute(name, value);
    this.hit.setAttribute("aria-valuemax", Math.max(1, total));
    setAttribute(this.head, "display", total ? null : "none");
  }

  segment(place) {
    const { phase, begin, end, x, width, pace } = place;
    const count = end - begin;
    const group = drawn("g", { "data-phase": phase, class: "tl-segment" });
    const bar = (name, wide) => drawn("rect", { class: name, x, y: this.top, width: Math.max(0, wide), height: HEIGHT, rx: 5 });
    place.fill = bar("tl-passed", 0);
    group.append(bar("tl-ground", width - GAP), place.fill);
    if (pace >= 4) {
      const lines = Array.from({ length: count - 1 }, (_, index) => `M${(x + (index + 1) * pace - 1).toFixed(1)} ${this.top + HEIGHT - 7}v7`);
      if (lines.length) group.append(drawn("path", { class: "tl-notches", d: lines.join("") }));
    }
    const text = width > 92 ? `${PHASE_NAMES[phase]} ${count}` : width >= 44 ? PHASE_NAMES[phase] : "";
    place.text = drawn("text", { class: width > 92 ? "" : "tl-small", x: width > 92 ? x + 8 : x + width / 2 - 1, y: this.top + 17.5, "text-anchor": width > 92 ? "start" : "middle" }, text);
    place.textWidth = text.length * 7.3;
    group.append(place.text);
    return group;
  }

  /* Mark the step at which a run failed. */
  markFailure(step) {
    const place = step === null ? null : this.placeOf(step);
    setAttribute(this.failure, "display", place ? null : "none");
    if (!place) return;
    const x = place.x + (step - place.begin + 0.5) * place.pace - GAP / 2;
    setAttribute(this.failure, "d", `M${x - 4} ${this.top + 9}l8 8m0 -8l-8 8`);
  }

  placeOf(step) {
    return this.places.find(({ begin, end }) => step >= begin && step < end);
  }

  show(step, spoken) {
    for (const place of this.places) {
      const passed = Math.max(0, Math.min(place.end, step + 1) - place.begin);
      setAttribute(place.fill, "width", passed ? Math.max(0, passed * place.pace - GAP).toFixed(1) : 0);
    }
    const here = this.placeOf(step);
    if (!here) return;
    const x = here.x + (step - here.begin) * here.pace;
    const width = Math.max(10, here.pace + 2);
    setAttribute(this.head, "x", (x - 2 - (width - here.pace - 2) / 2).toFixed(1));
    setAttribute(this.head, "y", this.top - 4);
    setAttribute(this.head, "width", width.toFixed(1));
    for (const place of this.places) {
      if (place.width <= 92) continue;
      // The name steps aside where the playhead would cover it.
      const covered = place === here && x < place.x + 12 + place.textWidth;
      const free = place.x + place.width - x - width - 12 > place.textWidth;
      setAttribute(place.text, "display", covered && !free ? "none" : null);
      setAttribute(place.text, "x", covered ? x + width + 8 : place.x + 8);
    }
    setAttribute(this.hit, "aria-valuenow", step + 1);
    setAttribute(this.hit, "aria-valuetext", spoken);
  }

  stepAt(x) {
    if (!this.places.length) return 0;
    const place = this.places.find((one) => x < one.x + one.width) || this.places[this.places.length - 1];
    const within = Math.floor((x - place.x) / place.pace);
    return place.begin + Math.max(0, Math.min(place.end - place.begin - 1, within));
  }
}
