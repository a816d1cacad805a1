/* Side by side: a run and what it is compared with. A branch ("what if") is always compared with the recorded run
   that it starts from; any other run with what was chosen in the panel "Compare". This feature finds the partner,
   computes the differences once per pair, and shows them: marks and chips on the boxes, a bar above the graph that
   says what is compared and switches to and fro, old and new in the inspector, the second loss in the dock.
   Next: `compared_steps.js` (the differences), `beside_values.js`, `beside_curve.js`, then the panels `what_if.js`
   and `compare.js`. */

import { Arrays } from "./arrays.js";
import { BesideCurve } from "./beside_curve.js";
import { BesideValues } from "./beside_values.js";
import { branchChanges, branchesAt, branchKey, registerBranches } from "./branches.js";
import { comparedRuns, differenceLevel, pairedSteps, Side } from "./compared_steps.js";
import { button, drawn, element } from "./dom.js";
import { icon } from "./icons.js";
import { grouped, plain } from "./numbers.js";
import { programOf } from "./nested_steps.js";

const REMEMBERED_PAIRS = 12;

export class SideBySide {
  constructor(tracer) {
    this.tracer = tracer;
    tracer.sideBySide = this;
    registerBranches(tracer.bundle);
    this.against = null; // chosen in the panel: { kind: "run", run }, { kind: "before" } or { kind: "other" }
    this.results = new Map();
    this.pair = null;
    this.result = null;
    this.bar = element("div", { class: "tl-beside-bar", role: "group", "aria-label": tracer.words.say("compare.bar"), hidden: true });
    tracer.graph.pane.before(this.bar);
    tracer.graph.svg.append(hatching());
    this.values = new BesideValues(tracer);
    this.curve = new BesideCurve(tracer);
    const { compared, begin = {} } = tracer.bundle;
    this.begin(begin);
    this.otherArrays = compared ? new Arrays(compared, tracer.arrays.bytes, null) : null;
  }

  /* A bundle may say what to open: a branch, or a comparison. */
  begin({ branch, compare }) {
    const { bundle, options } = this.tracer;
    delete bundle.begin;
    const found = branch && bundle.branches.find((record) => record.branch.number === branch);
    if (found && options.run === found.branch.of) options.run = branchKey(found.branch.of, branch);
    if (compare) this.against = bundle.compared ? { kind: "other" } : { kind: "run", run: compare[1] };
  }

  /* Choose what runs are compared with; null for nothing. */
  choose(against) {
    this.against = against;
    this.tracer.go(this.tracer.run, this.tracer.stepNumber, true);
  }

  /* --- who is compared with whom ------------------------------------------------------------------------- */

  side(run) {
    const { bundle, arrays } = this.tracer;
    return new Side({ bundle, arrays, run, steps: this.tracer.timeline(bundle.runs[run].program).steps });
  }

  /* The second of the pair; null where there is none. */
  partner({ run, record, bundle }) {
    if (!record) return null;
    if (record.branch) return { kind: "branch", side: this.side(record.branch.of) };
    if (!this.against) return null;
    if (this.against.kind === "other") {
      const pair = bundle.compared.stands_for.runs.find(([first]) => first === run);
      if (!pair) return null;
      const { compared } = bundle;
      const steps = compared.programs[compared.runs[pair[1]].program].steps;
      return { kind: "other", side: new Side({ bundle: compared, arrays: this.otherArrays, run: pair[1], steps, standsFor: compared.stands_for }) };
    }
    const other = this.against.kind === "run" ? this.against.run : this.runBefore(run, record);
    return other === null || other === run || !bundle.runs[other] ? null : { kind: "run", side: this.side(other) };
  }

  /* The last run before this one that did the same. */
  runBefore(run, record) {
    for (let before = run - 1; before >= 0; before--) if (programOf(this.tracer.bundle.runs[before]) === programOf(record)) return before;
    return null;
  }

  /* --- showing it ---------------------------------------------------------------------------------------- */

