/* The loss surface: the loss over two weights, or over two directions, and the path that training took. With one
   weight it is a curve. Its data comes from `tensorlab/record/surface.py`. */

import { asNumbers, lastUpTo } from "./chart_scales.js";
import { drawn, element, setAttribute, setText } from "./dom.js";
import { grouped, plain } from "./numbers.js";
import { PlaneChart, colourOf, contour, mixedColour } from "./plane_chart.js";

const LEVELS = 12;

export class SurfaceChart extends PlaneChart {
  constructor(tracer, data, variables = []) {
    super(tracer, tracer.words.say("training.surface", { loss: tracer.words.plainText(data.loss) }), "tl-surface");
    this.give(data);
    if (tracer.hasKernel) this.offerAxes(variables);
    this.hit.addEventListener("pointermove", (event) => this.hover(event));
    this.hit.addEventListener("pointerleave", () => this.hover(null));
    this.hit.addEventListener("pointerdown", (event) => {
      if (event.button > 0) return;
      const { x, y } = this.pointAt(event);
      const distance = ([px, py]) => Math.hypot(px - x, py - y);
      const best = this.pixels.reduce((found, point, index) => (distance(point) < distance(this.pixels[found]) ? index : found), 0);
      tracer.go(this.data.runs[best], tracer.stepNumber);
    });
  }

  give(data) {
    this.data = data;
    this.flat = data.axes.length === 1;
    this.values = data.values ? asNumbers(data.values) : null;
    this.finite = (this.values || []).filter(Number.isFinite).sort((a, b) => a - b);
    const [low, high] = [this.finite[0], this.finite[this.finite.length - 1]].map((value) => (value === undefined ? null : plain(Number(value.toPrecision(3)))));
    this.tellNotes([...(low === null || this.flat ? [] : [{ say: "training.shades", with: { low, high } }]), ...data.notes]);
    if (this.width) this.resize();
  }

  /* With a kernel, the loss over any two entries of the trained variables. */
  offerAxes(variables) {
    const { words } = this.tracer;
    const entries = variables.filter(({ kind, node }) => kind === "trained" && node !== null).flatMap(({ name, node, entries: some }) => some.map(({ at }) => ({ text: `${name}${at.length ? `[${at.join(",")}]` : ""}`, weight: [node, at] })));
    if (entries.length < 3) return;
    const select = (label, options) => element("select", { class: "tl-select", "aria-label": words.say(label) }, ...options.map(({ text, value }) => element("option", { value }, text)));
    const numbered = entries.map(({ text }, value) => ({ text, value }));
    const first = select("training.axis_across", [{ text: words.say("training.main_directions"), value: "" }, ...numbered]);
    const second = select("training.axis_up", numbered);
    second.value = 1;
    second.hidden = true;
    const chosen = async () => {
      second.hidden = first.value === "";
      const weights = first.value === "" ? [] : [...new Set([first.value, second.value])].map((number) => entries[number].weight);
      setText(this.readings, words.say("training.computing"));
      try {
        const { surface } = await this.tracer.ask("training_series", { what: "surface", weights });
        if (surface) this.give(surface);
      } catch (error) {
        this.tracer.notice(error.message);
      }
      setText(this.readings, this.atRun);
    };
    for (const one of [first, second]) one.addEventListener("change", chosen);
    this.place.after(element("div", { class: "tl-plane-axes" }, first, second));
  }

  names() {
    const { words } = this.tracer;
    const axes = this.data.axes.map(({ name, at, share }, number) => (name === null ? words.say("training.direction", { number: number + 1, share: plain(Math.round(share * 1000) / 10) }) : `${name}${at.length ? `[${at.join(",")}]` : ""}`));
    return this.flat ? [axes[0], words.plainText(this.data.loss)] : axes;
  }

  resize() {
    const { data } = this;
    const [low, high] = [this.finite[0] ?? 0, this.finite[this.finite.length - 1] ?? 1];
    const room = (high - low) / 20 || 0.5;
    if (!this.frame(this.flat ? [...data.extent, low - room, high + room] : data.extent, this.names())) return;
    this.pixels = data.path.map(([across, up]) => [this.across.at(across), this.up.at(this.flat ? this.curveAt(across) : up)]);
    const path = `M${this.pixels.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`;
    const few = this.pixels.length <= 60 ? this.pixels.map(([x, y]) => drawn("circle", { class: "tl-path-dot", cx: x.toFixed(1), cy: y.toFixed(1), r: 2 })) : [];
    const [beginX, beginY] = this.pixels[0];
    this.cursor = drawn("circle", { class: "tl-path-cursor", r: 6 });
    this.contours = drawn("g", {});
    this.moving.replaceChildren(
      this.contours,
      drawn("path", { class: "tl-path-ground", d: path }), drawn("path", { class: "tl-path", d: path }), ...few,
      drawn("circle", { class: "tl-path-begin", cx: beginX, cy: beginY, r: 4 }), this.cursor, this.axisName,
    );
    this.theme = null;
    this.showRun(this.tracer.run);
  }

