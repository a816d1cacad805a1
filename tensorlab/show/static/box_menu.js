/* What can be done with a box of the graph: a right click, a long press, or the menu key on it opens a small menu. */

import { element } from "./dom.js";
import { keyInMenu } from "./menu.js";

const LONG_PRESS = 550; // milliseconds

export class BoxMenu {
  constructor(tracer) {
    this.tracer = tracer;
    const { words, commands, graph } = tracer;
    this.list = element("div", { class: "tl-menu-list", role: "menu" });
    this.root = element("div", { class: "tl-menu tl-box-menu", hidden: true }, this.list);
    tracer.app.append(this.root);
    commands.add([
      { id: "box.menu", group: "watch", keys: ["Shift+F10", "ContextMenu"], run: () => this.openHere(), enabled: () => tracer.stops.here() !== null || "stops.no_box" },
    ]);
    this.words = words;
    graph.pane.addEventListener("contextmenu", (event) => {
      const box = this.boxAt(event.target);
      if (box === null) return;
      event.preventDefault();
      const place = tracer.root.getBoundingClientRect();
      this.open(box, event.clientX - place.left, event.clientY - place.top);
    });
    graph.pane.addEventListener("pointerdown", (event) => this.press(event));
    graph.svg.addEventListener("keydown", (event) => {
      const box = event.key === "Enter" && event.shiftKey ? this.boxAt(event.target) : null;
      if (box === null) return;
      event.preventDefault();
      event.stopPropagation();
      tracer.stepping.runTo(box);
    }, true);
    this.list.addEventListener("keydown", (event) => keyInMenu(this, event));
    this.away = (event) => {
      if (!this.root.hidden && !this.root.contains(event.target)) this.close(false);
    };
    tracer.root.addEventListener("pointerdown", this.away);
  }

  /* The number of the box that holds an element; null for what stands for no single box. */
  boxAt(target) {
    const group = target.closest(".tl-box");
    const box = group ? this.tracer.graph.boxes.findIndex((drawing) => drawing && drawing.group === group) : -1;
    return box < 0 || !this.tracer.bundle.boxes[box] ? null : box;
  }

  press(event) {
    const box = event.pointerType === "touch" ? this.boxAt(event.target) : null;
    if (box === null) return;
    const place = this.tracer.root.getBoundingClientRect();
    const [x, y] = [event.clientX, event.clientY];
    const timer = setTimeout(() => this.open(box, x - place.left, y - place.top), LONG_PRESS);
    const stop = () => clearTimeout(timer);
    for (const name of ["pointerup", "pointercancel", "pointerleave"]) this.tracer.graph.pane.addEventListener(name, stop, { once: true });
    this.tracer.graph.pane.addEventListener("pointermove", (move) => { if (Math.hypot(move.clientX - x, move.clientY - y) > 8) stop(); }, { once: true });
  }

  openHere() {
    const box = this.tracer.stops.here();
    const drawing = this.tracer.graph.boxes[box];
    const place = this.tracer.root.getBoundingClientRect();
    const shown = drawing && drawing.group.isConnected ? drawing.group.getBoundingClientRect() : place;
    this.open(box, shown.left - place.left + 12, shown.top - place.top + 24);
  }

  open(box, x, y) {
    const { tracer, words } = this;
    const { stops, stepping, bundle, moment } = tracer;
    const { timeline } = moment;
    const toggle = (key, on, run) => ({ key, on, run });
    const entries = [
      toggle("box.go_value", null, timeline.forward[box].length ? () => tracer.go(tracer.run, timeline.stepOf(box, false)) : null),
      toggle("box.go_gradient", null, timeline.slots[box].length ? () => tracer.go(tracer.run, timeline.stepOf(box, true)) : null),
      toggle("box.run_to", null, () => stepping.runTo(box)),
      toggle("box.stop", Boolean(stops.onNode(box)), () => stops.toggle(box)),
      toggle("box.stop_when", null, () => stops.formFor(box)),
      toggle("explain.box", null, () => tracer.explain.explainBox(box)),
      toggle("box.watch", tracer.watch.watches(box, false), () => tracer.watch.toggle(box, false)),
    ].filter((entry) => entry.run);
    this.items = entries.map(({ key, on, run }) => {
      const made = element("button", { type: "button", class: "tl-menu-item", role: on === null ? "menuitem" : "menuitemcheckbox", "aria-checked": on === null ? null : String(on), tabindex: -1 }, element("span", { class: "tl-menu-check", "aria-hidden": "true" }, on ? "✓" : ""), element("span", { class: "tl-menu-label" }, words.say(key)));
      made.addEventListener("click", () => {
        this.close(true);
        run();
      });
      return made;
    });
    const name = bundle.boxes[box].title;
    this.list.setAttribute("aria-label", words.say("box.menu", { name }));
    this.list.replaceChildren(element("div", { class: "tl-menu-title", role: "presentation" }, name), ...this.items);
    this.root.hidden = false;
    const [width, height] = [this.root.offsetWidth, this.root.offsetHeight];
    this.root.style.left = `${Math.max(4, Math.min(x, tracer.root.clientWidth - width - 4))}px`;
    this.root.style.top = `${Math.max(4, Math.min(y, tracer.root.clientHeight - height - 4))}px`;
    this.items[0].focus();
  }

  close(back) {
    this.root.hidden = true;
    if (back) this.tracer.root.focus({ preventScroll: true });
  }

  destroy() {
    this.tracer.root.removeEventListener("pointerdown", this.away);
  }
}
