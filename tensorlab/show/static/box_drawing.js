/* One box of the graph: above (or left) its value, below (or right) the slot for its gradient. What it shares with
   a folded group is in `drawn_box.js`. */

import { drawn, setAttribute, setText } from "./dom.js";
import { heat } from "./colours.js";
import { DrawnBox, fitText, RADIUS } from "./drawn_box.js";
import { hasSlot, VALUE_PART } from "./graph_sizes.js";
import { layerPicture } from "./layer_pictures.js";
import { plain, shapeText, tiny } from "./numbers.js";

const CELLS = 24;
const MONO_ADVANCE = 8.13;
const FAINTEST = -4; // powers of ten: a gradient of 0.0001 has the shortest bar, one of 10 the longest
const STRONGEST = 1;

export class BoxDrawing extends DrawnBox {
  /* `signs`: { hatch: the id of a pattern, device: a sign (device_facts.js) where it says something }. */
  constructor(box, node, rectangle, direction, description, signs = {}) {
    super({ style: box.style, title: box.title, slotted: hasSlot(box), slanted: box.style === "feed" && !hasSlot(box) }, rectangle, direction, description);
    const [x, y] = rectangle;
    this.box = box;
    this.node = node;
    this.hatch = signs.hatch;
    this.outlines();
    if (box.style === "variable") this.group.append(drawn("path", { class: "tl-outline tl-inner", d: this.valueOutline(RADIUS - 2.5, 3) }));
    const left = x + this.inset;
    const right = x + this.valueWidth - this.inset;
    this.symbol = this.vertical ? null : drawn("text", { class: "tl-symbol", x: left, y: y + 37.5 }, box.symbol || box.label || "");
    this.shape = this.vertical
      ? drawn("text", { class: "tl-shape", x: left, y: y + 40 })
      : drawn("text", { class: "tl-shape", x: right, y: y + 36.5, "text-anchor": "end" });
    this.group.append(this.name, ...(this.symbol ? [this.symbol] : []), this.shape);
    this.strip = drawn("g", { class: "tl-strip" });
    this.stripPlace = this.vertical ? [left + 56, y + 32, right - left - 58, 6] : [left - 1, y + 42, right - left + 2, 4];
    if (!this.slanted && this.stripPlace[2] > 8) this.group.append(this.strip);
    if (this.slotted) {
      this.slotTexts();
      this.bar = drawn("rect", { class: "tl-magnitude", rx: 1.5, display: "none" });
      this.group.append(this.bar);
    }
    if (box.style === "variable") this.versionChip(x + this.valueWidth, y);
    const picture = box.layer && !this.vertical ? layerPicture(box.layer.kind, x + this.valueWidth - 34, y + 3, 0.65) : null;
    if (picture) {
      this.group.append(picture);
      this.shapeRoom = this.room;
      this.room -= 30; // of its name
    }
    if (signs.device) this.deviceSign(signs.device);
    this.staticShape = shapeText(node.outputs[0] ? node.outputs[0].shape : []);
  }

  versionChip(right, y) {
    this.version = drawn("text", { class: "tl-version", x: 0, y, "text-anchor": "middle" });
    this.chip = drawn("rect", { class: "tl-chip", y: y - 12, height: 16, rx: 8 });
    this.chipRight = this.vertical ? right - 3 : right - 6;
    this.group.append(this.chip, this.version);
  }

  /* Where several devices are in use, each box names its own; a GPU's outline is dashed as well, and that of a
     simulated one dashed and dotted. */
  deviceSign({ type, text, hue, simulated }) {
    const [x, y, width, height] = this.rectangle;
    for (const [name, value] of [["data-device", type], ["data-device-hue", hue], ["data-simulated", simulated || null]]) setAttribute(this.group, name, value);
    const wide = Array.from(text).reduce((sum, letter) => sum + (letter > "\u2e80" ? 11 : 6.8), 8);
    this.group.append(drawn(
      "g", { class: "tl-device" },
      drawn("rect", { x: x + width - wide - 6, y: y + height - 7, width: wide, height: 14, rx: 4 }),
      drawn("text", { x: x + width - wide / 2 - 6, y: y + height + 4, "text-anchor": "middle" }, text),
    ));
  }

