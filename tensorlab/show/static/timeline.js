/* What can be known about a program before it is stepped: which box has its value from which step on, which
   gradient slot is filled when, which step belongs to a click, and where a larger move leads. Computed once per
   program, so that a step only compares numbers. */

export const PHASES = ["feed", "forward", "backward", "update"];

export class Timeline {
  constructor(bundle, program) {
    const { boxes, edges } = bundle;
    this.bundle = bundle;
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
      if (step.slot) this.slots[step.box].push({ step: number, entry, whole: true });
      else if (step.partial && step.partial.length) this.slots[step.box].push({ step: number, entry: step.partial, whole: false });
      return;
    }
    this.forward[step.box].push(number);
    const main = step.kind === "write" || step.node === boxes[step.box].node || step.kind === "feed" || step.kind === "read";
    if (main) this.values[step.box].push({ step: number, entry });
    // What an open loop writes inside, it has written behind its last iteration: that is one version.
    if (step.kind === "write" && !step.frame_depth) this.writes[step.box].push(number);
    if (step.kind === "feed" && boxes[step.box].style !== "feed") this.overridden[step.box] = true;
  }

  /* Whether the program touches a box at all. */
  touches(box) {
    return this.forward[box].length > 0 || this.backward[box].length > 0;
  }

  /* The entry that a box, or its slot, shows after a step: undefined before its turn. While contributions still
     arrive, the slot shows several entries, added up. */
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

  /* The step that a click on a box, or on its gradient slot, goes to: where it gets its value, or its sum. */
  stepOf(box, wantsGradient) {
    const [first, second] = wantsGradient ? [this.backward, this.forward] : [this.forward, this.backward];
    if (first[box].length) {
      const slot = this.slots[box].find(({ whole }) => whole);
      return wantsGradient && slot ? slot.step : first[box][0];
    }
    return second[box].length ? second[box][0] : null;
  }

  /* --- larger moves ------------------------------------------------------------------------------------- */

  /* How deep a step lies in nested frames: the steps of a loop's iteration follow the loop's own, one deeper. */
  depthOf(step) {
    return this.steps[step].frame_depth || 0;
  }

  /* What a step is about: the box on which the ring stands. Steps without one are about their node. */
  subjectOf(step) {
    const { box, node } = this.steps[step];
    return box === null || box === undefined ? `node ${node}` : box;
  }

  /* The name scope of what a step is about; a gradient counts for the node that it is the gradient of. */
  scopeOf(step) {
    const { boxes, nodes } = this.bundle;
    const { box, node } = this.steps[step];
    const found = box === null || box === undefined ? node : boxes[box].node;
    return found === null || found === undefined ? "" : nodes[found].scope || "";
  }

  /* The first step of the next (or previous) node: over what is nested deeper. Null beyond the ends of the run. */
  nodeFrom(step, change) {
    return this.stretch(step, change, (other) => this.subjectOf(other) === this.subjectOf(step) || this.depthOf(other) > this.depthOf(step));
  }

  /* Out of the nested frame of a step; where there is none, out of its name scope. */
  outFrom(step, change) {
    const depth = this.depthOf(step);
    if (depth > 0) return this.stretch(step, change, (other) => this.depthOf(other) >= depth);
    const scope = this.scopeOf(step);
    return this.stretch(step, change, (other) => this.depthOf(other) > 0 || within(this.scopeOf(other), scope));
  }

  /* Past all steps that belong together: forwards to the first that does not. Backwards to the first that does; from
     there, to the first step of what comes before. */
  stretch(step, change, together) {
    let at = step + change;
    while (at >= 0 && at < this.steps.length && together(at)) at += change;
    if (change > 0) return at < this.steps.length ? at : null;
    let first = at + 1;
    while (this.depthOf(first) !== this.depthOf(step)) first += 1;
    if (first < step) return first;
    return at < 0 ? null : this.beginOf(at);
  }

  /* The first step of the stretch of steps about the same thing that ends with this one. */
  beginOf(step) {
    let at = step;
    while (at > 0 && this.subjectOf(at - 1) === this.subjectOf(step) && this.depthOf(at - 1) === this.depthOf(step)) at -= 1;
    return at;
  }
}

function within(scope, outer) {
  return scope === outer || (outer !== "" && scope.startsWith(`${outer}/`));
}

function entryAfter(list, step) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].step <= step) low = middle + 1;
    else high = middle;
  }
  return low ? list[low - 1].entry : undefined;
}
