/* What a box and a folded group have in common: outlines of a value part and a slot, a name, states, marks, chips.

       left to right                top to bottom
       +---------------+            +-----------+---+
       | name          |  50 px     | name      | ∂ |   28 px wide
       | formula shape |            | shape  ▒▒ |   |
       +---------------+            +-----------+---+
       | ∂   −.1 … .4  |  28 px
       +---------------+

   Value part and slot have outlines of their own, so each has its own colour and dash. Seen from further away
   (`setLevel`) there is only the name, larger. Next: `box_drawing.js`, `group_drawing.js`. */

import { drawn, setAttribute, setText } from "./dom.js";
import { SLANT, SLOT, VALUE_PART } from "./graph_sizes.js";

export const RADIUS = 9;
const PILL = 18; // the radius of a queue
const FOLD = 11; // of the corner of a page
const RING_GAP = 6;
const MOST_SQUEEZED = 1.2; // a wider name is cut
const NAME_SIZE = 16;
const LARGE_NAME = 26;

/* Part of a rounded rectangle: `sides` says which half ("top", "bottom", "left", "right") or "all". */
export function boxFrame(x, y, width, height, radius, sides) {
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

/* A sheet of paper with a corner turned down. */
function page(x, y, width, height) {
  return `M${x} ${y}H${x + width - FOLD}l${FOLD} ${FOLD}V${y + height}H${x}ZM${x + width - FOLD} ${y}V${y + FOLD}H${x + width}`;
}

export class DrawnBox {
  /* `look`: { style, slotted, slanted, title }. */
  constructor(look, rectangle, direction, description) {
    const [x, y, width, height] = rectangle;
    this.title = look.title;
    this.rectangle = rectangle;
    this.vertical = direction === "TB";
    this.slotted = look.slotted;
    this.slanted = look.slanted;
    this.style = look.style;
    this.state = "";
    this.className = "tl-box";
    this.marked = "";
    this.level = "full";
    this.valueWidth = this.vertical && this.slotted ? width - SLOT : width;
    this.valueHeight = !this.vertical && this.slotted ? VALUE_PART : height;
    this.inset = this.slanted ? 14 : RADIUS;
    this.room = this.valueWidth - 2 * this.inset;
    this.group = drawn("g", { class: "tl-box", "data-style": look.style, role: "button", tabindex: -1, "aria-label": description });
    this.group.append(drawn("title", {}, description));
    this.nameY = y + (this.vertical ? 22 : 20);
    this.name = drawn("text", { class: "tl-name", x: x + this.inset, y: this.nameY }, this.title);
    this.ring = this.slanted
      ? parallelogram(x, y, width, height, RING_GAP)
      : boxFrame(x - RING_GAP, y - RING_GAP, width + 2 * RING_GAP, height + 2 * RING_GAP, RADIUS + 5, "all");
  }

  /* Which of the four halves the value part and the slot are. */
  sides() {
    return !this.slotted ? ["all"] : this.vertical ? ["left", "right"] : ["top", "bottom"];
  }

  valueOutline(radius = RADIUS, gap = 0) {
    const [x, y] = this.rectangle;
    const [value] = this.sides();
    if (this.slanted) return parallelogram(x, y, this.valueWidth, this.valueHeight);
    if (value === "all" && this.style === "file") return page(x, y, this.valueWidth, this.valueHeight);
    if (value === "all" && this.style === "queue") return boxFrame(x, y, this.valueWidth, this.valueHeight, PILL, value);
    const [wide, high] = [value === "left" ? 1 : 2, value === "top" ? 1 : 2];
    return boxFrame(x + gap, y + gap, this.valueWidth - wide * gap, this.valueHeight - high * gap, radius, value);
  }

  outlines() {
    const [x, y, width, height] = this.rectangle;
    if (this.slanted) {
      this.group.append(drawn("path", { class: "tl-value tl-outline", d: this.valueOutline() }));
      return;
    }
    this.group.append(drawn("path", { class: "tl-value", d: this.valueOutline() }));
    if (this.slotted) {
      const place = this.vertical ? [x + width - SLOT, y, SLOT, height] : [x, y + VALUE_PART, width, height - VALUE_PART];
      const outline = boxFrame(...place, RADIUS, this.sides()[1]);
      const line = this.vertical ? `M${place[0]} ${y}V${y + height}` : `M${x} ${place[1]}H${x + width}`;
      this.group.append(drawn("path", { class: "tl-slot", d: outline }), drawn("path", { class: "tl-divider", d: line }));
      this.group.append(drawn("path", { class: "tl-slot-outline", d: outline }));
    }
    this.group.append(drawn("path", { class: "tl-outline", d: this.valueOutline() }));
  }

  slotTexts() {
    const [x, y, width, height] = this.rectangle;
    this.group.append(this.vertical
      ? drawn("text", { class: "tl-gradient", x: x + width - SLOT / 2, y: y + height / 2 + 5, "text-anchor": "middle" }, "∂")
      : drawn("text", { class: "tl-gradient", x: x + RADIUS, y: y + VALUE_PART + 19 }, "∂"));
    this.gradient = this.vertical ? null : drawn("text", { class: "tl-gradient", x: x + width - RADIUS, y: y + VALUE_PART + 19, "text-anchor": "end" });
    this.gradientRoom = width - 34;
    if (this.gradient) this.group.append(this.gradient);
  }

  /* Measuring forces the browser to lay out: ask all boxes first, then tell all. */
  measured() {
    return { name: this.name.getComputedTextLength() };
  }

  squeeze({ name }) {
    this.nameWidth = name;
    this.fitName();
  }

  /* The name as it fits: a little squeezed, then cut; larger where it stands alone. */
  fitName() {
    const alone = this.level === "names";
    const [, y, , height] = this.rectangle;
    const natural = this.nameWidth * (alone ? LARGE_NAME / NAME_SIZE : 1);
    const room = alone ? this.rectangle[2] - 12 : this.room;
    const letters = Array.from(this.title);
    const kept = Math.max(1, Math.floor((letters.length * room * MOST_SQUEEZED) / natural) - 1);
    const cut = natural > room * MOST_SQUEEZED && kept < letters.length;
    setText(this.name, cut ? `${letters.slice(0, kept).join("")}…` : this.title);
    fitText(this.name, natural > room ? room : null);
    setAttribute(this.name, "x", alone ? this.rectangle[0] + 6 : this.rectangle[0] + this.inset);
    setAttribute(this.name, "y", alone ? y + height / 2 + 9 : this.nameY);
  }

  /* How far away the graph is seen from: "full", "names" or "blocks". */
  setLevel(level) {
    if (level === this.level) return;
    const before = this.level;
    this.level = level;
    if (level === "names" || before === "names") this.fitName();
  }

  render(rendered) {
    if (rendered === (this.rendered ?? true)) return;
    this.rendered = rendered;
    this.group.toggleAttribute("data-out", !rendered);
  }

  /* Classes and focus. What is already so is not written again: with 250 boxes even asking takes long. */
  setState(className, current) {
    if (className !== this.className) {
      this.className = className;
      this.group.setAttribute("class", className + this.marked);
    }
    if (current === this.current) return;
    this.current = current;
    this.group.setAttribute("tabindex", current ? 0 : -1);
    setAttribute(this.group, "aria-current", current ? "step" : null);
  }

  /* What features say of this box: classes, and chips at its upper left corner. */
  setMarks(words) {
    if (words === this.marked) return;
    this.marked = words;
    this.group.setAttribute("class", this.className + words);
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
}

export function fitText(text, width) {
  setAttribute(text, "textLength", width);
  setAttribute(text, "lengthAdjust", width === null ? null : "spacingAndGlyphs");
}
