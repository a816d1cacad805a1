/* The decision boundary: what a model with two inputs says everywhere between its data, after the run of the cursor.
   Its data comes from `tensorlab/record/boundary.py`. */

import { lastUpTo } from "./chart_scales.js";
import { drawn, element, setText } from "./dom.js";
import { grouped, plain } from "./numbers.js";
import { PlaneChart, colourOf, contour, mixedColour } from "./plane_chart.js";

const HUES = ["--heatN", "--heatP", "--fwd", "--bwd", "--var", "--feed"];
const EXACT_AFTER = 200; // milliseconds on one run, after which the kernel is asked for it

export class BoundaryChart extends PlaneChart {
  constructor(tracer, data) {
    const { words } = tracer;
    super(tracer, words.say("training.boundary"), "tl-boundary");
    this.data = data;
    this.grids = new Map(data.runs.map((run, place) => [run, this.decoded(data, place)]));
    const classes = [...new Set(data.points.map(([, , one]) => one))].sort();
    const about = words.say("training.boundary_of", { output: data.output, inputs: data.inputs });
    this.title.title = about;
    this.tellNotes([{ say: "training.boundary_of", with: { output: ["c", data.output], inputs: ["c", data.inputs] } }, ...data.notes]);
    this.notes.append(...this.legend());
    this.marks = data.points.map(([, , one]) => drawn("path", { class: "tl-data-point", "data-class": one % HUES.length }));
    this.classes = classes;
    this.hit.addEventListener("pointermove", (event) => this.hover(event));
    this.hit.addEventListener("pointerleave", () => this.hover(null));
  }

  /* Which symbol stands for which label. */
  legend() {
    const { words } = this.tracer;
    return this.data.classes.slice(0, HUES.length).map((name, one) => {
      const symbol = drawn("svg", { class: "tl-symbol-sample", viewBox: "0 0 12 12", "aria-hidden": "true" }, drawn("path", { class: "tl-data-point", "data-class": one, d: symbolPath(one, 6, 6, 4) }));
      return element("span", { class: "tl-class" }, symbol, words.say("training.class", { labels: this.data.labels, name }));
    });
  }

  decoded(data, place) {
    const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return { grid: bytes(data.grids[place]), winners: data.winners ? bytes(data.winners[place]) : null, batch: new Set(data.batches[place]) };
  }

  names() {
    return [`${this.data.inputs}[0]`, `${this.data.inputs}[1]`];
  }

  resize() {
    if (!this.frame(this.data.extent, this.names())) return;
    const size = this.data.points.length > 150 ? 3 : 4;
    this.data.points.forEach(([x, y, one], index) => this.marks[index].setAttribute("d", symbolPath(one, this.across.at(x), this.up.at(y), size)));
    this.line = drawn("path", { class: "tl-boundary-line" });
    this.moving.replaceChildren(this.line, ...this.marks, this.axisName);
    this.shown = null;
    this.showRun(this.tracer.run);
  }

  show(moment) {
    if (this.width) this.showRun(moment.run);
  }

  showRun(run) {
    if (!this.across) return;
    const known = [...this.grids.keys()].sort((a, b) => a - b);
    const nearest = known[Math.max(0, lastUpTo(known, run))];
    const theme = this.tracer.root.dataset.theme;
    if (nearest !== run) this.askFor(run);
    if (this.shown !== `${nearest},${theme}`) this.draw(nearest);
    this.shown = `${nearest},${theme}`;
    const number = grouped(this.tracer.bundle.runs[nearest].number);
    this.atRun = this.tracer.words.say("training.after_run", { number });
    if (!this.hovering) setText(this.readings, this.atRun);
    this.tellRun(run, this.tracer.words.say("training.boundary_told", { output: this.data.output, inputs: this.data.inputs, number, right: this.rightShare(nearest) }));
  }

