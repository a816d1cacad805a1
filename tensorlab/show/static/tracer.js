/* The Tracer: step through what a program computed, forwards and backwards. Start reading here.

   `mount(host, bundle, bytes, options)` shows a bundle (its format is in `tensorlab/record/`); a page calls it
   directly, a notebook through `render` at the end, which anywidget calls. The Tracer owns one cursor (run,
   step). `go` moves it; every view then shows the "moment" it is given and knows nothing of the others.

   Next: `timeline.js` and `arrays.js` (what the bundle says), then the views: `header_view.js`,
   `graph_view.js`, `source_view.js`, `inspector_view.js`, `dock_view.js`. */

import { Arrays } from "./arrays.js";
import { readColours } from "./colours.js";
import { DockView } from "./dock_view.js";
import { element } from "./dom.js";
import { GraphView } from "./graph_view.js";
import { HeaderView } from "./header_view.js";
import { HelpView } from "./help_view.js";
import { InspectorView } from "./inspector_view.js";
import { pressed } from "./keys.js";
import { SourceView } from "./source_view.js";
import { Theme } from "./theme.js";
import { Timeline } from "./timeline.js";

const PLAY_PACE = 700; // milliseconds
const NARROW = 700; // pixels: below, panes become tabs
const SHORT = 780;

export class Tracer {
  constructor(host, bundle, bytes, options = {}) {
    this.bundle = bundle;
    const learns = bundle.programs.some((program) => program.steps.some((step) => step.slot));
    if (!learns) for (const box of bundle.boxes) box.slot = false;
    this.arrays = new Arrays(bundle, bytes, options.fetchRun);
    this.known = new Map();
    this.onMove = options.onMove || (() => {});
    this.onTheme = options.onTheme || (() => {});
    this.run = 0;
    this.stepNumber = 0;
    this.playing = 0;
    this.theme = new Theme(() => this.applyTheme());
    this.help = new HelpView(this);
    this.header = new HeaderView(this);
    this.graph = new GraphView(this);
    this.source = new SourceView(this);
    this.inspector = new InspectorView(this);
    this.dock = new DockView(this);
    this.app = element(
      "div", { class: "tl-app", "data-tab": "graph" },
      this.header.top, this.header.say, this.header.tabs, this.graph.pane, this.source.pane, this.inspector.pane,
      this.dock.pane, this.header.live,
    );
    this.root = element(
      // The first attribute after the class keeps a notebook's own shortcuts out of here.
      "div", { class: "tl-tracer", "data-lm-suppress-shortcuts": "true", tabindex: 0, role: "application", "aria-roledescription": "tracer", "aria-label": `Tracer of ${bundle.title}. Press ? for the keys.` },
      this.app, this.help.root,
    );
    host.append(this.root);
    // In a notebook the Tracer may stand half below the window: the first key after it got the focus brings it in.
    this.root.addEventListener("focusin", (event) => { this.arrived ||= !this.root.contains(event.relatedTarget); });
    this.root.addEventListener("keydown", (event) => {
      if (this.arrived) this.root.scrollIntoView({ block: "nearest" });
      this.arrived = false;
      if (!pressed(this, event)) return;
      event.preventDefault();
      event.stopPropagation();
    });
    // A click anywhere inside makes the keys work.
    this.root.addEventListener("pointerdown", (event) => {
      if (!event.target.closest("button, [tabindex], dialog") || event.target === this.root) this.root.focus({ preventScroll: true });
    });
    this.theme.choose(options.theme);
    this.showTab("graph");
    this.go(options.run || 0, options.step || 0, true);
    this.observer = new ResizeObserver((entries) => {
      // A longer sentence takes room from the graph alone.
      if (entries.some((entry) => entry.target === this.root)) this.resize();
      else this.graph.paneResized();
    });
    this.observer.observe(this.root);
    this.observer.observe(this.graph.pane);
    this.resize();
  }

  /* --- what is where ------------------------------------------------------------------------------------ */

