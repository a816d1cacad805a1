/* The steps of a run with some of its frames open: those of a loop's iteration, or of the branch taken, stand behind
   the step of the loop itself, one frame deeper, and refer to values of their own.

   A record lists the frames inside its run: `visits`: [{ step, count, taken, kept: [[number, [part, ...]], ...] }],
   where a part, [program, frame, offset, visits, texts], tells which steps were made, how their values lie, where in the
   bytes of the run, the frames inside that, and { json, summaries } of its entries. What opens them: `nesting.js`. */

/* Where one is: [step, number, step, number, ...], the step of each frame around among the steps of the one that it
   is in, and the number of the iteration. */
export function keyOfPath(path) {
  return path.join(".");
}

/* { steps, entries, times, outer, groups, inner, frames }: `outer` the new numbers of the run's own steps; `groups` says,
   per step, which frames can be entered there: { group, step, path of the frame that they are in }; `frames` where the
   steps of the open frames begin and end, and `inner` those of the innermost. */
export function composed(bundle, program, frame, visits, path) {
  const made = { steps: [], entries: [...frame.entries], times: [], groups: new Map(), inner: null, frames: [], outer: [] };
  const level = [[program, frame, 0, visits || []]];
  const there = forwardOf(bundle, level, path);
  addLevel(made, bundle, level, there ? [path, there] : [path], { depth: 0, path: [], wanted: keyOfPath(path) });
  return made;
}

/* On the way back through a loop, its forward iteration is open, too: its values stand above the gradients. Returns
   where that is; null elsewhere. */
function forwardOf(bundle, level, path) {
  if (path.length < 2) return null;
  const back = groupAt(bundle, level, (place) => place === path[0]);
  const { mirrors, kind } = back ? back.step.nested : { mirrors: null };
  if (mirrors === null || mirrors === undefined) return null;
  const forth = groupAt(bundle, level, (_, step) => step.box === mirrors && step.phase !== "backward" && step.nested);
  const number = kind === "loop" ? back.group.count + 1 - path[1] : path[1];
  const round = forth && forth.group.kept.find(([one]) => one === number);
  if (!round) return null;
  const own = [forth.place, number];
  if (path.length < 4) return own;
  // A loop inside the loop: its way back is inside the one of the outer loop, its way forth inside the other's.
  const inner = back.group.kept.find(([one]) => one === path[1]);
  const deeper = groupAt(bundle, framesOf(bundle, inner[1]), (place) => place === path[2]);
  const twin = deeper && groupAt(bundle, framesOf(bundle, round[1]), (_, step) => step.nested && step.box === deeper.step.nested.mirrors);
  if (!twin) return own;
  const which = deeper.step.nested.kind === "loop" ? deeper.group.count + 1 - path[3] : path[3];
  return twin.group.kept.some(([one]) => one === which) ? [...own, twin.place, which] : own;
}

/* The first step of a level with frames inside that is meant: { place, step, group }. */
function groupAt(bundle, level, meant) {
  let place = 0;
  for (const [program, , , visits] of level) {
    const { steps } = bundle.programs[program];
    for (const [number, step] of steps.entries()) {
      const group = meant(place + number, step) && (visits || []).find((one) => one.step === number);
      if (group) return { place: place + number, step, group };
    }
    place += steps.length;
  }
  return null;
}

function framesOf(bundle, parts) {
  return parts.map(([program, frame, ...rest]) => [program, bundle.frames[frame], ...rest]);
}

function addLevel(made, bundle, parts, paths, around) {
  let place = 0; // the step's number in this frame: its parts count as one
  const begin = made.steps.length;
  for (const [program, frame, offset, visits, texts] of parts) {
    const base = around.depth ? made.entries.length : 0;
    if (around.depth) frame.entries.forEach((entry, number) => made.entries.push({ ...entry, offset: entry.offset + offset, json: texts && texts.json[number], summary: texts && texts.summaries[number] }));
    const byStep = new Map((visits || []).map((group) => [group.step, group]));
    bundle.programs[program].steps.forEach((step, number) => {
      const here = place;
      place += 1;
      made.times.push(offset + frame.times + 4 * number);
      const told = around.depth ? { ...moved(step, base), phase: around.phase, frame_depth: around.depth, frame: around.told } : step;
      made.steps.push(told);
      if (!around.depth) made.outer.push(made.steps.length - 1);
      const group = byStep.get(number);
      if (!group) return;
      made.groups.set(made.steps.length - 1, { group, step: told, path: [...around.path, here] });
      const inwards = paths.filter((path) => path.length > 1 && path[0] === here);
      const round = inwards.length ? group.kept.find(([one]) => one === inwards[0][1]) : null;
      if (!round) return;
      const within = [...around.path, here, round[0]];
      const inside = { step: told, group, number: round[0], path: within, around: around.told || null };
      addLevel(made, bundle, framesOf(bundle, round[1]), inwards.map((path) => path.slice(2)), { depth: around.depth + 1, path: within, phase: told.phase, told: inside, wanted: around.wanted });
    });
  }
  if (around.depth) {
    const range = { begin, end: made.steps.length, frame: around.told };
    made.frames.push(range);
    if (keyOfPath(around.path) === around.wanted) made.inner = range;
  }
}

/* The same step for entries that begin at `base`. */
function moved(step, base) {
  const entry = (number) => (typeof number === "number" ? number + base : number);
  const shift = (value, name) => {
    if (name === "entry" || name === "before" || name === "after") return entry(value);
    if (name === "partial") return value.map(entry);
    if (Array.isArray(value)) return value[0] === "v" && typeof value[1] === "number" ? ["v", entry(value[1])] : value.map((one) => shift(one));
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shift(one, key)]));
    return value;
  };
  const taken = {};
  for (const [name, value] of Object.entries(step)) taken[name] = ["edges", "source", "mathml", "version"].includes(name) ? value : shift(value, name);
  return taken;
}

/* The number of a run's own program, whatever is open in it. */
export function programOf(record) {
  return record.base ? record.base.program : record.program;
}
