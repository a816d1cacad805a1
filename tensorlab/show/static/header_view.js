/* The header (which run, and tools) and the sentence that says what the current step does. */

import { element } from "./dom.js";
import { fateOf } from "./failure_view.js";
import { brandMark } from "./icons.js";
import { frameText } from "./nesting_bar.js";
import { grouped } from "./numbers.js";

const TABS = ["graph", "source", "values"];

export class HeaderView {
  constructor(tracer) {
    this.tracer = tracer;
    const { words } = tracer;
    this.run = element("span", { class: "tl-run" });
    this.call = element("code", { class: "tl-call-title" });
    this.tools = element(
      "span", { class: "tl-tools" },
      tracer.views.tabs,
      tracer.menu.opener(),
      tracer.commands.button("help"),
      tracer.commands.button("theme"),
      ...(document.fullscreenEnabled ? [tracer.commands.button("full_screen", { className: "tl-tool tl-full" })] : []),
    );
    this.top = element(
      "div", { class: "tl-top" },
      element("span", { class: "tl-brand" }, brandMark(), element("span", { class: "tl-brand-name" }, words.say("header.brand"))),
      element("span", { class: "tl-crumb" }, this.run, this.call),
      this.tools,
    );
    this.chip = element("span", { class: "tl-phase" });
    this.sentence = element("p", { class: "tl-sentence" });
    this.say = element("div", { class: "tl-say" }, this.chip, this.sentence);
    this.live = element("p", { class: "tl-unseen tl-spoken", role: "status", "aria-live": "polite" });
    this.tabs = element("div", { class: "tl-tabs", role: "tablist", "aria-label": words.say("header.panes") });
    for (const name of TABS) {
      const tab = element("button", { type: "button", role: "tab", "data-tab": name }, words.say(`header.tab.${name}`));
      tab.addEventListener("click", () => {
        tracer.views.choose("graph");
        tracer.showTab(name);
      });
      this.tabs.append(tab);
    }
  }

  /* On a phone the main views beside the graph are tabs, too. */
  addView({ name, title }) {
    const tab = element("button", { type: "button", role: "tab", "data-tab": `view-${name}`, "aria-selected": "false" }, this.tracer.words.say(title));
    tab.addEventListener("click", () => this.tracer.views.choose(name));
    this.tabs.append(tab);
  }

  /* Where there is little room the sentence stands in the header: between the run's number and the tools. */
  resize() {
    this.say.style.setProperty("--tools", `${this.tools.offsetWidth + 24}px`);
  }

  showTab(pane) {
    const { current } = this.tracer.views;
    const name = current === "graph" ? pane : `view-${current}`;
    for (const tab of this.tabs.children) tab.setAttribute("aria-selected", String(tab.dataset.tab === name));
  }

  show(moment) {
    const { record, step, stepNumber, timeline, bundle } = moment;
    const { words } = this.tracer;
    const last = bundle.runs.length ? bundle.runs[bundle.runs.length - 1].number : 0;
    const number = record && element("b", {}, words.say("header.run", { number: grouped(record.number) }));
    this.run.replaceChildren(...(record ? words.parts("header.run_of", { run: number, last: grouped(last) }) : [bundle.boxes.length ? words.say("graph.not_run", { boxes: words.say("graph.boxes", { count: bundle.boxes.length }) }) : words.say("header.no_run")]));
    const title = record ? words.plainText(record.title, moment) : "";
    this.call.textContent = title;
    this.call.title = title;
    this.chip.dataset.phase = step ? step.phase : "";
    this.chip.hidden = !step;
    if (!step) {
      this.sentence.textContent = words.say(record ? "header.nothing_evaluated" : "header.nothing_run");
      return;
    }
    const phase = words.say(`phase.${step.phase}`);
    const place = { number: stepNumber + 1, last: timeline.steps.length };
    const around = step.frame ? frameText(step.frame, words) : "";
    this.chip.textContent = around ? words.say("nesting.chip", { phase, around, ...this.tracer.nesting.placeInside() }) : words.say("header.step", { ...place, phase });
    const told = toldAt(moment);
    const said = fateOf(moment) ? [] : moment.said;
    const sentence = [told, ...said].map((text) => words.plainText(text, moment)).join(" ");
    const { name } = bundle.nodes[step.node] || {};
    this.sentence.replaceChildren(...words.rich(told, moment), ...said.flatMap((text) => [" ", ...words.rich(text, moment)]));
    this.sentence.title = name && sentence.includes("…/") ? `${sentence}\n${name}` : sentence; // where there is no room for all of it
    this.live.textContent = words.say("header.spoken", { ...place, phase, sentence: around ? words.say("nesting.told", { where: around, sentence }) : sentence });
  }
}

/* What is said at a step; also at the one that fails, and at those that the run never reached. */
export function toldAt(moment) {
  const { step, failed, record } = moment;
  const fate = fateOf(moment);
  const title = ["s", { say: "header.title", with: { title: typeof step.title === "string" ? ["b", step.title] : step.title } }];
  if (!fate) return step.sentence;
  if (fate === "failed") return { say: "header.fails", with: { what: record.error.what || title, error: ["failed", record.error.type] } };
  return { say: "header.not_reached", with: { title, step: failed + 1 } };
}
