/* Which groups are open. The one that holds the cursor opens by itself, once the cursor rests; those that were not
   looked at for longest fold again, so that never more than LIMIT boxes are seen. A layout comes from the bundle,
   from the kernel, or, where there is none or it is busy, from `graph_layout.js`. */

import { element } from "./dom.js";

const LIMIT = 250;
const REST = 160; // milliseconds that the cursor must rest before a group opens around it
const PATIENCE = 450; // milliseconds that the kernel has for a layout
const REMEMBERED = 40;

export class GraphScopes {
  constructor(graph) {
    this.graph = graph;
    this.folding = graph.folding;
    this.known = new Map(); // layouts, by direction and open groups
    this.used = new Map(); // per group: when it was last looked at
    this.clock = 0;
    this.ticket = 0;
    this.timer = 0;
    this.folded = new Set(); // by hand: they stay so while the cursor is in them
    const { layouts = {}, views = [] } = graph.bundle;
    for (const direction of ["LR", "TB"]) if (layouts[direction]) this.remember(direction, layouts[direction]);
    for (const layout of views) this.remember(layout.direction || "LR", layout);
    const [first] = Object.values(layouts);
    this.open = new Set(first && first.open ? first.open : this.folding.groups.map((_, group) => group).slice(1));
  }

  remember(direction, layout) {
    const open = layout.open || this.folding.groups.map((_, group) => group).slice(1);
    this.known.set(keyOfLayout(direction, open), layout);
    if (this.known.size > REMEMBERED + 80) this.known.delete(this.known.keys().next().value);
  }

  /* Whether there is anything to open or fold. */
  any() {
    return this.folding.groups.length > 1;
  }

  /* --- asking for groups ------------------------------------------------------------------------------------ */

  openByHand(group) {
    this.folded.clear();
    return this.change(new Set([...this.open, ...this.folding.around(group)]), group);
  }

  close(group) {
    this.folded.add(group);
    const open = new Set(this.open);
    open.delete(group);
    return this.change(open, group);
  }

  foldAll() {
    const box = this.cursor();
    for (const group of box === null ? [] : this.folding.aroundBox(box)) this.folded.add(group);
    return this.change(new Set(), null);
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
    return this.change(open, null);
  }

  /* The group that the cursor is in: folded it opens, open it folds. What has the focus goes first. */
  toggle() {
    const focused = document.activeElement;
    const frame = this.graph.frames.find(({ head }) => head === focused);
    if (frame) return this.close(frame.number);
    const stack = this.graph.drawings.find((drawing) => drawing.group === focused && drawing.number !== undefined);
    if (stack) return this.openByHand(stack.number);
    const box = this.cursor();
    if (box === null) return null;
    const drawing = this.graph.boxes[box];
    if (drawing.number !== undefined) return this.openByHand(drawing.number);
    const [around] = this.folding.aroundBox(box);
    return around ? this.close(around) : null;
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
    if (number === undefined || around.some((group) => this.folded.has(group))) return;
    this.timer = setTimeout(() => this.reveal(box), REST);
  }

  reveal(box) {
    clearTimeout(this.timer);
    const { number } = this.graph.boxes[box];
    if (number === undefined) return Promise.resolve();
    return this.change(new Set([...this.open, ...this.folding.aroundBox(box)]), number);
  }

  /* --- getting a layout ------------------------------------------------------------------------------------- */

  async change(open, anchor) {
    for (const group of open) if (!this.open.has(group)) this.used.set(group, ++this.clock);
    this.trim(open, anchor);
    const ticket = ++this.ticket;
    this.ask(null);
    const view = this.folding.view(open);
    const { direction } = this.graph;
    let layout = this.fitting(view, direction);
    if (!layout && this.graph.tracer.hasKernel) {
      layout = await this.fromKernel(view, direction, open, anchor);
      if (ticket !== this.ticket || layout === "asks") return;
    }
    this.open = open;
    this.graph.draw(view, layout || this.graph.layOut(view, direction), anchor);
    this.graph.show(this.graph.tracer.moment);
    this.graph.placeNotes();
    this.graph.tracer.commands.refresh();
  }

  /* The same groups, for the other direction, or for the first time. */
  redraw() {
    const box = this.cursor();
    if (!this.graph.picture && box !== null) {
      // The first picture has the cursor's group open, if the bundle has its layout or there is time to make it.
      const open = new Set([...this.open, ...this.folding.aroundBox(box)]);
      this.trim(open, this.folding.home[box]);
      this.open = open;
    }
    const view = this.folding.view(this.open);
    this.graph.draw(view, this.fitting(view, this.graph.direction) || this.graph.layOut(view, this.graph.direction));
  }

  /* Fold what was not looked at for longest, until few enough boxes are seen. */
  trim(open, kept) {
    const around = new Set(kept ? this.folding.around(kept) : []);
    const box = this.cursor();
    if (box !== null) for (const group of this.folding.aroundBox(box)) around.add(group);
    const byUse = [...open].filter((group) => !around.has(group)).sort((one, other) => (this.used.get(one) || 0) - (this.used.get(other) || 0));
    while (byUse.length && this.folding.breadth(open) > LIMIT) open.delete(byUse.shift());
  }

  fitting(view, direction) {
    const layout = this.known.get(keyOfLayout(direction, view.open));
    const fits = layout && layout.boxes.length === view.items.length && layout.edges.length === view.edges.length && (layout.frames || []).length === view.frames.length;
    return fits ? layout : null;
  }

  /* The kernel's layout; null where it does not answer in time, "asks" where the reader has to decide first. */
  async fromKernel(view, direction, open, anchor, sure = false) {
    const question = this.graph.tracer.ask("layout", { open: view.open, direction, sure });
    const late = new Promise((resolve) => { setTimeout(() => resolve(null), sure ? 120000 : PATIENCE); });
    const kept = question.then(
      (reply) => {
        if (reply.layout) this.remember(direction, reply.layout);
        return reply;
      },
      () => null, // a kernel that cannot lay out is no reason not to show the graph
    );
    const reply = await Promise.race([kept, late]);
    if (reply && reply.cost) {
      this.ask({ seconds: reply.cost, view, direction, open, anchor });
      return "asks";
    }
    return reply && reply.layout ? this.fitting(view, direction) : null;
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
      choice("graph.dear_lay_out", () => this.layOutAnyway(dear)),
      choice("graph.dear_fold", () => this.change(new Set(dear.anchor ? this.folding.around(dear.anchor) : []), dear.anchor)),
      choice("graph.dear_cancel", () => {}),
    );
    pane.append(this.dialog);
    this.dialog.querySelector("button").focus({ preventScroll: true });
  }

  async layOutAnyway({ view, direction, open, anchor }) {
    const ticket = ++this.ticket;
    this.graph.tracer.notice(this.graph.words.say("graph.laying_out"));
    await this.fromKernel(view, direction, open, anchor, true);
    if (ticket === this.ticket) await this.change(open, anchor);
  }

  destroy() {
    clearTimeout(this.timer);
    this.ticket++;
  }
}

function keyOfLayout(direction, open) {
  return `${direction} ${[...open].sort((one, other) => one - other).join(",")}`;
}
