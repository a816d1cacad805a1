/* The graph: drawn once per layout; a step then changes only the boxes and edges that it touches.
   Next: `graph_folding.js` and `graph_scopes.js` (what is open), `box_drawing.js`, `group_drawing.js` and
   `edge_drawing.js` (how things look), `camera.js` (what part is seen), `graph_states.js` (what a step changes). */

import { BoxDrawing } from "./box_drawing.js";
import { Camera, GLIDE } from "./camera.js";
import { drawn, element, setAttribute } from "./dom.js";
import { DeviceFacts } from "./device_facts.js";
import { EdgeDrawing, gradientPlaces } from "./edge_drawing.js";
import { GraphAbout } from "./graph_about.js";
import { GraphFolding } from "./graph_folding.js";
import { layOutHere } from "./graph_layout.js";
import { GraphMarks } from "./graph_marks.js";
import { GraphScopes } from "./graph_scopes.js";
import { boxSize, estimatedWidth, hasSlot } from "./graph_sizes.js";
import { GraphStates } from "./graph_states.js";
import { FrameDrawing, GroupDrawing } from "./group_drawing.js";
import { PICTURE } from "./layer_pictures.js";
import { LoopDrawing } from "./loop_drawing.js";
import { legend } from "./legend.js";
import { Minimap } from "./minimap.js";

let patterns = 0; // ids of patterns must differ between all graphs on a page

export class GraphView {
  constructor(tracer) {
    this.tracer = tracer;
    this.bundle = tracer.bundle;
    this.words = tracer.words;
    this.direction = "";
    this.hatch = `tl-hatch-${patterns++}`;
    this.folding = new GraphFolding(this.bundle);
    this.world = drawn("g", { class: "tl-world" });
    this.svg = drawn("svg", { class: "tl-graph-drawing", role: "group" }, this.pattern(), this.world);
    this.facts = new DeviceFacts(this.bundle, this.words);
    this.legend = legend(this.bundle, this.words, this.facts);
    this.folded = element("p", { class: "tl-folded" }, this.words.plainText(this.bundle.folded));
    this.nothing = element("p", { class: "tl-nothing" }, this.words.say("graph.nothing"));
    this.pane = element("div", { class: "tl-pane tl-graph", "data-pane": "graph" }, this.svg, this.folded, this.legend, this.nothing);
    this.camera = new Camera(this.pane, this.world, () => tracer.calm(), () => this.viewChanged());
    this.minimap = new Minimap(this);
    this.zoomer = this.zoomButtons();
    this.pane.append(this.minimap.root, this.zoomer);
    this.devices = this.facts.signs(); // per box how its device is drawn, or null
    this.boxes = []; // per box of the bundle: the drawing it is shown by, its own or a group's
    this.edges = []; // per edge of the bundle: its drawing, or null inside a folded group
    this.drawings = []; // boxes and groups that are seen
    this.frames = [];
    this.joined = []; // drawings of edges
    this.picture = null;
    this.marks = new GraphMarks(this);
    this.states = new GraphStates(this);
    this.scopes = new GraphScopes(this);
    this.about = this.bundle.runs.length ? null : new GraphAbout(this);
    this.listen();
  }

