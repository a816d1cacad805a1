/* Copies in the graph: on every edge along which a value goes to another device stands a small parcel with its bytes.
   It lights up at the step that copies; a click goes there. Read `device_facts.js` first. */

import { drawn, setAttribute, setText } from "./dom.js";
import { bytesText } from "./numbers.js";

export class DeviceParcels {
  constructor(tracer, facts) {
    this.tracer = tracer;
    this.facts = facts;
    this.parcels = [];
  }

  show(moment) {
    const { graph } = this.tracer;
    if (this.joined !== graph.joined || this.program !== moment.program) this.draw(moment);
    for (const parcel of this.parcels) this.showOne(parcel, moment);
  }

  /* Parcels stand above boxes and edges, so that their bytes can be read where there is little room. */
  draw(moment) {
    const { graph } = this.tracer;
    this.destroy();
    this.layer = drawn("g", { class: "tl-parcels" });
    graph.world.append(this.layer);
    this.parcels = [];
    [this.joined, this.program] = [graph.joined, moment.program];
    if (!moment.timeline) return;
    const ways = new Map();
    moment.timeline.steps.forEach((step, number) => {
      if (!step.copy) return;
      for (const edge of step.copy.edges) {
        const drawing = graph.edges[edge];
        if (!drawing) continue;
        const back = step.copy.back && drawing.backward !== null;
        const key = `${graph.joined.indexOf(drawing)},${back}`;
        if (!ways.has(key)) ways.set(key, { drawing, back, copies: [] });
        if (!ways.get(key).copies.some((one) => one.number === number)) ways.get(key).copies.push({ step, number });
      }
    });
    this.parcels = [...ways.values()].map((way) => this.parcel(way));
  }

  parcel({ drawing, back, copies }) {
    const line = back ? drawing.backward : drawing.forward;
    const [x, y] = drawing.middle(back);
    const beside = this.tracer.graph.direction === "TB"; // there the next box begins right below
    const text = drawn("text", { class: "tl-parcel-bytes", x: beside ? x + 12 : x, y: beside ? y + 4 : y + 19, "text-anchor": beside ? "start" : "middle" });
    const title = drawn("title", {});
    const group = drawn(
      "g", { class: "tl-parcel", "data-back": back, "aria-hidden": "true" }, title,
      drawn("rect", { class: "tl-parcel-reach", x: x - 14, y: y - 13, width: 28, height: 26 }),
      drawn("rect", { class: "tl-parcel-box", x: x - 8, y: y - 6.5, width: 16, height: 13, rx: 2 }),
      drawn("path", { class: "tl-parcel-tape", d: `M${x - 8} ${y - 1.5}h16M${x} ${y - 6.5}v5` }),
      text,
    );
    const parcel = { group, text, title, line, copies };
    group.addEventListener("click", () => {
      if (this.tracer.graph.camera.wasDrag()) return;
      this.tracer.go(this.tracer.run, (copies.find((copy) => copy.number > this.tracer.stepNumber) || copies[0]).number);
    });
    this.layer.append(group);
    return parcel;
  }

  /* Of several copies along one edge the newest is told; before any was made, the first. */
  showOne(parcel, moment) {
    const { copies, group, line, text, title } = parcel;
    const now = copies.some((copy) => copy.number === moment.stepNumber);
    const done = copies.filter((copy) => copy.number <= moment.stepNumber);
    const { step, number } = done[done.length - 1] || copies[0];
    const state = now ? "now" : done.length ? "done" : "waiting";
    if (state !== parcel.state) {
      parcel.state = state;
      setAttribute(group, "data-state", state);
      line.toggleAttribute("data-carrying", now);
    }
    const told = `${moment.run},${number},${moment.arrays.has(moment.run)}`;
    if (told === parcel.told) return;
    parcel.told = told;
    const bytes = this.facts.bytesOf(step, moment.run, moment.arrays);
    setText(text, bytes === null ? "" : bytesText(bytes));
    setText(title, this.tracer.words.plainText(step.title, moment));
  }

  destroy() {
    if (this.layer) this.layer.remove();
    for (const { line } of this.parcels) line.removeAttribute("data-carrying");
  }
}
