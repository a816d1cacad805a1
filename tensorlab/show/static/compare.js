/* Compare: this run with the one before it, with any other, or with that of another record (two seeds, two
   optimizers, a program before and after a bracket was put right). The panel chooses and lists; `side_by_side.js`
   finds the differences and shows them on the graph, in the inspector and on the curve. */

import { differenceList } from "./difference_list.js";
import { element } from "./dom.js";
import { grouped, plain } from "./numbers.js";

export class Compare {
  constructor(tracer) {
    this.tracer = tracer;
    const { words, bundle } = tracer;
    this.kinds = [...(bundle.compared ? ["other"] : []), ...(bundle.runs.length > 1 ? ["before", "run"] : [])];
    this.select = element("select", {}, ...this.kinds.map((kind) => element("option", { value: kind }, words.say(`compare.with.${kind}`, { name: bundle.compared ? tracer.sideBySide.names()[1] : "" }))), element("option", { value: "none" }, words.say("compare.with.none")));
    this.number = element("input", { type: "number", min: 1, step: 1, "aria-label": words.say("compare.number") });
    if (bundle.runs.length) this.number.max = bundle.runs[bundle.runs.length - 1].number;
    this.select.addEventListener("change", () => this.choose(this.select.value));
    this.number.addEventListener("change", () => this.choose("run"));
    this.intro = element("p", {});
    this.chooser = element("div", { class: "tl-compare-chooser" }, element("label", {}, element("span", {}, words.say("compare.with")), this.select), this.number);
    this.said = element("div", { class: "tl-compare-said" });
    this.list = element("div", { class: "tl-compare-list" });
    this.root = element("div", { class: "tl-compare", tabindex: -1 }, this.intro, this.chooser, this.said, this.list);
    tracer.drawer.add({ name: "compare", title: "compare.panel", root: this.root, opened: () => this.opened() });
    tracer.commands.add([
      {
        id: "compare.open", group: "change", keys: ["c"], icon: "compare", run: () => tracer.drawer.toggle("compare"),
        enabled: () => this.kinds.length > 0 || "compare.one_run", checked: () => tracer.drawer.current === "compare",
      },
    ]);
  }

  /* Whoever opens the panel wants to compare: with the other record, or with the run before. */
  opened() {
    if (!this.tracer.sideBySide.against && this.kinds.length) this.choose(this.kinds[0]);
    this.showPanel(this.tracer.moment);
    this.root.focus({ preventScroll: true }); // and no field in it, so that the keys go on stepping
  }

  show(moment) {
    if (this.tracer.drawer.current === "compare") this.showPanel(moment);
  }

  choose(kind) {
    const { sideBySide, bundle, run } = this.tracer;
    if (kind === "run") {
      const wanted = Number(this.number.value);
      let found = bundle.runs.findIndex((record) => record.number === wanted);
      if (found < 0) found = sideBySide.runBefore(run, this.tracer.moment.record) ?? 0;
      this.number.value = bundle.runs[found].number;
      sideBySide.choose({ kind, run: found });
    } else sideBySide.choose(kind === "none" ? null : { kind });
  }

  showPanel(moment) {
    const { sideBySide, words, bundle } = this.tracer;
    const { against, pair, result } = sideBySide;
    this.select.value = against ? against.kind : "none";
    this.number.hidden = !against || against.kind !== "run";
    if (against && against.kind === "run" && document.activeElement !== this.number) this.number.value = bundle.runs[against.run].number;
    const key = JSON.stringify([moment.run, against, Boolean(result), sideBySide.missing.length, words.language]);
    if (key === this.key) return;
    this.key = key;
    const branch = pair && pair.kind === "branch";
    this.chooser.hidden = Boolean(branch);
    this.intro.hidden = !pair;
    if (pair) this.intro.replaceChildren(...(branch ? words.parts("compare.branch", { number: element("b", {}, grouped(pair.second.record.number)) }) : sideBySide.pairText()));
    this.said.replaceChildren(...this.sayings(moment));
    this.list.replaceChildren(...(result ? differenceList(this.tracer) : []));
  }

  /* Both losses; and of two records where they part, and which nodes were paired by their place. */
  sayings(moment) {
    const { sideBySide, words, bundle } = this.tracer;
    const { pair, missing, against } = sideBySide;
    const parts = [];
    if (!pair) parts.push(element("p", {}, words.say(against ? "compare.no_partner" : "compare.choose")));
    else if (missing.length) parts.push(element("p", {}, words.say(this.tracer.arrays.fetchRun && pair.kind !== "other" ? "compare.coming" : "compare.not_kept")));
    if (pair) {
      const [one, other] = [pair.first.record.loss, pair.second.record.loss];
      if (Number.isFinite(one) && Number.isFinite(other)) parts.push(element("p", {}, words.say("compare.losses", { one: plain(one), other: plain(other), difference: plain(one - other) })));
    }
    if (pair && pair.kind === "other") parts.push(...this.ofRecords(moment, bundle.compared));
    return parts;
  }

  ofRecords(moment, compared) {
    const { words, bundle } = this.tracer;
    const parts = [];
    const { first } = compared;
    if (first) {
      const run = bundle.runs.findIndex((record) => record.number === first.with.run);
      parts.push(element("p", { class: "tl-compare-first" }, ...words.rich(first, moment)));
      if (run !== moment.run && run >= 0) {
        const go = element("button", { type: "button", class: "tl-button" }, words.say("compare.go_first"));
        go.addEventListener("click", () => {
          this.tracer.go(run, 0);
          const item = this.tracer.sideBySide.firstItem();
          if (item && item.place !== null) this.tracer.go(run, item.place);
        });
        parts.push(go);
      }
    } else parts.push(element("p", {}, words.say("compare.all_runs_equal")));
    const { by_position: placed } = compared.stands_for;
    if (placed.length) {
      parts.push(element(
        "details", { class: "tl-compare-placed" },
        element("summary", {}, words.say("compare.by_position", { count: placed.length })),
        element("ul", {}, ...placed.slice(0, 100).map(([one, other]) => element("li", {}, element("code", {}, one), " ↔ ", element("code", {}, other)))),
      ));
    }
    return parts;
  }
}