  show(moment) {
    const partner = this.partner(moment);
    this.tracer.beside = partner && partner.kind !== "other" ? partner.side.run : null;
    const first = partner ? this.side(moment.run) : null;
    this.missing = [first, partner && partner.side].filter((side) => side && !side.has());
    for (const side of this.missing) if (side.arrays === moment.arrays) moment.arrays.missing(side.run);
    this.pair = partner ? { first, second: partner.side, kind: partner.kind } : null;
    this.result = this.pair && !this.missing.length ? this.compared(this.pair) : null;
    this.tracer.app.dataset.beside = this.pair ? this.pair.kind : "none";
    this.showMarks(moment);
    this.showBar(moment);
    this.values.show(moment, this.pair, this.result);
    this.curve.show(moment, this.pair);
  }

  destroy() {
    this.values.destroy();
  }

  compared({ first, second, kind }) {
    const key = `${first.run} ${kind} ${second.run}`;
    if (!this.results.has(key)) {
      this.results.set(key, comparedRuns(first, second));
      if (this.results.size > REMEMBERED_PAIRS) this.results.delete(this.results.keys().next().value);
    }
    return this.results.get(key);
  }

  /* What a box shows of the difference: in the backward phase that of its gradient, else that of its value, as far
     as the cursor has come. */
  itemsOfBoxes({ step, stepNumber }) {
    const back = Boolean(step) && step.phase === "backward";
    const found = new Map();
    for (const item of this.result.items) {
      if (item.box === null || item.box === undefined || item.back !== back) continue;
      if (!found.has(item.box) || (item.place !== null && item.place <= stepNumber)) found.set(item.box, item);
    }
    return found;
  }

  showMarks(moment) {
    const { graph } = this.tracer;
    const [boxes, chips] = [{}, {}];
    if (this.result) {
      for (const [box, item] of this.itemsOfBoxes(moment)) {
        const level = differenceLevel(item);
        if (!level) continue;
        boxes[box] = `differs-${level}`;
        chips[box] = { text: this.chipText(item), kind: `differs-${level}`, title: this.describe(item) };
      }
    }
    for (const box of this.edited(moment)) {
      boxes[box] = `${boxes[box] ? `${boxes[box]} tl-mark-` : ""}edited`;
      chips[box] = { text: this.tracer.words.say("what_if.edited"), kind: "edited", title: this.tracer.words.say("what_if.edited_title") };
    }
    const key = JSON.stringify([boxes, Object.values(chips).map((chip) => chip.text), graph.direction]);
    if (key === this.marked) return;
    this.marked = key;
    const any = Object.keys(boxes).length > 0;
    graph.mark("beside", any ? { boxes } : null);
    graph.badge("beside", any ? chips : null);
  }

  edited({ record }) {
    return record && record.branch ? record.branch.boxes : [];
  }

  /* "Δ 0.49", or what else there is. */
  chipText(item) {
    const { words } = this.tracer;
    if (item.kind === "only_first" || item.kind === "only_second") return words.say(`compare.chip.${item.kind}`);
    if (item.kind === "shape") return words.say("compare.chip.shape");
    return Number.isFinite(item.largest) ? `Δ ${plain(Number(item.largest.toPrecision(item.largest < 0.001 ? 1 : 2)))}` : "≠";
  }

  describe(item) {
    const { words } = this.tracer;
    const relative = Number.isFinite(item.relative) ? `${plain(Number((100 * item.relative).toPrecision(3)))}%` : "∞";
    const largest = Number.isFinite(item.largest) ? plain(item.largest) : "∞";
    return words.say(`compare.item.${item.kind}`, { largest, relative }) + (item.partly ? ` ${words.say("compare.partly")}` : "");
  }

  /* What a step of the result is called. */
  nameOf(item) {
    const { first, second } = this.pair;
    const step = item.place !== null ? first.steps[item.place] : second.steps[item.partner];
    return this.tracer.words.plainText(step.title, this.tracer.moment);
  }

  /* The first value that differs, in the order of the run. */
  firstItem() {
    if (!this.result) return null;
    const { items } = this.result;
    return items.find((item) => item.place !== null && !["equal", "only_first"].includes(item.kind)) || items.find((item) => item.kind !== "equal") || null;
  }

  /* --- the bar above the graph ------------------------------------------------------------------------------ */

