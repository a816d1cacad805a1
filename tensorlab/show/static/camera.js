/* What part of the graph is seen: everything where that can be read, else a part that follows the cursor.
   Ctrl + wheel and two fingers zoom, dragging moves; a plain wheel is left to the page. */

const READABLE = 0.6; // below this scale, names in boxes are under 10 px
const LARGEST = 1.25;
const MARGIN = 14;

export class Camera {
  constructor(pane, world, calm) {
    this.pane = pane;
    this.paneSize = [0, 0]; // measured when it changes: asking the browser in the middle of a step is dear
    this.world = world;
    this.calm = calm; // returns true where motion is unwelcome
    this.size = [1, 1];
    this.view = { scale: 1, x: 0, y: 0 };
    this.chosen = null; // a scale that the reader chose
    this.frame = 0;
    this.pointers = new Map();
    pane.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    pane.addEventListener("pointerdown", (event) => this.press(event));
    pane.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) pane.addEventListener(end, (event) => this.release(event));
  }

  measure() {
    this.paneSize = [this.pane.clientWidth, this.pane.clientHeight];
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
    return Math.min(width / this.size[0], height / this.size[1], LARGEST);
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

  /* Look at the rectangle `target` ([x, y, width, height]): moved no further than needed. */
  follow(target, jump) {
    const scale = this.chosen || this.resting();
    const [width, height] = this.paneSize;
    const view = { scale, x: this.view.x, y: this.view.y };
    if (scale !== this.view.scale) {
      view.x = width / 2 - (target[0] + target[2] / 2) * scale;
      view.y = height / 2 - (target[1] + target[3] / 2) * scale;
    }
    view.x = kept(view.x, target[0] * scale, target[2] * scale, width);
    view.y = kept(view.y, target[1] * scale, target[3] * scale, height);
    view.x = bounded(view.x, this.size[0] * scale, width);
    view.y = bounded(view.y, this.size[1] * scale, height);
    this.moveTo(view, jump);
  }

  moveTo(view, jump) {
    cancelAnimationFrame(this.frame);
    const from = this.view;
    const far = Math.hypot(view.x - from.x, view.y - from.y) + 500 * Math.abs(view.scale - from.scale);
    this.view = view;
    if (jump || far < 1 || this.calm()) return this.apply(view);
    const begin = performance.now();
    const glide = (now) => {
      const share = Math.min(1, (now - begin) / 180);
      const eased = 1 - (1 - share) ** 3;
      const between = (key) => from[key] + (view[key] - from[key]) * eased;
      this.apply({ scale: between("scale"), x: between("x"), y: between("y") });
      if (share < 1) this.frame = requestAnimationFrame(glide);
    };
    this.frame = requestAnimationFrame(glide);
  }

  apply({ scale, x, y }) {
    this.world.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${scale.toFixed(4)})`);
  }

  /* Zoom by a factor around a point of the pane (its middle by default). */
  zoom(factor, x = this.paneSize[0] / 2, y = this.paneSize[1] / 2, jump = false) {
    const smallest = Math.min(this.fitting(), READABLE) * 0.8;
    const scale = Math.max(smallest, Math.min(2.5, this.view.scale * factor));
    const ratio = scale / this.view.scale;
    this.chosen = scale;
    this.moveTo({ scale, x: x - (x - this.view.x) * ratio, y: y - (y - this.view.y) * ratio }, jump);
  }

  reset() {
    this.chosen = null;
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = this.pane.getBoundingClientRect();
    this.zoom(Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) / 150), event.clientX - box.left, event.clientY - box.top, true);
  }

  press(event) {
    if (event.button > 0 || event.target.closest("button")) return;
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
      const box = this.pane.getBoundingClientRect();
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
