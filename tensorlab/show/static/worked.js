/* "Row 0, column 0, worked out": which entries of the inputs make one entry of the output, and how.
   A matrix product multiplies a row by a column; everything else here goes entry by entry, broadcast. */

import { heat } from "./colours.js";
import { element } from "./dom.js";
import { tableOf } from "./heat_map.js";
import { decimalsFor, entryText } from "./numbers.js";

const MOST_TERMS = 8;
const ENTRYWISE = new Set(["+", "−", "-", "×", "*", "÷", "/"]);

/* How the output comes out of the inputs: "product", "entries", "sum", or null where no rule of thumb holds. */
export function ruleOf(step, inputs, output) {
  const arrays = inputs.map((input) => input.array);
  if (!output || !output.size || output.shape.length > 2 || !arrays.length || arrays.some((array) => !array || array.shape.length > 2)) return null;
  if (arrays.some((array) => array.storedSize < array.size) || !output.numeric || arrays.some((array) => !array.numeric)) return null;
  const tables = inputs.map((input) => tableOf(input.array, input.transpose, 0));
  const result = tableOf(output, false, 0);
  if (step.kind === "sum") return tables.every((table) => table.rows === result.rows && table.columns === result.columns) ? "sum" : null;
  if (step.operator === "·" && arrays.length === 2 && arrays.every((array) => array.shape.length === 2)) {
    const [left, right] = tables;
    return left.columns === right.rows && left.rows === result.rows && right.columns === result.columns ? "product" : null;
  }
  const fits = (table) => [1, result.rows].includes(table.rows) && [1, result.columns].includes(table.columns);
  if (!tables.every(fits)) return null;
  if (arrays.length === 2 && ENTRYWISE.has(step.operator)) return "entries";
  const same = tables[0].rows === result.rows && tables[0].columns === result.columns;
  return arrays.length === 1 && same && step.kind !== "write" ? "entries" : null;
}

/* Which entries of input `number` take part in entry (row, column) of the output. */
export function partners(rule, inputs, number, row, column) {
  if (rule === "product") return number === 0 ? (at) => at === row : (_, at) => at === column;
  const table = tableOf(inputs[number].array, inputs[number].transpose, 0);
  const [wantedRow, wantedColumn] = [table.rows === 1 ? 0 : row, table.columns === 1 ? 0 : column];
  return (atRow, atColumn) => atRow === wantedRow && atColumn === wantedColumn;
}

/* The entry to start with: the first one, or where a gradient is largest. */
export function startingEntry(step, output) {
  if (step.phase !== "backward") return [0, 0];
  const table = tableOf(output, false, 0);
  let best = [0, 0];
  for (let row = 0; row < Math.min(table.rows, MOST_TERMS); row++) {
    for (let column = 0; column < Math.min(table.columns, MOST_TERMS); column++) {
      const weight = Math.abs(output.weight(table.index(row, column)));
      if (weight > Math.abs(output.weight(table.index(...best)))) best = [row, column];
    }
  }
  return best;
}

/* Whether bars need room on both sides of their line. */
const someNegative = (numbers) => numbers.some((number) => number < 0);

const bracketed = (text) => (text.startsWith("−") ? `(${text})` : text);

/* A function that reads entries of an input, broadcast. */
function reader(input) {
  const table = tableOf(input.array, input.transpose, 0);
  return (row, column) => input.array.at(table.index(table.rows === 1 ? 0 : row, table.columns === 1 ? 0 : column));
}

/* The side panel. */
export function workedOut(rule, step, inputs, output, row, column) {
  const result = output.at(tableOf(output, false, 0).index(row, column));
  const place = output.shape.length > 1 ? `Row ${row}, column ${column}` : output.shape.length ? `Entry ${column}` : "The value";
  const panel = element("div", { class: "tl-worked" }, element("h3", {}, `${place}${rule === "sum" ? " adds up" : ", worked out"}`));
  if (rule === "product") panel.append(...productTerms(inputs, row, column, result));
  else if (rule === "sum") panel.append(sumTerms(inputs, row, column, result));
  else panel.append(entryTerms(step, inputs, row, column, result));
  return panel;
}

