/* Commands: everything a person can do with the Tracer stands in one table, with its keys. Keys, buttons, the
   menu and the help page are made from it, so none of them can forget one. Next: `moving.js`, the first commands. */

import { button, setAttribute } from "./dom.js";
import { icon } from "./icons.js";

export const GROUPS = ["move", "watch", "explain", "learn", "change", "view", "share", "help"];

const KEY_SIGNS = {
  ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", " ": "Space", Escape: "Esc", ContextMenu: "Menu", "-": "−",
};

export class Commands {
  constructor(tracer) {
    this.tracer = tracer;
    this.table = new Map();
    this.byKey = new Map();
    this.buttons = [];
  }

  /* A command: { id, group, keys, icon, run(event), enabled() -> true or the key of a message that says why not,
     checked() -> whether what it switches is on }. Its label is the message "command." + id. */
  add(commands) {
    for (const command of commands) {
      if (this.table.has(command.id)) throw new Error(`two commands are called ${command.id}`);
      this.table.set(command.id, command);
      for (const key of command.keys || []) {
        if (this.byKey.has(key)) throw new Error(`two commands have the key ${key}: ${this.byKey.get(key).id}, ${command.id}`);
        this.byKey.set(key, command);
      }
    }
  }

  all() {
    return GROUPS.flatMap((group) => [...this.table.values()].filter((command) => command.group === group));
  }

  label(id) {
    return this.tracer.words.say(`command.${id}`);
  }

  /* The keys as they are printed on a keyboard: [["Shift", "←"], ...]. */
  keysOf(id) {
    return (this.table.get(id).keys || []).map((key) => partsOf(key).map((part) => KEY_SIGNS[part] || (part.length === 1 ? part.toUpperCase() : part)));
  }

  labelWithKey(id) {
    const [first] = this.keysOf(id);
    return first ? `${this.label(id)} (${first.join(" + ")})` : this.label(id);
  }

  /* True, or in words why not. */
  enabled(id) {
    const { enabled } = this.table.get(id);
    const answer = enabled ? enabled() : true;
    return answer === true ? true : this.tracer.words.say(answer || "tracer.not_now");
  }

  run(id, event = null) {
    const reason = this.enabled(id);
    if (reason === true) this.table.get(id).run(event);
    else this.tracer.notice(reason);
    this.refresh();
  }

  /* A key was pressed; whether it was one of ours. */
  pressed(event) {
    if (event.defaultPrevented || event.isComposing || event.target.closest("input, select, textarea, dialog, [role=menu]")) return false;
    if ((event.key === " " || event.key === "Enter") && event.target.closest("button, a, summary")) return false;
    const command = this.byKey.get(keyOf(event));
    if (!command) return false;
    this.run(command.id, event);
    return true;
  }

  /* A button for a command; `text` shows its label beside the icon. It stays pressable where the command is off,
     to say why. */
  button(id, { text = false, className = "tl-tool" } = {}) {
    const command = this.table.get(id);
    const parts = [command.icon ? icon(command.icon) : null, text || !command.icon ? this.label(id) : null];
    const made = button({ class: text ? `${className} tl-with-text` : className, "data-command": id }, this.labelWithKey(id), ...parts);
    if (text) made.removeAttribute("aria-label");
    made.addEventListener("click", (event) => this.run(id, event));
    this.buttons.push([made, id]);
    this.refreshButton(made, id);
    return made;
  }

  refresh() {
    for (const [made, id] of this.buttons) if (made.isConnected) this.refreshButton(made, id);
  }

  refreshButton(made, id) {
    const { enabled, checked } = this.table.get(id);
    if (enabled) {
      const reason = this.enabled(id);
      setAttribute(made, "aria-disabled", reason === true ? null : "true");
      setAttribute(made, "title", reason === true ? this.labelWithKey(id) : `${this.label(id)}: ${reason}`);
    }
    if (checked) setAttribute(made, "aria-pressed", String(Boolean(checked())));
  }
}

function partsOf(key) {
  const parts = [];
  let rest = key;
  for (const name of ["Ctrl", "Alt", "Shift"]) {
    if (!rest.startsWith(`${name}+`)) continue;
    parts.push(name);
    rest = rest.slice(name.length + 1);
  }
  return [...parts, rest];
}

/* How the table writes a key press: "Ctrl+ArrowLeft", "Shift+B", "b", "?". On a keyboard without Latin letters the
   place of the key counts. */
function keyOf(event) {
  let { key } = event;
  if (key.length === 1 && !/[\x20-\x7e]/.test(key) && /^Key[A-Z]$/.test(event.code)) key = event.code[3];
  const letter = /^[a-z]$/i.test(key);
  const named = key.length > 1 || key === " ";
  const shift = event.shiftKey && (letter || named);
  const name = letter ? (shift ? key.toUpperCase() : key.toLowerCase()) : key;
  // Where a sign such as ] is typed with AltGr or Option, those belong to the sign.
  const typed = !letter && !named && event.altKey;
  const control = (event.ctrlKey || event.metaKey) && !typed;
  return `${control ? "Ctrl+" : ""}${event.altKey && !typed ? "Alt+" : ""}${shift ? "Shift+" : ""}${name}`;
}
