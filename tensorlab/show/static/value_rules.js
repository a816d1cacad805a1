/* Which entries of the inputs make one entry of the result: the row and column of a matrix product, the entry that
   broadcasting repeats, all that a sum adds up, the row of a softmax. A rule counts entries as they lie in memory,
   so it holds for every rank. Where a reduction went along is not in the bundle: it is found from the shapes, and
   kept only if it gives the numbers that are there. Next: `worked.js`, which writes it out. */

const ENTRYWISE = new Set(["+", "−", "-", "×", "*", "÷", "/"]);
const NOT_ENTRYWISE = new Set(["array", "linalg", "reduction", "control", "random"]); // kinds of nodes
const MOVING = new Set(["Cumsum", "Cumprod", "L2Normalize", "SoftmaxGrad", "LogSoftmaxGrad"]);
const MOST_AXES = 5;
const NEAR = 1e-3; // of the largest number involved: results of float16 too

/* The arithmetic of each reduction, given the numbers of a group. */
const REDUCTIONS = {
  Sum: (numbers) => numbers.reduce((sum, one) => sum + one, 0),
  SumToShape: (numbers) => numbers.reduce((sum, one) => sum + one, 0),
  Mean: (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length,
  Prod: (numbers) => numbers.reduce((product, one) => product * one, 1),
  Max: (numbers) => numbers.reduce((best, one) => Math.max(best, one), -Infinity),
  Min: (numbers) => numbers.reduce((best, one) => Math.min(best, one), Infinity),
  ArgMax: (numbers) => numbers.indexOf(Math.max(...numbers)),
  ArgMin: (numbers) => numbers.indexOf(Math.min(...numbers)),
};

/* { kind, type, sources(input, at) }: which entries of an input make entry `at`, in order; null where no rule of
   thumb holds. Kinds: "product", "entries", "sum", "reduction", "softmax", "entropy". */
export function ruleOf(step, inputs, output, node) {
  const arrays = inputs.map((input) => input.array);
  const usable = (array) => array && array.isWhole && array.size && array.numeric;
  if (!arrays.length || !usable(output) || !arrays.every(usable) || step.kind === "write") return null;
  if (step.kind === "sum") return arrays.every((array) => alike(array.shape, output.shape)) ? { kind: "sum", sources: (_, at) => [at] } : null;
  const type = node ? node.type : "";
  if (step.operator === "·" && arrays.length === 2) return productRule(inputs, output);
  if (type in REDUCTIONS && arrays.length <= 2) return reductionRule(type, arrays[0], output) || null;
  if (type === "Softmax" || type === "LogSoftmax") return softmaxRule(type, arrays[0], output);
  if (type === "SoftmaxCrossEntropyWithLogits" && arrays.length === 2) return entropyRule(arrays, output);
  return arrays.length === 1 && node && (NOT_ENTRYWISE.has(node.kind) || MOVING.has(type)) ? null : entriesRule(step, inputs, output);
}

const alike = (one, other) => one.length === other.length && one.every((size, axis) => size === other[axis]);
const sizeOf = (shape) => shape.reduce((product, size) => product * size, 1);

/* The last two sizes of an array as it is used, and where its matrix number `batch` begins. */
function matrixOf({ array, transpose }) {
  const { shape } = array;
  const [rows, columns] = shape.slice(-2);
  const at = (batch, row, column) => batch * rows * columns + (transpose ? column * columns + row : row * columns + column);
  return transpose ? { rows: columns, columns: rows, at } : { rows, columns, at };
}

function productRule(inputs, output) {
  const shapes = inputs.map((input) => input.array.shape);
  if (shapes.some((shape) => shape.length < 2 || !alike(shape.slice(0, -2), output.shape.slice(0, -2)))) return null;
  const [left, right] = inputs.map(matrixOf);
  const [rows, columns] = output.shape.slice(-2);
  if (left.columns !== right.rows || left.rows !== rows || right.columns !== columns) return null;
  const sources = (input, at) => {
    const [batch, row, column] = [Math.floor(at / (rows * columns)), Math.floor(at / columns) % rows, at % columns];
    return Array.from({ length: left.columns }, (_, inner) => (input ? right.at(batch, inner, column) : left.at(batch, row, inner)));
  };
  return { kind: "product", sources };
}

/* Entry by entry, broadcast: an axis of size 1, or one that is missing, is repeated. */
function entriesRule(step, inputs, output) {
  const arrays = inputs.map((input) => input.array);
  if (inputs.some((input) => input.transpose)) return null;
  const fits = ({ shape }) => shape.length <= output.shape.length && shape.every((size, axis) => [1, output.shape[axis + output.shape.length - shape.length]].includes(size));
  if (!arrays.every(fits)) return null;
  const known = (arrays.length === 2 && ENTRYWISE.has(step.operator)) || (arrays.length === 1 && alike(arrays[0].shape, output.shape));
  if (!known) return null;
  const strides = arrays.map(({ shape }) => broadcastStrides(shape, output.shape));
  const sources = (input, at) => [positionsOf(output.shape, at).reduce((place, position, axis) => place + position * strides[input][axis], 0)];
  const repeated = (input) => output.size / arrays[input].size;
  return { kind: "entries", sources, repeated };
}

/* How far one step along each axis of the result moves in the input: not at all, where the input is repeated. */
function broadcastStrides(shape, wanted) {
  const missing = wanted.length - shape.length;
  const strides = new Array(wanted.length).fill(0);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] > 1) strides[axis + missing] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/* The position of entry `at`: [row, column]. */
