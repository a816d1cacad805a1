/* How the products of one row and one column add up, step by step, drawn under the columns they belong to. */

import { heat } from "./colours.js";
import { element } from "./dom.js";
import { entryText, tiny } from "./numbers.js";

const FEWEST = 4;
const TALLEST = 3;

/* A waterfall suits a left factor that is wide and low: then every column is one product. */
export function suitsWaterfall(map) {
  const { rows, columns } = map.table;
  return rows <= TALLEST && columns >= FEWEST && map.cells.size === rows * columns;
}

/* Two rows for the table of the left factor: bars from the sum so far to the next, and the products. */
export function waterfallRows(products) {
  const sums = [];
  products.reduce((sum, product, at) => (sums[at] = sum + product), 0);
  const low = Math.min(0, ...sums);
  const high = Math.max(0, ...sums);
  const height = high - low || 1;
  const share = (value) => `${((100 * (high - value)) / height).toFixed(1)}%`;
  const bars = element("tr", { class: "tl-fall", "aria-hidden": "true" });
  const numbers = element("tr", { class: "tl-fall-numbers" });
  products.forEach((product, at) => {
    const before = at ? sums[at - 1] : 0;
    const bar = element("i", {});
    bar.style.top = share(Math.max(before, sums[at]));
    bar.style.height = `${((100 * Math.abs(product)) / height).toFixed(1)}%`;
    bar.style.backgroundColor = heat(Math.sign(product), 1).ground;
    const line = element("u", {});
    line.style.top = share(0);
    const join = element("s", {});
    join.style.top = share(sums[at]);
    bars.append(element("td", {}, element("span", {}, line, bar, join)));
    numbers.append(element("td", {}, tiny(product)));
  });
  return [bars, numbers];
}

export function waterfallText(result, decimals, words) {
  return words.say("values.products_add", { result: entryText(result, Math.max(3, decimals ?? 3)) });
}
