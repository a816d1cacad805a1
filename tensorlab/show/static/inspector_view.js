/* The inspector: what the step computed, out of what, by which formula, and why. Next: `value_pane.js`. */

import { element, formula, setAttribute } from "./dom.js";
import { failureNotice, fateOf, missedNotice } from "./failure_view.js";
import { loopTable } from "./loop_table.js";
import { bytesText, durationText, grouped, shapeText } from "./numbers.js";
import { ValuePane } from "./value_pane.js";

export class InspectorView {
  constructor(tracer) {
    this.tracer = tracer;
    this.title = element("h2", { class: "tl-title" });
    this.formula = element("span", { class: "tl-formula" });
    // Who came to a long formula by key scrolls it with the arrows; after a click they make steps, as everywhere.
    this.formula.addEventListener("keydown", (event) => {
      if (["ArrowLeft", "ArrowRight"].includes(event.key) && this.formula.matches(":focus-visible") && !event.shiftKey && !event.ctrlKey) event.stopPropagation();
    });
    const { words } = tracer;
    this.scale = element("span", { class: "tl-scale" }, element("span", { class: "tl-scale-inner" }, ...words.parts("inspector.scale", { bar: element("i", { "aria-hidden": "true" }) })));
    this.values = new ValuePane(tracer);
    this.facts = element("dl", { class: "tl-facts" });
    this.why = element("p", { class: "tl-why" });
    this.pane = element(
      "section", { class: "tl-pane tl-inspector", "data-pane": "values", "aria-label": words.say("inspector.title") },
      element("header", {}, this.title, this.formula, this.scale),
      this.values.body,
      element("footer", {}, this.facts, this.why),
    );
  }

  show(moment) {
    const { step } = moment;
    this.pane.dataset.phase = step ? step.phase : "";
    const { words } = this.tracer;
    this.title.textContent = step ? words.plainText(step.title, moment) : words.say("inspector.nothing");
    const made = step && formula(step.mathml);
    this.formula.replaceChildren(...(made ? [made] : []));
    this.scale.hidden = true;
    if (!step) {
      this.values.clear([]);
      this.facts.replaceChildren();
      this.why.replaceChildren();
      return;
    }
    this.showValues(moment);
    this.showFacts(moment);
    const notes = (step.notes || []).map((note) => element("span", { class: "tl-note" }, ...words.rich(note, moment)));
    const layer = this.layerOf(step);
    if (layer) notes.push(element("span", { class: "tl-note" }, words.say("layers.part_of", { name: layer.label || layer.name, sentence: words.plainText(layer.layer.sentence) })));
    const why = step.why ? words.parts("inspector.labelled", { label: element("b", {}, words.say(fateOf(moment) ? "inspector.why_planned" : "inspector.why")), text: element("span", {}, ...words.rich(step.why, moment)) }) : [];
    this.why.replaceChildren(...why, ...notes);
    this.why.title = [step.why, ...(step.notes || [])].map((text) => words.plainText(text, moment)).join(" ");
  }

  /* The layer that the current box is part of. */
  layerOf({ box }) {
    const { folding } = this.tracer.graph;
    const around = box === null || box === undefined ? [] : folding.aroundBox(box);
    const found = around.find((group) => folding.groups[group].layer);
    return found ? folding.groups[found] : null;
  }

  showValues(moment) {
    const { arrays, run } = moment;
    const fate = fateOf(moment);
    const parts = fate === "failed" ? [failureNotice(this.tracer, moment)] : [];
    if (!arrays.has(run)) {
      parts.push(this.absence(arrays.missing(run), run));
      this.values.clear(parts);
      return;
    }
    if (fate === "missed") {
      this.values.clear([missedNotice(this.tracer, moment)]);
      return;
    }
    const own = fate ? null : loopTable(this.tracer, moment) || this.tracer.convolution.parts(moment);
    if (own) {
      this.values.clear([...parts, own]);
      this.scale.hidden = own.matches(".tl-loop-values");
      return;
    }
    this.scale.hidden = !this.values.show(moment, parts);
  }

  settle() {
    this.values.settle();
    const goesOn = this.formula.scrollWidth > this.formula.clientWidth + 1;
    this.formula.classList.toggle("tl-goes-on", goesOn);
    setAttribute(this.formula, "tabindex", goesOn ? 0 : null);
  }

  absence(reason, run) {
    const { words, bundle, arrays } = this.tracer;
    if (reason === "asked") return element("p", { class: "tl-message" }, words.say("inspector.coming"));
    const numberOf = (index) => grouped(bundle.runs[index].number);
    const message = element(
      "p", { class: "tl-message" },
      ...(arrays.fetchRun
        ? words.parts("inspector.let_go", { number: numberOf(run), option: element("code", {}, "lab.trace(budget=…)") })
        : [words.say("inspector.left_out", { number: numberOf(run) })]),
    );
    for (const near of this.tracer.nearestKept(run)) {
      const made = element("button", { type: "button", class: "tl-link" }, words.say("inspector.go", { number: numberOf(near) }));
      made.addEventListener("click", () => {
        this.tracer.go(near, this.tracer.stepNumber);
        this.tracer.root.focus({ preventScroll: true }); // the button is gone by now
      });
      message.append(" ", made);
    }
    return message;
  }

  showFacts({ step, arrays, run, timeline, stepNumber, bundle, program }) {
    const facts = [];
    const { words } = this.tracer;
    const array = step.output ? arrays.get(run, step.output.entry) : null;
    const node = step.node === null || step.node === undefined ? null : bundle.nodes[step.node];
    const entry = step.output && arrays.frame(run) ? arrays.frame(run).entries[step.output.entry] : null;
    if (entry && entry.dtype) {
      const known = node && step.phase !== "backward" && node.outputs[0] && node.outputs[0].shape ? shapeText(node.outputs[0].shape) : null;
      const actual = shapeText(entry.shape);
      const handle = node && node.outputs[0] && ["resource", "variant"].includes(node.outputs[0].dtype);
      facts.push([handle ? node.outputs[0].dtype : entry.dtype, known && known !== actual && step.kind !== "write" ? `${known} → ${actual}` : actual]);
    }
    const place = this.tracer.graph.facts.placeOf(program, stepNumber) || (node && node.device ? node.device.replace(/^.*device:/i, "") : "");
    if (place) facts.push([words.say("inspector.device"), place]);
    const time = arrays.time(run, stepNumber, timeline.steps.length);
    const spent = time === null ? "" : durationText(time);
    if (spent) facts.push([words.say("inspector.time"), this.tracer.graph.facts.modelledStep(program, stepNumber) ? words.say("devices.modelled_time", { time: spent }) : spent]);
    if (array && array.bytes() !== null) facts.push([words.say("inspector.memory"), bytesText(array.bytes())]);
    this.facts.replaceChildren(...facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))));
  }
}
