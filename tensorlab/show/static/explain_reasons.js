/* Why a node ran, or why it did not: found from the bundle alone. What was fetched, what was fed and which node
   reads which are there; the rest is a walk. `tensorlab/record/explain.py` answers the same questions in Python.
   Next: `explain_paths.js` (gradients), `explain.js` (the panel). */

import { programOf } from "./nested_steps.js";

export class Reasons {
  constructor(tracer, program) {
    const { bundle, words } = tracer;
    this.bundle = bundle;
    this.words = words;
    this.program = bundle.programs[program];
    this.number = program;
    this.ran = new Set(this.program.evaluated);
    this.nodeNamed = new Map(bundle.nodes.map((node, index) => [node.name, index]));
    this.fed = new Set(this.program.feeds.map((name) => this.nodeOf(name)));
    this.fetched = this.program.fetches.map((name) => this.itself(this.nodeOf(name))).filter((node) => node !== undefined);
    this.boxOf = new Map();
    bundle.boxes.forEach((box, index) => {
      for (const member of box.members) this.boxOf.set(member, index);
      this.boxOf.set(box.node, index);
    });
    this.called = this.namesOfSteps();
    this.stepOf = new Map(); // per node: the first step about it
    this.program.steps.forEach(({ node }, number) => {
      if (node !== null && node !== undefined && !this.stepOf.has(node)) this.stepOf.set(node, number);
    });
    this.onward = null;
    this.readers = null;
  }

  /* The node of a tensor "MatMul:0" or of an operation "init". */
  nodeOf(name) {
    return this.nodeNamed.get(name.replace(/:\d+$/, ""));
  }

  /* The read of a variable stands for the variable. */
  itself(node) {
    const described = this.bundle.nodes[node];
    if (!described || described.type !== "Identity" || described.control_inputs.length || !described.inputs.length) return node;
    const source = described.inputs[0][0];
    return source !== null && this.bundle.nodes[source].kind === "variable" ? source : node;
  }

  /* What steps call the nodes that have no box of their own: gradients and writes. */
  namesOfSteps() {
    const names = new Map();
    for (const step of this.program.steps) {
      if (step.node === null || step.node === undefined) continue;
      if (step.phase === "backward" && step.slot && step.output) names.set(step.node, this.words.plainText(step.output.label));
      else if (step.kind === "write") names.set(step.node, this.words.plainText(step.title));
    }
    return names;
  }

  /* What a student calls a node: her own name for it, ∂L/∂y, or the node's name. */
  name(node) {
    const box = this.boxOf.get(node);
    if (box !== undefined && this.bundle.boxes[box].node === node) return this.bundle.boxes[box].label || this.bundle.boxes[box].title;
    if (this.called.has(node)) return this.called.get(node);
    const inside = /^sess\.run\((\w+)\)$/.exec(this.program.title);
    if (inside && this.fetched.length === 1 && this.fetched[0] === node) return inside[1];
    return this.bundle.nodes[node].name;
  }

  inputsOf(node) {
    const described = this.bundle.nodes[node];
    return described.inputs.map(([input]) => input).filter((input) => input !== null).map((input) => this.itself(input));
  }

  /* What a node needs, or waits for. */
  before(node, withFeeds = true) {
    return [...this.inputsOf(node), ...this.bundle.nodes[node].control_inputs].filter((other) => !withFeeds || !this.fed.has(other));
  }

  /* For every node that a fetch needs, the next one on the shortest way there; null for a fetch itself. */
  towardsFetches() {
    if (this.onward) return this.onward;
    this.onward = new Map();
    const waiting = [];
    for (const node of this.fetched) {
      if (this.onward.has(node)) continue;
      this.onward.set(node, null);
      waiting.push(node);
    }
    for (let at = 0; at < waiting.length; at++) {
      for (const before of this.before(waiting[at])) {
        if (this.onward.has(before) || (!this.ran.has(before) && this.bundle.nodes[before].kind !== "variable")) continue;
        this.onward.set(before, waiting[at]);
        waiting.push(before);
      }
    }
    return this.onward;
  }

  /* The shortest way from a node to something fetched, or null. */
  path(node) {
    const onward = this.towardsFetches();
    if (!onward.has(node)) return null;
    const path = [node];
    for (let next = onward.get(node); next !== null; next = onward.get(next)) path.push(next);
    return path;
  }

  /* { kind, texts: [message], path: [node] } */
  why(node, moment) {
    node = this.itself(node);
    const name = ["b", this.name(node)];
    if (this.fed.has(node)) {
      const kind = this.bundle.nodes[node].type === "Placeholder" ? "placeholder" : "fed";
      return answerOf(kind, [said(kind, { name })], [node]);
    }
    if (this.ran.has(node)) return this.missed(node, moment) || this.whyRan(node, name);
    const { inside } = this.bundle.nodes[node];
    if (inside !== undefined && inside !== null) {
      const owner = this.why(inside, moment);
      return answerOf("inside", [said("inside", { name, frame: ["b", this.name(inside)] }), ...owner.texts], [node, ...owner.path]);
    }
    const behind = this.behind(node);
    if (behind) {
      const fed = behind[behind.length - 1];
      return answerOf("behind", [said("behind", { name, fed: ["b", this.name(fed)] }), this.elsewhere(node)], behind, this.firstRun(node));
    }
    const goal = ["c", this.program.title.replace(/^sess\.run\((.*)\)$/, "$1")];
    return answerOf("unused", [said("unused", { name, goal }), this.elsewhere(node)], [node], this.firstRun(node));
  }

