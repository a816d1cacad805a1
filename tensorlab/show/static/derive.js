/* Derive this number: one entry of the step's result, traced back to feeds, weights and constants with the numbers
   put in. The kernel computes it (`tensorlab/record/derivation.py`); without one, the last step is worked out here. */

import { button, element, formula } from "./dom.js";
import { icon } from "./icons.js";
import { withMinus } from "./numbers.js";
import { save } from "./snapshot.js";
import { copyToClipboard } from "./value_copy.js";
import { arraysOf } from "./value_pane.js";
import { workedOut } from "./worked.js";

const DEPTHS = [1, 2, 3, 5];
const PATIENCE = 150; // milliseconds without a move before the kernel is asked

export class Derive {
  constructor(tracer) {
    this.tracer = tracer;
    this.words = tracer.words;
    this.depth = 2;
    this.chosen = null; // the entry that the reader chose here: a place like [3, 0]
    this.question = 0;
    this.build();
    tracer.drawer.add({ name: "derive", title: "derive.title", root: this.root, show: () => this.show(), closed: () => clearTimeout(this.timer) });
    tracer.commands.add([
      {
        id: "derive.open", group: "explain", keys: ["d"], icon: "derive", run: () => tracer.drawer.toggle("derive"),
        enabled: () => tracer.drawer.current === "derive" || Boolean(this.output()) || "derive.no_value", checked: () => tracer.drawer.current === "derive",
      },
    ]);
    tracer.inspector.values.onPoint = () => this.pointed();
  }

