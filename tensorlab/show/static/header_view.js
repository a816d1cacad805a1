/* The header (which run, and tools) and the sentence that says what the current step does. */

import { button, element } from "./dom.js";
import { brandMark, icon } from "./icons.js";
import { grouped, plain, shapeText } from "./numbers.js";
import { PHASE_NAMES } from "./timeline.js";

const UNKNOWN = "a value";
const TABS = [["graph", "Graph"], ["source", "Source"], ["values", "Values"]];

export class HeaderView {
  constructor(tracer) {
    this.tracer = tracer;
    this.run = element("span", { class: "tl-run" });
    this.call = element("code", { class: "tl-call-title" });
    const tool = (name, label, action, extra = "") => {
      const made = button({ class: `tl-tool ${extra}` }, label, icon(name));
      made.addEventListener("click", action);
      return made;
    };
    this.top = element(
      "div", { class: "tl-top" },
      element("span", { class: "tl-brand" }, brandMark(), "Tracer"),
      element("span", { class: "tl-crumb" }, this.run, this.call),
      element(
        "span", { class: "tl-tools" },
        tool("help", "Keys and signs", () => tracer.help.open()),
        tool("theme", "Light or dark", () => tracer.switchTheme()),
        ...(document.fullscreenEnabled ? [tool("fullScreen", "Full screen", () => tracer.toggleFullScreen(), "tl-full")] : []),
      ),
    );
    this.chip = element("span", { class: "tl-phase" });
    this.sentence = element("p", { class: "tl-sentence" });
    this.say = element("div", { class: "tl-say" }, this.chip, this.sentence);
    this.live = element("p", { class: "tl-unseen", role: "status", "aria-live": "polite" });
    this.tabs = element("div", { class: "tl-tabs", role: "tablist", "aria-label": "Panes" });
    for (const [name, text] of TABS) {
      const tab = element("button", { type: "button", role: "tab", "data-tab": name }, text);
      tab.addEventListener("click", () => tracer.showTab(name));
      this.tabs.append(tab);
    }
  }

  showTab(name) {
    for (const tab of this.tabs.children) tab.setAttribute("aria-selected", String(tab.dataset.tab === name));
  }

  show(moment) {
    const { record, step, stepNumber, timeline, bundle, failed } = moment;
    const last = bundle.runs.length ? bundle.runs[bundle.runs.length - 1].number : 0;
    this.run.replaceChildren(...(record ? [element("b", {}, `Run ${grouped(record.number)}`), ` of ${grouped(last)}`] : ["No run was recorded"]));
    this.call.textContent = record ? record.title : "";
    this.call.title = record ? record.title : "";
    this.chip.dataset.phase = step ? step.phase : "";
    this.chip.hidden = !step;
    if (!step) {
      this.sentence.textContent = record ? "This call evaluated no operation." : "Nothing was run while the trace was on.";
      return;
    }
    this.chip.textContent = `${PHASE_NAMES[step.phase]} · step ${stepNumber + 1} of ${timeline.steps.length}`;
    const words = failed === null || stepNumber < failed ? step.sentence : failedSentence(step, stepNumber, failed, record);
    this.sentence.replaceChildren(...words.map((part) => this.part(part, moment)));
    const spoken = words.map((part) => this.spoken(part, moment)).join("");
    this.live.textContent = `Step ${stepNumber + 1} of ${timeline.steps.length}, ${PHASE_NAMES[step.phase]}: ${spoken}`;
  }

  part([kind, content], moment) {
    if (kind === "b") return element("b", {}, String(content));
    if (kind === "failed") return element("strong", { class: "tl-failed-word" }, String(content));
    if (kind === "c") return element("code", {}, String(content));
    if (kind !== "v") return document.createTextNode(String(content));
    const array = moment.arrays.get(moment.run, content);
    const text = array ? brief(array) : this.shapeOf(content, moment);
    return text === UNKNOWN ? document.createTextNode(text) : element("code", array ? { title: inWords(array) } : {}, text);
  }

  spoken([kind, content], moment) {
    if (kind !== "v") return String(content);
    const array = moment.arrays.get(moment.run, content);
    return array ? inWords(array) : this.shapeOf(content, moment);
  }

  /* What can be said about a value that is not here. */
  shapeOf(entry, { arrays, run }) {
    const frame = arrays.frame(run);
    const known = frame && entry !== null && frame.entries[entry];
    return known && known.encoding !== "none" ? shapeText(known.shape) : UNKNOWN;
  }
}

/* What is said at the step that fails, and at those that the run never reached. */
function failedSentence(step, stepNumber, failed, record) {
  if (stepNumber === failed) return [["b", step.title], ["t", " fails: "], ["failed", record.error.type], ["t", "."]];
  return [["b", step.title], ["t", ` was not reached: the run failed at step ${failed + 1}.`]];
}

/* A value in the sentence: up to four entries are written out, of more the shape. */
export function brief(array) {
  if (array.size === 1 && !array.shape.length) return plain(array.at(0));
  if (array.size > 4 || array.size < 1 || array.shape.length > 2 || array.storedSize < array.size) return shapeText(array.shape);
  const nested = (axis, start, size) => {
    if (axis === array.shape.length) return plain(array.at(start));
    const part = size / array.shape[axis];
    return `[${Array.from({ length: array.shape[axis] }, (_, index) => nested(axis + 1, start + index * part, part)).join(", ")}]`;
  };
  return nested(0, 0, array.size);
}

function inWords(array) {
  const short = brief(array);
  if (!array.numeric || array.size < 2 || short !== shapeText(array.shape)) return short;
  const { low, high, odd } = array.range();
  if (low === high && !odd) return `${short}, all ${plain(low)}`;
  return `${short} between ${plain(low)} and ${plain(high)}${odd ? `, ${odd} not finite` : ""}`;
}
