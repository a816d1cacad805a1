/* Inside a box: the nodes of the graph that are folded into it, one by one. The value's own node and the constants
   and reads that serve it; then the nodes that compute its gradient. The bundle holds the values that steps show;
   the kernel has the others. Read `tensorlab/record/twin.py` for what is folded where. */

import { TracedArray, decoded } from "./arrays.js";
import { element, formula } from "./dom.js";
import { HeatMap } from "./heat_map.js";
import { shapeText } from "./numbers.js";

const MOST_COLUMNS = 5;

export class Inside {
  constructor(tracer) {
    this.tracer = tracer;
    this.body = element("div", { class: "tl-inside" });
    this.fetched = new Map(); // "run,node" -> array, or null
    tracer.commands.add([
      { id: "inside", group: "explain", keys: ["i"], icon: "inside", run: () => tracer.drawer.toggle("inside"), enabled: () => this.boxHere() !== null || "inside.no_box", checked: () => tracer.drawer.current === "inside" },
    ]);
    tracer.drawer.add({ name: "inside", title: "inside.title", root: this.body, show: (moment) => this.panel(moment) });
  }

  boxHere() {
    const step = this.tracer.moment && this.tracer.moment.step;
    return step && step.box !== null && step.box !== undefined ? step.box : null;
  }

  panel(moment) {
    const { words, bundle } = this.tracer;
    const number = this.boxHere();
    const key = `${moment.run},${number},${moment.arrays.has(moment.run)},${moment.step ? moment.step.node : ""}`;
    if (key === this.key && !this.stale) return;
    this.key = key;
    this.stale = false;
    if (number === null) {
      this.body.replaceChildren(element("p", {}, words.say("inside.no_box")));
      return;
    }
    const box = bundle.boxes[number];
    const ran = new Set(bundle.programs[moment.program].evaluated);
    const own = box.members.map((index) => [index, bundle.nodes[index]]);
    const gradients = own.filter(([, node]) => node.gradient_of !== null);
    const forward = own.filter(([, node]) => node.gradient_of === null);
    const part = (title, nodes) => (nodes.length ? [element("h3", {}, words.say(title, { count: nodes.length })), element("ol", {}, ...nodes.map(([index, node]) => this.node(index, node, ran.has(index), moment)))] : []);
    this.body.replaceChildren(
      element("p", {}, ...words.parts("inside.about", { name: element("b", {}, box.title), count: own.length })),
      ...part("inside.value", forward), ...part("inside.gradient", gradients),
    );
    this.askFor(own.filter(([index]) => ran.has(index)).map(([index]) => index), moment);
  }

  node(index, node, ran, moment) {
    const { words } = this.tracer;
    const now = moment.step.node === index;
    const array = ran ? this.valueOf(index, node, moment) : null;
    const output = node.outputs[0];
    const made = formula(node.mathml);
    const inputs = node.inputs.map(([source]) => (source === null ? null : this.tracer.bundle.nodes[source].name)).filter(Boolean);
    return element(
      "li", { class: now ? "tl-inside-now" : ran ? null : "tl-inside-idle", "aria-current": now ? "step" : null },
      element("p", { class: "tl-inside-name" }, element("b", {}, node.name), " ", element("code", {}, node.type)),
      inputs.length ? element("p", { class: "tl-inside-inputs" }, words.say("inside.reads", { names: inputs.join(", ") })) : null,
      made ? element("p", { class: "tl-inside-formula" }, made) : null,
      array ? new HeatMap(array, { words, label: "", most: MOST_COLUMNS }).root
        : element("p", { class: "tl-inside-shape" }, words.say(ran ? (output ? "inside.shape" : "inside.no_value") : "inside.not_run", { dtype: output ? output.dtype : "", shape: output ? shapeText(output.shape) : "" })),
    );
  }

  /* From the bundle, by the tensor's name; else what the kernel has sent. */
  valueOf(index, node, { arrays, run }) {
    const frame = arrays.frame(run);
    const entry = frame ? frame.entries.findIndex((one) => one.tensor === `${node.name}:0`) : -1;
    return (entry >= 0 && arrays.get(run, entry)) || this.fetched.get(`${run},${index}`) || null;
  }

  async askFor(nodes, moment) {
    const { run } = moment;
    const missing = nodes.filter((index) => !this.fetched.has(`${run},${index}`) && !this.valueOf(index, this.tracer.bundle.nodes[index], moment));
    if (!missing.length || !this.tracer.hasKernel || !Number.isInteger(run)) return;
    for (const index of missing) this.fetched.set(`${run},${index}`, null);
    let reply;
    try {
      reply = await this.tracer.ask("node_values", { run, nodes: missing });
    } catch {
      return; // the shapes stay; the panel is about the nodes first of all
    }
    reply.entries.forEach((entry, at) => {
      if (!entry) return;
      const bytes = reply.buffers[at];
      const count = entry.stored.reduce((product, size) => product * size, 1) * (entry.dtype.startsWith("complex") ? 2 : 1);
      const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
      const { data, exact } = decoded(entry.encoding, copy, 0, count);
      this.fetched.set(`${run},${missing[at]}`, new TracedArray(entry, data, entry.summary, exact));
    });
    this.stale = true;
    if (this.tracer.drawer.current === "inside") this.panel(this.tracer.moment);
  }
}