  draw(run) {
    const { side, level, range } = this.data;
    const { grid, winners, batch } = this.grids.get(run);
    const ground = colourOf(this.tracer.root, "--surface");
    const hues = HUES.map((name) => colourOf(this.tracer.root, name));
    const value = (index) => range[0] + (grid[index] / 255) * (range[1] - range[0]);
    const reach = Math.max(level - range[0], range[1] - level) || 1;
    if (winners) this.paint(side, (index) => mixedColour(ground, hues[winners[index] % hues.length], 0.1 + (0.4 * grid[index]) / 255));
    else this.paint(side, (index) => {
      const away = (value(index) - level) / reach;
      return mixedColour(ground, hues[away < 0 ? 0 : 1], 0.5 * Math.min(1, Math.abs(away)) ** 0.8);
    });
    const x = (column) => this.left + (column / (side - 1)) * (this.right - this.left);
    const y = (row) => this.top + (row / (side - 1)) * (this.bottom - this.top);
    const lines = winners
      ? [...new Set(winners)].map((one) => contour(side, (c, r) => (winners[r * side + c] === one ? 1 : -1) * (grid[r * side + c] / 255 + 1e-6), 0, x, y))
      : [contour(side, (c, r) => value(r * side + c), level, x, y)];
    this.line.setAttribute("d", lines.join(""));
    this.marks.forEach((mark, index) => mark.classList.toggle("tl-fed", batch.has(index)));
  }

  valueAt(run, across, up) {
    const { side, extent, range } = this.data;
    const { grid, winners } = this.grids.get(run);
    const column = Math.round(((across - extent[0]) / (extent[1] - extent[0])) * (side - 1));
    const row = Math.round(((extent[3] - up) / (extent[3] - extent[2])) * (side - 1));
    const index = Math.max(0, Math.min(side - 1, row)) * side + Math.max(0, Math.min(side - 1, column));
    return { value: range[0] + (grid[index] / 255) * (range[1] - range[0]), winner: winners ? winners[index] : null };
  }

  /* How many of the points lie on the side of their class, in percent. */
  rightShare(run) {
    const { points, level } = this.data;
    if (!this.data.labels) return "?";
    const right = points.filter(([x, y, one]) => {
      const { value, winner } = this.valueAt(run, x, y);
      return (winner === null ? Number(value > level) : winner) === one;
    });
    return plain(Math.round((100 * right.length) / Math.max(1, points.length)));
  }

  hover(event) {
    this.hovering = Boolean(event);
    if (!event) {
      setText(this.readings, this.atRun || "");
      return;
    }
    const { across, up } = this.pointAt(event);
    const run = Number((this.shown || "0").split(",")[0]);
    const { value, winner } = this.valueAt(run, across, up);
    const at = `(${plain(Number(across.toPrecision(3)))}, ${plain(Number(up.toPrecision(3)))})`;
    setText(this.readings, winner === null ? `${this.data.output} ${at} ≈ ${plain(Number(value.toPrecision(2)))}` : this.tracer.words.say("training.class_at", { at, number: winner }));
  }

  /* With a kernel, the boundary of just this run. */
  askFor(run) {
    const { tracer } = this;
    clearTimeout(this.timer);
    if (!tracer.hasKernel) return;
    this.timer = setTimeout(async () => {
      try {
        const { boundary } = await tracer.ask("training_series", { what: "boundary", run });
        if (boundary && boundary.runs.length) this.grids.set(boundary.runs[0], this.decoded(boundary, 0));
        if (tracer.run === run) this.showRun(run);
      } catch {
        // The nearest one stays; the kernel may be busy or gone.
      }
    }, EXACT_AFTER);
  }
}

/* Circle, square, triangle and so on: a class is told by its shape as well. */
export function symbolPath(number, x, y, size) {
  const at = (dx, dy) => `${(x + dx * size).toFixed(1)} ${(y + dy * size).toFixed(1)}`;
  switch (number % 4) {
    case 0:
      return `M${at(-1, 0)}a${size} ${size} 0 1 0 ${2 * size} 0a${size} ${size} 0 1 0 ${-2 * size} 0Z`;
    case 1:
      return `M${at(0, -1.25)}L${at(1.15, 0.85)}L${at(-1.15, 0.85)}Z`;
    case 2:
      return `M${at(-0.9, -0.9)}L${at(0.9, -0.9)}L${at(0.9, 0.9)}L${at(-0.9, 0.9)}Z`;
    default:
      return `M${at(0, -1.3)}L${at(1.1, 0)}L${at(0, 1.3)}L${at(-1.1, 0)}Z`;
  }
}
