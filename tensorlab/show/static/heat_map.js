/* An array as a small table of numbers on coloured ground. Up to 10 by 10 entries are shown; of more, the first
   six and the last, with a thumbnail of everything. Of three and more dimensions one slice is shown, with a
   stepper for each of the leading axes. The whole array opens in `value_view.js`. */

import { heat } from "./colours.js";
import { button, element } from "./dom.js";
import { icon } from "./icons.js";
import { decimalsFor, entryText, plain, shapeText } from "./numbers.js";
import { exactText } from "./value_exact.js";
import { bitmapOf, heatColour } from "./value_canvas.js";
import { imageStrip, imagesIn } from "./value_image.js";
import { overviewOf, statisticsOf } from "./value_statistics.js";
import { leadingAxes, positionOf, shownShape, tableOf } from "./value_table.js";

const MOST = 10;
const WIDEST = 12; // characters; a longer number widens its own column alone
const LEADING = 6;
const THUMBNAIL = 132; // pixels
const STRIP = 260;

/* The positions along one axis that are shown; null stands for the gap. */
function shownPositions(size, stored, most) {
  if (size <= most && stored >= size) return Array.from({ length: size }, (_, index) => index);
  const leading = Math.min(LEADING, most - 2, stored);
  const positions = Array.from({ length: leading }, (_, index) => index);
  return stored >= size ? [...positions, null, size - 1] : [...positions, null];
}

/* A stepper for each leading axis: [‹0›, ‹1›, :, :]. `onSlice(slice, axis)` is told where to go; `chosen` is the
   axis that the keys move along. */
export function sliceSteppers(array, { words, slice = 0, chosen = null, onSlice }) {
  const axes = leadingAxes(array, slice);
  if (!axes.some((axis) => axis.stored > 1)) return null;
  const name = element("code", { class: "tl-slice-name" }, "[");
  for (const axis of axes) {
    const step = (sign, key, change) => {
      const made = button({ class: "tl-slice", disabled: axis.at + change < 0 || axis.at + change >= axis.stored }, words.say(key, { axis: axis.axis }), icon(sign));
      made.addEventListener("click", () => onSlice(slice + change * axis.stride, axis.axis));
      return made;
    };
    const tip = words.say(axis.stored < axis.size ? "values.axis_cut" : "values.axis", { axis: axis.axis, size: axis.size, stored: axis.stored });
    name.append(
      step("lower", "values.slice_previous", -1),
      element("b", { class: axis.axis === chosen ? "tl-axis-chosen" : null, title: tip }, String(axis.at)),
      step("higher", "values.slice_next", 1), ",",
    );
  }
  name.append(":,:]");
  return name;
}

/* What is said of entries that are no numbers: "2 NaN, 1 ∞"; null where there are none. */
export function oddNote(array, words) {
  if (array.dtype === "string" || !array.size || !array.range().odd) return null;
  const { nan, inf } = statisticsOf(array);
  const parts = [nan ? words.say("values.nan", { count: nan }) : "", inf ? words.say("values.inf", { count: inf }) : ""];
  return element("span", { class: "tl-odd-note" }, parts.filter(Boolean).join(", "));
}

/* About how many pixels an array takes when at most so many of its columns are shown. */
export function widthOf(array, transpose, most) {
  const { rows, columns, storedRows, storedColumns } = tableOf(array, transpose, 0);
  const cut = rows > MOST || columns > most || storedRows < rows || storedColumns < columns;
  const shown = columns > most || storedColumns < columns ? Math.min(LEADING, most - 2, storedColumns) + 2 : columns;
  return Math.max(90, shown * (array.numeric ? 50 : 80)) + (cut ? (rows === 1 ? 60 : 200) : 0);
}

