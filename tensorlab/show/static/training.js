/* The training view: the loss, other numbers, weights and gradients over the runs, the decision boundary and the loss
   surface, all linked to the run cursor. What it shows beside the loss is the bundle's part "training"
   (`tensorlab/record/training_part.py`); in a live notebook the kernel computes it when the view is first opened.
   Next: `training_lines.js` (which lines a chart has), `line_chart.js`, `boundary_chart.js`, `surface_chart.js`. */

import { BoundaryChart } from "./boundary_chart.js";
import { element } from "./dom.js";
import { LineChart } from "./line_chart.js";
import { grouped } from "./numbers.js";
import { PlaneChart } from "./plane_chart.js";
import { SurfaceChart } from "./surface_chart.js";
import { TrainingChoices } from "./training_choices.js";
import { gradientOptions, lossOptions, scalarOptions, updateOptions, weightOptions } from "./training_lines.js";
import { TrainingTable } from "./training_table.js";

export class Training {
  constructor(tracer) {
    this.tracer = tracer;
    this.part = tracer.bundle.training || null;
    // A long curve that jumps is smoothed from the start, as in the dock.
    const [loss] = tracer.bundle.series || [];
    this.settings = { log: false, smooth: Boolean(loss && loss.smoothed), weights: "auto" };
    this.charts = [];
    this.trained = tracer.bundle.programs.some(({ steps }) => steps.some(({ phase }) => phase === "backward") && steps.some(({ kind }) => kind === "write"));
    const isOpen = () => tracer.views.current === "training";
    const inView = () => isOpen() || "training.only_there";
    tracer.commands.add([
      { id: "training", group: "view", keys: ["r"], icon: "training", run: () => tracer.views.choose(isOpen() ? "graph" : "training"), enabled: () => tracer.bundle.runs.length === 0 ? "training.no_runs" : this.hasSomething() || "training.nothing", checked: isOpen },
      { id: "training.log", group: "view", keys: [], icon: "logScale", run: () => this.set({ log: !this.settings.log }), enabled: () => (isOpen() && this.loss && this.loss.refused && !this.settings.log ? "training.not_positive" : inView()), checked: () => this.settings.log },
      { id: "training.smooth", group: "view", keys: [], icon: "smooth", run: () => this.set({ smooth: !this.settings.smooth }), enabled: inView, checked: () => this.settings.smooth },
    ]);
    this.root = element("div", { class: "tl-training" });
    if (this.hasSomething()) tracer.views.add({ name: "training", title: "training.title", root: this.root, show: (moment) => this.showMoment(moment), resize: () => this.resize() });
  }

  say(key, holes) {
    return this.tracer.words.say(key, holes);
  }

  /* --- what is there ------------------------------------------------------------------------------------ */

  /* In a page that is sent on nothing is added any more: what has no training and no numbers to plot has no view. */
  hasSomething() {
    const { hasKernel, bundle } = this.tracer;
    const { variables = [], scalars = [] } = this.part || {};
    return hasKernel || this.trained || variables.length + scalars.length > 0 || (bundle.series || []).some(({ runs }) => runs.length > 1);
  }

  build() {
    const { tracer } = this;
    this.built = true;
    this.choices = new TrainingChoices(this, () => this.arrange());
    this.shown = element("p", { class: "tl-training-shown" });
    this.bar = element("div", { class: "tl-training-bar" }, this.shown, this.choices.weights, tracer.commands.button("training.log", { text: true }), tracer.commands.button("training.smooth", { text: true }), this.choices.root);
    this.waiting = element("p", { class: "tl-training-waiting", role: "status" });
    this.top = element("div", { class: "tl-training-top" });
    this.rows = element("div", { class: "tl-training-rows" });
    this.table = new TrainingTable(this);
    this.root.replaceChildren(this.bar, this.waiting, this.top, this.rows, this.table.root);
    this.loss = this.lossChart();
    this.arrange();
    if (!this.part) this.fetch();
  }

  lossChart() {
    const options = lossOptions(this);
    return options.lines.length ? new LineChart(this.tracer, options) : null;
  }

  async fetch() {
    const { tracer } = this;
    if (!tracer.hasKernel) {
      this.waiting.textContent = this.say("training.only_loss");
      return;
    }
    this.waiting.textContent = this.say("training.computing");
    try {
      const { training } = await tracer.ask("training_series", { what: "all" });
      this.part = training;
      tracer.bundle.training = training;
      this.waiting.textContent = "";
      this.choices.offer();
      this.arrange();
    } catch (error) {
      this.waiting.textContent = error.message;
    }
  }

