/* The questions of Predict: what is asked about a step, which answers are offered, and what a wrong answer shows
   about how its reader thinks. Next: `predict_panel.js`. */

import { plain, shapeText } from "./numbers.js";
import { startingEntry } from "./worked.js";

const CLOSE = 0.02; // two digits are enough
const MOST_CHOICES = 4;

/* A question { kind, node, text (message), holes, choices or null, inputs, ... }, or null where a step has nothing
   worth asking. */
export function questionFor(kind, { tracer, run, step: number, timeline }) {
  const { bundle, arrays, words } = tracer;
  const step = timeline.steps[number];
  const output = step.output ? arrays.get(run, step.output.entry) : null;
  const label = (item) => words.plainText(item.label, tracer.moment);
  const inputs = (step.inputs || []).map((item) => ({ ...item, label: label(item), array: arrays.get(run, item.entry) })).filter((item) => item.array);
  const computed = step.kind === "evaluate" && step.phase === "forward" && step.box !== null && inputs.length > 0;
  const node = step.node === null || step.node === undefined ? "" : bundle.nodes[step.node].name;
  const base = { kind, node, inputs, step, output, mathml: step.mathml, name: node || words.plainText(step.title, tracer.moment) };
  if (kind === "next") {
    if (step.kind !== "evaluate" || step.phase !== "forward" || step.box === null) return null;
    const state = stateBefore(timeline, number, bundle);
    return { ...base, text: "predict.ask_next", state, right: state.legal, choices: candidates(state, step.box, bundle) };
  }
  if (!computed || !output) return null;
  if (kind === "shape") return { ...base, text: "predict.ask_shape", choices: shapeChoices(inputs, output, seedOf(run, number)) };
  return valueQuestion(base, run, number);
}

/* --- shapes ----------------------------------------------------------------------------------------------- */

/* The right shape among plausible wrong ones, each with the message that says why it is wrong. */
function shapeChoices(inputs, output, seed) {
  const right = output.shape;
  const offered = [{ text: shapeText(right), right: true }];
  const add = (shape, why, holes = {}) => {
    const text = shapeText(shape);
    if (offered.length < MOST_CHOICES && !offered.some((one) => one.text === text)) offered.push({ text, right: false, why, holes });
  };
  const product = inputs.length === 2 && inputs.every(({ array }) => array.shape.length > 1);
  for (const { label, array } of inputs) add(array.shape, product ? "predict.why_input_product" : "predict.why_input", { name: label, shape: shapeText(array.shape) });
  if (right.length > 1) add([...right].reverse(), "predict.why_reversed");
  if (product) {
    const [left, other] = inputs.map(({ array }) => array.shape);
    add([left[left.length - 1], other[0]], "predict.why_inner", { size: left[left.length - 1] });
  }
  if (!right.length) add([1], "predict.why_one");
  for (const { array } of inputs) if (array.shape.length > right.length) add(array.shape.map((size, axis) => (axis === array.shape.length - 1 ? 1 : size)), "predict.why_kept");
  add([], "predict.why_scalar");
  add([...right, 1], "predict.why_more");
  add(right.length ? [right[0] + 1, ...right.slice(1)] : [2], "predict.why_other");
  return shuffled(offered, seed);
}

/* --- values ----------------------------------------------------------------------------------------------- */

function valueQuestion(base, run, number) {
  const { output, inputs, step } = base;
  if (!output.numeric || !output.size || output.storedSize < output.size || output.size > 4096) return null;
  const flat = output.size === 1 ? 0 : flatStart(step, output);
  const value = Number(output.at(flat));
  if (!Number.isFinite(value)) return null;
  const index = indexOf(output.shape, flat);
  const mistakes = [];
  const add = (wrong, why, holes = {}) => {
    if (Number.isFinite(wrong) && !close(wrong, value) && !mistakes.some((one) => close(one.value, wrong))) mistakes.push({ value: wrong, why, holes });
  };
  add(-value, "predict.why_sign");
  const same = inputs.filter(({ array }) => array.size === output.size || array.size === 1);
  for (const { label, array } of same) add(Number(array.at(array.size === 1 ? 0 : flat)), "predict.why_unchanged", { name: label });
  if (same.length === 2) {
    const [one, other] = same.map(({ array }) => Number(array.at(array.size === 1 ? 0 : flat)));
    add(one + other, "predict.why_added");
    add(one * other, "predict.why_multiplied");
    add(other - one, "predict.why_turned");
  }
  if (value !== 0) add(1 / value, "predict.why_inverse");
  return { ...base, text: index.length ? "predict.ask_entry" : "predict.ask_value", value, flat, index, mistakes, choices: null, seed: seedOf(run, number) };
}

