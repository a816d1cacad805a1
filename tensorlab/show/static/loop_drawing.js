/* A folded loop, or a folded branch: one box, that of the operation which runs what is inside, upon sheets; with an arrow
   that comes back (or a fork) and how often it ran. Its values are those that come out. Read `box_drawing.js` first. */

import { BoxDrawing } from "./box_drawing.js";
import { drawn, setAttribute, setText } from "./dom.js";
import { boxFrame, RADIUS } from "./drawn_box.js";
import { FORK, LOOP_ARROW } from "./nesting_bar.js";

const SHEETS = [8, 4];

export class LoopDrawing extends BoxDrawing {
  /* `loop`: { group, box, kind: "loop" or "branch" }. */
  constructor(loop, box, node, rectangle, direction, description, signs) {
    super(box, node, rectangle, direction, description, signs);
    const [x, y, width, height] = rectangle;
    this.loop = loop;
    this.group.setAttribute("aria-expanded", "false");
    this.group.setAttribute("data-loop", loop.kind);
    this.group.prepend(...SHEETS.map((step) => drawn("path", { class: "tl-loop-sheet", d: boxFrame(x + step, y - step, width, height, RADIUS, "all") })));
    this.room -= 4;
    this.countText = drawn("text", { class: "tl-loop-text", x: 0, y: y - 3, "text-anchor": "end" });
    this.countGround = drawn("rect", { class: "tl-loop-chip", y: y - 17, height: 20, rx: 10 });
    this.arrow = drawn("svg", { viewBox: "0 0 20 20", width: 15, height: 15, y: y - 14.5, class: "tl-loop-mark", "data-kind": loop.kind }, drawn("path", { class: "tl-loop-arrow", d: LOOP_ARROW }), drawn("path", { class: "tl-fork", d: FORK }));
    const chip = drawn("g", { class: "tl-loop-count" }, this.countGround, this.arrow, this.countText);
    this.right = x + this.valueWidth - 4;
    this.group.append(chip);
    this.showCount("");
  }

  /* How often the loop ran, or which branch was taken. */
  showCount(text) {
    if (text === this.counted) return;
    this.counted = text;
    setText(this.countText, text);
    const wide = 27 + (text ? Array.from(text).reduce((sum, letter) => sum + (letter > "\u2e80" ? 12.5 : 7.6), 4) : 0);
    setAttribute(this.countGround, "x", this.right - wide);
    setAttribute(this.countGround, "width", wide);
    setAttribute(this.countText, "x", this.right - 8);
    setAttribute(this.arrow, "x", this.right - wide + 5);
  }
}
