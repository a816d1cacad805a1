/* What is said about one array beside its map: dtype, shapes, memory, time; range, mean, spread, zeros, NaN; a
   histogram. Next: `value_statistics.js`, which counts. */

import { drawn, element } from "./dom.js";
import { bytesText, durationText, grouped, plain, shapeText } from "./numbers.js";
import { statisticsOf } from "./value_statistics.js";

const WIDTH = 240;
const HEIGHT = 64;

export function histogramOf(statistics, words) {
  const { histogram, edges, min, max } = statistics;
  if (!histogram.length || min === null) return null;
  const most = Math.max(...histogram);
  const wide = WIDTH / histogram.length;
  const [low, high] = edges[1] > edges[0] ? edges : [edges[0] - 0.5, edges[0] + 0.5];
  const drawing = drawn("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "tl-histogram", role: "img", "aria-label": words.say("values.histogram", { low: plain(min), high: plain(max), most: grouped(most) }) });
  histogram.forEach((count, bin) => {
    // A single entry among thousands is still seen.
    const tall = count ? Math.max(1.5, (count / most) * HEIGHT) : 0;
    const middle = low + ((bin + 0.5) / histogram.length) * (high - low);
    const bar = drawn("rect", { x: (bin * wide + 0.5).toFixed(2), y: (HEIGHT - tall).toFixed(2), width: (wide - 1).toFixed(2), height: tall.toFixed(2), class: middle < 0 ? "tl-histogram-negative" : "tl-histogram-positive" });
    const [from, to] = [bin, bin + 1].map((at) => plain(low + (at / histogram.length) * (high - low)));
    bar.append(drawn("title", {}, words.say("values.bin", { count: grouped(count), from, to })));
    drawing.append(bar);
  });
  if (low < 0 && high > 0) {
    const zero = ((0 - low) / (high - low)) * WIDTH;
    drawing.append(drawn("line", { x1: zero, x2: zero, y1: 0, y2: HEIGHT, class: "tl-histogram-zero" }));
  }
  return element("figure", { class: "tl-histogram-place" }, drawing, element("figcaption", {}, element("span", {}, plain(low)), element("span", {}, plain(high))));
}

function fact(name, value, odd = false) {
  return element("div", { class: odd ? "tl-array-odd" : null }, element("dt", {}, name), element("dd", {}, value));
}

/* dtype, shape as computed and as known before the run, entries, memory, and where and how fast it was made. */
export function arrayFacts({ array, entry }, moment, words) {
  const { step, arrays, run, timeline, stepNumber, bundle } = moment;
  const result = step.output && entry === step.output.entry;
  const node = result && step.node !== null && step.node !== undefined ? bundle.nodes[step.node] : null;
  const known = node && step.phase !== "backward" && step.kind !== "write" && node.outputs[0] && node.outputs[0].shape;
  const rows = [["dtype", array.dtype], ["shape", shapeText(array.shape)]];
  if (known) rows.push(["static_shape", shapeText(known)]);
  rows.push(["entries", grouped(array.size)]);
  if (array.bytes() !== null) rows.push(["bytes", bytesText(array.bytes())]);
  if (node && node.device) rows.push(["device", node.device.replace(/^.*device:/i, "")]);
  const time = result ? arrays.time(run, stepNumber, timeline.steps.length) : null;
  if (time !== null) rows.push(["time", durationText(time)]);
  return rows.map(([name, value]) => fact(words.say(`values.${name}`), value));
}

/* min, max, mean, std, and how many zeros, NaNs and infinities. */
export function numberFacts(array, words) {
  const statistics = statisticsOf(array);
  if (!statistics) return [];
  const extremes = array.dtype === "bool" ? [] : ["min", "max", "mean", "std"].filter((name) => statistics[name] !== null);
  const exact = (name) => array.whole && (name === "min" || name === "max");
  const counts = ["zeros", "nan", "inf"].filter((name) => statistics[name] || (name === "zeros" && statistics.zeros === 0));
  return [
    ...extremes.map((name) => fact(words.say(`values.${name}`), plain(statistics[name], exact(name)))),
    ...counts.map((name) => fact(words.say(`values.count_${name}`), grouped(statistics[name]), name !== "zeros")),
  ];
}

/* What the colours mean, in numbers. */
export function scaleOf(array, words) {
  if (!array.numeric || !array.size || !array.range().largest) return null;
  const { largest } = array.range();
  return element("div", { class: "tl-array-scale", role: "img", "aria-label": words.say("values.scale", { low: plain(-largest), high: plain(largest) }) }, plain(-largest), element("i", {}), plain(largest));
}

/* What is missing here, said plainly. */
export function missingNote(array, hasKernel, words) {
  if (array.isWhole) return "";
  const stored = shapeText(array.stored);
  if (hasKernel) return words.say("values.from_kernel", { stored });
  return words.say(array.summary && array.summary.overview && array.shape.length < 3 ? "values.corner_means" : "values.corner", { stored });
}
