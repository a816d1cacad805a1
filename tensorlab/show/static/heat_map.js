/* An array as a small table of numbers on coloured ground. Up to 8 by 8 entries are shown; of more, the first
   six and the last, with a thumbnail of everything that is stored. Of three and more dimensions one slice is
   shown, with buttons for the others. */

import { heat } from "./colours.js";
import { button, element } from "./dom.js";
import { icon } from "./icons.js";
import { decimalsFor, entryText, plain, shapeText } from "./numbers.js";

const MOST = 8;
const LEADING = 6;
const THUMBNAIL = 132;

/* The positions along one axis that are shown; null stands for the gap. */
function shownPositions(size, stored, most = MOST) {
  if (size <= most && stored >= size) return Array.from({ length: size }, (_, index) => index);
  const leading = Math.min(LEADING, most - 2, stored);
  const positions = Array.from({ length: leading }, (_, index) => index);
  return stored >= size ? [...positions, null, size - 1] : [...positions, null];
}

/* How an array is laid out as a table: rows and columns, and where entry (row, column) of a slice stands. */
export function tableOf(array, transpose, slice) {
  const { shape, stored } = array;
  const rank = shape.length;
  const rows = rank > 1 ? shape[rank - 2] : 1;
  const columns = rank > 0 ? shape[rank - 1] : 1;
  const storedRows = rank > 1 ? stored[rank - 2] : 1;
  const storedColumns = rank > 0 ? stored[rank - 1] : 1;
  const slices = stored.slice(0, Math.max(0, rank - 2)).reduce((product, size) => product * size, 1);
  const start = Math.min(slice, Math.max(0, slices - 1)) * storedRows * storedColumns;
  const table = { rank, rows, columns, storedRows, storedColumns, slices, index: (row, column) => start + row * storedColumns + column };
  if (!transpose || rank < 2) return table;
  return {
    ...table, rows: columns, columns: rows, storedRows: storedColumns, storedColumns: storedRows,
    index: (row, column) => start + column * storedColumns + row,
  };
}

/* Which slice number `slice` is: [2,:,:]. */
function sliceText(array, slice) {
  const leading = array.stored.slice(0, -2);
  const position = [];
  for (let axis = leading.length - 1; axis >= 0; axis--) {
    position.unshift(slice % leading[axis]);
    slice = Math.floor(slice / leading[axis]);
  }
  return `[${[...position, ":", ":"].join(",")}]`;
}

export class HeatMap {
  /* `options`: label, transpose, slice (number), onSlice(change), onPoint(row, column), note. */
  constructor(array, options) {
    this.array = array;
    this.options = options;
    this.table = tableOf(array, options.transpose, options.slice || 0);
    this.cells = new Map();
    this.root = element("figure", { class: "tl-heat" }, this.caption());
    if (!array.size) this.root.append(element("p", { class: "tl-empty-array" }, `no entries: the shape is ${shapeText(array.shape)}`));
    else this.root.append(this.body());
  }

  caption() {
    const { label, transpose, slice = 0, onSlice, note } = this.options;
    const shape = transpose && this.array.shape.length > 1 ? [...this.array.shape.slice(0, -2), ...this.array.shape.slice(-2).reverse()] : this.array.shape;
    const caption = element("figcaption", {}, element("b", {}, label), element("code", {}, shapeText(shape)));
    if (this.table.slices > 1) {
      const step = (name, text, change, stop) => {
        const made = button({ class: "tl-slice", disabled: stop }, text, icon(name));
        made.addEventListener("click", () => onSlice(change));
        return made;
      };
      caption.append(
        step("lower", "Previous slice", -1, slice === 0),
        element("code", { class: "tl-slice-name" }, sliceText(this.array, slice)),
        step("higher", "Next slice", 1, slice >= this.table.slices - 1),
      );
    }
    if (note) caption.append(element("span", { class: "tl-heat-note" }, note));
    return caption;
  }

  body() {
    const { rows, columns, storedRows, storedColumns } = this.table;
    const limits = this.array.range();
    const rowsShown = shownPositions(rows, storedRows);
    const columnsShown = shownPositions(columns, storedColumns);
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
        widest = Math.max(widest, cell.textContent.length);
        line.append(cell);
      }
      body.append(line);
    }
    const name = `${this.options.label}, shape ${shapeText(this.array.shape)}`;
    const table = element("table", { "aria-label": name, class: columnsShown.length > 5 ? "tl-narrow-cells" : "" }, body);
    table.style.setProperty("--characters", widest);
    this.listen(table);
    this.tableBody = body;
    const cut = rowsShown.includes(null) || columnsShown.includes(null);
    if (!cut) return table;
    return element("div", { class: "tl-cut" }, table, element("div", { class: "tl-overview" }, this.thumbnail(limits.largest), this.facts(limits)));
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
    if (typeof value === "string") cell.title = value;
    else if (typeof value === "boolean") cell.classList.add(value ? "tl-true" : "tl-false");
    else if (!Number.isFinite(this.array.weight(index))) cell.classList.add("tl-odd");
    else {
      const { ground, text } = heat(this.array.weight(index), largest);
      cell.style.backgroundColor = ground;
      cell.style.color = text;
      cell.title = `${this.options.label}[${this.array.shape.length > 1 ? `${row}, ${column}` : column}] = ${Array.isArray(value) ? plain(value) : String(value)}`;
    }
    this.cells.set(`${row},${column}`, cell);
    return cell;
  }

  listen(table) {
    const { onPoint } = this.options;
    if (!onPoint) return;
    table.classList.add("tl-pointable");
    table.addEventListener("pointerover", (event) => {
      const { row, column } = event.target.dataset;
      if (row !== undefined) onPoint(Number(row), Number(column));
    });
  }

  /* Every stored entry as one small square. */
  thumbnail(largest) {
    const { storedRows, storedColumns, index } = this.table;
    const scale = Math.max(1, Math.min(8, Math.floor(THUMBNAIL / Math.max(storedRows, storedColumns))));
    const [rows, columns] = [Math.min(storedRows, THUMBNAIL), Math.min(storedColumns, THUMBNAIL)];
    const wide = Math.max(scale, Math.min(12, Math.floor(40 / columns)));
    const canvas = element("canvas", { width: columns, height: rows, role: "img", "aria-label": `Overview of ${this.options.label}` });
    const context = canvas.getContext("2d");
    const image = context.createImageData(columns, rows);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const at = index(Math.floor((row * storedRows) / rows), Math.floor((column * storedColumns) / columns));
        const weight = this.array.weight(at);
        const { rgb } = heat(weight, largest);
        image.data.set([...rgb, Number.isFinite(weight) ? 255 : 0], 4 * (row * columns + column));
      }
    }
    context.putImageData(image, 0, 0);
    canvas.style.width = `${columns * wide}px`;
    canvas.style.height = `${Math.max(8, rows * scale)}px`;
    return canvas;
  }

  facts(limits) {
    const { summary } = this.array;
    const facts = [["min", limits.low], ["max", limits.high]];
    if (summary) facts.push(["mean", summary.mean], ["std", summary.std]);
    const list = element("dl", {});
    if (this.array.numeric) for (const [name, value] of facts) if (value !== null) list.append(element("dt", {}, name), element("dd", {}, plain(value)));
    if (limits.odd) list.append(element("dt", {}, "odd"), element("dd", {}, `${limits.odd} NaN or ∞`));
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
