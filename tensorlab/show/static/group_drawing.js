/* A group of boxes: folded, it is a stack of twin boxes that says how many are inside and how far they are;
   open, a frame around them with its name. Both have a handle that opens or folds. */

import { drawn, setAttribute, setText } from "./dom.js";
import { DrawnBox, RADIUS, boxFrame, fitText } from "./drawn_box.js";
import { estimatedWidth, VALUE_PART } from "./graph_sizes.js";
import { PICTURE, layerPicture } from "./layer_pictures.js";

const SHEETS = [8, 4]; // how far the outlines behind stand out
const HANDLE = 9;

/* A round handle with a + or a −; the circle that takes the pointer is larger than the one that is seen. */
function handle(x, y, sign) {
  return drawn(
    "g", { class: "tl-handle" },
    drawn("circle", { class: "tl-handle-reach", cx: x, cy: y, r: 18 }),
    drawn("circle", { class: "tl-handle-disc", cx: x, cy: y, r: HANDLE }),
    drawn("path", { class: "tl-handle-sign", d: `M${x - 4.5} ${y}h9${sign === "+" ? `M${x} ${y - 4.5}v9` : ""}` }),
  );
}

export class GroupDrawing extends DrawnBox {
  /* `described`: { title, countText, slot }; `total` and `slots`: how many boxes inside will have a value, and a
     gradient. */
  constructor(group, described, rectangle, direction, description) {
    super({ style: "group", title: described.title, slotted: described.slot, slanted: false }, rectangle, direction, description);
    const [x, y, width] = rectangle;
    this.number = group;
    this.group.classList.add("tl-group");
    this.className = "tl-box tl-group";
    this.group.setAttribute("aria-expanded", "false");
    for (const step of SHEETS) {
      this.group.append(drawn("path", { class: "tl-sheet", d: boxFrame(x + step, y - step, width, rectangle[3], RADIUS, "all") }));
    }
    this.outlines();
    this.room -= 20; // for the handle
    this.left = x + RADIUS;
    this.wide = this.valueWidth - 2 * RADIUS;
    const picture = described.layer && !this.vertical ? layerPicture(described.layer, x + 7, y + 8) : null;
    if (picture) {
      this.group.append(picture);
      this.inset = RADIUS + PICTURE.width;
      this.room -= PICTURE.width;
      this.left = x + this.inset;
      this.wide -= PICTURE.width;
      setAttribute(this.name, "x", this.left);
    }
    this.countText = drawn("text", { class: "tl-count", x: this.left, y: y + (this.vertical ? 41 : 38) }, described.countText);
    if (estimatedWidth(described.countText, 13) > this.wide) fitText(this.countText, this.wide);
    this.doneText = drawn("text", { class: "tl-count", x: this.left + this.wide, y: y + (this.vertical ? 41 : 38), "text-anchor": "end" });
    const low = y + (this.vertical ? 46 : 43);
    this.group.append(
      this.name, this.countText, this.doneText,
      drawn("rect", { class: "tl-progress-ground", x: this.left, y: low, width: this.wide, height: 3, rx: 1.5 }),
    );
    this.progress = drawn("rect", { class: "tl-progress", x: this.left, y: low, width: 0, height: 3, rx: 1.5 });
    this.group.append(this.progress);
    if (this.slotted) {
      this.slotTexts();
      this.bar = drawn("rect", { class: "tl-magnitude", x: this.left, y: y + VALUE_PART + 23, width: 0, height: 3, rx: 1.5 });
      if (!this.vertical) this.group.append(this.bar);
    }
    this.group.append(handle(x + this.valueWidth - 13, y + 13, "+"));
  }

  /* `values` and `slots`: { done, total } of the boxes inside. */
  show(values, slots) {
    const share = ({ done, total }) => (total ? Math.round((done / total) * this.wide * 10) / 10 : 0);
    setText(this.doneText, values.done && values.done < values.total ? `${values.done}/${values.total}` : "");
    setAttribute(this.countText, "display", values.done && values.done < values.total && this.wide < 120 ? "none" : null);
    setAttribute(this.progress, "width", share(values));
    if (!this.slotted) return;
    if (this.gradient) setText(this.gradient, slots.done ? `${slots.done}/${slots.total}` : "");
    setAttribute(this.bar, "width", share(slots));
  }
}

export class FrameDrawing {
  constructor(group, title, rectangle, description, layer = null) {
    const [x, y, width, height] = rectangle;
    this.number = group;
    this.rectangle = rectangle;
    this.group = drawn(
      "g", { class: "tl-frame" },
      drawn("rect", { class: "tl-frame-ground", x, y, width, height, rx: 12 }),
    );
    // Open, a layer still says what it is: its sizes behind its name, its picture in the corner.
    const picture = layer && width > 260 ? layerPicture(layer.kind, x + width - 38, y + 2, 0.7) : null;
    this.title = layer ? `${title} · ${layer.text}` : title;
    this.name = drawn("text", { class: "tl-frame-name", x: x + 32, y: y + 18 }, this.title);
    this.head = drawn(
      "g", { class: "tl-frame-head", role: "button", tabindex: -1, "aria-expanded": "true", "aria-label": description },
      drawn("title", {}, description), drawn("rect", { class: "tl-frame-bar", x, y, width: Math.min(width, 180), height: 26, rx: 12 }),
      this.name, handle(x + 16, y + 13, "−"),
    );
    if (picture) this.group.append(picture);
  }

  /* A name keeps a readable size on the screen. From far away it is left out where the frame is too small for it, or
     where it would stand on the name of a frame around (`taken`: [x, y, width] of those, on the screen). */
  fitName(scale, cutter, taken) {
    const [x, y, width] = this.rectangle;
    const size = Math.min(64, Math.max(13, 11 / scale));
    const name = cutter(this.title, size, width - 40);
    const place = [x * scale, y * scale, (40 + name.length * size * 0.6) * scale];
    const covered = taken.some((other) => Math.abs(other[1] - place[1]) < 13 && place[0] < other[0] + other[2] && other[0] < place[0] + place[2]);
    const shown = name && !(covered && size > 20);
    if (shown) taken.push(place);
    setAttribute(this.name, "font-size", Math.round(size * 2) / 2);
    setAttribute(this.name, "y", y + 13 + size * 0.36);
    setText(this.name, shown ? name : "");
    this.headWidth = 40 + name.length * size * 0.6;
  }

  /* The name stays in view while any of the frame is: it slides along with the left edge of the pane. */
  slide(left, top) {
    const [x, y, width, height] = this.rectangle;
    const along = Math.max(0, Math.min(left - x, width - this.headWidth));
    const down = Math.max(0, Math.min(top - y, height - 30));
    const place = along || down ? `translate(${along.toFixed(1)} ${down.toFixed(1)})` : null;
    if (place === this.slid) return;
    this.slid = place;
    setAttribute(this.head, "transform", place);
  }
}