export class HeatMap {
  /* `options`: words, most (columns), fed (whether it was fed), label, transpose, slice (number), chosen (axis), onSlice(slice, axis), onPoint(row, column),
     onOpen(), note. */
  constructor(array, options) {
    this.array = array;
    this.options = options;
    this.words = options.words;
    this.table = tableOf(array, options.transpose, options.slice || 0);
    this.cells = new Map();
    this.root = element("figure", { class: "tl-heat" }, this.caption());
    if (!array.size) this.root.append(element("p", { class: "tl-empty-array" }, this.words.say("values.empty", { shape: shapeText(array.shape) })));
    else this.root.append(this.body());
  }

  caption() {
    const { label, transpose, onOpen, note } = this.options;
    const caption = element("figcaption", {}, element("b", {}, label), element("code", {}, shapeText(shownShape(this.array, transpose))));
    if (this.table.slices > 1) caption.append(sliceSteppers(this.array, this.options));
    if (note) caption.append(element("span", { class: "tl-heat-note" }, note));
    caption.append(oddNote(this.array, this.words) || "");
    if (onOpen && this.array.size) {
      const opener = button({ class: "tl-open-array" }, this.words.say("values.open_named", { name: label }), icon("openArray"));
      opener.addEventListener("click", onOpen);
      caption.append(opener);
    }
    return caption;
  }

  body() {
    const { rows, columns, storedRows, storedColumns } = this.table;
    const limits = this.array.range();
    const rowsShown = shownPositions(rows, storedRows, MOST);
    const columnsShown = shownPositions(columns, storedColumns, this.options.most || MOST);
    this.decimals = this.array.numeric ? this.decimalsOf(rowsShown, columnsShown, limits.largest) : 0;
    const body = element("tbody", {});
    let widest = 3;
    for (const row of rowsShown) {
      const line = element("tr", {});
      for (const column of columnsShown) {
        if (row === null || column === null) {
          line.append(element("td", { class: "tl-gap" }, row === null && column === null ? "⋱" : row === null ? "⋮" : "⋯"));
          continue;
        }
        const cell = this.cell(row, column, limits.largest);
        widest = Math.max(widest, Math.min(WIDEST, cell.textContent.length));
        line.append(cell);
      }
      body.append(line);
    }
    const name = this.words.say("values.table", { name: this.options.label, shape: shapeText(this.array.shape) });
    const table = element("table", { "aria-label": name, class: columnsShown.length > 5 ? "tl-narrow-cells" : "" }, body);
    table.style.setProperty("--characters", widest);
    this.listen(table);
    this.tableBody = body;
    const cut = rowsShown.includes(null) || columnsShown.includes(null);
    if (!cut) return table;
    return element("div", { class: "tl-cut" }, table, element("div", { class: rows === 1 ? "tl-overview tl-overview-low" : "tl-overview" }, this.thumbnail(limits.largest), this.facts(limits)));
  }

  /* Decimals by the largest magnitude, but none where every entry shown is whole. */
  decimalsOf(rows, columns, largest) {
    if (this.array.whole) return decimalsFor(largest, true);
    const whole = rows.every((row) => row === null || columns.every((column) => column === null || Number.isInteger(this.array.at(this.table.index(row, column)))));
    return whole && largest < 1e5 ? (largest < 100 ? 1 : 0) : decimalsFor(largest, false);
  }

  cell(row, column, largest) {
    const index = this.table.index(row, column);
    const value = this.array.at(index);
    const cell = element("td", { "data-row": row, "data-column": column }, entryText(value, this.decimals));
    if (this.array.absent && this.array.absent.has(index)) {
      cell.textContent = "–";
      cell.title = this.words.say("values.no_matter");
    } else if (typeof value === "string") cell.classList.add("tl-text");
    else if (typeof value === "boolean") cell.classList.add(value ? "tl-true" : "tl-false");
    else if (!Number.isFinite(this.array.weight(index))) cell.classList.add("tl-odd");
    else {
      const { ground, text } = heat(this.array.weight(index), largest);
      cell.style.backgroundColor = ground;
      cell.style.color = text;
    }
    this.cells.set(`${row},${column}`, cell);
    return cell;
  }

