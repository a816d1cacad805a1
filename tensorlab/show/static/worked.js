/* "Row 0, column 0, worked out": how the entries that `value_rules.js` finds make one entry of the result, with
   their numbers. */

import { heat } from "./colours.js";
import { element } from "./dom.js";
import { decimalsFor, entryText } from "./numbers.js";
import { crossEntropy, positionsOf } from "./value_rules.js";

const MOST_TERMS = 8;
const FEWEST_DECIMALS = 4;

/* The entry to start with: the first one, or where a gradient is largest among those that are seen. */
export function startingEntry(step, output) {
  if (step.phase !== "backward") return 0;
  const columns = output.shape.length ? output.shape[output.shape.length - 1] : 1;
  let best = 0;
  for (let row = 0; row < Math.min(output.size / columns, MOST_TERMS); row++) {
    for (let column = 0; column < Math.min(columns, MOST_TERMS); column++) {
      const at = row * columns + column;
      if (Math.abs(output.weight(at)) > Math.abs(output.weight(best))) best = at;
    }
  }
  return best;
}

/* The products that a matrix product adds up for one entry. */
export function productsOf(rule, inputs, at) {
  return factors(rule, inputs, at).map(([one, other]) => one * other);
}

function factors(rule, inputs, at) {
  const [left, right] = inputs.map((input, number) => rule.sources(number, at).map((place) => input.array.weight(place)));
  return left.map((one, inner) => [one, right[inner]]);
}

/* The side panel. */
export function workedOut(rule, step, inputs, output, at, words) {
  const place = positionsOf(output.array.shape, at);
  const key = place.length === 2 ? "row" : place.length ? "entry" : "value";
  const heading = words.say(`values.${rule.kind === "sum" ? "adds" : "worked"}_${key}`, { row: place[0], column: place[1], position: place.join(", ") });
  const shown = output.array.at(at);
  const list = WRITERS[rule.kind](rule, inputs, output, at, { result: Number(shown), shown, words, step });
  return element("div", { class: "tl-worked" }, element("h3", {}, heading), list, ...repeats(rule, inputs, words));
}

/* What broadcasting repeats. */
function repeats(rule, inputs, words) {
  if (!rule.repeated) return [];
  return inputs.flatMap((input, number) => {
    const count = rule.repeated(number);
    return count > 1 && input.array.shape.length ? [element("p", { class: "tl-repeated" }, words.say("values.repeated", { name: input.label, count }))] : [];
  });
}

/* A table of terms: rows { sign, text, value, shown, strong, words }, the last of them under a line. `shown` is
   written where the very entry has more digits than `value`. */
function termTable(rows, texts) {
  const signed = rows.some((row) => row.value < 0);
  const largest = Math.max(...rows.filter((row) => row.bar !== false).map((row) => (Number.isFinite(row.value) ? Math.abs(row.value) : 0)));
  const list = element("table", { class: "tl-terms" });
  rows.forEach((row, number) => {
    const name = typeof row.text === "string" ? [row.text] : row.text || [];
    list.append(
      element(
        "tr", { class: number === rows.length - 1 ? "tl-total" : row.strong ? "tl-chosen-term" : null },
        element("td", {}, row.sign || ""),
        element("td", { class: row.words ? "tl-words" : null }, ...name),
        element("td", {}, row.value === null ? "" : texts(row.shown ?? row.value)),
        row.bar === false || row.value === null ? element("td", { "aria-hidden": "true" }) : bar(row.value, largest, signed),
      ),
    );
  });
  return list;
}

const writer = (numbers, fewest = FEWEST_DECIMALS) => {
  const largest = Math.max(...numbers.map((number) => (Number.isFinite(number) ? Math.abs(number) : 0)));
  const whole = numbers.every(Number.isInteger);
  const decimals = whole ? 0 : Math.max(fewest, decimalsFor(largest, false) ?? fewest);
  return (number) => entryText(number, decimals);
};

/* The first terms one by one, the others in one line. */
function cutTerms(values, row, rest) {
  const rows = values.slice(0, MOST_TERMS).map(row);
  if (values.length > MOST_TERMS) rows.push(rest(values.slice(MOST_TERMS)));
  return rows;
}

const added = (values) => values.reduce((sum, value) => sum + value, 0);
const bracketed = (text) => (text.startsWith("−") ? `(${text})` : text);

function productTerms(rule, inputs, output, at, { result, words }) {
  const terms = factors(rule, inputs, at);
  const products = terms.map(([one, other]) => one * other);
  const decimals = Math.min(3, decimalsFor(Math.max(...products.map(Math.abs), Math.abs(result), ...terms.flat().map(Math.abs)), output.array.whole) ?? 3);
  const text = (number) => entryText(number, decimals);
  const rows = cutTerms(
    products,
    (value, inner) => ({ sign: inner ? "+" : "", text: `${text(terms[inner][0])} × ${bracketed(text(terms[inner][1]))}`, value }),
    (others) => ({ sign: "+", text: words.say("values.more_products", { count: others.length }), value: added(others) }),
  );
  return termTable([...rows, { sign: "=", value: result }], text);
}

function sumTerms(rule, inputs, output, at, { result, shown, words }) {
  const entries = inputs.map((input, number) => input.array.at(rule.sources(number, at)[0]));
  const rows = inputs.map((input, number) => ({ sign: number ? "+" : "", text: input.label, words: true, value: Number(entries[number]), shown: entries[number] }));
  return termTable([...rows, { sign: "=", text: words.say("values.sum"), words: true, value: result, shown }], writer([...entries.map(Number), result]));
}