  listen() {
    this.pane.addEventListener("click", (event) => this.click(event));
    this.pane.addEventListener("dblclick", (event) => {
      if (event.target === this.svg || event.target === this.pane) this.fit();
    });
    this.svg.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      const [group, head] = [event.target.closest(".tl-box"), event.target.closest(".tl-frame-head")];
      if (!group && !head) return;
      event.preventDefault();
      event.stopPropagation();
      if (head) this.scopes.close(this.frames.find((frame) => frame.head === head).number);
      else this.choose(this.drawings.find((drawing) => drawing.group === group), event.altKey);
    });
  }

  pattern() {
    return drawn(
      "defs", {},
      drawn("pattern", { id: this.hatch, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        drawn("path", { class: "tl-hatch-line", d: "M0 0V6" })),
    );
  }

  zoomButtons() {
    return element(
      "div", { class: "tl-zoomer", role: "group", "aria-label": this.words.say("graph.zoom") },
      ...["zoom.out", "zoom.in", "zoom.fit"].map((id) => this.tracer.commands.button(id)),
    );
  }

  /* --- marks ------------------------------------------------------------------------------------------------ */

  /* A feature marks boxes and edges: "hit" gives them the class tl-mark-hit. Null takes its marks away. */
  mark(feature, marks) {
    this.marks.mark(feature, marks);
  }

  /* Small chips at the upper left corner of boxes. Null takes a feature's chips away. */
  badge(feature, badges) {
    this.marks.badge(feature, badges);
  }

  /* --- drawing ---------------------------------------------------------------------------------------------- */

  /* What is laid out: a box, or a folded group as a box. */
  described({ group, box }) {
    if (!group || box !== null) return this.bundle.boxes[box];
    const inside = this.folding.boxesIn(group);
    const { label, name, layer } = this.folding.groups[group];
    const text = layer ? this.words.plainText(layer.short) : this.words.say("graph.boxes", { count: inside.length });
    return {
      title: label || name, label: "", style: "group", shape: "", symbol: text, countText: text,
      layer: layer ? layer.kind : null, extra: layer ? PICTURE.width + 22 : 0,
      slot: inside.some((one) => hasSlot(this.bundle.boxes[one])),
      inside,
    };
  }

  /* A layout from here, for a view that no stored one fits. */
  layOut(view, direction, lanes) {
    const described = view.items.map((item) => this.described(item));
    return layOutHere(view, described.map((box) => boxSize(box, direction)), described, direction, lanes);
  }

  /* The layout for the room there is. */
  layout(direction) {
    if (direction === this.direction) return;
    this.direction = direction;
    this.scopes.redraw();
  }

  /* Draw what is seen of the graph, at the places of a layout. `anchor` is a group that shall stay where it is. */
  draw(view, layout, anchor = null) {
    const before = anchor === null ? null : this.centreOf(anchor);
    this.picture = { view, layout, direction: this.direction };
    this.camera.setSize(layout.width, layout.height);
    const described = view.items.map((item) => this.described(item));
    const returns = view.edges.map(({ edges }) => edges.some((edge) => this.returnsGradient(edge)));
    const places = gradientPlaces(view.edges, layout.boxes, this.direction, returns);
    this.joined = view.edges.map((edge, index) =>
      new EdgeDrawing(edge, layout.edges[index], this.direction, layout.boxes[edge.from], layout.boxes[edge.to], returns[index], places[index]));
    this.drawings = view.items.map((item, index) => this.drawItem(item, described[index], layout.boxes[index]));
    this.frames = view.frames.map(({ group }, index) => this.drawFrame(group, layout.frames[index]));
    this.boxes = Array.from(view.shownAs, (item) => this.drawings[item]);
    this.edges = Array.from(view.edgeShownAs, (edge) => (edge < 0 ? null : this.joined[edge]));
    this.ring = drawn("path", { class: "tl-ring" });
    this.halo = drawn("path", { class: "tl-halo" });
    this.world.replaceChildren(
      drawn("g", { class: "tl-frames" }, ...this.frames.map((frame) => frame.group)),
      drawn("g", { class: "tl-rings" }, this.halo, this.ring),
      drawn("g", { class: "tl-edges" }, ...this.joined.map((edge) => edge.forward)),
      drawn("g", { class: "tl-edges" }, ...this.joined.map((edge) => edge.backward).filter(Boolean)),
      drawn("g", { class: "tl-frame-heads" }, ...this.frames.map((frame) => frame.head)),
      drawn("g", { class: "tl-boxes" }, ...this.drawings.map((drawing) => drawing.group)),
    );
    setAttribute(this.svg, "aria-label", this.words.say("graph.label", { boxes: this.words.say("graph.boxes", { count: this.drawings.length }), edges: this.words.say("graph.edges", { count: this.joined.length }) }));
    this.nothing.hidden = this.drawings.length > 0;
    this.zoomer.hidden = !this.drawings.length;
    const measures = this.drawings.map((drawing) => drawing.measured());
    this.drawings.forEach((drawing, index) => drawing.squeeze(measures[index]));
    this.level = "";
    this.states.forget();
    this.marks.remark();
    this.minimap.redraw();
    if (before && this.centreOf(anchor)) this.camera.reanchor(before, this.centreOf(anchor));
    this.viewChanged();
  }

  drawItem(item, described, rectangle) {
    if (item.group && item.box !== null) {
      const box = this.bundle.boxes[item.box];
      const loop = { group: item.group, box: item.box, kind: this.folding.groups[item.group].block };
      return new LoopDrawing(loop, box, this.bundle.nodes[box.node], rectangle, this.direction, this.describeGroup(item.group, "graph.open_group"), { hatch: this.hatch, device: this.devices[item.box] });
    }
    if (item.group) return new GroupDrawing(item.group, described, rectangle, this.direction, this.describeGroup(item.group, "graph.open_group"));
    const box = this.bundle.boxes[item.box];
    return new BoxDrawing(box, this.bundle.nodes[box.node], rectangle, this.direction, this.describe(box), { hatch: this.hatch, device: this.devices[item.box] });
  }

  drawFrame(group, rectangle) {
    const { label, name, layer } = this.folding.groups[group];
    const described = layer ? { kind: layer.kind, text: this.words.plainText(layer.short) } : null;
    return new FrameDrawing(group, label || name, rectangle, this.describeGroup(group, "graph.fold_group"), described);
  }

  /* The middle of a group on the canvas, folded or open. */
  centreOf(group) {
    const found = [...this.drawings, ...this.frames].find((drawing) => (drawing.loop ? drawing.loop.group : drawing.number) === group);
    if (!found) return null;
    const [x, y, width, height] = found.rectangle;
    return [x + width / 2, y + height / 2];
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
    const parts = [`${node.name || box.title}${node.type && node.type !== box.title ? ` (${node.type})` : ""}`];
    if (box.label && box.label !== box.title) parts.push(this.words.say("graph.called", { name: box.label }));
    return `${parts.join(", ")}. ${box.layer ? this.words.plainText(box.layer.sentence) : node.summary || ""}`.trim();
  }

  describeGroup(group, message) {
    const { name, layer } = this.folding.groups[group];
    const told = this.words.say(message, { name, boxes: this.words.say("graph.boxes", { count: this.folding.count[group] }) });
    return layer ? `${told} ${this.words.plainText(layer.sentence)}` : told;
  }

  /* --- the pointer ------------------------------------------------------------------------------------------ */

  click(event) {
    if (this.camera.wasDrag()) return;
    const head = event.target.closest(".tl-frame-head");
    if (head) {
      this.scopes.close(this.frames.find((frame) => frame.head === head).number);
      return;
    }
    const group = event.target.closest(".tl-box");
    if (!group) return;
    const onSlot = Boolean(event.target.closest(".tl-slot, .tl-slot-outline, .tl-gradient"));
    this.choose(this.drawings.find((drawing) => drawing.group === group), onSlot);
  }

  /* A box was asked for: its step; a folded group: what is inside. */
  choose(drawing, wantsGradient) {
    if (drawing.number !== undefined) {
      this.scopes.openByHand(drawing.number);
      return;
    }
    const box = this.bundle.boxes.indexOf(drawing.box);
    if (this.about) this.select(box);
    else if (drawing.loop && this.tracer.moment.step && this.tracer.moment.step.box === box && this.tracer.nesting.enterable()) this.tracer.nesting.enterHere();
    else this.go(box, wantsGradient);
  }

  go(box, wantsGradient) {
    const step = this.tracer.moment.timeline.stepOf(box, wantsGradient);
    if (step !== null) this.tracer.go(this.tracer.run, step);
    else this.tracer.nesting.goToBox(box, wantsGradient);
  }

  /* Show a box wherever it is: the groups around it open. */
  reveal(box) {
    this.scopes.reveal(box);
    this.camera.follow(this.boxes[box].rectangle, false);
  }

  /* Where nothing was run: the box that the reader looks at. */
  select(box) {
    this.selected = box;
    this.states.showPlain(box);
    if (this.boxes[box]) this.camera.follow(this.boxes[box].rectangle, false);
    this.about.show(box);
  }

  /* --- room and view ---------------------------------------------------------------------------------------- */

  /* The room has changed. */
  resize(direction) {
    this.camera.measure();
    this.layout(direction);
  }

  /* Colours have changed: the texts and strips of all boxes are to be made anew. */
  forget() {
    this.states.forget();
    this.minimap.redraw();
  }

  paneResized() {
    this.camera.measure();
    this.look(true);
    this.placeNotes();
  }

  placeNotes() {
    this.minimap.place();
    this.legend.place(this.drawings, this.frames, this.camera, this.pane, [this.zoomer, this.legend, this.folded]);
  }

  fit() {
    this.camera.overview();
    this.placeNotes();
  }

  zoomToCursor() {
    const { step } = this.tracer.moment;
    const box = step && step.box !== null && step.box !== undefined ? step.box : this.selected;
    if (box !== undefined && this.boxes[box]) this.camera.zoomTo(this.boxes[box].rectangle);
  }

  /* The camera has moved: names for what can be read, and the frame on the map. */
  viewChanged() {
    const level = this.camera.level();
    if (level !== this.level) {
      this.level = level;
      this.pane.dataset.level = level;
      for (const drawing of this.drawings) drawing.setLevel(level);
    }
    const { scale } = this.camera.view;
    if (this.frames.length && (this.namedAt !== scale || this.namedFor !== this.frames)) {
      [this.namedAt, this.namedFor] = [scale, this.frames];
      const taken = [];
      for (const frame of this.frames) frame.fitName(scale, cutTo, taken);
    }
    this.cull();
    const { shown } = this.camera;
    for (const frame of this.frames) frame.slide((4 - shown.x) / shown.scale, (2 - shown.y) / shown.scale);
    this.pane.toggleAttribute("data-whole", this.camera.seesAll());
    this.minimap.moved();
  }

  /* What is far out of view is not rendered: a step in a large graph should cost no more than in a small one. */
  cull() {
    const { camera } = this;
    const [width, height] = camera.paneSize;
    if (!width || !height || !this.drawings.length) return;
    const seen = [camera.view, camera.shown].map(({ scale, x, y }) => [-x / scale, -y / scale, (width - x) / scale, (height - y) / scale]);
    const [left, top] = [0, 1].map((side) => Math.min(seen[0][side], seen[1][side]));
    const [right, bottom] = [2, 3].map((side) => Math.max(seen[0][side], seen[1][side]));
    const known = this.rendered;
    if (known && known.drawings === this.drawings && left >= known.left && top >= known.top && right <= known.right && bottom <= known.bottom && right - left > (known.right - known.left) / 4) return;
    const [aside, above] = [(right - left) / 2, (bottom - top) / 2];
    const near = { drawings: this.drawings, left: left - aside, top: top - above, right: right + aside, bottom: bottom + above };
    this.rendered = near;
    for (const drawing of [...this.drawings, ...this.joined]) {
      const [x, y, wide, high] = drawing.rectangle;
      drawing.render(x < near.right && x + wide > near.left && y < near.bottom && y + high > near.top);
    }
  }

  /* Whether steps come faster than the camera glides from one to the next: then it goes along at once, and no step
     has to wait for the pictures of a way that is already past. */
  outrun() {
    const { run, stepNumber } = this.tracer.moment;
    const [place, now] = [`${run},${stepNumber}`, performance.now()];
    if (place === this.lookedAt) return this.hurried;
    this.hurried = now - (this.lookedSince || 0) < GLIDE;
    [this.lookedAt, this.lookedSince] = [place, now];
    return this.hurried;
  }

  look(jump) {
    if (!this.drawings.length) return;
    const { step } = this.tracer.moment;
    const target = step && step.box !== null && step.box !== undefined ? step.box : this.selected;
    const other = step && step.from_box !== null && step.from_box !== undefined ? this.boxes[step.from_box] : null;
    const at = jump || this.outrun();
    if (target !== undefined) this.camera.follow(this.boxes[target].rectangle, at, other && other.rectangle);
    else if (!step || this.camera.fitsAll()) this.camera.follow([0, 0, 1, 1], at);
  }

  /* --- a moment --------------------------------------------------------------------------------------------- */

  show(moment) {
    if (!this.drawings.length || !this.picture) return;
    if (!moment.step) {
      this.states.showPlain(this.selected);
      return;
    }
    this.states.show(moment);
    this.showRing(moment.step.box);
    this.look(false);
    this.scopes.follow(moment.step.box);
  }

  showRing(box) {
    const shown = box !== null && box !== undefined;
    const drawing = shown ? this.boxes[box] : null;
    for (const path of [this.ring, this.halo]) {
      setAttribute(path, "display", shown ? null : "none");
      if (shown) setAttribute(path, "d", drawing.ring);
    }
    // Whoever walks from box to box with the keys keeps the focus on the current one.
    if (shown && this.pane.contains(document.activeElement) && document.activeElement.closest(".tl-box")) {
      drawing.group.focus({ preventScroll: true });
    }
  }
}

/* A name cut to the room there is for it. */
function cutTo(name, size, room) {
  const letters = Array.from(name);
  const wide = estimatedWidth(name, size);
  if (wide <= room) return name;
  const kept = Math.floor((letters.length * room) / wide) - 1;
  return kept < 2 ? "" : `${letters.slice(0, kept).join("")}…`;
}
