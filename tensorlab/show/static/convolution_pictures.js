/* The pictures of a convolution: one channel of an image as coloured pixels, with a window drawn upon it, and a small
   array as a grid of numbers. Read `convolution_view.js` next, which puts them side by side. */

import { heat } from "./colours.js";
import { drawn, element, setAttribute, setText } from "./dom.js";
import { entryText, decimalsFor, tiny } from "./numbers.js";

const LARGEST_PIXEL = 22;
const SMALLEST_PIXEL = 2;

export class Picture {
  /* `images`: what is shown; `room`: pixels of the screen that its longer side may take. */
  constructor(images, room) {
    this.images = images;
    const { rows, columns } = images.here;
    this.scale = Math.max(SMALLEST_PIXEL, Math.min(LARGEST_PIXEL, Math.floor(room / Math.max(rows, columns))));
    this.canvas = element("canvas", { width: columns, height: rows, class: "tl-conv-canvas", "aria-hidden": "true" });
    this.canvas.style.width = `${columns * this.scale}px`;
    this.canvas.style.height = `${rows * this.scale}px`;
    this.window = drawn("path", { class: "tl-conv-window" });
    this.region = drawn("path", { class: "tl-conv-region" });
    this.winner = drawn("path", { class: "tl-conv-winner" });
    this.marks = drawn("svg", { class: "tl-conv-marks", width: columns * this.scale, height: rows * this.scale, "aria-hidden": "true" }, this.region, this.window, this.winner);
    this.root = element("div", { class: "tl-conv-picture" }, this.canvas, this.marks);
  }

  /* Paint one channel of one image; colours are scaled over all that is here of the array, as in every heat map. */
  paint(n, c) {
    const { rows, columns } = this.images.here;
    const { largest } = this.images.array.range();
    const context = this.canvas.getContext("2d");
    const pixels = context.createImageData(columns, rows);
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const [red, green, blue] = heat(this.images.at(n, y, x, c), largest).rgb;
        pixels.data.set([red, green, blue, 255], 4 * (y * columns + x));
      }
    }
    context.putImageData(pixels, 0, 0);
  }

  /* `window`: the pixels under a window, some of them beyond the border; `won`: those that won; `region`: many pixels. */
  mark({ window = [], won = [], region = [] }) {
    setAttribute(this.window, "d", this.outline(window));
    setAttribute(this.region, "d", this.outline(region));
    setAttribute(this.winner, "d", won.map(([y, x]) => this.box(y, x, y, x, -1.5)).join(""));
  }

  /* The frame around pixels that stand close; of a spread filter each pixel. */
  outline(pixels) {
    if (!pixels.length) return "";
    const [ys, xs] = [0, 1].map((axis) => pixels.map((pixel) => pixel[axis]));
    const [top, bottom, left, right] = [Math.min(...ys), Math.max(...ys), Math.min(...xs), Math.max(...xs)];
    const frame = this.box(top, left, bottom, right, 1);
    const close = (bottom - top + 1) * (right - left + 1) <= pixels.length;
    return close ? frame : frame + pixels.map(([y, x]) => this.box(y, x, y, x, -1)).join("");
  }

  box(top, left, bottom, right, out) {
    const { scale } = this;
    return `M${left * scale - out} ${top * scale - out}H${(right + 1) * scale + out}V${(bottom + 1) * scale + out}H${left * scale - out}Z`;
  }

  /* The pixel at a place on the screen. */
  pixelAt(event) {
    const place = this.canvas.getBoundingClientRect();
    const { rows, columns } = this.images.here;
    const at = (offset, size, count) => Math.max(0, Math.min(count - 1, Math.floor((offset / size) * count)));
    return [at(event.clientY - place.top, place.height, rows), at(event.clientX - place.left, place.width, columns)];
  }
}

/* A small array as numbers on their colours: `cells[row][column]`, undefined beyond the border. */
export class NumberGrid {
  constructor(rows, columns) {
    this.size = columns > 4 || rows > 4 ? 37 : 40;
    const high = rows > 4 ? 24 : 28;
    this.cells = [];
    this.root = drawn("svg", { class: "tl-conv-grid", width: columns * this.size, height: rows * high, "aria-hidden": "true" });
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const ground = drawn("rect", { x: column * this.size + 0.5, y: row * high + 0.5, width: this.size - 1, height: high - 1, rx: 2 });
        const text = drawn("text", { x: (column + 0.5) * this.size, y: row * high + high / 2 + 4, "text-anchor": "middle" });
        this.root.append(ground, text);
        this.cells.push({ ground, text, row, column });
      }
    }
  }

  show(valueAt, largest, chosen = null) {
    const decimals = decimalsFor(largest, false);
    for (const { ground, text, row, column } of this.cells) {
      const value = valueAt(row, column);
      const known = value !== undefined && value !== null;
      const colour = known ? heat(value, largest) : { ground: "transparent", text: "inherit" };
      setAttribute(ground, "fill", colour.ground);
      setAttribute(ground, "class", known ? (chosen && chosen(row, column) ? "tl-conv-chosen" : null) : "tl-conv-beyond");
      setAttribute(text, "fill", known ? colour.text : null);
      setText(text, known ? short(value, decimals) : "0");
    }
  }
}

function short(value, decimals) {
  return decimals === null || decimals > 2 ? tiny(value) : entryText(value, decimals);
}
