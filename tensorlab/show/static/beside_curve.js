/* A second loss on the curve of the dock: that of a branch, or of the other record. Next: `side_by_side.js`. */

import { branchesOf, branchKey } from "./branches.js";
import { drawn, setAttribute } from "./dom.js";

export class BesideCurve {
  constructor(tracer) {
    this.tracer = tracer;
    this.curve = tracer.dock.curve;
    this.lines = drawn("g", { class: "tl-beside-curve", "aria-hidden": "true" });
    this.dot = drawn("circle", { class: "tl-beside-dot", r: 4.5 });
    if (this.curve) this.curve.root.insertBefore(drawn("g", {}, this.lines, this.dot), this.curve.hit);
  }

  /* The series to draw: [{ points: [[run, loss]], now }]. */
  series(moment, pair) {
    const { bundle, sideBySide } = this.tracer;
    const shown = moment.record && moment.record.branch ? moment.record.branch.number : null;
    const branches = branchesOf(bundle).map(({ number, records }) => ({
      name: `branch ${number}`, now: number === shown,
      points: records.filter((record) => Number.isFinite(record.loss)).map((record) => [record.branch.of, record.loss]),
    }));
    if (!sideBySide.against || sideBySide.against.kind !== "other") return branches;
    const { runs, stands_for: standsFor } = bundle.compared;
    const points = standsFor.runs.filter(([, other]) => sameKind(bundle, standsFor, other)).map(([run, other]) => [run, runs[other].loss]).filter(([, loss]) => Number.isFinite(loss));
    return [...branches, { name: "other", now: Boolean(pair), points }];
  }

  show(moment, pair) {
    const { curve } = this;
    if (!curve || curve.left === undefined) return;
    for (const record of this.tracer.bundle.branches) curve.values.set(this.keyOf(record), record.loss);
    const series = this.series(moment, pair);
    const key = JSON.stringify([series.map((one) => [one.name, one.now, one.points.length]), curve.left, curve.right, curve.bottom, curve.low, curve.high]);
    if (key !== this.key) {
      this.key = key;
      this.lines.replaceChildren(...series.flatMap((one) => this.drawing(one)));
    }
    this.showDot(moment, pair);
  }

  keyOf({ branch }) {
    return branchKey(branch.of, branch.number);
  }

  drawing({ now, points }) {
    const { curve } = this;
    const at = points.map(([run, loss]) => [curve.x(run).toFixed(1), curve.y(loss).toFixed(1)]);
    const state = now ? "now" : "other";
    if (at.length > 1) return [drawn("path", { class: "tl-beside-line", "data-state": state, d: `M${at.map((point) => point.join(" ")).join("L")}` })];
    return at.map(([cx, cy]) => drawn("circle", { class: "tl-beside-point", "data-state": state, cx, cy, r: 3 }));
  }

  /* Where the other one stands at the cursor. */
  showDot(moment, pair) {
    const loss = pair ? pair.second.record.loss : null;
    const run = pair && pair.kind === "run" ? pair.second.run : Math.floor(moment.run);
    const known = Number.isFinite(loss) && Number.isFinite(this.curve.low);
    setAttribute(this.dot, "display", known ? null : "none");
    if (!known) return;
    setAttribute(this.dot, "cx", this.curve.x(run).toFixed(1));
    setAttribute(this.dot, "cy", this.curve.y(loss).toFixed(1));
  }
}

/* Of the other record the runs of the kind whose loss is drawn. */
function sameKind(bundle, standsFor, other) {
  const [series] = bundle.compared.series;
  return Boolean(series) && bundle.compared.runs[other].program === bundle.compared.runs[series.runs[0]].program;
}
