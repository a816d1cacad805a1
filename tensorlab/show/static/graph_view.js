/* The graph: drawn once per layout; a step only changes states, and a run the texts in the boxes.
   Read `box_drawing.js` and `edge_drawing.js` for how things look, `camera.js` for what part is seen. */

import { BoxDrawing, hasSlot } from "./box_drawing.js";
import { Camera } from "./camera.js";
import { drawn, element, setAttribute } from "./dom.js";
import { EdgeDrawing, gradientPlaces } from "./edge_drawing.js";
import { legend } from "./legend.js";

export class GraphView {
  constructor(tracer) {
    this.tracer = tracer;
    this.bundle = tracer.bundle;
    this.direction = "";
    this.world = drawn("g", {});
    this.svg = drawn("svg", { class: "tl-graph-drawing", role: "group" }, this.world);
    this.legend = legend(this.bundle);
    this.folded = element("p", { class: "tl-folded" }, tracer.words.plainText(this.bundle.folded));
    this.nothing = element("p", { class: "tl-nothing" }, "Nothing to draw: no operation was recorded.");
    this.pane = element("div", { class: "tl-pane tl-graph", "data-pane": "graph" }, this.svg, this.folded, this.legend, this.nothing);
    this.camera = new Camera(this.pane, this.world, () => tracer.calm());
    this.zoomer = this.zoomButtons();
    this.pane.append(this.zoomer);
    this.pane.addEventListener("click", (event) => this.click(event));
    this.pane.addEventListener("dblclick", (event) => {
      if (!event.target.closest(".tl-box")) this.fit();
    });
    this.svg.addEventListener("keydown", (event) => {
      const group = event.key === "Enter" && event.target.closest(".tl-box");
      if (group) this.go(this.boxes.findIndex((box) => box.group === group), event.altKey);
    });
    this.boxes = [];
    this.edges = [];
    this.marks = new Map(); // per feature: { boxes: { number: word }, edges: { number: word } }
    this.badges = new Map(); // per feature: { number of a box: { text, kind, title } }
  }

  /* A feature marks boxes and edges: "hit" gives them the class tl-mark-hit. Null takes its marks away. */
  mark(feature, marks) {
    if (!marks && !this.marks.has(feature)) return;
    if (marks) this.marks.set(feature, marks);
    else this.marks.delete(feature);
    for (const [drawings, kind] of [[this.boxes, "boxes"], [this.edges, "edges"]]) {
      const words = new Map();
      for (const one of this.marks.values()) {
        for (const [number, word] of Object.entries(one[kind] || {})) words.set(Number(number), `${words.get(Number(number)) || ""} tl-mark-${word}`);
      }
      drawings.forEach((drawing, number) => drawing.setMarks(words.get(number) || ""));
    }
  }

  /* Small chips at the upper left corner of boxes. Null takes a feature's chips away. */
  badge(feature, badges) {
    if (!badges && !this.badges.has(feature)) return;
    if (badges) this.badges.set(feature, badges);
    else this.badges.delete(feature);
    const chips = new Map();
    for (const one of this.badges.values()) {
      for (const [number, chip] of Object.entries(one)) chips.set(Number(number), [...(chips.get(Number(number)) || []), chip]);
    }
    this.boxes.forEach((drawing, number) => drawing.setBadges(chips.get(number) || []));
  }

  /* Marks and chips once more, after the boxes were drawn anew. */
  remark() {
    for (const [feature, marks] of [...this.marks]) this.mark(feature, marks);
    for (const [feature, badges] of [...this.badges]) this.badge(feature, badges);
  }

  zoomButtons() {
    return element(
      "div", { class: "tl-zoomer", role: "group", "aria-label": this.tracer.words.say("graph.zoom") },
      ...["zoom.out", "zoom.in", "zoom.fit"].map((id) => this.tracer.commands.button(id)),
    );
  }