  /* A value that was fed in the place of a computed one. */
  setOverridden(overridden) {
    if (overridden === Boolean(this.hatching)) return;
    if (this.hatching) this.hatching.remove();
    this.hatching = overridden ? drawn("path", { class: "tl-hatching", d: this.valueOutline(), fill: `url(#${this.hatch})` }) : null;
    if (this.hatching) this.group.insertBefore(this.hatching, this.name);
  }

  measured() {
    return { ...super.measured(), symbol: this.symbol ? this.symbol.getComputedTextLength() : 0 };
  }

  squeeze({ name, symbol }) {
    super.squeeze({ name });
    this.symbolWidth = Math.min(symbol, this.room * 0.62);
    if (symbol > this.symbolWidth) fitText(this.symbol, this.symbolWidth);
  }

  /* Show the values after a step; `version` counts the variable's writes, and is null where it has no value yet;
     `holds` says of a queue how full it is, in the place of its value. */
  show(value, gradient, version, holds = null) {
    const done = value !== undefined;
    let text = this.staticShape;
    const free = this.vertical ? this.room : (this.shapeRoom ?? this.room) - (this.symbolWidth ? this.symbolWidth + 6 : 0);
    if (value) text = value.size === 1 && !value.shape.length ? scalarText(value, free) : shapeText(value.shape);
    if (holds !== null) text = holds;
    setText(this.shape, text);
    fitText(this.shape, text.length * MONO_ADVANCE > free && !this.vertical ? Math.max(free, 20) : null);
    this.showStrip(done && holds === null ? value : null);
    if (this.slotted) this.showGradient(gradient);
    if (this.version) {
      for (const part of [this.version, this.chip]) setAttribute(part, "display", version === null ? "none" : null);
      const label = `v${version ?? 0}`;
      setText(this.version, label);
      const width = label.length * 7.2 + 8;
      setAttribute(this.chip, "x", this.chipRight - width);
      setAttribute(this.chip, "width", width);
      setAttribute(this.version, "x", this.chipRight - width / 2);
    }
  }

  showGradient(gradient) {
    this.showMagnitude(gradient);
    if (!this.gradient) return;
    let text = "";
    if (gradient) {
      const { low, high } = gradient.range();
      text = high - low < 1e-9 * Math.max(Math.abs(low), Math.abs(high)) || high === low ? tiny(low) : `${tiny(low)} … ${tiny(high)}`;
    } else if (gradient === null) text = "…";
    setText(this.gradient, text);
    fitText(this.gradient, text.length * 7.3 > this.gradientRoom ? this.gradientRoom : null);
  }

  /* How large the gradient is, as a bar along its slot, by powers of ten. */
  showMagnitude(gradient) {
    const largest = gradient ? gradient.range().largest : 0;
    setAttribute(this.bar, "display", gradient ? null : "none");
    if (!gradient) return;
    const share = largest > 0 ? Math.max(0.04, Math.min(1, (Math.log10(largest) - FAINTEST) / (STRONGEST - FAINTEST))) : 0;
    const [x, y, width, height] = this.rectangle;
    const room = this.vertical ? height - 2 * RADIUS : width - 2 * RADIUS;
    const long = Math.round(share * room * 10) / 10;
    const place = this.vertical
      ? { x: x + width - 6, y: y + height - RADIUS - long, width: 3, height: long }
      : { x: x + RADIUS, y: y + VALUE_PART + 23, width: long, height: 3 };
    for (const [name, length] of Object.entries(place)) setAttribute(this.bar, name, length);
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
  if (fits(text) || !value.numeric) return text.length > 12 ? `${text.slice(0, 11)}…` : text;
  const shorter = [3, 2].map((digits) => plain(Number(exact.toPrecision(digits))));
  return shorter.find(fits) || tiny(exact);
}
