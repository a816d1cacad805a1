/* Where the numbers of a large array come from. What the bundle holds is drawn at once: all of it, or a corner over
   the means of blocks. With a kernel the rest is asked for, window by window, as fine as the screen can show
   (`tensorlab/lab/array_window.py` answers). Next: `value_view.js`. */

import { TracedArray, decoded } from "./arrays.js";
import { heat } from "./colours.js";
import { decimalsFor, entryText } from "./numbers.js";
import { bitmapOf, heatColour } from "./value_canvas.js";
import { overviewOf } from "./value_statistics.js";
import { lineLength } from "./value_table.js";

const PATIENCE = 90; // milliseconds without a move, before the kernel is asked
const SPARE = 0.2; // of the window, on every side
const MOST_WINDOWS = 16;
const LONGEST_TEXT = 32; // characters of a text in a cell

/* One slice of an array as a table for `value_canvas.js`. `position` says which slice; `ask(content)` is the kernel,
   or null; `arrived()` is called when a window has come. */
export class SliceTableau {
  constructor(array, position, ask, arrived) {
    const { shape } = array;
    this.array = array;
    this.position = position;
    this.ask = array.isWhole ? null : ask;
    this.arrived = arrived;
    this.wrapped = shape.length === 1 && lineLength(shape[0]) < shape[0];
    this.columns = shape.length === 1 ? lineLength(shape[0]) : shape.length ? shape[shape.length - 1] : 1;
    this.rows = shape.length > 1 ? shape[shape.length - 2] : Math.ceil(array.size / this.columns);
    this.square = false;
    this.leftAligned = array.dtype === "string";
    const { low, high, largest, odd } = array.range();
    this.largest = largest || (array.dtype === "bool" ? 1 : 0);
    this.decimals = array.numeric ? this.decimalsOf(largest) : 0;
    this.characters = this.widest(low, high, odd);
    this.local = this.localPart();
    this.windows = [];
    this.bitmaps = new Map();
  }

  /* What of this slice the bundle holds: { rows, columns, start, stride }, or null. */
  localPart() {
    const { array } = this;
    const { stored, shape } = array;
    if (!shape.length) return { rows: 1, columns: 1, start: 0, stride: 1 };
    if (shape.length === 1) return { rows: Math.ceil(stored[0] / this.columns), columns: this.columns, start: 0, stride: this.columns };
    if (this.position.some((at, axis) => at >= stored[axis])) return null;
    const [rows, columns] = stored.slice(-2);
    const start = this.position.reduce((place, at, axis) => place * stored[axis] + at, 0) * rows * columns;
    return { rows, columns, start, stride: columns };
  }

  decimalsOf(largest) {
    const { array } = this;
    if (array.whole) return 0;
    const whole = array.isWhole && array.data.every((value) => Number.isInteger(value) || !Number.isFinite(value));
    return whole && largest < 1e7 ? 0 : decimalsFor(largest, false);
  }

  widest(low, high, odd) {
    const { array } = this;
    if (array.dtype === "string") return Math.min(LONGEST_TEXT, array.data.reduce((most, text) => Math.max(most, text.length), 4));
    if (array.dtype === "bool") return 5;
    if (array.complex) return 15;
    return Math.max(odd ? 3 : 2, ...[low, high].map((value) => entryText(value, this.decimals).length));
  }

  /* --- entries ------------------------------------------------------------------------------------------ */

  inside(row, column) {
    return row >= 0 && column >= 0 && row < this.rows && column < this.columns && (!this.wrapped || row * this.columns + column < this.array.size);
  }

  /* [array, index] of what holds an entry; null where only its surroundings are known, or nothing. */
  holder(row, column) {
    if (!this.inside(row, column)) return null;
    const { local, array } = this;
    if (local && row < local.rows && column < local.columns) {
      const index = row * local.stride + column;
      if (index < array.storedSize) return [array, local.start + index];
    }
    for (const window of this.windows) {
      if (!window.array || row < window.rows[0] || row >= window.rows[1] || column < window.columns[0] || column >= window.columns[1]) continue;
      return [window.array, (row - window.rows[0]) * (window.columns[1] - window.columns[0]) + column - window.columns[0]];
    }
    return null;
  }

  /* The very value; undefined where it is not here. */
  value(row, column) {
    const held = this.holder(row, column);
    return held ? held[0].at(held[1]) : undefined;
  }

  /* What is known of the block around an entry: { mean, low, high }, or null. */
  around(row, column) {
    for (const window of this.windows) {
      if (window.array || row < window.rows[0] || row >= window.rows[1] || column < window.columns[0] || column >= window.columns[1]) continue;
      const at = Math.floor((row - window.rows[0]) / window.block[0]) * window.wide + Math.floor((column - window.columns[0]) / window.block[1]);
      return { mean: window.means[at], low: window.low[at], high: window.high[at], block: window.block };
    }
    const means = this.hasOverview() ? overviewOf(this.array) : null;
    return means ? { mean: means.at(Math.floor(row / means.lines), Math.floor(column / means.entries)), block: [means.lines, means.entries] } : null;
  }

