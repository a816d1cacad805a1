/* The main views: the graph with its source and inspector, and what features put in its place (the training). One
   is seen at a time; the header and the dock stay. */

import { element } from "./dom.js";

export class Views {
  constructor(tracer) {
    this.tracer = tracer;
    this.views = [{ name: "graph", title: "views.graph" }];
    this.current = "graph";
    this.place = element("section", { class: "tl-view", hidden: true });
    this.tabs = element("div", { class: "tl-views", role: "group", "aria-label": tracer.words.say("views.title"), hidden: true });
  }

  /* A view: { name, title (a message), root, show(moment), resize() }. */
  add(view) {
    this.views.push(view);
  }

  /* Once all features have added theirs. */
  ready() {
    const { words } = this.tracer;
    this.tabs.hidden = this.views.length < 2;
    for (const view of this.views.slice(1)) this.tracer.header.addView(view);
    this.tabs.replaceChildren(
      ...this.views.map(({ name, title }) => {
        const made = element("button", { type: "button", "data-view": name, "aria-pressed": String(name === this.current) }, words.say(title));
        made.addEventListener("click", () => this.choose(name));
        return made;
      }),
    );
  }

  choose(name) {
    if (name === this.current || !this.views.some((view) => view.name === name)) return;
    this.current = name;
    const view = this.view();
    const focused = this.place.contains(document.activeElement);
    this.tracer.app.dataset.view = name;
    this.place.hidden = name === "graph";
    this.place.replaceChildren(...(view.root ? [view.root] : []));
    if (focused) this.tracer.root.focus({ preventScroll: true }); // what had the focus is gone, and the keys go on working
    if (view.root) this.place.setAttribute("aria-label", this.tracer.words.say(view.title));
    for (const made of this.tabs.children) made.setAttribute("aria-pressed", String(made.dataset.view === name));
    this.tracer.header.showTab(this.tracer.app.dataset.tab);
    this.tracer.resize();
    this.tracer.commands.refresh();
  }

  view() {
    return this.views.find((view) => view.name === this.current);
  }

  show(moment) {
    const view = this.view();
    if (view.show) view.show(moment);
  }

  resize() {
    const view = this.view();
    if (view.resize) view.resize();
  }
}
