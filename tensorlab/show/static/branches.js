/* Branches: runs that never were ("what if w1 had been 2?"), beside the recorded runs that they start from.

   Branch 2 of run 11 stands in `bundle.runs` under the key 11 + 2 / 4096, which is no index: whatever counts runs,
   or goes through them, meets the recorded ones only; whatever looks one up finds a branch like any other run.
   Next: `what_if.js`. */

const SHARES = 4096; // a power of two, so that keys are exact; a branch's number is below it

export function branchKey(of, number) {
  return of + number / SHARES;
}

/* Put the branches that came with a bundle where they can be looked up. */
export function registerBranches(bundle) {
  bundle.branches ||= [];
  for (const record of bundle.branches) bundle.runs[branchKey(record.branch.of, record.branch.number)] = record;
}

/* The kernel has computed runs: { runs, frames, programs }, and the bytes of each. */
export function addRuns(tracer, { runs, frames, programs }, buffers) {
  const { arrays, bundle } = tracer;
  if (frames) bundle.frames = frames;
  bundle.programs.push(...(programs || []));
  runs.forEach((record, place) => {
    record.values = arrays.append(buffers[place]);
    bundle.branches.push(record);
  });
  registerBranches(bundle);
}

export function dropBranch(tracer, number) {
  const { bundle } = tracer;
  for (const record of bundle.branches) if (record.branch.number === number) delete bundle.runs[branchKey(record.branch.of, number)];
  bundle.branches = bundle.branches.filter((record) => record.branch.number !== number);
}

/* Every branch once: { number, title, of, last, records }, `of` being the index of the run that it starts from. */
export function branchesOf(bundle) {
  const found = new Map();
  for (const record of bundle.branches || []) {
    const { number, title, of } = record.branch;
    if (!found.has(number)) found.set(number, { number, title, of, last: of, records: [] });
    const one = found.get(number);
    one.records.push(record);
    one.last = Math.max(one.last, of);
  }
  return [...found.values()];
}

/* The branches that repeat a recorded run. */
export function branchesAt(bundle, run) {
  return branchesOf(bundle).filter((branch) => bundle.runs[branchKey(run, branch.number)]);
}

/* `w1[0, 0] = 2`: what was replaced, in words. */
export function branchChanges(words, { title }) {
  return words.plainText({ say: "what_if.changes", with: { changes: title.with.changes } });
}
