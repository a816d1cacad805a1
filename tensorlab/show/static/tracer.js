/* The Tracer: step through what a program computed, forwards and backwards. Start reading here.

   `mount(host, bundle, bytes, options)` shows a bundle (its format is in `tensorlab/record/`); a page calls it
   directly, a notebook through `notebook.js`. The Tracer owns one cursor (run, step). `go` moves it; every view
   then shows the "moment" it is given and knows nothing of the others.

   Next: `timeline.js` and `arrays.js` (what the bundle says), then the views: `header_view.js`,
   `graph_view.js`, `source_view.js`, `inspector_view.js`, `dock_view.js`; then `commands.js` and `features.js`
   (everything else that one can do). */

import { Arrays } from "./arrays.js";
import { readColours } from "./colours.js";
import { Commands } from "./commands.js";
import { DockView } from "./dock_view.js";
import { element } from "./dom.js";
import { Drawer } from "./drawer.js";
import { FEATURES } from "./features.js";
import { GraphView } from "./graph_view.js";
import { HeaderView } from "./header_view.js";
import { HelpView } from "./help_view.js";
import { InspectorView } from "./inspector_view.js";
import { Menu } from "./menu.js";
import { SourceView } from "./source_view.js";
import { Theme } from "./theme.js";
import { Timeline } from "./timeline.js";
import { Views } from "./views.js";
import { Words } from "./words.js";

const NARROW = 700; // pixels: below, panes become tabs
const SHORT = 780;
const VAST = [2200, 1200];
const NOTICE = 6000; // milliseconds

