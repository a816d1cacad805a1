/* A value that can be typed over: a small array as cells on coloured ground, and always as text. What is typed is
   kept as an edit, { entries: Map("0,1" -> { text, value }) } or { text, value }, until the run is computed again.
   Next: `typed_array.js` (what a text means), `what_if.js`. */

import { heat } from "./colours.js";
import { element } from "./dom.js";
import { plain, shapeText } from "./numbers.js";
import { filledArray, fitsShape, parsedArray, TypingError } from "./typed_array.js";

const MOST_ROWS = 8;
const MOST_COLUMNS = 6;
const MOST_TYPED = 64; // entries of an array that is written out in the text field

export class ValueEditor {
  /* `changed(edit)` is called with the new edit, or null when nothing of it is left. */
  constructor(tracer, changed) {
    this.tracer = tracer;
    this.changed = changed;
    this.grid = element("div", { class: "tl-what-grid" });
    this.text = element("textarea", { rows: 1, spellcheck: "false", autocomplete: "off" });
    this.textLabel = element("label", { class: "tl-what-label" }, element("span", {}), this.text);
    this.error = element("p", { class: "tl-what-error", role: "alert", hidden: true });
    this.root = element("div", { class: "tl-what-editor" }, this.grid, this.error, this.textLabel);
    // A value counts as soon as it can be read; what cannot is said when the field is left.
    this.text.addEventListener("input", () => this.typedWhole(true));
    this.text.addEventListener("change", () => this.typedWhole());
    this.text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey) return;
      event.preventDefault();
      this.typedWhole();
    });
  }

  /* A target: { tensor, label, array (null where the run did not compute it), wanted (static shape), dtype }. */
  show(target, edit) {
    const { words } = this.tracer;
    this.target = target;
    this.edit = edit || null;
    this.fail(null);
    const { array, dtype, wanted } = target;
    this.textLabel.firstChild.textContent = words.say(array && array.size > MOST_TYPED ? "what_if.whole_large" : "what_if.whole", { shape: shapeText(wanted), dtype });
    this.showGrid();
    this.showText();
    // As high as it was, while it is typed in: what stands below must not move away under a click.
    if (target.tensor !== this.sized) this.text.rows = this.text.value.length > 36 ? 2 : 1;
    this.sized = target.tensor;
  }

  showText() {
    const { array } = this.target;
    const small = array && array.isWhole && array.size <= MOST_TYPED;
    this.text.value = this.edit && this.edit.text !== undefined ? this.edit.text : small ? written(array, this.edit) : "";
    this.text.placeholder = array && array.shape.length ? this.tracer.words.say("what_if.placeholder") : "";
  }

  /* --- cells ------------------------------------------------------------------------------------------------ */

  showGrid() {
    const { array } = this.target;
    const shape = this.shapeShown();
    const rank = array ? array.shape.length : 9;
    const [rows, columns] = rank > 1 ? array.shape : [1, rank ? array.shape[0] : 1];
    const fits = array && array.isWhole && rank < 3 && rows <= MOST_ROWS && columns <= MOST_COLUMNS && array.size > 0 && shape === array.shape;
    this.grid.replaceChildren();
    this.cells = new Map();
    if (fits) this.grid.append(this.table(rows, columns));
    else if (array && array.size && array.shape.length) this.grid.append(this.placeForm());
    else if (!array) this.grid.append(element("p", {}, this.tracer.words.say("what_if.not_computed")));
  }

  shapeShown() {
    return this.edit && this.edit.shape ? this.edit.shape : this.target.array ? this.target.array.shape : null;
  }

  table(rows, columns) {
    const { array, label } = this.target;
    const body = element("tbody", {});
    for (let row = 0; row < rows; row++) {
      const line = element("tr", {});
      for (let column = 0; column < columns; column++) {
        const index = array.shape.length > 1 ? [row, column] : array.shape.length ? [column] : [];
        const place = row * columns + column;
        const input = element("input", { type: "text", inputmode: array.dtype === "string" ? "text" : "decimal", autocomplete: "off", spellcheck: "false", "aria-label": `${label}[${index.join(", ")}]` });
        const now = this.entry(index, place);
        input.value = now.text;
        input.dataset.recorded = entryInput(array, place);
        this.paint(input, place, now.edited);
        input.title = String(array.at(place));
        input.addEventListener("input", () => this.typedEntry(index, place, input, true));
        input.addEventListener("change", () => this.typedEntry(index, place, input));
        this.cells.set(index.join(","), input);
        line.append(element("td", {}, input));
      }
      body.append(line);
    }
    return element("table", { class: "tl-what-cells", "aria-label": label }, body);
  }

  entry(index, place) {
    const { edit, target } = this;
    if (edit && edit.entries && edit.entries.has(index.join(","))) return { text: edit.entries.get(index.join(",")).text, edited: true };
    if (edit && edit.value !== undefined) {
      const value = index.reduce((part, at) => (Array.isArray(part) ? part[at] : part), edit.value);
      return { text: String(value), edited: rounded(value, target.dtype) !== target.array.at(place) };
    }
    return { text: entryInput(target.array, place), edited: false };
  }

  /* A cell on its colour, or hatched once it was typed over. */
  paint(input, place, edited) {
    const { array } = this.target;
    const { ground, text } = edited || !array.numeric ? { ground: "", text: "" } : heat(array.weight(place), array.range().largest);
    input.toggleAttribute("data-edited", edited);
    input.style.backgroundColor = ground;
    input.style.color = text;
  }

  typedEntry(index, place, input, quiet = false) {
    const { array, label, dtype } = this.target;
    const text = input.value.trim();
    const back = !text || text === input.dataset.recorded;
    let value;
    try {
      value = back ? array.at(place) : this.oneEntry(text, dtype);
    } catch (error) {
      if (quiet) return;
      input.setAttribute("aria-invalid", "true");
      this.fail(error, `${label}${index.length ? `[${index.join(", ")}]` : ""}: `);
      return;
    }
    if (input.hasAttribute("aria-invalid")) this.fail(null);
    input.removeAttribute("aria-invalid");
    if (this.edit && this.edit.value !== undefined) this.edit = this.withEntry(index, value);
    else {
      const entries = new Map(this.edit && this.edit.entries ? this.edit.entries : []);
      if (back) entries.delete(index.join(","));
      else entries.set(index.join(","), { text, index, value });
      this.edit = entries.size ? { entries } : null;
    }
    if (!quiet && back) input.value = input.dataset.recorded;
    this.paint(input, place, !back);
    this.showText();
    this.changed(this.edit);
  }

  /* The whole value that was typed before, with another entry. */
  withEntry(index, value) {
    if (!index.length) return { value, text: nestedText(value), shape: [] };
    const copy = structuredClone(this.edit.value);
    index.slice(0, -1).reduce((part, at) => part[at], copy)[index[index.length - 1]] = value;
    return { value: copy, text: nestedText(copy), shape: this.edit.shape };
  }

  oneEntry(text, dtype) {
    const { value, shape } = parsedArray(dtype === "string" && !/^["']/.test(text) ? JSON.stringify(text) : text, dtype);
    if (shape.length) throw new TypingError("what_if.error.one");
    return value;
  }

  /* One entry of an array that is too large for cells: [3, 40] = 2. */
  placeForm() {
    const { words } = this.tracer;
    const { array } = this.target;
    const index = element("input", { type: "text", autocomplete: "off", spellcheck: "false", placeholder: array.shape.map(() => "0").join(", "), "aria-label": words.say("what_if.index") });
    const value = element("input", { type: "text", autocomplete: "off", spellcheck: "false", inputmode: "decimal", "aria-label": words.say("what_if.new_value") });
    const now = element("output", { class: "tl-what-now" });
    const set = element("button", { type: "button", class: "tl-button" }, words.say("what_if.set"));
    const placeOf = () => {
      const found = index.value.split(/[\s,]+/).filter(Boolean).map(Number);
      const fits = found.length === array.shape.length && found.every((at, axis) => Number.isInteger(at) && at >= 0 && at < array.shape[axis]);
      if (!fits) throw new TypingError("what_if.error.index", { shape: shapeText(array.shape) });
      return found;
    };
    index.addEventListener("change", () => {
      try {
        const at = placeOf();
        const inside = at.every((one, axis) => one < array.stored[axis]);
        now.textContent = inside ? words.say("what_if.now", { value: plain(array.at(at.reduce((sum, one, axis) => sum * array.stored[axis] + one, 0))) }) : "";
        this.fail(null);
      } catch (error) {
        this.fail(error);
      }
    });
    set.addEventListener("click", () => {
      try {
        const at = placeOf();
        const entries = new Map(this.edit && this.edit.entries ? this.edit.entries : []);
        entries.set(at.join(","), { text: value.value.trim(), index: at, value: this.oneEntry(value.value.trim(), this.target.dtype) });
        this.keep({ entries });
      } catch (error) {
        this.fail(error);
      }
    });
    return element("div", { class: "tl-what-single" }, element("span", {}, `${this.target.label}[`), index, element("span", {}, "] ="), value, set, now);
  }

  /* --- text ------------------------------------------------------------------------------------------------- */

  typedWhole(quiet = false) {
    const text = this.text.value.trim();
    const { array, dtype, wanted } = this.target;
    let edit = null;
    try {
      if (text && !(array && text === written(array, null))) edit = this.wholeEdit(text, array, dtype, wanted);
    } catch (error) {
      if (quiet) return;
      this.text.setAttribute("aria-invalid", "true");
      this.fail(error);
      return;
    }
    if (array && this.edit && this.edit.entries && array.size <= MOST_TYPED && text === written(array, this.edit)) return;
    if (quiet) {
      this.edit = edit;
      this.changed(edit);
    } else this.keep(edit);
  }

  /* The value that a text means; one number stands for an array full of it. */
  wholeEdit(text, array, dtype, wanted) {
    let { value, shape } = parsedArray(text, dtype);
    if (!shape.length && array && array.shape.length) [value, shape] = [filledArray(value, array.shape), array.shape];
    if (!fitsShape(shape, wanted)) throw new TypingError(wanted.length ? "what_if.error.shape" : "what_if.error.number", { shape: shapeText(shape), wanted: shapeText(wanted) });
    const same = array && shape.join() === array.shape.join();
    return { value, text: nestedText(value), shape: same ? array.shape : shape };
  }

  keep(edit) {
    this.changed(edit);
    this.show(this.target, edit);
  }

  fail(error, before = "") {
    this.error.hidden = !error;
    if (!error) {
      this.error.textContent = "";
      this.text.removeAttribute("aria-invalid");
      return;
    }
    if (!(error instanceof TypingError)) throw error;
    this.error.textContent = before + this.tracer.words.say(error.message, error.holes);
  }

  focusCell(row, column) {
    const wanted = [...this.cells.keys()].find((key) => key === `${row},${column}` || (row === 0 && key === String(column))) ?? "";
    const input = this.cells.get(wanted) || this.text;
    input.focus();
    input.select();
  }
}

/* An entry as it stands in its cell: four digits are enough to look at; what is not typed over stays exact. */
function entryInput(array, place) {
  const value = array.at(place);
  return typeof value === "number" ? plain(value).replace("−", "-").replace("∞", "inf") : String(value);
}

function rounded(value, dtype) {
  return dtype === "float32" && typeof value === "number" ? Math.fround(value) : value;
}

/* An entry with all its digits, and no more than are needed to read the same number back. */
function exactText(array, place) {
  const value = array.at(place);
  if (array.dtype === "string") return JSON.stringify(value);
  if (typeof value !== "number") return value === true ? "True" : value === false ? "False" : String(value);
  if (!Number.isFinite(value)) return entryInput(array, place);
  if (array.dtype !== "float32") return String(value);
  for (let digits = 1; digits < 9; digits++) if (Math.fround(Number(value.toPrecision(digits))) === value) return String(Number(value.toPrecision(digits)));
  return String(Number(value.toPrecision(9)));
}

/* An array as text, with what was typed over in place. */
function written(array, edit) {
  const nest = (axis, start, size, index) => {
    if (axis === array.shape.length) {
      const typed = edit && edit.entries && edit.entries.get(index.join(","));
      return typed ? typed.text : exactText(array, start);
    }
    const part = size / array.shape[axis];
    return `[${Array.from({ length: array.shape[axis] }, (_, at) => nest(axis + 1, start + at * part, part, [...index, at])).join(", ")}]`;
  };
  return array.size ? nest(0, 0, array.size, []) : "[]";
}

function nestedText(value) {
  return Array.isArray(value) ? `[${value.map(nestedText).join(", ")}]` : typeof value === "boolean" ? (value ? "True" : "False") : String(value);
}
