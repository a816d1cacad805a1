/* A value in a sentence: short enough to be read, and in words where it is read out. Next: `words.js`. */

import { plain, shapeText } from "./numbers.js";

/* Up to four entries are written out, of more the shape. */
export function briefValue(array) {
  if (array.size === 1 && !array.shape.length) return plain(array.at(0));
  if (array.size > 4 || array.size < 1 || array.shape.length > 2 || array.storedSize < array.size) return shapeText(array.shape);
  const nested = (axis, start, size) => {
    if (axis === array.shape.length) return plain(array.at(start));
    const part = size / array.shape[axis];
    return `[${Array.from({ length: array.shape[axis] }, (_, index) => nested(axis + 1, start + index * part, part)).join(", ")}]`;
  };
  return nested(0, 0, array.size);
}

/* The same with what the eye sees in a heat map: the range. */
export function valueInWords(array, words) {
  const short = briefValue(array);
  if (!array.numeric || array.size < 2 || short !== shapeText(array.shape)) return short;
  const { low, high, odd } = array.range();
  if (low === high && !odd) return words.say("value.all_equal", { shape: short, value: plain(low) });
  const range = words.say("value.range", { shape: short, low: plain(low), high: plain(high) });
  return odd ? words.say("value.range_odd", { range, odd }) : range;
}