  timeline(program) {
    if (!this.known.has(program)) this.known.set(program, new Timeline(this.bundle, program));
    return this.known.get(program);
  }

  timelines() {
    return this.bundle.programs.map((_, program) => this.timeline(program));
  }

  nearestKept(run) {
    const { runs } = this.bundle;
    const kept = runs.map((_, index) => index).filter((index) => this.arrays.has(index));
    const before = kept.filter((index) => index < run).pop();
    const after = kept.find((index) => index > run);
    return [before, after].filter((index) => index !== undefined);
  }

  /* --- moving ------------------------------------------------------------------------------------------- */

  go(run, step, quiet = false) {
    const { runs } = this.bundle;
    this.run = Math.max(0, Math.min(runs.length - 1, run));
    const record = runs[this.run] || null;
    const timeline = record ? this.timeline(record.program) : null;
    const last = timeline ? timeline.steps.length - 1 : 0;
    this.stepNumber = Math.max(0, Math.min(last, step));
    const failed = record && record.error ? (record.error.step ?? last) : null;
    this.moment = {
      bundle: this.bundle, arrays: this.arrays, run: this.run, record, timeline, failed,
      program: record ? record.program : null,
      stepNumber: this.stepNumber,
      step: (timeline && timeline.steps[this.stepNumber]) || null,
    };
    this.show();
    if (!quiet) this.onMove(this.run, this.stepNumber);
  }

  show() {
    const { moment } = this;
    this.app.dataset.phase = moment.step ? moment.step.phase : "";
    this.header.show(moment);
    if (moment.step) this.graph.show(moment);
    this.source.show(moment);
    this.inspector.show(moment);
    this.dock.show(moment);
    // Only now, when all is written, may a view ask how large something came out.
    this.source.settle();
    this.inspector.settle();
  }

  goStep(change) {
    const { runs } = this.bundle;
    const last = this.moment.timeline ? this.moment.timeline.steps.length - 1 : 0;
    const wanted = this.stepNumber + change;
    if (wanted > last && this.run < runs.length - 1) this.go(this.run + 1, 0);
    else if (wanted < 0 && this.run > 0) this.go(this.run - 1, Infinity);
    else this.go(this.run, wanted);
  }

  goRun(change) {
    this.go(this.run + change, this.stepNumber);
  }

  goPhase(change) {
    const { timeline } = this.moment;
    if (!timeline) return;
    const here = timeline.phaseOf(this.stepNumber);
    const begin = timeline.phases[here] ? timeline.phases[here].begin : 0;
    if (change < 0 && this.stepNumber > begin) this.go(this.run, begin);
    else if (timeline.phases[here + change]) this.go(this.run, timeline.phases[here + change].begin);
    else this.goStep(change > 0 ? timeline.steps.length : -1);
  }

  /* From a box to the first of its inputs, or of its consumers, within the same direction of travel. */
  walk(which) {
    const { step, timeline } = this.moment;
    if (!step || step.box === null) return;
    const [here, there] = which === "input" ? ["to", "from"] : ["from", "to"];
    const linked = this.bundle.edges.filter((edge) => edge[here] === step.box && timeline.touches(edge[there]));
    const trail = linked.find((edge) => edge[there] === this.came) || linked[0];
    if (!trail) return;
    this.came = step.box;
    const target = timeline.stepOf(trail[there], step.phase === "backward");
    if (target !== null) this.go(this.run, target);
  }

  goTwin() {
    const { step, timeline } = this.moment;
    if (!step || step.box === null) return;
    const target = timeline.stepOf(step.box, step.phase !== "backward");
    if (target !== null) this.go(this.run, target);
  }

  togglePlay() {
    if (this.playing) {
      clearInterval(this.playing);
      this.playing = 0;
    } else {
      this.playing = setInterval(() => {
        const before = [this.run, this.stepNumber];
        this.goStep(1);
        if (before[0] === this.run && before[1] === this.stepNumber) this.togglePlay();
      }, PLAY_PACE);
    }
    this.dock.showPlaying(Boolean(this.playing));
  }

