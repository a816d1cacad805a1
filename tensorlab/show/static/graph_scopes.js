/* Which groups are open. The one that holds the cursor opens by itself, once the cursor rests; those that were not
   looked at for longest fold again, so that never more than LIMIT boxes are seen. What is then seen is laid out here
   (`graph_layout.js`), so a scope opens as fast in an exported page as beside a busy kernel; where that would take
   long, the reader is asked first. */

import { element } from "./dom.js";
import { layoutCost } from "./graph_layout.js";

const LIMIT = 250;
const REST = 160; // milliseconds that the cursor must rest before a group opens around it
const DEAR = 1500; // milliseconds: for a layout that takes longer, the reader is asked
const REMEMBERED = 40; // layouts

export class GraphScopes {
  constructor(graph) {
    this.graph = graph;
    this.folding = graph.folding;
    this.known = new Map(); // layouts, by direction and open groups
    this.used = new Map(); // per group: when it was last looked at
    this.clock = 0;
    this.timer = 0;
    this.dear = DEAR;
    this.folded = new Set(); // by hand: they stay so while the cursor is in them
    this.open = new Set(this.folding.groups.flatMap(({ open }, group) => (group && open ? [group] : [])));
  }

  /* Whether there is anything to open or fold. */
  any() {
    return this.folding.groups.length > 1;
  }

  /* --- asking for groups ------------------------------------------------------------------------------------ */

  openByHand(group) {
    this.folded.clear();
    this.change(new Set([...this.open, ...this.folding.around(group)]), group);
  }

  close(group) {
    this.folded.add(group);
    const open = new Set(this.open);
    open.delete(group);
    this.change(open, group);
  }

  foldAll() {
    const box = this.cursor();
    for (const group of box === null ? [] : this.folding.aroundBox(box)) this.folded.add(group);
    this.change(new Set(), null);
  }

  /* As many as may be seen, the outer ones first. */
  openAll() {
    const open = new Set();
    let breadth = this.folding.breadth(open);
    let level = [0];
    while (level.length) {
      const below = level.flatMap((group) => this.folding.groups[group].children.filter((child) => child < 0).map((child) => -child));
      level = [];
      for (const group of below) {
        const more = this.folding.groups[group].children.length - 1;
        if (breadth + more > LIMIT) continue;
        breadth += more;
        open.add(group);
        level.push(group);
      }
    }
    this.folded.clear();
    this.change(open, null);
  }

  /* The group that the cursor is in: folded it opens, open it folds. What has the focus goes first. */
  toggle() {
    const focused = document.activeElement;
    const frame = this.graph.frames.find(({ head }) => head === focused);
    const stack = this.graph.drawings.find((drawing) => drawing.group === focused && (drawing.loop || drawing.number !== undefined));
    const box = this.cursor();
    const holder = stack || (box === null ? null : this.graph.boxes[box]);
    if (frame) this.close(frame.number);
    else if (holder && (holder.loop || holder.number !== undefined)) this.openByHand(holder.loop ? holder.loop.group : holder.number);
    else if (this.ownLoop(box)) this.close(this.ownLoop(box));
    else if (holder && this.folding.aroundBox(box).length) this.close(this.folding.aroundBox(box)[0]);
  }

  /* The open group of the loop or branch that a box runs; 0 where there is none. */
  ownLoop(box) {
    const home = box === null ? 0 : this.folding.home[box];
    return this.folding.groups[home].loop === box && this.open.has(home) ? home : 0;
  }

  cursor() {
    const { step } = this.graph.tracer.moment;
    if (step && step.box !== null && step.box !== undefined) return step.box;
    return this.graph.selected ?? null;
  }

  /* The cursor is at a box: if that is inside a folded group, the group opens as soon as the cursor rests. */
  follow(box) {
    clearTimeout(this.timer);
    if (box === null || box === undefined) return;
    const around = this.folding.aroundBox(box);
    for (const group of this.folded) if (!around.includes(group)) this.folded.delete(group);
    for (const group of around) this.used.set(group, ++this.clock);
    const { number } = this.graph.boxes[box];
    if ((number === undefined && !this.hides(box)) || around.some((group) => this.folded.has(group))) return;
    this.timer = setTimeout(() => this.reveal(box), REST);
  }

