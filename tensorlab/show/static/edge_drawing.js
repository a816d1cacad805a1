/* One edge: the value's way forward, and beside it the gradient's way back. The gradient's curve is the same
   curve, shifted to the slots and reversed, so nothing has to be laid out twice. */

import { drawn } from "./dom.js";

const HEAD = 7.5;
const LANE = 12; // a long edge runs 6 px on one side of the layout's line, its gradient 6 px on the other
const DOCK_TO_SLOT = 40; // from the middle of the value part to the middle of the slot, left to right

const rounded = (length) => Math.round(length * 10) / 10;

function curve(points) {
  const [first, ...rest] = points.map((point) => `${rounded(point[0])} ${rounded(point[1])}`);
  return `M${first}C${rest.join(" ")}`;
}

function bounds(points) {
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  const [left, top] = [Math.min(...xs) - 60, Math.min(...ys) - 60];
  return [left, top, Math.max(...xs) + 60 - left, Math.max(...ys) + 60 - top];
}

/* A triangle whose tip lies at the curve's end, and the curve cut back so that it ends inside the triangle. */
function arrow(points, size) {
  const tip = points[points.length - 1];
  let from = points[points.length - 2];
  if (Math.hypot(tip[0] - from[0], tip[1] - from[1]) < 0.5) from = points[points.length - 4] || points[0];
  const length = Math.hypot(tip[0] - from[0], tip[1] - from[1]) || 1;
  const [along, across] = [(tip[0] - from[0]) / length, (tip[1] - from[1]) / length];
  const [x, y] = [tip[0] - size * along, tip[1] - size * across];
  const half = size / 2;
  const corner = (side) => `${rounded(x - side * half * across)} ${rounded(y + side * half * along)}`;
  const cut = [...points.slice(0, -1), [tip[0] - size * 0.7 * along, tip[1] - size * 0.7 * across]];
  const end = `${rounded(tip[0])} ${rounded(tip[1])}`;
  return { line: curve(cut), head: `M${end}L${corner(1)}L${corner(-1)}Z`, open: `M${corner(1)}L${end}L${corner(-1)}` };
}

/* An edge that only says "first this, then that" ends in an open arrow. */
function arrowDrawing(className, points, size, isOpen = false) {
  const { line, head, open } = arrow(points, size);
  const end = isOpen ? drawn("path", { class: "tl-open-head", d: open }) : drawn("path", { class: "tl-head", d: head });
  return drawn("g", { class: className }, drawn("path", { class: "tl-line", d: line }), end);
}

/* The forward curve moved to the slots: `start` and `end` are the shifts of its two ends, [along, across]. */
function shifted(points, start, end, across) {
  const last = points.length - 1;
  return points.map((point, index) => {
    const moved = [...point];
    if (index <= 1 && (last > 3 || index === 0)) moved[across] += start;
    else if (index >= last - 1 && (last > 3 || index === last)) moved[across] += end;
    else if (last === 3) moved[across] += index === 1 ? start : end;
    else moved[across] += LANE;
    return moved;
  });
}

/* The point half-way along a curve. */
function middleOf(points) {
  const pieces = (points.length - 1) / 3;
  const first = 3 * Math.floor(pieces / 2);
  if (pieces % 2 === 0) return points[first];
  const [a, b, c, d] = points.slice(first, first + 4);
  return [0, 1].map((axis) => (a[axis] + 3 * b[axis] + 3 * c[axis] + d[axis]) / 8);
}

export class EdgeDrawing {
  /* `place` says where among its neighbours the gradient arrives and leaves: { arrives, leaves } in px. */
  constructor(edge, points, direction, source, target, returns, place) {
    this.edge = edge;
    this.points = points;
    this.rectangle = bounds(points);
    this.forward = arrowDrawing("tl-edge", points, HEAD, edge.kind === "control");
    if (edge.kind === "control" || edge.kind === "write") this.forward.setAttribute("data-kind", edge.kind);
    this.backward = null;
    if (returns) {
      const across = direction === "TB" ? 0 : 1;
      const wanted = (rectangle, offset) =>
        (direction === "TB" ? rectangle[0] + rectangle[2] - 14 : rectangle[1] + 24 + DOCK_TO_SLOT) + offset;
      const start = wanted(source, place.arrives) - points[0][across];
      const end = wanted(target, place.leaves) - points[points.length - 1][across];
      this.backPoints = shifted(points, start, end, across).reverse();
      this.backward = arrowDrawing("tl-edge tl-back", this.backPoints, HEAD + 2);
    }
  }

  /* Where something that travels along it is drawn: half-way, forth or back. */
  middle(back) {
    return middleOf(back && this.backPoints ? this.backPoints : this.points);
  }

  render(rendered) {
    if (rendered === (this.rendered ?? true)) return;
    this.rendered = rendered;
    for (const part of [this.forward, this.backward]) if (part) part.toggleAttribute("data-out", !rendered);
  }

  setMarks(words) {
    if (words === (this.marked || "")) return;
    this.marked = words;
    this.forward.setAttribute("class", `tl-edge${words}`);
    if (this.backward) this.backward.setAttribute("class", `tl-edge tl-back${words}`);
  }

  show(forward, backward, idle) {
    if (forward !== this.forwardState) this.forward.setAttribute("data-state", (this.forwardState = forward));
    if (idle !== this.idle) this.forward.toggleAttribute("data-idle", (this.idle = idle));
    if (this.backward && backward !== this.backwardState) this.backward.setAttribute("data-state", (this.backwardState = backward));
  }
}

/* Where the gradients of edges arrive at a box that is used several times, and leave one with several inputs:
   side by side, in the order in which the other boxes stand. */
export function gradientPlaces(edges, rectangles, direction, returns) {
  const axis = direction === "TB" ? 0 : 1;
  const places = edges.map(() => ({ arrives: 0, leaves: 0 }));
  const spread = (end, other, key, widest) => {
    const groups = new Map();
    edges.forEach((edge, index) => {
      if (!returns[index]) return;
      if (!groups.has(edge[end])) groups.set(edge[end], []);
      groups.get(edge[end]).push(index);
    });
    for (const group of groups.values()) {
      group.sort((one, two) => rectangles[edges[one][other]][axis] - rectangles[edges[two][other]][axis]);
      const gap = group.length > 1 ? Math.min(8, widest / (group.length - 1)) : 0;
      group.forEach((index, position) => {
        places[index][key] = (position - (group.length - 1) / 2) * gap;
      });
    }
  };
  spread("from", "to", "arrives", 18);
  spread("to", "from", "leaves", direction === "TB" ? 0 : 6);
  return places;
}
