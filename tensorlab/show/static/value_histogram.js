/* How the numbers of an array are spread: a histogram with its ends, and zero where it lies between them. */

import { drawn, element } from "./dom.js";
import { grouped, plain } from "./numbers.js";

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
