/* The help page: which keys there are, and what the signs mean. The keys come from the table of commands. */

import { button, element } from "./dom.js";
import { GROUPS } from "./commands.js";
import { icon } from "./icons.js";
import { legendItem } from "./legend.js";

const SIGNS = ["twin", "feed", "queue", "file", "variable", "forward", "backward", "group", "overridden", "control"];
/* Two directions of one move stand in one line: the first names the line. */
const PAIRS = {
  "step.previous": "step.next", "run.previous": "run.next", "phase.previous": "phase.next", "step.first": "step.last",
  "walk.input": "walk.consumer", "walk.other": "walk.other_back", "zoom.out": "zoom.in",
  "node.previous": "node.next", "scope.previous": "scope.next", "write.previous": "write.next", "spike.previous": "spike.next",
  "stop.previous": "stop.next", "play.slower": "play.faster",
};

export class HelpView {
  constructor(tracer) {
    this.tracer = tracer;
    this.root = element("dialog", { class: "tl-help", "aria-label": tracer.words.say("help.title") });
    this.root.addEventListener("click", (event) => {
      if (event.target === this.root) this.root.close();
    });
    this.root.addEventListener("close", () => tracer.root.focus({ preventScroll: true }));
  }

  open() {
    if (!this.root.childNodes.length) this.fill();
    if (!this.root.open) this.root.showModal();
  }

  fill() {
    const { words, commands } = this.tracer;
    const closer = button({ class: "tl-tool" }, words.say("drawer.close"), icon("close"));
    closer.addEventListener("click", () => this.root.close());
    const tables = GROUPS.map((group) => this.table(group, commands.all().filter((command) => command.group === group && (command.keys || []).length)));
    const signs = element("div", { class: "tl-signs" }, element("h3", {}, words.say("help.signs")), ...SIGNS.map((kind) => legendItem(kind, words.say(`help.sign.${kind}`))));
    signs.append(element("p", {}, words.say("help.clicks")));
    this.root.replaceChildren(
      element("div", { class: "tl-help-top" }, element("h2", {}, words.say("help.title")), closer),
      element("div", { class: "tl-help-body" }, ...tables.filter(Boolean), signs),
    );
  }

  table(group, commands) {
    if (!commands.length) return null;
    const second = new Set(Object.values(PAIRS));
    const made = element("table", {}, element("caption", {}, this.tracer.words.say(`menu.${group}`)));
    for (const command of commands) {
      const other = PAIRS[command.id];
      if (second.has(command.id)) continue;
      const label = other ? this.tracer.words.say(`help.pair.${command.id}`) : this.tracer.commands.label(command.id);
      const keys = element("th", { scope: "row" });
      for (const press of [command.id, other].filter(Boolean).flatMap((id) => this.tracer.commands.keysOf(id))) {
        keys.append(keys.childNodes.length ? " " : "", element("span", { class: "tl-press" }, ...press.map((name) => element("kbd", {}, name))));
      }
      made.append(element("tr", {}, keys, element("td", {}, label)));
    }
    return made;
  }
}