function entryTerms(rule, inputs, output, at, { result, shown, step }) {
  const entries = inputs.map((input, number) => input.array.at(rule.sources(number, at)[0]));
  const named = (input, number) => (rule.repeated(number) > 1 && input.array.shape.length ? `${input.label}[${positionsOf(input.array.shape, rule.sources(number, at)[0]).join(", ")}]` : input.label);
  const rows = inputs.map((input, number) => ({ sign: number ? step.operator : "", text: named(input, number), words: true, value: Number(entries[number]), shown: entries[number] }));
  return termTable([...rows, { sign: inputs.length > 1 ? "=" : "→", text: output.label, words: true, value: result, shown }], writer([...entries.map(Number), result]));
}

const ARGUMENT = "argument"; // an index among numbers: written without decimals
const JOINED = { Sum: "+", SumToShape: "+", Mean: "+", Prod: "×" };

/* What a reduction went over, entry by entry. */
function reductionTerms(rule, inputs, output, at, { result, words }) {
  const { array, label } = inputs[0];
  const places = rule.sources(0, at);
  const numbers = places.map((place) => array.weight(place));
  const { type } = rule;
  const chosen = type.startsWith("Arg") ? result : numbers.indexOf(result);
  const strong = !(type in JOINED);
  // The entry that was chosen must be among those that are seen.
  const order = strong && chosen >= MOST_TERMS ? [chosen, ...numbers.keys()].filter((place, number, all) => all.indexOf(place) === number) : [...numbers.keys()];
  const rows = cutTerms(
    order,
    (number, place) => ({ sign: place ? JOINED[type] || "" : "", text: `${label}[${positionsOf(array.shape, places[number]).join(", ")}]`, value: numbers[number], strong: strong && number === chosen }),
    (others) => ({ sign: JOINED[type] || "", text: words.say("values.more_entries", { count: others.length }), words: true, value: JOINED[type] === "+" ? added(others.map((number) => numbers[number])) : null }),
  );
  const written = writer(type.startsWith("Arg") ? numbers : [...numbers, result]);
  const text = (value) => (value === ARGUMENT ? String(result) : written(value));
  if (type === "Mean") rows.push({ sign: "÷", text: words.say("values.count_of", { count: numbers.length }), words: true, value: null });
  rows.push({ sign: "=", text: words.say(`values.result_${type in JOINED ? (type === "Mean" ? "mean" : type === "Prod" ? "product" : "sum") : type.toLowerCase()}`), words: true, value: result, shown: type.startsWith("Arg") ? ARGUMENT : result, bar: !type.startsWith("Arg") });
  return termTable(rows, text);
}

/* e to the power of each score, divided by their sum. */
function softmaxTerms(rule, inputs, output, at, { result, words }) {
  const { array } = inputs[0];
  const places = rule.sources(0, at);
  const scores = places.map((place) => array.weight(place));
  const highest = Math.max(...scores);
  const shift = highest > 80 ? highest : 0; // beyond, e^x is no float any more: TensorFlow subtracts the highest too
  const powers = scores.map((score) => Math.exp(score - shift));
  const own = places.indexOf(at);
  const power = (number) => ["e", element("sup", {}, entryText(scores[number] - shift, 2))];
  const order = own >= MOST_TERMS ? [own, ...scores.keys()].filter((place, number, all) => all.indexOf(place) === number) : [...scores.keys()];
  const rows = cutTerms(
    order,
    (number, place) => ({ sign: place ? "+" : "", text: power(number), value: powers[number], strong: number === own }),
    (others) => ({ sign: "+", text: words.say("values.more_entries", { count: others.length }), words: true, value: added(others.map((number) => powers[number])) }),
  );
  rows.push({ sign: "=", text: "Σ", value: added(powers) });
  const quotient = ["e", element("sup", {}, entryText(scores[own] - shift, 2)), " ÷ Σ"];
  rows.push({ sign: "→", text: rule.type === "Softmax" ? quotient : ["ln(", ...quotient, ")"], value: result, bar: false });
  return termTable(rows, writer([...powers, result]));
}

function entropyTerms(rule, inputs, output, at, { result, words }) {
  const terms = crossEntropy(rule, inputs.map((input) => input.array), at);
  const counted = terms.filter((term) => term.label !== 0);
  const text = writer([...counted.map((term) => term.term), result]);
  const rows = cutTerms(
    counted,
    (term, place) => ({ sign: place ? "+" : "", text: `−${entryText(term.label, 2)} × ln ${entryText(term.chance, 4)}`, value: term.term }),
    (others) => ({ sign: "+", text: words.say("values.more_entries", { count: others.length }), words: true, value: added(others.map((term) => term.term)) }),
  );
  return termTable([...rows, { sign: "=", text: words.say("values.cross_entropy"), words: true, value: result }], text);
}

const WRITERS = {
  product: productTerms, sum: sumTerms, entries: entryTerms, reduction: reductionTerms, softmax: softmaxTerms, entropy: entropyTerms,
};

/* A bar to the right of a line, or to its left where the number is negative. */
function bar(number, largest, signed) {
  const share = largest > 0 && Number.isFinite(number) ? Math.abs(number) / largest : 0;
  const made = element("i", { class: number < 0 ? "tl-bar tl-negative" : "tl-bar" });
  made.style.width = `${(share * (signed ? 50 : 100)).toFixed(1)}%`;
  made.style.backgroundColor = heat(Math.sign(number) || 0, 1).ground;
  return element("td", { class: signed ? "tl-bar-cell tl-signed" : "tl-bar-cell", "aria-hidden": "true" }, element("span", {}, made));
}