/* The pairs of numbers that a matrix product multiplies for one entry. */
function factors(inputs, row, column) {
  const [left, right] = inputs.map(reader);
  const count = tableOf(inputs[0].array, inputs[0].transpose, 0).columns;
  return Array.from({ length: count }, (_, at) => [left(row, at), right(at, column)]);
}

export function productsOf(inputs, row, column) {
  return factors(inputs, row, column).map(([one, other]) => one * other);
}

function productTerms(inputs, row, column, result) {
  const terms = factors(inputs, row, column);
  const count = terms.length;
  const products = productsOf(inputs, row, column);
  const largest = Math.max(...products.map(Math.abs), Math.abs(result));
  const decimals = Math.min(3, decimalsFor(Math.max(largest, ...terms.flat().map(Math.abs)), false) ?? 3);
  const text = (number) => entryText(number, decimals);
  const signed = someNegative([...products, result]);
  const list = element("table", { class: "tl-terms" });
  terms.slice(0, MOST_TERMS).forEach(([one, other], at) => {
    list.append(
      element("tr", {}, element("td", {}, at ? "+" : ""), element("td", {}, `${text(one)} × ${bracketed(text(other))}`), element("td", {}, text(products[at])), bar(products[at], largest, signed)),
    );
  });
  if (count > MOST_TERMS) {
    const rest = products.slice(MOST_TERMS).reduce((sum, product) => sum + product, 0);
    list.append(element("tr", {}, element("td", {}, "+"), element("td", {}, `${count - MOST_TERMS} more products`), element("td", {}, text(rest)), bar(rest, largest, signed)));
  }
  list.append(element("tr", { class: "tl-total" }, element("td", {}, "="), element("td", {}), element("td", {}, text(result)), bar(result, largest, signed)));
  return [list];
}

function sumTerms(inputs, row, column, result) {
  const numbers = inputs.map((input) => reader(input)(row, column));
  const largest = Math.max(...numbers.map(Math.abs), Math.abs(result));
  const text = (number) => entryText(number, Math.max(4, decimalsFor(largest, false) ?? 4));
  const signed = someNegative([...numbers, result]);
  const list = element("table", { class: "tl-terms" });
  inputs.forEach((input, at) => {
    list.append(element("tr", {}, element("td", {}, at ? "+" : ""), element("td", { class: "tl-words" }, input.label), element("td", {}, text(numbers[at])), bar(numbers[at], largest, signed)));
  });
  list.append(element("tr", { class: "tl-total" }, element("td", {}, "="), element("td", { class: "tl-words" }, "sum"), element("td", {}, text(result)), bar(result, largest, signed)));
  return list;
}

function entryTerms(step, inputs, row, column, result) {
  const numbers = inputs.map((input) => reader(input)(row, column));
  const largest = Math.max(...numbers.map(Math.abs), Math.abs(result));
  const text = (number) => entryText(number, Math.max(4, decimalsFor(largest, false) ?? 4));
  const signed = someNegative([...numbers, result]);
  const list = element("table", { class: "tl-terms" });
  inputs.forEach((input, at) => {
    list.append(element("tr", {}, element("td", {}, at ? step.operator : ""), element("td", { class: "tl-words" }, input.label), element("td", {}, text(numbers[at])), bar(numbers[at], largest, signed)));
  });
  const sign = inputs.length > 1 ? "=" : "→";
  list.append(element("tr", { class: "tl-total" }, element("td", {}, sign), element("td", { class: "tl-words" }, step.output.label), element("td", {}, text(result)), bar(result, largest, signed)));
  return list;
}

/* A bar to the right of a line, or to its left where the number is negative. */
function bar(number, largest, signed) {
  const share = largest > 0 && Number.isFinite(number) ? Math.abs(number) / largest : 0;
  const made = element("i", { class: number < 0 ? "tl-bar tl-negative" : "tl-bar" });
  made.style.width = `${(share * (signed ? 50 : 100)).toFixed(1)}%`;
  made.style.backgroundColor = heat(Math.sign(number) || 0, 1).ground;
  return element("td", { class: signed ? "tl-bar-cell tl-signed" : "tl-bar-cell", "aria-hidden": "true" }, element("span", {}, made));
}
