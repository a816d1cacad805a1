/* Labels along an axis that never run into each other, and a corner for the legend. */

import { ticks } from "./numbers.js";

const CHARACTER = 7.2; // pixels, at 12 px
const WIDE_CHARACTER = 12.5; // Chinese
const GAP = 14;
const APART = 150; // pixels between two round numbers

export function textWidth(text) {
  let width = 0;
  for (const character of text) width += character > "\u2e80" ? WIDE_CHARACTER : CHARACTER;
  return width;
}

/* Which of the numbers (ascending, one for each index) get a label: the last, the first, then as many as have room:
   all of them when they are few, else round ones. Returns [{ index, anchor }]. */
export function numbersThatFit(numbers, x, text, left, right, few) {
  const last = numbers.length - 1;
  const taken = [];
  const found = [];
  const offer = (index) => {
    const width = textWidth(text(index));
    const at = x(index);
    const anchor = at + width / 2 > right ? "end" : at - width / 2 < left ? "start" : "middle";
    const begin = anchor === "end" ? at - width : anchor === "start" ? at : at - width / 2;
    if (taken.some(([from, to]) => begin < to + GAP && begin + width > from - GAP)) return;
    taken.push([begin, begin + width]);
    found.push({ index, anchor });
  };
  offer(last);
  if (last > 0) offer(0);
  if (numbers.length <= few) for (let index = 1; index < last; index++) offer(index);
  else for (const number of ticks(numbers[0], numbers[last], Math.floor((right - left) / APART))) offer(indexOf(numbers, number));
  return found;
}

/* The index of the first number that is not below `wanted`. */
function indexOf(numbers, wanted) {
  let [low, high] = [0, numbers.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/* Where a legend of some length begins: at the right, or at the left where the curve crosses it less. */
export function legendPlace(points, left, right, length, below) {
  const crossed = (from, to) => points.filter(([x, y]) => x >= from - 6 && x <= to + 6 && y < below).length;
  const inset = 8;
  const late = right - length;
  return crossed(left + inset, left + inset + length) < crossed(late, right) ? left + inset : late;
}
