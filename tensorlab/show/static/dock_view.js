/* The dock: buttons to move through steps and runs, the loss curve, and the track of steps.
   Next: `loss_curve.js`, `step_track.js`, and `playback.js`, which adds the pace beside the buttons. */

import { button, drawn, element } from "./dom.js";
import { lastTaken } from "./failure_view.js";
import { icon } from "./icons.js";
import { frameText } from "./nesting_bar.js";
import { LossCurve } from "./loss_curve.js";
import { StepTrack } from "./step_track.js";

const CONTROLS = { previousRun: "run.previous", previousStep: "step.previous", play: "play", nextStep: "step.next", nextRun: "run.next" };
const CLICK = 4; // pixels: a press that moved less is a click
const TRACK_FOOT = 4;

export class DockView {
  constructor(tracer) {
    this.tracer = tracer;
    const { words } = tracer;
    this.buttons = {};
    this.controls = element("div", { class: "tl-controls", role: "group", "aria-label": words.say("dock.playback") });
    for (const [name, command] of Object.entries(CONTROLS)) {
      const made = button({ class: `tl-control${name === "play" ? " tl-play" : ""}` }, tracer.commands.labelWithKey(command), icon(name));
      made.addEventListener("click", (event) => tracer.commands.run(command, event));
      this.buttons[name] = made;
      this.controls.append(made);
    }
    this.transport = element("div", { class: "tl-transport" }, this.controls);
    this.several = tracer.bundle.runs.length > 1;
    this.curve = this.several ? new LossCurve(tracer) : null;
    this.track = new StepTrack(tracer);
    this.word = drawn("text", { class: "tl-track-word", "text-anchor": "end", "aria-hidden": "true" }, words.say("dock.step_word"));
    this.svg = drawn("svg", { class: "tl-scrubber" }, ...(this.curve ? [this.curve.root] : []), this.word, this.track.root);
    this.zoomer = element("div", { class: "tl-track-zoom", role: "group", "aria-label": words.say("dock.zoom"), hidden: true }, this.zoomButton("zoomOut", 1.5), this.zoomButton("zoomIn", 1 / 1.5));
    this.place = element("div", { class: "tl-scrubber-place" }, this.svg, this.zoomer);
    this.pane = element("section", { class: "tl-dock", "aria-label": words.say("dock.title") }, this.transport, this.place);
    if (this.curve) {
      this.scrub(this.curve.hit, (x) => tracer.go(this.curve.runAt(x), tracer.stepNumber));
      this.keys(this.curve.hit, (change) => tracer.goRun(change), () => Math.max(1, Math.round(tracer.bundle.runs.length / 20)));
    }
    this.scrubTrack();
    this.scrub(this.track.overviewHit, (x) => tracer.go(tracer.run, this.track.overviewStepAt(x)));
    this.keys(this.track.hit, (change) => tracer.goStep(change), () => Math.max(1, Math.round(this.track.wide / 2)));
  }

  zoomButton(name, factor) {
    const made = button({ class: "tl-tool" }, this.tracer.words.say(`dock.${name}`), icon(name));
    made.addEventListener("click", () => this.track.zoom(factor));
    return made;
  }

  /* --- the mouse, and fingers --------------------------------------------------------------------------- */

  /* Where the pointer is in the drawing, which a very large screen enlarges. */
  at(event) {
    const box = this.svg.getBoundingClientRect();
    return ((event.clientX - box.left) * this.place.clientWidth) / Math.max(1, box.width);
  }

