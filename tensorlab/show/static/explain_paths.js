/* Where a gradient comes from: the contributions that the backward steps tell of, followed from a box back to the
   loss. `tensorlab/record/explain_gradient.py` does the same in Python. Next: `explain.js`. */

import { answerOf, said } from "./explain_reasons.js";

const MOST_PATHS = 8; // more are counted, not listed

export class GradientSteps {
  constructor(program) {
    this.steps = program.steps;
    this.arriving = new Map(); // per box: its contributions [{ from, step }]
    this.starts = new Map(); // per box where a backward pass begins: the step
    this.steps.forEach((step, number) => {
      if (step.phase !== "backward" || step.box === null || step.box === undefined) return;
      if (step.kind === "seed") this.starts.set(step.box, number);
      if (step.kind !== "contribution" || step.from_box === null || step.from_box === undefined) return;
      if (!this.arriving.has(step.box)) this.arriving.set(step.box, []);
      this.arriving.get(step.box).push({ from: step.from_box, step: number });
    });
    this.counts = new Map();
    this.listed = new Map();
  }

  has(box) {
    return this.arriving.has(box) || this.starts.has(box);
  }

  /* How many paths lead from the loss to a box. A BigInt: they double at every fork. */
  count(box) {
    const stack = [box];
    while (stack.length) {
      const here = stack[stack.length - 1];
      const ahead = (this.arriving.get(here) || []).map(({ from }) => from);
      const missing = ahead.filter((other) => !this.counts.has(other) && !stack.includes(other));
      if (!this.counts.has(here) && missing.length) stack.push(...missing);
      else {
        if (!this.counts.has(here)) this.counts.set(here, ahead.reduce((sum, other) => sum + (this.counts.get(other) || 0n), this.starts.has(here) ? 1n : 0n));
        stack.pop();
      }
    }
    return this.counts.get(box);
  }

  /* The first paths, each from the loss to the box: { boxes: [box], steps: [step] }, one step for every arrival. */
  list(box) {
    if (!this.listed.has(box)) this.listed.set(box, this.follow(box));
    return this.listed.get(box);
  }

  follow(box) {
    const found = [];
    const stack = [{ box, step: null, onward: null }];
    while (stack.length && found.length < MOST_PATHS) {
      const here = stack.pop();
      if (this.starts.has(here.box) && (here.onward || !this.arriving.has(here.box))) found.push(unrolled(here));
      for (const { from, step } of [...(this.arriving.get(here.box) || [])].reverse()) stack.push({ box: from, step, onward: here });
    }
    return found;
  }

  /* Where the gradient of a box is zero everywhere: the box that made zeros of what was none; else null. */
  zeroSince(box, moment) {
    const zero = (entry) => {
      const array = moment.arrays.get(moment.run, entry);
      if (!array || !array.numeric || !array.storedSize) return false;
      for (let index = 0; index < array.storedSize; index++) if (array.data[index] !== 0) return false;
      return true;
    };
    let here = box;
    const seen = new Set();
    while (!seen.has(here)) {
      seen.add(here);
      const contributions = this.arriving.get(here) || [];
      if (!contributions.length || !contributions.every(({ step }) => zero(this.steps[step].output.entry))) return null;
      const [{ from }] = contributions;
      const slot = moment.timeline.slots[from][0];
      if (!slot || !zero(slot.entry)) return from;
      here = from;
    }
    return null;
  }
}

function unrolled(first) {
  const [boxes, steps] = [[], []];
  for (let here = first; here; here = here.onward) {
    boxes.push(here.box);
    if (here.step !== null) steps.push(here.step);
  }
  return { boxes, steps };
}

/* { kind, texts, path, paths, count, contributions } for a box in a moment; null where no run computes gradients and
   nothing can be said. */
export function gradientAnswer(reasons, gradients, box, moment) {
  const { bundle } = reasons;
  const title = (number) => bundle.boxes[number].label || bundle.boxes[number].title;
  const name = ["b", title(box)];
  if (!gradients.starts.size) return { ...answerOf("none_run", [said("gradient.none_run", {})], []), missing: true };
  const [first] = gradients.starts.keys();
  const loss = ["b", title(first)];
  const { inside } = bundle.nodes[bundle.boxes[box].node];
  if (!gradients.has(box) && inside !== undefined && inside !== null) return { ...answerOf("inside", [said("gradient.inside", { name, frame: ["b", reasons.name(inside)] })], [bundle.boxes[box].node]), missing: true };
  if (!gradients.has(box)) {
    const known = reasons.program.no_gradient && reasons.program.no_gradient[box];
    const [kind, node, reason] = known || ["not_run", null, ""];
    const at = node === null || node === undefined ? "" : ["b", reasons.name(node)];
    const path = node === null || node === undefined ? [] : [bundle.boxes[box].node, node];
    return { ...answerOf(kind, [said(`gradient.${kind}`, { name, loss, at, reason })], path), missing: true };
  }
  if (!gradients.arriving.has(box)) return { ...answerOf("start", [said("gradient.start", { name })], [bundle.boxes[box].node]), paths: [], contributions: [] };
  const count = gradients.count(box);
  const paths = gradients.list(box);
  const texts = [said("gradient.paths", { name, loss, count: count === 1n ? 1 : String(count) })];
  const zero = gradients.zeroSince(box, moment);
  if (zero !== null) texts.push(said("gradient.zero", { via: ["b", title(zero)] }));
  return { ...answerOf("gradient", texts, []), paths, count, contributions: gradients.arriving.get(box) };
}
