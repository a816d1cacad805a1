/* What if: change a value and run on. The kernel computes the run again with that value in place, in a store of its
   own; the result is a branch beside the recorded run (`branches.js`), and both stay. Without a kernel the branches
   that a page holds can still be looked at. Next: `value_editor.js`, `side_by_side.js`. */

import { addRuns, branchChanges, branchesOf, branchKey, dropBranch } from "./branches.js";
import { differenceList } from "./difference_list.js";
import { button, element } from "./dom.js";
import { icon } from "./icons.js";
import { grouped, plain, shapeText } from "./numbers.js";
import { ValueEditor } from "./value_editor.js";

const MOST_ON = 2000;

export class WhatIf {
  constructor(tracer) {
    this.tracer = tracer;
    this.edits = new Map(); // tensor -> { target, edit }
    this.chosen = null; // the tensor in the editor
    this.busy = false;
    const { words } = tracer;
    this.targets = element("div", { class: "tl-what-targets", role: "group", "aria-label": words.say("what_if.targets") });
    this.editor = new ValueEditor(tracer, (edit) => this.edited(edit));
    this.changes = element("ul", { class: "tl-what-changes" });
    this.on = element("input", { type: "number", min: 0, max: MOST_ON, value: 0, step: 1 });
    this.runButton = element("button", { type: "button", class: "tl-button tl-primary" }, words.say("what_if.run_on"));
    this.runButton.addEventListener("click", () => this.runOn());
    this.status = element("p", { class: "tl-what-status", role: "status", "aria-live": "polite" });
    this.failure = element("div", { class: "tl-error", role: "alert", hidden: true });
    this.offReason = element("p", { class: "tl-what-off" }, words.say("what_if.no_kernel"));
    this.intro = element("p", {});
    this.form = element(
      "div", { class: "tl-what-form" }, this.intro, this.targets, this.editor.root, this.changes,
      element("div", { class: "tl-what-run" }, this.runButton, element("label", { class: "tl-what-on" }, ...words.parts("what_if.on", { runs: this.on }))),
      this.failure,
    );
    this.branches = element("div", { class: "tl-what-branches" });
    this.outcome = element("div", { class: "tl-what-outcome" });
    this.root = element("div", { class: "tl-what" }, this.form, this.offReason, this.status, this.branches, this.outcome);
    tracer.drawer.add({ name: "what_if", title: "what_if.panel", root: this.root, opened: () => this.showPanel(tracer.moment) });
    tracer.commands.add([
      {
        id: "what_if.open", group: "change", keys: ["x"], icon: "whatIf", run: () => tracer.drawer.toggle("what_if"),
        enabled: () => tracer.hasKernel || branchesOf(tracer.bundle).length > 0 || "what_if.no_kernel", checked: () => tracer.drawer.current === "what_if",
      },
    ]);
    tracer.inspector.pane.querySelector("header").append(tracer.commands.button("what_if.open", { text: true, className: "tl-tool tl-what-open" }));
    tracer.inspector.pane.addEventListener("dblclick", (event) => this.openAt(event));
  }

  /* A double click on a cell of the inspector: that very entry. */
  openAt(event) {
    const cell = event.target.closest("td[data-row]");
    const caption = cell && cell.closest("figure") && cell.closest("figure").querySelector("figcaption b");
    if (!caption || !this.tracer.hasKernel) return;
    const target = this.possible(this.tracer.moment).find((one) => one.label === caption.textContent);
    if (!target) return;
    this.chosen = target.tensor;
    this.tracer.drawer.open("what_if");
    this.showPanel(this.tracer.moment);
    this.editor.focusCell(Number(cell.dataset.row), Number(cell.dataset.column));
  }

  /* --- what can be changed here ---------------------------------------------------------------------------- */

  /* The recorded run behind the moment, and the step of it that is shown. */
  recorded({ run, record }) {
    const base = record && record.branch ? record.branch.of : run;
    const record0 = this.tracer.bundle.runs[base];
    const { steps } = this.tracer.timeline(record0.program);
    const step = base === run ? this.tracer.stepNumber : this.tracer.sideBySide.sameStep(base);
    return { base, record: record0, step: steps[Math.min(step, steps.length - 1)] };
  }

