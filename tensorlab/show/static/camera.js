/* What part of the graph is seen: everything where that can be read, else a part that follows the cursor.
   Ctrl + wheel and two fingers zoom, dragging moves; a plain wheel is left to the page, and so is a finger that
   swipes over a graph that is seen whole. */

const READABLE = 0.6; // below this scale, names in boxes are under 10 px
const LARGEST = 1.25; // a small graph is shown no larger than this, on a screen of usual size
const ROOMY = 1600; // pixels; in a wider pane it grows
const CLOSEST = 2.5;
const PAIR = 0.45; // no smaller than this, to have both ends of an edge in view
const MARGIN = 14;
const LEVELS = [[0.55, "full"], [0.36, "names"], [0, "blocks"]]; // names are then at least 9 px high
const SETTLE = 45; // milliseconds in which two thirds of the way are made
export const GLIDE = 3 * SETTLE; // and almost all of it

export class Camera {
  /* `calm()` says whether motion is unwelcome; `changed()` is called after every change of what is seen. */
  constructor(pane, world, calm, changed) {
    this.pane = pane;
    this.paneSize = [0, 0]; // measured when it changes: asking the browser in the middle of a step is dear
    this.world = world;
    this.calm = calm;
    this.changed = changed;
    this.size = [1, 1];
    this.view = { scale: 1, x: 0, y: 0 }; // where it is going
    this.shown = { scale: 1, x: 0, y: 0 }; // where it is
    this.chosen = null; // a scale that the reader chose
    this.frame = 0;
    this.moved = 0;
    this.pointers = new Map();
    pane.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    pane.addEventListener("pointerdown", (event) => this.press(event));
    pane.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) pane.addEventListener(end, (event) => this.release(event));
  }

  /* What shows the world: the pane without its padding. */
  ground() {
    return this.world.ownerSVGElement || this.pane;
  }

  measure() {
    const ground = this.ground();
    this.paneSize = [ground.clientWidth, ground.clientHeight];
  }

  setSize(width, height) {
    this.size = [Math.max(1, width), Math.max(1, height)];
  }

  room() {
    return this.paneSize.map((length) => Math.max(1, length - 2 * MARGIN));
  }

  /* The scale at which everything fits, and the one to use. */
  fitting() {
    const [width, height] = this.room();
    return Math.min(width / this.size[0], height / this.size[1], Math.max(LARGEST, width / ROOMY));
  }

  resting() {
    const fit = this.fitting();
    if (fit >= READABLE) return fit;
    const [width, height] = this.room();
    return Math.min(Math.max(width / this.size[0], height / this.size[1], READABLE + 0.1), 0.9);
  }

  fitsAll() {
    return this.chosen === null && this.fitting() >= READABLE;
  }

  /* Whether nothing of the graph is outside the pane. */
  seesAll() {
    return this.view.scale <= this.fitting() * 1.001;
  }

  level() {
    return LEVELS.find(([scale]) => this.view.scale >= scale)[1];
  }

  /* Look at the rectangle `target` ([x, y, width, height]): moved no further than needed. Of a `pair` of boxes
     both come into view, from a little further away if need be. */
  follow(target, jump, pair = null) {
    const [width, height] = this.paneSize;
    let scale = this.chosen || this.resting();
    let aim = target;
    if (pair && !this.fitsAll()) {
      const [x, y] = [Math.min(target[0], pair[0]), Math.min(target[1], pair[1])];
      const both = [x, y, Math.max(target[0] + target[2], pair[0] + pair[2]) - x, Math.max(target[1] + target[3], pair[1] + pair[3]) - y];
      const needed = Math.min((0.86 * width) / both[2], (0.86 * height) / both[3]);
      if (needed >= scale) aim = both;
      else if (this.chosen === null && needed >= PAIR) [scale, aim] = [needed, both];
    }
    const view = { scale, x: this.view.x, y: this.view.y };
    if (Math.abs(scale - this.view.scale) > 1e-6) {
      view.x = width / 2 - (aim[0] + aim[2] / 2) * scale;
      view.y = height / 2 - (aim[1] + aim[3] / 2) * scale;
    }
    view.x = kept(view.x, aim[0] * scale, aim[2] * scale, width);
    view.y = kept(view.y, aim[1] * scale, aim[3] * scale, height);
    this.moveTo(this.inside(view), jump);
  }

  inside(view) {
    const [width, height] = this.paneSize;
    return { scale: view.scale, x: bounded(view.x, this.size[0] * view.scale, width), y: bounded(view.y, this.size[1] * view.scale, height) };
  }

  /* Go there, and smoothly, from wherever the last move has come to. */
  moveTo(view, jump) {
    this.view = view;
    if (jump || this.calm()) {
      cancelAnimationFrame(this.frame);
      this.frame = 0;
      this.apply(view);
      return;
    }
    if (this.frame || !this.isAway()) return;
    let before = performance.now();
    const glide = (now) => {
      const share = 1 - Math.exp(-Math.max(1, now - before) / SETTLE);
      before = now;
      const between = (key) => this.shown[key] + (this.view[key] - this.shown[key]) * share;
      const next = { scale: between("scale"), x: between("x"), y: between("y") };
      this.shown = next;
      const away = this.isAway();
      this.frame = away ? requestAnimationFrame(glide) : 0;
      this.apply(away ? next : this.view);
    };
    this.frame = requestAnimationFrame(glide);
  }

  isAway() {
    const [from, to] = [this.shown, this.view];
    return Math.abs(to.x - from.x) + Math.abs(to.y - from.y) + 800 * Math.abs(to.scale - from.scale) > 1;
  }

  apply(view) {
    this.shown = view;
    const place = `translate(${view.x.toFixed(1)} ${view.y.toFixed(1)}) scale(${view.scale.toFixed(4)})`;
    if (place !== this.placed) this.world.setAttribute("transform", (this.placed = place));
    this.changed();
  }

  /* Zoom by a factor around a point of the pane (its middle by default). */
  zoom(factor, x = this.paneSize[0] / 2, y = this.paneSize[1] / 2, jump = false) {
    const smallest = Math.min(this.fitting(), READABLE) * 0.8;
    const scale = Math.max(smallest, Math.min(CLOSEST, this.view.scale * factor));
    const ratio = scale / this.view.scale;
    this.chosen = scale;
    this.moveTo({ scale, x: x - (x - this.view.x) * ratio, y: y - (y - this.view.y) * ratio }, jump);
  }

  /* Close to a rectangle, in the middle of the pane. */
  zoomTo(target, scale = 1) {
    const [width, height] = this.paneSize;
    this.chosen = scale;
    this.moveTo({ scale, x: width / 2 - (target[0] + target[2] / 2) * scale, y: height / 2 - (target[1] + target[3] / 2) * scale }, false);
  }

  /* The whole graph, however small it becomes. */
  overview() {
    const fit = this.fitting();
    this.chosen = fit >= READABLE ? null : fit;
    this.moveTo(this.inside({ scale: fit, x: 0, y: 0 }), false);
  }

  /* The point of the graph that is in the middle of the pane. */
  centreOn(x, y, jump) {
    const { scale } = this.view;
    this.chosen = this.chosen || scale;
    this.moveTo(this.inside({ scale, x: this.paneSize[0] / 2 - x * scale, y: this.paneSize[1] / 2 - y * scale }), jump);
  }

  /* The graph is drawn anew: what was at one place of it is now at another, and stays where it is on the screen. */
  reanchor(before, after) {
    for (const view of [this.view, this.shown]) {
      view.x += (before[0] - after[0]) * view.scale;
      view.y += (before[1] - after[1]) * view.scale;
    }
    this.moveTo({ ...this.view }, true);
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = this.ground().getBoundingClientRect();
    this.zoom(Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) / 150), event.clientX - box.left, event.clientY - box.top, true);
  }

  press(event) {
    if (event.button > 0 || event.target.closest("button, .tl-minimap, .tl-dear")) return;
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
    this.moved = 0;
  }

  drag(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = [event.clientX, event.clientY];
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    this.moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
    this.pointers.set(event.pointerId, now);
    if (others.length) {
      const distance = (place) => Math.hypot(place[0] - others[0][0], place[1] - others[0][1]) || 1;
      const box = this.ground().getBoundingClientRect();
      this.zoom(distance(now) / distance(before), others[0][0] - box.left, others[0][1] - box.top, true);
    } else if (this.moved > 4) {
      if (!this.pane.hasPointerCapture(event.pointerId)) this.pane.setPointerCapture(event.pointerId);
      this.chosen = this.chosen || this.view.scale;
      this.moveTo({ scale: this.view.scale, x: this.view.x + now[0] - before[0], y: this.view.y + now[1] - before[1] }, true);
    }
  }

  release(event) {
    this.pointers.delete(event.pointerId);
  }

  /* Whether the press that just ended moved the graph and so was no click. */
  wasDrag() {
    return this.moved > 4;
  }
}

/* Shift so that [at, at + length] lies within the pane with some room around it. */
function kept(shift, at, length, pane) {
  const margin = Math.min(0.16 * pane, Math.max(0, (pane - length) / 2));
  if (at + shift < margin) return margin - at;
  if (at + length + shift > pane - margin) return pane - margin - at - length;
  return shift;
}

/* No more empty room than needed: a world smaller than the pane stands in its middle. */
function bounded(shift, world, pane) {
  if (world + 2 * MARGIN <= pane) return (pane - world) / 2;
  return Math.max(pane - world - MARGIN, Math.min(MARGIN, shift));
}