  showBar(moment) {
    const { words, bundle } = this.tracer;
    const base = moment.record && moment.record.branch ? moment.record.branch.of : moment.run;
    const branches = moment.record ? branchesAt(bundle, base) : [];
    const key = JSON.stringify([moment.run, this.against, branches.map((one) => one.number), this.missing.length, Boolean(this.result)]);
    if (key === this.barKey) return;
    this.barKey = key;
    const parts = [];
    if (branches.length) parts.push(this.chooser(moment, base, branches));
    if (this.pair && this.pair.kind !== "branch") parts.push(element("span", { class: "tl-beside-what" }, ...this.pairText()));
    else if (this.against && !this.pair) parts.push(element("span", { class: "tl-beside-what" }, words.say("compare.no_partner")));
    if (this.missing.length) parts.push(element("span", { class: "tl-beside-what" }, words.say(this.tracer.arrays.fetchRun && this.pair.kind !== "other" ? "compare.coming" : "compare.not_kept")));
    if (this.result) parts.push(this.scale());
    if (this.pair) {
      const panel = this.pair.kind === "branch" ? "what_if" : "compare";
      const list = element("button", { type: "button", class: "tl-beside-list" }, words.say("compare.list"));
      list.addEventListener("click", () => this.tracer.drawer.open(panel));
      parts.push(list);
    }
    if (this.against && (!this.pair || this.pair.kind !== "branch")) {
      const off = button({ class: "tl-tool" }, words.say("compare.off"), icon("close"));
      off.addEventListener("click", () => this.choose(null));
      parts.push(off);
    }
    const focused = this.bar.contains(document.activeElement);
    this.bar.hidden = !parts.length;
    this.bar.replaceChildren(...parts);
    if (focused) (this.bar.querySelector("[aria-pressed=true]") || this.tracer.root).focus({ preventScroll: true });
    this.tracer.app.dataset.bar = parts.length ? "shown" : "none";
  }

  /* The recorded run, and what it would have been. */
  chooser(moment, base, branches) {
    const { words, bundle } = this.tracer;
    const one = (text, run) => {
      const made = element("button", { type: "button", title: text, "aria-pressed": String(moment.run === run) }, text);
      made.addEventListener("click", () => this.tracer.go(run, this.sameStep(run)));
      return made;
    };
    return element(
      "span", { class: "tl-beside-chooser", role: "group", "aria-label": words.say("what_if.chooser") },
      one(words.say("what_if.as_recorded", { number: grouped(bundle.runs[base].number) }), base),
      ...branches.map((branch) => one(words.say("what_if.short", { changes: branchChanges(words, branch) }), branchKey(base, branch.number))),
    );
  }

  /* The step of another run that corresponds to the current one. */
  sameStep(run) {
    const { stepNumber } = this.tracer;
    if (run === this.tracer.run) return stepNumber;
    const { partners } = pairedSteps(this.side(this.tracer.run), this.side(run));
    return partners[stepNumber] ?? stepNumber;
  }

  pairText() {
    const { words } = this.tracer;
    const { first, second, kind } = this.pair;
    const holes = { run: element("b", {}, grouped(first.record.number)), other: element("b", {}, grouped(second.record.number)) };
    if (kind === "run") return words.parts("compare.run_with_run", holes);
    const [name, otherName] = this.names();
    return words.parts("compare.run_with_other", { ...holes, name: element("b", {}, name), other_name: element("b", {}, otherName) });
  }

  /* What the two records are called. */
  names() {
    const given = (this.tracer.bundle.compared || {}).names || [];
    return ["A", "B"].map((letter, place) => given[place] || letter);
  }

  scale() {
    const { words } = this.tracer;
    return element(
      "span", { class: "tl-beside-scale", role: "img", "aria-label": words.say("compare.scale_label") },
      words.say("compare.scale_low"), ...[1, 2, 3, 4].map((level) => element("i", { "data-level": level })), words.say("compare.scale_high"),
    );
  }
}

function hatching() {
  return drawn(
    "defs", {},
    drawn("pattern", { id: "tl-hatching", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      drawn("rect", { class: "tl-hatching-ground", width: 7, height: 7 }), drawn("rect", { class: "tl-hatching-line", width: 2.2, height: 7 })),
  );
}
