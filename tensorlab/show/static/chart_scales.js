/* Scales of charts: from values to pixels, and round numbers for the axes. Next: `line_chart.js`. */

import { plain, withMinus } from "./numbers.js";

/* A scale from [low, high] to pixels from `bottom` up to `top`, straight or logarithmic. */
export class Scale {
  constructor(low, high, bottom, top, logarithmic = false) {
    this.logarithmic = logarithmic && low > 0;
    this.of = this.logarithmic ? Math.log10 : (value) => value;
    [this.low, this.high] = [this.of(low), this.of(high)];
    if (this.low === this.high) {
      const room = this.logarithmic ? 0.5 : Math.abs(this.low) / 10 || 1;
      [this.low, this.high] = [this.low - room, this.high + room];
    }
    [this.bottom, this.top] = [bottom, top];
  }

  at(value) {
    return this.bottom + ((this.of(value) - this.low) / (this.high - this.low)) * (this.top - this.bottom);
  }

  value(pixel) {
    const of = this.low + ((pixel - this.bottom) / (this.top - this.bottom)) * (this.high - this.low);
    return this.logarithmic ? 10 ** of : of;
  }

  /* Round numbers within the scale, at most about `most`, with the texts that tell them apart. */
  ticks(most) {
    return this.logarithmic ? powerTicks(this.low, this.high, most) : roundTicks(this.low, this.high, most);
  }
}

function roundTicks(low, high, most) {
  const raw = (high - low) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(raw));
  const pace = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= raw * 0.999);
  const found = [];
  const first = Math.ceil(low / pace - 1e-9);
  for (let number = first; number * pace <= high + pace * 1e-9; number++) found.push(number * pace);
  return found.map((value) => ({ value, text: tickText(value, pace) }));
}

function tickText(value, pace) {
  if (Math.abs(value) < pace / 1e6) return "0";
  if (Math.abs(value) >= 1e5 || pace < 1e-4) return plain(Number(value.toPrecision(6)));
  return withMinus(value.toFixed(Math.max(0, -Math.floor(Math.log10(pace) + 1e-9))));
}

/* Powers of ten; where they are few, also 2 and 5 times them. */
function powerTicks(low, high, most) {
  const decades = high - low;
  const every = Math.max(1, Math.ceil(decades / most));
  const factors = decades < 1.2 ? [1, 2, 3, 5, 7] : decades < 2.5 ? [1, 2, 5] : [1];
  const found = [];
  for (let power = Math.floor(low); power <= high; power++) {
    if (factors.length === 1 && power % every) continue;
    for (const factor of factors) {
      const value = factor * 10 ** power;
      if (Math.log10(value) >= low - 1e-9 && Math.log10(value) <= high + 1e-9) found.push({ value, text: powerText(value) });
    }
  }
  return found.length > 1 ? found : roundTicks(10 ** low, 10 ** high, most).filter(({ value }) => value > 0);
}

function powerText(value) {
  return value >= 1e-3 && value < 1e5 ? withMinus(String(Number(value.toPrecision(1)))) : withMinus(value.toExponential(0).replace("e+", "e"));
}

/* The exponential moving average without the bias towards its start; gaps stay gaps. */
export function smoothedValues(values, keep) {
  let [total, weight] = [0, 0];
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    [total, weight] = [keep * total + (1 - keep) * value, keep * weight + 1 - keep];
    return total / weight;
  });
}

/* How much to smooth: a thirtieth of the curve counts. */
export function smoothingFor(count) {
  return count < 20 ? 0.5 : Math.max(0.6, 1 - 30 / count);
}

/* Numbers as a bundle writes them ("NaN", null for none) as numbers; what is missing is undefined. */
export function asNumbers(values) {
  return (values || []).map((value) => (value === null ? undefined : Number(value)));
}

/* The place of the last number that is not above `wanted`, in an ascending list; -1 before the first. */
export function lastUpTo(numbers, wanted) {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
