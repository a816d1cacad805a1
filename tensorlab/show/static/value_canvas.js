/* A table of any size on a canvas: wheel, pinch, keys and buttons zoom it, dragging and the arrow keys move it, and
   numbers appear where cells have room for them. What it shows is a "tableau" (`value_source.js`):
   { rows, columns, largest, characters, square, layers(), inside(row, column), cell(row, column), rowName(row),
   columnName(column), need(rows, columns, block) }. Next: `value_source.js`. */

import { heat, oddColour } from "./colours.js";
import { element } from "./dom.js";

const RULER = { left: 52, top: 22 };
const NUMBERS = 22; // pixels: the height of a cell with a number in it
const SMALLEST_NUMBERS = 17;
const CHARACTER = 7.3;
const LARGEST = 96;
const ZOOM = 1.3;
const NICE = [1, 2, 5];

export class ValueCanvas {
  constructor(words, onPoint) {
    this.words = words;
    this.onPoint = onPoint;
    this.canvas = element("canvas", { "aria-hidden": "true" });
    this.root = element("div", { class: "tl-value-canvas", tabindex: 0, role: "application", "aria-roledescription": words.say("values.map_role") }, this.canvas);
    this.context = this.canvas.getContext("2d");
    this.pointers = new Map();
    this.cursor = null;
    this.listen();
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.root);
  }

  /* --- what is shown ------------------------------------------------------------------------------------ */

  show(tableau, keep = false) {
    this.tableau = tableau;
    if (!keep || !this.view) this.view = null;
    this.cursor = keep && this.cursor ? this.within(this.cursor) : [0, 0];
    this.resize();
    this.point(...this.cursor, false);
  }

  within([row, column]) {
    return [Math.max(0, Math.min(this.tableau.rows - 1, row)), Math.max(0, Math.min(this.tableau.columns - 1, column))];
  }

  resize() {
    const [width, height] = [this.root.clientWidth, this.root.clientHeight];
    if (!width || !height || !this.tableau) return;
    const ratio = devicePixelRatio || 1;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.ratio = ratio;
    this.width = width - RULER.left;
    this.height = height - RULER.top;
    if (!this.view || this.untouched) this.begin();
    this.clamp();
    this.draw();
  }

  /* Cells are square while they are small; a number needs more width than height. */
  cellWidth(size = this.view.size) {
    if (this.tableau.square) return size;
    const wide = Math.max(NUMBERS, this.tableau.characters * CHARACTER + 12);
    if (size >= NUMBERS) return (wide * size) / NUMBERS;
    const share = Math.max(0, (size - 10) / (NUMBERS - 10));
    return size + (wide - NUMBERS) * share;
  }

  /* The size at which everything is seen. */
  fitting() {
    const { rows, columns } = this.tableau;
    let [low, high] = [0.01, LARGEST];
    for (let round = 0; round < 30; round++) {
      const middle = (low + high) / 2;
      if (middle * rows <= this.height && this.cellWidth(middle) * columns <= this.width) low = middle;
      else high = middle;
    }
    return low;
  }

  /* At first: with numbers if all of them have room, or if the array is so long and narrow that little else helps. */
  begin() {
    this.untouched = true;
    const fitting = this.fitting();
    const narrow = fitting < 6 && this.tableau.columns * this.cellWidth(NUMBERS) <= this.width;
    const most = this.tableau.square ? LARGEST : 34;
    this.view = { x: 0, y: 0, size: narrow ? NUMBERS : Math.min(fitting, most) };
  }

  clamp() {
    const { rows, columns } = this.tableau;
    const { view } = this;
    view.size = Math.max(Math.min(this.fitting(), NUMBERS), Math.min(LARGEST, view.size));
    view.x = Math.max(0, Math.min(view.x, columns - this.width / this.cellWidth()));
    view.y = Math.max(0, Math.min(view.y, rows - this.height / view.size));
  }

  /* --- moving ------------------------------------------------------------------------------------------- */

  zoom(factor, at = [this.width / 2, this.height / 2]) {
    const { view } = this;
    this.untouched = false;
    const [column, row] = [view.x + at[0] / this.cellWidth(), view.y + at[1] / view.size];
    view.size *= factor;
    view.size = Math.max(Math.min(this.fitting(), NUMBERS), Math.min(LARGEST, view.size));
    view.x = column - at[0] / this.cellWidth();
    view.y = row - at[1] / view.size;
    this.clamp();
    this.draw();
  }

  zoomBy(steps) {
    const [row, column] = this.cursor;
    const at = [(column + 0.5 - this.view.x) * this.cellWidth(), (row + 0.5 - this.view.y) * this.view.size];
    const seen = at[0] >= 0 && at[0] <= this.width && at[1] >= 0 && at[1] <= this.height;
    this.zoom(ZOOM ** steps, seen ? at : undefined);
  }

  fit() {
    this.view = { x: 0, y: 0, size: this.fitting() };
    this.clamp();
    this.draw();
  }

  pan(right, down) {
    this.untouched = false;
    this.view.x -= right / this.cellWidth();
    this.view.y -= down / this.view.size;
    this.clamp();
    this.draw();
  }

  /* Put the cursor on a cell and bring it into view; `close` makes its number readable. */
  goTo(row, column, close = false) {
    [row, column] = this.within([row, column]);
    this.untouched = false;
    if (close && this.view.size < NUMBERS && !this.tableau.square) this.view.size = NUMBERS;
    const seen = (from, shown, at) => (at < from ? at : at + 1 > from + shown ? at + 1 - shown : from);
    const [wide, high] = [this.width / this.cellWidth(), this.height / this.view.size];
    if (close) [this.view.x, this.view.y] = [column + 0.5 - wide / 2, row + 0.5 - high / 2];
    else [this.view.x, this.view.y] = [seen(this.view.x, wide, column), seen(this.view.y, high, row)];
    this.clamp();
    this.point(row, column);
    this.draw();
  }

  move(down, right) {
    const [row, column] = this.cursor;
    this.goTo(row + down, column + right);
  }

  point(row, column, tell = true) {
    this.cursor = [row, column];
    this.onPoint(row, column, tell);
  }

  cellAt(event) {
    const box = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left - RULER.left, event.clientY - box.top - RULER.top];
    const [row, column] = [Math.floor(this.view.y + y / this.view.size), Math.floor(this.view.x + x / this.cellWidth())];
    const inside = x >= 0 && y >= 0 && row < this.tableau.rows && column < this.tableau.columns;
    return { row, column, inside, at: [x, y] };
  }

  listen() {
    const { root } = this;
    root.addEventListener("wheel", (event) => {
      event.preventDefault();
      if (event.shiftKey) this.pan(-event.deltaY - event.deltaX, 0);
      else this.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0018)), this.cellAt(event).at);
    }, { passive: false });
    root.addEventListener("pointerdown", (event) => {
      this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
      root.setPointerCapture(event.pointerId);
      this.dragged = false;
    });
    root.addEventListener("pointermove", (event) => this.moved(event));
    const released = (event) => {
      const cell = this.cellAt(event);
      if (this.pointers.delete(event.pointerId) && event.type === "pointerup" && !this.dragged && cell.inside) this.goTo(cell.row, cell.column);
    };
    root.addEventListener("pointerup", released);
    root.addEventListener("pointercancel", released);
  }

  moved(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) {
      const { row, column, inside } = this.cellAt(event);
      if (inside && (row !== this.cursor[0] || column !== this.cursor[1])) {
        this.point(row, column, false);
        this.draw();
      }
      return;
    }
    const now = [event.clientX, event.clientY];
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    if (others.length) {
      const distance = (place) => Math.hypot(place[0] - others[0][0], place[1] - others[0][1]);
      const box = this.canvas.getBoundingClientRect();
      this.zoom(distance(now) / Math.max(1, distance(before)), [(now[0] + others[0][0]) / 2 - box.left - RULER.left, (now[1] + others[0][1]) / 2 - box.top - RULER.top]);
      this.dragged = true;
    } else if (this.dragged || Math.hypot(now[0] - before[0], now[1] - before[1]) > 3) {
      this.pan(now[0] - before[0], now[1] - before[1]);
      this.dragged = true;
    } else return;
    this.pointers.set(event.pointerId, now);
  }

  /* --- drawing ------------------------------------------------------------------------------------------ */

  draw() {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      if (this.tableau && this.width) this.paint();
    });
  }

  paint() {
    const { context, view, tableau } = this;
    const style = getComputedStyle(this.root);
    this.tokens = Object.fromEntries(["ink", "ink2", "ink3", "surface", "sunken", "line", "bwd", "bwdI", "bwdF", "ring"].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
    this.mono = style.getPropertyValue("--mono").trim() || "monospace";
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.width + RULER.left, this.height + RULER.top);
    const [wide, high] = [this.cellWidth(), view.size];
    const rows = [Math.floor(view.y), Math.min(tableau.rows, Math.ceil(view.y + this.height / high))];
    const columns = [Math.floor(view.x), Math.min(tableau.columns, Math.ceil(view.x + this.width / wide))];
    const place = (row, column) => [RULER.left + (column - view.x) * wide, RULER.top + (row - view.y) * high];
    context.save();
    context.beginPath();
    context.rect(RULER.left, RULER.top, this.width, this.height);
    context.clip();
    context.imageSmoothingEnabled = false;
    for (const layer of tableau.layers()) {
      const [x, y] = place(layer.rows[0], layer.columns[0]);
      context.drawImage(layer.bitmap(this.tokens), x, y, (layer.columns[1] - layer.columns[0]) * wide, (layer.rows[1] - layer.rows[0]) * high);
    }
    if (!tableau.square && high >= SMALLEST_NUMBERS) this.paintCells(rows, columns, place, wide, high);
    if (this.cursor) this.paintCursor(place, wide, high);
    context.restore();
    this.paintRulers(rows, columns, place, wide, high);
    const block = [wide, high].map((size) => (size >= 3 ? 1 : 2 ** Math.ceil(Math.log2(3 / size))));
    tableau.need(rows, columns, [block[1], block[0]]);
  }

  paintCells(rows, columns, place, wide, high) {
    const { context, tableau, tokens } = this;
    context.font = `${high >= 30 ? 13.5 : 12}px ${this.mono}`;
    context.textBaseline = "middle";
    context.textAlign = tableau.leftAligned ? "left" : "right";
    for (let row = rows[0]; row < rows[1]; row++) {
      for (let column = columns[0]; column < columns[1]; column++) {
        const cell = tableau.cell(row, column);
        if (!cell) continue;
        const [x, y] = place(row, column);
        context.clearRect(x, y, wide, high);
        context.fillStyle = cell.odd ? tokens.bwdF : cell.ground || tokens.sunken;
        context.fillRect(x + 0.5, y + 0.5, wide - 1, high - 1);
        if (cell.odd) {
          context.strokeStyle = tokens.bwd;
          context.lineWidth = 1.5;
          context.strokeRect(x + 1.5, y + 1.5, wide - 3, high - 3);
        }
        context.fillStyle = cell.odd ? tokens.bwdI : cell.ink || tokens.ink;
        if (tableau.leftAligned) context.fillText(cell.text, x + 6, y + high / 2 + 0.5, wide - 8);
        else context.fillText(cell.text, x + wide - 6, y + high / 2 + 0.5, wide - 8);
      }
    }
  }

  paintCursor(place, wide, high) {
    const { context } = this;
    const [x, y] = place(...this.cursor);
    const [width, height] = [Math.max(wide, 6), Math.max(high, 6)];
    context.strokeStyle = this.tokens.surface;
    context.lineWidth = 4;
    context.strokeRect(x - (width - wide) / 2, y - (height - high) / 2, width, height);
    context.strokeStyle = this.tokens.ring || this.tokens.ink;
    context.lineWidth = 2;
    context.strokeRect(x - (width - wide) / 2, y - (height - high) / 2, width, height);
  }

  paintRulers(rows, columns, place, wide, high) {
    const { context, tableau, tokens } = this;
    const longest = (tableau.columnName(tableau.columns - 1) || "").length * 7 + 10;
    const stepFor = (size, room) => {
      for (let power = 1; ; power *= 10) for (const nice of NICE) if (nice * power * size >= room) return nice * power;
    };
    const [across, down] = [stepFor(wide, longest), stepFor(high, 15)];
    context.font = `11px ${this.mono}`;
    context.textBaseline = "middle";
    const write = (text, x, y, chosen) => {
      context.fillStyle = chosen ? tokens.ink : tokens.ink3;
      context.fillText(text, x, y);
    };
    context.textAlign = "center";
    for (let column = Math.ceil(columns[0] / across) * across; column < columns[1]; column += across) {
      const x = place(0, column)[0] + wide / 2;
      if (x >= RULER.left && x <= RULER.left + this.width) write(tableau.columnName(column), x, RULER.top / 2, column === this.cursor[1]);
    }
    context.textAlign = "right";
    for (let row = Math.ceil(rows[0] / down) * down; row < rows[1]; row += down) {
      const y = place(row, 0)[1] + high / 2;
      if (y >= RULER.top && y <= RULER.top + this.height) write(tableau.rowName(row), RULER.left - 8, y, row === this.cursor[0]);
    }
  }

  destroy() {
    this.observer.disconnect();
    cancelAnimationFrame(this.waiting);
  }
}

/* A picture of numbers, one pixel for each, made once and stretched by the canvas. `colour(row, column)` gives
   [red, green, blue], null for nothing there, or NaN for what is no number. */
export function bitmapOf(rows, columns, colour) {
  const canvas = element("canvas", { width: columns, height: rows });
  const context = canvas.getContext("2d");
  const image = context.createImageData(columns, rows);
  const { data } = image;
  const odd = oddColour();
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at += 4) {
      const found = colour(row, column);
      if (found === null) continue;
      const rgb = Number.isNaN(found) ? odd : found;
      [data[at], data[at + 1], data[at + 2]] = rgb;
      data[at + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/* The colour of a number in a heat map, for `bitmapOf`. */
export function heatColour(weight, largest) {
  return Number.isFinite(weight) ? heat(weight, largest).rgb : NaN;
}