  listen(table) {
    const { onPoint, label, transpose, slice = 0 } = this.options;
    if (onPoint) table.classList.add("tl-pointable");
    table.addEventListener("pointerover", (event) => {
      if (event.target.dataset.row === undefined) return;
      const [row, column] = [Number(event.target.dataset.row), Number(event.target.dataset.column)];
      if (!event.target.title) {
        const value = this.array.at(this.table.index(row, column));
        event.target.title = `${label}[${positionOf(this.array, slice, row, column, transpose).join(", ")}] = ${exactText(value, this.array.dtype)}`;
      }
      if (onPoint) onPoint(row, column);
    });
  }

  /* The whole array in small squares: means of blocks where the bundle has them, else every stored entry. */
  thumbnail(largest) {
    const images = imagesIn(this.array, this.options.fed);
    const strip = images && images.sure ? imageStrip(this.array, images) : null;
    if (strip) return this.stripOf(strip);
    const means = overviewOf(this.array);
    const { storedRows, storedColumns, index } = this.table;
    const [height, width] = means ? [means.rows, means.columns] : [storedRows, storedColumns];
    const [rows, columns] = [Math.min(height, THUMBNAIL), Math.min(width, THUMBNAIL)];
    const weight = (row, column) => {
      const [atRow, atColumn] = [Math.floor((row * height) / rows), Math.floor((column * width) / columns)];
      return means ? means.at(atRow, atColumn) : this.array.weight(index(atRow, atColumn));
    };
    const text = means ? this.words.say("values.overview_means", { name: this.options.label, rows: means.lines, columns: means.entries }) : this.words.say("values.overview", { name: this.options.label });
    const scaled = means ? means.scale : largest;
    const canvas = bitmapOf(rows, columns, (row, column) => heatColour(weight(row, column), scaled));
    for (const [name, value] of [["role", "img"], ["aria-label", text], ["title", text]]) canvas.setAttribute(name, value);
    const scale = Math.max(1, Math.min(8, Math.floor(THUMBNAIL / Math.max(rows, columns))));
    const wide = Math.max(scale, Math.min(12, Math.floor(40 / columns)));
    canvas.style.width = `${columns * wide}px`;
    canvas.style.height = `${Math.max(8, rows * scale)}px`;
    return canvas;
  }

  stripOf(canvas) {
    const text = this.words.say("values.first_images", { name: this.options.label });
    for (const [name, value] of [["role", "img"], ["aria-label", text], ["title", text]]) canvas.setAttribute(name, value);
    const scale = Math.max(0.25, Math.min(3, STRIP / canvas.width, THUMBNAIL / canvas.height));
    canvas.style.width = `${Math.round(canvas.width * scale)}px`;
    canvas.style.height = `${Math.round(canvas.height * scale)}px`;
    return canvas;
  }

  facts(limits) {
    const { summary } = this.array;
    const facts = [["min", limits.low], ["max", limits.high]];
    if (summary) facts.push(["mean", summary.mean], ["std", summary.std]);
    const list = element("dl", {});
    const says = (name) => this.words.say(`values.${name}`);
    if (this.array.numeric && limits.finite) for (const [name, value] of facts) if (value !== null) list.append(element("dt", {}, says(name)), element("dd", {}, plain(value, this.array.whole && name.startsWith("m") && name !== "mean")));
    return list;
  }

  /* Rows under the table, in place of those that were there before, and a sentence under them. */
  addBelow(rows, text) {
    for (const row of this.below || []) row.remove();
    this.below = rows;
    this.tableBody.append(...rows);
    if (!this.belowText) this.root.append((this.belowText = element("p", { class: "tl-fall-text" })));
    this.belowText.textContent = text;
  }

  /* Outline cells: `wanted(row, column)` says which. */
  outline(wanted) {
    for (const [key, cell] of this.cells) {
      const [row, column] = key.split(",").map(Number);
      cell.classList.toggle("tl-outlined", Boolean(wanted && wanted(row, column)));
    }
  }
}
