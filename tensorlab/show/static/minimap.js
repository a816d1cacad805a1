/* A small map of the whole graph, in a corner while not all of it is in view. Its frame is what is in view: drag it,
   or move it with the arrow keys. */

import { element } from "./dom.js";

const WIDEST = 208;
const HIGHEST = 120;
const LOWEST = 36;
const PAD = 6;
const TOKENS = ["--fwd", "--bwd", "--feed", "--var", "--line2", "--line", "--ink", "--sunken"];

export class Minimap {
  constructor(graph) {
    this.graph = graph;
    this.canvas = element("canvas", { "aria-hidden": "true" });
    this.window = element("div", { class: "tl-minimap-window" });
    this.cursor = element("i", { class: "tl-minimap-cursor", hidden: true });
    this.root = element(
      "div", { class: "tl-minimap", role: "group", tabindex: 0, "aria-label": graph.words.say("graph.map"), title: graph.words.say("graph.map"), hidden: true },
      this.canvas, this.window, this.cursor,
    );
    this.colours = null;
    this.waiting = 0;
    this.box = null;
    this.root.addEventListener("pointerdown", (event) => this.press(event));
    this.root.addEventListener("pointermove", (event) => this.root.hasPointerCapture(event.pointerId) && this.go(event, true));
    this.root.addEventListener("click", (event) => event.stopPropagation());
    this.root.addEventListener("keydown", (event) => this.key(event));
  }

  press(event) {
    event.stopPropagation();
    this.root.setPointerCapture(event.pointerId);
    this.root.focus({ preventScroll: true });
    this.go(event, false);
  }

  go(event, jump) {
    const place = this.canvas.getBoundingClientRect();
    this.graph.camera.centreOn((event.clientX - place.left) / this.scale[0], (event.clientY - place.top) / this.scale[1], jump);
  }

  key(event) {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const way = ways[event.key];
    if (!way || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const { view, paneSize } = this.graph.camera;
    const [x, y] = [0, 1].map((axis) => (paneSize[axis] * (0.5 + 0.25 * way[axis]) - [view.x, view.y][axis]) / view.scale);
    this.graph.camera.centreOn(x, y, false);
  }

  /* The graph was laid out anew, or the theme has changed. */
  redraw() {
    this.colours = null;
    this.place();
  }

  /* Shown where something is out of view, and large enough to have a map in the corner. */
  place() {
    const { camera, picture } = this.graph;
    const [width, height] = camera.paneSize;
    const hidden = !picture || !this.graph.drawings.length || camera.seesAll() || width < 500 || height < 240;
    // Whoever moved the map with the keys keeps the keys.
    if (hidden && this.root.contains(document.activeElement)) this.graph.tracer.root.focus({ preventScroll: true });
    if (this.root.hidden !== hidden) this.root.hidden = hidden;
    if (hidden) return;
    const share = Math.max(0.6, Math.min(1, width / 1000)); // of its usual size, so that it hides no more of a small pane
    const fit = share * Math.min(WIDEST / camera.size[0], HIGHEST / camera.size[1]);
    const wide = Math.max(Math.round(camera.size[0] * fit), LOWEST);
    const high = Math.max(Math.round(camera.size[1] * fit), LOWEST);
    this.scale = [wide / camera.size[0], high / camera.size[1]];
    const ratio = Math.min(3, globalThis.devicePixelRatio || 1);
    if (this.canvas.width !== wide * ratio || this.canvas.height !== high * ratio || !this.colours) {
      [this.canvas.width, this.canvas.height] = [wide * ratio, high * ratio];
      [this.canvas.style.width, this.canvas.style.height] = [`${wide}px`, `${high}px`];
      this.ratio = ratio;
    }
    this.paint();
    this.moved();
  }

  /* The camera has moved. */
  moved() {
    const { camera } = this.graph;
    if (this.root.hidden !== camera.seesAll() && this.graph.drawings.length) {
      if (!this.placing) {
        this.placing = true;
        this.place();
        this.placing = false;
      }
    }
    if (this.root.hidden || !this.scale) return;
    const { x, y, scale } = camera.shown;
    const [width, height] = camera.paneSize;
    const edge = (axis, at) => Math.max(0, Math.min(camera.size[axis], at)) * this.scale[axis];
    const [left, top] = [edge(0, -x / scale), edge(1, -y / scale)];
    const [right, bottom] = [edge(0, (width - x) / scale), edge(1, (height - y) / scale)];
    this.window.style.transform = `translate(${(left + PAD).toFixed(1)}px, ${(top + PAD).toFixed(1)}px)`;
    this.window.style.width = `${Math.max(6, right - left).toFixed(1)}px`;
    this.window.style.height = `${Math.max(6, bottom - top).toFixed(1)}px`;
  }

  /* A step was made: where the cursor is at once, the colours of the boxes when there is time. */
  stepped(box) {
    this.box = box ?? null;
    if (this.root.hidden) return;
    const drawing = this.box === null ? null : this.graph.boxes[this.box];
    if (this.cursor.hidden === Boolean(drawing)) this.cursor.hidden = !drawing;
    if (drawing) {
      const [x, y, width, height] = drawing.rectangle;
      this.cursor.style.transform = `translate(${((x + width / 2) * this.scale[0] + PAD).toFixed(1)}px, ${((y + height / 2) * this.scale[1] + PAD).toFixed(1)}px)`;
    }
    if (this.waiting) return;
    this.waiting = setTimeout(() => {
      this.waiting = 0;
      if (!this.root.hidden) this.paint();
    }, 120);
  }

  readColours() {
    const style = getComputedStyle(this.root);
    this.colours = Object.fromEntries(TOKENS.map((name) => [name.slice(2), style.getPropertyValue(name).trim() || "gray"]));
  }

  paint() {
    if (!this.colours) this.readColours();
    const context = this.canvas.getContext("2d");
    if (!context || !this.scale) return;
    const { colours } = this;
    const [wide, high] = this.scale.map((scale) => scale * this.ratio);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const fill = ([x, y, width, height], colour, alpha) => {
      context.globalAlpha = alpha;
      context.fillStyle = colour;
      context.fillRect(x * wide, y * high, Math.max(this.ratio, width * wide), Math.max(this.ratio, height * high));
    };
    for (const { rectangle } of this.graph.frames) fill(rectangle, colours.line2, 0.16);
    for (const drawing of this.graph.drawings) {
      const classes = drawing.className;
      const hue = { feed: colours.feed, variable: colours.var, update: colours.var, constant: colours.line2 }[drawing.group.dataset.style] || colours.fwd;
      if (classes.includes("tl-has-gradient")) fill(drawing.rectangle, colours.bwd, 0.9);
      else if (classes.includes("tl-done")) fill(drawing.rectangle, hue, 0.85);
      else fill(drawing.rectangle, classes.includes("tl-begun") ? hue : colours.line2, 0.55);
    }
    context.globalAlpha = 1;
  }
}
