/* Two runs, step by step: which step of the one is which of the other, and by how much their values differ. Within
   one record a step is found again by its node; in another record by the node that stands for it (the bundle's
   `compared.stands_for`). Next: `side_by_side.js`, which shows the result. */

/* One of two runs. `standsFor` is null for the record that is drawn. */
export class Side {
  constructor({ bundle, arrays, run, steps, standsFor = null }) {
    Object.assign(this, { bundle, arrays, run, steps, standsFor });
    this.record = bundle.runs[run];
  }

  box(number) {
    return this.standsFor && number !== null && number !== undefined ? this.standsFor.boxes[number] : number;
  }

  node(number) {
    return this.standsFor && number !== null && number !== undefined ? this.standsFor.nodes[number] : number;
  }

  has() {
    return this.arrays.has(this.run);
  }

  value(step) {
    return step && step.output ? this.arrays.get(this.run, step.output.entry) : null;
  }

  /* How many of the steps were done before the run failed. */
  reached() {
    const { error } = this.record;
    return error ? error.step ?? 0 : this.steps.length;
  }
}

/* What a step is known by in both runs. */
function stepKeys(side) {
  const seen = new Map();
  return side.steps.map((step, place) => {
    const [box, node] = [side.box(step.box), side.node(step.node)];
    const known = (value) => value !== null && value !== undefined;
    let key = `alone ${place}`;
    if (step.copy) key = `copy ${step.copy.tensor} ${step.copy.to}`;
    else if (step.phase === "backward") key = known(box) ? `back ${step.kind} ${box} ${side.box(step.from_box)}` : `back ${step.kind} node ${node}`;
    else if (step.kind === "write") key = known(box) ? `write box ${box}` : `write node ${node}`;
    else if (known(node) || known(box)) key = known(node) ? `value ${node}` : `value box ${box}`;
    const count = (seen.get(key) || 0) + 1;
    seen.set(key, count);
    return `${key} #${count}`;
  });
}

/* { partners: step of the first -> step of the second, alone: the steps that only the second has }. */
export function pairedSteps(first, second) {
  const places = new Map(stepKeys(second).map((key, place) => [key, place]));
  const partners = stepKeys(first).map((key) => {
    const place = places.get(key);
    places.delete(key);
    return place === undefined ? null : place;
  });
  return { partners, alone: [...places.values()] };
}

const sameNumber = (one, other) => one === other || (Number.isNaN(one) && Number.isNaN(other));

/* Two arrays: { kind, largest, relative, partly }. Kinds: "equal", "values", "dtype", "shape". */
export function arrayDifference(first, second) {
  const partly = !first.isWhole || !second.isWhole;
  if (first.shape.length !== second.shape.length || first.shape.some((size, axis) => size !== second.shape[axis])) return { kind: "shape", largest: Infinity, relative: Infinity, partly: false };
  const count = Math.min(first.data.length, second.data.length);
  const texts = typeof first.data[0] === "string" || typeof second.data[0] === "string";
  let [largest, scale, differs] = [0, 0, false];
  for (let index = 0; index < count; index++) {
    const [one, other] = [first.data[index], second.data[index]];
    if (texts) differs ||= one !== other;
    else {
      const size = Math.max(Math.abs(one), Math.abs(other));
      if (Number.isFinite(size) && size > scale) scale = size;
      if (sameNumber(one, other)) continue;
      const distance = Math.abs(one - other);
      largest = Math.max(largest, Number.isNaN(distance) ? Infinity : distance);
    }
  }
  // Integers of 64 bits that are alike as ordinary numbers may still differ in their last digits.
  if (first.exact && second.exact) differs ||= first.exact.some((one, index) => one !== second.exact[index]);
  if (texts && differs) [largest, scale] = [Infinity, 1];
  if (!largest && !differs) return { kind: first.dtype === second.dtype ? "equal" : "dtype", largest: 0, relative: 0, partly };
  return { kind: first.dtype === second.dtype ? "values" : "dtype", largest, relative: scale ? largest / scale : 0, partly };
}

/* Everything that two runs computed: { items, partners, equal, total }; an item is { place, partner, box, back,
   kind, largest, relative, partly }, in the order of the first run. */
export function comparedRuns(first, second) {
  const { partners, alone } = pairedSteps(first, second);
  const items = [];
  const [reached, reachedToo] = [first.reached(), second.reached()];
  first.steps.forEach((step, place) => {
    const one = place < reached ? first.value(step) : null;
    const partner = partners[place];
    const other = partner !== null && partner < reachedToo ? second.value(second.steps[partner]) : null;
    if (!one && !other) return;
    const found = one && other ? arrayDifference(one, other) : { kind: one ? "only_first" : "only_second", largest: Infinity, relative: Infinity, partly: false };
    items.push({ place, partner, box: step.box, back: step.phase === "backward", ...found });
  });
  for (const partner of alone) {
    const step = second.steps[partner];
    if (partner >= reachedToo || !second.value(step)) continue;
    const box = second.box(step.box);
    items.push({ place: null, partner, box: box === undefined ? null : box, back: step.phase === "backward", kind: "only_second", largest: Infinity, relative: Infinity, partly: false });
  }
  return { items, partners, equal: items.filter((item) => item.kind === "equal").length, total: items.length };
}

/* How strong a difference is, for its colour: 0 (none) to 4. */
export function differenceLevel({ kind, relative }) {
  if (kind === "equal") return 0;
  if (!Number.isFinite(relative)) return 4;
  return relative < 1e-5 ? 1 : relative < 1e-2 ? 2 : relative < 0.25 ? 3 : 4;
}
