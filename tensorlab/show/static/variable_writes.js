/* Every version of every variable on the axis of the runs: who wrote it and when. `tensorlab/record/history.py` does
   the same in Python. Next: `history.js`. */

export class VariableWrites {
  constructor(tracer) {
    this.tracer = tracer;
    this.bundle = tracer.bundle;
    this.known = new Map();
    this.counted = -1;
  }

  variables() {
    return this.bundle.boxes.flatMap((box, index) => (box.style === "variable" ? [index] : []));
  }

  /* The versions of one variable: [{ number, run, step, kind, node, entry }], in order. */
  of(box) {
    // A live program may have run on.
    const counted = `${this.bundle.runs.length} ${this.bundle.opened ? this.bundle.opened.now.key : ""}`;
    if (this.counted !== counted) this.known.clear();
    this.counted = counted;
    if (!this.known.has(box)) this.known.set(box, this.versions(box));
    return this.known.get(box);
  }

  versions(box) {
    const found = [];
    const steps = {};
    for (const { program } of this.bundle.runs) {
      steps[program] ||= this.bundle.programs[program].steps.flatMap((step, number) => (step.box === box && (step.kind === "write" || step.kind === "read") ? [{ step, number }] : []));
    }
    this.bundle.runs.forEach((record, run) => {
      const read = steps[record.program].find(({ step }) => step.kind === "read");
      const place = read ? { step: read.number, entry: read.step.output && read.step.output.entry } : { step: 0, entry: null };
      const last = found[found.length - 1];
      if (record.unseen && record.unseen.includes(box)) found.push({ number: last ? last.number : 0, run, kind: "unseen", node: null, ...place });
      else if (!last && read && !record.error) found.push({ number: 0, run, kind: "before", node: null, ...place });
      if (record.error) return; // what it wrote was taken back
      for (const { step, number } of steps[record.program]) {
        if (step.kind !== "write") continue;
        const kind = this.kindOf(step);
        const before = found[found.length - 1];
        found.push({ number: kind === "initial" || !before ? 0 : before.number + 1, run, step: number, kind, node: step.node, entry: step.output ? step.output.entry : null });
      }
    });
    return found;
  }

  kindOf(step) {
    if (step.version && step.version.initial) return "initial";
    const node = step.node === null ? null : this.bundle.nodes[step.node];
    if (!node || node.kind === "update" || this.updatesInside(step.node)) return "training";
    const uses = node.inputs.some(([input]) => input !== null && this.bundle.nodes[input].gradient_of !== null);
    return uses ? "training" : "hand";
  }

  /* Whether an optimizer writes in a loop or a branch. */
  updatesInside(owner) {
    const { nodes } = this.bundle;
    const within = ({ inside }) => inside !== undefined && inside !== null && (inside === owner || within(nodes[inside]));
    return nodes.some((node) => node.kind === "update" && within(node));
  }

  /* The version that a variable has at a moment: its place in the list, or -1. */
  placeAt(box, run, step) {
    const versions = this.of(box);
    let [low, high] = [0, versions.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const one = versions[middle];
      if (one.run < run || (one.run === run && (one.step <= step || one.kind === "unseen" || one.kind === "before"))) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /* What wrote a version: a write by hand has a name in the program, an optimizer's has a type that says more. */
  writerOf({ kind, node }) {
    const { name, type } = this.bundle.nodes[node];
    return kind === "hand" ? name : type;
  }

  /* Where the operation that wrote a version stands in the program: "seed.py:12", or "". */
  lineOf({ node }) {
    const place = node === null || node === undefined ? null : this.bundle.nodes[node].source;
    return place ? `${this.bundle.sources[place[0]].name}:${place[1]}` : "";
  }

  /* The numbers of a version by a rule, from the values that are here; null where they are not. */
  number({ run, entry }, rule) {
    const array = entry === null ? null : this.tracer.arrays.get(run, entry);
    return array && array.numeric && array.storedSize ? rule(array) : null;
  }

  /* The sentence about a version, as a message. */
  sentence(box, version) {
    const { label, title } = this.bundle.boxes[box];
    const holes = { name: ["b", label || title], run: this.bundle.runs[version.run].number };
    if (version.node === null || version.node === undefined) return { say: `explain.${version.kind}`, with: holes };
    const line = this.lineOf(version);
    const key = version.kind === "initial" ? "initial" : "written";
    return {
      say: `explain.${key}${line ? "_at" : ""}`,
      with: { ...holes, version: version.number, operation: ["b", this.writerOf(version)], place: ["c", line] },
    };
  }
}
