/* One box of the graph: above (or left) its value, below (or right) the slot for its gradient.

       left to right                top to bottom
       +---------------+            +-----------+---+
       | name          |  50 px     | name      | ∂ |   28 px wide
       | formula shape |            | shape  ▒▒ |   |
       +---------------+            +-----------+---+
       | ∂   −.1 … .4  |  28 px
       +---------------+

   Value part and slot have outlines of their own, so each has its own colour and dash. */

import { drawn, setAttribute, setText } from "./dom.js";
import { heat } from "./colours.js";
import { plain, shapeText, tiny } from "./numbers.js";

const VALUE_PART = 50;
const SLOT = 28;
const SLANT = 10;
const RADIUS = 9;
const RING_GAP = 6;
const CELLS = 24;
const MOST_SQUEEZED = 1.2; // a wider name is cut
const MONO_ADVANCE = 8.13;

export function hasSlot(box) {
  return box.slot === undefined || box.slot === null ? box.style !== "feed" : Boolean(box.slot);
}

/* Part of a rounded rectangle: `sides` says which half ("top", "bottom", "left", "right") or "all". */
function frame(x, y, width, height, radius, sides) {
  const [right, bottom] = [x + width, y + height];
  const arc = (dx, dy) => `a${radius} ${radius} 0 0 1 ${dx} ${dy}`;
  if (sides === "top") return `M${x} ${bottom}V${y + radius}${arc(radius, -radius)}H${right - radius}${arc(radius, radius)}V${bottom}`;
  if (sides === "bottom") return `M${right} ${y}V${bottom - radius}${arc(-radius, radius)}H${x + radius}${arc(-radius, -radius)}V${y}`;
  if (sides === "left") return `M${right} ${bottom}H${x + radius}${arc(-radius, -radius)}V${y + radius}${arc(radius, -radius)}H${right}`;
  if (sides === "right") return `M${x} ${y}H${right - radius}${arc(radius, radius)}V${bottom - radius}${arc(-radius, radius)}H${x}`;
  return `M${x + radius} ${y}H${right - radius}${arc(radius, radius)}V${bottom - radius}${arc(-radius, radius)}H${x + radius}${arc(-radius, -radius)}V${y + radius}${arc(radius, -radius)}Z`;
}

function parallelogram(x, y, width, height, gap = 0) {
  const lean = (gap * SLANT) / height;
  const aside = gap * Math.hypot(1, SLANT / height);
  const [top, bottom] = [y - gap, y + height + gap];
  return `M${x + SLANT + lean - aside} ${top}H${x + width + lean + aside}L${x + width - SLANT - lean + aside} ${bottom}H${x - lean - aside}Z`;
}

export class BoxDrawing {
  constructor(box, node, rectangle, direction, description) {
    const [x, y, width, height] = rectangle;
    const vertical = direction === "TB";
    this.box = box;
    this.node = node;
    this.vertical = vertical;
    this.slanted = box.style === "feed" && !hasSlot(box);
    this.slotted = hasSlot(box);
    this.rectangle = rectangle;
    this.state = "";
    const valueWidth = vertical && this.slotted ? width - SLOT : width;
    const valueHeight = !vertical && this.slotted ? VALUE_PART : height;
    const inset = this.slanted ? 14 : RADIUS;
    this.room = valueWidth - 2 * inset;
    this.group = drawn("g", { class: "tl-box", "data-style": box.style, role: "button", tabindex: -1, "aria-label": description });
    this.group.append(drawn("title", {}, description));
    if (this.slanted) this.group.append(drawn("path", { class: "tl-value tl-outline", d: parallelogram(x, y, width, height) }));
    else this.outline(x, y, width, height, valueWidth, valueHeight);
    const left = x + inset;
    const right = x + valueWidth - inset;
    this.name = drawn("text", { class: "tl-name", x: left, y: y + (vertical ? 22 : 20) }, box.title);
    this.symbol = vertical ? null : drawn("text", { class: "tl-symbol", x: left, y: y + 37.5 }, box.symbol || box.label || "");
    this.shape = vertical
      ? drawn("text", { class: "tl-shape", x: left, y: y + 40 })
      : drawn("text", { class: "tl-shape", x: right, y: y + 36.5, "text-anchor": "end" });
    this.group.append(this.name, ...(this.symbol ? [this.symbol] : []), this.shape);
    this.strip = drawn("g", { class: "tl-strip" });
    this.stripPlace = vertical ? [left + 56, y + 32, right - left - 58, 6] : [left - 1, y + 42, right - left + 2, 4];
    if (!this.slanted && this.stripPlace[2] > 8) this.group.append(this.strip);
    if (this.slotted) this.slotTexts(x, y, width, height, vertical);
    if (box.style === "variable") this.versionChip(x + valueWidth, y, vertical);
    this.staticShape = shapeText(node.outputs[0] ? node.outputs[0].shape : []);
    this.ring = this.slanted
      ? parallelogram(x, y, width, height, RING_GAP)
      : frame(x - RING_GAP, y - RING_GAP, width + 2 * RING_GAP, height + 2 * RING_GAP, RADIUS + 5, "all");
  }