  /* The loss of a model with one weight, between the points of the grid. */
  curveAt(across) {
    const { extent, side } = this.data;
    const place = Math.max(0, Math.min(side - 1, ((across - extent[0]) / (extent[1] - extent[0])) * (side - 1)));
    const [before, after] = [Math.floor(place), Math.ceil(place)];
    return this.values[before] + (this.values[after] - this.values[before]) * (place - before);
  }

  field(column, row) {
    const { side } = this.data;
    return this.values[(side - 1 - row) * side + column]; // the data has its rows from the bottom
  }

  draw() {
    const { side } = this.data;
    this.canvas.hidden = this.flat || !this.values;
    this.contours.replaceChildren();
    if (!this.values) return;
    const x = (column) => this.left + (column / (side - 1)) * (this.right - this.left);
    if (this.flat) {
      const points = this.values.map((value, column) => (Number.isFinite(value) ? `${x(column).toFixed(1)} ${this.up.at(value).toFixed(1)}` : ""));
      this.contours.append(drawn("path", { class: "tl-chart-line tl-line-loss", d: `M${points.filter(Boolean).join("L")}` }));
      return;
    }
    const [ground, dark] = [colourOf(this.tracer.root, "--surface"), colourOf(this.tracer.root, "--fwd")];
    // By rank: a surface that is steep at its border would else be flat in the middle, where the path is.
    const rank = (value) => lastUpTo(this.finite, value) / Math.max(1, this.finite.length - 1);
    this.paint(side, (index) => {
      const value = this.field(index % side, Math.floor(index / side));
      return Number.isFinite(value) ? mixedColour(ground, dark, 0.04 + 0.42 * rank(value)) : mixedColour(ground, colourOf(this.tracer.root, "--bwd"), 0.5);
    });
    const y = (row) => this.top + (row / (side - 1)) * (this.bottom - this.top);
    for (let number = 1; number < LEVELS; number++) {
      const level = this.finite[Math.floor((number / LEVELS) * (this.finite.length - 1))];
      this.contours.append(drawn("path", { class: "tl-contour", d: contour(side, (c, r) => this.field(c, r), level, x, y) }, drawn("title", {}, plain(Number(level.toPrecision(3))))));
    }
  }

  show(moment) {
    if (this.width) this.showRun(moment.run);
  }

  showRun(run) {
    if (!this.across) return;
    const theme = this.tracer.root.dataset.theme;
    if (this.theme !== theme) this.draw();
    this.theme = theme;
    const place = Math.max(0, lastUpTo(this.data.runs, run));
    const [x, y] = this.pixels[place];
    setAttribute(this.cursor, "cx", x.toFixed(1));
    setAttribute(this.cursor, "cy", y.toFixed(1));
    const { words, bundle } = this.tracer;
    const number = grouped(bundle.runs[this.data.runs[place]].number);
    this.atRun = words.say("training.after_run", { number });
    if (!this.hovering) setText(this.readings, this.atRun);
    const names = this.names();
    const point = this.data.path[place].map((value, axis) => `${names[axis]} ${plain(value)}`).join(", ");
    const [low, high] = [this.finite[0], this.finite[this.finite.length - 1]].map((value) => (value === undefined ? "?" : plain(Number(value.toPrecision(3)))));
    this.tellRun(run, words.say("training.surface_told", { loss: words.plainText(this.data.loss), number, point, low, high }));
  }

  hover(event) {
    this.hovering = Boolean(event);
    if (!event || !this.values) {
      setText(this.readings, this.atRun || "");
      return;
    }
    const { across, up } = this.pointAt(event);
    const { side, extent } = this.data;
    const grid = (value, low, high) => Math.max(0, Math.min(side - 1, Math.round(((value - low) / (high - low)) * (side - 1))));
    const value = this.flat ? this.curveAt(across) : this.values[grid(up, extent[2], extent[3]) * side + grid(across, extent[0], extent[1])];
    setText(this.readings, this.tracer.words.say("training.loss_there", { value: plain(Number(Number(value).toPrecision(3))) }));
  }
}
