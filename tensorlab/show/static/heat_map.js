/* An array as a small table of numbers on coloured ground. Up to 10 by 10 entries are shown; of more, the first
   six and the last, with a thumbnail of everything. Of three and more dimensions one slice is shown, with a
   stepper for each of the leading axes. The whole array opens in `value_view.js`. */

import { heat } from "./colours.js";
import { button, element, rewrite, setAttribute, setText } from "./dom.js";
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
     onOpen(), note. `former` is a map that is shown no longer: where it has the same rows and columns, its place is taken. */
  constructor(array, options, former = null) {
    this.array = array;
    this.options = options;
    this.words = options.words;
    this.table = tableOf(array, options.transpose, options.slice || 0);
    const { rows, columns, storedRows, storedColumns } = this.table;
    this.rowsShown = shownPositions(rows, storedRows, MOST);
    this.columnsShown = shownPositions(columns, storedColumns, options.most || MOST);
    this.grid = array.size ? `${this.rowsShown.join()};${this.columnsShown.join()}` : "";
    if (former && this.grid && former.grid === this.grid) this.takeOver(former);
    else this.build();
  }

  build() {
    this.owner = { map: this }; // whose listeners are meant, when another map has taken over
    this.cells = new Map();
    this.places = [];
    this.root = element("figure", { class: "tl-heat" }, this.caption());
    if (!this.array.size) this.root.append(element("p", { class: "tl-empty-array" }, this.words.say("values.empty", { shape: shapeText(this.array.shape) })));
    else this.root.append(this.body());
  }

  /* Other numbers in the cells that are there: to lay them out and to paint them takes a fraction of the time. */
  takeOver(former) {
    const { owner, root, tableRoot, tableBody, cells, places } = former;
    Object.assign(this, { owner, root, tableRoot, tableBody, cells, places, widest: former.widest });
    owner.map = this;
    for (const row of former.below || []) row.remove();
    if (former.belowText) former.belowText.remove();
    const caption = this.caption();
    if (Math.max(this.table.slices, former.table.slices) > 1) root.firstChild.replaceWith(caption);
    else rewrite(root.firstChild, [...caption.childNodes]);
    this.fill();
    if (former.overview) former.overview.replaceWith(this.overviewBeside());
  }

  caption() {
    const { label, transpose, onOpen, note } = this.options;
    const caption = element("figcaption", {}, element("b", {}, label), element("code", {}, shapeText(shownShape(this.array, transpose))));
    if (this.table.slices > 1) caption.append(sliceSteppers(this.array, this.options));
    if (note) caption.append(element("span", { class: "tl-heat-note" }, note));
    caption.append(oddNote(this.array, this.words) || "");
    if (onOpen && this.array.size) {
      const { owner } = this;
      const opener = button({ class: "tl-open-array" }, this.words.say("values.open_named", { name: label }), icon("openArray"));
      opener.addEventListener("click", () => owner.map.options.onOpen());
      caption.append(opener);
    }
    return caption;
  }

  body() {
    this.tableBody = element("tbody", {});
    for (const row of this.rowsShown) {
      const line = element("tr", {});
      for (const column of this.columnsShown) {
        if (row === null || column === null) {
          line.append(element("td", { class: "tl-gap" }, row === null && column === null ? "⋱" : row === null ? "⋮" : "⋯"));
          continue;
        }
        const cell = element("td", { "data-row": row, "data-column": column }, "0");
        this.cells.set(`${row},${column}`, cell);
        this.places.push({ cell, row, column, ground: null, colour: null });
        line.append(cell);
      }
      this.tableBody.append(line);
    }
    this.tableRoot = element("table", {}, this.tableBody);
    this.listen();
    this.fill();
    const cut = this.rowsShown.includes(null) || this.columnsShown.includes(null);
    return cut ? element("div", { class: "tl-cut" }, this.tableRoot, this.overviewBeside()) : this.tableRoot;
  }

  overviewBeside() {
    const limits = this.array.range();
    this.overview = element("div", { class: this.table.rows === 1 ? "tl-overview tl-overview-low" : "tl-overview" }, this.thumbnail(limits.largest), this.facts(limits));
    return this.overview;
  }

  /* Decimals by the largest magnitude, but none where every entry shown is whole. */
  decimalsOf(rows, columns, largest) {
    if (this.array.whole) return decimalsFor(largest, true);
    const whole = rows.every((row) => row === null || columns.every((column) => column === null || Number.isInteger(this.array.at(this.table.index(row, column)))));
    return whole && largest < 1e5 ? (largest < 100 ? 1 : 0) : decimalsFor(largest, false);
  }

  /* Write what the table says; nothing that it says already. */
  fill() {
    const { array, options, tableRoot } = this;
    const { largest } = array.range();
    this.decimals = array.numeric ? this.decimalsOf(this.rowsShown, this.columnsShown, largest) : 0;
    let widest = 3;
    this.beyond = 0;
    for (const place of this.places) {
      const { length } = this.fillCell(place, largest);
      widest = Math.max(widest, Math.min(WIDEST, length));
      this.beyond += Math.max(0, length - WIDEST);
    }
    if (widest !== this.widest) tableRoot.style.setProperty("--characters", widest);
    this.widest = widest;
    const classes = [this.columnsShown.length > 5 ? "tl-narrow-cells" : "", options.onPoint ? "tl-pointable" : ""];
    setAttribute(tableRoot, "class", classes.filter(Boolean).join(" "));
    setAttribute(tableRoot, "aria-label", this.words.say("values.table", { name: options.label, shape: shapeText(array.shape) }));
  }

  fillCell(place, largest) {
    const { cell, row, column } = place;
    const index = this.table.index(row, column);
    const value = this.array.at(index);
    const absent = Boolean(this.array.absent && this.array.absent.has(index));
    const looks = { name: "", ground: "", text: "" };
    if (!absent) {
      if (typeof value === "string") looks.name = "tl-text";
      else if (typeof value === "boolean") looks.name = value ? "tl-true" : "tl-false";
      else if (!Number.isFinite(this.array.weight(index))) looks.name = "tl-odd";
      else Object.assign(looks, heat(this.array.weight(index), largest));
    }
    const text = absent ? "–" : entryText(value, this.decimals);
    setText(cell, text);
    setAttribute(cell, "title", absent ? this.words.say("values.no_matter") : null);
    setAttribute(cell, "class", looks.name || null);
    if (looks.ground !== place.ground) cell.style.backgroundColor = place.ground = looks.ground;
    if (looks.text !== place.colour) cell.style.color = place.colour = looks.text;
    return text;
  }

  /* What decides how wide the table is. */
  breadth() {
    return `${this.grid},${this.widest},${this.beyond}`;
  }

  /* The pointer may rest in a cell while another map takes over: then its next move counts, too. */
  listen() {
    const { owner } = this;
    const pointed = ({ target }) => {
      if (target.dataset.row !== undefined) owner.map.pointed(target, Number(target.dataset.row), Number(target.dataset.column));
    };
    for (const name of ["pointerover", "pointermove"]) this.tableRoot.addEventListener(name, pointed);
    this.tableRoot.addEventListener("pointerleave", () => { owner.map.under = null; });
  }

  pointed(cell, row, column) {
    if (cell === this.under) return;
    this.under = cell;
    const { onPoint, label, transpose, slice = 0 } = this.options;
    if (!cell.title) {
      const value = this.array.at(this.table.index(row, column));
      cell.title = `${label}[${positionOf(this.array, slice, row, column, transpose).join(", ")}] = ${exactText(value, this.array.dtype)}`;
    }
    if (onPoint) onPoint(row, column);
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
    for (const { cell, row, column } of this.places) cell.classList.toggle("tl-outlined", Boolean(wanted && wanted(row, column)));
  }
}