  outline(x, y, width, height, valueWidth, valueHeight) {
    const [value, slot] = !this.slotted ? ["all"] : this.vertical ? ["left", "right"] : ["top", "bottom"];
    this.group.append(drawn("path", { class: "tl-value", d: `${frame(x, y, valueWidth, valueHeight, RADIUS, value)}` }));
    if (this.slotted) {
      const place = this.vertical ? [x + width - SLOT, y, SLOT, height] : [x, y + VALUE_PART, width, height - VALUE_PART];
      const outline = frame(...place, RADIUS, slot);
      const line = this.vertical ? `M${place[0]} ${y}V${y + height}` : `M${x} ${place[1]}H${x + width}`;
      this.group.append(drawn("path", { class: "tl-slot", d: outline }), drawn("path", { class: "tl-divider", d: line }));
      this.group.append(drawn("path", { class: "tl-slot-outline", d: outline }));
    }
    this.group.append(drawn("path", { class: "tl-outline", d: frame(x, y, valueWidth, valueHeight, RADIUS, value) }));
    if (this.box.style === "variable") {
      const inner = this.slotted
        ? this.vertical ? [x + 3, y + 3, valueWidth - 3, valueHeight - 6] : [x + 3, y + 3, valueWidth - 6, valueHeight - 3]
        : [x + 3, y + 3, valueWidth - 6, valueHeight - 6];
      this.group.append(drawn("path", { class: "tl-outline tl-inner", d: frame(...inner, RADIUS - 2.5, value) }));
    }
  }

  slotTexts(x, y, width, height, vertical) {
    this.sign = vertical
      ? drawn("text", { class: "tl-gradient", x: x + width - SLOT / 2, y: y + height / 2 + 5, "text-anchor": "middle" }, "∂")
      : drawn("text", { class: "tl-gradient", x: x + RADIUS, y: y + VALUE_PART + 19 }, "∂");
    this.group.append(this.sign);
    this.gradient = null;
    if (vertical) return;
    this.gradient = drawn("text", { class: "tl-gradient", x: x + width - RADIUS, y: y + VALUE_PART + 19, "text-anchor": "end" });
    this.gradientRoom = width - 34;
    this.group.append(this.gradient);
  }

  versionChip(right, y, vertical) {
    this.version = drawn("text", { class: "tl-version", x: 0, y: y, "text-anchor": "middle" });
    this.chip = drawn("rect", { class: "tl-chip", y: y - 12, height: 16, rx: 8 });
    this.chipRight = vertical ? right - 3 : right - 6;
    this.group.append(this.chip, this.version);
  }

  /* Squeeze texts that this reader's fonts make too wide. Measuring forces a layout: all boxes at once. */
  measured() {
    const symbol = this.symbol ? this.symbol.getComputedTextLength() : 0;
    return { name: this.name.getComputedTextLength(), symbol };
  }

  squeeze({ name, symbol }) {
    if (name > this.room * MOST_SQUEEZED) {
      const title = Array.from(this.box.title);
      setText(this.name, `${title.slice(0, Math.floor((title.length * this.room * MOST_SQUEEZED) / name) - 1).join("")}…`);
    }
    if (name > this.room) squeezed(this.name, this.room);
    this.symbolWidth = Math.min(symbol, this.room * 0.62);
    if (symbol > this.symbolWidth) squeezed(this.symbol, this.symbolWidth);
  }

  /* Classes and focus. What is already so is not written again: with 250 boxes even asking takes long. */
  setState(className, current) {
    if (className !== this.className) this.group.setAttribute("class", (this.className = className) + (this.marked || ""));
    if (current === this.current) return;
    this.current = current;
    this.group.setAttribute("tabindex", current ? 0 : -1);
    setAttribute(this.group, "aria-current", current ? "step" : null);
  }

