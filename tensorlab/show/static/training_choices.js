/* Which charts the training view shows, and how it shows weights. Next: `training.js`. */

import { element } from "./dom.js";

const FIRST_VARIABLES = 12;
const WEIGHT_MODES = ["auto", "entries", "spread", "norm"];

export class TrainingChoices {
  constructor(view, changed) {
    this.view = view;
    this.changed = changed;
    this.chosen = new Set();
    const { words } = view.tracer;
    this.list = element("div", { class: "tl-choices-list" });
    this.root = element("details", { class: "tl-choices" }, element("summary", { class: "tl-tool tl-with-text" }, words.say("training.choose")), this.list);
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.root.open) return;
      this.root.open = false;
      this.root.querySelector("summary").focus();
      event.stopPropagation();
    });
    this.away = (event) => {
      if (!this.root.contains(event.target)) this.root.open = false;
    };
    view.tracer.root.addEventListener("pointerdown", this.away);
    this.select = element("select", { class: "tl-select" }, ...WEIGHT_MODES.map((mode) => element("option", { value: mode }, words.say(`training.weights_${mode}`))));
    this.select.addEventListener("change", () => view.set({ weights: this.select.value }));
    this.weights = element("label", { class: "tl-training-select" }, words.say("training.weights_as"), this.select);
    this.offer();
  }

  has(key) {
    return this.chosen.has(key);
  }

  /* What can be chosen, once it is known. */
  offer() {
    const { part } = this.view;
    const { words } = this.view.tracer;
    this.root.hidden = this.weights.hidden = !part;
    if (!part) return;
    let variables = 0;
    part.scalars.forEach((scalar, number) => scalar.fetched && this.chosen.add(`scalar:${number}`));
    part.variables.forEach((variable, number) => {
      if (variable.kind === "trained" && variables++ < FIRST_VARIABLES) this.chosen.add(`variable:${number}`);
    });
    const groups = [
      ["training.choose_scalars", part.scalars.map(({ name, call }, number) => [`scalar:${number}`, name, call])],
      ...["trained", "counted", "optimizer"].map((kind) => [`training.choose_${kind}`, part.variables.flatMap((variable, number) => (variable.kind === kind ? [[`variable:${number}`, variable.name, ""]] : []))]),
    ];
    this.list.replaceChildren(
      ...groups.filter(([, items]) => items.length).map(([title, items]) => element("fieldset", {}, element("legend", {}, words.say(title)), ...items.map((item) => this.box(...item)))),
    );
    this.weights.hidden = !part.variables.length;
    this.root.hidden = !groups.some(([, items]) => items.length);
  }

  box(key, name, tip) {
    const input = element("input", { type: "checkbox", checked: this.chosen.has(key) });
    input.addEventListener("change", () => {
      if (input.checked) this.chosen.add(key);
      else this.chosen.delete(key);
      this.changed();
    });
    return element("label", { class: "tl-choice", title: tip || null }, input, element("code", {}, name));
  }
}
