/* Conditions on values, as stops have them: "max of MatMul > 1e4", "any NaN", "the shape changes". The same rules as in
   `tensorlab/record/scan.py`, which looks through the runs that are not here. Next: `seeking.js`, `stops.js`. */

import { plain, shapeText } from "./numbers.js";

export const COUNTED = ["odd", "nan", "inf"];
export const MEASURED = ["max", "min", "mean", "norm", "abs"];
export const COMPARISONS = {
  ">": (value, number) => value > number,
  ">=": (value, number) => value >= number,
  "<": (value, number) => value < number,
  "<=": (value, number) => value <= number,
  "==": (value, number) => value === number,
  "!=": (value, number) => value !== number,
};
const COMPARISON_SIGNS = { ">": ">", ">=": "≥", "<": "<", "<=": "≤", "==": "=", "!=": "≠" };

const measured = new WeakMap();

/* { nan, inf, min, max, mean, norm, abs } of an array, over all entries but the NaNs; null where it has no numbers.
   Of a big array, of which only a corner is here, the summary tells. */
export function measuresOf(array) {
  if (!array || !array.size || typeof array.data[0] === "string") return null;
  if (!measured.has(array)) measured.set(array, array.summary && array.storedSize < array.size ? fromSummary(array) : overEntries(array));
  return measured.get(array);
}

function overEntries(array) {
  let [nan, inf, count, sum, squares] = [0, 0, 0, 0, 0];
  let [min, max, abs] = [Infinity, -Infinity, 0];
  for (let index = 0; index < array.storedSize; index++) {
    const value = array.complex ? Math.hypot(array.data[2 * index], array.data[2 * index + 1]) : Number(array.data[index]);
    if (Number.isNaN(value)) {
      nan++;
      continue;
    }
    if (!Number.isFinite(value)) inf++;
    count++;
    sum += value;
    squares += value * value;
    if (value < min) min = value;
    if (value > max) max = value;
    abs = Math.max(abs, Math.abs(value));
  }
  const known = count > 0;
  return { nan, inf, min: known ? min : null, max: known ? max : null, mean: known ? sum / count : null, norm: known ? Math.sqrt(squares) : null, abs: known ? abs : null };
}

function fromSummary({ summary, size, complex }) {
  const { min, max, mean, std, nan, inf } = summary;
  if (min === null) return { nan, inf, min, max, mean, norm: null, abs: inf ? Infinity : null };
  const finite = size - nan - inf;
  const norm = inf ? Infinity : Math.sqrt(finite * (std * std + mean * mean));
  return { nan, inf, min, max, mean, norm, abs: inf ? Infinity : complex ? max : Math.max(Math.abs(min), Math.abs(max)) };
}

/* Whether a condition is about what a step computes. `own`: it is its box's own node that runs. */
export function concernsStep(condition, step, own) {
  if (step.copy) return false; // where the value was made, it was looked at already
  const back = step.phase === "backward";
  if (condition.measure === "reached") return step.box === condition.box && (back ? step.slot : own);
  if (!step.output) return false;
  if (condition.of === "node") return step.box === condition.box && !back;
  if (condition.of === "variable") return step.box === condition.box && (step.kind === "read" || step.kind === "write");
  return condition.of === "all" || (back && (condition.box === null || condition.box === undefined || condition.box === step.box));
}

/* What makes a condition true of a value: a number, a count, or a shape; null where it is not true. `before` is the
   shape that the tensor had in the last run before. */
export function metBy(condition, array, before) {
  if (condition.measure === "shape") {
    if (condition.compare === "changes") return before && String(before) !== String(array.shape) ? array.shape : null;
    const wanted = condition.shape;
    const same = wanted.length === array.shape.length && wanted.every((size, axis) => size === null || size === array.shape[axis]);
    return same ? array.shape : null;
  }
  const measures = measuresOf(array);
  if (!measures) return null;
  if (condition.measure === "odd") return measures.nan + measures.inf || null;
  if (COUNTED.includes(condition.measure)) return measures[condition.measure] || null;
  const value = measures[condition.measure];
  return value !== null && COMPARISONS[condition.compare](value, condition.number) ? value : null;
}

/* --- in words --------------------------------------------------------------------------------------------- */

/* "max > 1e4", to stand beside the name of what it is about. */
export function conditionText(words, condition) {
  const { measure, compare } = condition;
  if (measure === "shape") return compare === "changes" ? words.say("stops.is.changes") : words.say("stops.is.shape", { shape: shapeText(condition.shape) });
  if (!MEASURED.includes(measure)) return words.say(`stops.is.${measure}`);
  return words.say("stops.is.number", { measure: words.say(`stops.measure.${measure}`), sign: COMPARISON_SIGNS[compare], number: plain(condition.number) });
}

/* What a condition is about. */
export function subjectText(words, condition, boxes) {
  const name = condition.box === null || condition.box === undefined ? null : boxes[condition.box].title;
  if (condition.of === "gradients") return name === null ? words.say("stops.of.gradients") : words.say("stops.of.gradient", { name });
  return name === null ? words.say("stops.of.all") : name;
}

/* "max is 3.1e4, above 1e4": what was found, after "Stopped at MatMul in run 412". */
export function factText(words, condition, value) {
  const { measure, compare } = condition;
  if (measure === "shape") return words.say(compare === "changes" ? "stops.fact.changed" : "stops.fact.shape", { shape: shapeText(value) });
  if (COUNTED.includes(measure)) return words.say(`stops.fact.${measure}`, { count: value });
  return words.say(`stops.fact.${compare}`, { measure: words.say(`stops.measure.${measure}`), value: plain(value), number: plain(condition.number) });
}

export function comparisonSign(compare) {
  return COMPARISON_SIGNS[compare];
}
