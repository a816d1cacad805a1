/* The drawer: room for one panel beside the graph (on a phone, over it). A feature adds its panel; opening another
   one closes the first. The Tracer's keys go on working while it is open. */

import { button, element } from "./dom.js";
import { icon } from "./icons.js";

const FOCUSABLE = "input, select, textarea, button:not([disabled]), [tabindex='0'], a[href]";

export class Drawer {
  constructor(tracer) {
    this.tracer = tracer;
    this.panels = new Map();
    this.current = null;
    this.title = element("h2", { class: "tl-drawer-title" });
    const closer = button({ class: "tl-tool" }, tracer.words.say("drawer.close"), icon("close"));
    closer.addEventListener("click", () => this.close());
    this.body = element("div", { class: "tl-drawer-body" });
    this.root = element("aside", { class: "tl-drawer", hidden: true }, element("header", {}, this.title, closer), this.body);
    this.root.addEventListener("keydown", (event) => this.leftByKey(event));
  }

  /* While something is typed the Tracer's keys rest; Escape is the way out all the same. */
  leftByKey(event) {
    if (event.key !== "Escape" || event.defaultPrevented || !event.target.closest("input, select, textarea")) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  }

  /* A panel: { name, title (a message), root, show(moment), opened(), closed() }; the last three may be missing. */
  add(panel) {
    this.panels.set(panel.name, panel);
  }

  open(name) {
    if (this.current === name) return;
    this.leave();
    const panel = this.panels.get(name);
    this.current = name;
    const title = this.tracer.words.say(panel.title);
    this.title.textContent = title;
    this.root.setAttribute("aria-label", title);
    this.body.replaceChildren(panel.root);
    this.body.scrollTop = 0;
    this.root.hidden = false;
    this.tracer.app.dataset.drawer = name;
    if (panel.show) panel.show(this.tracer.moment);
    if (panel.opened) panel.opened();
    this.tracer.resize();
    if (!this.root.contains(document.activeElement)) this.focusFirst();
    this.tracer.commands.refresh();
  }

  /* The first thing in the panel that can be seen and takes the focus; else the button that closes it. */
  focusFirst() {
    const shown = (one) => one.getClientRects().length > 0;
    const first = [...this.body.querySelectorAll(FOCUSABLE), ...this.root.querySelectorAll(FOCUSABLE)].find(shown);
    if (first) first.focus({ preventScroll: true });
  }

  close() {
    if (this.current === null) return;
    this.leave();
    this.root.hidden = true;
    delete this.tracer.app.dataset.drawer;
    this.tracer.resize();
    this.tracer.root.focus({ preventScroll: true });
    this.tracer.commands.refresh();
  }

  toggle(name) {
    if (this.current === name) this.close();
    else this.open(name);
  }

  leave() {
    const panel = this.panels.get(this.current);
    this.current = null;
    if (panel && panel.closed) panel.closed();
  }

  show(moment) {
    const panel = this.panels.get(this.current);
    if (panel && panel.show) panel.show(moment);
  }
}