  /* How a cell with room for a number is drawn. */
  cell(row, column) {
    const held = this.holder(row, column);
    if (!held) return null;
    const [array, index] = held;
    const value = array.at(index);
    const weight = array.weight(index);
    if (typeof value === "string") return { text: value.length > this.characters ? `${value.slice(0, this.characters - 1)}…` : value };
    const text = entryText(value, this.decimals);
    if (!Number.isFinite(weight)) return { text, odd: true };
    const { ground, text: ink } = heat(weight, this.largest);
    return { text, ground, ink };
  }

  positionAt(row, column) {
    const rank = this.array.shape.length;
    return rank > 1 ? [...this.position, row, column] : rank ? [row * this.columns + column] : [];
  }

  rowName(row) {
    return String(this.wrapped ? row * this.columns : row);
  }

  columnName(column) {
    return this.wrapped ? `+${column}` : String(column);
  }

  /* --- pictures ----------------------------------------------------------------------------------------- */

  hasOverview() {
    return this.array.shape.length < 3 && Boolean(overviewOf(this.array));
  }

  /* From coarse to fine. */
  layers() {
    const found = [];
    const means = this.hasOverview() ? overviewOf(this.array) : null;
    if (means) found.push(this.layer("means", [0, means.rows * means.lines], [0, means.columns * means.entries], means.rows, means.columns, (row, column) => heatColour(means.at(row, column), means.scale)));
    const windows = [...this.windows].sort((one, other) => other.block[0] * other.block[1] - one.block[0] * one.block[1]);
    for (const window of windows) {
      const weight = (at) => (window.array ? window.array.weight(at) : window.means[at]);
      found.push(this.layer(window, [window.rows[0], window.rows[0] + window.tall * window.block[0]], [window.columns[0], window.columns[0] + window.wide * window.block[1]], window.tall, window.wide, (row, column) => heatColour(weight(row * window.wide + column), this.largest)));
    }
    const { local, array } = this;
    if (local && array.dtype !== "string" && array.size) {
      const colour = (row, column) => {
        const held = this.holder(row, column);
        return held ? heatColour(array.weight(held[1]), this.largest) : null;
      };
      found.push(this.layer("local", [0, local.rows], [0, local.columns], local.rows, local.columns, colour));
    }
    return found;
  }

  layer(key, rows, columns, high, wide, colour) {
    const bitmap = (tokens) => {
      const known = this.bitmaps.get(key);
      if (known && known.theme === tokens.surface) return known.made;
      const made = bitmapOf(high, wide, colour);
      this.bitmaps.set(key, { made, theme: tokens.surface });
      return made;
    };
    return { rows, columns, bitmap };
  }

  /* --- the kernel --------------------------------------------------------------------------------------- */

  /* The canvas shows these rows and columns, in which a block of entries is a few pixels. */
  need(rows, columns, block) {
    if (!this.ask) return;
    if (this.array.dtype === "string") block = [1, 1];
    const covers = (window) => window.block[0] <= block[0] && window.block[1] <= block[1] && window.rows[0] <= rows[0] && window.columns[0] <= columns[0] && window.rows[1] >= rows[1] && window.columns[1] >= columns[1];
    const { local } = this;
    if ((local && rows[1] <= local.rows && columns[1] <= local.columns) || this.windows.some(covers)) return;
    const wanted = { rows: grown(rows, this.rows, block[0]), columns: grown(columns, this.columns, block[1]), block };
    if (this.pending && covers(this.pending)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fetch(wanted), PATIENCE);
  }

  async fetch(wanted) {
    this.pending = wanted;
    try {
      const reply = await this.ask({ want: "window", position: this.position, ...wanted });
      this.windows.unshift(windowOf(reply));
      for (const gone of this.windows.splice(MOST_WINDOWS)) this.bitmaps.delete(gone);
      this.arrived(null);
    } catch (error) {
      this.arrived(error);
    } finally {
      if (this.pending === wanted) this.pending = null;
    }
  }

  destroy() {
    clearTimeout(this.timer);
    this.arrived = () => {};
  }
}

/* A window and a little more around it, from block to block. */
function grown([begin, end], size, block) {
  const spare = Math.ceil((end - begin) * SPARE);
  return [Math.max(0, Math.floor((begin - spare) / block) * block), Math.min(size, Math.ceil((end + spare) / block) * block)];
}

/* Bytes of an answer may begin anywhere; numbers must begin at a multiple of their size. */
export function bytesOf(view) {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice().buffer;
}

function windowOf(reply) {
  const { rows, columns, block, dtype, encoding } = reply;
  const [high, wide] = [Math.ceil((rows[1] - rows[0]) / block[0]), Math.ceil((columns[1] - columns[0]) / block[1])];
  const window = { rows, columns, block, tall: high, wide };
  if (!encoding) {
    const [means, low, highs] = reply.buffers.map((view) => new Float32Array(bytesOf(view)));
    return { ...window, means, low, high: highs };
  }
  const entry = { dtype, shape: [high, wide], stored: [high, wide] };
  if (encoding === "json") return { ...window, array: new TracedArray(entry, reply.json, null) };
  const count = high * wide * (dtype.startsWith("complex") ? 2 : 1);
  const { data, exact } = decoded(encoding, bytesOf(reply.buffers[0]), 0, count);
  return { ...window, array: new TracedArray(entry, data, null, exact) };
}
