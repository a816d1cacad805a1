/* What waits for what: the operations of a run and its variables as a small graph. A value's way is a line, a control
   dependency is dotted. The box of the step under the cursor has a ring, in every column the same operation. */

import { drawn, element, setAttribute, setText } from "./dom.js";

const HEAD = 7;
const SMALLEST = 0.5; // of the natural size; below, the graph scrolls
const AROUND = 10;
const TALLEST = { full: 210, short: 140, narrow: 116 }; // pixels

export class OrdersGraph {
  constructor(view) {
    this.view = view;
    const { boxes, edges, layout } = view.bundle.graph;
    this.edges = edges.map((edge, number) => this.edge(edge, layout.edges[number]));
    this.boxes = boxes.map((box, number) => this.box(box, layout.boxes[number]));
    this.size = [layout.width + 2 * AROUND, layout.height + 2 * AROUND];
    this.drawing = drawn(
      "svg", { viewBox: `${-AROUND} ${-AROUND} ${this.size.join(" ")}`, class: "tl-orders-drawing", role: "group", "aria-label": view.words.say("orders.graph") },
      ...this.edges.map((edge) => edge.group), ...this.boxes.map((box) => box.group),
    );
    this.pane = element("div", { class: "tl-orders-graph", tabindex: 0, role: "region", "aria-label": view.words.say("orders.graph") }, this.drawing);
  }

  /* As large as fits, but no larger than drawn, and no smaller than can be read. */
  resize(size) {
    const [width, height] = this.size;
    const scale = Math.max(SMALLEST, Math.min(1, (this.pane.clientWidth - 32) / width, TALLEST[size] / height));
    setAttribute(this.drawing, "width", Math.round(width * scale));
    setAttribute(this.drawing, "height", Math.round(height * scale));
    this.pane.style.maxHeight = `${TALLEST[size] + 28}px`;
  }

  box(box, [x, y, width, height]) {
    const group = drawn("g", { class: "tl-orders-box", "data-style": box.style, role: "img", "aria-label": box.title });
    const slant = box.style === "feed" ? 8 : 0;
    const outline = slant
      ? drawn("path", { class: "tl-orders-frame", d: `M${x + slant} ${y}H${x + width}L${x + width - slant} ${y + height}H${x}Z` })
      : drawn("rect", { class: "tl-orders-frame", x, y, width, height, rx: 9 });
    group.append(drawn("title", {}, box.title), drawn("rect", { class: "tl-orders-ring", x: x - 5, y: y - 5, width: width + 10, height: height + 10, rx: 13 }), outline);
    if (box.style === "variable") group.append(drawn("rect", { class: "tl-orders-inner", x: x + 3, y: y + 3, width: width - 6, height: height - 6, rx: 7 }));
    const room = width - 18 - 2 * slant;
    const name = drawn("text", { class: "tl-orders-title", x: x + 9 + slant, y: y + 20 }, cut(box.title, room / 8.2));
    const symbol = drawn("text", { class: "tl-orders-symbol", x: x + 9 + slant, y: y + 38 }, box.symbol);
    const value = drawn("text", { class: "tl-orders-now", x: x + width - 9, y: y + 38, "text-anchor": "end" });
    group.append(name, symbol, value);
    if (box.event !== null) {
      group.addEventListener("pointerenter", () => this.view.point(box.event));
      group.addEventListener("pointerleave", () => this.view.point(null));
      group.addEventListener("click", () => this.view.go(this.view.bundle.results[this.view.result].order.indexOf(box.event) + 1));
    }
    return { box, group, symbol, value, room };
  }

  edge(edge, points) {
    const tip = points[points.length - 1];
    const from = points[points.length - 2];
    const length = Math.hypot(tip[0] - from[0], tip[1] - from[1]) || 1;
    const [along, across] = [(tip[0] - from[0]) / length, (tip[1] - from[1]) / length];
    const back = [tip[0] - HEAD * along, tip[1] - HEAD * across];
    const line = [...points.slice(0, -1), back].map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`);
    const corner = (side) => `${(back[0] - (side * HEAD * across) / 2).toFixed(1)} ${(back[1] + (side * HEAD * along) / 2).toFixed(1)}`;
    const group = drawn(
      "g", { class: "tl-orders-edge", "data-kind": edge.kind },
      drawn("path", { class: "tl-orders-line", d: `M${line[0]}C${line.slice(1).join(" ")}` }),
      drawn("path", { class: "tl-orders-arrow", d: `M${tip[0].toFixed(1)} ${tip[1].toFixed(1)}L${corner(1)}L${corner(-1)}Z` }),
    );
    return { edge, group };
  }

  show() {
    const { view } = this;
    const result = view.bundle.results[view.result];
    const now = view.event();
    const last = view.step ? result.steps[view.step - 1] : null;
    const states = this.boxes.map(({ box, group, symbol, value, room }) => {
      const position = box.event === null ? -1 : result.order.indexOf(box.event);
      const done = box.event === null || !view.step || position < view.step;
      setAttribute(group, "data-done", done ? "" : null);
      setAttribute(group, "data-now", box.event !== null && box.event === now ? "" : null);
      const text = box.variable !== null && box.variable !== undefined
        ? (last ? last.variables[box.variable] : view.bundle.variables[box.variable].start)
        : done && view.step && position >= 0 ? result.steps[position].value : "";
      const shown = cut(text, room / 8.2);
      setText(value, shown);
      const fits = !shown || (shown.length + box.symbol.length + 1) * 8.2 < room;
      setAttribute(symbol, "visibility", fits ? null : "hidden");
      return done;
    });
    for (const { edge, group } of this.edges) setAttribute(group, "data-done", states[edge.from] && states[edge.to] ? "" : null);
  }
}

function cut(text, characters) {
  const letters = Array.from(text);
  const room = Math.max(3, Math.floor(characters));
  return letters.length > room ? `${letters.slice(0, room - 1).join("")}…` : text;
}
