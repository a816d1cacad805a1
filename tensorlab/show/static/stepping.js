/* Larger moves: to the next node, out of a scope, to the next write of a variable, to a jump of the loss, and to
   wherever a node is reached next. Within a run the timeline knows where they lead; here they go on into the next
   run. Next: `stops.js`, whose stops are moves too, and `playback.js`, which repeats a move. */

import { grouped } from "./numbers.js";
import { lossSpikes } from "./spikes.js";

export const UNITS = ["step", "node", "phase", "run"];

/* The run after another one; a branch (`branches.js`) that ends goes on as recorded. Null beyond the ends. */
export function runAfter(runs, run, change) {
  const next = run + change;
  if (runs[next]) return next;
  return runs[Math.floor(next)] ? Math.floor(next) : null;
}

export class Stepping {
  constructor(tracer) {
    this.tracer = tracer;
    tracer.stepping = this;
    this.variable = null; // the box of the variable whose writes were last gone to
    const pair = (id, key, run, more = {}) => [
      { id: `${id}.next`, group: "move", keys: [key], run: () => run(1), ...more },
      { id: `${id}.previous`, group: "move", keys: [key === "]" ? "[" : `Shift+${key.toUpperCase()}`], run: () => run(-1), ...more },
    ];
    tracer.commands.add([
      ...pair("node", "n", (change) => this.go("node", change)),
      ...pair("scope", "s", (change) => this.go("scope", change)),
      ...pair("write", "v", (change) => this.goWrite(change), { enabled: () => tracer.bundle.boxes.some((box) => box.style === "variable") || "stepping.no_variable" }),
      ...pair("spike", "j", (change) => this.goSpike(change), { enabled: () => this.spikes().length > 0 || "stepping.no_spike" }),
    ]);
  }

  /* Where a unit further is, as [run, step]; null beyond the last run. */
  placeAfter(unit, change, [run, step] = [this.tracer.run, this.tracer.stepNumber]) {
    const { runs } = this.tracer.bundle;
    if (!runs.length) return null;
    const timeline = this.tracer.timeline(runs[run].program);
    const inside = this.within(timeline, unit, change, step);
    if (inside !== null) return [run, inside];
    const next = runAfter(runs, run, change);
    if (next === null) return null;
    const other = this.tracer.timeline(runs[next].program);
    const last = Math.max(0, other.steps.length - 1);
    if (unit === "run") return [next, Math.min(step, last)];
    if (change > 0 || !other.steps.length) return [next, 0];
    return [next, unit === "step" ? last : unit === "phase" ? other.phases[other.phases.length - 1].begin : other.beginOf(last)];
  }

  within(timeline, unit, change, step) {
    if (!timeline.steps.length || unit === "run") return null;
    if (unit === "step") return step + change >= 0 && step + change < timeline.steps.length ? step + change : null;
    if (unit === "node") return timeline.nodeFrom(step, change);
    if (unit === "scope") return timeline.outFrom(step, change);
    const here = timeline.phaseOf(step);
    if (change < 0 && step > timeline.phases[here].begin) return timeline.phases[here].begin;
    return timeline.phases[here + change] ? timeline.phases[here + change].begin : null;
  }

  go(unit, change) {
    const place = this.placeAfter(unit, change);
    if (place) this.tracer.go(...place);
    else this.tracer.go(this.tracer.run, change > 0 ? Infinity : 0);
  }

  /* --- run to ------------------------------------------------------------------------------------------- */

  /* The next place, in order, of which `stepsIn(timeline, run)` (ascending step numbers) has one. */
  placeWhere(stepsIn, change) {
    const { run, stepNumber, bundle } = this.tracer;
    for (let at = run; at !== null && bundle.runs[at]; at = runAfter(bundle.runs, at, change)) {
      const record = bundle.runs[at];
      const failed = record.error ? record.error.step ?? Infinity : Infinity;
      const steps = stepsIn(this.tracer.timeline(record.program), at).filter((step) => step < failed && (at !== run || (step - stepNumber) * change > 0));
      if (steps.length) return [at, change > 0 ? steps[0] : steps[steps.length - 1]];
    }
    return null;
  }

  /* Run on until a box has its value, or its gradient. */
  runTo(box, wantsGradient = false, change = 1) {
    const place = this.placeWhere((timeline) => (wantsGradient ? timeline.slots : timeline.values)[box].map(({ step }) => step), change);
    const { words, bundle } = this.tracer;
    if (!place && this.tracer.nesting.goToBox(box, wantsGradient)) return undefined;
    if (!place) return this.tracer.notice(words.say("stepping.never_reached", { name: bundle.boxes[box].title }));
    return this.tracer.go(...place);
  }

  /* The variable meant: the one the cursor stands on, one that the current node reads, or the one of the last time. */
  chosenVariable() {
    const { bundle, moment } = this.tracer;
    const { step } = moment;
    const here = step ? step.box : null;
    const isVariable = (box) => bundle.boxes[box].style === "variable";
    if (here === null || here === undefined) return this.variable;
    if (isVariable(here)) return here;
    if (this.variable !== null) return this.variable;
    const read = bundle.edges.find((edge) => edge.to === here && isVariable(edge.from));
    return read ? read.from : null;
  }

  goWrite(change) {
    const { tracer } = this;
    const { words, bundle } = tracer;
    const box = this.chosenVariable();
    const boxes = box === null ? bundle.boxes.map((_, index) => index) : [box];
    const place = this.placeWhere((timeline) => boxes.flatMap((one) => timeline.writes[one]).sort((a, b) => a - b), change);
    if (!place) {
      tracer.notice(box === null ? words.say("stepping.no_write_at_all") : words.say(change > 0 ? "stepping.no_later_write" : "stepping.no_earlier_write", { name: bundle.boxes[box].title }));
      return;
    }
    tracer.go(...place);
    this.variable = tracer.moment.step.box;
    tracer.notice(words.say("stepping.write", { name: bundle.boxes[this.variable].title, number: grouped(bundle.runs[place[0]].number) }));
  }

  /* Indices of the runs at which the loss jumps up; looked for again when a running program adds to it. */
  spikes() {
    const [series] = this.tracer.bundle.series || [];
    if (!series) return [];
    if (!this.found || this.found.of !== series.values.length) {
      this.found = { of: series.values.length, runs: lossSpikes(series.values).map((index) => series.runs[index]) };
    }
    return this.found.runs;
  }

  goSpike(change) {
    const { tracer } = this;
    const { words, bundle } = tracer;
    const beyond = this.spikes().filter((run) => (run - tracer.run) * change > 0);
    if (!beyond.length) {
      tracer.notice(words.say(change > 0 ? "stepping.no_later_spike" : "stepping.no_earlier_spike"));
      return;
    }
    const run = change > 0 ? beyond[0] : beyond[beyond.length - 1];
    tracer.go(run, tracer.stepNumber);
    tracer.notice(words.say("stepping.spike", { number: grouped(bundle.runs[run].number), value: tracer.dock.curve.number(bundle.runs[run].loss) }));
  }
}