  /* The layout for the room there is; a bundle may hold only one of the two. */
  layout(direction) {
    const { layouts } = this.bundle;
    const chosen = layouts[direction] ? direction : Object.keys(layouts)[0];
    if (chosen === this.direction || !chosen) return;
    this.direction = chosen;
    const { width, height, boxes, edges } = layouts[chosen];
    this.camera.setSize(width, height);
    const returns = this.bundle.edges.map((edge, index) => this.returnsGradient(index));
    const places = gradientPlaces(this.bundle.edges, boxes, chosen, returns);
    this.edges = this.bundle.edges.map((edge, index) =>
      new EdgeDrawing(edge, edges[index], chosen, boxes[edge.from], boxes[edge.to], returns[index], places[index]));
    this.boxes = this.bundle.boxes.map((box, index) =>
      new BoxDrawing(box, this.bundle.nodes[box.node], boxes[index], chosen, this.describe(box, index)));
    this.ring = drawn("path", { class: "tl-ring" });
    this.halo = drawn("path", { class: "tl-halo" });
    this.world.replaceChildren(
      drawn("g", { class: "tl-rings" }, this.halo, this.ring),
      drawn("g", { class: "tl-edges" }, ...this.edges.map((edge) => edge.forward)),
      drawn("g", { class: "tl-edges" }, ...this.edges.map((edge) => edge.backward).filter(Boolean)),
      drawn("g", { class: "tl-boxes" }, ...this.boxes.map((box) => box.group)),
    );
    this.svg.setAttribute("aria-label", `Graph of ${boxes.length} boxes and ${edges.length} edges. Up and Down walk to an input or a consumer.`);
    this.nothing.hidden = boxes.length > 0;
    this.zoomer.hidden = !boxes.length;
    const measures = this.boxes.map((box) => box.measured());
    this.boxes.forEach((box, index) => box.squeeze(measures[index]));
    this.remark();
  }

  returnsGradient(edge) {
    const { from, to } = this.bundle.edges[edge];
    return (
      hasSlot(this.bundle.boxes[from]) && hasSlot(this.bundle.boxes[to]) &&
      this.tracer.timelines().some((timeline) => timeline.returned[edge] < Infinity)
    );
  }

  describe(box) {
    const node = this.bundle.nodes[box.node];
    const label = box.label && box.label !== box.title ? `, ${box.label} in the program` : "";
    const kind = node.type && node.type !== box.title ? ` (${node.type})` : "";
    return `${node.name || box.title}${kind}${label}. ${node.summary || ""}`.trim();
  }

  click(event) {
    if (this.camera.wasDrag()) return;
    const group = event.target.closest(".tl-box");
    if (!group) return;
    const number = this.boxes.findIndex((box) => box.group === group);
    const onSlot = Boolean(event.target.closest(".tl-slot, .tl-slot-outline, .tl-gradient"));
    this.go(number, onSlot);
  }

  go(box, wantsGradient) {
    const step = this.tracer.moment.timeline.stepOf(box, wantsGradient);
    if (step !== null) this.tracer.go(this.tracer.run, step);
  }

  /* The room has changed. */
  resize(direction) {
    this.camera.measure();
    this.layout(direction);
  }

  /* Colours have changed: the texts and strips of all boxes are to be made anew. */
  forget() {
    for (const drawing of this.boxes) drawing.state = "";
  }

  paneResized() {
    this.camera.measure();
    this.look(true);
    this.placeNotes();
  }

  placeNotes() {
    this.legend.place(this.boxes, this.camera, this.pane, [this.zoomer, this.legend, this.folded]);
  }

  fit() {
    this.camera.reset();
    this.look(false);
    this.placeNotes();
  }