  /* --- surroundings ------------------------------------------------------------------------------------- */

  /* The kernel has sent the values of a run. */
  receive(run, fields, bytes, frames) {
    this.arrays.receive(run, fields, bytes, frames);
    if (run === this.run) this.go(this.run, this.stepNumber, true);
  }

  applyTheme() {
    if (!this.root) return;
    this.root.dataset.theme = this.theme.current();
    if (readColours(this.root)) this.graph.forget();
    if (this.moment) this.go(this.run, this.stepNumber, true);
  }

  switchTheme() {
    this.theme.choose(this.theme.current() === "dark" ? "light" : "dark");
    this.onTheme(this.theme.chosen);
  }

  showTab(name) {
    this.app.dataset.tab = name;
    this.header.showTab(name);
    if (this.graph.direction) this.resize();
  }

  resize() {
    const [width, height] = [this.root.clientWidth, this.root.clientHeight];
    if (!width || !height) return;
    this.app.dataset.size = width < NARROW ? "narrow" : height < SHORT ? "short" : "full";
    this.app.dataset.wide = String(width >= 1200);
    this.app.dataset.runs = this.bundle.runs.length > 1 ? "several" : "one";
    if (readColours(this.root)) this.graph.forget();
    this.graph.resize(width < NARROW ? "TB" : "LR");
    this.dock.resize();
    this.show();
    this.graph.look(true);
    this.graph.placeNotes();
  }

  calm() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  toggleFullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.root.requestFullscreen();
  }

  /* Escape: give the keys back to the notebook, or to the page. */
  leave() {
    if (this.playing) this.togglePlay();
    const notebook = this.root.closest(".jp-Notebook");
    if (document.activeElement) document.activeElement.blur();
    if (notebook) notebook.focus({ preventScroll: true });
  }

  destroy() {
    clearInterval(this.playing);
    this.observer.disconnect();
    this.theme.destroy();
    this.root.remove();
  }
}

export function mount(host, bundle, bytes, options) {
  return new Tracer(host, bundle, bytes, options);
}

/* --- in a notebook: called by anywidget ------------------------------------------------------------------ */

const SETTLED = 150; // milliseconds without a move, after which the kernel is told

export function render({ model, el }) {
  const bundle = structuredClone(model.get("bundle"));
  let sent = "";
  let timer = 0;
  const place = () => `${model.get("run")},${model.get("step")}`;
  const tracer = mount(el, bundle, model.get("blob"), {
    run: model.get("run"),
    step: model.get("step"),
    theme: model.get("theme"),
    fetchRun: model.get("live") ? (run) => model.send({ type: "need_run", run }) : null,
    onMove: (run, step) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        timer = 0;
        model.set("run", run);
        model.set("step", step);
        sent = place();
        model.save_changes();
      }, SETTLED);
    },
    onTheme: (theme) => {
      model.set("theme", theme);
      model.save_changes();
    },
  });
  tracer.root.classList.add("tl-in-notebook");
  tracer.resize();
  // The view owns the cursor: what comes back of its own moves, or arrives while it moves, is not obeyed.
  const follow = () => {
    if (timer || place() === sent) return;
    sent = place();
    tracer.go(model.get("run"), model.get("step"), true);
  };
  const retheme = () => tracer.theme.choose(model.get("theme"));
  const receive = (message, buffers) => {
    if (message.type === "run") tracer.receive(message.run, message.fields, (buffers || [])[0], message.frames);
  };
  const listeners = { "change:run": follow, "change:step": follow, "change:theme": retheme, "msg:custom": receive };
  for (const [event, listener] of Object.entries(listeners)) model.on(event, listener);
  return () => {
    clearTimeout(timer);
    for (const [event, listener] of Object.entries(listeners)) model.off(event, listener);
    tracer.destroy();
  };
}

export default { render };
