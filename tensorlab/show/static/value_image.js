/* An array as images, when it looks like some: bytes, or floats from 0 to 1, whose shape is that of images. The rule
   can be wrong, so numbers are always one press away. Next: `value_view.js`. */

import { decoded } from "./arrays.js";
import { bitmapOf } from "./value_canvas.js";
import { bytesOf } from "./value_source.js";

const SMALLEST = 8; // pixels along each side
const SMALLEST_FLAT = 64; // entries of a row that may be an image
const MOST = 64; // images
const FEW = 4;
const GROUNDS = { byte: 255, share: 1 };

/* { count, high, wide, channels, sure } where an array may be images: [N, 784], [H, W], [N, H, W], [H, W, 3],
   [N, H, W, 1, 3 or 4]; else null. `sure` says that they are shown as images without being asked. */
export function imagesIn(array, fed) {
  const { shape, dtype } = array;
  const byte = dtype === "uint8";
  if (!array.numeric || !array.size || (!byte && !/^b?float/.test(dtype))) return null;
  const { low, high, odd } = array.range();
  if (!byte && (odd || low < 0 || high > 1 || low === high)) return null;
  const found = byShape(shape);
  return found && { ...found, top: byte ? GROUNDS.byte : GROUNDS.share, sure: byte || (fed && high <= 1) };
}

/* `path` says where a pixel stands in the array. */
function byShape(shape) {
  const last = shape[shape.length - 1];
  const large = (...sizes) => sizes.every((size) => size >= SMALLEST);
  const flat = last >= SMALLEST_FLAT && Number.isInteger(Math.sqrt(last)) ? Math.sqrt(last) : 0;
  const coloured = [1, 3, 4].includes(last);
  const one = { count: 1, channels: 1 };
  if (shape.length === 1) return flat ? { ...one, high: flat, wide: flat, path: (_, row, column) => [row * flat + column] } : null;
  if (shape.length === 2) {
    if (flat && shape[0] !== last) return { ...one, count: shape[0], high: flat, wide: flat, path: (image, row, column) => [image, row * flat + column] };
    return large(...shape) ? { ...one, high: shape[0], wide: last, path: (_, row, column) => [row, column] } : null;
  }
  if (shape.length === 3 && coloured && large(...shape.slice(0, 2))) return { count: 1, high: shape[0], wide: shape[1], channels: last, path: (_, row, column) => [row, column, ":"] };
  if (shape.length === 3 && large(...shape.slice(1))) return { ...one, count: shape[0], high: shape[1], wide: last, path: (image, row, column) => [image, row, column] };
  if (shape.length === 4 && coloured && large(shape[1], shape[2])) return { count: shape[0], high: shape[1], wide: shape[2], channels: last, path: (image, row, column) => [image, row, column, last > 1 ? ":" : 0] };
  return null;
}

/* The first few stored images in a row, as a small picture; null where none is stored whole. */
export function imageStrip(array, images) {
  const table = new ImageTableau(array, images, null, () => {}, FEW);
  return table.known ? table.layers()[0].bitmap() : null;
}

/* The images side by side, as a table of pixels for `value_canvas.js`. */
export class ImageTableau {
  constructor(array, images, ask, arrived, most = MOST) {
    Object.assign(this, images);
    this.most = most;
    this.array = array;
    this.arrived = arrived;
    this.one = this.high * this.wide * this.channels;
    this.data = array.data;
    this.known = this.wholeImages();
    this.ask = this.known < Math.min(most, this.count) ? ask : null;
    this.arrange();
    this.square = true;
    this.characters = 1;
  }

  /* How many of the stored images are whole. */
  wholeImages() {
    const { array } = this;
    if (array.isWhole) return this.count;
    const whole = this.count > 1 && array.stored.slice(1).every((size, axis) => size === array.shape[axis + 1]);
    return whole ? array.stored[0] : 0;
  }

  arrange() {
    this.shown = Math.max(1, Math.min(this.most, this.ask ? this.count : this.known));
    this.gap = this.shown > 1 ? Math.max(1, Math.round(this.wide / 14)) : 0;
    this.across = this.most === FEW ? this.shown : Math.min(this.shown, Math.max(1, Math.round(Math.sqrt(this.shown * 1.6 * (this.high / this.wide)))));
    this.rows = Math.ceil(this.shown / this.across) * (this.high + this.gap) - this.gap;
    this.columns = this.across * (this.wide + this.gap) - this.gap;
    this.made = null;
  }

  /* [image, row, column] of a pixel of the table; null between images. */
  pixel(row, column) {
    const [down, right] = [Math.floor(row / (this.high + this.gap)), Math.floor(column / (this.wide + this.gap))];
    const [inner, along] = [row % (this.high + this.gap), column % (this.wide + this.gap)];
    const image = down * this.across + right;
    return inner < this.high && along < this.wide && right < this.across && image < this.shown ? [image, inner, along] : null;
  }

  indexOf([image, row, column]) {
    return image * this.one + (row * this.wide + column) * this.channels;
  }

  inside(row, column) {
    return Boolean(this.pixel(row, column));
  }

  layers() {
    const colour = (row, column) => {
      const pixel = this.pixel(row, column);
      if (!pixel || pixel[0] >= this.known) return null;
      const index = this.indexOf(pixel);
      const at = (channel) => Math.round((this.data[index + channel] / this.top) * 255);
      return this.channels < 3 ? [at(0), at(0), at(0)] : [at(0), at(1), at(2)];
    };
    const bitmap = () => (this.made ||= bitmapOf(this.rows, this.columns, colour));
    return [{ rows: [0, this.rows], columns: [0, this.columns], bitmap }];
  }

  cell() {
    return null;
  }

  positionAt(row, column) {
    const pixel = this.pixel(row, column);
    return pixel && this.path(...pixel);
  }

  value(row, column) {
    const pixel = this.pixel(row, column);
    if (!pixel || pixel[0] >= this.known) return undefined;
    const index = this.indexOf(pixel);
    return this.channels === 1 ? this.data[index] : [...this.data.slice(index, index + this.channels)];
  }

  around() {
    return null;
  }

  rowName(row) {
    const pixel = this.pixel(row, 0);
    return pixel ? String(pixel[1]) : "";
  }

  columnName(column) {
    const pixel = this.pixel(0, column);
    return pixel ? String(pixel[2]) : "";
  }

  async need() {
    if (!this.ask || this.asked) return;
    this.asked = true;
    try {
      const reply = await this.ask({ want: "leading", count: this.count > 1 ? this.shown : this.array.shape[0] });
      this.known = this.count > 1 ? reply.count : 1;
      const { data } = decoded(reply.encoding, bytesOf(reply.buffers[0]), 0, this.count > 1 ? reply.count * this.one : this.array.size);
      this.data = data;
      this.made = null;
      this.arrived(null);
    } catch (error) {
      this.arrived(error);
    }
  }

  destroy() {
    this.arrived = () => {};
  }
}
