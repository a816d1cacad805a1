/* A picture over a plane: a field of colours, contour lines, and what lies on it. The decision boundary and the loss
   surface are such pictures. Next: `boundary_chart.js`, `surface_chart.js`. */

import { textWidth } from "./axis_labels.js";
import { Scale } from "./chart_scales.js";
import { drawn, element, setAttribute, setText } from "./dom.js";
import { runKeys } from "./line_chart.js";

const PLANE_TOP = 8;
const PLANE_FOOT = 20;

export class PlaneChart {
  constructor(tracer, title, className) {
    this.tracer = tracer;
    this.title = element("h2", { class: "tl-chart-title" }, title);
    this.readings = element("span", { class: "tl-chart-readings" });
    this.told = element("p", { class: "tl-unseen" });
    this.notes = element("p", { class: "tl-chart-notes" });
    this.canvas = element("canvas", { class: "tl-plane-field", "aria-hidden": "true" });
    this.still = drawn("g", { "aria-hidden": "true" });
    this.moving = drawn("g", { "aria-hidden": "true" });
    this.hit = drawn("rect", { class: "tl-hit", role: "slider", tabindex: 0, "aria-label": tracer.words.say("training.run_of_chart", { title }) });
    this.svg = drawn("svg", { class: "tl-chart-drawing" }, this.still, this.moving, this.hit);
    this.place = element("div", { class: "tl-chart-place" }, this.canvas, this.svg);
    this.controls = element("span", { class: "tl-plane-controls" });
    this.root = element("figure", { class: `tl-chart tl-plane ${className}` }, element("figcaption", {}, this.title, this.controls, this.readings), this.place, this.notes, this.told);
    this.hit.addEventListener("keydown", (event) => runKeys(tracer, event));
  }

  tellNotes(notes) {
    const { words } = this.tracer;
    this.notes.replaceChildren(...notes.flatMap((note, index) => [index ? " " : "", ...words.rich(note)]));
    this.notes.title = notes.map((note) => words.plainText(note)).join(" ");
  }

  /* The frame: where the plane's corners are, and ticks. `extent`: [left, right, bottom, top]; `names`: of both axes. */
  frame(extent, names) {
    const [width, height] = [this.place.clientWidth, this.place.clientHeight];
    [this.width, this.height] = [width, height];
    if (!width || height < 40) return false;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const bottom = height - PLANE_FOOT;
    const up = new Scale(extent[2], extent[3], bottom, PLANE_TOP);
    const upTicks = up.ticks(Math.max(2, Math.floor((bottom - PLANE_TOP) / 48)));
    const left = Math.max(30, ...upTicks.map(({ text }) => textWidth(text) + 10));
    const right = width - 4;
    this.across = new Scale(extent[0], extent[1], left, right);
    this.up = up;
    [this.left, this.right, this.top, this.bottom] = [left, right, PLANE_TOP, bottom];
    const acrossTicks = this.across.ticks(Math.max(2, Math.floor((right - left) / 76)));
    const inside = ({ value, text }) => this.across.at(value) + textWidth(text) / 2 < right - textWidth(names[0]) - 8;
    this.still.replaceChildren(
      drawn("rect", { class: "tl-plane-frame", x: left, y: PLANE_TOP, width: right - left, height: bottom - PLANE_TOP }),
      ...upTicks.filter(({ value }) => up.at(value) > PLANE_TOP + 4).map(({ value, text }) => drawn("text", { class: "tl-chart-tick", x: left - 6, y: up.at(value) + 4, "text-anchor": "end" }, text)),
      ...acrossTicks.filter(inside).map(({ value, text }) => drawn("text", { class: "tl-chart-tick", x: this.across.at(value), y: bottom + 15, "text-anchor": "middle" }, text)),
      drawn("text", { class: "tl-axis-name", x: right, y: bottom + 15, "text-anchor": "end" }, names[0]),
    );
    this.axisName = drawn("text", { class: "tl-axis-name tl-axis-name-inside", x: left + 6, y: PLANE_TOP + 15 }, names[1]);
    for (const [name, value] of Object.entries({ x: left, y: PLANE_TOP, width: right - left, height: bottom - PLANE_TOP })) this.hit.setAttribute(name, value);
    Object.assign(this.canvas.style, { left: `${left}px`, top: `${PLANE_TOP}px`, width: `${right - left}px`, height: `${bottom - PLANE_TOP}px` });
    this.hit.setAttribute("aria-valuemin", 1);
    this.hit.setAttribute("aria-valuemax", this.tracer.bundle.runs.length);
    return true;
  }

  /* Paint the field: `colour(index)` gives [red, green, blue] of a point of the grid, row by row from the top. */
  paint(side, colour) {
    this.canvas.width = side;
    this.canvas.height = side;
    const context = this.canvas.getContext("2d");
    const picture = context.createImageData(side, side);
    for (let index = 0; index < side * side; index++) picture.data.set([...colour(index), 255], 4 * index);
    context.putImageData(picture, 0, 0);
  }

  /* Where the pointer is on the plane. */
  pointAt(event) {
    const box = this.svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) * this.width) / Math.max(1, box.width);
    const y = ((event.clientY - box.top) * this.height) / Math.max(1, box.height);
    return { x, y, across: this.across.value(x), up: this.up.value(y) };
  }

  tellRun(run, text) {
    setAttribute(this.hit, "aria-valuenow", run + 1);
    setAttribute(this.hit, "aria-valuetext", text);
    setText(this.told, text);
  }
}

/* A colour between two, "#rrggbb" each, as [red, green, blue]. */
export function mixedColour(from, to, share) {
  return [1, 3, 5].map((at) => {
    const [one, other] = [from, to].map((hex) => parseInt(hex.slice(at, at + 2), 16));
    return Math.round(one + (other - one) * share);
  });
}

export function colourOf(root, name) {
  const text = getComputedStyle(root).getPropertyValue(name).trim();
  return /^#[0-9a-f]{6}$/i.test(text) ? text : "#000000";
}

/* Where a field crosses a level: the path of a contour line (marching squares). `at(column, row)` is the field, `x`
   and `y` turn places of the grid into pixels. */
export function contour(side, at, level, x, y) {
  let path = "";
  for (let row = 0; row + 1 < side; row++) {
    for (let column = 0; column + 1 < side; column++) {
      const corners = [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1]];
      const values = corners.map(([c, r]) => at(c, r) - level);
      if (values.some((value) => !Number.isFinite(value))) continue;
      const crossings = [];
      for (let edge = 0; edge < 4; edge++) {
        const [a, b] = [values[edge], values[(edge + 1) % 4]];
        if (a > 0 === b > 0) continue;
        const share = a / (a - b);
        const [[c1, r1], [c2, r2]] = [corners[edge], corners[(edge + 1) % 4]];
        crossings.push(`${x(c1 + (c2 - c1) * share).toFixed(1)} ${y(r1 + (r2 - r1) * share).toFixed(1)}`);
      }
      for (let pair = 0; pair + 1 < crossings.length; pair += 2) path += `M${crossings[pair]}L${crossings[pair + 1]}`;
    }
  }
  return path;
}