  whyRan(node, name) {
    const path = this.path(node);
    if (!path) return answerOf("trace", [said("trace", { name })], [node]);
    if (path.length === 1) return answerOf("fetched", [said("fetched", { name })], path);
    const waits = !this.inputsOf(path[1]).includes(node);
    const kind = `${waits ? "waited" : "needed"}${path.length > 2 ? "" : "_directly"}`;
    return answerOf(kind, [said(kind, { name, reader: ["b", this.name(path[1])], goal: ["b", this.name(path[path.length - 1])] })], path);
  }

  /* In a run that failed, what it did not get to. */
  missed(node, moment) {
    if (!moment || moment.failed === null || !moment.timeline) return null;
    const { steps } = moment.timeline;
    const failed = steps[moment.failed] && steps[moment.failed].node;
    if (failed === null || failed === undefined) return null;
    const name = ["b", this.name(node)];
    if (failed === node) return answerOf("failed_here", [said("failed_here", { name })], [node]);
    return this.stepOf.get(node) > moment.failed ? answerOf("missed", [said("missed", { name, failed: ["b", this.name(failed)] })], [failed, node]) : null;
  }

  /* The way from a node to the fed one that stands before it, where it would run but for the feed. */
  behind(node) {
    const needed = new Set(this.fetched);
    const waiting = [...needed];
    while (waiting.length) {
      for (const before of this.before(waiting.pop(), false)) {
        if (!needed.has(before)) {
          needed.add(before);
          waiting.push(before);
        }
      }
    }
    if (!needed.has(node)) return null;
    const came = new Map([[node, null]]);
    const line = [node];
    for (let at = 0; at < line.length; at++) {
      if (at && this.fed.has(line[at])) return backwards(came, line[at]);
      for (const reader of this.readersOf(line[at])) {
        if (!came.has(reader)) {
          came.set(reader, line[at]);
          line.push(reader);
        }
      }
    }
    return null;
  }

  readersOf(node) {
    if (!this.readers) {
      this.readers = new Map();
      this.bundle.nodes.forEach((_, reader) => {
        for (const input of this.inputsOf(reader)) {
          if (!this.readers.has(input)) this.readers.set(input, []);
          if (this.itself(reader) === reader) this.readers.get(input).push(reader);
        }
      });
    }
    return this.readers.get(node) || [];
  }

  /* The first run that evaluates a node, or feeds it as a placeholder, as an index; null where none does. */
  firstRun(node) {
    const { name, type } = this.bundle.nodes[node];
    const uses = ({ evaluated, feeds }) => evaluated.includes(node) || (type === "Placeholder" && feeds.includes(`${name}:0`));
    const found = this.bundle.runs.findIndex((run) => uses(this.bundle.programs[run.program]));
    return found < 0 ? null : found;
  }

  elsewhere(node) {
    const first = this.firstRun(node);
    if (first === null) return said("never", {});
    const { number } = this.bundle.runs[first];
    const program = programOf(this.bundle.runs[first]);
    const count = this.bundle.runs.reduce((sum, run) => sum + (programOf(run) === program), 0);
    return said("elsewhere", { call: ["c", this.bundle.programs[program].title], run: number, count });
  }

  /* Which operation computes a value, and where it stands in the program. */
  maker(node) {
    const described = this.bundle.nodes[node];
    const holes = { name: ["b", this.name(node)], operation: ["b", described.type] };
    if (!described.source) return answerOf("made", [said("made", holes)], [node]);
    const [source, line] = described.source;
    const { name, text, first_line: first } = this.bundle.sources[source];
    const code = (text.split("\n")[line - first] || "").trim();
    return answerOf("made", [said("made_at", { ...holes, place: ["c", `${name}:${line}`], line: ["c", code.length > 90 ? `${code.slice(0, 89)}…` : code] })], [node]);
  }

  /* Which random numbers a node drew, or null. */
  draws(node, record) {
    const place = record && record.draws ? record.draws[node] : undefined;
    if (place === undefined) return null;
    const described = this.bundle.nodes[node];
    const name = ["b", this.name(node)];
    const shape = described.outputs[0] && described.outputs[0].shape;
    const count = shape && shape.every((size) => size !== null) ? shape.reduce((product, size) => product * size, 1) : null;
    const [graph, op] = [Number(described.attributes.seed || 0), Number(described.attributes.seed2 || 0)];
    const seeds = !graph && !op ? "none" : graph === TENSORFLOW_SEED ? "op" : "graph";
    const drew = count === null ? said("draws_some", { name, place }) : said("draws", { name, place, count });
    return answerOf("draws", [drew, said(`seeds.${seeds}`, { graph, op }), said(seeds === "none" ? "draws_new" : "draws_next", {})], [node]);
  }
}

const TENSORFLOW_SEED = 87654321; // what TensorFlow takes for the graph's seed where only the op was given one

export function said(key, holes) {
  return { say: `explain.${key}`, with: holes };
}

export function answerOf(kind, texts, path = [], run = null) {
  return { kind, texts, path, run };
}

function backwards(came, last) {
  const path = [];
  for (let node = last; node !== null; node = came.get(node)) path.unshift(node);
  return path;
}