  build() {
    const { words } = this;
    this.name = element("h3", { class: "tl-derive-name" });
    this.place = element("input", { type: "text", inputmode: "numeric", autocomplete: "off", "aria-label": words.say("derive.place"), spellcheck: "false" });
    this.place.addEventListener("change", () => this.typed());
    this.place.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.typed();
    });
    const step = (change, key, sign) => {
      const made = button({ class: "tl-tool" }, words.say(key), icon(sign));
      made.addEventListener("click", () => this.walk(change));
      return made;
    };
    this.placer = element("div", { class: "tl-derive-place" }, step(-1, "derive.previous", "lower"), this.place, step(1, "derive.next", "higher"));
    this.depths = element("select", {}, ...DEPTHS.map((depth) => element("option", { value: depth, selected: depth === this.depth }, String(depth))), element("option", { value: "" }, words.say("derive.depth.all")));
    this.depths.addEventListener("change", () => {
      this.depth = this.depths.value === "" ? null : Number(this.depths.value);
      this.ask(0);
    });
    this.copy = element("button", { type: "button", class: "tl-button" }, words.say("derive.copy"));
    this.copy.addEventListener("click", () => this.copyLatex());
    this.sheet = element("button", { type: "button", class: "tl-button", title: words.say("derive.worksheet.tip") }, words.say("derive.worksheet"));
    this.sheet.addEventListener("click", () => this.worksheet());
    this.tools = element("div", { class: "tl-derive-tools" }, element("label", {}, words.say("derive.depth"), this.depths), this.copy, this.sheet);
    this.body = element("div", { class: "tl-derive-body", role: "region", "aria-live": "polite", "aria-label": words.say("derive.title") });
    this.root = element("div", { class: "tl-derive" }, this.name, this.placer, this.tools, this.body);
  }

  /* --- which entry -------------------------------------------------------------------------------------- */

  output() {
    const { moment } = this.tracer;
    if (!moment || !moment.step || !moment.step.output || !moment.arrays.has(moment.run)) return null;
    const array = moment.arrays.get(moment.run, moment.step.output.entry);
    return array && array.size ? array : null;
  }

  /* The entry outlined in the inspector moved. */
  pointed() {
    this.chosen = null;
    if (this.tracer.drawer.current === "derive") this.show();
  }

  show() {
    const array = this.output();
    const { moment } = this.tracer;
    const key = moment.step ? `${moment.program},${moment.stepNumber}` : "";
    if (key !== this.key) this.chosen = null;
    this.key = key;
    this.tools.hidden = !array || !this.askable(moment);
    this.placer.hidden = !array || !array.shape.length || array.size < 2;
    if (!array) {
      this.asked = "";
      this.name.textContent = "";
      this.body.replaceChildren(element("p", {}, this.words.say("derive.no_value")));
      return;
    }
    const place = this.at(array);
    if (document.activeElement !== this.place) this.place.value = place.join(", ");
    const label = this.words.plainText(moment.step.output.label, moment);
    const rest = label.endsWith(" after") ? " after" : "";
    this.name.textContent = `${label.slice(0, label.length - rest.length)}${place.length ? `[${place.join(", ")}]` : ""}${rest}`;
    const asked = `${moment.run},${moment.stepNumber},${place.join()}`;
    if (asked === this.asked) return;
    this.asked = asked;
    if (this.askable(moment)) this.ask(PATIENCE);
    else this.withoutKernel(array, place);
  }

  /* Whether the kernel can be asked: it knows the values of recorded runs, but not those of frames inside. */
  askable({ run, step }) {
    return this.tracer.hasKernel && Number.isInteger(run) && this.tracer.nesting.isRecorded(run, step.output.entry);
  }

  at(array) {
    if (this.chosen && this.chosen.length === array.shape.length && this.chosen.every((at, axis) => at < array.shape[axis])) return this.chosen;
    const { point, rule } = this.tracer.inspector.values;
    return positions(array.stored, rule && point !== null && point !== undefined ? point : 0);
  }

  walk(change) {
    const array = this.output();
    const place = this.at(array);
    const flat = place.reduce((sum, at, axis) => sum * array.shape[axis] + at, 0);
    this.chosen = positions(array.shape, (flat + change + array.size) % array.size);
    this.outline(array);
    this.show();
  }

  typed() {
    const array = this.output();
    const place = (this.place.value.match(/-?\d+/g) || []).map(Number);
    const fits = array && place.length === array.shape.length && place.every((at, axis) => at >= -array.shape[axis] && at < array.shape[axis]);
    this.place.setAttribute("aria-invalid", String(!fits));
    if (!fits) {
      this.tracer.notice(this.words.say("derive.no_place", { shape: array ? `[${array.shape.join(", ")}]` : "" }));
      return;
    }
    this.chosen = place.map((at, axis) => (at < 0 ? at + array.shape[axis] : at));
    this.outline(array);
    this.show();
  }

  /* The same entry in the inspector, where it can be pointed at. */
  outline(array) {
    const { values } = this.tracer.inspector;
    if (!values.rule || !array.isWhole) return;
    const chosen = this.chosen;
    values.pointAt(chosen.reduce((sum, at, axis) => sum * array.shape[axis] + at, 0));
    this.chosen = chosen;
  }

  /* --- asking ------------------------------------------------------------------------------------------- */

  content() {
    const { moment } = this.tracer;
    return { run: moment.run, entry: moment.step.output.entry, index: this.at(this.output()), depth: this.depth, language: this.words.language };
  }

  ask(wait) {
    clearTimeout(this.timer);
    this.question += 1;
    const number = this.question;
    this.timer = setTimeout(async () => {
      if (!this.output()) return;
      try {
        const reply = await this.tracer.ask("derive", this.content());
        if (number === this.question) this.fill(reply);
      } catch (error) {
        if (number === this.question) this.body.replaceChildren(element("p", {}, error.message));
      }
    }, wait);
  }

  async worksheet() {
    try {
      const { worksheet } = await this.tracer.ask("derive", { ...this.content(), worksheet: true });
      save(new Blob([worksheet], { type: "text/html" }), `worksheet-${this.name.textContent.replace(/[^\w.]+/g, "-").replace(/^-|-$/g, "")}.html`);
      this.tracer.notice(this.words.say("derive.saved"));
    } catch (error) {
      this.tracer.notice(error.message);
    }
  }

  async copyLatex() {
    const done = this.latex ? await copyToClipboard(this.latex, this.root) : false;
    this.tracer.notice(this.words.say(done ? "derive.copied" : "derive.not_copied"));
  }

  /* --- showing ------------------------------------------------------------------------------------------ */

  fill(reply) {
    this.latex = reply.latex;
    const parts = [];
    if (!reply.lines.length) parts.push(element("p", { class: "tl-derive-leaf" }, this.words.say("derive.leaf", { name: reply.name, value: withMinus(reply.value), kind: this.words.say(`derive.kind.${reply.given[0] ? reply.given[0].kind : "constant"}`) })));
    parts.push(...reply.lines.map((line) => this.line(line)));
    if (reply.lines.length && reply.given.length) parts.push(this.given("given", reply.given));
    if (reply.open.length) parts.push(this.given("given.open", reply.open));
    if (reply.lines.length) parts.push(element("p", { class: "tl-derive-check" }, this.words.say(reply.checked ? "derive.checked" : "derive.unchecked")));
    this.body.replaceChildren(...parts);
    // What is wider than the panel can be scrolled by key, too.
    for (const piece of this.body.querySelectorAll(".tl-derive-row > span")) if (piece.scrollWidth > piece.clientWidth) piece.tabIndex = 0;
  }

  line(line) {
    const parts = [element("div", { class: "tl-derive-head" }, this.link(line), element("span", {}, line.operation))];
    if (line.depends) {
      parts.push(element("p", { class: "tl-derive-depends" }, this.words.say("derive.depends", { operation: line.operation })));
      parts.push(element("p", { class: "tl-derive-needs" }, ...line.needs.slice(0, 24).flatMap((need, number) => [number ? ", " : "", this.link(need)])));
    } else {
      parts.push(...line.mathml.map((pieces, number) => this.row(pieces, line.text[number])));
    }
    const made = element("div", { class: "tl-derive-line" }, ...parts);
    made.style.setProperty("--level", Math.min(line.level, 5));
    return made;
  }

  /* One side of an equation, in pieces between which the line may break. */
  row(pieces, text) {
    const drawings = pieces.map(formula);
    const shown = drawings.every(Boolean) ? drawings.map((drawing) => element("span", {}, drawing)) : [element("code", {}, text)];
    return element("div", { class: "tl-derive-row", role: "math", "aria-label": text }, ...shown);
  }

  /* An entry's name, which leads to the step that computed it. */
  link({ name, step, index }) {
    if (step === null || step === undefined) return element("b", { class: "tl-derive-entry" }, name);
    const made = element("button", { type: "button", class: "tl-explain-link tl-derive-entry", title: this.words.say("derive.go", { name }) }, name);
    made.addEventListener("click", () => {
      this.tracer.go(this.tracer.run, step);
      this.chosen = index;
      const array = this.output();
      if (array && index) this.outline(array);
      this.asked = "";
      this.show();
    });
    return made;
  }

  given(key, entries) {
    const rows = entries.map((entry) => element("tr", {}, element("td", {}, this.link(entry)), element("td", {}, withMinus(entry.value)), entry.kind ? element("td", {}, this.words.say(`derive.kind.${entry.kind}`)) : null));
    return element("div", { class: "tl-derive-given" }, element("h4", {}, this.words.say(`derive.${key}`)), element("table", {}, ...rows));
  }

  withoutKernel(array, place) {
    const { moment, inspector } = this.tracer;
    const { values } = inspector;
    clearTimeout(this.timer);
    if (!values.rule || !values.shown || !array.isWhole) {
      this.body.replaceChildren(element("p", {}, this.words.say(this.tracer.hasKernel ? "derive.branch" : "derive.no_kernel_nothing")));
      return;
    }
    const { inputs, output } = values.shown;
    const at = place.reduce((sum, one, axis) => sum * array.shape[axis] + one, 0);
    this.body.replaceChildren(workedOut(values.rule, values.shown.step, inputs, output, at, this.words), element("p", { class: "tl-derive-check" }, this.words.say(this.tracer.hasKernel ? "derive.branch" : "derive.no_kernel")));
  }
}

/* The place of an entry, from its number. */
function positions(shape, flat) {
  const place = [];
  let rest = flat;
  for (const size of [...shape].reverse()) {
    place.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return place;
}