  look(jump) {
    const { step } = this.tracer.moment;
    let target = step && step.box !== null ? this.boxes[step.box].rectangle : [0, 0, 1, 1];
    if (step && step.from_box !== null && step.from_box !== undefined && !this.camera.fitsAll()) {
      const other = this.boxes[step.from_box].rectangle;
      const [x, y] = [Math.min(target[0], other[0]), Math.min(target[1], other[1])];
      const united = [x, y, Math.max(target[0] + target[2], other[0] + other[2]) - x, Math.max(target[1] + target[3], other[1] + other[3]) - y];
      const scale = this.camera.view.scale;
      if (united[2] * scale < 0.7 * this.camera.paneSize[0] && united[3] * scale < 0.7 * this.camera.paneSize[1]) target = united;
    }
    if (!step || step.box !== null || this.camera.fitsAll()) this.camera.follow(target, jump);
  }

  show(moment) {
    const { timeline, stepNumber, step, arrays, run, failed } = moment;
    if (!timeline || !this.boxes.length) return;
    const here = arrays.has(run);
    const versions = this.bundle.runs[run].versions || {};
    const senders = new Set(step.kind === "sum" ? (step.contributions || []).map((part) => part.via) : [step.from_box]);
    const reached = failed === null ? stepNumber : Math.min(stepNumber, failed - 1);
    this.boxes.forEach((drawing, box) => {
      const value = timeline.valueAfter(box, reached);
      const slot = timeline.slotAfter(box, reached);
      const writes = timeline.writesUntil(box, reached);
      const key = `${run},${here},${value},${slot},${writes.length}`;
      if (key !== drawing.state) {
        drawing.state = key;
        drawing.show(
          value === undefined ? undefined : arrays.get(run, value),
          slot === undefined ? undefined : arrays.get(run, slot),
          versionAfter(versions[box] || 0, writes, timeline),
        );
      }
      const current = step.box === box;
      const words = ["tl-box"];
      if (value !== undefined) words.push("tl-done");
      else if (!timeline.touches(box)) words.push("tl-idle");
      if (slot !== undefined) words.push("tl-has-gradient");
      if (current) words.push("tl-current");
      if (senders.has(box) && step.phase === "backward") words.push("tl-sending");
      if (current && step.phase === "backward") words.push("tl-receiving");
      if (timeline.overridden[box]) words.push("tl-overridden");
      if (failed === stepNumber && current) words.push("tl-failed");
      drawing.setState(words.join(" "), current);
    });
    this.showEdges(timeline, reached, step);
    this.showRing(step);
    this.look(false);
  }

  showEdges(timeline, reached, step) {
    const now = new Set(step.edges || []);
    if (step.kind === "sum") {
      const vias = new Set((step.contributions || []).map((part) => part.via));
      this.bundle.edges.forEach((edge, index) => {
        if (edge.from === step.box && vias.has(edge.to)) now.add(index);
      });
    }
    const back = step.phase === "backward";
    this.edges.forEach((drawing, index) => {
      const { from, to } = drawing.edge;
      const idle = !timeline.touches(from) || !timeline.touches(to);
      const state = (when, active) => (active ? "now" : when <= reached ? "done" : "waiting");
      drawing.show(
        state(timeline.reached[index], now.has(index) && !back),
        state(timeline.returned[index], now.has(index) && back),
        idle,
      );
    });
  }

  showRing(step) {
    const shown = step.box !== null && step.box !== undefined;
    for (const path of [this.ring, this.halo]) {
      setAttribute(path, "display", shown ? null : "none");
      if (shown) setAttribute(path, "d", this.boxes[step.box].ring);
    }
    // Whoever walks from box to box with the keys keeps the focus on the current one.
    if (shown && this.pane.contains(document.activeElement) && document.activeElement.closest(".tl-box")) {
      this.boxes[step.box].group.focus({ preventScroll: true });
    }
  }
}

/* A variable's version: its number of writes; giving it its initial value makes it version 0 again. */
function versionAfter(before, writes, timeline) {
  return writes.reduce((version, write) => ((timeline.steps[write].version || {}).initial ? 0 : version + 1), before);
}