  /* While the pointer moves faster than pictures can follow, only its last place counts. */
  trailing(action) {
    let wanted = null;
    let frame = 0;
    return (value) => {
      wanted = value;
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        action(wanted);
      });
    };
  }

  /* Press and drag. */
  scrub(hit, goTo) {
    const follow = this.trailing(goTo);
    hit.addEventListener("pointerdown", (event) => {
      if (event.button > 0) return;
      hit.setPointerCapture(event.pointerId);
      follow(this.at(event));
    });
    hit.addEventListener("pointermove", (event) => {
      if (hit.hasPointerCapture(event.pointerId)) follow(this.at(event));
    });
  }

  /* The track of a run that fits is pressed and dragged like the curve. In the lens a drag of the playhead goes step
     by step, any other drag moves the lens, two fingers and the wheel make it wider, and a click goes to a step. */
  scrubTrack() {
    const { tracer, track } = this;
    const { hit } = track;
    const goTo = (x) => tracer.go(tracer.run, track.stepAt(x));
    const follow = this.trailing((x) => tracer.go(tracer.run, track.draggedTo(x)));
    const fingers = new Map();
    let grip = null;
    hit.addEventListener("pointerdown", (event) => {
      if (event.button > 0) return;
      hit.setPointerCapture(event.pointerId);
      const x = this.at(event);
      fingers.set(event.pointerId, x);
      grip = { x, moved: 0, takes: !track.long || track.onHead(x) };
      track.held = track.long && grip.takes;
      if (!track.long) follow(x);
    });
    hit.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (before === undefined) return;
      const x = this.at(event);
      fingers.set(event.pointerId, x);
      const other = [...fingers].find(([id]) => id !== event.pointerId);
      grip.moved += Math.abs(x - before);
      if (other && track.long) track.zoom(Math.abs(before - other[1]) / Math.max(1, Math.abs(x - other[1])), (x + other[1]) / 2);
      else if (grip.takes) follow(Math.max(track.left, Math.min(track.right, x)));
      else if (grip.moved >= CLICK) track.pan(x - before);
    });
    const release = (event) => {
      if (!fingers.delete(event.pointerId) || fingers.size || !track.long) return;
      track.held = false;
      if (event.type === "pointerup" && !grip.takes && grip.moved < CLICK) goTo(this.at(event));
    };
    for (const end of ["pointerup", "pointercancel"]) hit.addEventListener(end, release);
    const wheel = (event) => {
      if (!track.long) return;
      event.preventDefault();
      const aside = Math.abs(event.deltaX) > Math.abs(event.deltaY);
      if (aside || event.shiftKey) track.pan(-(aside ? event.deltaX : event.deltaY));
      else track.zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) / 150), this.at(event));
    };
    for (const one of [hit, track.overviewHit]) one.addEventListener("wheel", wheel, { passive: false });
  }

  keys(hit, change, far) {
    hit.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      const moves = { ArrowDown: -1, ArrowUp: 1, ArrowLeft: -1, ArrowRight: 1, PageDown: -far(), PageUp: far() };
      const zooms = hit === this.track.hit && this.track.long ? { "+": 1 / 1.5, "=": 1 / 1.5, "-": 1.5 } : {};
      if (event.key in moves) change(moves[event.key]);
      else if (event.key in zooms) this.track.zoom(zooms[event.key]);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  /* --- showing ------------------------------------------------------------------------------------------ */

  resize() {
    const [width, height] = [this.place.clientWidth, this.place.clientHeight];
    const { timeline, run } = this.tracer.moment;
    this.word.setAttribute("display", "none");
    if (!width || !timeline) return;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const left = width < 420 ? 4 : 64;
    const right = width - 8;
    const trackHeight = StepTrack.heightFor(timeline, right - left);
    const trackTop = Math.max(4, height - TRACK_FOOT - trackHeight);
    this.curved = Boolean(this.curve) && height > 70;
    if (this.curve) this.curve.root.setAttribute("display", this.curved ? "inline" : "none");
    if (this.curved) {
      const fan = (height < 110 ? 28 : 34) - (trackHeight > 30 ? 8 : 0);
      this.curve.resize(left, right, trackTop - fan, trackTop);
      this.curve.show(run);
    }
    this.program = this.tracer.moment.program;
    this.track.resize(left, right, trackTop, timeline);
    this.track.show(this.tracer.stepNumber, "");
    const columned = left > 20 && timeline.steps.length > 0;
    this.zoomer.hidden = !columned || !this.track.long;
    this.zoomer.style.top = `${this.track.top + this.track.height / 2 - 13}px`;
    this.word.setAttribute("x", left - 10);
    this.word.setAttribute("y", this.track.long ? this.track.overviewTop + 8 : this.track.top + 17.5);
    this.word.setAttribute("display", columned ? "inline" : "none");
  }

  show(moment) {
    if (!moment.timeline) return;
    if (moment.program !== this.program) this.resize();
    if (!this.track.places) return;
    if (this.curved) this.curve.show(moment.run);
    this.track.markFailure(moment.failed, lastTaken({ ...moment, stepNumber: Infinity, step: null }));
    this.track.show(moment.stepNumber, `${moment.stepNumber + 1}, ${moment.step && moment.step.frame ? `${frameText(moment.step.frame, this.tracer.words)}, ` : ""}${moment.step ? this.tracer.words.plainText(moment.step.title, moment) : ""}`);
    const first = moment.run === 0;
    const last = moment.run === moment.bundle.runs.length - 1;
    this.buttons.previousRun.disabled = first;
    this.buttons.nextRun.disabled = last;
    this.buttons.previousStep.disabled = first && moment.stepNumber === 0;
    this.buttons.nextStep.disabled = last && moment.stepNumber >= moment.timeline.steps.length - 1;
  }

  showPlaying(playing) {
    const { play } = this.buttons;
    play.replaceChildren(icon(playing ? "pause" : "play"));
    const label = this.tracer.words.say(playing ? "dock.pause" : "dock.play");
    play.setAttribute("aria-label", label);
    play.title = label;
  }
}