export function positionsOf(shape, at) {
  const positions = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    positions.unshift(at % shape[axis]);
    at = Math.floor(at / shape[axis]);
  }
  return positions;
}

/* For every set of axes that leads to the shape of the result: does it lead to its numbers too? */
function reductionRule(type, array, output) {
  const { shape } = array;
  if (shape.length > MOST_AXES || array.size === output.size) return null;
  const padded = [...new Array(Math.max(0, shape.length - output.shape.length)).fill(1), ...output.shape];
  for (let set = 2 ** shape.length - 1; set > 0; set--) {
    const gone = shape.map((_, axis) => Boolean(set & (2 ** axis)));
    const kept = shape.map((size, axis) => (gone[axis] ? 1 : size));
    if (!alike(shape.filter((_, axis) => !gone[axis]), output.shape) && !alike(kept, padded)) continue;
    const groups = groupsOf(array, kept, output.size);
    if (gives(type, array, output, groups)) return { kind: "reduction", type, sources: (_, at) => groups[at] };
  }
  return null;
}

function groupsOf(array, kept, count) {
  const groups = Array.from({ length: count }, () => []);
  const strides = broadcastStrides(kept, array.shape);
  for (let at = 0; at < array.size; at++) {
    groups[positionsOf(array.shape, at).reduce((place, position, axis) => place + position * strides[axis], 0)].push(at);
  }
  return groups;
}

function gives(type, array, output, groups) {
  const { largest } = array.range();
  return groups.every((group, at) => {
    const numbers = group.map((index) => array.weight(index));
    const difference = Math.abs(REDUCTIONS[type](numbers) - output.weight(at));
    if (Number.isNaN(difference)) return !Number.isFinite(output.weight(at));
    return type.startsWith("Arg") ? difference === 0 : difference <= NEAR * Math.max(largest * (type === "Prod" ? 0 : 1), Math.abs(output.weight(at)), 1e-30);
  });
}

/* Of a softmax the rows along the axis over which it adds up to 1. */
function softmaxRule(type, array, output) {
  if (!alike(array.shape, output.shape) || !array.shape.length) return null;
  const value = (at) => (type === "Softmax" ? output.weight(at) : Math.exp(output.weight(at)));
  for (let axis = array.shape.length - 1; axis >= 0; axis--) {
    const rows = groupsOf(array, array.shape.map((size, at) => (at === axis ? 1 : size)), array.size / array.shape[axis]);
    if (!rows.every((row) => Math.abs(row.reduce((sum, at) => sum + value(at), 0) - 1) < 10 * NEAR)) continue;
    const rowOf = [];
    for (const row of rows) for (const at of row) rowOf[at] = row;
    return { kind: "softmax", type, sources: (_, at) => rowOf[at] };
  }
  return null;
}

/* −Σ label · ln softmax(logit): which input is which shows in the numbers. */
function entropyRule(arrays, output) {
  const [first, second] = arrays;
  const width = first.shape[first.shape.length - 1];
  if (!alike(first.shape, second.shape) || sizeOf(first.shape) !== output.size * width) return null;
  const sources = (_, at) => Array.from({ length: width }, (__, inner) => at * width + inner);
  for (const logits of [0, 1]) {
    const rule = { kind: "entropy", logits, sources };
    const close = (at) => Math.abs(crossEntropy(rule, arrays, at).reduce((sum, term) => sum + term.term, 0) - output.weight(at)) <= NEAR * Math.max(1, Math.abs(output.weight(at)));
    if (Array.from({ length: output.size }, (_, at) => at).every(close)) return rule;
  }
  return null;
}

/* The terms of one cross entropy: [{ label, chance, term }]. */
export function crossEntropy(rule, arrays, at) {
  const [logits, labels] = [arrays[rule.logits], arrays[1 - rule.logits]];
  const places = rule.sources(0, at);
  const largest = Math.max(...places.map((place) => logits.weight(place)));
  const powers = places.map((place) => Math.exp(logits.weight(place) - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return places.map((place, index) => {
    const [label, chance] = [labels.weight(place), powers[index] / total];
    return { label, chance, term: label === 0 ? 0 : -label * Math.log(chance) };
  });
}
