/* The chain rule in numbers: gradient that arrives = gradient that the sender received × its local derivative. For
   an operation that works entry by entry the local derivative has an entry for each, found by dividing; where the
   gradient received is 0 it does not matter, and stays open. Read `value_pane.js` first, which shows it. */

import { shapeText } from "./numbers.js";

/* The two factors in place of what the gradient's node happened to read; null where that is not the rule. */
export function chainOf(step, output, moment, words) {
  const { arrays, run } = moment;
  if (!step.chain || !step.chain.entrywise || !output || !output.array) return null;
  const upstream = { ...step.chain.upstream, array: arrays.get(run, step.chain.upstream.entry) };
  const result = output.array;
  const usable = (array) => array && array.numeric && !array.complex && array.isWhole !== false;
  if (!usable(upstream.array) || !usable(result) || shapeText(upstream.array.shape) !== shapeText(result.shape)) return null;
  if (upstream.entry === output.entry) return null; // handed on as it is
  upstream.label = words.plainText(upstream.label, moment);
  const local = Object.create(result);
  local.absent = new Set();
  local.data = Float64Array.from(result.data, (value, index) => {
    const received = Number(upstream.array.data[index]);
    if (received === 0) local.absent.add(index);
    return received === 0 ? 0 : Number(value) / received;
  });
  local.limits = null;
  local.summary = null;
  return [upstream, { label: words.say("values.local_derivative"), entry: null, array: local }];
}
