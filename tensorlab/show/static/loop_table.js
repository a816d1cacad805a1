/* A loop as a table: what its variables are as each iteration begins, and what comes out; below, what it uses from
   outside. A click on an iteration enters it. Read `nesting.js` first. */

import { heat } from "./colours.js";
import { drawn, element } from "./dom.js";
import { grouped, plain, shapeText } from "./numbers.js";
import { briefValue, valueInWords } from "./value_text.js";

const MOST_COLUMNS = 24; // iterations; of a longer loop those at both ends
const LAST_COLUMNS = 8;
const MOST_CELLS = 8; // of a picture, along each axis
const PIXELS = 56;

/* The parts of the inspector for a loop's step; null for any other step. */
export function loopTable(tracer, moment) {
  const { step, arrays, run } = moment;
  if (!step.nested || step.nested.kind !== "loop" || !step.nested.variables.length || step.nested.mirrors !== null) return null;
  const found = tracer.nesting.groups().get(tracer.stepNumber);
  if (!found) return null;
  const { words } = tracer;
  const { count, kept } = found.group;
  const rounds = kept.filter(([number]) => number <= count);
  const shown = rounds.length > MOST_COLUMNS ? [...rounds.slice(0, MOST_COLUMNS - LAST_COLUMNS), null, ...rounds.slice(-LAST_COLUMNS)] : rounds;
  const [first] = step.nested.programs;
  const head = shown.map((round) => (round === null ? gap("th") : element("th", { scope: "col" }, enterButton(tracer, found, round[0]))));
  const rows = step.nested.variables.map(({ label, each, after }) => {
    const values = shown.map((round) => (round === null || round[1][0][0] !== first ? null : arrays.inside(run, round[1][0], each)));
    const last = arrays.get(run, after);
    // One scale for all iterations: what grows, is seen to grow.
    const largest = Math.max(0, ...[...values, last].filter((array) => array && array.numeric).map((array) => array.range().largest));
    const cells = shown.map((round, place) => (round === null ? gap("td") : element("td", {}, ...picture(values[place], largest, words))));
    return element("tr", {}, element("th", { scope: "row" }, label), ...cells, element("td", { class: "tl-loop-end" }, ...picture(last, largest, words)));
  });
  const title = words.say("nesting.table", { name: step.nested.name, count });
  const parts = [
    element("table", { class: "tl-loop-table" },
      element("caption", {}, title),
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, words.say("nesting.begins")), ...head, element("th", { scope: "col", class: "tl-loop-end" }, words.say("nesting.comes_out")))),
      element("tbody", {}, ...rows)),
  ];
  const used = step.nested.captures.map(({ label, entry }) => [label, arrays.get(run, entry)]);
  if (used.length) {
    const texts = used.flatMap(([label, array], place) => [...(place ? [words.say("words.comma")] : []), element("code", {}, array ? `${label} = ${briefValue(array)}` : label)]);
    parts.push(element("p", { class: "tl-loop-uses" }, ...words.parts("nesting.uses", { values: element("span", {}, ...texts) })));
  }
  return element("div", { class: "tl-loop-values" }, ...parts);
}

function gap(tag) {
  return element(tag, { class: "tl-loop-gap", "aria-hidden": "true" }, "…");
}

function enterButton(tracer, found, number) {
  const made = element("button", { type: "button", class: "tl-loop-enter", title: tracer.words.say("nesting.enter_iteration", { number: grouped(number) }), "aria-label": tracer.words.say("nesting.enter_iteration", { number: grouped(number) }) }, grouped(number));
  made.addEventListener("click", () => {
    tracer.nesting.enter(found, number);
    tracer.root.focus({ preventScroll: true });
  });
  return made;
}

/* A single number as it is; of an array a small picture, its shape, and in words what is in it. */
function picture(array, largest, words) {
  if (!array) return [element("span", { class: "tl-loop-none" }, "·")];
  if (!array.shape.length) return [element("code", {}, typeof array.at(0) === "string" ? briefValue(array) : plain(array.at(0), array.whole))];
  const said = element("span", { class: "tl-unseen" }, valueInWords(array, words));
  if (!array.numeric || !array.size) return [element("code", { "aria-hidden": "true" }, shapeText(array.shape)), said];
  const { stored } = array;
  const [rows, columns] = [stored.length > 1 ? stored[stored.length - 2] : 1, stored[stored.length - 1]];
  const [high, wide] = [Math.min(rows, MOST_CELLS), Math.min(columns, MOST_CELLS)];
  const size = Math.min(14, PIXELS / wide);
  const cells = [];
  for (let row = 0; row < high; row++) {
    for (let column = 0; column < wide; column++) {
      cells.push(drawn("rect", { x: column * size, y: row * size, width: size - 1, height: size - 1, fill: heat(array.weight(row * columns + column), largest).ground }));
    }
  }
  return [
    drawn("svg", { class: "tl-loop-picture", width: wide * size, height: high * size, "aria-hidden": "true" }, ...cells),
    element("small", { "aria-hidden": "true" }, shapeText(array.shape)), said,
  ];
}
