/* The dock: buttons to move through steps and runs, the loss curve, and the track of steps. */

import { button, drawn, element } from "./dom.js";
import { icon } from "./icons.js";
import { LossCurve } from "./loss_curve.js";
import { StepTrack } from "./step_track.js";

export class DockView {
  constructor(tracer) {
    this.tracer = tracer;
    this.buttons = {};
    const control = (name, label, action, extra = "") => {
      const made = button({ class: `tl-control ${extra}` }, label, icon(name));
      made.addEventListener("click", action);
      this.buttons[name] = made;
      return made;
    };
    this.controls = element(
      "div", { class: "tl-controls", role: "group", "aria-label": "Playback" },
      control("previousRun", "Previous run (Shift + Left)", () => tracer.goRun(-1)),
      control("previousStep", "Previous step (Left)", () => tracer.goStep(-1)),
      control("play", "Play (Space)", () => tracer.togglePlay(), "tl-play"),
      control("nextStep", "Next step (Right)", () => tracer.goStep(1)),
      control("nextRun", "Next run (Shift + Right)", () => tracer.goRun(1)),
    );
    this.several = tracer.bundle.runs.length > 1;
    this.curve = this.several ? new LossCurve(tracer) : null;
    this.track = new StepTrack(tracer);
    this.word = drawn("text", { class: "tl-track-word", "text-anchor": "end", "aria-hidden": "true" }, "step");
    this.svg = drawn("svg", { class: "tl-scrubber" }, ...(this.curve ? [this.curve.root] : []), this.word, this.track.root);
    this.place = element("div", { class: "tl-scrubber-place" }, this.svg);
    this.pane = element("section", { class: "tl-dock", "aria-label": "Runs and steps" }, this.controls, this.place);
    if (this.curve) this.scrub(this.curve.hit, (x) => tracer.go(this.curve.runAt(x), tracer.stepNumber), (change) => tracer.goRun(change), tracer.bundle.runs.length);
    this.scrub(this.track.hit, (x) => tracer.go(tracer.run, this.track.stepAt(x)), (change) => tracer.goStep(change), 0);
  }

  /* Press and drag; while the pointer moves faster than pictures can follow, only the last place counts. */
  scrub(hit, goTo, change, count) {
    let wanted = null;
    let frame = 0;
    const follow = (event) => {
      wanted = event.clientX - this.svg.getBoundingClientRect().left;
      if (!frame) {
        frame = requestAnimationFrame(() => {
          frame = 0;
          goTo(wanted);
        });
      }
    };
    hit.addEventListener("pointerdown", (event) => {
      if (event.button > 0) return;
      hit.setPointerCapture(event.pointerId);
      follow(event);
    });
    hit.addEventListener("pointermove", (event) => {
      if (hit.hasPointerCapture(event.pointerId)) follow(event);
    });
    hit.addEventListener("keydown", (event) => {
      const far = Math.max(1, Math.round(count / 20));
      const moves = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -far, PageUp: far };
      const move = moves[event.key];
      if (move === undefined || !count || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      change(move);
    });
  }

  resize() {
    const [width, height] = [this.place.clientWidth, this.place.clientHeight];
    const { timeline, run } = this.tracer.moment;
    this.word.setAttribute("display", "none");
    if (!width || !timeline) return;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const left = width < 420 ? 4 : 64;
    const right = width - 8;
    const trackTop = height - 30;
    this.curved = Boolean(this.curve) && height > 70;
    if (this.curve) this.curve.root.setAttribute("display", this.curved ? "inline" : "none");
    if (this.curved) {
      this.curve.resize(left, right, trackTop - 34 + (height < 110 ? 6 : 0), trackTop);
      this.curve.show(run);
    }
    this.word.setAttribute("x", left - 10);
    this.word.setAttribute("y", trackTop + 17.5);
    this.word.setAttribute("display", left > 20 && timeline.steps.length ? "inline" : "none");
    this.program = this.tracer.moment.program;
    this.track.resize(left, right, trackTop, timeline);
    this.track.show(this.tracer.stepNumber, "");
  }

  show(moment) {
    if (!moment.timeline) return;
    if (moment.program !== this.program) this.resize();
    if (!this.track.places) return;
    if (this.curved) this.curve.show(moment.run);
    this.track.show(moment.stepNumber, `${moment.stepNumber + 1}, ${moment.step ? this.tracer.words.plainText(moment.step.title, moment) : ""}`);
    this.track.markFailure(moment.failed);
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
    const label = playing ? "Pause (Space)" : "Play (Space)";
    play.setAttribute("aria-label", label);
    play.title = label;
  }
}
