/* Where one is in a loop: its name, which iteration of how many, buttons and a slider to go to another one, and a way
   out. Before one is inside, what there is to enter. Read `nesting.js` first. */

import { button, drawn, element, setAttribute, setText } from "./dom.js";
import { grouped } from "./numbers.js";

export class NestingBar {
  constructor(nesting) {
    const { tracer } = nesting;
    const { words, commands } = tracer;
    this.nesting = nesting;
    this.tracer = tracer;
    this.picture = loopPicture("loop", "tl-nesting-picture");
    this.trail = element("span", { class: "tl-nesting-trail" });
    this.place = element("span", { class: "tl-nesting-place" });
    this.name = element("span", { class: "tl-nesting-name" }, this.trail, this.place);
    this.kept = element("span", { class: "tl-nesting-kept" });
    this.slider = element("input", { type: "range", class: "tl-nesting-slider", min: 0, step: 1, "aria-label": words.say("nesting.iteration") });
    this.slider.addEventListener("input", () => this.slide());
    this.turners = ["iteration.previous", "iteration.next"].map((id) => commands.button(id));
    const keyOf = (id) => commands.keysOf(id)[0].join(" + ");
    this.enter = button({ class: "tl-nesting-go" }, words.say("nesting.enter"), words.say("nesting.enter"), element("kbd", {}, keyOf("frame.enter")));
    this.enter.addEventListener("click", () => this.done(() => nesting.enterHere()));
    this.leave = button({ class: "tl-nesting-go" }, words.say("nesting.leave"), words.say("nesting.leave"), element("kbd", {}, keyOf("frame.leave")));
    this.leave.addEventListener("click", () => this.done(() => nesting.leave()));
    for (const made of [this.enter, this.leave]) made.removeAttribute("aria-label");
    this.root = element("div", { class: "tl-nesting", role: "group", "aria-label": words.say("nesting.title"), hidden: true }, this.picture, this.name, this.turners[0], this.slider, this.turners[1], this.kept, this.enter, this.leave);
  }

  /* A button that goes away with what it did gives the keys back. */
  done(action) {
    action();
    this.tracer.root.focus({ preventScroll: true });
  }

  slide() {
    const { kept } = this.nesting.now.inner.frame.group;
    const { begin } = this.nesting.now.inner;
    const [number] = kept[Number(this.slider.value)] || kept[0];
    this.nesting.turnTo(number, Math.max(0, this.tracer.stepNumber - begin));
  }

  show(moment) {
    const { nesting, tracer } = this;
    const home = tracer.app.dataset.size === "short" ? tracer.graph.pane : tracer.header.say;
    if (this.root.parentNode !== home) home.append(this.root);
    const inside = moment.step && nesting.run === moment.run && nesting.path.length ? nesting.now.inner : null;
    const found = inside ? null : nesting.enterable();
    this.root.hidden = !inside && !found;
    if (this.root.hidden) return;
    const { words } = tracer;
    const frame = inside ? inside.frame : { group: found.group, step: found.step, around: found.step.frame || null };
    const { group, step } = frame;
    const loop = step.nested.kind === "loop";
    setAttribute(this.picture, "data-kind", step.nested.kind);
    setText(this.trail, trailOf(frame, words));
    setText(this.place, inside ? frameText(frame, words) : loop ? words.say("nesting.iterations", { count: group.count }) : branchName(group.taken, words));
    const several = Boolean(inside) && group.kept.length > 1;
    for (const part of [...this.turners, this.slider]) part.hidden = !several;
    this.enter.hidden = Boolean(inside);
    this.leave.hidden = !inside;
    const missing = loop ? group.total - group.kept.length : 0;
    this.kept.hidden = !(missing > 0 && inside);
    if (!this.kept.hidden) setText(this.kept, words.say("nesting.kept", { kept: grouped(group.kept.length), count: missing }));
    if (!several) return;
    const place = group.kept.findIndex(([number]) => number === frame.number);
    setAttribute(this.slider, "max", group.kept.length - 1);
    this.slider.value = String(place);
    setAttribute(this.slider, "aria-valuetext", frameText(frame, words));
  }
}

/* "outer, iteration 2 › inner" */
function trailOf(frame, words) {
  const name = ({ step, around }) => (around ? step.nested.name.replace(`${around.step.nested.name}/`, "") : step.nested.name);
  let trail = name(frame);
  for (let at = frame.around; at; at = at.around) trail = words.say("nesting.then", { outer: `${name(at)} ${at.step.nested.kind === "loop" ? at.number : ""}`.trim(), inner: trail });
  return trail;
}

export function branchName(taken, words) {
  if (taken === "true") return words.say("nesting.branch_true");
  return taken === "false" ? words.say("nesting.branch_false") : words.say("nesting.branch_other", { branch: String(taken) });
}

/* "iteration 3 of 20"; backward, which iteration of the forward loop this goes through again. */
export function frameText({ group, step, number }, words) {
  if (step.nested.kind !== "loop") return branchName(group.taken, words);
  if (number > group.count) return words.say("nesting.last_look", { count: grouped(group.count) });
  if (step.nested.mirrors !== null && step.nested.mirrors !== undefined) return words.say("nesting.back_through", { number: grouped(group.count + 1 - number), count: grouped(group.count) });
  return words.say("nesting.iteration_of", { number: grouped(number), count: grouped(group.count) });
}

/* A loop is an arrow that comes back to where it began; a branch a way that forks. Both are there; a style sheet shows
   the one that is meant. */
export function loopPicture(kind, className) {
  return drawn(
    "svg", { viewBox: "0 0 20 20", class: className, "data-kind": kind, "aria-hidden": "true" },
    drawn("path", { class: "tl-loop-arrow", d: LOOP_ARROW }), drawn("path", { class: "tl-fork", d: FORK }),
  );
}

export const LOOP_ARROW = "M16 10a6 6 0 1 1-2-4.500M14.300 2.300v3.400h-3.400";
export const FORK = "M10 17v-5L5 7V3M10 12l5-5V3M3 5l2-2 2 2M13 5l2-2 2 2";