  /* Whether a box is inside a folded loop. */
  hides(box) {
    const { loop } = this.graph.boxes[box];
    return Boolean(loop) && loop.box !== box;
  }

  reveal(box) {
    clearTimeout(this.timer);
    const { number, loop } = this.graph.boxes[box];
    if (number !== undefined || this.hides(box)) this.change(new Set([...this.open, ...this.folding.aroundBox(box)]), loop ? loop.group : number);
  }

  /* --- getting a layout ------------------------------------------------------------------------------------- */

  change(open, anchor, sure = false) {
    for (const group of open) if (!this.open.has(group)) this.used.set(group, ++this.clock);
    this.trim(open, anchor);
    this.ask(null);
    const view = this.folding.view(open);
    const milliseconds = sure || this.stored(view) ? 0 : layoutCost(view);
    if (milliseconds > this.dear) {
      this.ask({ seconds: milliseconds / 1000, view, open, anchor });
      return;
    }
    this.open = open;
    this.graph.draw(view, this.layoutOf(view), anchor);
    this.graph.show(this.graph.tracer.moment);
    this.graph.placeNotes();
    this.graph.tracer.commands.refresh();
  }

  /* The same groups, for the other direction, or for the first time. */
  redraw() {
    const box = this.cursor();
    if (!this.graph.picture && box !== null) {
      this.open = new Set([...this.open, ...this.folding.aroundBox(box)]);
      this.trim(this.open, this.folding.home[box]);
    }
    const view = this.folding.view(this.open);
    // Nobody can be asked yet: a graph that is dear to lay out gets its long edges straight.
    this.graph.draw(view, this.layoutOf(view, layoutCost(view) < this.dear));
  }

  stored({ frames, items, edges }) {
    const { layouts } = this.graph.bundle;
    const layout = layouts && layouts[this.graph.direction];
    const whole = !frames.length && layout && layout.boxes.length === items.length && layout.edges.length === edges.length;
    return whole ? layout : this.known.get(this.keyOf(frames));
  }

  keyOf(frames) {
    return `${this.graph.direction} ${frames.map(({ group }) => group).join(",")}`;
  }

  layoutOf(view, lanes = true) {
    const known = this.stored(view);
    if (known) return known;
    const made = this.graph.layOut(view, this.graph.direction, lanes);
    this.known.set(this.keyOf(view.frames), made);
    if (this.known.size > REMEMBERED) this.known.delete(this.known.keys().next().value);
    return made;
  }

  /* Fold what was not looked at for longest, until few enough boxes are seen. */
  trim(open, kept) {
    const around = new Set(kept ? this.folding.around(kept) : []);
    const box = this.cursor();
    if (box !== null) for (const group of this.folding.aroundBox(box)) around.add(group);
    const byUse = [...open].filter((group) => !around.has(group)).sort((one, other) => (this.used.get(one) || 0) - (this.used.get(other) || 0));
    while (byUse.length && this.folding.breadth(open) > LIMIT) open.delete(byUse.shift());
  }

  /* A layout would take long: lay out, fold the other groups instead, or leave it. */
  ask(dear) {
    if (this.dialog) this.dialog.remove();
    this.dialog = null;
    if (!dear) return;
    const { words, pane, tracer } = this.graph;
    const choice = (message, action) => {
      const made = element("button", { type: "button", class: "tl-dear-choice" }, words.say(message));
      made.addEventListener("click", () => {
        this.ask(null);
        tracer.root.focus({ preventScroll: true });
        action();
      });
      return made;
    };
    const text = words.say("graph.dear", { seconds: Math.max(1, Math.round(dear.seconds)), boxes: words.say("graph.boxes", { count: dear.view.items.length }) });
    this.dialog = element(
      "div", { class: "tl-dear", role: "alertdialog", "aria-label": text },
      element("p", {}, text),
      choice("graph.dear_lay_out", () => this.change(dear.open, dear.anchor, true)),
      choice("graph.dear_fold", () => this.change(new Set(dear.anchor ? this.folding.around(dear.anchor) : []), dear.anchor)),
      choice("graph.dear_cancel", () => {}),
    );
    pane.append(this.dialog);
    this.dialog.querySelector("button").focus({ preventScroll: true });
  }

  destroy() {
    clearTimeout(this.timer);
  }
}
