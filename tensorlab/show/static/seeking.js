/* Seeking: the next place at which one of several conditions is true, run after run in one direction. Runs whose
   values are here are looked at here, in short pieces so that the page goes on answering; the others are asked of
   the kernel, or, where there is none, passed over and counted. Next: `conditions.js`. */

import { concernsStep, metBy } from "./conditions.js";
import { runAfter } from "./stepping.js";

const PIECE = 12; // milliseconds

export class Seeker {
  constructor(tracer) {
    this.tracer = tracer;
    this.namesIn = new Map(); // per frame: tensor -> entry
  }

  /* Whether one of the conditions is true at a step; { which, value } or null. Needs the values of the run, unless
     all that is asked is whether a node is reached. */
  at(conditions, run, number) {
    const { arrays, bundle } = this.tracer;
    const record = bundle.runs[run];
    const step = this.tracer.timeline(record.program).steps[number];
    const own = ["feed", "read", "write"].includes(step.kind) || (step.box !== null && bundle.boxes[step.box].node === step.node);
    for (let which = 0; which < conditions.length; which++) {
      const condition = conditions[which];
      if (!concernsStep(condition, step, own)) continue;
      if (condition.measure === "reached") return { which, value: null };
      const array = arrays.get(run, step.output.entry);
      if (!array) continue;
      const before = condition.compare === "changes" ? this.shapeBefore(run, step.output.entry) : null;
      const value = metBy(condition, array, before);
      if (value !== null) return { which, value };
    }
    return null;
  }

  /* The first hit in a run beyond a step. */
  inRun(conditions, run, from, forward) {
    const { runs } = this.tracer.bundle;
    const record = runs[run];
    const { steps } = this.tracer.timeline(record.program);
    const end = record.error ? Math.min(steps.length, record.error.step ?? steps.length) : steps.length;
    const change = forward ? 1 : -1;
    const inside = (way, step) => this.insideOf(conditions, run, step, forward, way);
    // What is inside a step comes after it.
    const begun = from >= 0 && from < steps.length ? (forward && inside("lookInto", from)) || inside("lookOn", from) : null;
    if (begun) return begun;
    for (let step = forward ? from + 1 : Math.min(from, end) - 1; step >= 0 && step < end; step += change) {
      const before = !forward && inside("lookInto", step);
      if (before) return before;
      const hit = this.at(conditions, run, step);
      if (hit) return { run, step, ...hit };
      const after = (forward && inside("lookInto", step)) || inside("lookOn", step);
      if (after) return after;
    }
    return null;
  }

  /* The first hit in the iterations of a loop, or in a branch, that is not open; `outside` is the step of the loop. */
  insideOf(conditions, run, step, forward, way) {
    const { nesting, bundle } = this.tracer;
    if (!nesting.any()) return null;
    const meant = conditions.map((condition) => condition.of === "all" || condition.box === null || condition.box === undefined || nesting.holders.has(condition.box));
    if (!meant.some(Boolean)) return null;
    const hit = nesting[way](run, step, forward, (array, told) => {
      const own = ["argument", "read", "write"].includes(told.kind) || (told.box !== null && bundle.boxes[told.box].node === told.node);
      for (let which = 0; which < conditions.length; which++) {
        const condition = conditions[which];
        if (!meant[which] || !concernsStep(condition, told, own)) continue;
        if (condition.measure === "reached") return { which, value: null };
        const value = array && metBy(condition, array, null);
        if (value !== null) return { which, value };
      }
      return null;
    });
    return hit && { run, outside: step, ...hit };
  }

  /* The first hit after a place and up to another one in the same run or the next, of runs that are here. */
  between(conditions, [run, step], [lastRun, lastStep]) {
    const hit = this.inRun(conditions, run, step, true);
    if (run === lastRun) return hit && (hit.outside ?? hit.step) <= lastStep ? hit : null;
    if (hit) return hit;
    const next = this.inRun(conditions, lastRun, -1, true);
    return next && (next.outside ?? next.step) <= lastStep ? next : null;
  }

  /* Look on from a place, which is not looked at itself. `going()` returns false when nobody wants to know any more;
     `progress(run)` hears where the search is. Resolves to { hit, skipped } or to null when it was given up. */
  async seek(conditions, run, step, forward, going, progress) {
    const { arrays, bundle, hasKernel } = this.tracer;
    const reached = conditions.map((condition) => (condition.measure === "reached" ? condition : { ...condition, of: "node", box: -1 }));
    const needsValues = conditions.some((condition) => condition.measure !== "reached");
    const change = forward ? 1 : -1;
    let skipped = 0;
    let begun = performance.now();
    let at = run;
    let from = step;
    while (at !== null && bundle.runs[at]) {
      if (needsValues && !arrays.has(at) && hasKernel) {
        const reply = await this.tracer.ask("scan", { conditions, run: at, step: from, forward });
        if (!going()) return null;
        skipped += reply.lost;
        if (reply.hit) return { hit: reply.hit, skipped };
        at = reply.next;
      } else {
        const here = !needsValues || arrays.has(at);
        if (!here) skipped += 1;
        const hit = this.inRun(here ? conditions : reached, at, from, forward);
        if (hit) return { hit, skipped };
        at = runAfter(bundle.runs, at, change);
      }
      from = forward ? -1 : Infinity;
      if (performance.now() - begun > PIECE || hasKernel) {
        if (at !== null) progress(at);
        await new Promise((next) => setTimeout(next));
        if (!going()) return null;
        begun = performance.now();
      }
    }
    return { hit: null, skipped };
  }

  /* The shape of a tensor in the last earlier run of which we know how its values lie. */
  shapeBefore(run, entry) {
    const { arrays, bundle } = this.tracer;
    const { tensor } = arrays.frame(run).entries[entry];
    for (let earlier = Math.floor(run) - 1; earlier >= 0; earlier--) {
      const { frame } = bundle.runs[earlier];
      if (frame === null || frame === undefined) continue;
      if (!this.namesIn.has(frame)) this.namesIn.set(frame, new Map(bundle.frames[frame].entries.filter((one) => one.encoding !== "none").map((one) => [one.tensor, one.shape])));
      const shape = this.namesIn.get(frame).get(tensor);
      if (shape) return shape;
    }
    return null;
  }
}
