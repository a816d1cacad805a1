/* The badge beside a gradient: whether a finite difference agrees. Some runs are checked in the bundle; with a
   kernel every run is, and the entry that is outlined. */

import { element } from "./dom.js";
import { icon } from "./icons.js";
import { grouped, plain } from "./numbers.js";

const SIGNS = { agrees: "check", kink: "corner", blocked: "blocked", differs: "close" };
const SETTLED = 150; // milliseconds on a step before the kernel is asked

export class Check {
  constructor(tracer) {
    this.tracer = tracer;
    this.badge = element("button", { type: "button", class: "tl-check", hidden: true });
    this.badge.addEventListener("click", () => tracer.notice(this.long));
    tracer.inspector.title.after(this.badge);
    this.answers = new Map();
    tracer.commands.add([
      { id: "check", group: "explain", keys: ["Shift+G"], icon: "check", run: () => tracer.notice(this.long), enabled: () => (this.badge.hidden ? "check.no_gradient" : true) },
    ]);
  }

  show(moment) {
    const { step, run, stepNumber, arrays, failed } = moment;
    clearTimeout(this.timer);
    const place = this.tracer.nesting.recorded(run, stepNumber);
    const whole = step && place !== null && step.phase === "backward" && step.kind !== "seed" && step.slot && arrays.has(run) && (failed === null || stepNumber < failed);
    this.badge.hidden = !whole;
    if (!whole) return;
    const known = this.answers.get(`${run},${place}`) || ((this.tracer.bundle.checks || {})[run] || {})[place];
    if (known) this.tell(known);
    else if (!this.tracer.hasKernel || run >= this.tracer.bundle.runs.length) this.tell({ verdict: "unchecked" });
    else {
      this.tell({ verdict: "asking" });
      this.timer = setTimeout(() => this.ask(run, place), SETTLED);
    }
  }

  async ask(run, step) {
    let found;
    try {
      found = await this.tracer.ask("check", { run, step, index: null });
    } catch {
      found = { verdict: "unchecked" };
    }
    this.answers.set(`${run},${step}`, found);
    if (this.tracer.run === run && this.tracer.nesting.recorded(run, this.tracer.stepNumber) === step) this.tell(found);
  }

  tell(found) {
    const { words } = this.tracer;
    const { verdict } = found;
    const holes = Object.fromEntries(["gradient", "slope", "left", "right"].map((name) => [name, plain(Number((found[name] ?? 0).toPrecision(4)))]));
    const index = found.index || [];
    holes.place = index.length ? words.say("check.entry", { index: index.join(", ") }) : words.say("check.the_value");
    const short = words.say(`check.${verdict}`, holes);
    this.badge.dataset.verdict = verdict;
    this.badge.replaceChildren(...(SIGNS[verdict] ? [icon(SIGNS[verdict])] : []), short);
    this.long = verdict === "unchecked" ? this.whyUnchecked() : found.why ? words.say(found.why) : words.say(verdict === "asking" ? "check.asking" : `check.${verdict}_long`, holes);
    this.badge.title = this.long;
  }

  /* A page holds the checks of few runs, and says of which. */
  whyUnchecked() {
    const { words, bundle, hasKernel } = this.tracer;
    if (hasKernel) return words.say("check.unchecked_here");
    const checked = Object.keys(bundle.checks || {}).map((run) => bundle.runs[run].number);
    if (!checked.length) return words.say("check.unchecked_all");
    return words.say("check.unchecked_long", { count: checked.length, runs: checked.map(grouped).join(words.say("words.comma")) });
  }

  destroy() {
    clearTimeout(this.timer);
  }
}
