/* The menu of all commands: for those who do not know the keys yet, it also teaches them. */

import { element, setAttribute } from "./dom.js";
import { icon } from "./icons.js";

const HIDDEN = new Set(["menu", "leave"]);
/* What nobody finds by himself stands first; the moves, which have buttons, stand last. */
const ORDER = ["explain", "learn", "change", "watch", "share", "view", "move", "help"];

export class Menu {
  constructor(tracer) {
    this.tracer = tracer;
    this.list = element("div", { class: "tl-menu-list", role: "menu", "aria-label": tracer.words.say("menu.title") });
    this.root = element("div", { class: "tl-menu", hidden: true }, this.list);
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("focusin", (event) => this.rove(event.target));
    tracer.root.addEventListener("pointerdown", (event) => {
      if (!this.root.hidden && !this.root.contains(event.target) && !event.target.closest("[data-command=menu]")) this.close(false);
    });
  }

  /* The button that opens it. */
  opener() {
    this.button = this.tracer.commands.button("menu", { text: true });
    this.button.setAttribute("aria-haspopup", "menu");
    this.button.setAttribute("aria-expanded", "false");
    return this.button;
  }

  toggle() {
    if (this.root.hidden) this.open();
    else this.close(true);
  }

  open() {
    const { commands, words } = this.tracer;
    this.items = [];
    const groups = ORDER.map((group) => {
      const own = commands.all().filter((command) => command.group === group && !HIDDEN.has(command.id));
      if (!own.length) return null;
      const title = element("div", { class: "tl-menu-title", role: "presentation" }, words.say(`menu.${group}`));
      return element("div", { class: "tl-menu-group", role: "group", "aria-label": words.say(`menu.${group}`) }, title, ...own.map((command) => this.item(command)));
    });
    this.list.replaceChildren(element("div", { class: "tl-menu-columns", role: "presentation" }, ...groups.filter(Boolean)));
    this.list.style.setProperty("--menu-room", `${this.tracer.root.clientHeight - 60}px`);
    this.root.hidden = false;
    setAttribute(this.button, "aria-expanded", "true");
    this.items[0].focus();
  }

  /* The one item that Tab would reach: a menu is one stop. */
  rove(target) {
    for (const item of this.items) item.tabIndex = item === target ? 0 : -1;
  }

  item(command) {
    const { commands } = this.tracer;
    const reason = commands.enabled(command.id);
    const [keys] = commands.keysOf(command.id);
    const made = element(
      "button",
      { type: "button", class: "tl-menu-item", role: command.checked ? "menuitemcheckbox" : "menuitem", tabindex: -1, "data-command": command.id, "aria-disabled": reason === true ? null : "true", "aria-checked": command.checked ? String(Boolean(command.checked())) : null, title: reason === true ? null : reason },
      command.icon ? icon(command.icon) : element("span", { class: "tl-icon" }),
      element("span", { class: "tl-menu-label" }, commands.label(command.id)),
      keys ? element("span", { class: "tl-menu-keys", "aria-hidden": "true" }, ...keys.map((key) => element("kbd", {}, key))) : null,
    );
    made.addEventListener("click", (event) => {
      this.close(true);
      commands.run(command.id, event);
    });
    this.items.push(made);
    return made;
  }

  key(event) {
    const at = this.items.indexOf(document.activeElement);
    if (keyInMenu(this, event)) return;
    if (!/^\p{L}$/u.test(event.key) || event.ctrlKey || event.metaKey) return;
    this.jump(event.key, at);
    event.preventDefault();
    event.stopPropagation();
  }

  /* A letter goes to the next item that begins with it. */
  jump(letter, at) {
    const order = [...this.items.slice(at + 1), ...this.items.slice(0, at + 1)];
    const begins = (item) => item.querySelector(".tl-menu-label").textContent.toLowerCase().startsWith(letter.toLowerCase());
    const found = order.find(begins);
    if (found) found.focus();
  }

  close(returnFocus) {
    if (this.root.hidden) return;
    this.root.hidden = true;
    setAttribute(this.button, "aria-expanded", "false");
    if (returnFocus) this.tracer.root.focus({ preventScroll: true });
  }
}

/* The keys of any menu { items, close(returnFocus) }: whether this was one of them. */
export function keyInMenu(menu, event) {
  const at = menu.items.indexOf(document.activeElement);
  const last = menu.items.length - 1;
  const moves = { ArrowDown: at < last ? at + 1 : 0, ArrowUp: at > 0 ? at - 1 : last, Home: 0, End: last };
  if (event.key in moves) menu.items[moves[event.key]].focus();
  else if (event.key === "Escape" || event.key === "Tab") menu.close(true);
  else return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}
