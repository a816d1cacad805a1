/* Where a filter or a pooling window lies on an image, from the attributes of the node: the same arithmetic as in
   `tensorlab/ops/convolution_geometry.py`. And an array of four axes read as images or as filters.
   Next: `convolution_roles.js`. */

/* "(1, 2, 2, 1)" as numbers. */
export function numbersOf(text) {
  return (String(text || "").match(/-?\d+/g) || []).map(Number);
}

/* An array as images: `at(image, row, column, channel)`, undefined where it is not here; `here` how much of each is. */
export class Images {
  constructor(array, format = "NHWC") {
    this.array = array;
    const [image, row, column, channel] = format === "NCHW" ? [0, 2, 3, 1] : [0, 1, 2, 3];
    const sizes = (list) => ({ images: list[image], rows: list[row], columns: list[column], channels: list[channel] });
    Object.assign(this, sizes(array.shape));
    const { stored } = array;
    this.here = sizes(stored);
    const strides = stored.map((_, axis) => stored.slice(axis + 1).reduce((product, size) => product * size, 1));
    this.place = (n, y, x, c) => n * strides[image] + y * strides[row] + x * strides[column] + c * strides[channel];
  }

  has(n, y, x, c) {
    const { images, rows, columns, channels } = this.here;
    return n >= 0 && n < images && y >= 0 && y < rows && x >= 0 && x < columns && c >= 0 && c < channels;
  }

  at(n, y, x, c) {
    return this.has(n, y, x, c) ? Number(this.array.at(this.place(n, y, x, c))) : undefined;
  }
}

/* Filters: [row, column, channel, filter]. Of a depthwise convolution the filter's number follows from the channel. */
export class Filters {
  constructor(array) {
    this.array = array;
    [this.rows, this.columns, this.channels, this.filters] = array.shape;
    this.here = array.stored;
  }

  place(i, j, c, k) {
    const [, columns, channels, filters] = this.here;
    return ((i * columns + j) * channels + c) * filters + k;
  }

  has(i, j, c, k) {
    return i < this.here[0] && j < this.here[1] && c < this.here[2] && k < this.here[3];
  }

  at(i, j, c, k) {
    return this.has(i, j, c, k) ? Number(this.array.at(this.place(i, j, c, k))) : undefined;
  }
}

/* { rows, columns (of the window), step, spread, before: [down, along] }: row `y * step + i * spread - before` of the image
   lies under row i of the window at place y. */
export function geometryOf(attributes, window, image, result) {
  const channelsFirst = attributes.data_format === "NCHW";
  const [down, along] = channelsFirst ? [2, 3] : [1, 2];
  const strides = numbersOf(attributes.strides);
  const dilations = numbersOf(attributes.dilations);
  const step = strides.length === 4 ? [strides[down], strides[along]] : [strides[0] || 1, strides[0] || 1];
  const spread = dilations.length === 4 ? [dilations[down], dilations[along]] : [1, 1];
  const explicit = numbersOf(attributes.explicit_paddings);
  const before = [0, 1].map((axis) => {
    if (attributes.padding === "SAME") return Math.floor(Math.max(0, (result[axis] - 1) * step[axis] + (window[axis] - 1) * spread[axis] + 1 - image[axis]) / 2);
    return attributes.padding === "EXPLICIT" && explicit.length === 8 ? explicit[2 * (axis ? along : down)] : 0;
  });
  return { rows: window[0], columns: window[1], step, spread, before };
}

/* The pixel under entry (i, j) of the window at place (y, x). */
export function under({ step, spread, before }, y, x, i, j) {
  return [y * step[0] + i * spread[0] - before[0], x * step[1] + j * spread[1] - before[1]];
}

/* The places whose window lies on a pixel, each with the entry of the window that does: [[y, x, i, j], ...]. */
export function placesOver(geometry, row, column, rows, columns) {
  const found = [];
  for (let i = 0; i < geometry.rows; i++) {
    for (let j = 0; j < geometry.columns; j++) {
      const [down, along] = [row + geometry.before[0] - i * geometry.spread[0], column + geometry.before[1] - j * geometry.spread[1]];
      if (down % geometry.step[0] || along % geometry.step[1]) continue;
      const [y, x] = [down / geometry.step[0], along / geometry.step[1]];
      if (y >= 0 && y < rows && x >= 0 && x < columns) found.push([y, x, i, j]);
    }
  }
  return found;
}