function flatStart(step, output) {
  const start = startingEntry(step, output);
  if (typeof start === "number") return start;
  return Array.isArray(start) ? start.reduce((flat, at, axis) => flat * (output.shape[output.shape.length - start.length + axis] || 1) + at, 0) : 0;
}

function indexOf(shape, flat) {
  const index = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index.unshift(flat % shape[axis]);
    flat = Math.floor(flat / shape[axis]);
  }
  return index;
}

function close(given, value) {
  return Math.abs(given - value) <= CLOSE * Math.abs(value) + 5e-4 * Math.max(1, Math.abs(value) < 0.05 ? 0.1 : 1);
}

/* --- the next node ---------------------------------------------------------------------------------------- */

/* What stands before a step: { done, legal, goal, needs } as sets of boxes. `needs` of a box: the boxes it waits
   for. Feeds and variables are there from the beginning. */
export function stateBefore(timeline, number, bundle, picked = null) {
  const computing = new Map(); // box -> its step
  timeline.steps.forEach((step, index) => {
    if (step.kind === "evaluate" && step.phase === "forward" && step.box !== null && !computing.has(step.box) && bundle.boxes[step.box].node === step.node) computing.set(step.box, index);
  });
  const done = picked || new Set([...computing].filter(([, index]) => index < number).map(([box]) => box));
  const needs = new Map([...computing.keys()].map((box) => [box, []]));
  for (const { from, to } of bundle.edges) if (needs.has(to) && computing.has(from)) needs.get(to).push(from);
  const legal = new Set([...computing.keys()].filter((box) => !done.has(box) && needs.get(box).every((before) => done.has(before))));
  return { computing, done, needs, legal, timeline, bundle };
}

/* Why a box may not run now, as [message, holes]; null when it may. */
export function explainPick(state, box) {
  const { bundle, timeline } = state;
  const name = ["b", bundle.boxes[box].title];
  if (state.legal.has(box)) return null;
  if (state.done.has(box)) return ["predict.pick_done", { name }];
  if (state.computing.has(box)) {
    const missing = state.needs.get(box).filter((before) => !state.done.has(before)).map((before) => ["b", bundle.boxes[before].title]);
    return ["predict.pick_waits", { name, missing: ["list", missing] }];
  }
  const style = bundle.boxes[box].style;
  if (style === "feed") return ["predict.pick_feed", { name }];
  if (style === "variable") return ["predict.pick_variable", { name }];
  return [timeline.touches(box) ? "predict.pick_later" : "predict.pick_unneeded", { name }];
}

/* For those who choose by key: a legal node, and some that are not. */
function candidates(state, box, bundle) {
  const illegal = [...state.computing.keys()].filter((one) => !state.legal.has(one) && !state.done.has(one));
  const others = [...state.legal].filter((one) => one !== box);
  const chosen = [box, ...others.slice(0, 1), ...illegal.slice(0, 3)].slice(0, MOST_CHOICES);
  return shuffled(chosen.map((one) => ({ text: bundle.boxes[one].title, box: one, right: state.legal.has(one), pick: true })), seedOf(box, chosen.length));
}

/* --- judging ---------------------------------------------------------------------------------------------- */

/* { right, message, holes }: what is said to an answer. */
export function judge(question, given) {
  if (question.kind === "next") {
    const why = given.explain === undefined ? explainPick(question.state, given.box) : given.explain;
    if (why) return { right: false, message: why[0], holes: why[1] };
    const exact = given.box === question.step.box;
    return { right: true, message: exact ? "predict.right_next" : "predict.right_legal", holes: { name: ["b", given.text], taken: ["b", question.name] } };
  }
  if (question.kind === "shape") {
    if (given.right) return { right: true, message: "predict.right", holes: {} };
    return { right: false, message: given.why || "predict.wrong", holes: given.holes || {} };
  }
  const number = Number(String(given).replace("−", "-").replace(",", "."));
  if (String(given).trim() === "" || Number.isNaN(number)) return { right: false, message: "predict.no_number", holes: {} };
  if (close(number, question.value)) return { right: true, message: "predict.right_value", holes: { value: plain(question.value) } };
  const mistake = question.mistakes.find((one) => close(number, one.value));
  return mistake ? { right: false, message: mistake.why, holes: mistake.holes } : { right: false, message: number * question.value < 0 ? "predict.wrong_sign" : Math.abs(number) > Math.abs(question.value) ? "predict.too_large" : "predict.too_small", holes: {} };
}

/* --- the same order every time ---------------------------------------------------------------------------- */

function seedOf(one, other) {
  return (one * 7919 + other * 104729 + 12345) % 2147483647;
}

function shuffled(items, seed) {
  const list = [...items];
  let state = seed || 1;
  for (let at = list.length - 1; at > 0; at--) {
    state = (state * 48271) % 2147483647;
    const other = state % (at + 1);
    [list[at], list[other]] = [list[other], list[at]];
  }
  return list;
}