  /* The values of the step: { tensor, label, array, wanted, dtype }. */
  possible(moment) {
    if (!moment.step) return [];
    const { arrays, bundle } = this.tracer;
    const { base, record, step } = this.recorded(moment);
    const frame = arrays.frame(base);
    if (!frame || !step) return [];
    const parts = step.kind === "sum" && step.contributions.length ? step.contributions : step.inputs;
    const shown = [...(step.kind === "write" || !step.output ? [] : [step.output]), ...parts];
    const found = new Map();
    for (const item of shown) {
      const entry = item.entry === null || item.entry === undefined ? null : frame.entries[item.entry];
      if (!entry || found.has(entry.tensor) || !this.tracer.nesting.isRecorded(base, item.entry)) continue;
      const [name, output] = entry.tensor.split(/:(?=\d+$)/);
      const node = bundle.nodes.find((one) => one.name === name);
      const known = node && node.outputs[Number(output || 0)];
      const array = record.error && !arrays.has(base) ? null : arrays.get(base, item.entry);
      const dtype = known ? known.dtype.replace(/_ref$/, "") : entry.dtype;
      if (!known || dtype.startsWith("complex")) continue;
      const label = this.tracer.words.plainText(item.label, moment).replace(/ before$/, "");
      found.set(entry.tensor, { tensor: entry.tensor, label, array, wanted: known.shape, dtype });
    }
    return [...found.values()];
  }

  edited(edit) {
    const target = this.editor.target;
    if (edit) this.edits.set(target.tensor, { target, edit });
    else this.edits.delete(target.tensor);
    this.showChanges();
  }

  show(moment) {
    if (this.tracer.drawer.current === "what_if") this.showPanel(moment);
  }

  /* --- the panel --------------------------------------------------------------------------------------------- */

  showPanel(moment) {
    const { words, hasKernel } = this.tracer;
    this.form.hidden = !hasKernel;
    this.offReason.hidden = hasKernel;
    const { base, record } = moment.record ? this.recorded(moment) : { base: null, record: null };
    if (base !== this.base) {
      this.edits.clear();
      this.failure.hidden = true;
      this.status.textContent = "";
    }
    this.base = base;
    if (hasKernel && record) {
      const number = element("b", {}, grouped(record.number));
      this.intro.replaceChildren(...words.parts("what_if.intro", { number }));
      const targets = this.possible(moment);
      const key = JSON.stringify([base, targets.map((one) => [one.tensor, one.label]), this.tracer.arrays.has(base)]);
      if (key !== this.targetsKey) {
        this.targetsKey = key;
        if (!targets.some((one) => one.tensor === this.chosen)) this.chosen = targets.length ? targets[0].tensor : null;
        this.showTargets(targets);
      }
    }
    this.showChanges();
    this.showBranches(moment);
    this.showOutcome(moment);
  }

  showTargets(targets) {
    this.shown = targets;
    this.targets.replaceChildren(
      ...targets.map((target) => {
        const made = element("button", { type: "button", "aria-pressed": String(target.tensor === this.chosen) }, element("b", {}, target.label), " ", element("code", {}, shapeText(target.array ? target.array.shape : target.wanted)));
        made.addEventListener("click", () => {
          this.chosen = target.tensor;
          this.showTargets(targets);
        });
        return made;
      }),
    );
    const target = targets.find((one) => one.tensor === this.chosen);
    this.editor.root.hidden = !target;
    if (target) this.editor.show(target, (this.edits.get(target.tensor) || {}).edit);
  }

  showChanges() {
    const { words } = this.tracer;
    this.changes.replaceChildren(
      ...[...this.edits].map(([tensor, { target, edit }]) => {
        const text = changeText(target, edit);
        const back = button({ class: "tl-tool" }, words.say("what_if.take_back", { change: text }), icon("close"));
        back.addEventListener("click", () => {
          this.edits.delete(tensor);
          this.showTargets(this.shown);
          this.showChanges();
          this.editor.text.focus();
        });
        return element("li", {}, element("code", {}, text), back);
      }),
    );
    const ready = this.edits.size > 0 && !this.busy;
    this.runButton.setAttribute("aria-disabled", String(!ready));
    this.runButton.textContent = words.say(this.busy ? "what_if.running" : "what_if.run_on");
  }

  /* --- running on ---------------------------------------------------------------------------------------------- */

  async runOn() {
    const { tracer } = this;
    const { words, bundle } = tracer;
    if (this.busy) return;
    if (!this.editor.error.hidden) {
      this.editor.root.querySelector("[aria-invalid=true]").focus();
      return;
    }
    if (!this.edits.size) {
      this.status.textContent = words.say("what_if.nothing_yet");
      return;
    }
    const { base } = this;
    const on = Math.max(0, Math.min(MOST_ON, Math.round(Number(this.on.value)) || 0));
    const changes = [...this.edits].map(([tensor, { edit }]) =>
      edit.entries ? { tensor, entries: [...edit.entries.values()].map(({ index, value }) => [index, value]) } : { tensor, value: edit.value });
    this.busy = true;
    this.failure.hidden = true;
    this.status.textContent = "";
    this.showChanges();
    try {
      const reply = await tracer.ask("what_if", { run: base, changes, on, programs: bundle.programs.length });
      this.busy = false;
      if (reply.failed) this.fail(reply.failed);
      else this.arrived(reply, base);
    } catch (error) {
      this.busy = false;
      this.fail({ type: words.say("what_if.failed"), message: error.message });
    }
    this.showChanges();
  }

