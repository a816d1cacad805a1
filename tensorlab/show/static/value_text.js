/* A value in a sentence: short enough to be read, and in words where it is read out. `brief` in
   `tensorlab/record/values.py` writes the same characters. Next: `words.js`. */

import { numberText, plain, shapeText, withMinus } from "./numbers.js";

const MOST_ENTRIES = 6;
const MOST_TEXTS = 4;
const LONGEST = 60; // characters of a text
const LONGEST_SHOWN = 36;

/* Every entry, row in row: [[1, 2.5], [−3.25, 4]]. `write` writes one. */
function nestedText(array, write) {
  const nested = (axis, start, size) => {
    if (axis === array.shape.length) return write(array.at(start));
    const part = size / array.shape[axis];
    return `[${Array.from({ length: array.shape[axis] }, (_, index) => nested(axis + 1, start + index * part, part)).join(", ")}]`;
  };
  return nested(0, 0, array.size);
}

function textsOf(array) {
  const texts = Array.from({ length: Math.min(MOST_TEXTS, array.storedSize) }, (_, index) => JSON.stringify(array.at(index)));
  const joined = array.shape.length ? `[${texts.join(", ")}${array.size > MOST_TEXTS ? ", ..." : ""}]` : texts[0] || "";
  const characters = [...joined];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 3).join("")}...` : joined;
}

const fewEntries = (array) => !array.shape.length || (array.size > 0 && array.size <= MOST_ENTRIES && array.shape.length <= 2 && array.storedSize === array.size);

/* The value as Python writes it: its entries when they are few, else its shape and range. */
export function preview(array, words) {
  if (array.dtype === "string") return textsOf(array);
  if (fewEntries(array)) return nestedText(array, (value) => numberText(value, array.whole));
  const shape = shapeText(array.shape);
  if (!array.size || !array.numeric) return `${shape} ${array.dtype}`;
  const { low, high, odd, finite } = array.range();
  if (!finite) return words.say("story.no_finite", { shape });
  const [lowest, highest] = [low, high].map((value) => numberText(value, array.whole));
  if (lowest === highest && !odd) return words.say("value.all_equal", { shape, value: lowest });
  const range = words.say("value.range", { shape, low: lowest, high: highest });
  return odd ? words.say("value.range_odd", { range, odd }) : range;
}

/* In a line that people read: the entries when they are few and short, else the shape. */
export function briefValue(array) {
  if (array.dtype === "string") return textsOf(array);
  const text = fewEntries(array) ? nestedText(array, (value) => plain(value, array.whole)) : "";
  return text && text.length <= LONGEST_SHOWN ? text : shapeText(array.shape);
}

/* What is read out: the preview, with a minus sign that is spoken as one. */
export function valueInWords(array, words) {
  const text = preview(array, words);
  return array.dtype === "string" ? text : withMinus(text).replaceAll("Infinity", "∞");
}
