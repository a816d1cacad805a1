/* A second loss on the curve of the dock: that of a branch, or of the other record. Next: `side_by_side.js`. */

import { branchKey, branchesOf } from "./branches.js";
import { drawn, setAttribute } from "./dom.js";

export class BesideCurve {
  constructor(tracer) {
    this.tracer = tracer;
    this.curve = tracer.dock.curve;
    this.lines = drawn("g", { class: "tl-beside-curve", "aria-hidden": "true" });
    this.dot = drawn("circle", { class: "tl-beside-dot", r: 4.5 });
    if (this.curve) this.curve.root.insertBefore(drawn("g", {}, this.lines, this.dot), this.curve.hit);
  }

  /* The series to draw: [{ name, points: [[run, loss]], now }]. Where the recorded curve is smoothed, so are they. */
  series(moment, pair) {
    const { bundle, sideBySide } = this.tracer;
    const shown = moment.record && moment.record.branch ? moment.record.branch.number : null;
    const found = branchesOf(bundle).map(({ number, records }) => ({ name: `branch ${number}`, now: number === shown, points: records.map((record) => [record.branch.of, record.loss]) }));
    if (sideBySide.against && sideBySide.against.kind === "other") {
      const { runs, stands_for: standsFor } = bundle.compared;
      const points = standsFor.runs.filter(([, other]) => sameKind(bundle, other)).map(([run, other]) => [run, runs[other].loss]);
      found.push({ name: "other", now: Boolean(pair), points });
    }
    return found;
  }

  show(moment, pair) {
    const { curve } = this;
    if (!curve || curve.left === undefined) return;
    const series = this.series(moment, pair);
    const key = JSON.stringify([series.map((one) => [one.name, one.now, one.points.length])]);
    if (key !== this.key) {
      this.key = key;
      for (const { branch, loss } of this.tracer.bundle.branches) curve.values.set(branchKey(branch.of, branch.number), loss);
      this.shown = series.map((one) => ({ ...one, points: smoothedLike(curve.series[0], one.points.filter(([, loss]) => Number.isFinite(loss))) }));
      curve.besides = this.shown.flatMap((one) => one.points.map(([, loss]) => loss));
      this.tracer.dock.resize();
      this.place = "";
    }
    const place = [curve.left, curve.right, curve.bottom, curve.low, curve.high].join();
    if (place !== this.place) {
      this.place = place;
      this.lines.replaceChildren(...this.shown.flatMap((one) => this.drawing(one)));
    }
    this.showDot(moment, pair);
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
function sameKind({ compared }, other) {
  const [series] = compared.series;
  return Boolean(series) && compared.runs[other].program === compared.runs[series.runs[0]].program;
}

/* The moving average that the recorded curve has, without the bias towards its start. */
function smoothedLike(recorded, points) {
  if (!recorded || !recorded.smoothed) return points;
  const keep = Math.max(0, 1 - 30 / recorded.values.length);
  let [total, weight] = [0, 0];
  return points.map(([run, loss]) => {
    [total, weight] = [keep * total + (1 - keep) * loss, keep * weight + (1 - keep)];
    return [run, total / weight];
  });
}