  arrived(reply, base) {
    const { tracer } = this;
    addRuns(tracer, reply, reply.buffers);
    const { number } = reply.runs[0].branch;
    const run = branchKey(base, number);
    this.edits.clear();
    this.targetsKey = "";
    tracer.go(run, tracer.sideBySide.sameStep(run));
    this.status.textContent = this.summary(reply.runs);
    this.bringIntoView(this.status);
  }

  /* Scroll the drawer, and nothing around it. */
  bringIntoView(part) {
    const { body } = this.tracer.drawer;
    body.scrollTop += part.getBoundingClientRect().top - body.getBoundingClientRect().top - 8;
  }

  /* "Loss 0.31, recorded 0.29." */
  summary(runs) {
    const { words, bundle } = this.tracer;
    const [first] = runs;
    const last = runs[runs.length - 1];
    const recorded = (record) => bundle.runs[record.branch.of].loss;
    const parts = [];
    const say = (record) => (Number.isFinite(record.loss) && Number.isFinite(recorded(record)) ? words.say("what_if.loss", { number: grouped(record.number), loss: plain(record.loss), recorded: plain(recorded(record)) }) : "");
    parts.push(say(first));
    const withLoss = runs.filter((record) => record !== first && Number.isFinite(record.loss)).pop();
    if (withLoss) parts.push(say(withLoss));
    if (last.error) parts.push(words.say("what_if.later_failed", { number: grouped(last.number), type: last.error.type }));
    return parts.filter(Boolean).join(" ");
  }

  fail({ type, message }) {
    this.failure.replaceChildren(element("b", {}, type), element("pre", {}, message));
    this.failure.hidden = false;
    this.status.textContent = this.tracer.words.say("what_if.unchanged");
    this.bringIntoView(this.failure);
  }

  /* --- branches, and what came of the one that is shown --------------------------------------------------------- */

  showBranches(moment) {
    const { words, bundle, run } = this.tracer;
    const all = branchesOf(bundle);
    const key = JSON.stringify([all.map((one) => one.number), run]);
    if (key === this.branchesKey) return;
    this.branchesKey = key;
    const here = moment.record && moment.record.branch ? moment.record.branch.number : null;
    const go = (text, target, current) => {
      const made = element("button", { type: "button", class: "tl-what-branch", "aria-pressed": String(current) }, ...text);
      made.addEventListener("click", () => this.tracer.go(target, this.tracer.sideBySide.sameStep(target)));
      return made;
    };
    this.branches.replaceChildren();
    if (!all.length) return;
    const rows = all.map((branch) => {
      const drop = button({ class: "tl-tool" }, words.say("what_if.drop", { title: words.plainText(branch.title) }), icon("close"));
      drop.addEventListener("click", () => this.drop(branch));
      const text = [element("span", {}, words.say("what_if.branch", { number: grouped(bundle.runs[branch.of].number), changes: branchChanges(words, branch) })), element("small", {}, this.summary(branch.records))];
      return element("li", {}, go(text, branchKey(branch.of, branch.number), branch.number === here), drop);
    });
    const recorded = here === null ? null : element("li", {}, go([element("span", {}, words.say("what_if.back_to_record", { number: grouped(bundle.runs[moment.record.branch.of].number) }))], moment.record.branch.of, false));
    this.branches.replaceChildren(element("h3", {}, words.say("what_if.branches")), element("ul", {}, ...(recorded ? [recorded] : []), ...rows));
  }

  drop(branch) {
    const { tracer } = this;
    if (tracer.hasKernel) tracer.ask("what_if", { drop: branch.number }).catch(() => {});
    dropBranch(tracer, branch.number);
    this.branchesKey = "";
    tracer.go(tracer.bundle.runs[tracer.run] ? tracer.run : branch.of, tracer.stepNumber);
    (this.branches.querySelector("button") || this.runButton).focus();
  }

  showOutcome(moment) {
    const { sideBySide, words } = this.tracer;
    const shown = moment.record && moment.record.branch && sideBySide.result;
    const key = shown ? `${moment.run} ${words.language}` : "";
    if (key === this.outcomeKey) return;
    this.outcomeKey = key;
    this.outcome.replaceChildren(...(shown ? [element("h3", {}, words.say("what_if.outcome")), ...differenceList(this.tracer)] : []));
  }
}

/* `w1[0, 0] = 2`, `w1: 3 entries`, `w1 = [[1, 2], [3, 4]]`. */
function changeText({ label }, edit) {
  if (!edit.entries) return `${label} = ${edit.text.length > 60 ? `${edit.text.slice(0, 57)}…` : edit.text}`;
  return [...edit.entries.values()].map(({ index, text }) => `${label}${index.length ? `[${index.join(", ")}]` : ""} = ${text}`).join(", ");
}