  /* What features say of this box: classes, and chips at its upper left corner. */
  setMarks(words) {
    if (words === (this.marked || "")) return;
    for (const word of (this.marked || "").split(" ").filter(Boolean)) this.group.classList.remove(word);
    this.marked = words;
    this.group.setAttribute("class", this.className || "tl-box");
    for (const word of words.split(" ").filter(Boolean)) this.group.classList.add(word);
  }

  setBadges(chips) {
    if (this.badges) this.badges.remove();
    this.badges = chips.length ? drawn("g", { class: "tl-badges" }) : null;
    if (!this.badges) return;
    let x = this.rectangle[0] + 4;
    for (const { text, kind, title } of chips) {
      const width = Array.from(text).length * 7.2 + 9;
      const chip = drawn(
        "g", { class: "tl-badge", "data-kind": kind }, drawn("title", {}, title || text),
        drawn("rect", { x, y: this.rectangle[1] - 10, width, height: 16, rx: 8 }),
        drawn("text", { x: x + width / 2, y: this.rectangle[1] + 2, "text-anchor": "middle" }, text),
      );
      this.badges.append(chip);
      x += width + 3;
    }
    this.group.append(this.badges);
  }

  /* Show the values after a step; `version` counts the variable's writes. */
  show(value, gradient, version) {
    const done = value !== undefined;
    let text = this.staticShape;
    const free = this.vertical ? this.room : this.room - (this.symbolWidth ? this.symbolWidth + 6 : 0);
    if (value) text = value.size === 1 && !value.shape.length ? scalarText(value, free) : shapeText(value.shape);
    setText(this.shape, text);
    squeezed(this.shape, text.length * MONO_ADVANCE > free && !this.vertical ? Math.max(free, 20) : null);
    this.showStrip(done ? value : null);
    if (this.gradient) this.showGradient(gradient);
    if (this.version) {
      const label = `v${version}`;
      setText(this.version, label);
      const width = label.length * 7.2 + 8;
      setAttribute(this.chip, "x", this.chipRight - width);
      setAttribute(this.chip, "width", width);
      setAttribute(this.version, "x", this.chipRight - width / 2);
    }
  }

  showGradient(gradient) {
    let text = "";
    if (gradient) {
      const { low, high } = gradient.range();
      text = high - low < 1e-9 * Math.max(Math.abs(low), Math.abs(high)) || high === low ? tiny(low) : `${tiny(low)} … ${tiny(high)}`;
    } else if (gradient === null) text = "…";
    setText(this.gradient, text);
    squeezed(this.gradient, text.length * 7.3 > this.gradientRoom ? this.gradientRoom : null);
  }

  showStrip(value) {
    const count = value && !this.slanted ? Math.min(CELLS, value.storedSize) : 0;
    setAttribute(this.strip, "display", count ? null : "none");
    if (!count) return;
    const cells = this.strip.children;
    const [x, y, width, height] = this.stripPlace;
    if (cells.length !== count) {
      const pace = width / count;
      const gap = count > 1 ? Math.min(1, pace / 4) : 0;
      this.strip.replaceChildren(
        ...Array.from({ length: count }, (_, index) =>
          drawn("rect", { x: (x + index * pace).toFixed(2), y, width: (pace - gap).toFixed(2), height, rx: 1 })),
      );
    }
    const { largest } = value.range();
    for (let index = 0; index < count; index++) {
      // Of an array with more entries than cells, entries at even distances.
      const at = count === value.storedSize ? index : Math.floor(((index + 0.5) * value.storedSize) / count);
      setAttribute(cells[index], "fill", heat(value.weight(at), largest).ground);
    }
  }
}

/* A single number with as many digits as there is room for. */
function scalarText(value, room) {
  const exact = value.at(0);
  const fits = (text) => text.length * MONO_ADVANCE <= room;
  const text = plain(exact);
  if (fits(text) || !value.numeric) return text.slice(0, 12);
  const shorter = [3, 2].map((digits) => plain(Number(exact.toPrecision(digits))));
  return shorter.find(fits) || tiny(exact);
}

function squeezed(text, width) {
  setAttribute(text, "textLength", width);
  setAttribute(text, "lengthAdjust", width === null ? null : "spacingAndGlyphs");
}
