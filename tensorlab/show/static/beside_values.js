/* Old and new in the inspector: behind what the step shows stand the value of the run that it is compared with, and
   the difference. Next: `side_by_side.js`. */

import { arrayDifference } from "./compared_steps.js";
import { element } from "./dom.js";
import { HeatMap } from "./heat_map.js";

export class BesideValues {
  constructor(tracer) {
    this.tracer = tracer;
    this.root = null;
    this.row = tracer.inspector.values.row;
    // Another slice, or another entry worked out: the row is written anew, and what stands beside comes with it.
    this.observer = new MutationObserver(() => {
      if (!this.shown || this.row.contains(this.root)) return;
      this.show(...this.shown);
      tracer.inspector.settle();
    });
    this.observer.observe(this.row, { childList: true });
  }

  show(moment, pair, result) {
    if (this.root) this.root.remove();
    this.root = null;
    this.shown = pair && result && moment.step && moment.arrays.has(moment.run) ? [moment, pair, result] : null;
    const made = this.shown && this.made(moment, pair, result);
    if (!made) {
      this.shown = null;
      return;
    }
    this.root = made;
    const worked = this.row.querySelector(":scope > .tl-worked-place");
    this.row.insertBefore(made, worked);
  }

  made({ stepNumber, step }, { first, second, kind }, { partners }) {
    const one = stepNumber < first.reached() ? first.value(step) : null;
    const partner = partners[stepNumber];
    const other = partner !== null && partner < second.reached() ? second.value(second.steps[partner]) : null;
    if (!one) return null;
    const { words, sideBySide } = this.tracer;
    const title = kind === "branch" ? words.say("what_if.recorded") : kind === "other" ? sideBySide.names()[1] : words.say("compare.run", { number: second.record.number });
    if (!other) return this.group(element("p", { class: "tl-beside-equal" }, words.say("compare.no_such_value", { name: title })));
    const found = arrayDifference(one, other);
    if (found.kind === "equal") return this.group(element("p", { class: "tl-beside-equal" }, words.say("compare.equal_to", { name: title })));
    const parts = [this.map(other, title, step)];
    if (found.kind === "shape") parts.push(element("p", { class: "tl-beside-equal" }, words.say("compare.item.shape")));
    else if (one.numeric && other.numeric) parts.push(besideSign("Δ"), this.map(subtracted(one, other), words.say(kind === "branch" ? "what_if.changed_by" : "compare.difference"), step));
    else parts.push(element("p", { class: "tl-beside-equal" }, sideBySide.describe(found)));
    return this.group(...parts);
  }

  map(array, label, { output }) {
    const { values } = this.tracer.inspector;
    const item = { ...output, label, array };
    return new HeatMap(array, {
      words: this.tracer.words, label, transpose: Boolean(output.transpose), slice: values.sliceOf(item), chosen: values.axis,
      onSlice: (slice, axis) => values.goSlice(item, slice, axis),
    }).root;
  }

  group(...parts) {
    return element("div", { class: "tl-beside-values", role: "group", "aria-label": this.tracer.words.say("compare.beside") }, ...parts);
  }

  destroy() {
    this.observer.disconnect();
  }
}

function besideSign(text) {
  return element("span", { class: "tl-operator", "aria-hidden": "true" }, text);
}

/* An array like the first, holding how far it is from the second. */
function subtracted(first, second) {
  const array = Object.create(first);
  array.data = Float64Array.from(first.data, (value, index) => (value === second.data[index] ? 0 : value - second.data[index]));
  return Object.assign(array, { exact: null, limits: null, summary: null });
}
