/* The form in which a stop is said: where, what, and compared with which number. */

import { COMPARISONS, COUNTED, MEASURED, comparisonSign } from "./conditions.js";
import { element } from "./dom.js";

const FIRST = "reached";
const WHAT = [FIRST, ...COUNTED, ...MEASURED, "changes", "shape"];
const SIZES = /^\s*\[?\s*((\d+|\?)(\s*,\s*(\d+|\?))*)?\s*,?\s*\]?\s*$/;

export class StopForm {
  constructor(tracer, save) {
    this.tracer = tracer;
    this.saveStop = save;
    const { words } = tracer;
    const field = (label, control, extra = "") => element("label", { class: `tl-field ${extra}` }, element("span", {}, words.say(label)), control);
    this.where = element("select", {});
    this.what = element("select", {}, ...WHAT.map((name) => option(name, words.say(`stops.what.${name}`))));
    this.compare = element("select", { "aria-label": words.say("stops.compare") }, ...Object.keys(COMPARISONS).map((sign) => option(sign, comparisonSign(sign))));
    this.number = element("input", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", value: "1e4", "aria-label": words.say("stops.number") });
    this.shape = element("input", { type: "text", autocomplete: "off", spellcheck: "false", placeholder: "[8, 3]" });
    this.wrong = element("p", { class: "tl-stop-wrong", role: "alert" });
    this.numberField = element("div", { class: "tl-field tl-field-number" }, element("span", { "aria-hidden": "true" }, words.say("stops.compare")), element("div", {}, this.compare, this.number));
    this.shapeField = field("stops.shape", this.shape);
    this.submit = element("button", { type: "submit", class: "tl-button tl-primary" });
    const cancel = element("button", { type: "button", class: "tl-button" }, words.say("stops.close_form"));
    cancel.addEventListener("click", () => this.close());
    this.root = element(
      "form", { class: "tl-stop-form", hidden: true, "aria-label": words.say("stops.form"), novalidate: true },
      field("stops.where", this.where), field("stops.what", this.what), this.numberField, this.shapeField, this.wrong,
      element("div", { class: "tl-stop-buttons" }, this.submit, cancel),
    );
    this.what.addEventListener("change", () => this.adapt());
    this.where.addEventListener("change", () => this.adapt());
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close();
    });
  }

  /* For a new stop, or to change one; `opener` gets the focus back. */
  open(stop, opener, box = null) {
    const { words, stops } = this.tracer;
    this.stop = stop;
    this.opener = opener;
    this.fillWhere();
    const asked = stop || { of: box === null && stops.here() === null ? "all" : "node", box: box ?? stops.here(), measure: "odd", compare: ">", number: 1e4, shape: [] };
    this.where.value = placeOf(asked);
    if (this.where.selectedIndex < 0) this.where.value = "all";
    this.what.value = asked.measure === "shape" && asked.compare === "changes" ? "changes" : asked.measure;
    this.compare.value = asked.compare in COMPARISONS ? asked.compare : ">";
    this.number.value = String(asked.measure in { max: 1, min: 1, mean: 1, norm: 1, abs: 1 } ? asked.number : 1e4);
    this.shape.value = asked.shape && asked.shape.length ? `[${asked.shape.map((size) => size ?? "?").join(", ")}]` : "";
    this.submit.textContent = words.say(stop ? "stops.save" : "stops.add_this");
    this.wrong.textContent = "";
    this.adapt();
    this.root.hidden = false;
    this.where.focus();
    this.root.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.root.hidden = true;
    if (this.opener && this.opener.isConnected) this.opener.focus();
    else this.tracer.stops.adder.focus();
  }

  fillWhere() {
    if (this.where.childNodes.length) return;
    const { words, bundle } = this.tracer;
    const gradients = bundle.boxes.map((box, index) => [box, index]).filter(([box]) => box.slot !== false);
    const learns = bundle.programs.some((program) => program.steps.some((step) => step.slot));
    const group = (key, options) => element("optgroup", { label: words.say(key) }, ...options);
    this.where.append(
      option("all", words.say("stops.of.all")),
      ...(learns ? [option("gradients", words.say("stops.of.gradients"))] : []),
      group("stops.nodes", bundle.boxes.map((box, index) => option(`node ${index}`, box.title))),
      ...(learns ? [group("stops.gradients", gradients.map(([box, index]) => option(`gradients ${index}`, words.say("stops.of.gradient", { name: box.title }))))] : []),
    );
  }

  /* Only what belongs to the choice is asked for. */
  adapt() {
    const what = this.what.value;
    const [first] = this.what.options;
    first.disabled = !this.where.value.startsWith("node");
    if (first.disabled && what === FIRST) this.what.value = "odd";
    this.numberField.hidden = !MEASURED.includes(this.what.value);
    this.shapeField.hidden = this.what.value !== "shape";
    this.wrong.textContent = "";
  }

  send() {
    const { words, bundle } = this.tracer;
    const [of, number] = this.where.value.split(" ");
    const box = number === undefined ? null : Number(number);
    const what = this.what.value;
    const condition = { of, box, measure: what, compare: "", number: 0, shape: [] };
    if (of === "node" && what !== FIRST && bundle.boxes[box].style === "variable") condition.of = "variable";
    if (MEASURED.includes(what)) {
      const text = this.number.value.trim().replace(/^[−–]/, "-");
      condition.compare = this.compare.value;
      condition.number = Number(text);
      if (!text || !Number.isFinite(condition.number)) return this.refuse("stops.wrong_number", this.number);
    } else if (what === "changes") Object.assign(condition, { measure: "shape", compare: "changes" });
    else if (what === "shape") {
      if (!SIZES.test(this.shape.value)) return this.refuse("stops.wrong_shape", this.shape);
      condition.compare = "==";
      condition.shape = (this.shape.value.match(/\d+|\?/g) || []).map((size) => (size === "?" ? null : Number(size)));
    }
    this.saveStop(condition, this.stop);
    this.close();
    return this.tracer.notice(words.say(this.stop ? "stops.saved" : "stops.added_one"));
  }

  refuse(key, control) {
    this.wrong.textContent = this.tracer.words.say(key);
    control.focus();
  }
}

function option(value, text) {
  return element("option", { value }, text);
}

function placeOf({ of, box }) {
  if (of === "all" || box === null || box === undefined) return of;
  return `${of === "gradients" ? "gradients" : "node"} ${box}`;
}