export class Tracer {
  /* `options`: run, step, theme, language; fetchRun(run) and ask(what, content, buffers) where a kernel answers;
     onMove(run, step), onTheme(theme), onLanguage(language). */
  constructor(host, bundle, bytes, options = {}) {
    this.host = host;
    this.bundle = bundle;
    this.bytes = bytes;
    this.options = options;
    const learns = bundle.programs.some((program) => program.steps.some((step) => step.slot));
    if (!learns) for (const box of bundle.boxes) box.slot = false;
    this.words = new Words(options.language);
    this.commands = new Commands(this);
    this.arrays = options.arrays || new Arrays(bundle, bytes, options.fetchRun);
    this.known = new Map();
    this.onMove = options.onMove || (() => {});
    this.hasKernel = Boolean(options.ask);
    this.run = 0;
    this.stepNumber = 0;
    this.playing = 0;
    this.root = element(
      // The first attribute after the class keeps a notebook's own shortcuts out of here.
      "div", { class: "tl-tracer", "data-lm-suppress-shortcuts": "true", lang: this.words.language === "zh" ? "zh-CN" : "en", tabindex: 0, role: "application", "aria-roledescription": this.words.say("tracer.role"), "aria-label": this.words.say("tracer.label", { title: bundle.title }) },
    );
    this.theme = new Theme(() => this.applyTheme());
    this.drawer = new Drawer(this);
    this.views = new Views(this);
    this.features = [];
    this.listeners = new Map();
    this.install(FEATURES.slice(0, 2)); // the commands that the views make buttons for
    this.menu = new Menu(this);
    this.help = new HelpView(this);
    this.header = new HeaderView(this);
    this.graph = new GraphView(this);
    this.source = new SourceView(this);
    this.inspector = new InspectorView(this);
    this.dock = new DockView(this);
    this.toast = element("p", { class: "tl-notice", role: "status", "aria-live": "polite", hidden: true });
    this.app = element(
      "div", { class: "tl-app", "data-tab": "graph", "data-view": "graph" },
      this.header.top, this.header.say, this.header.tabs, this.graph.pane, this.source.pane, this.inspector.pane,
      this.views.place, this.drawer.root, this.dock.pane, this.menu.root, this.toast, this.header.live,
    );
    this.root.append(this.app, this.help.root);
    this.install(FEATURES.slice(2));
    this.views.ready();
    host.append(this.root);
    this.listen();
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

  install(features) {
    for (const Feature of features) this.features.push(new Feature(this));
  }

  listen() {
    // In a notebook the Tracer may stand half below the window: the first key after it got the focus brings it in.
    this.root.addEventListener("focusin", (event) => { this.arrived ||= !this.root.contains(event.relatedTarget); });
    this.root.addEventListener("keydown", (event) => {
      if (this.arrived) this.root.scrollIntoView({ block: "nearest" });
      this.arrived = false;
      if (!this.commands.pressed(event)) return;
      event.preventDefault();
      event.stopPropagation();
    });
    // A click anywhere inside makes the keys work.
    this.root.addEventListener("pointerdown", (event) => {
      if (!event.target.closest("button, [tabindex], dialog, input, select, textarea, label, a") || event.target === this.root) this.root.focus({ preventScroll: true });
    });
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
    if (this.frozen && this.moment) return;
    if (!quiet && this.gate && this.gate(run, step)) return;
    step = this.nesting.arrive(run, step);
    const { runs } = this.bundle;
    // A branch stands at a key between two indices (branches.js); where it ends, its run goes on as recorded.
    this.run = runs[run] ? run : Math.max(0, Math.min(runs.length - 1, Math.floor(run)));
    const record = runs[this.run] || null;
    const timeline = record ? this.timeline(record.program) : null;
    const last = timeline ? timeline.steps.length - 1 : 0;
    this.stepNumber = Math.max(0, Math.min(last, step));
    const { failed, missed } = record && record.error ? this.nesting.fates(this.run, last) : { failed: null, missed: null };
    this.moment = {
      bundle: this.bundle, arrays: this.arrays, run: this.run, record, timeline, failed, missed,
      program: record ? record.program : null,
      stepNumber: this.stepNumber,
      step: (timeline && timeline.steps[this.stepNumber]) || null,
    };
    // What is said besides at a step of this run: how full a queue was, how long it waited.
    const place = record ? this.bundle.programs[record.program].steps.indexOf(this.moment.step) : -1;
    this.moment.said = (record && record.said && record.said[place]) || [];
    this.show();
    if (!quiet) this.onMove(this.run, this.stepNumber);
  }

  show() {
    const { moment } = this;
    this.app.dataset.phase = moment.step ? moment.step.phase : "";
    this.header.show(moment);
    // What another main view hides is shown again when it comes back (views.js).
    const panes = this.views.current === "graph";
    if (panes) {
      this.graph.show(moment);
      this.source.show(moment);
      this.inspector.show(moment);
    }
    this.dock.show(moment);
    this.drawer.show(moment);
    this.views.show(moment);
    for (const feature of this.features) if (feature.show) feature.show(moment);
    this.commands.refresh();
    // Only now, when all is written, may a view ask how large something came out.
    if (panes) {
      this.source.settle();
      this.inspector.settle();
    }
  }

  goStep(change) {
    if (this.nesting.stepped(change)) return;
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
    this.playback.toggle();
  }

  /* --- surroundings ------------------------------------------------------------------------------------- */

  /* The kernel has sent the values of a run. */
  receive(run, fields, bytes, frames) {
    this.arrays.receive(run, fields, bytes, frames);
    this.nesting.received(run);
    if (run === this.run || run === this.beside) this.go(this.run, this.stepNumber, true);
  }

  applyTheme() {
    if (!this.root) return;
    this.root.dataset.theme = this.theme.current();
    if (readColours(this.root)) this.graph.forget();
    if (this.moment) this.go(this.run, this.stepNumber, true);
  }

  switchTheme() {
    this.theme.choose(this.theme.current() === "dark" ? "light" : "dark");
    if (this.options.onTheme) this.options.onTheme(this.theme.chosen);
  }

  /* All words change: the Tracer is made anew, at the same place. */
  switchLanguage() {
    const language = this.words.language === "zh" ? "en" : "zh";
    if (this.options.onLanguage) this.options.onLanguage(language);
    this.remake({ language });
  }

  remake(changes) {
    const { host, bundle, options } = this;
    const drawer = this.drawer.current;
    const classes = this.root.className;
    const made = new Tracer(host, bundle, this.arrays.bytes, { ...options, run: this.run, step: this.stepNumber, theme: this.theme.chosen, ...changes, arrays: this.arrays });
    made.root.className = classes;
    if (options.onRemade) options.onRemade(made);
    this.destroy();
    made.resize();
    if (drawer) made.drawer.open(drawer);
    made.root.focus({ preventScroll: true });
    return made;
  }

  /* Say something that is no step: why a button is off, what was copied. */
  notice(text) {
    clearTimeout(this.noticeTimer);
    this.toast.hidden = false;
    this.toast.textContent = text;
    this.noticeTimer = setTimeout(() => { this.toast.hidden = true; }, NOTICE);
  }

  /* What the kernel tells unasked goes to whoever listens for that kind of message. */
  hear(what, listener) {
    this.listeners.set(what, listener);
  }

  told({ what, content }, buffers) {
    const listener = this.listeners.get(what);
    if (listener) listener(content, buffers);
  }

  /* Ask the kernel; the answer is an object, with `buffers`. */
  ask(what, content = {}, buffers = []) {
    if (!this.hasKernel) return Promise.reject(new Error(this.words.say("tracer.no_kernel")));
    return this.options.ask(what, content, buffers);
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
    this.app.dataset.vast = String(width >= VAST[0] && height >= VAST[1]);
    this.app.dataset.runs = ["none", "one", "several"][Math.min(2, this.bundle.runs.length)];
    if (readColours(this.root)) this.graph.forget();
    this.header.resize();
    this.graph.resize(width < NARROW ? "TB" : "LR");
    this.views.resize();
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

  /* Escape: close what is open; else give the keys back to the notebook, or to the page. */
  escape() {
    if (this.drawer.current) this.drawer.close();
    else if (this.views.current !== "graph") this.views.choose("graph");
    else this.leave();
  }

  leave() {
    if (this.playing) this.togglePlay();
    const notebook = this.root.closest(".jp-Notebook");
    if (document.activeElement) document.activeElement.blur();
    if (notebook) notebook.focus({ preventScroll: true });
  }

  destroy() {
    clearTimeout(this.noticeTimer);
    for (const feature of this.features) if (feature.destroy) feature.destroy();
    this.observer.disconnect();
    this.theme.destroy();
    this.root.remove();
  }
}

export function mount(host, bundle, bytes, options) {
  return new Tracer(host, bundle, bytes, options);
}