  /* Which charts there are, in their order; what was drawn before is kept. */
  arrange() {
    const { tracer, part, choices } = this;
    const known = this.known || new Map();
    this.known = new Map();
    const once = (key, make) => {
      const chart = known.get(key) || make();
      this.known.set(key, chart);
      return chart;
    };
    const top = this.loss ? [this.loss] : [];
    const rows = [];
    if (part) {
      if (part.boundary) top.push(once("boundary", () => new BoundaryChart(tracer, part.boundary)));
      if (part.surface) top.push(once("surface", () => new SurfaceChart(tracer, part.surface, part.variables)));
      part.scalars.forEach((scalar, number) => choices.has(`scalar:${number}`) && top.push(once(`scalar:${number}`, () => new LineChart(tracer, scalarOptions(this, scalar)))));
      part.variables.forEach((variable, number) => choices.has(`variable:${number}`) && rows.push(this.row(variable, number, once)));
      this.shown.textContent = this.coverage();
    }
    this.top.replaceChildren(...top.map(({ root }) => root));
    this.planes = top.filter((chart) => chart instanceof PlaneChart).length;
    this.scalars = top.filter((chart) => chart !== this.loss).length - this.planes;
    this.rows.replaceChildren(...rows.map(({ root }) => root));
    this.charts = [...top, ...rows.flatMap(({ charts }) => charts)];
    const nothing = !this.charts.length && Boolean(part || !tracer.hasKernel);
    if (part && !this.trained) this.waiting.textContent = this.say("training.how");
    this.bar.hidden = nothing;
    this.table.root.hidden = nothing;
    this.give();
    this.resize();
  }

  row(variable, number, once) {
    const charts = [once(`weights:${number}`, () => new LineChart(this.tracer, weightOptions(this, variable)))];
    this.part.gradients.forEach((gradient, index) => {
      if (gradient.variable === number) charts.push(once(`gradient:${index}`, () => new LineChart(this.tracer, gradientOptions(this, gradient, variable))));
    });
    if (variable.updates) charts.push(once(`updates:${number}`, () => new LineChart(this.tracer, updateOptions(this, variable))));
    const root = element("section", { class: "tl-training-row", "aria-label": variable.name, style: null }, ...charts.map((chart) => chart.root));
    root.style.setProperty("--charts", String(charts.length));
    return { root, charts };
  }

  /* Which runs stand for all, and what is left out. */
  coverage() {
    const { shown, notes } = this.part;
    const { words } = this.tracer;
    const runs = shown.runs < shown.of ? [this.say("training.selection", { count: shown.runs, of: grouped(shown.of) })] : [];
    return [...runs, ...notes.map((note) => words.plainText(note))].join(" ");
  }

  /* --- settings ----------------------------------------------------------------------------------------- */

  set(changes) {
    Object.assign(this.settings, changes);
    this.give();
    this.resize();
    this.tracer.commands.refresh();
  }

  give() {
    const { part } = this;
    if (this.loss) this.loss.give(lossOptions(this));
    if (!part) return;
    const options = (key) => {
      const [kind, number] = key.split(":");
      if (kind === "scalar") return scalarOptions(this, part.scalars[number]);
      if (kind === "weights") return weightOptions(this, part.variables[number]);
      if (kind === "updates") return updateOptions(this, part.variables[number]);
      if (kind === "gradient") return gradientOptions(this, part.gradients[number], part.variables[part.gradients[number].variable]);
      return null;
    };
    for (const [key, chart] of this.known) {
      const wanted = options(key);
      if (wanted) chart.give(wanted);
    }
  }

  /* --- showing ------------------------------------------------------------------------------------------ */

  resize() {
    if (!this.root.isConnected) return;
    if (!this.built) this.build();
    const { size, wide } = this.tracer.app.dataset;
    this.root.dataset.size = size;
    // The loss takes what the planes leave; scalars stand below it.
    const columns = wide === "true" ? 4 : 3;
    this.top.style.setProperty("--columns", columns);
    this.top.style.setProperty("--loss-columns", Math.max(1, columns - this.planes));
    this.top.style.setProperty("--loss-rows", this.scalars || !this.planes ? 2 : 3);
    this.top.dataset.scalars = this.scalars === 1 ? "one" : "";
    this.fill();
    for (const chart of this.charts) chart.resize();
  }

  /* Where there is room to spare, charts become taller. */
  fill() {
    const place = this.root.parentElement;
    this.root.style.setProperty("--taller", 1);
    if (this.root.dataset.size === "narrow") return;
    const height = (place.clientHeight * this.root.offsetWidth) / Math.max(1, place.clientWidth); // in the pixels of charts that are enlarged
    const charted = this.top.offsetHeight + this.rows.offsetHeight;
    if (charted && place.scrollHeight <= place.clientHeight && height >= this.root.scrollHeight) {
      const used = this.bar.offsetHeight + this.table.root.offsetHeight + charted + 80;
      this.root.style.setProperty("--taller", Math.max(1, Math.min(2.2, 1 + (height - used) / charted)).toFixed(3));
    }
  }

  /* A bundle may ask to be opened here. */
  show() {
    if (this.tracer.bundle.opens !== "training" || !this.tracer.observer) return;
    delete this.tracer.bundle.opens;
    this.tracer.views.choose("training");
  }

  showMoment(moment) {
    if (!this.built || !this.root.isConnected) return;
    for (const chart of this.charts) chart.show(moment);
    this.table.show(moment);
  }
}
