/* The training view as a table: the numbers of a few runs, for reading and for screen readers. */

import { asNumbers, lastUpTo } from "./chart_scales.js";
import { element } from "./dom.js";
import { grouped, plain } from "./numbers.js";

const TABLE_RUNS = 12;
const TABLE_COLUMNS = 14;

export class TrainingTable {
  constructor(view) {
    this.view = view;
    const { words } = view.tracer;
    this.place = element("div", { class: "tl-training-table", role: "region", tabindex: 0, "aria-label": words.say("training.table") });
    this.root = element("details", { class: "tl-training-details" }, element("summary", {}, words.say("training.table")), this.place);
    this.root.addEventListener("toggle", () => this.show(view.tracer.moment));
  }

  /* The columns: a name, its runs and its values. */
  columns() {
    const { part, tracer } = this.view;
    const { words } = tracer;
    const found = (tracer.bundle.series || []).map(({ name, runs, values }) => [words.plainText(name), runs, values]);
    if (part) {
      for (const { name, axis, values } of part.scalars.filter(({ fetched }) => fetched)) found.push([name, part.axes[axis], values]);
      part.variables.forEach((variable, number) => {
        if (variable.kind !== "trained") return;
        found.push([words.say("training.norm_of", { name: variable.name }), part.axes[variable.axis], variable.norm]);
        for (const gradient of part.gradients) if (gradient.variable === number) found.push([words.say("training.norm_of", { name: `∂${gradient.of}/∂${variable.name}` }), part.axes[gradient.axis], gradient.norm]);
      });
    }
    return found.slice(0, TABLE_COLUMNS);
  }

  show(moment) {
    if (!this.root.open) return;
    const columns = this.columns();
    const { words, bundle } = this.view.tracer;
    const every = columns.length ? columns[0][1] : bundle.runs.map((_, run) => run);
    const some = every.length <= TABLE_RUNS ? every : Array.from({ length: TABLE_RUNS }, (_, place) => every[Math.round((place * (every.length - 1)) / (TABLE_RUNS - 1))]);
    const runs = [...new Set([...some, moment.run])].sort((a, b) => a - b);
    const cell = ([, at, values], run) => {
      const place = lastUpTo(at, run);
      const [value] = place >= 0 && at[place] === run ? asNumbers([values[place]]) : [];
      return element("td", {}, value === undefined ? "" : plain(Number.isFinite(value) ? Number(value.toPrecision(4)) : value));
    };
    this.place.replaceChildren(
      element(
        "table", {},
        element("thead", {}, element("tr", {}, element("th", { scope: "col" }, words.say("training.run")), ...columns.map(([name]) => element("th", { scope: "col" }, name)))),
        element("tbody", {}, ...runs.map((run) => element("tr", { "aria-current": run === moment.run ? "true" : null }, element("th", { scope: "row" }, grouped(bundle.runs[run].number)), ...columns.map((column) => cell(column, run))))),
      ),
    );
  }
}
