/* What can be known about a program before it is stepped: which box has its value from which step on, which
   gradient slot is filled when, which step belongs to a click. Computed once per program, so that a step only
   compares numbers. */

export const PHASES = ["feed", "forward", "backward", "update"];
export const PHASE_NAMES = { feed: "Feed", forward: "Forward", backward: "Backward", update: "Update" };

export class Timeline {
  constructor(bundle, program) {
    const { boxes, edges } = bundle;
    this.steps = bundle.programs[program].steps;
    this.values = boxes.map(() => []); // per box: [{ step, entry }], in order
    this.slots = boxes.map(() => []);
    this.writes = boxes.map(() => []); // per box: steps that write the variable
    this.forward = boxes.map(() => []); // per box: steps at which its value part is looked at
    this.backward = boxes.map(() => []);
    this.reached = edges.map(() => Infinity); // per edge: the step that carries its value
    this.returned = edges.map(() => Infinity); // per edge: the step that carries its gradient
    this.overridden = boxes.map(() => false);
    this.phases = [];
    this.steps.forEach((step, number) => this.note(step, number, boxes));
  }

  note(step, number, boxes) {
    const last = this.phases[this.phases.length - 1];
    if (last && last.phase === step.phase) last.end = number + 1;
    else this.phases.push({ phase: step.phase, begin: number, end: number + 1 });
    const back = step.phase === "backward";
    for (const edge of step.edges || []) {
      const when = back ? this.returned : this.reached;
      when[edge] = Math.min(when[edge], number);
    }
    if (step.box === null || step.box === undefined) return;
    const entry = step.output ? step.output.entry : null;
    if (back) {
      this.backward[step.box].push(number);
      if (step.slot) this.slots[step.box].push({ step: number, entry });
      return;
    }
    this.forward[step.box].push(number);
    const main = step.kind === "write" || step.node === boxes[step.box].node || step.kind === "feed" || step.kind === "read";
    if (main) this.values[step.box].push({ step: number, entry });
    if (step.kind === "write") this.writes[step.box].push(number);
    if (step.kind === "feed" && boxes[step.box].style !== "feed") this.overridden[step.box] = true;
  }

  /* Whether the program touches a box at all. */
  touches(box) {
    return this.forward[box].length > 0 || this.backward[box].length > 0;
  }

  /* The entry that a box, or its slot, shows after a step: undefined before its turn. */
  valueAfter(box, step) {
    return entryAfter(this.values[box], step);
  }

  slotAfter(box, step) {
    return entryAfter(this.slots[box], step);
  }

  writesUntil(box, step) {
    return this.writes[box].filter((write) => write <= step);
  }

  phaseOf(step) {
    return this.phases.findIndex(({ begin, end }) => step >= begin && step < end);
  }

  /* The step to go to when a box, or its slot, is asked for. */
  stepOf(box, wantsGradient) {
    const [first, second] = wantsGradient ? [this.backward, this.forward] : [this.forward, this.backward];
    if (first[box].length) {
      const slot = this.slots[box][0];
      return wantsGradient && slot ? slot.step : first[box][0];
    }
    return second[box].length ? second[box][0] : null;
  }
}

function entryAfter(list, step) {
  let found;
  for (const item of list) {
    if (item.step > step) break;
    found = item.entry;
  }
  return found;
}
